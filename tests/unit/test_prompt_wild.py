"""Proves that the ways in which people write to video models are read: camera jargon, numbered
scenes, jump cuts, ruled-out people, sounds that are only heard."""

import pytest

from gateway.prompt.reader import read
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import CameraMove, Transition
from tests.unit.test_prompt_reader import cuts, motions, words


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("The camera pans from left to right", "PAN_RIGHT"),
        ("Camera pans slowly from the right to the left", "PAN_LEFT"),
        ("Tracking from right to left", "TRUCK_LEFT"),
        ("The camera trucks left.", "TRUCK_LEFT"),
        ("Camera: static.", "HOLD"),
        ("dont move the camera", "HOLD"),
        ("Slow push, tense", "PUSH_IN"),
        ("camera sweeping from left to right", "PAN_RIGHT"),
        ("镜头剧烈晃动", "HANDHELD"),
        ("Camera: slow arc left.", "ORBIT"),
        ("camera dolly zooms out", "PULL_OUT"),
        ("a dolly zoom on his face", "DOLLY_ZOOM"),
        ("Camera shakes violently", "HANDHELD"),
        ("Smooth 360 orbit around a robot", "ORBIT"),
        ("镜头由近及远", "PULL_OUT"),
        ("镜头由远及近", "PUSH_IN"),
        ("镜头从下往上摇", "TILT_UP"),
        ("镜头摇向黑板", "PAN_RIGHT"),
    ],
)
def test_the_camera_goes_the_way_that_is_said(prompt: str, move: str) -> None:
    reading = read(prompt)
    assert CameraMove.Name(reading.shots[0].camera.move)[12:] == move
    assert "摇" not in reading.shots[0].scene


def test_numbered_sentences_that_tell_scenes_are_shots() -> None:
    told = "1. A train leaves in fog. 2. Inside, a woman reads a letter. 3. She smiles at last."
    assert [scene for scene, *_ in cuts(told)] == [
        "A train leaves in fog.",
        "Inside, a woman reads a letter.",
        "She smiles at last.",
    ]
    for one in ("1. Style: noir film. 2. Camera: slow pan.", "1. no text here 2. no people at all"):
        assert len(cuts(one)) == 1, one


def test_a_jump_cut_begins_a_shot_and_a_shots_own_prompt_its_transition() -> None:
    assert [how for _, how, _ in cuts("A girl waves, jump cut, she holds a cat")][1] == "CUT"
    shot = read("Dissolve to the sea at dusk", whole=True).shots[0]
    assert shot.scene == "the sea at dusk"
    assert shot.transition == Transition.TRANSITION_DISSOLVE


@pytest.mark.parametrize("prompt", ["a frozen lake", "女孩穿过花海", "结冰的湖面"])
def test_what_only_sounds_like_water_does_not_flow(prompt: str) -> None:
    assert "WATER" not in motions(read(prompt))


def test_only_wind_sound_is_a_sound_and_nobody_is_ruled_out() -> None:
    reading = read("An eagle, no people, no text, only wind sound")
    assert list(reading.sound.cues) == ["wind"] and not motions(reading)
    assert "nobody in the picture" in words(reading, Kind.UNDERSTOOD_KIND_SCENE)
    assert list(read("ambient sounds only: birds, a stream").sound.cues) == ["birds", "stream"]


def test_jazz_is_music_and_a_jazz_club_a_place() -> None:
    assert read("Two friends in a cafe, soft jazz.").sound.music
    assert not read("A woman outside a jazz club").sound.music


def test_who_is_only_a_pronoun_takes_no_other_words_with_it() -> None:
    reading = read('Wolves howl softly. She says "Hi."')
    told = [i for i in reading.told.items if i.kind == Kind.UNDERSTOOD_KIND_SPEAKER]
    assert [(i.value, i.words) for i in told] == [("Woman: woman", "")]
    assert list(reading.told.not_understood) == ["howl softly"]


@pytest.mark.parametrize(
    "prompt",
    [
        "a hut on the shore of a frozen lake",
        "a quiet lake, the far shore in mist",
        "a bay of the lake",
    ],
)
def test_a_lakes_shore_is_no_beach(prompt: str) -> None:
    assert "beach" not in words(read(prompt), Kind.UNDERSTOOD_KIND_SCENE)
    assert "shore" in words(read(prompt), Kind.UNDERSTOOD_KIND_SCENE)


def test_a_breath_of_wind_is_ruled_out_too() -> None:
    assert "FOLIAGE" not in motions(read("A pond without a breath of wind"))
    assert not motions(read("Water droplets on a leaf"))


def test_music_is_told_by_style_instrument_or_what_follows_it() -> None:
    for prompt in (
        "a girl runs, upbeat J-pop",
        "a dance, soft strings",
        "背景音乐轻快",
        "笛声悠扬",
    ):
        assert read(prompt).sound.music, prompt
    assert not read("Music: none").sound.music
    assert not read("A man tunes a guitar").sound.music


def test_what_is_not_known_of_a_list_of_sounds_is_told() -> None:
    reading = read("A fair. Sound: squeaky carousel, wind")
    assert list(reading.sound.cues) == ["wind"]
    assert "squeaky carousel" in reading.told.not_understood
    assert list(read("Crickets chirping").sound.cues) == ["crickets"]


def test_ice_cream_is_no_winter_and_a_sunset_may_fade_to_night() -> None:
    assert "winter" not in words(read("scoops of ice cream"), Kind.UNDERSTOOD_KIND_SCENE)
    assert "DUSK" in motions(read("Sunset fades to night over a desert"))
    assert not read("森林音乐会").sound.music


def test_the_camera_rises_from_something() -> None:
    reading = read("镜头从他的背影慢慢升起，拍到大海")
    assert CameraMove.Name(reading.shots[0].camera.move)[12:] == "PEDESTAL_UP"


def test_a_wound_music_box_is_no_wind_and_a_frozen_leap_no_winter() -> None:
    reading = read("A hand winds a music box, a dancer frozen mid-leap")
    assert not motions(reading) and not reading.sound.music
    assert "winter" not in words(reading, Kind.UNDERSTOOD_KIND_SCENE)

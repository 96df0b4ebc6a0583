"""Proves what --shot and a storyboard file mean, and that a bad one is told in one sentence."""

from pathlib import Path

import pytest

from reelmesh.cli import parser
from reelmesh.command.spec import line_of, storyboarded
from reelmesh.command.storyboard import read_storyboard, shot_of
from reelmesh.command.usage import UsageError
from reelmesh.v1.spec_pb2 import (
    CameraMove,
    Effect,
    Framing,
    Grade,
    Manner,
    Music,
    Spec,
    Transition,
)

FILM = """
prompt: A rainy evening
shots:
  - image: anna.jpg
    prompt: Slow push in
    lines: ["Anna: It never stops.", "It does."]
  - prompt: The sea
    seconds: 4
    camera: pan-left
    transition: dissolve
  - Just words
"""


def asked(*words: str) -> tuple[Spec, list[str]]:
    return storyboarded(parser().parse_args(["clip", *words]))[:2]


@pytest.mark.parametrize(
    ("text", "image", "prompt", "seconds"),
    [
        ("Waves roll in", "", "Waves roll in", 0),
        ("sea.jpg: Waves roll in", "sea.jpg", "Waves roll in", 0),
        ("sea.jpg: Waves roll in @4s", "sea.jpg", "Waves roll in", 4),
        ("sea.jpg @2.5s", "sea.jpg", "", 2.5),
        ("my pictures/sea 1.PNG：海浪", "my pictures/sea 1.PNG", "海浪", 0),
        ('Anna: "Hello" @ 3 s', "", 'Anna: "Hello"', 3),
        ("She mails bob@home", "", "She mails bob@home", 0),
        ("A man reads a.jpg aloud", "", "A man reads a.jpg aloud", 0),
    ],
)
def test_a_shot_is_an_image_a_prompt_and_a_length(
    text: str, image: str, prompt: str, seconds: float
) -> None:
    scene = shot_of(text)
    assert (scene.image, scene.shot.prompt, scene.shot.seconds) == (image, prompt, seconds)


def test_shots_of_the_command_line_become_the_specs() -> None:
    spec, images = asked("--shot", "a.jpg: A cat @2s", "--shot", "A dog", "--camera", "orbit")
    assert [shot.prompt for shot in spec.shots] == ["A cat", "A dog"]
    assert images == ["a.jpg", ""]
    assert spec.prompt == "A cat A dog"
    assert {shot.camera.move for shot in spec.shots} == {CameraMove.CAMERA_MOVE_ORBIT}


def test_a_storyboard_becomes_shots_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "film.yaml"
    path.write_text(FILM)
    spec, images = asked("--storyboard", str(path), "--voice", "Anna=heart")
    assert spec.prompt == "A rainy evening"
    assert images == [str(tmp_path / "anna.jpg"), "", ""]
    assert [(line.speaker, line.text, line.shot) for line in spec.lines] == [
        ("Anna", "It never stops.", 1),
        ("", "It does.", 1),
    ]
    second = spec.shots[1]
    assert (second.seconds, second.transition) == (4, Transition.TRANSITION_DISSOLVE)
    assert second.camera.move == CameraMove.CAMERA_MOVE_PAN_LEFT
    assert spec.shots[2].prompt == "Just words"
    assert spec.speakers[0].voice == "heart"


WHOLE = """
title: At the pier
music: sad
cues: [gulls, surf]
voices: {Anna: heart}
shots:
  - image: a.jpg
    last: b.jpg
    prompt: A pier
    camera: orbit=0.2
    motions: [rain=0.9, fog]
    look: [close, warm, blur=0.3]
    still: true
    lines: ["Anna (whispering) @1.5s: It never stops."]
  - prompt: The sea
    look: none
"""


def test_a_storyboard_says_whatever_a_shot_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "film.yaml"
    path.write_text(WHOLE)
    words = ["clip", "--storyboard", str(path), "--look", "cold", "--motion", "snow"]
    spec, images, ends = storyboarded(parser().parse_args(words))
    first, second = spec.shots
    assert (images[0], ends) == (str(tmp_path / "a.jpg"), [str(tmp_path / "b.jpg"), ""])
    assert (first.camera.move, first.camera.strength) == (CameraMove.CAMERA_MOVE_ORBIT, 0.2)
    assert [(one.effect, round(one.strength, 1)) for one in first.motions] == [
        (Effect.EFFECT_RAIN, 0.9),
        (Effect.EFFECT_FOG, 0),
    ]
    assert first.look.framing == Framing.FRAMING_CLOSE
    assert list(first.look.grades) == [Grade.GRADE_WARM]
    assert round(first.look.blur, 1) == 0.3
    assert first.still and not second.still
    assert second.HasField("look") and not second.look.ByteSize()
    assert [one.effect for one in second.motions] == [Effect.EFFECT_SNOW]
    assert (spec.title, spec.sound.music, list(spec.sound.cues)) == (
        *("At the pier", Music.MUSIC_SAD),
        ["gulls", "surf"],
    )
    assert [(one.name, one.voice) for one in spec.speakers] == [("Anna", "heart")]
    line = spec.lines[0]
    assert (line.speaker, line.manner, line.start_seconds) == ("Anna", Manner.MANNER_WHISPER, 1.5)


def test_options_win_over_what_a_storyboard_says_of_the_film(tmp_path: Path) -> None:
    path = tmp_path / "film.yaml"
    path.write_text(WHOLE)
    more = ["--music", "epic", "--cue", "rain", "--title", "Other", "--voice", "Anna=lily"]
    spec, _ = asked("--storyboard", str(path), *more)
    assert (spec.title, spec.sound.music, list(spec.sound.cues)) == (
        *("Other", Music.MUSIC_EPIC),
        ["rain"],
    )
    assert spec.speakers[0].voice == "lily"


def test_a_shot_on_the_command_line_says_how_it_begins() -> None:
    texts = ["Sea @4s @dissolve", "Sea @fade@2s", "Sea @dissolve"]
    shots = [shot_of(text).shot for text in texts]
    assert [(one.prompt, one.seconds, Transition.Name(one.transition)[11:]) for one in shots] == [
        ("Sea", 4, "DISSOLVE"),
        ("Sea", 2, "FADE"),
        ("Sea", 0, "DISSOLVE"),
    ]


def test_speakers_of_the_prompt_may_be_given_voices() -> None:
    spec, _ = asked("--prompt", 'Anna says "Hi."', "--voice", "Anna=heart")
    assert [(one.name, one.voice) for one in spec.speakers] == [("Anna", "heart")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("shots: []", "at least one shot"),
        ("[1, 2]", "must be a mapping"),
        ("shots: [{promt: a}]", "'promt'"),
        ("shots: [{seconds: 3}]", "prompt or an image"),
        ("shots: [{prompt: a, seconds: long}]", "number"),
        ("shots: [{prompt: a, seconds: 0}]", "above 0"),
        ("shots: [{prompt: 5}]", "must be text"),
        ("shots: [{prompt: a, camera: fly}]", "push-in"),
        ("shots: [{prompt: a, transition: wipe}]", "dissolve"),
        ("shots: [{prompt: a, lines: [{Anna: hi}]}]", "in quotes"),
        ("shots: [{prompt: a, look: shiny}]", "there are wide, medium, close, black-and-white"),
        ("shots: [{prompt: a, look: [close, wide]}]", "one framing"),
        ("shots: [{prompt: a, motions: [hail]}]", "no motion; there are water"),
        ("shots: [{prompt: a, motions: [rain, rain=0.9]}]", "rain is given twice"),
        ("shots: [{prompt: a, motions: [rain=5]}]", "above 0 and at most 1"),
        ("shots: [{prompt: a, still: maybe}]", "true or false"),
        ("shots: [{prompt: a, last: b.jpg}]", "the image it begins with"),
        ("{music: loud, shots: [a]}", "no mood; there are calm"),
        ("{voices: [heart], shots: [a]}", "a mapping such as Anna: heart"),
        ("{cues: [5], shots: [a]}", "texts such as rain"),
        ("shots: [" + "a, " * 21 + "]", "at most 20"),
        ("shots: [&a {prompt: x}, *a]", "aliases"),
        ("a: &a [x]\nb: &b [*a, *a]\nshots: [*b]", "aliases"),
        ("shots: [{prompt: !!python/object/apply:os.system [ls]}]", "could not determine"),
        ("shots: [", "line 1"),
        ("{" * 5000, "YAML"),
        ("\x00", "YAML"),
        ("x" * 300_000, "larger"),
    ],
)
def test_a_bad_storyboard_is_told_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "film.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=sentence):
        read_storyboard(str(path), line_of)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--shot", "a", "--storyboard", "f"], "once"),
        (["pic.jpg", "--shot", "a"], "name images in"),
        (["--shot", " "], "say what it shows"),
        (["--shot", "a @0s"], "more than 0"),
        (["--shot", "a"] * 21, "at most 20"),
        (["--storyboard", "nowhere.yaml"], "cannot be read"),
        ([], "--prompt is empty"),
    ],
)
def test_bad_usage_is_told_in_one_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        asked(*words)


def test_a_shots_own_words_for_models_win_over_those_for_all(tmp_path: Path) -> None:
    film = tmp_path / "film.yaml"
    film.write_text("shots: [{prompt: A, avoid: text, motion-strength: 0.2}, {prompt: B}]", "utf-8")
    found, *_ = asked("--storyboard", str(film), "--avoid", "people", "--motion-strength", "1")
    assert [shot.negative_prompt for shot in found.shots] == ["text", "people"]
    assert [round(shot.motion_strength, 3) for shot in found.shots] == [0.2, 1]
    film.write_text("shots: [{prompt: A, motion-strength: 2}]", "utf-8")
    with pytest.raises(UsageError, match="shot 1: 'motion-strength' must be a number from 0 to 1"):
        asked("--storyboard", str(film))

"""Proves what --shot and a storyboard file mean, and that a bad one is told in one sentence."""

from pathlib import Path

import pytest

from reelmesh.cli import parser
from reelmesh.command.spec import line_of, storyboarded
from reelmesh.command.storyboard import read_storyboard, shot_of
from reelmesh.command.usage import UsageError
from reelmesh.v1.spec_pb2 import CameraMove, Spec, Transition

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
    return storyboarded(parser().parse_args(["clip", *words]))


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
    film.write_text("shots: [{prompt: A, avoid: text, motion: 0.2}, {prompt: B}]", "utf-8")
    found, _ = asked("--storyboard", str(film), "--avoid", "people", "--motion", "1")
    assert [shot.negative_prompt for shot in found.shots] == ["text", "people"]
    assert [round(shot.motion_strength, 3) for shot in found.shots] == [0.2, 1]
    film.write_text("shots: [{prompt: A, motion: 2}]", "utf-8")
    with pytest.raises(UsageError, match="shot 1: 'motion' must be a number from 0 to 1"):
        asked("--storyboard", str(film))

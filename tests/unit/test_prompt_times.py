"""Proves that times and turns written as people write them are read: [0-3s], 0:03-0:06, Shot 1
(0-4s), a 45-degree orbit; and that an age is no length."""

import pytest

from gateway.prompt.reader import read
from reelmesh.v1.spec_pb2 import CameraMove, Framing
from tests.unit.test_prompt_reader import cuts


@pytest.mark.parametrize(
    "prompt",
    [
        "[0-3s] a lake [3-5s] a dog",
        "0:00-0:03 A lake.\n0:03-0:05 A dog.",
        "0s–3s: a lake. 3s–5s: a dog",
        "Seconds 0-3: a lake. Seconds 3-5: a dog",
        "(0:00–0:03) A lake\n(0:03–0:05) A dog",
        "00:00 - 00:03 | a lake\n00:03 - 00:05 | a dog",
        "Shot 1 (0-3s): a lake. Shot 2 (3-5s): a dog.",
        "Scene 1 [0:00-0:03] A lake\nScene 2 [0:03-0:05] A dog",
        "First 3 seconds: a lake. Last 2 seconds: a dog",
        "0–3s — a lake. 3–5s — a dog",
        '{"shots": [{"shot": 1, "duration": 3, "prompt": "a lake"}, {"shot": 2, "duration": 2, "prompt": "a dog"}]}',
    ],
)
def test_times_cut_shots(prompt: str) -> None:
    found = [(scene.lower().rstrip("."), seconds) for scene, _, seconds in cuts(prompt)]
    assert found == [("a lake", 3), ("a dog", 2)]


@pytest.mark.parametrize(
    "prompt",
    [
        "镜头1（0-3秒）：湖。镜头2（3-5秒）：狗。",
        "【0-3秒】湖。【3-5秒】狗。",
        "前3秒：湖。后2秒：狗。",
    ],
)
def test_chinese_times_cut_shots(prompt: str) -> None:
    assert [(scene, seconds) for scene, _, seconds in cuts(prompt)] == [("湖。", 3), ("狗。", 2)]


@pytest.mark.parametrize(
    "prompt", ["The score is 3-2: he wins", "he is 5-6 seconds late", "toys for ages 3-5: blocks"]
)
def test_other_ranges_cut_nothing(prompt: str) -> None:
    assert len(read(prompt).shots) == 1


def test_an_age_in_brackets_is_no_length() -> None:
    assert read('NORA (40s, tired) sweeps. A coach (female, 30s): "Go!"').seconds == 0
    assert read("A street at dusk (20s)").seconds == 20


def test_an_end_in_black_is_told_and_is_no_shot() -> None:
    reading = read("Two climbers on a ridge. They step off. Cut to black.")
    assert [shot.scene for shot in reading.shots] == ["Two climbers on a ridge. They step off."]
    assert [(one.value, one.used) for one in reading.told.items if one.note] == [
        ("an end in black", False)
    ]
    assert not reading.told.not_understood or "black" not in reading.told.not_understood[-1]


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("A 45-degree orbit around a vase", "ORBIT"),
        ("A perfume bottle on marble, slow 360 rotation, studio light", "ORBIT"),
        ("The camera rotates 45°", "ORBIT"),
        ("A vase. Rotate 90 degrees around it.", "ORBIT"),
        ("The camera turns 45° to the right", "PAN_RIGHT"),
        ("Pan 30 degrees left", "PAN_LEFT"),
        ("The camera tilts 20° up", "TILT_UP"),
        ("镜头旋转90°", "ORBIT"),
        ("镜头向右转45度", "PAN_RIGHT"),
        ("A vase rotates 360 degrees on a plate", "PUSH_IN"),
    ],
)
def test_a_turn_is_told_in_degrees(prompt: str, move: str) -> None:
    reading = read(prompt)
    assert CameraMove.Name(reading.shots[0].camera.move)[12:] == move
    assert (
        not any("degree" in words or "°" in words for words in reading.told.not_understood[:1])
        or move == "PUSH_IN"
    )


@pytest.mark.parametrize(
    "prompt",
    [
        "Time 0:00 – a lake. Time 0:03 – a dog.",
        "[0:00] a lake\n[0:03] a dog",
        "0:00 A lake. 0:03 A dog.",
    ],
)
def test_a_shot_may_tell_only_when_it_begins(prompt: str) -> None:
    found = [(scene.lower().rstrip("."), seconds) for scene, _, seconds in cuts(prompt)]
    assert found == [("a lake", 3), ("a dog", 0)]
    assert len(cuts("At 10:00 he leaves. At 10:30 he returns.")) == 1


def test_framings_with_a_colon_are_shots() -> None:
    prompt = "Wide: dunes at noon. Medium: a guide looks up. Close: a camel blinks."
    assert [shot.look.framing for shot in read(prompt).shots] == [
        Framing.FRAMING_WIDE,
        Framing.FRAMING_MEDIUM,
        Framing.FRAMING_CLOSE,
    ]
    assert len(cuts("Wide: dunes at noon")) == 1

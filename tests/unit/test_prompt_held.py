"""Proves that hour and weather of a whole clip hold for its painted shots that say nothing else."""

import pytest

from gateway.direct import IN_PAINTED_SHOTS, direct
from gateway.prompt.reader import read
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.spec_pb2 import Effect, Shot, Spec

IMAGE = Artifact(sha256="a" * 64)


@pytest.mark.parametrize(
    ("clip", "shot", "scene"),
    [
        ("A rainy evening in an old town", "A pier", "A pier. Rainy evening."),
        ("A rainy evening in an old town", "A pier at dawn", "A pier at dawn. Rainy."),
        ("Snow, at night", "A hut, the snow has stopped", "A hut. Night."),
        ("Three friends travel", "A pier", "A pier"),
        ("Moonlit night", 'Anna: "Go!"', "Moonlit night"),
        ("雨夜的小镇", "码头", "码头。雨夜。"),
        ("Foggy morning, epic music", "A lake.", "A lake. Foggy morning."),
    ],
)
def test_a_painted_shot_gets_the_clips_hour_and_weather(clip: str, shot: str, scene: str) -> None:
    assert direct(Spec(prompt=clip, shots=[Shot(prompt=shot)]))[0].shots[0].scene == scene


def test_a_shot_with_a_picture_keeps_its_own_light_and_the_plan_says_so() -> None:
    shots = [Shot(prompt="A pier", image=IMAGE), Shot(prompt="A street")]
    spec, told = direct(Spec(prompt="A rainy night", shots=shots))
    assert [shot.scene for shot in spec.shots] == ["A pier", "A street. Rainy night."]
    light = [one for one in told.items if one.kind == Kind.UNDERSTOOD_KIND_LIGHT]
    assert [(one.used, one.note) for one in light] == [(True, IN_PAINTED_SHOTS)]


@pytest.mark.parametrize(
    ("prompt", "scenes"),
    [
        (
            "At night in a town. Shot 1: a street. Shot 2: a field at dawn.",
            ["At night in a town. a street.", "At dawn in a town. a field at dawn."],
        ),
        (
            "夜晚的小镇。镜头一：街道。镜头二：日出的田野。",
            ["夜晚的小镇。 街道。", "日出的小镇。 日出的田野。"],
        ),
    ],
)
def test_a_shots_own_hour_stands_in_place_of_the_clips(prompt: str, scenes: list[str]) -> None:
    assert [shot.scene for shot in read(prompt).shots] == scenes


def test_a_shot_may_end_the_weather_of_all() -> None:
    shots = read("It rains. Shot 1: a street. Shot 2: a park, the rain has stopped.").shots
    assert [[m.effect for m in shot.motions] for shot in shots] == [[Effect.EFFECT_RAIN], []]
    assert "stopped" not in shots[1].scene

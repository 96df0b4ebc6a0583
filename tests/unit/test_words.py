"""Proves that a video engine without a text encoder gets embeddings of its very words, and that a
plan for one that has its own is as it was."""

import pytest

from gateway import plan
from gateway.capability import Serving, lacks
from gateway.registry import Registry
from gateway.requests import build
from reelmesh.mesh.names import message_sha256
from reelmesh.mesh.rules import FieldError, check
from reelmesh.mesh.run import now
from reelmesh.models.words import prompt_of
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Artifact, Format, Stage
from reelmesh.v1.engine_pb2 import Capabilities, EngineInfo
from reelmesh.v1.spec_pb2 import Camera, CameraMove, Effect, Framing, Look, Motion, Shot, Spec
from reelmesh.v1.task_pb2 import StageResult
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult

ENCODER, OTHER = "e" * 64, "f" * 64
EMBEDDINGS = Artifact(sha256="1" * 64, size_bytes=9, media_type="application/vnd.safetensors")
SHOT = Shot(
    image=Artifact(sha256="2" * 64),
    scene="A boat on a lake",
    camera=Camera(move=CameraMove.CAMERA_MOVE_PUSH_IN, strength=0.2),
    motions=[Motion(effect=Effect.EFFECT_RAIN, strength=0.9)],
    look=Look(framing=Framing.FRAMING_WIDE, blur=0.5),
    still=True,
    negative_prompt="people",
)


def clip_of(encoder: str = ENCODER, seed: int = 3) -> Clip:
    """A clip of one shot that vision has looked at, and encoded where encoder is set."""
    size = Format(width=128, height=128, fps=16)
    spec = Spec(prompt="a lake", shots=[SHOT], format=size, seed=seed)
    steps = plan.plan(spec, lambda *_: "cpu", encoded=bool(encoder))
    for step in steps:
        if step.part == "prompt1":
            made = DescribeResult(prompt_embeddings=EMBEDDINGS)
            step.result.CopyFrom(StageResult(describe=made))
        elif step.stage == Stage.STAGE_VISION:
            step.result.CopyFrom(StageResult(describe=DescribeResult(caption="a lake")))
    return Clip(spec=spec, steps=steps, shot_frames=[17], prompt_encoder=encoder)


def asked(clip: Clip) -> tuple[DescribeRequest, AnimateRequest]:
    words = build(clip, Step(stage=Stage.STAGE_VISION, part="prompt1")).describe
    return words, build(clip, Step(stage=Stage.STAGE_VIDEO, part="shot1")).animate


def test_vision_is_told_the_words_that_video_makes_its_prompt_of() -> None:
    words, shot = asked(clip_of())
    assert prompt_of(words.words) == prompt_of(shot)
    assert "Rain falls heavily" in prompt_of(shot)
    assert words.words.negative_prompt == shot.negative_prompt == "people"
    assert words.words.encoder == ENCODER
    assert shot.prompt_embeddings == EMBEDDINGS


def test_words_for_an_engine_without_a_negative_prompt_are_encoded_without_one() -> None:
    clip = clip_of()
    clip.unheeded.append("negative_prompt")
    words, shot = asked(clip)
    assert words.words.negative_prompt == shot.negative_prompt == ""


def test_the_seed_and_the_size_change_no_embeddings_and_the_words_do() -> None:
    words = asked(clip_of())[0]
    assert message_sha256(asked(clip_of(seed=4))[0]) == message_sha256(words)
    larger = clip_of()
    larger.spec.format.width = 1280
    assert message_sha256(asked(larger)[0]) == message_sha256(words)
    moored = clip_of()
    moored.spec.shots[0].scene = "A boat in a harbour"
    assert message_sha256(asked(moored)[0]) != message_sha256(words)
    assert not words.HasField("image") and not words.HasField("format")


def test_encoding_is_a_step_of_its_own_that_video_waits_for() -> None:
    steps = {plan.name(step): step for step in clip_of().steps}
    assert list(steps["vision.prompt1"].needs) == []
    assert list(steps["video.shot1"].needs) == ["vision.shot1", "vision.prompt1"]
    assert list(steps["ambient.clip"].needs) == ["vision.shot1"]


def test_an_engine_with_its_own_encoder_is_asked_as_before() -> None:
    clip = clip_of(encoder="")
    assert not any(step.part.startswith("prompt") for step in clip.steps)
    shot = build(clip, Step(stage=Stage.STAGE_VIDEO, part="shot1")).animate
    assert not shot.HasField("prompt_embeddings")
    encoded = asked(clip_of())[1]
    encoded.ClearField("prompt_embeddings")
    assert encoded == shot


def test_a_video_engine_whose_encoder_nobody_holds_is_refused() -> None:
    spec = Spec(prompt="x", shots=[Shot()], format=Format(width=128, height=128, fps=16))
    able = Capabilities(prompt_encoder=ENCODER)
    sight = Capabilities(from_text=True)
    problems = dict(lacks(spec, [], Serving(able, sight, "h100")))
    assert "the pool h100 holds no text encoder" in problems["spec.prompt"]
    assert ENCODER[:12] in problems["spec.prompt"]
    assert lacks(spec, [], Serving(able, sight, "h100", encoder_pool="words")) == []


def registry(*workers: tuple[str, str, bool]) -> Registry:
    """Vision workers: pool, encoder, and whether they are alive."""
    known = Registry.__new__(Registry)
    infos = {
        f"{index}": EngineInfo(
            stage=Stage.STAGE_VISION,
            pool=pool,
            capabilities=Capabilities(prompt_encoder=encoder),
            seen_time=now() if alive else None,
        )
        for index, (pool, encoder, alive) in enumerate(workers)
    }
    known._known = infos  # pyright: ignore[reportPrivateUsage]
    return known


def test_the_pool_of_the_picture_encodes_if_it_can_else_a_live_one_that_can() -> None:
    both = registry(("a", ENCODER, False), ("b", ENCODER, True), ("cpu", "", True))
    assert both.encoding(ENCODER, "a") == "a"
    assert both.encoding(ENCODER, "cpu") == "b"
    assert both.encoding(OTHER, "cpu") == ""
    assert registry(("a", ENCODER, False)).encoding(ENCODER, "cpu") == "a"


def test_a_request_of_vision_has_a_size_or_words() -> None:
    check(asked(clip_of())[0])
    check(DescribeRequest(format=Format(width=128, height=128)))
    with pytest.raises(FieldError) as refused:
        check(DescribeRequest(prompt="a lake"))
    assert refused.value.violations == [
        ("format", "value is required, unless words are to be encoded")
    ]
    assert str(refused.value).startswith("format: value is required")


@pytest.mark.parametrize(
    ("scene", "told"),
    [
        ("A boat on a lake", "A boat on a lake. The camera"),
        ("Run!", "Run! The camera"),
        ("湖上有一条船", "湖上有一条船。 The camera"),
        ("A small café", "A small café. The camera"),
    ],
)
def test_the_scene_is_a_sentence_before_the_camera_moves(scene: str, told: str) -> None:
    camera = Camera(move=CameraMove.CAMERA_MOVE_PUSH_IN, strength=0.5)
    assert prompt_of(AnimateRequest(prompt=scene, camera=camera)).startswith(told)

"""Proves that a video engine without an image encoder gets embeddings of its very first frame, and
that a plan for one that has its own is as it was."""

import pytest

from gateway import plan
from gateway.capability import Serving, lacks
from gateway.registry import Registry, picture_encoder
from gateway.requests import build
from reelmesh.mesh.names import message_sha256
from reelmesh.mesh.rules import FieldError, check
from reelmesh.mesh.run import now
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Artifact, Format, Stage
from reelmesh.v1.engine_pb2 import Capabilities, EngineInfo
from reelmesh.v1.spec_pb2 import Shot, Spec
from reelmesh.v1.task_pb2 import StageResult
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult, ShotPicture

ENCODER, OTHER = "e" * 64, "f" * 64
EMBEDDINGS = Artifact(sha256="1" * 64, size_bytes=9, media_type="application/vnd.safetensors")


def frame(part: str) -> Artifact:
    """What vision cut for a part."""
    return Artifact(sha256=str(len(part)) * 64, media_type="image/png")


def clip_of(encoder: str = ENCODER, *, last: bool = False, words: str = "a lake") -> Clip:
    """A clip of one shot that vision has looked at, and encoded where encoder is set."""
    shot = Shot(image=Artifact(sha256="2" * 64))
    if last:
        shot.last_image.sha256 = "3" * 64
    size = Format(width=128, height=128, fps=16)
    spec = Spec(prompt=words, shots=[shot], format=size)
    steps = plan.plan(spec, lambda *_: "cpu", pictured=bool(encoder))
    for step in steps:
        if step.part == "picture1":
            made = DescribeResult(picture_embeddings=EMBEDDINGS)
            step.result.CopyFrom(StageResult(describe=made))
        elif step.stage == Stage.STAGE_VISION:
            made = DescribeResult(frame=frame(step.part))
            step.result.CopyFrom(StageResult(describe=made))
    return Clip(spec=spec, steps=steps, shot_frames=[17], image_encoder=encoder)


def asked(clip: Clip) -> tuple[DescribeRequest, AnimateRequest]:
    picture = build(clip, Step(stage=Stage.STAGE_VISION, part="picture1")).describe
    return picture, build(clip, Step(stage=Stage.STAGE_VIDEO, part="shot1")).animate


def test_vision_is_told_the_frame_and_the_size_that_video_is_told() -> None:
    picture, shot = asked(clip_of())
    assert picture.picture.frame == shot.scene.frame == frame("shot1")
    assert not picture.picture.HasField("last")
    assert (picture.format.width, picture.format.height) == (128, 128)
    assert picture.picture.encoder == ENCODER
    assert shot.picture_embeddings == EMBEDDINGS


def test_the_picture_that_a_shot_ends_with_is_encoded_too() -> None:
    picture, shot = asked(clip_of(last=True))
    assert picture.picture.last == shot.last.frame == frame("shot1last")


def test_words_seed_and_rate_change_no_embeddings_and_the_frame_and_the_size_do() -> None:
    before = message_sha256(asked(clip_of())[0])
    other = clip_of(words="a harbour")
    other.spec.seed, other.spec.format.fps = 9, 24
    assert message_sha256(asked(other)[0]) == before
    other.spec.format.width = 256
    assert message_sha256(asked(other)[0]) != before
    assert message_sha256(asked(clip_of(last=True))[0]) != before


def test_encoding_waits_for_the_frames_and_video_waits_for_it() -> None:
    steps = {plan.name(step): step for step in clip_of(last=True).steps}
    assert list(steps["vision.picture1"].needs) == ["vision.shot1", "vision.shot1last"]
    assert list(steps["video.shot1"].needs) == [
        "vision.shot1",
        "vision.shot1last",
        "vision.picture1",
    ]
    assert list(steps["ambient.clip"].needs) == ["vision.shot1"]


def test_both_encoders_of_a_shot_are_steps_of_their_own() -> None:
    spec = Spec(prompt="x", shots=[Shot(), Shot()])
    steps = plan.plan(spec, lambda *_: "cpu", encoded=True, pictured=True)
    needs = {plan.name(step): list(step.needs) for step in steps}
    assert needs["vision.prompt2"] == []
    assert needs["vision.picture2"] == ["vision.shot2"]
    assert needs["video.shot2"] == ["vision.shot2", "vision.prompt2", "vision.picture2"]


def test_an_engine_with_its_own_encoder_is_asked_as_before() -> None:
    clip = clip_of(encoder="")
    assert not any(step.part.startswith("picture") for step in clip.steps)
    shot = build(clip, Step(stage=Stage.STAGE_VIDEO, part="shot1")).animate
    assert not shot.HasField("picture_embeddings")
    encoded = asked(clip_of())[1]
    encoded.ClearField("picture_embeddings")
    assert encoded == shot


def test_a_video_engine_whose_encoder_nobody_holds_is_refused() -> None:
    spec = Spec(prompt="x", shots=[Shot()], format=Format(width=128, height=128, fps=16))
    able = Capabilities(image_encoder=ENCODER)
    sight = Capabilities(from_text=True)
    problems = dict(lacks(spec, [], Serving(able, sight, "h100", encoder_pool="words")))
    assert "the pool h100 holds no image encoder" in problems["spec.quality"]
    assert ENCODER[:12] in problems["spec.quality"]
    assert lacks(spec, [], Serving(able, sight, "h100", picture_pool="looks")) == []


def test_a_pool_is_sought_by_the_encoder_that_is_meant() -> None:
    known = Registry.__new__(Registry)
    known._known = {  # pyright: ignore[reportPrivateUsage]
        pool: EngineInfo(stage=Stage.STAGE_VISION, pool=pool, capabilities=able, seen_time=now())
        for pool, able in (
            ("words", Capabilities(prompt_encoder=ENCODER)),
            ("looks", Capabilities(image_encoder=ENCODER)),
        )
    }
    assert known.encoding(ENCODER, "cpu") == "words"
    assert known.encoding(ENCODER, "cpu", picture_encoder) == "looks"
    assert known.encoding(OTHER, "cpu", picture_encoder) == ""


def test_a_picture_to_encode_has_a_frame_and_a_size() -> None:
    check(asked(clip_of(last=True))[0])
    size = Format(width=128, height=128)
    with pytest.raises(FieldError, match="frame: value is required"):
        check(DescribeRequest(picture=ShotPicture(encoder=ENCODER), format=size))
    with pytest.raises(FieldError, match="format: value is required"):
        check(DescribeRequest(picture=ShotPicture(encoder=ENCODER, frame=frame("shot1"))))

"""Proves what each step is asked: a shot's own motions reach its picture, and no other's."""

from gateway.requests import build
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.spec_pb2 import Effect, Motion, Shot, Spec
from reelmesh.v1.task_pb2 import StageResult
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeResult

RAIN = Motion(effect=Effect.EFFECT_RAIN, strength=0.75)
WATER = Motion(effect=Effect.EFFECT_WATER)


def animates(spec: Spec) -> list[AnimateRequest]:
    """What video is asked for each shot once vision has looked at all of them."""
    parts = [f"shot{n}" for n in range(1, len(spec.shots) + 1)]
    seen = StageResult(describe=DescribeResult(caption="a harbour"))
    clip = Clip(
        spec=spec,
        shot_frames=[24] * len(parts),
        steps=[Step(stage=Stage.STAGE_VISION, part=part, result=seen) for part in parts],
    )
    steps = [Step(stage=Stage.STAGE_VIDEO, part=part) for part in parts]
    return [build(clip, step).animate for step in steps]


def test_a_shots_motions_reach_its_picture_in_their_order() -> None:
    spec = Spec(prompt="a harbour", shots=[Shot(motions=[RAIN, WATER]), Shot()])
    first, second = animates(spec)
    assert list(first.motions) == [RAIN, WATER]
    assert not second.motions

"""Proves that the completed event says of each embedding which space it is in."""

from gateway.outcome import outcome
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step, StepState
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.spec_pb2 import Shot, Sound, Spec
from reelmesh.v1.task_pb2 import StageResult
from reelmesh.v1.video_pb2 import AnimateResult
from reelmesh.v1.vision_pb2 import DescribeResult

SEEN = (
    DescribeResult(embedding=[1.0, 0.0], embedding_space="siglip:4f0c"),
    DescribeResult(embedding=[0.0, 1.0]),
)


def made() -> Clip:
    """A finished clip of two shots: one was described in a model's space, one in the default's."""
    silent = Sound(silent=True)
    clip = Clip(spec=Spec(shots=[Shot(), Shot()], sound=silent), shot_frames=[24, 48])
    clip.state = ClipState.CLIP_STATE_SUCCEEDED
    for number, seen in enumerate(SEEN, 1):
        results = {
            Stage.STAGE_VISION: StageResult(describe=seen),
            Stage.STAGE_VIDEO: StageResult(animate=AnimateResult(method="moved")),
        }
        clip.steps.extend(
            Step(
                stage=stage,
                part=f"shot{number}",
                state=StepState.STEP_STATE_SUCCEEDED,
                result=result,
            )
            for stage, result in results.items()
        )
    return clip


def test_every_shot_of_the_completed_event_names_the_space_of_its_embedding() -> None:
    event = outcome(made())
    assert event is not None
    shots = event.completed.shots
    assert [list(shot.embedding) for shot in shots] == [[1.0, 0.0], [0.0, 1.0]]
    assert [shot.embedding_space for shot in shots] == ["siglip:4f0c", ""]

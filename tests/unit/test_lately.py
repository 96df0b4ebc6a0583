"""Proves that an estimate follows what steps of the same kind took, and is absent until then."""

import pytest

from gateway.lately import KEPT, Lately
from gateway.timeline import Layout
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Format, Quality, Stage
from reelmesh.v1.spec_pb2 import Spec

VISION, VOICE, VIDEO, MUX = (
    Stage.STAGE_VISION,
    Stage.STAGE_VOICE,
    Stage.STAGE_VIDEO,
    Stage.STAGE_MUX,
)
SMALL = Spec(
    format=Format(width=640, height=360, fps=24), quality=Quality.QUALITY_DRAFT, prompt="x"
)


def steps(pool: str = "cpu") -> list[Step]:
    parts = [(VISION, "shot1"), (VOICE, "line1"), (VIDEO, "shot1"), (VIDEO, "shot2"), (MUX, "clip")]
    return [Step(stage=stage, part=part, pool=pool) for stage, part in parts]


def done(*took: float, spec: Spec = SMALL, reused: bool = False) -> Clip:
    """A clip of shots of 2 s and 3 s and a line of 1.5 s, with the run seconds of its steps."""
    clip = Clip(spec=spec, shot_frames=[48, 72], steps=steps())
    for step, seconds in zip(clip.steps, took, strict=True):
        step.run_seconds = 0.0 if reused else seconds
        if step.stage == VOICE:
            step.result.speak.seconds = 1.5
    return clip


def estimate(lately: Lately, spec: Spec = SMALL, pool: str = "cpu") -> float | None:
    """For shots of 4 s and 6 s and a line of 3 s."""
    layout = Layout([0.5], [96, 144], 10.0)
    return lately.estimate(spec, steps(pool), layout, [3.0])


def test_what_was_never_seen_is_not_estimated() -> None:
    lately = Lately()
    assert estimate(lately) is None
    lately.take(done(0.5, 1.5, 20, 30, 5, reused=True))
    assert estimate(lately) is None


def test_work_grows_with_what_is_made_of_it() -> None:
    lately = Lately()
    lately.take(done(0.5, 1.5, 20, 30, 5))
    # Half a second a picture, 1 s of voice a second, 10 s of video a second, 1 s of mux a second.
    assert estimate(lately) == pytest.approx(0.5 + 3 + 40 + 60 + 10)


def test_the_median_counts_and_the_oldest_are_forgotten() -> None:
    lately = Lately()
    for _ in range(KEPT):
        lately.take(done(0.5, 1.5, 20, 30, 5))
    lately.take(done(0.5, 1.5, 2000, 3000, 5))
    assert estimate(lately) == pytest.approx(113.5)
    for _ in range(KEPT):
        lately.take(done(0.5, 1.5, 2, 3, 5))
    assert estimate(lately) == pytest.approx(0.5 + 3 + 4 + 6 + 10)


def test_another_pool_size_or_quality_is_another_kind() -> None:
    lately = Lately()
    lately.take(done(0.5, 1.5, 20, 30, 5))
    for change in ("size", "quality"):
        other = Spec()
        other.CopyFrom(SMALL)
        if change == "size":
            other.format.width = 1280
        else:
            other.quality = Quality.QUALITY_HIGH
        assert estimate(lately, other) is None
    assert estimate(lately, pool="h100") is None

"""What steps took lately, in this gateway's memory: for an estimate beside a quote."""

from collections import deque
from collections.abc import Sequence
from statistics import median

from gateway.shown import PICTURE, WORDS
from gateway.timeline import FPS_DEFAULT, Layout
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.spec_pb2 import Spec

KEPT = 50
"""Steps remembered of each kind; what is older says little about the engines of today."""
PICTURED = (Stage.STAGE_VIDEO, Stage.STAGE_MUX)
"""Stages whose work grows with the picture's size."""
Kind = tuple[int, str, str, int, int]


def _kind(step: Step, spec: Spec) -> Kind:
    """Steps of one kind take alike for each second that they make."""
    pixels = spec.format.width * spec.format.height if step.stage in PICTURED else 0
    quality = spec.quality if step.stage == Stage.STAGE_VIDEO else 0
    encoded = next((kind for kind in (WORDS, PICTURE) if step.part.startswith(kind)), "")
    return step.stage, step.pool, encoded, quality, pixels


def _seconds_made(step: Step, layout: Layout, lengths: Sequence[float], fps: int) -> float:
    """How much a step makes: seconds of its shot, line or clip; one for a look at a picture."""
    number = int("".join(filter(str.isdigit, step.part)) or 1)
    if step.stage == Stage.STAGE_VIDEO:
        return layout.shot_frames[number - 1] / fps
    if step.stage == Stage.STAGE_VOICE:
        return lengths[number - 1]
    return 1.0 if step.stage == Stage.STAGE_VISION else layout.seconds


class Lately:
    """Run seconds for each second made, by kind of step."""

    def __init__(self) -> None:
        self._took: dict[Kind, deque[float]] = {}

    def take(self, clip: Clip) -> None:
        """Learn from a clip that succeeded. What was reused tells nothing."""
        fps = clip.spec.format.fps or FPS_DEFAULT
        frames = list(clip.shot_frames)
        layout = Layout([], frames, sum(frames) / fps)
        said = [step for step in clip.steps if step.stage == Stage.STAGE_VOICE]
        lengths = [step.result.speak.seconds for step in said]
        for step in clip.steps:
            made = _seconds_made(step, layout, lengths, fps)
            if step.run_seconds and made:
                took = self._took.setdefault(_kind(step, clip.spec), deque(maxlen=KEPT))
                took.append(step.run_seconds / made)

    def estimate(
        self, spec: Spec, steps: Sequence[Step], layout: Layout, lengths: Sequence[float]
    ) -> float | None:
        """Seconds that the engines would run for a plan, nothing reused; None unless steps of
        each kind were seen."""
        fps, whole = spec.format.fps or FPS_DEFAULT, 0.0
        for step in steps:
            took = self._took.get(_kind(step, spec))
            if not took:
                return None
            whole += median(took) * _seconds_made(step, layout, lengths, fps)
        return whole

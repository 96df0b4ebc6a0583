"""Progress of a clip while it runs: a board on a terminal, a line a change elsewhere."""

import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from reelmesh.command.report import STAGES, stage_name
from reelmesh.local.colours import coloured, paint
from reelmesh.v1.clip_pb2 import Clip, Step, StepState
from reelmesh.v1.clip_service_pb2 import WatchClipResponse
from reelmesh.v1.event_pb2 import StepProgress

BAR_WIDTH = 24
EIGHTHS = " ▏▎▍▌▋▊▉"
REDRAW_S = 0.1
COLUMNS_MIN = 46
"""What a row takes beside its bar; a narrower terminal gets plain lines."""
DONE, RUNNING, QUEUED, WAITING = (
    StepState.STEP_STATE_SUCCEEDED,
    StepState.STEP_STATE_RUNNING,
    StepState.STEP_STATE_QUEUED,
    StepState.STEP_STATE_WAITING,
)
FAILED, GIVEN_UP = StepState.STEP_STATE_FAILED, StepState.STEP_STATE_CANCELLED
WORDS = {
    WAITING: "waiting",
    QUEUED: "queued",
    RUNNING: "running",
    DONE: "done",
    FAILED: "failed",
    GIVEN_UP: "given up",
}

Fractions = dict[tuple[int, str], float]
"""Share of the work done, 0 to 1, by stage and part."""


def bar(fraction: float, width: int = BAR_WIDTH) -> str:
    """A bar of so many characters, filled to an eighth of one."""
    eighths = round(min(1.0, max(0.0, fraction)) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(width)


def step_word(step: Step) -> str:
    """The state of a step in a word or two: never more than is known."""
    if step.state == DONE and step.reused:
        return "reused"
    if step.state == RUNNING and step.attempt > 1:
        return f"running, try {step.attempt}"
    return WORDS.get(step.state, "unknown")


def stage_word(steps: Sequence[Step]) -> str:
    """The state of a stage: what its most telling step does."""
    for state in (FAILED, RUNNING, QUEUED, WAITING, GIVEN_UP):
        telling = [step for step in steps if step.state == state]
        if telling:
            return step_word(max(telling, key=lambda step: step.attempt))
    return "reused" if all(step.reused for step in steps) else "done"


@dataclass(frozen=True)
class Look:
    """How a board is drawn."""

    colour: bool = True
    bar_width: int = BAR_WIDTH


def stage_row(steps: Sequence[Step], fractions: Fractions, now: float, look: Look) -> str:
    """One stage as a line of the board. now is seconds since the epoch."""
    name, word = stage_name(steps[0].stage), stage_word(steps)
    ended = sum(step.state == DONE for step in steps)
    begun = word.startswith(("running", "failed", "given")) or ended > 0
    share = sum(1.0 if s.state == DONE else fractions.get((s.stage, s.part), 0.0) for s in steps)
    drawn = bar(share / len(steps) if begun else 0.0, look.bar_width)
    mood = "failed" if word == "failed" else "quiet"
    columns = [
        paint(f"  {name:<8}", name, look.colour),
        paint(f"{word:<9}", mood, look.colour),
        paint(drawn, name, look.colour),
        marks(steps, ended, now),
    ]
    return " ".join(columns).rstrip()


def marks(steps: Sequence[Step], ended: int, now: float) -> str:
    """How many parts of a stage have ended, and the seconds it has taken."""
    found = [f"{ended} of {len(steps)}"] if len(steps) > 1 else []
    taken_s = sum(step.run_seconds for step in steps)
    started = [s.start_time.ToNanoseconds() / 1e9 for s in steps if s.state == RUNNING]
    if started:
        taken_s = max(0.0, now - min(started))
    return " · ".join([*found, f"{taken_s:.1f} s"] if taken_s else found)


def board(clip: Clip, fractions: Fractions, now: float, look: Look) -> list[str]:
    """All stages of a clip, a line each."""
    by_stage = ([s for s in clip.steps if s.stage == stage] for stage in STAGES)
    return [stage_row(steps, fractions, now, look) for steps in by_stage if steps]


def changes(before: Clip, after: Clip) -> list[str]:
    """A line for every step whose state has changed."""
    known = {(step.stage, step.part): step_word(step) for step in before.steps}
    lines: list[str] = []
    for step in after.steps:
        word = step_word(step)
        if word == known.get((step.stage, step.part), "waiting"):
            continue
        took = f" in {step.run_seconds:.2f} s" if word == "done" else ""
        lines.append(f"{stage_name(step.stage)} {step.part}: {word}{took}")
    return lines


class Progress:
    """Draws what WatchClip tells. Use as a context; the last board stays on the screen."""

    def __init__(self, stream: TextIO) -> None:
        self.clip = Clip()
        """The record as last seen."""
        self._stream = stream
        wide = shutil.get_terminal_size().columns >= COLUMNS_MIN
        self._live = stream.isatty() and wide
        self._fractions: Fractions = {}
        self._drawn = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        # Time goes on between two messages, and the board should show it.
        self._ticker = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> "Progress":
        if self._live:
            self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._live:
            self._ticker.join()
            self._draw()

    def update(self, change: WatchClipResponse) -> None:
        """Takes one message of the stream."""
        if change.WhichOneof("update") == "progress":
            self._advance(change.progress)
            return
        if not self._live:
            for line in changes(self.clip, change.clip):
                print(line, file=self._stream, flush=True)
        with self._lock:
            self.clip = change.clip

    def _advance(self, progress: StepProgress) -> None:
        """A retry begins again, so a bar may go back: it shows the try that runs."""
        with self._lock:
            self._fractions[progress.stage, progress.part] = progress.progress

    def _tick(self) -> None:
        while not self._ended.wait(REDRAW_S):
            self._draw()

    def _draw(self) -> None:
        # No line may wrap, or the cursor would not find back.
        spare = shutil.get_terminal_size().columns - COLUMNS_MIN
        look = Look(coloured(self._stream), min(BAR_WIDTH, max(0, spare)))
        with self._lock:
            lines = board(self.clip, self._fractions, time.time(), look)
        back = f"\x1b[{self._drawn}F" if self._drawn else ""
        self._stream.write(back + "".join(f"\x1b[2K{line}\n" for line in lines))
        self._stream.flush()
        self._drawn = len(lines)

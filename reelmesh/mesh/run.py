"""One request on its way through a worker: where it stands, and whether it is still wanted."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from google.protobuf.timestamp_pb2 import Timestamp

from reelmesh.mesh.errors import Cancelled


def now() -> Timestamp:
    """The current time."""
    seconds, nanos = divmod(time.time_ns(), 10**9)
    return Timestamp(seconds=seconds, nanos=nanos)


class GivenBack(Exception):
    """The task was not begun and shall go to another worker."""


class RunState(Enum):
    """Where a request on its way stands."""

    WAITING = 1
    """Its result is looked up, its inputs are fetched, it waits for a slot."""
    RUNNING = 2
    """It has a slot and the engine works."""
    STORING = 3
    """The engine is done with it: files are stored and the result is committed."""


@dataclass
class Run:
    """One request on its way: the engine reports here, from its own thread."""

    progress: float = 0.0
    moved_at: float = 0.0
    """Monotonic time of the last report."""
    cancelled: bool = False
    stalled: bool = False
    """Whether it was cancelled because the engine stood still."""
    nearly_done: bool = False
    """Whether its progress says that its slot will soon be free."""
    given_back: bool = False
    """Whether it shall not begin here, if it has not yet."""
    deadline_s: float = 0.0
    """Wall-clock time after which nobody wants the result; 0 means never."""
    on_progress: Callable[[float], None] | None = None
    on_preview: Callable[[bytes], None] | None = None
    """Called with a small JPEG of how it is coming along, by engines that make one."""
    state: RunState = RunState.WAITING
    start_time: Timestamp = field(default_factory=now)
    """When the engine began; before, when it was asked for."""
    began_at: float = 0.0
    """Monotonic time of the engine's begin."""
    on_change: Callable[[], None] | None = None
    """Called when the state has changed."""

    def enter(self, state: RunState) -> None:
        """Go on to the next state."""
        self.state = state
        if state == RunState.RUNNING:
            self.start_time.CopyFrom(now())
            self.began_at = time.monotonic()
        if self.on_change is not None:
            self.on_change()

    def check(self) -> None:
        """Raises Cancelled when nobody wants the result any more."""
        if self.cancelled:
            raise Cancelled("The clip was cancelled.")
        if self.deadline_s and time.time() > self.deadline_s:
            raise Cancelled("The deadline of the clip has passed.")

    def report(self, fraction: float) -> None:
        """See engine.Report."""
        self.check()
        self.moved_at = time.monotonic()
        self.progress = min(1.0, max(self.progress, fraction))
        if self.on_progress is not None:
            self.on_progress(self.progress)

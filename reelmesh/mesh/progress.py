"""Tells how a running step gets on, on plain NATS: what is lost is told anew soon."""

import asyncio
import time

from reelmesh.mesh import names
from reelmesh.mesh.bus import Bus
from reelmesh.v1.event_pb2 import StepProgress
from reelmesh.v1.task_pb2 import Task

PROGRESS_EVERY_S = 0.2
PREVIEW_EVERY_S = 1.0


class Teller:
    """Tells progress and shows previews of one task, from any thread, a few times a second."""

    def __init__(self, bus: Bus, loop: asyncio.AbstractEventLoop, task: Task) -> None:
        self._bus, self._loop, self._task = bus, loop, task
        self._subject = names.progress_subject(task.tenant, task.clip, task.stage, task.part)
        self._progress = 0.0
        # A step that is over sooner than this has no progress to tell.
        self._told_at = time.monotonic()
        self._shown_at = float("-inf")

    def tell(self, fraction: float) -> None:
        """So much of the work is done, 0 to 1."""
        self._progress = fraction
        if time.monotonic() - self._told_at >= PROGRESS_EVERY_S:
            self._send(b"")

    def show(self, jpeg: bytes) -> None:
        """A small picture of how it is coming along."""
        if time.monotonic() - self._shown_at >= PREVIEW_EVERY_S:
            self._shown_at = time.monotonic()
            self._send(jpeg)

    def _send(self, jpeg: bytes) -> None:
        self._told_at = time.monotonic()
        body = StepProgress(
            stage=self._task.stage, part=self._task.part, progress=self._progress, preview=jpeg
        )
        asyncio.run_coroutine_threadsafe(
            self._bus.tell(self._subject, body.SerializeToString()), self._loop
        )

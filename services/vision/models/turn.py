"""One run at a time computes on the device, and what each took of it is counted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reelmesh.models.device import Device
from reelmesh.models.meter import Meter
from reelmesh.v1.common_pb2 import Usage

_POLITE_S = 0.5
"""A run that waits still tells that it lives, this often."""


class Turn:
    """The device, for whoever's turn it is. A run belongs to the thread it works in."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._lock = threading.Lock()
        self._meter = Meter(device)
        self._of_thread = threading.local()

    def begin(self) -> None:
        """A run begins in this thread: it has taken nothing yet."""
        self._of_thread.usage = Usage()

    @property
    def usage(self) -> Usage:
        """What the run of this thread has taken so far, without its waiting."""
        return getattr(self._of_thread, "usage", Usage())

    @contextmanager
    def taken(self, alive: Callable[[], None]) -> Iterator[Meter]:
        """The device for a while. alive is called while others have it, and may raise."""
        while not self._lock.acquire(timeout=_POLITE_S):
            alive()
        try:
            self._meter.start()
            try:
                yield self._meter
            finally:
                self._of_thread.usage = _sum(self.usage, self._meter.read())
        finally:
            self._lock.release()


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        gpu_seconds=round(one.gpu_seconds + other.gpu_seconds, 3),
        peak_memory_bytes=max(one.peak_memory_bytes, other.peak_memory_bytes),
        joules=round(one.joules + other.joules, 1),
        model_steps=one.model_steps + other.model_steps,
    )

"""Out of memory: free what can be freed and try once more with less, rung by rung."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from reelmesh.mesh.engine import EngineError
from reelmesh.models.device import Device, free, out_of_memory

log = logging.getLogger("reelmesh.models")

T = TypeVar("T")


@dataclass(frozen=True)
class Rung:
    """A way to need less memory."""

    told: str
    """What it costs, as a sentence for a person, such as: The picture was decoded in tiles."""
    step: Callable[[], None]
    """Sets the engine up for it."""


def climb_down(
    work: Callable[[], T], rungs: Sequence[Rung], device: Device, engine: str
) -> tuple[T, list[str]]:
    """What work gives, and what was made smaller or slower for it.

    Each time the device runs out of memory, the next rung is stepped on and work begins again.
    Raises EngineError when it runs out on the last one. Every other error passes through.
    """
    degraded: list[str] = []
    left = list(rungs)
    while True:
        try:
            return work(), degraded
        except Exception as error:
            if not out_of_memory(error):
                raise
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        # Outside of the except clause: its traceback would keep the tensors.
        free(device)
        if not left:
            raise EngineError(
                f"The {engine} engine ran out of memory on {device.name} ({reason}): ask for "
                "something smaller or shorter, or give its pool larger GPUs."
            )
        rung = left.pop(0)
        log.warning("out of memory on %s, tried again with less: %s", device.name, rung.told)
        rung.step()
        degraded.append(rung.told)

"""What is done when a device's memory runs out, and remembered for the next shot."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar

from reelmesh.models.device import Device
from reelmesh.models.ladder import Rung, climb_down
from reelmesh.models.video.pipe import Pipe
from services.video.models.loading import can_tile, place

T = TypeVar("T")

TILES = "The picture was decoded in tiles, for want of memory."
OFFLOAD = "Parts of the model waited outside of the device, for want of memory: it took longer."
SMALLER = "The picture was made at {share:.0%} of its width and enlarged, for want of memory."
_SHARES = (0.75, 0.5)
"""Of the picture's sides, one after the other."""
_NEVER = 1 << 62

Alone = Callable[[], AbstractContextManager[None]]


class Saving(NamedTuple):
    """How memory is saved in one try."""

    share: float
    """Of the picture's sides that is made."""
    tiled: bool
    """Whether it is decoded in tiles."""


class Memory:
    """Runs work with as much memory as there is, and with less where it ran out.

    A shot as large as one that ran out begins where that succeeded: the same request gives the
    same picture again, and no time is lost.
    """

    def __init__(self, pipe: Pipe, device: Device, offload: str, tiled: bool, alone: Alone) -> None:
        """offload and tiled are how the model was loaded; alone: nothing else runs meanwhile."""
        self._pipe, self._device, self._alone = pipe, device, alone
        self._offload, self._tiled = offload, tiled
        self._can_tile = can_tile(pipe)
        self._moved = False
        self._ran_out: dict[str, int] = {}

    def run(
        self, work: Callable[[Saving], T], volume: int, may_degrade: bool, engine: str
    ) -> tuple[T, list[str]]:
        """What work gives, and what was made smaller or slower for it.

        volume is how large it is, in
        pixels of all frames. Raises EngineError when the memory runs out at last.
        """
        saving = [Saving(1.0, self._tiled and self._can_tile)]
        if self._moved:
            self._ran_out[OFFLOAD] = 0
        rungs = self._rungs(saving, volume, may_degrade)
        known = [rung for rung in rungs if volume >= self._ran_out.get(rung.told, _NEVER)]
        for rung in known:
            rung.step()
        left = [rung for rung in rungs if rung not in known]
        result, degraded = climb_down(lambda: work(saving[0]), left, self._device, engine)
        return result, [*(rung.told for rung in known), *degraded]

    def _rungs(self, saving: list[Saving], volume: int, may_degrade: bool) -> list[Rung]:
        def remembered(told: str, step: Callable[[], None]) -> Rung:
            def stepped() -> None:
                self._ran_out[told] = min(volume, self._ran_out.get(told, _NEVER))
                step()

            return Rung(told, stepped)

        def tile() -> None:
            saving[0] = saving[0]._replace(tiled=True)

        def make_smaller(share: float) -> Callable[[], None]:
            def step() -> None:
                saving[0] = saving[0]._replace(share=share)

            return step

        rungs: list[Rung] = []
        if self._can_tile and not self._tiled:
            rungs.append(remembered(TILES, tile))
        if self._device.gpu and self._offload != "sequential":
            rungs.append(remembered(OFFLOAD, self._move_out))
        for share in _SHARES if may_degrade else ():
            rungs.append(remembered(SMALLER.format(share=share), make_smaller(share)))
        return rungs

    def _move_out(self) -> None:
        """Keep less of the model on the device, from now on."""
        with self._alone():
            if not self._moved:
                to = "model" if self._offload == "none" else "sequential"
                place(self._pipe, self._device, to)
                self._moved = True

"""What the mesh below this process costs while a clip is made, from /proc where there is one."""

import time
from pathlib import Path

from benchmarks.processes import busy_seconds, cpu_seconds

PROC = Path("/proc")


class Meter:
    """Core-seconds of all processes that this one has started, itself left out, from now on."""

    def __init__(self) -> None:
        self._before = below()
        self._busy_before = busy_seconds() if self._before else 0.0
        self._own_before, self._began = time.process_time(), time.monotonic()

    def read(self) -> tuple[float, float] | None:
        """Core-seconds spent, and how many cores everything else on the machine took in the
        mean; None where it cannot be told, such as with a mesh of somebody else's."""
        after = below()
        if not self._before or not after:
            return None
        spent = sum(seconds - self._before.get(pid, 0.0) for pid, seconds in after.items())
        others = busy_seconds() - self._busy_before - spent
        others -= time.process_time() - self._own_before
        return spent, max(0.0, others / (time.monotonic() - self._began))


def below() -> dict[int, float]:
    """CPU seconds so far of each process under this one."""
    parents = dict(filter(None, map(parent, PROC.glob("[0-9]*"))))
    found: dict[int, float] = {}
    level = {int((PROC / "self").resolve().name)} if parents else set[int]()
    while level:
        level = {pid for pid, above in parents.items() if above in level}
        for pid in level:
            try:
                found[pid] = cpu_seconds([pid])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def parent(process: Path) -> tuple[int, int] | None:
    """A process and the one that started it; None once it has ended."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(process.name), int(fields[1])

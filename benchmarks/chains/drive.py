"""Drives any chain in the same way and counts what its processes spend.

The shape is a clip's: vision → {voice, video, ambient} → mux, every stage a process of its
own. Standard library only: it runs in whatever environment a chain needs.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import busy_seconds, cpu_seconds, percentile
from reelmesh.local import child

STAGES = ("vision", "voice", "video", "ambient", "mux")
AFTER: Mapping[str, Sequence[str]] = {
    "vision": ("voice", "video", "ambient"),
    "voice": ("mux",),
    "video": ("mux",),
    "ambient": ("mux",),
    "mux": (),
}
JOINED = 3
"""How many results mux waits for."""
BODY_BYTES = 300
"""About what a task of ours weighs."""
WARM_UP, WARM_UP_FLIGHT = 100, 8
STOP_S = 5.0
READY = "ready"
"""The line that a worker process writes when it takes work."""

One = Callable[[], Awaitable[float]]
"""Makes one clip; gives its latency in ms."""


@dataclass(frozen=True)
class Load:
    """How much work a chain is given."""

    clips: int
    flight: int

    @property
    def alone(self) -> int:
        """Clips made one at a time."""
        return max(50, self.clips // 5)


async def spread(one: One, clips: int, flight: int) -> tuple[list[float], float]:
    """Latencies in ms and clips a second, with so many in flight."""
    left = iter(range(clips))
    latencies: list[float] = []

    async def stream() -> None:
        for _ in left:
            latencies.append(await one())

    began = time.perf_counter()
    await asyncio.gather(*(stream() for _ in range(flight)))
    return latencies, clips / (time.perf_counter() - began)


async def measure(one: One, pids: Mapping[str, int], load: Load) -> dict[str, object]:
    """Latency with one in flight, then throughput and CPU with many.

    CPU is that of the named processes: servers, broker and workers, not this driver.
    """
    await spread(one, WARM_UP, WARM_UP_FLIGHT)
    alone, _ = await spread(one, load.alone, 1)
    before, all_before = spent_by(pids), busy_seconds()
    own_before, began = time.process_time(), time.monotonic()
    packed, rate = await spread(one, load.clips, load.flight)
    wall_s = time.monotonic() - began
    spent = {name: seconds - before[name] for name, seconds in spent_by(pids).items()}
    own = time.process_time() - own_before
    others = max(0.0, busy_seconds() - all_before - sum(spent.values()) - own)
    return {
        "one_in_flight_ms": {
            "median": round(percentile(alone, 0.5), 2),
            "p99": round(percentile(alone, 0.99), 2),
        },
        "in_flight": load.flight,
        "clips_per_second": round(rate, 1),
        "packed_ms": {
            "median": round(percentile(packed, 0.5), 1),
            "p99": round(percentile(packed, 0.99), 1),
        },
        "cpu_ms_per_clip": round(1000 * sum(spent.values()) / load.clips, 3),
        "cpu_ms_per_clip_by_process": {
            name: round(1000 * seconds / load.clips, 3) for name, seconds in spent.items()
        },
        "driver_cpu_ms_per_clip": round(1000 * own / load.clips, 3),
        "cores_taken_by_others": round(others / wall_s, 2),
    }


def spent_by(pids: Mapping[str, int]) -> dict[str, float]:
    """CPU seconds of processes so far, by name."""
    try:
        return {name: cpu_seconds([pid]) for name, pid in pids.items()}
    except FileNotFoundError:
        raise SystemExit(
            "A process ended while it was measured: the run counts for nothing."
        ) from None


def body(clip: str) -> bytes:
    """What travels from stage to stage: the clip's id and as much besides as a task has."""
    return clip.encode().ljust(BODY_BYTES, b".")


def clip_of(data: bytes) -> str:
    """The clip's id in a body."""
    return data[:32].decode()


class Waiting:
    """Clips under way, by id, for chains that tell of their ends by a message."""

    def __init__(self, begin: Callable[[str], Awaitable[None]]) -> None:
        """begin hands a clip with this id to the first stage."""
        self._begin = begin
        self._ends: dict[str, asyncio.Future[float]] = {}

    async def one(self) -> float:
        """See One."""
        clip = uuid.uuid4().hex
        end = self._ends[clip] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await self._begin(clip)
        ended = await asyncio.wait_for(end, 60)
        del self._ends[clip]
        return (ended - began) * 1000

    def ended(self, clip: str) -> None:
        """Note that a clip is done."""
        end = self._ends.get(clip)
        if end is not None and not end.done():
            end.set_result(time.perf_counter())


class Join:
    """Counts what mux has of each clip, in memory: bare chains keep no record."""

    def __init__(self) -> None:
        self._have: dict[str, int] = {}

    def complete(self, clip: str) -> bool:
        """Note one more result; whether it was the last."""
        have = self._have.pop(clip, 0) + 1
        if have < JOINED:
            self._have[clip] = have
        return have == JOINED


class Processes:
    """Children of this script, by name; every one is ended by its own id."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[str]] = {}

    @property
    def pids(self) -> dict[str, int]:
        """Ids of all that run."""
        return {name: process.pid for name, process in self._children.items()}

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        tells: bool,
        folder: str = ".",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start a command that dies with us. tells: whether it writes READY; see wait_ready.
        environment: added to ours."""
        tied = [sys.executable, "-I", "-S", child.__file__, str(os.getpid()), *command]
        self._children[name] = subprocess.Popen(
            tied,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if tells else subprocess.DEVNULL,
            text=True,
            env={**os.environ, **(environment or {})},
        )

    def start_stages(self, module: str, arguments: Sequence[str], roles: Sequence[str]) -> None:
        """Run a chain's own module once for each role, and wait until all are ready."""
        for role in roles:
            command = [sys.executable, "-m", module, "--role", role, *arguments]
            self.start(role, command, tells=True)
        for role in roles:
            self._wait_ready(role)

    def _wait_ready(self, name: str) -> None:
        output = self._children[name].stdout
        assert output is not None
        for line in output:
            if line.strip() == READY:
                return
        raise SystemExit(f"{name} ended before it was ready; its last words are above.")

    def stop(self) -> None:
        """End all, by force after a while, the last started first."""
        for process in reversed(self._children.values()):
            process.terminate()
        for process in self._children.values():
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


@contextmanager
def processes() -> Generator[tuple[Processes, Path]]:
    """Children and a folder for their data; nothing of either is left after the block."""
    children = Processes()
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield children, Path(folder)
        finally:
            children.stop()


def say_ready() -> None:
    """Tell the script that started this worker that it takes work."""
    print(READY, flush=True)


def options(description: str) -> argparse.Namespace:
    """What every chain's script is given. role and url are for its own workers."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--clips", type=int, default=1000)
    parser.add_argument("--flight", type=int, default=64)
    parser.add_argument("--sync", default="2m", help="sync_interval of nats-server, or always")
    parser.add_argument("--role", default="", help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def load_of(given: argparse.Namespace) -> Load:
    """The load that the options ask for."""
    return Load(given.clips, given.flight)


def run(main: Coroutine[None, None, dict[str, object] | None]) -> None:
    """Run a chain or one of its workers on uvloop, as our programs do; print its figures."""
    import uvloop  # noqa: PLC0415  Celery's chain has no use for it.

    figures = uvloop.run(main)
    if figures is not None:
        print(json.dumps(figures, indent=2))

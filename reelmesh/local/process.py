"""Keeps one process running: starts it, waits until it is ready, starts it again when it dies."""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from reelmesh.local.launch import Child
from reelmesh.local.output import Tee
from reelmesh.mesh.errors import Unavailable

POLL_S = 0.02
START_TIMEOUT_S = 120.0
"""A slow disk loading the weights of a model may need a minute."""
STARTS_MAX = 3
"""Tries before it has ever been ready."""
CRASHES_MAX = 6
CRASH_WINDOW_S = 60.0


@dataclass(frozen=True)
class Recipe:
    """How a process is started, and how one knows that it is ready."""

    name: str
    launch: Callable[[], Awaitable[Child]]
    ready: Callable[[int], bool]
    """Takes the process id; quick, but may block: it runs in a thread."""
    sweep: Callable[[], None] = lambda: None
    """Removes what a dead process leaves behind."""
    backoff_s: Sequence[float] = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
    """Pauses before it is started again, by how often it crashed of late."""


class Process:
    """One supervised process."""

    def __init__(self, recipe: Recipe, output: Tee, say: Callable[[str], None]) -> None:
        """output takes the process's lines; say takes what the supervisor says about it."""
        self.recipe = recipe
        self.name = recipe.name
        self.pid = 0
        """Of the running process; 0 when none runs."""
        self.starts = 0
        """How often it was started."""
        self.ready = asyncio.Event()
        """Set while it runs and answers."""
        self._became_ready = asyncio.Condition()
        self._output, self._say = output, say
        self._stopping = False
        self._process: Child | None = None
        self._crashes: deque[float] = deque(maxlen=CRASHES_MAX)

    async def run(self) -> None:
        """Keeps it running until stop(). Raises Unavailable when it crashes again and again."""
        ever_ready = False
        while not self._stopping:
            code = await self._run_once()
            ever_ready = ever_ready or self.ready.is_set()
            self.ready.clear()
            if self._stopping:
                return
            self._crashes.append(time.monotonic())
            self._give_up(ended(code), ever_ready)
            backoff_s = self.recipe.backoff_s
            delay_s = backoff_s[min(self._recent(), len(backoff_s)) - 1]
            self._say(f"{self.name} {ended(code)}; starting it again in {delay_s:g} s")
            await asyncio.sleep(delay_s)

    async def stop(self, grace_s: float) -> None:
        """Asks it to end, and makes it after the grace. Nothing of it is left."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace_s):
                await process.wait()
        except TimeoutError:
            kill_group(process.pid)
            await process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the process, if one runs."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def wait_ready(self, starts: int = 1, timeout_s: float = 30.0) -> None:
        """Waits until it was started this often and is ready again."""
        async with asyncio.timeout(timeout_s), self._became_ready:
            await self._became_ready.wait_for(lambda: self.starts >= starts and self.ready.is_set())

    async def _run_once(self) -> int:
        """One life of the process; its exit code, negative for a signal."""
        process = await self.recipe.launch()
        self._process, self.pid, self.starts = process, process.pid, self.starts + 1
        if self._stopping:
            self.signal(signal.SIGTERM)
        readiness = asyncio.create_task(self._become_ready(process.pid))
        pump = asyncio.create_task(self._output.pump(process.output))
        try:
            return await process.wait()
        finally:
            readiness.cancel()
            self._clean_up(process)
            # What it said last is worth a moment: it tells why it died.
            await asyncio.wait({pump}, timeout=1.0)
            pump.cancel()
            process.close()

    def _clean_up(self, process: Child) -> None:
        """Ends whatever the process started itself, and the process if it still runs."""
        kill_group(process.pid)
        self.pid = 0
        self.recipe.sweep()

    async def _become_ready(self, pid: int) -> None:
        while True:
            if await asyncio.to_thread(self.recipe.ready, pid):
                break
            await asyncio.sleep(POLL_S)
        self.ready.set()
        async with self._became_ready:
            self._became_ready.notify_all()

    def _recent(self) -> int:
        """Crashes within the window."""
        since = time.monotonic() - CRASH_WINDOW_S
        return sum(when > since for when in self._crashes)

    def _give_up(self, how: str, ever_ready: bool) -> None:
        last = self._output.last[-1] if self._output.last else "it said nothing"
        if not ever_ready and len(self._crashes) >= STARTS_MAX:
            raise Unavailable(f"{self.name} does not start: it {how}. Its last words: {last}")
        if self._recent() >= CRASHES_MAX:
            raise Unavailable(
                f"{self.name} crashed {CRASHES_MAX} times within {CRASH_WINDOW_S:g} s: "
                f"it {how}. Its last words: {last}"
            )


def kill_group(pid: int) -> None:
    """Kills a child and whatever it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def ended(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"

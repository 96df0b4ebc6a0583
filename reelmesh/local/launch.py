"""Two ways to start a process: a new interpreter or server, or a fork of a preloaded one."""

import asyncio
import itertools
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from reelmesh.local.servers import tied
from reelmesh.mesh.errors import Unavailable

ANSWER_BYTES_MAX = 65_536
LOST = -9
"""Exit code of a child whose end nobody saw: it died with the preloaded process."""


class Child(Protocol):
    """A process that was started, by whatever way. It leads a process group of its own."""

    pid: int
    output: asyncio.StreamReader
    """What it writes to stdout and stderr."""

    async def wait(self) -> int:
        """Its exit code once it has ended; negative for a signal."""
        ...

    def close(self) -> None:
        """Stops listening to its output, even if somebody still has it open."""
        ...


class Spawned:
    """A child that was started from a program file."""

    def __init__(self, process: asyncio.subprocess.Process, listening: "Listening") -> None:
        self.pid, self.wait = process.pid, process.wait
        self.output, self.close = listening


async def spawn(
    command: list[str], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Spawned:
    """Starts a command that dies with us. environment None: ours."""
    listening, writing = await pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *tied(command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            env=environment,
            cwd=folder,
            # A group of its own: Ctrl-C reaches the supervisor alone, which stops all in order.
            process_group=0,
        )
    finally:
        os.close(writing)
    return Spawned(process, listening)


Listening = tuple[asyncio.StreamReader, Callable[[], None]]
"""The reading end of a pipe and how to close it."""


async def pipe() -> tuple[Listening, int]:
    """A reading end and the descriptor of its other end, for the caller to close. With a pipe of
    asyncio's own, wait() would not return while a grandchild still has it open."""
    reading, writing = os.pipe()
    output = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb")
    )
    return (output, transport.close), writing


class Forked:
    """A child of the preloaded process."""

    def __init__(self, pid: int, listening: Listening, end: asyncio.Future[int]) -> None:
        self.pid, self._end = pid, end
        self.output, self.close = listening

    async def wait(self) -> int:
        """See Child."""
        return await asyncio.shield(self._end)


class Preloaded:
    """The preloaded process as the supervisor sees it; started when first needed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """environment: what all its children have in common."""
        self._environment = environment
        self._socket: socket.socket | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._ids = itertools.count()
        self._started: dict[int, asyncio.Future[int]] = {}
        self._ends: dict[int, asyncio.Future[int]] = {}

    @staticmethod
    def works_here() -> bool:
        """Whether this system can: it needs SOCK_SEQPACKET and PR_SET_PDEATHSIG."""
        return sys.platform == "linux"

    async def start(self) -> None:
        """Begins to import; requests may be sent at once."""
        if self._socket:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._socket = ours
        with theirs:
            number = str(theirs.fileno())
            self._process = await asyncio.create_subprocess_exec(
                *tied([sys.executable, "-P", "-m", "reelmesh.local.preloaded", number]),
                stdin=asyncio.subprocess.DEVNULL,
                env=self._environment,
                pass_fds=[theirs.fileno()],
                process_group=0,
            )
        self._listener = asyncio.create_task(self._listen(ours), name="preloaded")

    async def fork(self, name: str, module: str, environment: Mapping[str, str]) -> Forked:
        """Runs a module in a fork, with these variables on top of the common ones."""
        await self.start()
        number, started = next(self._ids), asyncio.get_running_loop().create_future()
        self._started[number] = started
        request = {"id": number, "name": name, "module": module, "environment": dict(environment)}
        listening, writing = await pipe()
        try:
            self._send(json.dumps(request).encode(), writing)
            pid = await started
        finally:
            os.close(writing)
            self._started.pop(number, None)
        end = self._end_of(pid)
        # Process ids come again: the next one's end is another.
        end.add_done_callback(lambda _: self._ends.pop(pid, None))
        return Forked(pid, listening, end)

    async def stop(self) -> None:
        """Ends the preloaded process; its children should have ended."""
        if self._socket:
            self._socket.close()
            self._socket = None
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        self.kill()
        if self._process:
            await self._process.wait()

    def kill(self) -> None:
        """Ends the preloaded process at once, and with it its children."""
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill()

    def _send(self, request: bytes, output: int) -> None:
        try:
            assert self._socket
            socket.send_fds(self._socket, [request], [output])
        except (AssertionError, OSError) as error:
            raise Unavailable(f"The preloaded process takes no request: {error}.") from error

    async def _listen(self, answers: socket.socket) -> None:
        """Hears of children that were started and that ended, until the process is gone."""
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while text := await loop.sock_recv(answers, ANSWER_BYTES_MAX):
                answer: dict[str, int] = json.loads(text)
                if "id" in answer:
                    settle(self._started.get(answer["id"]), answer["pid"])
                else:
                    settle(self._end_of(answer["pid"]), answer["code"])
        self._lose_all()

    def _end_of(self, pid: int) -> "asyncio.Future[int]":
        """When a child ends. Made by whoever comes first: a child may end before we look."""
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    def _lose_all(self) -> None:
        """The preloaded process has died, and its children with it; the next request starts
        another."""
        if self._socket:
            self._socket.close()
            self._socket = None
        for started in self._started.values():
            if not started.done():
                started.set_exception(Unavailable("The preloaded process died."))
        for end in self._ends.values():
            settle(end, LOST)


def settle(future: "asyncio.Future[int] | None", value: int) -> None:
    """Gives a future its value, unless it has one."""
    if future and not future.done():
        future.set_result(value)

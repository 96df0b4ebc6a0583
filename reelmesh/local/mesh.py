"""The whole mesh on this machine: the bus, the store and the six programs, as processes."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from reelmesh.local.health import serving
from reelmesh.local.launch import Child, Preloaded, spawn
from reelmesh.local.lock import FolderLock
from reelmesh.local.output import Sink, Tee, file_lines
from reelmesh.local.ports import free_ports, is_free
from reelmesh.local.process import START_TIMEOUT_S, Process, Recipe
from reelmesh.local.programs import GATEWAY, Program, default_programs, inherited
from reelmesh.local.servers import NatsServer, Server, WeedServer
from reelmesh.mesh.errors import CallerError, Unavailable

PROGRAM_GRACE_S = 5.0
SERVER_GRACE_S = 0.5
"""Neither server loses data when it is killed; the store would take two seconds to say goodbye."""


class LocalMesh:
    """`async with LocalMesh(folder) as mesh:` everything runs and is ready in the block, and
    nothing of it is left after."""

    def __init__(
        self,
        folder: Path,
        programs: Sequence[Program] | None = None,
        gateway_port: int = 0,
        *,
        shared: bool = False,
        sync_interval: str = "2m",
        sink: Callable[[str], Sink] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """folder holds all data. gateway_port 0 takes a free one. shared: whether others are
        told to use this mesh. sink makes the place for a program's lines from its name
        (default: files in folder/logs). say takes what the supervisor has to tell."""
        self.folder = folder.resolve()
        self.gateway = ""
        """host:port of the gateway."""
        self.processes: dict[str, Process] = {}
        """By name: nats, store, and the programs."""
        self.start_seconds = 0.0
        """From the beginning until all were ready."""
        self.nats = NatsServer(self.folder / "nats", sync_interval)
        self.store = WeedServer(self.folder / "store")
        self._programs = default_programs() if programs is None else list(programs)
        self._gateway_port, self._shared = gateway_port, shared
        self._sink, self._say = sink, say
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._lock: FolderLock | None = None
        self._preloaded = Preloaded(self._common())

    @property
    def nats_url(self) -> str:
        """Where the bus is."""
        return self.nats.url

    @property
    def logs(self) -> Path:
        """Where programs' lines are kept when no terminal shows them."""
        return self.folder / "logs"

    def environment(self) -> dict[str, str]:
        """What reelmesh.mesh.settings.read_settings needs to join this mesh."""
        return {
            "NATS_URL": self.nats_url,
            "S3_ENDPOINT": self.store.endpoint,
            "S3_ACCESS_KEY": self.store.access_key,
            "S3_SECRET_KEY": self.store.secret_key,
            "S3_BUCKET": "reelmesh",
        }

    def _common(self) -> dict[str, str]:
        """The environment of every program. A killed program cannot remove its temporary
        files, so they go where we can."""
        return {**inherited(), "TMPDIR": str(self.folder / "tmp")}

    def _clear_temporary(self, *, make: bool) -> None:
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        if make:
            (self.folder / "tmp").mkdir()

    async def __aenter__(self) -> "LocalMesh":
        began = time.monotonic()
        self._lock = FolderLock(self.folder, self._shared)
        try:
            self._clear_temporary(make=True)
            await self._start()
        except BaseException:
            await self.stop()
            raise
        self.start_seconds = time.monotonic() - began
        self._lock.announce(self.gateway)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def add(self, program: Program) -> Process:
        """Starts one more program and waits until it is ready."""
        process = self._launch_program(program)
        try:
            await self._all_ready([process])
        except BaseException:
            await self.remove(program.name)
            raise
        return process

    async def remove(self, name: str) -> None:
        """Stops one program for good."""
        await self._stop([name], PROGRAM_GRACE_S)

    def kill(self, name: str) -> None:
        """kill -9, as a crash would; the program is started again."""
        self.processes[name].signal(signal.SIGKILL)

    async def failed(self) -> None:
        """Waits for ever; raises Unavailable when a process crashes again and again."""
        await self._first_failure(asyncio.Event().wait())

    async def stop(self) -> None:
        """Programs first, since they still need the servers to drain."""
        programs = [name for name in self.processes if name not in ("nats", "store")]
        await self._stop(programs, PROGRAM_GRACE_S)
        await self._preloaded.stop()
        await self._stop(list(self.processes), SERVER_GRACE_S)
        if self._lock:
            self._clear_temporary(make=False)
            self._lock.release()

    async def _start(self) -> None:
        if self._gateway_port and not is_free(self._gateway_port):
            raise CallerError(f"Port {self._gateway_port} is taken: choose another with --port.")
        if Preloaded.works_here():
            await self._preloaded.start()
        bus, store = self._launch_server(self.nats), self._launch_server(self.store)
        # Meanwhile the preloaded process imports what all programs share.
        await self._all_ready([bus, store])
        programs = [self._launch_program(program) for program in self._programs]
        await self._all_ready(programs)

    def _launch_server(self, server: Server) -> Process:
        async def start() -> Child:
            command = await asyncio.to_thread(server.command)
            return await spawn(command, {**os.environ, **server.environment}, server.folder)

        server.folder.mkdir(parents=True, exist_ok=True)
        recipe = Recipe(server.name, start, server.ready, server.sweep)
        return self._launch(recipe, file_lines(server.name, self.logs))

    def _launch_program(self, program: Program) -> Process:
        address = f"127.0.0.1:{self._port_for(program)}"
        if program.name == GATEWAY:
            self.gateway = address
        environment = {**self.environment(), "LISTEN": address, **program.environment}

        async def start() -> Child:
            if Preloaded.works_here() and program.may_be_forked():
                return await self._preloaded.fork(program.name, program.module, environment)
            return await spawn(program.command(), {**self._common(), **environment})

        make = self._sink or partial(file_lines, folder=self.logs)
        return self._launch(Recipe(program.name, start, serving(address)), make(program.name))

    def _port_for(self, program: Program) -> int:
        if program.name == GATEWAY and self._gateway_port:
            return self._gateway_port
        return free_ports(1)[0]

    def _launch(self, recipe: Recipe, sink: Sink) -> Process:
        if recipe.name in self.processes:
            raise CallerError(f"The mesh has a process named {recipe.name} already.")
        process = Process(recipe, Tee(sink), self._say)
        self.processes[recipe.name] = process
        self._tasks[recipe.name] = asyncio.create_task(process.run(), name=recipe.name)
        return process

    async def _all_ready(self, processes: Sequence[Process]) -> None:
        async def wait() -> None:
            for process in processes:
                await process.ready.wait()

        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                await self._first_failure(wait())
        except TimeoutError:
            late = ", ".join(p.name for p in processes if not p.ready.is_set())
            raise Unavailable(
                f"Not ready within {START_TIMEOUT_S:g} s: {late}. See {self.logs}."
            ) from None

    async def _first_failure(self, wait: Awaitable[object]) -> None:
        """Waits, but raises as soon as a process has been given up."""
        waiting = asyncio.ensure_future(wait)
        try:
            while not waiting.done():
                tasks = {waiting, *self._tasks.values()}
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                gone = [name for name, task in self._tasks.items() if task.done()]
                for name in gone:
                    self._tasks.pop(name)
        finally:
            waiting.cancel()

    async def _stop(self, names: Sequence[str], grace_s: float) -> None:
        stopping = [self.processes[name] for name in names]
        await asyncio.gather(*(process.stop(grace_s) for process in stopping))
        tasks = [task for name in names if (task := self._tasks.pop(name, None))]
        # A process that waits to be started again never is.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for name in names:
            self.processes.pop(name, None)

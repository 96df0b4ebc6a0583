"""The main of every stage service: engine, bus, store, worker and server, and how they stop."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Generator, Sequence
from functools import partial
from typing import NoReturn

import grpc.aio
import uvloop

from reelmesh.mesh import logs, names, tracing
from reelmesh.mesh.announce import Announcer
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Bucket
from reelmesh.mesh.bus import connect
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.mesh.loading import Loading, leave, load_engine
from reelmesh.mesh.rpc import Server, until_stopped
from reelmesh.mesh.settings import Settings, read_settings
from reelmesh.mesh.stage import StageRunner
from reelmesh.mesh.worker import Worker
from reelmesh.v1.common_pb2 import Stage

log = logging.getLogger("reelmesh.service")

GC_THRESHOLD = 20_000
"""Objects between two looks of the collector; messages and spans come by the thousand."""

AddServicer = Callable[[StageRunner, grpc.aio.Server], None]
"""Adds the stage's servicer to a server."""


def main(stage: Stage, add_servicer: AddServicer) -> None:
    """Run a stage service until SIGTERM."""
    run_program(
        names.stage_token(stage),
        lambda: serve(read_settings(os.environ, stage), add_servicer, stop_signals()),
    )


def run_program(program: str, start: Callable[[], Coroutine[None, None, None]]) -> NoReturn:
    """Run a program until it ends; start is called in its event loop."""

    async def run() -> None:
        # What is imported stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_THRESHOLD)
        await start()

    code: int = 0
    try:
        with exit_on_error(program):
            uvloop.run(run())
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    leave(code)


@contextlib.contextmanager
def exit_on_error(program: str) -> Generator[None]:
    """An error of ours is one line and exit code 1, never a traceback."""
    logs.set_up(program)
    try:
        yield
    except ReelmeshError as error:
        log.error("%s", error)
        sys.exit(1)
    except KeyboardInterrupt:
        pass


def stop_signals() -> asyncio.Event:
    """Set on SIGTERM and SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


async def serve(settings: Settings, add_servicer: AddServicer, stopped: asyncio.Event) -> None:
    """Load, announce, work until stopped, drain. It can be asked how it is all the while."""
    program = names.stage_token(settings.stage)
    spans = tracing.set_up(program, settings.pool, settings.otlp_endpoint)
    loading = Loading(partial(load_engine, settings))
    bus = await connect(settings.nats_url, program)
    store = Artifacts(settings)
    await asyncio.gather(bus.ensure(), store.ensure())
    runner = StageRunner(settings.stage, None, Bucket(bus, names.RESULTS), store, settings.slots)
    server = Server(settings.listen, [f"reelmesh.v1.{program.capitalize()}Service"])
    add_servicer(runner, server.server)
    await server.start()
    announcer = Announcer(bus, runner, settings, loading)
    background = [asyncio.create_task(spans.run(bus)), asyncio.create_task(announcer.run())]
    try:
        await until_stopped(stopped, loading.done(), *background)
        if loading.engine is not None:
            runner.engine = loading.engine
            await work(Worker(bus, runner, settings), announcer, server, stopped, background)
    finally:
        if not runner.loaded:
            await server.drain(0.0)
        for task in background:
            task.cancel()
        await spans.flush(bus)
        with contextlib.suppress(Exception):
            await announcer.withdraw()
        await bus.close()
        store.close()
        runner.close()


async def work(
    worker: Worker,
    announcer: Announcer,
    server: Server,
    stopped: asyncio.Event,
    background: Sequence[asyncio.Task[None]],
) -> None:
    """Take tasks until stopped, and finish those that run."""
    working = asyncio.create_task(worker.run())
    try:
        await announcer.announce()
        await server.ready()
        more = {"engine": worker.engine, "pool": worker.settings.pool}
        log.info("ready at %s", server.address, extra=more)
        await until_stopped(stopped, working, *background)
    finally:
        log.info("draining")
        worker.stop()
        await asyncio.gather(server.drain(), working, return_exceptions=True)

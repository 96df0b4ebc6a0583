"""The main of every stage service: engine, bus, store, worker and server, and how they stop."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Generator

import grpc.aio
import uvloop
from google.protobuf.message import Message

from reelmesh.mesh import logs, names, tracing
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Bucket
from reelmesh.mesh.bus import Bus, connect
from reelmesh.mesh.engine import Engine, EngineSettings, engine_class
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.mesh.rpc import Server, until_stopped
from reelmesh.mesh.settings import Settings, read_settings
from reelmesh.mesh.stage import StageRunner, now
from reelmesh.mesh.worker import Worker
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.engine_pb2 import EngineInfo

log = logging.getLogger("reelmesh.service")

REPORT_EVERY_S = 10.0
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


def run_program(program: str, start: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a program until it ends; start is called in its event loop."""

    async def run() -> None:
        # What is imported stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_THRESHOLD)
        await start()

    with exit_on_error(program):
        uvloop.run(run())


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


def load_engine(settings: Settings) -> Engine[Message, Message]:
    """The engine that settings name, loaded."""
    options = dict(settings.engine_options)
    known: dict[str, object] = {}
    if "threads" in options:
        known["threads"] = int(options.pop("threads"))
    if "model" in options:
        known["model"] = options.pop("model")
    engine = engine_class(names.stage_token(settings.stage), settings.engine)
    return engine(EngineSettings(options=options, **known))  # type: ignore[arg-type]


def stop_signals() -> asyncio.Event:
    """Set on SIGTERM and SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


async def serve(settings: Settings, add_servicer: AddServicer, stopped: asyncio.Event) -> None:
    """Load, announce, work until stopped, drain."""
    program = names.stage_token(settings.stage)
    spans = tracing.set_up(program, settings.pool, settings.otlp_endpoint)
    engine, bus = await asyncio.gather(
        asyncio.to_thread(load_engine, settings), connect(settings.nats_url, program)
    )
    store = Artifacts(settings)
    await asyncio.gather(bus.ensure(), store.ensure())
    runner = StageRunner(settings.stage, engine, Bucket(bus, names.RESULTS), store, settings.slots)
    server = Server(settings.listen, [f"reelmesh.v1.{program.capitalize()}Service"])
    add_servicer(runner, server.server)
    await server.start()
    worker = Worker(bus, runner, settings)
    background = [asyncio.create_task(spans.run(bus)), asyncio.create_task(report(bus, worker))]
    working = asyncio.create_task(worker.run())
    await announce(bus, worker)
    await server.ready()
    log.info("ready at %s", server.address, extra={"engine": worker.engine, "pool": settings.pool})
    try:
        await until_stopped(stopped, working, *background)
    finally:
        log.info("draining")
        worker.stop()
        await asyncio.gather(server.drain(), working, return_exceptions=True)
        for task in background:
            task.cancel()
        await spans.flush(bus)
        with contextlib.suppress(Exception):
            await withdraw(bus, worker)
        await bus.close()
        store.close()
        runner.close()


def describe(worker: Worker) -> EngineInfo:
    """What this worker tells the gateway about itself."""
    engine, settings = worker.runner.engine, worker.settings
    return EngineInfo(
        stage=worker.runner.stage,
        pool=settings.pool,
        engine=engine.name,
        version=engine.version,
        weights_sha256=engine.weights_sha256,
        capabilities=engine.capabilities,
        slots=worker.runner.slots,
        worker=settings.worker,
        seen_time=now(),
    )


def report_key(worker: Worker) -> str:
    """Where this worker's report stands."""
    return names.engine_key(worker.runner.stage, worker.settings.pool, worker.settings.worker)


async def report(bus: Bus, worker: Worker) -> None:
    """Say what this worker can do, again and again."""
    while True:
        await asyncio.sleep(REPORT_EVERY_S)
        with contextlib.suppress(ReelmeshError):
            await announce(bus, worker)


async def announce(bus: Bus, worker: Worker) -> None:
    """Say what this worker can do."""
    bucket = Bucket(bus, names.ENGINES)
    await bucket.put(report_key(worker), describe(worker).SerializeToString())


async def withdraw(bus: Bus, worker: Worker) -> None:
    """Leave: what the pool can do stays known, but this worker is seen no more."""
    info = describe(worker)
    info.seen_time.Clear()
    await Bucket(bus, names.ENGINES).put(report_key(worker), info.SerializeToString())

"""Run the gateway: python -m gateway."""

import asyncio
import logging
import os

from gateway import api
from gateway.admission import Admission
from gateway.conductor import Conductor
from gateway.planner import Planner, endpoint
from gateway.pools import read_pools
from gateway.registry import Registry
from gateway.reports import Reports
from reelmesh.mesh import tracing
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.bus import connect
from reelmesh.mesh.clips import Clips
from reelmesh.mesh.rpc import Server, until_stopped
from reelmesh.mesh.service import run_program, stop_signals
from reelmesh.mesh.settings import Settings, read_settings

log = logging.getLogger("reelmesh.gateway")

DRAIN_S = 2.0
"""Calls are short but for watchers, which come back with the last revision they saw."""


async def serve(settings: Settings, stopped: asyncio.Event) -> None:
    """Conduct and answer until stopped, then drain."""
    spans = tracing.set_up("gateway", "", settings.otlp_endpoint)
    pools = read_pools(settings.pools_file)
    bus = await connect(settings.nats_url, "gateway")
    store = Artifacts(settings)
    await asyncio.gather(bus.ensure(), store.ensure())
    clips, registry = Clips(bus), Registry(bus)
    await registry.start()
    # So that what waits for a pool can be counted before its first worker comes.
    await asyncio.gather(*(bus.task_consumer(*pool, settings.lease_s) for pool in pools.all()))
    conductor = Conductor(bus, clips, store, settings.lease_s)
    model = endpoint(os.environ)
    admission = Admission(conductor, registry, pools, Planner(model) if model else None)
    server = Server(settings.listen, ["reelmesh.v1.ClipService"])
    api.add(api.ClipServicer(admission, Reports(conductor, registry)), server.server)
    await server.start()
    telling = asyncio.create_task(spans.run(bus))
    conducting = asyncio.create_task(conductor.run())
    await server.ready()
    log.info("ready at %s", server.address)
    try:
        await until_stopped(stopped, conducting, telling)
    finally:
        log.info("draining")
        await server.drain(DRAIN_S)
        conductor.stop()
        await asyncio.gather(conducting, return_exceptions=True)
        telling.cancel()
        await spans.flush(bus)
        await bus.close()
        store.close()


if __name__ == "__main__":
    run_program("gateway", lambda: serve(read_settings(os.environ), stop_signals()))

"""What the mesh itself costs: a no-op clip through six programs. Prints JSON.

    python -m benchmarks.mesh [--clips 1000] [--flight 64] [--sync always]
    python -m benchmarks.mesh --compare [--rounds 3]     beside NATS, gRPC, FastStream, Celery

A clip enters through gRPC and is done when its completed event arrives: one vision step, one
line, one shot, ambience and mux, with the record, dedup, result cache and tracing on. No
result is reused: every prompt and line is new.
"""

import argparse
import asyncio
import json
import tempfile
import time
import uuid
from pathlib import Path

import grpc.aio
import nats
from nats.aio.msg import Msg

from benchmarks import rivals
from benchmarks.chains.drive import Load, measure
from reelmesh.local.mesh import LocalMesh
from reelmesh.local.programs import GATEWAY, Program, worker
from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1 import clip_service_pb2_grpc as pb_grpc
from reelmesh.v1.spec_pb2 import Line, Spec

ENGINES = {
    "vision": "Vision",
    "voice": "Speech",
    "video": "Video",
    "ambient": "Ambient",
    "mux": "Mux",
}


def programs(slots: int) -> list[Program]:
    """The six programs with engines that do nothing."""
    return [
        Program(GATEWAY, "gateway"),
        *(worker(s, engine=f"benchmarks.noop:{e}", slots=slots) for s, e in ENGINES.items()),
    ]


class Client:
    """Creates clips and waits for their completed events."""

    def __init__(self, stub: pb_grpc.ClipServiceStub) -> None:
        self._stub = stub
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._run = uuid.uuid4().hex[:8]
        self._count = 0

    async def on_completed(self, message: Msg) -> None:
        """Note when a clip was completed."""
        future = self._future(message.subject.split(".")[2])
        if not future.done():
            future.set_result(time.perf_counter())

    def _future(self, clip_id: str) -> asyncio.Future[float]:
        return self._waiting.setdefault(clip_id, asyncio.get_running_loop().create_future())

    async def one(self) -> float:
        """Make one clip; gives its latency in ms."""
        self._count += 1
        words = f"{self._run} {self._count}"
        # The language is named: random digits may look like any.
        line = Line(speaker="A", text=f"Nothing {words}", language="en")
        spec = Spec(prompt=f"nothing {words}", lines=[line])
        began = time.perf_counter()
        reply = await self._stub.CreateClip(
            pb.CreateClipRequest(request_id=words.replace(" ", "-"), spec=spec)
        )
        ended = await asyncio.wait_for(self._future(reply.clip.id), 60)
        del self._waiting[reply.clip.id]
        return (ended - began) * 1000


async def ours(load: Load, sync: str) -> dict[str, object]:
    """Run the mesh in a fresh folder and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        async with LocalMesh(Path(folder), programs(load.flight), sync_interval=sync) as mesh:
            client_bus = await nats.connect(mesh.nats_url)
            async with grpc.aio.insecure_channel(mesh.gateway) as channel:
                client = Client(pb_grpc.ClipServiceStub(channel))
                await client_bus.subscribe("events.*.*.clip.clip.completed", cb=client.on_completed)
                # Once the server has answered, it knows the subscription.
                await client_bus.flush()
                pids = {name: p.pid for name, p in mesh.processes.items() if p.pid}
                figures = await measure(client.one, pids, load)
            await client_bus.close()
    return {"sync_interval": sync, **figures}


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description="What the mesh itself costs.")
    parser.add_argument("--clips", type=int, default=1000)
    parser.add_argument("--flight", type=int, default=64)
    parser.add_argument("--sync", default="2m", help="sync_interval of nats-server, or always")
    parser.add_argument("--compare", action="store_true", help="measure others in the same run")
    parser.add_argument("--rounds", type=int, default=3, help="of a comparison")
    parser.add_argument("--only", nargs="*", default=[], help="of a comparison: these alone")
    given = parser.parse_args()
    load = Load(given.clips, given.flight)
    if given.compare:
        figures = rivals.compare(load, given.sync, given.rounds, given.only)
    else:
        figures = asyncio.run(ours(load, given.sync))
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()

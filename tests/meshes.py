"""The whole mesh for a test: real servers, six programs, engines that can be steered."""

import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import grpc.aio

from reelmesh.local.mesh import LocalMesh
from reelmesh.local.programs import GATEWAY, Program, stages, worker
from reelmesh.mesh.bus import Bus, connect
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step
from reelmesh.v1.clip_service_pb2 import (
    CancelClipRequest,
    CreateClipRequest,
    GetClipRequest,
    ListEnginesRequest,
    ListVoicesRequest,
    WatchClipRequest,
)
from reelmesh.v1.clip_service_pb2_grpc import ClipServiceStub
from reelmesh.v1.spec_pb2 import Line, Spec
from tests.waiting import wait_for

ENGINES = {"voice": "Speech"}
LEASE_S = 2


def steered(
    stage: str,
    options: str = "bytes=64",
    *,
    pool: str = "cpu",
    name: str = "",
    slots: int = 0,
) -> Program:
    """A worker with an engine of tests/steered.py."""
    engine = f"tests.steered:{ENGINES.get(stage, stage.capitalize())}"
    environment = {"ENGINE_OPTIONS": options, "LEASE_S": str(LEASE_S)}
    return worker(stage, name=name, pool=pool, engine=engine, slots=slots, environment=environment)


def programs(options: str = "bytes=64", **gateway: str) -> list[Program]:
    """The six programs; options are the engines', the rest variables of the gateway."""
    environment = {"LEASE_S": str(LEASE_S), **gateway}
    return [
        Program(GATEWAY, "gateway", environment),
        *(steered(stage, options) for stage in stages()),
    ]


class Hold:
    """A file that steered engines look at: they wait or fail while it exists."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()

    def release(self) -> None:
        """Let them go."""
        self._path.unlink(missing_ok=True)

    def __str__(self) -> str:
        return str(self._path)


class Mesh:
    """A running mesh, a stub of its gateway and a connection to its bus."""

    def __init__(self, local: LocalMesh, channel: grpc.aio.Channel, bus: Bus) -> None:
        self.local = local
        self.channel = channel
        self.stub = ClipServiceStub(channel)
        self.bus = bus

    async def create(self, spec: Spec, request_id: str = "") -> Clip:
        """A new clip."""
        request = CreateClipRequest(request_id=request_id or uuid.uuid4().hex, spec=spec)
        return (await self.stub.CreateClip(request)).clip

    async def get(self, clip: Clip) -> Clip:
        """The record as it is now."""
        return (await self.stub.GetClip(GetClipRequest(clip_id=clip.id))).clip

    async def ended(self, clip: Clip) -> Clip:
        """The record once the clip has ended."""
        last = clip
        async for update in self.stub.WatchClip(WatchClipRequest(clip_id=clip.id)):
            if update.WhichOneof("update") == "clip":
                last = update.clip
        return last

    async def make(self, spec: Spec) -> Clip:
        """A clip from its request to its end."""
        return await self.ended(await self.create(spec))

    async def running(self, clip: Clip, name: str) -> Clip:
        """The record once a step, such as video.shot1, is run by a worker."""

        async def ask() -> Clip | None:
            now = await self.get(clip)
            return now if step(now, name).HasField("start_time") else None

        return await wait_for(ask, f"{name} runs")

    async def cancel(self, clip: Clip, reason: str = "") -> Clip:
        """The record once the clip is cancelled."""
        request = CancelClipRequest(clip_id=clip.id, reason=reason)
        return (await self.stub.CancelClip(request)).clip

    async def voices(self) -> list[str]:
        """Ids of the voices there are."""
        return [v.id for v in (await self.stub.ListVoices(ListVoicesRequest())).voices]

    async def waiting(self) -> dict[str, int]:
        """Tasks that wait, by stage.pool."""
        return dict((await self.stub.ListEngines(ListEnginesRequest())).tasks_waiting)


@asynccontextmanager
async def mesh_of(folder: Path, parts: Sequence[Program]) -> AsyncGenerator[Mesh]:
    """A mesh that is ready for clips with lines."""
    async with LocalMesh(folder, parts) as local:
        bus = await connect(local.nats_url, "test")
        async with grpc.aio.insecure_channel(local.gateway) as channel:
            mesh = Mesh(local, channel, bus)
            await wait_for(mesh.voices, "voices are known")
            yield mesh
        await bus.close()


def step(clip: Clip, name: str) -> Step:
    """A step by its name, such as video.shot1."""
    stage, _, part = name.partition(".")
    number = stages().index(stage) + 1
    return next(s for s in clip.steps if s.stage == number and s.part == part)


def names_of(clip: Clip) -> dict[str, Step]:
    """The steps by name."""
    return {f"{stages()[s.stage - 1]}.{s.part}": s for s in clip.steps}


def spec(prompt: str = "", *texts: str, **more: object) -> Spec:
    """A small spec with a prompt that no other test uses, and lines of Anna and Ben in turn."""
    lines = [Line(speaker=("Anna", "Ben")[n % 2], text=text) for n, text in enumerate(texts)]
    words = f"{prompt} {uuid.uuid4().hex}".strip()
    return Spec(prompt=words, lines=lines, **more)  # type: ignore[arg-type]


def state(clip: Clip) -> str:
    """The state as a word."""
    return ClipState.Name(clip.state).removeprefix("CLIP_STATE_")

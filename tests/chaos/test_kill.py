"""Proves that a clip is made once though what makes it is killed: kill -9, no farewell."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import grpc.aio
import pytest
import pytest_asyncio
from minio import Minio

from reelmesh.mesh import names
from reelmesh.mesh.files import artifacts_in
from reelmesh.v1.clip_pb2 import Clip
from tests.meshes import Hold, Mesh, mesh_of, names_of, programs, spec, state, step
from tests.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mesh(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Mesh]:
    async with mesh_of(tmp_path_factory.mktemp("mesh"), programs()) as running:
        yield running


@pytest.fixture
def hold(tmp_path: Path) -> Hold:
    return Hold(tmp_path / "hold")


async def facts(mesh: Mesh, clip: Clip) -> Counter[str]:
    """How often each fact of the clip was told, once its end was."""

    async def ask() -> Counter[str]:
        replay = mesh.bus.replay(names.EVENTS, names.clip_events(clip.tenant, clip.id))
        told = Counter([".".join(m.subject.split(".")[3:]) async for m in replay])
        return told if told["clip.clip.completed"] else Counter()

    return await wait_for(ask, "the clip's end is told")


def stored(mesh: Mesh) -> set[str]:
    """SHA-256 of every artifact in the store."""
    settings = mesh.local.environment()
    client = Minio(
        settings["S3_ENDPOINT"].removeprefix("http://"),
        settings["S3_ACCESS_KEY"],
        settings["S3_SECRET_KEY"],
        secure=False,
        region="us-east-1",
    )
    found = client.list_objects(settings["S3_BUCKET"], "artifacts/", recursive=True)
    return {str(item.object_name).rpartition("/")[2] for item in found}


async def check_made_once(mesh: Mesh, clip: Clip) -> None:
    """The clip succeeded, each of its facts was told once, and its files are there."""
    assert state(clip) == "SUCCEEDED", clip.failure.message
    told = await facts(mesh, clip)
    assert told["clip.clip.completed"] == told["clip.clip.accepted"] == 1
    for name in names_of(clip):
        assert told[f"{name}.finished"] == 1, told
    named = {artifact.sha256 for artifact in artifacts_in(clip)}
    assert named <= await asyncio.to_thread(stored, mesh)


async def killed(mesh: Mesh, name: str) -> None:
    """Kill a program and wait until its supervisor has it back."""
    process = mesh.local.processes[name]
    starts = process.starts
    mesh.local.kill(name)
    await process.wait_ready(starts + 1)


async def test_a_worker_that_is_killed_mid_step_costs_a_second_try_and_no_more(
    mesh: Mesh, hold: Hold
) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}", "Hello.", seed=101))
    await mesh.running(clip, "video.shot1")
    await killed(mesh, "video")
    hold.release()
    ended = await mesh.ended(clip)
    await check_made_once(mesh, ended)
    assert step(ended, "video.shot1").attempt == 2
    others = [s for name, s in names_of(ended).items() if name != "video.shot1"]
    assert {s.attempt for s in others} == {1}


async def test_a_worker_that_is_told_to_stop_finishes_its_step_first(
    mesh: Mesh, hold: Hold
) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}", seed=103))
    await mesh.running(clip, "video.shot1")
    process = mesh.local.processes["video"]
    starts = process.starts
    process.signal(signal.SIGTERM)
    hold.release()
    ended = await mesh.ended(clip)
    await check_made_once(mesh, ended)
    assert step(ended, "video.shot1").attempt == 1
    await process.wait_ready(starts + 1)


async def test_a_gateway_that_is_killed_mid_clip_is_not_missed(mesh: Mesh, hold: Hold) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}", "Hello.", seed=102))
    await mesh.running(clip, "video.shot1")
    gateway = mesh.local.processes["gateway"]
    starts = gateway.starts
    mesh.local.kill("gateway")
    # The step ends while nobody conducts: its event waits.
    hold.release()
    await gateway.wait_ready(starts + 1)
    await wait_for(lambda: answering(mesh, clip), "the gateway answers again")
    ended = await mesh.ended(clip)
    await check_made_once(mesh, ended)
    assert {s.attempt for s in ended.steps} == {1}


async def test_a_storm_of_kills_leaves_every_clip_made_once(mesh: Mesh) -> None:
    starts = mesh.local.processes["gateway"].starts
    wanted = [spec("storm", f"Line {n}.", seed=200 + n) for n in range(12)]
    clips = [await mesh.create(one) for one in wanted]
    for name in ("vision", "gateway", "mux", "voice"):
        mesh.local.kill(name)
    await mesh.local.processes["gateway"].wait_ready(starts + 1)
    await wait_for(lambda: answering(mesh, clips[0]), "the gateway answers again")
    for clip in clips:
        await check_made_once(mesh, await mesh.ended(clip))


async def answering(mesh: Mesh, clip: Clip) -> bool:
    try:
        return bool((await mesh.get(clip)).id)
    except grpc.aio.AioRpcError:
        return False

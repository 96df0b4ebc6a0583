"""Proves that pools are what scales: tasks spread in one, a quality picks one, one may be away."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.clip_service_pb2 import QuoteClipRequest
from reelmesh.v1.common_pb2 import Quality
from tests.meshes import Hold, Mesh, mesh_of, programs, spec, state, steered, step
from tests.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLE = """
[[pool]]
stage = "video"
pool = "h100"
quality = ["high"]
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pools(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Mesh]:
    """Three video workers: two in the pool cpu, one in the pool h100."""
    table = tmp_path_factory.mktemp("table") / "pools.toml"
    table.write_text(TABLE, encoding="utf-8")
    parts = [
        *programs(REELMESH_POOLS=str(table)),
        steered("video", name="video-2"),
        steered("video", name="video-big", pool="h100"),
    ]
    async with mesh_of(tmp_path_factory.mktemp("mesh"), parts) as mesh:
        yield mesh


@pytest.fixture
def hold(tmp_path: Path) -> Hold:
    return Hold(tmp_path / "hold")


def high(prompt: str = "") -> Clip:
    return Clip(spec=spec(prompt, quality=Quality.QUALITY_HIGH))


async def test_tasks_spread_over_the_workers_of_a_pool(pools: Mesh, hold: Hold) -> None:
    clips = [await pools.create(spec(f"video-waits:{hold}")) for _ in range(2)]
    # Both run at once, so that each has a worker of its own.
    await asyncio.gather(*(pools.running(clip, "video.shot1") for clip in clips))
    hold.release()
    ended = [await pools.ended(clip) for clip in clips]
    assert {state(clip) for clip in ended} == {"SUCCEEDED"}
    workers = {step(clip, "video.shot1").worker for clip in ended}
    assert len(workers) == 2


async def test_a_quality_picks_its_pool(pools: Mesh) -> None:
    plain, fine = await asyncio.gather(pools.make(spec()), pools.make(high().spec))
    assert step(plain, "video.shot1").pool == "cpu"
    assert step(fine, "video.shot1").pool == "h100"
    assert step(fine, "mux.clip").pool == "cpu"
    assert step(plain, "video.shot1").worker != step(fine, "video.shot1").worker


async def test_what_waits_for_a_busy_pool_is_counted(pools: Mesh, hold: Hold) -> None:
    clips = [await pools.create(high(f"video-waits:{hold}").spec) for _ in range(4)]

    async def three_wait() -> bool:
        return await waiting(pools) == 3

    await wait_for(three_wait, "one runs and three wait")
    # The other pool has nothing to do with it.
    assert state(await pools.make(spec())) == "SUCCEEDED"
    hold.release()
    assert {state(await pools.ended(clip)) for clip in clips} == {"SUCCEEDED"}
    assert await waiting(pools) == 0


async def test_a_stopped_pools_tasks_wait_and_are_not_lost(pools: Mesh) -> None:
    await pools.local.remove("video-big")
    clips = [await pools.create(high().spec) for _ in range(3)]

    async def all_wait() -> bool:
        return await waiting(pools) == 3

    await wait_for(all_wait, "three tasks wait for the pool that is away")
    told = (await pools.stub.QuoteClip(QuoteClipRequest(spec=high().spec))).understanding.notes
    assert "No worker of the pool h100 (video) is alive: its steps wait until one comes." in told
    told = (await pools.stub.QuoteClip(QuoteClipRequest(spec=spec()))).understanding.notes
    assert not any("is alive" in note for note in told)
    assert state(await pools.make(spec())) == "SUCCEEDED"
    waits = await pools.get(clips[0])
    assert not step(waits, "video.shot1").HasField("start_time")
    await pools.local.add(steered("video", name="video-big", pool="h100"))
    ended = [await pools.ended(clip) for clip in clips]
    assert {state(clip) for clip in ended} == {"SUCCEEDED"}
    assert {step(clip, "video.shot1").attempt for clip in ended} == {1}
    assert await waiting(pools) == 0


async def waiting(mesh: Mesh) -> int:
    return (await mesh.waiting())["video.h100"]

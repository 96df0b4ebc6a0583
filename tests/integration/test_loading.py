"""Proves that a worker whose engine loads for long is seen to do so, and takes no task before."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import grpc.aio
import pytest
import pytest_asyncio
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from reelmesh.local.ports import free_ports
from reelmesh.local.programs import ROOT
from reelmesh.v1.clip_service_pb2 import ListEnginesRequest
from reelmesh.v1.common_pb2 import Quality
from reelmesh.v1.engine_pb2 import EngineInfo
from tests.meshes import Hold, Mesh, mesh_of, programs, spec, state, step
from tests.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLE = """
[[pool]]
stage = "video"
pool = "slow"
quality = ["high"]
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mesh(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Mesh]:
    table = tmp_path_factory.mktemp("table") / "pools.toml"
    table.write_text(TABLE, encoding="utf-8")
    folder = tmp_path_factory.mktemp("mesh")
    async with mesh_of(folder, programs(REELMESH_POOLS=str(table))) as running:
        yield running


class Loader:
    """A worker in a process of its own, whose engine loads while a file exists."""

    def __init__(self, process: asyncio.subprocess.Process, address: str) -> None:
        self.process, self.address = process, address

    async def health(self) -> str:
        """What gRPC health says; empty while nothing listens."""
        async with grpc.aio.insecure_channel(self.address) as channel:
            check = channel.unary_unary(
                "/grpc.health.v1.Health/Check",
                request_serializer=HealthCheckRequest.SerializeToString,
                response_deserializer=HealthCheckResponse.FromString,
            )
            try:
                answer = await check(HealthCheckRequest(), timeout=1)
            except grpc.aio.AioRpcError:
                return ""
            return HealthCheckResponse.ServingStatus.Name(answer.status)

    async def ended(self) -> tuple[int, list[str]]:
        """Exit code and the lines it said."""
        output, _ = await asyncio.wait_for(self.process.communicate(), 15)
        assert self.process.returncode is not None
        return self.process.returncode, output.decode().splitlines()


async def started(mesh: Mesh, options: str, pool: str) -> Loader:
    address = f"127.0.0.1:{free_ports(1)[0]}"
    environment = {
        **os.environ,
        **mesh.local.environment(),
        "PYTHONPATH": str(ROOT),
        "LISTEN": address,
        "POOL": pool,
        "ENGINE": "tests.steered:SlowVideo",
        "ENGINE_OPTIONS": f"bytes=64,{options}",
        "LEASE_S": "2",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.video",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
    )
    return Loader(process, address)


async def engines(mesh: Mesh, pool: str) -> list[EngineInfo]:
    found = (await mesh.stub.ListEngines(ListEnginesRequest())).engines
    return [engine for engine in found if engine.pool == pool]


async def test_a_worker_that_loads_says_how_far_it_is_and_takes_its_first_task_after(
    mesh: Mesh, tmp_path: Path
) -> None:
    hold = Hold(tmp_path / "load")
    loader = await started(mesh, f"load={hold}", "slow")
    try:
        found = await wait_for(lambda: engines(mesh, "slow"), "its loading is told")
        assert [round(engine.loading, 3) for engine in found] == [0.4]
        assert await loader.health() == "NOT_SERVING"
        clip = await mesh.create(spec(quality=Quality.QUALITY_HIGH))

        async def it_waits() -> bool:
            return (await mesh.waiting())["video.slow"] == 1

        await wait_for(it_waits, "the task waits for the pool")
        hold.release()
        ended = await mesh.ended(clip)
        assert state(ended) == "SUCCEEDED"
        assert step(ended, "video.shot1").pool == "slow"
        assert await loader.health() == "SERVING"
        assert [engine.HasField("loading") for engine in await engines(mesh, "slow")] == [False]
    finally:
        loader.process.terminate()
        await loader.ended()


async def test_a_worker_that_is_told_to_stop_while_it_loads_does_so_at_once(
    mesh: Mesh, tmp_path: Path
) -> None:
    hold = Hold(tmp_path / "load")
    loader = await started(mesh, f"load={hold}", "stopped")
    await wait_for(lambda: engines(mesh, "stopped"), "its loading is told")
    began = time.monotonic()
    loader.process.terminate()
    code, _ = await loader.ended()
    # The engine itself would go on loading for ever.
    assert code == 0
    assert time.monotonic() - began < 10
    assert await engines(mesh, "stopped") == []
    hold.release()


async def test_an_engine_that_cannot_be_loaded_is_one_line_and_no_announcement(
    mesh: Mesh, tmp_path: Path
) -> None:
    hold, broken = Hold(tmp_path / "load"), Hold(tmp_path / "broken")
    loader = await started(mesh, f"load={hold},broken={broken}", "broken")
    await wait_for(lambda: engines(mesh, "broken"), "its loading is told")
    hold.release()
    code, lines = await loader.ended()
    assert code == 1
    assert len(lines) == 1
    assert "cannot be loaded (OSError: the file weights.safetensors is cut off)" in lines[0]
    assert await engines(mesh, "broken") == []

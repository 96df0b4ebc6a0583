"""Proves that gateways work side by side: no leader, no lost event, no clip made twice."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from reelmesh.local.programs import Program
from reelmesh.mesh import names
from tests.meshes import LEASE_S, Mesh, mesh_of, names_of, programs, spec, state
from tests.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mesh(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Mesh]:
    """A mesh with two gateways that share the events between them."""
    second = Program("gateway-2", "gateway", {"LEASE_S": str(LEASE_S)})
    async with mesh_of(tmp_path_factory.mktemp("mesh"), [*programs(), second]) as running:
        yield running


async def ends_told(mesh: Mesh) -> list[str]:
    """The subject of every end that was told."""
    facts = mesh.bus.replay(names.EVENTS, "events.*.*.clip.clip.completed")
    return [message.subject async for message in facts]


async def test_what_one_gateway_remembers_never_hides_what_another_has_done(mesh: Mesh) -> None:
    before = len(await ends_told(mesh))
    # Steps that end at once, so that their events reach a gateway that read the record before.
    wanted = [spec("two", *(f"Line {n}.{m}" for m in range(4)), seed=n) for n in range(25)]
    clips = await asyncio.gather(*(mesh.create(one) for one in wanted))
    async with asyncio.timeout(20):
        ended = await asyncio.gather(*(mesh.ended(clip) for clip in clips))
    assert {state(clip) for clip in ended} == {"SUCCEEDED"}
    assert all(len(names_of(clip)) == 8 for clip in ended)

    async def all_told() -> bool:
        return len(await ends_told(mesh)) - before >= len(clips)

    await wait_for(all_told, "every end is told")
    told = await ends_told(mesh)
    assert len(told) == len(set(told))


async def test_one_gateway_goes_on_alone(mesh: Mesh) -> None:
    await mesh.local.remove("gateway-2")
    clips = await asyncio.gather(*(mesh.create(spec("alone", "Hi.")) for _ in range(5)))
    assert {state(await mesh.ended(clip)) for clip in clips} == {"SUCCEEDED"}
    await mesh.local.add(Program("gateway-2", "gateway", {"LEASE_S": str(LEASE_S)}))

"""Proves that the local mesh is the whole mesh: it gets ready, heals a killed program, grows
by a worker, and leaves nothing behind, however it ends."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from reelmesh.client import ReelmeshClient
from reelmesh.local.lock import FolderTaken, holder_of
from reelmesh.local.mesh import LocalMesh
from reelmesh.local.programs import Program, stages, worker
from reelmesh.mesh.errors import CallerError, Unavailable
from reelmesh.v1.clip_service_pb2 import ListEnginesResponse

SIX = {"gateway", *stages()}


in_mesh = pytest.mark.asyncio(loop_scope="module")
"""For tests that share one mesh, and so its event loop."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mesh(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[LocalMesh]:
    async with LocalMesh(tmp_path_factory.mktemp("mesh")) as running:
        yield running


def wait_until(predicate: Callable[[], bool], description: str, timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while not predicate():
        assert time.monotonic() < deadline, f"Not in {timeout_s} s: {description}"
        time.sleep(0.02)


def processes_of(folder: Path) -> list[str]:
    """Processes that have the folder in their command line, environment or as their own."""
    found: list[str] = []
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            texts = [(process / name).read_bytes() for name in ("cmdline", "environ")]
            texts.append(str((process / "cwd").readlink()).encode())
        except OSError:
            continue
        if any(str(folder).encode() in text for text in texts):
            found.append(f"{process.name} {texts[0].decode(errors='replace')}")
    return found


def sockets_of(folder: Path) -> list[Path]:
    ports: dict[str, int] = json.loads((folder / "store" / "ports.json").read_text())
    return [p for port in ports.values() for p in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")]


@contextmanager
def command(cache: Path, *words: str) -> Generator[subprocess.Popen[str]]:
    """The reelmesh command with a cache of its own; the path marks all its descendants."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    environment.pop("REELMESH_GATEWAY", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell lets what it starts in the background ignore Ctrl-C, and so its children.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "reelmesh", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


async def told(client: ReelmeshClient) -> ListEnginesResponse:
    """The live engines, without holding up the mesh, which runs in this very loop."""
    return await asyncio.to_thread(client.engines)


@in_mesh
async def test_six_programs_get_ready_and_the_gateway_knows_every_stage(mesh: LocalMesh) -> None:
    assert set(mesh.processes) == SIX | {"nats", "store"}
    assert all(process.ready.is_set() for process in mesh.processes.values())
    with ReelmeshClient(mesh.gateway) as client:
        engines = await told(client)
    assert len({engine.stage for engine in engines.engines}) == 5


@in_mesh
@pytest.mark.skipif(sys.platform != "linux", reason="scheduling policies are Linux's")
async def test_no_program_of_the_mesh_interrupts_others_with_its_messages(
    mesh: LocalMesh,
) -> None:
    policies = {
        name: os.sched_getscheduler(process.pid)
        for name, process in mesh.processes.items()
        if process.pid
    }
    assert policies == dict.fromkeys(SIX | {"nats", "store"}, os.SCHED_BATCH)


@in_mesh
async def test_a_killed_program_or_server_comes_back_on_its_address(mesh: LocalMesh) -> None:
    bus = mesh.nats_url
    for name in ("voice", "gateway", "nats", "store"):
        process = mesh.processes[name]
        before, starts = process.pid, process.starts
        mesh.kill(name)
        await process.wait_ready(starts + 1)
        assert process.pid != before
    assert mesh.nats_url == bus
    with ReelmeshClient(mesh.gateway) as client:
        assert await asyncio.to_thread(lambda: list(client.list())) == []


@in_mesh
async def test_a_mesh_grows_by_a_worker_of_another_pool(mesh: LocalMesh) -> None:
    await mesh.add(worker("ambient", name="ambient-2", pool="spare"))
    try:
        with ReelmeshClient(mesh.gateway) as client:
            until = time.monotonic() + 20
            # A worker reports itself by and by, and again when its bus was away.
            while "spare" not in {one.pool for one in (await told(client)).engines}:
                assert time.monotonic() < until
    finally:
        await mesh.remove("ambient-2")
    assert set(mesh.processes) == SIX | {"nats", "store"}


@in_mesh
async def test_two_meshes_never_share_a_folder(mesh: LocalMesh) -> None:
    holder = holder_of(mesh.folder)
    assert holder and holder.pid == os.getpid() and holder.gateway == mesh.gateway
    with pytest.raises(FolderTaken, match=r"Another mesh .* runs in .*: stop it"):
        await LocalMesh(mesh.folder).__aenter__()


async def test_a_program_that_never_starts_is_named_with_its_last_words(tmp_path: Path) -> None:
    programs = [Program("gateway", "no.such.module")]
    with pytest.raises(Unavailable, match=r"gateway does not start: .*[Nn]o module named 'no'"):
        await LocalMesh(tmp_path, programs).__aenter__()
    assert holder_of(tmp_path) is None
    assert not processes_of(tmp_path)


async def test_a_taken_port_is_said_before_anything_is_tried(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(CallerError, match=f"Port {port} is taken: choose another"):
            await LocalMesh(tmp_path, gateway_port=port).__aenter__()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_up_ends_in_order_and_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    folder = tmp_path / "reelmesh"
    with command(tmp_path, "up") as up:
        assert up.stdout and up.stdout.readline().startswith("ready in ")
        assert holder_of(folder)
        up.send_signal(ending)
        _, log = up.communicate(timeout=30)
    assert up.returncode == 0
    assert "mesh     │ stopped" in log
    assert not processes_of(tmp_path)
    assert not sockets_of(folder)
    assert holder_of(folder) is None


def test_nothing_survives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    with command(tmp_path, "up") as up:
        assert up.stdout and up.stdout.readline().startswith("ready in ")
        assert len(processes_of(tmp_path)) >= 8
        up.kill()
    wait_until(lambda: not processes_of(tmp_path), "every child died")
    assert list((tmp_path / "reelmesh" / "tmp").iterdir())
    with command(tmp_path, "clips") as again:
        assert again.communicate(timeout=60)[0].startswith("No clips yet")
    assert not (tmp_path / "reelmesh" / "tmp").exists()
    assert not sockets_of(tmp_path / "reelmesh")


def test_ctrl_c_cancels_the_clip_and_stops_the_private_mesh(tmp_path: Path) -> None:
    words = ("clip", "--prompt", "fog over hills", "--seconds", "60", "--size", "640x360")
    with command(tmp_path, *words, "-o", f"{tmp_path}/x.mp4") as clip:
        assert clip.stderr
        assert any("video shot1: running" in line for line in clip.stderr)
        clip.send_signal(signal.SIGINT)
        _, said = clip.communicate(timeout=30)
    assert clip.returncode == 130
    assert "Cancelling the clip" in said
    assert "Traceback" not in said
    assert not processes_of(tmp_path)
    assert not list(tmp_path.glob("*.mp4"))
    with command(tmp_path, "clips", "--json") as clips:
        found = json.loads(clips.communicate(timeout=60)[0])["clips"]
    assert [one["state"] for one in found] == ["CANCELLED"]

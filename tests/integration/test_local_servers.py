"""Proves that the local servers are the real ones: they start on loopback, keep what they
are given through a kill, and leave no process, port or socket behind."""

import io
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nats
import pytest
from minio import Minio
from nats.js.api import StreamConfig

from reelmesh.local.ports import free_ports
from reelmesh.local.servers import NatsServer, Running, WeedServer, running, tied
from reelmesh.mesh.errors import Unavailable
from reelmesh.mesh.settings import Settings


def wait_until(predicate: Callable[[], bool], description: str, timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not predicate():
        assert time.monotonic() < deadline, f"Not in {timeout_s} s: {description}"
        time.sleep(0.01)


def client(store: WeedServer) -> Minio:
    return Minio(
        store.endpoint.removeprefix("http://"),
        store.access_key,
        store.secret_key,
        secure=False,
        region="us-east-1",
    )


def listens(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def test_the_bus_keeps_its_stream_and_its_port_through_a_kill(tmp_path: Path) -> None:
    server = NatsServer(tmp_path / "a folder")
    first = Running(server)
    url = server.url
    connection = await nats.connect(url)
    jetstream = connection.jetstream()
    await jetstream.add_stream(StreamConfig(name="S", subjects=["s"]))
    await jetstream.publish("s", b"kept")
    await connection.close()
    first.process.kill()
    first.process.wait()
    with running(server):
        assert server.url == url
        connection = await nats.connect(url)
        message = await connection.jetstream().get_msg("S", 1)
        await connection.close()
    assert message.data == b"kept"


def test_the_bus_is_known_by_its_name_and_never_taken_for_a_strangers(tmp_path: Path) -> None:
    mine, stranger = NatsServer(tmp_path / "mine"), NatsServer(tmp_path / "stranger")
    with running(mine):
        process = Running(stranger)
        stranger.server_name = "somebody-else"
        assert not stranger.ready(process.process.pid)
        process.stop()


def test_the_store_keeps_its_keys_and_objects_through_a_kill(tmp_path: Path) -> None:
    server = WeedServer(tmp_path / "a folder")
    first = Running(server)
    keys = server.access_key, server.secret_key
    client(server).make_bucket("films")
    client(server).put_object("films", "key", io.BytesIO(b"kept"), 4)
    first.process.kill()
    first.stop()
    with running(WeedServer(tmp_path / "a folder")) as again:
        assert (again.access_key, again.secret_key) == keys
        response = client(again).get_object("films", "key")
        assert response.read() == b"kept"
        response.close()


def test_the_store_moves_to_free_ports_when_its_own_are_taken(tmp_path: Path) -> None:
    before = WeedServer(tmp_path)
    before.command()
    with socket.create_server(("127.0.0.1", before.port)):
        after = WeedServer(tmp_path)
        after.command()
    assert after.port != before.port


def test_only_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    WeedServer(tmp_path).command()
    assert stat.S_IMODE((tmp_path / "identities.json").stat().st_mode) == 0o600


def test_no_server_listens_beyond_loopback(settings: Settings) -> None:
    ports = {int(url.rpartition(":")[2]) for url in (settings.nats_url, settings.s3_endpoint)}
    others = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False)
    for address in others.stdout.split():
        if ":" not in address:
            assert not any(listens(address, port) for port in ports)


def test_a_stopped_server_leaves_no_process_port_or_socket(tmp_path: Path) -> None:
    for server in (NatsServer(tmp_path / "nats"), WeedServer(tmp_path / "store")):
        process = Running(server)
        process.stop()
        assert not alive(process.process.pid)
        assert not listens("127.0.0.1", server.port)
    taken = json.loads((tmp_path / "store" / "ports.json").read_text()).values()
    assert not [path for port in taken for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")]


def test_a_server_that_cannot_start_names_its_log(tmp_path: Path) -> None:
    (tmp_path / "jetstream").write_text("not a folder")
    with pytest.raises(Unavailable, match=r"nats did not start: see .*server\.log"):
        Running(NatsServer(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties children on Linux only")
def test_a_child_dies_with_a_parent_that_was_killed() -> None:
    code = (
        "import subprocess, sys, time; from reelmesh.local.servers import tied;"
        f"print(subprocess.Popen(tied([{sys.executable!r}, '-c', 'import time; time.sleep(60)']))"
        ".pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        os.kill(parent.pid, signal.SIGKILL)
    wait_until(lambda: not alive(child), "the child died")


def test_free_ports_are_different_and_free() -> None:
    found = free_ports(20)
    assert len(set(found)) == 20
    assert not any(listens("127.0.0.1", port) for port in found)


def test_a_command_that_is_not_there_is_one_sentence() -> None:
    done = subprocess.run(tied(["/nowhere"]), capture_output=True, text=True, check=False)
    assert done.stderr == "/nowhere cannot be started: No such file or directory.\n"

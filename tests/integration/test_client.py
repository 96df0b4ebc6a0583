"""Proves that the client gives one clear answer whatever the network does: it goes through a
proxy that cuts connections, in front of a real gateway."""

import hashlib
import random
import socket
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import grpc
import pytest
from PIL import Image

from reelmesh.client import ReelmeshClient
from reelmesh.failures import ClientError
from reelmesh.local.private import PrivateMesh
from reelmesh.v1.clip_pb2 import Clip, ClipState
from reelmesh.v1.clip_service_pb2 import GetTraceResponse
from reelmesh.v1.common_pb2 import Cause, Format, Quality
from reelmesh.v1.spec_pb2 import Sound, Spec


class CuttingProxy:
    """A network that cuts each connection after so many bytes from the gateway."""

    def __init__(self, target: str, bytes_max: int, delay_s: float = 0.0) -> None:
        self._delay_s = delay_s
        host, _, port = target.rpartition(":")
        self._target, self._bytes_max = (host, int(port)), bytes_max
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            time.sleep(self._delay_s)
            far = socket.create_connection(self._target)
            for source, sink, limit in ((near, far, 1 << 60), (far, near, self._bytes_max)):
                copy = threading.Thread(target=self._copy, args=(source, sink, limit), daemon=True)
                copy.start()

    def _copy(self, source: socket.socket, sink: socket.socket, left: int) -> None:
        with suppress(OSError):
            while left > 0 and (data := source.recv(min(left, 4096))):
                sink.sendall(data)
                left -= len(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with PrivateMesh(tmp_path_factory.mktemp("mesh")) as mesh:
        yield mesh.gateway


@pytest.fixture(scope="module")
def client(gateway: str) -> Generator[ReelmeshClient]:
    with ReelmeshClient(gateway) as one:
        yield one


def small(prompt: str) -> Spec:
    return Spec(
        prompt=prompt,
        seconds=3,
        format=Format(width=320, height=180, fps=24),
        quality=Quality.QUALITY_DRAFT,
        sound=Sound(silent=True),
    )


@pytest.fixture(scope="module")
def clip(client: ReelmeshClient) -> Clip:
    made = client.create(small("A red hill under a yellow sky"))
    *_, last = client.watch(made.id)
    assert last.clip.state == ClipState.CLIP_STATE_SUCCEEDED, last.clip.failure.message
    return last.clip


def test_a_watch_that_is_cut_goes_on_where_it_broke(
    gateway: str, client: ReelmeshClient, clip: Clip
) -> None:
    made = client.create(small("A watched hill"))
    # More than the largest record, less than all of them together.
    proxy = CuttingProxy(gateway, clip.ByteSize() + 1000)
    with ReelmeshClient(proxy.address, patience_s=5) as watcher:
        changes = [u.clip for u in watcher.watch(made.id) if u.HasField("clip")]
    proxy.close()
    assert proxy.connections > 1
    assert changes[-1].state == ClipState.CLIP_STATE_SUCCEEDED
    revisions = [change.revision for change in changes]
    assert revisions == sorted(set(revisions))


def test_a_download_that_is_cut_goes_on_where_it_broke(
    gateway: str, client: ReelmeshClient, tmp_path: Path
) -> None:
    noise = Image.frombytes("RGB", (1200, 1200), random.Random(1).randbytes(1200 * 1200 * 3))
    noise.save(tmp_path / "noise.png")
    artifact = client.upload_image(tmp_path / "noise.png")
    target = tmp_path / "downloaded"
    proxy = CuttingProxy(gateway, artifact.size_bytes // 2)
    with ReelmeshClient(proxy.address, patience_s=5) as cut:
        cut.download(artifact.sha256, target)
    proxy.close()
    assert proxy.connections > 1
    assert hashlib.sha256(target.read_bytes()).hexdigest() == artifact.sha256
    assert sorted(path.name for path in tmp_path.iterdir()) == ["downloaded", "noise.png"]


def test_a_download_that_fails_leaves_what_was_there(
    gateway: str, clip: Clip, tmp_path: Path
) -> None:
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"an earlier clip")
    proxy = CuttingProxy(gateway, 200)
    with (
        ReelmeshClient(proxy.address, patience_s=0.5) as cut,
        pytest.raises(ClientError, match=r"No gateway answers at|keeps breaking off"),
    ):
        cut.download(clip.result.clip.sha256, target)
    proxy.close()
    assert target.read_bytes() == b"an earlier clip"
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_that_cannot_be_written_is_one_sentence(
    client: ReelmeshClient, clip: Clip, tmp_path: Path
) -> None:
    with pytest.raises(ClientError, match=r"cannot be written: No such file or directory\.$"):
        client.download(clip.result.clip.sha256, tmp_path / "no" / "clip.mp4")


def test_the_same_request_again_gives_the_same_clip(client: ReelmeshClient) -> None:
    first = client.create(small("Once"), request_id="once")
    assert client.create(small("Once"), request_id="once").id == first.id
    with pytest.raises(ClientError) as refused:
        client.create(small("Twice"), request_id="once")
    assert refused.value.code == grpc.StatusCode.ALREADY_EXISTS
    assert refused.value.cause == Cause.CAUSE_CALLER


def test_a_bad_field_is_named(client: ReelmeshClient) -> None:
    spec = small("An odd size")
    spec.format.width = 641
    with pytest.raises(ClientError, match=r"^spec\.format\.width: width must be even") as refused:
        client.create(spec)
    assert refused.value.code == grpc.StatusCode.INVALID_ARGUMENT


def test_a_clip_is_found_by_the_beginning_of_its_id(client: ReelmeshClient, clip: Clip) -> None:
    assert client.find(clip.id[:12]).id == clip.id
    assert clip.id in [one.id for one in client.list()]
    with pytest.raises(ClientError, match=r"clips' ids begin with|is not a clip's id"):
        client.find("")


def test_an_image_that_cannot_be_used_is_the_callers_fault(
    client: ReelmeshClient, tmp_path: Path
) -> None:
    with pytest.raises(ClientError, match=r"cannot be read: No such file") as refused:
        client.upload_image(tmp_path / "nothing.png")
    assert refused.value.cause == Cause.CAUSE_CALLER
    for content in (b"", b"no image at all"):
        (tmp_path / "bad.png").write_bytes(content)
        with pytest.raises(ClientError, match="JPEG, PNG or WebP") as refused:
            client.upload_image(tmp_path / "bad.png")
        assert refused.value.cause == Cause.CAUSE_CALLER


def test_a_gateway_that_is_slow_to_shake_hands_is_a_gateway(gateway: str) -> None:
    proxy = CuttingProxy(gateway, 1 << 40, delay_s=0.5)
    with ReelmeshClient(proxy.address) as client:
        assert client.voices("en")
    proxy.close()


def names_of(trace: GetTraceResponse) -> set[str]:
    return {span.name for span in trace.spans}


def test_a_trace_and_the_voices_are_there(client: ReelmeshClient, clip: Clip) -> None:
    # Spans are told a few times a second by each program, not at once.
    awaited = {"create", "vision shot1", "video shot1", "mux clip", "clip"}
    until = time.monotonic() + 10
    while missing := awaited - names_of(trace := client.trace(clip.id)):
        assert time.monotonic() < until, missing
    assert trace.trace_id == clip.trace_id
    assert len({voice.id for voice in client.voices("en")}) >= 2


def test_an_ended_clip_is_deleted_with_its_files(client: ReelmeshClient) -> None:
    made = client.create(small("A hill to forget"))
    list(client.watch(made.id))
    assert client.delete(made.id) > 0
    assert made.id not in [one.id for one in client.list()]

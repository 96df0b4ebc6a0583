"""The client: what a program needs to ask a gateway for clips. Needs grpc and protobuf only."""

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import grpc
from google.protobuf.duration_pb2 import Duration

from reelmesh.failures import ClientError, explained, is_broken
from reelmesh.v1.clip_pb2 import Clip, ClipState
from reelmesh.v1.clip_service_pb2 import (
    CancelClipRequest,
    CreateClipRequest,
    DeleteClipRequest,
    DownloadArtifactRequest,
    GetClipRequest,
    GetTraceRequest,
    GetTraceResponse,
    ListClipsRequest,
    ListEnginesRequest,
    ListEnginesResponse,
    ListVoicesRequest,
    QuoteClipRequest,
    QuoteClipResponse,
    UploadImageRequest,
    WatchClipRequest,
    WatchClipResponse,
)
from reelmesh.v1.clip_service_pb2_grpc import ClipServiceStub
from reelmesh.v1.common_pb2 import Artifact, Cause, Quality
from reelmesh.v1.engine_pb2 import Voice
from reelmesh.v1.spec_pb2 import Spec

CHUNK_BYTES = 1 << 20
"""The most UploadImageRequest.chunk may hold."""
CALL_TIMEOUT_S = 30.0
TRANSFER_TIMEOUT_S = 600.0
RETRY_PAUSE_S = 0.2
ENDED = frozenset(
    {
        ClipState.CLIP_STATE_SUCCEEDED,
        ClipState.CLIP_STATE_FAILED,
        ClipState.CLIP_STATE_CANCELLED,
        ClipState.CLIP_STATE_EXPIRED,
        ClipState.CLIP_STATE_DELETED,
    }
)
"""The states a clip never leaves (except to deleted)."""
OPTIONS = (
    # gRPC waits a second before it tries again; a gateway that restarts is back sooner.
    ("grpc.initial_reconnect_backoff_ms", 100),
    # Not how long to wait between attempts, as it is called, but how long one may take: on a
    # busy machine a gateway that is there needs more than a moment to shake hands.
    ("grpc.min_reconnect_backoff_ms", 5000),
    ("grpc.max_reconnect_backoff_ms", 2000),
    # A page of records with every word and mouth shape outgrows the default of 4 MiB.
    ("grpc.max_receive_message_length", 64 << 20),
)


class ReelmeshClient:
    """One gateway. Every method raises ClientError with a sentence for a person; safe to use
    from several threads."""

    def __init__(self, address: str, patience_s: float = 30.0) -> None:
        """address is host:port. patience_s: how long watch and download go on trying to
        reach a gateway that has gone away."""
        self.address = address
        self.patience_s = patience_s
        self._channel = grpc.insecure_channel(address, options=OPTIONS)
        self._stub = ClipServiceStub(self._channel)

    def __enter__(self) -> "ReelmeshClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends every call and the connection."""
        self._channel.close()

    def upload_image(self, path: Path) -> Artifact:
        """Sends a JPEG, PNG or WebP file; gives the cleaned image's name for Shot.image."""
        try:
            with path.open("rb") as file, self._explained():
                return self._stub.UploadImage(chunks(file), timeout=TRANSFER_TIMEOUT_S).image
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"{path} cannot be read: {reason}."
            raise ClientError(message, Cause.CAUSE_CALLER) from error

    def create(self, spec: Spec, request_id: str = "", time_to_live_s: float | None = None) -> Clip:
        """Asks for a clip. Repeat with the same request_id and spec to retry safely; without
        one each call asks for a clip of its own."""
        request = CreateClipRequest(request_id=request_id or uuid.uuid4().hex, spec=spec)
        if time_to_live_s is not None:
            request.time_to_live.CopyFrom(Duration(nanos=0, seconds=int(time_to_live_s)))
        with self._explained():
            return self._stub.CreateClip(request, timeout=CALL_TIMEOUT_S).clip

    def finalize(self, clip_id: str, quality: Quality = Quality.QUALITY_HIGH, fps: int = 0) -> Clip:
        """Asks for a clip again in another quality, as after a draft; what does not depend on
        it is reused. clip_id: the whole id. fps: where another pool makes another rate."""
        draft = self.get(clip_id)
        if draft.state == ClipState.CLIP_STATE_DELETED:
            text = f"Clip {clip_id} was deleted, and its spec with it: make it from its prompt."
            raise ClientError(text, Cause.CAUSE_CALLER, grpc.StatusCode.NOT_FOUND)
        if draft.spec.quality == quality:
            word = Quality.Name(quality).removeprefix("QUALITY_").lower()
            text = f"Clip {clip_id} is of quality {word} already: choose another."
            raise ClientError(text, Cause.CAUSE_CALLER, grpc.StatusCode.INVALID_ARGUMENT)
        draft.spec.quality = quality
        draft.spec.format.fps = fps or draft.spec.format.fps
        return self.create(draft.spec)

    def quote(self, spec: Spec) -> QuoteClipResponse:
        """What a spec would become: the plan, the length, the cast."""
        with self._explained():
            return self._stub.QuoteClip(QuoteClipRequest(spec=spec), timeout=CALL_TIMEOUT_S)

    def get(self, clip_id: str) -> Clip:
        """A clip's record by its whole id."""
        with self._explained():
            return self._stub.GetClip(GetClipRequest(clip_id=clip_id), timeout=CALL_TIMEOUT_S).clip

    def find(self, prefix: str) -> Clip:
        """The clip whose id begins so; the id may be whole."""
        if not prefix or set(prefix) - set("0123456789abcdef") or len(prefix) > 32:
            raise ClientError(
                f"{prefix!r} is not a clip's id: ids are up to 32 digits 0-9 and a-f; "
                "`reelmesh clips` lists them.",
                Cause.CAUSE_CALLER,
                grpc.StatusCode.INVALID_ARGUMENT,
            )
        if len(prefix) == 32:
            return self.get(prefix)
        found = [clip for clip in self.list() if clip.id.startswith(prefix)]
        if len(found) == 1:
            return self.get(found[0].id)
        some = "No clip's id begins" if not found else f"{len(found)} clips' ids begin"
        raise ClientError(
            f"{some} with {prefix}: `reelmesh clips` lists them.",
            Cause.CAUSE_CALLER,
            grpc.StatusCode.NOT_FOUND,
        )

    def list(self, states: Sequence[ClipState] = ()) -> Iterator[Clip]:
        """All clips in these states, the newest first; no states: all but deleted ones."""
        request = ListClipsRequest(states=states)
        while True:
            with self._explained():
                page = self._stub.ListClips(request, timeout=CALL_TIMEOUT_S)
            yield from page.clips
            request.page_token = page.next_page_token
            if not page.next_page_token:
                return

    def watch(self, clip_id: str, after_revision: int = 0) -> Iterator[WatchClipResponse]:
        """Every change and progress until the clip has ended. A stream that breaks is taken up
        where it broke, for as long as the patience lasts."""
        patience = Patience(self.patience_s)
        while True:
            call = self._stub.WatchClip(
                WatchClipRequest(clip_id=clip_id, after_revision=after_revision)
            )
            try:
                with self._explained(patience.forgives):
                    for update in call:
                        patience.renew()
                        yield update
                        if update.WhichOneof("update") == "clip":
                            after_revision = update.clip.revision
                            if update.clip.state in ENDED:
                                return
            finally:
                call.cancel()
            patience.pause(self.address)

    def cancel(self, clip_id: str, reason: str = "") -> Clip:
        """Stops a clip; an ended one stays as it is."""
        request = CancelClipRequest(clip_id=clip_id, reason=reason)
        with self._explained():
            return self._stub.CancelClip(request, timeout=CALL_TIMEOUT_S).clip

    def delete(self, clip_id: str) -> int:
        """Deletes an ended clip; gives the number of files removed."""
        request = DeleteClipRequest(clip_id=clip_id)
        with self._explained():
            return self._stub.DeleteClip(request, timeout=CALL_TIMEOUT_S).artifacts_deleted

    def voices(self, language: str = "") -> Sequence[Voice]:
        """The voices of the live engines, the most distinct first."""
        request = ListVoicesRequest(language=language)
        with self._explained():
            return self._stub.ListVoices(request, timeout=CALL_TIMEOUT_S).voices

    def engines(self) -> ListEnginesResponse:
        """The live engines, and how many tasks wait for them."""
        with self._explained():
            return self._stub.ListEngines(ListEnginesRequest(), timeout=CALL_TIMEOUT_S)

    def trace(self, clip_id: str) -> GetTraceResponse:
        """The spans of a clip's trace."""
        with self._explained():
            request = GetTraceRequest(clip_id=clip_id)
            return self._stub.GetTrace(request, timeout=CALL_TIMEOUT_S)

    def download(self, sha256: str, path: Path) -> None:
        """Writes an artifact to path: whole and with the right SHA-256, or not at all."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            digest = self._receive(sha256, part)
            if digest != sha256:
                raise ClientError(
                    f"The gateway at {self.address} sent bytes with SHA-256 {digest} for "
                    f"{sha256}: the store is damaged or somebody changed them on the way."
                )
            part.replace(path)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ClientError(f"{path} cannot be written: {reason}.") from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _receive(self, sha256: str, part: Path) -> str:
        """Streams the bytes into a file, from where it broke if it does; their digest."""
        patience, digest, size = Patience(self.patience_s), hashlib.sha256(), -1
        with part.open("wb") as file:
            while file.tell() != size:
                request = DownloadArtifactRequest(sha256=sha256, offset=file.tell())
                with self._explained(patience.forgives):
                    for piece in self._stub.DownloadArtifact(request, timeout=TRANSFER_TIMEOUT_S):
                        # The size alone is no progress: it comes again with every try.
                        if piece.chunk:
                            patience.renew()
                        size = piece.size_bytes
                        digest.update(piece.chunk)
                        file.write(piece.chunk)
                    if size <= file.tell():
                        break
                patience.pause(self.address)
        return digest.hexdigest()

    @contextmanager
    def _explained(
        self, forgives: Callable[[grpc.RpcError], bool] = lambda _: False
    ) -> Generator[None]:
        """Turns gRPC's errors into ours; an error that is forgiven just ends the block."""
        try:
            yield
        except grpc.RpcError as error:
            if not forgives(error):
                raise explained(error, self.address) from None


class Patience:
    """How long a broken stream is worth trying again: a time since the last message."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self.renew()

    def renew(self) -> None:
        """Something arrived."""
        self._until = time.monotonic() + self._patience_s

    def forgives(self, error: grpc.RpcError) -> bool:
        """Whether to try again after this error."""
        return is_broken(error) and time.monotonic() < self._until

    def pause(self, address: str) -> None:
        """Waits a little before the next try. Raises ClientError when there should be none."""
        if time.monotonic() > self._until:
            raise ClientError(f"The gateway at {address} keeps breaking off: try again later.")
        time.sleep(RETRY_PAUSE_S)


def chunks(file: BinaryIO) -> Iterator[UploadImageRequest]:
    """A file in messages of at most a mebibyte; an empty file is one empty message."""
    yield UploadImageRequest(chunk=file.read(CHUNK_BYTES))
    while chunk := file.read(CHUNK_BYTES):
        yield UploadImageRequest(chunk=chunk)

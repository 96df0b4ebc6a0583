"""What tests of ClipService share: refusals and what they name, uploads, downloads."""

import io
from collections.abc import Awaitable
from typing import cast

import grpc
import grpc.aio
import pytest
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from PIL import Image

from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.common_pb2 import Artifact
from tests.meshes import Mesh


def status_of(error: grpc.aio.AioRpcError) -> Status:
    pairs = cast("tuple[tuple[str, bytes], ...]", error.trailing_metadata() or ())
    return Status.FromString(dict(pairs)["grpc-status-details-bin"])


def violations(error: grpc.aio.AioRpcError) -> dict[str, str]:
    """Field and sentence of what a google.rpc.BadRequest names."""
    bad = BadRequest()
    found = [detail for detail in status_of(error).details if detail.Unpack(bad)]
    assert found
    return {v.field: v.description for v in bad.field_violations}


async def refused(call: Awaitable[object]) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


async def upload(mesh: Mesh, colour: str) -> Artifact:
    file = io.BytesIO()
    Image.new("RGB", (128, 96), colour).save(file, "PNG")
    data = file.getvalue()
    pieces = [pb.UploadImageRequest(chunk=data[:50]), pb.UploadImageRequest(chunk=data[50:])]
    return (await mesh.stub.UploadImage(iter(pieces))).image


async def download(mesh: Mesh, sha256: str, offset: int = 0) -> bytes:
    request = pb.DownloadArtifactRequest(sha256=sha256, offset=offset)
    return b"".join([piece.chunk async for piece in mesh.stub.DownloadArtifact(request)])

"""The ambient stage's own RPC: the same engine and slots as its queue."""

from collections.abc import AsyncIterator

import grpc.aio
from google.protobuf.message import Message

from reelmesh.mesh.rpc import Context, stream_stage
from reelmesh.mesh.stage import StageRunner
from reelmesh.v1 import ambient_pb2_grpc
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResponse, ComposeResult


class AmbientServicer(ambient_pb2_grpc.AmbientServiceServicer):
    """Serves AmbientService."""

    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner

    def Compose(self, request: ComposeRequest, context: Context) -> AsyncIterator[ComposeResponse]:
        """See protos/reelmesh/v1/ambient.proto."""
        return stream_stage(self._runner, request, context, _progress, _result)


def _progress(fraction: float) -> ComposeResponse:
    return ComposeResponse(progress=fraction)


def _result(result: Message) -> ComposeResponse:
    assert isinstance(result, ComposeResult)
    return ComposeResponse(result=result)


def add(runner: StageRunner, server: grpc.aio.Server) -> None:
    """Add the servicer to a server."""
    ambient_pb2_grpc.add_AmbientServiceServicer_to_server(AmbientServicer(runner), server)

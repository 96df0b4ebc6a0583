"""The mux stage's own RPC: the same engine and slots as its queue."""

from collections.abc import AsyncIterator

import grpc.aio
from google.protobuf.message import Message

from reelmesh.mesh.rpc import Context, stream_stage
from reelmesh.mesh.stage import StageRunner
from reelmesh.v1 import mux_pb2_grpc
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResponse, AssembleResult


class MuxServicer(mux_pb2_grpc.MuxServiceServicer):
    """Serves MuxService."""

    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner

    def Assemble(
        self, request: AssembleRequest, context: Context
    ) -> AsyncIterator[AssembleResponse]:
        """See protos/reelmesh/v1/mux.proto."""
        return stream_stage(self._runner, request, context, _progress, _result)


def _progress(fraction: float) -> AssembleResponse:
    return AssembleResponse(progress=fraction)


def _result(result: Message) -> AssembleResponse:
    assert isinstance(result, AssembleResult)
    return AssembleResponse(result=result)


def add(runner: StageRunner, server: grpc.aio.Server) -> None:
    """Add the servicer to a server."""
    mux_pb2_grpc.add_MuxServiceServicer_to_server(MuxServicer(runner), server)

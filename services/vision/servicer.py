"""The vision stage's own RPC: the same engine and slots as its queue."""

from collections.abc import AsyncIterator

import grpc.aio
from google.protobuf.message import Message

from reelmesh.mesh.rpc import Context, stream_stage
from reelmesh.mesh.stage import StageRunner
from reelmesh.v1 import vision_pb2_grpc
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResponse, DescribeResult


class VisionServicer(vision_pb2_grpc.VisionServiceServicer):
    """Serves VisionService."""

    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner

    def Describe(
        self, request: DescribeRequest, context: Context
    ) -> AsyncIterator[DescribeResponse]:
        """See protos/reelmesh/v1/vision.proto."""
        return stream_stage(self._runner, request, context, _progress, _result)


def _progress(fraction: float) -> DescribeResponse:
    return DescribeResponse(progress=fraction)


def _result(result: Message) -> DescribeResponse:
    assert isinstance(result, DescribeResult)
    return DescribeResponse(result=result)


def add(runner: StageRunner, server: grpc.aio.Server) -> None:
    """Add the servicer to a server."""
    vision_pb2_grpc.add_VisionServiceServicer_to_server(VisionServicer(runner), server)

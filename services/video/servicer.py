"""The video stage's own RPC: the same engine and slots as its queue."""

from collections.abc import AsyncIterator

import grpc.aio
from google.protobuf.message import Message

from reelmesh.mesh.rpc import Context, stream_stage
from reelmesh.mesh.stage import StageRunner
from reelmesh.v1 import video_pb2_grpc
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResponse, AnimateResult


class VideoServicer(video_pb2_grpc.VideoServiceServicer):
    """Serves VideoService."""

    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner

    def Animate(self, request: AnimateRequest, context: Context) -> AsyncIterator[AnimateResponse]:
        """See protos/reelmesh/v1/video.proto."""
        return stream_stage(self._runner, request, context, _progress, _result)


def _progress(fraction: float) -> AnimateResponse:
    return AnimateResponse(progress=fraction)


def _result(result: Message) -> AnimateResponse:
    assert isinstance(result, AnimateResult)
    return AnimateResponse(result=result)


def add(runner: StageRunner, server: grpc.aio.Server) -> None:
    """Add the servicer to a server."""
    video_pb2_grpc.add_VideoServiceServicer_to_server(VideoServicer(runner), server)

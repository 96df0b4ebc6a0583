"""The voice stage's own RPC: the same engine and slots as its queue."""

from collections.abc import AsyncIterator

import grpc.aio
from google.protobuf.message import Message

from reelmesh.mesh.rpc import Context, stream_stage
from reelmesh.mesh.stage import StageRunner
from reelmesh.v1 import voice_pb2_grpc
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResponse, SpeakResult


class VoiceServicer(voice_pb2_grpc.VoiceServiceServicer):
    """Serves VoiceService."""

    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner

    def Speak(self, request: SpeakRequest, context: Context) -> AsyncIterator[SpeakResponse]:
        """See protos/reelmesh/v1/voice.proto."""
        return stream_stage(self._runner, request, context, _progress, _result)


def _progress(fraction: float) -> SpeakResponse:
    return SpeakResponse(progress=fraction)


def _result(result: Message) -> SpeakResponse:
    assert isinstance(result, SpeakResult)
    return SpeakResponse(result=result)


def add(runner: StageRunner, server: grpc.aio.Server) -> None:
    """Add the servicer to a server."""
    voice_pb2_grpc.add_VoiceServiceServicer_to_server(VoiceServicer(runner), server)

"""ClipService: validate, admit, report. What happens to a clip after that is the conductor's."""

from collections.abc import AsyncIterator

import grpc.aio
from google.protobuf.message import Message

from gateway.admission import Admission
from gateway.intake import BYTES_MAX, clean_image
from gateway.reports import Reports
from gateway.watch import watch_clip
from reelmesh.mesh.errors import CallerError
from reelmesh.mesh.rpc import TENANT_DEFAULT, Context, errors_mapped
from reelmesh.mesh.rules import check
from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1 import clip_service_pb2_grpc as pb_grpc


def tenant_of(context: Context) -> str:
    """Whose call it is. There is one tenant until callers are authenticated."""
    del context
    return TENANT_DEFAULT


class ClipServicer(pb_grpc.ClipServiceServicer):
    """Serves ClipService; see protos/reelmesh/v1/clip_service.proto."""

    def __init__(self, admission: Admission, reports: Reports) -> None:
        self._admission = admission
        self._reports = reports

    async def CreateClip(self, request: pb.CreateClipRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            caller = metadata_of(context).get("traceparent", "")
            return await self._admission.create(tenant_of(context), request, caller)

    async def QuoteClip(self, request: pb.QuoteClipRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            return await self._admission.quote(request.spec)

    async def GetClip(self, request: pb.GetClipRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            clip = await self._reports.get(tenant_of(context), request.clip_id)
            return pb.GetClipResponse(clip=clip)

    async def ListClips(self, request: pb.ListClipsRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            return await self._reports.page(tenant_of(context), request)

    async def CancelClip(self, request: pb.CancelClipRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            clip = await self._admission.cancel(tenant_of(context), request.clip_id, request.reason)
            return pb.CancelClipResponse(clip=clip)

    async def DeleteClip(self, request: pb.DeleteClipRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            count = await self._reports.delete(tenant_of(context), request.clip_id)
            return pb.DeleteClipResponse(artifacts_deleted=count)

    async def WatchClip(
        self, request: pb.WatchClipRequest, context: Context
    ) -> AsyncIterator[pb.WatchClipResponse]:
        async with errors_mapped(context):
            check(request)
            tenant = tenant_of(context)
            await self._reports.get(tenant, request.clip_id)
            async for update in watch_clip(self._reports.bus, self._reports.clips, tenant, request):
                yield update

    async def UploadImage(
        self, request_iterator: AsyncIterator[pb.UploadImageRequest], context: Context
    ) -> Message:
        async with errors_mapped(context):
            data = bytearray()
            async for piece in request_iterator:
                check(piece)
                data += piece.chunk
                if len(data) > BYTES_MAX:
                    raise CallerError(
                        f"The image is larger than {BYTES_MAX >> 20} MiB: send a smaller one."
                    )
            image = await clean_image(bytes(data))
            artifact = await self._reports.keep(tenant_of(context), image.data, image.media_type)
            return pb.UploadImageResponse(image=artifact, width=image.width, height=image.height)

    async def DownloadArtifact(
        self, request: pb.DownloadArtifactRequest, context: Context
    ) -> AsyncIterator[pb.DownloadArtifactResponse]:
        async with errors_mapped(context):
            check(request)
            async for piece in self._reports.download(tenant_of(context), request):
                yield piece

    async def ListVoices(self, request: pb.ListVoicesRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            return self._reports.voices(request.language)

    async def ListEngines(self, request: pb.ListEnginesRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            return await self._reports.engines()

    async def GetTrace(self, request: pb.GetTraceRequest, context: Context) -> Message:
        async with errors_mapped(context):
            check(request)
            return await self._reports.trace(tenant_of(context), request.clip_id)


def metadata_of(context: Context) -> dict[str, str]:
    """The call's metadata that is text."""
    pairs = context.invocation_metadata() or ()
    return {str(k): v for k, v in pairs if isinstance(v, str)}


def add(servicer: ClipServicer, server: grpc.aio.Server) -> None:
    """Add the servicer to a server."""
    pb_grpc.add_ClipServiceServicer_to_server(servicer, server)

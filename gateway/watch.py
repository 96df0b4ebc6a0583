"""Stream a clip's record as it changes, and the progress of its steps."""

import asyncio
from collections.abc import AsyncIterator

from nats.aio.msg import Msg

from gateway import plan
from reelmesh.mesh import names
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.clips import Clips
from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.event_pb2 import StepProgress

QUEUE_MAX = 1000
"""Updates kept for a slow reader; the oldest go first, since a record holds all before it."""


async def watch_clip(
    bus: Bus, clips: Clips, tenant: str, request: pb.WatchClipRequest
) -> AsyncIterator[pb.WatchClipResponse]:
    """Every record newer than after_revision, and progress between; ends with the clip."""
    updates: asyncio.Queue[pb.WatchClipResponse] = asyncio.Queue()

    def put(update: pb.WatchClipResponse) -> None:
        while updates.qsize() >= QUEUE_MAX:
            updates.get_nowait()
        updates.put_nowait(update)

    async def on_record(clip: Clip) -> None:
        put(pb.WatchClipResponse(clip=clip))

    async def on_progress(message: Msg) -> None:
        put(pb.WatchClipResponse(progress=StepProgress.FromString(message.data)))

    stop_records = await clips.watch(tenant, request.clip_id, on_record)
    stop_progress = await bus.listen(names.progress_filter(tenant, request.clip_id), on_progress)
    try:
        while True:
            update = await updates.get()
            if update.WhichOneof("update") == "progress":
                yield update
                continue
            ended = update.clip.state in plan.ENDED
            # The last record is told to whoever asks: an empty stream would look like a broken one.
            if ended or update.clip.revision > request.after_revision:
                yield update
            if ended:
                return
    finally:
        await stop_progress()
        await stop_records()

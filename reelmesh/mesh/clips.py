"""The clip records: one key a clip, written by revision, listed by their headers."""

from collections.abc import Awaitable, Callable
from typing import cast

from reelmesh.mesh import names
from reelmesh.mesh.buckets import Bucket, Record
from reelmesh.mesh.bus import Bus, Headers
from reelmesh.v1.clip_pb2 import Clip, ClipState

CREATED = "Reelmesh-Created"
STATE = "Reelmesh-State"
"""Headers of every record, so that a list need not read the bodies."""


class Clips:
    """All clip records."""

    def __init__(self, bus: Bus) -> None:
        self._bucket = Bucket(bus, names.CLIPS)

    async def get(self, tenant: str, clip_id: str) -> Clip | None:
        """The record with its revision, or None."""
        found = await self._bucket.get(names.record_key(tenant, clip_id))
        return _decode(found) if found else None

    async def create(self, clip: Clip) -> int:
        """Write a new record; gives its revision. Raises Conflict when it exists."""
        return await self.update(clip, 0)

    async def update(self, clip: Clip, revision: int) -> int:
        """Write over exactly this revision; gives the new one. Raises Conflict."""
        stored = clip
        if clip.revision:
            stored = Clip()
            stored.CopyFrom(clip)
            stored.revision = 0
        key = names.record_key(clip.tenant, clip.id)
        return await self._bucket.update(key, stored.SerializeToString(), revision, _headers(clip))

    async def listed(self, tenant: str) -> list[tuple[int, str, ClipState]]:
        """Creation time in ns, id and state of every clip of a tenant, the newest first."""
        rows: dict[str, tuple[int, str, ClipState]] = {}
        async for record in self._bucket.heads(names.record_key(tenant, "*")):
            created = int(record.headers.get(CREATED, "0"))
            state = cast("ClipState", ClipState.Value(record.headers[STATE]))
            clip_id = record.key.partition(".")[2]
            # A record that changes meanwhile is read twice: the later one counts.
            rows[clip_id] = (created, clip_id, state)
        return sorted(rows.values(), reverse=True)

    async def open(self) -> list[tuple[str, str]]:
        """Tenant and id of every clip that has not ended."""
        open_states = {"CLIP_STATE_QUEUED", "CLIP_STATE_RUNNING"}
        found: list[tuple[str, str]] = []
        async for record in self._bucket.heads("*.*"):
            if record.headers.get(STATE) in open_states:
                tenant, _, clip_id = record.key.partition(".")
                found.append((tenant, clip_id))
        return found

    async def watch(
        self, tenant: str, clip_id: str, handle: Callable[[Clip], Awaitable[None]]
    ) -> Callable[[], Awaitable[None]]:
        """Call handle with the record as it is and after every change; returns how to stop."""

        async def receive(record: Record) -> None:
            await handle(_decode(record))

        return await self._bucket.watch(names.record_key(tenant, clip_id), receive)


def _decode(record: Record) -> Clip:
    clip = Clip.FromString(record.value)
    clip.revision = record.revision
    return clip


def _headers(clip: Clip) -> Headers:
    return {
        CREATED: str(clip.create_time.ToNanoseconds()),
        STATE: ClipState.Name(clip.state),
    }

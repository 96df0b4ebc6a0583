"""What callers may ask about: records, files, voices, engines, traces; and deletion."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator

from grpc import StatusCode

from gateway import plan
from gateway.complete import speaks
from gateway.conductor import Conductor
from gateway.registry import Registry
from reelmesh.mesh import events, names
from reelmesh.mesh.buckets import Bucket, Conflict
from reelmesh.mesh.errors import CallerError
from reelmesh.mesh.files import artifacts_in
from reelmesh.mesh.rpc import Refused
from reelmesh.mesh.run import now
from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.clip_pb2 import Clip, ClipState
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.event_pb2 import ClipWithdrawn, Event

PAGE_SIZE = 50
PAGE_BYTES = 2 << 20
"""A page ends early when it has grown to this: gRPC clients take 4 MiB unless told."""
TOLD_WITHIN_S = 10.0
"""How long after its record says so a clip's end is told at the latest, as a rule."""


class Reports:
    """Reads, and the one way to delete."""

    def __init__(self, conductor: Conductor, registry: Registry) -> None:
        self.bus = bus = conductor.bus
        self.clips = conductor.clips
        self.store = conductor.store
        self._journal = conductor.journal
        self._registry = registry
        self._results = Bucket(bus, names.RESULTS)

    async def get(self, tenant: str, clip_id: str) -> Clip:
        """A record. Raises Refused (NOT_FOUND)."""
        clip = await self.clips.get(tenant, clip_id)
        if clip is None:
            raise Refused(StatusCode.NOT_FOUND, f"There is no clip {clip_id}.")
        return clip

    async def page(self, tenant: str, request: pb.ListClipsRequest) -> pb.ListClipsResponse:
        """One page, the newest first. The token is the last row's place, so that clips made
        meanwhile move nothing."""
        states = set(request.states)
        rows = [
            (created, clip_id)
            for created, clip_id, state in await self.clips.listed(tenant)
            if (state in states if states else state != ClipState.CLIP_STATE_DELETED)
        ]
        if request.page_token:
            after = _parse_token(request.page_token)
            rows = [row for row in rows if row < after]
        size = request.page_size or PAGE_SIZE
        response = pb.ListClipsResponse()
        taken = 0
        for _, clip_id in rows[:size]:
            clip = await self.clips.get(tenant, clip_id)
            taken += 1
            if clip is not None:
                response.clips.append(clip)
            if response.ByteSize() > PAGE_BYTES:
                break
        if len(rows) > taken:
            created, clip_id = rows[taken - 1]
            response.next_page_token = f"{created}-{clip_id}"
        return response

    async def keep(self, tenant: str, data: bytes, media_type: str) -> Artifact:
        """Store bytes that came from a caller, after they were cleaned."""
        artifact = Artifact(
            sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data), media_type=media_type
        )
        await self.store.put_bytes(names.artifact_key(tenant, artifact), data, media_type)
        return artifact

    async def download(
        self, tenant: str, request: pb.DownloadArtifactRequest
    ) -> AsyncIterator[pb.DownloadArtifactResponse]:
        """An artifact's bytes from an offset on. Raises Refused (NOT_FOUND, OUT_OF_RANGE)."""
        artifact = Artifact(sha256=request.sha256)
        size = await self.store.size(tenant, artifact)
        if size is None:
            raise Refused(StatusCode.NOT_FOUND, f"There is no artifact {request.sha256[:12]}.")
        if request.offset > size:
            raise Refused(StatusCode.OUT_OF_RANGE, f"The artifact has only {size} bytes.")
        yield pb.DownloadArtifactResponse(size_bytes=size)
        if request.offset == size:
            return
        async for chunk in self.store.stream(tenant, artifact, request.offset):
            yield pb.DownloadArtifactResponse(chunk=chunk, size_bytes=size)

    def voices(self, language: str) -> pb.ListVoicesResponse:
        """The voices of live engines."""
        return pb.ListVoicesResponse(
            voices=[v for v in self._registry.voices() if not language or speaks(v, language)]
        )

    async def engines(self) -> pb.ListEnginesResponse:
        """The live engines, and how many tasks wait for each pool."""
        waiting = await self.bus.waiting(names.TASKS)
        return pb.ListEnginesResponse(
            engines=self._registry.live(),
            tasks_waiting={name.replace("-", ".", 1): count for name, count in waiting.items()},
        )

    async def trace(self, tenant: str, clip_id: str) -> pb.GetTraceResponse:
        """The spans of a clip's trace that are still kept."""
        clip = await self.get(tenant, clip_id)
        response = pb.GetTraceResponse(trace_id=clip.trace_id)
        subject = names.spans_subject(clip.trace_id)
        async for message in self.bus.replay(names.SPANS, subject):
            response.spans.extend(pb.GetTraceResponse.FromString(message.data).spans)
        response.spans.sort(key=lambda s: (s.start_time.ToNanoseconds(), s.span_id))
        return response

    async def delete(self, tenant: str, clip_id: str) -> int:
        """Delete an ended clip: first the record, then results and files nobody else names."""
        clip = await self.get(tenant, clip_id)
        if clip.state == ClipState.CLIP_STATE_DELETED:
            return 0
        if clip.state not in plan.ENDED:
            raise Refused(
                StatusCode.FAILED_PRECONDITION, "The clip has not ended: cancel it first."
            )
        await self._told(clip)
        gone = Clip(
            id=clip.id,
            tenant=tenant,
            state=ClipState.CLIP_STATE_DELETED,
            create_time=clip.create_time,
            end_time=now(),
            spec_sha256=clip.spec_sha256,
        )
        try:
            await self.clips.update(gone, clip.revision)
        except Conflict:
            return await self.delete(tenant, clip_id)
        used, fingerprints = await self._used_elsewhere(tenant, clip_id)
        for step in clip.steps:
            if step.fingerprint and step.fingerprint not in fingerprints:
                await self._results.delete(names.record_key(tenant, step.fingerprint))
        doomed = [a for a in artifacts_in(clip) if a.sha256 not in used]
        for artifact in doomed:
            await self.store.delete(tenant, artifact)
        await self._journal.forget(clip)
        await self._forget_events(tenant, clip_id)
        await self._withdraw(gone, doomed)
        return len(doomed)

    async def _told(self, clip: Clip) -> None:
        """Wait until a clip's end is told: told after the deletion, it would bring the words
        back that are to be forgotten."""
        facts = names.clip_events(clip.tenant, clip.id)
        until = clip.end_time.ToNanoseconds() / 1e9 + TOLD_WITHIN_S
        while time.time() < until:
            async for message in self.bus.replay(names.EVENTS, facts):
                if message.subject.endswith((".completed", ".ended")):
                    return
            await asyncio.sleep(0.02)

    async def _used_elsewhere(self, tenant: str, clip_id: str) -> tuple[set[str], set[str]]:
        """Artifacts and fingerprints that the tenant's other clips name."""
        artifacts: set[str] = set()
        fingerprints: set[str] = set()
        for _, other_id, state in await self.clips.listed(tenant):
            if other_id == clip_id or state == ClipState.CLIP_STATE_DELETED:
                continue
            other = await self.clips.get(tenant, other_id)
            if other is not None:
                artifacts.update(a.sha256 for a in artifacts_in(other))
                fingerprints.update(step.fingerprint for step in other.steps)
        return artifacts, fingerprints

    async def _forget_events(self, tenant: str, clip_id: str) -> None:
        """Events hold the prompt and the words spoken: they go with the clip."""
        await self.bus.purge(names.EVENTS, names.clip_events(tenant, clip_id))
        await self.bus.purge(names.EVENTS, names.deadline_schedule(tenant, clip_id))

    async def _withdraw(self, clip: Clip, doomed: list[Artifact]) -> None:
        fact = Event(tenant=clip.tenant, clip=clip.id, time=clip.end_time)
        fact.withdrawn.CopyFrom(ClipWithdrawn(sha256=[a.sha256 for a in doomed]))
        await events.publish(self.bus, fact, None, "gateway")


def _parse_token(token: str) -> tuple[int, str]:
    created, _, clip_id = token.partition("-")
    if not created.isdecimal():
        raise CallerError("page_token: use the token of the page before, as it was given.")
    return int(created), clip_id

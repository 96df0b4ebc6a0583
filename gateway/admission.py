"""Admit a clip in a straight line: complete, plan, record, publish; and cancel one."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from google.protobuf.timestamp_pb2 import Timestamp
from grpc import StatusCode
from opentelemetry.trace import SpanKind

from gateway import plan
from gateway.capability import Serving, foreseen, unheeded
from gateway.complete import Stages, complete, estimate
from gateway.conductor import Conductor
from gateway.direct import direct
from gateway.planner import Planner
from gateway.pools import Pools
from gateway.prompt import room
from gateway.registry import Registry, picture_encoder, words_encoder
from gateway.shown import PICTURE, WORDS
from gateway.sound import leave_to_picture
from gateway.timeline import build, lay_out
from reelmesh.mesh import events, names, tracing
from reelmesh.mesh.buckets import Conflict
from reelmesh.mesh.errors import ReelmeshError, Unavailable
from reelmesh.mesh.rpc import Refused
from reelmesh.mesh.rules import FieldError
from reelmesh.mesh.run import now
from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.engine_pb2 import Capabilities, FrameRule, Voice
from reelmesh.v1.event_pb2 import ClipAccepted, ClipCancelled, ClipDeadline, Event
from reelmesh.v1.spec_pb2 import Spec
from reelmesh.v1.voice_pb2 import SpeakResult

TIME_TO_LIVE_S = 3600
PROMPT_BYTES_AT_ONCE = 1500
"""Longer specs have their prompts read beside the event loop."""
CANCEL_PATIENCE_S = 10.0
PRODUCER = "reelmesh"


class Admission:
    """Decides what becomes a clip."""

    def __init__(
        self, conductor: Conductor, registry: Registry, pools: Pools, planner: Planner | None = None
    ) -> None:
        """planner: a language model that reads prompts; None leaves them to the rules."""
        self._bus = conductor.bus
        self._clips = conductor.clips
        self._store = conductor.store
        self._registry = registry
        self._pools = pools
        self._conductor = conductor
        self._planner = planner

    async def create(
        self, tenant: str, request: pb.CreateClipRequest, caller: str
    ) -> pb.CreateClipResponse:
        """Accept a spec, or give the clip it became before. caller is its W3C traceparent or
        empty. Raises FieldError, Refused."""
        clip_id = names.clip_id(tenant, request.request_id)
        digest = names.message_sha256(request.spec)
        root = tracing.choose_root(caller)
        with tracing.Spanning(
            "create",
            tracing.context_of({"traceparent": root}),
            SpanKind.SERVER,
            attributes={"clip": clip_id},
        ):
            if self._planner and await self._clips.get(tenant, clip_id) is not None:
                # What the model says a second time changes nothing: it is not asked.
                return await self._existing(tenant, clip_id, digest)
            try:
                spec, told = await self._read(request.spec)
                spec = complete(spec, self._stages(spec))
                leave_to_picture(spec, request.spec.sound.cues)
                await self._check_images(tenant, spec)
            except ReelmeshError:
                # What was accepted before stays accepted, whatever engines say now.
                if await self._clips.get(tenant, clip_id) is not None:
                    return await self._existing(tenant, clip_id, digest)
                raise
            clip = self._record(tenant, clip_id, request, spec, digest)
            clip.traceparent, clip.trace_id = root, tracing.trace_id_of(root)
            clip.caller_traceparent = caller
            clip.notes.extend([*told.notes, *unheeded(spec, self._serving(spec))])
            clip = plan.decide(clip, clip.create_time)
            try:
                _, clip.revision = await asyncio.gather(
                    self._schedule_deadline(clip), self._clips.create(clip)
                )
            except Conflict:
                return await self._existing(tenant, clip_id, digest)
            await asyncio.gather(self._publish_accepted(clip), self._conductor.release(clip))
        return pb.CreateClipResponse(clip=clip)

    async def _existing(self, tenant: str, clip_id: str, digest: str) -> pb.CreateClipResponse:
        clip = await self._clips.get(tenant, clip_id)
        if clip is None or clip.state == ClipState.CLIP_STATE_DELETED:
            raise Refused(
                StatusCode.ALREADY_EXISTS,
                "The clip of this request id was deleted: use a new request id.",
            )
        if clip.spec_sha256 != digest:
            raise Refused(
                StatusCode.ALREADY_EXISTS,
                "This request id was used before with another spec: use a new one, or send the "
                "same spec to get the same clip.",
            )
        # The first try may have died half-way. The same fact twice is one fact, and this timer
        # replaces the one that this try has set by now.
        if clip.state not in plan.ENDED:
            await asyncio.gather(self._schedule_deadline(clip), self._publish_accepted(clip))
        return pb.CreateClipResponse(clip=clip, existed=True)

    async def _read(self, asked: Spec) -> tuple[Spec, pb.Understanding]:
        """The spec with its prompts read."""
        if self._planner:
            return await self._planner.direct(asked)
        # A long prompt takes tenths of a second: other callers shall not wait for it.
        long = asked.ByteSize() > PROMPT_BYTES_AT_ONCE
        return await asyncio.to_thread(direct, asked) if long else direct(asked)

    async def quote(self, asked: Spec) -> pb.QuoteClipResponse:
        """What a spec would become. Raises FieldError."""
        spec, told = await self._read(asked)
        stages = self._stages(spec)
        spec = complete(spec, stages)
        leave_to_picture(spec, asked.sound.cues)
        lengths = [estimate(spec, line, stages.voices) for line in spec.lines]
        layout = lay_out(spec, lengths, self._frame_rule(spec))
        serving = self._serving(spec)
        steps = self._steps(spec, serving)
        told.notes.extend([*unheeded(spec, serving), *foreseen(spec, serving), *self._waits(steps)])
        painter = serving.vision
        room.tell(told, spec.shots, painter.painted_places if painter else [])
        return pb.QuoteClipResponse(
            steps=steps,
            run_seconds=self._conductor.lately.estimate(spec, steps, layout, lengths),
            seconds=layout.seconds,
            cast=[pb.Casting(speaker=s.name, voice=s.voice) for s in spec.speakers],
            spec=spec,
            understanding=told,
            timeline=build(spec, layout, [SpeakResult(seconds=length) for length in lengths]),
            shot_frames=layout.shot_frames,
        )

    async def cancel(self, tenant: str, clip_id: str, reason: str) -> Clip:
        """Publish that the caller wants it stopped, and give the record once that is so.

        Only the conductor writes it down: the fact is kept even if this gateway dies now.
        """
        fact = Event(tenant=tenant, clip=clip_id, time=now())
        fact.cancelled.CopyFrom(ClipCancelled(reason=reason))
        published = False
        until = time.monotonic() + CANCEL_PATIENCE_S
        while time.monotonic() < until:
            clip = await self._clips.get(tenant, clip_id)
            if clip is None:
                raise Refused(StatusCode.NOT_FOUND, f"There is no clip {clip_id}.")
            if clip.state in plan.ENDED:
                return clip
            if not published:
                await events.publish(self._bus, fact, None, "gateway")
                published = True
            await asyncio.sleep(0.02)
        raise Unavailable("The cancellation is kept but not yet carried out: look again soon.")

    def _record(
        self, tenant: str, clip_id: str, request: pb.CreateClipRequest, spec: Spec, digest: str
    ) -> Clip:
        serving = self._serving(spec)
        lives_ns = request.time_to_live.ToNanoseconds() or TIME_TO_LIVE_S * 10**9
        deadline = Timestamp()
        deadline.FromNanoseconds(time.time_ns() + lives_ns)
        able = serving.video or Capabilities()
        return Clip(
            id=clip_id,
            tenant=tenant,
            request_id=request.request_id,
            spec=spec,
            state=ClipState.CLIP_STATE_QUEUED,
            steps=self._steps(spec, serving),
            create_time=now(),
            deadline_time=deadline,
            spec_sha256=digest,
            frame_rule=self._frame_rule(spec),
            producer=PRODUCER,
            prompt_encoder=able.prompt_encoder if serving.encoder_pool else "",
            image_encoder=able.image_encoder if serving.picture_pool else "",
        )

    def _steps(self, spec: Spec, serving: Serving) -> list[Step]:
        return plan.plan(
            spec,
            self._pool_of(spec, serving),
            encoded=bool(serving.encoder_pool),
            pictured=bool(serving.picture_pool),
        )

    def _pool_of(self, spec: Spec, serving: Serving) -> plan.PoolOf:
        def pool_of(stage: Stage, part: str) -> str:
            if stage == Stage.STAGE_VISION and part.startswith(WORDS):
                return serving.encoder_pool
            if stage == Stage.STAGE_VISION and part.startswith(PICTURE):
                return serving.picture_pool
            spoken = stage == Stage.STAGE_VOICE
            language = spec.lines[int(part.removeprefix("line")) - 1].language if spoken else ""
            return self._pools.of(stage, spec, language)

        return pool_of

    def _frame_rule(self, spec: Spec) -> FrameRule:
        pool = self._pools.of(Stage.STAGE_VIDEO, spec)
        known = self._registry.capabilities(Stage.STAGE_VIDEO, pool)
        return known.frame_rule if known else FrameRule()

    def _stages(self, spec: Spec) -> Stages:
        serving = self._serving(spec)
        return Stages(self._voices(spec), serving.video, serving, self._live)

    def _serving(self, spec: Spec) -> Serving:
        """The pools that would make the picture of a spec."""
        registry = self._registry
        video = self._pools.of(Stage.STAGE_VIDEO, spec)
        vision = self._pools.of(Stage.STAGE_VISION, spec)
        able = registry.capabilities(Stage.STAGE_VIDEO, video)
        words, pictures = (
            registry.encoding(wanted, vision, of) if able and (wanted := of(able)) else ""
            for of in (words_encoder, picture_encoder)
        )
        return Serving(
            able,
            registry.capabilities(Stage.STAGE_VISION, vision),
            video,
            vision,
            words,
            pictures,
        )

    def _live(self, spec: Spec) -> Serving:
        """As _serving, and whether these pools have workers now."""
        found = self._serving(spec)
        waits = self._registry.waits
        seeing = filter(None, (found.vision_pool, found.encoder_pool, found.picture_pool))
        asleep = waits(Stage.STAGE_VIDEO, found.pool) or any(
            waits(Stage.STAGE_VISION, pool) for pool in seeing
        )
        return replace(found, live=not asleep)

    def _waits(self, steps: Sequence[Step]) -> list[str]:
        """For which pools the steps of a plan would have to wait, and why."""
        pools = dict.fromkeys((step.stage, step.pool) for step in steps)
        return [text for pool in pools if (text := self._registry.waits(*pool))]

    def _voices(self, spec: Spec) -> list[Voice]:
        """Voices of every pool that would serve a voice line of this spec."""
        if not spec.lines:
            return []
        voices = self._registry.voices_known()
        if not voices:
            raise Unavailable("No voice service has reported yet: start one, or try again soon.")
        return voices

    async def _check_images(self, tenant: str, spec: Spec) -> None:
        for index, shot in enumerate(spec.shots):
            for field, image in (("image", shot.image), ("last_image", shot.last_image)):
                if not shot.HasField(field):
                    continue
                size = await self._store.size(tenant, image)
                if size is None:
                    text = "is not in the store: upload it with UploadImage first"
                    raise FieldError([(f"spec.shots[{index}].{field}", text)])
                image.size_bytes = size

    async def _schedule_deadline(self, clip: Clip) -> None:
        fact = Event(tenant=clip.tenant, clip=clip.id, time=clip.deadline_time)
        fact.deadline.CopyFrom(ClipDeadline(deadline_time=clip.deadline_time))
        target = names.event_subject(clip.tenant, clip.id, Stage.STAGE_UNSPECIFIED, "", "deadline")
        headers = events.headers(fact, None, "gateway")
        del headers["Nats-Msg-Id"]
        headers["Nats-Schedule"] = f"@at {clip.deadline_time.ToJsonString()}"
        headers["Nats-Schedule-Target"] = target
        await self._bus.publish(
            names.deadline_schedule(clip.tenant, clip.id), fact.SerializeToString(), headers
        )

    async def _publish_accepted(self, clip: Clip) -> None:
        fact = Event(tenant=clip.tenant, clip=clip.id, time=clip.create_time)
        fact.accepted.CopyFrom(ClipAccepted(clip=clip))
        await events.publish(self._bus, fact, None, "gateway")

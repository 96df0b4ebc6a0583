"""The loop around the plan: event → apply → decide → save (CAS) → publish → ack.

Any number of gateways run it side by side; the record's revision decides who was first. It
may die anywhere: the event comes again, and everything it does may be done twice.
"""

import asyncio
import logging
from collections import OrderedDict

from nats.aio.msg import Msg
from opentelemetry.trace import SpanKind

from gateway import plan
from gateway.outcome import outcome
from reelmesh.mesh import events, names, tracing
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Conflict
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.clips import Clips
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.mesh.pull import Pull
from reelmesh.mesh.stage import now
from reelmesh.v1.clip_pb2 import Clip, ClipState, StepState
from reelmesh.v1.common_pb2 import Cause
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.task_pb2 import Task

log = logging.getLogger("reelmesh.conductor")

CAPACITY = 256
CACHE_MAX = 2000
"""Records kept in memory; a stale one only costs a conflict."""
SWEEP_EVERY_S = 60.0
Key = tuple[str, str]
Delivery = tuple[Msg, Event]


class Conductor:
    """Applies events to records and releases tasks."""

    def __init__(self, bus: Bus, clips: Clips, store: Artifacts) -> None:
        self.bus = bus
        self.clips = clips
        self.store = store
        self._cache: OrderedDict[Key, Clip] = OrderedDict()
        self._pending: dict[Key, list[Delivery]] = {}
        self._busy: dict[Key, asyncio.Lock] = {}
        self._pull: Pull | None = None

    async def run(self) -> None:
        """Conduct until stop()."""
        consumer = await self.bus.conductor_consumer()
        self._pull = Pull(self.bus, names.EVENTS, consumer, CAPACITY, self._receive)
        sweeper = asyncio.create_task(self._sweep())
        try:
            await self._pull.run()
        finally:
            sweeper.cancel()

    def stop(self) -> None:
        """Take no more events."""
        if self._pull is not None:
            self._pull.stop()

    def remember(self, clip: Clip) -> None:
        """A record that was just written by this gateway."""
        key = (clip.tenant, clip.id)
        self._cache[key] = clip
        self._cache.move_to_end(key)
        while len(self._cache) > CACHE_MAX:
            self._cache.popitem(last=False)

    async def _receive(self, message: Msg) -> None:
        """Gather the events of a clip that come while it is being worked on, so that they are
        applied and saved together."""
        event = Event.FromString(message.data)
        key = (event.tenant, event.clip)
        self._pending.setdefault(key, []).append((message, event))
        lock = self._busy.setdefault(key, asyncio.Lock())
        async with lock:
            batch = self._pending.pop(key, [])
            if batch:
                await self._handle(key, batch)
        if not lock.locked() and key not in self._pending:
            self._busy.pop(key, None)

    async def _handle(self, key: Key, batch: list[Delivery]) -> None:
        try:
            again = any(message.metadata.num_delivered > 1 for message, _ in batch)
            await self._advance(key, [event for _, event in batch], again)
        except BaseException:
            self._cache.pop(key, None)
            for message, _ in batch[1:]:
                await message.nak(1.0)
            raise
        for message, _ in batch:
            await message.ack()

    async def _advance(self, key: Key, facts: list[Event], again: bool) -> None:
        """Apply facts, decide, save, publish. again: publish even what was published before."""
        while True:
            before = await self._load(key)
            if before is None:
                log.warning("an event names a clip that is not known", extra={"clip": key[1]})
                return
            after = before
            for fact in facts:
                after = plan.apply(after, fact)
            after = plan.decide(after, now())
            if after is before or after == before:
                break
            try:
                after.revision = await self.clips.update(after, before.revision)
                self.remember(after)
                break
            except Conflict:
                self._cache.pop(key, None)
        await self._publish(before, after, again)

    async def _load(self, key: Key) -> Clip | None:
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        found = await self.clips.get(*key)
        if found is not None:
            self.remember(found)
        return found

    async def _publish(self, before: Clip, after: Clip, again: bool) -> None:
        """Tell what is new: tasks, the end of the clip."""
        old = {plan.name(s) for s in before.steps if s.state != StepState.STEP_STATE_WAITING}
        ended = after.state in plan.ENDED
        newly_ended = ended and before.state not in plan.ENDED
        due = [
            task
            for task in plan.tasks(after)
            if again or names.step(task.stage, task.part) not in old
        ]
        if not due and not newly_ended and not (ended and again):
            return
        context = tracing.context_of({"traceparent": after.traceparent})
        with tracing.tracer.start_as_current_span(
            "conduct", context=context, kind=SpanKind.PRODUCER, attributes={"clip": after.id}
        ) as span:
            link = tracing.traceparent(span)
            await asyncio.gather(*(self._offer(after, task, link) for task in due))
            if ended:
                await self._end(after, newly_ended)

    async def _offer(self, clip: Clip, task: Task, link: str) -> None:
        step = next(s for s in clip.steps if s.stage == task.stage and s.part == task.part)
        subject = names.task_subject(task.stage, step.pool, clip.id, task.part)
        headers = {"traceparent": clip.traceparent, tracing.LINK: link}
        await self.bus.offer_task(subject, task.SerializeToString(), headers)

    async def _end(self, clip: Clip, newly: bool) -> None:
        """Withdraw what is no longer wanted, tell how it ended, keep a copy beside the bus."""
        if clip.state != ClipState.CLIP_STATE_SUCCEEDED:
            await self.bus.purge(names.TASKS, names.clip_tasks(clip.id))
            await self.bus.tell(names.cancel_subject(clip.tenant, clip.id), b"")
        fact = outcome(clip)
        if fact is not None:
            await events.publish(self.bus, fact, None, "gateway")
            await self._journal(clip)
        if newly:
            state = ClipState.Name(clip.state).removeprefix("CLIP_STATE_").lower()
            tracing.clips.add(1, {"state": state})
            cause = Cause.Name(clip.failure.cause).removeprefix("CAUSE_").lower()
            log.info(
                "clip %s",
                f"{state}: {clip.failure.message}" if clip.failure.message else state,
                extra={
                    "clip": clip.id,
                    "trace": clip.trace_id,
                    "cause": cause if clip.failure.cause else None,
                },
            )

    async def _journal(self, clip: Clip) -> None:
        """An ended record also goes to the store: bit-rot on the bus must not lose it."""
        key = names.journal_key(clip.tenant, clip.id)
        try:
            await self.store.put_bytes(key, clip.SerializeToString(), "application/protobuf")
        except ReelmeshError as error:
            log.warning("the record was not journalled: %s", error, extra={"clip": clip.id})

    async def _sweep(self) -> None:
        """Now and then, offer again what every open clip waits for: a gateway may have died
        between saving a record and publishing its tasks. What is there already is refused."""
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            try:
                for key in await self.clips.open():
                    async with self._busy.setdefault(key, asyncio.Lock()):
                        await self._advance(key, [], again=True)
            except ReelmeshError as error:
                log.warning("sweep: %s", error)

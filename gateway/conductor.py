"""The loop around the plan: event → apply → decide → save (CAS) and offer tasks → ack.

Any number of gateways run it side by side; the record's revision decides who was first. It
may die anywhere: the event comes again, and everything it does may be done twice.
"""

import asyncio
import logging
from collections import OrderedDict

from google.protobuf.message import DecodeError
from nats.aio.msg import Msg
from opentelemetry.trace import SpanKind

from gateway import plan
from gateway.batch import applied, early_in, releases
from gateway.box import Box, Delivery
from gateway.journal import Journal
from gateway.lately import Lately
from gateway.outcome import defect, outcome
from reelmesh.mesh import events, names, tracing
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Conflict
from reelmesh.mesh.bus import LEASE_S, Bus
from reelmesh.mesh.clips import Clips
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.mesh.pull import Pull
from reelmesh.mesh.run import now
from reelmesh.v1.clip_pb2 import Clip, ClipState, StepState
from reelmesh.v1.common_pb2 import Cause, Interval
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.task_pb2 import Task

log = logging.getLogger("reelmesh.conductor")

CAPACITY = 256
CACHE_MAX = 2000
"""Records kept in memory; a stale one only costs a conflict."""
SWEEP_EVERY_S = 60.0
REDELIVER_S = 1.0
TRIES = 5
"""How often events are applied that make the gateway itself fail, a second apart."""
WAITING = StepState.STEP_STATE_WAITING
Key = tuple[str, str]


class Conductor:
    """Applies events to records and releases tasks."""

    def __init__(self, bus: Bus, clips: Clips, store: Artifacts, lease_s: float = LEASE_S) -> None:
        self.bus = bus
        self._lease_s = lease_s
        self.clips = clips
        self.store = store
        self.journal = Journal(store)
        self.lately = Lately()
        self._cache: OrderedDict[Key, Clip] = OrderedDict()
        self._boxes: dict[Key, Box] = {}
        self._released: OrderedDict[Key, None] = OrderedDict()
        self._pull: Pull | None = None

    async def run(self) -> None:
        """Conduct until stop()."""
        consumer = await self.bus.conductor_consumer(self._lease_s)
        source = (names.EVENTS, consumer)
        self._pull = Pull(self.bus, source, lambda: CAPACITY, CAPACITY // 2, self._receive)
        background = [asyncio.create_task(self._sweep()), asyncio.create_task(self.journal.run())]
        try:
            await self._pull.run()
        finally:
            for task in background:
                task.cancel()
            await self.journal.flush()

    def stop(self) -> None:
        """Take no more events."""
        if self._pull is not None:
            self._pull.stop()

    async def release(self, clip: Clip) -> None:
        """Offer the first tasks of a clip that was just created here. Should this gateway die
        before, the accepted event makes another one do it."""
        key = (clip.tenant, clip.id)
        self._remember(clip)
        # Before the tasks are out: the accepted event may be here sooner than their acks.
        self._released[key] = None
        while len(self._released) > CACHE_MAX:
            self._released.popitem(last=False)
        try:
            await self._publish(Clip(), clip, again=False)
        except BaseException:
            self._released.pop(key, None)
            raise

    def _remember(self, clip: Clip) -> None:
        key = (clip.tenant, clip.id)
        self._cache[key] = clip
        self._cache.move_to_end(key)
        while len(self._cache) > CACHE_MAX:
            self._cache.popitem(last=False)

    async def _receive(self, message: Msg) -> None:
        """Put an event into its clip's box; whoever finds the box empty works it off."""
        try:
            event = Event.FromString(message.data)
        except DecodeError:
            log.error("an event on %s cannot be read and is dropped", message.subject)
            await message.term()
            return
        key = (event.tenant, event.clip)
        box = self._boxes.get(key)
        if box is not None:
            box.put((message, event))
            return
        box = self._boxes[key] = Box()
        box.put((message, event))
        try:
            while batch := box.take():
                await self._handle(key, box, batch)
        finally:
            del self._boxes[key]

    async def _handle(self, key: Key, box: Box, batch: list[Delivery]) -> None:
        try:
            early = await self._advance(key, batch, box)
        except Exception as error:
            # The record in memory may be ahead of the one that is kept.
            self._cache.pop(key, None)
            if isinstance(error, ReelmeshError):
                log.warning("%s; the events will come again", error, extra={"clip": key[1]})
            else:
                log.exception("events could not be applied", extra={"clip": key[1]})
            early = [] if await self._given_up(key, batch, error) else batch
        for delivery in batch:
            await (delivery[0].nak(REDELIVER_S) if delivery in early else delivery[0].ack())

    async def _given_up(self, key: Key, batch: list[Delivery], error: Exception) -> bool:
        """Fail a clip over which the gateway itself has failed again and again: its caller
        would otherwise wait for the deadline."""
        tries = max(message.metadata.num_delivered for message, _ in batch)
        if isinstance(error, ReelmeshError) or tries < TRIES:
            return False
        record = await self.clips.get(*key)
        if record is not None and record.state not in plan.ENDED:
            try:
                await self._write(record, plan.fail(record, defect(error), now()), again=False)
            except Conflict:
                return False
        return True

    async def _advance(
        self, key: Key, batch: list[Delivery], box: Box | None = None
    ) -> list[Delivery]:
        """Apply a batch, decide, save, publish. The batch grows by what comes meanwhile. Gives
        the facts that the record was not ready for."""
        held = False
        fresh = all(fact.WhichOneof("fact") == "accepted" for _, fact in batch)
        if box is not None and fresh and not self._again(key, batch):
            return []
        if box is None:
            self._cache.pop(key, None)
        while True:
            before = await self._load(key)
            if before is None:
                log.warning("an event names a clip that is not known", extra={"clip": key[1]})
                return []
            after = applied(before, batch)
            again = box is None or self._again(key, batch)
            if after == before:
                if fresh or before.state in plan.ENDED:
                    await self._publish(before, after, again)
                    return early_in(after, batch)
                # Another gateway may have released the step that this is about since the
                # record in memory was read.
                self._cache.pop(key, None)
                fresh = True
                continue
            if box is not None and not held and not again and not releases(before, after):
                held = True
                if await box.company():
                    batch += box.take()
                    continue
            try:
                await self._write(before, after, again)
            except Conflict:
                self._cache.pop(key, None)
                continue
            return early_in(after, batch)

    async def _write(self, before: Clip, after: Clip, again: bool) -> None:
        """Save the record and publish what follows from it. Raises Conflict.

        Tasks are offered while the record is being saved, not after: who loses the race for
        the record has offered what the winner offers too, or a task of a clip that has ended,
        which its worker gives up. How a clip ended is told once that is the truth.
        """
        ended = after.state in plan.ENDED
        offering = None if ended else asyncio.ensure_future(self._publish(before, after, again))
        try:
            after.revision = await self.clips.update(after, before.revision)
        finally:
            if offering is not None:
                await offering
        self._remember(after)
        if ended:
            await self._publish(before, after, again)

    def _again(self, key: Key, batch: list[Delivery]) -> bool:
        """Whether what was published for these facts before may not have been: they come a
        second time, or the clip was created by a gateway that may have died."""
        return any(
            message.metadata.num_delivered > 1
            or (fact.WhichOneof("fact") == "accepted" and key not in self._released)
            for message, fact in batch
        )

    async def _load(self, key: Key) -> Clip | None:
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        found = await self.clips.get(*key)
        if found is not None:
            self._remember(found)
        return found

    async def _publish(self, before: Clip, after: Clip, again: bool) -> None:
        """Tell what is new, or with again all that may be: tasks, the end of the clip."""
        known = {plan.name(s) for s in before.steps if s.state != WAITING}
        ended = after.state in plan.ENDED
        newly_ended = ended and before.state not in plan.ENDED
        due = plan.tasks(after, frozenset() if again else known)
        if not due and not newly_ended and not (ended and again):
            return
        context = tracing.context_of({"traceparent": after.traceparent})
        with tracing.Spanning(
            "conduct", context, SpanKind.PRODUCER, attributes={"clip": after.id}
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
            self.journal.add(clip)
        if newly:
            self.lately.take(clip)
            _note(clip)

    async def _sweep(self) -> None:
        """Now and then, offer again what every open clip waits for: a gateway may have died
        between saving a record and publishing its tasks. What is there already is refused."""
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            try:
                waiting = [key for key in await self.clips.open() if key not in self._boxes]
            except ReelmeshError as error:
                log.warning("sweep: %s", error)
                continue
            for key in waiting:
                try:
                    await self._advance(key, [])
                except Exception:
                    # One clip that cannot be conducted must not end the sweep for all others.
                    log.exception("sweep", extra={"clip": key[1]})


def _note(clip: Clip) -> None:
    """Log, count and trace how a clip ended."""
    state = ClipState.Name(clip.state).removeprefix("CLIP_STATE_").lower()
    tracing.clips.add(1, {"state": state})
    tracing.record_root(
        clip.traceparent,
        clip.caller_traceparent,
        Interval(start_time=clip.create_time, end_time=clip.end_time),
        {"clip": clip.id, "tenant": clip.tenant, "state": state},
        clip.failure.message,
    )
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

"""Pull tasks, hold their lease, retry or give up, obey cancel, drain. The only place of retry.

delivered ──► started ──► result committed ──► finished event ──► ack
    │            ├─ retryable error, tries left ──► nak with a delay
    │            ├─ permanent error, or no tries left ──► failed event ──► ack
    │            └─ cancelled ──► ack
    └─ delivered more than TRIES times ──► failed event ──► ack
"""

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict

from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp
from nats.aio.msg import Msg
from opentelemetry.trace import Span, SpanKind, StatusCode

from reelmesh.mesh import events, names, tracing
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.delayed import Delayed
from reelmesh.mesh.errors import Cancelled, ReelmeshError, Unavailable
from reelmesh.mesh.files import artifacts_in
from reelmesh.mesh.progress import Teller
from reelmesh.mesh.pull import Pull
from reelmesh.mesh.settings import Settings
from reelmesh.mesh.stage import Outcome, Run, StageRunner, now
from reelmesh.v1.common_pb2 import Cause, Failure
from reelmesh.v1.event_pb2 import Event, StepFailed, StepFinished, StepStarted
from reelmesh.v1.task_pb2 import ResultRecord, Task

log = logging.getLogger("reelmesh.worker")

TRIES = 5
"""Deliveries of one task before it fails for good: the engine's and the machine's together."""
BACKOFF_S = (0.5, 2.0, 8.0, 20.0)
"""Waits before the second, third, ... try."""
STALL_S = 120.0
"""An engine that reports no progress for this long loses its lease."""
CANCELS_MAX = 1000
"""Cancelled clips remembered, for tasks that were under way when the word came."""
STARTED_AFTER_S = 0.1
"""A step that is over sooner is told by its finished event alone, which says when it began."""


class Worker:
    """The queue's side of one service process."""

    def __init__(self, bus: Bus, runner: StageRunner, settings: Settings) -> None:
        self.bus = bus
        self.runner = runner
        self.settings = settings
        self.engine = f"{runner.engine.name} {runner.engine.version}"
        self._runs: dict[str, list[Run]] = {}
        self._cancelled: OrderedDict[str, None] = OrderedDict()
        self._loop = asyncio.get_running_loop()
        self._pull: Pull | None = None

    async def run(self) -> None:
        """Work until stop(), then finish what is running."""
        stage, pool = self.runner.stage, self.settings.pool
        consumer = await self.bus.task_consumer(stage, pool, self.settings.lease_s)
        self._pull = Pull(self.bus, names.TASKS, consumer, self.runner.slots, self.handle)
        stop_listening = await self.bus.listen(names.CANCELS_ALL, self._on_cancel)
        try:
            await self._pull.run()
        finally:
            with contextlib.suppress(Exception):
                await stop_listening()

    def stop(self) -> None:
        """Take no more tasks."""
        if self._pull is not None:
            self._pull.stop()

    async def _on_cancel(self, message: Msg) -> None:
        clip = message.subject.removeprefix("cancel.")
        self._cancelled[clip] = None
        while len(self._cancelled) > CANCELS_MAX:
            self._cancelled.popitem(last=False)
        for run in self._runs.get(clip, []):
            run.cancelled = True

    async def handle(self, message: Msg) -> None:
        """One delivery of one task, from its span to its ack."""
        try:
            task = Task.FromString(message.data)
        except DecodeError:
            log.error("a task on %s cannot be read and is dropped", message.subject)
            await message.term()
            return
        attempt = message.metadata.num_delivered
        headers = dict(message.headers or {})
        with tracing.Spanning(
            f"{names.stage_token(task.stage)} {task.part}",
            tracing.context_of(headers),
            SpanKind.CONSUMER,
            links=tracing.links_of(headers),
            attributes={
                "clip": task.clip,
                "tenant": task.tenant,
                "pool": self.settings.pool,
                "engine": self.engine,
                "worker": self.settings.worker,
                "attempt": attempt,
            },
        ) as span:
            await self._attempt(message, task, attempt, span)

    async def _attempt(self, message: Msg, task: Task, attempt: int, span: Span) -> None:
        waited = max(0.0, time.time() - task.queued_time.ToNanoseconds() / 1e9)
        labels = self._labels()
        if attempt == 1:
            tracing.queue_wait.record(waited, labels)
            span.set_attribute("queue_s", waited)
        self._log("task started", task, span, attempt)
        began, start_time = time.monotonic(), now()
        run = Run(deadline_s=task.deadline_time.ToNanoseconds() / 1e9)
        started = Delayed(
            STARTED_AFTER_S, lambda: self._publish_started(task, attempt, span, start_time)
        )
        run.on_start = started.begin
        try:
            if attempt > TRIES:
                raise Unavailable(
                    f"The task was given to {TRIES} workers and none came back with a result: "
                    "see their logs."
                )
            outcome = await self._leased(message, task, run, attempt)
            await started.end()
        except Cancelled as stop:
            await started.end()
            span.set_attribute("cancelled", True)
            self._log(f"task given up: {stop}", task, span, attempt)
            if not run.stalled:
                await message.ack()
            return
        except ReelmeshError as error:
            await started.end()
            await self._failed(message, task, attempt, span, error)
            return
        await self._finished(task, attempt, span, outcome, start_time)
        # An ack that gets lost only means the result is found again and told as the same fact.
        await message.ack()
        seconds = round(time.monotonic() - began, 3)
        tracing.results.add(1, labels | {"reused": outcome.reused})
        if not outcome.reused:
            tracing.run_time.record(outcome.record.run_seconds, labels)
        self._log("task done", task, span, attempt, seconds=seconds, reused=outcome.reused)

    async def _leased(self, message: Msg, task: Task, run: Run, attempt: int) -> Outcome:
        """Run the task while its lease is renewed and its progress is told."""
        key = f"{task.tenant}.{task.clip}"
        kind = task.request.WhichOneof("kind")
        if kind is None:
            raise Unavailable("The task holds no request: its publisher is of another version.")
        teller = Teller(self.bus, self._loop, task)
        run.on_progress, run.on_preview = teller.tell, teller.show
        self._runs.setdefault(key, []).append(run)
        run.moved_at = time.monotonic()
        lease = Delayed(self.settings.lease_s / 3, lambda: self._renew(message, run))
        lease.begin()
        try:
            if key in self._cancelled or time.time() > (run.deadline_s or float("inf")):
                raise Cancelled("The clip was cancelled, or its deadline has passed.")
            return await self.runner.run(getattr(task.request, kind), task.tenant, run)
        finally:
            lease.cancel()
            self._runs[key].remove(run)
            if not self._runs[key]:
                del self._runs[key]

    async def _renew(self, message: Msg, run: Run) -> None:
        """Renew the lease every third of it while the run waits for a slot or moves."""
        while True:
            if run.waiting or time.monotonic() - run.moved_at < STALL_S:
                await message.in_progress()
            else:
                log.error("an engine reports no progress; its task is given to another worker")
                # Another worker has the task: an ack of ours would take it away from there.
                run.cancelled = run.stalled = True
                return
            await asyncio.sleep(self.settings.lease_s / 3)

    def _event(self, task: Task, **fact: StepStarted | StepFinished | StepFailed) -> Event:
        return Event(
            tenant=task.tenant,
            clip=task.clip,
            stage=task.stage,
            part=task.part,
            time=now(),
            **fact,  # type: ignore[arg-type]
        )

    async def _publish_started(
        self, task: Task, attempt: int, span: Span, start_time: Timestamp
    ) -> None:
        fact = StepStarted(attempt=attempt, worker=self.settings.worker, engine=self.engine)
        event = self._event(task, started=fact)
        # It is told a moment later than it happened.
        event.time.CopyFrom(start_time)
        # That it has begun is said by its end too.
        with contextlib.suppress(Unavailable):
            await self._publish(event, span, f".{attempt}")

    async def _publish(self, event: Event, span: Span, unique: str = "") -> None:
        await events.publish(self.bus, event, span, names.stage_token(event.stage), unique)

    async def _finished(
        self, task: Task, attempt: int, span: Span, outcome: Outcome, start_time: Timestamp
    ) -> None:
        record = outcome.record
        if record.WhichOneof("outcome") == "failure":
            await self._publish_failed(task, attempt, span, record.failure, outcome.fingerprint)
            return
        span.set_attribute("reused", outcome.reused)
        span.set_attribute("bytes", _bytes_named(record))
        fact = StepFinished(
            result=record.result,
            fingerprint=outcome.fingerprint,
            reused=outcome.reused,
            attempt=attempt,
            worker=self.settings.worker,
            engine=f"{record.engine} {record.engine_version}",
            run_seconds=0.0 if outcome.reused else record.run_seconds,
            saved_seconds=record.run_seconds if outcome.reused else 0.0,
            usage=record.usage if record.HasField("usage") and not outcome.reused else None,
            start_time=start_time,
        )
        await self._publish(self._event(task, finished=fact), span)

    async def _failed(
        self, message: Msg, task: Task, attempt: int, span: Span, error: ReelmeshError
    ) -> None:
        """Try again later, or give up."""
        if error.retryable and attempt < TRIES:
            delay = BACKOFF_S[min(attempt - 1, len(BACKOFF_S) - 1)]
            span.set_status(StatusCode.ERROR, str(error))
            self._log(f"task will be tried again in {delay} s: {error}", task, span, attempt)
            await message.nak(delay)
            return
        failure = error.failure()
        failure.stage = task.stage
        await self._publish_failed(task, attempt, span, failure, "")
        await message.ack()

    async def _publish_failed(
        self, task: Task, attempt: int, span: Span, failure: Failure, fingerprint: str
    ) -> None:
        failure.part = task.part
        span.set_status(StatusCode.ERROR, failure.message)
        cause = Cause.Name(failure.cause).removeprefix("CAUSE_").lower()
        tracing.failures.add(1, self._labels() | {"cause": cause})
        self._log(f"task failed: {failure.message}", task, span, attempt, cause=cause)
        fact = StepFailed(
            failure=failure,
            fingerprint=fingerprint,
            attempt=attempt,
            worker=self.settings.worker,
            engine=self.engine,
        )
        await self._publish(self._event(task, failed=fact), span)

    def _labels(self) -> dict[str, str]:
        return {"stage": names.stage_token(self.runner.stage), "pool": self.settings.pool}

    def _log(self, text: str, task: Task, span: Span, attempt: int, **more: object) -> None:
        fields = {
            "clip": task.clip,
            "step": names.step(task.stage, task.part),
            "trace": f"{span.get_span_context().trace_id:032x}",
            "attempt": attempt if attempt > 1 else None,
        }
        log.info(text, extra=fields | more)


def _bytes_named(record: ResultRecord) -> int:
    return sum(artifact.size_bytes for artifact in artifacts_in(record.result))

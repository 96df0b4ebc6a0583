"""Pull tasks, hold their lease, retry or give up, obey cancel, drain. The only place of retry.

A worker holds a task for each slot, those whose results it is storing, and one more for each run
that is nearly over: its inputs are fetched meanwhile, and an idle worker elsewhere gets all others.

delivered ──► started ──► result committed ──► finished event ──► ack
    │            ├─ retryable error, tries left ──► nak with a delay
    │            ├─ permanent error, or no tries left ──► failed event ──► ack
    │            ├─ not begun when told to stop ──► nak
    │            └─ cancelled ──► ack
    └─ delivered more than TRIES times ──► failed event ──► ack
"""

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from google.protobuf.message import DecodeError
from nats.aio.msg import Msg
from opentelemetry.trace import Span, SpanKind, StatusCode

from reelmesh.mesh import names, tracing
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.delayed import Delayed
from reelmesh.mesh.errors import Cancelled, ReelmeshError, Unavailable
from reelmesh.mesh.progress import Teller
from reelmesh.mesh.pull import Pull
from reelmesh.mesh.run import GivenBack, Run, RunState
from reelmesh.mesh.settings import Settings
from reelmesh.mesh.stage import Outcome, StageRunner
from reelmesh.mesh.telling import Telling
from reelmesh.v1.task_pb2 import Task

log = logging.getLogger("reelmesh.worker")

TRIES = 5
"""Deliveries of one task before it fails for good: the engine's and the machine's together."""
BACKOFF_S = (0.5, 2.0, 8.0, 20.0)
"""Waits before the second, third, ... try."""
STALL_S = 120.0
"""An engine that reports no progress for this long loses its lease."""
CANCELS_MAX = 1000
"""Cancelled clips remembered, for tasks that were under way when the word came."""
NEARLY_DONE = 0.8
"""Progress of a run from which on the next task is fetched."""
STARTED_AFTER_S = 0.1
"""A step that is over sooner is told by its finished event alone, which says when it began."""


class Worker:
    """The queue's side of one service process."""

    def __init__(self, bus: Bus, runner: StageRunner, settings: Settings) -> None:
        self.bus = bus
        self.runner = runner
        self.settings = settings
        self.engine = f"{runner.engine.name} {runner.engine.version}"
        self._telling = Telling(bus, runner.stage, settings, self.engine)
        self._runs: dict[str, list[Run]] = {}
        self._held: dict[int, Run] = {}
        self._ending: set[int] = set()
        """Of the runs held: those whose engine is nearly done."""
        self._storing: set[int] = set()
        """Those whose engine is done."""
        self._cancelled: OrderedDict[str, None] = OrderedDict()
        self._loop = asyncio.get_running_loop()
        self._pull: Pull | None = None

    async def run(self) -> None:
        """Work until stop(), then finish what is running."""
        stage, pool = self.runner.stage, self.settings.pool
        consumer = await self.bus.task_consumer(stage, pool, self.settings.lease_s)
        source, least = (names.TASKS, consumer), self.runner.slots // 2
        self._pull = Pull(self.bus, source, self._capacity, least, self.handle)
        stop_listening = await self.bus.listen(names.CANCELS_ALL, self._on_cancel)
        try:
            await self._pull.run()
        finally:
            with contextlib.suppress(Exception):
                await stop_listening()

    def stop(self) -> None:
        """Take no more tasks, and give back those that have not begun."""
        if self._pull is not None:
            self._pull.stop()
        self._give_back()

    def _give_back(self) -> None:
        """Let others have what has not begun here."""
        for run in self._held.values():
            run.given_back = True

    def _capacity(self) -> int:
        """How many tasks this worker may hold now."""
        return self.runner.slots + len(self._ending) + len(self._storing)

    def _look(self) -> None:
        """Take another task if there is room now."""
        if self._pull is not None:
            self._pull.look()

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
        self._telling.log("task started", task, span, attempt)
        began = time.monotonic()
        run = Run(deadline_s=task.deadline_time.ToNanoseconds() / 1e9)
        # Behind engines that stand still it would never begin.
        run.given_back = sum(r.stalled for r in self._held.values()) >= self.runner.slots
        self._held[id(run)] = run
        try:
            outcome = await self._outcome(message, task, run, attempt, span)
            if outcome is None:
                return
            self._waited(task, run, attempt, span)
            await self._telling.finished(task, attempt, span, outcome, run.start_time)
            # An ack that gets lost only means the result is found again and told as the same fact.
            await message.ack()
        finally:
            del self._held[id(run)]
            self._ending.discard(id(run))
            self._storing.discard(id(run))
        seconds, labels = round(time.monotonic() - began, 3), self._telling.labels()
        tracing.results.add(1, labels | {"reused": outcome.reused})
        if not outcome.reused:
            tracing.run_time.record(outcome.record.run_seconds, labels)
        more = {"seconds": seconds, "reused": outcome.reused}
        self._telling.log("task done", task, span, attempt, **more)

    async def _outcome(
        self, message: Msg, task: Task, run: Run, attempt: int, span: Span
    ) -> Outcome | None:
        """What became of a task; None when that is dealt with already."""
        started = Delayed(
            STARTED_AFTER_S, lambda: self._telling.started(task, attempt, span, run.start_time)
        )
        run.on_change = partial(self._changed, run, started)
        try:
            if attempt > TRIES:
                raise Unavailable(
                    f"The task was given to {TRIES} workers and none came back with a result: "
                    "see their logs."
                )
            outcome = await self._leased(message, task, run)
            await started.end()
        except GivenBack:
            self._telling.log("task given back", task, span, attempt)
            await message.nak()
        except Cancelled as stop:
            await started.end()
            span.set_attribute("cancelled", True)
            self._telling.log(f"task given up: {stop}", task, span, attempt)
            if not run.stalled:
                await message.ack()
        except ReelmeshError as error:
            await started.end()
            await self._failed(message, task, attempt, span, error)
        else:
            return outcome
        return None

    def _changed(self, run: Run, started: Delayed) -> None:
        """A run has begun, or its engine is done: another may be taken."""
        if run.state == RunState.RUNNING:
            started.begin()
        else:
            self._ending.discard(id(run))
            self._storing.add(id(run))
            self._look()

    def _waited(self, task: Task, run: Run, attempt: int, span: Span) -> None:
        """Note how long a task waited until its engine began or its result was found."""
        if attempt == 1:
            waited_ns = run.start_time.ToNanoseconds() - task.queued_time.ToNanoseconds()
            tracing.queue_wait.record(max(0.0, waited_ns / 1e9), self._telling.labels())
            span.set_attribute("queue_s", max(0.0, waited_ns / 1e9))

    def _moved(self, run: Run, tell: Callable[[float], None], fraction: float) -> None:
        """A run reports progress, from its own thread."""
        tell(fraction)
        if fraction >= NEARLY_DONE and not run.nearly_done:
            run.nearly_done = True
            self._loop.call_soon_threadsafe(self._ends, run)

    def _ends(self, run: Run) -> None:
        """A run is nearly over, unless it is by now."""
        if id(run) in self._held and run.state == RunState.RUNNING:
            self._ending.add(id(run))
            self._look()

    async def _leased(self, message: Msg, task: Task, run: Run) -> Outcome:
        """Run the task while its lease is renewed and its progress is told."""
        key = f"{task.tenant}.{task.clip}"
        kind = task.request.WhichOneof("kind")
        if kind is None:
            raise Unavailable("The task holds no request: its publisher is of another version.")
        teller = Teller(self.bus, self._loop, task)
        run.on_progress, run.on_preview = partial(self._moved, run, teller.tell), teller.show
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
        """Renew the lease every third of it, unless the engine runs and stands still."""
        while True:
            if run.state != RunState.RUNNING or time.monotonic() - run.moved_at < STALL_S:
                await message.in_progress()
            else:
                log.error("an engine reports no progress; its task is given to another worker")
                # Another worker has the task: an ack of ours would take it away from there.
                run.cancelled = run.stalled = True
                self._ending.discard(id(run))
                self._give_back()
                return
            await asyncio.sleep(self.settings.lease_s / 3)

    async def _failed(
        self, message: Msg, task: Task, attempt: int, span: Span, error: ReelmeshError
    ) -> None:
        """Try again later, or give up."""
        if error.retryable and attempt < TRIES:
            delay = BACKOFF_S[min(attempt - 1, len(BACKOFF_S) - 1)]
            span.set_status(StatusCode.ERROR, str(error))
            self._telling.log(
                f"task will be tried again in {delay} s: {error}", task, span, attempt
            )
            await message.nak(delay)
            return
        failure = error.failure()
        failure.stage = task.stage
        await self._telling.failed(task, attempt, span, failure, "")
        await message.ack()

"""What a worker tells of its tasks: events, metrics and log lines."""

import contextlib
import logging

from google.protobuf.timestamp_pb2 import Timestamp
from opentelemetry.trace import Span, StatusCode

from reelmesh.mesh import events, names, tracing
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.errors import Unavailable
from reelmesh.mesh.files import artifacts_in
from reelmesh.mesh.run import now
from reelmesh.mesh.settings import Settings
from reelmesh.mesh.stage import Outcome
from reelmesh.v1.common_pb2 import Cause, Failure, Stage
from reelmesh.v1.event_pb2 import Event, StepFailed, StepFinished, StepStarted
from reelmesh.v1.task_pb2 import ResultRecord, Task

log = logging.getLogger("reelmesh.worker")


class Telling:
    """Tells of the tasks of one worker."""

    def __init__(self, bus: Bus, stage: Stage, settings: Settings, engine: str) -> None:
        self._bus = bus
        self._stage = stage
        self._pool, self._worker = settings.pool, settings.worker
        self._engine = engine

    def _event(self, task: Task, **fact: StepStarted | StepFinished | StepFailed) -> Event:
        return Event(
            tenant=task.tenant,
            clip=task.clip,
            stage=task.stage,
            part=task.part,
            time=now(),
            **fact,  # type: ignore[arg-type]
        )

    async def started(self, task: Task, attempt: int, span: Span, start_time: Timestamp) -> None:
        fact = StepStarted(attempt=attempt, worker=self._worker, engine=self._engine)
        event = self._event(task, started=fact)
        # It is told a moment later than it happened.
        event.time.CopyFrom(start_time)
        # That it has begun is said by its end too.
        with contextlib.suppress(Unavailable):
            await self._publish(event, span, f".{attempt}")

    async def _publish(self, event: Event, span: Span, unique: str = "") -> None:
        await events.publish(self._bus, event, span, names.stage_token(event.stage), unique)

    async def finished(
        self, task: Task, attempt: int, span: Span, outcome: Outcome, start_time: Timestamp
    ) -> None:
        record = outcome.record
        if record.WhichOneof("outcome") == "failure":
            await self.failed(task, attempt, span, record.failure, outcome.fingerprint)
            return
        span.set_attribute("reused", outcome.reused)
        span.set_attribute("bytes", _bytes_named(record))
        fact = StepFinished(
            result=record.result,
            fingerprint=outcome.fingerprint,
            reused=outcome.reused,
            attempt=attempt,
            worker=self._worker,
            engine=f"{record.engine} {record.engine_version}",
            run_seconds=0.0 if outcome.reused else record.run_seconds,
            saved_seconds=record.run_seconds if outcome.reused else 0.0,
            usage=record.usage if record.HasField("usage") and not outcome.reused else None,
            start_time=start_time,
        )
        await self._publish(self._event(task, finished=fact), span)

    async def failed(
        self, task: Task, attempt: int, span: Span, failure: Failure, fingerprint: str
    ) -> None:
        failure.part = task.part
        span.set_status(StatusCode.ERROR, failure.message)
        cause = Cause.Name(failure.cause).removeprefix("CAUSE_").lower()
        tracing.failures.add(1, self.labels() | {"cause": cause})
        self.log(f"task failed: {failure.message}", task, span, attempt, cause=cause)
        fact = StepFailed(
            failure=failure,
            fingerprint=fingerprint,
            attempt=attempt,
            worker=self._worker,
            engine=self._engine,
        )
        await self._publish(self._event(task, failed=fact), span)

    def labels(self) -> dict[str, str]:
        return {"stage": names.stage_token(self._stage), "pool": self._pool}

    def log(self, text: str, task: Task, span: Span, attempt: int, **more: object) -> None:
        fields = {
            "clip": task.clip,
            "step": names.step(task.stage, task.part),
            "trace": f"{span.get_span_context().trace_id:032x}",
            "attempt": attempt if attempt > 1 else None,
        }
        log.info(text, extra=fields | more)


def _bytes_named(record: ResultRecord) -> int:
    return sum(artifact.size_bytes for artifact in artifacts_in(record.result))

"""Run one request of a stage: look the result up, else fetch, run, store, commit.

The queue's worker and the service's own RPC both come through here and share the slots.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from reelmesh.mesh import names
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Bucket, Conflict
from reelmesh.mesh.engine import Engine
from reelmesh.mesh.errors import Cancelled, EngineError, ReelmeshError, Unavailable
from reelmesh.mesh.files import FileCache, RunFiles, artifacts_in
from reelmesh.mesh.rules import FieldError, check
from reelmesh.v1.common_pb2 import Stage, Usage
from reelmesh.v1.task_pb2 import ResultRecord, StageRequest, StageResult

T = TypeVar("T")

REQUEST_KIND = {
    field.message_type.name: field.name
    for field in StageRequest.DESCRIPTOR.fields
    if field.message_type is not None
}
"""The oneof field that holds a request, by message name; the result's field has that name too."""


@dataclass(frozen=True)
class Outcome:
    """What became of a request."""

    record: ResultRecord
    fingerprint: str
    reused: bool
    """Whether the result was already there and nothing was rendered."""


@dataclass
class Run:
    """One request on its way: the engine reports here, from its own thread."""

    progress: float = 0.0
    moved_at: float = 0.0
    """Monotonic time of the last report."""
    cancelled: bool = False
    stalled: bool = False
    """Whether it was cancelled because the engine stood still."""
    deadline_s: float = 0.0
    """Wall-clock time after which nobody wants the result; 0 means never."""
    on_progress: Callable[[float], None] | None = None
    on_preview: Callable[[bytes], None] | None = None
    """Called with a small JPEG of how it is coming along, by engines that make one."""
    waiting: bool = True
    """Whether it still waits for a slot."""
    on_start: Callable[[], None] | None = None
    """Called when the result was not there and the engine is about to run."""

    def report(self, fraction: float) -> None:
        """See engine.Report."""
        if self.cancelled:
            raise Cancelled("The clip was cancelled.")
        if self.deadline_s and time.time() > self.deadline_s:
            raise Cancelled("The deadline of the clip has passed.")
        self.moved_at = time.monotonic()
        self.progress = min(1.0, max(self.progress, fraction))
        if self.on_progress is not None:
            self.on_progress(self.progress)


class StageRunner:
    """One engine and everything a run of it needs."""

    def __init__(
        self,
        stage: Stage,
        engine: Engine[Message, Message] | None,
        results: Bucket,
        store: Artifacts,
        slots: int,
    ) -> None:
        """engine: None while it is being loaded."""
        self.stage = stage
        self.results = results
        self.store = store
        self.slots = slots
        self.cache = FileCache(store)
        self._engine = engine
        self._free = asyncio.Semaphore(slots)

    @property
    def loaded(self) -> bool:
        """Whether it can run anything."""
        return self._engine is not None

    @property
    def engine(self) -> Engine[Message, Message]:
        """The engine. Raises Unavailable while it is being loaded."""
        if self._engine is None:
            raise Unavailable("The engine is still being loaded: try again soon.")
        return self._engine

    @engine.setter
    def engine(self, engine: Engine[Message, Message]) -> None:
        self._engine = engine

    @property
    def identity(self) -> str:
        """What tells its results from those of other engines."""
        engine = self.engine
        return f"{engine.name}\0{engine.version}\0{engine.weights_sha256}"

    async def run(self, request: Message, tenant: str, run: Run) -> Outcome:
        """The result of a request, old or new. A permanent failure is an outcome too.

        Raises Cancelled, and ReelmeshError with retryable set when another try may help.
        """
        fingerprint = names.fingerprint(self.stage, self.identity, request)
        found = await self._look_up(tenant, fingerprint)
        if found is not None:
            return Outcome(found, fingerprint, reused=True)
        async with self._free:
            run.waiting = False
            if run.on_start is not None:
                run.on_start()
            run.report(0.0)
            record = await self._make(request, tenant, run)
        return await self._commit(tenant, fingerprint, record)

    async def _look_up(self, tenant: str, fingerprint: str) -> ResultRecord | None:
        key = names.record_key(tenant, fingerprint)
        found = await self.results.get(key)
        if found is None:
            return None
        record = ResultRecord.FromString(found.value)
        if None in await _all(self.store.size(tenant, a) for a in artifacts_in(record.result)):
            # Its files were deleted with another clip: a result without them is none.
            await self.results.delete(key)
            return None
        return record

    async def _make(self, request: Message, tenant: str, run: Run) -> ResultRecord:
        record = ResultRecord(engine=self.engine.name, engine_version=self.engine.version)
        needed = list(artifacts_in(request))
        paths = await _all(self.cache.fetch(tenant, a) for a in needed)
        inputs = {a.sha256: p for a, p in zip(needed, paths, strict=True)}
        files = RunFiles(self.cache.root, inputs, run.on_preview)
        try:
            began = time.monotonic()
            result, usage = await asyncio.to_thread(self._run_engine, request, files, run)
            record.run_seconds = round(time.monotonic() - began, 6)
            if usage.ListFields():
                record.usage.CopyFrom(usage)
            await self._store(tenant, result, files)
            self._set_result(record, request, result)
        except ReelmeshError as error:
            if error.retryable or isinstance(error, Cancelled):
                raise
            record.failure.CopyFrom(error.failure())
            record.failure.stage = self.stage
        finally:
            files.close()
        return record

    def _run_engine(self, request: Message, files: RunFiles, run: Run) -> tuple[Message, Usage]:
        try:
            return self.engine.run(request, files, run.report), self.engine.usage()
        except ReelmeshError:
            raise
        except MemoryError as error:
            raise EngineError(
                f"The {self.engine.name} engine ran out of memory: ask for a smaller size."
            ) from error
        except Exception as error:
            # A defect of the engine: another try with the same input seldom helps, but a
            # machine may be at fault, so it is retried like other engine errors.
            raise EngineError(
                f"The {self.engine.name} engine failed ({type(error).__name__}: {error})."
            ) from error

    async def _store(self, tenant: str, result: Message, files: RunFiles) -> None:
        named = [files.kept[a.sha256] for a in artifacts_in(result) if a.sha256 in files.kept]
        await _all(self.store.put(tenant, a, path) for a, path in named)
        for artifact, path in named:
            self.cache.adopt(tenant, artifact, path)

    def _set_result(self, record: ResultRecord, request: Message, result: Message) -> None:
        kind = REQUEST_KIND[request.DESCRIPTOR.name]
        wanted = StageResult.DESCRIPTOR.fields_by_name[kind].message_type
        if result.DESCRIPTOR is not wanted:
            raise EngineError(f"The {self.engine.name} engine returned {result.DESCRIPTOR.name}.")
        try:
            check(result)
        except FieldError as error:
            raise EngineError(
                f"The {self.engine.name} engine returned what cannot be: {error}"
            ) from error
        getattr(record.result, kind).CopyFrom(result)

    async def _commit(self, tenant: str, fingerprint: str, record: ResultRecord) -> Outcome:
        record.commit_time.CopyFrom(now())
        key = names.record_key(tenant, fingerprint)
        try:
            await self.results.create(key, record.SerializeToString())
        except Conflict:
            # Another worker was first. Its record is the truth; ours is the same work.
            found = await self._look_up(tenant, fingerprint)
            if found is not None:
                return Outcome(found, fingerprint, reused=True)
        return Outcome(record, fingerprint, reused=False)

    def close(self) -> None:
        """Remove local files."""
        self.cache.close()


async def _all(work: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """The results of coroutines that run side by side; without a detour where there are none."""
    todo = list(work)
    return await asyncio.gather(*todo) if todo else []


def now() -> Timestamp:
    """The current time."""
    seconds, nanos = divmod(time.time_ns(), 10**9)
    return Timestamp(seconds=seconds, nanos=nanos)

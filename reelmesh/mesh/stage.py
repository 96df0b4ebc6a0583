"""Run one request of a stage: look the result up, else fetch, run, store, commit.

The queue's worker and the service's own RPC both come through here and share the slots.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import TypeVar

from google.protobuf.message import Message

from reelmesh.mesh import names
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Bucket, Conflict
from reelmesh.mesh.engine import Engine
from reelmesh.mesh.errors import Cancelled, EngineError, ReelmeshError, Unavailable
from reelmesh.mesh.files import FileCache, RunFiles, artifacts_in
from reelmesh.mesh.rules import FieldError, check
from reelmesh.mesh.run import GivenBack, Run, RunState, now
from reelmesh.v1.common_pb2 import Stage, Usage
from reelmesh.v1.task_pb2 import ResultRecord, StageRequest, StageResult

T = TypeVar("T")

LOOK_EVERY_S = 0.2
"""How soon a request that waits for a slot hears that it is no longer wanted here."""

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
        self._making: dict[str, asyncio.Lock] = {}

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

        The engine has a slot only while it runs: what comes before and after is done while
        another request runs. Raises Cancelled, GivenBack when it was given back in time, and
        ReelmeshError with retryable set when another try may help.
        """
        fingerprint = names.fingerprint(self.stage, self.identity, request)
        # Nobody else in this process makes the same: who comes later finds the result.
        key = f"{tenant}.{fingerprint}"
        lock = self._making.setdefault(key, asyncio.Lock())
        await _acquired(lock, run)
        try:
            found = await self._look_up(tenant, fingerprint)
            if found is not None:
                return Outcome(found, fingerprint, reused=True)
            record = await self._make(request, tenant, run)
            return await self._commit(tenant, fingerprint, record)
        finally:
            lock.release()
            if self._making.get(key) is lock:
                del self._making[key]

    async def _in_slot(self, request: Message, files: RunFiles, run: Run) -> tuple[Message, Usage]:
        """Run the engine in a slot, which is another's as soon as it is done."""
        if run.given_back:
            raise GivenBack
        await _acquired(self._free, run)
        try:
            run.enter(RunState.RUNNING)
            run.report(0.0)
            return await asyncio.to_thread(self._run_engine, request, files, run)
        finally:
            self._free.release()

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
            result, usage = await self._in_slot(request, files, run)
            record.run_seconds = round(time.monotonic() - run.began_at, 6)
            run.enter(RunState.STORING)
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


async def _acquired(turn: asyncio.Lock | asyncio.Semaphore, run: Run) -> None:
    """Wait for one's turn, and no longer than the run is wanted here."""
    if not turn.locked():
        await turn.acquire()
        return
    waiting = asyncio.ensure_future(turn.acquire())
    try:
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=LOOK_EVERY_S)
            run.check()
            if run.given_back:
                raise GivenBack
    except BaseException:
        if waiting.done() and not waiting.cancelled():
            turn.release()
        waiting.cancel()
        raise


async def _all(work: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """The results of coroutines that run side by side; without a detour where there are none."""
    todo = list(work)
    return await asyncio.gather(*todo) if todo else []

"""Key-value buckets over JetStream, written only under a condition (NATS ADR-8)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import nats.errors
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, DeliverPolicy

from reelmesh.mesh.asking import Kept, Refusal
from reelmesh.mesh.bus import Bus, Headers, unavailable

WRONG_REVISION = 10071
"""JetStream's error code for a write under a revision that is no longer the last."""


@dataclass(frozen=True)
class Record:
    """A value in a bucket."""

    key: str
    value: bytes
    revision: int
    headers: Mapping[str, str]


class Conflict(Exception):
    """Somebody else wrote first: read again and redo."""


class Bucket:
    """A key-value bucket whose every write is conditional."""

    def __init__(self, bus: Bus, name: str) -> None:
        self.bus = bus
        self.name = name
        self.stream = f"KV_{name}"

    def subject(self, key: str) -> str:
        return f"$KV.{self.name}.{key}"

    async def get(self, key: str) -> Record | None:
        """The value, or None."""
        last = await self._last(key)
        return None if last is None or _deleted(last.headers) else last

    async def _last(self, key: str) -> Record | None:
        """The last message of a key: its value, or the marker that it was deleted."""
        try:
            found = await self.bus.asking.last(self.stream, self.subject(key))
        except (Refusal, TimeoutError, nats.errors.Error) as error:
            raise unavailable(error) from error
        if found is None:
            return None
        return Record(key, found.data, found.sequence, found.headers)

    async def create(self, key: str, value: bytes, headers: Headers | None = None) -> int:
        """Write a key that is not there, or no longer. Raises Conflict."""
        try:
            return await self.update(key, value, 0, headers)
        except Conflict:
            # What was deleted leaves a marker, and its revision is the one to write over.
            last = await self._last(key)
            if last is None or not _deleted(last.headers):
                raise
            return await self.update(key, value, last.revision, headers)

    async def update(
        self, key: str, value: bytes, revision: int, headers: Headers | None = None
    ) -> int:
        """Write over exactly the given revision; gives the new one. Raises Conflict."""
        conditions = {"Nats-Expected-Last-Subject-Sequence": str(revision)}
        return await self._write(key, value, conditions | (headers or {}))

    async def put(self, key: str, value: bytes) -> int:
        """Write whatever is there."""
        return await self._write(key, value, {})

    async def delete(self, key: str) -> None:
        """Remove the value and its past."""
        await self._write(key, b"", {"KV-Operation": "PURGE", "Nats-Rollup": "sub"})

    async def _write(self, key: str, value: bytes, headers: Headers) -> int:
        try:
            return await self.bus.asking.keep(self.subject(key), value, headers or None)
        except Refusal as error:
            if error.code == WRONG_REVISION:
                raise Conflict(key) from error
            raise unavailable(error) from error
        except (TimeoutError, nats.errors.Error) as error:
            raise unavailable(error) from error

    async def heads(self, keys: str) -> AsyncIterator[Record]:
        """Keys, revisions and headers that match a pattern, without the values."""
        async for kept in self.bus.heads(self.stream, self.subject(keys)):
            if not _deleted(kept.headers):
                yield self._record(kept)

    async def values(self, keys: str) -> AsyncIterator[Record]:
        """Everything there is right now whose key matches a pattern."""
        async for kept in self.bus.replay(self.stream, self.subject(keys)):
            if not _deleted(kept.headers):
                yield self._record(kept)

    def _record(self, kept: Kept) -> Record:
        key = kept.subject[len(self.subject("")) :]
        return Record(key, kept.data, kept.sequence, kept.headers)

    async def watch(
        self, keys: str, handle: Callable[[Record], Awaitable[None]]
    ) -> Callable[[], Awaitable[None]]:
        """Call handle with every matching value now and from now on; returns how to stop."""

        async def receive(message: Msg) -> None:
            headers = message.headers or {}
            if not _deleted(headers):
                revision = message.metadata.sequence.stream
                kept = Kept(message.subject, message.data, revision, headers)
                await handle(self._record(kept))

        subscription = await self.bus.js.subscribe(
            self.subject(keys),
            stream=self.stream,
            ordered_consumer=True,
            cb=receive,
            config=ConsumerConfig(deliver_policy=DeliverPolicy.LAST_PER_SUBJECT),
        )
        return lambda: self.bus.forget(self.stream, subscription)


def _deleted(headers: Mapping[str, str]) -> bool:
    return headers.get("KV-Operation") in ("DEL", "PURGE")

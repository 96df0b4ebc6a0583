"""Requests over one reply inbox: what JetStream answers to a publish or a direct get.

nats-py's own request costs two and a half times as much CPU (a future under wait_for, a parsed
PubAck), and the mesh makes some thirty of them a clip.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TypedDict, cast

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg


class Refusal(Exception):
    """JetStream said no: its error code (0 when no stream listens) and words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


PAGE = 256
"""Messages that one request for kept messages brings."""
NO_MESSAGES, END_OF_BATCH = "404", "204"
"""Statuses of a direct get: nothing kept matches; all of the batch was sent (NATS ADR-31)."""


@dataclass(frozen=True)
class Kept:
    """A message as a stream keeps it."""

    subject: str
    data: bytes
    sequence: int
    headers: Mapping[str, str]


class _ApiError(TypedDict):
    err_code: int
    description: str


class _PubAck(TypedDict, total=False):
    seq: int
    error: _ApiError


class Asking:
    """Requests of one connection."""

    def __init__(self, client: Client, timeout_s: float) -> None:
        self._client = client
        self._timeout_s = timeout_s
        self._inbox = client.new_inbox()
        self._numbers = count(1)
        self._open: dict[str, Callable[[Msg], None]] = {}
        self._listening = False

    async def ask(self, subject: str, payload: bytes, headers: dict[str, str] | None) -> Msg:
        """The answer to a message. Raises TimeoutError and nats.errors.Error."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Msg] = loop.create_future()
        number = await self._opened(lambda message: _settle(answer, message))
        timer = loop.call_later(self._timeout_s, _expire, answer)
        try:
            await self._client.publish(
                subject, payload, reply=f"{self._inbox}.{number}", headers=headers
            )
            return await answer
        finally:
            timer.cancel()
            self._open.pop(number, None)

    async def _opened(self, hear: Callable[[Msg], None]) -> str:
        """The number under which answers are heard from now on."""
        if not self._listening:
            self._listening = True
            await self._client.subscribe(f"{self._inbox}.*", cb=self._answered)
        number = str(next(self._numbers))
        self._open[number] = hear
        return number

    async def keep(self, subject: str, payload: bytes, headers: dict[str, str] | None) -> int:
        """Publish to a stream; gives its sequence. Raises Refusal, TimeoutError and
        nats.errors.Error."""
        answer = await self.ask(subject, payload, headers)
        if (answer.headers or {}).get("Status") == "503":
            raise Refusal(0, f"no stream takes {subject}")
        ack = cast("_PubAck", json.loads(answer.data.decode()))
        error = ack.get("error")
        if error is not None:
            raise Refusal(error.get("err_code", 0), error.get("description", ""))
        return ack.get("seq", 0)

    async def last(self, stream: str, subject: str) -> Kept | None:
        """The last message a stream has for a subject, or None (NATS ADR-31, direct get)."""
        answer = await self.ask(f"$JS.API.DIRECT.GET.{stream}.{subject}", b"", None)
        headers = answer.headers or {}
        status = headers.get("Status")
        if status == NO_MESSAGES:
            return None
        if status is not None:
            raise Refusal(int(status), f"no answer for {subject}")
        return _kept(answer)

    async def following(self, stream: str, subject: str) -> AsyncIterator[Kept]:
        """Every message a stream has for a subject, in order, those that come meanwhile too
        (NATS ADR-31, batched direct get). Raises Refusal, TimeoutError and nats.errors.Error.

        It leaves no consumer behind, as a replay by one does for seconds: a server has a
        limit of those, and whoever asked often enough would shut all others out."""
        start, more = 1, True
        while more:
            more = False
            async for kept in self._page(stream, subject, start):
                start, more = kept.sequence + 1, True
                yield kept

    async def _page(self, stream: str, subject: str, start: int) -> AsyncIterator[Kept]:
        answers: asyncio.Queue[Msg] = asyncio.Queue()
        number = await self._opened(answers.put_nowait)
        body = json.dumps({"seq": start, "next_by_subj": subject, "batch": PAGE}).encode()
        try:
            await self._client.publish(
                f"$JS.API.DIRECT.GET.{stream}", body, reply=f"{self._inbox}.{number}"
            )
            while True:
                answer = await asyncio.wait_for(answers.get(), self._timeout_s)
                status = (answer.headers or {}).get("Status")
                if status in (NO_MESSAGES, END_OF_BATCH):
                    return
                if status is not None:
                    raise Refusal(int(status), f"no answer for {subject}")
                yield _kept(answer)
        finally:
            self._open.pop(number, None)

    async def _answered(self, message: Msg) -> None:
        hear = self._open.get(message.subject.rpartition(".")[2])
        if hear is not None:
            hear(message)


def _kept(answer: Msg) -> Kept:
    headers = answer.headers or {}
    return Kept(headers["Nats-Subject"], answer.data, int(headers["Nats-Sequence"]), headers)


def _settle(answer: asyncio.Future[Msg], message: Msg) -> None:
    if not answer.done():
        answer.set_result(message)


def _expire(answer: asyncio.Future[Msg]) -> None:
    if not answer.done():
        answer.set_exception(nats.errors.TimeoutError())

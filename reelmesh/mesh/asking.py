"""Requests over one reply inbox: what JetStream answers to a publish or a direct get.

nats-py's own request costs two and a half times as much CPU (a future under wait_for, a parsed
PubAck), and the mesh makes some thirty of them a clip.
"""

import asyncio
import json
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
        self._open: dict[str, asyncio.Future[Msg]] = {}
        self._listening = False

    async def ask(self, subject: str, payload: bytes, headers: dict[str, str] | None) -> Msg:
        """The answer to a message. Raises TimeoutError and nats.errors.Error."""
        if not self._listening:
            self._listening = True
            await self._client.subscribe(f"{self._inbox}.*", cb=self._answered)
        number = str(next(self._numbers))
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Msg] = loop.create_future()
        self._open[number] = answer
        timer = loop.call_later(self._timeout_s, _expire, answer)
        try:
            await self._client.publish(
                subject, payload, reply=f"{self._inbox}.{number}", headers=headers
            )
            return await answer
        finally:
            timer.cancel()
            self._open.pop(number, None)

    async def keep(self, subject: str, payload: bytes, headers: dict[str, str] | None) -> int:
        """Publish to a stream; gives its sequence. Raises Refusal, TimeoutError and
        nats.errors.Error."""
        answer = await self.ask(subject, payload, headers)
        if (answer.headers or {}).get("Status") == "503":
            raise Refusal(0, f"no stream takes {subject}")
        ack = cast("_PubAck", json.loads(answer.data))
        error = ack.get("error")
        if error is not None:
            raise Refusal(error.get("err_code", 0), error.get("description", ""))
        return ack.get("seq", 0)

    async def last(self, stream: str, subject: str) -> Msg | None:
        """The last message a stream has for a subject, or None (NATS ADR-31, direct get)."""
        answer = await self.ask(f"$JS.API.DIRECT.GET.{stream}.{subject}", b"", None)
        status = (answer.headers or {}).get("Status")
        if status == "404":
            return None
        if status is not None:
            raise Refusal(int(status), f"no answer for {subject}")
        return answer

    async def _answered(self, message: Msg) -> None:
        answer = self._open.get(message.subject.rpartition(".")[2])
        if answer is not None and not answer.done():
            answer.set_result(message)


def _expire(answer: asyncio.Future[Msg]) -> None:
    if not answer.done():
        answer.set_exception(nats.errors.TimeoutError())

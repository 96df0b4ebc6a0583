"""A continuous pull: one long-lived subscription that is asked for as much as is free."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

from nats.aio.msg import Msg

from reelmesh.mesh.bus import Bus

log = logging.getLogger("reelmesh.pull")

EXPIRES_S = 30.0
"""How long the server keeps a request for messages that are not there."""
SLACK_S = 5.0

Handler = Callable[[Msg], Awaitable[None]]


class Pull:
    """Hands every message of a durable consumer to handle(), at most capacity() at a time.

    The documented fetch() loop costs a subscription a round; here a request is a publish,
    made as soon as `least` messages may be taken. capacity may grow and shrink: call look()
    when it has grown. A request that went lost with its server is made again after
    EXPIRES_S + SLACK_S.
    """

    def __init__(
        self,
        bus: Bus,
        source: tuple[str, str],
        capacity: Callable[[], int],
        least: int,
        handle: Handler,
    ) -> None:
        """source: stream and consumer."""
        self._bus = bus
        self._next = "$JS.API.CONSUMER.MSG.NEXT." + ".".join(source)
        self._capacity = capacity
        self._least = max(1, least)
        self._handle = handle
        self._inbox = bus.client.new_inbox()
        self._asked = 0
        self._running: set[asyncio.Task[None]] = set()
        self._asking: set[asyncio.Future[None]] = set()
        self._stopped = False
        self._heard = asyncio.Event()

    async def run(self) -> None:
        """Pull until stop(); then wait for what is running."""
        subscription = await self._bus.client.subscribe(self._inbox, cb=self._receive)
        self._bus.on_reconnect.append(self._ask_again)
        try:
            await self._ask()
            while not self._stopped:
                self._heard.clear()
                try:
                    await asyncio.wait_for(self._heard.wait(), EXPIRES_S + SLACK_S)
                except TimeoutError:
                    await self._ask_again()
        finally:
            self._bus.on_reconnect.remove(self._ask_again)
            if not self._bus.client.is_closed:
                await subscription.unsubscribe()
            while self._running:
                await asyncio.wait(self._running)

    def stop(self) -> None:
        """Take no more messages."""
        self._stopped = True
        self._heard.set()

    @property
    def running(self) -> int:
        """Messages being handled."""
        return len(self._running)

    def look(self) -> None:
        """Ask for more if more may be taken now; only within the event loop."""
        if not self._stopped and self._free() >= self._least:
            asking = asyncio.ensure_future(self._ask())
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)

    def _free(self) -> int:
        return self._capacity() - self._asked - len(self._running)

    async def _ask(self) -> None:
        free = self._free()
        if self._stopped or free < self._least:
            return
        self._asked += free
        body = json.dumps({"batch": free, "expires": int(EXPIRES_S * 1e9)}).encode()
        await self._bus.client.publish(self._next, body, reply=self._inbox)

    async def _ask_again(self) -> None:
        self._asked = 0
        await self._ask()

    async def _receive(self, message: Msg) -> None:
        self._heard.set()
        status = (message.headers or {}).get("Status")
        if status is not None and message.subject == self._inbox:
            await self._refused(status, message)
            return
        self._asked = max(0, self._asked - 1)
        if self._stopped:
            await message.nak()
            return
        task = asyncio.create_task(self._one(message))
        self._running.add(task)

    async def _refused(self, status: str, message: Msg) -> None:
        """A request ended: it expired, or the consumer is away."""
        left = (message.headers or {}).get("Nats-Pending-Messages")
        self._asked = max(0, self._asked - int(left)) if left else 0
        if status not in ("408", "404"):
            log.warning("pull: %s %s", status, (message.headers or {}).get("Description", ""))
            await asyncio.sleep(1.0)
        await self._ask()

    async def _one(self, message: Msg) -> None:
        try:
            await self._handle(message)
        except Exception:
            log.exception("message %s was not handled; it will be delivered again", message.subject)
        finally:
            task = asyncio.current_task()
            if task is not None:
                self._running.discard(task)
            await self._ask()

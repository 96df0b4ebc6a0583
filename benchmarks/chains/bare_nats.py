"""The floor: nats-py alone, on a durable work queue, with a continuous pull.

    python -m benchmarks.chains.bare_nats [--clips 1000] [--flight 64] [--sync always]

No record, no cache, no dedup, no traces; each worker tells the next, and mux joins in memory.
"""

import asyncio
import json

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig

from benchmarks.chains import brokers, drive

BATCH = 256
EXPIRES_NS = 30_000_000_000


class Worker:
    """One stage: pulls for ever, tells the next stages, acks."""

    def __init__(self, client: Client, stage: str) -> None:
        self._client = client
        self._js: JetStreamContext = client.jetstream()
        self._stage = stage
        self._join = drive.Join()
        self._inbox = client.new_inbox()
        self._asked = 0
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Make the consumer and ask for the first messages."""
        subject = f"chain.{self._stage}"
        config = ConsumerConfig(durable_name=self._stage, filter_subject=subject)
        await self._js.add_consumer(brokers.QUEUE, config)
        await self._client.subscribe(self._inbox, cb=self._receive)
        await self._ask()

    async def _ask(self) -> None:
        """One long-lived request, refilled at half."""
        if self._asked > BATCH // 2:
            return
        wanted, self._asked = BATCH - self._asked, BATCH
        body = json.dumps({"batch": wanted, "expires": EXPIRES_NS}).encode()
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{brokers.QUEUE}.{self._stage}"
        await self._client.publish(subject, body, reply=self._inbox)

    async def _receive(self, message: Msg) -> None:
        if message.subject == self._inbox:
            # A request has expired: what it did not bring is asked for anew.
            left = (message.headers or {}).get("Nats-Pending-Messages", "0")
            self._asked = max(0, self._asked - int(left))
            await self._ask()
            return
        self._asked -= 1
        task = asyncio.create_task(self._handle(message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await self._ask()

    async def _handle(self, message: Msg) -> None:
        if self._stage == "mux" and self._join.complete(drive.clip_of(message.data)):
            await self._js.publish(f"done.{drive.clip_of(message.data)}", b"")
        for stage in drive.AFTER[self._stage]:
            await self._js.publish(f"chain.{stage}", message.data)
        await message.ack()


async def work(stage: str, url: str) -> None:
    """Run one stage until ended."""
    client = await nats.connect(url)
    await Worker(client, stage).start()
    drive.say_ready()
    await asyncio.Event().wait()


async def compare(sync: str, load: drive.Load) -> dict[str, object]:
    """Start the server and five workers, and drive them."""
    return await brokers.drive_nats(__spec__.name, sync, load)


if __name__ == "__main__":
    given = drive.options("What a bare nats-py chain costs.")
    drive.run(
        work(given.role, given.url) if given.role else compare(given.sync, drive.load_of(given))
    )

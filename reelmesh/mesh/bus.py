"""Streams, publishing and replay over NATS. With buckets.py and pull.py the only user of nats."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import nats
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
)

from reelmesh.mesh import names
from reelmesh.mesh.asking import Asking, Kept, Refusal
from reelmesh.mesh.errors import CallerError, Unavailable
from reelmesh.mesh.streams import streams
from reelmesh.v1.common_pb2 import Stage

log = logging.getLogger("reelmesh.bus")

SERVER_MIN = (2, 12)
"""Older servers silently ignore message schedules and TTLs."""
LEASE_S = 20.0
"""How long a worker may hold a task without renewing; it renews every third of it."""
TIMEOUT_S = 5.0
CONNECT_TRIES = 30
SUBJECT_FULL = 10077
"""JetStream's error code for a subject that holds all the messages it may."""

Headers = dict[str, str]


class Bus:
    """One connection. Made by connect()."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.js: JetStreamContext = client.jetstream(timeout=TIMEOUT_S)
        self.asking = Asking(client, TIMEOUT_S)
        self.on_reconnect: list[Callable[[], Awaitable[None]]] = []

    async def ensure(self) -> None:
        """Create every stream and bucket that is not there yet. Raises Unavailable."""
        for config in streams():
            try:
                found = (await self.js.stream_info(str(config.name))).config
                if config.allow_direct and not found.allow_direct:
                    await self.js.update_stream(replace(found, allow_direct=True))
            except nats.js.errors.NotFoundError:
                try:
                    await self.js.add_stream(config)
                except nats.errors.Error as error:
                    raise unavailable(error) from error

    async def publish(self, subject: str, payload: bytes, headers: Headers | None = None) -> int:
        """Publish to a stream and wait until it is kept; gives its sequence.

        A time-out is retried with the same message id, since it may have landed.
        Raises Unavailable."""
        retries = 3 if headers and "Nats-Msg-Id" in headers else 1
        for attempt in range(retries):
            try:
                return await self.asking.keep(subject, payload, headers)
            except (TimeoutError, nats.errors.TimeoutError) as error:
                if attempt + 1 == retries:
                    raise unavailable(error) from error
            except (Refusal, nats.errors.Error) as error:
                raise unavailable(error) from error
        raise AssertionError("unreachable")

    async def offer_task(self, subject: str, payload: bytes, headers: Headers) -> bool:
        """Put a task in the queue; False when it is there already."""
        try:
            await self.asking.keep(subject, payload, headers)
        except Refusal as error:
            if error.code == SUBJECT_FULL:
                return False
            raise unavailable(error) from error
        except (TimeoutError, nats.errors.Error) as error:
            raise unavailable(error) from error
        return True

    async def tell(self, subject: str, payload: bytes) -> None:
        """Publish on plain NATS; may be lost."""
        await self.client.publish(subject, payload)

    async def listen(
        self, subject: str, handle: Callable[[Msg], Awaitable[None]]
    ) -> Callable[[], Awaitable[None]]:
        """Hear plain NATS; returns how to stop."""
        subscription = await self.client.subscribe(subject, cb=handle)
        return subscription.unsubscribe

    async def purge(self, stream: str, subject: str) -> None:
        """Remove every message of a subject from a stream."""
        await self.js.purge_stream(stream, subject=subject)

    async def task_consumer(self, stage: Stage, pool: str, lease_s: float = LEASE_S) -> str:
        """The durable consumer that the workers of one pool share."""
        name = names.consumer(stage, pool)
        await self._consumer(
            names.TASKS,
            ConsumerConfig(
                durable_name=name,
                filter_subject=names.pool_filter(stage, pool),
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=lease_s,
                # The worker gives up, not the server: see worker.py.
                max_deliver=-1,
                max_ack_pending=10_000,
            ),
        )
        return name

    async def conductor_consumer(self, lease_s: float = LEASE_S) -> str:
        """The durable consumer that all conductors share."""
        await self._consumer(
            names.EVENTS,
            ConsumerConfig(
                durable_name=names.CONDUCTOR,
                filter_subjects=[f"events.*.*.*.*.{fact}" for fact in names.CONDUCTED],
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=lease_s,
                max_deliver=-1,
                max_ack_pending=10_000,
            ),
        )
        return names.CONDUCTOR

    async def _consumer(self, stream: str, config: ConsumerConfig) -> None:
        try:
            await self.js.consumer_info(stream, str(config.durable_name))
        except nats.js.errors.NotFoundError:
            await self.js.add_consumer(stream, config)

    async def waiting(self, stream: str) -> dict[str, int]:
        """Messages not yet delivered, by durable consumer: the lag an autoscaler reads."""
        infos = await self.js.consumers_info(stream)
        return {str(info.name): int(info.num_pending or 0) for info in infos}

    async def replay(self, stream: str, subject: str) -> AsyncIterator[Kept]:
        """Every message a stream holds for a subject, in order. Raises Unavailable."""
        try:
            async for kept in self.asking.following(stream, subject):
                yield kept
        except (Refusal, TimeoutError, nats.errors.Error) as error:
            raise unavailable(error) from error

    async def heads(self, stream: str, subject: str) -> AsyncIterator[Kept]:
        """The last message of each subject that matches, without its body. Raises Unavailable.

        A consumer reads it, since a direct get cannot leave bodies out; it is deleted at the
        end, since the server would keep it for seconds and has a limit of them."""
        config = ConsumerConfig(deliver_policy=DeliverPolicy.LAST_PER_SUBJECT, headers_only=True)
        try:
            subscription = await self.js.subscribe(
                subject, stream=stream, ordered_consumer=True, config=config
            )
            try:
                async for message in _all_there_is(subscription):
                    sequence = message.metadata.sequence.stream
                    yield Kept(message.subject, b"", sequence, message.headers or {})
            finally:
                await self.forget(stream, subscription)
        except (TimeoutError, nats.errors.Error) as error:
            raise unavailable(error) from error

    async def forget(self, stream: str, subscription: JetStreamContext.PushSubscription) -> None:
        """End an ordered consumer, here and on the server."""
        with contextlib.suppress(TimeoutError, nats.errors.Error):
            name = (await subscription.consumer_info()).name
            await subscription.unsubscribe()
            await self.js.delete_consumer(stream, name)

    async def close(self) -> None:
        """Flush and close."""
        if not self.client.is_closed:
            await self.client.close()


async def _all_there_is(subscription: JetStreamContext.PushSubscription) -> AsyncIterator[Msg]:
    # What a message says is left is too little while others write, since what they write over
    # moves to the end: only the consumer knows what it has sent by now.
    count, (delivered, left) = 0, await _progress(subscription)
    sure = delivered + left == 0
    while count < delivered + left or not sure:
        message = await subscription.next_msg(timeout=TIMEOUT_S)
        yield message
        count += 1
        if not sure and count >= delivered + left and not message.metadata.num_pending:
            delivered, left = await _progress(subscription)
            sure = left == 0


async def _progress(subscription: JetStreamContext.PushSubscription) -> tuple[int, int]:
    """Messages a consumer has delivered, and those it has yet to deliver."""
    info = await subscription.consumer_info()
    return int(info.delivered.consumer_seq if info.delivered else 0), int(info.num_pending or 0)


def unavailable(error: BaseException) -> Unavailable:
    """A NATS error as a sentence."""
    if isinstance(error, nats.js.errors.APIError):
        return Unavailable(f"The bus refused a write: {error.description} ({error.err_code}).")
    if isinstance(error, Refusal):
        return Unavailable(f"The bus refused a write: {error} ({error.code}).")
    if isinstance(error, TimeoutError):
        return Unavailable(
            "The bus did not confirm in time: its disk may be full, this program may lack the "
            "permission, or nats-server is away."
        )
    return Unavailable(f"The bus is not reachable ({type(error).__name__}): check NATS_URL.")


def _no_server(url: str, error: Exception) -> Unavailable:
    place = url.rpartition("@")[2]
    if "authorization" in str(error).lower():
        return Unavailable(f"The NATS server at {place} refuses the credentials in NATS_URL.")
    return Unavailable(f"No NATS server answers at {place}: start one or set NATS_URL.")


async def connect(url: str, program: str) -> Bus:
    """Connect and check the server. Keeps trying for a while, then raises Unavailable."""

    async def on_error(error: Exception) -> None:
        # A denied publish shows up here and as a time-out where it was made.
        log.warning("bus: %s", error or type(error).__name__)

    async def on_reconnected() -> None:
        log.warning("bus: connected again")
        for hook in bus.on_reconnect:
            await hook()

    client = Client()
    for attempt in range(CONNECT_TRIES):
        try:
            await client.connect(
                url,
                name=program,
                inbox_prefix=f"_INBOX_{program}".encode(),
                max_reconnect_attempts=1,
                reconnect_time_wait=1,
                connect_timeout=2,
                error_cb=on_error,
                reconnected_cb=on_reconnected,
                pending_size=16 << 20,
            )
            break
        except (OSError, nats.errors.Error, TimeoutError) as error:
            if attempt + 1 == CONNECT_TRIES or "authorization" in str(error).lower():
                raise _no_server(url, error) from error
            client = Client()
            await asyncio.sleep(0.5)
    # Only from now on for ever: nats-py would otherwise never give up its first connection.
    client.options["max_reconnect_attempts"] = -1
    version = tuple(
        int(n)
        for n in (client.connected_server_version.major, client.connected_server_version.minor)
    )
    if version < SERVER_MIN:
        await client.close()
        raise CallerError(f"nats-server is {version[0]}.{version[1]}, but 2.12 or newer is needed.")
    bus = Bus(client)
    return bus

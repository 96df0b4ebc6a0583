"""Proves what the mesh stands on: conditional writes, one task a step, replay, pulls, timers."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from reelmesh.local.servers import NatsServer, Running, running
from reelmesh.mesh import names
from reelmesh.mesh.buckets import Bucket, Conflict, Record
from reelmesh.mesh.bus import Bus, connect
from reelmesh.mesh.errors import Unavailable
from reelmesh.mesh.pull import Pull
from reelmesh.v1.common_pb2 import Stage
from tests.waiting import wait_for, wait_until

STAGE = Stage.STAGE_VIDEO


async def fresh(url: str) -> Bus:
    bus = await connect(url, "test")
    await bus.ensure()
    return bus


async def offer(bus: Bus, part: str) -> bool:
    return await bus.offer_task(names.task_subject(STAGE, "cpu", "c", part), part.encode(), {})


async def offered(bus: Bus, part: str) -> bool:
    """Whether a task got through to a server that may be away."""
    try:
        await offer(bus, part)
    except Unavailable:
        return False
    return True


async def test_only_one_of_many_creates_a_key_and_only_the_reader_of_a_revision_writes_it(
    nats_url: str,
) -> None:
    bus = await fresh(nats_url)
    bucket = Bucket(bus, names.RESULTS)
    racers = (bucket.create("t.k", str(n).encode()) for n in range(20))
    outcomes = await asyncio.gather(*racers, return_exceptions=True)
    revisions = [o for o in outcomes if isinstance(o, int)]
    assert len(revisions) == 1
    assert sum(isinstance(o, Conflict) for o in outcomes) == 19
    after = await bucket.update("t.k", b"new", revisions[0])
    with pytest.raises(Conflict):
        await bucket.update("t.k", b"late", revisions[0])
    found = await bucket.get("t.k")
    assert found is not None
    assert (found.value, found.revision) == (b"new", after)
    await bus.close()


async def test_a_deleted_key_is_gone_and_may_be_created_again(nats_url: str) -> None:
    bus = await fresh(nats_url)
    bucket = Bucket(bus, names.RESULTS)
    await bucket.create("t.k", b"one")
    await bucket.delete("t.k")
    assert await bucket.get("t.k") is None
    assert [r.key async for r in bucket.heads("t.*")] == []
    await bucket.create("t.k", b"two")
    with pytest.raises(Conflict):
        await bucket.create("t.k", b"three")
    found = await bucket.get("t.k")
    assert found is not None
    assert found.value == b"two"
    await bus.close()


async def test_a_watch_sees_what_is_there_and_every_change(nats_url: str) -> None:
    bus = await fresh(nats_url)
    bucket = Bucket(bus, names.ENGINES)
    await bucket.put("a.b.c", b"old")
    seen: list[bytes] = []

    async def note(record: Record) -> None:
        seen.append(record.value)

    stop = await bucket.watch(">", note)
    await wait_until(lambda: seen == [b"old"], "the first value is seen")
    await bucket.put("a.b.c", b"new")
    await wait_until(lambda: seen == [b"old", b"new"], "both values are seen")
    await stop()
    await bus.close()


async def test_reading_leaves_nothing_behind_on_the_server(nats_url: str) -> None:
    bus = await fresh(nats_url)
    bucket = Bucket(bus, names.CLIPS)
    written = [f"t.k{n}" for n in range(600)]
    await asyncio.gather(*(bucket.put(key, key.encode()) for key in written))
    for _ in range(3):
        assert {r.key async for r in bucket.heads("t.*")} == set(written)
        assert {r.value.decode() async for r in bucket.values("t.*")} == set(written)
        await (await bucket.watch("t.k1", _ignore))()
    assert await bus.waiting(bucket.stream) == {}
    await bus.close()


async def _ignore(record: Record) -> None:
    del record


async def test_a_list_misses_no_key_while_keys_are_written_over(nats_url: str) -> None:
    bus = await fresh(nats_url)
    bucket = Bucket(bus, names.CLIPS)
    wanted = {f"t.k{n}" for n in range(50)}
    for key in wanted:
        await bucket.put(key, b"")
    done = asyncio.Event()

    async def churn() -> None:
        while not done.is_set():
            await asyncio.gather(*(bucket.put(f"t.k{n}", b"") for n in range(0, 50, 7)))

    writing = asyncio.create_task(churn())
    for _ in range(15):
        assert {record.key async for record in bucket.heads("t.*")} == wanted
        assert {record.key async for record in bucket.values("t.*")} == wanted
    done.set()
    await writing
    await bus.close()


async def test_a_task_is_refused_while_it_waits_and_while_it_runs(nats_url: str) -> None:
    bus = await fresh(nats_url)
    assert await offer(bus, "shot1")
    assert not await offer(bus, "shot1")
    taken: asyncio.Queue[Msg] = asyncio.Queue()
    consumer = await bus.task_consumer(STAGE, "cpu")
    assert await bus.waiting(names.TASKS) == {consumer: 1}
    pull = Pull(bus, (names.TASKS, consumer), lambda: 1, 1, taken.put)
    pulling = asyncio.create_task(pull.run())
    message = await taken.get()
    assert await bus.waiting(names.TASKS) == {consumer: 0}
    assert not await offer(bus, "shot1")
    await message.ack_sync()
    assert await offer(bus, "shot1")
    pull.stop()
    await pulling
    await bus.close()


async def test_a_pull_takes_no_more_than_it_can_hold_and_refills(nats_url: str) -> None:
    bus = await fresh(nats_url)
    consumer = await bus.task_consumer(STAGE, "cpu")
    busy, most, done = 0, 0, set[bytes]()

    async def handle(message: Msg) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await message.ack_sync()
        done.add(message.data)
        busy -= 1

    pull = Pull(bus, (names.TASKS, consumer), lambda: 4, 2, handle)
    pulling = asyncio.create_task(pull.run())
    await asyncio.gather(*(offer(bus, f"p{n}") for n in range(100)))
    await wait_until(lambda: len(done) == 100, "all are handled")
    assert 1 <= most <= 4
    pull.stop()
    await pulling
    await bus.close()


async def test_a_handler_that_raises_takes_nobody_with_it(
    nats_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    bus = await fresh(nats_url)
    consumer = await bus.task_consumer(STAGE, "cpu", lease_s=0.5)
    seen: list[tuple[bytes, int]] = []

    async def handle(message: Msg) -> None:
        seen.append((message.data, message.metadata.num_delivered))
        if message.metadata.num_delivered == 1 and message.data == b"bad":
            raise ValueError("no")
        await message.ack()

    pull = Pull(bus, (names.TASKS, consumer), lambda: 2, 1, handle)
    pulling = asyncio.create_task(pull.run())
    await offer(bus, "bad")
    await offer(bus, "good")
    await wait_until(lambda: (b"bad", 2) in seen, "the message comes again after its lease")
    assert (b"good", 1) in seen
    assert "delivered again" in caplog.text
    pull.stop()
    await pulling
    await bus.close()


async def test_a_pull_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    first = Running(server)
    bus = await fresh(server.url)
    consumer = await bus.task_consumer(STAGE, "cpu")
    done: set[bytes] = set()

    async def handle(message: Msg) -> None:
        done.add(message.data)
        await message.ack()

    pull = Pull(bus, (names.TASKS, consumer), lambda: 2, 1, handle)
    pulling = asyncio.create_task(pull.run())
    await offer(bus, "before")
    await wait_until(lambda: b"before" in done, "the first task is handled")
    first.process.kill()
    await asyncio.to_thread(first.process.wait)
    with running(server):
        await wait_for(lambda: offered(bus, "after"), "a task is taken again")
        await wait_until(lambda: b"after" in done, "the pull has asked again")
        pull.stop()
        await pulling
        await bus.close()


async def test_the_same_message_id_is_one_message(nats_url: str) -> None:
    bus = await fresh(nats_url)
    subject = names.event_subject("t", "c", STAGE, "shot1", "finished")
    first = await bus.publish(subject, b"x", {"Nats-Msg-Id": "one"})
    assert await bus.publish(subject, b"x", {"Nats-Msg-Id": "one"}) == first
    assert [m.data async for m in bus.replay(names.EVENTS, subject)] == [b"x"]
    assert [m.data async for m in bus.replay(names.EVENTS, "events.t.nobody.>")] == []
    await bus.close()


async def test_a_timer_fires_once_at_its_time_and_a_later_one_replaces_it(nats_url: str) -> None:
    bus = await fresh(nats_url)
    target = names.event_subject("t", "c", Stage.STAGE_UNSPECIFIED, "", "deadline")

    async def schedule(delay_s: float, text: bytes) -> datetime:
        due = datetime.now(UTC) + timedelta(seconds=delay_s)
        at = due.isoformat().replace("+00:00", "Z")
        headers = {"Nats-Schedule": f"@at {at}", "Nats-Schedule-Target": target}
        await bus.publish(names.deadline_schedule("t", "c"), text, headers)
        return due

    await schedule(0.5, b"first")
    due = await schedule(1.2, b"second")

    async def fired() -> list[bytes]:
        return [message.data async for message in bus.replay(names.EVENTS, target)]

    assert await wait_for(fired, "the timer fires") == [b"second"]
    assert datetime.now(UTC) >= due
    await bus.close()


async def test_a_bus_that_is_away_is_one_clear_sentence(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    with running(server):
        bus = await fresh(server.url)
    bus.js._timeout = 0.2  # type: ignore[attr-defined]  # nobody shall wait for five seconds
    with pytest.raises(Unavailable, match="bus"):
        await Bucket(bus, names.CLIPS).get("t.k")
    await bus.close()

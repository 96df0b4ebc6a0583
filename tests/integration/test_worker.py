"""Proves what a worker promises for a task: its lease, its tries, its cancel, its one result."""

import asyncio
import uuid

import pytest

from reelmesh.mesh import names, worker
from reelmesh.mesh.buckets import Bucket
from reelmesh.mesh.run import now
from reelmesh.v1.common_pb2 import Cause
from tests.benches import Bench
from tests.meshes import Hold
from tests.waiting import wait_for


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits between tries, shortened; that they grow is a table in worker.py."""
    monkeypatch.setattr(worker, "BACKOFF_S", (0.05,))


async def test_a_result_is_committed_once_and_reused(bench: Bench) -> None:
    await bench.start()
    first = (await bench.told(await bench.offer("Hello."), "finished")).finished
    second = (await bench.told(await bench.offer("Hello."), "finished")).finished
    assert (first.reused, second.reused) == (False, True)
    assert first.fingerprint == second.fingerprint
    assert first.result == second.result
    assert bench.runs() == 1
    assert await bench.store.size("t", first.result.speak.audio) == 50
    await bench.emptied()


async def test_a_task_longer_than_its_lease_is_not_given_to_another(
    bench: Bench, hold: Hold
) -> None:
    await bench.start()
    await bench.start()
    clip = await bench.offer(f"voice-waits:{hold}")
    assert (await bench.told(clip, "started")).started.attempt == 1
    # Three leases of a second pass.
    deadline = asyncio.get_running_loop().time() + 3
    await wait_for(lambda: later(deadline), "three leases have passed")
    hold.release()
    assert (await bench.told(clip, "finished")).finished.attempt == 1
    assert await bench.facts(clip) == ["started", "finished"]
    assert bench.runs() == 1


async def later(moment: float) -> bool:
    return asyncio.get_running_loop().time() > moment


@pytest.mark.usefixtures("quick")
async def test_an_engine_that_fails_is_tried_again_until_it_works(bench: Bench, hold: Hold) -> None:
    await bench.start()
    clip = await bench.offer(f"voice-fails:{hold}")

    async def tried() -> bool:
        return bench.runs() >= 2

    await wait_for(tried, "it is tried again")
    hold.release()
    assert (await bench.told(clip, "finished")).finished.attempt >= 3
    assert "failed" not in await bench.facts(clip)


@pytest.mark.usefixtures("quick")
async def test_a_worker_gives_up_after_its_tries_and_says_why(bench: Bench, hold: Hold) -> None:
    await bench.start()
    clip = await bench.offer(f"voice-fails:{hold}")
    fact = (await bench.told(clip, "failed")).failed
    assert fact.attempt == worker.TRIES == bench.runs()
    assert (fact.failure.cause, fact.failure.part) == (Cause.CAUSE_ENGINE, "line1")
    assert "told to fail" in fact.failure.message
    await bench.emptied()
    # It was no permanent failure: another clip tries again.
    hold.release()
    other = await bench.offer(f"voice-fails:{hold}")
    assert not (await bench.told(other, "finished")).finished.reused


async def test_a_callers_error_is_final_at_once(bench: Bench) -> None:
    await bench.start()
    fact = (await bench.told(await bench.offer("voice-refuses:x"), "failed")).failed
    assert (fact.attempt, fact.failure.cause) == (1, Cause.CAUSE_CALLER)
    again = (await bench.told(await bench.offer("voice-refuses:x"), "failed")).failed
    assert again.failure == fact.failure
    assert bench.runs() == 1


async def test_a_cancelled_task_stops_within_a_progress_report(bench: Bench, hold: Hold) -> None:
    await bench.start()
    clip = await bench.offer(f"voice-waits:{hold}")
    await bench.told(clip, "started")
    await bench.bus.tell(names.cancel_subject("t", clip), b"")
    await bench.emptied()
    assert await bench.facts(clip) == ["started"]
    assert (await bench.told(await bench.offer("Next."), "finished")).finished.attempt == 1


async def test_a_cancel_that_comes_before_its_task_is_remembered(bench: Bench, hold: Hold) -> None:
    one = await bench.start()
    clip = uuid.uuid4().hex
    await bench.told(await bench.offer("First."), "finished")
    await bench.bus.tell(names.cancel_subject("t", clip), b"")
    await bench.bus.client.flush()
    await one.bus.client.flush()
    await bench.offer(f"voice-waits:{hold}", clip)
    await bench.emptied()
    assert await bench.facts(clip) == []
    assert bench.runs() == 1


async def test_a_task_whose_deadline_has_passed_is_given_up_without_a_word(bench: Bench) -> None:
    await bench.start()
    clip = await bench.offer("Late.", deadline_time=now())
    await bench.emptied()
    # The deadline itself is told by its timer.
    assert await bench.facts(clip) == []
    assert bench.runs() == 0


async def test_an_engine_that_stands_still_loses_its_task_but_not_the_task_itself(
    bench: Bench, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STALL_S", 0.3)
    await bench.start()
    await bench.start()
    clip = await bench.offer(f"voice-is-deaf:{hold}")

    async def both() -> bool:
        return bench.runs() >= 2

    await wait_for(both, "another worker has it too")
    assert await bench.left() == 1
    hold.release()
    assert (await bench.told(clip, "finished")).finished
    await bench.emptied()


async def test_two_workers_that_race_commit_one_record(bench: Bench, hold: Hold) -> None:
    await bench.start()
    await bench.start()
    clips = [await bench.offer(f"voice-waits:{hold}") for _ in range(2)]
    for clip in clips:
        await bench.told(clip, "started")
    hold.release()
    facts = [(await bench.told(clip, "finished")).finished for clip in clips]
    assert bench.runs() == 2
    assert sorted(f.reused for f in facts) == [False, True]
    assert facts[0].result == facts[1].result
    key = names.record_key("t", facts[0].fingerprint)
    assert await Bucket(bench.bus, names.RESULTS).get(key) is not None


async def test_stopping_finishes_what_runs_and_takes_no_more(bench: Bench, hold: Hold) -> None:
    one = await bench.start()
    _, working = bench.workers[0]
    clip = await bench.offer(f"voice-waits:{hold}")
    await bench.told(clip, "started")
    one.stop()
    waiting = await bench.offer("Not now.")
    assert not working.done()
    hold.release()
    await working
    assert (await bench.told(clip, "finished")).finished.attempt == 1
    assert await bench.facts(waiting) == []
    assert await bench.left() == 1

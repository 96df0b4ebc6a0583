"""Proves that a worker fetches and stores while its engine runs, and that no task suffers by it."""

import asyncio
from pathlib import Path

import pytest

from reelmesh.mesh import names, worker
from reelmesh.v1.common_pb2 import Artifact
from tests.benches import Bench
from tests.meshes import Hold


async def test_the_next_task_is_taken_when_the_running_one_nears_its_end_and_not_before(
    bench: Bench, hold: Hold, tmp_path: Path
) -> None:
    await bench.start()
    near = Hold(tmp_path / "near")
    await bench.told(await bench.offer(f"voice-waits:{hold} voice-nears-its-end:{near}"), "started")
    following = [await bench.offer(f"Next {number}.") for number in range(2)]
    assert await bench.given_out() == 1
    hold.release()
    await bench.taken(2)
    assert [await bench.facts(clip) for clip in following] == [[], []]
    assert bench.runs() == 1
    near.release()
    for clip in following:
        assert (await bench.told(clip, "finished")).finished.attempt == 1
    await bench.emptied()


async def test_a_worker_that_drains_gives_back_what_it_has_not_begun(
    bench: Bench, hold: Hold
) -> None:
    one = await bench.start()
    first = await bench.offer(f"voice-nears-its-end:{hold}")
    await bench.told(first, "started")
    second = await bench.offer("Next.")
    await bench.taken(2)
    one.stop()
    await bench.start()
    assert (await bench.told(second, "finished")).finished.attempt == 2
    assert await bench.facts(first) == ["started"]
    hold.release()
    assert (await bench.told(first, "finished")).finished.attempt == 1
    await bench.emptied()


async def test_a_task_that_is_cancelled_before_its_turn_is_given_up_at_once(
    bench: Bench, hold: Hold
) -> None:
    await bench.start()
    await bench.told(await bench.offer(f"voice-nears-its-end:{hold}"), "started")
    second = await bench.offer("Next.")
    await bench.taken(2)
    await bench.bus.tell(names.cancel_subject("t", second), b"")
    await bench.taken(1)
    assert await bench.facts(second) == []
    assert bench.runs() == 1
    hold.release()
    await bench.emptied()


async def test_a_result_is_stored_while_the_next_task_runs(
    bench: Bench, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.start()
    stored, slow = asyncio.Event(), asyncio.Event()
    put = bench.store.put

    async def put_slowly(tenant: str, artifact: Artifact, path: Path) -> None:
        stored.set()
        await slow.wait()
        await put(tenant, artifact, path)

    monkeypatch.setattr(bench.store, "put", put_slowly)
    first = await bench.offer("First.")
    await asyncio.wait_for(stored.wait(), 10)
    second = await bench.offer(f"voice-waits:{hold}")
    await bench.told(second, "started")
    assert "finished" not in await bench.facts(first)
    slow.set()
    assert (await bench.told(first, "finished")).finished.attempt == 1
    assert await bench.facts(second) == ["started"]
    hold.release()
    await bench.told(second, "finished")


async def test_the_same_work_is_done_once_though_two_ask_for_it_at_a_time(
    bench: Bench, hold: Hold
) -> None:
    await bench.start(slots=2)
    clips = [await bench.offer(f"voice-waits:{hold}") for _ in range(2)]
    await bench.taken(2)
    hold.release()
    facts = [(await bench.told(clip, "finished")).finished for clip in clips]
    assert sorted(fact.reused for fact in facts) == [False, True]
    assert bench.runs() == 1


async def test_what_waits_behind_an_engine_that_stands_still_goes_to_another_worker(
    bench: Bench, hold: Hold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STALL_S", 0.3)
    await bench.start()
    near = Hold(tmp_path / "near")
    first = await bench.offer(f"voice-nears-its-end:{near} voice-is-deaf:{hold}")
    await bench.told(first, "started")
    second = await bench.offer("Next.")
    await bench.taken(2)
    near.release()
    # The other worker gets both: the first for its lease, the second because it was given back.
    await bench.start(slots=2)
    assert (await bench.told(second, "finished")).finished.attempt > 1
    assert "finished" not in await bench.facts(first)
    hold.release()
    await bench.told(first, "finished")
    await bench.emptied()

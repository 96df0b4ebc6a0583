"""Proves what a worker promises for a task: its lease, its tries, its cancel, its one result."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio
from google.protobuf.message import Message

from reelmesh.mesh import names, worker
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Bucket
from reelmesh.mesh.bus import Bus, connect
from reelmesh.mesh.engine import Engine, EngineSettings
from reelmesh.mesh.settings import Settings, read_settings
from reelmesh.mesh.stage import StageRunner, now
from reelmesh.mesh.worker import Worker
from reelmesh.v1.common_pb2 import Cause, Stage
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.task_pb2 import StageRequest, Task
from reelmesh.v1.voice_pb2 import SpeakRequest
from tests import steered
from tests.meshes import Hold
from tests.waiting import wait_for

STAGE = Stage.STAGE_VOICE


class Bench:
    """A bus, a store, and workers of one stage in this process."""

    def __init__(self, settings: Settings, bus: Bus, store: Artifacts, log: Path) -> None:
        self.settings, self.bus, self.store = settings, bus, store
        self._log = log
        self.workers: list[tuple[Worker, asyncio.Task[None]]] = []

    async def start(self, slots: int = 1) -> Worker:
        """One more worker, with a connection of its own."""
        bus = await connect(self.settings.nats_url, "voice")
        options = {"bytes": "50", "log": str(self._log)}
        engine = cast("Engine[Message, Message]", steered.Speech(EngineSettings(options=options)))
        runner = StageRunner(STAGE, engine, Bucket(bus, names.RESULTS), self.store, slots)
        one = Worker(bus, runner, self.settings)
        self.workers.append((one, asyncio.create_task(one.run())))
        return one

    async def offer(self, text: str, clip: str = "", **more: object) -> str:
        """Put a task in the queue; gives the clip's id."""
        clip = clip or uuid.uuid4().hex
        speak = SpeakRequest(text=text, language="en", voice="none")
        task = Task(
            tenant="t",
            clip=clip,
            stage=STAGE,
            part="line1",
            request=StageRequest(speak=speak),
            queued_time=now(),
            **more,  # type: ignore[arg-type]
        )
        subject = names.task_subject(STAGE, "cpu", clip, "line1")
        assert await self.bus.offer_task(subject, task.SerializeToString(), {})
        return clip

    async def told(self, clip: str, fact: str) -> Event:
        """An event of the clip, once it is there."""

        async def ask() -> Event | None:
            subject = names.event_subject("t", clip, STAGE, "line1", fact)
            async for message in self.bus.replay(names.EVENTS, subject):
                return Event.FromString(message.data)
            return None

        return await wait_for(ask, f"{fact} is told")

    async def facts(self, clip: str) -> list[str]:
        """Everything told about the clip."""
        replay = self.bus.replay(names.EVENTS, names.clip_events("t", clip))
        return [m.subject.rpartition(".")[2] async for m in replay]

    async def left(self) -> int:
        """Tasks that nobody has acknowledged."""
        return int((await self.bus.js.stream_info(names.TASKS)).state.messages)

    async def emptied(self) -> None:
        """Wait until every task is acknowledged."""

        async def ask() -> bool:
            return await self.left() == 0

        await wait_for(ask, "every task is acknowledged")

    def runs(self) -> int:
        """How often an engine ran."""
        return self._log.read_text(encoding="utf-8").count("voice")

    async def stop(self) -> None:
        for one, working in self.workers:
            one.stop()
            await working
            await one.bus.close()
            one.runner.close()
        await self.bus.close()
        self.store.close()


@pytest_asyncio.fixture
async def bench(settings: Settings, tmp_path: Path) -> AsyncGenerator[Bench]:
    with_lease = read_settings(
        {
            "NATS_URL": settings.nats_url,
            "S3_ENDPOINT": settings.s3_endpoint,
            "S3_ACCESS_KEY": settings.s3_access_key,
            "S3_SECRET_KEY": settings.s3_secret_key,
            "S3_BUCKET": settings.s3_bucket,
            "LEASE_S": "1",
        },
        STAGE,
    )
    bus, store = await connect(settings.nats_url, "test"), Artifacts(with_lease)
    await asyncio.gather(bus.ensure(), store.ensure())
    log = tmp_path / "runs"
    log.touch()
    one = Bench(with_lease, bus, store, log)
    yield one
    await one.stop()


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

"""Workers of one stage in this process, with a real bus and store, for tests of their promises."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from google.protobuf.message import Message
from nats.js.errors import NotFoundError

from reelmesh.mesh import names
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.buckets import Bucket
from reelmesh.mesh.bus import Bus, connect
from reelmesh.mesh.engine import Engine, EngineSettings
from reelmesh.mesh.run import now
from reelmesh.mesh.settings import Settings, read_settings
from reelmesh.mesh.stage import StageRunner
from reelmesh.mesh.worker import Worker
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.task_pb2 import StageRequest, Task
from reelmesh.v1.voice_pb2 import SpeakRequest
from tests import steered
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

    async def given_out(self) -> int:
        """Tasks that workers have and have not acknowledged."""
        try:
            info = await self.bus.js.consumer_info(names.TASKS, names.consumer(STAGE, "cpu"))
        except NotFoundError:
            # The first worker is still about to make it.
            return 0
        return int(info.num_ack_pending or 0)

    async def taken(self, count: int) -> None:
        """Wait until workers have so many tasks."""

        async def ask() -> bool:
            return await self.given_out() == count

        await wait_for(ask, f"workers have {count} tasks")

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


@asynccontextmanager
async def bench_of(settings: Settings, folder: Path) -> AsyncGenerator[Bench]:
    """A bench whose leases last a second."""
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
    log = folder / "runs"
    log.touch()
    one = Bench(with_lease, bus, store, log)
    try:
        yield one
    finally:
        await one.stop()

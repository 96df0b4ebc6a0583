"""What a worker tells the gateway about itself, again and again."""

import asyncio
import contextlib

from reelmesh.mesh import names
from reelmesh.mesh.buckets import Bucket
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.mesh.loading import Loading
from reelmesh.mesh.run import now
from reelmesh.mesh.settings import Settings
from reelmesh.mesh.stage import StageRunner
from reelmesh.v1.engine_pb2 import EngineInfo

REPORT_EVERY_S = 10.0
LOADING_EVERY_S = 2.0
LOADING_FIRST_S = 0.3
"""An engine that is loaded sooner is announced once, as ready."""


class Announcer:
    """Announces one worker: while it loads, while it works, and that it leaves."""

    def __init__(self, bus: Bus, runner: StageRunner, settings: Settings, loading: Loading) -> None:
        self._bucket = Bucket(bus, names.ENGINES)
        self._runner = runner
        self._settings = settings
        self._loading = loading
        self._key = names.engine_key(runner.stage, settings.pool, settings.worker)

    def describe(self) -> EngineInfo:
        """What this worker is and can do; while it loads, how far it is."""
        info = EngineInfo(
            stage=self._runner.stage,
            pool=self._settings.pool,
            engine=self._settings.engine,
            slots=self._runner.slots,
            worker=self._settings.worker,
            seen_time=now(),
        )
        if not self._runner.loaded:
            info.loading = self._loading.share
            return info
        engine = self._runner.engine
        info.engine, info.version = engine.name, engine.version
        info.weights_sha256 = engine.weights_sha256
        info.capabilities.CopyFrom(engine.capabilities)
        return info

    async def run(self) -> None:
        """Announce for ever."""
        pause_s = LOADING_FIRST_S
        while True:
            await asyncio.sleep(pause_s)
            with contextlib.suppress(ReelmeshError):
                await self.announce()
            pause_s = REPORT_EVERY_S if self._runner.loaded else LOADING_EVERY_S

    async def announce(self) -> None:
        """Say it once."""
        await self._bucket.put(self._key, self.describe().SerializeToString())

    async def withdraw(self) -> None:
        """Leave: what the pool can do stays known, but this worker is seen no more. One that
        never could do anything leaves nothing."""
        info = self.describe()
        info.ClearField("seen_time")
        await self._bucket.put(self._key, info.SerializeToString())
        if not self._runner.loaded:
            await self._bucket.delete(self._key)

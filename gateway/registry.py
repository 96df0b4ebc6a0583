"""Which engines there are: what workers report, and what their pools could last do."""

import time
from collections.abc import Callable

from reelmesh.mesh import names
from reelmesh.mesh.buckets import Bucket, Record
from reelmesh.mesh.bus import Bus
from reelmesh.mesh.names import stage_token
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.engine_pb2 import Capabilities, EngineInfo, Voice

LIVE_S = 30.0
"""A worker that has not reported for this long is not listed."""


EncoderOf = Callable[[Capabilities], str]
"""Which of an engine's encoders is meant."""


def words_encoder(able: Capabilities) -> str:
    """The text encoder that an engine holds or needs; empty without."""
    return able.prompt_encoder


def picture_encoder(able: Capabilities) -> str:
    """The same of its image encoder."""
    return able.image_encoder


class Registry:
    """A picture of the ENGINES bucket, kept up to date."""

    def __init__(self, bus: Bus) -> None:
        self._bucket = Bucket(bus, names.ENGINES)
        self._known: dict[str, EngineInfo] = {}

    async def start(self) -> None:
        """Read what is known, and listen from then on."""
        async for record in self._bucket.values(">"):
            await self._receive(record)
        await self._bucket.watch(">", self._receive)

    async def _receive(self, record: Record) -> None:
        info = EngineInfo.FromString(record.value)
        self._known[record.key] = info

    def live(self) -> list[EngineInfo]:
        """One entry a live worker, by stage and pool."""
        oldest = time.time() - LIVE_S
        alive = [i for i in self._known.values() if _seen(i) > oldest]
        return sorted(alive, key=lambda i: (i.stage, i.pool, i.worker))

    def _able(self) -> list[EngineInfo]:
        """What was reported by workers that had loaded their engine."""
        return [i for i in self._known.values() if not i.HasField("loading")]

    def capabilities(self, stage: Stage, pool: str) -> Capabilities | None:
        """What a pool can do by its latest report, live or not; None when it never spoke."""
        found = [i for i in self._able() if i.stage == stage and i.pool == pool]
        # A worker that has left reports no time: it does not hide what a live one says.
        return max(found, key=_seen).capabilities if found else None

    def encoding(self, encoder: str, wanted: str, of: EncoderOf = words_encoder) -> str:
        """The vision pool that holds an encoder of words, or of what of says: wanted if it does,
        else a live one, else one that did when it last reported; empty without."""
        seeing = {i.pool for i in self._able() if i.stage == Stage.STAGE_VISION}
        known = [(pool, self.capabilities(Stage.STAGE_VISION, pool)) for pool in sorted(seeing)]
        pools = [pool for pool, able in known if able and of(able) == encoder]
        live = [pool for pool in pools if not self.waits(Stage.STAGE_VISION, pool)]
        return wanted if wanted in pools else next(iter([*live, *pools]), "")

    def waits(self, stage: Stage, pool: str) -> str:
        """Why a task for this pool would wait, as a sentence; empty when a worker is there."""
        there = [i for i in self.live() if i.stage == stage and i.pool == pool]
        if any(not i.HasField("loading") for i in there):
            return ""
        name = f"the pool {pool} ({stage_token(stage)})"
        if there:
            share = max(i.loading for i in there)
            return f"The worker of {name} is still loading ({share:.0%}): its steps wait for it."
        return f"No worker of {name} is alive: its steps wait until one comes."

    def voices(self) -> list[Voice]:
        """The voices of live engines, each once."""
        return _voices(self.live())

    def voices_known(self) -> list[Voice]:
        """The voices of all engines that ever reported, live ones first."""
        return _voices([*self.live(), *self._able()])


def _seen(info: EngineInfo) -> float:
    return info.seen_time.ToNanoseconds() / 1e9


def _voices(infos: list[EngineInfo]) -> list[Voice]:
    found: dict[str, Voice] = {}
    for info in infos:
        if info.stage == Stage.STAGE_VOICE:
            for voice in info.capabilities.voices:
                found.setdefault(voice.id, voice)
    return list(found.values())

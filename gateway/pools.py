"""The table of pools: which pool serves which quality and capability. Read once, then pure."""

import math
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import cast

from gateway.timeline import SECONDS_DEFAULT
from reelmesh.mesh.errors import CallerError
from reelmesh.mesh.names import stage_token
from reelmesh.mesh.settings import stage_named, token
from reelmesh.v1.common_pb2 import Quality, Stage
from reelmesh.v1.spec_pb2 import LipSync, Spec

POOL_DEFAULT = "cpu"


@dataclass(frozen=True)
class PoolRule:
    """One row: the pool serves a stage's part when every condition given holds."""

    stage: Stage
    pool: str
    qualities: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    """Voice only: languages of the line."""
    pixels_max: int = 0
    """Width × height of the picture at most; 0 means any."""
    shot_seconds_max: float = 0.0
    """Length of the longest shot at most; 0 means any. One whose length follows from its lines
    counts as longer."""
    images: bool | None = None
    """True: only clips whose every shot has a picture; false: only the others; None: any."""
    lips: bool | None = None
    """True: only clips with lines that mouths shall move with; false: only the others."""

    def serves(self, stage: Stage, spec: Spec, language: str) -> bool:
        """Whether this row takes a part of a spec."""
        pixels = (spec.format.width or 1280) * (spec.format.height or 720)
        quality = spec.quality or Quality.QUALITY_STANDARD
        return (
            stage == self.stage
            and (not self.qualities or quality in self.qualities)
            and (not self.languages or language.partition("-")[0] in self.languages)
            and (not self.pixels_max or pixels <= self.pixels_max)
            and (not self.shot_seconds_max or _longest(spec) <= self.shot_seconds_max)
            and self.images in (None, _pictured(spec))
            and self.lips in (None, _lips(spec))
        )


def _longest(spec: Spec) -> float:
    """The longest shot in seconds; infinite where only the spoken lines will tell."""
    given = [shot.seconds for shot in spec.shots] or [0.0]
    if all(given):
        return max(given)
    whole = spec.seconds or (math.inf if spec.lines else max(SECONDS_DEFAULT, sum(given)))
    return max(*given, (whole - sum(given)) / given.count(0.0))


def _pictured(spec: Spec) -> bool:
    return bool(spec.shots) and all(shot.HasField("image") for shot in spec.shots)


def _lips(spec: Spec) -> bool:
    named = any(line.speaker for line in spec.lines)
    return named and spec.lip_sync != LipSync.LIP_SYNC_OFF


class Pools:
    """The rows in order; the first that serves a part wins, else the pool is cpu."""

    def __init__(self, rules: list[PoolRule]) -> None:
        self._rules = rules

    def all(self) -> list[tuple[Stage, str]]:
        """Every pool that a step may go to."""
        stages = cast("list[Stage]", Stage.values()[1:])
        pools = [*((stage, POOL_DEFAULT) for stage in stages)]
        return list(dict.fromkeys([*pools, *((rule.stage, rule.pool) for rule in self._rules)]))

    def of(self, stage: Stage, spec: Spec, language: str = "") -> str:
        """The pool of a stage's part."""
        for rule in self._rules:
            if rule.serves(stage, spec, language):
                return rule.pool
        return POOL_DEFAULT


def read_pools(path: str) -> Pools:
    """The table from a TOML file; without a file everything goes to the pool cpu.

        [[pool]]
        stage = "video"
        pool = "h100"
        quality = ["high"]

    Raises CallerError that names the file and the row.
    """
    if not path:
        return Pools([])
    try:
        rows = tomllib.loads(Path(path).read_text())["pool"]
        return Pools([_rule(row) for row in rows])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise CallerError(f"REELMESH_POOLS={path} cannot be used: {error!r}.") from error
    except CallerError as error:
        raise CallerError(f"REELMESH_POOLS={path} cannot be used: {error}") from error


def _rule(row: dict[str, object]) -> PoolRule:
    known = {field.name for field in fields(PoolRule)} - {"qualities"} | {"quality"}
    if unknown := set(row) - known:
        raise ValueError(f"unknown keys {sorted(unknown)} in the row of {row.get('pool')}")
    return PoolRule(
        stage=stage_named(str(row["stage"])),
        pool=token("pool", str(row["pool"])),
        qualities=frozenset(Quality.Value(f"QUALITY_{q.upper()}") for q in _words(row, "quality")),
        languages=frozenset(_words(row, "languages")),
        pixels_max=int(str(row.get("pixels_max", 0))),
        shot_seconds_max=float(str(row.get("shot_seconds_max", 0))),
        images=_yes_or_no(row, "images"),
        lips=_yes_or_no(row, "lips"),
    )


def _yes_or_no(row: dict[str, object], key: str) -> bool | None:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{key} of {row['pool']} must be true or false")
    return value


def _words(row: dict[str, object], key: str) -> list[str]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{key} of {stage_token(stage_named(str(row['stage'])))} must be a list")
    return [str(item) for item in value]

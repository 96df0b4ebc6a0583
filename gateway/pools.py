"""The table of pools: which pool serves which quality and capability. Read once, then pure."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from reelmesh.mesh.errors import CallerError
from reelmesh.mesh.names import stage_token
from reelmesh.mesh.settings import stage_named, token
from reelmesh.v1.common_pb2 import Quality, Stage
from reelmesh.v1.spec_pb2 import Spec

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

    def serves(self, stage: Stage, spec: Spec, language: str) -> bool:
        """Whether this row takes a part of a spec."""
        pixels = (spec.format.width or 1280) * (spec.format.height or 720)
        quality = spec.quality or Quality.QUALITY_STANDARD
        return (
            stage == self.stage
            and (not self.qualities or quality in self.qualities)
            and (not self.languages or language.partition("-")[0] in self.languages)
            and (not self.pixels_max or pixels <= self.pixels_max)
        )


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
    known = {"stage", "pool", "quality", "languages", "pixels_max"}
    if unknown := set(row) - known:
        raise ValueError(f"unknown keys {sorted(unknown)} in the row of {row.get('pool')}")
    return PoolRule(
        stage=stage_named(str(row["stage"])),
        pool=token("pool", str(row["pool"])),
        qualities=frozenset(Quality.Value(f"QUALITY_{q.upper()}") for q in _words(row, "quality")),
        languages=frozenset(_words(row, "languages")),
        pixels_max=int(str(row.get("pixels_max", 0))),
    )


def _words(row: dict[str, object], key: str) -> list[str]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{key} of {stage_token(stage_named(str(row['stage'])))} must be a list")
    return [str(item) for item in value]

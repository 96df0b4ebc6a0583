"""What the local mesh runs beside its servers: the gateway and a worker of each stage."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import reelmesh
from reelmesh.v1.common_pb2 import Stage

ROOT = Path(reelmesh.__file__).resolve().parent.parent
"""Where gateway, services and reelmesh lie side by side: a checkout, or site-packages."""
GATEWAY = "gateway"
SLOTS = {"vision": 2, "voice": 2}
"""Lines and shots are spoken and looked at side by side; the rest has no use for it."""
NOT_INHERITED = ("STAGE", "POOL", "ENGINE", "ENGINE_OPTIONS", "SLOTS", "LISTEN")
"""Meant for one program: from a user's shell they would reach all six."""


@dataclass(frozen=True)
class Program:
    """One Python program of the mesh."""

    name: str
    """How its log lines are marked; unique in the mesh."""
    module: str
    """What `python -m` runs."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Its own variables, on top of the mesh's."""

    def command(self) -> list[str]:
        """-P: a gateway.py in the user's folder is not our gateway."""
        return [sys.executable, "-P", "-m", self.module]

    def may_be_forked(self) -> bool:
        """Whether an interpreter that runs already will do: not with a path of its own."""
        return "PYTHONPATH" not in self.environment


def default_programs(environment: Mapping[str, str] | None = None) -> list[Program]:
    """The six; environment is added to each."""
    common = dict(environment or {})
    return [
        Program(GATEWAY, "gateway", common),
        *(worker(stage, environment=common) for stage in stages()),
    ]


def worker(
    stage: str,
    *,
    name: str = "",
    pool: str = "cpu",
    engine: str = "",
    slots: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Program:
    """A worker of a stage such as video. slots 0 means the stage's default."""
    variables = {"STAGE": stage, "POOL": pool, "SLOTS": str(slots or SLOTS.get(stage, 1))}
    if engine:
        variables["ENGINE"] = engine
    return Program(name or stage, f"services.{stage}", {**variables, **(environment or {})})


def stages() -> Sequence[str]:
    """The stages in lower case, in the order of the enum."""
    return [name.removeprefix("STAGE_").lower() for name in Stage.keys()[1:]]


def inherited() -> dict[str, str]:
    """The environment of this process, as far as it is every program's, with our code in reach."""
    found = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    # The gateway forks to clean an image, and gRPC's fork handlers only write a warning then.
    quiet = {"GRPC_ENABLE_FORK_SUPPORT": "false"}
    return {**quiet, **found, "PYTHONPATH": os.pathsep.join(paths)}

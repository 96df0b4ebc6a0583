"""The Engine contract: load once, run many. An engine knows no bus, no store and no gRPC."""

import hashlib
import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar, cast

from google.protobuf.message import Message

from reelmesh.mesh.errors import CallerError, Cancelled, ContentError, EngineError
from reelmesh.v1.common_pb2 import Artifact, Usage
from reelmesh.v1.engine_pb2 import Capabilities

# What an engine file needs of errors, so that it imports this module alone.
__all__ = [
    "PREVIEW_BYTES_MAX",
    "CallerError",
    "Cancelled",
    "ContentError",
    "Engine",
    "EngineError",
    "EngineSettings",
    "Files",
    "Report",
    "engine_class",
    "weights_digest",
]

Request = TypeVar("Request", bound=Message)
Result = TypeVar("Result", bound=Message)

Report = Callable[[float], None]
"""report(0.4) publishes progress (0 to 1) and raises Cancelled when the result is no longer
wanted. Call it at least once a second; any thread may call it."""


PREVIEW_BYTES_MAX = 64_000
"""Largest preview: it travels in a message."""


class Files(Protocol):
    """An engine's only way to bytes: inputs by artifact, outputs by a new path."""

    def path(self, artifact: Artifact) -> Path:
        """A readable local file with the artifact's bytes; never write to it."""
        ...

    def new(self, name: str) -> Path:
        """A path to write to, in a folder that belongs to this run; name is like shot.mp4."""
        ...

    def keep(self, path: Path, media_type: str) -> Artifact:
        """Name a written file by its SHA-256, to be stored when the run succeeds."""
        ...

    def preview(self, jpeg: bytes) -> None:
        """Show how the picture is coming along: a JPEG of PREVIEW_BYTES_MAX at most, that may
        be lost. Any thread may call it."""
        ...


def _nobody(_share: float) -> None:
    """Nobody wants to know how far the loading is."""


@dataclass(frozen=True)
class EngineSettings:
    """What an engine may be told. Every engine has good defaults for all of it."""

    model: str = ""
    """Path of a model folder; empty for engines that carry their weights."""
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    """CPU threads one run may use."""
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    """The engine's own options, from ENGINE_OPTIONS="name=value,name=value"."""
    told: Callable[[float], None] = _nobody
    """Call it with the share that is loaded, 0 to 1, as often as you like, from any thread."""


class Engine(Generic[Request, Result]):
    """One model backend of one stage. Blocking code is fine: run works in a worker thread.

    The same request gives the same result, bytes included, on one platform; whatever is
    drawn by chance comes from request.seed. A result names only files that were kept.
    """

    name: str
    """The file's name; part of every fingerprint."""
    version: str
    """Change it whenever the same request would give other bytes."""
    weights_sha256: str = ""
    """Digest over all weights, see weights_digest; empty without weights."""
    capabilities: Capabilities

    def __init__(self, settings: EngineSettings) -> None:
        """Load the weights and warm up: tasks come once it returns, and it may take minutes.
        Raises EngineError with what to do when that is impossible."""
        raise NotImplementedError

    def run(self, request: Request, files: Files, report: Report) -> Result:
        """Do the work. Raises CallerError, ContentError or EngineError, and lets Cancelled
        through."""
        raise NotImplementedError

    def usage(self) -> Usage:
        """What the last run took of its device, asked for in the thread of that run."""
        return Usage()


def weights_digest(paths: Iterable[Path]) -> str:
    """SHA-256 over names and bytes of weight files, sorted by name."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def engine_class(stage: str, name: str) -> type[Engine[Message, Message]]:
    """The engine class of a stage by name.

    name is a file in services/<stage>/engines/, or module:Class for one of your own.
    """
    module, _, attribute = name.partition(":")
    if not attribute:
        module, attribute = f"services.{stage}.engines.{name}", "ENGINE"
    try:
        return cast(
            "type[Engine[Message, Message]]", getattr(importlib.import_module(module), attribute)
        )
    except ModuleNotFoundError as error:
        if error.name and module.startswith(error.name):
            raise CallerError(
                f"There is no {stage} engine called {name!r}: set ENGINE to a file in "
                f"services/{stage}/engines/ or to module:Class."
            ) from error
        raise EngineError(
            f"The {stage} engine {name!r} needs the package {error.name}: install its "
            f"requirements (services/{stage}/README.md)."
        ) from error

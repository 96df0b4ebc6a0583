"""Which gateway a command talks to: the one named, one that is up here, or one of its own."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reelmesh.client import ReelmeshClient
from reelmesh.command.usage import UsageError
from reelmesh.local.lock import holder_of
from reelmesh.local.private import PrivateMesh
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.v1.common_pb2 import Cause

START_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Reach:
    """A gateway a command can talk to."""

    client: ReelmeshClient
    logs: Path | None = None
    """Where its programs' lines are, when the mesh is the command's own."""


def default_folder() -> Path:
    """Where clips made on this machine are kept: $XDG_CACHE_HOME/reelmesh or ~/.cache/reelmesh.
    What lies there can be made again from its specs, and what is reused is found there."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache") / "reelmesh"


def say(text: str) -> None:
    """Tells the user something beside the result."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def reached(arguments: argparse.Namespace, rendering: bool = False) -> Generator[Reach]:
    """The right gateway. rendering: the command needs the mesh for long, so it
    must not borrow one that ends with another command."""
    address = named(arguments) or running_here(rendering)
    if address:
        with ReelmeshClient(address) as client:
            yield Reach(client)
        return
    folder = default_folder()
    if holder_of(folder) is None:
        with private(folder) as reach:
            yield reach
        return
    say(f"Another command uses {folder}, so nothing can be reused this time.")
    with spare_folder() as spare, private(spare) as reach:
        yield reach


@contextmanager
def spare_folder() -> Generator[Path]:
    """A folder for one mesh, kept only when the mesh failed, for its logs."""
    folder, keep = Path(tempfile.mkdtemp(prefix="reelmesh-")), False
    try:
        yield folder
    except ReelmeshError:
        keep = True
        raise
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def named(arguments: argparse.Namespace) -> str:
    """The address that --gateway or REELMESH_GATEWAY gives; empty for none."""
    address: str = arguments.gateway or os.environ.get("REELMESH_GATEWAY", "")
    host, colon, port = address.rpartition(":")
    if address and not (host and colon and port.isdecimal() and 0 < int(port) < 65_536):
        raise UsageError(f"{address!r} is no gateway: write HOST:PORT such as localhost:50051.")
    return address


def running_here(rendering: bool) -> str:
    """The gateway of a mesh that runs in the default folder; empty for none. Waits for one
    that is starting."""
    until = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < until:
        holder = holder_of(default_folder())
        if holder is None or (rendering and not holder.shared):
            return ""
        if holder.gateway:
            return holder.gateway
        time.sleep(0.1)
    return ""


@contextmanager
def private(folder: Path) -> Generator[Reach]:
    """A mesh that is started for the command and stopped after."""
    say(f"Starting a private mesh in {folder} …")
    with PrivateMesh(folder, say) as mesh:
        say(f"Ready in {mesh.start_seconds:.1f} s.")
        with ReelmeshClient(mesh.gateway) as client:
            mesh.on_failure = client.close
            try:
                yield Reach(client, folder / "logs")
            except (ReelmeshError, ValueError) as error:
                # gRPC raises ValueError on a channel that was closed because the mesh failed.
                cause = mesh.failure or error
                if getattr(cause, "cause", None) != Cause.CAUSE_CALLER:
                    say(f"What the programs said is in {folder / 'logs'}.")
                raise cause from None

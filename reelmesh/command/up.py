"""`reelmesh up`: the local mesh until Ctrl-C."""

import argparse
import asyncio
import os
import shlex
import signal
import sys
from functools import partial
from pathlib import Path

from reelmesh.command.reach import default_folder, say
from reelmesh.local.colours import coloured, paint
from reelmesh.local.mesh import LocalMesh
from reelmesh.local.output import named_lines
from reelmesh.local.ports import is_free

PORT_DEFAULT = 50051
"""The port gRPC's own examples use."""


def up(arguments: argparse.Namespace) -> int:
    """Runs the mesh until SIGINT, SIGTERM or SIGHUP; 0 then, 1 when it fails."""
    folder = Path(arguments.data) if arguments.data else default_folder()
    port: int = arguments.port or (PORT_DEFAULT if is_free(PORT_DEFAULT) else 0)
    if not arguments.port and not port:
        say(f"Port {PORT_DEFAULT} is taken, so the gateway gets a free one.")
    asyncio.run(serve(folder, port))
    return 0


async def serve(folder: Path, port: int) -> None:
    """Starts the mesh, says where it is, and stops it in order when a signal comes."""
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked_to_stop.set)
    tell = named_lines("mesh", sys.stderr)
    mesh = LocalMesh(
        folder, None, port, shared=True, sink=partial(named_lines, stream=sys.stderr), say=tell
    )
    running = asyncio.create_task(until_failure(mesh))
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        tell("stopping")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        tell("stopped")
    stopping.cancel()
    if not running.cancelled() and (error := running.exception()):
        raise error


async def until_failure(mesh: LocalMesh) -> None:
    """The mesh's life; raises what ended it."""
    async with mesh:
        print(welcome(mesh, coloured(sys.stdout)), flush=True)
        await mesh.failed()


def welcome(mesh: LocalMesh, colour: bool) -> str:
    """Where everything is, and what to try."""
    gateway = "" if mesh.folder == default_folder().resolve() else f" --gateway {mesh.gateway}"
    photo = "photo.jpg --prompt 'The camera moves closer' --line 'Anna: Hello there.'"
    return "\n".join(
        [
            paint(f"ready in {mesh.start_seconds:.1f} s", "bold", colour),
            f"  gateway  {mesh.gateway} (gRPC)",
            f"  bus      {mesh.nats_url}",
            f"  store    {mesh.store.endpoint} (S3; keys in {shown(mesh.store.keys_file)})",
            f"  data     {shown(mesh.folder)}",
            "Try in another terminal:",
            f"  reelmesh clip {photo}{gateway}",
            f"  reelmesh clips{gateway}",
            "Ctrl-C stops everything.",
        ]
    )


def shown(path: Path) -> str:
    """A path as one may paste it into a shell, with ~ for the home folder."""
    home = os.path.expanduser("~")  # noqa: PTH111 - a home that cannot be told stays ~
    text = str(path)
    return "~" + text[len(home) :] if text.startswith(home + os.sep) else shlex.quote(text)

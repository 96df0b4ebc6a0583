"""Clean an uploaded image in a child process: what strangers send is not decoded in the gateway.

The child (intake_child.py) has limits on memory, CPU, files and time, and knows no secrets.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from reelmesh.mesh.errors import CallerError

BYTES_MAX = 32 << 20
"""Largest upload in bytes."""
SECONDS_MAX = 30.0
"""Wall time a picture may take; the child's own limit on CPU time is shorter."""
AT_ONCE_MAX = 2
"""Children at once: each may take a gigabyte."""

CHILD = Path(__file__).with_name("intake_child.py")
COMMAND = (sys.executable, "-I", str(CHILD))
"""How the child is started: isolated from PYTHONPATH, the working folder and user packages."""
_KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "LANG", "TZ")
_TOO_LONG = "The image takes too long to read: save it again as an ordinary JPEG or PNG."
_BROKEN = "The image cannot be read: save it again as an ordinary JPEG or PNG."

_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(frozen=True)
class CleanImage:
    """A picture that is safe to pass on: upright, 8-bit sRGB, no metadata."""

    data: bytes
    """A PNG, or a JPEG when it has more than four million pixels."""
    media_type: str
    width: int
    height: int


async def clean_image(data: bytes) -> CleanImage:
    """Decode an image and encode it again; the same bytes give the same bytes.

    Takes one still JPEG, PNG or WebP from 64 pixels a side to 24 million pixels; a larger JPEG
    (to 200 million) is halved until it fits. Raises CallerError that says what is wrong.
    """
    if not data:
        raise CallerError("The image is empty: send a JPEG, PNG or WebP file.")
    if len(data) > BYTES_MAX:
        raise CallerError(f"The image is larger than {BYTES_MAX >> 20} MiB: send a smaller one.")
    async with _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE_MAX)):
        return _answer(*await _ask(data, COMMAND, SECONDS_MAX))


async def _ask(data: bytes, command: tuple[str, ...], seconds_max: float) -> tuple[bytes, int]:
    """What the child wrote, and its return code; it is gone when this returns or raises.

    In a thread, not through the event loop: a child may answer and leave before it has read
    everything, and subprocess.run takes that as the answer it is.
    """
    try:
        done = await asyncio.to_thread(
            subprocess.run,
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            timeout=seconds_max,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CallerError(_TOO_LONG) from error
    return done.stdout, done.returncode


def _answer(written: bytes, code: int) -> CleanImage:
    """The child's answer. A child that died under its limits has said nothing."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise CallerError(_TOO_LONG)
    line, _, body = written.partition(b"\n")
    if code or not line:
        raise CallerError(_BROKEN)
    head = json.loads(line)
    if "error" in head:
        raise CallerError(head["error"])
    return CleanImage(body, head["media_type"], head["width"], head["height"])

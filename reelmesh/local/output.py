"""Where the lines of the local programs go: a terminal, each with its program's name, or files."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from reelmesh.local.colours import coloured, paint

Sink = Callable[[str], None]
"""Takes one line without its end."""
CHUNK_BYTES = 65_536
LAST_LINES = 20
NAME_WIDTH = 8


def named_lines(name: str, stream: TextIO) -> Sink:
    """A sink that writes lines behind the program's name, in its colour on a terminal."""
    prefix = paint(f"{name:<{NAME_WIDTH}} │ ", name, coloured(stream))
    shown = readable if stream.isatty() else str

    def write(line: str) -> None:
        stream.write(f"{prefix}{shown(line)}\n")
        stream.flush()

    return write


def readable(line: str) -> str:
    """A JSON line of a program as a person reads it; any other line as it is. The programs
    write JSON because a pipe to us, and no terminal, is what they see."""
    try:
        fields = json.loads(line)
        moment, message = str(fields.pop("time"))[11:23], fields.pop("message")
    except (ValueError, TypeError, LookupError, AttributeError):
        return line
    hidden = ("program", "level") if fields.get("level") == "info" else ("program",)
    rest = [f"{name}={value}" for name, value in fields.items() if name not in hidden]
    return " ".join([moment, str(message), *rest])


def file_lines(name: str, folder: Path) -> Sink:
    """A sink that writes <folder>/<name>.log, begun anew at every start of the mesh."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    path.write_text("", encoding="utf-8")

    def write(line: str) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return write


class Tee:
    """Passes lines on and remembers the last few, to quote when the program fails."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.last: deque[str] = deque(maxlen=LAST_LINES)

    async def pump(self, stream: asyncio.StreamReader) -> None:
        """Passes on everything a program says until it closes its output."""
        rest = b""
        while chunk := await stream.read(CHUNK_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self.write(line.decode(errors="replace").rstrip("\r"))
            if len(rest) > CHUNK_BYTES:
                self.write(rest.decode(errors="replace"))
                rest = b""
        if rest:
            self.write(rest.decode(errors="replace"))

    def write(self, line: str) -> None:
        """Passes on one line."""
        if line.strip():
            self.last.append(line.strip())
        self._sink(line)

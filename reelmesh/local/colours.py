"""One colour for each program, the same in logs, progress and traces."""

import os
from typing import TextIO

COLOURS = {
    "gateway": 36,
    "vision": 33,
    "voice": 35,
    "video": 32,
    "ambient": 34,
    "mux": 96,
    "nats": 90,
    "store": 90,
    "mesh": 1,
    "failed": 31,
    "quiet": 2,
    "bold": 1,
}
"""SGR codes (ECMA-48 8.3.117)."""


def paint(text: str, name: str, colour: bool = True) -> str:
    """The text in the colour of a program or mark, or as it is."""
    code = COLOURS.get(name.partition("-")[0])
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text


def coloured(stream: TextIO) -> bool:
    """Whether colours belong there: a terminal, and no NO_COLOR (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")

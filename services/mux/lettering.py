"""Text as a picture: Noto Sans CJK in white with a dark edge, broken into lines that fit.

The font is read from its package (OFL-1.1). It has Latin, Greek, Cyrillic and all of Chinese,
Japanese and Korean; other scripts are left out rather than shown as boxes.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from reelmesh.mesh.engine import EngineError

Bytes = NDArray[np.uint8]
Fits = Callable[[str], bool]
"""Whether a text fits into a line."""

_PACKAGE, _FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
_FACES = {"jpn": 0, "kor": 1, "zho": 2}
"""Which member of the collection draws signs as a language writes them."""
_PROBE_PX = 24
_EDGE = 1 / 11
"""Width of the dark edge, of the size of the letters."""
_LEADING = 1.28
_NEVER_FIRST = "。，、；：？！…）」』》】〉”’,.;:?!)]}%"
_NEVER_LAST = "（「『《【〈“‘([{"


def face_of(languages: Sequence[str]) -> int:
    """The member of the collection for a clip's languages (ISO 639-2): the first that has its
    own, else the Chinese one, whose other letters are the same."""
    return next((_FACES[code] for code in languages if code in _FACES), _FACES["zho"])


def drawn(text: str, size: int, width: int, face: int) -> tuple[Bytes, Bytes]:
    """Ink and cover of a text, centred: (rows, width) each, 0 to 255. Ink is white where the
    letters are and black at their edge; cover says where either is.

    size is the height of the letters in pixels, width the room. Raises EngineError without
    the font."""
    font = _font(size, face)
    lines = broken(text, lambda part: font.getlength(part) <= width - 4 * size * _EDGE)
    edge = max(1, round(size * _EDGE))
    step = round(size * _LEADING)
    rows = step * len(lines) + 2 * edge + size // 3
    ink, cover = Image.new("L", (width, rows)), Image.new("L", (width, rows))
    for number, line in enumerate(lines):
        place = (width / 2, edge + number * step)
        ImageDraw.Draw(ink).text(place, line, 255, font, anchor="ma")
        ImageDraw.Draw(cover).text(place, line, 255, font, anchor="ma", stroke_width=edge)
    return np.asarray(ink), np.asarray(cover)


def broken(text: str, fits: Fits) -> list[str]:
    """The text in lines that fit; the breaks of the text itself stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph.strip()
        while rest and not fits(rest):
            cut = _cut(rest, fits)
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        lines.append(rest)
    return [line for line in lines if line]


def _cut(text: str, fits: Fits) -> int:
    """Where to break off the first line: so that lines are about equally long, at a space or a
    wide sign."""
    most = max((i for i in range(1, len(text)) if fits(text[:i])), default=1)
    places = [i for i in range(1, most + 1) if _may_break(text, i)]
    if not places:
        return most
    lines = -(-len(text) // most)
    return min(places, key=lambda i: (i < len(text) / lines, abs(i - len(text) / lines)))


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at] if at < len(text) else " "
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return " " in (before, after) or _wide(before) or _wide(after)


def _wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\ud7ff" or "\uf900" <= sign <= "\ufaff" or sign > "\U0001ffff"


def writable(text: str, face: int) -> str | None:
    """The text without pictographs the font has not got; None when letters are missing.

    Raises EngineError without the font."""
    absent = _look("\uffff", face)
    kept: list[str] = []
    for sign in text:
        if sign.isspace() or _look(sign, face) != absent:
            kept.append(sign)
        elif unicodedata.category(sign)[0] in "LN":
            return None
    return "".join(kept)


def _look(sign: str, face: int) -> bytes:
    """How the font draws a sign; all that it has not got look like U+FFFF, which is none."""
    image = Image.new("L", (2 * _PROBE_PX, 2 * _PROBE_PX))
    ImageDraw.Draw(image).text((_PROBE_PX / 2, 0), sign, 255, _font(_PROBE_PX, face))
    return image.tobytes()


@cache
def _font(size: int, face: int) -> ImageFont.FreeTypeFont:
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise EngineError(f"The font of captions is not installed: install {_PACKAGE}.")
    return ImageFont.truetype(str(Path(found.origin).with_name(_FILE)), size, index=face)

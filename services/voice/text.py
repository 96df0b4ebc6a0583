"""What of a written line can be spoken: cleaning, sentences, scripts. Knows no phonemes."""

import re
import unicodedata
from dataclasses import dataclass

from services.voice.signs import written
from services.voice.speech import Span

_SAME = {
    "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "[": "(", "]": ")", "{": "(", "}": ")", "–": "-", "‒": "-", "‐": "-", "‑": "-", "―": "—",
    "−": "-", "〜": "—", "～": "—", "\u2044": "/", "№": "No. ",
    "\u00a0": " ", "\u3000": " ", "\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_KEPT_CJK = frozenset("，。！？；：、（）《》「」『』【】·℃")
_DROPPED = frozenset("*_~^`|\\<>#")
_KEPT_SYMBOLS = frozenset("$£€¥₽₹₩¢%&@+=°¥￥")
_PAUSED = {"—": " — ", "…": "… ", "·": " "}

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3007]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')]*(?=\s)|[。！？]+[”」』\"')）]*|\n+")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr vs etc fig vol gen col lt sgt capt rev hon gov sen rep "
    "e.g i.e a.m p.m u.s u.k approx dept est inc ltd co".split()
)
_BEFORE_NUMBERS = frozenset("no nos jan feb mar apr jun jul aug sep sept oct nov dec".split())
"""Words with a full stop that are abbreviations where a number follows."""
_LAST_WORD = re.compile(r"[^\s(\"'\u3400-\u9fff][^\s\u3400-\u9fff]*$")


@dataclass(frozen=True)
class Clean:
    """A line without what can't be spoken. origin[i] is where text[i] stands in the line."""

    text: str
    origin: list[int]


def clean(line: str) -> Clean:
    """Drop emoji and symbols, make punctuation plain, keep where each character came from."""
    chars: list[str] = []
    origin: list[int] = []
    signs = written(line)
    for index in range(len(line)):
        for out in signs[index] if index in signs else _shown(line, index):
            if out == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(out)
            origin.append(index)
    return Clean("".join(chars), origin)


def _shown(line: str, index: int) -> str:
    """What a character becomes where it stands: 3½ is 3 and ½."""
    char = line[index]
    after_digit = line[index - 1 : index].isdigit() if index else False
    apart = after_digit and unicodedata.decomposition(char).startswith("<fraction>")
    return (" " if apart else "") + _cleaned(char)


def _cleaned(char: str) -> str:
    """What one written character becomes; empty for what is not read."""
    if char in _PAUSED:
        return _PAUSED[char]
    if char in _KEPT_CJK:
        return char
    char = _SAME.get(char, char)
    plain = unicodedata.normalize("NFKC", char)
    plain = "".join(_SAME.get(c, c) for c in plain)
    return "".join(c if _speakable(c) else (" " if c in "|\\_" else "") for c in plain)


def _speakable(char: str) -> bool:
    if char in "\n '" or char in _KEPT_SYMBOLS:
        return True
    if char in _DROPPED:
        return False
    # Letters, marks, digits and punctuation; not symbols, emoji, controls or private use.
    return unicodedata.category(char)[0] in "LMNPZ"


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, in order, without the white space around them."""
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.group()[0] == "." and not _ends(text, start, match.start(), match.end()):
            continue
        spans.append(Span(start, match.end()))
        start = match.end()
    spans.append(Span(start, len(text)))
    return [stripped for span in spans if (stripped := _stripped(text, span)) is not None]


def _ends(text: str, start: int, dot: int, end: int) -> bool:
    """Whether a full stop ends a sentence: not after Dr, nor before a small letter."""
    word = _LAST_WORD.search(text[start:dot])
    bare = word.group().lower() if word else ""
    following = text[end:].lstrip()[:1]
    if bare in _BEFORE_NUMBERS and following.isdigit():
        return False
    return not (
        bare in _ABBREVIATIONS or (len(bare) == 1 and bare.isalpha()) or following.islower()
    )


def _stripped(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None when no letter or digit is in it."""
    piece = text[span.start : span.end]
    if not any(char.isalnum() or char in _KEPT_SYMBOLS for char in piece):
        return None
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def foreign_letters(text: str, chinese: bool) -> str:
    """The first letters that English (and, if chinese, Mandarin) can't read; empty if none."""
    found: list[str] = []
    for char in text:
        if char.isalpha() and not _latin(char) and not (chinese and HAN.match(char)):
            found.append(char)
        elif found:
            break
    return "".join(found[:12])


def _latin(char: str) -> bool:
    return char < "\u0250" or unicodedata.name(char, "").startswith("LATIN")


def word_span(text: str, span: Span) -> Span | None:
    """The span without punctuation at its ends; None when nothing is left."""
    start, end = span.start, span.end
    while start < end and not (text[start].isalnum() or text[start] in "$£€¥@&+"):
        if text[start] == "-" and text[start + 1 : start + 2].isdigit():
            break
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in "%°+¢$£€¥&"):
        if text[end - 1] == "." and "." in text[start : end - 1]:
            break  # U.S. and e.g. keep their last stop
        end -= 1
    return Span(start, end) if end > start else None

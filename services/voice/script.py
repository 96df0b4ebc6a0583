"""From a written line to chunks that a model can speak in one go."""

import re
from collections.abc import Callable, Container

from services.voice.chinese_numbers import QUANTITY
from services.voice.speech import Chunk, Script, Span, Unit
from services.voice.text import HAN, Clean, sentences

Reader = Callable[[str, int, list[Span]], list[Unit]]
"""reader(text, offset, words): units of a piece of the line; adds its words."""

SENTENCE_PAUSE_S = 0.32
PARAGRAPH_PAUSE_S = 0.5
CLAUSE_PAUSE_S = 0.14
CUT_PAUSE_S = 0.03
CHUNK_UNITS = 300
"""Longer sentences are cut at clauses; models do best well under their limit."""
CLAUSE_ENDS = frozenset(";:,—…")

# In a Chinese line everything but Latin words is read as Chinese, digits too: A4纸 is A四纸.
# Units after a number belong to the number.
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_LATIN = re.compile(
    rf"(?P<number>{QUANTITY.pattern})|"
    r"(?<![A-Za-z])No\.? ?\d+|"
    rf"(?<![\d{_LETTER}°])(?:[{_LETTER}][{_LETTER}'&+.@/-]*(?: +[{_LETTER}][{_LETTER}'&+.@/-]*)*)"
    rf"|(?<=\d)[{_LETTER}][{_LETTER}'&+.-]*"
)
_CHINESE = re.compile(rf"{HAN.pattern}[{HAN.pattern[1:-1]}，。！？；：、（）《》「」]*")


def script(
    text: Clean, language: str, english: Reader, chinese: Reader | None, alphabet: Container[str]
) -> Script:
    """Chunks of units in the alphabet, and the words they belong to."""
    out = Script()
    for span in sentences(text.text):
        units: list[Unit] = []
        for piece, reader in pieces(text.text, span, language, english, chinese):
            read = reader(text.text[piece.start : piece.end], piece.start, out.words)
            if read and units and units[-1].symbol != " ":
                units.append(Unit(" "))
            units += read
        units = tidy(units, alphabet)
        if not any(unit.symbol.isalpha() for unit in units):
            continue
        if "\n" in text.text[span.end : span.end + 2] and out.chunks:
            pause_s = PARAGRAPH_PAUSE_S
        else:
            pause_s = SENTENCE_PAUSE_S
        out.chunks += _cut(units, pause_s)
    return out


def pieces(
    text: str, span: Span, language: str, english: Reader, chinese: Reader | None
) -> list[tuple[Span, Reader]]:
    """The sentence as runs of one language each."""
    if chinese is None:
        return [(span, english)]
    inner, outer = (english, chinese) if language == "zh" else (chinese, english)
    pattern = _LATIN if language == "zh" else _CHINESE
    runs: list[tuple[Span, Reader]] = []
    at = span.start
    for match in pattern.finditer(text, span.start, span.end):
        if match.lastgroup == "number":
            continue
        runs += [(Span(at, match.start()), outer), (Span(match.start(), match.end()), inner)]
        at = match.end()
    runs.append((Span(at, span.end), outer))
    return [(run, reader) for run, reader in runs if text[run.start : run.end].strip()]


def tidy(units: list[Unit], alphabet: Container[str]) -> list[Unit]:
    """Only symbols the model knows, single spaces, none at the ends or before punctuation."""
    out: list[Unit] = []
    for unit in units:
        if unit.symbol not in alphabet:
            continue
        if unit.symbol == " " and (not out or out[-1].symbol == " "):
            continue
        if unit.symbol in ";:,.!?…" and out and out[-1].symbol == " ":
            out.pop()
        out.append(unit)
    while out and out[-1].symbol == " ":
        out.pop()
    return out


def _cut(units: list[Unit], pause_s: float) -> list[Chunk]:
    """Chunks of at most CHUNK_UNITS, cut after a clause if there is one, else after a word."""
    chunks: list[Chunk] = []
    while len(units) > CHUNK_UNITS:
        head = units[:CHUNK_UNITS]
        clause = _last(head, lambda unit: unit.symbol in CLAUSE_ENDS)
        word = _last(head, lambda unit: unit.symbol == " ")
        at = clause if clause > CHUNK_UNITS // 3 else word if word > 0 else CHUNK_UNITS
        chunks.append(Chunk(units[:at], CLAUSE_PAUSE_S if at == clause else CUT_PAUSE_S))
        units = units[at:]
        while units and units[0].symbol == " ":
            units = units[1:]
    return [*chunks, Chunk(units, pause_s)]


def _last(units: list[Unit], wanted: Callable[[Unit], bool]) -> int:
    """Index after the last unit that is wanted; 0 if there is none."""
    return next((i + 1 for i in range(len(units) - 1, -1, -1) if wanted(units[i])), 0)

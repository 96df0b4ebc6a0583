"""From a written line to pieces that a model speaks in one go, and the sounds to time in them.

A text-to-speech model reads letters by itself. What it reads as sounds is not told, so the
default engine's readers say it for lips and words: English and Mandarin by their rules, other
languages letter by letter.
"""

import re
import threading
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass

from services.voice.english import English
from services.voice.mandarin import Mandarin
from services.voice.script import (
    CLAUSE_PAUSE_S,
    CUT_PAUSE_S,
    PARAGRAPH_PAUSE_S,
    SENTENCE_PAUSE_S,
    Reader,
    pieces,
    tidy,
)
from services.voice.speech import Chunk, Span, Unit
from services.voice.text import Clean, sentences

_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[;:,—…，；：、]+\s*|\s+[-–—]\s+")
_NUMBER = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Line:
    """One piece of a line."""

    said: str
    """What the model is given."""
    owners: list[int]
    """For each character of said the word it belongs to, or -1."""
    chunk: Chunk
    """The sounds, and the pause that follows."""


class _Any(Container[str]):
    """Every symbol is heard: no model's alphabet limits them here."""

    def __contains__(self, symbol: object) -> bool:
        return True


class Readers:
    """The default engine's readers, each loaded when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._english: English | None = None
        self._mandarin: Mandarin | None = None

    def lines(self, text: Clean, language: str, longest: int) -> tuple[list[Line], list[Span]]:
        """Pieces of at most about longest characters, in order, and the words of the line."""
        words: list[Span] = []
        lines: list[Line] = []
        for span, pause_s in _cut(text.text, longest):
            first = len(words)
            units = self._units(text.text, span, language, words)
            said, owners = self._said(text.text, span, language, words[first:], first)
            if any(char.isalnum() for char in said):
                lines.append(Line(said, owners, Chunk(units, pause_s)))
        return lines, words

    def _units(self, text: str, span: Span, language: str, words: list[Span]) -> list[Unit]:
        units: list[Unit] = []
        for piece, reader in self._pieces(text, span, language):
            read = reader(text[piece.start : piece.end], piece.start, words)
            if read and units and units[-1].symbol != " ":
                units.append(Unit(" "))
            units += read
        return tidy(units, _Any())

    def _pieces(self, text: str, span: Span, language: str) -> list[tuple[Span, Reader]]:
        if language == "en":
            return pieces(text, span, language, self.english.units, None)
        if language == "zh":
            return pieces(text, span, language, self.english.units, self.mandarin.units)
        return [(span, letters)]

    def _said(
        self, text: str, span: Span, language: str, words: list[Span], first: int
    ) -> tuple[str, list[int]]:
        """The piece with its numbers as words where a reader knows how, and who owns what."""
        piece = text[span.start : span.end]
        if language == "en":
            spelt = [(_in_words(word), first + owner) for word, owner in self.english.spelt(piece)]
            said = " ".join(word for word, _ in spelt)
            owned = ([owner] * len(word) for word, owner in spelt)
            owners = [index for run in owned for index in (*run, -1)][:-1]
            return said, owners
        owners = [-1] * len(piece)
        for index, word in enumerate(words, first):
            for at in range(word.start - span.start, word.end - span.start):
                owners[at] = index
        return piece, owners

    @property
    def english(self) -> English:
        """The English reader."""
        with self._lock:
            if self._english is None:
                self._english = English()
            return self._english

    @property
    def mandarin(self) -> Mandarin:
        """The Mandarin reader."""
        with self._lock:
            if self._mandarin is None:
                self._mandarin = Mandarin()
            return self._mandarin


def letters(text: str, offset: int, words: list[Span]) -> list[Unit]:
    """Letters as sounds: for lips a Latin letter tells about as much as its sound does."""
    units: list[Unit] = []
    for match in _WORD.finditer(text):
        plain = unicodedata.normalize("NFD", match.group().lower())
        # How a figure is read is not known here; some vowel is in it.
        heard = ["ə" if char.isdigit() else char for char in plain if char.isalnum()]
        units += [Unit(char, len(words)) for char in heard]
        units += [Unit(char) for char in plain[-1:] if char in ".,;:!?"]
        units.append(Unit(" "))
        words.append(Span(match.start() + offset, match.end() + offset))
    return units


def _in_words(word: str) -> str:
    """An English word whose digits are written out."""
    if not _DIGIT.search(word):
        return word
    from hibari.g2p.numbers import cardinal, decimal, year  # noqa: PLC0415 - loads tables

    def spoken(match: re.Match[str]) -> str:
        digits = match.group().replace(",", "")
        if "." in digits:
            return str(decimal(digits))
        number = int(digits)
        return str(year(number) if 1900 <= number < 2100 else cardinal(number))

    return _NUMBER.sub(spoken, word)


def _cut(text: str, longest: int) -> Iterator[tuple[Span, float]]:
    """Sentences, long ones cut after a clause if there is one, else after a word, each with the
    pause that follows it."""
    for span in sentences(text):
        start = span.start
        while span.end - start > longest:
            head = text[start : start + longest]
            clauses = [m.end() for m in _CLAUSE_END.finditer(head) if m.end() > longest // 3]
            blank = head.rfind(" ") + 1
            at = clauses[-1] if clauses else blank if blank > 1 else longest
            yield Span(start, start + at), CLAUSE_PAUSE_S if clauses else CUT_PAUSE_S
            start += at
        ends = "\n" in text[span.end : span.end + 2]
        yield Span(start, span.end), PARAGRAPH_PAUSE_S if ends else SENTENCE_PAUSE_S

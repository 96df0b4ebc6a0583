"""English to phonemes by hibari's rules and lexicon, each with the written word it belongs to."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from difflib import SequenceMatcher
from typing import Protocol, cast

from services.voice.english_forms import plain as plainly
from services.voice.english_numbers import apart, expanded
from services.voice.speech import NO_WORD, Span, Unit

_WORD = re.compile(r"\S+")


class Token(Protocol):
    """What hibari's analysis gives for a token."""

    text: str
    whitespace: str
    phonemes: str | None


class Lexicon(Protocol):
    """hibari.g2p.lexicon.Lexicon, as far as it is used."""

    golds: Container[str]


class G2P(Protocol):
    """hibari.g2p.G2P, as far as it is used."""

    @property
    def lexicon(self) -> Lexicon: ...
    def tokenize(self, text: str) -> list[Token]: ...
    def phonemize_tokens(self, tokens: list[Token]) -> list[Token]: ...


class English:
    """Reads English text; loading takes about half a second for its lexicons."""

    def __init__(self, british: bool = False) -> None:
        """british takes the lexicon, the rules and the net for unknown words of that accent."""
        from hibari.g2p import G2P as RULES  # noqa: PLC0415 - loads lexicons
        from hibari.g2p.normalize import normalize  # noqa: PLC0415

        self._rules = cast("G2P", RULES(british=british))
        self._normalize: Callable[[str], str] = normalize

    def units(self, text: str, offset: int, words: list[Span]) -> list[Unit]:
        """Units of a piece of the line that starts at offset; new words are added to words."""
        written = [Span(m.start(), m.end()) for m in _WORD.finditer(text)]
        if not written:
            return []
        plain = self._plain(text)
        owners = self._owners(text, written, plain)
        first = len(words)
        words.extend(Span(span.start + offset, span.end + offset) for span in written)
        units: list[Unit] = []
        for token, at in self._tokens(plain):
            word = first + owners[at] if token.phonemes else NO_WORD
            units += [Unit(symbol, word) for symbol in token.phonemes or ""]
            if token.whitespace:
                units.append(Unit(" "))
        return units

    def spelt(self, text: str) -> list[tuple[str, int]]:
        """The words of a piece with its numbers and signs written out, each with the index of
        the written word that it reads."""
        written = [Span(m.start(), m.end()) for m in _WORD.finditer(text)]
        if not written:
            return []
        plain = self._plain(text)
        return list(zip(plain.split(), self._owners(text, written, plain), strict=False))

    def _plain(self, text: str) -> str:
        pieces = apart(expanded(plainly(_without_accents(text), self._known)))
        return " ".join(self._normalize(piece) for piece in pieces)

    def _known(self, word: str) -> bool:
        return word in self._rules.lexicon.golds

    def _tokens(self, plain: str) -> Iterator[tuple[Token, int]]:
        """Analysed tokens, each with the index of the white-space word it stands in."""
        starts = [m.start() for m in _WORD.finditer(plain)]
        position, index = 0, 0
        for token in self._rules.phonemize_tokens(self._rules.tokenize(plain)):
            found = plain.find(token.text, position)
            at = found if found >= 0 else position
            while index + 1 < len(starts) and starts[index + 1] <= at:
                index += 1
            yield token, index
            position = at + len(token.text) if found >= 0 else position

    @staticmethod
    def _owners(text: str, written: list[Span], plain: str) -> list[int]:
        """For each word of the plain text the written word that it reads."""
        before = [text[span.start : span.end] for span in written]
        after = plain.split()
        owners = [0] * max(len(after), 1)
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for tag, b0, b1, a0, a1 in matcher.get_opcodes():
            for k in range(a0, a1):
                if tag == "insert":
                    owners[k] = max(b0 - 1, 0)
                else:
                    owners[k] = b0 + (k - a0) * (b1 - b0) // (a1 - a0)
        return owners


def _without_accents(text: str) -> str:
    """Letters beyond Latin-1 as their base letter; hibari knows the others, but for Zoë."""
    text = re.sub("(?<=o)ë", "e", text)
    return "".join(
        unicodedata.normalize("NFD", char)[0] if char > "\u00ff" and char.isalpha() else char
        for char in text
    )

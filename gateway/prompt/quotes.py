"""Finds what stands in quotation marks: “…”, "…", ‘…’, '…', 「…」, 『…』, «…», and tells
apostrophes, feet and inches from quotes."""

import re
from dataclasses import dataclass

PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»", "„": "“", "‘": "’", '"': '"', "'": "'"}
"""Opening mark and the one that closes it."""
_OPENING = re.compile(f"[{''.join(PAIRS)}]")
QUOTE_CHARACTERS_MAX, SINGLE_CHARACTERS_MAX = 4000, 800
"""A quote longer than this was never closed; single marks are apostrophes more often."""


@dataclass(frozen=True)
class Quote:
    """A quote with its marks: text[start:end], and what stands between them."""

    start: int
    end: int
    inner: str
    closed: bool = True
    marked: bool = True
    """Whether it stands in quotation marks at all."""


def find_quotes(text: str) -> list[Quote]:
    """The outermost quotes, in order. A mark that is never closed makes a quote up to the end
    of its line, marked as not closed."""
    found: list[Quote] = []
    at = 0
    while mark := _OPENING.search(text, at):
        at = mark.start()
        close = PAIRS[text[at]]
        if not _opens(text, at):
            at += 1
            continue
        end = _closing(text, at, close)
        if end > 0:
            found.append(Quote(at, end + 1, text[at + 1 : end]))
            at = end + 1
            continue
        if text[at] not in "'‘":
            line = text.find("\n", at)
            line = len(text) if line < 0 else line
            found.append(Quote(at, line, text[at + 1 : line], closed=False))
            return [*found, *_shifted(find_quotes(text[line:]), line)]
        at += 1
    return found


def _shifted(quotes: list[Quote], by: int) -> list[Quote]:
    return [Quote(q.start + by, q.end + by, q.inner, q.closed) for q in quotes]


def _opens(text: str, at: int) -> bool:
    """Whether a mark can open a quote here."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark == '"':
        # 6" is a length, unless the quote is glued to a number on purpose: 第1"…" is rare.
        return not (before.isdigit() and not after.isalnum())
    if mark in "'‘":
        word = before.isalnum() and before.isascii()
        return not word and bool(after.strip()) and not _abbreviates(text, at)
    return True


def _abbreviates(text: str, at: int) -> bool:
    """'90s, 'tis, 'em, 'n': an apostrophe for letters left out."""
    return re.match(r"['‘](?:\d0s|tis|twas|em|cause|n['’])(?!\w)", text[at:]) is not None


def _closing(text: str, at: int, close: str) -> int:
    """Where the quote that opens at a place ends; -1 when it does not."""
    opening, depth = text[at], 0
    longest = SINGLE_CHARACTERS_MAX if opening in "'‘" else QUOTE_CHARACTERS_MAX
    for place in range(at + 1, min(len(text), at + longest)):
        sign = text[place]
        if text.startswith("\n\n", place):
            return -1
        if sign == opening and opening != close:
            depth += 1
        elif sign == close:
            if close in "'’" and _is_apostrophe(text, place):
                continue
            if depth == 0:
                return place
            depth -= 1
    return -1


def _is_apostrophe(text: str, place: int) -> bool:
    """don't, dogs' (with another closing mark later on its line)."""
    before, after = text[place - 1], text[place + 1 : place + 2]
    if before.isalnum() and after.isalnum() and after.isascii():
        return True
    if before.isspace():
        return True
    possessive = before == "s" and re.match(r"\s+[a-z]", text[place + 1 :]) is not None
    later = re.search(r"[\w.!?,…]['’](?!\w)", text[place + 1 :].split("\n", 1)[0])
    return possessive and later is not None

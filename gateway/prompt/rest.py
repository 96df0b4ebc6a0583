"""What a reading left over: words that nothing was made of, and a scene's words made one line."""

import re
import unicodedata
from collections.abc import Iterable

PHRASES_MAX, PHRASE_CHARACTERS_MAX = 40, 120
_BREAK = re.compile(
    r"[.,;:!?()\[\]{}\"“”„«»…\n|/，。；：！？、（）【】「」『』*#<>~]|\s[-–—]\s|\x00"
)
_EMPTY = frozenset(
    "a an the of in on at to for from by with within into onto over under up down out off and or nor but then "
    "so as is are was were be been being it its this that these those there here while when where as if than very "
    "quite rather some any no not without his her hers him their them they he she we us our you your i me my who "
    "which what whose also just only too more most much many such like through across along around near between "
    "behind before after above below during again still another other one two each both all every has have had "
    "do does did will would can could should shall may might must s t 's camera shot scene video clip".split()
)  # fmt: skip
_EMPTY_HAN = "的了着在和与是有地得而又也都就把被从到对向上下中里一个位名只这那其它她他们及并且或者将让使为以于所之则很更最正"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def left_over(text: str, covered: Iterable[tuple[int, int]]) -> list[str]:
    """The phrases outside the covered places, without the small words at their ends."""
    rest = list(text)
    for start, end in covered:
        rest[start:end] = "\x00" * (end - start)
    phrases = (_trimmed(part) for part in _BREAK.split("".join(rest)))
    found = list(dict.fromkeys(phrase for phrase in phrases if phrase))
    return [_short(phrase) for phrase in found[:PHRASES_MAX]]


def _trimmed(part: str) -> str:
    part = " ".join(part.split())
    if not _HAN.search(part):
        words = part.split()
        while words and _is_empty(words[0]):
            words.pop(0)
        while words and _is_empty(words[-1]):
            words.pop()
        return " ".join(words)
    return part.strip(_EMPTY_HAN + " ")


def _is_empty(word: str) -> bool:
    """Whether a word says nothing by itself; a picture sign says something."""
    plain = _WORD.search(word)
    if plain is None:
        return not any(unicodedata.category(sign) == "So" for sign in word)
    return plain.group().lower() in _EMPTY


def _short(phrase: str) -> str:
    return (
        phrase
        if len(phrase) <= PHRASE_CHARACTERS_MAX
        else phrase[: PHRASE_CHARACTERS_MAX - 1] + "…"
    )


def tidy(text: str) -> str:
    """One line without what blanking left behind."""
    text = " ".join(text.split())
    text = re.sub(r"\s+([.,;:!?，。；：！？])", r"\1", text)
    text = re.sub(r"([,;:，；：、])(?:\s*[,;:，；：、])+", r"\1", text)
    text = re.sub(r"[,;:，；：、]+\s*([.!?。！？])", r"\1", text)
    text = re.sub(r"([.!?。！？])(?:\s*[.,!?，。！？])+", r"\1", text)
    text = re.sub(r"[(（\[]\s*[)）\]]|^[\s.,;:，。；：!?！？]+", "", text).strip(" ,;:，；：-–—")
    return text if any(sign.isalnum() for sign in text) else ""

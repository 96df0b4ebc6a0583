"""Read a text for sounds: longest phrase first, with what it rules out and how loud it says."""

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from services.ambient import lexicon

REACH = 4
"""Words that a no reaches."""
LONGEST = 5
"""Words of the longest phrase."""

_TOKEN = re.compile(r"[a-zà-ÿ]+(?:'t)?|[\u4e00-\u9fff]|[.,;:!?。，；：！？、]")
_ARTICLES = frozenset(("the", "a", "an"))
_MORE = frozenset(("or", "nor", "、", "和", "或", "也", "与"))


def stem(word: str) -> str:
    """A word without plural or -ing, the same for the lexicon and the text."""
    if word in lexicon.IRREGULAR:
        return lexicon.IRREGULAR[word]
    if len(word) > 5 and word.endswith("ing") and word not in lexicon.KEPT:
        short = word[:-3]
        return short[:-1] if short[-1] == short[-2] else short
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")):
        return word[:-1]
    return word


def tokens(text: str) -> list[str]:
    """Words without articles, Chinese characters one by one, and punctuation."""
    plain = text.lower().replace("’", "'").replace("'s ", " ").replace("-", " ").replace("_", " ")
    return [stem(word) for word in _TOKEN.findall(plain) if word not in _ARTICLES]


Phrase = tuple[str, ...]


def _phrases(listed: str) -> list[Phrase]:
    return [tuple(tokens(phrase)) for phrase in listed.split(",") if phrase.strip()]


def _table() -> dict[Phrase, tuple[str, ...]]:
    """Phrase to cues. '' swallows, '-' says over, 'night' and 'people' are said of the scene."""
    table: dict[Phrase, tuple[str, ...]] = {}
    for cue, listed in lexicon.WORDS.items():
        for phrase in [*_phrases(listed), *_phrases(cue)]:
            table.setdefault(phrase, lexicon.TOGETHER.get(cue, (cue,)))
    marks = (
        (lexicon.NIGHT, "night"),
        (lexicon.NOTHING, ""),
        (lexicon.OVER, "-"),
        (lexicon.ENDLESS, ""),
        (lexicon.PEOPLE, "people"),
    )
    for listed, mark in marks:
        table.update(dict.fromkeys(_phrases(listed), (mark,)))
    return table


_TABLE = _table()
_AWAY, _DAY, _INSIDE, _OUTSIDE, _HALLS, _CAVES = (
    frozenset(_phrases(listed))
    for listed in (
        lexicon.AWAY,
        lexicon.DAY,
        lexicon.INSIDE,
        lexicon.OUTSIDE,
        lexicon.HALLS,
        lexicon.CAVES,
    )
)


Room = Literal["open", "room", "hall", "cave"]


@dataclass
class Heard:
    """What a text asks for."""

    cues: dict[str, float] = field(default_factory=dict[str, float])
    """Cue to a change of level in dB, in order of mention."""
    unwanted: set[str] = field(default_factory=set[str])
    """Cues that the text rules out."""
    far: set[str] = field(default_factory=set[str])
    """Cues that are far off."""
    night: bool = False
    people: bool = False
    day: bool = False
    inside: bool = False
    """The listener is in a building."""
    room: Room = "open"
    """Whose echo is heard."""


def _longest(words: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Length and cues of the longest known phrase at a word; length 0 when there is none."""
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        cues = _TABLE.get(tuple(words[at : at + length]))
        if cues is not None:
            return length, cues
    return 0, ()


def _emphasis(words: list[str], at: int) -> float:
    """Change of level by the word before; Chinese puts up to two characters between."""
    for back in range(1, 4):
        word = words[at - back] if at >= back else ""
        if word in lexicon.FAINT or word in lexicon.FAR:
            return -6.0
        if word in lexicon.STRONG:
            return 3.0
        if not "\u4e00" <= word <= "\u9fff":
            return 0.0
    return 0.0


def _far(words: list[str], start: int, stop: int) -> bool:
    """Whether the words beside a sound put it far off."""
    before = range(max(start - 3, 0), start)
    near = [words[k] for k in before if k == start - 1 or "\u4e00" <= words[k] <= "\u9fff"]
    after = list(takewhile(lambda word: word not in lexicon.BREAKS, words[stop : stop + REACH]))
    return bool(set(near) & lexicon.FAR) or _says(after, _AWAY)


def _says(words: list[str], phrases: frozenset[Phrase]) -> bool:
    """Whether a text has one of some phrases."""
    runs = (words[k : k + n] for n in range(1, 4) for k in range(len(words) - n + 1))
    return any(tuple(run) in phrases for run in runs)


def _where(heard: Heard, words: list[str]) -> Heard:
    """Add what the words say of the time and of the room."""
    heard.day = _says(words, _DAY) and not heard.night
    heard.inside = _says(words, _INSIDE) and not _says(words, _OUTSIDE)
    if _says(words, _CAVES):
        heard.room = "cave"
    elif _says(words, _HALLS):
        heard.room = "hall"
    elif heard.inside:
        heard.room = "room"
    return heard


def _with_family(cues: tuple[str, ...]) -> set[str]:
    families = (members for members in lexicon.FAMILIES if set(cues) & set(members))
    return set(cues).union(*families)


def listen(text: str) -> Heard:
    """Find the sounds in a text of plain English or Chinese words."""
    heard, words = Heard(), tokens(text)
    at = no_reach = 0
    while at < len(words):
        length, cues = _longest(words, at)
        if not length:
            word = words[at]
            no_reach = REACH if word in lexicon.NOT else no_reach - 1
            no_reach = 0 if word in lexicon.BREAKS else no_reach
        elif cues[0] in ("night", "people"):
            heard.night |= cues[0] == "night" and no_reach <= 0
            heard.people |= cues[0] == "people"
        elif cues[0] == "-" or (cues[0] and no_reach > 0):
            heard.unwanted |= _over(words, at) if cues[0] == "-" else _with_family(cues)
            more = at + length < len(words) and words[at + length] in _MORE
            no_reach = REACH if more else 0
        elif cues[0]:
            level = _emphasis(words, at)
            far = _far(words, at, at + length)
            for cue in cues:
                heard.cues.setdefault(cue, min(level, -6.0) if far else level)
            heard.far.update(cues if far else ())
        at += length or 1
    for cue in heard.unwanted:
        heard.cues.pop(cue, None)
    return _where(heard, words)


def _over(words: list[str], at: int) -> set[str]:
    """The sounds that a phrase such as 'rain has stopped' says are over."""
    spoken = [_TABLE.get((word,), ("",)) for word in words[at : at + LONGEST]]
    found = [_with_family(cues) for cues in spoken if cues[0] in lexicon.WORDS]
    return found[0] if found else set()

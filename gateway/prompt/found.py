"""What is found in a text, and what all finders share: clauses, negation, strength."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reelmesh.v1.clip_service_pb2 import UnderstoodKind
from reelmesh.v1.spec_pb2 import Effect, Look, Music

CLAUSE = re.compile(r"[,.;:!?，。；：！？\n]|\b(?:then|but|while|with|and then)\b|然后|接着|但是?")
_NO_WORDS = (
    r"no|not|without|never|avoid(?:ing)?|don't|doesn't|isn't|aren't|lacks?|lacking|zero|nor|free of"
)
_NO = re.compile(
    rf"(?:\b(?:{_NO_WORDS})(?:\s+(?:an?|any|the)?\s*(?:breath|hint|trace|sign|touch|drop|bit) of)?"
    r"(?:\s+[\w'-]+)?(?:\s+[\w'-]+)?\s*|"
    r"(?:没有|不要|不带|不下|避免|并无|无|没|别|不是|不会?)(?:任何|一丝|有|出现|下|刮|起)?)$",
    re.IGNORECASE,
)
_NO_IS_YES = re.compile(
    r"(?:not only|never (?:stop|end)\w*|no doubt|can't|not just|无数|无尽的?|不断的?|不停的?|"
    r"不止|不息)\W*(?:[\w'-]+\s*)?$",
    re.IGNORECASE,
)
_ALSO_NO = re.compile(
    r"^\s*(?:or|nor|and no|/|、|和|或|及|也没有|,\s*(?:no|nor|or))\s*(?:any\s+)?$", re.IGNORECASE
)
_OVER = re.compile(
    r"^\s*(?:(?:has|have|had|is|are)\s+)(?:just\s+|already\s+)?"
    r"(?:stopped|over|ended|passed|cleared|gone)\b|^\s*(?:just\s+)?(?:stops|stopped|ends|ended|clears)\b|"
    r"^(?:已经|已|刚刚?)?(?:停了|停下|散去|散了|过后|过了|后的|止住|熄灭)",
    re.IGNORECASE,
)
_THE = re.compile(r"\b(?:the|all the)\s+$", re.IGNORECASE)
_AFTER = re.compile(r"(?:\b(?:after|since)(?: the)?(?: \w+)?\s*|雨过|过了)$", re.IGNORECASE)
_HEAVY = re.compile(
    r"\b(?:heavy|heavily|strong|strongly|hard|thick|dense|raging|fierce|fiercely|wild|wildly|huge|"
    r"massive|intense|violent|violently|roaring|big|towering|stormy|crashing|extreme|blinding|"
    r"swirling)\b|倾盆|猛烈|剧烈|汹涌|强烈|浓密|熊熊|漫天|[大暴浓狂强巨](?=[雨雪雾风浪火烟]|$)|很大|肆虐",
    re.IGNORECASE,
)
_LIGHT = re.compile(
    r"\b(?:light|lightly|gentle|gently|soft|softly|slight|slightly|faint|faintly|thin|subtle|subtly|"
    r"few|a little|sparse|calm|delicate|mild|low|small|distant|barely)\b|"
    r"轻轻|轻柔|微微|淡淡|稀疏|零星|细细|温柔|柔和|缓缓|"
    r"[小细轻微淡薄](?=[雨雪雾风浪火烟]|$)|平静",
    re.IGNORECASE,
)
HEAVY, LIGHT = 0.9, 0.25
NEAR = 24
"""Characters around a word in which a strength word belongs to it."""


@dataclass(frozen=True)
class Found:
    """Something understood: text[start:end], what it is, and whether anything follows."""

    kind: UnderstoodKind
    value: str
    start: int
    end: int
    used: bool = True
    note: str = ""
    effect: Effect = Effect.EFFECT_UNSPECIFIED
    strength: float = 0.0
    cue: str = ""
    negated: bool = False
    music: Music | None = None
    look: Look | None = None


class Words:
    """A pattern of English as whole words and Chinese anywhere. A text without Chinese is not
    looked through for it: a prompt is held against a hundred of these."""

    def __init__(self, english: str, chinese: str) -> None:
        whole = rf"(?<![\w'])(?:{english})(?!\w)"
        self._ascii = re.compile(whole, re.IGNORECASE)
        self._all = re.compile(f"{whole}|{chinese}", re.IGNORECASE)

    def _for(self, text: str) -> re.Pattern[str]:
        return self._ascii if text.isascii() else self._all

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """See re.Pattern.finditer."""
        return self._for(text).finditer(text)

    def search(self, text: str) -> re.Match[str] | None:
        """See re.Pattern.search."""
        return self._for(text).search(text)

    def blanked(self, text: str) -> str:
        """The text with what is found blanked, so that places stay."""
        return self._for(text).sub(lambda hit: " " * len(hit.group()), text)


def pattern(english: str, chinese: str) -> Words:
    """English as whole words, Chinese anywhere."""
    return Words(english, chinese)


def ruled_from(text: str, start: int, end: int) -> int | None:
    """Where the words begin that rule out what a text says at a place, or say that it is over;
    None when it is meant."""
    plain = text.replace("’", "'")
    before = CLAUSE.split(plain[max(0, start - 40) : start])[-1]
    if _OVER.search(plain[end : end + 24]):
        the = _THE.search(before)
        return start - (len(the.group()) if the else 0)
    for known in (_AFTER, _NO):
        hit = known.search(before)
        if hit and not (known is _NO and _NO_IS_YES.search(before)):
            return start - len(before) + hit.start()
    return None


def over_until(text: str, end: int) -> int:
    """Where the words end that say of something that it is over: the rain has stopped."""
    hit = _OVER.search(text[end : end + 24])
    return end + (hit.end() if hit else 0)


def also_negated(text: str, last_end: int, start: int) -> bool:
    """Whether the 'no' of something just before reaches on: no rain or snow."""
    return bool(_ALSO_NO.match(text[last_end:start]))


def with_strength(text: str, start: int) -> int:
    """Where a thing begins with the word on its strength right before it: heavy rain."""
    before = text[max(0, start - NEAR) : start]
    for known in (_HEAVY, _LIGHT):
        for hit in known.finditer(before):
            if not before[hit.end() :].strip():
                return start - len(before) + hit.start()
    return start


def strength(text: str, start: int, end: int) -> float:
    """How strong a thing is by the words beside it; 0 when none says."""
    before = CLAUSE.split(text[max(0, start - NEAR) : start])[-1]
    after = CLAUSE.split(text[end : end + NEAR])[0]
    for words in (text[start:end], before, after):
        heavy, light = _HEAVY.search(words), _LIGHT.search(words)
        if heavy or light:
            return HEAVY if heavy else LIGHT
    return 0.0

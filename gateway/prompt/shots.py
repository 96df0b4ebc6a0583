"""Cuts a prompt into shots: 'Shot 1: …', 'Cut to …', 镜头一：…, [00:00-00:03] …"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from reelmesh.v1.spec_pb2 import Transition

SHOTS_MAX = 20
SHOT_SECONDS_MIN, SHOT_SECONDS_MAX = 0.5, 120.0
_DIGITS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_HAN_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_S = r"(?:seconds?|secs?|s|秒)"
_TO = r"\s*(?:[-–—~～]|to|至|到)\s*"
_CLOCK = r"\d{1,2}:\d{2}(?:\.\d)?"
_COUNT = r"\d{1,3}(?:\.\d)?"
_SPAN = rf"(?:{_CLOCK}{_TO}{_CLOCK}|{_COUNT}\s*{_S}?{_TO}{_COUNT}\s*{_S})"
"""From when to when: 00:03-00:06, 0-3s, 2.5s–4s."""
_SPANNED = re.compile(
    rf"(?P<clock>{_CLOCK}){_TO}(?P<until>{_CLOCK})|(?P<count>{_COUNT})\s*{_S}?{_TO}(?P<stop>{_COUNT})",
    re.IGNORECASE,
)
_LONG = rf"(?:\s*[(（\[]?\s*(?:{_SPAN}|(?P<seconds>{_COUNT})\s*{_S})\s*[)）\]]?)?"
_BEGIN = r"(?:^|(?<=[\n.!?;:,，。！？；：”\"」)\]—-]))[ \t]*"
_HAN_SHOT = "(?:个)?(?:镜头|镜|幕|场|个画面)"
_COUNTED = (
    _BEGIN
    + r"[\[(【*]{0,2}(?:(?:shot|scene|clip)\s*#?\s*"
    + _NUMBER
    + r"|(?:first|second|third|fourth|fifth|final|last|next|opening|closing) shot"
    + rf"|(?:镜头|分镜|场景|画面|镜)\s*{_HAN_NUMBER}|第\s*{_HAN_NUMBER}\s*{_HAN_SHOT})"
    + _LONG
    + r"\s*[\])】*]{0,2}\s*(?:[:：.\-—–，,]|\n|(?<=[\])）】]))\s*"
)
_TIMED = (
    rf"[\[(（]\s*{_SPAN}\s*[\])）]\s*[:：]?\s*|{_BEGIN}{_SPAN}\s*(?:[:：|]|[-–—](?=\s))\s*"
    rf"|{_BEGIN}(?:seconds?\s+)?{_COUNT}{_TO}{_COUNT}(?:\s*{_S})?\s*[:：](?!\d)\s*"
    rf"|{_BEGIN}(?:{_CLOCK}{_TO}{_CLOCK}|{_COUNT}\s*{_S}?{_TO}{_COUNT}\s*{_S})(?=\s+[A-Z\u4e00-\u9fff])[ \t]*"
    rf"|{_BEGIN}(?:the\s+)?(?:first|next|last|final)\s+(?P<first>{_COUNT})\s*{_S}\s*[:：]\s*"
    rf"|{_BEGIN}(?:前|后|接下来|最后)(?P<han_first>{_COUNT})\s*秒\s*[:：，]\s*"
)
_LISTED = (
    r"^[ \t]*\d{1,2}[.)、][ \t]*(?=(?:extreme|medium|wide|close|establishing|full|long|over|aerial|drone|pov|"
    r"low|high|tracking|shot|大?特写|大?全景|中景|近景|大?远景|航拍|俯拍|仰拍)[^\n:：]{0,30}[:：])"
)
"""'1. Wide shot: …' in a list of shots."""
_CUT = (
    rf"(?:{_BEGIN}|\b(?:then|and then|and|we|camera|next|suddenly)\b[ \t]*)[\[(*]{{0,2}}"
    r"(?P<cut>(?:(?:smash|hard|jump|match|quick)[ -])?cuts?(?: back)? to"
    r"|(?:smash|hard|jump|match)[ -]cut(?=\s*[,:.])|dissolves? (?:in)?to"
    r"|cross-?(?:fades?|dissolves?) (?:in)?to|fades? to(?! (?:black|white))(?= )"
    r"|fades? (?:to black|through black)(?:,? and)?(?:,? then)?(?: to)?)\b\s*[:：]?[\])*]{0,2}\s*"
)
_HAN_CUT = (
    r"(?:^|(?<=[\n，。！？；：”」])|然后|接着|随后)\s*(?P<han>(?:镜头|画面)?"
    r"(?:切换?到|切换?至|切换为|切换成|转到|转至|跳切到?|硬切到?)"
    r"|(?:镜头|画面)?(?:叠化|溶解|淡入)(?:到|至|为)?|(?:镜头|画面)?淡出(?:后|到|至|，淡入)?"
    r"|(?:镜头|画面)切换)[:：，]?\s*"
)
_ITEM = re.compile(r"(?:^|(?<=[\n.!?。！？;；\"”」)]))[ \t]*(?P<n>\d{1,2})[.)、][ \t]*(?=\S)", re.M)
_FRAMED = (
    r"(?:extreme |medium |establishing )?(?:wide|close|medium|long|full|aerial|over|low|high|pov)"
)
_NO_SCENE = re.compile(
    rf"\W*(?!{_FRAMED}\b)(?:[\w-]+(?: [\w-]+)?[ \t]*[:：]|(?:no|without|avoid|do not|don't)\b|不要|[\u4e00-\u9fff]{1, 4}：)",
    re.I,
)
ITEM_WORDS_MIN = 3
_MARKS = re.compile(
    "|".join((_COUNTED, _TIMED, _LISTED, _CUT, _HAN_CUT)), re.IGNORECASE | re.MULTILINE
)
_STARTED = re.compile(
    rf"{_BEGIN}(?:(?:at|time|t)[ \t]*[=:]?[ \t]*)?[\[(]?(?P<at>{_CLOCK})[\])]?[ \t]*(?:[-–—:：,|][ \t]*|(?=[A-Z\u4e00-\u9fff]))",
    re.IGNORECASE | re.MULTILINE,
)
_FRAMINGS = re.compile(
    rf"{_BEGIN}(?=(?:extreme )?(?:wide|medium|close(?:-up)?|establishing|insert|pov|overhead)(?: shot)?[ \t]*:)",
    re.IGNORECASE | re.MULTILINE,
)
"""'Wide: dunes. Medium: a guide. Close: a camel.'"""
_LASTLY = re.compile(
    r"(?:(?<=[.!?”]\s)|(?<=[\n。！？]))(?:finally|lastly|last of all)\s*,\s*|(?<=[\n。！？])最后[，,]",
    re.IGNORECASE,
)
"""Begins another shot where the prompt speaks of shots at all: 'Then cut to a face. Finally, …'"""
_ONE_SHOT = re.compile(
    r"\b(?:no|without(?: any)?) cuts?\b"
    r"|\b(?:single|one|continuous|unbroken)[ -](?:continuous |unbroken )?(?:shot|take)\b"
    r"|\boner\b|一镜到底|长镜头|不要切换?镜头|无剪辑|没有剪辑",
    re.IGNORECASE,
)
_FADE_IN = re.compile(
    r"^\W*(?:fades? in(?: from black)?|opens? (?:from|on) black)\b|^\W*(?:淡入|从黑场?淡入)", re.I
)
_SECONDS = re.compile(
    r"[(（\[]\s*(?P<n>\d{1,3}(?:\.\d)?)\s*(?:s|sec|secs|seconds?|秒)\s*[)）\]]", re.I
)

_DURATION = re.compile(rf"(?<![\w'])(?:duration|时长)[ \t]*[:：][ \t]*(?P<n>{_COUNT})(?!\d)", re.I)
"""A line of its own that tells how long a shot lasts."""


@dataclass(frozen=True)
class Segment:
    """A shot of the prompt: its words are text[start:end]."""

    start: int
    end: int
    transition: Transition = Transition.TRANSITION_UNSPECIFIED
    seconds: float = 0.0
    mark: tuple[int, int] = (0, 0)
    """Where the words stand that begin it."""


@dataclass(frozen=True)
class Cutting:
    """A prompt in shots. Words before the first mark that belong to all of them are text[:head]."""

    segments: list[Segment]
    head: int = 0
    one_shot: tuple[int, int] | None = None
    """Where the prompt asks for a single shot."""


def cut(text: str) -> Cutting:
    """The shots of a text whose speech is masked; one when nothing says otherwise."""
    only = _ONE_SHOT.search(text)
    marks = [] if only else _marks(text)
    if marks and not marks[0].groupdict().get("n"):
        marks += _LASTLY.finditer(text, marks[-1].end())
    first = Segment(0, len(text), _opening(text))
    if not marks:
        return Cutting([first], one_shot=only.span() if only else None)
    segments: list[Segment] = []
    before = text[: marks[0].start()]
    counted = not (_group(marks[0], "cut") or _group(marks[0], "han"))
    if before.strip(" \t\n[(*") and not counted:
        segments.append(Segment(0, marks[0].start(), _opening(text)))
    for number, hit in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        if hit.end() < end and text[hit.end() : end].strip(" \t\n.,，。"):
            made = _segment(text, hit, end)
            if _group(hit, "at") and number + 1 < len(marks):
                made = replace(made, seconds=_clock(marks[number + 1]["at"]) - _clock(hit["at"]))
            segments.append(made)
    if not segments:
        return Cutting([first])
    if segments[0].transition in (Transition.TRANSITION_CUT, Transition.TRANSITION_DISSOLVE):
        segments[0] = replace(segments[0], transition=Transition.TRANSITION_UNSPECIFIED)
    return Cutting(_few(segments), marks[0].start() if counted else 0)


def begins(text: str) -> Segment:
    """The whole of a text as one shot, with the transition that it begins by saying."""
    hit = _MARKS.match(text)
    if hit is None or not (hit["cut"] or hit["han"]) or not text[hit.end() :].strip(" \t\n.,，。"):
        return Segment(0, len(text), _opening(text))
    return _segment(text, hit, len(text))


def _items(text: str) -> list[re.Match[str]]:
    """The marks of a list that is numbered from 1 and tells a scene in every item; else none."""
    found = list(_ITEM.finditer(text)) if "1" in text else []
    if len(found) < 2 or [int(hit["n"]) for hit in found] != list(range(1, len(found) + 1)):
        return []
    ends = [*(hit.start() for hit in found[1:]), len(text)]
    items = [text[hit.end() : end] for hit, end in zip(found, ends, strict=True)]
    told = all(
        not _NO_SCENE.match(item)
        and len(re.findall(r"[a-zA-Z]+|[\u4e00-\u9fff]", item)) >= ITEM_WORDS_MIN
        for item in items
    )
    return found if told else []


def _starts(text: str) -> list[re.Match[str]]:
    """The marks of shots that each tell when they begin, the first at 0:00, or how they are
    framed; else none."""
    found = list(_STARTED.finditer(text)) if "0:00" in text else []
    times = [_clock(hit["at"]) for hit in found]
    rising = all(one < two for one, two in pairwise(times))
    if len(found) > 1 and times[0] == 0 and rising:
        return found
    framed = list(_FRAMINGS.finditer(text)) if ":" in text else []
    return framed if len(framed) > 1 else []


def _marks(text: str) -> list[re.Match[str]]:
    """Where shots begin; of a list that runs on in one line every item."""
    marks, items = list(_MARKS.finditer(text)) or _starts(text), _items(text)
    listed = all(_ITEM.match(text, hit.start()) for hit in marks)
    return items if listed and len(items) > len(marks) else marks


def _group(hit: re.Match[str], name: str) -> str:
    """What a group found; empty where the pattern has none of the name."""
    return hit.groupdict().get(name) or ""


def _few(segments: list[Segment]) -> list[Segment]:
    """At most SHOTS_MAX: what comes after belongs to the last."""
    if len(segments) <= SHOTS_MAX:
        return segments
    return [*segments[: SHOTS_MAX - 1], replace(segments[SHOTS_MAX - 1], end=segments[-1].end)]


def _opening(text: str) -> Transition:
    faded = _FADE_IN.match(text)
    return Transition.TRANSITION_FADE if faded else Transition.TRANSITION_UNSPECIFIED


def _segment(text: str, hit: re.Match[str], end: int) -> Segment:
    how = (_group(hit, "cut") or _group(hit, "han")).lower()
    transition = Transition.TRANSITION_CUT if how else Transition.TRANSITION_UNSPECIFIED
    if re.match(r"dissolve|cross|.*(?:叠化|溶解)", how):
        transition = Transition.TRANSITION_DISSOLVE
    elif re.match(r"fade|.*(?:淡入|淡出)", how):
        transition = Transition.TRANSITION_FADE
    told = (_group(hit, name) for name in ("seconds", "first", "han_first"))
    seconds = float(next(filter(None, told), 0))
    if span := _SPANNED.search(hit.group()):
        seconds = (
            _clock(span["until"]) - _clock(span["clock"])
            if span["clock"]
            else float(span["stop"]) - float(span["count"])
        )
    if not seconds and (told := _SECONDS.match(text[hit.end() : end].lstrip())):
        seconds = float(told["n"])
    if not seconds and (told := _DURATION.search(text, hit.end(), end)):
        seconds = float(told["n"])
    fits = SHOT_SECONDS_MIN <= seconds <= SHOT_SECONDS_MAX
    return Segment(hit.end(), end, transition, seconds if fits else 0.0, hit.span())


def _clock(text: str) -> float:
    minutes, _, seconds = text.partition(":")
    return 60 * int(minutes) + float(seconds)

"""What hibari's own English rules leave open: written forms rewritten before they are read.

hibari reads cardinals, ordinals, years, dates, clock times, money, units and abbreviations. Each
rule here is for a form that it was found to read wrongly.
"""

import re
from collections.abc import Callable

from services.voice.english_signs import named

_DIGITS = "zero one two three four five six seven eight nine".split()
_SCALE = {
    "k": "thousand", "m": "million", "mn": "million", "mln": "million", "b": "billion",
    "bn": "billion", "tn": "trillion",
}  # fmt: skip
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees", "₩": "won"}
_SPANS = {
    "yr": "year", "year": "year", "mo": "month", "month": "month", "wk": "week", "week": "week",
    "day": "day", "hr": "hour", "hour": "hour", "h": "hour", "min": "minute", "sec": "second",
    "night": "night", "person": "person",
}  # fmt: skip
_MANY = "views|people|users|followers|subscribers|copies|downloads|fans|years|dollars"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


def _each(text: str) -> str:
    """Digits one by one, a comma where they are grouped."""
    groups = re.findall(r"\d+", text)
    return ", ".join(" ".join(_DIGITS[int(digit)] for digit in group) for group in groups)


def _scaled(match: re.Match[str]) -> str:
    sign, number, scale = match.group(1), match.group(2), match.group(3).lower()
    return f"{number} {_SCALE[scale]}" + (f" {_MONEY[sign]}" if sign else "")


def _coins(match: re.Match[str]) -> str:
    """$9.99 is 9 dollars and 99 cents, $0.50 is 50 cents, £3.50 is 3 pounds 50."""
    sign, whole, rest = match.group(1), match.group(2), match.group(3) or ""
    small = int(rest) if len(rest) == 2 and sign in "$€£" else 0
    if rest and len(rest) != 2:
        return f"{whole}.{rest} {_MONEY[sign]}"
    name = _MONEY[sign].removesuffix("s") if whole == "1" else _MONEY[sign]
    coin = "pence" if sign == "£" else "cents"
    if whole == "0" and small:
        return f"{small} {coin}"
    if sign == "$" and small:
        return f"{whole} {name} and {small} {coin if small > 1 else 'cent'}"
    return f"{whole} {name}" + (f" {small}" if small else "")


def _half_day(match: re.Match[str]) -> str:
    return f"{match.group(1)} {match.group(2).upper()}.M."


def _rate(match: re.Match[str]) -> str:
    """50/yr is 50 per year."""
    return f"{match.group(1)} per {_SPANS[match.group(2)]}"


def _hours(match: re.Match[str]) -> str:
    """3h 45min is 3 hours 45 minutes."""
    return f"{match.group(1)} hour" + ("" if match.group(1) == "1" else "s")


def _mixed(match: re.Match[str]) -> str:
    """5 1/2 is five and a half."""
    halves = {"1/2": "a half", "1/4": "a quarter", "3/4": "three quarters", "1/3": "a third",
              "2/3": "two thirds"}  # fmt: skip
    return f"{match.group(1)} and {halves[match.group(2)]}"


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAY = rf"(?:{'|'.join(_DAYS)}|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)"
_CALLED = "flight|room|route|highway|channel|bus|Boeing|Airbus|gate|platform"


def _day(written: str) -> str:
    return next(day for day in _DAYS if day.startswith(written[:3]))


def _called(match: re.Match[str]) -> str:
    """Flight 747 is seven forty seven, room 101 one oh one."""
    hundreds, rest = match[2][0], match[2][1:]
    return f"{match[1]} {hundreds} {f'oh {rest[1]}' if rest[0] == '0' else rest}"


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(r"\b\d+(?:\.\d+){2,}\b"), lambda m: m[0].replace(".", " point ")),
    (re.compile(r"#(?=\d)"), lambda _: "number "),
    (re.compile(r"(?<![\d:])(\d{1,3}):(\d)(?![\d:])"), lambda m: f"{m[1]} to {m[2]}"),
    (re.compile(r"\bCO(2?)\b(?!-)"), lambda m: "C.O." + (" two" if m[1] else "")),
    (
        re.compile(
            r"(?<=\d)([kKmMbB]?)/(yr|year|mo|month|wk|week|day|hr|hour|h|min|sec|night|person)\b"
        ),
        _rate,
    ),
    (re.compile(rf"({_NUMBER}) ?([$€£])(?![\d$€£])"), lambda m: f"{m[2]}{m[1]}"),
    # Ranges that hibari leaves a dash in: of hours, of clock times, of percentages.
    (
        re.compile(r"(?<=[\dm.]) ?[-–] ?(?=\d{1,2}(?::\d\d)? ?[ap]\.?m\b)", re.IGNORECASE),
        lambda _: " to ",
    ),
    (re.compile(r"(?<=:\d\d) ?[-–] ?(?=\d{1,2}:\d\d)"), lambda _: " to "),
    (re.compile(r"(?<=\d) ?[-–] ?(?=\d+(?:\.\d+)? ?%)"), lambda _: " to "),
    (re.compile(r"\+?(?:\d{1,3}[ -])?\(\d{3}\) ?\d{3}-\d{4}\b"), lambda m: _each(m[0])),
    (re.compile(r"(?<![\d-])(?:\+?1-)?\d{3}-\d{3}-\d{4}(?![\d-])"), lambda m: _each(m[0])),
    (re.compile(r"\+\d{1,3}(?: \d{2,5}){2,4}\b"), lambda m: _each(m[0])),
    (re.compile(r"\b\d{3}(?= \d{4}\b(?! ?\d)) \d{4}\b"), lambda m: _each(m[0])),
    (re.compile(r"\b0\d{2,4}(?: \d{3,4}){1,2}\b"), lambda m: _each(m[0])),
    # Numbers that one dials or types.
    (re.compile(r"(?i)(?<=call )(?:[2-9]11|999|112|988|000)\b(?! \w+s\b)"), lambda m: _each(m[0])),
    (
        re.compile(r"(?i)\b(dial|code|PIN|zip|extension|ext\.)(:? | is | was )(\d{3,6})\b"),
        lambda m: f"{m[1]}{m[2]}{_each(m[3])}",
    ),
    (re.compile(rf"(?i)\b({_CALLED}) ([1-9](?!00)\d\d)(?![\w.,:-]\d|\w)"), _called),
    (
        re.compile(rf"\b({_DAY})\.? ?[-–] ?({_DAY})\b\.?"),
        lambda m: f"{_day(m[1])} to {_day(m[2])}",
    ),
    (
        re.compile(rf"\b({_DAY})(?=,? (?:\d|Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|Oct|Nov|Dec))"),
        lambda m: _day(m[1]),
    ),
    (
        re.compile(r"(?<=\d) ([a-z]{2,})/(day|week|month|year|hour|night|person)\b"),
        lambda m: f" {m[1]} per {m[2]}",
    ),
    # House, room, flight and agent numbers that begin with nought.
    (re.compile(r"(?<![\d.,:/-])0\d{1,5}(?![\d.,:/-]\d|\d)"), lambda m: _each(m[0])),
    (re.compile(rf"([$€£¥₹₩])({_NUMBER}) ?(k|m|mn|mln|b|bn|tn)\b", re.IGNORECASE), _scaled),
    (re.compile(r"\b([248])K\b"), lambda m: f"{m[1]} K."),
    (re.compile(rf"()\b({_NUMBER})(bn|mn|mln|tn|K|M)\b"), _scaled),
    (re.compile(rf"()\b({_NUMBER})(m|b)(?= (?:{_MANY})\b)", re.IGNORECASE), _scaled),
    (re.compile(r"(?<![\w.])(\d+) ?h(?=\b| ?\d+ ?min)(?!')"), _hours),
    (
        re.compile(rf"(?<![\w.])({_NUMBER}) ?(k?)m2\b"),
        lambda m: f"{m[1]} square {'kilo' if m[2] else ''}meters",
    ),
    (re.compile(r"(?<=\d) ?m/s\b"), lambda _: " meters per second"),
    (
        re.compile(rf"(?<![\w.$€£¥])({_NUMBER}) ?m(?![\w²/])"),
        lambda m: f"{m[1]} meter" + ("" if m[1] == "1" else "s"),
    ),
    (re.compile(r"([$€£¥₹₩])(\d+(?:,\d{3})*)(?:\.(\d+))?(?![\d.]\d| ?[mbt]r?illion)"), _coins),
    (re.compile(r"\b(\d{1,2}(?::\d\d)?) ?([ap])\.?m\b\.?(?!\w)", re.IGNORECASE), _half_day),
    (re.compile(r"\b24/7\b"), lambda m: "twenty-four seven"),
    (re.compile(r"\b(\d+) (1/2|1/4|3/4|1/3|2/3)(?![\d/])"), _mixed),
    (re.compile(r"(?<![\w.])\.(\d+)\b"), lambda m: f"0.{m.group(1)}"),
    (re.compile(r"\b(\d+(?:\.\d+)?)x\b"), lambda m: f"{m.group(1)} times"),
    (re.compile(r"(\d)['′](\d{1,2})[\"″]"), lambda m: f"{m.group(1)} feet {m.group(2)} inches"),
    (re.compile(r"(?<=\d) ?[×x] ?(?=\d)"), lambda _: " by "),
    (re.compile(r"\be\.g\.,?"), lambda _: "for example,"),
    (re.compile(r"\bi\.e\.,?"), lambda _: "that is,"),
    # hibari takes the no at the end of a sentence for number; know sounds the same.
    (re.compile(r"\bno(?=\.)(?!\. ?\d)", re.IGNORECASE), lambda _: "know"),
    (re.compile(r"\b([A-G])#(?!\w)"), lambda m: f"{m[1]} sharp"),
    (re.compile(r"\bw/o\b"), lambda _: "without"),
]


# hibari 0.2.1 finds an empty Roman numeral before a capital I, V, X, L or C, and reads George
# Clooney as "George the zeroth Clooney": such neighbours are given to it apart.
_NO_NUMERAL = re.compile(r"(?<=[a-z]) (?=[IVXLC])(?![IVXLC]+\b(?!\. ?[A-Z]))")


def expanded(text: str) -> str:
    """The text with those forms written out."""
    text = named(text)
    for pattern, reading in _RULES:
        text = pattern.sub(reading, text)
    return text


def apart(text: str) -> list[str]:
    """The text in pieces, cut where a name would be taken for a Roman numeral."""
    return _NO_NUMERAL.split(text)

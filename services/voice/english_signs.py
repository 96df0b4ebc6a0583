"""Written signs, powers, units and codes that hibari's own English rules leave unread.

Each is rewritten as words or as a form that hibari reads, before english_numbers.py sees it.
"""

import re
from collections.abc import Callable

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_PREFIXES = {"": "", "k": "kilo", "c": "centi", "m": "milli"}
_METRES = {"ft": ("foot", "feet"), "in": ("inch", "inches"), "mi": ("mile", "miles")}
_POWERS = {"2": "squared", "3": "cubed"}
_UNITS = {
    "V": "volt", "kV": "kilovolt", "W": "watt", "mA": "milliampere", "L": "liter", "l": "liter",
    "mL": "milliliter", "g": "gram", "dB": "decibel", "ha": "hectare", "rpm": "revolution per "
    "minute", "kcal": "kilocalorie", "cal": "calorie", "hPa": "hectopascal", "kPa": "kilopascal",
    "gal": "gallon", "pt": "pint", "ohm": "ohm", "kohm": "kilo-ohm", "Mohm": "mega-ohm",
    "tbsp": "tablespoon", "tsp": "teaspoon",
    "µm": "micrometer", "µg": "microgram", "µs": "microsecond", "Pa": "pascal", "s": "second",
    "cm/s": "centimeter per second", "MPH": "mile per hour", "KM": "kilometer", "KG": "kilogram",
}  # fmt: skip
_UNIT = re.compile(
    rf"(?<![\w.$€£¥])({_NUMBER})( ?)({'|'.join(map(re.escape, _UNITS))})(?![\w/²^'])"
    r"(?! (?:network|phone|signal))"
)
_DOLLARS = {
    "US": "U.S.", "A": "Australian", "AU": "Australian", "C": "Canadian", "CA": "Canadian",
    "HK": "Hong Kong", "NZ": "New Zealand", "S": "Singapore", "NT": "New Taiwan",
}  # fmt: skip
_SCALES = {"": "", "k": " thousand", "m": " million", "b": " billion", "bn": " billion"}
_LENGTHS = r" ?(?:cm|mm|m|ft|in|inch|feet)\b"


def ordinal(number: str) -> str:
    """The number with its ending, as hibari reads it: 6 is 6th."""
    teen = number[-2:-1] == "1"
    return number + ("th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th"))


def _power(match: re.Match[str]) -> str:
    """^2 is squared, ^6 to the 6th, ^-3 to the minus 3rd, ^n to the N."""
    minus, number, letter = match[1] or "", match[2], match[3]
    if letter:
        return f" to the {'minus ' if minus else ''}{letter.upper()}"
    if not minus and number in _POWERS and not match.string[: match.start()].endswith("10"):
        return f" {_POWERS[number]}"
    return f" to the {'minus ' if minus else ''}{ordinal(number)}"


def _area(match: re.Match[str]) -> str:
    """20 km^2 is 20 square kilometers; per km^2 is per square kilometer."""
    number, prefix, unit, power = match.groups()
    kind = "square" if power == "2" else "cubic"
    one, many = _METRES.get(unit, (f"{_PREFIXES[prefix]}meter", f"{_PREFIXES[prefix]}meters"))
    return f"{number or ''} {kind} {many if number and number != '1' else one}".strip()


def _unit(match: re.Match[str]) -> str:
    """70 dB is 70 decibels. The s of 1990s and the l of a lone 5 l are no units."""
    number, space, unit = match.groups()
    if unit == ("l" if space else "s"):
        return match[0]
    first, per, rest = _UNITS[unit].partition(" per ")
    return f"{number} {first}{'' if number == '1' else 's'}{per}{rest}"


def _product(match: re.Match[str]) -> str:
    """3 × 4 = 12 is times; a 2×4 and 1920 × 1080 are by."""
    one, sign, other = match.groups()
    rest = match.string[match.end() + len(other) :]
    equation = "=" in rest or re.match(r" (?:is|equals|makes)\b", rest)
    large = any(part.isdigit() and int(part) > 99 for part in (one, other))
    sides = large or sign == "×" or re.match(_LENGTHS, rest)
    letters = not (one + other).isdigit()
    return f"{one} {'times' if equation or letters or not sides else 'by'} "


def _dollars(match: re.Match[str]) -> str:
    """US$50 is 50 U.S. dollars."""
    return f"{match[2]}{_SCALES[(match[3] or '').lower()]} {_DOLLARS[match[1].upper()]} dollars"


def _slashed(match: re.Match[str]) -> str:
    """50/50 is a share, 9/10 a mark, 120/80 is over; what may be a date or a part stays."""
    one, other = int(match[1]), int(match[2])
    if one + other == 100 or one == other > 12:
        return f"{one} {other}"
    if other in (10, 100) and one > 1 and not re.match(r" of\b", match.string[match.end() :]):
        return f"{one} out of {other}"
    date = min(one, other) <= 12 and max(one, other) <= 31
    return match[0] if date else f"{one} over {other}"


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile("℃"), lambda _: "°C"),
    (re.compile(r"(?<=\d)‰"), lambda _: " per mille"),
    (
        re.compile(rf"(?:(?<![\w.])({_NUMBER}) ?|\b)([kcm]?)(m|ft|in|mi)\^([23])(?!\d)"),
        _area,
    ),
    (re.compile(r"(?<=meters)/s\b"), lambda _: " per second"),
    (re.compile(r"(?<=\d) ?m/s\^2"), lambda _: " meters per second squared"),
    (re.compile(r"\^(-)?(?:(\d+)|([a-z])\b)"), _power),
    (re.compile(r"\^"), lambda _: " to the power of "),
    (re.compile(r"([\d.]+|\b\w+)( ?× ?)(?=([\d.]+|\w+))"), _product),
    (re.compile(r" ?×"), lambda _: " times"),
    (re.compile(rf"({_NUMBER}) ?- ?(?={_NUMBER} ?=)"), lambda m: f"{m[1]} minus "),
    (re.compile(r" ?÷ ?"), lambda _: " divided by "),
    (re.compile(r"± ?"), lambda _: " plus or minus "),
    (re.compile(r"√ ?"), lambda _: " square root of "),
    (re.compile(r" ?≥ ?"), lambda _: " at least "),
    (re.compile(r" ?≤ ?"), lambda _: " at most "),
    (re.compile(r"(?<=\w) ?≈ ?"), lambda _: " is about "),
    (re.compile(r" ?≈ ?"), lambda _: " about "),
    (re.compile(r" ?≠ ?"), lambda _: " is not "),
    (re.compile(r" ?> ?"), lambda _: " more than "),
    (re.compile(r" ?< ?"), lambda _: " less than "),
    (re.compile(r" ?→ ?"), lambda _: " to "),
    (re.compile(r"(?:\b(?:about|around) )?~(?=[\d$€£¥])", re.IGNORECASE), lambda _: "about "),
    (re.compile(rf"([$€£¥])({_NUMBER}) ?[-–] ?\1?(?=\d)"), lambda m: f"{m[2]} to {m[1]}"),
    (
        re.compile(rf"\b({'|'.join(_DOLLARS)})\$ ?({_NUMBER})(k|m|bn?)?\b", re.IGNORECASE),
        _dollars,
    ),
    (re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])"), _slashed),
    (
        re.compile(r"\b(\d+) ?(?:ft|feet|foot)\.? (\d{1,2}) ?in\b\.?"),
        lambda m: f"{m[1]} feet {m[2]} inches",
    ),
    (re.compile(r"\bp\. ?(?=\d)"), lambda _: "page "),
    (_UNIT, _unit),
]


def named(text: str) -> str:
    """The text with its signs, powers and units as words."""
    for pattern, reading in _RULES:
        text = pattern.sub(reading, text)
    return text

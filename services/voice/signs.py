"""Signs that are read only where they stand: between numbers, before one, above the line.

Elsewhere the same characters are hearts, arrows, footnotes or decoration, and are dropped. Knows
no language: what a sign is called is told by english_signs.py and chinese_numbers.py.
"""

import re

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n", strict=True))
_EXPONENT = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")
_POWER = re.compile(r"(?:[\d)]|(?:^|[^A-Za-z])[A-Za-z]{1,2})$")
"""What an exponent stands on; after a longer word a raised number is a footnote."""
_KEPT = [
    re.compile(pattern)
    for pattern in (
        r"(?<=[A-Za-z0-9)])\^(?=-?[A-Za-z0-9(])",
        r"(?<=[\w)%])(?: ?)([×÷])(?= ?[\w(√-])",
        r"[×](?=\d)|(?<=\d)×",
        r"[±√](?= ?[\d$€£¥])",
        r"[≥≤≈≠](?= ?[\w$€£¥√-])",
        r"(?<![<>=-])(?:>|<(?!3(?![\d.%])))(?= ?[\d$€£¥])",
        r"(?<![\w~])~(?=[\d$€£¥])",
        r"(?<=[\w%)℃]) ?(→)(?= ?\w)",
        r"#(?=\d)|(?<=\b[A-G])#(?!\w)",
    )
]
_NUMERAL = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千万亿几半]+)"
_WAVE_TO = [
    re.compile(pattern)
    for pattern in (
        r"(?<=[\d点时日号月年岁度元%℃]) ?[~〜～](?= ?\d)",
        r"(?<=周.)[~〜～](?=周)|(?<=期.)[~〜～](?=星)",
        rf"{_NUMERAL}([\u3400-\u9fff]{{0,2}}?) ?[~〜～] ?(?!一[起定样直切般些共旦向律再致同生边会])"
        rf"{_NUMERAL}\1",
    )
]
"""A wave between two of a kind is written as an en dash, which is read as to; elsewhere it only
draws a word out."""
_LEFT_OUT = re.compile(
    r"https?://(?:www\.)?|(?<![A-Za-z0-9])www\.(?=\w)|(?<![\w)=] )(?<![\w)=])<3+(?![\d.%])"
    r"|(?<=[A-Za-z] )<3+(?![\d.%=])",
    re.IGNORECASE,
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega".split(),
        strict=True,
    )
)
_GREEK_WORD = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{2}")
_GREEK_LETTER = re.compile(r"[α-ωΑ-Ω]")
_MICRO = re.compile(r"(?<=\d)( ?)[µμ](?=[mgs](?![A-Za-z]))")
_OHM = re.compile(r"(?<=\d)( ?[kM]?)[\u03a9\u2126](?![\u0370-\u03ff])")


def written(line: str) -> dict[int, str]:
    """What stands for the characters at some places of the line, empty for what is left out."""
    out: dict[int, str] = {}
    if not _GREEK_WORD.search(line):
        for match in _GREEK_LETTER.finditer(line):
            before, after = line[: match.start()][-1:], line[match.end() : match.end() + 1]
            name = _GREEK.get(match[0].lower(), "")
            out[match.start()] = f"{' ' * before.isalnum()}{name}{' ' * after.isalnum()}"
    for match in _MICRO.finditer(line):
        out[match.end() - 1] = "µ"
    for match in _OHM.finditer(line):
        out[match.end() - 1] = "ohm"
    for match in _EXPONENT.finditer(line):
        power = _POWER.search(line[: match.start()])
        marks = ["^", *[""] * (len(match[0]) - 1)] if power else []
        for place, char in enumerate(match[0]):
            out[match.start() + place] = marks[place] + _RAISED[char] if power else ""
    for pattern in _KEPT:
        for match in pattern.finditer(line):
            at = match.start(1) if pattern.groups else match.start()
            out[at] = line[at]
    for pattern in _WAVE_TO:
        for match in pattern.finditer(line):
            wave = next(i for i in range(match.start(), match.end()) if line[i] in "~〜～")
            out[wave] = "–"
    for match in _LEFT_OUT.finditer(line):
        out.update(dict.fromkeys(range(match.start(), match.end()), ""))
    return out

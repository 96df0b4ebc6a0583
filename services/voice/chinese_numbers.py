"""Numbers, dates, money and units as Mandarin reads them."""

import re
from collections.abc import Callable

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_MEASURE = "个只位条张本件次年天岁块元月米里斤人种层楼杯瓶家座把双分秒小点"
_MONEY = {"$": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑"}
_UNITS = {
    "km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米", "m": "米", "g": "克",
    "℃": "摄氏度", "°C": "摄氏度", "°": "度", "km/h": "公里每小时",
}  # fmt: skip
_SCALES = "万亿千百"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


def cardinal(number: int) -> str:
    """A whole number in words: 105 is 一百零五."""
    if number == 0:
        return DIGITS[0]
    if number >= 10**16:
        return digits(str(number))
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    out = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            continue
        # A gap between groups or within one is read as a single zero.
        if out and (group < 1000 or not groups[index + 1]):
            out += DIGITS[0]
        out += _below_10000(group) + _GROUPS[index]
    return out[1:] if out.startswith("一十") else out


def _below_10000(number: int) -> str:
    out, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += (DIGITS[0] if zero and out else "") + DIGITS[digit] + _PLACES[place]
            zero = False
        else:
            zero = True
    return out


def digits(text: str) -> str:
    """Digit by digit, as in a year or a telephone number."""
    return "".join(DIGITS[int(char)] for char in text if char.isdigit())


def decimal(text: str) -> str:
    """A number with an optional fraction: 3.14 is 三点一四."""
    whole, _, fraction = text.replace(",", "").partition(".")
    spoken = cardinal(int(whole))
    return f"{spoken}点{digits(fraction)}" if fraction else spoken


def _counted(text: str) -> str:
    """Before a measure word two is 两."""
    return "两" if text == "2" else decimal(text)


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = match.group(1), match.group(2), match.group(3)
    spoken = ("两" if int(hour) == 2 else cardinal(int(hour))) + "点"
    if int(minute):
        spoken += (DIGITS[0] if int(minute) < 10 else "") + cardinal(int(minute)) + "分"
    elif not second:
        spoken += "整"
    return spoken + (cardinal(int(second)) + "秒" if second else "")


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{digits(year)}年{cardinal(int(month))}月{cardinal(int(day))}日"


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"), _date),
    (re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?"), _clock),
    (re.compile(r"(\d{4})(?=年)"), lambda m: digits(m.group(1))),
    (re.compile(rf"({_NUMBER})%"), lambda m: "百分之" + decimal(m.group(1))),
    (
        re.compile(rf"([$¥￥€£])({_NUMBER})([{_SCALES}]?)"),
        lambda m: decimal(m.group(2)) + m.group(3) + _MONEY[m.group(1)],
    ),
    (
        re.compile(rf"({_NUMBER})(km/h|km|kg|cm|mm|℃|°C|°|m(?![A-Za-z])|g(?![A-Za-z]))"),
        lambda m: _counted(m.group(1)) + _UNITS[m.group(2)],
    ),
    (re.compile(r"(?<!\d)(0\d+|\d{7,})(?!\d)"), lambda m: digits(m.group(1))),
    (
        re.compile(rf"({_NUMBER})[-~—]({_NUMBER})"),
        lambda m: decimal(m.group(1)) + "到" + decimal(m.group(2)),
    ),
    (
        re.compile(r"(\d+)/(\d+)"),
        lambda m: cardinal(int(m.group(2))) + "分之" + cardinal(int(m.group(1))),
    ),
    (re.compile(rf"(2)(?=[{_MEASURE}])(?!月)"), lambda m: _counted(m.group(1))),
    (re.compile(rf"-({_NUMBER})"), lambda m: "负" + decimal(m.group(1))),
    (re.compile(rf"({_NUMBER})"), lambda m: decimal(m.group(1))),
]


def spoken_at(text: str, position: int) -> tuple[str, int] | None:
    """The reading of a number that begins at a position and where it ends; None if none does."""
    for pattern, reading in _RULES:
        match = pattern.match(text, position)
        if match:
            return reading(match), match.end()
    return None

"""Numbers, dates, money and units as Mandarin reads them."""

import re
from collections.abc import Callable

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_MEASURE = "个只位条张本件次年天岁块元米里斤人种层杯瓶家座把双分秒小点"
_MONEY = {"$": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑"}
_UNITS = {
    "km/h": "公里每小时", "m/s": "米每秒", "km2": "平方公里", "m2": "平方米", "m3": "立方米",
    "km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米", "ml": "毫升", "mg": "毫克",
    "m": "米", "g": "克", "L": "升", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度",
    "°F": "华氏度", "°": "度",
}  # fmt: skip
_UNIT = "|".join(f"{re.escape(unit)}" for unit in _UNITS)
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


def telephone(text: str) -> str:
    """Digit by digit with 幺 for one, so that it is not taken for seven."""
    return digits(text).replace("一", "幺")


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = match.group(1), match.group(2), match.group(3)
    spoken = ("两" if int(hour) == 2 else cardinal(int(hour))) + "点"
    if int(minute) == 30 and not second:
        spoken += "半"
    elif int(minute):
        spoken += (DIGITS[0] if int(minute) < 10 else "") + cardinal(int(minute)) + "分"
    elif not second:
        spoken += "整"
    return spoken + (cardinal(int(second)) + "秒" if second else "")


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{digits(year)}年{cardinal(int(month))}月{cardinal(int(day))}日"


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
# Ordered: the first that matches reads.
_RULES: list[Rule] = [
    (re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"), _date),
    (
        re.compile(r"(\d{4})年?[-~—至到](\d{4})(?=年)"),
        lambda m: digits(m.group(1)) + "到" + digits(m.group(2)),
    ),
    (re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)"), _clock),
    (
        re.compile(r"(\d{1,3})[:：](\d{1,2})(?![\d:：])"),
        lambda m: f"{decimal(m[1])}比{decimal(m[2])}",
    ),
    (re.compile(r"(?<=[点时日号月年岁度元%℃周])-(?=\d)|(?<=[周期].)-(?=[周星])"), lambda _: "到"),
    (re.compile(r"(\d{4})(?=年)"), lambda m: digits(m.group(1))),
    (re.compile(r"(\d0)(?=后)"), lambda m: digits(m.group(1))),
    # Telephone numbers: mobile ones, those with an area code, hotlines that one dials.
    (
        re.compile(r"(1[3-9]\d-?\d{4}-?\d{4}|0\d{2,3}-\d{7,8}|[48]00-\d{3}-?\d{4})(?!\d)"),
        lambda m: telephone(m.group(1)),
    ),
    (re.compile(r"(?<=[打拨叫])(1(?:10|14|19|20|22)|12\d{3})(?!\d)"), lambda m: telephone(m[1])),
    (re.compile(r"(\d{3,4})(?=号?(?:房|室|包厢))"), lambda m: telephone(m.group(1))),
    (re.compile(rf"(-?)({_NUMBER})%"), lambda m: _sign(m) + "百分之" + decimal(m.group(2))),
    (
        re.compile(rf"([$¥￥€£])({_NUMBER})([{_SCALES}]*)"),
        lambda m: decimal(m.group(2)) + m.group(3) + _MONEY[m.group(1)],
    ),
    (re.compile(rf"-({_NUMBER})(?=[℃℉度]|°[CF])"), lambda m: "零下" + decimal(m.group(1))),
    (
        re.compile(rf"(?<![A-Za-z\d])(-?)({_NUMBER})[-~—](-?)({_NUMBER})(?![-\d])"),
        lambda m: f"{_sign(m)}{decimal(m[2])}到{_sign(m, 3)}{decimal(m[4])}",
    ),
    (
        re.compile(rf"({_NUMBER})({_UNIT})(?![A-Za-z])"),
        lambda m: _counted(m.group(1)) + _UNITS[m.group(2)],
    ),
    # The unit stands apart where a range or a minus has been read before it.
    (re.compile(rf"(?<=[\d.])({_UNIT})(?![A-Za-z])"), lambda m: _UNITS[m.group(1)]),
    (re.compile(r"(?<!\d)(0\d+|\d{7,})(?<!000)(?!\d)"), lambda m: digits(m.group(1))),
    (
        re.compile(r"(\d+)/(\d+)"),
        lambda m: cardinal(int(m.group(2))) + "分之" + cardinal(int(m.group(1))),
    ),
    (
        re.compile(rf"(?<![第\d])(2)(?=[{_MEASURE}])(?!年级|月|点\d)"),
        lambda m: _counted(m.group(1)),
    ),
    (re.compile(rf"(?<![A-Za-z\d])-({_NUMBER})"), lambda m: "负" + decimal(m.group(1))),
    (re.compile(rf"({_NUMBER})"), lambda m: decimal(m.group(1))),
]


def _sign(match: re.Match[str], group: int = 1) -> str:
    return "负" if match.group(group) else ""


def spoken_at(text: str, position: int) -> tuple[str, int] | None:
    """The reading of a number that begins at a position and where it ends; None if none does."""
    for pattern, reading in _RULES:
        match = pattern.match(text, position)
        if match:
            return reading(match), match.end()
    return None

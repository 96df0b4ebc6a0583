"""Numbers, dates, money and units as Mandarin reads them."""

import re
from collections.abc import Callable
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_MEASURE = (
    "个只位条张本件次年天岁块元米里斤人种层杯瓶家座把双分秒小点倍周场部台辆篇首句段项份支枝棵朵匹碗"
    "盘盒包袋箱组对名道间所门架颗粒片顿趟遍步套页滴群票克吨升亩公平厘毫英寸尺星头"
)
"""First characters of measure words, before which two is 两."""
_MONEY = {"$": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑"}
_UNITS = {
    "km/h": "公里每小时", "m/s^2": "米每二次方秒", "m/s": "米每秒", "km^2": "平方公里",
    "km2": "平方公里", "cm^2": "平方厘米", "m^2": "平方米", "m2": "平方米", "cm^3": "立方厘米",
    "m^3": "立方米", "m3": "立方米", "kHz": "千赫", "MHz": "兆赫", "GHz": "吉赫", "Hz": "赫兹",
    "kWh": "千瓦时", "kW": "千瓦", "MW": "兆瓦", "mAh": "毫安时", "kcal": "千卡", "hPa": "百帕",
    "kPa": "千帕", "dB": "分贝", "km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米",
    "nm": "纳米", "µm": "微米", "ml": "毫升", "mL": "毫升", "mg": "毫克", "min": "分钟",
    "kohm": "千欧", "ohm": "欧姆", "m": "米", "g": "克", "h": "小时", "L": "升", "V": "伏",
    "W": "瓦", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度", "°F": "华氏度", "°": "度",
}  # fmt: skip
_UNIT = "|".join(f"{re.escape(unit)}" for unit in _UNITS)
_SCALES = "万亿千百"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_LATIN_SCALES = {"k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9, "bn": 10**9}
_AMOUNT = rf"([$¥￥€£])({_NUMBER})(?:([{_SCALES}]+)|({'|'.join(_LATIN_SCALES)})(?![A-Za-z]))?"
QUANTITY = re.compile(rf"(?<![A-Za-z\d.])(?:{_AMOUNT}|{_NUMBER} ?(?:{_UNIT})(?![A-Za-z]))")
"""Latin letters after a number that are read in Chinese."""
_SIGNS = {
    "×": "乘", "÷": "除以", "±": "正负", "≥": "大于等于", "≤": "小于等于", "≈": "约等于",
    "≠": "不等于", ">": "大于", "<": "小于", "→": "到", "~": "约", "√": "根号", "‰": "千分号",
}  # fmt: skip
_CODED = re.compile(
    r"(?:邮编|验证码|密码|房间号?|房号|尾号|编号|工号|学号|账号|代码|号码)[是为:： ]{0,2}$"
)
_BOUNDED = re.compile(r"(?:[\d%℃°]|[\d一二三四五六七八九十][点时日号月年岁度元楼层天]半?|[周期].)$")
_CALLING = re.compile(r"[打拨叫]|电话|报警|急救|火警|热线|求助")


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
        two = not out and ((group == 2 and index) or group // 1000 == 2)
        said = _below_10000(group) + _GROUPS[index]
        out += "两" + said[1:] if two else said
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


def _amount(match: re.Match[str]) -> str:
    """¥3,000.50 is 三千点五元, $1.5M 一百五十万美元."""
    sign, number, scale, latin = match.groups()
    if latin:
        number = f"{Decimal(number.replace(',', '')) * _LATIN_SCALES[latin]:f}"
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    scaled = scale or ""
    return ("两" if number == "2" and scaled else decimal(number)) + scaled + _MONEY[sign]


def _power(match: re.Match[str]) -> str:
    """^2 is 的平方, ^-3 的负三次方."""
    minus, number = match.groups()
    if number in ("2", "3") and not minus and not match.string[: match.start()][-1:].isdigit():
        return {"2": "的平方", "3": "的立方"}[number]
    return f"的{'负' if minus else ''}{cardinal(int(number))}次方"


def _hotline(match: re.Match[str]) -> str | None:
    """110 where the line is about calling; elsewhere it is a number."""
    return telephone(match[0]) if _CALLING.search(match.string) else None


def _code(match: re.Match[str]) -> str | None:
    """验证码4821 is digit by digit."""
    told = _CODED.search(match.string[: match.start()])
    return telephone(match[0]) if told else None


def _until(match: re.Match[str]) -> str | None:
    """8点-9点 and 周一-周五 are ranges, 温度-5度 is none."""
    return "到" if _BOUNDED.search(match.string[: match.start()]) else None


def _range(match: re.Match[str]) -> str:
    """2-3个 is 两到三个, -10~5℃ 零下十到五摄氏度."""
    after = match.string[match.end() :]
    first, last = (
        _counted(n) if after[:1] in tuple(_MEASURE) else decimal(n) for n in match.group(2, 4)
    )
    minus = "零下" if re.match(r" ?(?:℃|°|度)", after) else "负"
    return f"{minus if match[1] else ''}{first}到{minus if match[3] else ''}{last}"


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


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
# Ordered: the first that matches and has a reading reads.
_RULES: list[Rule] = [
    (re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"), _date),
    (
        re.compile(r"(\d{4})年?[-–~—至到](\d{4})(?=年)"),
        lambda m: digits(m.group(1)) + "到" + digits(m.group(2)),
    ),
    (re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)"), _clock),
    (
        re.compile(r"(\d{1,3})[:：](\d{1,2})(?![\d:：])"),
        lambda m: f"{decimal(m[1])}比{decimal(m[2])}",
    ),
    (re.compile(" ?– ?"), lambda _: "到"),
    (re.compile(r" ?- ?(?=[\d周星])"), _until),
    (re.compile(r"(\d{4})(?=年)"), lambda m: digits(m.group(1))),
    (re.compile(r"(\d0)(?=后)"), lambda m: digits(m.group(1))),
    # Telephone numbers: mobile ones, those with an area code, hotlines that one dials.
    (
        re.compile(
            r"(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]\d{3,4}[- ]?\d{4}|[48]00-\d{3}-?\d{4})"
            r"(?!\d)"
        ),
        lambda m: telephone(m.group(1)),
    ),
    (
        re.compile(
            rf"(?:1(?:10|14|19|20|22)|1[02]\d{{3}}|9[56]\d{{3}})(?![\d.:%{_MEASURE}{_SCALES}多路号])"
        ),
        _hotline,
    ),
    (re.compile(r"(\d{3,4})(?=号?(?:房|室|包厢))"), lambda m: telephone(m.group(1))),
    # Codes: of rooms, of post, and those that one types.
    (re.compile(r"(\d{3,8})(?![\d.,])"), _code),
    (re.compile(rf"(-?)({_NUMBER})%"), lambda m: _sign(m) + "百分之" + decimal(m.group(2))),
    (re.compile(rf"({_NUMBER})‰"), lambda m: "千分之" + decimal(m.group(1))),
    (re.compile(_AMOUNT), _amount),
    (re.compile(r"\^(-?)(\d+)"), _power),
    (re.compile(f" ?([{''.join(_SIGNS)}]) ?"), lambda m: _SIGNS[m[1]]),
    (
        re.compile(rf"({_NUMBER}) ?- ?(?={_NUMBER} ?=)"),
        lambda m: f"{decimal(m.group(1))}减",
    ),
    (re.compile(rf"-({_NUMBER})(?=[℃℉度]|°[CF])"), lambda m: "零下" + decimal(m.group(1))),
    (
        re.compile(rf"(?<![A-Za-z\d])(-?)({_NUMBER})[-–~—](-?)({_NUMBER})(?![-\d])"),
        _range,
    ),
    (
        re.compile(rf"({_NUMBER}) ?({_UNIT})(?![A-Za-z])"),
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
        re.compile(rf"(?<![第\d点])(2)(?=[{_MEASURE}])(?!年级|月|点\d(?!\d?分))"),
        lambda m: _counted(m.group(1)),
    ),
    (re.compile(r"2(?=[万亿千])"), lambda _: "两"),
    (re.compile(rf"(?<![A-Za-z\d])-({_NUMBER})"), lambda m: "负" + decimal(m.group(1))),
    (re.compile(rf"({_NUMBER})"), lambda m: decimal(m.group(1))),
]


def _sign(match: re.Match[str], group: int = 1) -> str:
    return "负" if match.group(group) else ""


def spoken_at(text: str, position: int) -> tuple[str, int] | None:
    """The reading of a number that begins at a position and where it ends; None if none does."""
    for pattern, reading in _RULES:
        match = pattern.match(text, position)
        said = reading(match) if match else None
        if match and said is not None:
            return said, match.end()
    return None

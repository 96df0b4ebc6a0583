"""How many errors a transcript has: words of English, characters and syllables of Mandarin.

Both sides are brought to one writing first, so that 20 for twenty is no error: plain case, no
punctuation, simplified characters, numbers in words. What sounds the same by rule and is told
apart in writing alone (他她它, 的地得) counts as the same character.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_SAME_WORDS = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "st": "street", "km": "kilometers",
    "kilometres": "kilometers", "min": "minutes", "ok": "okay", "%": "percent",
    "dec": "december", "vs": "versus",
}  # fmt: skip
_HAN_DIGITS = "零一二三四五六七八九"
_SAME_HAN = str.maketrans({
    "她": "他", "它": "他", "地": "的", "得": "的", "〇": "零", "幺": "一", "两": "二",
})  # fmt: skip

Digits = Callable[[str], str]


def errors(wanted: list[str], heard: list[str]) -> int:
    """Levenshtein distance."""
    row = list(range(len(heard) + 1))
    for i, token in enumerate(wanted, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (token != other))
    return row[-1]


def english_errors(accepted: tuple[str, ...], heard: str) -> tuple[int, int]:
    """Wrong words and words in all, by the reading that fits best."""
    heard_as = [english_words(heard, digits) for digits in (_cardinal, _pairs, _each)]
    return min(
        (errors(words, variant), len(words))
        for words in (english_words(reading, _cardinal) for reading in accepted)
        for variant in heard_as
    )


def mandarin_errors(accepted: tuple[str, ...], heard: str) -> tuple[int, int, int]:
    """Wrong characters, wrong syllables (without tone), and characters in all."""
    plain = to_simplified(heard)
    heard_as = [han_tokens(plain, digits) for digits in (_han_cardinal, _han_each)]
    found: list[tuple[int, int, int]] = []
    for reading in accepted:
        wanted = han_tokens(reading, _han_cardinal)
        for variant in heard_as:
            by_sound = errors(syllables(wanted), syllables(variant))
            found.append((errors(wanted, variant), by_sound, len(wanted)))
    return min(found)


def english_words(text: str, digits: Digits) -> list[str]:
    """Plain lower-case words, numbers written out by digits."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("⁄", "/")
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b|\W|$)", r"\1", text)  # p.m. is pm
    text = re.sub(r"(\d),(\d{3})\b", r"\1\2", text)
    text = re.sub(r"\$(\d+)\.(\d\d)\b", r"\1 dollars and \2 cents", text)
    text = re.sub(r"\$([\d.]+)( [mb]illion)?", r"\1\2 dollars", text)
    text = re.sub(r"(?<!\w)[-−](?=\d)", "minus ", text)
    text = re.sub(r"\b3/4(th)?s?\b", "three quarters", text)
    text = re.sub(r"(\d)[:.](\d\d)(?=\s*[ap] ?m)", r"\1 \2", text)
    text = re.sub(r"\b([ap]) m\b", r"\1m", text)
    text = re.sub(r"(?<=[a-z])\.(?=[a-z])", " dot ", text.replace("@", " at "))
    text = re.sub(r"(\d)\.(\d)", r"\1 point \2", text)
    text = re.sub(r"([a-z])-([a-z])", r"\1 \2", text)
    text = re.sub(r"°\s*c\b|degrees c\b", " degrees celsius", text)
    text = re.sub(r"(\d+)(st|nd|rd|th)\b", lambda m: _ordinal(m.group(1)), text)
    text = re.sub(r"\b(january|february|march|april|may|june|july|august|september|october|"
                  r"november|december) (\d\d?)\b",
                  lambda m: f"{m.group(1)} {_ordinal(m.group(2))}", text)  # fmt: skip
    text = re.sub(r"\d+", lambda m: f" {digits(m.group())} ", text)
    words = [match.group() for match in re.finditer(r"[a-z']+|%", text)]
    return " ".join(_SAME_WORDS.get(word, word) for word in words).split()


def _cardinal(text: str) -> str:
    return _in_words(int(text))


def _pairs(text: str) -> str:
    """As years are read: 1969 is nineteen sixty nine."""
    if len(text) != 4 or text[1:3] == "00":
        return _in_words(int(text))
    return f"{_in_words(int(text[:2]))} {_in_words(int(text[2:]))}"


def _each(text: str) -> str:
    """Digit by digit when the number is long, as telephone numbers are read."""
    if len(text) < 3 or (len(text) == 3 and text[1:] == "00"):
        return _in_words(int(text))
    return " ".join(_SMALL[int(digit)] for digit in text)


def _ordinal(text: str) -> str:
    *most, last = _in_words(int(text)).split()
    ending = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return " ".join([*most, ending])


def _in_words(number: int) -> str:
    """A whole number below a million: 1250 is one thousand two hundred fifty."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        rest = number % 10
        return _TENS[number // 10] + (f" {_SMALL[rest]}" if rest else "")
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % unit
    return f"{_in_words(number // unit)} {name}" + (f" {_in_words(rest)}" if rest else "")


def han_tokens(text: str, digits: Digits) -> list[str]:
    """Characters, and Latin words whole, without punctuation; numbers written out by digits."""
    text = unicodedata.normalize("NFKC", text).lower().replace(",", "")
    text = re.sub(r"(\d+(?:\.\d+)?)%", r"百分之\1", text)
    text = re.sub(r"(\d+):(\d\d)", r"\1点\2分", text)
    text = re.sub(r"[¥￥](\d+(?:\.\d+)?)", r"\1元", text)
    text = re.sub(r"-(?=\d)", "零下", text).replace("℃", "摄氏度").replace("°c", "摄氏度")
    text = re.sub(r"(\d)\.(\d+)", lambda m: f"{m.group(1)}点{_han_each(m.group(2))}", text)
    text = re.sub(r"(\d{4})年", lambda m: f"{_han_each(m.group(1))}年", text)
    text = re.sub(r"\d+", lambda m: digits(m.group()), text).translate(_SAME_HAN)
    return re.findall(r"[a-z]+|[\u3400-\u9fff]", text)


def _han_each(text: str) -> str:
    return "".join(_HAN_DIGITS[int(digit)] for digit in text)


def _han_cardinal(text: str) -> str:
    """A whole number below ten thousand; longer ones are read digit by digit."""
    number = int(text)
    if not 0 < number < 10_000 or text[0] == "0":
        return _han_each(text)
    out, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if gap and out else "") + _HAN_DIGITS[digit] + name
        gap = not digit
    return out.removeprefix("一") if out.startswith("一十") else out


def syllables(tokens: list[str]) -> list[str]:
    """The pinyin of each character without its tone; Latin words stay as they are."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - loads tables

    return [lazy_pinyin(token, style=Style.NORMAL)[0] for token in tokens]


def to_simplified(text: str) -> str:
    """The text in simplified characters."""
    return _converter()(text)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    import importlib  # noqa: PLC0415 - for measuring only, not installed with the system

    convert: Callable[[str], str] = importlib.import_module("opencc").OpenCC("t2s").convert
    return convert

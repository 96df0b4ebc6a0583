"""Mandarin to the phonemes Kokoro was trained on, each with the written word it belongs to.

Words come from jieba's frequency list, readings from pypinyin, tone changes and IPA from the
rules of Standard Chinese phonology (Duanmu, 2007). jieba itself is not imported: only its list
is read, since its start writes a cache into a shared folder.
"""

import math
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from services.voice import readings
from services.voice.chinese_numbers import spoken_at
from services.voice.pinyin import symbols
from services.voice.speech import Span, Unit
from services.voice.text import HAN

WORD_MAX = 6
_PUNCTUATION = {
    "，": ",", "、": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":",
    "（": "(", "）": ")", "《": "“", "》": "”", "「": "“", "」": "”", "『": "“", "』": "”",
    "【": "“", "】": "”", '"': "”", "'": "", "-": "",
}  # fmt: skip
_KEPT = frozenset(";:,.!?—…()“”")
_SIGNS = {"%": "百分号", "+": "加", "=": "等于", "&": "和", "@": "at", "℃": "摄氏度"}
_NOT_ONE = frozenset("第初十百千万亿零一二三四五六七八九")
_KIN = frozenset("爸妈哥姐弟妹爷奶叔舅姑婆公伯")


@dataclass
class Syllable:
    """One character with its reading, such as hao3, and the word it is in."""

    char: str
    reading: str
    word: int


class Mandarin:
    """Reads Chinese text; loading takes about half a second."""

    def __init__(self) -> None:
        from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - loads tables

        self._pinyin = lazy_pinyin
        self._style = Style.TONE3
        self._costs, self._unknown = _word_costs()

    def units(self, text: str, offset: int, words: list[Span]) -> list[Unit]:
        """Units of a piece of the line that starts at offset; new words are added to words."""
        units: list[Unit] = []
        phrase: list[Syllable] = []
        position = 0
        while position < len(text):
            spoken, end = self._piece(text, position)
            if spoken:
                literal = spoken == text[position:end]
                span = Span(position + offset, end + offset)
                self._say(spoken, span, literal, words, phrase)
            else:
                units += _voiced(phrase) + _pause(text[position])
                phrase = []
            position = end
        return units + _voiced(phrase)

    def _piece(self, text: str, position: int) -> tuple[str, int]:
        """Han characters, or a number's reading, from a position on; empty for the rest."""
        number = spoken_at(text, position)
        if number is not None:
            return number
        if text[position] in _SIGNS and text[position] != "@":
            return _SIGNS[text[position]], position + 1
        end = position
        while end < len(text) and HAN.match(text[end]) and spoken_at(text, end) is None:
            end += 1
        return text[position:end], max(end, position + 1)

    def _say(
        self, spoken: str, span: Span, literal: bool, words: list[Span], phrase: list[Syllable]
    ) -> None:
        """Add the syllables of a piece. What is not literal, a number, is one written word."""
        at = span.start
        if not literal:
            words.append(span)
        whole = self._readings(spoken)
        past = 0
        for word in self._segmented(spoken):
            if literal:
                words.append(Span(at, at + len(word)))
            at += len(word)
            # A word of the list tells its reading best; a lone character its surroundings do.
            before, after = spoken[:past], spoken[past + len(word) :]
            if len(word) == 1:
                found = [readings.lone(word, before, after) or whole[past]]
            else:
                found = readings.of_word(word, self._readings(word), before, after)
            past += len(word)
            for char, reading in zip(word, found, strict=True):
                phrase.append(Syllable(char, reading, len(words) - 1))

    def _readings(self, word: str) -> list[str]:
        """One reading for each character."""
        found = self._pinyin(word, style=self._style, neutral_tone_with_five=True)
        return (
            found
            if len(found) == len(word)
            else [
                self._pinyin(char, style=self._style, neutral_tone_with_five=True)[0]
                for char in word
            ]
        )

    def _segmented(self, text: str) -> list[str]:
        """The most probable words (unigram Viterbi)."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(text) + 1):
            best.append(
                min(
                    (best[start][0] + self._costs.get(text[start:end], self._unknown), start)
                    for start in range(max(0, end - WORD_MAX), end)
                    if start == end - 1 or text[start:end] in self._costs
                )
            )
        words: list[str] = []
        end = len(text)
        while end:
            start = best[end][1]
            words.append(text[start:end])
            end = start
        return words[::-1]


def _word_costs() -> tuple[dict[str, float], float]:
    """Minus log probability of each word of jieba's list, and that of an unknown character."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'jieba'", name="jieba")
    counts: dict[str, int] = {}
    with (Path(spec.origin).parent / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, count, _ = line.split(" ", 2)
            if len(word) <= WORD_MAX and int(count) > 1 and HAN.match(word):
                counts[word] = int(count)
    total = math.log(sum(counts.values()))
    return {word: total - math.log(count) for word, count in counts.items()}, total


def _pause(char: str) -> list[Unit]:
    """Punctuation as the model reads it."""
    sign = _PUNCTUATION.get(char, char)
    if sign in _KEPT:
        return [Unit(sign), Unit(" ")]
    return []


def _voiced(phrase: list[Syllable]) -> list[Unit]:
    """A phrase with its tone changes, as units, a space between words."""
    change_tones(phrase)
    units: list[Unit] = []
    for index, syllable in enumerate(phrase):
        if index and syllable.word != phrase[index - 1].word:
            units.append(Unit(" "))
        units += [Unit(symbol, syllable.word) for symbol in symbols(syllable.reading)]
    return units


def change_tones(phrase: list[Syllable]) -> None:
    """Tone sandhi of 不, 一 and third tones, in place."""
    for index, syllable in enumerate(phrase):
        after = phrase[index + 1] if index + 1 < len(phrase) else None
        before = phrase[index - 1] if index else None
        if syllable.char == "不" and after and after.reading.endswith("4"):
            syllable.reading = "bu2"
        if syllable.char == "一" and after:
            changed = "yi2" if after.reading[-1] in "45" else "yi4"
            syllable.reading = "yi1" if _counts(before, after) else changed
        if syllable.char in _KIN and before and before.char == syllable.char:
            syllable.reading = syllable.reading[:-1] + "5"
    for index in range(len(phrase) - 1):
        here, after = phrase[index], phrase[index + 1]
        third = here.reading.endswith("3") and after.reading.endswith("3")
        # Before a longer word the speaker draws breath: only words closely bound change.
        bound = here.word == after.word or not _long(phrase, index + 1)
        if third and bound:
            here.reading = here.reading[:-1] + "2"


def _counts(before: Syllable | None, after: Syllable) -> bool:
    """Whether 一 is a digit or an ordinal, which keep the first tone."""
    if before and before.char in _NOT_ONE:
        return True
    if after.char == "点":  # one o'clock, or a little
        return before is not None and before.char in "午晨上夜"
    return after.char in "零一二三四五六七八九十月号日加减乘除等楼"


def _long(phrase: list[Syllable], index: int) -> bool:
    """Whether the word at an index has three syllables or more."""
    return sum(1 for syllable in phrase if syllable.word == phrase[index].word) > 2

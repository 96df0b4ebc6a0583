"""Proves how lines are read before any model speaks: numbers, dates, money, units, telephone
numbers, abbreviations in both languages, characters with several readings, both languages mixed.
"""

import pytest

from services.voice.english import English
from services.voice.mandarin import Mandarin
from services.voice.script import script
from services.voice.speech import Span, Unit
from services.voice.text import clean, word_span
from tests.engines import voice_readings


@pytest.fixture(scope="module")
def english() -> English:
    return English()


@pytest.fixture(scope="module")
def mandarin() -> Mandarin:
    return Mandarin()


ALPHABET = set(map(chr, range(32, 0xFFFF)))


def table(text: str) -> list[list[str]]:
    """Written and said of each line of a table."""
    return [line.split(" | ") for line in text.strip().splitlines()]


def sounds(units: list[Unit]) -> str:
    """Symbols without stress, spaces and punctuation: those a reader may set freely."""
    return "".join(unit.symbol for unit in units if unit.symbol not in "ˈˌ ,.:;()“”!?")


def of_english(reader: English, text: str) -> str:
    return sounds(reader.units(clean(text).text, 0, []))


def of_mandarin(reader: Mandarin, text: str) -> str:
    return sounds(reader.units(clean(text).text, 0, []))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("$9.99", "nine dollars and ninety nine cents"),
        ("$1.01", "one dollar and one cent"),
        ("$0.50", "fifty cents"),
        ("$1,250", "one thousand two hundred fifty dollars"),
        ("€20 or £3.50", "twenty euros or three pounds fifty"),
        ("$3.5 billion", "three point five billion dollars"),
        ("$5M and €2bn", "five million dollars and two billion euros"),
        ("-12 °C", "minus twelve degrees Celsius"),
        ("45 km at 90 km/h", "forty five kilometers at ninety kilometers per hour"),
        ("5'10\"", "five feet ten inches"),
        ("in 1969", "in nineteen sixty nine"),
        ("in 2005", "in two thousand five"),
        ("May 5, 2024", "May fifth, twenty twenty four"),
        ("at 3:30", "at three thirty"),
        ("at 9:05", "at nine oh five"),
        ("10am", "ten A.M."),
        ("at 5 p.m. sharp", "at five P.M. sharp"),
        ("the 2nd and the 21st", "the second and the twenty first"),
        ("75% of it", "seventy five percent of it"),
        ("3/4 cup", "three quarters cup"),
        ("5 1/2 cups", "five and a half cups"),
        ("about .75", "about zero point seven five"),
        ("555-0142", "five five five, zero one four two"),
        ("(212) 555-0199", "two one two, five five five, zero one nine nine"),
        ("agent 007", "agent zero zero seven"),
        ("open 24/7", "open twenty-four seven"),
        ("1920x1080", "nineteen twenty by ten eighty"),
        ("Dr. Lee lives on Baker St.", "Doctor Lee lives on Baker Street"),
        ("fruit, e.g. apples", "fruit, for example, apples"),
        ("World War II", "World War two"),
        ("Henry VIII, George Clooney", "Henry the eighth, George clooney"),
        ("King Charles and Henry C. Ford", "King charles and Henry see Ford"),
        (
            "on 2026-11-24 at 3:45pm",
            "on November twenty fourth, twenty twenty six at three forty five P.M.",
        ),
        ("9am-5pm, 9:30-17:00", "nine A.M. to five P.M., nine thirty to seventeen o'clock"),
        ("50-60% of it", "fifty to sixty percent of it"),
        ("on Nov. 24th", "on November twenty fourth"),
        ("$50k/yr", "fifty thousand dollars per year"),
        ("5€", "five euros"),
        ("½ cup, 3½ hours", "one half cup, three and a half hours"),
        ("2.5M views, 100m", "two point five million views, one hundred meters"),
        ("3h 45min, 12 m/s", "three hours forty five minutes, twelve meters per second"),
        ("16:9 at 9:05", "sixteen to nine at nine oh five"),
        ("version 2.0.1", "version two point zero point one"),
        ("the #1 song in C#", "the number one song in C sharp"),
        ("the file plan_v2.pdf", "the file plan v two dot P.D.F."),
        ("https://www.example.com/help", "example dot com slash help"),
        ("anna.lee@example.io", "anna dot lee at example dot I O"),
        ("Maple Dr. and the Dr. came", "Maple Drive and the doctor came"),
        ("He said no. Then he left", "He said know. Then he left"),
        ("LOOK AT US NOW!", "look at us now!"),
        ("NASA AND THE FBI ARE HERE", "NASA and the FBI are here"),
        ("CNN BBC", "C.N.N. B.B.C."),
        ("Nooo, that is sooo coool!", "no, that is so cool!"),
    ],
)
def test_written_english_is_read_as_a_person_says_it(
    english: English, written: str, said: str
) -> None:
    assert of_english(english, written) == of_english(english, said)


@pytest.mark.parametrize(("written", "said"), table(voice_readings.ENGLISH))
def test_signs_powers_units_and_codes_are_read_in_english(
    english: English, written: str, said: str
) -> None:
    assert of_english(english, written) == of_english(english, said)


@pytest.mark.parametrize(("written", "said"), table(voice_readings.CHINESE))
def test_a_chinese_line_is_read_as_its_words_written_out(
    english: English, mandarin: Mandarin, written: str, said: str
) -> None:
    def read(text: str) -> str:
        chunks = script(clean(text), "zh", english.units, mandarin.units, ALPHABET).chunks
        return sounds([unit for chunk in chunks for unit in chunk.units]).replace("—", "")

    assert read(written) == read(said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("O'Neill", "Onil"),
        ("Ask the O'Neills", "æskðiOnilz"),
        ("Mr. O'Reilly’s", "mɪstəɹOɹIliz"),
        ("Jean d'Arc", "ʤindɑɹk"),
        ("rock 'n' roll", "ɹɑkənɹOl"),
        ("five o'clock", "fIvəklɑk"),
    ],
)
def test_a_name_with_an_apostrophe_is_read_in_its_two_parts(
    english: English, written: str, said: str
) -> None:
    assert of_english(english, written) == said


def test_what_is_read_otherwise_is_still_timed_as_it_was_written(
    english: English, mandarin: Mandarin
) -> None:
    line = "O'Neill's 10⁻³ of ~20 km², π and US$50! 一年~两年，¥3,000.50。"
    text = clean(line)
    read = script(text, "en", english.units, mandarin.units, ALPHABET)
    spans = [span for word in read.words if (span := word_span(text.text, word))]
    written = [line[text.origin[s.start] : text.origin[s.end - 1] + 1] for s in spans]
    assert written == [
        "O'Neill's", "10⁻³", "of", "20", "km²", "π", "and", "US$50", "一年", "两年", "¥3,000.50",
    ]  # fmt: skip


def test_interjections_are_sounds_and_not_spelled(english: English) -> None:
    assert [of_english(english, text) for text in ("Shhh!", "Brrr!", "Zzz!", "Ugh!")] == [
        "ʃː",
        "bɹɜɹ",
        "zː",
        "ʌɡ",
    ]


def test_the_british_reader_says_no_r_after_a_vowel_and_a_long_a_in_bath() -> None:
    british = English(british=True)
    assert of_english(british, "a car in the bath") == "ɐkɑːɪnðəbɑːθ"
    assert of_english(british, "$1.01 at 3:30 for tomato") == of_english(
        british, "one dollar and one cent at three thirty for tomato"
    )


def test_an_english_number_belongs_to_the_word_that_was_written(english: English) -> None:
    text = "Pay $9.99 by 10am, agent 007!"
    words: list[Span] = []
    units = english.units(text, 0, words)
    assert [text[word.start : word.end] for word in words] == text.split()
    spoken = [words[unit.word] for unit in units if unit.word >= 0]
    assert {text[word.start : word.end] for word in spoken} == set(text.split())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("会议在2024年5月18日下午3:30", "会议在二零二四年五月十八日下午三点半"),
        ("2024-05-18", "二零二四年五月十八日"),
        ("9:05到18:45", "九点零五分到十八点四十五分"),
        ("2010-2015年", "二零一零到二零一五年"),
        ("90后和20世纪90年代", "九零后和二十世纪九十年代"),
        ("¥199.5", "一百九十九点五元"),
        ("$3.5亿", "三点五亿美元"),
        ("75%的人", "百分之七十五的人"),
        ("-12℃", "零下十二摄氏度"),
        ("3-5℃", "三到五摄氏度"),
        ("1,462公里", "一千四百六十二公里"),
        ("20m²", "二十平方米"),
        ("100km/h", "一百公里每小时"),
        ("1000000人", "一百万人"),
        ("2个人在2楼", "两个人在二楼"),
        ("第2名和第2个", "第二名和第二个"),
        ("2年级", "二年级"),
        ("13800138000", "幺三八零零幺三八零零零"),
        ("请拨010-12345678", "请拨零幺零幺二三四五六七八"),
        ("打110", "打幺幺零"),
        ("110元", "一百一十元"),
        ("302室", "三零二室"),
        ("3/4", "四分之三"),
        ("1+1=2", "一加一等于二"),
        ("3.14", "三点一四"),
        ("比分3:2", "比分三比二"),
        ("8点-9点", "八点到九点"),
        ("周一~周五", "周一到周五"),
        ("8点～9点", "八点到九点"),
    ],
)
def test_written_chinese_is_read_as_a_person_says_it(
    mandarin: Mandarin, written: str, said: str
) -> None:
    assert of_mandarin(mandarin, written) == of_mandarin(mandarin, said)


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("头发很长", "头发很常"),  # not to grow
        ("他长高了", "他涨高了"),
        ("这位行长", "这位航掌"),
        ("还书", "环书"),
        ("还有", "孩有"),
        ("三只猫", "三支猫"),
        ("船只", "船支"),
        ("种树", "众树"),
        ("一行字", "一航字"),
        ("吃不了", "吃不蓼"),
        ("音乐", "音月"),
        ("重新", "虫新"),
    ],
)
def test_a_character_with_several_readings_takes_that_of_its_place(
    mandarin: Mandarin, text: str, like: str
) -> None:
    assert of_mandarin(mandarin, text) == of_mandarin(mandarin, like)


@pytest.mark.parametrize(
    ("text", "light"),
    [("慢慢地走", "ti"), ("开心地笑", "ti"), ("跑得快", "tɤkʰw"), ("头发", "fa")],
)
def test_grammatical_syllables_are_light(mandarin: Mandarin, text: str, light: str) -> None:
    # A tone arrow stands after the vowel of a syllable that has a tone.
    read = of_mandarin(mandarin, text)
    assert light.replace("ti", "tɤ") in read
    assert not any(light.replace("ti", "tɤ") + arrow in read for arrow in "→↗↓↘")


def test_a_chinese_line_reads_its_latin_words_as_english_and_its_digits_as_chinese(
    english: English, mandarin: Mandarin
) -> None:
    alphabet = set("".join(chr(code) for code in range(32, 0x2400)))
    text = "我用iPhone15看A4纸，网速是5G。"
    read = script(clean(text), "zh", english.units, mandarin.units, alphabet)
    said = "".join(unit.symbol for chunk in read.chunks for unit in chunk.units)
    assert of_english(english, "iPhone").lstrip("ˈ") in said.replace("ˈ", "").replace("ˌ", "")
    for chinese in ("十五", "四", "五"):
        assert of_mandarin(mandarin, chinese) in said.replace(" ", "")
    for units, chinese in (("气温25°C。", "二十五摄氏度"), ("体重80kg。", "八十公斤")):
        read_units = script(clean(units), "zh", english.units, mandarin.units, alphabet)
        spoken = "".join(unit.symbol for chunk in read_units.chunks for unit in chunk.units)
        assert of_mandarin(mandarin, chinese) in spoken.replace(" ", "")
    words = [clean(text).text[word.start : word.end] for word in read.words]
    assert "iPhone" in words and "15" in words and "纸" in words

"""Proves that the default voice engine says the asked words, in clearly different voices, with
every sound where it is heard, and that it refuses what it cannot speak with a useful sentence.
"""

import wave
from itertools import pairwise
from pathlib import Path
from shutil import which

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.folder import Folder
from reelmesh.mesh.engine import CallerError, Cancelled, EngineSettings
from reelmesh.v1.timeline_pb2 import Viseme
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.chinese_numbers import cardinal, decimal, spoken_at
from services.voice.engines.neural import Neural
from services.voice.mandarin import Syllable, change_tones
from services.voice.pinyin import symbols
from services.voice.text import clean, sentences

RATE = 48_000


class Stage:
    """Speaks lines and reads back what was written."""

    def __init__(self, engine: Neural, folder: Path) -> None:
        self.engine = engine
        self.files = Folder(folder)
        self.reports: list[float] = []

    def say(
        self, text: str, voice: str = "heart", language: str = "en", rate: float = 0
    ) -> SpeakResult:
        request = SpeakRequest(text=text, voice=voice, language=language, rate=rate, seed=3)
        self.result = self.engine.run(request, self.files, self.reports.append)
        return self.result

    def samples(self) -> NDArray[np.float64]:
        with wave.open(str(self.files.path(self.result.audio))) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
            return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


@pytest.fixture(scope="module")
def engine() -> Neural:
    return Neural(EngineSettings(threads=2))


@pytest.fixture
def stage(engine: Neural, tmp_path: Path) -> Stage:
    return Stage(engine, tmp_path)


def pitch_hz(samples: NDArray[np.float64]) -> float:
    """Median pitch of the loud 40 ms frames, by autocorrelation between 60 and 400 Hz."""
    size, found = RATE // 25, list[float]()
    for start in range(0, len(samples) - size, size):
        frame = samples[start : start + size]
        if np.sqrt(np.mean(frame**2)) < 0.05:
            continue
        spectrum = np.fft.rfft(frame - frame.mean(), 2 * size)
        likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:size] / np.arange(size, 0, -1)
        lags = likeness[RATE // 400 : RATE // 60]
        if lags.max() > 0.6 * likeness[0]:
            # The shortest good lag: multiples of the period are as alike.
            first = int(np.argmax(lags > 0.9 * lags.max()))
            found.append(RATE / (RATE // 400 + first + int(np.argmax(lags[first : first + 20]))))
    return float(np.median(found))


def heard_words(samples: NDArray[np.float64], grammar: str) -> str:
    """What pocketsphinx hears, choosing among the sentences of a grammar."""
    from pocketsphinx import Config, Decoder

    from services.voice.audio import resample

    config = Config(lm=None, samprate=16_000.0)
    decoder = Decoder(config)
    decoder.add_jsgf_string("line", f"#JSGF V1.0; grammar g; public <line> = {grammar};")
    decoder.activate_search("line")
    pcm = resample(samples.astype(np.float32), RATE, 16_000)
    padded = np.pad(pcm, 4000)
    decoder.start_utt()
    decoder.process_raw((padded * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr if hypothesis else ""


@pytest.mark.parametrize("voice", ["heart", "miles", "theo"])
def test_the_asked_words_are_heard_and_not_similar_ones(stage: Stage, voice: str) -> None:
    stage.say("The captain opened the window.", voice)
    words = "the ( captain | cabin | kitten | carpet )"
    rest = "( opened | emptied | opposed | offered ) the ( window | winter | widow | women )"
    assert heard_words(stage.samples(), f"{words} {rest}") == "the captain opened the window"


def test_sounds_follow_each_other_without_gaps_from_start_to_end(stage: Stage) -> None:
    result = stage.say("Wait here, please. I will be back in 5 minutes — promise!")
    phones = list(result.phones)
    assert phones[0].start_seconds == 0
    assert phones[-1].end_seconds == pytest.approx(result.seconds, abs=0.002)
    for before, after in pairwise(phones):
        assert before.end_seconds == pytest.approx(after.start_seconds, abs=0.001)
        assert before.start_seconds < before.end_seconds
    assert all(phone.viseme != Viseme.VISEME_UNSPECIFIED for phone in phones)
    assert result.timed_by_model


def test_words_are_those_written_in_order_and_inside_the_audio(stage: Stage) -> None:
    result = stage.say("Mr. Smith paid $9.99 at 3:30, didn't he? 🎉")
    written = ["Mr", "Smith", "paid", "$9.99", "at", "3:30", "didn't", "he"]
    assert [word.text for word in result.words] == written
    starts = [word.start_seconds for word in result.words]
    assert starts == sorted(starts)
    assert all(0 <= w.start_seconds < w.end_seconds <= result.seconds for w in result.words)


def test_closed_lips_are_quieter_than_the_open_vowels(stage: Stage) -> None:
    result = stage.say("Papa bought a big copper pipe. Puppies bark about a happy apple.")
    samples = stage.samples()

    def level(shapes: set[int], symbols_: str = "") -> float:
        return float(
            np.median(
                [
                    np.sqrt(np.mean(samples[int(a) : int(b)] ** 2))
                    for phone in result.phones
                    if phone.viseme in shapes and (not symbols_ or phone.symbol in symbols_)
                    and (b := phone.end_seconds * RATE) - (a := phone.start_seconds * RATE) > 400
                ]
            )
        )  # fmt: skip

    assert level({Viseme.VISEME_CLOSED}, "pb") < 0.5 * level({Viseme.VISEME_OPEN})
    assert level({Viseme.VISEME_REST}) < 0.05 * level({Viseme.VISEME_OPEN})


def test_the_first_two_voices_are_a_woman_and_a_man_an_octave_apart_or_nearly(
    stage: Stage,
) -> None:
    first, second = stage.engine.capabilities.voices[:2]
    assert (first.id, first.gender, second.gender) == ("heart", "female", "male")
    pitches: list[float] = []
    for voice in (first, second):
        stage.say("We have all been waiting for you.", voice.id)
        pitches.append(pitch_hz(stage.samples()))
    assert 150 < pitches[0] < 260
    assert 80 < pitches[1] < 0.7 * pitches[0]


def test_six_voices_speak_english_and_men_who_sound_alike_share_a_group(engine: Neural) -> None:
    voices = [voice for voice in engine.capabilities.voices if "en" in voice.languages]
    assert len(voices) >= 6
    assert len({voice.id for voice in voices}) == len(voices)
    groups = {voice.id: voice.group for voice in voices}
    assert groups["miles"] == groups["bruno"] != groups["heart"]
    assert all(voice.characters_per_second > 0 and voice.gender for voice in voices)


@pytest.mark.parametrize("voice", ["heart", "miles"])
def test_the_same_request_gives_the_same_bytes(stage: Stage, voice: str) -> None:
    text = "Say it again, exactly as before."
    assert stage.say(text, voice) == stage.say(text, voice)


def test_level_and_ends_are_the_same_for_a_loud_and_a_soft_line(stage: Stage) -> None:
    for text in ("Stop! Thief! Somebody help me!", "Hush, the baby is asleep."):
        stage.say(text)
        samples = stage.samples()
        assert np.abs(samples).max() <= 10 ** (-3 / 20)
        frames = samples[: len(samples) // 480 * 480].reshape(-1, 480)
        loud = np.sort(np.sqrt((frames**2).mean(axis=1)))[-len(frames) // 2 :]
        assert -23 < 20 * np.log10(np.sqrt(np.mean(loud**2))) < -16
        for end in (samples[:2400], samples[-2400:]):
            assert np.abs(end).max() > 0.005, "at most 50 ms of silence is kept"
        assert abs(samples[0]) < 0.002 and abs(samples[-1]) < 0.002


@pytest.mark.parametrize("rate", [0.5, 0.8, 1.25, 2.0])
def test_the_rate_is_kept(stage: Stage, rate: float) -> None:
    text = "The evening train to the coast was late again today."
    usual = stage.say(text).seconds
    assert usual / stage.say(text, rate=rate).seconds == pytest.approx(rate, rel=0.08)


def test_a_thousand_characters_are_spoken_whole_with_progress(stage: Stage) -> None:
    text = ("I walked along the river, and the river walked along with me. " * 17)[:1000]
    result = stage.say(text)
    assert len(result.words) == len(text.split())
    assert stage.reports == sorted(stage.reports)
    assert len(stage.reports) > 10 and stage.reports[-1] == 1


def test_a_cancelled_line_stops_at_once(engine: Neural, tmp_path: Path) -> None:
    def cancel(fraction: float) -> None:
        if fraction > 0:
            raise Cancelled("The clip was cancelled.")

    for voice in ("heart", "yun"):
        request = SpeakRequest(text="One. Two. Three. " * 20, voice=voice, language="en")
        with pytest.raises(Cancelled):
            engine.run(request, Folder(tmp_path), cancel)
    assert not list(tmp_path.iterdir())


def test_mandarin_is_spoken_with_its_words_and_mouth_shapes(stage: Stage) -> None:
    result = stage.say("你好，我有3只猫，还有一个iPhone。", "hua", "zh")
    assert [w.text for w in result.words] == ["你好", "我", "有", "3", "只", "猫", "还有", "一个",
                                              "iPhone"]  # fmt: skip
    assert 2 < result.seconds < 6
    shapes = {phone.viseme for phone in result.phones}
    assert {Viseme.VISEME_OPEN, Viseme.VISEME_CLOSED, Viseme.VISEME_REST} <= shapes
    assert result.timed_by_model


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("🎉 ...", "heart", "en", 0), "nothing that can be spoken"),
        (("Hello", "nobody", "en", 0), "choose heart, miles"),
        (("你好", "heart", "zh", 0), "choose yun, mei"),
        (("Hello", "heart", "xx", 0), "write the line in en"),
        (("Hello 你好", "heart", "en", 0), "can't read '你好'"),
        (("Привет", "mei", "zh", 0), "can't read 'Привет'"),
        (("Hello", "heart", "en", 2.5), "from 0.5 to 2"),
    ],
)
def test_what_cannot_be_spoken_is_the_callers_error_and_says_what_would_do(
    stage: Stage, line: tuple[str, str, str, float], says: str
) -> None:
    with pytest.raises(CallerError, match=says):
        stage.say(*line)


@pytest.mark.skipif(which("espeak-ng") is None, reason="espeak-ng is not on PATH")
def test_other_languages_are_spoken_when_espeak_is_there_and_say_so(stage: Stage) -> None:
    result = stage.say("Bonjour, il y a 21 chats.", "espeak-f", "fr")
    assert [w.text for w in result.words] == ["Bonjour", "il", "y", "a", "21", "chats"]
    assert not result.timed_by_model
    assert result.phones[-1].end_seconds == pytest.approx(result.seconds, abs=0.002)
    assert "fr" in stage.engine.capabilities.languages


def test_chinese_numbers_are_read_as_people_read_them() -> None:
    assert [cardinal(n) for n in (0, 10, 12, 105, 2050, 10_000, 1_000_001, 120_003_000)] == [
        "零", "十", "十二", "一百零五", "两千零五十", "一万", "一百万零一", "一亿二千万三千",
    ]  # fmt: skip
    assert decimal("3.14") == "三点一四"
    readings = {
        "2024年": "二零二四", "50%": "百分之五十", "2个": "两", "3:05": "三点零五分",
        "$100": "一百美元", "2024-05-01": "二零二四年五月一日", "0138": "零一三八",
        "1/2": "二分之一", "5km": "五公里",
    }  # fmt: skip
    for text, reading in readings.items():
        assert (spoken_at(text, 0) or ("", 0))[0] == reading


def test_mandarin_tones_change_in_company() -> None:
    phrase = [Syllable(char, reading, word) for char, reading, word in (
        ("你", "ni3", 0), ("好", "hao3", 0), ("不", "bu4", 1), ("是", "shi4", 1),
        ("一", "yi1", 2), ("天", "tian1", 2),
    )]  # fmt: skip
    change_tones(phrase)
    readings = [syllable.reading for syllable in phrase]
    assert readings == ["ni2", "hao3", "bu2", "shi4", "yi4", "tian1"]
    assert "".join(symbols("zhuang1")) == "ꭧwa→ŋ"
    assert "".join(symbols("xue2")) == "ɕɥe↗"


def test_abbreviations_do_not_end_sentences_and_symbols_are_dropped() -> None:
    text = clean("Dr. Who met Mr. J. Smith. He left… \U0001f600 *Really?* 真的。好！").text
    found = [text[span.start : span.end].strip() for span in sentences(text)]
    assert found == ["Dr. Who met Mr. J. Smith.", "He left…", "Really?", "真的。", "好！"]

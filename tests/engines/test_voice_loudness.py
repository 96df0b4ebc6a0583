"""Every sound of a line tells how loud it is said and which mouth shape it has, so that lips can
follow: vowels by their stress, a whisper less than a shout, closed lips not by their hum.
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.folder import Folder
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.spec_pb2 import Manner
from reelmesh.v1.timeline_pb2 import Phone, Viseme
from reelmesh.v1.voice_pb2 import SpeakRequest
from services.voice.audio import RATE_HZ
from services.voice.engines.neural import Neural
from services.voice.loudness import loudness
from services.voice.pinyin import symbols
from services.voice.speech import TimedPhone
from services.voice.visemes import is_mark, sounds, viseme

VOWELS = {
    Viseme.VISEME_OPEN,
    Viseme.VISEME_MID,
    Viseme.VISEME_SPREAD,
    Viseme.VISEME_ROUND_OPEN,
    Viseme.VISEME_ROUND_CLOSE,
}


@pytest.fixture(scope="module")
def voice() -> Neural:
    return Neural(EngineSettings(threads=2))


def said(voice: Neural, folder: Path, text: str, manner: int = 0) -> list[Phone]:
    asked = SpeakRequest(text=text, voice="heart", language="en", seed=2)
    asked.manner = Manner.Name(manner)  # type: ignore[assignment]
    return list(voice.run(asked, Folder(folder), lambda _: None).phones)


def tone(hertz: float, level: float, seconds: float) -> NDArray[np.float32]:
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def test_loudness_grows_with_the_third_root_of_power_and_a_hum_is_not_loud() -> None:
    audio = np.concatenate([tone(1000, 0.5, 0.3), tone(1000, 0.05, 0.3), tone(180, 0.5, 0.3)])
    phones = [TimedPhone(s, 0.3 * k + 0.03, 0.3 * k + 0.27) for k, s in enumerate("aem")]
    loud, low, hum = loudness([*phones, TimedPhone("", 0.9, 1.2)], np.pad(audio, (0, 14_400)))[:3]
    # A hundredth of the power: a quarter of the loudness (Stevens' power law, exponent 0.3).
    assert low / loud == pytest.approx(0.25, rel=0.1)
    assert hum < 0.2 * loud


def test_silence_has_none_and_a_manner_scales_all_up_to_a_limit() -> None:
    audio = np.concatenate([tone(900, 0.3, 0.2), np.zeros(9600, np.float32)])
    phones = [TimedPhone("a", 0.0, 0.2), TimedPhone("", 0.2, 0.4)]
    assert loudness(phones, audio) == [1.0, 0.0]
    assert loudness(phones, audio, 0.7) == [0.7, 0.0]
    assert loudness(phones, audio, 9.0) == [1.5, 0.0]
    assert loudness(phones, 0 * audio) == [0.0, 0.0]


def test_a_lines_loud_sounds_are_near_one_and_unstressed_vowels_less(
    voice: Neural, tmp_path: Path
) -> None:
    phones = said(voice, tmp_path, "The captain could never forget that enormous animal.")
    assert all(phone.HasField("loudness") for phone in phones)
    assert all(phone.loudness == 0 for phone in phones if phone.viseme == Viseme.VISEME_REST)
    vowels = [phone for phone in phones if phone.viseme in VOWELS]
    values = sorted(phone.loudness for phone in vowels)
    assert 0.9 < values[-2] <= 1.5
    assert values[0] < 0.6 * values[-2]
    closed = [phone.loudness for phone in phones if phone.viseme == Viseme.VISEME_CLOSED]
    assert np.mean(closed) < 0.8 * np.mean(values)
    weak = [phone.loudness for phone in vowels if phone.symbol == "ə"]
    strong = [phone.loudness for phone in vowels if phone.symbol in ("æ", "ɛ", "ɔ")]
    assert np.mean(weak) < np.mean(strong)


def test_a_whisper_opens_less_than_plain_speech_and_a_shout_more(
    voice: Neural, tmp_path: Path
) -> None:
    def mean(manner: int) -> float:
        phones = said(voice, tmp_path, "Come over here and look at that.", manner)
        return float(np.mean([p.loudness for p in phones if p.viseme in VOWELS]))

    plain = mean(Manner.MANNER_UNSPECIFIED)
    assert mean(Manner.MANNER_WHISPER) < 0.85 * plain
    assert mean(Manner.MANNER_SHOUT) > 1.15 * plain


def shapes(reading: str) -> list[str]:
    """The mouth shapes of a pinyin syllable, short."""
    units = [sound for s in symbols(reading) if not is_mark(s) for sound in sounds(s)]
    pairs = zip(units, ["", *units[:-1]], strict=True)
    return [Viseme.Name(viseme(s, b)).removeprefix("VISEME_").lower() for s, b in pairs]


@pytest.mark.parametrize(
    ("reading", "wanted"),
    [
        ("fang1", "labiodental open velar"),
        ("zhong1", "postalveolar round_close velar"),
        ("chuang2", "postalveolar round_close open velar"),
        ("shi4", "postalveolar spread"),
        ("ren2", "postalveolar mid alveolar"),
        ("qi1", "alveolar spread"),
        ("jia1", "alveolar spread open"),
        ("xu1", "alveolar round_close"),
        ("nü3", "alveolar round_close"),
        ("si4", "alveolar spread"),
        ("hao3", "velar open round_open"),
        ("gou3", "velar round_open round_close"),
        ("er2", "mid"),
        ("mo4", "closed round_close round_open"),
    ],
)
def test_pinyin_has_the_mouth_shapes_of_mandarin(reading: str, wanted: str) -> None:
    assert shapes(reading) == wanted.split()

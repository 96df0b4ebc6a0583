"""Proves that a manner of speech is heard: a whisper has no voice, a shout is higher and sharper,
soft speech duller, and that words keep their times and stay understood.
"""

import wave
from pathlib import Path
from shutil import which

import numpy as np
import pytest

from benchmarks.folder import Folder
from benchmarks.quality.voices_listen import RATE_HZ, pitch_hz, read_wav
from benchmarks.quality.voices_manner import figures
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.spec_pb2 import Manner
from reelmesh.v1.timeline_pb2 import Phone
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.engines.neural import Neural
from services.voice.pitch import found_pitch

TEXT = "I never thought I would see the Earth from up here."
WHISPER, SHOUT, SOFT = Manner.MANNER_WHISPER, Manner.MANNER_SHOUT, Manner.MANNER_SOFT


@pytest.fixture(scope="module")
def engine() -> Neural:
    return Neural(EngineSettings(threads=2))


class Said:
    """A line in a manner, and what can be measured of it."""

    def __init__(
        self, engine: Neural, folder: Path, manner: Manner | None, voice: str, text: str, seed: int
    ) -> None:
        request = SpeakRequest(
            text=text, voice=voice, language="zh" if voice == "mei" else "en", manner=manner,
            seed=seed,
        )  # fmt: skip
        files = Folder(folder)
        self.result: SpeakResult = engine.run(request, files, lambda _: None)
        path = files.path(self.result.audio)
        self.samples = read_wav(path)
        self.voiced, self.tilt_db = figures(self.samples)
        self.pitch_hz, self.range_semitones = pitch_hz(self.samples)
        with wave.open(str(path)) as file:
            assert file.getnframes() / 48_000 == pytest.approx(self.result.seconds, abs=1e-4)


class Speaker:
    """Says lines in a test's own folder."""

    def __init__(self, engine: Neural, folder: Path) -> None:
        self._engine, self._folder = engine, folder

    def __call__(
        self, manner: Manner | None = None, voice: str = "heart", text: str = TEXT, seed: int = 3
    ) -> Said:
        return Said(self._engine, self._folder, manner, voice, text, seed)


@pytest.fixture
def say(engine: Neural, tmp_path: Path) -> Speaker:
    return Speaker(engine, tmp_path)


@pytest.mark.parametrize("voice", ["heart", "miles"])
def test_a_whisper_has_no_voice_and_every_sound_where_the_spoken_line_has_it(
    say: Speaker, voice: str
) -> None:
    plain, whisper = say(voice=voice), say(WHISPER, voice)
    assert plain.voiced > 0.5
    assert whisper.voiced < 0.1
    assert whisper.result.manner == WHISPER
    assert [_bare(p) for p in whisper.result.phones] == [_bare(p) for p in plain.result.phones]
    hushed, said = (sum(p.loudness for p in one.result.phones) for one in (whisper, plain))
    assert 0 < hushed < 0.85 * said
    assert list(whisper.result.words) == list(plain.result.words)


def _bare(phone: Phone) -> Phone:
    """A sound and its times, however loud it is."""
    bare = Phone()
    bare.CopyFrom(phone)
    bare.ClearField("loudness")
    return bare


def test_a_whisper_rises_and_falls_with_the_words_and_is_as_loud_as_speech(say: Speaker) -> None:
    plain, whisper = (said.samples for said in (say(), say(WHISPER)))

    def curve(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> list[float]:
        blocks = samples[: len(samples) // 640 * 640].reshape(-1, 640).astype(np.float64)
        return [float(level) for level in 10 * np.log10((blocks**2).mean(axis=1) + 1e-7)]

    assert np.corrcoef(curve(plain), curve(whisper))[0, 1] > 0.75
    assert np.percentile(curve(whisper), 80) == pytest.approx(
        float(np.percentile(curve(plain), 80)), abs=3
    )


def test_a_whispered_pause_is_silent(say: Speaker) -> None:
    said = say(WHISPER, text="Wait here. I will be back.")
    rests = [phone for phone in said.result.phones[1:-1] if phone.symbol == "sil"]
    rest = max(rests, key=lambda phone: phone.end_seconds - phone.start_seconds)
    inside = said.samples[
        int((rest.start_seconds + 0.05) * RATE_HZ) : int((rest.end_seconds - 0.05) * RATE_HZ)
    ]
    assert np.abs(inside).max() < 0.02 * np.abs(said.samples).max()


@pytest.mark.parametrize("voice", ["heart", "miles"])
def test_a_shout_is_sharper_and_higher_and_soft_speech_is_duller(say: Speaker, voice: str) -> None:
    plain, shout, soft = say(voice=voice), say(SHOUT, voice), say(SOFT, voice)
    assert shout.tilt_db > plain.tilt_db + 5
    assert soft.tilt_db < plain.tilt_db - 4
    assert shout.pitch_hz > 1.15 * plain.pitch_hz
    assert soft.voiced > 0.5


def test_a_shouts_vowels_are_longer_and_its_hisses_are_not(say: Speaker) -> None:
    plain, shout = (list(said.result.phones) for said in (say(), say(SHOUT)))
    assert [phone.symbol for phone in plain] == [phone.symbol for phone in shout]

    def lengths(symbols: str) -> float:
        return sum(b.end_seconds - b.start_seconds for b in shout if b.symbol in symbols) / sum(
            a.end_seconds - a.start_seconds for a in plain if a.symbol in symbols
        )

    assert lengths("iɔʌa") > 1.1
    assert lengths("sfθ") < 1.07


def test_a_cheerful_voice_is_higher_and_livelier_and_a_sad_one_lower_and_flatter(
    say: Speaker,
) -> None:
    plain, cheerful, sad = say(), say(Manner.MANNER_CHEERFUL), say(Manner.MANNER_SAD)
    assert cheerful.pitch_hz > 1.08 * plain.pitch_hz > 1.08 * 1.05 * sad.pitch_hz
    assert cheerful.range_semitones > plain.range_semitones + 1
    assert sad.range_semitones < plain.range_semitones - 1


def test_an_angry_voice_is_sharper_and_livelier_and_a_calm_one_flatter(say: Speaker) -> None:
    plain, angry, calm = say(), say(Manner.MANNER_ANGRY), say(Manner.MANNER_CALM)
    assert angry.tilt_db > plain.tilt_db + 3
    assert angry.range_semitones > plain.range_semitones + 1
    assert calm.range_semitones < plain.range_semitones - 1


def test_mandarin_is_whispered_too(say: Speaker) -> None:
    assert say(WHISPER, "mei", "今天的天气真好。").voiced < 0.15


def test_the_same_request_is_whispered_in_the_same_bytes_and_another_seed_in_others(
    say: Speaker,
) -> None:
    assert say(WHISPER).result == say(WHISPER).result
    assert say(WHISPER).result.audio != say(WHISPER, seed=4).result.audio


def test_the_pitch_of_a_wave_is_found_where_it_has_one() -> None:
    seconds = np.arange(48_000) / 48_000
    pulses = (np.modf(seconds * 130)[0] < 0.1).astype(np.float32)
    noise = np.random.default_rng(1).standard_normal(48_000).astype(np.float32) * 0.3
    found = found_pitch(np.concatenate([pulses - pulses.mean(), noise]), 48_000)
    assert len(found) == 160
    assert np.median(found[4:76]) == pytest.approx(130, rel=0.02)
    assert (found[84:156] > 0).mean() < 0.1


@pytest.mark.skipif(which("espeak-ng") is None, reason="espeak-ng is not on PATH")
def test_a_voice_whose_model_tells_no_pitch_whispers_and_shouts(say: Speaker) -> None:
    text = "We have all been waiting for you."
    plain, whisper, shout = (say(manner, "espeak-f", text) for manner in (None, WHISPER, SHOUT))
    assert plain.voiced > 0.5
    assert whisper.voiced < 0.1
    assert shout.pitch_hz > 1.15 * plain.pitch_hz

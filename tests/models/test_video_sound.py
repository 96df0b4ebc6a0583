"""Proves that a model's sound becomes a stem of the film's rate and exact length."""

import wave
from pathlib import Path

import numpy as np
import pytest

from services.video.models.sound import RATE, Sound, at_48k, joined, write


def tone(hertz: float, rate: int, seconds: float) -> Sound:
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 48_000])
def test_a_tone_keeps_its_pitch_and_length_at_48_khz_on_both_sides(rate: int) -> None:
    made = at_48k(0.5 * tone(440, rate, 1.0), rate)
    assert made.shape[0] == 2
    assert abs(made.shape[1] - RATE) < 64
    np.testing.assert_array_equal(made[0], made[1])
    middle = made[0, 8192 : 8192 + 32768]
    loudest = np.abs(np.fft.rfft(middle * np.hanning(32768))).argmax() * RATE / 32768
    assert abs(loudest - 440) < 3
    assert 0.45 < np.abs(middle).max() < 0.55


def test_parts_fade_into_each_other_and_short_ones_are_filled_with_silence() -> None:
    one, other = np.ones((2, 90), np.float32), np.full((2, 200), -1, np.float32)
    whole = joined([one, other], [100, 100], 20)
    assert whole.shape == (2, 180)
    assert whole[0, 50] == 1
    assert whole[0, 120] == -1
    # The first is over where the second is half faded in.
    assert -0.6 < whole[0, 90] < -0.4
    assert np.all(np.diff(whole[0, 80:100]) <= 0)


def test_a_stem_has_exactly_the_samples_of_the_picture(tmp_path: Path) -> None:
    for samples in (10, 500):
        write(tmp_path / "stem.wav", np.full((2, 100), 2.0, np.float32), samples)
        with wave.open(str(tmp_path / "stem.wav")) as file:
            assert file.getnframes() == samples
            assert (file.getframerate(), file.getnchannels()) == (RATE, 2)
            heard = np.frombuffer(file.readframes(samples), "<i2")
        # What is too loud is cut, not turned over.
        assert set(heard[:20].tolist()) == {32767}
        assert not heard[200:].any()

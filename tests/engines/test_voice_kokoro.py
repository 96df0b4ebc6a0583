"""Proves that Kokoro, cut in two, says the same in the same voice with less silence around it."""

import threading
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.mesh.engine import Cancelled
from services.voice import kokoro
from services.voice.graph import Graph
from services.voice.kokoro import FRAME_SAMPLES, Kokoro, Window, shares, speech_window
from services.voice.onnx_models import Models
from services.voice.sessions import taking_turns
from services.voice.speech import Chunk, Floats, Take, Unit

STYLE = "zm_yunjian"


@pytest.fixture(scope="module")
def models() -> Models:
    return Models(threads=2)


@pytest.fixture(scope="module")
def voice(models: Models) -> Kokoro:
    return models.kokoro()


@pytest.fixture(scope="module")
def word(models: Models) -> Chunk:
    return Chunk([*models.mandarin().units("快跑", 0, []), Unit("!")])


def spoken(voice: Kokoro, word: Chunk) -> Take:
    return voice.speak(word, STYLE, 1.0, lambda: None)


def whole(chunk: Chunk, frames: Floats, speed: float) -> Window:
    return Window(0, 2 * int(frames.sum()), frames)


def bands_db(take: Take) -> NDArray[np.float64]:
    """Mean level of the word in twelve bands from 100 Hz to 10 kHz, in dB."""
    first = round(sum(take.unit_s[:1]) * take.rate_hz)
    sound = take.audio[first : first + round(sum(take.unit_s[1:-2]) * take.rate_hz)]
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    edges = np.geomspace(100, 10_000, 13) * len(sound) / take.rate_hz
    bands = [power[int(low) : int(high) + 1].mean() for low, high in pairwise(edges)]
    return 10 * np.log10(np.array(bands) / len(sound))


def test_the_silence_left_out_does_not_change_how_the_word_sounds(
    voice: Kokoro, word: Chunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = spoken(voice, word)

    def even(window: Window, columns: int) -> tuple[Floats, Floats]:
        return shares(window, window.stop)

    with monkeypatch.context() as patch:
        patch.setattr(kokoro, "shares", even)
        uncounted = spoken(voice, word)
    monkeypatch.setattr(kokoro, "speech_window", whole)
    long = spoken(voice, word)
    assert len(short.audio) < 0.8 * len(long.audio)
    change, uncounted_change = (
        abs(float(np.mean(bands_db(take) - bands_db(long)))) for take in (short, uncounted)
    )
    assert change < 1
    assert uncounted_change > 2 * change


def test_lengths_and_pitch_are_those_of_what_is_heard(voice: Kokoro, word: Chunk) -> None:
    take = spoken(voice, word)
    assert take.timed_by_model
    assert len(take.unit_s) == len(word.units) + 2
    assert round(sum(take.unit_s) * take.rate_hz) == len(take.audio)
    assert len(take.f0_hz) == 2 * len(take.audio) // FRAME_SAMPLES
    assert take.unit_s[-1] == 0


@pytest.mark.parametrize(
    ("frames", "left"),
    [
        ([20, 3, 4, 29, 13, 1], [9, 3, 4, 14, 3, 0]),
        ([4, 3, 4, 5, 2, 1], [4, 3, 4, 5, 2, 0]),
    ],
)
def test_only_silence_is_left_out(frames: list[float], left: list[float]) -> None:
    chunk = Chunk([Unit("n"), Unit("i"), Unit("x"), Unit(".")])
    window = speech_window(chunk, np.array(frames, np.float32), 1.0)
    assert window.frames.tolist() == left
    assert (window.start, window.stop) == (
        2 * (frames[0] - left[0]),
        2 * (frames[0] - left[0] + sum(left)),
    )


def test_a_slow_last_sound_keeps_its_length() -> None:
    chunk = Chunk([Unit("n"), Unit("o"), Unit(".")])
    frames = np.array([9, 8, 26, 20, 2], np.float32)
    assert speech_window(chunk, frames, 0.5).frames[2] == 26


def test_every_column_counts_and_the_ends_count_for_what_is_left_out() -> None:
    slow, fast = shares(Window(16, 116, np.zeros(0, np.float32)), 200)
    assert (len(slow), len(fast)) == (1000, 6001)
    assert [float(one.sum()) for one in (slow, fast)] == pytest.approx([1, 1], abs=1e-3)
    middle = float(slow[500, 0])
    assert float(slow[0, 0]) == pytest.approx(middle * (1 + 16 / 8), rel=1e-4)
    assert float(slow[-1, 0]) == pytest.approx(middle * (1 + 84 / 8), rel=1e-4)


def test_a_graph_without_the_tensor_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing makes wave"):
        Graph(b"").cut(["wave"])


def stops_after(calls: int) -> Callable[[], None]:
    left = [calls]

    def tick() -> None:
        left[0] -= 1
        if not left[0]:
            raise Cancelled("The clip was cancelled.")

    return tick


def test_who_waits_for_a_turn_hears_that_the_clip_was_cancelled() -> None:
    turn = threading.Lock()
    with turn, pytest.raises(Cancelled), taking_turns(turn, stops_after(2)):
        pass
    with taking_turns(turn, stops_after(1)):
        assert turn.locked()

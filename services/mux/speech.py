"""One spoken line: levelled so that every speaker is equally loud, panned, cut to the clip."""

from collections.abc import Mapping

import numpy as np

from reelmesh.v1.timeline_pb2 import Timeline
from services.mux import loudness
from services.mux.sound import RATE, Levels, Samples, amplitude, fade, scale

LEVEL_LUFS = -20.0
"""Where each line stands on the speech bus; only the differences matter, and there are none."""

_STEP = RATE // 100
_RATIO = 2.0
_REDUCTION_MAX_DB = 6.0
_SMOOTHING_STEPS = 9  # 90 ms: follows syllables, not pitch periods
_PAN_PAIR = 0.15  # of -1 to 1; two speakers are told apart and neither leaves the middle
_PAN_MAX = 0.3
_FLOOR_DB = -40.0


def pans(timeline: Timeline, seen: Mapping[str, float] | None = None) -> dict[str, float]:
    """Where each speaker sits, -1 left to 1 right: where the picture shows them (seen, 0 left
    to 1 right), else in order of speaking, as faces are matched.

    A lone speaker whom the picture does not show and the narrator (no name) sit in the middle.
    """
    if seen:
        return {n: float(np.clip(2 * x - 1, -1, 1)) * _PAN_MAX for n, x in seen.items()}
    names = list(dict.fromkeys(u.speaker for u in timeline.utterances if u.speaker))
    if len(names) < 2:
        return dict.fromkeys(names, 0.0)
    reach = min(_PAN_MAX, _PAN_PAIR * len(names) / 2)
    places = np.linspace(-reach, reach, len(names))
    return {name: float(place) for name, place in zip(names, places, strict=True)}


def panned(mono: Samples, pan: float) -> Samples:
    """Stereo of a (1, samples) sound with equal power wherever it sits."""
    angle = (pan + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32)
    return sides * mono


def levelled(mono: Samples) -> Samples:
    """The line gently compressed and at LEVEL_LUFS; a silent line is returned as it is."""
    line = mono.copy()
    fade(line, 0.002, 0.005)
    scale(line, _compression(line), _STEP)
    measured = loudness.loudness(line)
    if measured > loudness.SILENCE_LUFS:
        line *= amplitude(LEVEL_LUFS - measured)
    return line


def envelope_db(mono: Samples, step: int) -> Levels:
    """RMS of each step in dB, -120 for nothing."""
    padded = np.pad(mono[0], (0, -mono.shape[1] % step)).astype(np.float64)
    power = np.square(padded).reshape(-1, step).mean(1)
    return 10 * np.log10(np.maximum(power, 1e-12))


def _compression(line: Samples) -> Levels:
    """Gain per step that halves what rises above the line's own mean level, in dB."""
    level = envelope_db(line, _STEP)
    if len(level) == 0:
        return np.ones(1)
    spoken = level[level > level.max() + _FLOOR_DB]
    mean = 10 * np.log10(np.mean(10 ** (spoken / 10)))
    over = np.clip((level - mean) * (1 - 1 / _RATIO), 0, _REDUCTION_MAX_DB)
    kernel = np.hanning(_SMOOTHING_STEPS + 2)[1:-1]
    padded = np.pad(over, _SMOOTHING_STEPS // 2, mode="edge")
    return 10 ** (-np.convolve(padded, kernel / kernel.sum(), mode="valid") / 20)

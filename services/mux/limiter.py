"""Bring a mix to its loudness without letting true peaks through: gain, limit, measure, again."""

import numpy as np

from reelmesh.mesh.engine import Report
from services.mux import loudness
from services.mux.sound import CHUNK, Levels, Samples, amplitude, scale

TARGET_LUFS = -16.0
"""What streaming services and phones expect of speech (AES TD1008)."""
GAIN_MAX_DB = 50.0
"""More would lift the rounding noise of 16-bit files into hearing."""

_STEP = 16
"""Samples per step of the gain curve: a third of a millisecond."""
_AHEAD = 15
"""Steps the gain moves before a peak: 5 ms, short enough not to be heard as a dip."""
_RELEASE_DB = 60 * _STEP / 48_000
"""Recovery per step: 60 dB a second, so that 3 dB are given back in 50 ms."""
_LIMITING_MAX_DB = 12.0  # of gain that only feeds the limiter; more would crush the sound
_TOLERANCE_LU = 0.1
_ROUNDS = 6


def master(mix: Samples, target_lufs: float, ceiling_dbtp: float, report: Report) -> Samples:
    """The mix at a loudness with true peaks under the ceiling; silence stays silence.

    Limiting takes loudness away, so the gain is found in a few rounds. Sound that is nearly
    silent (GAIN_MAX_DB) or nothing but peaks (_LIMITING_MAX_DB) stays quieter than the target.
    """
    measured = loudness.loudness(mix, report)
    if measured <= loudness.SILENCE_LUFS:
        return mix.copy()
    gain_db = min(target_lufs - measured, GAIN_MAX_DB)
    gain_max_db = min(gain_db + _LIMITING_MAX_DB, GAIN_MAX_DB)
    ceiling = amplitude(ceiling_dbtp)
    peaks = loudness.block_peaks(mix, _STEP, ceiling / amplitude(gain_max_db), report)
    limited = _limited(mix, peaks, gain_db, ceiling)
    for _ in range(_ROUNDS):
        report(0)
        missing = target_lufs - loudness.loudness(limited, report)
        if abs(missing) < _TOLERANCE_LU or gain_db >= gain_max_db:
            break
        gain_db = min(gain_db + missing, gain_max_db)
        limited = _limited(mix, peaks, gain_db, ceiling)
    return limited


def _limited(mix: Samples, peaks: Levels, gain_db: float, ceiling: float) -> Samples:
    gain = amplitude(gain_db)
    result = np.empty_like(mix)
    for start in range(0, mix.shape[1], CHUNK):
        np.multiply(mix[:, start : start + CHUNK], gain, out=result[:, start : start + CHUNK])
    if peaks.max(initial=0) * gain > ceiling:
        scale(result, gain_curve(peaks * gain, ceiling), _STEP)
    return result


def gain_curve(peaks: Levels, ceiling: float) -> Levels:
    """Gain at the start of each step that keeps every peak under the ceiling.

    Down in 5 ms before a peak, up again at a steady rate in dB: no recursion, hence fast.
    """
    need = np.minimum(0.0, 20 * np.log10(ceiling / np.maximum(peaks, 1e-9)))
    climb = np.arange(len(need)) * _RELEASE_DB
    need = np.minimum.accumulate(need - climb) + climb
    # Each step's curve point stands at its start, so the step before must be low as well.
    padded = np.pad(need, (_AHEAD, _AHEAD + 1), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _AHEAD + 2)
    lowest = windows.min(1)
    kernel = np.hanning(_AHEAD + 2)[1:-1]
    smooth = np.convolve(lowest, kernel / kernel.sum(), mode="valid")
    return 10 ** (smooth[: len(need)] / 20)

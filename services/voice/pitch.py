"""Finds the pitch of a wave whose model does not tell it, by autocorrelation."""

import numpy as np

from services.voice.audio import resample
from services.voice.speech import Floats
from services.voice.timbre import PITCH_HOP_S

RATE_HZ = 12_000
WINDOW = 480
"""40 ms: two periods of 50 Hz."""
LOWEST_HZ, HIGHEST_HZ = 65, 450
VOICED = 0.55
"""A frame this much like itself a period later is voiced; noise stays under 0.4."""
QUIET_DB = 35.0
FIRST_GOOD = 0.9
"""Multiples of the period are as alike as the period: the shortest good lag is taken."""


def found_pitch(samples: Floats, rate_hz: int) -> Floats:
    """Pitch in Hz per 12.5 ms; 0 is unvoiced."""
    wave = resample(samples, rate_hz, RATE_HZ).astype(np.float64)
    hop = int(PITCH_HOP_S * RATE_HZ)
    padded = np.pad(wave, WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[hop // 2 :: hop]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(frames, 2 * WINDOW, axis=1)) ** 2
    likeness = np.fft.irfft(power, axis=1)[:, :WINDOW] / np.arange(WINDOW, 0, -1)
    energy = likeness[:, 0]
    loud = energy > energy.max(initial=0) * 10 ** (-QUIET_DB / 10)
    first = RATE_HZ // HIGHEST_HZ
    lags = likeness[:, first : RATE_HZ // LOWEST_HZ] / np.maximum(energy, 1e-12)[:, None]
    best = lags.max(axis=1, keepdims=True)
    inner = (lags[:, 1:-1] >= lags[:, :-2]) & (lags[:, 1:-1] >= lags[:, 2:])
    peak = np.argmax(inner & (lags[:, 1:-1] > FIRST_GOOD * best), axis=1) + 1
    voiced = loud & (best[:, 0] > VOICED)
    return np.where(voiced, RATE_HZ / (first + peak), 0).astype(np.float32)

"""Sets the edges of hisses (s, sh, x) where they are heard in the wave.

The models tell a sound's length, but a hiss spreads over its neighbours: hibari's windows of
50 ms alone smear it by half of that, so it was heard 40 ms before its told start.
"""

import numpy as np
from numpy.typing import NDArray

from services.voice.audio import RATE_HZ
from services.voice.speech import Floats, TimedPhone

SOUNDS = frozenset("s ʃ ʂ ɕ".split())
LOW_HZ = 3500.0
"""Above it lies most of a hiss and little of a vowel."""
HOP_S, WINDOW_S = 0.005, 0.015
REACH_S = 0.08
"""An edge moves this far at most."""
CONTRAST_DB = 12.0
"""With less rise or fall than that nobody can say where the edge is."""
KEPT_S = 0.025
"""What is left of a neighbour at least."""

Curve = NDArray[np.float64]


def aligned(phones: list[TimedPhone], audio: Floats) -> list[TimedPhone]:
    """The sounds with the edges of their hisses moved to where the band rises and falls."""
    if not any(phone.symbol in SOUNDS for phone in phones):
        return phones
    high = _high_band(audio)
    for before, phone, after in zip(phones, phones[1:], phones[2:], strict=False):
        if phone.symbol not in SOUNDS:
            continue
        if before.symbol and before.symbol not in SOUNDS:
            start_s = _edge(high, phone.start_s, rising=True)
            phone.start_s = min(max(start_s, before.start_s + KEPT_S), phone.end_s - KEPT_S)
            phone.start_s = max(phone.start_s, before.start_s)
            before.end_s = phone.start_s
        if after.symbol and after.symbol not in SOUNDS:
            end_s = _edge(high, phone.end_s, rising=False)
            phone.end_s = max(min(end_s, after.end_s - KEPT_S), phone.start_s + KEPT_S)
            phone.end_s = min(phone.end_s, after.end_s)
            after.start_s = phone.end_s
    return phones


def _high_band(audio: Floats) -> Curve:
    """Strength above LOW_HZ in dB, each 5 ms."""
    hop, size = int(HOP_S * RATE_HZ), int(WINDOW_S * RATE_HZ)
    padded = np.pad(audio.astype(np.float64), size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2
    band = np.fft.rfftfreq(size, 1 / RATE_HZ) >= LOW_HZ
    return 10 * np.log10(power[:, band].sum(axis=1) + 1e-9)


def _edge(high: Curve, at_s: float, rising: bool) -> float:
    """Where the band passes half its height nearest to a time; that time if it does not."""
    first = max(0, int((at_s - REACH_S) / HOP_S))
    piece = high[first : int((at_s + REACH_S) / HOP_S) + 1]
    if len(piece) < 4 or piece.max() - piece.min() < CONTRAST_DB:
        return at_s
    above = (piece > (piece.max() + piece.min()) / 2).astype(np.int8)
    steps = np.flatnonzero(np.diff(above) == (1 if rising else -1))
    if not len(steps):
        return at_s
    times = (first + steps + 0.5) * HOP_S
    return float(times[np.argmin(np.abs(times - at_s))])

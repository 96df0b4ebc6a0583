"""How loud each sound of a finished line is said, which is how wide a mouth opens for it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.voice.audio import RATE_HZ
from services.voice.speech import Floats, TimedPhone

BAND_HZ = (500.0, 3000.0)
"""Where strength follows the opening of a mouth: the first formant of open vowels and the second
formant (Chandrasekaran et al., "The natural statistics of audiovisual speech", 2009). Below it m
and n hum with closed lips, above it s and sh hiss between closed teeth."""
EXPONENT = 0.3
"""Heard loudness grows with this power of the sound's intensity (Stevens, 1955)."""
LOUD_SHARE = 90.0
"""The loudness of 1 is one that only a tenth of a line's sounds exceed."""
LOUDEST, ABOVE_SHARE = 1.5, 0.5
"""What is louder than 1 counts by a share of the excess: one strong first word is no shout."""
HOP_S, WINDOW_S = 0.005, 0.020


def loudness(phones: Sequence[TimedPhone], audio: Floats, opening: float = 1.0) -> list[float]:
    """One value a sound, 0 to LOUDEST; 0 for silences. audio is at RATE_HZ, the line's own.

    opening is what a manner makes of it: more than 1 in a shout, less in a whisper.
    """
    power = _power(audio)
    heard = [_mean(power, p) if p.symbol else 0.0 for p in phones]
    spoken = [h for h, p in zip(heard, phones, strict=True) if p.symbol]
    loud = float(np.percentile(spoken, LOUD_SHARE)) if spoken else 0.0
    if loud <= 0:
        return [0.0] * len(heard)
    plain = [(h / loud) ** EXPONENT for h in heard]
    eased = [min(value, 1 + ABOVE_SHARE * max(value - 1, 0.0)) for value in plain]
    return [round(min(opening * value, LOUDEST), 3) for value in eased]


def _mean(power: NDArray[np.float64], phone: TimedPhone) -> float:
    first = min(round(phone.start_s / HOP_S), len(power) - 1)
    return float(power[first : max(first + 1, round(phone.end_s / HOP_S))].mean())


def _power(audio: Floats) -> NDArray[np.float64]:
    """Mean square within BAND_HZ around each HOP_S; one value at least."""
    hop, size = int(HOP_S * RATE_HZ), int(WINDOW_S * RATE_HZ)
    padded = np.pad(audio, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    spectra = np.fft.rfft(frames * np.hanning(size).astype(np.float32), axis=1)
    hertz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    band = spectra[:, (hertz >= BAND_HZ[0]) & (hertz <= BAND_HZ[1])]
    return np.asarray((np.abs(band) ** 2).sum(axis=1), np.float64)

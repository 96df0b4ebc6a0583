"""How tests of the ambience measure a sound: loudness, bands, rhythm."""

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]


def share(sound: Sound, low: float, high: float) -> float:
    """Part of the power between two frequencies in Hz."""
    power = (np.abs(np.fft.rfft(sound)) ** 2).sum(0)
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power[hertz > 20].sum())


def envelope(sound: Sound, low: float, high: float, per_second: int = 100) -> Sound:
    """Strength over time of the band between two frequencies."""
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    band = np.fft.irfft(np.fft.rfft(sound) * ((hertz > low) & (hertz < high)), sound.shape[1])
    step = RATE // per_second
    cut = band[:, : band.shape[1] // step * step].reshape(2, -1, step)
    return np.asarray(np.sqrt((cut**2).mean((0, 2))))


def beat(strength: Sound, low: float, high: float, per_second: int = 100) -> float:
    """Part of an envelope's changes that happens between two rates in Hz."""
    power = np.abs(np.fft.rfft(strength - strength.mean(), 8192)) ** 2
    hertz = np.fft.rfftfreq(8192, 1 / per_second)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power.sum())


def unevenness(strength: Sound) -> float:
    """How much an envelope changes beside its mean."""
    return float(strength.std() / strength.mean())

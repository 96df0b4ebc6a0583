"""Noise that repeats without a seam, to be read anywhere: the stuff of waves, gusts and fog."""

import cv2
import numpy as np

from services.video.arrays import Float, floats

TILE = 256
"""Samples along the side of a tile."""
WAVE = 20
"""Samples of a typical wave."""


def tile(rng: np.random.Generator, width: float = 0.5) -> Float:
    """A seamless tile with mean 0 and deviation 1, its waves about WAVE samples long; width is
    the spread of their lengths as a natural logarithm. One sample wraps on each side."""
    spectrum = np.fft.rfft2(rng.standard_normal((TILE, TILE)))
    rate = np.hypot(np.fft.fftfreq(TILE)[:, None], np.fft.rfftfreq(TILE)[None, :])
    rate[0, 0] = 1e-9
    spectrum *= np.exp(-0.5 * (np.log(rate * WAVE) / width) ** 2) / np.sqrt(rate)
    plain = np.fft.irfft2(spectrum, (TILE, TILE))
    plain = (plain - plain.mean()) / plain.std()
    return floats(np.pad(plain, ((0, 1), (0, 1)), mode="wrap"))


def at(noise: Float, x: Float, y: Float) -> Float:
    """The tile at any places, in samples."""
    found = cv2.remap(noise, _wrapped(x), _wrapped(y), cv2.INTER_LINEAR)
    return floats(found)


def _wrapped(values: Float) -> Float:
    return floats(values - np.floor(values * np.float32(1 / TILE)) * np.float32(TILE))


def curve(rng: np.random.Generator, time_s: Float, hertz: float) -> Float:
    """A restless curve over time, about -1..1, of three rates from half to twice hertz."""
    parts = [
        np.sin(2 * np.pi * hertz * rate * time_s + rng.uniform(0, 2 * np.pi))
        for rate in (0.53, 1.0, 1.87)
    ]
    return floats(sum(parts) / np.float32(2))

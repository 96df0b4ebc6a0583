"""Short sounds by the pool, and the faint bed under sparse ones."""

import numpy as np

from services.ambient.synth import BLOCK, RATE, Noise, Render, Signal


def ring(hertz: Signal, decay: Signal, seconds: float, bend: float = 0.0) -> Signal:
    """A pool of short decaying tones (count, samples): decay in s, bend in octaves per second."""
    times = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    swept = hertz[:, None] * (times + 0.5 * bend * times**2)
    # A soft start keeps clicks from thumping below their own pitch.
    fade = decay[:, None]
    tone = np.sin(2 * np.pi * swept) * (np.exp(-times / fade) - np.exp(-times / (0.3 * fade)))
    return (1.6 * tone * np.minimum(1, (seconds - times) / 0.001)).astype(np.float32)


def heavy_tail(rng: np.random.Generator, spread: float) -> Signal:
    """Gains of events: most are faint, few are strong (log-normal), RMS 1."""
    gains = np.exp(rng.standard_normal(512) * spread)
    return (gains / np.sqrt(np.mean(gains**2))).astype(np.float32)


DROPS = 256
"""Size of a pool of drops."""


def drops(rng: np.random.Generator, low: float, high: float, decay: float) -> Signal:
    """A pool of DROPS drops: clicks that ring between low and high Hz.

    Pitches are spread evenly: with few or clustered ones, dense rain hums.
    """
    place = (np.arange(DROPS) + rng.random(DROPS)) / DROPS
    hertz = (low * (high / low) ** place).astype(np.float32)
    fades = (decay * rng.uniform(0.4, 1.6, DROPS)).astype(np.float32)
    return ring(hertz, fades, 4.5 * decay)


def bursts(rng: np.random.Generator, decay: float) -> Signal:
    """A pool of DROPS snaps: bursts of bright noise, dead after a few times decay seconds."""
    times = np.arange(int(5 * decay * RATE), dtype=np.float32) / RATE
    noise = rng.standard_normal((DROPS, len(times) + 1), dtype=np.float32)
    fades = (decay * rng.uniform(0.3, 1.5, (DROPS, 1))).astype(np.float32)
    edge = np.minimum(1, np.arange(len(times), dtype=np.float32)[::-1] / 24)
    return 0.6 * np.diff(noise, axis=1) * np.exp(-times / fades) * edge


def quiet_bed(rng: np.random.Generator, level: float) -> Render:
    """A little air under sparse sounds, so that pauses are not digital silence."""
    bed = Noise(rng, ((70, 0), (300, -10), (1500, -20), (6000, -30)))

    def render(_block: int) -> Signal:
        return bed()[0][:, :BLOCK] * np.float32(level)

    return render

"""Steady tones that never stand still: the hum of a machine, a whistle in the wind."""

from collections.abc import Callable, Sequence

import numpy as np

from services.ambient.synth import BLOCK, RATE, Curve, Render, Signal, drift, expand, ticks


def hum(rng: np.random.Generator, hertz: float, partials: Sequence[float], sway: float) -> Render:
    """A steady machine tone: partials are the levels of the harmonics of hertz.

    sway is the relative depth of slow changes of pitch; each harmonic also swells by itself, a
    little differently left and right, so that it never stands still.
    """
    pitch = drift(rng, 3.0)
    swells = [[drift(rng, float(rng.uniform(0.8, 4))) for _ in range(2)] for _ in partials]
    turns = [float(rng.random()) * 2 * np.pi]

    def render(block: int) -> Signal:
        times = ticks(block)
        speed = expand(2 * np.pi * hertz / RATE * (1 + sway * pitch(times))).astype(np.float64)
        phase = turns[0] + np.cumsum(speed)
        turns[0] = float(phase[-1] % (2 * np.pi))
        angle = (phase % (2 * np.pi)).astype(np.float32)
        once = np.cos(angle) + np.complex64(1j) * np.sin(angle)
        turning = once.copy()
        out = np.zeros((2, BLOCK), np.float32)
        for k, level in enumerate(partials):
            wave = turning.imag
            for ear in range(2):
                out[ear] += wave * expand(level * (1 + 0.35 * swells[k][ear](times)))
            # The next harmonic turns once more per turn.
            turning *= once
        return out

    return render


def whistle(rng: np.random.Generator, center: Curve, blur: float) -> Callable[[int], Signal]:
    """Narrow noise whose pitch follows center (Hz): blur is how fast it flutters, in Hz < 25."""
    parts = [[drift(rng, 0.5 / blur) for _ in range(2)] for _ in range(2)]
    turns = [0.0]

    def render(block: int) -> Signal:
        times = ticks(block)
        phase = turns[0] + np.cumsum(expand(2 * np.pi / RATE * center(times)), dtype=np.float64)
        turns[0] = float(phase[-1] % (2 * np.pi))
        angle = (phase % (2 * np.pi)).astype(np.float32)
        along, across = np.cos(angle), np.sin(angle)
        ears = [expand(a(times)) * along + expand(b(times)) * across for a, b in parts]
        return np.stack(ears)

    return render

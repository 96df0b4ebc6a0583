"""The building blocks of every sound: shaped noise, slow curves, grains in stereo, and space.

Everything works in blocks of BLOCK samples, called in order, so that ten minutes need no more
memory than three seconds. Nothing here knows rain from fire.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Samples per second."""
TICK = 480
"""Samples per control tick: slow things are drawn 100 times a second."""
TICKS = 260
"""Ticks per block."""
BLOCK = TICK * TICKS
"""Samples per block, 2.6 s."""
TAPS = 4_800
"""Length of a noise filter in samples: 10 Hz resolution, enough for a 40 Hz rumble."""
SIZE = BLOCK + TAPS
"""FFT length of a noise block, 129600 = 2^6 · 3^4 · 5^2."""
SECONDS_MAX = 600
"""Longest ambience; curves and event lists are drawn for all of it, so that a short ambience
is the beginning of a long one."""

Signal = NDArray[np.floating]
"""Samples; stereo is (2, n), left first, full scale ±1."""
Ticks = NDArray[np.floating]
"""Values at control ticks; a block has TICKS + 1, sharing the last with the next block."""
Curve = Callable[[Ticks], Ticks]
"""A slow function of time in seconds."""
Render = Callable[[int], Signal]
"""Makes block number i of a source, shape (2, BLOCK); called for 0, 1, 2 … in order."""
Make = Callable[[np.random.Generator], Render]
"""Sets a source up; whatever is drawn by chance comes from the generator."""
Shape = Sequence[tuple[float, float]]
"""A spectrum as (Hz, dB) points, joined by lines over log frequency."""

SKIRT_DB = 15.0
"""Fall per octave outside the first and last point of a shape: nothing in air ends sharply."""
DEEPEST_HZ = 25.0
"""Nothing is made below: it moves loudspeakers and is not heard."""


def response(shape: Shape, hertz: Ticks) -> Ticks:
    """Linear gain of a shape at the given frequencies."""
    points = np.array(shape, float)
    octaves = np.log2(points[:, 0])
    place = np.log2(np.maximum(hertz, 1.0))
    outside = np.maximum(octaves[0] - place, 0) + np.maximum(place - octaves[-1], 0)
    level = np.interp(place, octaves, points[:, 1]) - SKIRT_DB * outside
    return 10 ** (level / 20) * np.minimum(hertz / DEEPEST_HZ, 1) ** 4


def kernel(shape: Shape) -> NDArray[np.complex64]:
    """Spectrum of a TAPS-long filter with the shape; it makes white noise of RMS 1 have RMS 1."""
    gain = response(shape, np.fft.rfftfreq(TAPS, 1 / RATE))
    impulse = np.roll(np.fft.irfft(gain), TAPS // 2) * np.hanning(TAPS)
    impulse -= impulse.mean()
    impulse /= np.sqrt(np.sum(impulse**2))
    return np.fft.rfft(impulse, SIZE).astype(np.complex64)


FLOOR = 0.3
"""Likeness of left and right at high frequencies: two microphones at a place share some of it."""
SHARED, SHARED_HZ = 0.9, 420.0
"""Likeness of the lowest, and where it has mostly gone. In a diffuse field the coherence of two
points d apart is sinc(2 f d / c) (Cook 1955): bass is nearly the same in both ears."""


class Noise:
    """Endless stereo noise, split into bands that share one random stream.

    Each call gives the next block of every band, each (2, BLOCK) with RMS 1. Left and right are
    alike as in a diffuse field; width below 1 makes them more so, 0 makes them the same.
    """

    def __init__(self, rng: np.random.Generator, *shapes: Shape, width: float = 1.0) -> None:
        self._rng = rng
        self._kernels = [kernel(shape) for shape in shapes]
        hertz = np.fft.rfftfreq(SIZE, 1 / RATE)
        alike = FLOOR + (SHARED - FLOOR) * np.exp(-((hertz / SHARED_HZ) ** 2))
        alike = 1 - width * (1 - alike)
        self._alike = alike.astype(np.float32)
        self._apart = np.sqrt(1 - alike**2).astype(np.float32)
        self._past = self._white(TAPS)

    def _white(self, count: int) -> Signal:
        # Uniform is as white as Gaussian and four times cheaper; filters make it Gaussian.
        fresh = self._rng.random((2, count), dtype=np.float32)
        fresh -= np.float32(0.5)
        fresh *= np.float32(np.sqrt(12))
        return fresh

    def __call__(self) -> list[Signal]:
        whole = np.concatenate([self._past, self._white(BLOCK)], axis=1)
        self._past = whole[:, BLOCK:].copy()
        spectrum = np.fft.rfft(whole)
        spectrum[1] *= self._apart
        spectrum[1] += self._alike * spectrum[0]
        return [np.fft.irfft(spectrum * each, SIZE)[:, TAPS:] for each in self._kernels]


class Filter:
    """A spectrum laid on a finished sound, block by block; all comes 50 ms later."""

    def __init__(self, shape: Shape) -> None:
        gain = response(shape, np.fft.rfftfreq(TAPS, 1 / RATE))
        impulse = np.roll(np.fft.irfft(gain), TAPS // 2) * np.hanning(TAPS)
        self._kernel = np.fft.rfft(impulse, SIZE).astype(np.complex64)
        self._past = np.zeros((2, TAPS), np.float32)

    def __call__(self, sound: Signal) -> Signal:
        """The next block (2, BLOCK), filtered."""
        whole = np.concatenate([self._past, sound], axis=1)
        self._past = whole[:, BLOCK:].copy()
        return np.fft.irfft(np.fft.rfft(whole) * self._kernel, SIZE)[:, TAPS:]


def ticks(block: int) -> Ticks:
    """Times of a block's ticks in seconds, the first of the next block included."""
    return (block * TICKS + np.arange(TICKS + 1)) * (TICK / RATE)


_RAMP = (np.arange(TICK) / TICK).astype(np.float32)


def expand(values: Ticks) -> Signal:
    """From ticks to samples by straight lines: (…, TICKS + 1) to (…, BLOCK)."""
    level = values.astype(np.float32)
    start, step = level[..., :-1, None], np.diff(level)[..., None]
    return (start + step * _RAMP).reshape(*level.shape[:-1], BLOCK)


def drift(rng: np.random.Generator, period: float) -> Curve:
    """A smooth random walk between -1 and 1 with a new aim every period seconds."""
    knots = rng.uniform(-1, 1, int(SECONDS_MAX / period) + 8)
    shift = float(rng.random())

    def curve(times: Ticks) -> Ticks:
        place = times / period + shift
        whole = np.minimum(place.astype(int), len(knots) - 2)
        ease = 0.5 - 0.5 * np.cos(np.pi * np.clip(place - whole, 0, 1))
        return knots[whole] * (1 - ease) + knots[whole + 1] * ease

    return curve


def gusts(rng: np.random.Generator, period: float, octaves: int = 4) -> Curve:
    """Irregular strength from 0 to 1: a sum of drifts, each twice as fast and weaker."""
    parts = [(0.62**k, drift(rng, period / 2**k)) for k in range(octaves)]
    total = sum(weight for weight, _ in parts)

    def curve(times: Ticks) -> Ticks:
        mixed = np.asarray(sum(weight * each(times) for weight, each in parts)) / total
        return np.clip(0.5 + 0.95 * mixed, 0, 1)

    return curve


def decibels(level: Ticks | float) -> Ticks:
    """Gain of a level in dB."""
    return np.asarray(10 ** (np.asarray(level) / 20))


def moments(rng: np.random.Generator, first: float, low: float, high: float) -> list[float]:
    """Times of events up to SECONDS_MAX: the first at about first, then low to high apart."""
    times = [first * float(rng.uniform(0.6, 1.4))]
    while times[-1] < SECONDS_MAX:
        times.append(times[-1] + float(rng.uniform(low, high)))
    return times


def within(times: Sequence[float], block: int) -> list[tuple[int, float]]:
    """The events of a block, as (sample in the block, time)."""
    start = block * BLOCK / RATE
    stop = start + BLOCK / RATE
    return [(int((t - start) * RATE), t) for t in times if start <= t < stop]


class Lane:
    """A stereo strip that grains are laid on; what runs past a block is kept for the next."""

    def __init__(self, seconds: float) -> None:
        """seconds is the longest grain."""
        self._strip = np.zeros((2, BLOCK + int(seconds * RATE)), np.float32)

    def put(self, start: int, grain: Signal, pan: float = 0.0, gain: float = 1.0) -> None:
        """Lay a mono grain at a sample of this block; pan -1 is left, 1 is right.

        The place is in the levels alone: a delay between the ears would comb-filter chirps and
        clicks on a telephone, which plays both channels at once.
        """
        angle = (pan + 1) * np.pi / 4
        for ear, level in enumerate((np.cos(angle), np.sin(angle))):
            strip = self._strip[ear, start : start + len(grain)]
            strip += grain[: len(strip)] * np.float32(level * gain)

    def lay(self, start: int, tone: Signal, gain: float) -> None:
        """Lay a stereo grain (2, samples) at a sample of this block."""
        room = self._strip[:, start : start + tone.shape[1]]
        room += tone[:, : room.shape[1]] * np.float32(gain)

    def pour(self, rng: np.random.Generator, rate: float, pool: Signal, gains: Signal) -> None:
        """Lay many grains at random: rate a second, taken from pool (count, length).

        gains are drawn from; every grain has its own place in stereo.
        """
        count = int(rng.poisson(rate * BLOCK / RATE))
        starts = rng.integers(0, BLOCK, count)
        laid = (
            pool[rng.integers(0, len(pool), count)]
            * gains[rng.integers(0, len(gains), count), None]
        )
        angle = rng.random(count, dtype=np.float32)[:, None] * np.float32(np.pi / 2)
        where = (starts[:, None] + np.arange(pool.shape[1])).ravel()
        for ear, level in ((0, np.cos(angle)), (1, np.sin(angle))):
            dense = np.bincount(where, (laid * level).ravel(), BLOCK + pool.shape[1])
            self._strip[ear, : len(dense)] += dense

    def take(self) -> Signal:
        """This block, finished; the strip moves on."""
        done = self._strip[:, :BLOCK].copy()
        rest = self._strip[:, BLOCK:].copy()
        self._strip[:] = 0
        self._strip[:, : rest.shape[1]] = rest
        return done


WET_SIZE = 216_000
"""FFT length of a reverberated block, 2^6 · 3^3 · 5^3: room for a tail of 1.9 s."""


class Space:
    """The echo of a place: convolution with a tail of decaying noise that darkens."""

    def __init__(self, rng: np.random.Generator, seconds: float, dark: float = 4000.0) -> None:
        """seconds is the time to fall 60 dB, up to 1.9; above dark Hz it falls twice as fast."""
        count = min(int(seconds * RATE), WET_SIZE - BLOCK)
        times = np.arange(count) / RATE
        spectrum = np.fft.rfft(rng.standard_normal((2, count)))
        low = response(((120, 0), (dark / 2, 0), (dark, -6)), np.fft.rfftfreq(count, 1 / RATE))
        high = response(((dark, -8), (2 * dark, -14)), np.fft.rfftfreq(count, 1 / RATE))
        tail = np.fft.irfft(spectrum * low, count) * 10 ** (-3 * times / seconds)
        tail += np.fft.irfft(spectrum * high, count) * 10 ** (-6 * times / seconds)
        tail *= np.minimum(times / 0.012, 1)
        tail /= np.sqrt(np.sum(tail**2, axis=1, keepdims=True))
        self._kernel = np.fft.rfft(tail.astype(np.float32), WET_SIZE)
        self._rest = np.zeros((2, WET_SIZE - BLOCK), np.float32)

    def __call__(self, dry: Signal) -> Signal:
        """The echo alone of a block (2, BLOCK), about as strong as the block."""
        wet = np.fft.irfft(np.fft.rfft(dry, WET_SIZE) * self._kernel, WET_SIZE)
        wet[:, : self._rest.shape[1]] += self._rest
        self._rest = wet[:, BLOCK:].copy()
        return wet[:, :BLOCK]


KNEE, CEILING = 0.45, 0.68
"""Peaks above -7 dBFS are rounded so that none passes -3.3 dBFS."""


def soften(sound: Signal) -> Signal:
    """Round off rare peaks; what is below KNEE passes unchanged."""
    over = np.maximum(np.abs(sound) - KNEE, 0)
    if not over.any():
        return sound
    room = CEILING - KNEE
    rounded = np.minimum(np.abs(sound), KNEE) + room * np.tanh(over / room)
    return np.asarray(np.copysign(rounded, sound), np.float32)

"""Many people talking at once: pulse trains through changing formants, no words in it."""

import numpy as np
from numpy.typing import NDArray

from services.ambient.synth import (
    BLOCK,
    RATE,
    SECONDS_MAX,
    SIZE,
    TAPS,
    TICK,
    TICKS,
    Signal,
    Ticks,
    drift,
    ticks,
)

THIRD = 3
"""Voices are made at a third of the rate: a crowd has nothing of worth above 7 kHz."""
SLOW_RATE = RATE // THIRD
SLOW_BLOCK = BLOCK // THIRD
SLOW_TAPS = TAPS // THIRD
SLOW_SIZE = SIZE // THIRD

VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
    (490, 1350, 1690),
)
"""First three formants in Hz of six vowels (Peterson and Barney 1952, men's averages)."""
SIBILANT = len(VOWELS)
"""Place of the hiss of s and f behind the vowels."""


def mouth(formants: tuple[int, ...]) -> Ticks:
    """Gain (SLOW_TAPS // 2 + 1) of a mouth: three resonances, then a soft fall."""
    hertz = np.fft.rfftfreq(SLOW_TAPS, 1 / SLOW_RATE)
    gain = np.zeros_like(hertz)
    for order, center in enumerate((*formants, 3500)):
        wide = 50 + 0.05 * center
        gain += 0.6**order / np.sqrt(1 + ((hertz - center) / wide) ** 2)
    return np.asarray(gain / (1 + (hertz / 5500) ** 4) * (hertz > 90))


def filters() -> NDArray[np.complex64]:
    """Spectra (SIBILANT + 1, SLOW_SIZE // 2 + 1) of all vowels and of the hiss."""
    hertz = np.fft.rfftfreq(SLOW_TAPS, 1 / SLOW_RATE)
    hiss = np.exp(-(((hertz - 4700) / 2200) ** 2))
    impulses = np.fft.irfft(np.stack([*(mouth(v) for v in VOWELS), hiss]))
    impulses = np.roll(impulses, SLOW_TAPS // 2, axis=1) * np.hanning(SLOW_TAPS)
    return np.fft.rfft(impulses, SLOW_SIZE).astype(np.complex64)


class Talker:
    """One person: phrases of syllables with pauses, pitch falling through each phrase."""

    def __init__(self, rng: np.random.Generator, speaks_first: bool) -> None:
        deep = rng.random() < 0.5
        self.place = float(rng.uniform(-0.95, 0.95))
        self.turn = float(rng.random())
        self._pitch = float(rng.uniform(95, 140) if deep else rng.uniform(170, 250))
        self._tune = drift(rng, 0.28)
        count = int(SECONDS_MAX / 0.15)
        self._length = rng.uniform(0.11, 0.27, count)
        last = rng.random(count) < 0.11
        pause = np.where(last, rng.uniform(0.2, 1.6, count), 0.0)
        ends = np.cumsum(self._length + pause) - (0.0 if speaks_first else rng.uniform(-1.5, 2))
        self._start = ends - self._length - pause
        new = np.concatenate([[True], last[:-1]])
        self._phrase = np.maximum.accumulate(np.where(new, self._start, -9.0))
        self._loud = rng.uniform(0.4, 1.0, count)
        self._vowel = rng.integers(len(VOWELS), size=count)
        self._hiss = np.where(rng.random(count) < 0.35, rng.uniform(0.4, 1.2, count), 0.0)

    def at(self, times: Ticks) -> tuple[Ticks, NDArray[np.int64], Ticks, Ticks]:
        """Loudness, vowel, hiss and pitch in Hz, each a row of ticks."""
        which = np.maximum(np.searchsorted(self._start, times, side="right") - 1, 0)
        since = times - self._start[which]
        share = np.clip(since / self._length[which], 0, 1)
        loud = self._loud[which] * np.sin(np.pi * share) ** 0.7
        hiss = self._hiss[which] * ((since > 0) & (since < 0.07))
        fall = np.minimum((times - self._phrase[which]) / 3, 1)
        hertz = self._pitch * (1.12 - 0.25 * fall + 0.13 * self._tune(times))
        return loud, self._vowel[which], hiss, hertz


def spread(values: Ticks) -> Signal:
    """Ticks to slow samples by straight lines: (TICKS + 1,) to (SLOW_BLOCK,)."""
    per_tick = TICK // THIRD
    level = values.astype(np.float32)
    ramp = (np.arange(per_tick) / per_tick).astype(np.float32)
    return (level[:-1, None] + np.diff(level)[:, None] * ramp).reshape(-1)


class Babble:
    """Talk of so many people; near is how much the nearest stand out, 0 to 1."""

    def __init__(self, rng: np.random.Generator, people: int, near: float) -> None:
        self._rng = rng
        self._cast = [Talker(rng, k < 2) for k in range(people)]
        self._gains = [0.8 * (1 + 2 * near * 0.75**k) for k in range(people)]
        self._filters = filters()
        self._past = np.zeros((SIBILANT + 1, 2, SLOW_TAPS), np.float32)

    def _speak(self, who: Talker, times: Ticks, gain: float, out: Signal) -> None:
        """Add what leaves one throat to out (SIBILANT + 1, 2, SLOW_BLOCK)."""
        loud, vowel, hiss, hertz = who.at(times)
        turns = who.turn + np.cumsum(spread(hertz), dtype=np.float64) / SLOW_RATE
        turns -= np.floor(turns)
        who.turn = float(turns[-1])
        # Sharp pulses once a cycle have the even, falling harmonics of a voice.
        off = (turns.astype(np.float32) - np.float32(0.5)) * np.float32(21)
        pulse = np.maximum(1 - off * off, 0) ** 2 * spread(loud)
        angle = (who.place + 1) * np.pi / 4
        rows, ticked = np.arange(TICKS), out.reshape(SIBILANT + 1, 2, TICKS, -1)
        for ear, level in enumerate((gain * np.cos(angle), gain * np.sin(angle))):
            ticked[vowel[:-1], ear, rows] += (pulse * np.float32(level)).reshape(TICKS, -1)
            out[SIBILANT, ear] += spread(0.15 * level * hiss)

    def __call__(self, block: int) -> Signal:
        """The talk of a block, stereo."""
        times = ticks(block)
        fresh = np.zeros((SIBILANT + 1, 2, SLOW_BLOCK), np.float32)
        for who, gain in zip(self._cast, self._gains, strict=True):
            self._speak(who, times, gain, fresh)
        fresh[SIBILANT] *= self._rng.random((2, SLOW_BLOCK), dtype=np.float32) - np.float32(0.5)
        whole = np.concatenate([self._past, fresh], axis=2)
        self._past = whole[:, :, SLOW_BLOCK:].copy()
        spectrum = (np.fft.rfft(whole) * self._filters[:, None]).sum(0)
        # A longer inverse transform of the same spectrum is the upsampling.
        return np.fft.irfft(spectrum, SIZE)[:, TAPS:] * np.float32(THIRD)

"""How the players sound: struck, plucked and held tones from harmonics.

A tone is (2, samples). Harmonics come from one sine and cosine by the recurrence
sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x), so that a tone costs little.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from services.ambient.music.moods import Voice
from services.ambient.synth import RATE, Signal

LONGEST = 9.0
"""Seconds of the longest tone with its release; longer held tones are cut here and fade."""


def hertz(pitch: float) -> float:
    """Frequency of a MIDI pitch, equal temperament at 440 Hz."""
    return 440.0 * 2 ** ((pitch - 69) / 12)


def _turns(frequency: float, count: int, phase: float = 0.0) -> Signal:
    """Angle of a steady rotation in radians, kept small so that single precision is enough."""
    turns = np.arange(count) * (frequency / RATE) + phase
    return ((turns - np.floor(turns)) * (2 * np.pi)).astype(np.float32)


def _harmonics(angle: Signal, levels: Sequence[float], fall: Signal | None = None) -> Signal:
    """Sum of harmonics; fall multiplies each once more than the one below it."""
    twice, now = 2 * np.cos(angle), np.sin(angle)
    below, total = np.zeros_like(now), np.zeros_like(now)
    damped = None if fall is None else np.ones_like(now)
    for level in levels:
        total += now * np.float32(level) if damped is None else now * damped * np.float32(level)
        now, below = twice * now - below, now
        if damped is not None and fall is not None:
            damped *= fall
    return total


def _levels(frequency: float, slope: float, top_hz: float, most: int) -> list[float]:
    """Levels of the harmonics: a slope, and a gentle low-pass, so that speech has room."""
    count = max(1, min(most, int(9000 / frequency)))
    return [k**-slope / (1 + (k * frequency / top_hz) ** 2) for k in range(1, count + 1)]


def _panned(mono: Signal, pan: float) -> Signal:
    angle = (pan + 1) * np.pi / 4
    return np.stack([mono * np.float32(np.cos(angle)), mono * np.float32(np.sin(angle))])


def _release(count: int, seconds: float) -> Signal:
    """1, falling softly to 0 over the last seconds."""
    left = np.arange(count, 0, -1, dtype=np.float32) / np.float32(seconds * RATE)
    eased = np.minimum(left, 1)
    return eased * eased * (3 - 2 * eased)


@lru_cache(64)
def struck(pitch: int, decay: float, slope: float, top_hz: float, seconds: float) -> Signal:
    """A string hit or plucked: bright at first, its upper harmonics dying sooner. Mono."""
    frequency = hertz(pitch)
    times = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    # High strings die sooner.
    lasting = np.float32(decay * (262 / frequency) ** 0.5)
    fall = np.exp(times * np.float32(-0.55 / lasting))
    body = 0.65 * np.exp(-times / (0.35 * lasting)) + 0.35 * np.exp(-times / lasting)
    tone = _harmonics(_turns(frequency, len(times)), _levels(frequency, slope, top_hz, 9), fall)
    return (
        tone
        * body
        * np.minimum(times / np.float32(max(0.004, 0.8 / frequency)), 1)
        * _release(len(times), 0.3 * seconds)
    )


@lru_cache(32)
def bell(pitch: int, seconds: float) -> Signal:
    """A soft bell: frequency modulation at 3.5 times the pitch, the colour gone at once. Mono."""
    times = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    depth = 0.55 * np.exp(-times / 0.18)
    carrier = _turns(hertz(pitch), len(times))
    tone = np.sin(carrier + depth * np.sin(_turns(3.5 * hertz(pitch), len(times))))
    shape = np.exp(-times / 0.85) * np.minimum(times / 0.006, 1)
    return tone * shape * _release(len(times), 0.3 * seconds)


@lru_cache(4)
def drum(seconds: float) -> Signal:
    """A big soft drum far off: a falling low tone. Mono."""
    times = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    phase = 2 * np.pi * 58 * (times + 0.035 * (1 - np.exp(-times / 0.05)))
    shape = np.exp(-times / 0.45) * np.minimum(times / 0.008, 1)
    return (np.sin(phase) + 0.4 * np.sin(2.3 * phase) * np.exp(-times / 0.1)) * shape * 0.9


def held(
    pitch: int, seconds: float, levels: Sequence[float], attack: float, rng: np.random.Generator
) -> Signal:
    """A tone that swells and fades, two players a few cents apart, one to each side."""
    release = min(1.6, 0.5 * seconds)
    count = int(min(seconds + release, LONGEST) * RATE)
    times = np.arange(count, dtype=np.float32) / RATE
    swell = np.minimum(times / np.float32(attack), 1)
    shape = swell * swell * (3 - 2 * swell) * _release(count, release)
    pair: list[Signal] = []
    for cents in (-3.5, 3.5):
        detuned = hertz(pitch + (cents + rng.uniform(-1, 1)) / 100)
        sway = 1 + 0.12 * np.sin(_turns(rng.uniform(0.15, 0.5), count, rng.random()))
        pair.append(_harmonics(_turns(detuned, count, rng.random()), levels) * shape * sway)
    one, other = pair
    return np.stack([0.75 * one + 0.45 * other, 0.45 * one + 0.75 * other])


def play(voice: Voice, pitch: int, seconds: float, pan: float, rng: np.random.Generator) -> Signal:
    """A tone of loudness 1 (2, samples)."""
    frequency = hertz(pitch)
    if voice == "piano":
        return _panned(struck(pitch, 1.7, 1.35, 1700, seconds), pan)
    if voice == "pluck":
        return _panned(struck(pitch, 0.8, 1.2, 1800, seconds), pan)
    if voice == "bell":
        return 0.6 * _panned(bell(pitch, seconds), pan)
    if voice == "drum":
        return _panned(drum(seconds), pan)
    if voice == "bass":
        levels = _levels(frequency, 1.3, 350, 6)
        return 0.9 * held(pitch, seconds, levels, min(0.25, 0.3 * seconds), rng)
    slope, top, attack = (1.9, 900, 1.2) if voice == "pad" else (1.2, 1500, 0.7)
    short = seconds < 0.5
    tone = held(
        pitch,
        seconds,
        _levels(frequency, slope, top, 10),
        0.04 if short else min(attack, 0.3 * seconds),
        rng,
    )
    return (
        0.55
        * tone
        * np.array([[np.cos((pan + 1) * np.pi / 4)], [np.sin((pan + 1) * np.pi / 4)]], np.float32)
    )

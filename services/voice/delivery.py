"""A chunk in the asked timbre, pace and length of vowels, with everything timed anew."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.voice.audio import RATE_HZ
from services.voice.manner import PLAIN, Delivery
from services.voice.pitch import found_pitch
from services.voice.speech import Floats, Take, Unit
from services.voice.timbre import PITCH_HOP_S, Timbre, retuned, transformed
from services.voice.timing import led
from services.voice.visemes import is_mark, is_vowel, leads, sounds

STRETCH_HEARD = 0.01
"""A change of length too small to be heard."""


@dataclass
class Delivered:
    """A chunk as it is said, before the voice itself is changed."""

    audio: Floats
    """Mono, at audio.RATE_HZ."""
    unit_s: list[float]
    """As in Take."""
    f0_hz: Floats
    """As in Take; empty where nothing asks for it."""


def delivered(
    units: list[Unit], take: Take, audio: Floats, speaker: Timbre, manner: Delivery
) -> Delivered:
    """The chunk in the manner. audio is the take's, at RATE_HZ."""
    f0_hz = take.f0_hz
    if not len(f0_hz) and manner != PLAIN:
        f0_hz = found_pitch(audio, RATE_HZ)
    timbre = manner.of(speaker)
    kept = abs(take.stretch - 1) < STRETCH_HEARD and manner.vowels == 1
    if not len(f0_hz) or (timbre.plain and kept):
        return Delivered(audio, take.unit_s, f0_hz)
    unit_s, origin = _retimed(units, take, len(audio), manner.vowels)
    said = transformed(audio, RATE_HZ, f0_hz, timbre, origin)
    hop = PITCH_HOP_S * RATE_HZ
    middles = ((np.arange(int(len(origin) / hop)) + 0.5) * hop).astype(np.int64)
    frames = np.minimum((origin[middles] / hop).astype(np.int64), len(f0_hz) - 1)
    return Delivered(said, unit_s, retuned(f0_hz, timbre)[frames])


def _retimed(
    units: list[Unit], take: Take, count: int, vowels: float
) -> tuple[list[float], NDArray[np.int64]]:
    """The new lengths, and for each new sample where it stands in the old wave."""
    if take.unit_s:
        factors = [1.0, *_factors(units, vowels), 1.0]
        unit_s = [s * f * take.stretch for s, f in zip(take.unit_s, factors, strict=True)]
        old, new = (np.cumsum([0.0, *led(each, take.early)]) for each in (take.unit_s, unit_s))
    else:
        unit_s = []
        old = np.array([0.0, count / RATE_HZ])
        new = old * take.stretch
    at = np.interp(np.arange(round(float(new[-1]) * RATE_HZ)) / RATE_HZ, new, old)
    return unit_s, np.minimum((at * RATE_HZ).astype(np.int64), count - 1)


def _factors(units: list[Unit], vowels: float) -> list[float]:
    """For each unit how much longer it becomes; marks of length and tone go with their vowel."""
    factors: list[float] = []
    for unit in units:
        if is_mark(unit.symbol) and not leads(unit.symbol) and factors:
            factors.append(factors[-1])
        else:
            held = unit.symbol.strip(" ") and is_vowel(sounds(unit.symbol)[0])
            factors.append(vowels if held else 1.0)
    return factors

"""The values that pass between text, models and timing. No text rules and no models here."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NO_WORD = -1
"""The word index of a unit that belongs to no word: punctuation, space, silence."""


@dataclass(frozen=True)
class Unit:
    """One symbol of a model's alphabet and the word it is part of."""

    symbol: str
    word: int = NO_WORD


@dataclass(frozen=True)
class Span:
    """A piece of the written line: line[start:end]."""

    start: int
    end: int


@dataclass
class Chunk:
    """What a model speaks in one go, and the pause that follows it."""

    units: list[Unit]
    pause_s: float = 0.0


@dataclass
class Script:
    """A line made ready to be spoken. A unit's word is an index into words."""

    chunks: list[Chunk] = field(default_factory=list[Chunk])
    words: list[Span] = field(default_factory=list[Span])


@dataclass
class Take:
    """A chunk as a model spoke it."""

    audio: Floats
    """Mono, -1 to 1, at the model's own rate."""
    rate_hz: int
    unit_s: list[float]
    """Length of the silence before, of each unit, and of the silence after, in seconds."""
    f0_hz: Floats
    """Pitch per 12.5 ms; below 40 is unvoiced. Empty when the model doesn't tell."""
    timed_by_model: bool = True
    stretch: float = 1.0
    """How much longer it should be made to have exactly the asked speed."""
    early: bool = True
    """Whether the model speaks timing.LEAD_S before its lengths say, as the default ones do."""


def exact_stretch(exact: Floats, spoken: Floats, speed: float) -> float:
    """What is left to stretch after the model has rounded every length to whole frames.

    exact are the lengths that the model wanted at the speed, in frames, spoken those it used.
    The voice's own pace is what it uses at speed 1.
    """
    own = np.maximum(np.round(exact.astype(np.float64) * speed), 1).sum()
    return float(own / speed / max(float(spoken.sum()), 1.0))


@dataclass
class TimedPhone:
    """One sound as heard: IPA symbol ("" for silence), times in seconds, word index."""

    symbol: str
    start_s: float
    end_s: float
    word: int = NO_WORD

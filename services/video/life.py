"""When a face blinks and how its head moves, from its seed and its speech.

It knows time and chance; it knows nothing of pictures.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.timeline_pb2 import Phone
from services.video.speech import phrases, spoken_only

Float = NDArray[np.float64]

# People blink every 2 to 6 s, at rest and in talk, and a blink lasts 0.15 to 0.25 s: it closes
# in a third of that and opens in the rest (Stern et al., "The endogenous eyeblink", 1984).
_BLINK_EVERY_S = (2.2, 5.6)
_BLINK_LASTS_S = (0.17, 0.25)
# The ends of phrases draw blinks to themselves: from this far, and this often.
_PHRASE_REACH_S, _PHRASE_SHARE = 0.8, 0.75
_PHRASE_PAUSE_S = 0.18
# No blink begins a shot: the first frame is the picture that was given.
_FIRST_S = 0.9
_STEP_S = 1 / 100


class Clock(NamedTuple):
    """The frames of a shot, and what decides what is drawn by chance in them."""

    frames: int
    fps: int
    seed: int


class Head(NamedTuple):
    """How a head differs from the picture in one frame. Lengths are shares of the face's
    height."""

    right: float
    down: float
    roll: float
    """Clockwise turn in radians."""
    nod: float
    """How far the front of the face moves down beside the outline of the head."""
    turn: float
    """The same to the right."""
    breath: float
    """How far the shoulders are raised."""


STILL = Head(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def blinks(phones: Sequence[Phone], clock: Clock) -> list[float]:
    """How far the lids are closed in each frame, 0 (as in the picture) to 1."""
    rng = np.random.default_rng([clock.seed, 17])
    ends = [end for _, end in phrases(spoken_only(phones), _PHRASE_PAUSE_S)]
    length_s = clock.frames / clock.fps
    lids = np.zeros(clock.frames)
    at = np.arange(clock.frames) / clock.fps
    time_s = _FIRST_S + float(rng.uniform(0, _BLINK_EVERY_S[0]))
    while time_s < length_s:
        near = [end for end in ends if abs(end - time_s) < _PHRASE_REACH_S and end >= _FIRST_S]
        drawn = float(rng.uniform())
        lasts = float(rng.uniform(*_BLINK_LASTS_S))
        if near and drawn < _PHRASE_SHARE:
            time_s = min(near, key=lambda end: abs(end - time_s)) + 0.04
        lids = np.maximum(lids, _blink(at, time_s, lasts, 1 / clock.fps))
        time_s += lasts + float(rng.uniform(*_BLINK_EVERY_S))
    return [round(float(v), 4) for v in lids]


def _blink(at: Float, start_s: float, lasts: float, frame_s: float) -> Float:
    """One blink; the middle of it is shut for at least one frame."""
    shut_from = start_s + 0.3 * lasts
    shut_to = shut_from + max(0.15 * lasts, 1.02 * frame_s)
    down = np.clip((at - start_s) / (shut_from - start_s), 0, 1)
    up = np.clip((at - shut_to) / (0.55 * lasts), 0, 1)
    lids = _ease(down) * (1 - _ease(up))
    lids[lids < 0.02] = 0
    return np.asarray(lids, np.float64)


def heads(phones: Sequence[Phone], clock: Clock) -> list[Head]:
    """The head in each frame: it begins as in the picture, sways when idle, and nods and turns
    a little with the speech."""
    rng = np.random.default_rng([clock.seed, 29])
    at = np.arange(clock.frames) / clock.fps
    energy = _energy(phones, at)
    begin = _ease(np.clip(at / 0.8, 0, 1))
    sway = [_wander(rng, at, 0.11) for _ in range(5)]
    lively = [_wander(rng, at, 0.55) for _ in range(5)]
    sizes = ((0.012, 0.010), (0.006, 0.012), (0.012, 0.016), (0.008, 0.022), (0.012, 0.020))
    columns = [
        begin * (idle * calm + talk * quick * energy)
        for (idle, talk), calm, quick in zip(sizes, sway, lively, strict=True)
    ]
    phase = float(rng.uniform(0, 2 * np.pi))
    breath = begin * 0.012 * (np.sin(2 * np.pi * at / 3.9 + phase) - np.sin(phase))
    # A breath lifts the head by a third of what it lifts the shoulders.
    columns[1] = columns[1] - breath / 3
    # A stressed stretch of speech carries the chin down and back.
    columns[3] = columns[3] + begin * 0.012 * energy
    return [Head(*row) for row in np.stack([*columns, breath], 1).tolist()]


def _energy(phones: Sequence[Phone], at: Float) -> Float:
    """0 in silence, 1 in speech, eased over a third of a second."""
    time_s = np.arange(-1.0, (at[-1] if len(at) else 0) + 1.0, _STEP_S)
    level = np.zeros(len(time_s))
    for start_s, end_s in phrases(spoken_only(phones), _PHRASE_PAUSE_S):
        level[(time_s >= start_s) & (time_s < end_s)] = 1
    reach = np.arange(-45, 46) * _STEP_S
    window = np.exp(-0.5 * (reach / 0.14) ** 2)
    eased = np.convolve(level, window / window.sum(), "same")
    return np.asarray(np.interp(at, time_s, eased), np.float64)


def _wander(rng: np.random.Generator, at: Float, hertz: float) -> Float:
    """A smooth wandering about 0, between -1 and 1, at about this pace."""
    wave = np.zeros(len(at))
    for ratio, share in ((1.0, 0.55), (1.73, 0.3), (2.61, 0.15)):
        phase = rng.uniform(0, 2 * np.pi)
        wave += share * np.sin(2 * np.pi * hertz * ratio * rng.uniform(0.9, 1.1) * at + phase)
    return wave


def _ease(t: Float) -> Float:
    return t * t * (3 - 2 * t)

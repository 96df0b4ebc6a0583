"""From spoken sounds with times to what the mouth does in every frame.

It knows phonetics and time; it knows nothing of pictures.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.timeline_pb2 import Phone, Viseme

Float = NDArray[np.float64]


class Shape(NamedTuple):
    """A mouth shape. Lengths are in half widths of the resting mouth."""

    gap: float
    """Opening between the inner lips at the middle, beyond a closed mouth, in plain speech."""
    spread: float
    """How much wider (positive) or narrower (negative) the mouth is, as a share."""
    teeth: float
    """How much of the upper teeth is seen, 0 to 1."""
    hold: float
    """How strictly the gap is reached, however short the sound: 1 for closures."""
    tuck: float = 0.0
    """How far the lower lip is drawn under the upper teeth, 0 to 1."""
    yields: float = 0.0
    """How much of the gap follows the loudness: most in vowels, little where teeth must meet."""


# Relative openings follow the viseme sets of Fisher (1968) and MPEG-4 FBA (ISO/IEC 14496-2,
# table C.1); sizes are those of clear speech, so that they read at a few pixels.
_SHAPES: dict[int, Shape] = {
    Viseme.VISEME_CLOSED: Shape(0.0, 0.0, 0.0, 1.0),
    Viseme.VISEME_LABIODENTAL: Shape(0.05, 0.02, 1.0, 0.9, tuck=1.0),
    Viseme.VISEME_DENTAL: Shape(0.16, 0.03, 1.0, 0.0, yields=0.6),
    Viseme.VISEME_ALVEOLAR: Shape(0.16, 0.05, 1.0, 0.0, yields=0.6),
    Viseme.VISEME_POSTALVEOLAR: Shape(0.18, -0.22, 0.9, 0.0, yields=0.6),
    Viseme.VISEME_VELAR: Shape(0.22, 0.0, 0.7, 0.0, yields=0.8),
    Viseme.VISEME_OPEN: Shape(0.54, -0.03, 0.85, 0.0, yields=1.0),
    Viseme.VISEME_MID: Shape(0.40, 0.0, 0.85, 0.0, yields=1.0),
    Viseme.VISEME_SPREAD: Shape(0.30, 0.14, 1.0, 0.0, yields=1.0),
    Viseme.VISEME_ROUND_OPEN: Shape(0.46, -0.30, 0.35, 0.0, yields=1.0),
    Viseme.VISEME_ROUND_CLOSE: Shape(0.20, -0.42, 0.05, 0.3, yields=0.8),
}

# How far the same sound opens by its loudness: an unstressed vowel by about half of what
# a stressed one does (Schulman, "Articulatory dynamics of loud and normal speech", 1989, finds
# the jaw much lower in loud speech). Sounds of untold loudness have the usual one.
_QUIET, _LOUDER, _USUAL, _MOST = 0.25, 0.94, 0.8, 1.45

# The mouth shapes its sounds a little before they are heard.
_LEAD_S = 0.01
# Standard deviations of the smoothing: together with the sounds' own lengths, neighbours blend
# over about 70 ms; rounding travels further than the jaw (Cohen and Massaro, 1993).
_GAP_BLEND_S, _SPREAD_BLEND_S, _TALK_BLEND_S = 0.026, 0.042, 0.060
_STEP_S = 0.005
_RAMP_S = 0.03
# Between phrases the mouth waits, nearly closed; only a longer silence gives it back to the
# picture. It gets ready before the first sound and settles after the last.
_WAIT_S, _WAIT_GAP = 1.2, 0.01
_READY_S, _SETTLE_S = 0.16, 0.25


class Mouth(NamedTuple):
    """What a mouth does in one frame."""

    talk: float
    """0 at rest, where the mouth is as in the picture, 1 while it speaks."""
    gap: float
    """Opening in half widths of the mouth, while it speaks."""
    spread: float
    """Widening as a share."""
    teeth: float
    """Upper teeth seen, 0 to 1."""
    tuck: float = 0.0
    """How far the lower lip is under the upper teeth, 0 to 1."""


REST = Mouth(0.0, 0.0, 0.0, 0.0)


def mouths(phones: Sequence[Phone], frames: int, fps: int) -> list[Mouth]:
    """What the mouth does in each frame; times are in seconds from the first."""
    time_s = np.arange(-0.3, frames / fps + 0.3, _STEP_S)
    steps = np.zeros((5, len(time_s)))
    spoken = spoken_only(phones)
    for start_s, end_s in phrases(spoken):
        inside = _between(time_s, start_s - _READY_S, end_s + _SETTLE_S)
        steps[:2, inside] = np.array([[1.0], [_WAIT_GAP]])
    for phone in spoken:
        shape = _SHAPES[phone.viseme]
        inside = _between(time_s, phone.start_seconds - _LEAD_S, phone.end_seconds - _LEAD_S)
        row = (1.0, _opening(phone, shape), shape.spread, shape.teeth, shape.tuck)
        steps[:, inside] = np.array(row)[:, None]
    blends = (_TALK_BLEND_S, _GAP_BLEND_S, _SPREAD_BLEND_S, _SPREAD_BLEND_S, _GAP_BLEND_S)
    talk, gap, spread, teeth, tuck = (_blend(s, b) for s, b in zip(steps, blends, strict=True))
    for phone in spoken:
        shape = _SHAPES[phone.viseme]
        if shape.hold:
            pull = shape.hold * _grip(time_s, phone, 1 / fps)
            gap += (_opening(phone, shape) - gap) * pull
            tuck += (shape.tuck - tuck) * pull
            talk = np.maximum(talk, pull)
    at = np.arange(frames) / fps
    curves = (talk, gap, spread, teeth, tuck)
    values = np.stack([np.interp(at, time_s, v) for v in curves], axis=1)
    values[values[:, 0] < 0.01] = 0
    return [Mouth(*row) for row in values.tolist()]


def _opening(phone: Phone, shape: Shape) -> float:
    """The gap of a sound as loud as it is said."""
    loudness = phone.loudness if phone.HasField("loudness") else _USUAL
    factor = min(_QUIET + _LOUDER * max(loudness, 0.0), _MOST)
    return shape.gap * (1 + shape.yields * (factor - 1))


def phrases(phones: Sequence[Phone], pause_s: float = _WAIT_S) -> list[tuple[float, float]]:
    """Stretches of sounds without a longer pause than this, as start and end in seconds."""
    found: list[tuple[float, float]] = []
    for phone in sorted(phones, key=lambda p: p.start_seconds):
        if found and phone.start_seconds - found[-1][1] <= pause_s:
            found[-1] = (found[-1][0], max(found[-1][1], phone.end_seconds))
        else:
            found.append((phone.start_seconds, phone.end_seconds))
    return found


def spoken_only(phones: Sequence[Phone]) -> list[Phone]:
    """The sounds that move the mouth."""
    return [p for p in phones if p.viseme in _SHAPES and p.end_seconds > p.start_seconds]


def _between(time_s: Float, start_s: float, end_s: float) -> NDArray[np.bool_]:
    return (time_s >= start_s) & (time_s < end_s)


def _blend(values: Float, deviation_s: float) -> Float:
    """Gaussian smoothing."""
    reach = int(3 * deviation_s / _STEP_S)
    window = np.exp(-0.5 * (np.arange(-reach, reach + 1) * _STEP_S / deviation_s) ** 2)
    return np.asarray(np.convolve(values, window / window.sum(), "same"), np.float64)


def _grip(time_s: Float, phone: Phone, frame_s: float) -> Float:
    """1 in the middle of a closure, for at least one frame, with soft ramps to 0."""
    middle = (phone.start_seconds + phone.end_seconds) / 2 - _LEAD_S
    half = max(0.25 * (phone.end_seconds - phone.start_seconds), 0.55 * frame_s)
    away = np.clip((np.abs(time_s - middle) - half) / _RAMP_S, 0, 1)
    return 1 - away * away * (3 - 2 * away)

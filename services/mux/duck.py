"""How far the ambience steps back while somebody speaks: a slow curve that never pumps."""

from collections.abc import Iterable

import numpy as np

from services.mux.sound import RATE, Levels, Samples
from services.mux.speech import envelope_db

DEPTH_DB = -10.0
"""Gain of the bed under speech."""
STEP = RATE // 200
"""Samples per step of the curve: 5 ms."""

ATTACK_S = 0.08
"""The bed is down when the first sound comes, not after it."""
RELEASE_S = 0.4
_HOLD_S = 0.12
_GAP_S = 0.9
"""Shorter pauses keep the bed down: rising between two words is what is heard as pumping."""
_ACTIVE_DB = -35.0

Span = tuple[float, float]
"""Start and end in seconds."""


def active_spans(mono: Samples, start_seconds: float) -> list[Span]:
    """Where a line is really heard, on the clip's clock: within 35 dB of its loudest 5 ms."""
    level = envelope_db(mono, STEP)
    heard = np.flatnonzero(level > max(level.max(initial=-120.0) + _ACTIVE_DB, -100.0))
    if len(heard) == 0:
        return []
    seconds = STEP / RATE
    cuts = np.flatnonzero(np.diff(heard) * seconds > _GAP_S)
    firsts, lasts = heard[np.r_[0, cuts + 1]], heard[np.r_[cuts, -1]]
    return [
        (start_seconds + float(a) * seconds, start_seconds + float(b + 1) * seconds)
        for a, b in zip(firsts, lasts, strict=True)
    ]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, joined over pauses too short for the bed to come back."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start - result[-1][1] <= _GAP_S:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def gains(spans: Iterable[Span], samples: int) -> Levels:
    """Gain every STEP samples: 1 in the open, DEPTH_DB under speech, half a cosine between."""
    at = np.arange(samples // STEP + 2) * (STEP / RATE)
    depth = np.zeros(len(at))
    for start, end in merged(spans):
        down = np.clip((at - start) / ATTACK_S + 1, 0, 1)
        up = np.clip((end + _HOLD_S + RELEASE_S - at) / RELEASE_S, 0, 1)
        curve = 0.5 - 0.5 * np.cos(np.pi * np.minimum(down, up))
        np.maximum(depth, curve, out=depth)
    return 10 ** (DEPTH_DB * depth / 20)

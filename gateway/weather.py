"""What the sky does at which moment, decided once for picture and sound. Pure."""

import random

from reelmesh.v1.spec_pb2 import Effect, Shot

STRENGTH_DEFAULT = 0.5
EVERY_S = (9.0, 3.0)
"""Mean time between two flashes, of a far storm and of a heavy one."""
FIRST_S, LAST_S = 0.6, 0.4
"""No flash so soon after a shot begins, or so late before it ends."""


def flashes(shot: Shot, seconds: float, seed: int, number: int) -> list[float]:
    """When lightning flashes in a shot, in seconds from its start; none unless it was asked for.

    number is the shot's, from 1: two shots of one clip have different storms."""
    storms = [m for m in shot.motions if m.effect == Effect.EFFECT_LIGHTNING]
    if not storms or seconds <= FIRST_S + LAST_S:
        return []
    strength = storms[0].strength or STRENGTH_DEFAULT
    chance = random.Random(f"lightning {seed} {number}")
    mean_s = EVERY_S[0] + (EVERY_S[1] - EVERY_S[0]) * strength
    # Who asks for lightning sees some, however short the shot.
    moment = FIRST_S + chance.random() * min(mean_s / 2, seconds - FIRST_S - LAST_S)
    found: list[float] = []
    while moment < seconds - LAST_S:
        found.append(round(moment, 3))
        moment += mean_s * (0.5 + chance.random())
    return found

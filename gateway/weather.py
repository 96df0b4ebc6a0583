"""What sky and sea do at which moment, decided once for picture and sound. Pure."""

import random

from reelmesh.v1.spec_pb2 import Effect, Shot
from reelmesh.v1.vision_pb2 import DescribeResult, RegionKind

STRENGTH_DEFAULT = 0.5
EVERY_S = (9.0, 3.0)
"""Mean time between two flashes, of a far storm and of a heavy one."""
FIRST_S, LAST_S = 0.6, 0.4
"""No flash so soon after a shot begins, or so late before it ends."""

BREAKS_FIRST_S, BREAKS_S = 2.4, (6.5, 10.5)
"""About when the first wave breaks, and how long the next takes: a swell of the open sea has 5
to 15 s."""

SWELL_S = 5.0
"""How long before and after it breaks a wave is seen."""
SEA = frozenset(("sea", "beach"))
"""Tags of what waves break on."""


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


def swells(seconds: float, seed: int) -> list[float]:
    """When waves break on the shore during a clip, in seconds from its start; the same for its
    picture and its sound, and for every shot of the sea."""
    chance = random.Random(f"swells {seed}")
    moment = BREAKS_FIRST_S * (0.5 + chance.random())
    found: list[float] = []
    while moment < seconds + BREAKS_S[1]:
        found.append(round(moment, 3))
        moment += chance.uniform(*BREAKS_S)
    return found


def shows_sea(shot: Shot, scene: DescribeResult) -> bool:
    """Whether a shot's picture has a sea that moves."""
    water = any(region.kind == RegionKind.REGION_KIND_WATER for region in scene.regions)
    moves = not shot.still or any(m.effect == Effect.EFFECT_WATER for m in shot.motions)
    return water and moves and not SEA.isdisjoint(scene.tags)

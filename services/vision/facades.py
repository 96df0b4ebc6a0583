"""Colours of house fronts along a street, for any number of points on them; metres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.vision.brief import Brief
from services.vision.canvas import step
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats

HOUSE = 11.0
"""Length of one house along the street."""
FLOOR = 3.4
"""Height of one floor."""
HOUSES = 128
"""Facades have numbers below this; those of the right side begin at 64."""
BAYS, FLOORS = 5, 12
PLASTER = np.array([[0.62, 0.5, 0.4], [0.55, 0.36, 0.3], [0.5, 0.52, 0.54], [0.66, 0.6, 0.5]])
WARM, COOL = [1.0, 0.72, 0.36], [0.7, 0.88, 1.0]


@dataclass
class Points:
    """Points on the fronts, N each."""

    away: Floats
    """Distance along the street."""
    high: Floats
    """Height above the road."""
    house: NDArray[np.int32]
    """Number of the house."""


def colours(points: Points, brief: Brief, rng: np.random.Generator) -> Floats:
    """N×3: plaster in its own tone a house, windows by floors, shops below."""
    along = np.mod(points.away, HOUSE) * np.float32(BAYS / HOUSE)
    bay, floor = along.astype(np.int32), (points.high / FLOOR).astype(np.int32)
    x, y = as_floats(along - bay), as_floats(points.high / FLOOR - floor)
    shop = floor < 1
    inner, middle = np.abs(x - 0.5), np.abs(x - 0.51)
    pane = np.where(shop, (inner < 0.44) & (y < 0.8), (middle < 0.23) & (y > 0.28) & (y < 0.8))
    frame = ~pane & ~shop & (middle < 0.26) & (y > 0.25) & (y < 0.83)
    shade = step(0.0, 5.0, points.high) * 0.3 + 0.7
    shade *= np.where(frame, np.float32(1.22), np.float32(1))
    shade[np.mod(points.away, HOUSE) < 0.14] *= 0.6
    shade[(points.high > 1) & (y < 0.05)] *= 0.72
    tone = _plaster(brief, rng)[points.house] * as_floats(shade)[:, None]
    window = (points.house * BAYS + bay) * FLOORS + np.minimum(floor, FLOORS - 1)
    bars = (inner < 0.018) | (~shop & (np.abs(y - 0.62) < 0.02))
    # Panes are brighter towards the lamp under the ceiling, and crossed by bars.
    gain = as_floats((0.55 + 0.55 * y) * np.where(bars, 0.45, 1.0))
    dark, lights = _windows(brief, rng)
    shown = lights[window] * gain[:, None] + dark * np.where(bars, 0.45, 1.0)[:, None]
    return as_floats(np.where(pane[:, None], shown, tone))


def _plaster(brief: Brief, rng: np.random.Generator) -> Floats:
    """128×3: each house's tone in the light of the hour, the right side in shade."""
    level = {"night": 0.13, "dawn": 0.62, "sunset": 0.5}.get(brief.hour, 0.8)
    level *= 0.75 if brief.fog and brief.hour != "night" else 1.0
    tone = PLASTER[rng.integers(0, len(PLASTER), HOUSES)] * rng.uniform(0.8, 1.15, (HOUSES, 1))
    side = np.where(np.arange(HOUSES) >= 64, 0.8, 1.06)[:, None]
    return as_floats(tone * side * level * (0.55 * brief.palette.horizon + 0.5))


def _windows(brief: Brief, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The colour of dark glass, and the light behind each window; shops are lit more often."""
    lit = {"night": 0.4, "dawn": 0.12, "sunset": 0.25}.get(brief.hour, 0.03)
    count = HOUSES * BAYS * FLOORS
    ground = np.arange(count) % FLOORS == 0
    chance = np.where(ground, min(0.75, lit * 2), lit)
    shine = rng.uniform(0.35, 1.05, count) * (rng.random(count) < chance)
    tint = np.where(rng.random((count, 1)) < 0.8, WARM, COOL)
    glass = mix(brief.palette.zenith, brief.palette.near, 0.5)
    return glass * (0.5 if brief.hour == "night" else 0.9), as_floats(shine[:, None] * tint)

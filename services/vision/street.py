"""Paints a street in one-point perspective: facades, lamps, and a roadway that mirrors them.

Every pixel is the first thing its ray meets (wall left, wall right, roadway, sky), so colour
and depth are exact. Units are metres; the eye is 1.7 m above the road.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, grid, sample, step
from services.vision.facades import HOUSE, HOUSES, Points, colours
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats
from services.vision.sky import paint_sky

EYE = 1.7
WALL = 7.5
"""Half the width between the facades."""
LENS = 0.9
"""Focal length in heights of the frame."""
HORIZON = 0.56
SIGNS = ("ff2f6d", "27d3ff", "ffb02e", "8d5bff", "2effa8", "ff5a36")


@dataclass
class _Hit:
    """Where each ray ends, H×W."""

    away: Floats
    """Distance along the street."""
    high: Floats
    """Height above the road."""
    wall: Floats
    """1 on a facade."""
    road: Floats
    """1 on the roadway or pavement."""
    house: np.ndarray[tuple[int, ...], np.dtype[np.int32]]
    """Number of the facade; the right side counts from 64."""
    aside: Floats
    """Distance from the middle of the street, positive to the right."""


def paint_street(canvas: Canvas, brief: Brief) -> None:
    """Sky, facades, lamps and signs, then the roadway with their reflection."""
    paint_sky(canvas, brief, HORIZON)
    hit = _trace(canvas)
    air = as_floats(1 - np.exp(-hit.away / (34 if brief.fog else 75)))
    haze = mix(brief.palette.horizon, brief.palette.far, 0.3)
    if brief.hour == "night":
        haze = mix(haze, as_floats([0.75, 0.42, 0.3]), 0.35)
    wall = hit.wall > 0
    points = Points(hit.away[wall], hit.high[wall], hit.house[wall])
    fronts = colours(points, brief, canvas.rng)
    fronts += (haze - fronts) * air[wall][:, None]
    canvas.colour[wall] = fronts
    near = as_floats(np.clip(4.2 / (hit.away + 3.2), 0, 0.95))
    _signs(canvas, brief)
    _lamps(canvas, brief)
    _road(canvas, brief, hit, haze, air)
    canvas.near[:] = np.where(hit.wall + hit.road > 0, near, 0)
    canvas.regions[RegionKind.REGION_KIND_SKY] *= hit.wall + hit.road <= 0


def _trace(canvas: Canvas) -> _Hit:
    """The nearest of left wall, right wall and road for each pixel."""
    x, y = grid(canvas.height, canvas.width)
    right = (x - 0.5) * canvas.width / canvas.height / LENS
    down = (y - HORIZON) / LENS
    to_wall = WALL / np.maximum(np.abs(right), 1e-4)
    to_road = EYE / np.maximum(down, 1e-4)
    road = (to_road < to_wall) & (down > 0)
    away = np.minimum(to_wall, np.where(down > 0, to_road, 1e6)).clip(0.5, 400)
    high = EYE - down * away
    house = np.clip(away / HOUSE, 0, 60).astype(np.int32) + np.where(right > 0, 64, 0)
    house = house.astype(np.int32)
    roofs = canvas.rng.uniform(9, 25, HOUSES).astype(np.float32)
    wall = ~road & (high < roofs[house]) & (away < 330)
    return _Hit(
        as_floats(away),
        as_floats(high),
        as_floats(wall),
        as_floats(road),
        house,
        as_floats(right * away),
    )


def _project(canvas: Canvas, aside: float, high: float, away: float) -> tuple[float, float]:
    """Pixel of a point in the street."""
    x = (aside / away * LENS) * canvas.height + canvas.width / 2
    return x, (HORIZON - (high - EYE) / away * LENS) * canvas.height


def _signs(canvas: Canvas, brief: Brief) -> None:
    """Upright signs that stand out from the walls; they glow after dark."""
    rng = canvas.rng
    glow = {"night": 1.0, "sunset": 0.6, "dawn": 0.4}.get(brief.hour, 0.25)
    light = np.zeros((canvas.height // 4, canvas.width // 4, 3), np.float32)
    for away in sorted(rng.uniform(8, 60, 16), reverse=True):
        side = float(rng.choice([-1, 1]))
        low, tall = rng.uniform(3.2, 6.5), rng.uniform(1.6, 4.2)
        code = SIGNS[int(rng.integers(len(SIGNS)))]
        colour = as_floats([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)])
        corners = [
            _project(canvas, side * WALL, low, away),
            _project(canvas, side * (WALL - 0.9), low, away),
            _project(canvas, side * (WALL - 0.9), low + tall, away),
            _project(canvas, side * WALL, low + tall, away),
        ]
        shape = np.rint(np.array(corners) * 8).astype(np.int32)
        fade = float(np.exp(-away / 60))
        body = colour * glow * (0.35 + 0.65 * fade)
        cv2.fillPoly(canvas.colour, [shape], body.tolist(), cv2.LINE_AA, 3)
        _letters(
            canvas, np.array(corners), mix(colour, as_floats([1, 1, 1]), 0.75) * (0.25 + 0.9 * glow)
        )
        cv2.fillPoly(light, [(shape // 4)], (colour * glow).tolist(), cv2.LINE_AA, 3)
    halo = cv2.GaussianBlur(light, (0, 0), canvas.height / 120)
    canvas.colour += as_floats(cv2.resize(halo, (canvas.width, canvas.height))) * 0.5


def _letters(canvas: Canvas, corners: NDArray[np.float64], tone: Floats) -> None:
    """Strokes like writing on an upright sign, in no alphabet."""
    origin, across, up = corners[0], corners[1] - corners[0], corners[3] - corners[0]
    rows = max(2, round(float(np.hypot(*up) / max(1.0, float(np.hypot(*across))))))
    for row in range(rows):
        for _ in range(3):
            level, flat = canvas.rng.random(), canvas.rng.random() < 0.6
            a = np.array([0.22, 0.18 + 0.64 * level] if flat else [0.25 + 0.5 * level, 0.2])
            b = np.array([0.78, a[1]] if flat else [a[0], 0.8])
            ends = [origin + across * p[0] + up * (row + p[1]) / rows for p in (a, b)]
            stroke = np.rint(np.array(ends) * 8).astype(np.int32)
            thick = max(1, int(np.hypot(*across) / 14))
            cv2.polylines(canvas.colour, [stroke], False, tone.tolist(), thick, cv2.LINE_AA, 3)


def _lamps(canvas: Canvas, brief: Brief) -> None:
    """Street lamps on both kerbs, the far ones first."""
    on = brief.hour in ("night", "sunset", "dawn")
    warm = as_floats([1.0, 0.74, 0.42])
    light = np.zeros((canvas.height // 4, canvas.width // 4), np.float32)
    for away in (70.0, 52.0, 38.0, 27.0, 18.5, 12.0):
        for side in (-1, 1):
            foot = _project(canvas, side * 5.2, 0, away)
            head = _project(canvas, side * 5.2, 5.2, away)
            arm = _project(canvas, side * 4.4, 5.35, away)
            points = np.rint(np.array([foot, head, arm]) * 8).astype(np.int32)
            tone = mix(brief.palette.near, brief.palette.horizon, 0.5 * (1 - np.exp(-away / 60)))
            thick = max(1, round(canvas.height * 0.11 / away))
            cv2.polylines(canvas.colour, [points], False, tone.tolist(), thick, cv2.LINE_AA, 3)
            if on:
                size = max(1.0, canvas.height * 0.16 / away)
                at = (round(arm[0] * 8), round(arm[1] * 8))
                cv2.circle(canvas.colour, at, round(size * 8), (1.9, 1.55, 1.1), -1, 16, 3)
                spot = (round(arm[0] * 2), round(arm[1] * 2))
                cv2.circle(light, spot, round(size * 3.2), 1.0, -1, cv2.LINE_AA, 3)
    if on:
        wide = cv2.GaussianBlur(light, (0, 0), canvas.height / 50)
        tight = cv2.GaussianBlur(light, (0, 0), canvas.height / 200)
        canvas.light(as_floats(2.2 * wide + 0.9 * tight), warm)


def _road(canvas: Canvas, brief: Brief, hit: _Hit, haze: Floats, air: Floats) -> None:
    """Asphalt, kerbs and lane marks, and above them the mirrored street, wet or only worn."""
    height, width = canvas.height, canvas.width
    first = int(HORIZON * height)
    part = slice(first, height)
    noise = field(canvas.rng, 1.0)
    grain = sample(noise, as_floats(hit.aside[part] * 34), as_floats(hit.away[part] * 26))
    puddle = sample(
        field(canvas.rng, 1.9), as_floats(hit.aside[part] * 14), as_floats(hit.away[part] * 9)
    )
    level = {"night": 0.05, "dawn": 0.3, "sunset": 0.22}.get(brief.hour, 0.42)
    base = mix(as_floats([1, 1, 1]), brief.palette.horizon, 0.5) * level
    colour = as_floats(base * (1 + 0.16 * grain[..., None]))
    aside, away = hit.aside[part], hit.away[part]
    pavement = np.abs(aside) > 4.9
    colour *= np.where(pavement, 1.35, 1.0).astype(np.float32)[..., None]
    kerb = np.abs(np.abs(aside) - 4.9) < 0.12
    mark = (np.abs(aside) < 0.09) & (np.mod(away, 6) < 3)
    colour = np.where((kerb | mark)[..., None], colour * 1.9 + 0.02, colour)
    rows = np.arange(first, height, dtype=np.float32)[:, None]
    mirror = 2 * first - rows - np.abs(grain) * 3
    columns = np.arange(width, dtype=np.float32)[None, :] + grain * 5
    size = np.broadcast_to(columns, grain.shape)
    image = cv2.remap(
        canvas.colour,
        as_floats(np.clip(size, 0, width - 1)),
        as_floats(np.clip(mirror, 0, first)),
        1,
    )
    image = cv2.blur(as_floats(image), (1, max(3, height // 60) | 1))
    wet = 0.75 if brief.wet else 0.45 if brief.hour == "night" else 0.12
    share = wet * (0.45 + 0.55 * step(-0.6, 0.7, puddle)) * (1 - 0.5 * pavement)
    colour += as_floats(image) * as_floats(share)[..., None] * 0.85
    colour += (haze - colour) * (air[part] * (1 - 0.4 * share))[..., None]
    held = canvas.colour[part]
    np.copyto(held, as_floats(colour), where=hit.road[part][..., None] > 0)

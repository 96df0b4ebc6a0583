"""Paints relief in perspective: every pixel shows the first point of a height map that its ray
meets, so light, cast shadows, air and depth are exact. Units are lengths of the painter's choice.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, step
from services.vision.pictures import Floats, as_floats

STEPS = 300
"""Distances at which a ray looks at the ground."""
EYE = 0.05


@dataclass
class Relief:
    """Heights on a rectangle of ground; rows run away from the eye."""

    high: Floats
    """R×C heights above the water or plain."""
    x: Floats
    """1×C, sideways from the line of sight."""
    z: Floats
    """R×1, distance from the eye."""

    def slopes(self) -> tuple[Floats, Floats]:
        """Rise towards the right and away from the eye, R×C each."""
        dx, dz = float(self.x[0, 1] - self.x[0, 0]), float(self.z[1, 0] - self.z[0, 0])
        rise = (
            cv2.Sobel(self.high, cv2.CV_32F, i, 1 - i, ksize=3, scale=0.125 / d)
            for i, d in ((1, dx), (0, dz))
        )
        right, away = (as_floats(part) for part in rise)
        return right, away


def ground(canvas: Canvas, first: float, last: float, rows: int = 320) -> Relief:
    """Flat ground from distance first to last, as wide as the picture sees there."""
    half = 0.52 * canvas.width / canvas.height * last
    columns = int(np.clip(canvas.width * 0.8, 256, 1200))
    x, z = np.linspace(-half, half, columns), np.linspace(first, last, rows)
    return Relief(np.zeros((rows, columns), np.float32), as_floats(x)[None], as_floats(z)[:, None])


def bumps(canvas: Canvas, relief: Relief, wide: float, *, octaves: int, sharp: bool) -> Floats:
    """Fractal heights, about 0 to 1, whose largest forms are so wide.

    sharp folds the noise into crests and roughens only what is high already (ridged
    multifractal: Musgrave, Texturing and Modeling, ch. 16).
    """
    total, weight, share = np.zeros_like(relief.high), np.ones_like(relief.high), 1.0
    for octave in range(octaves):
        smooth = _noise(canvas, relief, wide / 2.03**octave)
        fold = (1 - np.minimum(np.abs(smooth) * 1.25, 1)) ** 1.5 if sharp else 0.5 + 0.5 * smooth
        total += as_floats(fold * weight * share)
        weight = as_floats(np.clip(fold * 1.5, 0.15, 1)) if sharp else weight
        share *= 0.48
    return _warped(canvas, relief, as_floats(total / 1.75), wide)


def _noise(canvas: Canvas, relief: Relief, cell: float) -> Floats:
    """Smooth noise of -1 to 1 with one value a cell."""
    rows, columns = relief.high.shape
    tall, broad = rows * cell / float(np.ptp(relief.z)), columns * cell / float(np.ptp(relief.x))
    shape = (int(rows / tall) + 4, int(columns / broad) + 4)
    values = as_floats(canvas.rng.uniform(-1, 1, shape))
    # Resized, not sampled: a sampler's steps of 1/32 would show as ribs on the slopes.
    size = (round(shape[1] * broad), round(shape[0] * tall))
    # A cubic overshoots its values.
    large = np.clip(as_floats(cv2.resize(values, size, interpolation=cv2.INTER_CUBIC)), -1, 1)
    top, left = (size[1] - rows) // 2, (size[0] - columns) // 2
    return large[top : top + rows, left : left + columns]


def _warped(canvas: Canvas, relief: Relief, high: Floats, wide: float) -> Floats:
    """Heights moved about sideways, so that no crest follows the grid of the noise."""
    rows, columns = high.shape
    reach = 0.3 * wide
    moved = (_noise(canvas, relief, wide * 0.7), _noise(canvas, relief, wide * 0.7))
    u = np.arange(columns)[None] + moved[0] * (reach * columns / float(np.ptp(relief.x)))
    v = np.arange(rows)[:, None] + moved[1] * (reach * rows / float(np.ptp(relief.z)))
    return as_floats(
        cv2.remap(high, as_floats(u), as_floats(v), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    )


def shine(
    relief: Relief, side: float, low: bool, soft: tuple[float, float] = (0.12, 0.95)
) -> Floats:
    """Light on each point, 0 to 1, from the side (-1 left, 1 right), with cast shadows.

    soft: from which to which slope towards the light it grows.
    """
    right, away = relief.slopes()
    tall = 0.42 if low else 0.8
    # The light comes from beside and a little from behind the painter: it models forms.
    facing = (-right * side * 0.85 + away * 0.28 + tall) / np.sqrt(1 + right**2 + away**2)
    fall = relief.high - relief.x * side * (0.4 * tall)
    way = slice(None, None, -1) if side > 0 else slice(None)
    crest = np.maximum.accumulate(fall[:, way], axis=1)[:, way]
    hidden = step(0.02, 0.22, as_floats(crest - fall))
    return as_floats(step(*soft, as_floats(facing)) * (1 - 0.8 * hidden))


Dress = Callable[[Relief], Floats]
"""Colours of a relief's points, R×C×3, without the air before them."""


def paint_relief(
    canvas: Canvas,
    relief: Relief,
    horizon: float,
    colours: Floats,
    *,
    near: tuple[float, float],
    eye: float = EYE,
) -> Floats:
    """Lay a relief; colours are R×C×3, near is the depth of its first and last row.

    Returns its cover over the whole canvas, 0 to 1.
    """
    height, width = canvas.height, canvas.width
    first, last = float(relief.z[0, 0]), float(relief.z[-1, 0])
    z = as_floats(np.geomspace(first, last, STEPS))[:, None]
    aside = (as_floats(np.arange(width)) + 0.5 - width / 2) / height
    u = (aside[None] * z - relief.x[0, 0]) / (relief.x[0, 1] - relief.x[0, 0])
    v = np.broadcast_to((z - first) / (relief.z[1, 0] - first), u.shape)
    u, v = as_floats(u), as_floats(v)
    high = as_floats(cv2.remap(relief.high, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))
    rows = as_floats((horizon - (high - eye) / z) * height)
    seen = np.minimum.accumulate(rows, axis=0)
    top, bottom = max(0, int(seen.min()) - 1), min(height, int(seen[0].max()) + 2)
    if bottom <= top:
        return np.zeros((height, width), np.float32)
    at, cover = _hits(seen, top, bottom)
    columns = as_floats(np.broadcast_to(np.arange(width, dtype=np.float32), at.shape))
    pu, pv = (as_floats(cv2.remap(m, columns, at, cv2.INTER_LINEAR)) for m in (u, v))
    colour = cv2.remap(colours, pu, pv, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    away = as_floats(cv2.remap(as_floats(z), np.zeros_like(at), at, cv2.INTER_LINEAR))
    depth = near[1] + (near[0] - near[1]) * (1 / away - 1 / last) / (1 / first - 1 / last)
    canvas.lay(cover, as_floats(colour), as_floats(depth), top)
    whole = np.zeros((height, width), np.float32)
    whole[top:bottom] = cover
    return whole


def _hits(seen: Floats, top: int, bottom: int) -> tuple[Floats, Floats]:
    """For rows top to bottom: the number of the step that is seen, with its fraction, and the
    cover. seen is S×W, the upper edge of all ground up to each step; it never falls."""
    steps, width = seen.shape
    rows = bottom - top
    # Pixel centres at r + 0.5: step s is below row r's centre while seen[s] > r + 0.5.
    held = np.clip(np.ceil(seen - 0.5).astype(np.int32) - top, 0, rows)
    counts = np.bincount((held * width + np.arange(width)).ravel(), minlength=(rows + 1) * width)
    below = counts.reshape(rows + 1, width)[::-1].cumsum(axis=0)[::-1][1:]
    index = np.minimum(below, steps - 1)
    before = np.maximum(index - 1, 0)
    upper = np.take_along_axis(seen, index, axis=0)
    lower = np.take_along_axis(seen, before, axis=0)
    centre = np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5
    share = np.clip((lower - centre) / np.maximum(lower - upper, 1e-3), 0, 1)
    cover = np.clip(centre + 0.5 - seen[-1][None], 0, 1) * np.clip(
        seen[0][None] - centre + 0.5, 0, 1
    )
    return as_floats(before + share * (index > before)), as_floats(cover)


def place(
    canvas: Canvas, relief: Relief, horizon: float, at: tuple[float, float], eye: float = EYE
) -> tuple[float, float, float]:
    """Where a point (x, z) of a relief is seen: column and row as shares, and its scale: the
    share of the height that a length of 1 takes there."""
    x, z = at
    column = int(np.argmin(np.abs(relief.x[0] - x)))
    row = int(np.argmin(np.abs(relief.z[:, 0] - z)))
    high = float(relief.high[row, column])
    return 0.5 + x / z * canvas.height / canvas.width, horizon - (high - eye) / z, 1 / z


def sun_side(canvas: Canvas, brief: Brief, sun: tuple[float, float]) -> float:
    """From which side forms are lit: -1 left, 1 right."""
    if brief.sun or brief.moon:
        return 1.0 if sun[0] > 0.5 else -1.0
    return float(canvas.rng.choice([-1, 1]))

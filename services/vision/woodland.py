"""Paints ground that conifers stand on: snow with firs, wooded slopes, a far edge of trees."""

import cv2
import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, line, plain, step
from services.vision.palettes import mix
from services.vision.paths import paint_path
from services.vision.pictures import as_floats
from services.vision.ridges import ridge
from services.vision.shadows import shadow
from services.vision.trees import Conifer, conifers, grow, plant, stand


def paint_tree_line(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Three ranks of conifers on the far side."""
    kinds = grow(canvas.rng)
    for layer in range(3):
        look = stand(brief, kinds, 0.85 - 0.28 * layer, side)
        base = horizon + 0.004 + 0.01 * layer
        conifers(canvas, base, 0.2 - 0.03 * layer, look, near=0.08 + 0.05 * layer, dense=1.5)


def paint_snow(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Drifts, blue in their hollows, and firs that stand at their own distances."""
    first, y, texture = plain(canvas, horizon)
    palette = brief.palette
    soft = as_floats(cv2.GaussianBlur(texture, (0, 0), canvas.height / 130))
    white = mix(palette.snow, palette.sun, 0.25)
    blue = mix(palette.snow, palette.zenith, 0.36)
    lit = step(-1.3, 1.0, as_floats(soft + 0.35 - 0.9 * y))[..., None]
    colour = as_floats(blue + (white - blue) * lit)
    colour += (palette.horizon - colour) * (1 - step(0.0, 0.25, y))[..., None] * 0.5
    near = as_floats(np.broadcast_to(0.12 + 0.75 * y, texture.shape))
    canvas.lay(np.ones_like(texture), colour, near, first)
    if brief.path:
        paint_path(canvas, brief, horizon)
    kinds = grow(canvas.rng)
    far = stand(brief, kinds, 0.62, side)
    conifers(canvas, horizon + 0.006, 0.07, far, near=0.13, dense=1.7)
    _firs(canvas, brief, horizon, side, kinds)


def _firs(canvas: Canvas, brief: Brief, horizon: float, side: float, kinds: list[Conifer]) -> None:
    """Firs in loose groups at the sides, each on its own spot with its shadow and drift."""
    rng = canvas.rng
    heavy = float(rng.choice([-1, 1]))
    spots: list[tuple[float, float]] = []
    for edge, count in ((heavy, 16), (-heavy, 8)):
        for _ in range(count):
            away = float(rng.uniform(1.3, 5.0))
            gap = 0.3 + 0.55 * float(rng.random()) ** 1.3
            spots.append((away, 0.5 + edge * gap * (0.75 + 0.35 / away)))
    for away, x in sorted(spots, reverse=True):
        foot = horizon + 0.3 / away
        size = float(rng.uniform(0.42, 0.62)) / away**0.8
        look = stand(brief, kinds, 0.14 * away - 0.1, side)
        lights = side if brief.sun or brief.moon else 0.0
        shadow(canvas, (x, foot), 0.16 * size, lights)
        spot = (x * canvas.width, foot * canvas.height)
        plant(canvas, look, spot, size * canvas.height, 0.12 + 0.75 * (foot - horizon) / 0.4)
        _drift(canvas, brief, (x, foot), size)


def _drift(canvas: Canvas, brief: Brief, foot: tuple[float, float], size: float) -> None:
    """Snow heaped over a tree's foot."""
    wide, high = round(0.24 * size * canvas.height), max(2, round(0.05 * size * canvas.height))
    mask = np.zeros((canvas.height, canvas.width), np.uint8)
    at = (round(foot[0] * canvas.width), round(foot[1] * canvas.height))
    cv2.ellipse(mask, (at[0], at[1] + high // 2), (max(2, wide), high), 0, 180, 360, 255, -1, 16)
    box = (at[0] - wide - 2, at[1] - high - 2, at[0] + wide + 3, at[1] + high + 3)
    left, top, right, bottom = max(0, box[0]), max(0, box[1]), box[2], box[3]
    part = mask[top:bottom, left:right]
    if part.size:
        blur = as_floats(cv2.GaussianBlur(as_floats(part), (0, 0), max(0.8, high / 4))) / 255
        tone = mix(brief.palette.snow, brief.palette.zenith, 0.14)
        canvas.lay(as_floats(blur), np.broadcast_to(tone, (*part.shape, 3)), None, top, left)


def paint_slopes(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Wooded shoulders of the mountain one stands on, darker the closer, mist between them."""
    palette = brief.palette
    kinds = grow(canvas.rng)
    rows = np.arange(canvas.height, dtype=np.float32)[:, None]
    for layer in range(3):
        share = layer / 2
        shape = line(canvas.rng, canvas.width, 2.4, 1.4)
        tilt = np.linspace(-1, 1, canvas.width) * (1 if layer % 2 else -1)
        base = horizon + 0.02 + 0.13 * share
        top = as_floats((base + 0.03 * shape + 0.06 * tilt) * canvas.height)
        near = 0.25 + 0.25 * share
        for row in range(2 + (layer > 0)):
            look = stand(brief, kinds, 0.95 - 0.4 * layer - 0.09 * row, side)
            floor = mix(look.shade, palette.snow, 0.6) if brief.snow else look.shade
            low = as_floats(top + row * (0.035 + 0.02 * share) * canvas.height)
            if row == 0:
                ridge(canvas, as_floats(low - 2), floor, floor, near=near, depth=0.2)
            conifers(canvas, low, 0.1 + 0.09 * share, look, near=near, dense=0.6)
        if layer < 2:
            below = as_floats((rows - top - 0.02 * canvas.height) / canvas.height)
            veil = step(0.0, 0.1, below) * (0.55 + 0.35 * brief.fog) * (1 - 0.4 * share)
            pale = mix(palette.horizon, palette.snow, 0.2)
            canvas.lay(veil, np.broadcast_to(pale, canvas.colour.shape), None)

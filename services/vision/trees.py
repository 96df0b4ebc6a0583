"""Paints trees: ranks of conifers, and one broad crown standing alone."""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import mix
from services.vision.canvas import Canvas
from services.vision.pictures import Bytes, Floats, as_floats

SHIFT = 3
"""Fraction bits of drawn coordinates: an eighth of a pixel."""
Points = NDArray[np.float64]


def conifers(
    canvas: Canvas,
    base: Floats | float,
    tall: float,
    tone: Floats,
    *,
    near: float,
    frost: Floats | None = None,
    side: float = 0.0,
) -> None:
    """A rank of conifers up to tall (share of the height) on a base line.

    base is a share of the height or rows by column. With a side of -1 or 1 the rank stands on
    that side alone and thins out towards the middle; frost is the colour of snow on the boughs.
    """
    rng, height, width = canvas.rng, canvas.height, canvas.width
    feet = as_floats(np.broadcast_to(base, width) * (height if np.isscalar(base) else 1))
    full = tall * height
    first = max(0, int(feet.min() - full * 1.25))
    last = min(height, int(feet.max()) + 2)
    body, snow = (np.zeros((max(1, last - first), width), np.uint8) for _ in range(2))
    x = -0.3 * full
    while x < width + 0.3 * full:
        aside = min(max(0.5 + 0.5 * side * (x / width * 2 - 1), 0.0), 1.0)
        middle = aside**1.5 if side else 1.0
        size = full * rng.uniform(0.45, 1.12) * (0.25 + 0.85 * middle if side else 1.0)
        foot = float(feet[min(width - 1, max(0, int(x)))])
        if rng.random() < (middle * 1.4 if side else 1.0):
            _conifer(body, snow, (x, foot - first), size, rng)
        x += full * rng.uniform(0.05, 0.2) * (1.6 if side else 1.0)
    shade = np.linspace(0.9, 1.12, body.shape[0], dtype=np.float32)[:, None, None] * tone
    cover = as_floats(body / np.float32(255))
    canvas.lay(cover, as_floats(np.broadcast_to(shade, (*body.shape, 3))), near, first)
    canvas.mark(RegionKind.REGION_KIND_FOLIAGE, cover, first)
    if frost is not None:
        cover = as_floats(snow * np.float32(0.75 / 255))
        canvas.lay(cover, as_floats(np.broadcast_to(frost, (*body.shape, 3))), near, first)
        canvas.mark(RegionKind.REGION_KIND_FOLIAGE, cover, first)


def _conifer(
    body: Bytes, snow: Bytes, foot: tuple[float, float], size: float, rng: np.random.Generator
) -> None:
    """One tree: boughs in tiers, ragged, drooping at their tips."""
    tiers = int(np.clip(size / 9, 5, 15))
    t = (np.arange(1, tiers + 1) / tiers) ** 0.9
    reach = size * 0.21 * t[:, None] * rng.uniform(0.75, 1.2, (tiers, 2))
    y = foot[1] - size * (1 - t)
    droop = size / tiers * 0.35
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    for i in range(tiers):
        left += [(foot[0] - reach[i, 0], y[i] + droop), (foot[0] - reach[i, 0] * 0.45, y[i])]
        right += [(foot[0] + reach[i, 1], y[i] + droop), (foot[0] + reach[i, 1] * 0.45, y[i])]
    outline = [(foot[0], foot[1] - size * 1.04), *right, *left[::-1]]
    cv2.fillPoly(body, [_fixed(np.array(outline))], 255, cv2.LINE_AA, SHIFT)
    thick = max(1, round(size / 110))
    for i in range(1, tiers):
        for tip, sign in ((reach[i, 0], -1), (reach[i, 1], 1)):
            bough = [
                (foot[0] + sign * tip * 0.95, y[i] + droop * 0.8),
                (foot[0] + sign * tip * 0.25, y[i] - droop * 0.9),
            ]
            cv2.polylines(snow, [_fixed(np.array(bough))], False, 235, thick, cv2.LINE_AA, SHIFT)


def lone_tree(
    canvas: Canvas, foot: tuple[float, float], tall: float, colour: Floats, near: float
) -> None:
    """A broad tree: trunk, limbs, and a crown of many small tufts, lighter on top."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    size, x, y = tall * height, foot[0] * width, foot[1] * height
    wood, dark, bright = (np.zeros((height, width), np.uint8) for _ in range(3))
    trunk = [
        (-0.035, 0.01),
        (-0.018, -0.2),
        (-0.02, -0.45),
        (0.02, -0.45),
        (0.016, -0.2),
        (0.04, 0.01),
    ]
    cv2.fillPoly(wood, [_fixed(np.array(trunk) * size + (x, y))], 255, cv2.LINE_AA, SHIFT)
    for _ in range(9):
        angle, reach = rng.uniform(-1.1, 1.1), rng.uniform(0.25, 0.42) * size
        start = (x, y - size * rng.uniform(0.25, 0.42))
        end = (start[0] + np.sin(angle) * reach, start[1] - np.cos(angle) * reach * 0.8)
        limb = [_fixed(np.array([start, end]))]
        cv2.polylines(wood, limb, False, 255, max(1, int(size / 90)), cv2.LINE_AA, SHIFT)
    for _ in range(14):
        angle, away = rng.uniform(0, 2 * np.pi), np.sqrt(rng.random())
        cx = x + np.cos(angle) * away * 0.34 * size
        cy = y - 0.66 * size + np.sin(angle) * away * 0.2 * size
        for _ in range(34):
            px, py = cx + rng.normal(0, 0.055) * size, cy + rng.normal(0, 0.04) * size
            tuft = rng.uniform(0.006, 0.02) * size
            _dot(dark, px, py, tuft)
            if py < cy - 0.004 * size and rng.random() < 0.5:
                _dot(bright, px - 0.006 * size, py - 0.008 * size, tuft * 0.6)
    reach = (int(x - 0.75 * size), int(y - 1.2 * size), int(x + 0.75 * size), int(y + 0.1 * size))
    canvas.fill(wood, mix(colour, np.zeros(3, np.float32), 0.35), near, reach)
    canvas.fill(dark, colour, near, reach)
    canvas.fill(bright, mix(colour, as_floats([1.0, 0.9, 0.6]), 0.18), near, reach)
    canvas.mark(RegionKind.REGION_KIND_FOLIAGE, as_floats(dark / np.float32(255)))


def _dot(mask: Bytes, x: float, y: float, radius: float) -> None:
    scale = 1 << SHIFT
    at = (round(x * scale), round(y * scale))
    cv2.circle(mask, at, max(4, round(radius * scale)), 255, -1, cv2.LINE_AA, SHIFT)


def _fixed(points: Points) -> NDArray[np.int32]:
    return np.rint(points * (1 << SHIFT)).astype(np.int32)

"""Paints conifers, one by one, in ranks and on slopes, each lit from one side."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.palettes import mix
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats

SHIFT = 3
"""Fraction bits of drawn coordinates: an eighth of a pixel."""
Points = NDArray[np.float64]
TALL, BROAD = 360, 220
"""Size at which a conifer is drawn before it is planted."""


@dataclass
class Conifer:
    """One tree, TALL×BROAD×3 and ever smaller: where it is, is lit, and carries snow, 0 to 255."""

    sizes: list[Bytes]

    def at(self, wide: int, high: int) -> Bytes:
        """The tree so many pixels wide and high."""
        fitting = [one for one in self.sizes if one.shape[0] >= high] or self.sizes[:1]
        return as_bytes(cv2.resize(fitting[-1], (wide, high), interpolation=cv2.INTER_LINEAR))


def grow(rng: np.random.Generator, count: int = 5) -> list[Conifer]:
    """So many different conifers, lit from the left."""
    return [_conifer(rng) for _ in range(count)]


def _conifer(rng: np.random.Generator) -> Conifer:
    body, lit, snow = (np.zeros((TALL, BROAD), np.uint8) for _ in range(3))
    middle, slim = BROAD / 2, float(rng.uniform(0.22, 0.29)) * TALL
    trunk = [(middle - 5, TALL), (middle - 1, 8), (middle + 1, 8), (middle + 5, TALL)]
    core = [(middle - 0.62 * slim, TALL - 16), (middle, 8), (middle + 0.62 * slim, TALL - 16)]
    for part in (trunk, core):
        cv2.fillPoly(body, [fixed(np.array(part))], 255, cv2.LINE_AA, SHIFT)
    tiers = int(rng.integers(24, 30))
    for tier in range(tiers):
        t = (tier + 0.6) / tiers
        for side in (-1, 1, -0.55, 0.55):  # whole boughs, then those that point at us
            y = 4 + (TALL - 34) * t**1.04 + rng.normal(0, 3) + 5 * (abs(side) < 1)
            reach = slim * (0.05 + 0.95 * t**0.88) * rng.uniform(0.66, 1.12)
            _bough((body, lit, snow), (middle, y), side * reach, t, rng)
    whole = np.stack([body, lit, snow], axis=2)
    sizes = [whole]
    while sizes[-1].shape[0] > 24:
        half = (sizes[-1].shape[1] // 2, sizes[-1].shape[0] // 2)
        sizes.append(as_bytes(cv2.resize(sizes[-1], half, interpolation=cv2.INTER_AREA)))
    return Conifer(sizes)


def _bough(
    masks: tuple[Bytes, Bytes, Bytes],
    root: tuple[float, float],
    reach: float,
    t: float,
    rng: np.random.Generator,
) -> None:
    """One hanging bough: a ragged wing of twigs, light on its upper left, snow on its back."""
    x, y = root
    droop = abs(reach) * rng.uniform(0.25, 0.6) + 2
    thick = 7 + 12 * t
    tip = (x + reach, y + droop)
    wing = [(x, y - thick * 0.7), (x + reach * 0.45, y + droop * 0.15), tip]
    for share in (0.8, 0.62, 0.42, 0.2):  # twigs hang from its lower edge
        hang = thick * rng.uniform(0.5, 1.15)
        wing.append((x + reach * share, y + droop * share + hang))
        wing.append((x + reach * (share - 0.09), y + droop * share + hang * 0.35))
    body, lit, snow = masks
    cv2.fillPoly(body, [fixed(np.array(wing))], 255, cv2.LINE_AA, SHIFT)
    cv2.fillPoly(lit, [fixed(np.array(wing))], 0, cv2.LINE_AA, SHIFT)
    cv2.fillPoly(snow, [fixed(np.array(wing))], 0, cv2.LINE_AA, SHIFT)
    bright = int((205 if reach < 0 else 85) * rng.uniform(0.6, 1.15))
    upper = [(x, y - thick * 0.6), (x + reach * 0.5, y + droop * 0.12), tip]
    upper += [(x + reach * 0.6, y + droop * 0.75), (x + reach * 0.2, y + thick * 0.25)]
    cv2.fillPoly(lit, [fixed(np.array(upper))], bright, cv2.LINE_AA, SHIFT)
    back = [(x + reach * 0.05, y - thick * 0.4), (x + reach * 0.5, y + droop * 0.12), tip]
    back += [(x + reach * 0.7, y + droop * 0.85), (x + reach * 0.3, y + thick * 0.35)]
    load = int(255 * rng.uniform(0.55, 1))
    cv2.fillPoly(snow, [fixed(np.array(back))], load, cv2.LINE_AA, SHIFT)


@dataclass
class Stand:
    """How the trees of one rank look."""

    kinds: list[Conifer]
    shade: Floats
    sunny: Floats
    frost: Floats | None
    side: float
    """Where the light comes from: -1 left, 1 right."""


def stand(brief: Brief, kinds: list[Conifer], away: float, side: float) -> Stand:
    """The look of conifers at a distance of 0 (close) to 1 (half dissolved in air)."""
    palette = brief.palette
    leaf = mix(palette.near, palette.ground, 0.28)
    if brief.autumn:
        leaf = mix(leaf, as_floats([0.62, 0.36, 0.1]) * float(palette.horizon.mean()), 0.5)
    air = mix(palette.far, palette.horizon, 0.2 + 0.6 * brief.fog)
    air_share = min(1.0, away * (0.75 + 0.5 * brief.fog))
    shade = mix(mix(leaf, palette.near, 0.6), air, air_share)
    sunny = mix(mix(leaf, palette.sun, 0.16), air, air_share)
    frost = mix(mix(palette.snow, palette.zenith, 0.12), air, air_share * 0.8)
    return Stand(kinds, shade, sunny, frost if brief.snow else None, side)


def plant(canvas: Canvas, look: Stand, foot: tuple[float, float], size: float, near: float) -> None:
    """One conifer with its foot at a pixel, so many pixels tall."""
    rng = canvas.rng
    kind = look.kinds[int(rng.integers(len(look.kinds)))]
    high = max(4, round(size))
    wide = max(3, round(size * BROAD / TALL * rng.uniform(0.8, 1.15)))
    left, top = round(foot[0] - wide / 2), round(foot[1]) - high
    seen = window(canvas, left, top, wide, high)
    if seen is None:
        return
    rows, columns, at = seen
    whole = kind.at(wide, high)
    whole = whole[:, ::-1] if look.side > 0 else whole
    body, lit, snow = cv2.split(as_floats(whole[rows, columns]) * np.float32(1 / 255))
    tone = float(rng.uniform(0.88, 1.12))
    colour = (look.shade + (look.sunny - look.shade) * as_floats(lit)[..., None]) * tone
    if look.frost is not None:
        light = look.frost * (0.72 + 0.28 * as_floats(lit)[..., None])
        colour = colour + (light - colour) * (0.9 * as_floats(snow)[..., None])
    cover = as_floats(body)
    canvas.lay(cover, as_floats(colour), near, at[1], at[0])
    canvas.mark(RegionKind.REGION_KIND_FOLIAGE, cover, at[1], at[0])


def window(
    canvas: Canvas, left: int, top: int, wide: int, high: int
) -> tuple[slice, slice, tuple[int, int]] | None:
    """Rows and columns of a sprite that lie on the canvas, and where they do."""
    a, b = max(0, -left), max(0, -top)
    c, d = min(wide, canvas.width - left), min(high, canvas.height - top)
    if a >= c or b >= d:
        return None
    return slice(b, d), slice(a, c), (left + a, top + b)


def conifers(
    canvas: Canvas,
    base: Floats | float,
    tall: float,
    look: Stand,
    *,
    near: float,
    side: float = 0.0,
    dense: float = 1.0,
) -> None:
    """A rank of conifers up to tall (share of the height) on a base line.

    base is a share of the height or rows by column. With a side of -1 or 1 the rank stands on
    that side alone and thins out towards the middle.
    """
    rng, height, width = canvas.rng, canvas.height, canvas.width
    feet = as_floats(np.broadcast_to(base, width) * (height if np.isscalar(base) else 1))
    full = tall * height
    places: list[tuple[float, float, float]] = []
    x = -0.2 * full
    while x < width + 0.2 * full:
        aside = min(max(0.5 + 0.5 * side * (x / width * 2 - 1), 0.0), 1.0)
        share = aside**1.5 if side else 1.0
        size = full * rng.uniform(0.5, 1.1) * (0.3 + 0.8 * share if side else 1.0)
        # No two feet on one line: those further off stand higher and are smaller.
        depth = rng.uniform(-1, 1)
        foot = float(feet[min(width - 1, max(0, int(x)))]) + depth * 0.07 * full
        if rng.random() < share * 1.4 or not side:
            places.append((foot, x, size * (1 + 0.16 * depth)))
        x += full * rng.uniform(0.06, 0.22) * (1.5 if side else 1.0) / dense
    for foot, at, size in sorted(places):
        plant(canvas, look, (at, foot), size, near)


def fixed(points: Points) -> NDArray[np.int32]:
    """Pixels with SHIFT fraction bits, as OpenCV draws them."""
    return np.rint(points * (1 << SHIFT)).astype(np.int32)

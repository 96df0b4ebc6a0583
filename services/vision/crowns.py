"""Paints broad trees: boughs that carry a crown of many dabs, lit from one side."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.palettes import mix
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats
from services.vision.trees import SHIFT, Points, window


@dataclass
class _Dabs:
    """Dabs of a brush, one a row: leaves of a crown."""

    x: Floats
    y: Floats
    level: Floats
    """How bright, 0 to 1."""
    order: Floats
    """Far to near."""


def leaves(brief: Brief, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Colours of a crown in its shade and in the light."""
    palette = brief.palette
    warm = as_floats(
        [[0.78, 0.36, 0.1], [0.85, 0.55, 0.14], [0.66, 0.2, 0.12]][int(rng.integers(3))]
    )
    level = 0.25 + 0.75 * float(palette.horizon.mean())
    green = mix(palette.ground, as_floats([0.3, 0.5, 0.2]) * level, 0.5)
    leaf = mix(green, warm * level, 0.85) if brief.autumn else green
    if brief.snow and not brief.autumn:
        leaf = mix(leaf, palette.snow, 0.75)
    dark = mix(leaf * 0.45, palette.near, 0.45)
    return dark, mix(leaf, palette.sun, 0.24) * 1.08


def broad_tree(
    canvas: Canvas,
    foot: tuple[float, float],
    tall: float,
    leaf: tuple[Floats, Floats],
    wood: Floats,
    *,
    near: float,
    side: float,
) -> None:
    """A broad tree of a height in shares, its foot at shares of width and height: boughs that
    carry a crown of many dabs, from the shade's colour to the light's."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    size, x, y = tall * height, foot[0] * width, foot[1] * height
    puffs = _puffs(rng)
    left, top = int(x - 0.62 * size), int(y - 1.08 * size)
    mask = np.zeros((int(1.12 * size) + 2, int(1.24 * size) + 2), np.uint8)
    at = np.array([x - left, y - top])
    for limb, thick in _limbs(puffs):
        points = np.rint((at + limb * size) * (1 << SHIFT)).astype(np.int32)
        cv2.polylines(mask, [points], False, 255, max(1, round(thick * size)), cv2.LINE_AA, SHIFT)
    stamp(canvas, mask, np.broadcast_to(wood, (*mask.shape, 3)), near, (left, top))
    dabs = _dabs(rng, puffs, side, size)
    crown = np.zeros_like(mask)
    shades = np.zeros_like(mask)
    spread = 0.25 / np.sqrt(dabs.x.size / len(puffs))
    brush = np.rint(rng.uniform(0.35, 1.0, dabs.x.size) * spread * size * (1 << SHIFT)).astype(int)
    px = np.rint((at[0] + dabs.x * size) * (1 << SHIFT)).astype(int)
    py = np.rint((at[1] + dabs.y * size) * (1 << SHIFT)).astype(int)
    levels = np.rint(dabs.level * 255).astype(int)
    for i in np.argsort(dabs.order):
        spot, radius = (int(px[i]), int(py[i])), max(6, int(brush[i]))
        cv2.circle(crown, spot, radius, 255, -1, cv2.LINE_AA, SHIFT)
        cv2.circle(shades, spot, radius, int(levels[i]), -1, cv2.LINE_AA, SHIFT)
    level = as_floats(shades)[..., None] / np.float32(255)
    colour = as_floats(leaf[0] + (leaf[1] - leaf[0]) * level)
    stamp(canvas, crown, colour, near, (left, top), kind=RegionKind.REGION_KIND_FOLIAGE)


def _puffs(rng: np.random.Generator) -> Floats:
    """Clusters of a crown, N×4: x, y, depth and radius in heights of the tree, y up negative."""
    found: list[tuple[float, float, float, float]] = [(0, -0.66, 0, 0.2)]
    for ring, (count, out, lift) in enumerate(
        [(7, 0.3, -0.56), (6, 0.22, -0.74), (4, 0.12, -0.88)]
    ):
        start = rng.uniform(0, 2 * np.pi)
        for i in range(count):
            angle = start + i * 2 * np.pi / count + rng.normal(0, 0.15)
            reach = out * rng.uniform(0.8, 1.2)
            radius = (0.17, 0.16, 0.12)[ring] * rng.uniform(0.8, 1.15)
            high = lift + rng.normal(0, 0.03)
            found.append((reach * np.cos(angle), high, 0.6 * reach * np.sin(angle), radius))
    return as_floats(found)


def _limbs(puffs: Floats) -> list[tuple[Points, float]]:
    """Trunk and boughs as lines with their widths; each bough ends inside its cluster."""
    t = np.linspace(0, 1, 9)[:, None]
    roots = [(np.array([[sx, 0.012], [0.35 * sx, -0.05]]), 0.03) for sx in (-0.055, 0.055)]
    limbs = [(np.array([[0.0, 0.0], [0.006, -0.2], [0.0, -0.5]]), 0.058), *roots]
    for x, y, _, _ in puffs.tolist():
        start, bend, end = np.array([0, -0.3]), np.array([0.3 * x, -0.42]), np.array([x, y])
        curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
        limbs.append((curve, 0.02))
    return limbs


def _dabs(rng: np.random.Generator, puffs: Floats, side: float, size: float) -> _Dabs:
    """Leaves on the surface of every cluster, bright where they face the light."""
    each = int(np.clip(size * 0.6, 60, 300))
    normal = rng.normal(0, 1, (len(puffs), each, 3))
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    reach = puffs[:, None, 3] * rng.uniform(0.72, 1.05, (len(puffs), each))
    x = puffs[:, None, 0] + normal[..., 0] * reach
    y = puffs[:, None, 1] + normal[..., 1] * reach * 0.82
    depth = puffs[:, None, 2] - normal[..., 2] * reach
    light = (normal @ np.array([0.62 * side, -0.74, 0.3]) + 0.25) * 0.62
    # A crown is one round thing too: its foot and its far side lie in its own shade.
    whole = 0.45 + 0.75 * (-(y + 0.62)) + 0.55 * x * side
    level = np.clip(0.75 * light + 0.62 * whole - 0.06 + rng.normal(0, 0.1, x.shape), 0, 1)
    flat = (as_floats(part.ravel()) for part in (x, y, level, -depth))
    return _Dabs(*flat)


def stamp(
    canvas: Canvas,
    mask: Bytes,
    colour: NDArray[np.floating],
    near: float,
    at: tuple[int, int],
    *,
    kind: RegionKind | None = None,
) -> None:
    """Lay colours (h×w×3) through a mask (h×w, 0 to 255) with its corner at a pixel."""
    seen = window(canvas, at[0], at[1], mask.shape[1], mask.shape[0])
    if seen is None:
        return
    rows, columns, start = seen
    cover = as_floats(as_bytes(mask)[rows, columns] / np.float32(255))
    canvas.lay(cover, as_floats(colour[rows, columns]), near, start[1], start[0])
    if kind is not None:
        canvas.mark(kind, cover, start[1], start[0])

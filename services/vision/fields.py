"""Paints a meadow: grass in swathes of light, broad trees, blades and flowers close by."""

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas, plain, step
from services.vision.crowns import broad_tree, leaves
from services.vision.palettes import mix
from services.vision.paths import paint_path
from services.vision.pictures import Floats, as_floats
from services.vision.shadows import shadow


def paint_meadow(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Grass to the horizon in swathes of light, trees, and blades close by."""
    first, y, texture = plain(canvas, horizon)
    palette = brief.palette
    ground = mix(palette.ground, palette.sand, 0.45 if brief.autumn else 0.12)
    light = mix(ground, palette.sun, 0.28)
    shade = mix(ground, palette.near, 0.5)
    swathe = step(-1.1, 1.1, as_floats(texture + 0.6 - y * 1.2))[..., None]
    colour = as_floats(shade + (light - shade) * swathe)
    haze = (1 - step(0.0, 0.3, y))[..., None] * (0.45 + 0.4 * brief.fog)
    colour += (mix(palette.horizon, ground, 0.35) - colour) * haze
    near = as_floats(np.broadcast_to(0.12 + 0.75 * y, texture.shape))
    canvas.lay(np.ones_like(texture), colour, near, first)
    if brief.path:
        paint_path(canvas, brief, horizon)
        _avenue(canvas, brief, horizon, side)
    elif not brief.things:
        x = float(canvas.rng.choice([0.3, 0.68]) + canvas.rng.uniform(-0.04, 0.04))
        plant_tree(canvas, brief, (x, horizon + 0.09), 0.46, side=side, near=0.22)
    _blades(canvas, brief, ground, horizon)


def plant_tree(
    canvas: Canvas,
    brief: Brief,
    foot: tuple[float, float],
    tall: float,
    *,
    side: float,
    near: float,
    air: float = 0.0,
) -> None:
    """A broad tree in its own shadow."""
    palette = brief.palette
    haze = mix(palette.far, palette.horizon, 0.4)
    dark, light = leaves(brief, canvas.rng)
    bark = as_floats([0.3, 0.21, 0.15]) * (0.2 + 0.8 * float(palette.horizon.mean()))
    wood = mix(mix(palette.near, bark, 0.7), haze, air)
    shadow(canvas, foot, 0.34 * tall, side if brief.sun or brief.moon else 0.0)
    leaf = (mix(dark, haze, air), mix(light, haze, air))
    broad_tree(canvas, foot, tall, leaf, wood, near=near, side=side)


def _avenue(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Trees on both sides of a path, far ones first."""
    for step_ in range(7, 0, -1):
        away = 0.9 + 0.75 * step_
        for edge in (-1, 1):
            aside = (
                edge
                * min(1.0, 0.42 + 0.33 * canvas.width / canvas.height)
                * (1.05 + 0.2 * float(canvas.rng.random()))
                / away
            )
            x = 0.5 + aside * canvas.height / canvas.width
            foot = horizon + 0.32 / away
            tall = float(canvas.rng.uniform(1.05, 1.3)) / away
            air = min(0.55, 0.06 * step_ * (1 + brief.fog))
            near = 0.12 + 0.75 * (foot - horizon) / 0.4
            plant_tree(canvas, brief, (x, foot), tall, side=side, near=near, air=air)


def _blades(canvas: Canvas, brief: Brief, ground: Floats, horizon: float) -> None:
    """Grass and a few flowers along the lower edge, out of the same hand."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    mask = np.zeros((height // 3, width), np.uint8)
    base = mask.shape[0]
    t = np.linspace(0, 1, 7)
    for _ in range(520):
        x = rng.uniform(-0.02, 1.02) * width
        tall, lean = rng.uniform(0.25, 0.78) * base * rng.uniform(0.4, 1), rng.normal(0, 0.3)
        points = np.stack([x + lean * tall * t**2, base - tall * t + 4], axis=1)
        line_width = max(1, round((1.9 if rng.random() < 0.5 else 1.2) * height / 864))
        cv2.polylines(mask, [np.rint(points * 8).astype(np.int32)], False, 255, line_width, 16, 3)
    cover = as_floats(mask) / 255
    dark = mix(ground, brief.palette.near, 0.72)
    lift = np.linspace(0.55, 0, base, dtype=np.float32)[:, None, None]
    colour = as_floats(dark + (mix(ground, brief.palette.sun, 0.3) - dark) * lift)
    canvas.lay(as_floats(cover), np.broadcast_to(colour, (*mask.shape, 3)), None, height - base)
    whole = as_floats(cover * np.linspace(0.4, 1, base, dtype=np.float32)[:, None])
    canvas.mark(RegionKind.REGION_KIND_FOLIAGE, whole, height - base)
    if brief.flowers:
        _flowers(canvas, brief, horizon)


def _flowers(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Flowers over the whole meadow, dots far off and heads with petals close by."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    level = 0.3 + 0.75 * float(brief.palette.horizon.mean())
    tones = as_floats([[0.95, 0.3, 0.25], [0.98, 0.8, 0.25], [0.95, 0.93, 0.9], [0.62, 0.42, 0.85]])
    for tone in tones[rng.permutation(4)[:3]]:
        mask = np.zeros((height, width), np.uint8)
        y = 0.03 + 0.97 * rng.random(420) ** 1.4
        x = rng.uniform(0, width, y.size)
        for px, share in zip(x.tolist(), y.tolist(), strict=True):
            row = (horizon + (1 - horizon) * share) * height
            size = height * (0.0009 + 0.0062 * share**1.5) * rng.uniform(0.7, 1.3)
            at = (round(px * 8), round(row * 8))
            cv2.circle(mask, at, max(4, round(size * 8)), 255, -1, cv2.LINE_AA, 3)
        first = int(horizon * height)
        cover = as_floats(mask[first:]) / np.float32(255)
        colour = mix(tone * level, brief.palette.sun, 0.12)
        canvas.lay(as_floats(cover), np.broadcast_to(colour, (*cover.shape, 3)), None, first)

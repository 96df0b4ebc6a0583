"""Paints a stone bridge of one or three arches over water, with its mirror."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, sample, step
from services.vision.pictures import Floats, as_floats
from services.vision.sketch import reflect
from services.vision.towers import paint_of


def paint_bridge(
    canvas: Canvas,
    brief: Brief,
    water: float,
    *,
    half: float,
    rise: float,
    near: float,
    side: float,
) -> None:
    """A bridge across the middle: its waterline at a share of the height, half its length and
    its rise in heights; the deck climbs to the middle, as a moon bridge's does."""
    height, width = canvas.height, canvas.width
    x = as_floats((np.arange(width)[None] + 0.5 - width / 2) / height)
    first = max(0, int((water - rise * 1.2) * height))
    last = min(height, int(water * height) + 4)
    y = as_floats(water - (np.arange(first, last)[:, None] + 0.5) / height)
    u = as_floats(x / half)
    deck = rise * (0.34 + 0.66 * (0.5 + 0.5 * np.cos(np.pi * np.clip(u, -1, 1))))
    deck = as_floats(np.where(np.abs(u) > 1, deck - 0.1 * (np.abs(u) - 1) * rise, deck))
    arches = (
        [(0.0, 0.4, 0.84)]
        if rise > 0.4 * half
        else [(0.0, 0.3, 0.8), (-0.6, 0.2, 0.5), (0.6, 0.2, 0.5)]
    )
    solid = (
        step(-0.002, 0.002, as_floats(deck - y)) * step(-0.006, 0.0, y) * step(1.45, 1.3, np.abs(u))
    )
    hollow, soffit = np.zeros_like(y * x), np.zeros_like(y * x)
    for centre, wide, tall in arches:
        shift = 0.07 * side * wide
        hollow = np.maximum(hollow, _arch(u, as_floats(y / rise), centre, wide, tall))
        soffit = np.maximum(soffit, _arch(u, as_floats(y / rise), centre + shift, wide, tall))
    cover = as_floats(solid * (1 - hollow * soffit))
    colour = _stone(canvas, brief, y, x, as_floats(deck))
    ring = np.zeros_like(hollow)
    for centre, wide, tall in arches:
        outer = _arch(u, as_floats(y / rise), centre, wide * 1.13, tall * 1.06)
        ring = np.maximum(ring, outer * (1 - hollow))
    paint = paint_of(brief, 0.08)
    colour += (paint("d0c6b4") - colour) * as_floats(ring * 0.55)[..., None]
    inner = as_floats(hollow * (1 - soffit))[..., None]
    colour += (paint("4f4a44", 0.6) - colour) * inner
    canvas.lay(cover, as_floats(colour), near, first)
    whole = np.zeros((height, width), np.float32)
    whole[first:last] = cover
    reflect(canvas, whole, water, 0.6)


def _arch(u: Floats, y: Floats, centre: float, wide: float, tall: float) -> Floats:
    """1 inside an arch's opening, soft at its edge."""
    away = np.hypot((u - centre) / wide, np.maximum(y, 0) / tall)
    return step(1.02, 0.985, as_floats(away))


def _stone(canvas: Canvas, brief: Brief, y: Floats, x: Floats, deck: Floats) -> Floats:
    """Courses of stone under a parapet with posts, mossy at the water."""
    paint = paint_of(brief, 0.1)
    noise = field(canvas.rng, 1.0)
    below = as_floats(deck - y)
    grain = sample(noise, as_floats(x * 420 + 0 * y), as_floats(below * 420))
    row = np.floor(below / 0.014)
    joint = (np.mod(below, 0.014) < 0.002) | (np.mod(x + 0.017 * np.mod(row, 2), 0.034) < 0.0022)
    shade = (0.8 + 0.06 * grain) * np.where(joint, 0.84, 1.0)
    shade *= 1 - 0.35 * step(0.03, 0.2, below)
    colour = as_floats(shade)[..., None] * paint("b5ab9b")
    moss = step(0.06, 0.0, as_floats(y + 0.01 * grain)) * 0.55
    colour += (paint("5a6444", 0.7) - colour) * as_floats(moss)[..., None]
    rail = (below < 0.03) & (below > 0.006) & (np.mod(x, 0.045) > 0.009)
    colour = np.where(rail[..., None], colour * 0.74, colour)
    return as_floats(np.where((below < 0.006)[..., None], paint("dcd3c2"), colour))

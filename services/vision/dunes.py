"""Paints a desert: dunes behind dunes, each with a sharp crest between its lit and shaded side."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, sample, step
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats
from services.vision.terrain import Relief, bumps, ground, paint_relief, shine

EYE = 0.62
"""One stands on a dune."""
NEAR = (0.92, 0.06)
"""Depth of the first and of the last sand."""


def paint_dunes(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Sand to the horizon, rippled close by, hazy far off."""
    relief = ground(canvas, 0.75, 13.0, rows=420)
    relief.high[:] = _heights(canvas, relief)
    light = shine(relief, side, low=True, soft=(0.22, 0.6))
    palette = brief.palette
    lit = mix(palette.sand, palette.sun, 0.34) * 1.03
    dark = mix(palette.sand, mix(palette.near, palette.zenith, 0.45), 0.62)
    colour = dark + (lit - dark) * light[..., None]
    air = 1 - np.exp(-np.maximum(relief.z - 1.5, 0) / (9.0 - 6 * brief.fog))
    haze = mix(palette.horizon, palette.sand, 0.25)
    colour += (haze - colour) * as_floats(np.clip(air, 0, 0.94))[..., None]
    cover = paint_relief(canvas, relief, horizon, as_floats(colour), near=NEAR, eye=EYE)
    _ripples(canvas, relief, cover)


def _ripples(canvas: Canvas, relief: Relief, cover: Floats) -> None:
    """Ridges a hand apart that the wind has left in the sand close by."""
    last, first = 1 / float(relief.z[-1, 0]), 1 / float(relief.z[0, 0])
    away = 1 / (last + (first - last) * (canvas.near - NEAR[1]) / (NEAR[0] - NEAR[1]) + 1e-4)
    aside = (np.arange(canvas.width)[None] - canvas.width / 2) / canvas.height * away
    noise = field(canvas.rng, 1.25)
    wander = sample(noise, as_floats(aside * 22), as_floats(away * 22))
    phase = away * 95 + aside * 30 + wander * 4.5
    shade = 0.055 * np.sin(phase) * step(3.6, 1.2, as_floats(away)) * cover
    canvas.colour *= as_floats(1 + shade)[..., None]


def _heights(canvas: Canvas, relief: Relief) -> Floats:
    """Long slopes to windward and short ones to leeward, crests that wander and die out."""
    total = np.zeros_like(relief.high)
    lean = float(canvas.rng.choice([-1, 1]))
    for long, tall, turn in ((3.4, 0.42, 0.55), (1.7, 0.17, 0.95)):
        wander = bumps(canvas, relief, 1.5 * long, octaves=2, sharp=False)
        vary = bumps(canvas, relief, 1.2 * long, octaves=2, sharp=False)
        along = (relief.x * np.sin(turn) * lean + relief.z * np.cos(turn)) / long
        phase = np.mod(along + 2.3 * wander + float(canvas.rng.random()), 1)
        rise, fall = phase / 0.72, (1 - phase) / 0.28
        wave = np.minimum(rise, fall)
        total += as_floats(tall * (wave**1.25) * np.clip(2.1 * vary - 0.35, 0.05, 1.4))
    return as_floats(total - 0.25 * step(2.0, 0.8, relief.z))

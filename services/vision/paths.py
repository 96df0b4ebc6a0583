"""Paints a path that winds over level ground to the horizon."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, sample, step
from services.vision.palettes import mix
from services.vision.pictures import as_floats


def paint_path(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Trodden earth, lighter than the ground, with worn edges and two ruts."""
    height, width = canvas.height, canvas.width
    first = int(horizon * height) + 1
    rows = np.arange(first, height, dtype=np.float32)[:, None] + 0.5
    away = as_floats(0.4 * height / (rows - horizon * height))
    x = (np.arange(width, dtype=np.float32)[None] - width / 2) / height
    phase, swing = canvas.rng.uniform(0, 2 * np.pi), float(canvas.rng.choice([-1, 1]))
    bend = swing * (0.5 * np.sin(away * 0.75 + phase) - 0.5 * np.sin(0.75 + phase))
    aside = as_floats(x * away - bend * step(0.9, 3.5, away))
    noise = field(canvas.rng, 1.1)
    rough = sample(noise, as_floats(aside * 90), as_floats(away * 60 + 0 * aside))
    wide = 0.3 + 0.03 * rough
    cover = step(0.06, -0.02, as_floats(np.abs(aside) - wide)) * step(26.0, 9.0, away)
    palette = brief.palette
    earth = mix(palette.sand, palette.ground, 0.25)
    if brief.snow:
        earth = mix(palette.snow, palette.zenith, 0.3)
    light = mix(earth, palette.sun, 0.3)
    rut = np.exp(-(((np.abs(aside) - 0.15) / 0.05) ** 2))
    level = np.clip(0.62 + 0.16 * rough - 0.4 * rut, 0, 1)
    colour = as_floats(earth * 0.62 + (light - earth * 0.62) * as_floats(level)[..., None])
    haze = step(2.0, 16.0, away)[..., None] * (0.5 + 0.4 * brief.fog)
    colour += (mix(palette.horizon, earth, 0.35) - colour) * haze
    canvas.lay(as_floats(cover * 0.94), colour, None, first)

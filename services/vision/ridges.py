"""Paints what stands far off: ranges of mountains and lines of hills, each behind its own air."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, sample, step
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats
from services.vision.terrain import Relief, bumps, ground, paint_relief, shine

NEAR = (0.2, 0.05)
"""Depth of the first foothills and of the last range."""


def ridge(
    canvas: Canvas, top: Floats, colour: Floats, base: Floats, *, near: float, depth: float
) -> None:
    """A silhouette under a line (rows, one a column) that fades into base colour within depth
    (share of the height): mist lies in the valleys."""
    first = max(0, int(top.min()) - 1)
    rows = np.arange(first, canvas.height, dtype=np.float32)[:, None]
    below = rows - top[None, :]
    cover = as_floats(np.clip(below + 0.5, 0, 1))
    share = as_floats(np.clip(below / (depth * canvas.height), 0, 1))
    canvas.lay(cover, as_floats(colour + (base - colour) * share[..., None]), near, first)


def paint_mountains(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """A high range with snow, wooded foothills before it, and mist in the valleys between."""
    relief = ground(canvas, 2.0, 11.0)
    rng = canvas.rng
    # A tall picture shows less of a range: its forms are smaller, or one would fill it.
    narrow = float(np.clip(0.3 + 0.42 * canvas.width / canvas.height, 0.5, 1))
    high = bumps(canvas, relief, 3.6 * narrow, octaves=7, sharp=True)
    soft = bumps(canvas, relief, 1.7, octaves=6, sharp=False)
    range_ = step(3.6, 7.5, relief.z)
    # One summit rules, off the middle, and the land opens beside it: a picture, not a wall.
    lean = float(rng.choice([-1, 1]))
    bearing = relief.x / relief.z * canvas.height / canvas.width
    ruler = np.exp(-(((bearing - lean * rng.uniform(0.1, 0.24)) / 0.16) ** 2))
    gap = np.exp(-(((bearing + lean * rng.uniform(0.12, 0.26)) / 0.13) ** 2))
    tall = np.clip(0.62 + 0.75 * ruler - 0.42 * gap, 0.2, 2)
    foot = step(2.05, 3.4, relief.z) * (0.1 + 0.75 * soft**1.5) * (0.35 + 0.9 * (1 - gap * 0.8))
    # Folded noise has level crests: what it is lifted by makes summits and saddles of them.
    lift = 0.3 + 1.25 * bumps(canvas, relief, 2.3 * narrow, octaves=4, sharp=False) ** 1.3
    peaks = as_floats(range_ * high**1.12 * tall * lift)
    rise = narrow**1.2 * float(rng.uniform(0.34, 0.44)) / float((peaks / relief.z).max())
    relief.high[:] = as_floats(peaks * rise + foot * 0.62 - 0.02)
    light = shine(relief, side, brief.hour in ("dawn", "sunset"))
    colours = dress(canvas, brief, relief, light)
    paint_relief(canvas, relief, horizon, behind_air(canvas, brief, relief, colours), near=NEAR)


def dress(
    canvas: Canvas, brief: Brief, relief: Relief, light: Floats, woods: bool = True
) -> Floats:
    """Woods (or grass) below, rock above and where it is steep, snow where it can lie."""
    palette = brief.palette
    right, away = relief.slopes()
    steep = np.hypot(right, away)
    grit = _grit(canvas, relief)
    line = 0.16 if brief.snow else 1.0
    height = relief.high + 0.22 * grit
    snow = step(-0.25, 0.3, as_floats(height - line)) * (
        1 - step(1.2, 2.4, as_floats(steep + 0.3 * grit))
    )
    green = (1 - step(0.42, 0.95, as_floats(height))) * (
        1 - 0.85 * step(0.9, 1.7, as_floats(steep))
    )
    level = light[..., None]
    stone = mix(mix(palette.far, palette.near, 0.45), palette.sand, 0.22)
    sunny = mix(stone, palette.sun, 0.22 if brief.hour == "night" else 0.48)
    rock = _lit(mix(stone, palette.zenith, 0.4) * 0.8, sunny, level)
    rock *= as_floats(1 + 0.1 * grit)[..., None]
    leaf = mix(palette.near, palette.ground, 0.42 if woods else 0.85)
    if brief.autumn:
        leaf = mix(leaf, as_floats([0.62, 0.3, 0.1]), 0.5)
    wood = _lit(mix(leaf, palette.near, 0.55), mix(leaf, palette.sun, 0.2), level)
    wood *= as_floats(1 + 0.16 * grit)[..., None]
    white = _lit(
        mix(palette.snow, palette.zenith, 0.5), mix(palette.snow, palette.sun, 0.45) * 1.06, level
    )
    colour = rock + (wood - rock) * green[..., None]
    return as_floats(colour + (white - colour) * snow[..., None])


def _lit(shade: Floats, sunny: Floats, level: Floats) -> Floats:
    return as_floats(shade + (sunny - shade) * level)


def _grit(canvas: Canvas, relief: Relief) -> Floats:
    """Fine noise on the ground, mean 0."""
    noise = field(canvas.rng, 1.0)
    u, v = np.broadcast_arrays(relief.x * 62 + 300, relief.z * 62)
    return sample(noise, as_floats(u), as_floats(v))


def behind_air(canvas: Canvas, brief: Brief, relief: Relief, colours: Floats) -> Floats:
    """Blue distance, and mist that lies low."""
    palette = brief.palette
    air = 1 - np.exp(-(relief.z - 2) / (13 - 8 * brief.fog))
    haze = mix(palette.far, palette.horizon, 0.45 + 0.4 * brief.fog)
    colour = colours + (haze - colours) * as_floats(np.clip(air, 0, 0.97))[..., None]
    drift = bumps(canvas, relief, 2.4, octaves=3, sharp=False)
    low = np.exp(-np.maximum(relief.high, 0) / (0.2 + 0.5 * brief.fog)) * step(2.0, 5.5, relief.z)
    mist = np.clip(low * (0.35 + 1.1 * drift) * (0.75 + 0.6 * brief.fog), 0, 0.96)
    pale = mix(palette.horizon, palette.snow, 0.25)
    return as_floats(colour + (pale - colour) * as_floats(mist)[..., None])


def paint_hills(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """Round hills under grass, with copses and hedges, behind their air."""
    relief = ground(canvas, 2.0, 12.0, rows=260)
    form = bumps(canvas, relief, 3.2, octaves=5, sharp=False)
    rise = step(2.1, 9.0, relief.z)
    relief.high[:] = as_floats((0.08 + 1.35 * form**1.7) * rise * 1.25 - 0.02)
    light = shine(relief, side, brief.hour in ("dawn", "sunset"))[..., None]
    palette = brief.palette
    grass = mix(palette.ground, palette.sand, 0.4 if brief.autumn else 0.1)
    if brief.snow:
        grass = palette.snow
    colour = _lit(
        mix(grass, mix(palette.near, palette.zenith, 0.3), 0.5),
        mix(grass, palette.sun, 0.22),
        light,
    )
    copse = step(0.1, 0.6, as_floats(_grit(canvas, relief) * 0.5 + 2.4 * (form - 0.55)))
    leaf = mix(palette.near, grass, 0.3)
    colour += (_lit(leaf, mix(leaf, palette.sun, 0.15), light) - colour) * copse[..., None] * 0.75
    paint_relief(
        canvas, relief, horizon, behind_air(canvas, brief, relief, as_floats(colour)), near=NEAR
    )

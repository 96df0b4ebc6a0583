"""Paints open country: ranges and hills behind, and water, sand, grass or snow in front."""

import cv2
import numpy as np

from services.vision.brief import Brief, mix
from services.vision.canvas import Canvas, field, line, sample, step
from services.vision.pictures import Floats, as_floats
from services.vision.ridges import paint_hills, paint_mountains, ridge
from services.vision.sky import paint_sky
from services.vision.skyline import paint_skyline
from services.vision.trees import conifers, lone_tree
from services.vision.water import paint_beach, paint_water


def paint_land(canvas: Canvas, brief: Brief) -> None:
    """Sky, backdrop, ground, from far to near."""
    horizon = {"water": 0.6, "beach": 0.5, "field": 0.6, "dunes": 0.5, "snow": 0.6}.get(
        brief.ground, 0.72
    )
    sun = paint_sky(canvas, brief, horizon)
    backdrops = {"mountains": paint_mountains, "hills": paint_hills, "trees": _tree_line}
    if brief.backdrop == "city":
        paint_skyline(canvas, brief, horizon)
    elif brief.backdrop in backdrops:
        backdrops[brief.backdrop](canvas, brief, horizon)
    grounds = {"field": _meadow, "dunes": _dunes, "snow": _snow_plain}
    if brief.ground in ("water", "beach"):
        paint_water(canvas, brief, horizon, sun)
        if brief.ground == "beach":
            paint_beach(canvas, brief)
    elif brief.ground in grounds:
        grounds[brief.ground](canvas, brief, horizon)
    else:
        _slopes(canvas, brief, horizon)


def _tree_line(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Three ranks of conifers on the far side."""
    for layer in range(3):
        tone = mix(brief.palette.far, brief.palette.near, 0.25 + 0.3 * layer)
        tone = mix(tone, brief.palette.horizon, (0.5 - 0.12 * layer) * brief.fog)
        frost = brief.palette.snow if brief.snow else None
        base = horizon + 0.012 * layer
        conifers(canvas, base, 0.2 - 0.03 * layer, tone, near=0.08 + 0.05 * layer, frost=frost)


def _ground(canvas: Canvas, horizon: float) -> tuple[int, Floats, Floats]:
    """First row of a plain, its rows from 0 to 1, and noise in perspective."""
    first = int(horizon * canvas.height)
    rows = canvas.height - first
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
    run = 1 / (y + 0.05)
    x = (np.arange(canvas.width, dtype=np.float32)[None, :] / canvas.width - 0.5) * 1400
    noise = field(canvas.rng, 1.3)
    texture = sample(
        noise,
        as_floats(x * run * 0.11 + 40),
        as_floats(np.broadcast_to(run * 60, (rows, canvas.width))),
    )
    return first, as_floats(y), texture


def _meadow(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Grass to the horizon in swathes of light, a lone tree, and blades close by."""
    first, y, texture = _ground(canvas, horizon)
    palette = brief.palette
    ground = mix(palette.ground, palette.sand, 0.45 if brief.autumn else 0.12)
    light = mix(ground, palette.sun, 0.28)
    shade = mix(ground, palette.near, 0.55)
    swathe = step(-1.1, 1.1, as_floats(texture + 0.6 - y * 1.2))[..., None]
    colour = as_floats(shade + (light - shade) * swathe)
    haze = (1 - step(0.0, 0.3, y))[..., None] * (0.45 + 0.4 * brief.fog)
    colour += (mix(palette.horizon, ground, 0.35) - colour) * haze
    near = as_floats(np.broadcast_to(0.12 + 0.75 * y, texture.shape))
    canvas.lay(np.ones_like(texture), colour, near, first)
    x = float(canvas.rng.choice([0.3, 0.68]) + canvas.rng.uniform(-0.04, 0.04))
    crown = as_floats([0.62, 0.3, 0.1]) if brief.autumn else palette.near
    lone_tree(canvas, (x, horizon + 0.06), 0.34, mix(palette.near, crown, 0.5), 0.22)
    _blades(canvas, brief, ground)


def _blades(canvas: Canvas, brief: Brief, ground: Floats) -> None:
    """Grass and a few flowers along the lower edge, out of the same hand."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    mask = np.zeros((height // 3, width), np.uint8)
    base = mask.shape[0]
    t = np.linspace(0, 1, 7)
    for _ in range(520):
        x = rng.uniform(-0.02, 1.02) * width
        tall, lean = rng.uniform(0.25, 0.78) * base * rng.uniform(0.4, 1), rng.normal(0, 0.3)
        points = np.stack([x + lean * tall * t**2, base - tall * t + 4], axis=1)
        line_width = 2 if rng.random() < 0.6 else 1
        cv2.polylines(mask, [np.rint(points * 8).astype(np.int32)], False, 255, line_width, 16, 3)
    cover = as_floats(mask) / 255
    dark = mix(ground, brief.palette.near, 0.72)
    lift = np.linspace(0.55, 0, base, dtype=np.float32)[:, None, None]
    colour = as_floats(dark + (mix(ground, brief.palette.sun, 0.3) - dark) * lift)
    canvas.lay(as_floats(cover), np.broadcast_to(colour, (*mask.shape, 3)), None, height - base)


def _dunes(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Dunes behind dunes: each with a sharp crest between its lit and its shaded side."""
    height, width = canvas.height, canvas.width
    palette = brief.palette
    fine = field(canvas.rng, 1.0)
    for layer in range(5):
        share = layer / 4
        base = horizon + 0.03 + 0.36 * share**1.4
        shape = line(canvas.rng, width, 3.0, 2.6 - 1.3 * share)
        crest = as_floats((base - (0.025 + 0.085 * share) * (shape + 0.5)) * height)
        first = max(0, int(crest.min()) - 1)
        rows = np.arange(first, height, dtype=np.float32)[:, None]
        below = as_floats((rows - crest) / height)
        slope = np.gradient(cv2.GaussianBlur(crest[None], (0, 0), width / 100)[0])
        side = slope[None, :] * 4.5 - below / (0.07 + 0.14 * share) + 0.15
        x = np.arange(width, dtype=np.float32)[None, :]
        ripple = sample(
            fine,
            as_floats(x * 420 / width / (0.4 + share) + 0 * rows),
            as_floats((below * 1500 + 0.03 * x) / (0.4 + share)),
        )
        shade = step(-0.05, 0.35 + 0.5 * share, as_floats(side + 0.03 * ripple))[..., None]
        lit = mix(palette.sand, palette.sun, 0.28)
        dark = mix(palette.sand, mix(palette.near, palette.zenith, 0.4), 0.55)
        colour = as_floats(lit + (dark - lit) * shade)
        colour *= as_floats(1 + 0.025 * share * ripple - 0.35 * np.clip(below, 0, 0.5))[..., None]
        air = (1 - share) * (0.6 + 0.3 * brief.fog)
        colour += (palette.horizon - colour) * air
        near = as_floats(np.clip(0.08 + 0.7 * share + below * 0.6, 0, 0.95))
        canvas.lay(as_floats(np.clip(below * height + 0.5, 0, 1)), colour, near, first)


def _snow_plain(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Drifts, blue in their hollows, with snowy conifers to one side."""
    first, y, texture = _ground(canvas, horizon)
    palette = brief.palette
    soft = as_floats(cv2.GaussianBlur(texture, (0, 0), 3))
    white = mix(palette.snow, palette.sun, 0.2)
    blue = mix(palette.snow, palette.zenith, 0.42)
    lit = step(-1.3, 1.0, as_floats(soft + 0.35 - 0.9 * y))[..., None]
    colour = as_floats(blue + (white - blue) * lit)
    colour += (palette.horizon - colour) * (1 - step(0.0, 0.25, y))[..., None] * 0.5
    near = as_floats(np.broadcast_to(0.12 + 0.75 * y, texture.shape))
    canvas.lay(np.ones_like(texture), colour, near, first)
    tone = mix(palette.near, palette.far, 0.18)
    side = float(canvas.rng.choice([-1, 1]))
    conifers(canvas, horizon + 0.16, 0.5, tone, near=0.42, frost=palette.snow, side=side)


def _slopes(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Wooded shoulders of the mountain one stands on, darker the closer."""
    palette = brief.palette
    for layer in range(3):
        share = layer / 2
        tone = mix(palette.far, palette.near, 0.55 + 0.42 * share)
        tone = mix(tone, palette.horizon, 0.4 * brief.fog * (1 - share))
        if brief.autumn:
            tone = mix(tone, as_floats([0.55, 0.26, 0.1]), 0.3)
        shape = line(canvas.rng, canvas.width, 2.4, 1.4)
        tilt = np.linspace(-1, 1, canvas.width) * (1 if layer % 2 else -1)
        base = horizon + 0.02 + 0.12 * share
        top = as_floats((base + 0.03 * shape + 0.06 * tilt) * canvas.height)
        haze = mix(tone, palette.horizon, 0.28 * (1 - share))
        frost = palette.snow if brief.snow else None
        conifers(canvas, top, 0.1 + 0.09 * share, tone, near=0.25 + 0.25 * share, frost=frost)
        ridge(canvas, as_floats(top - 2), tone, haze, near=0.25 + 0.25 * share, depth=0.2)

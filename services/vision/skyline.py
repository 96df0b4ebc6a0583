"""Paints a city on the horizon: ranks of towers in haze, with lit windows when it is dark."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats

WARM, COOL = (as_floats(c) for c in ([1.0, 0.78, 0.42], [0.8, 0.9, 1.0]))


def paint_skyline(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Four ranks of buildings, the nearest the darkest."""
    palette = brief.palette
    lit = {"night": 0.42, "sunset": 0.2, "dawn": 0.12}.get(brief.hour, 0.0)
    for layer in range(4):
        share = layer / 3
        tone = mix(palette.far, palette.near, 0.1 + 0.75 * share)
        tone = mix(tone, palette.horizon, (1 - share) * (0.3 + 0.6 * brief.fog))
        tall = 0.36 - 0.07 * layer
        x = -0.02
        while x < 1.02:
            wide = float(canvas.rng.uniform(0.016, 0.042) * (0.8 + 0.5 * share))
            # Towers gather towards a centre, as they do where land is dear.
            middle = np.exp(-(((x - 0.42 - 0.12 * share) / 0.3) ** 2))
            rise = tall * (0.22 + 0.78 * middle) * float(canvas.rng.beta(2, 2.6) + 0.12)
            spans = _tower(canvas.rng, x, wide, rise)
            for left, right, top in spans:
                _block(canvas, (left, right, horizon - top, horizon + 0.01), tone, layer, lit)
            x += wide * float(canvas.rng.uniform(0.75, 1.25))
    glow = np.exp(-np.abs(np.linspace(0, 1, 108) - horizon) / 0.05)[:, None]
    if lit:
        warmth = as_floats(np.broadcast_to(glow * 0.22 * lit, (108, 192)))
        canvas.light(warmth, as_floats([1.0, 0.62, 0.35]))


def _tower(
    rng: np.random.Generator, x: float, wide: float, rise: float
) -> list[tuple[float, float, float]]:
    """left, right and height of a building's blocks: plain, stepped, or with a mast."""
    spans = [(x, x + wide, rise)]
    kind = rng.random()
    if rise > 0.1 and kind < 0.45:
        spans.append((x + wide * 0.2, x + wide * 0.8, rise * 1.14))
    if rise > 0.13 and kind < 0.25:
        spans.append((x + wide * 0.36, x + wide * 0.64, rise * 1.26))
    if rise > 0.12 and (kind < 0.15 or kind > 0.85):
        spans.append((x + wide * 0.485, x + wide * 0.515, rise * 1.5))
    return spans


def _block(
    canvas: Canvas, box: tuple[float, float, float, float], tone: Floats, layer: int, lit: float
) -> None:
    """One upright block with its light side, its edge and its windows."""
    left, right = (round(v * canvas.width) for v in box[:2])
    top, bottom = (round(v * canvas.height) for v in box[2:])
    left, right, top = max(left, 0), min(right, canvas.width), max(top, 0)
    if right <= left or bottom <= top:
        return
    rows, columns = bottom - top, right - left
    across = np.linspace(0.94, 1.1, columns, dtype=np.float32)[None, :, None]
    colour = as_floats(np.broadcast_to(tone * across, (rows, columns, 3)).copy())
    unit = max(3, round((3.2 + layer * 1.6) * canvas.height / 864))
    if columns > 2 * unit:
        _windows(canvas.rng, colour, unit, lit)
    canvas.lay(np.ones((rows, columns), np.float32), colour, 0.05 + 0.06 * layer, top, left)


def _windows(rng: np.random.Generator, colour: Floats, unit: int, lit: float) -> None:
    """A grid of panes of unit pixels; some shine, the others are a shade off the wall."""
    rows, columns = colour.shape[:2]
    y, x = np.arange(rows) - unit, np.arange(columns) - unit // 2
    high, wide = y // (2 * unit) + 1, x // (2 * unit) + 1
    pane = ((y % (2 * unit) < unit) & (y >= 0))[:, None] & (x % (2 * unit) < unit)[None, :]
    pane &= (np.arange(columns) < columns - unit // 2)[None, :]
    # Whole floors are dark or bright together, as offices are.
    chance = rng.random((rows // (2 * unit) + 2, 1)) * 0.6 + 0.7
    on = rng.random((chance.size, columns // (2 * unit) + 2)) < lit * chance
    shine = rng.uniform(0.35, 1.0, on.shape) * on
    tint = np.where(rng.random((*on.shape, 1)) < 0.75, WARM, COOL)
    light = (shine[..., None] * tint)[high][:, wide]
    colour[:] = np.where(pane[..., None], colour * (0.86 if lit else 0.93) + light, colour)

"""Paints a campfire: stones, logs, flames, and its light on all that stands around."""

import cv2
import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, grid, sample, step, tiles
from services.vision.pictures import Floats, as_floats
from services.vision.sketch import Point, Sketch, add_glow

FIRE = as_floats([1.0, 0.42, 0.1])


def firelight(canvas: Canvas, at: Point, reach: float, strength: float) -> None:
    """Warm light on what is painted so far, from a point in shares; reach in heights."""
    x, y = grid(180, round(180 * canvas.width / canvas.height))
    aside = (x - at[0]) * canvas.width / canvas.height
    gap = np.hypot(aside, (y - at[1] + 0.06) * 1.25) / reach
    light = strength * np.exp(-(gap**1.3) * 1.7)
    full = cv2.resize(as_floats(light), (canvas.width, canvas.height), interpolation=1)
    for tile in tiles(full.shape):
        amount = as_floats(full)[tile]
        for channel, (gain, add) in enumerate(((3.4, 0.035), (1.5, 0.013), (0.4, 0.002))):
            part = canvas.colour[tile][..., channel]
            part *= 1 + amount * np.float32(gain)
            part += amount * np.float32(add)


def paint_campfire(canvas: Canvas, brief: Brief, foot: Point, size: float) -> None:
    """The fire itself and its light on the ground; foot in shares, size in heights."""
    size *= min(1.0, 0.8 * canvas.width / canvas.height)
    dark = {"night": 1.0, "sunset": 0.3, "dawn": 0.3}.get(brief.hour, 0.06)
    firelight(canvas, foot, 2.1 * size, 0.5 * dark)
    sketch = Sketch(canvas, foot, size, 0.05 + 0.75 * foot[1], 1.0)
    at = sketch.pixel((0, 0.35))
    add_glow(canvas, at, 0.5 * size, FIRE, 0.13 * (0.4 + 0.6 * dark))
    add_glow(canvas, at, 2.6 * size, FIRE, 0.07 * dark)
    if brief.hour == "night":
        _temper(canvas, at, 2.2 * size)
    _stones(sketch, back=True)
    _flames(sketch, (0.0, 0.1), 1.0)
    _logs(sketch)
    _flames(sketch, (0.02, 0.03), 0.62)
    _stones(sketch, back=False)


def _temper(canvas: Canvas, at: Point, reach: float) -> None:
    """Hold what is only lit, around a pixel, below the brightness of flames: what looks for
    flames in the picture shall not find their light. Reach is a share of the height."""
    x, y = grid(144, round(144 * canvas.width / canvas.height))
    aside = (x - at[0] / canvas.width) * canvas.width / canvas.height
    near = np.exp(-((np.hypot(aside, y - at[1] / canvas.height) / reach) ** 4))
    share = cv2.resize(as_floats(near), (canvas.width, canvas.height), interpolation=1)
    red = np.maximum(canvas.colour[..., 0], 1e-3)
    held = 0.62 * np.tanh(red / 0.62) / red
    canvas.colour *= as_floats(1 + (held - 1) * as_floats(share))[..., None]


def _stones(sketch: Sketch, back: bool) -> None:
    """Half of the ring around the fire."""
    rng = sketch.canvas.rng
    angles = (
        np.linspace(0.12, np.pi - 0.12, 8) if back else np.linspace(np.pi + 0.1, 2 * np.pi - 0.1, 9)
    )
    for angle in angles:
        x, y = 0.62 * float(np.cos(angle)), 0.15 * float(np.sin(angle))
        wide, high = float(rng.uniform(0.075, 0.11)), float(rng.uniform(0.06, 0.085))
        turns = np.linspace(0, 2 * np.pi, 9)[:-1] + rng.uniform(0, 0.6)
        rough = rng.uniform(0.82, 1.1, 8)
        edge = [
            (x + wide * float(r * np.cos(t)), y + high * float(r * np.sin(t)))
            for t, r in zip(turns, rough, strict=True)
        ]
        lit = as_floats([0.5, 0.26, 0.12]) if back else as_floats([0.16, 0.09, 0.06])
        sketch.shape(edge, lit * float(rng.uniform(0.8, 1.2)), low=as_floats([0.05, 0.035, 0.035]))


def _logs(sketch: Sketch) -> None:
    """Logs leaned together, dark with glowing edges."""
    for foot, top in ((-0.44, 0.12), (0.46, -0.1), (-0.2, 0.2), (0.26, -0.16)):
        low, high = (foot, -0.03), (top, 0.34)
        sketch.line([low, high], 0.1, as_floats([0.13, 0.07, 0.045]))
        sketch.line(
            [(low[0] + 0.01, low[1] + 0.035), (high[0] + 0.01, high[1] + 0.02)],
            0.026,
            as_floats([0.62, 0.24, 0.07]),
        )
        end = [
            (top + 0.055 * float(np.cos(a)), 0.34 + 0.05 * float(np.sin(a)))
            for a in np.linspace(0, 6.28, 10)
        ]
        sketch.shape(end, as_floats([0.42, 0.2, 0.08]))
    sketch.line([(-0.5, -0.02), (0.48, 0.02)], 0.11, as_floats([0.11, 0.06, 0.04]))
    sketch.line([(-0.45, 0.03), (0.42, 0.06)], 0.03, as_floats([0.8, 0.32, 0.08]))


def _flames(sketch: Sketch, foot: Point, tall: float) -> None:
    """Tongues that lick upwards: red at their rim, orange, and yellow within."""
    canvas = sketch.canvas
    unit = sketch.size * canvas.height
    wide, high = round(1.3 * tall * unit), round(1.25 * tall * unit)
    if wide < 4 or high < 4:
        return
    x, y = grid(high, wide)
    x, y = as_floats((x - 0.5) * 2), as_floats(1 - y)
    noise = field(canvas.rng, 1.25)
    shift = sample(noise, as_floats(x * 26), as_floats(y * 30)) * 0.3 * y
    shift += sample(noise, as_floats(x * 9 + 200), as_floats(y * 12)) * 0.22 * y
    body = np.zeros_like(x)
    for centre, reach, breadth in (
        (0.0, 0.95, 0.42),
        (-0.3, 0.62, 0.26),
        (0.3, 0.7, 0.27),
        (0.12, 0.8, 0.3),
        (-0.14, 0.78, 0.3),
    ):
        t = np.clip(y / (reach * float(canvas.rng.uniform(0.85, 1.05))), 0, 1)
        # A tongue: round at its foot, drawn out to a point.
        half = 1.3 * breadth * (t + 0.12) ** 0.35 * (1 - t) ** 0.75 + 1e-4
        away = np.abs(x - centre * (1 - 0.6 * t) + shift) / half
        body = np.maximum(body, np.where(t < 1, (1 - away) * (1.12 - 0.55 * t), 0))
    heat = as_floats(np.clip(body, 0, 1))
    cover = step(0.02, 0.2, heat) * (0.35 + 0.65 * step(0.05, 0.4, heat))
    colour = _heat(heat)
    at = sketch.pixel((foot[0], foot[1]))
    left, top = round(at[0] - wide / 2), round(at[1]) - high
    a, b = max(0, -left), max(0, -top)
    c, d = min(wide, canvas.width - left), min(high, canvas.height - top)
    if a < c and b < d:
        part = (slice(b, d), slice(a, c))
        canvas.lay(as_floats(cover[part]), colour[part], sketch.near, top + b, left + a)


def _heat(heat: Floats) -> Floats:
    """Colour of a flame from its rim (0) to its heart (1)."""
    stops = np.array([0.0, 0.22, 0.5, 0.8, 1.0])
    tones = np.array(
        [
            [0.75, 0.16, 0.02],
            [1.0, 0.36, 0.05],
            [1.25, 0.66, 0.1],
            [1.6, 1.05, 0.3],
            [1.8, 1.35, 0.5],
        ]
    )
    return as_floats(np.stack([np.interp(heat, stops, tones[:, c]) for c in range(3)], axis=-1))

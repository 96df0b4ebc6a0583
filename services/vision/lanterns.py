"""Draws lanterns: paper with a tassel, iron with glass, or paper ones that rise into the sky."""

import cv2
import numpy as np

from services.vision.canvas import Canvas
from services.vision.pictures import as_floats
from services.vision.scaffold import Scaffold, Spot
from services.vision.sketch import Point, Sketch
from services.vision.towers import LAMP, Paint


def lantern(scaffold: Scaffold, spot: Spot, size: float, paint: Paint, red: bool) -> None:
    """A paper lantern with its tassel, or an iron one with glass, hanging at a spot."""
    x, y, z = spot
    glow = paint.lit
    if red:
        turns = np.linspace(0, 2 * np.pi, 19)[:-1]
        body = [
            (x + 1.12 * size * float(np.cos(t)), y + 0.86 * size * float(np.sin(t)), z)
            for t in turns
        ]
        tone = as_floats([1.35, 0.34, 0.16]) if glow else paint("b8302a")
        scaffold.shape(body, tone, low=tone * 0.8, shines=glow)
        heart = [
            (x + 0.62 * size * float(np.cos(t)), y + 0.6 * size * float(np.sin(t)), z)
            for t in turns
        ]
        if glow:
            scaffold.shape(heart, as_floats([1.7, 0.72, 0.32]), shines=True)
        for level in (0.86, -0.86):
            half, mid = 0.42 * size, y + level * size
            scaffold.shape(
                [
                    (x - half, mid - 0.12 * size, z),
                    (x + half, mid - 0.12 * size, z),
                    (x + half, mid + 0.12 * size, z),
                    (x - half, mid + 0.12 * size, z),
                ],
                paint("c9a24a"),
            )
        scaffold.line((x, y - size, z), (x, y - 1.9 * size, z), 0.2 * size, paint("b8302a"))
        scaffold.line((x, y + size, z), (x, y + 1.5 * size, z), 0.02, paint("3a3430"))
    else:
        half = 0.62 * size
        glass: list[Spot] = [
            (x - half * 0.7, y - size, z),
            (x + half * 0.7, y - size, z),
            (x + half, y + 0.6 * size, z),
            (x - half, y + 0.6 * size, z),
        ]
        scaffold.shape(
            glass, as_floats([1.8, 1.35, 0.75]) if glow else paint("b9b2a2"), shines=glow
        )
        scaffold.shape(
            [
                (x - half * 1.3, y + 0.6 * size, z),
                (x + half * 1.3, y + 0.6 * size, z),
                (x, y + 1.5 * size, z),
            ],
            paint("2c2a2a"),
        )
        scaffold.line((x, y - size, z), (x, y + 0.6 * size, z), 0.02, paint("2c2a2a"))
    if glow:
        tone = as_floats([1.0, 0.3, 0.12]) if red else LAMP
        scaffold.lamp(spot, size * 0.9, as_floats(tone * 0.8))


def sky_lanterns(canvas: Canvas, horizon: float) -> None:
    """Paper lanterns that rise into the sky, small ones far off, their light around them."""
    rng = canvas.rng
    rows = canvas.height // 4
    light = np.zeros((rows, canvas.width // 4), np.float32)
    for away in np.sort(rng.uniform(1.2, 9.0, 34))[::-1].tolist():
        size = 0.085 / away
        x, y = float(rng.uniform(0.03, 0.97)), horizon * float(rng.uniform(0.08, 0.93))
        sketch = Sketch(canvas, (x, y), size, 0.05 + 0.25 / away, 1.0)
        tilt = float(rng.normal(0, 0.05))
        body: list[Point] = [(-0.27, 0), (0.27, 0), (0.4 + tilt, 0.66), (0.34 + tilt, 0.9)]
        body += [(0.16 + tilt, 1.0), (-0.16 + tilt, 1.0), (-0.34 + tilt, 0.9), (-0.4 + tilt, 0.66)]
        sketch.shape(body, as_floats([0.95, 0.4, 0.14]), low=as_floats([1.7, 1.0, 0.42]))
        sketch.shape(
            [(-0.25, -0.03), (0.25, -0.03), (0.25, 0.03), (-0.25, 0.03)],
            as_floats([0.35, 0.13, 0.06]),
        )
        at = sketch.pixel((0, 0.4))
        cv2.circle(
            light, (round(at[0] / 4), round(at[1] / 4)), max(1, round(size * rows * 0.4)), 1.0, -1
        )
    near, wide = (as_floats(cv2.GaussianBlur(light, (0, 0), rows / s)) for s in (70, 14))
    canvas.light(as_floats(0.5 * near + 0.6 * wide), as_floats([1.0, 0.5, 0.2]))

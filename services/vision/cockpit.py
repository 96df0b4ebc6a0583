"""Paints the bridge of a spaceship: stars behind a window, consoles, and a chair in the dark."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats
from services.vision.sketch import Point, Sketch, add_glow
from services.vision.space import paint_space

CYAN, AMBER, ROSE = (as_floats(c) for c in ([0.25, 0.85, 1.0], [1.0, 0.66, 0.25], [1.0, 0.3, 0.4]))


def paint_cockpit(canvas: Canvas, brief: Brief) -> None:
    """Space first, then the hull around its window, then what stands before it."""
    paint_space(canvas)
    wide = canvas.width / canvas.height
    sketch = Sketch(canvas, (0.5, 1.0), 1.0, 0.45, 1.0)
    half = 0.5 * wide
    _hull(sketch, half)
    _struts(sketch, half)
    _ceiling_lights(sketch, half)
    _consoles(sketch, half)
    _chair(sketch)


def _hull(sketch: Sketch, half: float) -> None:
    """Ceiling, side walls and sill, dark, a little lit by what is outside."""
    wall, edge = as_floats([0.045, 0.055, 0.075]), half * 1.02
    inner, top, sill = half * 0.86, 0.85, 0.36
    lit = as_floats([0.11, 0.14, 0.19])
    ceiling: list[Point] = [(-edge, 1.01), (edge, 1.01), (edge, 0.93), (inner * 0.78, top)]
    sketch.shape([*ceiling, (-inner * 0.78, top), (-edge, 0.93)], wall, low=lit)
    for way in (-1, 1):
        side: list[Point] = [
            (way * edge, 0.94),
            (way * inner * 0.78, top + 0.002),
            (way * inner, 0.62),
        ]
        sketch.shape([*side, (way * inner * 0.86, sill), (way * edge, 0.2)], wall, low=wall * 0.7)
        rim: list[Point] = [
            (way * inner * 0.78, top),
            (way * inner, 0.62),
            (way * inner * 0.86, sill),
        ]
        sketch.line(rim, 0.014, lit * 1.6)
        for i in range(6):  # panels on the wall, and rows of small lamps
            y = 0.42 + 0.075 * i
            x = way * (inner * 1.02 + 0.02 * (3 - abs(i - 2.5)))
            sketch.line([(x, y), (way * edge, y - 0.03)], 0.004, lit * 0.9)
        _lamps(sketch, way, inner)
    sketch.line([(-inner * 0.78, top), (inner * 0.78, top)], 0.014, lit * 1.6)
    floor: list[Point] = [(-edge, -0.01), (edge, -0.01), (edge, 0.22), (inner * 0.86, sill)]
    sketch.shape([*floor, (-inner * 0.86, sill), (-edge, 0.22)], lit * 0.75, low=wall * 0.5)
    sketch.line([(-inner * 0.86, sill), (inner * 0.86, sill)], 0.016, lit * 1.9)


def _lamps(sketch: Sketch, way: int, inner: float) -> None:
    rng = sketch.canvas.rng
    for i in range(6):
        for k in range(4):
            if rng.random() < 0.55:
                x = way * (inner * 1.05 + 0.03 + 0.022 * k)
                y = 0.445 + 0.075 * i - 0.006 * k
                tone = (CYAN, AMBER, ROSE)[int(rng.choice(3, p=[0.55, 0.35, 0.1]))]
                sketch.box(x - 0.006, y, x + 0.006, y + 0.009, tone * float(rng.uniform(0.5, 1.2)))


def _struts(sketch: Sketch, half: float) -> None:
    """Bars of the window, leaning like a prow's."""
    dark, edge = as_floats([0.06, 0.072, 0.095]), as_floats([0.2, 0.25, 0.32])
    inner = half * 0.86
    for share in (-0.42, 0.42):
        bar: list[Point] = [(share * inner * 0.78, 0.86), (share * inner * 1.12, 0.35)]
        sketch.line(bar, 0.032, dark)
        shift = 0.014 if share < 0 else -0.014
        sketch.line([(x + shift, y) for x, y in bar], 0.004, edge)
    sketch.line([(-inner, 0.62), (-inner * 0.4, 0.598)], 0.02, dark)
    sketch.line([(inner, 0.62), (inner * 0.4, 0.598)], 0.02, dark)


def _ceiling_lights(sketch: Sketch, half: float) -> None:
    """Two strips above the window."""
    for way in (-1, 1):
        strip: list[Point] = [(way * half * 0.16, 0.915), (way * half * 0.62, 0.925)]
        strip += [(way * half * 0.64, 0.938), (way * half * 0.15, 0.929)]
        sketch.shape(strip, as_floats([0.75, 0.95, 1.1]))
        at = sketch.pixel((way * half * 0.4, 0.92))
        add_glow(sketch.canvas, at, 0.2, as_floats([0.35, 0.6, 0.8]), 0.13)


def _consoles(sketch: Sketch, half: float) -> None:
    """A curved row of desks under the window, with screens that glow."""
    rng = sketch.canvas.rng
    desk, top = as_floats([0.085, 0.1, 0.13]), as_floats([0.14, 0.165, 0.21])
    count = 5 if half > 0.7 else 3
    spans = np.linspace(-half * 0.98, half * 0.98, count + 1)
    for index in np.argsort(-np.abs(np.arange(count) - (count - 1) / 2))[::-1]:
        a, b = float(spans[index]) + 0.012, float(spans[index + 1]) - 0.012
        middle = (a + b) / 2
        drop = 0.1 * (middle / half) ** 2
        y = 0.25 - drop
        front: list[Point] = [(a * 1.04, -0.02), (b * 1.04, -0.02), (b, y), (a, y)]
        sketch.shape(front, desk, low=desk * 0.45, near=0.72)
        slab: list[Point] = [
            (a, y - 0.004),
            (b, y - 0.004),
            (b * 0.95, y + 0.075),
            (a * 0.95, y + 0.075),
        ]
        sketch.shape(slab, top, low=top * 1.4, near=0.66)
        _screens(sketch, (a, b), y)
        tone = (CYAN, AMBER)[int(rng.random() < 0.3)]
        sketch.line([(a, y - 0.002), (b, y - 0.002)], 0.006, tone * 0.9)
        add_glow(sketch.canvas, sketch.pixel((middle, y + 0.04)), 0.16, tone, 0.16)


def _screens(sketch: Sketch, span: Point, y: float) -> None:
    """Upright glass over a desk with lines and dials, and keys on the desk."""
    rng = sketch.canvas.rng
    a, b = span
    wide = (b - a) * 0.44
    for share in (0.05, 0.51):
        left = 0.965 * (a + share * (b - a))
        tone = (CYAN, CYAN, AMBER)[int(rng.integers(3))]
        low, high = y + 0.078, y + 0.078 + float(rng.uniform(0.06, 0.085))
        glass: list[Point] = [
            (left, low),
            (left + wide, low),
            (left + wide * 0.97, high),
            (left + wide * 0.03, high),
        ]
        sketch.shape(glass, tone * 0.2, low=tone * 0.34, near=0.6)
        _readings(sketch, (left, low, left + wide, high), tone)
    for i in range(16):
        x = a + (b - a) * (0.06 + 0.88 * (i % 8) / 7)
        key = y + 0.016 + 0.026 * (i // 8)
        tone = mix(
            as_floats([0.2, 0.24, 0.3]),
            (CYAN, AMBER, ROSE)[int(rng.integers(3))],
            float(rng.random()),
        )
        sketch.box(x * 0.985 - 0.009, key, x * 0.985 + 0.009, key + 0.011, tone)


def _readings(sketch: Sketch, box: tuple[float, float, float, float], tone: Floats) -> None:
    """A curve, bars or a dial on a screen."""
    rng = sketch.canvas.rng
    left, low, right, high = box
    wide, tall = right - left, high - low
    kind = int(rng.integers(3))
    if kind == 0:
        t = np.linspace(0.08, 0.92, 22)
        wave = 0.5 + 0.3 * np.sin(t * rng.uniform(9, 20) + rng.uniform(0, 6)) * np.sin(t * 3.1)
        points = [
            (left + wide * float(u), low + tall * float(v)) for u, v in zip(t, wave, strict=True)
        ]
        sketch.line(points, 0.0035, tone * 1.3)
        sketch.line(
            [(left + wide * 0.08, low + tall * 0.5), (right - wide * 0.08, low + tall * 0.5)],
            0.0015,
            tone * 0.5,
        )
    elif kind == 1:
        for i in range(9):
            x = left + wide * (0.09 + 0.093 * i)
            sketch.box(
                x,
                low + tall * 0.14,
                x + wide * 0.055,
                low + tall * float(rng.uniform(0.3, 0.88)),
                tone * 0.95,
            )
    else:
        centre, turns = (left + wide * 0.3, low + tall * 0.5), np.linspace(0, 2 * np.pi, 25)
        for radius in (0.4, 0.24):
            ring = [
                (
                    centre[0] + radius * tall * float(np.cos(t)),
                    centre[1] + radius * tall * float(np.sin(t)),
                )
                for t in turns
            ]
            sketch.line(ring, 0.003, tone * 1.1)
        for i in range(5):
            y = low + tall * (0.2 + 0.14 * i)
            sketch.line(
                [(left + wide * 0.6, y), (left + wide * float(rng.uniform(0.7, 0.93)), y)],
                0.004,
                tone * 0.9,
            )


def _chair(sketch: Sketch) -> None:
    """The captain's seat from behind, rimmed by the light of the screens."""
    dark, rim = as_floats([0.014, 0.016, 0.022]), as_floats([0.14, 0.34, 0.42])
    back: list[Point] = [
        (-0.12, -0.02),
        (-0.125, 0.12),
        (-0.1, 0.24),
        (-0.05, 0.275),
        (0.05, 0.275),
    ]
    back += [(0.1, 0.24), (0.125, 0.12), (0.12, -0.02)]
    for grow, tone in ((1.035, rim), (1.0, dark)):
        sketch.shape([(x * grow, y * grow - 0.001) for x, y in back], tone, near=0.9)
        head: list[Point] = [
            (-0.055, 0.27),
            (0.055, 0.27),
            (0.05, 0.33),
            (0.03, 0.345),
            (-0.03, 0.345),
            (-0.05, 0.33),
        ]
        sketch.shape([(x * grow, y * (1 + (grow - 1) * 0.4)) for x, y in head], tone, near=0.9)
    for way in (-1, 1):
        arm: list[Point] = [
            (way * 0.12, 0.1),
            (way * 0.2, 0.1),
            (way * 0.21, 0.075),
            (way * 0.12, 0.07),
        ]
        sketch.shape(arm, dark, near=0.9)
        sketch.line([(way * 0.13, 0.102), (way * 0.2, 0.102)], 0.004, rim)

"""Draws boats with their mirror: under sail, a rowing boat, or one with a woven canopy."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.palettes import mix
from services.vision.sketch import Point, Sketch, reflect
from services.vision.towers import LAMP, Paint, paint_of


def paint_boat(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """One boat on the water, clear of the middle."""
    rng = canvas.rng
    edge = float(rng.choice([-1, 1]))
    reach = min(0.24, 0.3 * canvas.height / canvas.width)
    x = 0.5 + edge * float(rng.uniform(0.5, 1.0)) * reach
    sails = brief.sails or (not brief.eastern and brief.backdrop == "none")
    foot = horizon + (1 - horizon) * (0.14 if sails else 0.3)
    size = 0.46 if sails else 0.24
    size *= min(1.0, 0.75 * canvas.width / canvas.height)
    sketch = Sketch(canvas, (x, foot), size, 0.05 + 0.8 * (foot - horizon) / (1 - horizon), side)
    draw_boat(sketch, brief, sails)
    reflect(canvas, sketch.cover(), foot, 0.62 if not brief.storm else 0.2)


def draw_boat(sketch: Sketch, brief: Brief, sails: bool) -> None:
    """The kind of boat that suits the place; the waterline is at y 0."""
    paint = paint_of(brief, 0.08)
    if sails:
        _junk(sketch, brief, paint) if brief.eastern else _sloop(sketch, brief, paint)
    elif brief.eastern:
        _canopy_boat(sketch, paint)
    else:
        _rowing_boat(sketch, paint)


def _sloop(sketch: Sketch, brief: Brief, paint: Paint) -> None:
    """Main, jib and a dark hull, heeling a little."""
    way = -sketch.side
    lean = 0.04 * way

    def at(x: float, y: float) -> Point:
        return x * way + lean * y, y

    sun = brief.palette.sun
    canvas_light = mix(paint("f6efdf"), sun, 0.25) * 1.05
    canvas_dark = mix(paint("cdbfae"), brief.palette.middle, 0.3)
    sketch.line([at(0.02, 0.05), at(0.02, 0.98)], 0.011, paint("5a4030"))
    t = np.linspace(0, 1, 12)
    leech = [
        at(float(-0.36 * (1 - v) - 0.055 * np.sin(v * np.pi)), float(0.12 + 0.82 * v)) for v in t
    ]
    sketch.shape([*leech, at(0.012, 0.95), at(0.012, 0.12)], canvas_light, low=canvas_dark)
    luff = [at(float(0.36 * (1 - v) + 0.04 * np.sin(v * np.pi)), float(0.09 + 0.76 * v)) for v in t]
    sketch.shape(
        [*luff, at(0.03, 0.84), at(0.06, 0.13)], canvas_light * 0.94, low=canvas_dark * 0.92
    )
    for y in (0.3, 0.48, 0.66):
        end = -0.36 * (1 - (y - 0.12) / 0.82)
        sketch.line([at(end, y), at(0.0, y + 0.015)], 0.004, canvas_dark * 0.85)
    sketch.line([at(-0.37, 0.11), at(0.03, 0.11)], 0.014, paint("5a4030"))
    hull = [at(-0.42, 0.075), at(0.44, 0.095), at(0.3, -0.01), at(-0.33, -0.01)]
    sketch.shape(hull, paint("3c2f33"), low=paint("241c22"))
    sketch.line([at(-0.42, 0.073), at(0.44, 0.093)], 0.012, paint("d8c9ae"))
    sketch.shape(
        [at(-0.25, 0.075), at(0.05, 0.085), at(0.02, 0.12), at(-0.22, 0.115)], paint("cbb894", 0.8)
    )
    sketch.shape([at(0.02, 0.98), at(-0.06, 0.965), at(0.02, 0.945)], paint("b8402f"))
    if paint.lit and brief.hour == "night":
        sketch.glow((0, 0.13), 0.3, LAMP, 0.35)


def _junk(sketch: Sketch, brief: Brief, paint: Paint) -> None:
    """Two battened sails like fans over a high-sterned hull."""
    way = -sketch.side
    for x, size in ((-0.16, 0.78), (0.2, 0.6)):
        sail: list[Point] = [(-0.2, 0.14), (0.15, 0.14), (0.17, 0.55), (0.05, 1.05), (-0.17, 0.62)]
        corners = [((x + px * size) * way, 0.02 + py * size) for px, py in sail]
        sketch.line([(x * way, 0.05), (x * way, 1.02 * size)], 0.012, paint("4a3428"))
        sketch.shape(corners, mix(paint("c98a55"), brief.palette.sun, 0.15), low=paint("8c5238"))
        for share in np.linspace(0.22, 0.8, 6):
            y = 0.02 + float(share) * size
            ends = [((x - 0.2 * size) * way, y * 0.97), ((x + 0.16 * size) * way, y)]
            sketch.line(ends, 0.006, paint("5f3a28"))
    hull: list[Point] = [
        (-0.46, 0.16),
        (-0.3, 0.08),
        (0.28, 0.07),
        (0.46, 0.12),
        (0.34, -0.01),
        (-0.36, -0.01),
    ]
    sketch.shape([(x * way, y) for x, y in hull], paint("5c4030"), low=paint("2f211b"))
    sketch.box(-0.42 if way > 0 else 0.3, 0.1, -0.3 if way > 0 else 0.42, 0.19, paint("7a5a40"))


def _canopy_boat(sketch: Sketch, paint: Paint) -> None:
    """A slim boat with a dark woven canopy, as on the canals of Jiangnan."""
    hull: list[Point] = [
        (-0.8, 0.17),
        (-0.5, 0.06),
        (0.5, 0.06),
        (0.82, 0.15),
        (0.6, -0.02),
        (-0.58, -0.02),
    ]
    sketch.shape(hull, paint("54402f"), low=paint("2a201a"))
    angles = np.linspace(0, np.pi, 15)
    roof = [(float(0.36 * np.cos(a)), float(0.05 + 0.27 * np.sin(a) ** 0.75)) for a in angles]
    sketch.shape(roof, paint("4a4640"), low=paint("2c2a28"), round_=0.4)
    for x in np.linspace(-0.3, 0.3, 7):
        high = float(0.05 + 0.27 * (1 - (x / 0.36) ** 2) ** 0.375)
        sketch.line([(float(x), 0.05), (float(x) * 0.97, high)], 0.01, paint("6a6458"))
    inside = LAMP * 0.8 if paint.lit else paint("231d18")
    sketch.shape([(0.3, 0.06), (0.365, 0.06), (0.34, 0.16), (0.31, 0.18)], inside)
    sketch.line([(0.62, 0.1), (1.05, -0.02)], 0.016, paint("6d5238"))
    if paint.lit:
        sketch.glow((0.33, 0.14), 0.6, LAMP, 0.35)


def _rowing_boat(sketch: Sketch, paint: Paint) -> None:
    """An empty boat with its oars shipped."""
    rim: list[Point] = [(-0.75, 0.2), (-0.4, 0.115), (0.45, 0.115), (0.78, 0.18)]
    sketch.shape([*rim, (0.45, 0.2), (-0.45, 0.21)], paint("7d5f44", 0.55))
    for x in (-0.3, 0.05, 0.38):
        sketch.box(x, 0.14, x + 0.1, 0.185, paint("b08a60"))
    sketch.shape(
        [*rim, (0.62, 0.0), (0.5, -0.03), (-0.52, -0.03), (-0.64, 0.02)],
        paint("a8744c"),
        low=paint("5a3a28"),
    )
    sketch.line(rim, 0.022, paint("d9b98c"))
    sketch.line([(-0.62, 0.1), (0.66, 0.09)], 0.01, paint("6d4a32"))
    sketch.line([(-0.2, 0.22), (-0.95, 0.0)], 0.016, paint("c8a578"))
    sketch.line([(0.2, 0.21), (0.98, 0.02)], 0.016, paint("c8a578"))

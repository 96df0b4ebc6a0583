"""Draws what rises alone: lighthouse, castle, pagoda, windmill, each 1 tall on a foot at y 0."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import grid
from services.vision.palettes import mix, rgb
from services.vision.pictures import Floats, as_floats
from services.vision.sketch import Point, Sketch

LAMP = as_floats([1.0, 0.76, 0.42])


@dataclass(frozen=True)
class Paint:
    """Colours of the hour for what is built."""

    level: float
    """How bright a white wall is."""
    tint: Floats
    haze: Floats
    away: float
    """Share of the air before it."""
    lit: bool
    """Whether lamps burn."""

    def __call__(self, code: str, gain: float = 1.0) -> Floats:
        """A colour as it is seen."""
        return mix(rgb(code) * self.tint * (self.level * gain), self.haze, self.away)


def paint_of(brief: Brief, away: float = 0.15) -> Paint:
    """The light on what is built, away by a share of air."""
    palette = brief.palette
    level = {"night": 0.46, "dawn": 0.82, "sunset": 0.72}.get(brief.hour, 1.0)
    level *= 0.42 if brief.storm else 0.75 if brief.wet else 1.0
    tint = as_floats(0.45 + 0.55 * mix(palette.sun, palette.horizon, 0.4))
    if brief.hour == "night":
        tint = as_floats([0.72, 0.86, 1.15])
    haze = mix(palette.far, palette.horizon, 0.4)
    lit = brief.hour != "day" or brief.storm or brief.fog > 0.5
    return Paint(level, tint, haze, min(0.8, away * (1 + 2.2 * brief.fog)), lit)


def lighthouse(sketch: Sketch, paint: Paint) -> None:
    """A banded tower with gallery, lantern and dome; its beam where lamps burn."""
    keeper = [(0.1, 0), (0.32, 0), (0.32, 0.12), (0.1, 0.12)]
    sketch.shape(keeper, paint("e6e0d4"), low=paint("b8ae9e"))
    sketch.shape([(0.07, 0.12), (0.35, 0.12), (0.29, 0.19), (0.13, 0.19)], paint("8c4a3c"))
    sketch.box(0.18, 0.04, 0.22, 0.09, LAMP * 1.3 if paint.lit else paint("3a4650"))

    def half(y: float) -> float:
        return 0.085 - 0.037 * y / 0.76

    bands = np.linspace(0, 0.76, 6)
    for i, (low, high) in enumerate(pairwise(bands)):
        code = "b5362c" if i % 2 else "f3efe6"
        corners: list[Point] = [(-half(low), low), (half(low), low)]
        corners += [(half(high), high + 0.002), (-half(high), high + 0.002)]
        sketch.shape(corners, paint(code, 1.08), round_=0.75)
    for y in (0.2, 0.42, 0.62):
        sketch.box(-0.012, y, 0.012, y + 0.04, LAMP if paint.lit else paint("39434c"))
    sketch.box(-0.017, 0, 0.017, 0.06, paint("4a3428"))
    sketch.shape([(-0.075, 0.76), (0.075, 0.76), (0.068, 0.785), (-0.068, 0.785)], paint("3a3d42"))
    sketch.box(
        -0.038, 0.785, 0.038, 0.87, as_floats([2.0, 1.7, 1.1]) if paint.lit else paint("a9c3cc")
    )
    for x in (-0.038, -0.013, 0.012, 0.036):
        sketch.box(x, 0.785, x + 0.004, 0.87, paint("2e3136"))
    for x in np.linspace(-0.072, 0.068, 8):
        sketch.box(float(x), 0.785, float(x) + 0.004, 0.82, paint("2e3136"))
    dome = [(0.05 * np.cos(a), 0.87 + 0.055 * np.sin(a)) for a in np.linspace(0, np.pi, 13)]
    sketch.shape([(float(x), float(y)) for x, y in dome], paint("a8332a"), round_=0.6)
    sketch.box(-0.003, 0.92, 0.003, 0.99, paint("2e3136"))
    if paint.lit:
        sketch.glow((0, 0.83), 0.32, LAMP, 0.75)
        _beam(sketch, (0, 0.83))


def _beam(sketch: Sketch, lamp: Point) -> None:
    """Two opposite shafts of light, wide at their ends, fading into the air."""
    canvas = sketch.canvas
    at = sketch.pixel(lamp)
    x, y = grid(216, round(216 * canvas.width / canvas.height))
    aside = (x - at[0] / canvas.width) * canvas.width / canvas.height
    rise = y - at[1] / canvas.height
    towards = 1.0 if at[0] < canvas.width / 2 else -1.0
    total = np.zeros_like(aside)
    for way, strength in ((towards, 0.62), (-towards, 0.4)):
        run = aside * way * 0.985 - rise * 0.17
        off = np.abs(rise * 0.985 + aside * way * 0.17)
        wide = 0.006 + 0.075 * np.maximum(run, 0)
        shaft = np.exp(-((off / wide) ** 2)) * np.exp(-np.maximum(run, 0) * 1.5)
        total += strength * shaft * np.clip(run * 60, 0, 1)
    canvas.light(
        as_floats(cv2.GaussianBlur(as_floats(total), (0, 0), 1.0)), as_floats([1.0, 0.9, 0.66])
    )


def castle(sketch: Sketch, paint: Paint) -> None:
    """Walls and round towers, some battlemented, some under steep roofs."""
    rng = sketch.canvas.rng
    roof = str(rng.choice(["4c5a78", "7a3f38", "49616a"]))
    towers = [(-0.3, 0.11, 0.52), (0.28, 0.12, 0.6), (-0.12, 0.1, 0.7), (0.1, 0.15, 0.82)]
    walls = [(-0.5, 0.5, 0.22), (-0.34, 0.36, 0.36)]
    for left, right, high in walls[::-1]:
        _wall(sketch, paint, (left, right), high)
        while towers and high > 0.3:
            x, wide, tall = towers.pop()
            _tower(sketch, paint, (x + float(rng.uniform(-0.02, 0.02)), wide, tall), roof)
    for x in (-0.5, 0.5):
        _tower(sketch, paint, (x, 0.13, float(rng.uniform(0.3, 0.36))), None)
    for x in (-0.13, 0.13):
        _tower(sketch, paint, (x, 0.1, 0.33), None)
    arch = [(0.055 * np.cos(a), 0.1 + 0.06 * np.sin(a)) for a in np.linspace(0, np.pi, 9)]
    gate = [(-0.055, 0.0), (0.055, 0.0), *[(float(x), float(y)) for x, y in arch]]
    sketch.shape(gate, LAMP * 0.9 if paint.lit else paint("2d2620"))


def _wall(sketch: Sketch, paint: Paint, span: Point, high: float) -> None:
    sketch.shape(
        [(span[0], -0.08), (span[1], -0.08), (span[1], high), (span[0], high)],
        paint("a79c8c", 0.82),
        low=paint("7d7468", 0.6),
    )
    _teeth(sketch, span, high, paint("a79c8c", 0.82))


def _teeth(sketch: Sketch, span: Point, high: float, tone: Floats) -> None:
    """Battlements along an edge."""
    count = max(3, round((span[1] - span[0]) / 0.035))
    for i in range(count):
        left = span[0] + (span[1] - span[0]) * i / count
        sketch.box(
            left, high - 0.004, left + (span[1] - span[0]) * 0.55 / count, high + 0.022, tone
        )


def _tower(sketch: Sketch, paint: Paint, box: tuple[float, float, float], roof: str | None) -> None:
    """A round tower: its middle, width and height."""
    x, wide, tall = box
    half = wide / 2
    body: list[Point] = [(x - half, -0.08), (x + half, -0.08), (x + half, tall), (x - half, tall)]
    sketch.shape(body, paint("c3b8a6"), round_=0.72)
    lip = half * 1.18
    sketch.shape(
        [(x - half, tall - 0.03), (x + half, tall - 0.03), (x + lip, tall), (x - lip, tall)],
        paint("b5aa98"),
        round_=0.72,
    )
    sketch.shape(
        [(x - lip, tall), (x + lip, tall), (x + lip, tall + 0.03), (x - lip, tall + 0.03)],
        paint("b5aa98"),
        round_=0.72,
    )
    rng = sketch.canvas.rng
    for y in np.arange(0.12, tall - 0.07, 0.13):
        shift = float(rng.uniform(-0.3, 0.3)) * half
        shines = paint.lit and rng.random() < 0.7
        tone = LAMP * float(rng.uniform(0.9, 1.4)) if shines else paint("3c3a3c")
        sketch.box(x + shift - 0.009, float(y), x + shift + 0.009, float(y) + 0.035, tone)
    if roof is None:
        _teeth(sketch, (x - lip, x + lip), tall + 0.03, paint("b5aa98", 0.9))
        return
    peak = tall + 0.03 + wide * 1.75
    cone: list[Point] = [(x - lip * 1.15, tall + 0.03), (x + lip * 1.15, tall + 0.03), (x, peak)]
    sketch.shape(cone, paint(roof), round_=0.7)
    sketch.line([(x, peak - 0.01), (x, peak + 0.07)], 0.005, paint("3c3a3c"))
    flag = sketch.side * -0.05
    sketch.shape([(x, peak + 0.07), (x + flag, peak + 0.055), (x, peak + 0.04)], paint("b8402f"))


def pagoda(sketch: Sketch, paint: Paint) -> None:
    """A tower of roofs with turned-up eaves, each storey smaller than the last."""
    levels = 5 if sketch.size > 0.2 else 4
    rise = 0.78 / levels
    sketch.shape(
        [(-0.3, -0.06), (0.3, -0.06), (0.27, 0.035), (-0.27, 0.035)],
        paint("9a948a"),
        low=paint("6c675f"),
    )
    for level in range(levels):
        low = 0.035 + level * rise
        half = 0.185 - 0.026 * level
        wall: list[Point] = [
            (-half, low),
            (half, low),
            (half, low + rise * 0.66),
            (-half, low + rise * 0.66),
        ]
        sketch.shape(wall, paint("9c4532"), round_=0.55)
        for i in range(5):
            left = -half + (i + 0.18) * half * 0.4
            tone = LAMP * 1.15 if paint.lit else paint("4a2a22")
            sketch.box(left, low + rise * 0.12, left + half * 0.26, low + rise * 0.46, tone)
        sketch.box(-half, low, half, low + rise * 0.07, paint("5c2c22"))
        _eaves(sketch, paint, half, low + rise * 0.6, rise * 0.5)
    sketch.line([(0, 0.81), (0, 0.99)], 0.014, paint("8a7440"))
    for y in (0.86, 0.9, 0.94):
        sketch.box(-0.022, y, 0.022, y + 0.011, paint("a98c4a"))
    if paint.lit:
        sketch.glow((0, 0.3), 0.5, LAMP, 0.2)


def _eaves(sketch: Sketch, paint: Paint, half: float, y: float, rise: float) -> None:
    """One roof: concave slopes, tips turned up, a dark underside."""
    t = np.linspace(-1, 1, 25)
    reach = half * 1.62
    lower = [(float(s * reach), float(y + rise * 0.42 * abs(s) ** 3.2)) for s in t]
    slopes = [float(reach * np.sign(s) * abs(s) ** 0.8 * 0.98) for s in t[::-1]]
    upper = [
        (x, float(y + rise * (0.14 + 0.42 * (abs(s) ** 3.2) + 0.72 * (1 - abs(s)) ** 1.7)))
        for x, s in zip(slopes, t[::-1], strict=True)
    ]
    sketch.shape([*lower, *upper], paint("46525a"), low=paint("39434c"), round_=0.5)
    under = [(x, v - rise * 0.1) for x, v in lower[3:-3]][::-1]
    sketch.shape([*lower[3:-3], *under], paint("6b3226"))


def windmill(sketch: Sketch, paint: Paint) -> None:
    """A tapered mill with cap and gallery, and four latticed sails."""
    body: list[Point] = [(-0.2, -0.01), (0.2, -0.01), (0.115, 0.62), (-0.115, 0.62)]
    sketch.shape(body, paint("e4dac6"), low=paint("c2b49a"), round_=0.6)
    sketch.shape(
        [(-0.21, -0.01), (0.21, -0.01), (0.192, 0.12), (-0.192, 0.12)], paint("9c8468"), round_=0.6
    )
    for x, y in ((0, 0.3), (0.04, 0.48), (-0.05, 0.2)):
        sketch.box(x - 0.02, y, x + 0.02, y + 0.055, LAMP if paint.lit else paint("3f4a50"))
    sketch.box(-0.035, -0.01, 0.035, 0.1, paint("4c3a2c"))
    cap = [(0.135 * np.cos(a), 0.62 + 0.13 * np.sin(a)) for a in np.linspace(0, np.pi, 15)]
    sketch.shape([(float(x), float(y)) for x, y in cap], paint("6d5140"), round_=0.6)
    turn = float(sketch.canvas.rng.uniform(0.15, 1.4))
    for angle in turn + np.arange(4) * np.pi / 2:
        _sail(sketch, paint, float(angle))
    sketch.shape([(-0.02, 0.64), (0.02, 0.64), (0.02, 0.68), (-0.02, 0.68)], paint("3a2c22"))


def _sail(sketch: Sketch, paint: Paint, angle: float) -> None:
    """One arm with its lattice and cloth."""
    out = (float(np.cos(angle)), float(np.sin(angle)))

    def at(run: float, off: float) -> Point:
        return out[0] * run - out[1] * off, 0.66 + out[1] * run + out[0] * off

    cloth = [at(0.1, 0.012), at(0.5, 0.012), at(0.5, 0.1), at(0.1, 0.085)]
    sketch.shape(cloth, paint("efe6d2", 0.95))
    for run in np.linspace(0.1, 0.5, 7):
        sketch.line([at(float(run), 0.0), at(float(run), 0.1)], 0.006, paint("5a4636"))
    sketch.line([at(0.1, 0.055), at(0.5, 0.06)], 0.005, paint("5a4636"))
    sketch.line([at(0.0, 0.0), at(0.53, 0.0)], 0.016, paint("4c3a2c"))

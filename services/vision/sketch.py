"""Draws built things from flat shapes, in units of the thing itself, and their mirror in water."""

from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.canvas import Canvas, grid, sample
from services.vision.canvas import field as noise_field
from services.vision.pictures import Floats, as_floats

Point = tuple[float, float]


@dataclass
class Sketch:
    """A place on a canvas: x to the right and y upwards from a foot."""

    canvas: Canvas
    foot: Point
    """Shares of the canvas's width and height."""
    size: float
    """What a length of 1 takes, as a share of the height."""
    near: float
    side: float
    """Where the light comes from: -1 left, 1 right."""
    drawn: list[tuple[int, int, Floats]] = field(default_factory=list[tuple[int, int, Floats]])
    """Left, top and cover of all shapes so far."""

    def pixel(self, point: Point) -> Point:
        """Where a point is seen, in pixels."""
        unit = self.size * self.canvas.height
        return (
            self.foot[0] * self.canvas.width + point[0] * unit,
            self.foot[1] * self.canvas.height - point[1] * unit,
        )

    def shape(
        self,
        points: list[Point],
        tone: Floats,
        *,
        low: Floats | None = None,
        round_: float = 0.0,
        near: float | None = None,
    ) -> None:
        """A polygon of a colour; low is the colour at its foot, round_ how much its sides turn
        away from the light, as on a tower."""
        drawn = self.canvas.polygon(np.array([self.pixel(p) for p in points]))
        if drawn is None:
            return
        mask, left, top = drawn
        cover = as_floats(mask / np.float32(255))
        colour = np.broadcast_to(as_floats(tone), (*mask.shape, 3))
        if low is not None:
            down = np.linspace(0, 1, mask.shape[0], dtype=np.float32)[:, None, None]
            colour = colour + (low - colour) * down
        if round_:
            across = np.linspace(-1, 1, mask.shape[1], dtype=np.float32)[None, :, None]
            colour = colour * (1 - round_ * (0.5 + 0.5 * np.clip(0.25 - across * self.side, -1, 1)))
        self.lay(cover, as_floats(colour), (left, top), near)

    def lay(self, cover: Floats, colour: Floats, at: tuple[int, int], near: float | None) -> None:
        """A finished piece with its corner at a pixel."""
        depth = self.near if near is None else near
        self.canvas.lay(cover, colour, depth, at[1], at[0])
        self.drawn.append((*at, cover))

    def line(self, points: list[Point], wide: float, tone: Floats) -> None:
        """A line of a width."""
        for a, b in pairwise(points):
            run, rise = b[0] - a[0], b[1] - a[1]
            length = max(1e-6, float(np.hypot(run, rise)))
            off = (-rise / length * wide / 2, run / length * wide / 2)
            corners = [(p[0] + s * off[0], p[1] + s * off[1]) for p, s in ((a, 1), (b, 1), (b, -1))]
            self.shape([*corners, (a[0] - off[0], a[1] - off[1])], tone)

    def box(self, left: float, low: float, right: float, high: float, tone: Floats) -> None:
        """An upright rectangle."""
        self.shape([(left, low), (right, low), (right, high), (left, high)], tone)

    def glow(self, point: Point, reach: float, tone: Floats, strength: float = 0.5) -> None:
        """Light around a point, to about so far; it lies on all that is behind."""
        add_glow(self.canvas, self.pixel(point), reach * self.size, tone, strength)

    def cover(self) -> Floats:
        """Where the thing is, over the whole canvas."""
        whole = np.zeros((self.canvas.height, self.canvas.width), np.float32)
        for left, top, cover in self.drawn:
            part = whole[top : top + cover.shape[0], left : left + cover.shape[1]]
            np.maximum(part, cover, out=part)
        return whole


def add_glow(canvas: Canvas, at: Point, reach: float, tone: Floats, strength: float) -> None:
    """Light around a pixel; reach is a share of the height."""
    x, y = grid(144, round(144 * canvas.width / canvas.height))
    aside = (x - at[0] / canvas.width) * canvas.width / canvas.height
    gap = np.hypot(aside, y - at[1] / canvas.height) / reach
    canvas.light(as_floats(strength * (0.6 * np.exp(-gap * 2.2) + 0.4 * np.exp(-gap * gap))), tone)


def reflect(canvas: Canvas, cover: Floats, line: float, strength: float) -> None:
    """Mirror what is covered in the water below a level line (share of the height), broken by
    ripples; strength is how much of the water's own colour gives way."""
    height, width = canvas.height, canvas.width
    first = int(line * height)
    rows = min(height - first, first)
    if rows < 2:
        return
    y = np.arange(first, first + rows, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)[None]
    noise: Floats = noise_field(canvas.rng, 1.1)
    run = as_floats(1 / ((y - first) / height + 0.06))
    wave = sample(
        noise, as_floats((x - width / 2) / height * 34 * run), as_floats(run * 60 + 0 * x)
    )
    scale = height / 864 * (0.6 + 5 * (y - first) / height)
    u = as_floats(x + wave * 3.2 * scale)
    v = as_floats(2 * first - 1 - y - np.abs(wave) * 4 * scale)
    seen = as_floats(cv2.remap(cover, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    image = as_floats(cv2.remap(canvas.colour, u, v, 1, borderMode=cv2.BORDER_REPLICATE))
    share = seen * as_floats(strength * (1 - 0.45 * (y - first) / max(1, rows)))
    water = canvas.regions.get(RegionKind.REGION_KIND_WATER)
    if water is not None:  # neither a beach nor a quay mirrors anything
        share = share * water[first : first + rows]
    view = canvas.colour[first : first + rows]
    view += (image * 0.86 - view) * share[..., None]


def polygon(points: NDArray[np.floating]) -> list[Point]:
    """Rows of x and y as a list of points."""
    return [(float(x), float(y)) for x, y in points]

"""Flat shapes in a space in one-point perspective, and their mirror image; units are metres."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from services.vision.canvas import Canvas
from services.vision.pictures import Floats, as_floats

Spot = tuple[float, float, float]
"""To the right, up from the ground, and away from the eye."""


@dataclass
class Scaffold:
    """Projects and paints; what shines is gathered, and laid over all of it at the end."""

    canvas: Canvas
    eye: float
    """Height of the eye above the ground."""
    horizon: float
    lens: float
    """Focal length in heights of the frame."""
    haze: Floats
    air: float
    """Distance at which a third of a thing's colour is left."""
    mirror: float | None = None
    """Level of a water or wet ground whose mirror image is painted instead."""
    lights: list[tuple[Spot, float, Floats]] = field(
        default_factory=list[tuple[Spot, float, Floats]]
    )

    def pixel(self, spot: Spot) -> tuple[float, float]:
        """Where a point is seen."""
        x, y, z = spot
        if self.mirror is not None:
            y = 2 * self.mirror - y
        unit = self.lens * self.canvas.height / z
        row = self.horizon * self.canvas.height - (y - self.eye) * unit
        return x * unit + self.canvas.width / 2, row

    def near(self, z: Floats | float) -> Floats:
        """Depth of a distance, 0 to 1."""
        return as_floats(np.clip(4.2 / (z + 3.2), 0, 0.95))

    def shape(
        self,
        spots: list[Spot],
        tone: Floats,
        *,
        low: Floats | None = None,
        wall: bool = False,
        shines: bool = False,
    ) -> None:
        """A polygon; low is its colour at its lower end. A wall runs along the line of sight, so
        that each of its columns has its own distance; what shines is not dimmed by the air."""
        drawn = self.canvas.polygon(np.array([self.pixel(spot) for spot in spots]))
        if drawn is None:
            return
        mask, left, top = drawn
        away = float(np.mean([spot[2] for spot in spots]))
        dim = np.exp(-away / self.air)
        gone = 0.35 * (1 - dim) if shines else 1 - dim
        tone = as_floats(tone + (self.haze - tone) * gone)
        colour = np.broadcast_to(tone, (*mask.shape, 3))
        if low is not None:
            low = as_floats(low + (self.haze - low) * gone)
            down = np.linspace(0, 1, mask.shape[0], dtype=np.float32)[:, None, None]
            colour = tone + (low - tone) * (down if self.mirror is None else 1 - down)
        near = self.near(away)
        if wall:
            offset = (
                np.arange(left, left + mask.shape[1], dtype=np.float32)
                + 0.5
                - self.canvas.width / 2
            )
            z = np.abs(spots[0][0]) * self.lens * self.canvas.height / np.maximum(np.abs(offset), 1)
            near = np.broadcast_to(self.near(as_floats(z))[None], mask.shape)
        cover = as_floats(mask / np.float32(255))
        self.canvas.lay(cover, as_floats(colour), as_floats(near), top, left)

    def line(self, a: Spot, b: Spot, wide: float, tone: Floats) -> None:
        """A thin bar between two points, so wide in metres, at least a pixel."""
        (ax, ay), (bx, by) = self.pixel(a), self.pixel(b)
        thick = max(1, round(wide * self.lens * self.canvas.height / (0.5 * (a[2] + b[2]))))
        left, top = max(0, int(min(ax, bx)) - thick), max(0, int(min(ay, by)) - thick)
        right = min(self.canvas.width, int(max(ax, bx)) + thick + 1)
        bottom = min(self.canvas.height, int(max(ay, by)) + thick + 1)
        if right <= left or bottom <= top:
            return
        mask = np.zeros((bottom - top, right - left), np.uint8)
        ends = [(round((x - left) * 8), round((y - top) * 8)) for x, y in ((ax, ay), (bx, by))]
        cv2.line(mask, ends[0], ends[1], 255, thick, cv2.LINE_AA, 3)
        away = 0.5 * (a[2] + b[2])
        colour = as_floats(self.haze + (tone - self.haze) * np.exp(-away / self.air))
        cover = as_floats(mask / np.float32(255))
        flat = np.broadcast_to(colour, (*mask.shape, 3))
        self.canvas.lay(cover, as_floats(flat), self.near(away), top, left)

    def lamp(self, spot: Spot, size: float, tone: Floats) -> None:
        """Remember that a light of a size shines here."""
        self.lights.append((spot, size, tone))

    def shine(self, strength: float) -> None:
        """Lay the halos of all lamps over what is painted."""
        rows = self.canvas.height // 4
        small = np.zeros((rows, self.canvas.width // 4, 3), np.float32)
        for spot, size, tone in self.lights:
            x, y = self.pixel(spot)
            radius = max(4, round(size * self.lens * self.canvas.height / spot[2] * 2))
            at = (round(x * 2), round(y * 2))
            if abs(at[0]) < 1 << 20 and abs(at[1]) < 1 << 20:
                cv2.circle(small, at, radius, tone.tolist(), -1, cv2.LINE_8, 3)
        for sigma, gain in ((rows / 60, 0.9), (rows / 16, 1.0), (rows / 6, 0.9)):
            halo = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            halo = as_floats(cv2.GaussianBlur(halo, (0, 0), sigma / 2))
            full = cv2.resize(halo, (self.canvas.width, self.canvas.height))
            self.canvas.colour += as_floats(full) * (gain * strength)

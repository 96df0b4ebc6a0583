"""What falls, floats, flies and rises: particles whose place is a function of time alone.

They are drawn at half the size, soft as things out of focus are; near ones are larger, faster
and before the subject, far ones behind it.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes
from services.video.veil import Colour, Veil, colour, veil
from services.video.world.moment import Moment, Veils

Array = NDArray[np.float64]
_SUB = 16  # OpenCV's fixed point: places to 1/16 of a pixel
_SHIFT = 4
_WIDE = 2.5
"""From this radius on, in pixels, a glow is blurred at half the size."""


class Kind(NamedTuple):
    """One kind of particle. Lengths are in heights of the picture, times in seconds."""

    number: int
    """At strength 1."""
    size: float
    """Radius, or thickness of a streak, of the nearest."""
    speed: float
    """Fall of the nearest a second; below 0 it rises."""
    aside: float
    """Wind, as a share of the fall."""
    wander: float
    """How far it strays to and fro."""
    cover: float
    """How opaque it is, 0..255."""
    tone: Colour
    streak: float = 0.0
    """Seconds that a streak shows; 0 draws dots."""
    glow: float = 0.0
    """Radius of the light about it, in sizes."""
    blink: float = 0.0
    """Times a second that it lights up and fades; 0 is steady."""
    spin: bool = False
    """Drawn as a turning leaf."""


KINDS = {
    "rain": Kind(900, 0.0026, 2.3, 0.1, 0.0, 105, colour(214, 222, 232), streak=0.022),
    "snow": Kind(620, 0.0075, 0.22, 0.25, 0.03, 225, colour(246, 248, 252)),
    "dust": Kind(170, 0.0042, 0.012, 1.5, 0.05, 105, colour(255, 240, 210), glow=1.0),
    "leaves": Kind(46, 0.02, 0.2, 0.6, 0.08, 235, colour(176, 104, 38), spin=True),
    "fireflies": Kind(60, 0.0048, 0.004, 1.0, 0.12, 255, colour(214, 255, 96), glow=3.0, blink=0.4),
    "sparks": Kind(150, 0.0034, -0.45, 0.15, 0.035, 255, colour(255, 172, 60), glow=2.0, blink=1.6),
}

# Depth of a group: 1 is nearest. The farther, the smaller, slower and fainter.
_GROUPS = ((0.42, True), (0.62, True), (1.0, False))


class Fall:
    """One kind of particle in one shot."""

    def __init__(
        self,
        kind: Kind,
        size: tuple[int, int],
        strength: float,
        rng: np.random.Generator,
        *,
        subject: bool = True,
    ) -> None:
        """size is the picture's width and height; subject: whether something stands between the
        far ones and the near."""
        self._kind, self._size, self._strength = kind, size, strength
        self._subject = subject
        self._half = (size[0] // 2, size[1] // 2)
        self._ratio = size[0] / size[1]
        self._side = float(rng.choice([-1, 1]))
        count = max(3, round(kind.number * strength * min(1.8, self._ratio) / 1.8))
        shares = (0.45, 0.35, 0.2)
        self._seeds = [rng.uniform(0, 1, (max(1, round(count * share)), 6)) for share in shares]

    def veils(self, moment: Moment) -> Veils:
        """Behind and before the subject; all in one behind it where there is none."""
        count = 2 if self._subject else 1
        drawn = [np.zeros((self._half[1], self._half[0]), np.uint8) for _ in range(count)]
        for (depth, far), seeds in zip(_GROUPS, self._seeds, strict=True):
            self._draw(drawn[0 if far else -1], seeds, depth, moment.time_s, moment.aside * depth)
        veils = [self._veil(half) for half in drawn]
        return veils[:1], veils[1:]

    def _veil(self, half: Bytes) -> Veil:
        if self._kind.glow:
            radius = self._kind.glow * self._kind.size * self._half[1]
            core = cv2.GaussianBlur(half, (0, 0), 0.8)
            light = glow(half, max(0.8, radius))
            # A blurred dot is as much fainter as its light is wider.
            gain = 0.9 * self._kind.glow**2
            half = np.asarray(cv2.addWeighted(core, 1.0, light, gain, 0), np.uint8)
        return veil(half, self._kind.tone, self._size)

    def _draw(self, canvas: Bytes, seeds: Array, depth: float, time_s: float, aside: Array) -> None:
        kind, rows = self._kind, canvas.shape[0]
        fall = kind.speed * depth * (0.8 + 0.4 * seeds[:, 2])
        wind = fall * kind.aside * self._side
        stray = (
            kind.wander * depth * np.sin(time_s * (0.5 + 1.2 * seeds[:, 3]) * 2 + 40 * seeds[:, 4])
        )
        rise = 0.4 * kind.wander * np.cos(time_s * (0.4 + seeds[:, 4]) * 2 + 40 * seeds[:, 3])
        room = 1.2
        x = (seeds[:, 0] * (self._ratio + 0.2) + wind * time_s + stray - aside[0]) % (
            self._ratio + 0.2
        ) - 0.1
        y = (seeds[:, 1] * room + fall * time_s + rise - aside[1]) % room - 0.1
        cover = self._cover(seeds, depth, time_s, y)
        spots = np.stack([x, y], -1) * rows
        if kind.streak:
            tail = np.stack([wind, fall], -1) * (kind.streak * rows)
            self._streaks(canvas, spots, spots - tail, depth, float(cover.mean()))
        elif kind.spin:
            self._leaves(canvas, spots, seeds, depth, time_s)
        else:
            size = kind.size * depth * rows * (0.6 + 0.8 * seeds[:, 5])
            for (px, py), radius, value in zip(_fixed(spots), size, cover, strict=True):
                cv2.circle(
                    canvas, (px, py), max(8, round(radius * _SUB)), value, -1, cv2.LINE_AA, _SHIFT
                )

    def _cover(self, seeds: Array, depth: float, time_s: float, y: Array) -> Array:
        kind = self._kind
        cover = np.full(len(seeds), kind.cover * (0.45 + 0.55 * depth))
        if kind.blink:
            wave = np.sin(
                2 * np.pi * (kind.blink * (0.6 + 0.8 * seeds[:, 3]) * time_s + seeds[:, 4])
            )
            cover *= np.clip(wave, 0.0, 1) ** 1.5 if kind.speed > 0 else 0.65 + 0.35 * wave
        if kind.speed < 0:
            # What rises from a fire dies on its way.
            cover *= np.clip((y - 0.15 - 0.4 * seeds[:, 5]) * 4, 0, 1)
        return cover

    def _streaks(
        self, canvas: Bytes, heads: Array, tails: Array, depth: float, cover: float
    ) -> None:
        lines = np.stack([_fixed(heads), _fixed(tails)], 1)
        thick = max(1, round(self._kind.size * depth * canvas.shape[0] * 1.2))
        cv2.polylines(canvas, list(lines), False, cover, thick, cv2.LINE_AA, _SHIFT)

    def _leaves(
        self, canvas: Bytes, spots: Array, seeds: Array, depth: float, time_s: float
    ) -> None:
        size = self._kind.size * depth * canvas.shape[0] * _SUB * (0.6 + 0.6 * seeds[:, 5])
        turn = time_s * (60 + 160 * seeds[:, 3]) * np.sign(seeds[:, 4] - 0.5) + 360 * seeds[:, 2]
        flat = 0.16 + 0.4 * np.abs(np.sin(time_s * (1 + 2 * seeds[:, 4]) + 9 * seeds[:, 3]))
        for (px, py), long, angle, share in zip(_fixed(spots), size, turn, flat, strict=True):
            axes = (round(long), max(8, round(long * share)))
            cv2.ellipse(
                canvas, (px, py), axes, angle, 0, 360, self._kind.cover, -1, cv2.LINE_AA, _SHIFT
            )


def glow(half: Bytes, radius: float) -> Bytes:
    """Blurred; wide ones at a quarter of the picture's size, which cannot be told from this and
    costs a fifth."""
    if radius < _WIDE:
        return np.asarray(cv2.GaussianBlur(half, (0, 0), radius), np.uint8)
    rows, columns = half.shape
    small = cv2.resize(half, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    # Going down and up again blurs by half a pixel too.
    soft = cv2.GaussianBlur(small, (0, 0), (radius**2 / 4 - 0.25) ** 0.5)
    return np.asarray(cv2.resize(soft, (columns, rows)), np.uint8)


def _fixed(spots: Array) -> NDArray[np.int32]:
    return np.rint(spots * _SUB).astype(np.int32)

"""Smoke and steam: what rises from where it comes, curls, spreads and thins out.

Everything is a function of time alone, so that nothing is simulated: smoke is puffs that are
born, rise, grow and fade, each in its own time; steam is threads of noise that stream upwards.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Float, floats, to_bytes
from services.video.camera import FRAME_RATIO
from services.video.veil import Colour, Veil, colour, veil
from services.video.world.moment import Moment, Veils, between
from services.video.world.noise import WAVE, at, tile
from services.video.world.sources import Source

STEP = 4
"""Pixels of the picture along the side of a sample."""
_SPRITE = 64
_LIFE_S = 7.0
"""Seconds that a puff is seen."""
_PUFFS = 72
_WARM = colour(255, 150, 70)


class Cloud(NamedTuple):
    """What rises, at samples."""

    cover: Float
    """How opaque it is, 0..1."""
    light: Float
    """How much more light falls on it than on the rest of it, about -1..1."""


class Steam:
    """Threads of steam over something hot. Lengths are in heights of the frame."""

    rise, reach, curl, strands = 0.11, 0.33, 0.10, 3

    def __init__(
        self, source: Source, frame: tuple[int, int], strength: float, rng: np.random.Generator
    ) -> None:
        """frame is the frame's width and height; the source is on it."""
        self.source, self._height = source, frame[1]
        self._dense = 0.9 + 2.0 * strength
        self._slow, self._body = tile(rng, 0.45), tile(rng, 0.7)
        self._lean = float(rng.choice([-1, 1])) * 0.05
        roots = np.linspace(-0.55, 0.55, self.strands) + rng.uniform(-0.1, 0.1, self.strands)
        self._strands = [(float(root), *rng.uniform(0, 200, 2).tolist()) for root in roots]

    def at(self, places: Float, time_s: float) -> Cloud:
        """The steam at places of the frame, in its pixels."""
        up = floats((self.source.y - places[..., 1]) / self._height)
        aside = floats((places[..., 0] - self.source.x) / self._height)
        half = self.source.half / self._height
        high = np.maximum(up, 0)
        stream = floats((up - self.rise * time_s) * (WAVE * 4.0))
        across = floats(aside * (WAVE * 2.0))
        grown = np.minimum(1, high / 0.3) ** 0.9
        total = np.zeros(up.shape, np.float32)
        for root, first, second in self._strands:
            bent = grown * at(self._slow, floats(across + first), floats(0.5 * stream + second))
            middle = root * half + self._lean * high + self.curl * bent
            wide = 0.33 * half + 0.10 * high
            off = (aside - middle) / wide
            thread = at(self._body, floats(off * 7 + first), floats(0.36 * stream + 5 * bent))
            ridge = np.maximum(0, 1 - 0.8 * np.abs(thread)) ** 1.5
            total += np.exp(-1.3 * off**2) * (0.12 + 0.95 * ridge) * half / (half + 0.25 * high)
        deep = max(self.source.deep / self._height, 0.01)
        begin = np.clip((up + 0.6 * deep) / (1.6 * deep), 0, 1)
        fade = np.exp(-((high / self.reach) ** 1.5))
        cover = 1 - np.exp(-total * begin * begin * fade * self._dense)
        return Cloud(floats(cover), floats(np.zeros_like(up)))


class Smoke:
    """Puffs of smoke. Lengths are in heights of the frame."""

    rise, curl = 0.12, 0.07

    def __init__(
        self, source: Source, frame: tuple[int, int], strength: float, rng: np.random.Generator
    ) -> None:
        """frame is the frame's width and height; the source is on it."""
        self.source, self._height = source, frame[1]
        # The same puffs over a wider source must be denser to be seen.
        self._dense = (0.35 + 0.9 * strength) * float(np.clip(6 * source.half / frame[1], 1, 2.6))
        # What is out of the picture smoulders; a flame or a chimney drives its smoke up.
        self._rise = self.rise * float(np.clip(1.1 - source.half / frame[1], 0.6, 1))
        self._sway = tile(rng, 0.45)
        self._lean = float(rng.choice([-1, 1])) * rng.uniform(0.035, 0.06)
        self._sprites = [_puff(rng) for _ in range(6)]
        self._seeds = rng.uniform(0, 1, (_PUFFS, 6))
        # Evenly spread births make an even stream.
        self._seeds[:, 0] = (np.arange(_PUFFS) + 0.6 * self._seeds[:, 0]) / _PUFFS

    def at(self, places: Float, time_s: float) -> Cloud:
        """The smoke at places of the frame, in its pixels, at the middles of an even grid."""
        rows, columns = places.shape[:2]
        # The grid is even but for a camera's slight perspective: an affine map is near enough.
        zero, step = places[rows // 2, columns // 2], places[-1, -1] - places[0, 0]
        scale = float(np.hypot(*step) / np.hypot(rows - 1, columns - 1))
        drawn = np.zeros((rows, columns, 2), np.float32)
        x, y, radius, weight = self._puffs(time_s)
        x, y = (
            (v - m) / scale + h for v, m, h in ((x, zero[0], columns // 2), (y, zero[1], rows // 2))
        )
        for number in range(_PUFFS):
            sprite = self._sprites[number % len(self._sprites)]
            box = (x[number], y[number], radius[number] / scale)
            _stamp(drawn, sprite, box, float(weight[number]))
        dense, lit = drawn[..., 0], drawn[..., 1]
        light = lit / np.maximum(dense, 1e-3)
        return Cloud(floats(1 - np.exp(-dense * self._dense)), floats(light))

    def _puffs(self, time_s: float) -> tuple[NDArray[np.float64], ...]:
        """Where puffs are in the frame, how large and how dense."""
        seeds, height, half = self._seeds, self._height, self.source.half / self._height
        life = _LIFE_S * (0.8 + 0.4 * seeds[:, 1])
        born = time_s / life + seeds[:, 0]
        age, turn = born % 1.0, np.floor(born)
        # Every life of a puff has another root.
        root = (seeds[:, 2] + 0.618 * turn) % 1.0 * 2 - 1
        high = age * life * self._rise * (0.75 + 0.5 * seeds[:, 3])
        sway = at(
            self._sway,
            floats((root * 30 + 100)[None]),
            floats((high * 90 - 20 * self._rise * time_s + 40 * seeds[:, 4] * 0.3)[None]),
        )[0]
        aside = root * half * (1 + 0.35 * age) + self.curl * sway * np.minimum(1, high / 0.25)
        aside += self._lean * age * life * (0.4 + high)
        radius = (0.028 + min(0.1, 0.28 * half) + 0.16 * high) * (0.7 + 0.6 * seeds[:, 5])
        weight = np.clip(age / 0.12, 0, 1) * (1 - age) ** 1.2 * 0.6
        return (
            self.source.x + aside * height,
            self.source.y + (0.3 * radius - high) * height,
            radius * height,
            weight,
        )


def _puff(rng: np.random.Generator) -> Float:
    """How dense a puff is, and how light falls on it, from above left, times its density."""
    y, x = np.mgrid[-1 : 1 : _SPRITE * 1j, -1 : 1 : _SPRITE * 1j]
    noise = tile(rng, 0.9)[:_SPRITE, :_SPRITE]
    finer = cv2.resize(tile(rng, 0.9)[: _SPRITE * 2, : _SPRITE * 2], (_SPRITE, _SPRITE))
    lumps = 0.5 * noise + 0.25 * finer
    away = np.hypot(x, y) * (1 + 0.16 * lumps)
    dense = np.maximum(0, np.clip(1 - away, 0, 1) ** 1.25 * (1 + 0.45 * lumps))
    light = np.clip(-0.45 * x - 0.8 * y, -1, 1) + 0.35 * lumps
    return floats(np.stack([dense, dense * light], -1))


def _stamp(drawn: Float, sprite: Float, box: tuple[float, float, float], weight: float) -> None:
    """Adds a puff; box is its middle and radius in samples."""
    x, y, radius = box
    scale = _SPRITE / 2 / max(radius, 1.0)
    left, top = max(0, int(x - radius)), max(0, int(y - radius))
    right = min(drawn.shape[1], int(x + radius) + 2)
    bottom = min(drawn.shape[0], int(y + radius) + 2)
    if left >= right or top >= bottom or weight < 0.01:
        return
    across, down = ((edge - middle) * scale + _SPRITE / 2 for edge, middle in ((left, x), (top, y)))
    turn = np.array([[scale, 0, across], [0, scale, down]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    part = floats(cv2.warpAffine(sprite, turn, (right - left, bottom - top), flags=how))
    area = drawn[top:bottom, left:right]
    area += part * np.float32(weight)


class Rising:
    """Smoke or steam as veils, in the light of its scene."""

    def __init__(
        self,
        made: Steam | Smoke,
        size: tuple[int, int],
        mean: tuple[float, float, float],
    ) -> None:
        """size is the picture's width and height, mean the mean RGB of its surroundings."""
        self._made, self._size = made, size
        luma = 0.2126 * mean[0] + 0.7152 * mean[1] + 0.0722 * mean[2]
        steam = isinstance(made, Steam)
        bright = float(np.clip(luma / 110, 0.5 if steam else 0.28, 1.1))
        own = 238.0 if steam else 176.0
        tone = [0.75 * own * bright + 0.25 * channel * min(1.4, own / 150) for channel in mean]
        self._tone = colour(*(round(min(250.0, value)) for value in tone))
        lit = (min(255.0, 1.25 * value + 12) for value in tone)
        self._lit = colour(*(round(value) for value in lit))

    def veils(self, moment: Moment) -> Veils:
        """Before the subject where it comes from it, else behind."""
        made, near = self._made, self._made.source.near
        places = between(moment.near if near else moment.back, STEP, self._size)
        area = self._area(places)
        if area is None:
            return [], []
        cloud = made.at(places[area], moment.time_s)
        covers = [(cloud.cover * np.float32(0.85), self._tone)]
        if isinstance(made, Smoke):
            covers.append((cloud.cover * np.clip(cloud.light, 0, 1) * 0.6, self._lit))
        if made.source.hot:
            up = (made.source.y - places[area][..., 1]) / self._size[1]
            covers.append((cloud.cover * np.exp(-np.maximum(up, 0) / 0.12) * 0.5, _WARM))
        laid = [self._veil(floats(cover), tone, places.shape[:2], area) for cover, tone in covers]
        return ([], laid) if near else (laid, [])

    def _area(self, places: Float) -> tuple[slice, slice] | None:
        """Rows and columns of samples that it can reach; None when it is out of the picture."""
        source, height = self._made.source, self._size[1] * FRAME_RATIO
        wide = 1.3 * source.half + (0.3 if isinstance(self._made, Steam) else 0.75) * height
        rows = places[:, places.shape[1] // 2, 1]
        columns = places[places.shape[0] // 2, :, 0]
        down = np.flatnonzero(rows < source.y + source.deep + 0.2 * height)
        across = np.flatnonzero(np.abs(columns - source.x) < wide)
        if len(down) < 2 or len(across) < 2:
            return None
        return slice(0, int(down[-1]) + 1), slice(int(across[0]), int(across[-1]) + 1)

    def _veil(
        self, cover: Float, tone: Colour, shape: tuple[int, ...], area: tuple[slice, slice]
    ) -> Veil:
        whole = np.zeros(shape, np.uint8)
        whole[area] = to_bytes(floats(cover * 255))
        width, height = self._size
        grown = cv2.resize(whole, (shape[1] * 2, shape[0] * 2))[: height // 2, : width // 2]
        return veil(np.ascontiguousarray(grown, np.uint8), tone, self._size)

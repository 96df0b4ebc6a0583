"""Air and light: fog that drifts, shafts of sun, flicker, dusk, lightning."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float, floats, read, resized, to_bytes
from services.video.veil import Grade, Veil, colour, veil
from services.video.world.moment import Moment, Veils
from services.video.world.noise import WAVE, at, curve, tile

_FOG, _SUN = colour(214, 220, 226), colour(255, 238, 200)
_LEVELS = floats(np.arange(256))
STROKES = ((0.0, 0.75), (0.13, 1.0), (0.3, 0.45))
"""A flash is a few strokes: seconds after the first, and how bright."""


class Fog:
    """Banks of fog that thicken with distance."""

    def __init__(
        self,
        nearness: Float,
        frame: tuple[int, int],
        size: tuple[int, int],
        strength: float,
        rng: np.random.Generator,
    ) -> None:
        """nearness is the background's relief; frame and size are widths and heights of the
        frame and of the picture."""
        self._nearness, self._size, self._strength = nearness, size, strength
        rows, columns = nearness.shape
        self._ratio = floats([columns / frame[0], rows / frame[1]])
        self._banks, self._wisps = tile(rng, 0.8), tile(rng, 0.8)
        self._wind = float(rng.choice([-1, 1]))

    def veils(self, moment: Moment) -> Veils:
        """Behind and, fainter, before the subject."""
        step, time_s = np.float32(WAVE / self._size[0]), moment.time_s
        near = read(self._nearness, floats(moment.back * self._ratio - 0.5))
        x, y = (floats(moment.back[..., axis] * step) for axis in (0, 1))
        aside, up = self._wind * time_s * 2.2, 0.3 * time_s
        banks = at(self._banks, floats(x * 1.5 - aside), floats(y * 4.5 + up))
        finer = floats(x * 3.45 - 1.8 * aside), floats(y * 9.45 + 1.6 * up)
        body = np.clip(0.5 + 0.3 * banks + 0.16 * at(self._wisps, *finer), 0, 1)
        far = body * (1 - near) ** 1.3 * (self._strength * 0.95)
        return [self._veil(far)], [self._veil(body * (self._strength * 0.16))]

    def _veil(self, cover: NDArray[np.floating]) -> Veil:
        width, height = self._size
        grown = resized(to_bytes(floats(cover * 255)).astype(np.float32), (width // 2, height // 2))
        return veil(to_bytes(grown), _FOG, self._size)


class Rays:
    """Shafts from a sun, each slowly brightening and fading."""

    def __init__(
        self,
        size: tuple[int, int],
        sun: tuple[float, float],
        strength: float,
        rng: np.random.Generator,
    ) -> None:
        """sun is where they come from, in shares of the picture; it may be outside."""
        self._size, self._strength = size, strength
        self._noise = tile(rng, 0.6)
        rows, columns = max(2, size[1] // 8), max(2, size[0] // 8)
        ratio = size[0] / size[1]
        y, x = np.mgrid[0 : 1 : rows * 1j, 0 : ratio : columns * 1j]
        aside, down = x - sun[0] * ratio, y - sun[1]
        self._angle = floats(np.arctan2(aside, np.maximum(down, -0.02) + 0.05))
        away = np.hypot(aside, down)
        # They start a little off the sun, point down, and are gone a picture's height away.
        fade = np.clip(1.35 - away, 0, 1) * np.clip(away * 4 - 0.2, 0, 1)
        self._fade = floats(fade * np.clip(down * 5 + 0.3, 0, 1))

    def veils(self, moment: Moment) -> Veils:
        """Behind and, fainter, before the subject."""
        time_s = moment.time_s
        along = floats(self._angle * np.float32(70))
        beams = at(self._noise, along, floats(np.zeros_like(along) + 3.5 * time_s))
        finer = at(self._noise, floats(along * 2.2 + 50), floats(0 * along + 60 + 5 * time_s))
        cover = np.clip(0.25 + 0.5 * beams + 0.2 * finer, 0, 1) * self._fade * self._strength
        return [self._veil(cover * 0.75)], [self._veil(cover * 0.2)]

    def _veil(self, cover: NDArray[np.floating]) -> Veil:
        width, height = self._size
        grown = resized(floats(cover * 255), (width // 2, height // 2))
        return veil(to_bytes(grown), _SUN, self._size)


class Light:
    """Changes of the light over the whole picture, for every frame of a shot."""

    def __init__(self, frames: int, fps: int, seed: int) -> None:
        self._time_s = floats(np.arange(frames) / fps)
        self._seed = seed
        self._gain = np.ones(frames, np.float32)
        self._flash = np.zeros(frames, np.float32)
        self._dusk = np.zeros(frames, np.float32)

    def flicker(self, strength: float) -> None:
        """As of a candle: restless, mostly a little darker."""
        rng = np.random.default_rng([self._seed, 71])
        slow, fast = curve(rng, self._time_s, 1.7), curve(rng, self._time_s, 6.1)
        self._gain *= floats(1 - strength * (0.14 + 0.14 * slow + 0.1 * fast))

    def lightning(self, strength: float, moments: Sequence[float]) -> None:
        """A flash at each of the moments, in seconds."""
        for struck in moments:
            for after, power in STROKES:
                since = self._time_s - (struck + after)
                glow = np.where(since >= 0, np.exp(-np.maximum(since, 0) / 0.09), 0) * power
                self._flash = floats(np.maximum(self._flash, glow * (0.35 + 0.6 * strength)))

    def dusk(self, strength: float) -> None:
        """From the picture's own light to evening."""
        share = np.arange(len(self._time_s)) / max(1, len(self._time_s) - 1)
        self._dusk = floats(share * share * (3 - 2 * share) * (0.3 + 0.7 * strength))

    def grade(self, frame: int) -> Grade | None:
        """The frame's light; None leaves it as it is."""
        gain, flash, dusk = (float(c[frame]) for c in (self._gain, self._flash, self._dusk))
        if gain == 1 and flash < 0.004 and dusk < 0.002:
            return None
        luma = (_LEVELS - 16) * (gain * (1 - 0.58 * dusk))
        # The shadows go first.
        luma *= 1 - 0.35 * dusk * (1 - np.clip(_LEVELS / 160, 0, 1))
        luma += (219 - luma) * flash * (0.25 + 0.75 * np.clip(_LEVELS / 140, 0, 1)) * 0.75
        keep = (1 - 0.3 * dusk) * (1 - 0.5 * flash)
        warm = 14 * np.sin(np.pi * min(1.0, dusk)) * 0.6
        blue = (_LEVELS - 128) * keep + 128 + 9 * dusk * dusk - 0.6 * warm + 4 * flash
        red = (_LEVELS - 128) * keep + 128 + warm - 4 * dusk * dusk - 2 * flash
        return Grade(_table(luma + 16), _table(blue), _table(red))


def _table(values: NDArray[np.floating]) -> Bytes:
    return to_bytes(floats(np.clip(values, 16, 240)))


def graded(plane: Bytes, table: Bytes) -> Bytes:
    """A plane with new values for old."""
    return np.asarray(cv2.LUT(plane, table), np.uint8)

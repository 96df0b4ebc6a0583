"""Flags, banners, sails and curtains: where one can be found, and the waves that run over it.

Found by colour and shape alone, so that only plain cases are: one strong colour or stripes of
it, a pale sail before sky or sea, hanging folds. What is not found is not moved.
"""

import re

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float, floats
from services.video.world.flow import Flow, Region
from services.video.world.noise import WAVE, at, tile

_WIDTH = 320
_AREA = (0.02, 0.4)
_SAIL = re.compile(r"\bsail(?:s|ing|boats?)?\b|帆", re.IGNORECASE)
_CURTAIN = re.compile(r"\b(?:curtains?|drapes?|drapery)\b|窗帘|帘|幕布", re.IGNORECASE)
_WAVES = 2.2
"""Waves over the length of a flag."""
Mask = NDArray[np.bool_]


def find(rgb: Bytes, taken: Float | None, open_parts: Float | None, words: str) -> Float | None:
    """Where there is cloth, 0..1, of the background (h x w x 3); None where none is found.

    taken is where the subject hides it, open_parts sky and water; words tell what the shot shows.
    """
    height, width = rgb.shape[:2]
    size = (_WIDTH, max(16, round(_WIDTH * height / width)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    free = np.ones(small.shape[:2], np.bool_)
    if taken is not None:
        free = floats(cv2.resize(taken, size, interpolation=cv2.INTER_AREA)) < 0.3
    wide = None if open_parts is None else floats(cv2.resize(open_parts, size)) > 0.5
    if _SAIL.search(words):
        mask = _sail(small, free, wide)
    elif _CURTAIN.search(words):
        mask = _folds(small, free)
    else:
        mask = _flag(small, free, wide)
    return None if mask is None else floats(cv2.GaussianBlur(floats(mask), (0, 0), 1.0))


def hangs(words: str) -> bool:
    """Whether the cloth is held above, as a curtain is."""
    return bool(_CURTAIN.search(words)) and not _SAIL.search(words)


def _largest(piece: Mask, full: float, gap: int = 3) -> Mask | None:
    """The largest piece of fitting size that fills so much of its hull, closed over gaps."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
    closed = cv2.morphologyEx(piece.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    closed = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    best, largest = None, 0.0
    for outline in outlines:
        area = float(cv2.contourArea(outline))
        hull = float(cv2.contourArea(cv2.convexHull(outline)))
        if _AREA[0] < area / piece.size < _AREA[1] and area > max(largest, full * hull):
            best, largest = outline, area
    if best is None:
        return None
    found = np.zeros(piece.shape, np.uint8)
    cv2.drawContours(found, [best], -1, 1, -1)
    return found > 0


def _flag(small: Bytes, free: Mask, wide: Mask | None) -> Mask | None:
    """Strong colours, in one piece once stripes are closed over."""
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    strong = (hsv[..., 1] > 140) & (hsv[..., 2] > 60) & free
    if wide is not None:
        strong &= ~wide
    green = (hsv[..., 0] > 30) & (hsv[..., 0] < 85)
    return _largest(strong & ~green, 0.72, max(5, _WIDTH // 28) | 1)


def _sail(small: Bytes, free: Mask, wide: Mask | None) -> Mask | None:
    """Pale, and before sky or water."""
    if wide is None or not wide.any():
        return None
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    pale = (hsv[..., 1] < 70) & (hsv[..., 2] > 150) & free & ~wide
    found = _largest(pale, 0.65)
    if found is None:
        return None
    rim = cv2.dilate(found.astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    around = wide[rim & ~found]
    return found if float(around.mean()) > 0.5 else None


def _folds(small: Bytes, free: Mask) -> Mask | None:
    """Upright folds: light that changes across and not down, over much height."""
    grey = floats(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    across = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0))
    down = np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    side = (15, 41)
    upright = cv2.blur(across, side) > 2.2 * cv2.blur(down, side) + 4
    found = _largest(upright & free, 0.6, 9)
    if found is None:
        return None
    rows = np.flatnonzero(found.any(1))
    tall = rows[-1] - rows[0] > 0.55 * len(grey)
    return found if tall and float(found.mean()) > 0.06 else None


class Cloth:
    """Waves that run over a cloth from where it is held, with the light on them."""

    def __init__(
        self, region: Region, mask: Float, strength: float, hangs: bool, rng: np.random.Generator
    ) -> None:
        """mask is the region's; hangs: held above, as a curtain is, else at the left or right,
        whichever lies farther from the middle of the picture."""
        self._region, self._strength, self._hangs = region, strength, hangs
        rows, columns = np.nonzero(mask > 0.5)
        scale = region.frame[0] / mask.shape[1]
        self._left, self._right = columns.min() * scale, (columns.max() + 1) * scale
        self._top, self._foot = rows.min() * scale, (rows.max() + 1) * scale
        middle = (self._left + self._right) / 2
        self._held = 1.0 if middle <= region.frame[0] / 2 else -1.0
        self._noise = tile(rng, 0.4)
        self._phase = float(rng.uniform(0, 2 * np.pi))

    def at(self, places: Float, time_s: float) -> Flow:
        """The waves at nodes."""
        part = self._region.at(places)
        along = (places[..., 0] - self._left) / (self._right - self._left)
        down = (places[..., 1] - self._top) / (self._foot - self._top)
        free = down if self._hangs else (along if self._held > 0 else 1 - along)
        loose = np.clip(0.12 + free, 0, 1) ** 0.8
        uneven = at(self._noise, floats(along * WAVE + 30), floats(down * WAVE - 9 * time_s))
        run = along if self._hangs else free
        angle = 2 * np.pi * (_WAVES * (run + 0.22 * (free if self._hangs else down)))
        angle = angle - 2 * np.pi * (0.5 + 0.45 * self._strength) * time_s + self._phase
        angle = angle + 0.7 * uneven
        wave, slope = np.sin(angle), np.cos(angle)
        size = part * loose * (0.25 + self._strength) * self._size()
        if self._hangs:
            shift = np.stack([size * wave, 0.15 * size * slope], -1)
        else:
            shift = np.stack([0.25 * size * slope, size * wave], -1)
        light = part * loose * slope * (5 + 18 * self._strength)
        return Flow(floats(shift), floats(light))

    def _size(self) -> float:
        """How far a wave reaches, in pixels."""
        if self._hangs:
            return 0.03 * (self._right - self._left)
        return 0.045 * min(self._foot - self._top, self._right - self._left)

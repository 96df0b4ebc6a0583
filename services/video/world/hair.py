"""Hair in the wind: what lies about a face in the colour of its hair, stirred at its loose ends.

The roots keep still, and so does the face; the field is read where a layer is read, so that the
cut-out moves with its colours.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, read
from services.video.world.noise import WAVE, at, tile

_WIDTH = 480
Box = tuple[float, float, float, float]
"""Left, top, width and height, in pixels of the frame."""
SIZE_MIN = 24
"""Faces lower than this many pixels have no hair that one sees move."""
_LIKE = 2.6
"""How far from the hair's own colour hair is, in its spread."""
_SHARE_MIN = 0.12
"""Least area, in boxes of the face."""


def find(rgb: Bytes, alpha: Float | None, faces: Sequence[Box]) -> Float | None:
    """Where there is loose hair, 0..1 towards its ends; None where none is found. rgb is the
    picture of the people (h x w x 3), alpha where they are."""
    height, width = rgb.shape[:2]
    scale = min(1.0, _WIDTH / width)
    size = (round(width * scale), round(height * scale))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = floats(cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_RGB2LAB))
    inside = np.ones(lab.shape[:2], np.bool_)
    if alpha is not None:
        inside = floats(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)) > 0.4
    total = np.zeros(lab.shape[:2], np.float32)
    for left, top, across, down in faces:
        if down >= SIZE_MIN:
            box = (left * scale, top * scale, across * scale, down * scale)
            total = np.maximum(total, _of_face(lab, inside, box))
    if not total.any():
        return None
    return floats(cv2.GaussianBlur(total, (0, 0), 1.5))


def _of_face(
    lab: Float, inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], box: Box
) -> Float:
    rows, columns = lab.shape[:2]
    none = np.zeros((rows, columns), np.float32)
    left, top, across, down = box
    x, y = left + across / 2, top + down / 2
    patch = np.s_[
        max(0, round(top - 0.42 * down)) : max(1, round(top - 0.16 * down)),
        max(0, round(x - 0.3 * across)) : max(1, round(x + 0.3 * across)),
    ]
    sample = lab[patch][inside[patch]]
    if len(sample) < 12:
        return none
    middle = np.median(sample, 0)
    spread = np.maximum(1.48 * np.median(np.abs(sample - middle), 0), (9, 4, 4))
    skin = lab[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2].reshape(-1, 3).mean(0)
    if float(np.linalg.norm((skin - middle) / spread)) < _LIKE:
        return none  # A bald head, or a hat in the colour of the face.
    like = np.linalg.norm((lab - middle) / spread, axis=-1) < _LIKE
    v, u = np.mgrid[0:rows, 0:columns]
    off = np.hypot((u - x) / (0.62 * across), (v - y) / (0.68 * down))
    reach = (np.abs(u - x) < 1.5 * across) & (v > top - 0.9 * down) & (v < top + 2.3 * down)
    piece = (like & inside & reach & (off > 0.95)).astype(np.uint8)
    piece = cv2.morphologyEx(piece, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    piece = cv2.morphologyEx(piece, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(piece)
    rooted = np.unique(labels[patch])
    kept = np.isin(labels, rooted[rooted > 0])
    if float(kept.sum()) < _SHARE_MIN * across * down:
        return none
    # The rim beyond the cut-out moves too, or hair would be cut off where it stirs.
    grown = cv2.dilate(kept.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    loose = np.clip((off - 1.0) / 0.8, 0, 1)
    return floats(grown * loose * loose * (3 - 2 * loose))


class Hair:
    """How loose hair stirs in a shot."""

    def __init__(
        self,
        loose: Float,
        frame: tuple[int, int],
        unit: float,
        strength: float,
        rng: np.random.Generator,
    ) -> None:
        """loose is a mask of the frame of any size; unit is a face's height in pixels."""
        self._loose, self._unit = loose, unit
        self._ratio = floats([loose.shape[1] / frame[0], loose.shape[0] / frame[1]])
        self._size = floats(frame)
        self._reach = unit * (0.03 + 0.11 * strength)
        self._gust, self._lock = tile(rng, 0.45), tile(rng, 0.5)
        self._wind = float(rng.choice([-1, 1]))
        self._time_s = 0.0

    def act(self, time_s: float) -> None:
        """Take the moment of a frame."""
        self._time_s = time_s

    def bend(self, places: Float) -> Float:
        """Where places of the frame (… x 2, in pixels) are read instead."""
        part = read(self._loose, floats(places * self._ratio - 0.5))
        x, y = (floats(places[..., axis] * np.float32(WAVE / self._unit)) for axis in (0, 1))
        blown = self._wind * self._time_s
        gust = at(self._gust, floats(0.6 * x - 16 * blown), floats(0.6 * y))
        lock = at(self._lock, floats(2.1 * x - 24 * blown), floats(1.5 * y - 12 * self._time_s))
        edge = np.minimum(places, self._size - places).min(-1) / (0.2 * self._unit)
        size = part * np.clip(edge, 0, 1) * np.float32(self._reach)
        aside = size * (self._wind * (0.35 + 0.5 * gust) + 0.3 * lock)
        return floats(places - np.stack([aside, size * (0.28 * lock - 0.1)], -1))

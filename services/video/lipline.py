"""Finds in a picture where a mouth's lips part: a mesh is right within a few pixels only.

Places are (u, v): half widths of the mouth to the right of its middle and down from it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float, floats, read

Array = NDArray[np.floating]

_LINES, _DEEP = 25, 27
"""So many lines across a curve are looked at, in so many places each."""


class LipLine:
    """The lines between the lips of one mouth of a picture."""

    def __init__(self, rgb: Bytes, middle: Float, right: Float, down: Float) -> None:
        """rgb is h x w x 3; the others are in pixels of it: where the middle of the mouth is,
        and half its width to the right and downwards."""
        blur = max(0.6, 0.02 * float(np.hypot(*right)))
        self._soft = floats(cv2.GaussianBlur(rgb, (0, 0), blur))
        self._middle, self._right, self._down = middle, right, down

    def closed(self, curve: np.poly1d) -> np.poly1d:
        """The line that parts closed lips, near a curve of the mesh: the darkest one."""
        v, colour = self._across(curve, 0.13)
        return _clearest(v, floats(-cv2.GaussianBlur(colour.sum(-1), (0, 0), 1.0)), curve)

    def lower(self, curve: np.poly1d, skin: float) -> np.poly1d:
        """Where the lower lip of an open mouth begins, near its contour of the mesh; at the
        height skin there is skin. Teeth are paler than skin, the depth is darker, lips are
        neither, and redder."""
        usual = self._across(np.poly1d([skin]), 0.05)[1]
        v, colour = self._across(curve, 0.2)
        tooth = np.clip(1.6 - 2 * _pure(colour) / max(float(np.median(_pure(usual))), 1e-3), 0, 1)
        grey = colour.mean(-1) / max(float(np.median(usual.mean(-1))), 1.0)
        lip = 1 - np.maximum(tooth, np.clip(2.2 - 4 * grey, 0, 1))
        red = colour[..., 0] / (colour.sum(-1) + 1)
        rise = np.zeros_like(v)
        for part in (cv2.GaussianBlur(floats(values), (0, 0), 1.5) for values in (lip, red)):
            rise += np.gradient(part, axis=1) / (np.ptp(part, axis=1, keepdims=True) + 1e-6)
        return _clearest(v, rise, curve)

    def _across(self, curve: np.poly1d, reach: float) -> tuple[Float, Float]:
        """Lines across a curve that reach so far on either side: the heights v of their places,
        _LINES x _DEEP, and the colours there."""
        u = _along()
        v = curve(u)[:, None] + np.linspace(-reach, reach, _DEEP)[None, :]
        spots = self._middle + u[:, None, None] * self._right + v[..., None] * self._down
        return floats(v), read(self._soft, floats(spots))


def smooth(points: Array) -> np.poly1d:
    """v as a smooth function of u through points (n x 2) of a lip's contour."""
    return np.poly1d(np.polyfit(points[:, 0], points[:, 1], 4).astype(np.float32))


def _along() -> Array:
    return np.linspace(-0.8, 0.8, _LINES)


def _clearest(v: Float, merit: Float, curve: np.poly1d) -> np.poly1d:
    """The smooth line of most merit; what lies further from the curve must be clearer."""
    worth = merit / (np.ptp(merit, axis=1, keepdims=True) + 1e-6)
    worth = worth - 0.5 * (np.linspace(-1, 1, _DEEP) ** 2)[None, :]
    ends = np.array([-1.0, 1.0])
    found = v[np.arange(_LINES), worth.argmax(1)]
    return smooth(np.stack([np.append(_along(), ends), np.append(found, curve(ends))], -1))


def _pure(colour: Float) -> Float:
    """Saturation, 0 to 1: the share by which the least of red, green and blue is less than
    the greatest."""
    high = colour.max(-1)
    return floats((high - colour.min(-1)) / np.maximum(high, 1.0))

"""What is seen between parted lips: darkness, the upper teeth and the tongue, in the light that
falls on the face; and the lips of an open mouth as they are once they have met.

Places are (u, below): half widths of the mouth to the right of its middle, and below the line
where the lips part.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float, floats, read_at, to_bytes
from services.video.fill import push_pull

Array = NDArray[np.floating]


class Interior:
    """The inside of one mouth, painted over the part of its region where lips can part."""

    def __init__(self, u: Float, below: Float, light: Float, unit: float, teeth: bool) -> None:
        """u and below are h x w; light is RGB, 1 being full white light; unit is half the
        mouth's width in pixels. Without teeth those of the picture are left to be seen."""
        inside = np.clip(1 - u * u, 0, 1)
        # Light falls in from below the upper lip: the depth is darkest behind the teeth.
        shade = (0.45 + 0.55 * ramp(below, 0.0, 0.6))[..., None]
        self._cavity = floats(np.array([66, 25, 23], np.float32) * light * shade)
        tooth = np.array([238, 226, 208], np.float32) * light
        # The row of teeth bends away to the sides, and the lip throws its shadow on it.
        shade = (0.55 + 0.45 * inside) * (0.78 + 0.22 * ramp(below, 0.0, 0.12))
        self._teeth = floats(tooth * (shade * _between_teeth(u, unit))[..., None])
        edge = 0.20 * inside**0.5
        cover = (1 - ramp(below, edge - 0.06, edge + 0.04)) * ramp(inside, 0.12, 0.7)
        self._teeth_cover = floats(cover)[..., None]
        self._own_teeth = teeth
        self._tongue = floats(np.array([150, 74, 70], np.float32) * light)
        mound = (u / 0.8) ** 2 + ((below + 0.02) / 0.3) ** 2
        self._tongue_cover = floats(0.8 * (1 - ramp(mound, 0.05, 1.0)))

    def draw(self, jaw: tuple[Float, Float], teeth: float) -> Float:
        """The inside in RGB, h x w x 3. The tongue lies on the jaw, which is read at places x
        and y of this part, each h x w; teeth is how much of them is seen, 0 to 1."""
        out = self._cavity.copy()
        out += (self._tongue - out) * read_at(self._tongue_cover, *jaw)[..., None]
        if self._own_teeth:
            out += (self._teeth - out) * (self._teeth_cover * np.float32(teeth))
        return out


class Met:
    """The lips of an open mouth without what is between them, for when they have met: the
    corners, which a smile leaves dark, first, the middle last."""

    def __init__(self, rgb: Bytes, u: Float, within: Float) -> None:
        """rgb is h x w x 3; within is h x w, below 0 between the lips and above 0 beyond, in
        half widths. Raises ValueError where no lips are seen."""
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
        lips = (within > 0) & (within < 0.2) & (np.abs(u) < 0.8)
        if not lips.any() or not (within < 0).any():
            raise ValueError("the lips are outside the picture")
        lip = np.median(grey[lips])
        corner = (np.abs(np.abs(u) - 1.05) < 0.35) & (within < 0.24) & (grey < 0.6 * lip)
        hole = ((within < 0.03) & (np.abs(u) < 1.02)) | corner
        hole = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3), np.uint8))
        filled = push_pull(floats(rgb), floats(1 - hole))
        soft = cv2.GaussianBlur(floats(hole), (0, 0), 1.0)
        rows, columns = np.flatnonzero(soft.any(1)), np.flatnonzero(soft.any(0))
        self._area = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        change = ((filled - floats(rgb)) * soft[..., None])[self._area]
        aside = ramp(np.abs(u), 0.5, 0.8)[self._area][..., None]
        self._rgb, self._aside, self._middle = rgb, change * aside, change * (1 - aside)

    def draw(self, shut: float, tuck: float) -> Bytes:
        """The picture with the mouth closed by a share, 0 to 1; a tucked lip, 0 to 1, leaves
        the upper teeth in sight."""
        aside, middle = _ease(shut, 0.35, 0.8), _ease(shut, 0.8, 1.0) * (1 - tuck)
        if aside <= 0:
            return self._rgb
        out = self._rgb.copy()
        change = self._aside * np.float32(aside) + self._middle * np.float32(middle)
        out[self._area] = to_bytes(floats(out[self._area] + change))
        return out


def light_on(rgb: Bytes) -> Float:
    """How bright each colour is lit, RGB, 1 being full white light: from the face around the
    mouth, whose skin varies more in lightness than in hue, beside skin in white light."""
    pixels = floats(rgb).reshape(-1, 3)
    grey = pixels.mean(1)
    bright = pixels[grey >= np.percentile(grey, 60)].mean(0)
    tint = bright / max(float(bright.mean()), 1.0) / np.array([1.2, 0.97, 0.83], np.float32)
    level = float(np.clip(0.3 + 0.85 * bright.mean() / 255, 0.35, 1.0))
    return floats(level * tint**0.5)


def _between_teeth(u: Float, unit: float) -> Float:
    """A shade darker between one tooth and the next; widths of upper incisors and canines
    as shares of half a mouth (Wheeler's Dental Anatomy: 8.5, 6.5, 7.5 mm; a mouth of 50)."""
    line = max(0.016, 0.5 / unit)
    lines = sum(np.exp(-(((np.abs(u) - at) / line) ** 2)) for at in (0.0, 0.34, 0.58, 0.8))
    return floats(1 - min(0.14, 0.005 * unit) * np.minimum(lines, 1))


def ramp(value: Array | float, start: Array | float, end: Array | float) -> Float:
    """0 up to start, 1 from end, smooth between."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return floats(t * t * (3 - 2 * t))


def _ease(value: float, start: float, end: float) -> float:
    t = min(max((value - start) / (end - start), 0.0), 1.0)
    return t * t * (3 - 2 * t)

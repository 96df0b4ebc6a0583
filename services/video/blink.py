"""Closes one eye of a picture: a lid in the colours of the skin around it comes down.

The eye's opening is filled from the skin about it; the lid is that filling, cut by a curve that
travels from the upper to the lower lid with a dark line of lashes on it.
"""

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, to_bytes
from services.video.fill import push_pull
from services.video.mouth import Region

# Points of the FaceMesh topology, from one corner of the eye to the other: first the eye that
# is left in the picture.
_UPPER = (
    [33, 246, 161, 160, 159, 158, 157, 173, 133],
    [362, 398, 384, 385, 386, 387, 388, 466, 263],
)
_LOWER = (
    [33, 7, 163, 144, 145, 153, 154, 155, 133],
    [362, 382, 381, 380, 374, 373, 390, 249, 263],
)
EYES = range(2)
"""Left in the picture, right in the picture."""

WIDTH_MIN = 7
"""Narrower eyes, in pixels, are left alone."""
# From this height of its opening, in half widths, an eye is open.
_OPEN_MIN = 0.18
# Less contrast within the opening than this share of the skin's brightness is no eye but a
# dark glass or a shadow.
_CONTRAST_MIN = 0.10
# How far lashes and their shadows reach above and below the opening, in half widths.
_ABOVE, _BELOW = 0.62, 0.28
# Where the lid begins above the upper lid of the open eye, in half widths: above its crease,
# which would else stay behind as an outline.
_LID = 0.60


class Lids:
    """One eye of one picture, ready to be closed by any share."""

    def __init__(self, picture: Bytes, mesh: Float, eye: int) -> None:
        """picture is h x w x 3 RGB; mesh is 468 x 2 in pixels of it.

        Raises ValueError when the eye is too small, closed, hidden or outside the picture.
        """
        upper, lower = mesh[_UPPER[eye]], mesh[_LOWER[eye]]
        across = upper[-1] - upper[0]
        self._unit = float(np.hypot(*across)) / 2
        if 2 * self._unit < WIDTH_MIN:
            raise ValueError("the eye is too small")
        right = across / (2 * self._unit)
        axes = np.array([right, [-right[1], right[0]]], np.float32)
        middle = (upper[0] + upper[-1]) / 2
        local = [floats((points - middle) @ axes.T / self._unit) for points in (upper, lower)]
        self._top, self._low = (np.poly1d(np.polyfit(p[:, 0], p[:, 1], 4)) for p in local)
        if float(self._low(0.0) - self._top(0.0)) < _OPEN_MIN:
            raise ValueError("the eye is closed")
        self.region = _place(picture, middle, axes, self._unit)
        region = self.region
        self._rgb = picture[
            region.top : region.top + region.height, region.left : region.left + region.width
        ].copy()
        y, x = np.mgrid[0 : region.height, 0 : region.width].astype(np.float32)
        spots = np.stack([x + region.left + 0.5, y + region.top + 0.5], -1) - middle
        spots = floats(spots @ axes.T / self._unit)
        self._prepare(np.ascontiguousarray(spots[..., 0]), np.ascontiguousarray(spots[..., 1]))

    def _prepare(self, u: Float, v: Float) -> None:
        """Everything that does not change from frame to frame."""
        # Beyond the corners both lids are where they meet.
        inside = np.clip(u, -1, 1)
        self._v, self._upper = v, floats(self._top(inside))
        self._height = np.maximum(floats(self._low(inside)) - self._upper, 0.02)
        self._soft = max(0.05, 0.8 / self._unit)
        ends = 1 - _ramp(np.abs(u), 0.96, 1.16)
        hole = (v > self._upper - _ABOVE) & (v < self._upper + self._height + _BELOW)
        hole &= np.abs(u) < 1.2
        skin = floats(push_pull(floats(self._rgb), floats(~hole)))
        opening = (v > self._upper) & (v < self._upper + self._height) & (np.abs(u) < 0.9)
        grey = floats(cv2.cvtColor(self._rgb, cv2.COLOR_RGB2GRAY))
        if not opening.any() or grey[opening].std() < _CONTRAST_MIN * skin[opening].mean():
            raise ValueError("no eye is seen there")
        # A lid is round: brighter in its middle, darker towards the lashes and the corners.
        share = np.clip((v - self._upper) / self._height, 0, 1)
        light = 1.0 - 0.09 * share**2 - 0.05 * np.clip(np.abs(u), 0, 1) ** 2
        self._skin = _cleared(self._rgb, skin, floats(~hole)) * light[..., None]
        self._lash = 0.6 * np.percentile(floats(self._rgb)[opening], 12, axis=0) + 0.12 * skin
        self._ends = ends
        # The lid begins above the lashes of the open eye, and hides them.
        begin = floats(self._upper - _LID)
        self._begin = _ramp(v, begin, floats(begin + 0.2)) * ends

    def draw(self, closed: float) -> Bytes:
        """The region with the eye closed by a share, 0 to 1, RGB."""
        if closed <= 0:
            return self._rgb
        edge = floats(self._upper + self._height * (1.05 * closed))
        soft = self._soft
        lid = self._begin * (1 - _ramp(self._v, floats(edge - soft), floats(edge + soft)))
        lid = (lid * min(1.0, closed / 0.3))[..., None]
        out = self._rgb + (self._skin - self._rgb) * lid
        thick = max(0.07, 0.8 / self._unit)
        line = 0.5 * np.exp(-(((self._v - edge) / thick) ** 2)) * self._ends
        line = (line * min(1.0, closed / 0.3))[..., None]
        return to_bytes(floats(out + (self._lash - out) * line))


def _cleared(rgb: Bytes, skin: Float, around: Float) -> Float:
    """The filling without the shadow that the eye's socket throws into it: as bright and as
    warm as the lighter half of the skin around the eye, half the way."""
    light = np.percentile(floats(rgb)[around > 0], 65, axis=0)
    own = np.median(skin[around == 0], axis=0)
    return floats(skin * (1 + 0.5 * (light / np.maximum(own, 1.0) - 1)))


def _place(picture: Bytes, middle: Float, axes: Float, unit: float) -> Region:
    """The region that may change, in even pixels. Raises ValueError outside the picture."""
    corners = np.array([[u, v] for u in (-1.5, 1.5) for v in (-0.95, 0.85)], np.float32)
    pixels = middle + unit * (corners @ axes)
    limit = np.array([picture.shape[1], picture.shape[0]])
    start, end = np.floor(pixels.min(0) / 2) * 2 - 4, np.ceil(pixels.max(0) / 2) * 2 + 4
    if start.min() < 0 or (end > limit // 2 * 2).any():
        raise ValueError("the eye is outside the picture")
    left, top, right, low = (int(n) for n in (*start, *end))
    return Region(left, top, right - left, low - top)


def _ramp(value: Float, start: Float | float, end: Float | float) -> Float:
    """0 up to start, 1 from end, smooth between."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return floats(t * t * (3 - 2 * t))

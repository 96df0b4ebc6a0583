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
# The lower edge of each eyebrow, and the middle of each cheek.
_BROW = ([46, 53, 52, 65, 55], [285, 295, 282, 283, 276])
_CHEEK = (50, 280)
EYES = range(2)
"""Left in the picture, right in the picture."""

WIDTH_MIN = 7
"""Narrower eyes, in pixels, are left alone."""
# From this height of its opening, in half widths, an eye is open.
_OPEN_MIN = 0.18
# Less contrast within the opening than this share of the skin's brightness is no eye but a
# dark glass or a shadow.
_CONTRAST_MIN = 0.10
# How far lashes and their shadows reach below the opening, in half widths.
_BELOW = 0.28
# Where the lid begins above the upper lid of the open eye, in half widths: above its crease,
# which would else stay behind as an outline, but not in the eyebrow.
_LID, _LID_MIN, _BELOW_BROW = 0.60, 0.25, 0.8
# Darker than this share of the lighter skin are brows, lashes and frames of glasses: a lid takes
# no colour from them.
_SKIN_MIN = 0.5
# Pores and grain are what is finer than this, in half widths.
_FINE, _GRAIN_MAX = 0.06, 8.0


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
        brow = floats((mesh[_BROW[eye]] - middle) @ axes.T / self._unit)
        room = float(np.median(self._top(brow[:, 0]) - brow[:, 1]))
        self._lid = float(np.clip(_BELOW_BROW * room, _LID_MIN, _LID))
        self._grain = _grain(picture, mesh[_CHEEK[eye]], region, _FINE * self._unit)
        self._prepare(np.ascontiguousarray(spots[..., 0]), np.ascontiguousarray(spots[..., 1]))

    def _prepare(self, u: Float, v: Float) -> None:
        """Everything that does not change from frame to frame."""
        # Beyond the corners both lids are where they meet.
        inside = np.clip(u, -1, 1)
        self._v, self._upper = v, floats(self._top(inside))
        self._height = np.maximum(floats(self._low(inside)) - self._upper, 0.02)
        self._soft = max(0.05, 0.8 / self._unit)
        ends = 1 - _ramp(np.abs(u), 0.96, 1.16)
        hole = (v > self._upper - self._lid - 0.02) & (v < self._upper + self._height + _BELOW)
        hole &= np.abs(u) < 1.2
        grey = floats(cv2.cvtColor(self._rgb, cv2.COLOR_RGB2GRAY))
        dark = cv2.GaussianBlur(grey, (0, 0), 0.05 * self._unit + 0.5) < _SKIN_MIN * np.percentile(
            grey[~hole], 75
        )
        known = ~hole & ~dark if (~hole & ~dark).mean() > 0.1 else ~hole
        skin = floats(push_pull(floats(self._rgb), floats(known)))
        opening = (v > self._upper) & (v < self._upper + self._height) & (np.abs(u) < 0.9)
        if not opening.any() or grey[opening].std() < _CONTRAST_MIN * skin[opening].mean():
            raise ValueError("no eye is seen there")
        # A lid is round: brighter in its middle, darker towards the lashes and the corners.
        share = np.clip((v - self._upper) / self._height, 0, 1)
        light = 1.0 - 0.09 * share**2 - 0.05 * np.clip(np.abs(u), 0, 1) ** 2
        self._skin = _cleared(self._rgb, skin, floats(known)) * light[..., None] + self._grain
        self._lash = 0.6 * np.percentile(floats(self._rgb)[opening], 12, axis=0) + 0.12 * skin
        self._ends = ends
        # The lid begins above the lashes of the open eye, and hides them.
        begin = floats(self._upper - self._lid)
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


def _grain(picture: Bytes, cheek: Float, region: Region, fine: float) -> Float:
    """The finest detail of the skin of a cheek, of a region's size, so that a lid is as rough
    as the face is; none where the picture ends before."""
    left, top = (int(n) for n in cheek - (region.width / 2, region.height / 2))
    size = (region.height, region.width)
    part = picture[max(top, 0) : top + size[0], max(left, 0) : left + size[1]]
    if part.shape[:2] != size:
        return np.zeros((*size, 3), np.float32)
    grain = floats(part) - cv2.GaussianBlur(floats(part), (0, 0), max(fine, 0.8))
    return floats(np.clip(grain, -_GRAIN_MAX, _GRAIN_MAX))


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

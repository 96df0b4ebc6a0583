"""Moves one mouth in a picture: lips part over a drawn interior, the jaw follows.

Two layers of the same photograph, what is above the line between the lips and what is below,
are bent apart over a dark cavity with teeth and tongue. At rest the result is the photograph.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float, floats, read, to_bytes
from services.video.speech import Mouth

# Points of the FaceMesh topology (MediaPipe canonical face model), from the picture's left.
_INNER_UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
_INNER_LOWER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
_OUTER_UPPER, _OUTER_LOWER = 0, 17
_NOSE_BASE, _CHIN = 2, 152
POINTS = 468

Array = NDArray[np.floating]

FACE_MIN_PIXELS = 24
"""Smaller faces are left alone: their mouths have a handful of pixels."""

# A mouth narrower than this share of the distance from nose to chin is seen from the side.
_TURNED_MAX = 0.28
# From this gap between the lips, in half widths, the picture shows an open mouth.
_OPEN_AT_REST = 0.10


class Region(NamedTuple):
    """Where the mouth is, in even pixels of the frame."""

    left: int
    top: int
    width: int
    height: int


class Lips:
    """One mouth of one picture, ready to be drawn in any shape."""

    def __init__(self, picture: Bytes, mesh: Float) -> None:
        """picture is h x w x 3 RGB; mesh is 468 x 2 in pixels of it.

        Raises ValueError when the face is too small, too turned or outside the picture.
        """
        corner_left, corner_right = mesh[_INNER_UPPER[0]], mesh[_INNER_UPPER[-1]]
        across = corner_right - corner_left
        self._unit = float(np.hypot(*across)) / 2
        drop = float(np.hypot(*(mesh[_CHIN] - mesh[_NOSE_BASE])))
        if float(np.ptp(mesh[:, 0])) < FACE_MIN_PIXELS or 2 * self._unit < _TURNED_MAX * drop:
            raise ValueError("the face is too small or turned too far")
        self._right = across / (2 * self._unit)
        self._down = np.array([-self._right[1], self._right[0]], np.float32)
        self._middle = (corner_left + corner_right) / 2
        local = self._local(mesh)
        self._nose, self._chin = float(local[_NOSE_BASE, 1]), float(local[_CHIN, 1])
        self._lip_top, self._lip_low = float(local[_OUTER_UPPER, 1]), float(local[_OUTER_LOWER, 1])
        self.region = self._place(picture)
        region = self.region
        self._rgb = picture[
            region.top : region.top + region.height, region.left : region.left + region.width
        ].copy()
        self._prepare(local)

    def _local(self, points: Float) -> Float:
        """Pixels as (u, v): half widths of the mouth to the right and down from its middle."""
        away = points - self._middle
        return (np.stack([away @ self._right, away @ self._down], -1) / self._unit).astype(
            np.float32
        )

    def _place(self, picture: Bytes) -> Region:
        """The region that may change, cut to the picture."""
        reach = 2.3
        low = self._chin + 0.75 * (self._chin - self._nose)
        corners = np.array([[u, v] for u in (-reach, reach) for v in (self._nose, low)])
        pixels = self._middle + self._unit * (
            corners[:, :1] * self._right + corners[:, 1:] * self._down
        )
        limit = np.array([picture.shape[1], picture.shape[0]])
        start = np.clip(np.floor(pixels.min(0) / 2) * 2, 0, limit).astype(int)
        end = np.clip(np.ceil(pixels.max(0) / 2) * 2, 0, limit // 2 * 2).astype(int)
        size = end - start
        if size.min() < 8:
            raise ValueError("the mouth is outside the picture")
        return Region(int(start[0]), int(start[1]), int(size[0]), int(size[1]))

    def _prepare(self, local: Float) -> None:
        """Everything that does not change from frame to frame."""
        region = self.region
        y, x = np.mgrid[0 : region.height, 0 : region.width].astype(np.float32)
        self._x, self._y = x, y
        spots = self._local(np.stack([x + region.left + 0.5, y + region.top + 0.5], -1))
        u, v = np.ascontiguousarray(spots[..., 0]), np.ascontiguousarray(spots[..., 1])
        upper, lower = _curve(local[_INNER_UPPER]), _curve(local[_INNER_LOWER])
        rest_gap = float(lower(0.0) - upper(0.0))
        self._open_at_rest = rest_gap > _OPEN_AT_REST
        self.rest_gap = rest_gap if self._open_at_rest else 0.0
        cut = self._slit(lower if self._open_at_rest else (upper + lower) / 2)(u)
        inside = np.clip(1 - u * u, 0, 1)
        gap = np.maximum(cut - upper(u), 0) * (inside > 0)
        self._bend(u, v, inside, gap)
        self._below = (v - cut).astype(np.float32)
        self._is_low = self._below > 0
        slit = (np.abs(u) < 1.06) & (self._below > -0.3 - self.rest_gap) & (self._below < 0.75)
        rows, columns = np.flatnonzero(slit.any(1)), np.flatnonzero(slit.any(0))
        self._slit_area = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        self._feather = max(0.035, 1.2 / self._unit)
        self._paint(u, inside)

    def _slit(self, curve: np.poly1d) -> np.poly1d:
        """The line that parts the lips, near a contour of the mesh: the darkest line of closed
        lips, or where teeth end and the redder lower lip begins."""
        reach = 0.13
        u = np.linspace(-0.8, 0.8, 25)
        v = curve(u)[:, None] + np.linspace(-reach, reach, 27)[None, :]
        spots = self._middle + self._unit * (
            u[:, None, None] * self._right + v[..., None] * self._down
        )
        spots = (spots - (self.region.left + 0.5, self.region.top + 0.5)).astype(np.float32)
        soft = cv2.GaussianBlur(self._rgb, (0, 0), max(0.6, 0.02 * self._unit))
        colour = read(floats(soft), spots)
        if self._open_at_rest:
            redness = colour[..., 0] / (colour.sum(-1) + 1)
            merit = cv2.GaussianBlur(np.gradient(redness, axis=1), (0, 0), 1.5)
        else:
            merit = -cv2.GaussianBlur(colour.sum(-1), (0, 0), 1.0) / 255
        # The mesh is right within a few pixels: what lies further away must be clearer.
        merit = merit / (np.ptp(merit, axis=1, keepdims=True) + 1e-6)
        merit -= 0.5 * (np.linspace(-1, 1, 27) ** 2)[None, :]
        found = v[np.arange(len(u)), merit.argmax(1)]
        ends = np.array([-1.0, 1.0])
        return _curve(np.stack([np.append(u, ends), np.append(found, curve(ends))], -1))

    def _bend(self, u: Float, v: Float, inside: Float, gap: Float) -> None:
        """Displacements in half widths, per unit of opening, closing and spreading.

        The two layers move alike beyond the corners of the mouth, where there is no slit, and
        not at all at the region's edge.
        """
        calm = _frame(*u.shape)
        # Lips part to a rounded point at the corners, not to a box.
        part = inside**1.3
        # The jaw: full at the lower lip, less at the chin, gone half a chin below; fades out
        # sideways before the ears.
        below = 1 - 0.35 * _ramp(v, self._lip_low, self._chin)
        below *= 1 - _ramp(v, self._chin, self._chin + 0.7 * (self._chin - self._nose))
        jaw = below * (1 - _ramp(np.abs(u), 0.9, 2.2)) * calm
        side = _ramp(v, -0.4, 1.2) * (1 - part)
        self._open_low = jaw * (part + side)
        # The upper lip rises by a sixth of what the jaw falls.
        lift = _ramp(v, self._nose, self._lip_top) * part
        self._open_up = jaw * side - (0.0 if self._open_at_rest else 0.16) * lift
        # Closing an open mouth: the upper lip comes down over its teeth as far as a smile has
        # raised it, the jaw does the rest; they press on each other by a fifth.
        raised = np.minimum(gap, 0.24)
        press = 0.41 * raised
        near = 1 - _ramp(v, self._lip_low, self._chin)
        whole = 0.7 * min(float(gap.max()), 0.45) * (1 - _ramp(np.abs(u), 0.9, 2.2))
        whole = whole * (1 - _ramp(v, self._chin, self._chin + 0.6 * (self._chin - self._nose)))
        self._shut_low = -((gap + 0.2 * raised - press) * near + whole * (1 - near)) * calm
        self._shut_up = press * _ramp(v, self._nose, self._lip_top) * calm
        self._wide = u * np.exp(-((u / 1.45) ** 2) - ((v - 0.1) / 1.1) ** 4) * calm

    def _paint(self, u: Float, inside: Float) -> None:
        """The inside of the mouth: darkness, the upper teeth, the tongue, in the light that
        falls on the face."""
        light = self._light()
        deep = self._below
        area = self._slit_area
        # Light falls in from below the upper lip: the depth is darkest behind the teeth.
        shade = (0.45 + 0.55 * _ramp(deep, 0.0, 0.6))[..., None]
        self._cavity = (np.array([66, 25, 23], np.float32) * light * shade)[area]
        tooth = np.array([238, 226, 208], np.float32) * light
        # The row of teeth bends away to the sides, and the lip throws its shadow on it.
        shade = (0.45 + 0.5 * inside) * (0.72 + 0.28 * _ramp(deep, 0.0, 0.12))
        self._teeth = (tooth * (shade * self._between_teeth(u))[..., None])[area]
        edge = 0.20 * inside**0.5
        cover = (1 - _ramp(deep, edge - 0.06, edge + 0.04)) * _ramp(inside, 0.12, 0.7)
        self._teeth_cover = cover[area] * (0.0 if self._open_at_rest else 1.0)
        self._tongue = np.array([150, 74, 70], np.float32) * light
        mound = (u / 0.8) ** 2 + ((deep + 0.02) / 0.3) ** 2
        self._tongue_cover = 0.8 * (1 - _ramp(mound, 0.05, 1.0))

    def _light(self) -> Float:
        """How bright each colour is lit, RGB, 1 being full white light: from the face around
        the mouth, whose skin varies more in lightness than in hue, beside skin in white light."""
        pixels = floats(self._rgb).reshape(-1, 3)
        grey = pixels.mean(1)
        bright = pixels[grey >= np.percentile(grey, 60)].mean(0)
        tint = bright / max(float(bright.mean()), 1.0) / np.array([1.2, 0.97, 0.83], np.float32)
        level = float(np.clip(0.3 + 0.85 * bright.mean() / 255, 0.35, 1.0))
        return floats(level * tint**0.8)

    def _between_teeth(self, u: Float) -> Float:
        """A shade darker between one tooth and the next; widths of upper incisors and canines
        as shares of half a mouth (Wheeler's Dental Anatomy: 8.5, 6.5, 7.5 mm; a mouth of 50)."""
        line = max(0.016, 0.5 / self._unit)
        lines = sum(np.exp(-(((np.abs(u) - at) / line) ** 2)) for at in (0.0, 0.34, 0.58, 0.8))
        return floats(1 - min(0.22, 0.007 * self._unit) * np.minimum(lines, 1))

    def draw(self, mouth: Mouth) -> Bytes:
        """The region with the mouth in a shape, RGB."""
        if mouth.talk <= 0:
            return self._rgb
        aim = self._aim(mouth)
        opening, shut = max(aim, 0.0), min(max(-aim, 0.0), 1.0)
        # A falling jaw draws the corners in.
        spread = mouth.spread * mouth.talk - 0.28 * opening
        low = self._places(self._open_low * opening + self._shut_low * shut, spread)
        up = self._places(self._open_up * opening + self._shut_up * shut, spread)
        out = read(self._rgb, np.where(self._is_low[..., None], low, up))
        area = self._slit_area
        out[area] = self._part(mouth, low[area], up[area])
        return to_bytes(out)

    def _aim(self, mouth: Mouth) -> float:
        """How far to open beyond the picture, in half widths; or, below 0, the share of the
        picture's own gap to close."""
        # Lips stretched by a smile part early, over teeth that stay in sight: the small
        # openings are made smaller, or all sounds would look alike.
        smile = 0.5 + 0.5 * min(1.0, mouth.gap / 0.5) if self.rest_gap else 1.0
        wanted = mouth.gap * smile
        change = (wanted - self.rest_gap) * mouth.talk
        return change / self.rest_gap if change < 0 and self.rest_gap else change

    def _places(self, down: Array, spread: float) -> Float:
        """Where a layer is read in the region, moved down and spread, h x w x 2."""
        unit = self._unit
        aside = self._wide * (spread * unit)
        right, below = self._right * 1.0, self._down * unit
        return np.stack(
            [
                self._x - aside * float(right[0]) - down * float(below[0]),
                self._y - aside * float(right[1]) - down * float(below[1]),
            ],
            -1,
        ).astype(np.float32)

    def _part(self, mouth: Mouth, low: Float, up: Float) -> Float:
        """The lips and what is between them."""
        feather = self._feather
        below_low, below_up = read(self._below, low), read(self._below, up)
        # Where the layers are not parted they overlap, and the photograph is whole; where they
        # are, each ends at the cut.
        parted = _ramp(below_up - below_low, 0.0, 3 * feather)
        lip_low = _ramp(below_low + feather * (1 - parted), 0.0, feather)
        lip_up = 1 - _ramp(below_up - feather * (1 - parted), 0.0, feather)
        out = self._cavity.copy()
        out += (self._tongue - out) * read(self._tongue_cover, low)[..., None]
        out += (self._teeth - out) * (self._teeth_cover * mouth.teeth)[..., None]
        shadow = 1 - 0.3 * parted * (1 - _ramp(below_low, 0, 0.12))
        out += (read(self._rgb, up) - out) * lip_up[..., None]
        out += (read(self._rgb, low) * shadow[..., None] - out) * lip_low[..., None]
        return floats(out)


def _curve(points: Float) -> np.poly1d:
    """v as a smooth function of u through a lip's contour."""
    return np.poly1d(np.polyfit(points[:, 0], points[:, 1], 4).astype(np.float32))


def _ramp(value: Array, start: float | Array, end: float | Array) -> Float:
    """0 up to start, 1 from end, smooth between."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _frame(height: int, width: int) -> Float:
    """1 inside, 0 at the edge of a region, smooth over a twelfth of it."""
    y = np.minimum(np.arange(height), np.arange(height)[::-1]) / height
    x = np.minimum(np.arange(width), np.arange(width)[::-1]) / width
    return _ramp(np.minimum(y[:, None], x[None, :]), 0.0, 1 / 12)

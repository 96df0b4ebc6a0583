"""Moves one mouth in a picture: lips part over a drawn interior, the jaw follows.

Two layers of the same photograph, what is above the line between the lips and what is below,
are bent apart over a dark cavity with teeth and tongue. At rest the result is the photograph.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.video.arrays import Bytes, Float, floats, read_at, to_bytes
from services.video.interior import Interior, Met, light_on, ramp
from services.video.lipline import LipLine, smooth
from services.video.speech import Mouth

# Points of the FaceMesh topology (MediaPipe canonical face model), from the picture's left.
_INNER_UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
_INNER_LOWER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
_OUTER_UPPER, _OUTER_LOWER = 0, 17
_NOSE_BASE, _CHIN = 2, 152
POINTS = 468

Places = tuple[Float, Float]
"""Where a layer is read: x and y in pixels, each h x w."""

FACE_MIN_PIXELS = 24
"""Smaller faces are left alone: their mouths have a handful of pixels."""

# A mouth narrower than this share of the distance from nose to chin is seen from the side.
_TURNED_MAX = 0.28
# From this gap between the lips, in half widths, the picture shows an open mouth.
_OPEN_AT_REST = 0.10
# The gap of an open mouth in plain speech, and how far a smile's teeth part for it.
_WIDE, _BEYOND_SMILE, _WIDE_SMILE = 0.54, 0.26, 0.8
# How much of the lower lip goes under the upper teeth for f and v, in half widths.
_UNDER = 0.12


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
        upper, lower = smooth(local[_INNER_UPPER]), smooth(local[_INNER_LOWER])
        rest_gap = float(lower(0.0) - upper(0.0))
        self._open_at_rest = rest_gap > _OPEN_AT_REST
        self.rest_gap = rest_gap if self._open_at_rest else 0.0
        start = self._middle - (region.left + 0.5, region.top + 0.5)
        line = LipLine(self._rgb, start, self._unit * self._right, self._unit * self._down)
        if self._open_at_rest:
            lower = line.lower(lower, (self._lip_low + self._chin) / 2)
            self.rest_gap = max(float(lower(0.0) - upper(0.0)), _OPEN_AT_REST)
        else:
            lower = line.closed((upper + lower) / 2)
        # Beyond its corners a mouth goes on as it ends.
        ended = np.clip(u, -1.05, 1.05)
        cut = floats(lower(ended))
        inside = np.clip(1 - u * u, 0, 1)
        gap = np.maximum(cut - upper(u), 0) * (inside > 0) if self._open_at_rest else 0 * u
        self._below = floats(v - cut)
        slit = (np.abs(u) < 1.12) & (self._below > -0.3 - self.rest_gap) & (self._below < 0.95)
        if not slit.any():
            raise ValueError("the mouth is outside the picture")
        rows, columns = np.flatnonzero(slit.any(1)), np.flatnonzero(slit.any(0))
        self._area = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        self._start = np.array([columns[0], rows[0]], np.float32)
        self._bend(u, v, inside, gap)
        self._feather = max(0.035, 1.2 / self._unit)
        part = (u[self._area], self._below[self._area])
        self._interior = Interior(*part, light_on(self._rgb), self._unit, not self._open_at_rest)
        self._u, self._within = u, np.maximum(floats(upper(ended) - v), self._below)
        self._met = Met(self._rgb, u, self._within) if self._open_at_rest else None

    def see(self, rgb: Bytes) -> None:
        """Draw with other pixels of the region from now on (h x w x 3 RGB): those of another
        picture of the same face, moved so that the mouth is where it was."""
        self._rgb = rgb
        if self._met:
            self._met = Met(rgb, self._u, self._within)

    def _bend(self, u: Float, v: Float, inside: Float, gap: Float) -> None:
        """Displacements downwards in half widths, of the lower and of the upper layer: per
        unit of opening, of closing, of rounding and of the tuck.

        The two layers move alike beyond the corners of the mouth, where there is no slit, and
        not at all at the region's edge.
        """
        calm = _frame(*u.shape)
        # Lips part to a rounded point at the corners, not to a box.
        part = inside**1.3
        # The jaw: full at the lower lip, less at the chin, gone half a chin below; fades out
        # sideways before the ears.
        below = 1 - 0.35 * ramp(v, self._lip_low, self._chin)
        below *= 1 - ramp(v, self._chin, self._chin + 0.7 * (self._chin - self._nose))
        jaw = below * (1 - ramp(np.abs(u), 0.9, 2.2)) * calm
        side = ramp(v, -0.4, 1.2) * (1 - part)
        # The upper lip rises by a sixth of what the jaw falls.
        raising = ramp(v, self._nose, self._lip_top)
        lift = raising * part
        # Closing an open mouth: the upper lip comes down over its teeth as far as a smile has
        # raised it, the jaw does the rest; they press on each other by a fifth.
        raised = np.minimum(gap, 0.24)
        press = 0.41 * raised
        near = 1 - ramp(v, self._lip_low, self._chin)
        whole = 0.72 * min(float(gap.max()), 0.85) * (1 - ramp(np.abs(u), 0.9, 2.2))
        whole = whole * (1 - ramp(v, self._chin, self._chin + 0.6 * (self._chin - self._nose)))
        shut = -((gap + 0.2 * raised - press) * near + whole * (1 - near)) * calm
        # Rounded lips are pushed forward, and so are thicker.
        pout = np.exp(-((u / 0.9) ** 2)) * calm
        pout_low, pout_up = (ramp(self._below, 0.0, self._lip_low) * near, -raising * 0.7)
        self._under = floats(_UNDER * part * near)[self._area]
        # For f and v the upper lip clears the teeth, and a smile's lips no longer press.
        bare = press if self._open_at_rest else 0.08 * lift
        under = _UNDER * part * near - (0.2 * raised * near if self._open_at_rest else 0.0)
        low = (jaw * (part + side), shut, 0.08 * pout * pout_low, -under * calm)
        up = (
            jaw * side - (0.0 if self._open_at_rest else 0.16) * lift,
            press * raising * calm,
            0.08 * pout * pout_up * ramp(-self._below, -0.05, 0.15),
            -bare * raising * calm,
        )
        # A narrow mouth reads from beside the area in which its lips can part.
        first = max(self._area[1].start - round(0.5 * self._unit), 0)
        around = np.s_[self._area[0], first : self._area[1].stop + round(0.5 * self._unit)]
        self._about = np.array([first, self._area[0].start], np.float32)
        self._seam = floats(0.3 * inside)[self._area]
        # In pixels, so that a frame has little to multiply.
        pairs = [
            (floats(a * self._unit), floats(b * self._unit)) for a, b in zip(low, up, strict=True)
        ]
        self._all = [np.where(self._below > 0, a, b) for a, b in pairs]
        self._low, self._up = ([p[k][around].copy() for p in pairs] for k in (0, 1))
        wide = u * np.exp(-((u / 1.45) ** 2) - ((v - 0.1) / 1.1) ** 4) * calm
        self._aside = floats(wide * self._unit)

    def draw(self, mouth: Mouth) -> Bytes:
        """The region with the mouth in a shape, RGB."""
        if mouth.talk <= 0:
            return self._rgb
        aim = self._aim(mouth)
        opening, shut = max(aim, 0.0), min(max(-aim, 0.0), 1.0)
        # A falling jaw draws the corners in, and so do lips that close over a smile.
        spread = mouth.spread * mouth.talk - 0.28 * opening - 0.06 * shut
        tuck = mouth.tuck * mouth.talk
        acts = (opening, shut, max(-mouth.spread, 0.0) * mouth.talk / 0.42, tuck)
        picture = self._met.draw(shut, tuck) if self._met else self._rgb
        across, along = (floats(self._right * -spread)[k] for k in (0, 1))
        places = (self._x + self._aside * across, self._y + self._aside * along)
        out = read_at(picture, *self._moved(self._all, acts, places, np.zeros(2, np.float32)))
        area = self._area
        own = (places[0][area], places[1][area])
        low, up = (self._moved(part, acts, own, self._about) for part in (self._low, self._up))
        met = float(ramp(shut, 0.8, 1.0)) * (1 - tuck)
        out[area] = to_bytes(self._part(picture, (mouth.teeth, tuck, met), (low, up)))
        return out

    def _aim(self, mouth: Mouth) -> float:
        """How far to open beyond the picture, in half widths; or, below 0, the share of the
        picture's own gap to close."""
        if not self.rest_gap:
            return mouth.gap * mouth.talk
        # Lips stretched by a smile part early, over teeth that stay in sight: the small
        # openings are made smaller, or all sounds would look alike, and an ah opens beyond them.
        widest = max(_WIDE, min(self.rest_gap + _BEYOND_SMILE, max(self.rest_gap, _WIDE_SMILE)))
        smile = 0.5 + 0.5 * min(1.0, mouth.gap / 0.5)
        change = (mouth.gap * smile * widest / _WIDE - self.rest_gap) * mouth.talk
        return change / self.rest_gap if change < 0 else change

    def _moved(
        self, fields: list[Float], acts: Sequence[float], places: Places, start: Float
    ) -> Places:
        """Where a layer is read that the fields move down, each by its act; places are where
        it would be read without them, start is where the fields begin."""
        down = np.zeros_like(fields[0])
        for field, act in zip(fields, acts, strict=True):
            if act:
                down += field * np.float32(act)
        # The mouth's own shape goes with its width: what is narrow opens narrow.
        down = read_at(down, places[0] - start[0], places[1] - start[1])
        across, along = floats(self._down)
        return (places[0] - down * across, places[1] - down * along)

    def _part(
        self, picture: Bytes, shape: tuple[float, float, float], places: tuple[Places, Places]
    ) -> Float:
        """The lips and what is between them; shape is how much of the teeth is seen, how far
        the lip is tucked and how far an open mouth's lips have met."""
        teeth, tuck, met = shape
        low, up = places
        feather = self._feather
        below_low, below_up = (read_at(self._below, *layer) for layer in places)
        if tuck:
            below_low -= floats(tuck * self._under)
        # Where the layers are not parted they overlap, and the photograph is whole; where they
        # are, each ends at the cut.
        parted = ramp(below_up - below_low, 0.0, 3 * feather)
        lip_low = ramp(below_low + feather * (1 - parted), 0.0, feather)
        lip_up = 1 - ramp(below_up - feather * (1 - parted), 0.0, feather)
        out = self._interior.draw((low[0] - self._start[0], low[1] - self._start[1]), teeth)
        shadow = 1 - 0.3 * parted * (1 - ramp(below_low, 0, 0.12))
        if met:
            shadow -= met * self._seam * (1 - ramp(below_low, 0, 0.06))
        out += (read_at(picture, *up) - out) * lip_up[..., None]
        out += (read_at(picture, *low) * shadow[..., None] - out) * lip_low[..., None]
        return floats(out)


def _frame(height: int, width: int) -> Float:
    """1 inside, 0 at the edge of a region, smooth over a twelfth of it."""
    y = np.minimum(np.arange(height), np.arange(height)[::-1]) / height
    x = np.minimum(np.arange(width), np.arange(width)[::-1]) / width
    return ramp(np.minimum(y[:, None], x[None, :]), 0.0, 1 / 12)

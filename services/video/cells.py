"""Which cells of the picture's grid each layer fills, touches or leaves, seen from a pose.

A cell that a nearer layer fills need not be drawn; one that is filled needs no blending.
"""

from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, read_nearest, resized

GRID = 16
"""Pixels of the picture along the side of a cell."""

BAND = 8
"""Rows of cells that are drawn together: few enough to follow an outline, enough to be worth
the calls."""

EMPTY, PART, WHOLE = 0, 1, 2
"""What a layer is in a cell: nowhere, here and there, everywhere."""

_SAMPLES = 192
# A window is at most this much larger than at zoom 0 (camera.py: 1.10 and the drift).
_SCALE_MAX = 1.2


class Run(NamedTuple):
    """Cells that are drawn in one go."""

    left: int
    top: int
    right: int
    bottom: int
    whole: bool
    """Whether the layer fills all of them."""


class Reach(NamedTuple):
    """EMPTY, PART or WHOLE for all that lies within a cell about a place of the frame."""

    kinds: Bytes
    """At most 192 samples wide, over the whole frame."""
    ratio: Float
    """Samples per pixel of the frame, x and y."""


def reach(alpha: Float, step: float) -> Reach:
    """Where a layer of this cover (h x w, 0..1) is, for cells of GRID * step frame pixels."""
    height, width = alpha.shape
    columns = min(width, _SAMPLES)
    size = (columns, max(2, round(columns * height / width)))
    # A cell's pixels lie half a cell from its middle, and are read from their neighbours too.
    pixels = 0.5 * GRID * step * _SCALE_MAX + 1.5
    far = [
        2 * int(np.ceil(pixels * few / many)) + 1
        for few, many in zip(size, (width, height), strict=True)
    ]
    kernel = np.ones((far[1], far[0]), np.uint8)
    some = resized(floats(alpha > 0), size, shrink=True) > 0
    hole = resized(floats(alpha < 1), size, shrink=True) > 0
    touched = np.asarray(cv2.dilate(some.astype(np.uint8), kernel))
    opened = np.asarray(cv2.dilate(hole.astype(np.uint8), kernel))
    # Past the frame's edge there is nothing.
    opened[: far[1] // 2 + 1] = opened[-(far[1] // 2 + 1) :] = 1
    opened[:, : far[0] // 2 + 1] = opened[:, -(far[0] // 2 + 1) :] = 1
    kinds = np.where(touched == 0, EMPTY, np.where(opened > 0, PART, WHOLE)).astype(np.uint8)
    return Reach(kinds, floats([size[0] / width, size[1] / height]))


def kinds(found: Reach, nodes: Float) -> Bytes:
    """What a layer is in the cells between nodes (rows + 1 x columns + 1 x 2, in frame pixels)."""
    middles = (nodes[1:, 1:] + nodes[:-1, 1:] + nodes[1:, :-1] + nodes[:-1, :-1]) / 4
    return read_nearest(found.kinds, floats(middles * found.ratio - 0.5))


def bands(drawn: list[Bytes]) -> list[list[list[Run]]]:
    """What to draw: for each band of cells, for each layer from back to front, its runs.

    drawn holds the kinds of each layer's cells. Nothing is drawn below what is whole.
    """
    return [_band(drawn, top) for top in range(0, len(drawn[0]), BAND)]


def _band(drawn: list[Bytes], top: int) -> list[list[Run]]:
    bottom = min(top + BAND, len(drawn[0]))
    found: list[list[Run]] = []
    seen = np.ones(drawn[0].shape[1], bool)
    for cells in reversed(drawn):
        band = cells[top:bottom]
        whole = band.min(0) == WHOLE
        kind = np.minimum(band.max(0), np.where(whole, WHOLE, PART)) * seen
        seen &= ~whole
        ends = [0, *(np.flatnonzero(kind[1:] != kind[:-1]) + 1).tolist(), len(kind)]
        spans = zip(ends, ends[1:], kind[ends[:-1]].tolist(), strict=False)
        found.append([Run(a, top, b, bottom, k == WHOLE) for a, b, k in spans if k != EMPTY])
    return found[::-1]

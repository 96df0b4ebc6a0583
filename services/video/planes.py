"""Pictures as three planes: RGB to limited-range BT.709 YUV, ready to be sampled."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, resized, to_bytes

# ITU-R BT.709-6, section 3, quantised to 8-bit limited range: Y 16..235, Cb and Cr 16..240.
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y = np.array([_KR, _KG, _KB]) * 219 / 255
_CB = np.array([-_KR, -_KG, 1 - _KB]) / (2 * (1 - _KB)) * 224 / 255
_CR = np.array([1 - _KR, -_KG, -_KB]) / (2 * (1 - _KR)) * 224 / 255
_LUMA = np.array([[*_Y, 16]], np.float32)
_BAND_ROWS, _MARGIN_ROWS = 256, 4
_CHROMA = np.array([[*_CB, 128], [*_CR, 128]], np.float32)


class Planes(NamedTuple):
    """One layer's picture, made to be sampled by bilinear interpolation.

    Luma is stored at twice the frame's size: bilinear sampling then loses no sharpness
    between pixels, so that a slow move does not shimmer, at a fifth of the cost of a bicubic.
    """

    luma: Bytes
    """2h x 2w."""
    blue: Bytes
    """h/2 x w/2, each sample the mean of four pixels."""
    red: Bytes
    """h/2 x w/2."""


def to_planes(rgb: Bytes) -> Planes:
    """RGB (h x w x 3, even sizes, 0..255) as planes."""
    height, width = rgb.shape[:2]
    values = floats(rgb)
    luma = cv2.transform(values, _LUMA)
    half = resized(values, (width // 2, height // 2), shrink=True)
    chroma = to_bytes(floats(cv2.transform(half, _CHROMA)))
    large = np.empty((height * 2, width * 2), np.uint8)
    for rows, band in doubled(floats(luma), cv2.INTER_CUBIC):
        large[rows] = to_bytes(band)
    return Planes(
        large,
        np.ascontiguousarray(chroma[..., 0]),
        np.ascontiguousarray(chroma[..., 1]),
    )


def yuv(rgb: Bytes) -> tuple[Bytes, Bytes, Bytes]:
    """RGB (h x w x 3, even sizes, 0..255) as yuv420p: h x w, and twice h/2 x w/2."""
    height, width = rgb.shape[:2]
    values = floats(rgb)
    half = resized(values, (width // 2, height // 2), shrink=True)
    chroma = to_bytes(floats(cv2.transform(half, _CHROMA)))
    luma = to_bytes(floats(cv2.transform(values, _LUMA)))
    return luma, np.ascontiguousarray(chroma[..., 0]), np.ascontiguousarray(chroma[..., 1])


def fade(planes: Planes, alpha: Float) -> Planes:
    """Planes times alpha (h x w, 0..1), as a layer that is laid over another needs them."""
    height, width = alpha.shape
    luma = np.empty_like(planes.luma)
    for rows, band in doubled(alpha, cv2.INTER_LINEAR):
        luma[rows] = to_bytes(planes.luma[rows] * band)
    half = resized(alpha, (width // 2, height // 2), shrink=True)
    return Planes(
        luma,
        to_bytes(planes.blue * half),
        to_bytes(planes.red * half),
    )


def doubled(values: Float, how: int) -> Iterator[tuple[slice, Float]]:
    """A map (h x w) at twice its size by one of OpenCV's interpolations: rows of the result, and
    their values. Whole, it would take four times the memory of the map."""
    height, width = values.shape
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        first, last = max(0, top - _MARGIN_ROWS), min(height, bottom + _MARGIN_ROWS)
        size = (width * 2, (last - first) * 2)
        large = floats(cv2.resize(values[first:last], size, interpolation=how))
        yield slice(top * 2, bottom * 2), large[(top - first) * 2 : (bottom - first) * 2]


class Patch(NamedTuple):
    """A part of a layer that is drawn anew, ready to be put in its place."""

    target: Planes
    planes: Planes
    left: int
    """Of the part, in even pixels of the frame."""
    top: int

    def put(self) -> None:
        """Write it over the layer's planes."""
        for plane, piece, factor in zip(self.target, self.planes, (2.0, 0.5, 0.5), strict=True):
            x, y = int(self.left * factor), int(self.top * factor)
            plane[y : y + piece.shape[0], x : x + piece.shape[1]] = piece

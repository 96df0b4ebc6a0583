"""Filling what is hidden: the background behind a subject, colours past a layer's edge."""

from collections.abc import Iterator

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, read, resized, to_bytes

_AROUND = 160
"""Pixels about a hole that its filling is drawn from."""


def push_pull(values: Float, weight: Float) -> Float:
    """Smooth values everywhere from values that are known where weight is 1.

    values is h x w or h x w x c, weight h x w in 0..1. Averages known values down a pyramid
    and fills unknown ones from the coarser level on the way back (Grossman and Dally, "Point
    sample rendering", 1998).
    """
    if values.ndim == 2:
        return push_pull(values[..., None], weight)[..., 0]
    return _fill_level(values * weight[..., None], weight)


def _fill_level(weighted: Float, weight: Float) -> Float:
    """weighted is values times weight, h x w x c."""
    height, width = weight.shape
    part = weight[..., None]
    mean = weighted / np.maximum(part, 1e-6)
    if height <= 2 or width <= 2:
        below = weighted.sum((0, 1)) / max(float(weight.sum()), 1e-6)
        return floats(mean * part + below * (1 - part))
    size = ((width + 1) // 2, (height + 1) // 2)
    small_weight = resized(weight, size, shrink=True)
    # A coarse cell counts as known as soon as a quarter of it is.
    gain = floats(np.minimum(1, 4 * small_weight) / np.maximum(small_weight, 1e-6))
    small = _channels(resized(weighted, size, shrink=True)) * gain[..., None]
    coarse = _channels(resized(_fill_level(small, small_weight * gain), (width, height)))
    return floats(mean * part + coarse * (1 - part))


def _channels(values: Float) -> Float:
    """h x w x c; OpenCV drops a single channel."""
    return values if values.ndim == 3 else values[..., None]


def spread(rgb: Bytes, weight: Float) -> Iterator[Float]:
    """Colours (h x w x 3) carried smoothly from where weight is 1 to everywhere, worked out at
    half the size: there is no detail to lose. Gives one channel (h x w) after the other: at 2160
    lines a map of all three is 143 MB."""
    height, width = weight.shape
    half = (width // 2, height // 2)
    known = resized(weight, half, shrink=True)
    small = np.empty((half[1], half[0], 3), np.float32)
    for channel in range(3):
        small[..., channel] = resized(floats(rgb[..., channel] * weight), half, shrink=True)
    smooth = push_pull(floats(small / np.maximum(known, 1e-6)[..., None]), known)
    channels = np.split(smooth, 3, axis=2)
    return (resized(np.ascontiguousarray(one[..., 0]), (width, height)) for one in channels)


def behind(rgb: Bytes, hole: Bytes) -> Bytes:
    """The picture (h x w x 3) with the hole (h x w, 1 where hidden) filled.

    Colours come from a smooth fill; texture is mirrored in from the hole's edge and fades
    with depth, so that the strip a camera move uncovers has the grain of what is beside it
    and no streaks.
    """
    # Nothing that is farther from the hole than this has a part in it.
    x, y, wide, high = cv2.boundingRect(hole)
    around = np.s_[
        max(0, y - _AROUND) : y + high + _AROUND, max(0, x - _AROUND) : x + wide + _AROUND
    ]
    result = rgb.copy()
    result[around] = _filled(rgb[around], np.ascontiguousarray(hole[around]))
    return result


def _filled(rgb: Bytes, hole: Bytes) -> Bytes:
    height, width = hole.shape
    known = floats(1 - hole)
    # Before the places, or both would need their memory at a time.
    channels = spread(rgb, known)
    # Where texture comes from changes smoothly: it is worked out at half the size.
    places, depth = _mirror(np.ascontiguousarray(hole[::2, ::2]))
    part = floats(np.exp(-depth / 30)) * _evenness(places)
    places = resized(places * np.float32(2), (width, height))
    share = read(known, places) * resized(part, (width, height))
    result, inside = rgb.copy(), hole > 0
    for channel, carried in enumerate(channels):
        even = floats(cv2.blur(carried, (19, 19)))
        grain = read(floats(rgb[..., channel] - even), places)
        grain *= share
        grain += even
        np.copyto(result[..., channel], to_bytes(grain), where=inside)
    return result


def _mirror(hole: Bytes) -> tuple[Float, Float]:
    """For each hidden pixel the place mirrored at the nearest known one (h x w x 2), and how
    deep it lies in pixels."""
    depth, found = cv2.distanceTransformWithLabels(
        hole, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    labels = np.asarray(found, np.int32)
    rows, columns = np.nonzero(hole == 0)
    near = np.zeros((len(rows) + 1, 2), np.float32)
    near[labels[rows, columns]] = np.stack([columns, rows], -1)
    height, width = hole.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    # The nearest point jumps along the hole's middle line: smoothing bends the jump.
    mirrored = cv2.blur(2 * near[labels] - floats(np.stack([x, y], -1)), (5, 5))
    return floats(np.clip(mirrored, 0, floats([width - 1, height - 1]))), floats(depth)


def _evenness(places: Float) -> Float:
    """1 where places lie evenly, 0 where they jump and would draw a streak."""
    along = cv2.Sobel(places, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(places, cv2.CV_32F, 0, 1, scale=1 / 8)
    stretch = np.maximum(np.abs(along), np.abs(down)).max(-1)
    return floats(cv2.blur(floats(np.clip(2.5 - stretch, 0, 1)), (3, 3)))

"""Filling what is hidden: the background behind a subject, colours past a layer's edge."""

import cv2
import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]


def push_pull(values: Float, weight: Float) -> Float:
    """Smooth values everywhere from values that are known where weight is 1.

    values is h x w or h x w x c, weight h x w in 0..1. Averages known values down a pyramid
    and fills unknown ones from the coarser level on the way back (Grossman and Dally, "Point
    sample rendering", 1998).
    """
    flat = values if values.ndim == 3 else values[..., None]
    filled = _fill_level(flat * weight[..., None], weight)
    return filled if values.ndim == 3 else filled[..., 0]


def _fill_level(weighted: Float, weight: Float) -> Float:
    """weighted is values times weight."""
    height, width = weight.shape
    known = np.maximum(weight, 1e-6)[..., None]
    if height <= 2 or width <= 2:
        return _mean_where_known(weighted, weight)
    size = ((width + 1) // 2, (height + 1) // 2)
    small = _as_3d(cv2.resize(weighted, size, interpolation=cv2.INTER_AREA))
    small_weight = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    # A coarse cell counts as known as soon as a quarter of it is.
    gain = np.minimum(1, 4 * small_weight) / np.maximum(small_weight, 1e-6)
    below = _fill_level(small * gain[..., None], small_weight * gain)
    coarse = _as_3d(cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR))
    part = weight[..., None]
    return (weighted / known) * part + coarse * (1 - part)


def _mean_where_known(weighted: Float, weight: Float) -> Float:
    mean = weighted.sum((0, 1)) / max(float(weight.sum()), 1e-6)
    part = weight[..., None]
    return weighted / np.maximum(part, 1e-6) * part + mean * (1 - part)


def _as_3d(values: Float) -> Float:
    return values if values.ndim == 3 else values[..., None]


def behind(rgb: NDArray[np.uint8], hole: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (h x w x 3) with the hole (h x w, 1 where hidden) filled.

    Colours come from a smooth fill; texture is mirrored in from the hole's edge and fades
    with depth, so that the strip a camera move uncovers has the grain of what is beside it
    and no streaks.
    """
    values = rgb.astype(np.float32)
    known = (1 - hole).astype(np.float32)
    smooth = push_pull(values, known)
    base = cv2.GaussianBlur(smooth, (0, 0), 5)
    x, y, depth = _mirror(hole)
    grain = cv2.remap(values - base, x, y, cv2.INTER_LINEAR)
    grain *= (cv2.remap(known, x, y, cv2.INTER_LINEAR) * np.exp(-depth / 60))[..., None]
    filled = np.where(hole[..., None] > 0, base + grain, values)
    return cv2.convertScaleAbs(np.clip(filled, 0, 255))


def _mirror(hole: NDArray[np.uint8]) -> tuple[Float, Float, Float]:
    """For each hidden pixel, the place mirrored at the nearest known one (x, y), and how deep
    it lies, in pixels."""
    depth, labels = cv2.distanceTransformWithLabels(
        hole, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    rows, columns = np.nonzero(hole == 0)
    near_x = np.zeros(len(rows) + 1, np.float32)
    near_y = np.zeros(len(rows) + 1, np.float32)
    index = labels[rows, columns]
    near_x[index], near_y[index] = columns, rows
    height, width = hole.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    # The nearest point jumps along the hole's middle line: smoothing bends the jump.
    mirror_x = cv2.blur(2 * near_x[labels] - x, (9, 9))
    mirror_y = cv2.blur(2 * near_y[labels] - y, (9, 9))
    return np.clip(mirror_x, 0, width - 1), np.clip(mirror_y, 0, height - 1), depth

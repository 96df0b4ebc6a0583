"""Fits a rough mask to the edges of a picture: the fast guided filter with a colour guide.

He, Sun and Tang, "Guided Image Filtering" (PAMI 2013) and "Fast Guided Filter" (2015).
"""

from itertools import combinations_with_replacement

import cv2
import numpy as np

from services.vision.pictures import Bytes, Floats, as_floats


def refine(mask: Floats, picture: Bytes, longest: int, radius: int, epsilon: float) -> Floats:
    """The mask (any size, 0 to 1) as H×W of the picture, following its edges.

    The linear model is solved at a size of at most longest pixels, within boxes of the radius
    in such pixels; epsilon is the colour variance (0 to 1 squared) that counts as flat.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = as_floats(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)) / 255
    small = as_floats(small)
    rough = as_floats(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR))
    slopes, offset = _fit(rough, small, radius, epsilon)
    out = as_floats(cv2.resize(offset, (width, height), interpolation=cv2.INTER_LINEAR))
    for channel in range(3):
        slope = cv2.resize(slopes[channel] / 255, (width, height), interpolation=cv2.INTER_LINEAR)
        cv2.accumulateProduct(as_floats(picture[..., channel]), as_floats(slope), out)
    return as_floats(np.clip(out, 0, 1, out=out))


def _fit(rough: Floats, guide: Floats, radius: int, epsilon: float) -> tuple[Floats, Floats]:
    """Three slopes and an offset at each pixel, averaged over the boxes that hold it."""

    def mean(array: Floats) -> Floats:
        return as_floats(cv2.blur(array, (2 * radius + 1, 2 * radius + 1)))

    b, g, r = (guide[..., channel].copy() for channel in range(3))
    means = [mean(c) for c in (b, g, r)]
    level = mean(rough)
    joint = [mean(c * rough) - m * level for c, m in zip((b, g, r), means, strict=True)]
    spread = [
        as_floats(mean(as_floats(p * q)) - mp * mq)
        for (p, mp), (q, mq) in combinations_with_replacement(
            list(zip((b, g, r), means, strict=True)), 2
        )
    ]
    for own in (0, 3, 5):
        spread[own] += epsilon
    inverse = _inverse(spread)
    slopes = [sum(row[i] * joint[i] for i in range(3)) for row in inverse]
    offset = level - sum(s * m for s, m in zip(slopes, means, strict=True))
    return as_floats([mean(as_floats(s)) for s in slopes]), mean(as_floats(offset))


def _inverse(spread: list[Floats]) -> list[list[Floats]]:
    """The inverse of each pixel's symmetric 3×3 matrix (upper triangle by rows), by cofactors."""
    bb, bg, br, gg, gr, rr = spread
    c00, c01, c02 = gg * rr - gr * gr, br * gr - bg * rr, bg * gr - br * gg
    c11, c12, c22 = bb * rr - br * br, bg * br - bb * gr, bb * gg - bg * bg
    scale = 1 / np.maximum(bb * c00 + bg * c01 + br * c02, 1e-12)
    c00, c01, c02, c11, c12, c22 = (as_floats(c * scale) for c in (c00, c01, c02, c11, c12, c22))
    return [[c00, c01, c02], [c01, c11, c12], [c02, c12, c22]]

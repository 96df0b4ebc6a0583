"""Which parts of a photograph could move by themselves: sky, water, foliage.

From colour, smoothness and place alone, so that only plain cases are told: a region that is
missed stays still, one that is wrong would wobble.
"""

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.layout import WORK, Layout
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail

Regions = dict[RegionKind, Floats]
"""Masks of 0 to 1, each of the frame's shape at any size."""

LONGEST = 480
"""Pixels of a stored mask's longer side: motion is smooth, and so are its edges."""
SHARE_MIN = 0.03
"""Less of the frame than this is not worth moving."""
_WATERS = {"sea", "lake", "river", "beach", "water"}


def regions(frame: Bytes, layout: Layout, matte: Floats | None, tags: list[str]) -> Regions:
    """The parts of a photograph (H×W×3 BGR) that its layout and tags speak for."""
    if not layout.open_air and "outdoor" not in tags:
        return {}
    small = thumbnail(frame, WORK)
    size = (small.shape[1], small.shape[0])
    free = np.ones(small.shape[:2], np.float32)
    if matte is not None:
        covered = cv2.resize(matte, size, interpolation=cv2.INTER_AREA)
        free = 1 - as_floats(cv2.dilate(as_floats(covered), np.ones((3, 3), np.uint8)))
    sky = as_floats(cv2.resize(layout.sky, size))
    found = {RegionKind.REGION_KIND_SKY: sky}
    water = as_floats(cv2.resize(layout.water, size))
    hsv = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)
    if _WATERS & set(tags):
        blue = _water(as_bytes(hsv), sky, layout.horizon)
        found[RegionKind.REGION_KIND_WATER] = as_floats(np.maximum(water, blue))
    found[RegionKind.REGION_KIND_FOLIAGE] = _foliage(small, as_bytes(hsv), sky)
    found = {kind: as_floats(np.clip(mask * free, 0, 1)) for kind, mask in found.items()}
    return {kind: mask for kind, mask in found.items() if float(mask.mean()) >= SHARE_MIN}


def stored(mask: Floats) -> Bytes:
    """A mask as it is handed on: at most 480 pixels, 0 to 255."""
    scale = min(1.0, LONGEST / max(mask.shape))
    size = (max(16, round(mask.shape[1] * scale)), max(16, round(mask.shape[0] * scale)))
    small = as_floats(cv2.resize(mask, size, interpolation=cv2.INTER_AREA))
    return as_bytes(np.rint(np.clip(small, 0, 1) * 255))


def _water(hsv: Bytes, sky: Floats, horizon: float) -> Floats:
    """Blue below the horizon, in one wide piece; pale water is told by its layout."""
    hue, saturation = hsv[..., 0], hsv[..., 1]
    rows = np.arange(hue.shape[0])[:, None] > hue.shape[0] * max(horizon, 0.2)
    blue = (hue > 78) & (hue < 132) & (saturation > 22)
    return _pieces(blue & rows & (sky < 0.4), 0.02)


def _foliage(small: Bytes, hsv: Bytes, sky: Floats) -> Floats:
    """Green and rough: a painted wall is smooth."""
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    green = (hue > 28) & (hue < 88) & (saturation > 45) & (value > 25)
    grey = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)) / 255
    rough = cv2.blur(np.abs(as_floats(cv2.Laplacian(grey, cv2.CV_32F))), (9, 9)) > 0.045
    return _pieces(green & rough & (sky < 0.4), 0.01)


def _pieces(like: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], share: float) -> Floats:
    """A mask closed over gaps, without pieces below a share of the picture, softly edged."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    closed = cv2.morphologyEx(as_bytes(like), cv2.MORPH_CLOSE, kernel)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    large = np.asarray(stats)[:, cv2.CC_STAT_AREA] >= share * like.size
    large[0] = False
    kept = large[np.asarray(labels, np.int32)]
    return as_floats(cv2.GaussianBlur(as_floats(kept), (0, 0), 1.2))

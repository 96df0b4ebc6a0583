"""Cuts a scene into layers: what is behind, filled where it was hidden, and the subject.

It knows pictures, mattes and depth maps; it knows nothing of cameras or frames.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import Report
from services.video.arrays import Bytes, Float, floats, resized, to_bytes
from services.video.fill import behind, push_pull, spread
from services.video.planes import Planes, doubled, fade, to_planes

DEPTH_WIDTH = 192
"""Depth maps are kept this wide, in samples: a layer bends smoothly, so that it never tears."""

_BESIDE_PIXELS = 4_000_000
"""Layers of larger frames are made one after the other, since each takes half a gigabyte then."""
_HORIZONS = np.linspace(-0.7, 0.6, 14).tolist()
"""Where a ground may end, from -1 at the upper edge to 1 at the lower one."""
_PLAIN = 0.15
"""A relief is a ground when no more of its variance than this is anything else."""
_GROUND = 0.85
"""How much of a ground's slope is kept: what stands on it leans by as much."""


@dataclass
class Cover:
    """Where a layer is, and where one sees past it."""

    alpha: Float
    """h x w of the frame, 0..1."""
    clear: Bytes
    """255 * (1 - alpha) at twice the frame's size, as luma is."""
    clear_half: Bytes
    """The same at half the frame's size, as chroma is."""


@dataclass
class Layer:
    """One sheet of the scene: a picture on a smooth relief."""

    colours: Bytes
    """The picture as h x w x 3 RGB, without its cover."""
    planes: Planes
    """The picture; times alpha where there is a cover."""
    nearness: Float
    """Relief of about 192 samples width over the whole frame: 0 is far, 1 is near."""
    cover: Cover | None = None
    """None covers everything."""
    bends: list[Callable[[Float], Float]] = field(default_factory=list[Callable[[Float], Float]])
    """What moves within the sheet: each takes places in the frame (… x 2, pixels) and says what
    is seen there instead."""


@dataclass
class Scene:
    """What the camera sees: layers from back to front, all on one frame."""

    size: tuple[int, int]
    """Width and height of the frame in pixels."""
    layers: list[Layer]


def cut(rgb: Bytes, depth: Float | None, matte: Float | None, report: Report) -> Scene:
    """A scene from a frame (h x w x 3), its depth (0..1, 1 is near) and its matte (0..1).

    Without a matte, or with one that covers next to nothing or everything, there is one
    layer that bends with the depth. Without depth the subject stands at 0.8 and the rest at 0.2.
    """
    height, width = rgb.shape[:2]
    alpha = _clean(matte) if matte is not None else None
    if depth is None:
        depth = floats(np.full((height, width), 0.2) + (0.0 if alpha is None else 0.6 * alpha))
    if alpha is None:
        relief = _calm(_relief(depth, np.ones_like(depth), 0.03))
        return Scene((width, height), [Layer(rgb, to_planes(rgb), relief)])
    with ThreadPoolExecutor(1, "cut") as helper:
        early = height * width <= _BESIDE_PIXELS
        subject = helper.submit(_subject, rgb, depth, alpha) if early else None
        hidden = _hidden(alpha)
        report(0.03)
        back = behind(rgb, hidden)
        report(0.04)
        relief = _calm(_relief(depth, floats(1 - hidden), 0.03))
        rest = Layer(back, to_planes(back), relief)
        report(0.05)
        nearest = subject.result() if subject else _subject(rgb, depth, alpha)
        return Scene((width, height), [rest, nearest])


def _subject(rgb: Bytes, depth: Float, alpha: Float) -> Layer:
    height, width = alpha.shape
    colours = _own_colours(rgb, alpha)
    clear = np.empty((height * 2, width * 2), np.uint8)
    for rows, band in doubled(alpha, cv2.INTER_LINEAR):
        clear[rows] = _clear(band)
    cover = Cover(
        alpha=alpha,
        clear=clear,
        clear_half=_clear(resized(alpha, (width // 2, height // 2), shrink=True)),
    )
    relief = _relief(depth, floats(np.clip(alpha * 4 - 3, 0, 1)), 0.012)
    return Layer(colours, fade(to_planes(colours), alpha), relief, cover)


def _clear(alpha: Float) -> Bytes:
    return to_bytes(floats(255 - 255 * alpha))


def _square(side: int) -> Bytes:
    return np.ones((side, side), np.uint8)


def _clean(matte: Float) -> Float | None:
    """The matte without specks and veils, its edge pulled in by a hair; None when nothing
    worth a layer is left."""
    height, width = matte.shape
    alpha = floats(np.clip((matte - 0.2) / 0.7, 0, 1))
    small = resized(alpha, (max(1, width // 4), max(1, height // 4)), shrink=True)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((small > 0.5).astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = [i for i in range(1, count) if areas[i] >= 0.004 * small.size]
    mask = np.isin(labels, keep).astype(np.uint8)
    if not 0.005 < float(mask.mean()) < 0.9:
        return None
    mask = cv2.dilate(mask, _square(max(3, width // 400) | 1))
    return alpha * resized(floats(mask), (width, height))


def _hidden(alpha: Float) -> Bytes:
    """1 where the background is not seen, is tinted by the subject's rim or holds crumbs of it
    that the matte has missed."""
    reach = max(3, round(alpha.shape[1] * 0.024)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return np.asarray(cv2.dilate((alpha > 0.02).astype(np.uint8), kernel), np.uint8)


def _own_colours(rgb: Bytes, alpha: Float) -> Bytes:
    """The subject's colours without the background's share in its rim: pixels that are not
    wholly subject take their colour from those that are, or a moving rim would glow."""
    sure = floats(cv2.erode(floats(alpha > 0.97), _square(3)))
    part = np.minimum(cv2.GaussianBlur(sure, (0, 0), 1.0), sure)
    own = np.empty_like(rgb)
    for channel, carried in enumerate(spread(rgb, sure)):
        own[..., channel] = to_bytes(floats((rgb[..., channel] - carried) * part + carried))
    return own


def _relief_size(map_: Float) -> tuple[int, int]:
    height, width = map_.shape
    columns = min(width, DEPTH_WIDTH)
    return columns, max(2, round(columns * height / width))


def _relief(depth: Float, weight: Float, softness: float) -> Float:
    """Depth where weight is 1, spread over the rest and smoothed by softness widths."""
    size = _relief_size(depth)
    known = resized(weight, size, shrink=True)
    small = resized(depth * weight, size, shrink=True) / np.maximum(known, 1e-6)
    carried = push_pull(floats(small), floats(known > 0.5))
    return floats(cv2.GaussianBlur(carried, (0, 0), softness * size[0]))


def _calm(relief: Float) -> Float:
    """A relief of which the ground is kept, half of any other slope, and a fifth of the bumps.

    An estimated depth runs through trees and towers as if they lay on the ground. A plane keeps
    straight lines straight when the camera moves; bumps would bend them. A ground that rises to
    a horizon is a plane too, and beyond its horizon all is equally far.
    """
    rows, columns = relief.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    one = np.ones(relief.size)
    fits = [
        _fit(relief, np.stack([one, x.ravel(), np.maximum(y, horizon).ravel()], axis=1))
        for horizon in (-1.0, *_HORIZONS)
    ]
    rests = [float(np.var(relief - fit)) for fit in fits]
    best = int(np.argmin(rests))
    level = best > 0 and rests[best] < _PLAIN * float(np.var(relief))
    plane = fits[best] if level else fits[0]
    middle = float(relief.mean())
    slope = _GROUND if level else 0.5
    return floats(middle + slope * (plane - middle) + 0.2 * (relief - plane))


def _fit(relief: Float, terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """The closest sum of terms (samples x terms), in the relief's shape."""
    weights = np.linalg.lstsq(terms, relief.ravel(), rcond=None)[0]
    return (terms @ weights).reshape(relief.shape)

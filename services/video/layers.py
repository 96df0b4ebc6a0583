"""Cuts a scene into layers: what is behind, filled where it was hidden, and the subject.

It knows pictures, mattes and depth maps; it knows nothing of cameras or frames.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.fill import behind, push_pull
from services.video.planes import Planes, fade, to_planes

Float = NDArray[np.float32]
Bytes = NDArray[np.uint8]

DEPTH_WIDTH = 192
"""Depth maps are kept this wide, in samples: a layer bends smoothly, so that it never tears."""


@dataclass
class Layer:
    """One sheet of the scene: a picture on a smooth relief."""

    colours: Bytes
    """The picture as h x w x 3 RGB, without alpha."""
    planes: Planes
    """The picture; times alpha where alpha is given."""
    nearness: Float
    """Relief of about 192 samples width over the whole frame: 0 is far, 1 is near."""
    alpha: Float | None = None
    """Cover, h x w, 0..1; None covers everything."""
    clear: Bytes | None = None
    """255 * (1 - alpha) at twice the frame's size, as luma is."""
    clear_half: Bytes | None = None
    """The same at half the frame's size, as chroma is."""
    present: Bytes | None = None
    """Where alpha is above 0, at the relief's size, for finding what to draw."""


@dataclass
class Scene:
    """What the camera sees: layers from back to front, all on one frame."""

    rgb: Bytes
    """The frame as it came, h x w x 3."""
    layers: list[Layer]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frame."""
        return self.rgb.shape[1], self.rgb.shape[0]


def cut(rgb: Bytes, depth: Float | None, matte: Float | None) -> Scene:
    """A scene from a frame (h x w x 3), its depth (0..1, 1 is near) and its matte (0..1).

    Without a matte, or with one that covers next to nothing or everything, there is one
    layer that bends with the depth. Without depth the subject stands at 0.8 and the rest at 0.2.
    """
    alpha = _clean(matte) if matte is not None else None
    if depth is None:
        depth = np.full(rgb.shape[:2], 0.2, np.float32)
        if alpha is not None:
            depth = depth + 0.6 * alpha
    if alpha is None:
        relief = _relief(depth, np.ones_like(depth), 0.03)
        return Scene(rgb, [Layer(rgb, to_planes(rgb), relief)])
    hidden = _hidden(alpha)
    back = behind(rgb, hidden)
    relief = _relief(depth, (1 - hidden).astype(np.float32), 0.03)
    rest = Layer(back, to_planes(back), relief)
    return Scene(rgb, [rest, _subject(rgb, depth, alpha)])


def _subject(rgb: Bytes, depth: Float, alpha: Float) -> Layer:
    small = cv2.resize(alpha, _relief_size(alpha), interpolation=cv2.INTER_AREA)
    half = (alpha.shape[1] // 2, alpha.shape[0] // 2)
    large = (alpha.shape[1] * 2, alpha.shape[0] * 2)
    colours = _own_colours(rgb, alpha)
    return Layer(
        colours=colours,
        planes=fade(to_planes(colours), alpha),
        nearness=_relief(depth, np.clip(alpha * 4 - 3, 0, 1), 0.012),
        alpha=alpha,
        clear=_clear(cv2.resize(alpha, large, interpolation=cv2.INTER_LINEAR)),
        clear_half=_clear(cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)),
        present=cv2.dilate((small > 0).astype(np.uint8), np.ones((3, 3), np.uint8)),
    )


def _clear(alpha: Float) -> Bytes:
    return cv2.convertScaleAbs(1 - alpha, alpha=255)


def _clean(matte: Float) -> Float | None:
    """The matte without specks and veils, its edge pulled in by a hair; None when nothing
    worth a layer is left."""
    height, width = matte.shape
    alpha = np.clip((matte - 0.2) / 0.7, 0, 1)
    small = cv2.resize(alpha, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    solid = (small > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = [i for i in range(1, count) if areas[i] >= 0.004 * small.size]
    mask = np.isin(labels, keep).astype(np.uint8)
    if not 0.005 < float(mask.mean()) < 0.9:
        return None
    reach = max(3, width // 400) | 1
    mask = cv2.dilate(mask, np.ones((reach, reach), np.uint8)).astype(np.float32)
    near = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return (alpha * near).astype(np.float32)


def _hidden(alpha: Float) -> Bytes:
    """1 where the background is not seen or is tinted by the subject's rim."""
    reach = max(3, round(alpha.shape[1] * 0.011)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return cv2.dilate((alpha > 0.02).astype(np.uint8), kernel)


def _own_colours(rgb: Bytes, alpha: Float) -> Bytes:
    """The subject's colours without the background's share in its rim: pixels that are not
    wholly subject take their colour from those that are, or a moving rim would glow."""
    sure = cv2.erode((alpha > 0.97).astype(np.float32), np.ones((3, 3), np.uint8))
    values = rgb.astype(np.float32)
    spread = push_pull(values, sure)
    part = cv2.GaussianBlur(sure, (0, 0), 1.0)[..., None]
    part = np.minimum(part, sure[..., None])
    return cv2.convertScaleAbs(spread + (values - spread) * part)


def _relief_size(map_: Float) -> tuple[int, int]:
    height, width = map_.shape
    columns = min(width, DEPTH_WIDTH)
    return columns, max(2, round(columns * height / width))


def _relief(depth: Float, weight: Float, softness: float) -> Float:
    """Depth where weight is 1, spread over the rest and smoothed by softness widths."""
    size = _relief_size(depth)
    known = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(depth * weight, size, interpolation=cv2.INTER_AREA)
    spread = push_pull(small / np.maximum(known, 1e-6), (known > 0.5).astype(np.float32))
    return cv2.GaussianBlur(spread, (0, 0), softness * size[0])

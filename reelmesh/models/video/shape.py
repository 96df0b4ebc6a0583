"""Sizes and frame counts: what the model makes so that exactly what was asked for can be shown."""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.models.video.families import Family

Bytes = NDArray[np.uint8]
"""h x w x 3."""

FRAME_RATIO = 1.2
"""How much wider and higher vision's frame is than the picture, for a camera to move in."""


class Part(NamedTuple):
    """One run of the model for a part of a shot."""

    frames: int
    """It makes so many."""
    shown: int
    """So many of them are seen. A later part begins with the frame before it, not seen again."""


def parts(total: int, family: Family) -> list[Part]:
    """Runs that make a shot of so many frames, about equally long."""
    most = family.frames_most
    runs = max(1, math.ceil((total - 1) / max(1, most - 1)))
    each = math.ceil((total - 1) / runs)
    each = math.ceil(each / family.step) * family.step if family.step else most - 1
    each = max(1, min(each, most - 1)) if total > 1 else each
    found: list[Part] = []
    left = total
    while left > 0:
        overlap = 1 if found else 0
        shown = min(left, each + 1 - overlap)
        needed = shown + overlap
        frames = most if not family.step else _up(needed - 1, family.step) + 1
        found.append(Part(frames, shown))
        left -= shown
    return found


def size_for(asked: tuple[int, int], family: Family, pixels_most: int) -> tuple[int, int]:
    """Width and height of the model's picture for a free choice: the nearest multiples that cover
    what is asked, or what is asked made smaller where that is too large."""
    width, height = asked
    many = family.multiple
    covering = (_up(width, many), _up(height, many))
    # Covering a size to the next multiple is no reason to enlarge.
    if width * height <= pixels_most or covering[0] * covering[1] <= pixels_most:
        return covering
    scale = math.sqrt(pixels_most / (width * height))
    found = tuple(max(many, round(side * scale / many) * many) for side in asked)
    return (found[0], found[1])


def scale_of(asked: tuple[int, int], made: tuple[int, int]) -> float:
    """Pixels of the model's picture for one pixel of what is asked."""
    if made[0] >= asked[0] and made[1] >= asked[1] and _near(asked, made):
        return 1.0
    return min(made[0] / asked[0], made[1] / asked[1])


def _near(asked: tuple[int, int], made: tuple[int, int]) -> bool:
    """Whether the picture is larger by less than the coarsest multiple."""
    return made[0] - asked[0] < 64 and made[1] - asked[1] < 64


def cut(frame: Bytes, asked: tuple[int, int], made: tuple[int, int]) -> Bytes:
    """What the model begins with: the middle of vision's frame, which is wider than the picture,
    so that after fitted() it is the picture; its mirror where the frame ends."""
    height, width = frame.shape[:2]
    step = min(width / asked[0], height / asked[1]) / FRAME_RATIO / scale_of(asked, made)
    if step > 1:
        # Shrinking by sampling alone would shimmer.
        small = (max(1, round(width / step)), max(1, round(height / step)))
        frame = np.asarray(cv2.resize(frame, small, interpolation=cv2.INTER_AREA), np.uint8)
        step = min(frame.shape[1] / width, frame.shape[0] / height) * step
        height, width = frame.shape[:2]
    matrix = _about_middle(step, (width, height), made)
    return _sampled(frame, matrix, made)


def fitted(picture: Bytes, asked: tuple[int, int]) -> Bytes:
    """The middle of the model's picture at exactly the size asked for, never stretched."""
    made = (picture.shape[1], picture.shape[0])
    scale = scale_of(asked, made)
    if scale == 1.0:
        left, top = (made[0] - asked[0]) // 2, (made[1] - asked[1]) // 2
        return np.ascontiguousarray(picture[top : top + asked[1], left : left + asked[0]])
    if scale > 1:
        smaller = (round(made[0] / scale), round(made[1] / scale))
        picture = np.asarray(cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA), np.uint8)
        made, scale = smaller, min(smaller[0] / asked[0], smaller[1] / asked[1])
    return _sampled(picture, _about_middle(scale, made, asked), asked)


def _about_middle(
    step: float, source: tuple[int, int], target: tuple[int, int]
) -> NDArray[np.float64]:
    """From pixels of the target to those of the source, middle on middle."""
    offset = [(source[k] - 1) / 2 - step * (target[k] - 1) / 2 for k in (0, 1)]
    return np.array([[step, 0, offset[0]], [0, step, offset[1]]])


def _sampled(picture: Bytes, matrix: NDArray[np.float64], size: tuple[int, int]) -> Bytes:
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(picture, matrix, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(made, np.uint8)


def _up(value: int, many: int) -> int:
    return -(-value // many) * many

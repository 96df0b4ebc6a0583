"""Reads what vision saw: the frame, its depth and its matte, checked, at the size in use."""

import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from reelmesh.mesh.engine import CallerError, Files, Report
from reelmesh.v1.vision_pb2 import DescribeResult, RegionKind
from services.video.arrays import Bytes, Float, floats, resized
from services.video.camera import FRAME_RATIO
from services.video.layers import Scene, cut

# Twice what the largest picture needs: 2.4 * 3840 by 2.4 * 2160, or upright, rounded up.
_PIXELS_MAX = 48_000_000
_SIDE_MIN = 16
_GREY = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH


def load(seen: DescribeResult, files: Files, size: tuple[int, int], report: Report) -> Scene:
    """The scene of a picture of size (width, height).

    A frame much larger than the camera needs is made smaller first; its depth and matte are
    fitted to it. Raises CallerError when a picture cannot be used.
    """
    if not seen.HasField("frame"):
        raise CallerError("The scene has no frame: give the frame that vision described.")
    with ThreadPoolExecutor(1, "read") as helper:
        maps = [
            helper.submit(_read, files.path(artifact), name, _GREY) if seen.HasField(name) else None
            for name, artifact in (("depth", seen.depth), ("matte", seen.matte))
        ]
        picture = _read(files.path(seen.frame), "frame", cv2.IMREAD_COLOR_RGB)
        rgb = _fit(np.asarray(picture, np.uint8), size)
        report(0.01)
        frame = (rgb.shape[1], rgb.shape[0])
        depth, matte = (None if map_ is None else _map(map_.result(), frame) for map_ in maps)
    report(0.02)
    return cut(rgb, depth, matte, report)


def read_frame(path: Path) -> Bytes:
    """A frame that vision described, h x w x 3 RGB. Raises CallerError when it cannot be read."""
    return np.asarray(_read(path, "frame", cv2.IMREAD_COLOR_RGB), np.uint8)


def load_regions(seen: DescribeResult, files: Files) -> dict[RegionKind, Float]:
    """Masks of what can move by itself, 0..1, at their own sizes. Raises CallerError when one
    cannot be read."""
    return {
        region.kind: floats(_read(files.path(region.mask), "region", _GREY)) / np.float32(255)
        for region in seen.regions
    }


def _fit(rgb: Bytes, size: tuple[int, int]) -> Bytes:
    """The frame with even sides, at most about 1.2 times the picture in its tighter direction."""
    height, width = rgb.shape[:2]
    ratio = min(width / size[0], height / size[1]) / FRAME_RATIO
    # Up to 10 % more is left as it is: sampling it directly loses nothing.
    shrink = ratio if ratio > 1.1 else 1.0
    target = (_even(width / shrink), _even(height / shrink))
    if target == (width, height):
        return rgb
    return np.asarray(cv2.resize(rgb, target, interpolation=cv2.INTER_AREA), np.uint8)


def _even(value: float) -> int:
    return max(2, 2 * round(value / 2))


def _map(grey: cv2.typing.MatLike, size: tuple[int, int]) -> Float:
    """A grey map as 0..1 of the frame's size."""
    top = 65535 if grey.dtype == np.uint16 else 255
    values = floats(grey) / np.float32(top)
    if (grey.shape[1], grey.shape[0]) == size:
        return values
    return resized(values, size, shrink=True)


def _read(path: Path, name: str, flags: int) -> cv2.typing.MatLike:
    """A PNG as pixels. Its size is read before it is decoded: a small file can unpack to
    gigabytes."""
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n":
        raise CallerError(f"The scene's {name} is not a PNG: describe the image again.")
    width, height = struct.unpack(">II", head[16:24])
    if min(width, height) < _SIDE_MIN or width * height > _PIXELS_MAX:
        raise CallerError(
            f"The scene's {name} has {width}x{height} pixels: give one of at least "
            f"{_SIDE_MIN} pixels a side and at most {_PIXELS_MAX // 1_000_000} megapixels."
        )
    pixels = cv2.imread(str(path), flags)
    if pixels is None:
        raise CallerError(f"The scene's {name} cannot be decoded: describe the image again.")
    return pixels

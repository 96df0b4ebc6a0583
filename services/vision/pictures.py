"""Pictures in memory: reading, resizing and writing them. uint8 or uint16 arrays, BGR order."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import CallerError, EngineError

Bytes = NDArray[np.uint8]
"""uint8 array: H×W×3 in BGR order, or H×W grey."""
Floats = NDArray[np.float32]
"""float32 array, H×W or H×W×3; colours and masks from 0 to 1."""

UNREADABLE = "The image cannot be read: send a whole, undamaged JPEG or PNG picture."
# PNG effort 1 of 9 with one filter for all lines: no larger than with the usual search for the
# best filter of each, and a third faster to write and to read.
PNG_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP]


def read(path: Path) -> Bytes:
    """The picture as H×W×3 BGR. Raises CallerError when it cannot be decoded."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except cv2.error as error:
        raise CallerError(UNREADABLE) from error
    if picture is None:
        raise CallerError(UNREADABLE)
    if min(picture.shape[:2]) < 8:
        raise CallerError("The image is smaller than 8 pixels: send a larger one.")
    return np.asarray(picture, np.uint8)


def write(path: Path, picture: Bytes | NDArray[np.uint16]) -> None:
    """Write a PNG; the array's type decides between 8 and 16 bits."""
    if not cv2.imwrite(str(path), picture, PNG_FAST):
        raise EngineError(f"The picture {path.name} could not be written: is the disk full?")


def resize(picture: Bytes, width: int, height: int) -> Bytes:
    """Resample to width×height: Lanczos, after an area average where much is thrown away."""
    rows, columns = picture.shape[:2]
    if columns > 2 * width and rows > 2 * height:
        # Lanczos in OpenCV has a fixed 8-pixel support, so beyond 2:1 it would alias.
        picture = as_bytes(cv2.resize(picture, (2 * width, 2 * height), interpolation=3))
    shrinks = columns > width or rows > height
    resized = cv2.resize(
        picture,
        (width, height),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4,
    )
    return as_bytes(resized)


def thumbnail(picture: Bytes, longest: int) -> Bytes:
    """The picture with its longer side at most so many pixels, by area average."""
    rows, columns = picture.shape[:2]
    scale = min(1.0, longest / max(rows, columns))
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return as_bytes(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def as_bytes(array: object) -> Bytes:
    """The array as uint8, for OpenCV's untyped results."""
    return np.asarray(array, np.uint8)


def as_floats(array: object) -> Floats:
    """The array as float32, for OpenCV's untyped results."""
    return np.asarray(array, np.float32)

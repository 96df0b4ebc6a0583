"""Typed doors to OpenCV: what its stubs leave open, said once."""

import math
from typing import TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Float = NDArray[np.float32]
Number = TypeVar("Number", bound=np.generic)
Fixed = tuple[NDArray[np.int16], NDArray[np.uint16]]
"""Fractional indices as OpenCV's fixed-point maps, to 1/32 of a sample."""

# The stubs have no None for a second map that is not needed.
_NO_MAP = cast("Float", None)


def floats(values: object) -> Float:
    """As 32-bit floats, without a copy where they are."""
    return np.asarray(values, np.float32)


def to_bytes(values: Float) -> Bytes:
    """Rounded and clipped to 0..255."""
    return cast("Bytes", cv2.convertScaleAbs(np.maximum(values, 0)))


def resized(values: Float, size: tuple[int, int], shrink: bool = False) -> Float:
    """values at size (width, height): averaged when shrinking, else bilinear."""
    how = cv2.INTER_AREA if shrink else cv2.INTER_LINEAR
    return floats(cv2.resize(values, size, interpolation=how))


def read(source: Bytes | Float, places: Float) -> Float:
    """source at places (h x w x 2, fractional indices x and y), its edge beyond it."""
    found = cv2.remap(source, places, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return floats(found)


Kind = TypeVar("Kind", Bytes, Float)


def read_at(source: Kind, x: Float, y: Float) -> Kind:
    """source at the fractional indices x and y, each h x w, its edge beyond it; of its kind."""
    found = cv2.remap(source, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return cast("Kind", found)


def read_nearest(source: Bytes, places: Float) -> Bytes:
    """source at the whole indices nearest to places, 0 beyond it."""
    return cast("Bytes", cv2.remap(source, places, _NO_MAP, cv2.INTER_NEAREST))


class Scratch:
    """Arrays that are used again and again: fresh pages cost as much as what is put there."""

    def __init__(self) -> None:
        self._kept: dict[str, NDArray[np.generic]] = {}

    def get(self, name: str, shape: tuple[int, ...], kind: type[Number]) -> NDArray[Number]:
        """An array with anything in it, valid until the name is asked for again."""
        count = math.prod(shape)
        kept = self._kept.get(name)
        if kept is None or kept.size < count:
            kept = self._kept[name] = np.empty(count, kind)
        return cast("NDArray[Number]", kept[:count].reshape(shape))


def fixed(places: Float, scratch: Scratch) -> Fixed:
    """places converted once, to be read by several planes before the next are."""
    whole = scratch.get("whole", places.shape, np.int16)
    part = scratch.get("part", places.shape[:2], np.uint16)
    cv2.convertMaps(places, _NO_MAP, cv2.CV_16SC2, whole, part)
    return whole, part


def read_plane(source: Bytes, places: Fixed, outside: int | None = None) -> Bytes:
    """source at places; beyond it its edge, or a value."""
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    values = cv2.remap(
        source, *places, cv2.INTER_LINEAR, borderMode=border, borderValue=outside or 0
    )
    return cast("Bytes", values)


def read_into(target: Bytes, source: Bytes, places: Fixed) -> None:
    """Writes source at places, its edge beyond it, into target, which may be a part of a plane."""
    cv2.remap(source, *places, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REPLICATE)

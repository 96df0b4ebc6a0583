"""What a moving world does to one frame: bends the background, tints, lights, lays veils."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Bytes, Float

FINE = 4
"""Nodes of a bent background along the side of a cell, so every fourth pixel."""


class Colour(NamedTuple):
    """Limited-range BT.709."""

    luma: float
    blue: float
    red: float


class Veil(NamedTuple):
    """One colour over the picture, by how much it covers."""

    cover: Bytes
    """h x w of the picture, 0..255."""
    half: Bytes
    """h/2 x w/2."""
    colour: Colour


class Grade(NamedTuple):
    """New values for old, 256 each."""

    luma: Bytes
    blue: Bytes
    red: Bytes


class Air(NamedTuple):
    """All that moves in one frame. Nodes are those of the background, see FINE."""

    shift: Float | None = None
    """Where the background is read instead, rows x columns x 2, in frame pixels."""
    other: Float | None = None
    """A second such shift, that fades in and out, so that a flow never jumps back."""
    mix: float = 0.0
    """Share of the second, 0..1."""
    shade: Float | None = None
    """Added to the background's luma, rows x columns."""
    behind: tuple[Veil, ...] = ()
    """Between background and subject."""
    front: tuple[Veil, ...] = ()
    """Before everything."""
    grade: Grade | None = None
    """Applied after it."""
    grain: NDArray[np.int16] | None = None
    """Added to luma last, h x w of the picture."""


STILL = Air()


def veil(half: Bytes, colour: Colour, size: tuple[int, int]) -> Veil:
    """A veil from its cover at half the size; size is the picture's width and height."""
    return Veil(np.asarray(cv2.resize(half, size), np.uint8), half, colour)


def lay(target: Bytes, cover: Bytes, value: float) -> None:
    """Lays a value over target in place, by cover 0..255."""
    if not cv2.hasNonZero(cover):
        return
    under = cv2.multiply(target, cv2.bitwise_not(cover), scale=1 / 255)
    cv2.add(under, cv2.convertScaleAbs(cover, alpha=value / 255), dst=target)


def colour(red: int, green: int, blue: int) -> Colour:
    """From RGB 0..255; ITU-R BT.709-6, section 3."""
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return Colour(
        16 + luma * 219 / 255,
        128 + (blue - luma) / 1.8556 * 224 / 255,
        128 + (red - luma) / 1.5748 * 224 / 255,
    )

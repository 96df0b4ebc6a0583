"""One frame as the world sees it: when, and what of the scene each place of the picture shows."""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.arrays import Float, floats, read
from services.video.cells import GRID
from services.video.veil import Veil

Veils = tuple[list[Veil], list[Veil]]
"""Behind and before the subject."""


class Moment(NamedTuple):
    """A frame. Places are what the corners of cells show, in frame pixels, rows x columns x 2."""

    time_s: float
    back: Float
    """Of the background."""
    near: Float
    """Of the subject, or the same where there is none."""
    aside: NDArray[np.float64]
    """How far the camera has slid and turned to the right and down, in heights of the picture."""


Maker = Callable[[Moment], Veils]
"""What draws veils into a frame."""


def between(corners: Float, step: int, size: tuple[int, int]) -> Float:
    """Places at the middles of squares of step pixels, over a picture of size (width, height);
    corners are those of cells."""
    finer = GRID // step
    rows, columns = corners.shape[:2]
    grown = cv2.resize(corners, (columns * finer, rows * finer))
    half = finer // 2
    width, height = size
    return floats(grown[half : half + -(-height // step), half : half + -(-width // step)])


def seen(mask: Float, frame: tuple[int, int], corners: Float, size: tuple[int, int]) -> Float:
    """A mask of the frame as the picture shows it, at half the size of the picture."""
    places = between(corners, 8, size)
    ratio = floats([mask.shape[1] / frame[0], mask.shape[0] / frame[1]])
    found = read(mask, floats(places * ratio - 0.5))
    # A square of eight pixels is four of the half picture's; the last may reach over its edge.
    grown = cv2.resize(found, (found.shape[1] * 4, found.shape[0] * 4))
    return floats(grown[: size[1] // 2, : size[0] // 2])


class Window(NamedTuple):
    """Picture from frame, for one frame and sheet: an affine map, near enough for small things."""

    matrix: NDArray[np.float64]
    """2 x 3."""

    @classmethod
    def of(cls, corners: Float) -> "Window":
        """From the places that the corners of cells show."""
        rows, columns = corners.shape[:2]
        shown = floats([corners[0, 0], corners[0, -1], corners[-1, 0]])
        there = floats([[0, 0], [(columns - 1) * GRID, 0], [0, (rows - 1) * GRID]])
        return cls(np.asarray(cv2.getAffineTransform(shown, there), np.float64))

    def at(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """Where places of the frame (n x 2) are in the picture, in its pixels."""
        return places @ self.matrix[:, :2].T + self.matrix[:, 2]

    @property
    def scale(self) -> float:
        """Pixels of the picture to one of the frame."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))

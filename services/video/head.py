"""A head and shoulders that move: a smooth field of shifts, nothing outside its reach.

The field is worth a few pixels and is read where a layer is read, so that a layer's cut-out
moves with its colours and the background that was filled in behind it shows.
"""

import numpy as np

from services.video.arrays import Float, floats
from services.video.life import STILL, Head

# Points of the FaceMesh topology: top and bottom of the face.
_TOP, _CHIN = 10, 152
SIZE_MIN = 24
"""Faces lower than this many pixels keep still: a share of them is less than a pixel."""


class Sway:
    """The shifts of one head in a frame of size (width, height) in pixels."""

    def __init__(self, mesh: Float, size: tuple[int, int], poses: list[Head]) -> None:
        """mesh is 468 x 2 in pixels of the frame; poses has one entry a frame.

        Raises ValueError when the face is too small.
        """
        low, high = mesh.min(0), mesh.max(0)
        up = mesh[_TOP] - mesh[_CHIN]
        self._unit = float(np.hypot(*up))
        if self._unit < SIZE_MIN:
            raise ValueError("the face is too small")
        self._middle = (low + high) / 2
        self._size = np.array(size, np.float32)
        # Where the skull sits on the neck, about which a head rolls.
        self._neck = mesh[_CHIN] - 0.1 * up
        self._poses = poses
        self._pose = STILL

    def act(self, frame: int) -> None:
        """Take the pose of a frame."""
        self._pose = self._poses[frame]

    def bend(self, places: Float) -> Float:
        """Where places of the frame (… x 2, in pixels) are read instead."""
        pose, unit = self._pose, self._unit
        if pose == STILL:
            return places
        x = (places[..., 0] - self._middle[0]) / unit
        y = (places[..., 1] - self._middle[1]) / unit
        # The skull moves as one; the neck bends from the chin to below the collar, hair and
        # what is beside the head follow less and less.
        head = _fall(np.abs(x), 0.75, 1.7) * _fall(-y, 0.95, 1.8) * _fall(y, 0.45, 1.25)
        front = np.exp(-((x / 0.42) ** 2) - ((y / 0.5) ** 2)) * head
        chest = _fall(np.abs(x), 0.9, 2.2) * _fall(y, 1.6, 3.2) * (1 - _fall(y, 0.55, 1.25))
        right = head * (pose.right - pose.roll * (places[..., 1] - self._neck[1]) / unit)
        down = head * (pose.down + pose.roll * (places[..., 0] - self._neck[0]) / unit)
        right = right + front * pose.turn
        down = down + front * pose.nod - chest * pose.breath
        shift = np.stack([right, down], -1) * unit * self._inside(places)[..., None]
        return floats(places - shift)

    def _inside(self, places: Float) -> Float:
        """1 in the frame, fading to 0 at its edge over a quarter of a face: nothing is ever
        read from outside it."""
        edge = np.minimum(places, self._size - places).min(-1) / (0.25 * self._unit)
        return 1 - _fall(edge, 0.0, 1.0)


def _fall(value: Float, start: float, end: float) -> Float:
    """1 up to start, 0 from end, smooth between."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return floats(1 - t * t * (3 - 2 * t))

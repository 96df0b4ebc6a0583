"""Draws one frame: every layer seen from a camera pose, laid over each other.

Geometry is computed on a coarse grid and read between its nodes, so that every pixel is
sampled at its own sub-pixel place and nothing moves by whole pixels.
"""

from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import (
    Bytes,
    Fixed,
    Float,
    fixed,
    floats,
    read,
    read_nearest,
    read_plane,
    resized,
)
from services.video.camera import FAR_WEIGHT, FRAME_RATIO, Pose
from services.video.layers import Layer, Scene

GRID = 16
"""Pixels of the picture between two nodes of the grid."""


class Picture(NamedTuple):
    """One frame as yuv420p: luma h x w, chroma h/2 x w/2."""

    luma: Bytes
    blue: Bytes
    red: Bytes


class Area(NamedTuple):
    """A part of the picture in cells of the grid."""

    left: int
    top: int
    right: int
    bottom: int


class Warper:
    """Draws frames of one size from one scene. Keeps its buffers: one thread at a time."""

    def __init__(self, scene: Scene, width: int, height: int) -> None:
        frame_width, frame_height = scene.size
        self._scene = scene
        self._size = (width, height)
        # Source pixels per pixel of the picture when the window has the picture's size.
        self._step = min(frame_width / width, frame_height / height) / FRAME_RATIO
        self._columns, self._rows = -(-width // GRID), -(-height // GRID)
        # Nodes lie in the middles of cells, with one ring outside: places in picture pixels
        # from the middle of the picture.
        x = (np.arange(self._columns + 2) - 0.5) * GRID - width / 2
        y = (np.arange(self._rows + 2) - 0.5) * GRID - height / 2
        self._nodes = floats(np.stack(np.meshgrid(x, y), axis=-1))

    def draw(self, pose: Pose) -> Picture:
        """The scene from a pose."""
        width, height = self._size
        padded = (self._rows * GRID, self._columns * GRID)
        luma = np.empty(padded, np.uint8)
        blue = np.empty((padded[0] // 2, padded[1] // 2), np.uint8)
        red = np.empty_like(blue)
        picture = Picture(luma, blue, red)
        for layer in self._scene.layers:
            self._lay(layer, pose, picture)
        half = (slice(0, height // 2), slice(0, width // 2))
        return Picture(luma[:height, :width], blue[half], red[half])

    def _lay(self, layer: Layer, pose: Pose, picture: Picture) -> None:
        places = self._places(layer, pose)
        area = self._area(layer, places)
        if area is None:
            return
        nodes = places[area.top : area.bottom + 2, area.left : area.right + 2]
        rows, columns = area.bottom - area.top, area.right - area.left
        # Luma is stored at twice the size; an index is half a sample less than a place.
        full = _between(floats(nodes * 2 - 0.5), rows, columns, GRID)
        # H.264 sites chroma on the left luma column of each pair and between the two rows;
        # a quarter of a chroma sample left of the middle. Half-size sources are centred.
        shifted = (nodes[:, 1:] - nodes[:, :-1]).mean((0, 1)) / GRID * -0.5
        half = _between(floats((nodes + shifted) / 2 - 0.5), rows, columns, GRID // 2)
        y, x = area.top * GRID, area.left * GRID
        y_end, x_end = area.bottom * GRID, area.right * GRID
        whole, part = np.s_[y:y_end, x:x_end], np.s_[y // 2 : y_end // 2, x // 2 : x_end // 2]
        clear = clear_half = None
        if layer.cover is not None:
            clear = read_plane(layer.cover.clear, full, 255)
            clear_half = read_plane(layer.cover.clear_half, half, 255)
        planes = layer.planes
        _over(picture.luma[whole], read_plane(planes.luma, full), clear)
        _over(picture.blue[part], read_plane(planes.blue, half), clear_half)
        _over(picture.red[part], read_plane(planes.red, half), clear_half)

    def _places(self, layer: Layer, pose: Pose) -> Float:
        """For every node the place in the frame it shows, in source pixels from the top left
        corner of the frame (pixel centres at .5)."""
        frame_width, frame_height = self._scene.size
        width, height = self._size
        cos, sin = np.cos(pose.roll), np.sin(pose.roll)
        turned = floats(self._nodes @ np.array([[cos, sin], [-sin, cos]]) * pose.scale)
        pan = floats([pose.pan_x * width, pose.pan_y * height])
        slide = floats([pose.slide_x * width, pose.slide_y * height])
        centre = floats([frame_width / 2, frame_height / 2])
        rows, columns = layer.nearness.shape
        ratio = floats([columns / frame_width, rows / frame_height])
        places = floats(centre + turned * self._step)
        # What a node shows depends on the depth there: settle it in two rounds.
        for _ in range(2):
            near = read(layer.nearness, floats(places * ratio - 0.5))
            weight = (FAR_WEIGHT + (1 - FAR_WEIGHT) * near)[..., None]
            seen = turned * np.exp(-pose.zoom * weight) + pan + slide * (weight - pose.pivot)
            places = floats(centre + seen * self._step)
        for bend in layer.bends:
            places = bend(places)
        return places

    def _area(self, layer: Layer, places: Float) -> Area | None:
        """The cells in which the layer may be seen; None for none."""
        if layer.cover is None:
            return Area(0, 0, self._columns, self._rows)
        frame_width, frame_height = self._scene.size
        present = layer.cover.present
        ratio = floats([present.shape[1] / frame_width, present.shape[0] / frame_height])
        seen = read_nearest(present, floats(places * ratio - 0.5))
        cells = cv2.dilate(seen, np.ones((3, 3), np.uint8))[1:-1, 1:-1]
        rows, columns = np.flatnonzero(cells.any(1)), np.flatnonzero(cells.any(0))
        if not len(rows):
            return None
        return Area(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _between(nodes: Float, rows: int, columns: int, grid: int) -> Fixed:
    """Nodes (rows + 2 by columns + 2) read between, for each of grid x grid pixels a cell."""
    size = ((columns + 2) * grid, (rows + 2) * grid)
    return fixed(resized(nodes, size)[grid:-grid, grid:-grid])


def _over(target: Bytes, top: Bytes, clear: Bytes | None) -> None:
    """Lays top, which is already times its cover, over target in place."""
    if clear is None:
        target[:] = top
        return
    target[:] = cv2.add(cv2.multiply(target, clear, scale=1 / 255), top)

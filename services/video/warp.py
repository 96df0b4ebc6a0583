"""Draws one frame: every layer seen from a camera pose, laid over each other.

Geometry is computed on a coarse grid and read between its nodes, so that every pixel is
sampled at its own sub-pixel place and nothing moves by whole pixels.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.video.camera import FAR_WEIGHT, FRAME_RATIO, Pose
from services.video.layers import Layer, Scene

Float = NDArray[np.float32]
Plane = NDArray[np.uint8]

GRID = 16
"""Pixels of the picture between two nodes of the grid."""


class Picture(NamedTuple):
    """One frame as yuv420p: luma h x w, chroma h/2 x w/2."""

    luma: Plane
    blue: Plane
    red: Plane


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
        self._nodes = np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)

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
        full = _between(nodes * 2 - np.float32(0.5), rows, columns, GRID)
        # H.264 sites chroma on the left luma column of each pair and between the two rows;
        # a quarter of a chroma sample left of the middle. Half-size sources are centred.
        shifted = (nodes[:, 1:] - nodes[:, :-1]).mean((0, 1)) / GRID * -0.5
        half = _between((nodes + shifted) / 2 - np.float32(0.5), rows, columns, GRID // 2)
        y, x = area.top * GRID, area.left * GRID
        y_end, x_end = area.bottom * GRID, area.right * GRID
        whole, part = np.s_[y:y_end, x:x_end], np.s_[y // 2 : y_end // 2, x // 2 : x_end // 2]
        clear = _sample(layer.clear, full, 255)
        clear_half = _sample(layer.clear_half, half, 255)
        planes = layer.planes
        _over(picture.luma[whole], _sample(planes.luma, full), clear)
        _over(picture.blue[part], _sample(planes.blue, half), clear_half)
        _over(picture.red[part], _sample(planes.red, half), clear_half)

    def _places(self, layer: Layer, pose: Pose) -> Float:
        """For every node the place in the frame it shows, in source pixels from the top left
        corner of the frame (pixel centres at .5)."""
        frame_width, frame_height = self._scene.size
        width, height = self._size
        turn = np.array(
            [[np.cos(pose.roll), -np.sin(pose.roll)], [np.sin(pose.roll), np.cos(pose.roll)]]
        )
        turned = (self._nodes @ turn.T * pose.scale).astype(np.float32)
        pan = np.array([pose.pan_x * width, pose.pan_y * height], np.float32)
        slide = np.array([pose.slide_x * width, pose.slide_y * height], np.float32)
        centre = np.array([frame_width / 2, frame_height / 2], np.float32)
        ratio = np.array(
            [layer.nearness.shape[1] / frame_width, layer.nearness.shape[0] / frame_height]
        ).astype(np.float32)
        places = centre + turned * self._step
        # What a node shows depends on the depth there: settle it in three rounds.
        for _ in range(3):
            spot = places * ratio - np.float32(0.5)
            near = cv2.remap(
                layer.nearness, spot, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            weight = (FAR_WEIGHT + (1 - FAR_WEIGHT) * near)[..., None]
            seen = turned * np.exp(-pose.zoom * weight) + pan + slide * (weight - pose.pivot)
            places = centre + seen * np.float32(self._step)
        return places.astype(np.float32)

    def _area(self, layer: Layer, places: Float) -> Area | None:
        """The cells in which the layer may be seen; None for none."""
        if layer.present is None:
            return Area(0, 0, self._columns, self._rows)
        frame_width, frame_height = self._scene.size
        ratio = (layer.present.shape[1] / frame_width, layer.present.shape[0] / frame_height)
        spot = places * np.array(ratio, np.float32) - np.float32(0.5)
        seen = cv2.remap(layer.present, spot, None, cv2.INTER_NEAREST)
        cells = cv2.dilate(seen, np.ones((3, 3), np.uint8))[1:-1, 1:-1]
        rows, columns = np.flatnonzero(cells.any(1)), np.flatnonzero(cells.any(0))
        if not len(rows):
            return None
        return Area(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _between(nodes: Float, rows: int, columns: int, grid: int) -> Float:
    """Nodes (rows + 2 by columns + 2) read between, for each of grid x grid pixels a cell."""
    size = ((columns + 2) * grid, (rows + 2) * grid)
    large = cv2.resize(nodes, size, interpolation=cv2.INTER_LINEAR)
    return large[grid:-grid, grid:-grid]


def _sample(
    source: Plane | None, index: Float, outside: int | None = None
) -> Plane | None:
    """The source at fractional indices, its edge or a value outside; None stays None."""
    if source is None:
        return None
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    return cv2.remap(
        source, index, None, cv2.INTER_LINEAR,
        borderMode=border, borderValue=outside or 0,
    )


def _over(target: Plane, top: Plane | None, clear: Plane | None) -> None:
    """Lays top, which is already times its cover, over target in place."""
    assert top is not None
    if clear is None:
        target[:] = top
        return
    target[:] = cv2.add(cv2.multiply(target, clear, scale=1 / 255), top)

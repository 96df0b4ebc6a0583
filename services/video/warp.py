"""Draws one frame: every layer seen from a camera pose, laid over each other.

Geometry is computed on a coarse grid and read between its nodes, so that every pixel is
sampled at its own sub-pixel place and nothing moves by whole pixels.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import (
    Bytes,
    Fixed,
    Float,
    Scratch,
    fixed,
    floats,
    read,
    read_into,
    read_plane,
)
from services.video.camera import FAR_WEIGHT, FRAME_RATIO, Pose
from services.video.cells import GRID, WHOLE, Reach, Run, bands, kinds, reach
from services.video.layers import Layer, Scene


class Picture(NamedTuple):
    """One frame as yuv420p: luma h x w, chroma h/2 x w/2."""

    luma: Bytes
    blue: Bytes
    red: Bytes


class Warper:
    """Draws frames of one size from one scene, in two threads. One caller at a time."""

    def __init__(self, scene: Scene, width: int, height: int) -> None:
        frame_width, frame_height = scene.size
        self._scene = scene
        self._size = (width, height)
        # Source pixels per pixel of the picture when the window has the picture's size.
        self._step = min(frame_width / width, frame_height / height) / FRAME_RATIO
        self._columns, self._rows = -(-width // GRID), -(-height // GRID)
        # Nodes are the corners of cells: places in picture pixels from the middle.
        x = np.arange(self._columns + 1) * GRID - width / 2
        y = np.arange(self._rows + 1) * GRID - height / 2
        self._nodes = floats(np.stack(np.meshgrid(x, y), axis=-1))
        self._reaches = [
            None if layer.cover is None else reach(layer.cover.alpha, self._step)
            for layer in scene.layers
        ]
        self._pens = [Pen(), Pen()]
        # Its thread ends with the warper.
        self._helper = ThreadPoolExecutor(1, "draw")

    def draw(self, pose: Pose) -> Picture:
        """The scene from a pose."""
        width, height = self._size
        padded = (self._rows * GRID, self._columns * GRID)
        half = (padded[0] // 2, padded[1] // 2)
        picture = Picture(*(np.empty(size, np.uint8) for size in (padded, half, half)))
        turned = self._turned(pose)
        sheets = [Sheet(layer, self._places(layer, pose, turned)) for layer in self._scene.layers]
        todo = bands([self._kinds(*pair) for pair in zip(self._reaches, sheets, strict=True)])
        # Bands share nothing: who draws which, and when, cannot be seen.
        other = self._helper.submit(self._pens[1].draw, sheets, todo[1::2], picture)
        self._pens[0].draw(sheets, todo[::2], picture)
        other.result()
        part = (slice(0, height // 2), slice(0, width // 2))
        return Picture(picture.luma[:height, :width], picture.blue[part], picture.red[part])

    def _kinds(self, found: Reach | None, sheet: "Sheet") -> Bytes:
        """What a layer is in every cell."""
        if found is None:
            return np.full((self._rows, self._columns), WHOLE, np.uint8)
        return kinds(found, sheet.places)

    def _turned(self, pose: Pose) -> Float:
        """Where nodes lie from the middle of the window at zoom 0, in picture pixels."""
        cos, sin = np.cos(pose.roll) * pose.scale, np.sin(pose.roll) * pose.scale
        return self._nodes @ floats([[cos, sin], [-sin, cos]])

    def _places(self, layer: Layer, pose: Pose, turned: Float) -> Float:
        """For every node the place in the frame it shows, in source pixels from the top left
        corner of the frame (pixel centres at .5)."""
        frame_width, frame_height = self._scene.size
        width, height = self._size
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


class Sheet:
    """A layer, and what of it the nodes show from one pose."""

    def __init__(self, layer: Layer, places: Float) -> None:
        self.layer = layer
        self.places = places
        # Luma is stored at twice the size; an index is half a sample less than a place.
        self.full = places * np.float32(2) - np.float32(0.5)
        # H.264 sites chroma on the left luma column of each pair and between the two rows;
        # a quarter of a chroma sample left of the middle. Half-size sources are centred.
        shift = (places[:, 1:] - places[:, :-1]).mean((0, 1)) / GRID * -0.5
        self.half = floats((places + shift) / 2 - 0.5)


class Pen:
    """Draws bands of a picture with buffers of its own."""

    def __init__(self) -> None:
        self._scratch = Scratch()

    def draw(self, sheets: list[Sheet], todo: list[list[list[Run]]], picture: Picture) -> None:
        """Lays the runs of every sheet over each other, band by band."""
        for band in todo:
            for sheet, runs in zip(sheets, band, strict=True):
                if runs:
                    self._lay(sheet, runs, picture)

    def _lay(self, sheet: Sheet, runs: list[Run], picture: Picture) -> None:
        planes, cover = sheet.layer.planes, sheet.layer.cover
        pairs = [(picture.luma, planes.luma)]
        self._plane(sheet.full, runs, pairs, cover and cover.clear)
        pairs = [(picture.blue, planes.blue), (picture.red, planes.red)]
        self._plane(sheet.half, runs, pairs, cover and cover.clear_half)

    def _plane(
        self, nodes: Float, runs: list[Run], pairs: list[tuple[Bytes, Bytes]], clear: Bytes | None
    ) -> None:
        """Lays planes of one size, as (target, source); clear is what one sees past them."""
        grid = GRID if len(pairs) == 1 else GRID // 2
        top, bottom, left, right = runs[0].top, runs[0].bottom, runs[0].left, runs[-1].right
        places = self._between(nodes[top : bottom + 1, left : right + 1], grid)
        for run in runs:
            index = fixed(
                places[:, (run.left - left) * grid : (run.right - left) * grid], self._scratch
            )
            area = np.s_[top * grid : bottom * grid, run.left * grid : run.right * grid]
            past = None if run.whole or clear is None else read_plane(clear, index, 255)
            for target, source in pairs:
                _over(target[area], source, index, past)

    def _between(self, nodes: Float, grid: int) -> Float:
        """Nodes (rows + 1 by columns + 1) read between, for each of grid x grid samples a cell."""
        rows, columns = nodes.shape[:2]
        places = self._scratch.get("places", (rows * grid, columns * grid, 2), np.float32)
        cv2.resize(nodes, (columns * grid, rows * grid), dst=places)
        return places[grid // 2 : -(grid // 2), grid // 2 : -(grid // 2)]


def _over(target: Bytes, source: Bytes, index: Fixed, past: Bytes | None) -> None:
    """Reads source, which is already times its cover, at index and lays it over target, in
    place; past is 255 times what is seen past it."""
    if past is None:
        read_into(target, source, index)
        return
    under = cv2.multiply(target, past, scale=1 / 255)
    cv2.add(under, read_plane(source, index), dst=target)

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
from services.video.veil import FINE, STILL, Air, Veil, lay
from services.video.world.world import World


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

    def draw(self, pose: Pose, world: World | None = None, frame: int = 0) -> Picture:
        """The scene from a pose, and what moves in the world in this frame."""
        width, height = self._size
        padded = (self._rows * GRID, self._columns * GRID)
        half = (padded[0] // 2, padded[1] // 2)
        picture = Picture(*(np.empty(size, np.uint8) for size in (padded, half, half)))
        turned = self._turned(pose)
        sheets = [Sheet(layer, self._places(layer, pose, turned)) for layer in self._scene.layers]
        air = STILL if world is None else self._moved(sheets, world, pose, frame)
        todo = bands([self._kinds(*pair) for pair in zip(self._reaches, sheets, strict=True)])
        # Bands share nothing: who draws which, and when, cannot be seen.
        other = self._helper.submit(self._pens[1].draw, sheets, todo[1::2], picture, air)
        self._pens[0].draw(sheets, todo[::2], picture, air)
        other.result()
        part = (slice(0, height // 2), slice(0, width // 2))
        return Picture(picture.luma[:height, :width], picture.blue[part], picture.red[part])

    def _moved(self, sheets: list["Sheet"], world: World, pose: Pose, frame: int) -> Air:
        """What the world does to this frame; a bent background gets its own nodes."""
        back = sheets[0].places
        if not world.bends:
            return world.air(frame, pose, back, sheets[-1].places, None)
        fine = _finer(back)
        air = world.air(frame, pose, back, sheets[-1].places, fine)
        if air.shift is not None:
            sheets[0] = Sheet(sheets[0].layer, fine + air.shift, back, FINE)
        if air.other is not None:
            sheets[0].second = Sheet(sheets[0].layer, fine + air.other, back, FINE)
        return air

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

    def __init__(
        self, layer: Layer, nodes: Float, places: Float | None = None, fine: int = 1
    ) -> None:
        """nodes are places in the frame, fine of them along a cell; places those at its corners."""
        self.layer = layer
        self.places = nodes if places is None else places
        self.fine = fine
        # Luma is stored at twice the size; an index is half a sample less than a place.
        self.full = nodes * np.float32(2) - np.float32(0.5)
        # H.264 sites chroma on the left luma column of each pair and between the two rows;
        # a quarter of a chroma sample left of the middle. Half-size sources are centred.
        shift = (self.places[:, 1:] - self.places[:, :-1]).mean((0, 1)) / GRID * -0.5
        self.half = floats((nodes + shift) / 2 - 0.5)
        self.second: Sheet | None = None


class Pen:
    """Draws bands of a picture with buffers of its own."""

    def __init__(self) -> None:
        self._scratch = Scratch()

    def draw(
        self, sheets: list[Sheet], todo: list[list[list[Run]]], picture: Picture, air: Air
    ) -> None:
        """Lays the runs of every sheet over each other, band by band."""
        for band in todo:
            for number, (sheet, runs) in enumerate(zip(sheets, band, strict=True)):
                if runs:
                    self._lay(sheet, runs, picture)
                if number == 0 and runs:
                    self._breathe(sheet, runs, picture, air)
            rows = next(runs[0] for runs in band if runs)
            self._finish(picture, rows.top, rows.bottom, air)

    def _breathe(self, sheet: Sheet, runs: list[Run], picture: Picture, air: Air) -> None:
        """The background's second copy, its light and what is before it."""
        top, bottom = runs[0].top, runs[0].bottom
        if sheet.second is not None and air.mix > 0 and self._drifts(sheet, top, bottom):
            parts = [plane[_rows(plane, picture, top, bottom)] for plane in picture]
            kept = [part.copy() for part in parts]
            self._lay(sheet.second, runs, picture)
            for part, first in zip(parts, kept, strict=True):
                cv2.addWeighted(first, 1 - air.mix, part, air.mix, 0, dst=part)
        if air.shade is not None:
            left, right = runs[0].left, runs[-1].right
            nodes = air.shade[top * FINE : bottom * FINE + 1, left * FINE : right * FINE + 1]
            light = self._between(nodes, GRID // FINE)
            part = picture.luma[top * GRID : bottom * GRID, left * GRID : right * GRID]
            cv2.add(part, light, dst=part, dtype=cv2.CV_8U)
        _veiled(picture, air.behind, top, bottom)

    @staticmethod
    def _drifts(sheet: Sheet, top: int, bottom: int) -> bool:
        """Whether the second copy differs from the first in rows of cells."""
        rows = np.s_[top * FINE : bottom * FINE + 1]
        return sheet.second is not None and not np.array_equal(
            sheet.full[rows], sheet.second.full[rows]
        )

    @staticmethod
    def _finish(picture: Picture, top: int, bottom: int, air: Air) -> None:
        """What is before everything, and the light."""
        _veiled(picture, air.front, top, bottom)
        if air.grade is not None:
            for plane, table in zip(picture, air.grade, strict=True):
                part = plane[_rows(plane, picture, top, bottom)]
                cv2.LUT(part, table, dst=part)
        if air.grain is not None:
            grain = air.grain[top * GRID : bottom * GRID]
            part = picture.luma[top * GRID :, : grain.shape[1]][: len(grain)]
            cv2.add(part, grain, dst=part, dtype=cv2.CV_8U)

    def _lay(self, sheet: Sheet, runs: list[Run], picture: Picture) -> None:
        planes, cover = sheet.layer.planes, sheet.layer.cover
        pairs = [(picture.luma, planes.luma)]
        self._plane(sheet.full, sheet.fine, runs, pairs, cover and cover.clear)
        pairs = [(picture.blue, planes.blue), (picture.red, planes.red)]
        self._plane(sheet.half, sheet.fine, runs, pairs, cover and cover.clear_half)

    def _plane(
        self,
        nodes: Float,
        fine: int,
        runs: list[Run],
        pairs: list[tuple[Bytes, Bytes]],
        clear: Bytes | None,
    ) -> None:
        """Lays planes of one size, as (target, source); clear is what one sees past them."""
        grid = GRID if len(pairs) == 1 else GRID // 2
        top, bottom, left, right = runs[0].top, runs[0].bottom, runs[0].left, runs[-1].right
        area = np.s_[top * fine : bottom * fine + 1, left * fine : right * fine + 1]
        places = self._between(nodes[area], grid // fine)
        for run in runs:
            index = fixed(
                places[:, (run.left - left) * grid : (run.right - left) * grid], self._scratch
            )
            area = np.s_[top * grid : bottom * grid, run.left * grid : run.right * grid]
            past = None if run.whole or clear is None else read_plane(clear, index, 255)
            for target, source in pairs:
                _over(target[area], source, index, past)

    def _between(self, nodes: Float, grid: int) -> Float:
        """Nodes read between: the middles of grid x grid samples between each four of them."""
        rows, columns = nodes.shape[:2]
        shape = (rows * grid, columns * grid, *nodes.shape[2:])
        places = self._scratch.get("places", shape, np.float32)
        cv2.resize(nodes, (columns * grid, rows * grid), dst=places)
        return places[grid // 2 : -(grid // 2), grid // 2 : -(grid // 2)]


def _finer(nodes: Float) -> Float:
    """Nodes at the corners of cells, with FINE - 1 more between each two."""
    for axis in (0, 1):
        first, last = np.split(nodes, [nodes.shape[axis] - 1], axis)
        step = floats(np.diff(nodes, axis=axis))
        between = [floats(first + step * (part / FINE)) for part in range(FINE)]
        shape = list(first.shape)
        shape[axis] *= FINE
        filled = np.stack(between, axis + 1).reshape(shape)
        nodes = floats(np.concatenate([filled, last], axis))
    return nodes


def _rows(plane: Bytes, picture: Picture, top: int, bottom: int) -> slice:
    """The rows of a plane that rows of cells take."""
    grid = GRID if plane is picture.luma else GRID // 2
    return slice(top * grid, bottom * grid)


def _veiled(picture: Picture, veils: tuple[Veil, ...], top: int, bottom: int) -> None:
    """Lays veils over rows of cells. A veil has the picture's size, which a cell may exceed."""
    for veil in veils:
        covers = (veil.cover, veil.half, veil.half)
        for plane, cover, value in zip(picture, covers, veil.colour, strict=True):
            rows = _rows(plane, picture, top, bottom)
            part = cover[rows]
            lay(plane[rows][: part.shape[0], : part.shape[1]], part, value)


def _over(target: Bytes, source: Bytes, index: Fixed, past: Bytes | None) -> None:
    """Reads source, which is already times its cover, at index and lays it over target, in
    place; past is 255 times what is seen past it."""
    if past is None:
        read_into(target, source, index)
        return
    under = cv2.multiply(target, past, scale=1 / 255)
    cv2.add(under, read_plane(source, index), dst=target)

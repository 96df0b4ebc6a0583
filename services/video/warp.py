"""Draws one frame: every layer seen from a camera pose, laid over each other.

Geometry is computed on a coarse grid and read between its nodes, so that every pixel is
sampled at its own sub-pixel place and nothing moves by whole pixels.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from services.video.arrays import Bytes, Float, floats, read
from services.video.camera import FAR_WEIGHT, FRAME_RATIO, Pose
from services.video.cells import GRID, WHOLE, Reach, Run, bands, kinds, reach
from services.video.layers import Layer, Scene
from services.video.pen import Pen, Picture, Sheet
from services.video.veil import FINE, STILL, Air
from services.video.world.world import World


class Plan(NamedTuple):
    """What one frame shows, worked out before any pixel of it is read."""

    sheets: list[Sheet]
    """From back to front."""
    todo: list[list[list[Run]]]
    """For each band of cells, for each sheet, what is drawn of it."""
    air: Air


class Warper:
    """Draws frames of one size from one scene, in two threads. One caller at a time, who may
    plan a frame while the one before is being painted."""

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
        return self.start(self.plan(pose, world, frame)).finish()

    def plan(self, pose: Pose, world: World | None = None, frame: int = 0) -> Plan:
        """What the scene shows from a pose, and what moves in the world in this frame."""
        turned = self._turned(pose)
        sheets = [Sheet(layer, self._places(layer, pose, turned)) for layer in self._scene.layers]
        air = STILL if world is None else self._moved(sheets, world, pose, frame)
        todo = bands([self._kinds(*pair) for pair in zip(self._reaches, sheets, strict=True)])
        return Plan(sheets, todo, air)

    def start(self, plan: Plan) -> "Painting":
        """Begin to paint a planned frame, from what the layers' planes hold until it is done."""
        padded = (self._rows * GRID, self._columns * GRID)
        half = (padded[0] // 2, padded[1] // 2)
        picture = Picture(*(np.empty(size, np.uint8) for size in (padded, half, half)))
        return Painting(plan, picture, self._size, (self._pens[0], self._helper, self._pens[1]))

    def _moved(self, sheets: list[Sheet], world: World, pose: Pose, frame: int) -> Air:
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

    def _kinds(self, found: Reach | None, sheet: Sheet) -> Bytes:
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


class Painting:
    """A frame that a second thread has begun to paint; the caller's joins it when it has nothing
    else to do."""

    def __init__(
        self,
        plan: Plan,
        picture: Picture,
        size: tuple[int, int],
        hands: tuple[Pen, ThreadPoolExecutor, Pen],
    ) -> None:
        """picture has whole cells, size is what is seen of it. hands are the caller's pen, the
        second thread and its pen."""
        self._plan, self._picture, self._size = plan, picture, size
        self._pen, helper, other = hands
        # Bands share nothing: who paints which, and when, cannot be seen.
        self._waiting = deque(plan.todo)
        self._other = helper.submit(self._paint, other)

    def finish(self) -> Picture:
        """The frame, when it is done."""
        self._paint(self._pen)
        self._other.result()
        width, height = self._size
        luma, blue, red = self._picture
        part = (slice(0, height // 2), slice(0, width // 2))
        return Picture(luma[:height, :width], blue[part], red[part])

    def _paint(self, pen: Pen) -> None:
        pen.draw(self._plan.sheets, self._waiting, self._picture, self._plan.air)


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

"""Samples a picture: lays what the sheets of a plan show over each other, band by band."""

from collections import deque
from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import Bytes, Fixed, Float, Scratch, fixed, floats, read_into, read_plane
from services.video.cells import GRID, Run
from services.video.layers import Layer
from services.video.veil import FINE, Air, Veil, lay


class Picture(NamedTuple):
    """One frame as yuv420p: luma h x w, chroma h/2 x w/2."""

    luma: Bytes
    blue: Bytes
    red: Bytes


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
        self, sheets: list[Sheet], waiting: deque[list[list[Run]]], picture: Picture, air: Air
    ) -> None:
        """Takes bands while there are any, and lays the runs of every sheet over each other."""
        while (band := _taken(waiting)) is not None:
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


def _taken(waiting: deque[list[list[Run]]]) -> list[list[Run]] | None:
    """The next band, which no other pen gets; None when there is none."""
    try:
        return waiting.popleft()
    except IndexError:
        return None


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

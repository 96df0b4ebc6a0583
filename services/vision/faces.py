"""Finds faces (BlazeFace) and their 468 mesh points (FaceMesh) with OpenCV's own runtime."""

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from services.vision.pictures import Bytes, Floats, as_floats

# BlazeFace "back camera" model (Bazarevsky et al., 2019): 256 px input, two anchors a cell on a
# 16×16 grid and six on an 8×8 one; 16 numbers an anchor: box centre and size, six keypoints.
INPUT = 256
SCORE_MIN = 0.55
OVERLAP_MAX = 0.3
FACES_MAX = 12
# A mesh's region is the detected box, turned upright and half as large again (MediaPipe graph).
MESH_INPUT = 192
MESH_SCALE = 1.5
MESH_SCORE_MIN = 0.5
MESH_EYES = (33, 263)
"""FaceMesh indices of the outer eye corners: left in the picture, right in the picture."""


@dataclass
class Found:
    """A face in pixels of the picture it was found in."""

    box: Floats
    """left, top, right, bottom."""
    eyes: Floats
    """2×2: the eye that is left in the picture, then the other one; x, y."""
    confidence: float
    mesh: Floats | None = None
    """468×2, x, y; None where no mesh fits."""

    @property
    def centre(self) -> tuple[float, float]:
        """x, y of the box's middle."""
        return float(self.box[0] + self.box[2]) / 2, float(self.box[1] + self.box[3]) / 2

    @property
    def size(self) -> float:
        """Longer side of the box."""
        return float(max(self.box[2] - self.box[0], self.box[3] - self.box[1]))

    def moved(self, scale: float, x: float, y: float) -> "Found":
        """The same face in a picture that is scaled, then shifted."""
        by = np.array([x, y], np.float32)
        box = as_floats(self.box * scale + np.tile(by, 2))
        return Found(box, as_floats(self.eyes * scale + by), self.confidence)


class FaceFinder:
    """The two networks. Not for use by two threads at once: a network holds its input."""

    def __init__(self, detector: Path, mesher: Path) -> None:
        self._detector = cv2.dnn.readNetFromTFLite(str(detector))
        self._mesher = cv2.dnn.readNetFromTFLite(str(mesher))
        self._anchors = _anchors()

    def find(self, picture: Bytes) -> list[Found]:
        """Faces of at least about 1/25 of the shorter side, left to right, without meshes.

        One look at the whole picture, then a closer one at overlapping square tiles: the
        network sees 256 pixels, in which a small face would be a few pixels wide.
        """
        height, width = picture.shape[:2]
        found = self._look(picture, 0, 0, max(width, height))
        # Beside a large face the small ones are bystanders: they need no closer look.
        large = any(face.size > 0.2 * min(width, height) for face in found if face.confidence > 0.8)
        for left, top, side in [] if large else _tiles(width, height):
            found += self._look(picture, left, top, side)
        return sorted(_distinct(found)[:FACES_MAX], key=lambda face: face.centre[0])

    def mesh(self, picture: Bytes, face: Found) -> Floats | None:
        """The face's 468 points in pixels; None when the network sees no face there."""
        points = self.fit(picture, *_region(face))
        if points is None:
            return None
        # A second look, framed by the first, is where the lips stop wandering.
        left, right = points[MESH_EYES[0]], points[MESH_EYES[1]]
        low, high = points.min(axis=0), points.max(axis=0)
        angle = math.atan2(float(right[1] - left[1]), float(right[0] - left[0]))
        again = self.fit(picture, (low + high) / 2, float((high - low).max()) * MESH_SCALE, angle)
        return points if again is None else again

    def _look(self, picture: Bytes, left: int, top: int, side: int) -> list[Found]:
        """Faces in the square of the picture; outside the picture it is black."""
        part = picture[top : top + side, left : left + side]
        scale = INPUT / side
        rows, columns = (max(1, round(n * scale)) for n in part.shape[:2])
        canvas = np.zeros((INPUT, INPUT, 3), np.uint8)
        canvas[:rows, :columns] = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
        blob = cv2.dnn.blobFromImage(canvas, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        self._detector.setInput(blob)
        scores, boxes = self._detector.forward(["classificators", "regressors"])
        sure = 1 / (1 + np.exp(-np.clip(scores.reshape(-1), -80, 80)))
        keep = np.flatnonzero(sure > SCORE_MIN)
        values = boxes.reshape(-1, 16)[keep] / INPUT
        values[:, :2] += self._anchors[keep]
        values[:, 4:] += np.tile(self._anchors[keep], 6)
        return [
            _found(v, float(s)).moved(side, left, top)
            for v, s in zip(values, sure[keep], strict=True)
        ]

    def fit(
        self, picture: Bytes, centre: NDArray[np.float32], side: float, angle: float
    ) -> Floats | None:
        """FaceMesh in a square of the picture turned by angle (radians, clockwise): 468 x 2
        points in pixels of the picture; None when the network sees no face there."""
        cos, sin = math.cos(angle) * side / MESH_INPUT, math.sin(angle) * side / MESH_INPUT
        turn = np.array([[cos, -sin], [sin, cos]])
        offset = centre - turn @ np.full(2, MESH_INPUT / 2)
        part = cv2.warpAffine(
            picture,
            np.hstack([turn, offset[:, None]]),
            (MESH_INPUT, MESH_INPUT),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        self._mesher.setInput(cv2.dnn.blobFromImage(part, 1 / 255, swapRB=True))
        points, score = self._mesher.forward(["conv2d_20", "conv2d_30"])
        if 1 / (1 + math.exp(-float(score.reshape(-1)[0]))) < MESH_SCORE_MIN:
            return None
        flat = points.reshape(468, 3)[:, :2]
        return as_floats(flat @ turn.T + offset)


def _anchors() -> Floats:
    """896×2 anchor centres in 0 to 1, in the network's order."""
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        middle = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
        grids.append(np.repeat(grid, each, axis=0))
    return as_floats(np.concatenate(grids))


def _tiles(width: int, height: int) -> list[tuple[int, int, int]]:
    """Overlapping squares: along the longer side at full height, then at half of it."""
    tiles: list[tuple[int, int, int]] = []
    for side in (min(width, height), min(width, height) * 11 // 20):
        if side < 160:
            continue  # there are no pixels to see more by
        columns, rows = (max(1, math.ceil((n - side) / (side * 0.75)) + 1) for n in (width, height))
        for row in range(rows):
            for column in range(columns):
                left = (width - side) * column // max(1, columns - 1)
                top = (height - side) * row // max(1, rows - 1)
                tiles.append((left, top, side))
    return tiles[:24]


def _found(values: Floats, confidence: float) -> Found:
    x, y, w, h = values[:4]
    box = as_floats([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return Found(box, as_floats(values[4:8].reshape(2, 2)), confidence)


def _distinct(found: list[Found]) -> list[Found]:
    """The surest of each heap of overlapping boxes, the surest first."""
    kept: list[Found] = []
    for face in sorted(found, key=lambda f: -f.confidence):
        if all(_overlap(face.box, other.box) < OVERLAP_MAX for other in kept):
            kept.append(face)
    return kept


def _overlap(a: Floats, b: Floats) -> float:
    """Shared area over the smaller area: a nose is no second face."""
    across = float(min(a[2], b[2]) - max(a[0], b[0]))
    down = float(min(a[3], b[3]) - max(a[1], b[1]))
    if across <= 0 or down <= 0:
        return 0.0
    smaller = min(float((f[2] - f[0]) * (f[3] - f[1])) for f in (a, b))
    return across * down / max(smaller, 1e-6)


def _region(face: Found) -> tuple[NDArray[np.float32], float, float]:
    """Centre, side and angle of the square FaceMesh wants to see."""
    across = face.eyes[1] - face.eyes[0]
    angle = math.atan2(float(across[1]), float(across[0]))
    return np.array(face.centre, np.float32), face.size * MESH_SCALE, angle

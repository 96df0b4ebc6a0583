"""From what a pipeline gives to frames of the film, one at a time."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import EngineError
from reelmesh.v1.spec_pb2 import Grade, Look
from services.video import look
from services.video.arrays import Bytes
from services.video.planes import yuv


def pictures(made: NDArray[np.floating]) -> Iterator[Bytes]:
    """Frames (n x h x w x 3, 0 to 1) as bytes. Raises EngineError when they are no numbers."""
    for frame in made:
        if not np.isfinite(frame).all():
            raise EngineError(
                "The model gave no picture but numbers out of range: set dtype=bfloat16 or "
                "dtype=float32 in ENGINE_OPTIONS."
            )
        yield np.asarray(np.rint(np.clip(frame, 0, 1) * 255), np.uint8)


class Finish:
    """Turns pictures into planes for the encoder, in the look that was asked for."""

    def __init__(self, asked: Look, size: tuple[int, int], seed: int) -> None:
        self._grade = look.graded(list(asked.grades))
        grainy = Grade.GRADE_VINTAGE in asked.grades
        self._grain = look.Grain(size, seed) if grainy else None

    def planes(self, picture: Bytes, frame: int) -> Sequence[Bytes]:
        """yuv420p of a picture, which is h x w x 3."""
        planes = list(yuv(picture))
        if self._grade:
            pairs = zip(planes, self._grade, strict=True)
            planes = [np.asarray(cv2.LUT(plane, table), np.uint8) for plane, table in pairs]
        if self._grain:
            grainy = planes[0].astype(np.int16) + self._grain.at(frame)
            planes[0] = np.clip(grainy, 16, 235).astype(np.uint8)
        return planes

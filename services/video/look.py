"""How a whole shot looks: changes of colour and light as tables for its planes, and grain."""

from collections.abc import Sequence

import cv2
import numpy as np

from reelmesh.v1.spec_pb2 import Grade as Kind
from services.video.arrays import Bytes, Float, floats, to_bytes
from services.video.veil import Grade

NAMES = {
    Kind.GRADE_BLACK_AND_WHITE: "black and white",
    Kind.GRADE_SEPIA: "sepia",
    Kind.GRADE_WARM: "a warm grade",
    Kind.GRADE_COLD: "a cold grade",
    Kind.GRADE_VINTAGE: "a faded grade with drawn grain",
    Kind.GRADE_CONTRAST: "a hard grade",
}
_SAME = floats(np.arange(256))
_GRAIN = 6.0
"""Deviation of the grain, in steps of luma, in the middle tones."""


def _table(values: Float) -> Bytes:
    return to_bytes(floats(np.clip(values, 16, 240)))


def _bent(amount: float) -> Float:
    """Luma with darker shadows and brighter lights; below 0 softer ones. A cubic that keeps
    black, white and the middle."""
    share = (_SAME - 16) / 219
    return floats(16 + 219 * (share + amount * share * (1 - share) * (2 * share - 1)))


def _tinted(luma: Float, keep: float, blue: float, red: float) -> Grade:
    """Colours kept by a share and moved towards blue and red, in steps of chroma."""
    centred = (_SAME - 128) * keep + 128
    return Grade(_table(luma), _table(floats(centred + blue)), _table(floats(centred + red)))


def _made(kind: Kind) -> Grade:
    match kind:
        case Kind.GRADE_BLACK_AND_WHITE:
            return _tinted(_bent(0.35), 0, 0, 0)
        case Kind.GRADE_SEPIA:
            return _tinted(floats(_bent(-0.15) * 0.97 + 5), 0, -16, 12)
        case Kind.GRADE_WARM:
            return _tinted(floats(_SAME + 2), 1.0, -9, 6)
        case Kind.GRADE_COLD:
            return _tinted(floats(_SAME - 3), 0.92, 9, -7)
        case Kind.GRADE_VINTAGE:
            # Blacks that are no longer black, whites that are no longer white.
            return _tinted(floats(_bent(-0.1) * 0.86 + 24), 0.72, -6, 4)
        case _:
            return _tinted(_bent(1.0), 1.12, 0, 0)


def graded(kinds: Sequence[Kind]) -> Grade | None:
    """All of them, one after the other; None for none."""
    return joined(*(_made(kind) for kind in kinds))


def joined(*grades: Grade | None) -> Grade | None:
    """Grades one after the other as one."""
    whole: Grade | None = None
    for one in grades:
        if one is not None:
            whole = (
                one
                if whole is None
                else Grade(*(after[before] for before, after in zip(whole, one, strict=True)))
            )
    return whole


class Grain:
    """The grain of film: other in every frame, and coarser than a pixel."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        """size is the picture's width and height."""
        rng = np.random.default_rng([seed, 83])
        # Grain is as coarse in a small picture as in a large one, beside its height.
        coarse = max(0.6, size[1] / 1000)
        rows, columns = size[1] + 64, size[0] + 64
        noise = floats(rng.standard_normal((rows, columns)))
        soft = floats(cv2.GaussianBlur(noise, (0, 0), coarse))
        self._noise = np.asarray(np.rint(soft / soft.std() * _GRAIN), np.int16)
        self._size, self._seed = size, seed

    def at(self, frame: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        """Added to the luma of a frame, h x w."""
        # A place in one large field, mirrored by turns, is as good as a new field.
        place = np.random.default_rng([self._seed, 84, frame])
        top, left = (int(value) for value in place.integers(0, 64, 2))
        part = self._noise[top : top + self._size[1], left : left + self._size[0]]
        turn = frame % 4
        part = part[::-1] if turn & 1 else part
        return np.ascontiguousarray(part[:, ::-1] if turn & 2 else part)

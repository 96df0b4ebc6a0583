"""Draws measured curves over time as a PNG, one row a curve."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

_ROW, _LEFT, _SECOND = 120, 10, 160
_INK = ("#e8663c", "#2f7fd6", "#3a9a52", "#8a56c2")
_REFERENCE = "#9a9a9a"


def draw(
    path: Path, curves: Sequence[NDArray[np.float64]], reference: NDArray[np.float64], step_s: float
) -> None:
    """Each curve in a row of its own over the reference in grey, both from 0 to their own
    greatest value; a tick a second."""
    width = round(len(reference) * step_s * _SECOND) + 2 * _LEFT
    image = Image.new("RGB", (width, _ROW * len(curves) + 20), "white")
    pen = ImageDraw.Draw(image)
    for row, curve in enumerate(curves):
        base = (row + 1) * _ROW
        pen.line(_points(reference, step_s, base), fill=_REFERENCE, width=2)
        pen.line(_points(curve, step_s, base), fill=_INK[row % len(_INK)], width=2)
        pen.text((_LEFT, base - _ROW + 6), f"face {row} over the reference", fill="black")
    for second in range(int(len(reference) * step_s) + 1):
        x = _LEFT + second * _SECOND
        pen.line([(x, image.height - 20), (x, image.height - 14)], fill="black")
        pen.text((x + 3, image.height - 16), f"{second} s", fill="black")
    image.save(path)


def _points(curve: NDArray[np.float64], step_s: float, base: int) -> list[tuple[float, float]]:
    top = max(float(curve.max()), 1e-9)
    return [
        (_LEFT + i * step_s * _SECOND, base - 4 - float(v) / top * (_ROW - 16))
        for i, v in enumerate(curve)
    ]

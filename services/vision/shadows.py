"""Paints shadows on level ground."""

import numpy as np

from services.vision.canvas import Canvas
from services.vision.pictures import as_floats


def shadow(canvas: Canvas, foot: tuple[float, float], wide: float, side: float) -> None:
    """A soft shadow on level ground, away from the light; widths in heights of the frame."""
    x = (np.arange(canvas.width, dtype=np.float32)[None] - foot[0] * canvas.width) / canvas.height
    first = max(0, int((foot[1] - 0.3 * wide) * canvas.height))
    last = min(canvas.height, int((foot[1] + 0.3 * wide) * canvas.height) + 2)
    y = np.arange(first, last, dtype=np.float32)[:, None] / canvas.height - foot[1]
    gap = np.hypot((x + 0.55 * wide * side) / wide, y / (0.16 * wide))
    canvas.colour[first:last] *= as_floats(1 - 0.5 * np.clip(1.25 - gap, 0, 1))[..., None]

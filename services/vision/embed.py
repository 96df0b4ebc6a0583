"""A picture's fingerprint for finding look-alikes: colour, layout and texture, 128 numbers."""

import cv2
import numpy as np

from services.vision.pictures import Bytes, Floats, as_floats

DIMENSIONS = 128


def embedding(frame: Bytes) -> list[float]:
    """A unit vector of 128 numbers; the dot product of two is their likeness, about 0 to 1.

    48 for the layout (4×4 cells of mean Lab), 48 for the palette (hue by saturation and
    brightness), 32 for texture (edge directions in quarters). It knows looks, not meanings: two
    photographs of one beach are close, a beach and the word beach are not comparable.
    """
    small = cv2.resize(frame, (128, 72), interpolation=cv2.INTER_AREA)
    lab = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2LAB)) / 255
    cells = as_floats(cv2.resize(lab, (4, 4), interpolation=cv2.INTER_AREA)).reshape(16, 3)
    layout = ((cells - (0.5, 0.5, 0.5)) * (1, 2.5, 2.5)).ravel()
    parts = [_unit(layout), 1.2 * _unit(_palette(np.asarray(small, np.uint8)))]
    parts.append(0.8 * _unit(_texture(as_floats(lab[..., 0]))))
    return [float(v) for v in _unit(np.concatenate(parts))]


def _palette(small: Bytes) -> Floats:
    """48 shares of pixels: 12 hues × 2 saturations × 2 brightnesses, square roots (Hellinger)."""
    hsv = cv2.cvtColor(small, cv2.COLOR_BGR2HSV).astype(np.int32)
    hue = hsv[..., 0] * 12 // 180
    strong, bright = hsv[..., 1] > 80, hsv[..., 2] > 127
    cell = (hue * 2 + strong) * 2 + bright
    grey = hsv[..., 1] < 24  # hue means nothing there: count by brightness alone
    cell = np.where(grey, hsv[..., 2] * 12 // 256 * 4, cell)
    return as_floats(np.sqrt(np.bincount(cell.ravel(), minlength=48)[:48] / cell.size))


def _texture(light: Floats) -> Floats:
    """32 numbers: strength of edges in 8 directions in each quarter of the picture."""
    dx, dy = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    strength = np.hypot(dx, dy)
    direction = (np.arctan2(dy, dx) / np.pi % 1 * 8).astype(np.int32) % 8
    rows, columns = light.shape
    quarter = (np.arange(rows) * 2 // rows)[:, None] * 2 + np.arange(columns) * 2 // columns
    total = np.bincount((quarter * 8 + direction).ravel(), strength.ravel(), minlength=32)
    return as_floats(np.sqrt(total / light.size))


def _unit(values: object) -> Floats:
    array = as_floats(values)
    return as_floats(array / max(float(np.linalg.norm(array)), 1e-9))

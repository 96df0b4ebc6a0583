"""What a picture shows of light and edges: flames, the sun, what stands before a sky."""

from collections.abc import Sequence

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats
from services.video.camera import FRAME_RATIO

_SHARP, _STILL_REACH = 44, 0.03
"""Steps of brightness, of 255, that no cloud has within three pixels of a sky's mask; and how
far around them, of the picture's width, the sky stands still too."""


def without_edges(mask: Float, rgb: Bytes) -> Float:
    """A sky's mask without what stands before it: clouds are soft, masts and wires are not, and
    would bend with them."""
    height, width = mask.shape
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    step = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    reach = max(3, round(width * _STILL_REACH) | 1)
    sharp = np.asarray(step > _SHARP, np.uint8)
    near = cv2.dilate(sharp, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    calm = cv2.GaussianBlur(floats(near), (0, 0), reach / 3)
    return floats(mask * (1 - np.clip(1.3 * calm, 0, 1)))


def flames(rgb: Bytes, beside: Sequence[Float] = ()) -> Float:
    """Where the picture has flames, 0..1, at a quarter of the size: what is yellow and bright, and
    the red about it, but not the glow on what is lit by it. beside are masks of what burns not,
    0..1: a sunset's sky and the water that mirrors it."""
    height, width = rgb.shape[:2]
    small = floats(cv2.resize(rgb, (width // 4, height // 4), interpolation=cv2.INTER_AREA))
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    hot = (red > 175) & (red > green) & (green > 0.35 * red) & (red - blue > 80)
    core = hot & (green > 0.76 * red) & (red > 215)
    # A flame is brighter than the glow about it, however bright that is.
    around = cv2.GaussianBlur(green, (0, 0), max(2.0, 0.03 * width / 4))
    core &= green > around + 14
    side = max(3, round(0.012 * width / 4) | 1)
    near = cv2.dilate(core.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    found = floats(cv2.GaussianBlur(floats(hot & near), (0, 0), 1.5))
    for mask in beside:
        found *= 1 - floats(cv2.resize(mask, (found.shape[1], found.shape[0])))
    return found


def sun(rgb: Bytes, rng: np.random.Generator) -> tuple[float, float]:
    """Where the light comes from, in shares of the picture: the brightest spot of the upper
    half where it stands out, else somewhere above."""
    small = cv2.GaussianBlur(cv2.resize(rgb, (96, 54), interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    light = floats(small).min(-1)[:32]
    y, x = np.unravel_index(int(light.argmax()), light.shape)
    peak = float(light[y, x])
    if peak < max(195, float(np.median(light)) + 50) or float((light > peak - 15).mean()) > 0.08:
        return float(rng.choice([rng.uniform(0.1, 0.3), rng.uniform(0.7, 0.9)])), -0.3
    # The frame is wider than the picture by the camera's margin.
    return ((x + 0.5) / 96 - 0.5) * FRAME_RATIO + 0.5, ((y + 0.5) / 54 - 0.5) * FRAME_RATIO + 0.5

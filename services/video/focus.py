"""Depth of field: what lies behind the subject is blurred once, as a lens does, by its depth.

The background was filled in under the subject before, so that none of the subject's colours
spread into it: there is no halo at the matte's edge.
"""

from dataclasses import replace

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats, resized, to_bytes
from services.video.layers import Layer, Scene
from services.video.planes import to_planes

NO_SUBJECT = "Nothing stands out as a subject, so that nothing behind it is blurred."
RADIUS_MOST = 0.016
"""Radius of the blur at 1, for the farthest, in widths of the frame: a portrait lens."""
_LEVELS = (0.0, 0.35, 1.0)
_BRIGHT = 2.6
"""Lights weigh more than their surroundings, as they do before a picture is toned (about the
inverse of the usual 2.2, and a little more, for lights that the picture has clipped)."""


def shallow(scene: Scene, blur: float) -> bool:
    """Blurs what is behind the subject in place, 0 to 1; False where there is no subject."""
    if len(scene.layers) < 2:
        return False
    back, subject = scene.layers[0], scene.layers[-1]
    near = float(np.quantile(subject.nearness, 0.5))
    away = np.clip((near - back.nearness) / max(near, 0.2), 0, 1)
    # What stands beside the subject is not quite sharp either, or one would see the sheets.
    amount = floats((0.35 + 0.65 * away) * blur)
    scene.layers[0] = _blurred(back, amount)
    return True


def _blurred(layer: Layer, amount: Float) -> Layer:
    """The layer, blurred by amount (0..1, of its relief's shape)."""
    height, width = layer.colours.shape[:2]
    copies = [floats(layer.colours)]
    for level in _LEVELS[1:]:
        copies.append(_through_lens(layer.colours, level * RADIUS_MOST * width))
    large = resized(amount, (width, height))[..., None]
    mixed = copies[0]
    for lower, upper, copy in zip(_LEVELS[:-1], _LEVELS[1:], copies[1:], strict=True):
        share = np.clip((large - lower) / (upper - lower), 0, 1)
        mixed = mixed + (copy - mixed) * share
    colours = to_bytes(floats(mixed))
    return replace(layer, colours=colours, planes=to_planes(colours))


def _through_lens(rgb: Bytes, radius: float) -> Float:
    """Each light becomes a disc of radius pixels. Computed smaller, where nothing is lost."""
    height, width = rgb.shape[:2]
    shrink = max(1.0, radius / 7)
    size = (max(16, round(width / shrink)), max(16, round(height / shrink)))
    small = floats(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)) / np.float32(255)
    reach = radius / shrink
    side = int(np.ceil(reach))
    y, x = np.mgrid[-side : side + 1, -side : side + 1]
    disc = floats(np.clip(reach + 0.5 - np.hypot(x, y), 0, 1))
    light = cv2.filter2D(small**_BRIGHT, -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT)
    toned = floats(np.maximum(light, 0)) ** np.float32(1 / _BRIGHT) * np.float32(255)
    return floats(cv2.resize(toned, (width, height), interpolation=cv2.INTER_CUBIC))

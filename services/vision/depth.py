"""Guesses how near each part of a photograph is: good enough for parallax, not a measurement.

There is no depth network here. The cues are the old ones of painters: ground rises to a
horizon, sky is far, distance is pale, blurred and blue, and the subject stands in front.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from services.vision.faces import Found
from services.vision.guided import refine
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail

WORK = 240
# The subject is never nearer to what is behind it than this share of the whole depth.
STEP_MIN = 0.22


@dataclass
class Layout:
    """How a picture without its subject is laid out, at the size of a thumbnail."""

    sky: Floats
    """0 to 1, how surely it is sky."""
    horizon: float
    """Share of the height at which ground meets distance; 0 when there is none to see."""
    open_air: bool
    """Whether the picture looks like outdoors."""


def estimate(frame: Bytes, matte: Floats | None, faces: list[Found], layout: Layout) -> Floats:
    """Relative depth of H×W, 0 far to 1 near: smooth within layers, sharp at the subject."""
    height, width = frame.shape[:2]
    small = thumbnail(frame, WORK)
    size = (small.shape[1], small.shape[0])
    around = np.ones(small.shape[:2], np.float32)
    if matte is not None:
        around -= as_floats(cv2.resize(matte, size, interpolation=cv2.INTER_AREA))
    ground = _behind(small, around, layout)
    full = as_floats(cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC))
    if matte is None:
        return as_floats(np.clip(full, 0, 1))
    subject = _in_front(ground, 1 - around, faces, width)
    near = as_floats(cv2.resize(subject, (width, height), interpolation=cv2.INTER_CUBIC))
    # A hair's breadth wider than the matte, so that the soft rim moves with the subject.
    reach = max(3, round(width / 400)) | 1
    edge = cv2.dilate(as_floats(np.clip((matte - 0.15) / 0.35, 0, 1)), np.ones((reach, reach)))
    return as_floats(np.clip(full + (near - full) * cv2.GaussianBlur(edge, (0, 0), 0.8), 0, 1))


def layout(frame: Bytes, matte: Floats | None) -> Layout:
    """Where sky and ground are, from colours and smoothness of what is not the subject."""
    small = thumbnail(frame, WORK)
    hsv = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2HSV))
    hue, saturation, value = hsv[..., 0], hsv[..., 1] / 255, hsv[..., 2] / 255
    grey = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)) / 255
    smooth = cv2.blur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (7, 7)) < 0.035
    blue = (hue > 88) & (hue < 132) & (saturation > 0.12)
    pale = (saturation < 0.18) & (value > 0.72)
    height, width = grey.shape
    rows = np.linspace(0, 1, height)[:, None]
    like = smooth & (blue | pale) & (rows < 0.8)
    if matte is not None:
        like &= cv2.resize(matte, (width, height)) < 0.3
    sky = _from_the_top(like)
    share = float(sky.mean())
    blueness = float(blue[sky > 0.5].mean()) if share > 0.01 else 0.0
    # A pale wall behind a sitter looks like a pale sky: that counts only bright and unobstructed.
    clear = matte is None or float(matte.mean()) < 0.25
    white = share > 0.22 and clear and float(value[sky > 0.5].mean()) > 0.86
    open_air = white or (share > 0.08 and blueness > 0.6)
    if not open_air:
        return Layout(np.zeros(grey.shape, np.float32), 0.0, False)
    sky = refine(sky, small, longest=WORK, radius=4, epsilon=1e-4)
    below = [int(np.flatnonzero(c > 0.5).max()) for c in sky.T if (c > 0.5).any()]
    return Layout(sky, min(0.75, float(np.percentile(below, 85)) / height), True)


def _from_the_top(like: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """The parts of a mask that hang from the upper edge over some width."""
    opened = cv2.morphologyEx(as_bytes(like), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels = cv2.connectedComponents(opened)
    top = np.bincount(labels[:4].ravel(), minlength=count)
    hangs = top > 4 * 0.08 * like.shape[1]
    hangs[0] = False
    return as_floats(cv2.blur(as_floats(hangs[np.asarray(labels, np.int32)]), (3, 3)))


def _behind(small: Bytes, around: Floats, layout: Layout) -> Floats:
    """Depth of everything but the subject, which is filled in from its sides."""
    height, width = around.shape
    y = as_floats(np.linspace(0, 1, height)[:, None] * np.ones((1, width)))
    cues = _cues(small)
    if layout.open_air:
        run = np.clip((y - layout.horizon) / max(0.35, 1 - layout.horizon), 0, 1)
        plain = 0.1 + 0.62 * run**1.3 + 0.14 * cues * (0.3 + 0.7 * run)
        # What stands up into the sky (towers, trees) is nearer than the horizon it hides.
        plain += 0.12 * (1 - layout.sky) * (y < layout.horizon)
        plain *= 1 - 0.92 * layout.sky
    else:
        # Indoors and close-ups: a shallow bowl, its floor coming towards us.
        x = np.abs(np.linspace(-1, 1, width)[None, :])
        plain = 0.16 + 0.34 * np.clip(y - 0.35, 0, 1) ** 1.2 + 0.08 * x**2 + 0.18 * cues
    plain = as_floats(np.clip(plain, 0, 0.85))
    return _smooth(_fill(plain, around), small, layout)


def _cues(small: Bytes) -> Floats:
    """Nearness by sharpness, contrast to haze, and warmth; 0 to 1, ranked within the picture."""
    lab = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2LAB)) / 255
    focus = cv2.GaussianBlur(np.abs(cv2.Laplacian(lab[..., 0], cv2.CV_32F)), (0, 0), 7)
    # Dark channel (He, Sun, Tang 2009): haze lifts the darkest colour of a neighbourhood.
    dark = cv2.erode(as_floats(small.min(axis=2)) / 255, np.ones((9, 9), np.uint8))
    warm = lab[..., 2] - 0.5 + 0.5 * (lab[..., 1] - 0.5)
    score = 0.5 * _rank(focus) + 0.35 * (1 - _rank(cv2.GaussianBlur(dark, (0, 0), 5)))
    return as_floats(score + 0.15 * _rank(cv2.GaussianBlur(warm, (0, 0), 7)))


def _rank(values: object) -> Floats:
    """Values stretched to 0 to 1 between their 5th and 95th percentiles."""
    array = as_floats(values)
    low, high = (float(v) for v in np.percentile(array, (5, 95)))
    return as_floats(np.clip((array - low) / max(high - low, 1e-4), 0, 1))


def _fill(values: Floats, known: Floats) -> Floats:
    """Values carried into the unknown part from around it, by ever wider averages."""
    weight = as_floats(np.clip(known * 1.6 - 0.6, 0, 1) + 1e-6)
    out, have = values * weight, weight.copy()
    for sigma in (4, 12, 36):
        wide = cv2.GaussianBlur(have, (0, 0), sigma) + 1e-6
        carried = cv2.GaussianBlur(out, (0, 0), sigma) / wide
        need = 1 - np.clip(have, 0, 1)
        out = as_floats(out + carried * need * np.clip(wide * 4, 0, 1))
        have = as_floats(have + need * np.clip(wide * 4, 0, 1))
    return as_floats(out / np.maximum(have, 1e-3))


def _smooth(values: Floats, small: Bytes, layout: Layout) -> Floats:
    """No texture in the depth: it would wobble. The skyline alone stays an edge."""
    soft = as_floats(cv2.GaussianBlur(values, (0, 0), 14))
    if not layout.open_air:
        return soft
    land = 1 - layout.sky
    weight = as_floats(cv2.GaussianBlur(land, (0, 0), 9)) + 1e-3
    ground = as_floats(cv2.GaussianBlur(values * land, (0, 0), 9)) / weight
    return as_floats(ground * land + 0.02 * layout.sky)


def _in_front(ground: Floats, mask: Floats, faces: list[Found], width: int) -> Floats:
    """Each part of the subject as a gently rounded board, standing where its foot stands."""
    height, across = mask.shape
    count, labels = cv2.connectedComponents(as_bytes(mask > 0.5))
    out = np.zeros_like(mask)
    for part in range(1, count):
        rows = np.flatnonzero((labels == part).any(axis=1))
        here = labels == part
        behind = float(np.percentile(ground[here], 80))
        foot = float(ground[rows.max(), here[rows.max()]].mean())
        tall = (rows.max() - rows.min() + 1) / height
        cut_off = rows.max() >= height - 2
        stand = max(behind + STEP_MIN, foot, (0.5 + 0.3 * tall) if cut_off else 0.0)
        out[here] = min(0.86, stand)
    if count < 2:
        return as_floats(np.maximum(ground + STEP_MIN, 0.6))
    bulge = _bulge(mask, faces, across / width)
    return as_floats(_spread(out) + 0.13 * bulge)


def _bulge(mask: Floats, faces: list[Found], scale: float) -> Floats:
    """0 at the subject's rim to 1 at its middle, with heads rounded on their own."""
    inner = cv2.distanceTransform(as_bytes(mask > 0.5), cv2.DIST_L2, 5)
    bulge = np.sqrt(np.clip(inner / max(1.0, float(inner.max())), 0, 1)) * 0.7
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    for face in faces:
        (fx, fy), size = face.centre, max(1.0, face.size * scale)
        away = ((x - fx * scale) / size) ** 2 + ((y - fy * scale) / size) ** 2
        bulge = np.maximum(bulge, np.exp(-away * 1.4))
    return as_floats(cv2.GaussianBlur(as_floats(bulge), (0, 0), 5))


def _spread(parts: Floats) -> Floats:
    """The parts' depths carried outwards past their rims, so that the edge is the matte's."""
    known = as_floats(parts > 0)
    weight = as_floats(cv2.GaussianBlur(known, (0, 0), 4))
    wide = as_floats(cv2.GaussianBlur(parts, (0, 0), 4)) / np.maximum(weight, 1e-4)
    return as_floats(np.where(weight > 1e-3, wide, float(parts.max())))

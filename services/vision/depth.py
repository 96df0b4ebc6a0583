"""Guesses how near each part of a photograph is: good enough for parallax, not a measurement.

There is no depth network here. The cues are the old ones of painters: ground rises to a
horizon, sky is far, distance is pale, blurred and blue, and the subject stands in front.
"""

import cv2
import numpy as np

from services.vision.faces import Found
from services.vision.layout import WORK, Layout
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail

# The subject is never nearer to what is behind it than this share of the whole depth.
STEP_MIN = 0.22


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


def _behind(small: Bytes, around: Floats, layout: Layout) -> Floats:
    """Depth of everything but the subject, which is filled in from its sides."""
    height, width = around.shape
    y = as_floats(np.linspace(0, 1, height)[:, None] * np.ones((1, width)))
    cues = _cues(small)
    if layout.open_air:
        plain = _landscape(y, cues, layout)
    else:
        # Indoors and close-ups: a shallow bowl, its floor coming towards us.
        x = np.abs(np.linspace(-1, 1, width)[None, :])
        plain = 0.16 + 0.34 * np.clip(y - 0.35, 0, 1) ** 1.2 + 0.08 * x**2 + 0.18 * cues
    plain = as_floats(np.clip(plain, 0, 0.85))
    return _smooth(_fill(plain, around), small, layout)


def _landscape(y: Floats, cues: Floats, layout: Layout) -> Floats:
    """A flat ground or water up to the horizon, what stands up beyond it, and the sky.

    Seen from above, the inverse distance of a plane grows in proportion to the way below the
    horizon, so the ground is a plane here too: straight lines on it stay straight. What stands
    above the horizon is as near as its sharpness, its haze and its warmth say.
    """
    horizon = layout.horizon
    run = np.clip((y - horizon) / max(0.35, 1 - horizon), 0, 1)
    level = 1 - layout.water  # nothing lies on the water
    plain = 0.06 + 0.66 * run + 0.1 * cues * level * (0.3 + 0.7 * run)
    plain += 0.24 * cues * level * np.clip(1 - 3 * run, 0, 1)
    return as_floats(plain * (1 - 0.96 * layout.sky))


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
    return as_floats(ground * land)


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

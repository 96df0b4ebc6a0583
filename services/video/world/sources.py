"""Where smoke and steam come from: flames, the rim of a cup, a summit or a roof before the sky,
or else the ground. Told from colours and shapes; no object is recognised."""

import re
from typing import NamedTuple

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats
from services.video.camera import FRAME_RATIO

_WIDTH = 320
_AREA = (0.008, 0.3)
"""Shares of the frame that an opening may take."""
_ROUND = 0.9
"""How much of an ellipse about it a piece fills, and no more of what is outside."""
_SUMMIT = re.compile(r"\b(?:volcano(?:es)?|craters?)\b|火山", re.IGNORECASE)
_CHIMNEY = re.compile(
    r"\b(?:chimneys?|roofs?|smoke ?stacks?|cottages?|houses?)\b|烟囱|炊烟|屋顶|房子|小屋",
    re.IGNORECASE,
)
_NARROW, _STANDS = 0.03, 0.015
"""How far beside a chimney there is sky again, in widths, and how high it stands over that, in
heights."""
_BURNS = re.compile(
    r"\b(?:camp ?|bon ?)?fires?(?:place)?\b|\b(?:flames?|burn(?:s|ing)|ablaze|torch(?:es)?|"
    r"candles?)\b|火(?!箭|车)|燃烧|蜡烛",
    re.IGNORECASE,
)


class Source(NamedTuple):
    """A place of the frame, in its pixels."""

    x: float
    y: float
    half: float
    """Half its width."""
    deep: float
    """How far below y it reaches."""
    near: bool = False
    """On the subject, not on what is behind it."""
    hot: bool = False
    """Flames, that light what rises from them."""


def burns(words: str) -> bool:
    """Whether something is told to burn: lamps have the colours of flames."""
    return bool(_BURNS.search(words))


def of_smoke(rgb: Bytes, sky: Float | None, flames: Float | None, words: str) -> Source:
    """Where smoke comes from. rgb is the background (h x w x 3), sky and flames are masks of it
    of any size, 0..1; words tell what the shot shows."""
    height, width = rgb.shape[:2]
    if flames is not None and float(flames.mean()) >= 0.002:
        rows, columns = np.nonzero(flames > 0.5)
        if len(rows):
            scale = width / flames.shape[1]
            left, right = (float(np.quantile(columns, part)) * scale for part in (0.1, 0.9))
            top, foot = (float(np.quantile(rows, part)) * scale for part in (0.15, 0.9))
            half = max(0.012 * width, 0.35 * (right - left))
            middle = float(np.mean(columns)) * scale
            return Source(middle, top, half, 0.3 * (foot - top), hot=True)
    if sky is not None and (_CHIMNEY.search(words) or _SUMMIT.search(words)):
        found = _highest(sky, narrow=bool(_CHIMNEY.search(words)))
        if found is not None:
            return Source(found[0] * width, found[1] * height, 0.012 * width, 0.006 * height)
    # What smokes is out of the picture: its smoke comes in from below.
    seen = 0.5 + 0.5 / FRAME_RATIO
    return Source(0.5 * width, (seen + 0.04) * height, 0.34 * width, 0.04 * height)


def of_steam(rgb: Bytes, alpha: Float | None) -> Source:
    """Where steam comes from: an opening, else the upper part of the subject, else the ground.
    rgb is the picture of the subject, or of all where alpha is None."""
    height, width = rgb.shape[:2]
    found = opening(rgb, alpha)
    if found is not None:
        (x, y), (half, deep) = found
        return Source(x, y, 0.8 * half, 0.6 * deep, near=alpha is not None)
    if alpha is None:
        return Source(0.5 * width, 0.95 * height, 0.3 * width, 0.04 * height)
    rows = np.flatnonzero((alpha > 0.5).any(1))
    top, foot = int(rows[0]), int(rows[-1]) + 1
    part = alpha[top : top + max(1, (foot - top) // 4)]
    columns = np.nonzero(part > 0.5)[1]
    half = 0.5 * float(np.quantile(columns, 0.9) - np.quantile(columns, 0.1))
    y = top + 0.12 * (foot - top)
    return Source(float(np.mean(columns)), y, max(0.02 * width, 0.8 * half), 0.03 * height, True)


def opening(
    rgb: Bytes, alpha: Float | None
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Middle and half axes of what looks like the rim of a cup or bowl, in pixels: the largest
    flat ellipse of one colour in the upper three quarters of the picture."""
    height, width = rgb.shape[:2]
    size = (_WIDTH, max(16, round(_WIDTH * height / width)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = np.asarray(cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_RGB2LAB), np.uint8)
    inside = np.ones(lab.shape[:2], np.bool_)
    if alpha is not None:
        inside = floats(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)) > 0.5
    best: tuple[float, tuple[float, float], tuple[float, float]] | None = None
    cv2.setRNGSeed(1)  # k-means begins by chance
    stop = (cv2.TERM_CRITERIA_MAX_ITER | cv2.TERM_CRITERIA_EPS, 15, 1.0)
    colours = floats(lab.reshape(-1, 3))
    for parts in (4, 6, 8):
        none = np.zeros((0, 1), np.int32)
        _, labels, _ = cv2.kmeans(colours, parts, none, stop, 1, cv2.KMEANS_PP_CENTERS)
        kinds = np.asarray(labels).reshape(lab.shape[:2])
        for number in range(parts):
            for place in _ellipses((kinds == number) & inside):
                if best is None or place[0] > best[0]:
                    best = place
    if best is None:
        return None
    scale = width / _WIDTH
    (x, y), (half, deep) = best[1], best[2]
    return (x * scale, y * scale), (half * scale, deep * scale)


def _ellipses(
    piece: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> list[tuple[float, tuple[float, float], tuple[float, float]]]:
    """Area, middle and half axes (across, down) of the pieces that are flat ellipses."""
    rows, columns = piece.shape
    mask = cv2.morphologyEx(piece.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found: list[tuple[float, tuple[float, float], tuple[float, float]]] = []
    for outline in outlines:
        area = float(cv2.contourArea(outline))
        if len(outline) < 20 or not _AREA[0] < area / piece.size < _AREA[1]:
            continue
        hull = cv2.convexHull(outline)
        if len(hull) < 6:
            continue
        (x, y), axes, angle = cv2.fitEllipse(hull)
        turned = abs(np.sin(np.radians(angle))) > 0.9  # OpenCV's first axis is the shorter
        deep, half = axes[0] / 2, axes[1] / 2
        whole = float(np.pi * deep * half)
        fills = min(area / max(whole, 1), max(whole, 1) / max(area, 1))
        flat = 0.25 < deep / max(half, 1e-6) < 0.95 and (turned or deep / half > 0.8)
        if fills > _ROUND and flat and y < 0.75 * rows and half < 0.45 * columns:
            found.append((area, (float(x), float(y)), (half, deep)))
    return found


def _highest(sky: Float, narrow: bool) -> tuple[float, float] | None:
    """The highest of what stands before the sky, or what stands out most from what is beside it
    where it must be narrow; as shares of the frame, off what the camera does not see."""
    rows, columns = sky.shape
    ground = sky < 0.5
    edge = np.where(ground.any(0), ground.argmax(0), rows).astype(np.float64)
    margin = round(columns * (0.5 - 0.42 / FRAME_RATIO))
    if narrow:
        reach = max(2, round(_NARROW * columns))
        wide = np.pad(edge, reach, mode="edge")
        beside = np.minimum(wide[: -2 * reach], wide[2 * reach :])
        stands = (beside - edge)[margin : columns - margin]
        if not len(stands) or stands.max() < _STANDS * rows:
            return None
        # The middle of its top.
        x = margin + round(float(np.flatnonzero(stands >= stands.max() - 1).mean()))
    else:
        inner = edge[margin : columns - margin]
        if not len(inner) or inner.min() >= 0.9 * rows:
            return None
        x = margin + int(inner.argmin())
    return (x + 0.5) / columns, float(edge[x]) / rows

"""What a picture looks like as a whole: main colours, where its light comes from, what to keep
in a crop. Classical measures on a thumbnail; what they cannot tell is left unsaid."""

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import Box, Light, Setting, Swatch, TimeOfDay
from services.vision.faces import Found
from services.vision.layout import Layout
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail

COLOURS = 6
# Colours nearer than this in Lab (0 to 255 each) are one; smaller shares are not main colours.
ALIKE, SHARE_MIN = 16.0, 0.03
# Below this certainty a light is not told.
CERTAIN_MIN = 0.25
# The sun: nearly white, small (share of the picture), and much brighter than its sky.
SUN_LEVEL, SUN_MAX, GLOW_MIN = 244, 0.03, 0.5


def colours(frame: Bytes) -> list[Swatch]:
    """The main colours of a picture (H×W×3 BGR), the largest first."""
    small = cv2.resize(frame, (64, 36), interpolation=cv2.INTER_AREA)
    lab = as_floats(cv2.cvtColor(as_bytes(small), cv2.COLOR_BGR2LAB)).reshape(-1, 3)
    cv2.setRNGSeed(1)  # k-means begins by chance
    stop = (cv2.TERM_CRITERIA_MAX_ITER | cv2.TERM_CRITERIA_EPS, 20, 0.5)
    none = np.zeros((0, 1), np.int32)
    _, labels, found = cv2.kmeans(lab, COLOURS, none, stop, 2, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(np.asarray(labels).ravel(), minlength=COLOURS) / len(lab)
    middles: list[tuple[float, Floats]] = []
    for index in np.argsort(-shares, kind="stable"):
        colour, share = as_floats(found)[index], float(shares[index])
        for place, (other, middle) in enumerate(middles):
            if float(np.linalg.norm(middle - colour)) < ALIKE:
                middles[place] = (other + share, middle)
                break
        else:
            middles.append((share, colour))
    kept = sorted((m for m in middles if m[0] >= SHARE_MIN), key=lambda m: -m[0])
    return [Swatch(rgb=_rgb(colour), share=share) for share, colour in kept]


def _rgb(lab: Floats) -> int:
    pixel = cv2.cvtColor(as_bytes(np.rint(lab)).reshape(1, 1, 3), cv2.COLOR_LAB2RGB)
    red, green, blue = (int(v) for v in np.asarray(pixel).ravel())
    return red << 16 | green << 8 | blue


def light(frame: Bytes, matte: Floats | None, faces: list[Found], layout: Layout | None) -> Light:
    """Where the light comes from; empty when the picture does not tell.

    A sun in the sky tells it best, then the shading of the largest face, then that of a
    subject, whose own colours may mislead.
    """
    grey = as_floats(cv2.cvtColor(thumbnail(frame, 240), cv2.COLOR_BGR2GRAY))
    if layout is not None and layout.open_air:
        sun = sun_at(frame, layout)
        if sun is not None:
            return _towards(sun[0] - 0.5, sun[1] - 0.5, 0.9)
    scale = grey.shape[1] / frame.shape[1]
    if faces:
        face = max(faces, key=lambda f: f.size).moved(scale, 0, 0)
        mask = np.zeros(grey.shape, np.uint8)
        (x, y), size = face.centre, face.size
        axes = (max(2, round(size * 0.36)), max(2, round(size * 0.42)))
        cv2.ellipse(mask, (round(x), round(y)), axes, 0, 0, 360, 1, -1)
        return _shading(grey, as_floats(mask), 1.0)
    if matte is not None:
        size = (grey.shape[1], grey.shape[0])
        small = as_floats(cv2.resize(matte, size, interpolation=cv2.INTER_AREA))
        return _shading(grey, as_floats(small > 0.8), 0.6)
    return Light()


def sun_at(frame: Bytes, layout: Layout) -> tuple[float, float] | None:
    """x, y of a sun or moon in the sky as shares of the picture; None when there is none."""
    size = (layout.sky.shape[1], layout.sky.shape[0])
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    least = cv2.GaussianBlur(as_floats(small).min(axis=2), (0, 0), 1.2)
    rows = np.arange(size[1])[:, None] < size[1] * (layout.horizon + 0.03)
    around = cv2.dilate(layout.sky, np.ones((9, 9), np.uint8)) > 0.5
    bright = (least > SUN_LEVEL) & around & rows
    share = float(bright.mean())
    sky = least[layout.sky > 0.5]
    if not 0.0002 < share < SUN_MAX or not sky.size or float(np.median(sky)) > SUN_LEVEL - 30:
        return None
    y, x = (float(v.mean()) for v in np.nonzero(bright))
    spread = float(np.std(np.nonzero(bright)[1])) / size[0]
    down, across = np.nonzero(layout.sky > 0.5)
    away = np.hypot(across - x, down - y)
    # About a sun the whole sky gets darker with distance; about a white cloud it does not.
    glow = -float(np.corrcoef(away, sky)[0, 1]) if sky.std() > 1e-3 else 0.0
    return (x / size[0], y / size[1]) if spread < 0.06 and glow > GLOW_MIN else None


def _shading(grey: Floats, mask: Floats, trust: float) -> Light:
    """The direction in which what the mask holds gets brighter, by a fitted plane."""
    inside = mask > 0
    if int(inside.sum()) < 40:
        return Light()
    y, x = (v.astype(np.float64) for v in np.nonzero(inside))
    values = grey[inside].astype(np.float64)
    x, y = (v - v.mean() for v in (x, y))
    reach = max(float(np.hypot(x.std(), y.std())), 1e-6)
    terms = np.stack([np.ones_like(x), x / reach, y / reach], axis=1)
    weights = np.linalg.lstsq(terms, values, rcond=None)[0]
    left = float(np.var(values - terms @ weights))
    told = 1 - left / max(float(np.var(values)), 1e-6)
    strength = float(np.hypot(weights[1], weights[2])) / max(float(values.mean()), 8.0)
    certainty = trust * min(1.0, 2 * told) * min(1.0, strength / 0.3)
    if certainty < CERTAIN_MIN:
        return Light()
    return _towards(float(weights[1]), float(weights[2]), certainty)


def _towards(x: float, y: float, certainty: float) -> Light:
    length = max(float(np.hypot(x, y)), 1e-6)
    return Light(x=x / length, y=y / length, certainty=certainty)


def focus(salience: Floats) -> Box:
    """The rectangle that holds most of what stands out in a map of any size, 0 to 1."""
    mass = np.where(salience > 0.5 * float(salience.max()), salience, 0) + 1e-6
    edges: list[float] = []
    for axis in (0, 1):
        share = np.cumsum(mass.sum(axis=axis)) / mass.sum()
        low, high = (int(np.searchsorted(share, part)) for part in (0.05, 0.95))
        edges += [low / share.size, (high + 1) / share.size]
    left, right, top, bottom = edges
    return Box(left=left, top=top, width=min(1, right) - left, height=min(1, bottom) - top)


def time_of_day(tags: list[str]) -> TimeOfDay:
    """The time that the tags name."""
    if "night" in tags:
        return TimeOfDay.TIME_OF_DAY_NIGHT
    if {"sunset", "dawn", "twilight"} & set(tags):
        return TimeOfDay.TIME_OF_DAY_TWILIGHT
    return TimeOfDay.TIME_OF_DAY_DAY if "day" in tags else TimeOfDay.TIME_OF_DAY_UNSPECIFIED


def setting(tags: list[str]) -> Setting:
    """Inside or outside, by the tags."""
    if "outdoor" in tags:
        return Setting.SETTING_OUTDOOR
    return Setting.SETTING_INDOOR if "indoor" in tags else Setting.SETTING_UNSPECIFIED

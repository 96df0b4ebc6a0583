"""How a photograph is laid out: its sky, the water below it, the horizon between them.

From colour, smoothness and place; a plain case is told, and for the rest nothing is claimed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.guided import refine
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail

WORK = 240
"""Pixels of the longer side at which a layout is worked out."""
Mask = NDArray[np.bool_]

# Two parts of a sky are at most so many pixels from each other: a wire or a mast is between them.
WIRE = 12
# They are as light as each other, but for so much (Lab, 0 to 255).
SAME = 30.0
# A horizon over water is a step of at least so much (Lab, 0 to 255) that most columns share.
STEP_MIN = 5.0
AGREE_MIN = 0.7
# Less water than this share of the picture is a strip of haze or ground.
WATER_MIN = 0.04


@dataclass
class Layout:
    """How a picture without its subject is laid out, at the size of a thumbnail."""

    sky: Floats
    """0 to 1, how surely it is sky."""
    horizon: float
    """Share of the height at which ground meets distance; 0 when there is none to see."""
    open_air: bool
    """Whether the picture looks like outdoors, with a sky."""
    water: Floats
    """0 to 1, how surely it is water that reaches the horizon."""


def of_regions(regions: Mapping[RegionKind, Floats]) -> Layout:
    """The layout of a picture whose regions are known."""
    nothing = np.zeros((WORK * 9 // 16, WORK), np.float32)
    kinds = (RegionKind.REGION_KIND_SKY, RegionKind.REGION_KIND_WATER)
    sky, water = (_small(regions[kind]) if kind in regions else nothing for kind in kinds)
    return Layout(sky, _floor(sky > 0.5), bool(sky.any()), water)


def _small(mask: Floats) -> Floats:
    size = (WORK, max(1, round(WORK * mask.shape[0] / mask.shape[1])))
    return as_floats(cv2.resize(mask, size, interpolation=cv2.INTER_AREA))


def _floor(sky: Mask) -> float:
    """How far down a sky reaches, as a share of the height: towers and trees left out."""
    lowest = [int(np.flatnonzero(column).max()) for column in sky.T if column.any()]
    return min(0.75, float(np.percentile(lowest, 85)) / sky.shape[0]) if lowest else 0.0


def layout(frame: Bytes, matte: Floats | None) -> Layout:
    """Where sky, water and ground are, from what is not the subject (matte, H×W, 0 to 1)."""
    small = thumbnail(frame, WORK)
    size = (small.shape[1], small.shape[0])
    free = np.ones(small.shape[:2], bool)
    if matte is not None:
        free = np.asarray(cv2.resize(matte, size) < 0.3)
    sky, kind, like = _sky(small, free)
    water = np.zeros_like(sky)
    if not kind:
        return Layout(water, 0.0, False, water)
    line = _waterline(small, sky > 0.5)
    if line:
        water[line:] = sky[line:]
    else:
        line, water = _shore(like, sky > 0.5)
    if float(water.sum()) < WATER_MIN * sky.size:
        water[:] = 0
    end = line or sky.shape[0]
    sky[end:] = 0
    sky = refine(sky, small, longest=WORK, radius=4, epsilon=1e-4)
    sky[end:] = 0
    return Layout(sky, line / sky.shape[0] if line else _floor(sky > 0.5), True, water)


def _sky(small: Bytes, free: Mask) -> tuple[Floats, str, Mask]:
    """A mask of what may be sky; blue or pale, or nothing when it is none; and all that has
    such colours."""
    hsv = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2HSV))
    hue, saturation, value = (as_floats(hsv[..., n] / (1, 255, 255)[n]) for n in range(3))
    grey = as_floats(as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)) / 255)
    smooth = cv2.blur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (7, 7)) < 0.035
    blue = (hue > 88) & (hue < 132) & (saturation > 0.12)
    pale = (saturation < 0.18) & (value > 0.72)
    rows = np.linspace(0, 1, grey.shape[0])[:, None]
    like = smooth & (blue | pale) & (rows < 0.8) & free
    sky = _from_the_top(np.asarray(like), small)
    kind = _kind(sky > 0.5, free, np.asarray(blue), value, grey)
    if kind != "pale":
        return sky, kind, np.asarray(like)
    # Towards a low sun a pale sky turns warm: taken in where it hangs on what is sky already.
    glow = smooth & ((hue < 28) | (hue > 165)) & (value > 0.45) & (rows < 0.7) & free
    return _from_the_top(np.asarray(like | glow), small), kind, np.asarray(like)


def _kind(sky: Mask, free: Mask, blue: Mask, value: Floats, grey: Floats) -> str:
    """blue or pale for a mask that is plainly a sky, else nothing.

    The bounds were set on 37 photographs so that walls, cloths, petals and lamps stay out.
    """
    share = float(sky.mean())
    if share < 0.08:
        return ""
    rest = grey[~sky & free]
    brighter = float(grey[sky].mean()) / max(float(rest.mean()) if rest.size else 1.0, 0.02)
    light = float(value[sky].mean())
    across = float(sky[2:8].any(axis=0).mean())
    if float(blue[sky].mean()) > 0.6:
        # A dark blue is as often a backdrop out of focus: at night the sky must fill the picture.
        return "blue" if across > (0.4 if light > 0.4 else 0.7) else ""
    floor = float(np.percentile([np.flatnonzero(c).max() for c in sky.T if c.any()], 85))
    plain = share > 0.12 and across > 0.9 and floor < 0.72 * sky.shape[0]
    return "pale" if plain and light > 0.8 and brighter > 1.8 and free.mean() > 0.7 else ""


def _from_the_top(like: Mask, small: Bytes) -> Floats:
    """The parts of a mask that hang from the upper edge over some width, and those behind
    wires that are as light as the sky beside them: a hillside in haze is darker."""
    opened = as_bytes(cv2.morphologyEx(as_bytes(like), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
    count, labels = cv2.connectedComponents(opened)
    labels = np.asarray(labels, np.int32)
    top = np.bincount(labels[:4].ravel(), minlength=count)
    hangs = top > 4 * 0.08 * like.shape[1]
    hangs[0] = False
    kept = np.asarray(hangs[labels])
    light = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))[..., 0]
    reach = np.ones((2 * WIRE + 1, 2 * WIRE + 1), np.uint8)
    for _ in range(3):  # a piece behind two wires hangs on a piece behind one
        near = np.asarray(cv2.dilate(as_bytes(kept), reach)) > 0
        for part in {int(n) for n in np.unique(labels[near & ~kept])} - {0}:
            here = labels == part
            beside = kept & (np.asarray(cv2.dilate(as_bytes(here), reach)) > 0)
            if abs(float(light[here & near].mean()) - float(light[beside].mean())) < SAME:
                kept |= here
    return as_floats(cv2.blur(as_floats(kept), (3, 3)))


def _waterline(small: Bytes, sky: Mask) -> int:
    """The row at which a smooth pale or blue part turns from sky to water; 0 for none.

    Water is darker than the sky above it, and the change is at one row in most columns.
    """
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    light = as_floats(cv2.GaussianBlur(as_floats(lab)[..., 0], (0, 0), 0.8))
    height, reach = sky.shape[0], 4
    best, found = 0.0, 0
    for row in range(round(0.25 * height), round(0.78 * height)):
        over, under = slice(row - reach - 1, row - 1), slice(row + 1, row + 1 + reach)
        columns = sky[over].all(axis=0) & sky[under].all(axis=0)
        if columns.mean() < 0.12:
            continue
        step = light[over, columns].mean(axis=0) - light[under, columns].mean(axis=0)
        size = float(np.median(step))
        if float((step > STEP_MIN).mean()) > AGREE_MIN and size > best:
            best, found = size, row
    return found


def _shore(like: Mask, sky: Mask) -> tuple[int, Floats]:
    """A wide piece of sky's colours below the sky whose upper edge is level: the row of that
    edge and the piece; 0 and nothing where there is none. A hillside in haze is not level."""
    rest = as_bytes(like & ~sky)
    opened = cv2.morphologyEx(rest, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, found = cv2.connectedComponents(opened)
    labels = np.asarray(found, np.int32)
    for part in range(1, count):
        here = np.asarray(labels == part)
        columns = here.any(axis=0)
        tops = here.argmax(axis=0)[columns]
        edge = int(np.median(tops))
        level = float((np.abs(tops - edge) <= 2).mean()) > AGREE_MIN
        over = np.asarray(sky[max(0, edge - WIRE) : edge].any(axis=0))
        beneath = float(over[columns].mean()) > AGREE_MIN
        if columns.mean() > 0.2 and here.mean() > WATER_MIN and level and beneath:
            return edge, as_floats(here)
    return 0, np.zeros(like.shape, np.float32)

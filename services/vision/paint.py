"""Paints a first frame from a prompt's words, with exact depth: procedural, no trained model."""

import zlib
from dataclasses import dataclass

import cv2
import numpy as np

from reelmesh.mesh.engine import Report
from services.vision.brief import brief
from services.vision.canvas import Canvas, empty, finish
from services.vision.cockpit import paint_cockpit
from services.vision.forest import paint_forest
from services.vision.land import paint_land
from services.vision.pictures import Bytes, Floats, as_floats
from services.vision.regions import Regions
from services.vision.room import paint_room
from services.vision.space import paint_space
from services.vision.street import paint_street
from services.vision.town import paint_town

PIXELS_MAX = 3_000_000


@dataclass(frozen=True)
class Painting:
    """A painted frame and what is known of it."""

    frame: Bytes
    """H×W×3 BGR."""
    depth: Floats
    """H×W, 0 far to 1 near."""
    tags: list[str]
    caption: str
    regions: Regions
    left_out: list[str]
    """What was asked for and is not in it, as sentences."""


def paint(prompt: str, shape: tuple[int, int], seed: int, report: Report) -> Painting:
    """A scene for the prompt at (width, height); the seed decides what the words leave open."""
    # The words are part of it: two scenes of one seed shall not have the same skyline.
    rng = np.random.default_rng([seed, zlib.crc32(prompt.encode())])
    plan = brief(prompt, rng)
    canvas = empty(_painted_size(shape), rng)
    report(0.1)
    if plan.place == "space":
        paint_space(canvas)
    else:
        painters = {
            "street": paint_street,
            "room": paint_room,
            "forest": paint_forest,
            "town": paint_town,
            "cockpit": paint_cockpit,
        }
        painters.get(plan.place, paint_land)(canvas, plan)
    report(0.6)
    _enlarge(canvas, shape)
    report(0.65)
    frame = finish(canvas)
    report(0.75)
    missing = [f"The painted place has no room for a {thing}." for thing in plan.left_out]
    return Painting(frame, _reach(canvas), plan.tags, plan.caption, canvas.regions, missing)


def _painted_size(shape: tuple[int, int]) -> tuple[int, int]:
    """The size to paint at: brushes are as wide as the frame, so more pixels show no more."""
    scale = min(1.0, (PIXELS_MAX / (shape[0] * shape[1])) ** 0.5)
    return round(shape[0] * scale), round(shape[1] * scale)


def _enlarge(canvas: Canvas, shape: tuple[int, int]) -> None:
    """Bring a canvas to the frame's size before its grain is laid on."""
    if (canvas.width, canvas.height) != shape:
        canvas.colour = as_floats(cv2.resize(canvas.colour, shape, interpolation=cv2.INTER_CUBIC))
        canvas.near = as_floats(cv2.resize(canvas.near, shape, interpolation=cv2.INTER_LINEAR))


def _reach(canvas: Canvas) -> Floats:
    """The canvas's depth, held within 0 to 1."""
    return np.clip(canvas.near, 0, 1)

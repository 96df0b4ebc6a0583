"""Paints water and its edge: the world above mirrored in waves, a road of light, a beach."""

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, line, sample, step
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats


def paint_water(canvas: Canvas, brief: Brief, horizon: float, sun: tuple[float, float]) -> None:
    """What stands above the horizon, mirrored, broken by waves in perspective, and glints."""
    height, width = canvas.height, canvas.width
    first = int(horizon * height)
    rows = height - first
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
    columns = np.arange(width, dtype=np.float32)[None, :]
    across = (columns - width / 2) * 1400 / width
    run = as_floats(1 / (y + 0.035))
    rough = 3.0 if brief.storm else 1.0 if brief.backdrop == "none" else 0.45
    swell = _waves(canvas, 1.25, as_floats(across * 0.075), run, 46.0)
    chop = _waves(canvas, 0.75, as_floats(across * 0.16), run, 130.0)
    waves = as_floats(swell + 0.35 * chop)
    reach = np.clip(y * 3, 0.12, 1)
    mirror = first - 1 - (y * rows) * 0.9 - np.abs(waves) * rows * 0.06 * rough * reach
    shifted = columns + waves * (9 * rough * width / 1400) * (0.3 + y)
    reflected = cv2.remap(
        canvas.colour,
        as_floats(np.clip(shifted, 0, width - 1)),
        as_floats(np.clip(mirror, 0, first - 1)),
        cv2.INTER_LINEAR,
    )
    deep = mix(brief.palette.zenith, brief.palette.near, 0.4)
    # Fresnel: a mirror far away, one's own depth at one's feet.
    clear = np.clip(0.18 + 0.5 * y + 0.12 * rough * waves * reach, 0.05, 0.88)
    colour = as_floats(reflected + (deep - reflected) * as_floats(clear)[..., None])
    colour += as_floats(waves * 0.03 * rough * reach)[..., None] * brief.palette.horizon
    if brief.storm:
        caps = step(1.2, 2.4, waves) * reach * 0.55
        colour += (brief.palette.snow - colour) * as_floats(caps)[..., None]
    if brief.sun or brief.moon:
        _glints(colour, chop, as_floats(y), as_floats(columns / width - sun[0]), brief)
    cover = np.ones((rows, width), np.float32)
    canvas.lay(cover, colour, as_floats(0.05 + 0.8 * y), first)
    canvas.mark(RegionKind.REGION_KIND_WATER, cover, first)


def _waves(canvas: Canvas, slope: float, across: Floats, run: Floats, pace: float) -> Floats:
    """Noise on a level surface that runs away to the horizon."""
    v = np.broadcast_to(run * pace, (run.shape[0], across.shape[1]))
    return sample(field(canvas.rng, slope), as_floats(across * run + 60 * run), as_floats(v))


def _glints(colour: Floats, chop: Floats, y: Floats, aside: Floats, brief: Brief) -> None:
    """The road of light below sun or moon."""
    low = brief.hour in ("dawn", "sunset") or brief.moon
    spread = 0.03 + 0.1 * y
    road = np.exp(-((aside / spread) ** 2)) * (0.95 if low else 0.4)
    sparkle = step(0.2, 1.7, chop) * (1.15 - 0.75 * y) + 0.18 * (1 - y)
    strength = 0.75 if brief.moon else 1.0
    colour += as_floats(road * sparkle * strength)[..., None] * brief.palette.sun


def paint_beach(canvas: Canvas, brief: Brief) -> None:
    """Wet and dry sand in front, with lines of foam where the water ends."""
    height, width = canvas.height, canvas.width
    shape = line(canvas.rng, width, 2.2, 2.0)
    slant = np.linspace(-1, 1, width) * float(canvas.rng.choice([-1, 1]))
    edge = as_floats((0.76 + 0.035 * shape + 0.05 * slant) * height)
    first = int(edge.min() - 0.1 * height)
    rows = np.arange(first, height, dtype=np.float32)[:, None]
    below = as_floats((rows - edge) / height)
    x = as_floats(np.broadcast_to(np.arange(width, dtype=np.float32) / width, below.shape))
    y = as_floats(np.broadcast_to(rows / height, below.shape))
    fine = sample(field(canvas.rng, 0.9), as_floats(x * 900), as_floats(y * 1300))
    wet = mix(brief.palette.sand, brief.palette.near, 0.42)
    sheen = mix(wet, brief.palette.horizon, 0.4)
    dry = step(0.06, 0.15, as_floats(below + 0.008 * fine))[..., None]
    damp = step(0.0, 0.07, below)[..., None]
    colour = as_floats(sheen + (wet - sheen) * damp)
    colour += (brief.palette.sand - colour) * dry
    colour *= as_floats(1 + 0.035 * fine * (0.4 + 0.6 * dry[..., 0]))[..., None]
    canvas.lay(step(-0.002, 0.004, below), colour, as_floats(1.6 * y - 0.75), first)
    _foam(
        canvas, brief, below, sample(field(canvas.rng, 1.1), as_floats(x * 500), as_floats(y * 780))
    )


def _foam(canvas: Canvas, brief: Brief, below: Floats, lacy: Floats) -> None:
    """The last waves: three ragged lines along the water's edge."""
    view = canvas.colour[-below.shape[0] :]
    white = mix(brief.palette.snow, brief.palette.horizon, 0.25)
    for offset, wide in ((0.0, 0.011), (-0.045, 0.008), (-0.085, 0.005)):
        ragged = below - offset + 0.006 * lacy
        foam = np.exp(-((ragged / wide) ** 2)) * step(-1.0, 0.6, lacy)
        view += (white - view) * as_floats(np.clip(foam * 0.85, 0, 1))[..., None]

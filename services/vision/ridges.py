"""Paints what stands far off: ranges of mountains and lines of hills, each behind its own air."""

import cv2
import numpy as np

from services.vision.brief import Brief, mix
from services.vision.canvas import Canvas, alpine, field, line, sample, step
from services.vision.pictures import Floats, as_floats


def ridge(
    canvas: Canvas, top: Floats, colour: Floats, base: Floats, *, near: float, depth: float
) -> None:
    """A silhouette under a line (rows, one a column) that fades into base colour within depth
    (share of the height): mist lies in the valleys."""
    first = max(0, int(top.min()) - 1)
    rows = np.arange(first, canvas.height, dtype=np.float32)[:, None]
    below = rows - top[None, :]
    cover = as_floats(np.clip(below + 0.5, 0, 1))
    share = as_floats(np.clip(below / (depth * canvas.height), 0, 1))
    canvas.lay(cover, as_floats(colour + (base - colour) * share[..., None]), near, first)


def paint_mountains(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Three ranges: the last one high and rocky with snow, the nearer ones wooded and hazy."""
    height = canvas.height
    haze = mix(brief.palette.far, brief.palette.horizon, 0.55 + 0.3 * brief.fog)
    for layer, (rise, waves) in enumerate([(0.4, 3.0), (0.2, 4.0), (0.09, 5.0)]):
        crest = alpine(canvas.rng, canvas.width, waves)
        if layer:  # woods round off the nearer ranges
            crest = as_floats(cv2.GaussianBlur(crest[None], (0, 0), canvas.width / 300)[0])
            crest = as_floats(crest + 0.015 * line(canvas.rng, canvas.width, 0.7, 90))
        top = as_floats((horizon - rise * (0.1 + 0.9 * np.maximum(crest, 0) ** 0.75)) * height)
        tone = mix(brief.palette.far, brief.palette.near, 0.1 + 0.24 * layer)
        tone = mix(tone, brief.palette.horizon, 0.55 * brief.fog * (1 - 0.25 * layer))
        ridge(canvas, top, tone, mix(tone, haze, 0.8), near=0.06 + 0.045 * layer, depth=rise * 0.95)
        if layer == 0:
            _rock(canvas, brief, top, rise)


def _rock(canvas: Canvas, brief: Brief, top: Floats, rise: float) -> None:
    """Light and shade on the flanks of the highest range, and snow on its upper parts."""
    first, height = max(0, int(top.min())), canvas.height
    last = min(height, int(top.min() + rise * height * 0.95))
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    below = as_floats(np.maximum(rows - top, 0))
    columns = as_floats(np.broadcast_to(np.arange(canvas.width, dtype=np.float32), below.shape))
    scale = 864 / height
    gully = sample(
        field(canvas.rng, 1.35), as_floats(columns * 0.75 * scale), as_floats(rows * 0.4 * scale)
    )
    facing = _facing(top, below, as_floats(columns + gully * below * 0.12))
    light = step(-0.3, 0.32, as_floats(facing + 0.2 * gully))
    inside = np.clip(rows - top + 0.5, 0, 1) * np.clip(1 - below / (rise * height * 0.75), 0, 1)
    line_of_snow = rise * height * (0.6 if brief.snow else 0.3)
    snow = step(-0.12, 0.3, as_floats(1 - below / line_of_snow + 0.32 * gully + 0.15 * facing))
    strength = 1 - 0.75 * brief.fog
    palette = brief.palette
    sunny = mix(palette.far, mix(palette.sun, palette.horizon, 0.5), 0.42)
    shade = mix(mix(palette.far, palette.near, 0.4), palette.zenith, 0.3)
    rock = as_floats(shade + (sunny - shade) * light[..., None])
    white, blue = mix(palette.snow, palette.sun, 0.35), mix(palette.snow, palette.zenith, 0.55)
    snowy = as_floats(blue + (white - blue) * light[..., None])
    colour = as_floats(rock + (snowy - rock) * snow[..., None])
    view = canvas.colour[first:last]
    view += (colour - view) * as_floats(inside * strength * 0.85)[..., None]


def _facing(top: Floats, below: Floats, columns: Floats) -> Floats:
    """How much each flank looks to the left, about -1 to 1.

    Just under the crest every notch counts; further down only the great shape does: the
    slope of the crest, smoothed the more the deeper.
    """
    widths = [1.5, 4, 9, 18, 36, 70]
    scale = top.size / 1536
    slopes = []
    for width in widths:
        curve = cv2.GaussianBlur(top[None], (0, 0), width * scale)[0]
        slope = -np.gradient(curve)
        slopes.append(np.tanh(slope / (1.2 * np.abs(slope).mean() + 1e-6)))
    depths = np.array([3, 14, 34, 70, 120, 200]) * scale
    level = np.interp(below, depths, np.arange(len(widths)))
    return as_floats(
        cv2.remap(as_floats(slopes), columns, as_floats(level), cv2.INTER_LINEAR, borderMode=1)
    )


def paint_hills(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Round, hazy lines of hills."""
    haze = mix(brief.palette.horizon, brief.palette.far, 0.3)
    for layer, (rise, waves) in enumerate([(0.12, 1.6), (0.075, 2.4), (0.035, 3.4)]):
        shape = line(canvas.rng, canvas.width, 2.6, waves)
        top = as_floats((horizon - rise * (0.6 + 0.5 * shape)) * canvas.height)
        tone = mix(
            brief.palette.far, mix(brief.palette.near, brief.palette.ground, 0.4), 0.3 * layer
        )
        tone = mix(tone, brief.palette.horizon, 0.6 * brief.fog)
        ridge(canvas, top, tone, mix(tone, haze, 0.5), near=0.06 + 0.05 * layer, depth=rise)

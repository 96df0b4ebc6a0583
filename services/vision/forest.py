"""Paints the inside of a forest: trunks behind trunks in the haze, and light falling through."""

from dataclasses import replace

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, line, sample, step, thrice
from services.vision.fire import firelight, paint_campfire
from services.vision.lanterns import sky_lanterns
from services.vision.palettes import mix
from services.vision.paths import paint_path
from services.vision.pictures import Floats, as_floats
from services.vision.trees import Stand, conifers, grow

GROUND = 0.7
RANKS = 6
FIRE_AT = (0.5, 0.83)
"""Where a campfire burns, shares of width and height."""


def paint_forest(canvas: Canvas, brief: Brief) -> None:
    """Luminous air, then ranks of trunks and undergrowth, shafts of light, leaves close by."""
    palette = brief.palette
    if brief.hour != "night":  # what is close is bark and moss, not the blue of distance
        bark_tone = as_floats([0.14, 0.115, 0.075]) * (0.35 + 0.65 * float(palette.horizon.mean()))
        palette = replace(palette, near=mix(palette.near, bark_tone, 0.75))
    green = as_floats([0.62, 0.66, 0.42]) if brief.hour == "day" else palette.horizon
    air = mix(palette.horizon, green, 0.1 if brief.snow else 0.55) * (
        0.8 if brief.hour == "night" else 1.0
    )
    if brief.autumn:
        air = mix(air, as_floats([0.95, 0.68, 0.36]), 0.5)
    sun_x = float(canvas.rng.uniform(0.32, 0.68))
    _air(canvas, air, sun_x, palette.near)
    tone = mix(air, palette.far, 0.35) * 0.86
    back = Stand(grow(canvas.rng, 3), tone, mix(tone, air, 0.4), None, 1.0)
    conifers(canvas, GROUND - 0.06, 0.42, back, near=0.04)
    bark = field(canvas.rng, 1.1)
    fire = "campfire" in brief.things
    for rank in range(RANKS):
        share = rank / (RANKS - 1)
        tone = mix(air * 0.82, palette.near, 0.16 + 0.8 * share**0.8)
        if brief.autumn:
            tone = mix(tone, as_floats([0.3, 0.13, 0.05]), 0.3)
        _trunks(canvas, share, tone, bark, fire)
        _undergrowth(canvas, brief, share, tone, air=air)
        if rank == RANKS - 3 and brief.hour != "night":
            _shafts(canvas, sun_x, air)
        if fire and rank == RANKS - 3:
            firelight(canvas, FIRE_AT, 0.62, 0.5)
            firelight(canvas, FIRE_AT, 0.26, 0.7)
        if brief.path and rank == RANKS - 2:
            paint_path(canvas, brief, GROUND - 0.05)
        if brief.lanterns and rank == RANKS - 3:
            sky_lanterns(canvas, GROUND)
        if fire and rank == RANKS - 2:
            paint_campfire(canvas, brief, FIRE_AT, 0.23)
    _leaves(canvas, brief, mix(palette.near, air, 0.06))


def _air(canvas: Canvas, air: Floats, sun_x: float, dark: Floats) -> None:
    """A glow between the trees, and less of it towards the sides and the crowns."""
    x = np.linspace(0, 1, 192, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, 108, dtype=np.float32)[:, None]
    glow = np.exp(-(((x - sun_x) / 0.34) ** 2) - ((y - 0.42) / 0.36) ** 2)
    small = dark + (air - dark) * as_floats(0.5 + 0.62 * glow)[..., None]
    size = (canvas.width, canvas.height)
    canvas.colour[:] = as_floats(cv2.resize(as_floats(small), size, interpolation=cv2.INTER_CUBIC))
    canvas.near[:] = 0


def _trunks(canvas: Canvas, share: float, tone: Floats, bark: Floats, clear: bool = False) -> None:
    """A rank of stems, thicker and fewer the closer, a little bent, with bark and snags."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    count = int(22 - 17 * share)
    thick = (0.006 + 0.042 * share**1.6) * width
    foot = (_floor(share) + 0.03) * height
    mask = np.zeros((height, width), np.uint8)
    gap = 0.24 if clear else 0.17
    for slot in range(count):
        x = (slot + rng.uniform(0.1, 0.9)) / count * width
        if share > (0.5 if clear else 0.7) and 0.5 - gap < x / width < 0.5 + gap:
            continue  # nothing stands in front of the clearing
        _stem(
            mask, x, foot + rng.uniform(-0.02, 0.03) * height, thick * rng.uniform(0.6, 1.25), rng
        )
    # Below its feet there is nothing of a rank.
    mask = mask[: int(np.flatnonzero(mask.any(1)).max(initial=0)) + 1]
    rows = as_floats(np.linspace(0, 1, height)[: len(mask), None])
    shade = as_floats(np.broadcast_to(1 - 0.15 * rows, mask.shape))
    if share > 0.4:  # further off, the air hides the bark
        columns = np.broadcast_to(np.arange(width, dtype=np.float32), mask.shape)
        lines = sample(
            bark, as_floats(columns * (0.9 - 0.5 * share)), as_floats(rows * 120 + 0 * columns)
        )
        shade = as_floats(shade + 0.17 * share * lines)
    shade = as_floats(thrice(shade) * tone)
    canvas.lay(as_floats(as_floats(mask) / 255), shade, 0.08 + 0.72 * share)


def _floor(share: float) -> float:
    """Where a rank stands, as a share of the height."""
    return GROUND - 0.06 + 0.3 * share**1.4


def _stem(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    x: float,
    foot: float,
    thick: float,
    rng: np.random.Generator,
) -> None:
    """One trunk from above the frame to its roots, with a few dead branches."""
    t = np.linspace(0, 1, 24)
    bend = np.cumsum(rng.normal(0, 0.16, 24)) * thick * 0.5 + rng.normal(0, 0.5) * thick * t
    half = thick * (0.34 + 0.16 * t + 0.4 * np.clip(t - 0.9, 0, 1) * 4)
    y = -8 + (foot + 8) * t
    sides = [np.stack([x + bend + s * half, y], axis=1)[::s] for s in (1, -1)]
    cv2.fillPoly(mask, [np.rint(np.concatenate(sides) * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
    for _ in range(int(rng.integers(1, 5))):
        at = int(rng.integers(3, 16))
        sign, reach = rng.choice([-1, 1]), thick * rng.uniform(1.0, 2.6)
        start = np.array([x + bend[at], y[at]])
        tip = start + np.array([sign * reach, -reach * rng.uniform(-0.15, 0.6)])
        root = np.array([0, thick * 0.075])
        branch = np.stack([start - root, start + root, tip])
        cv2.fillPoly(mask, [np.rint(branch * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)


def _undergrowth(canvas: Canvas, brief: Brief, share: float, tone: Floats, *, air: Floats) -> None:
    """The floor of a rank, rough with ferns along its edge."""
    height, width = canvas.height, canvas.width
    base = _floor(share)
    ragged = 0.012 + 0.022 * share
    shape = 0.02 * line(canvas.rng, width, 2.2, 2.0) + ragged * line(canvas.rng, width, 0.85, 26)
    top = as_floats((base - shape) * height)
    first = max(0, int(top.min()) - 1)
    below = np.arange(first, height, dtype=np.float32)[:, None] - top
    grass = mix(brief.palette.ground, as_floats([0.36, 0.5, 0.2]) * float(air.mean()), 0.55)
    moss = mix(
        tone, brief.palette.snow if brief.snow else grass, 0.2 if brief.hour == "night" else 0.5
    )
    light = mix(moss, air, 0.25 * (1 - share))
    fade = thrice(as_floats(np.clip(below / (0.14 * height), 0, 1)))
    cover = as_floats(np.clip(below + 0.5, 0, 1))
    canvas.lay(cover, as_floats(light + (tone * 0.8 - light) * fade), 0.08 + 0.72 * share, first)


def _shafts(canvas: Canvas, sun_x: float, air: Floats) -> None:
    """Beams that fan out from a sun above the crowns."""
    x = np.linspace(0, 1, 320, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, 180, dtype=np.float32)[:, None]
    angle = np.arctan2(x - sun_x - 0.1, (y + 0.45) * 0.56)
    beams = line(canvas.rng, 1024, 1.0, 22)
    at = np.clip((angle / 1.6 + 0.5) * 1023, 0, 1023)
    strength = step(0.1, 1.0, as_floats(np.interp(at, np.arange(1024), beams)))
    fade = np.clip(1.15 - y, 0, 1) * np.exp(-((angle / 0.75) ** 2))
    soft = cv2.GaussianBlur(as_floats(strength * fade * 0.26), (0, 0), 1.6)
    canvas.light(as_floats(soft), air * as_floats([1.05, 1.0, 0.85]))


def _leaves(canvas: Canvas, brief: Brief, tone: Floats) -> None:
    """Dark foliage hanging into the upper corners, the nearest thing of all."""
    height, width = canvas.height // 2, canvas.width
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns, rows = (np.arange(n, dtype=np.float32) * 864 / canvas.height for n in (width, height))
    coarse = sample(
        field(canvas.rng, 1.3),
        as_floats(columns[None] * 0.5 + 0 * y),
        as_floats(rows[:, None] * 0.5 + 0 * x),
    )
    mass = 0.75 * np.abs(x) ** 1.3 + 0.55 - 1.75 * y + 0.24 * coarse
    cover = step(0.44, 0.5, as_floats(mass))
    leaf = as_floats([0.55, 0.25, 0.07] if brief.autumn else [0.2, 0.32, 0.1])
    colour = mix(tone, leaf, 0.1 if brief.hour == "night" else 0.4)
    shade = as_floats(1 + 0.3 * np.clip(coarse, -1.5, 1.5))[..., None] * colour
    canvas.lay(cover, shade, 0.9)
    canvas.mark(RegionKind.REGION_KIND_FOLIAGE, cover)

"""Paints an old town: low houses along a lane or a canal that bends away, lanterns and lit windows.

Wet stones and water show the mirror image, painted from the same houses upside down.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.boats import draw_boat
from services.vision.bridges import paint_bridge
from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, grid, sample, step
from services.vision.cottages import church
from services.vision.houses import House, draw_house
from services.vision.lanterns import lantern
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats
from services.vision.scaffold import Scaffold
from services.vision.sketch import Sketch, reflect
from services.vision.sky import paint_sky
from services.vision.terrain import sun_side
from services.vision.towers import Paint, pagoda, paint_of

HORIZON, WATER = 0.55, -0.75
"""Row of the horizon, and the level of a canal below its quays."""


def _lamplight(brief: Brief) -> Paint:
    """The hour's light; by night that of many lamps, which is warm."""
    paint = paint_of(brief, 0.0)
    if brief.hour != "night":
        return paint
    return replace(paint, level=0.42, tint=mix(paint.tint, as_floats([1.1, 0.84, 0.62]), 0.6))


@dataclass(frozen=True)
class _Plan:
    """What stands where."""

    houses: list[House]
    wall: float
    """Distance of the fronts from the middle."""
    quay: float
    """Half the width of a canal."""
    bend: float


def paint_town(canvas: Canvas, brief: Brief) -> None:
    """Sky and far roofs, ground with its mirror, houses from far to near, lanterns."""
    sun = paint_sky(canvas, brief, HORIZON)
    haze = mix(brief.palette.horizon, brief.palette.far, 0.35)
    if brief.hour == "night":
        haze = mix(haze, as_floats([0.5, 0.3, 0.2]), 0.3)
    air = 40.0 if brief.fog < 0.5 else 20.0
    scaffold = Scaffold(canvas, 2.1 if brief.canal else 1.75, HORIZON, 0.95, haze, air)
    side = sun_side(canvas, brief, sun)
    plan = _planned(canvas, brief, side)
    paint = _lamplight(brief)
    ground = _ground_mask(canvas, scaffold, plan, brief)
    _mirrored(scaffold, plan, brief, paint, ground)
    _quays(scaffold, plan, brief, paint)
    _stand(scaffold, plan, brief, paint)
    _strings(scaffold, plan, brief, paint)
    _on_the_water(scaffold, plan, brief)
    if paint.lit:
        scaffold.shine(0.42 if brief.hour == "night" else 0.2)
    canvas.regions[RegionKind.REGION_KIND_SKY] *= canvas.near <= 0


def _planned(canvas: Canvas, brief: Brief, side: float) -> _Plan:
    """Houses of both sides, the far ones first."""
    rng = canvas.rng
    wall, quay = (7.2, 4.7) if brief.canal else (3.9, 0.0)
    narrow = min(1.0, 0.55 + 0.3 * canvas.width / canvas.height)
    wall, quay = wall * narrow, quay * narrow
    bend = float(rng.choice([-1, 1])) * float(rng.uniform(2.5, 5))
    houses: list[House] = []
    for edge in (-1, 1):
        z = 1.6 if not brief.canal else 2.6
        while z < 62:
            long = float(rng.uniform(4.2, 7.2))
            shift = bend * (z / 40) ** 2
            houses.append(
                House(
                    x=edge * (wall + float(rng.uniform(0, 0.5))) + shift,
                    edge=edge,
                    first=z,
                    last=z + long,
                    high=float(rng.uniform(2.9, 4.6)),
                    gabled=not brief.eastern and rng.random() < 0.6,
                    lit_side=edge != side,
                    seed=int(rng.integers(1 << 31)),
                )
            )
            z += long + (0.9 if rng.random() < 0.15 else 0.0)
    return _Plan(sorted(houses, key=lambda house: -house.first), wall, quay, bend)


def _stand(scaffold: Scaffold, plan: _Plan, brief: Brief, paint: Paint) -> None:
    """All houses, and beyond them what the lane leads to."""
    if scaffold.mirror is None:
        canvas = scaffold.canvas
        x = 0.5 + plan.bend * 1.15 / 44 * scaffold.lens * canvas.height / canvas.width
        size = 0.22 if brief.eastern else 0.13
        end = Sketch(canvas, (x, HORIZON + 0.012), size, 0.1, 1.0)
        (pagoda if brief.eastern else church)(end, paint_of(brief, 0.42))
    for house in plan.houses:
        draw_house(scaffold, house, brief, paint)


def _ground_mask(canvas: Canvas, scaffold: Scaffold, plan: _Plan, brief: Brief) -> Floats:
    """Paint lane or water, and say where the water is, 0 to 1."""
    first = int(HORIZON * canvas.height) + 1
    x, y = grid(canvas.height, canvas.width)
    x, y = x[first:], y[first:]
    level = WATER if brief.canal else 0.0
    away = as_floats((scaffold.eye - level) * scaffold.lens / np.maximum(y - HORIZON, 1e-4))
    aside = as_floats((x - 0.5) * canvas.width / canvas.height / scaffold.lens * away)
    aside -= plan.bend * (np.minimum(away, 60) / 40) ** 2
    paint = _lamplight(brief)
    if brief.canal:
        deep = mix(brief.palette.near, as_floats([0.16, 0.24, 0.2]) * paint.level, 0.5)
        colour = np.broadcast_to(deep, (*x.shape, 3)).copy()
    else:
        colour = _cobbles(canvas, aside, away, paint, brief)
    dim = np.exp(-away / scaffold.air)[..., None]
    colour = as_floats(scaffold.haze + (colour - scaffold.haze) * dim)
    canvas.lay(np.ones_like(away), colour, scaffold.near(away), first)
    if brief.canal:  # what is painted later takes its part of the region away
        canvas.mark(RegionKind.REGION_KIND_WATER, np.ones_like(away), first)
    whole = np.zeros((canvas.height, canvas.width), np.float32)
    whole[first:] = 1 if brief.canal else _wetness(canvas, brief, aside, away)
    return whole


def _wetness(canvas: Canvas, brief: Brief, aside: Floats, away: Floats) -> Floats:
    """How much of a mirror the lane's stones are."""
    puddle = sample(field(canvas.rng, 1.7), as_floats(aside * 20), as_floats(away * 12))
    wet = 0.8 if brief.wet else 0.28 if brief.hour == "night" else 0.0
    return as_floats(wet * (0.45 + 0.55 * step(-0.7, 0.6, puddle)))


def _cobbles(canvas: Canvas, aside: Floats, away: Floats, paint: Paint, brief: Brief) -> Floats:
    """Rows of setts, each with its own tone, and a gutter in the middle."""
    row = np.floor(away / 0.34)
    across = aside / 0.3 + 0.5 * np.mod(row, 2)
    tones = canvas.rng.uniform(0.8, 1.18, 4096).astype(np.float32)
    tone = tones[np.mod(row * 131 + np.floor(across) * 17, 4096).astype(int)]
    fine = np.clip(4.5 / away, 0, 1)  # further off, setts are too small to be seen
    edge = np.maximum(np.abs(np.mod(away / 0.34, 1) - 0.5), np.abs(np.mod(across, 1) - 0.5))
    shade = 1 + (tone * (0.62 + 0.38 * step(0.5, 0.4, as_floats(edge))) - 1) * fine
    gutter = 1 - 0.25 * np.exp(-((aside / 0.16) ** 2))
    stone = paint("8f897f") * (0.62 if brief.wet else 0.85)
    if brief.snow:
        stone = mix(stone, brief.palette.snow, 0.7)
    return as_floats((shade * gutter)[..., None] * stone)


def _mirrored(scaffold: Scaffold, plan: _Plan, brief: Brief, paint: Paint, ground: Floats) -> None:
    """The houses upside down in the ground, rippled, as strong as the ground says."""
    canvas = scaffold.canvas
    first = int(HORIZON * canvas.height) + 1
    if float(ground[first:].max(initial=0)) <= 0:
        return
    size = (canvas.height, canvas.width)
    sky = canvas.colour[max(0, 2 * first - canvas.height) : first][::-1]
    image = Canvas(np.zeros((*size, 3), np.float32), np.zeros(size, np.float32), canvas.rng)
    image.colour[:] = canvas.colour[first - 1]
    rows = min(sky.shape[0], canvas.height - first)
    image.colour[first : first + rows] = sky[:rows]
    level = WATER if brief.canal else 0.0
    other = replace(scaffold, canvas=image, mirror=level, lights=[])
    _quays(other, plan, brief, paint)
    _stand(other, plan, brief, paint)
    _strings(other, plan, brief, paint)
    y = np.arange(first, canvas.height, dtype=np.float32)[:, None]
    x = np.arange(canvas.width, dtype=np.float32)[None]
    run = as_floats(1 / ((y - first) / canvas.height + 0.05))
    noise = field(canvas.rng, 1.15)
    wave = sample(
        noise,
        as_floats((x - canvas.width / 2) / canvas.height * 30 * run),
        as_floats(run * 80 + 0 * x),
    )
    reach = canvas.height / 864 * (1.5 + 9 * (y - first) / canvas.height)
    if not brief.canal:
        image.colour = as_floats(cv2.blur(image.colour, (1, max(3, canvas.height // 45) | 1)))
    seen = cv2.remap(
        image.colour,
        as_floats(x + 0.5 * wave * reach),
        as_floats(y + wave * reach),
        1,
        borderMode=1,
    )
    down = (y - first) / max(1, canvas.height - first)
    share = ground[first:] * (0.92 - 0.35 * down if brief.canal else 0.8)
    view = canvas.colour[first:]
    view += (as_floats(seen) * 0.88 - view) * as_floats(share)[..., None]


def _quays(scaffold: Scaffold, plan: _Plan, brief: Brief, paint: Paint) -> None:
    """Stone banks of a canal, with their walks."""
    if not brief.canal:
        return
    stone, walk = paint("8d887c", 0.62), paint("a8a193", 0.8)
    if brief.snow:
        walk = mix(walk, brief.palette.snow, 0.75)
    edges = np.geomspace(2.2, 62, 18)[::-1]
    for far, close in pairwise(edges):
        for edge in (-1, 1):
            a, b = (plan.bend * (z / 40) ** 2 for z in (close, far))
            inner_a, inner_b = edge * plan.quay + a, edge * plan.quay + b
            outer_a, outer_b = edge * (plan.wall + 0.8) + a, edge * (plan.wall + 0.8) + b
            if scaffold.mirror is None:
                top = [
                    (inner_a, 0.0, close),
                    (outer_a, 0.0, close),
                    (outer_b, 0.0, far),
                    (inner_b, 0.0, far),
                ]
                scaffold.shape(top, walk)
            face = [
                (inner_a, WATER, close),
                (inner_a, 0.0, close),
                (inner_b, 0.0, far),
                (inner_b, WATER, far),
            ]
            scaffold.shape(face, stone, low=stone * 0.5)
            lip = [
                (inner_a, -0.1, close),
                (inner_a, 0.02, close),
                (inner_b, 0.02, far),
                (inner_b, -0.1, far),
            ]
            scaffold.shape(lip, walk * 1.1)


def _strings(scaffold: Scaffold, plan: _Plan, brief: Brief, paint: Paint) -> None:
    """Lanterns on cords across the lane."""
    if not brief.lanterns and not (brief.eastern and paint.lit):
        return
    for z in () if brief.canal else (21.0, 14.0, 9.0, 5.8):
        shift = plan.bend * (z / 40) ** 2
        wide, high = plan.wall - 0.2, 3.5 + 0.012 * z
        t = np.linspace(-1, 1, 13)
        cord = [(float(s) * wide + shift, high - 0.55 * (1 - float(s) ** 2), z) for s in t]
        for a, b in pairwise(cord):
            scaffold.line(a, b, 0.015, paint("3a3430"))
        for x, y, _ in cord[1:-1:2]:
            lantern(scaffold, (x, y - 0.1, z), 0.19, paint, brief.eastern)


def _on_the_water(scaffold: Scaffold, plan: _Plan, brief: Brief) -> None:
    """An arched bridge over a canal, and a boat on it."""
    if not brief.canal:
        return
    canvas, unit = scaffold.canvas, scaffold.lens * (scaffold.eye - WATER)
    if "bridge" in brief.things or not brief.things:
        z = 15.0
        half = plan.quay * scaffold.lens / z * 1.12
        depth = float(scaffold.near(z))
        row = HORIZON + unit / z
        paint_bridge(canvas, brief, row, half=half, rise=0.62 * half, near=depth, side=1.0)
    if "boat" in brief.things or brief.things <= {"bridge"}:
        z = float(canvas.rng.uniform(7.5, 9.5))
        foot = (0.5 + float(canvas.rng.choice([-1, 1])) * 0.09, HORIZON + unit / z)
        boat = Sketch(canvas, foot, 3.0 * scaffold.lens / z, float(scaffold.near(z)), 1.0)
        draw_boat(boat, brief, brief.sails)
        reflect(canvas, boat.cover(), foot[1], 0.6)

"""Draws the houses of an old town, as half-timbered gables or as white walls under tiled eaves."""

from dataclasses import dataclass

import numpy as np

from services.vision.brief import Brief
from services.vision.lanterns import lantern
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats
from services.vision.scaffold import Scaffold, Spot
from services.vision.towers import LAMP, Paint

PLASTER = ("e8dcc2", "dcc39a", "d9b8a0", "cfd3c0", "e4d2b4", "c9b49c")
TILES = ("8a4a36", "7a4638", "96583e", "6d4a42")
DEEP = 6.0
"""Depth of a house behind its front."""


@dataclass(frozen=True)
class House:
    """One house along the lane; metres."""

    x: float
    """Where its front stands."""
    edge: int
    """-1 on the left, 1 on the right."""
    first: float
    last: float
    """Its near and its far end."""
    high: float
    """Height of the eaves."""
    gabled: bool
    """Whether its gable looks at the lane."""
    lit_side: bool
    seed: int


def draw_house(scaffold: Scaffold, house: House, brief: Brief, paint: Paint) -> None:
    """Roof, near end, front, openings: each hides the one before."""
    rng = np.random.default_rng(house.seed)
    plaster = "f0ece2" if brief.eastern else str(rng.choice(PLASTER))
    tiles = "55595c" if brief.eastern else str(rng.choice(TILES))
    light = 1.0 if house.lit_side else 0.74
    roof = paint(tiles, 0.85 * light)
    if brief.snow:
        roof = mix(roof, brief.palette.snow, 0.85)
    wall = paint(plaster, 0.9 * light)
    x, back = house.x, house.x + house.edge * DEEP
    peak = house.high + (1.7 if brief.eastern else 2.5)
    end: list[Spot] = [(x, 0, house.first), (back, 0, house.first), (back, house.high, house.first)]
    if house.gabled:
        _gable_roof(scaffold, house, roof, peak)
        scaffold.shape([*end, (x, house.high, house.first)], wall * 0.78, low=wall * 0.55)
        middle = (house.first + house.last) / 2
        front: list[Spot] = [(x, 0, house.first), (x, house.high, house.first), (x, peak, middle)]
        front += [(x, house.high, house.last), (x, 0, house.last)]
        scaffold.shape(front, wall, low=wall * 0.72, wall=True)
        _verge(scaffold, house, roof, peak)
    else:
        ridge = x + house.edge * DEEP / 2
        scaffold.shape(
            [*end, (ridge, peak, house.first), (x, house.high, house.first)],
            wall * 0.8,
            low=wall * 0.55,
        )
        if brief.eastern:
            _horse_head(scaffold, house, paint, wall)
        front = [
            (x, 0, house.first),
            (x, house.high, house.first),
            (x, house.high, house.last),
            (x, 0, house.last),
        ]
        scaffold.shape(front, wall, low=wall * 0.7, wall=True)
        _eave_roof(scaffold, house, roof, (ridge, peak), brief.snow)
    if house.first < 40:
        (_eastern_front if brief.eastern else _timber)(scaffold, house, paint, rng, light)


def _gable_roof(scaffold: Scaffold, house: House, roof: Floats, peak: float) -> None:
    """The slope that looks at us, from the gable back."""
    x, back = house.x - house.edge * 0.25, house.x + house.edge * DEEP
    middle, low = (house.first + house.last) / 2, house.high - 0.15
    near = house.first - 0.25
    slope: list[Spot] = [
        (x, low, near),
        (x, peak + 0.08, middle),
        (back, peak + 0.08, middle),
        (back, low, near),
    ]
    scaffold.shape(slope, roof, low=roof * 0.8)


def _verge(scaffold: Scaffold, house: House, roof: Floats, peak: float) -> None:
    """The roof's edge along a gable."""
    x, middle, low = house.x - house.edge * 0.16, (house.first + house.last) / 2, house.high - 0.15
    for near in (house.first - 0.2, house.last + 0.2):
        edge: list[Spot] = [(x, low, near), (x, peak + 0.08, middle), (x, peak - 0.14, middle)]
        scaffold.shape([*edge, (x, low - 0.2, near)], roof * 0.66, wall=True)


def _eave_roof(
    scaffold: Scaffold, house: House, roof: Floats, ridge: tuple[float, float], snow: bool
) -> None:
    """The slope that looks at the lane, with rows of tiles, over a dark eave."""
    out, low = house.x - house.edge * 0.5, house.high - 0.12
    a, b = house.first - 0.12, house.last + 0.12
    slope: list[Spot] = [
        (out, low, a),
        (ridge[0], ridge[1], a),
        (ridge[0], ridge[1], b),
        (out, low, b),
    ]
    scaffold.shape(slope, roof, low=roof * 0.85)
    if house.first < 26 and not snow:
        for z in np.linspace(a, b, 15):
            scaffold.line((out, low, float(z)), (ridge[0], ridge[1], float(z)), 0.045, roof * 0.72)
    for top, bottom, share in ((0.02, -0.09, 0.95), (-0.09, -0.2, 0.4)):
        strip: list[Spot] = [
            (out, low + top, a),
            (out, low + top, b),
            (out, low + bottom, b),
            (out, low + bottom, a),
        ]
        scaffold.shape(strip, roof * share)
    cap: list[Spot] = [(ridge[0], ridge[1] + 0.16, a), (ridge[0], ridge[1] + 0.16, b)]
    scaffold.shape(
        [*cap, (ridge[0], ridge[1] - 0.02, b), (ridge[0], ridge[1] - 0.02, a)], roof * 0.66
    )


def _horse_head(scaffold: Scaffold, house: House, paint: Paint, wall: Floats) -> None:
    """A stepped fire wall over the roof's end, each step under its tiles."""
    z, x, edge = house.first - 0.02, house.x, house.edge
    steps = [(-0.15, 1.5, 0.35), (1.5, 3.9, 1.25), (3.9, 6.1, 0.35)]
    for start, stop, rise in steps:
        a, b, top = x + edge * start, x + edge * stop, house.high + rise + 0.6
        scaffold.shape(
            [(a, 0, z), (b, 0, z), (b, top, z), (a, top, z)], wall * 0.86, low=wall * 0.6
        )
        cap: list[Spot] = [(a - edge * 0.2, top - 0.02, z), (b + edge * 0.2, top - 0.02, z)]
        cap += [(b + edge * 0.3, top + 0.2, z), (a - edge * 0.3, top + 0.2, z)]
        scaffold.shape(cap, paint("3f4346"))


def _timber(
    scaffold: Scaffold, house: House, paint: Paint, rng: np.random.Generator, light: float
) -> None:
    """Beams, shuttered windows, a door, a lamp by the door."""
    x = house.x - house.edge * 0.03
    beam = paint("5a3d2a", light)
    framed = rng.random() < 0.75
    bays = max(2, round((house.last - house.first) / 1.7))
    edges = np.linspace(house.first + 0.05, house.last - 0.05, bays + 1)
    rows = [0.0, 2.25, house.high] if house.high > 3.4 else [0.0, house.high]
    if framed and house.first < 24:
        for y in rows[1:]:
            scaffold.line(
                (x, y - 0.08, float(edges[0])), (x, y - 0.08, float(edges[-1])), 0.16, beam
            )
        for z in edges:
            scaffold.line((x, 0.3, float(z)), (x, house.high, float(z)), 0.13, beam)
        if house.gabled:
            middle, peak = (house.first + house.last) / 2, house.high + 2.5
            scaffold.line((x, house.high, middle), (x, peak - 0.2, middle), 0.13, beam)
            for way in (-1, 1):
                z = middle + way * (house.last - house.first) * 0.3
                scaffold.line((x, house.high, z), (x, house.high + 1.7, middle), 0.12, beam)
    shutter = paint(str(rng.choice(["4a6a58", "7a3c34", "46586e", "6a5a3c"])), light)
    door = int(rng.integers(bays))
    for bay in range(bays):
        middle = float(edges[bay] + edges[bay + 1]) / 2
        for floor, low in enumerate([0.95, 2.75][: len(rows) - 1]):
            if floor == 0 and bay == door:
                _opening(scaffold, (x, middle, 0.05, 2.0, 0.95), paint("5a3826", light), beam)
                continue
            lit = paint.lit and rng.random() < 0.62
            tone = LAMP * float(rng.uniform(0.75, 1.25)) if lit else paint("4c565c", 0.8)
            for way in (-1, 1) if house.first < 24 else ():
                _opening(scaffold, (x, middle + way * 0.58, low, low + 0.95, 0.34), shutter, None)
            _pane(scaffold, (x, middle, low, low + 0.95, 0.78), tone, beam, lit)
    if paint.lit and house.first < 30:
        z = float(edges[door]) + 0.1
        lantern(scaffold, (house.x - house.edge * 0.4, 2.15, z), 0.13, paint, False)


def _eastern_front(
    scaffold: Scaffold, house: House, paint: Paint, rng: np.random.Generator, light: float
) -> None:
    """Lattice doors of dark wood below, small windows above, lanterns under the eave."""
    x = house.x - house.edge * 0.03
    wood = paint("6b3d2a", light)
    base = 2.35
    panel: list[Spot] = [(x, 0.1, house.first + 0.2), (x, base, house.first + 0.2)]
    panel += [(x, base, house.last - 0.2), (x, 0.1, house.last - 0.2)]
    scaffold.shape(panel, wood, low=wood * 0.7, wall=True)
    bays = max(3, round((house.last - house.first) / 1.15))
    edges = np.linspace(house.first + 0.3, house.last - 0.3, bays + 1)
    for bay in range(bays):
        middle, wide = float(edges[bay] + edges[bay + 1]) / 2, float(edges[1] - edges[0]) * 0.8
        lit = paint.lit and rng.random() < 0.75
        tone = LAMP * float(rng.uniform(0.7, 1.2)) if lit else paint("3a2c26")
        _pane(scaffold, (x, middle, 0.85, 2.1, wide), tone, wood * 0.8, lit)
        if house.first < 18:
            for share in (-0.25, 0.0, 0.25):
                z = middle + share * wide
                scaffold.line((x, 0.85, z), (x, 2.1, z), 0.035, wood * 0.75)
            for y in (1.27, 1.68):
                scaffold.line(
                    (x, y, middle - wide / 2), (x, y, middle + wide / 2), 0.035, wood * 0.75
                )
    if house.high > 3.7:
        for bay in range(0, bays, 2):
            middle = float(edges[bay] + edges[bay + 1]) / 2
            lit = paint.lit and rng.random() < 0.5
            tone = LAMP * 0.9 if lit else paint("4a4440")
            _pane(scaffold, (x, middle, 2.75, 3.45, 0.8), tone, wood * 0.8, lit)
    if house.first < 34:
        for z in edges[1::2]:
            spot = (house.x - house.edge * 0.42, min(2.62, house.high - 0.45), float(z))
            lantern(scaffold, spot, 0.2, paint, True)


def _opening(
    scaffold: Scaffold,
    box: tuple[float, float, float, float, float],
    tone: Floats,
    rim: Floats | None,
) -> None:
    """A flat rectangle on a front: its x, middle, lower and upper edge, and width."""
    x, middle, low, high, wide = box
    for grow, colour in ((0.09, rim), (0.0, tone)):
        if colour is not None:
            a, b = middle - wide / 2 - grow, middle + wide / 2 + grow
            scaffold.shape(
                [(x, low, a), (x, high + grow, a), (x, high + grow, b), (x, low, b)],
                colour,
                wall=True,
            )


def _pane(
    scaffold: Scaffold,
    box: tuple[float, float, float, float, float],
    tone: Floats,
    rim: Floats,
    lit: bool,
) -> None:
    """A window in its frame; it shines when somebody is at home."""
    x, middle, low, high, wide = box
    _opening(scaffold, (x, middle, low - 0.06, high + 0.02, wide + 0.1), rim, None)
    a, b = middle - wide / 2, middle + wide / 2
    pane: list[Spot] = [(x, low, a), (x, high, a), (x, high, b), (x, low, b)]
    scaffold.shape(pane, tone, wall=True, shines=lit)
    scaffold.line((x, low, middle), (x, high, middle), 0.05, rim)
    if lit:
        scaffold.lamp((x, (low + high) / 2, middle), 0.16, as_floats(LAMP * 0.45))

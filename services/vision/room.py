"""Paints a room in one-point perspective: a window, its light on the floor, a lamp, a table.

As in the street, every pixel is the first surface its ray meets; units are metres.
"""

import cv2
import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, empty, field, grid, sample, step
from services.vision.palettes import mix, rgb
from services.vision.pictures import Floats, as_floats
from services.vision.ridges import paint_hills
from services.vision.sky import paint_sky

HALF, FLOOR, CEILING, BACK = 3.3, -1.35, 1.55, 6.0
"""Half width, floor and ceiling from the eye, and distance of the back wall."""
LENS = 1.0
HORIZON = 0.5
WINDOW = (-1.9, 0.5, -0.55, 1.05)
"""left, right, bottom, top of the window in the back wall."""


def paint_room(canvas: Canvas, brief: Brief) -> None:
    """Walls and floor, the view, light, then furniture."""
    walls = rgb(str(canvas.rng.choice(["c9bda6", "a9b3a4", "b9a79a", "9aa5b0"])))
    wood = rgb(str(canvas.rng.choice(["8a5a36", "6f4a30", "9a7046"])))
    night = brief.hour == "night"
    x, y = grid(canvas.height, canvas.width)
    right = (x - 0.5) * canvas.width / canvas.height / LENS
    up = (HORIZON - y) / LENS
    away = np.minimum.reduce(
        [
            np.full_like(x, BACK),
            HALF / np.maximum(np.abs(right), 1e-4),
            CEILING / np.maximum(up, 1e-4),
            FLOOR / np.minimum(up, -1e-4),
        ]
    )
    wx, wy = as_floats(right * away), as_floats(up * away)
    back = away > BACK - 1e-3
    floor, ceiling = ~back & (wy < FLOOR + 1e-2), ~back & (wy > CEILING - 1e-2)
    side = ~back & ~floor & ~ceiling
    colour = np.broadcast_to(walls, canvas.colour.shape).astype(np.float32)
    colour = np.where(ceiling[..., None], mix(walls, rgb("ffffff"), 0.35), colour)
    colour = np.where(side[..., None], walls * np.where(wx > 0, 0.93, 0.8)[..., None], colour)
    colour = np.where(floor[..., None], _planks(canvas, wx, as_floats(away), wood), colour)
    skirting = (wy < FLOOR + 0.13) & ~floor
    colour = np.where(skirting[..., None], colour * 0.72 + 0.1, colour)
    lit = _light(wx, wy, as_floats(away), as_floats(floor), brief)
    canvas.colour[:] = as_floats(colour * lit)
    canvas.near[:] = as_floats(np.clip(1.9 / (away + 0.9) - 0.1, 0.1, 0.85))
    _window(canvas, brief, as_floats(back), wx, wy)
    _furnish(canvas, brief, wood, night)


def _planks(canvas: Canvas, wx: Floats, away: Floats, wood: Floats) -> Floats:
    """Boards along the room, each with its own tone, a joint, and grain."""
    board = np.floor(wx / 0.22)
    tones = canvas.rng.uniform(0.78, 1.15, 64).astype(np.float32)
    tone = tones[np.mod(board, 64).astype(int)]
    grain = sample(field(canvas.rng, 1.1), as_floats(wx * 160), as_floats(away * 9))
    joint = np.mod(wx, 0.22) < 0.012
    shade = tone * (1 + 0.07 * grain) * np.where(joint, 0.6, 1.0)
    return as_floats(shade[..., None] * wood)


def _light(wx: Floats, wy: Floats, away: Floats, floor: Floats, brief: Brief) -> Floats:
    """Daylight from the window or lamplight from the corner, H×W×3; corners stay dim."""
    from_window = 1 / (1 + 0.16 * ((wx + 0.7) ** 2 + (wy - 0.2) ** 2 + (away - BACK) ** 2))
    from_lamp = 1 / (1 + 0.42 * ((wx - 2.35) ** 2 + (wy - 0.1) ** 2 + (away - 5.2) ** 2))
    corner = step(0.0, 0.9, as_floats(HALF - np.abs(wx))) * 0.25 + 0.75
    day = {"day": 1.05, "dawn": 0.75, "sunset": 0.65}.get(brief.hour, 0.12)
    lamp = {"day": 0.12, "dawn": 0.5, "sunset": 1.0}.get(brief.hour, 1.5)
    window_light = mix(brief.palette.horizon, brief.palette.sun, 0.4)
    light = (0.17 + 0.12 * day) + day * from_window[..., None] * window_light
    light = light + lamp * from_lamp[..., None] * as_floats([1.0, 0.72, 0.42])
    # The window's shape, thrown across the floor by a sun that stands to the left.
    depth = BACK - away
    left = WINDOW[0] + 0.45 * depth
    inside = (wx > left) & (wx < left + WINDOW[1] - WINDOW[0]) & (depth > 0.7) & (depth < 3.2)
    bar = np.abs(wx - left - (WINDOW[1] - WINDOW[0]) / 2) < 0.05
    patch = as_floats(inside & ~bar & (np.abs(depth - 1.9) > 0.05)) * floor
    soft = cv2.GaussianBlur(as_floats(patch), (0, 0), 2.5)
    gain = 0.85 * day if brief.sun else 0.1 * day
    light = light + soft[..., None] * gain * brief.palette.sun
    return as_floats(light * corner[..., None])


def _window(canvas: Canvas, brief: Brief, back: Floats, wx: Floats, wy: Floats) -> None:
    """The view outside, painted like any landscape, behind frame and bars."""
    left, right, low, high = WINDOW
    inside = (back > 0) & (wx > left) & (wx < right) & (wy > low) & (wy < high)
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size or not columns.size:
        return
    size = (int(columns.size), int(rows.size))
    view = empty((max(64, size[0]), max(48, size[1])), canvas.rng)
    paint_sky(view, brief, 0.66)
    paint_hills(view, brief, 0.72, 1.0)
    seen = cv2.resize(view.colour, size, interpolation=cv2.INTER_AREA)
    top, start = int(rows[0]), int(columns[0])
    canvas.lay(np.ones(size[::-1], np.float32), as_floats(seen) * 1.08, 0.02, top, start)
    middle = (left + right) / 2
    bars = inside & ((np.abs(wx - middle) < 0.035) | (np.abs(wy - 0.45) < 0.03))
    rim = (
        (back > 0)
        & (wx > left - 0.09)
        & (wx < right + 0.09)
        & (wy > low - 0.09)
        & (wy < high + 0.09)
    )
    frame = bars | (rim & ~inside)
    tone = rgb("f1ece2") * (0.3 if brief.hour == "night" else 0.8)
    canvas.lay(as_floats(frame), np.broadcast_to(tone, canvas.colour.shape), 0.19)


def _at(canvas: Canvas, x: float, y: float, away: float) -> tuple[float, float]:
    """Pixel of a point in the room."""
    return (
        x / away * LENS * canvas.height + canvas.width / 2,
        (HORIZON - y / away * LENS) * canvas.height,
    )


def _shape(canvas: Canvas, points: list[tuple[float, float, float]], tone: Floats) -> None:
    """A flat polygon of points in the room, as near as its middle."""
    pixels = np.rint(np.array([_at(canvas, *p) for p in points]) * 8).astype(np.int32)
    (left, top), (right, bottom) = pixels.min(axis=0) // 8 - 1, pixels.max(axis=0) // 8 + 2
    left, top = max(0, int(left)), max(0, int(top))
    right, bottom = min(canvas.width, int(right)), min(canvas.height, int(bottom))
    if right <= left or bottom <= top:
        return
    mask = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(mask, [pixels - np.array([left * 8, top * 8], np.int32)], 255, cv2.LINE_AA, 3)
    away = float(np.mean([p[2] for p in points]))
    near = min(0.9, 1.9 / (away + 0.9) - 0.08)
    canvas.lay(
        as_floats(mask / np.float32(255)), np.broadcast_to(tone, (*mask.shape, 3)), near, top, left
    )


def _furnish(canvas: Canvas, brief: Brief, wood: Floats, night: bool) -> None:
    """A picture on the wall, a floor lamp in the corner, and a table close to us."""
    dim = {"night": 0.42, "sunset": 0.55, "dawn": 0.6}.get(brief.hour, 0.85)
    for size, tone in ((0.5, wood * 0.55), (0.43, rgb("e9e2d2")), (0.34, rgb("6d8792"))):
        corners = [(1.7 - size, 0.35 - size * 0.75), (1.7 + size, 0.35 - size * 0.75)]
        corners += [(1.7 + size, 0.35 + size * 0.75), (1.7 - size, 0.35 + size * 0.75)]
        _shape(canvas, [(x, y, BACK - 0.05) for x, y in corners], tone * dim)
    pole = [(2.73, FLOOR, 5.2), (2.77, FLOOR, 5.2), (2.77, 0.2, 5.2), (2.73, 0.2, 5.2)]
    _shape(canvas, pole, rgb("2b2622") * dim)
    shade = [(2.5, 0.1, 5.2), (3.0, 0.1, 5.2), (2.88, 0.55, 5.2), (2.62, 0.55, 5.2)]
    glow = as_floats([1.35, 1.02, 0.66]) if brief.hour != "day" else rgb("e8dcc2") * 0.9
    _shape(canvas, shade, glow)
    if brief.hour != "day":
        x, y = _at(canvas, 2.75, 0.3, 5.2)
        gx, gy = grid(108, 192)
        gap = np.hypot(
            (gx - x / canvas.width) * canvas.width / canvas.height, gy - y / canvas.height
        )
        canvas.light(as_floats(np.exp(-gap / 0.1) * 0.35), as_floats([1.0, 0.7, 0.4]))
    _curtains(canvas, dim)
    _plant(canvas, dim)
    _table(canvas, wood * (0.5 if night else 0.85 * dim))


def _curtains(canvas: Canvas, dim: float) -> None:
    """Folds of cloth on both sides of the window."""
    cloth = rgb(str(canvas.rng.choice(["a8503c", "4f6b7a", "7d7a4c", "8c5a6e"]))) * dim
    for start in (WINDOW[0] - 0.55, WINDOW[1] + 0.02):
        for fold in range(6):
            left = start + fold * 0.09
            tone = cloth * (0.72 + 0.4 * abs(np.sin(fold * 1.9 + start)))
            corners = [(left, -0.95, 5.9), (left + 0.1, -0.95, 5.9), (left + 0.1, 1.22, 5.9)]
            _shape(canvas, [*corners, (left, 1.22, 5.9)], as_floats(tone))
    rod = [(WINDOW[0] - 0.65, 1.2, 5.88), (WINDOW[1] + 0.66, 1.2, 5.88)]
    rod += [(WINDOW[1] + 0.66, 1.25, 5.88), (WINDOW[0] - 0.65, 1.25, 5.88)]
    _shape(canvas, rod, rgb("2b2622") * dim)


def _plant(canvas: Canvas, dim: float) -> None:
    """A pot with long leaves in the left corner."""
    x, away = -2.65, 4.6
    pot = [(x - 0.2, FLOOR, away), (x + 0.2, FLOOR, away), (x + 0.27, FLOOR + 0.45, away)]
    _shape(canvas, [*pot, (x - 0.27, FLOOR + 0.45, away)], rgb("b5653f") * dim * 0.8)
    for angle in np.linspace(-1.15, 1.15, 15) + canvas.rng.normal(0, 0.09, 15):
        reach = float(canvas.rng.uniform(0.6, 1.25))
        base = (x + 0.1 * float(np.sin(angle)), FLOOR + 0.42)
        way = np.array([np.sin(angle), np.cos(angle)]) * reach
        bend = np.array([way[1], -way[0]]) * 0.09
        middle = np.array(base) + way * 0.55
        tip = np.array(base) + way - (0, 0.22 * abs(np.sin(angle)) * reach)
        leaf = [base, tuple(middle + bend), tuple(tip), tuple(middle - bend)]
        tone = rgb("3f6b3a") * dim * float(canvas.rng.uniform(0.55, 1.05))
        _shape(canvas, [(float(px), float(py), away) for px, py in leaf], as_floats(tone))


def _table(canvas: Canvas, wood: Floats) -> None:
    """A table to the right, with a cup and books."""
    y, front, back, left, right = -0.62, 2.5, 3.4, 0.55, 2.2
    for x, away in ((left + 0.1, back - 0.1), (right - 0.1, back - 0.1), (left + 0.1, front + 0.1)):
        leg = [(x - 0.03, y, away), (x + 0.03, y, away), (x + 0.03, FLOOR, away)]
        _shape(canvas, [*leg, (x - 0.03, FLOOR, away)], wood * 0.45)
    top = [(left, y, front), (right, y, front), (right, y, back), (left, y, back)]
    _shape(canvas, top, wood)
    edge = [(left, y, front), (right, y, front), (right, y - 0.05, front), (left, y - 0.05, front)]
    _shape(canvas, edge, wood * 0.55)
    level = y
    for code, wide in (("7c3b34", 0.46), ("c7b48a", 0.42), ("35506b", 0.37)):
        book = [(1.3, level, 2.95), (1.3 + wide, level, 2.95), (1.3 + wide, level + 0.06, 2.95)]
        _shape(canvas, [*book, (1.3, level + 0.06, 2.95)], as_floats(rgb(code) * wood.max() * 1.1))
        level += 0.062
    cup = [(0.86, y, 2.9), (0.99, y, 2.9), (1.01, y + 0.14, 2.9), (0.84, y + 0.14, 2.9)]
    _shape(canvas, cup, as_floats(rgb("e9e4da") * wood.max() * 1.15))

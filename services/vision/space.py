"""Paints space: stars, a nebula, and a planet lit from one side."""

import cv2
import numpy as np

from services.vision.canvas import Canvas, field, grid, sample, step
from services.vision.palettes import mix, rgb
from services.vision.pictures import Floats, as_floats
from services.vision.sky import paint_stars

WORLDS = [
    ("1d4f86", "e6ddc8", "7cc4ff"),
    ("a8542c", "e8b27c", "ffb58a"),
    ("5b6f8c", "d7dbe6", "b9d0ff"),
    ("2d6b5a", "d9e4c4", "8fe6d0"),
]
"""Dark and light of the surface, and the colour of the air around it."""


def paint_space(canvas: Canvas) -> None:
    """Everything is far but the planet, which bulges towards us."""
    canvas.colour[:] = as_floats([0.012, 0.014, 0.03])
    _nebula(canvas)
    paint_stars(canvas, 1.0, 1700)
    dark, light, air = (rgb(c) for c in WORLDS[int(canvas.rng.integers(len(WORLDS)))])
    rock = (rgb("77757a"), rgb("cfc8bd"), rgb("444450"))
    side = float(canvas.rng.choice([0.3, 0.7]))
    _planet(canvas, (side, 0.58), 0.36, (dark, light, air))
    _planet(canvas, (1 - side + 0.06, 0.26), 0.045, rock)


def _nebula(canvas: Canvas) -> None:
    """Two clouds of glowing gas along a band."""
    rows = 270
    columns = round(rows * canvas.width / canvas.height)
    x, y = grid(rows, columns)
    tilt = float(canvas.rng.uniform(-0.5, 0.5))
    band = np.exp(-(((y - 0.45 - tilt * (x - 0.5)) / 0.26) ** 2))
    for colour in ("3b2a78", "a8446c", "1f6f9a"):
        noise = field(canvas.rng, 1.7)
        warp = sample(noise, as_floats(x * 160), as_floats(y * 160)) * 26
        gas = sample(noise, as_floats(x * 230 + warp), as_floats(y * 130 - warp + 200))
        amount = step(-0.4, 2.4, gas) * band * 0.75
        canvas.light(as_floats(amount), rgb(colour))


def _planet(
    canvas: Canvas, at: tuple[float, float], radius: float, world: tuple[Floats, Floats, Floats]
) -> None:
    """A lit sphere with weather on it, and the thin bright line of its air."""
    dark, light, air = world
    size = radius * canvas.height
    cx, cy = at[0] * canvas.width, at[1] * canvas.height
    reach = size * 1.12
    top, left = max(0, int(cy - reach)), max(0, int(cx - reach))
    bottom, right = min(canvas.height, int(cy + reach)), min(canvas.width, int(cx + reach))
    rows, columns = np.mgrid[top:bottom, left:right].astype(np.float32)
    x, y = (columns - cx) / size, (rows - cy) / size
    away = np.hypot(x, y)
    z = np.sqrt(np.clip(1 - away * away, 0, 1))
    towards = np.array([-0.72 if at[0] > 0.5 else 0.72, -0.42, 0.5])
    lit = np.clip(x * towards[0] + y * towards[1] + z * towards[2], 0, 1) ** 0.8
    # Longitude and latitude on the sphere, so that bands bend around it.
    u, v = np.arctan2(x, z + 0.05) * 80, np.arcsin(np.clip(y, -1, 1)) * 150
    swirl = sample(field(canvas.rng, 1.6), as_floats(u * 0.6), as_floats(v * 0.6)) * 12
    land = sample(field(canvas.rng, 1.5), as_floats(u + swirl), as_floats(v * 1.5 + swirl))
    surface = dark + (light - dark) * step(-0.8, 1.4, land)[..., None]
    rim = np.clip(1 - z, 0, 1) ** 2.5
    colour = surface * lit[..., None] + (rim * (0.15 + lit))[..., None] * air * 0.9 + 0.006
    cover = as_floats(np.clip((1 - away) * size + 0.5, 0, 1))
    near = as_floats(0.2 + radius + 0.18 * z * radius / 0.36)
    halo = np.exp(-np.clip(away - 1, 0, 1) * 26) * np.clip(
        x * towards[0] + y * towards[1] + 0.25, 0, 1
    )
    canvas.colour[top:bottom, left:right] += as_floats(halo * 0.5)[..., None] * mix(air, light, 0.2)
    canvas.lay(cover, as_floats(colour), near, top, left)
    if radius > 0.2:
        held = canvas.near[top:bottom, left:right]
        held[:] = cv2.dilate(held, np.ones((3, 3), np.uint8))

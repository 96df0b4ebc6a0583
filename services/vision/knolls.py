"""Paints land that carries something: a cape in the sea, a hill, an islet."""

import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, step
from services.vision.pictures import as_floats
from services.vision.ridges import behind_air, dress
from services.vision.terrain import bumps, ground, paint_relief, place, shine


def paint_cape(
    canvas: Canvas, brief: Brief, horizon: float, edge: float, side: float
) -> tuple[float, float, float]:
    """A cliffed cape that comes in from an edge (-1 left, 1 right); see `place` for what is
    returned: the spot near its tip."""
    relief = ground(canvas, 2.0, 4.6, rows=300)
    aspect = canvas.width / canvas.height
    rough = bumps(canvas, relief, 0.7, octaves=6, sharp=True)
    soft = bumps(canvas, relief, 1.4, octaves=4, sharp=False)
    tip = 3.1 * aspect * float(canvas.rng.uniform(0.08, 0.15))
    inland = relief.x * edge - tip + 0.9 * (rough - 0.5)
    across = 0.85 - np.abs(relief.z - 3.1) + 0.5 * (rough - 0.5)
    shore = np.minimum(inland, across)
    cliff = step(0.0, 0.3, as_floats(shore))
    top = 0.36 + 0.12 * soft + 0.1 * step(0.2, 2.2, as_floats(inland))
    rocks = 0.14 * step(-0.32, 0.0, as_floats(shore)) * rough * (1 - cliff)
    land = cliff * top * (0.85 + 0.22 * rough) + rocks - 0.015
    spot = (edge * (tip + min(0.62, 0.42 * aspect)), 3.0)
    # What is built stands on level ground, wherever chance has put the cliffs.
    away = np.hypot(relief.x - spot[0], relief.z - spot[1])
    level = step(0.5, 0.2, as_floats(away))
    relief.high[:] = as_floats(land + (np.maximum(0.42, 0.8 * land) - land) * level)
    light = shine(relief, side, brief.hour in ("dawn", "sunset"))
    colours = behind_air(canvas, brief, relief, dress(canvas, brief, relief, light, woods=False))
    paint_relief(canvas, relief, horizon, colours, near=(0.2, 0.1))
    return place(canvas, relief, horizon, spot)


def paint_hill(
    canvas: Canvas, brief: Brief, horizon: float, x: float, *, rise: float, side: float
) -> tuple[float, float, float]:
    """A steep wooded hill whose top is at a share x of the width and so high over the horizon;
    returns where its top is seen."""
    relief = ground(canvas, 2.2, 5.4, rows=260)
    z = 3.6
    at = (x - 0.5) * canvas.width / canvas.height * z
    away = np.hypot((relief.x - at) / 1.75, (relief.z - z) / 1.05)
    rough = bumps(canvas, relief, 0.9, octaves=6, sharp=True)
    soft = bumps(canvas, relief, 2.2, octaves=3, sharp=False)
    dome = np.exp(-(away**2) * 1.5)
    level = step(0.42, 0.12, as_floats(away))  # built ground is level
    low = 0.16 * soft * step(2.2, 3.2, relief.z)
    bumpy = dome * (0.62 + 0.55 * rough)
    relief.high[:] = as_floats(
        rise * z * (bumpy + (0.98 - bumpy) * level) + low * (1 - dome) - 0.01
    )
    light = shine(relief, side, brief.hour in ("dawn", "sunset"))
    colours = behind_air(canvas, brief, relief, dress(canvas, brief, relief, light))
    paint_relief(canvas, relief, horizon, colours, near=(0.24, 0.12))
    return place(canvas, relief, horizon, (at, z - 0.1))

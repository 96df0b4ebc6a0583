"""Paints a storm's sky: heavy clouds without a gap, lit from below by a rift at the horizon."""

import cv2
import numpy as np

from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, grid, sample, step
from services.vision.palettes import mix
from services.vision.pictures import Floats, as_floats


def paint_storm(canvas: Canvas, brief: Brief, horizon: float) -> None:
    """Billows on a low ceiling, a shelf of cloud, and rain that hangs from it."""
    rows = 300
    columns = round(rows * canvas.width / canvas.height)
    x, y = grid(rows, columns)
    above = as_floats(np.clip((horizon - y) / horizon, 0, 1))
    aside = as_floats((x - 0.5) * canvas.width / canvas.height)
    billows = _billows(canvas, aside, above)
    palette = brief.palette
    rift_x = float(canvas.rng.uniform(0.25, 0.75))
    # The rift glows where it is and lights the bellies of the clouds near it.
    reach = np.exp(-(((x - rift_x) / 0.42) ** 2))
    glow = np.exp(-above / 0.32) * (0.35 + 0.65 * reach)
    dark, pale = palette.zenith * 0.62, mix(palette.middle, palette.horizon, 0.6)
    level = np.clip(0.16 + 0.42 * billows + 0.75 * glow * (0.45 + 0.55 * billows), 0, 1.1)
    colour = as_floats(dark + (pale - dark) * as_floats(level)[..., None])
    rift = step(0.2, 0.02, as_floats(above + 0.07 * (billows - 0.5))) * (0.3 + 0.7 * reach)
    colour += (palette.horizon * 1.12 - colour) * as_floats(rift * 0.85)[..., None]
    veil = _rain(canvas, x, above)
    colour += (mix(palette.middle, palette.horizon, 0.3) - colour) * veil[..., None]
    end = min(canvas.height, int(horizon * canvas.height) + 1)
    full = as_floats(
        cv2.resize(colour, (canvas.width, canvas.height), interpolation=cv2.INTER_CUBIC)
    )
    canvas.colour[:end] = full[:end]


def _billows(canvas: Canvas, aside: Floats, above: Floats) -> Floats:
    """Rounded, shaded lumps, 0 to 1, smaller towards the horizon."""
    far = 1 / (0.2 + above)
    noise, swirl = field(canvas.rng, 1.5), field(canvas.rng, 1.9)
    u, v = as_floats(aside * 95 * (0.35 + 0.3 * far)), as_floats(far * 46)
    bend_u, bend_v = sample(swirl, u, v) * 9, sample(swirl, as_floats(u + 200), v) * 9
    u, v = as_floats(u + bend_u), as_floats(v + bend_v)
    lumps = sample(noise, u, v)
    # The same lumps looked at a little higher: the difference is their modelling from below.
    shade = lumps - sample(noise, u, as_floats(v + 4.0))
    return as_floats(np.clip(0.5 + 0.2 * lumps - 0.42 * shade, 0, 1))


def _rain(canvas: Canvas, x: Floats, above: Floats) -> Floats:
    """Shafts of rain far off: slanted, soft, from the clouds to the horizon."""
    total = np.zeros_like(x)
    for _ in range(3):
        centre, wide = canvas.rng.uniform(0, 1), canvas.rng.uniform(0.05, 0.13)
        slant = float(canvas.rng.uniform(-0.25, 0.25))
        total += np.exp(-(((x - centre + slant * above) / wide) ** 2))
    return as_floats(np.clip(total, 0, 1) * 0.45 * step(0.5, 0.15, above))

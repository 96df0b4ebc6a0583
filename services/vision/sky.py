"""Paints skies: air, sun, moon, stars and clouds. All of it is infinitely far."""

import cv2
import numpy as np

from reelmesh.v1.vision_pb2 import RegionKind
from services.vision.brief import Brief
from services.vision.canvas import Canvas, field, grid, sample, step
from services.vision.palettes import Palette, mix
from services.vision.pictures import Floats, as_floats
from services.vision.storm import paint_storm


def paint_sky(canvas: Canvas, brief: Brief, horizon: float) -> tuple[float, float]:
    """Fill the canvas with sky down to the horizon (share of the height) and below.

    Returns where the sun or moon stands: x and y as shares of width and height.
    """
    _air(canvas, brief.palette, horizon)
    x = float(canvas.rng.uniform(0.28, 0.72))
    low = brief.hour in ("dawn", "sunset")
    y = horizon - (0.07 if low else 0.62) * horizon
    if brief.stars:
        paint_stars(canvas, horizon, int(900 * (1.0 - 0.5 * brief.clouds)))
    if brief.moon:
        y = horizon * float(canvas.rng.uniform(0.25, 0.4))
        _moon(canvas, x, y)
    elif brief.sun:
        _sun(canvas, brief, x, y)
    if brief.storm:
        paint_storm(canvas, brief, horizon)
    else:
        _clouds(canvas, brief, horizon, (x, y))
    return x, y


def _air(canvas: Canvas, palette: Palette, horizon: float) -> None:
    """The gradient from zenith to horizon; below it the horizon's colour goes on."""
    y = np.clip((np.arange(canvas.height) + 0.5) / canvas.height / horizon, 0, 1)
    stops = [0.0, 0.62, 1.0]
    colours = np.array([palette.zenith, palette.middle, palette.horizon])
    # A gentle curve through the stops, or the middle one shows as a band.
    t = y**1.25
    rows = np.stack([np.interp(t, stops, colours[:, c]) for c in range(3)], axis=1)
    blur = max(3, canvas.height // 8) | 1
    padded = cv2.copyMakeBorder(rows.astype(np.float32), blur, blur, 0, 0, cv2.BORDER_REPLICATE)
    smooth = cv2.blur(as_floats(padded), (1, blur))[blur:-blur]
    canvas.colour[:] = as_floats(smooth).reshape(-1, 1, 3)
    canvas.near[:] = 0
    canvas.mark(RegionKind.REGION_KIND_SKY, np.ones_like(canvas.near))


def _sun(canvas: Canvas, brief: Brief, x: float, y: float) -> None:
    """A disc, its corona, and the light it spreads through the air."""
    away = _distance(canvas, x, y, 216)
    low = brief.hour in ("dawn", "sunset")
    veil = 1 - 0.6 * brief.fog
    canvas.light(as_floats(np.exp(-away * (3.2 if low else 5.5)) * 0.34 * veil), brief.palette.sun)
    canvas.light(as_floats(np.exp(-((away / 0.09) ** 1.2)) * 0.5 * veil), brief.palette.sun)
    radius = 0.042 if low else 0.03
    disc(canvas, (x, y), radius, mix(brief.palette.sun, as_floats([1.6, 1.5, 1.3]), 0.6))


def _moon(canvas: Canvas, x: float, y: float) -> None:
    """A full moon with its seas, and a halo."""
    away = _distance(canvas, x, y, 216)
    canvas.light(as_floats(np.exp(-away * 6) * 0.22), as_floats([0.55, 0.68, 1.0]))
    canvas.light(as_floats(np.exp(-((away / 0.085) ** 1.4)) * 0.3), as_floats([0.75, 0.83, 1.0]))
    seas = field(canvas.rng, 1.6)
    disc(canvas, (x, y), 0.043, as_floats([1.02, 1.01, 0.95]), seas)


def disc(
    canvas: Canvas,
    at: tuple[float, float],
    radius: float,
    colour: Floats,
    texture: Floats | None = None,
) -> None:
    """A round light of a radius in shares of the height, with darker patches by the texture."""
    size = radius * canvas.height
    cx, cy = at[0] * canvas.width, at[1] * canvas.height
    top, left = max(0, int(cy - size) - 2), max(0, int(cx - size) - 2)
    bottom, right = min(canvas.height, int(cy + size) + 3), min(canvas.width, int(cx + size) + 3)
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    cover = as_floats(np.clip(size - np.hypot(x - cx, y - cy) + 0.5, 0, 1))
    shade = np.ones_like(cover)
    if texture is not None:
        patches = sample(texture, as_floats((x - cx) / size * 55), as_floats((y - cy) / size * 55))
        shade = 1 - 0.2 * step(0.0, 1.2, patches)
    canvas.lay(cover, as_floats(shade[..., None] * colour), 0.0, top, left)


def _distance(canvas: Canvas, x: float, y: float, rows: int) -> Floats:
    """Distance from a point in heights, as a small map over the canvas."""
    columns = round(rows * canvas.width / canvas.height)
    gx, gy = grid(rows, columns)
    return as_floats(np.hypot((gx - x) * canvas.width / canvas.height, gy - y))


def paint_stars(canvas: Canvas, horizon: float, count: int) -> None:
    """Stars by the steep law of magnitudes, coloured a little, thinner towards the horizon."""
    rng, height, width = canvas.rng, canvas.height, canvas.width
    x = rng.integers(1, width - 1, count)
    y = (rng.random(count) ** 1.25 * height * horizon * 0.97).astype(int)
    light = np.minimum(rng.pareto(1.6, count) * 0.13 + 0.05, 1.3).astype(np.float32)
    light *= (1 - y / (height * horizon)).astype(np.float32) ** 0.4
    tint = rng.normal(0, 0.07, count).astype(np.float32)
    points = np.zeros((min(height, int(height * horizon) + 2), width, 3), np.float32)
    colours = np.stack([light * (1 + tint), light, light * (1 - tint)], axis=1)
    np.maximum.at(points, (np.minimum(y, points.shape[0] - 1), x), colours)
    # Points of one pixel would twinkle as the camera moves: give each a small body.
    scale = height / 864
    body = cv2.GaussianBlur(points, (0, 0), 0.75 * scale) * (4.2 * scale * scale)
    canvas.colour[: points.shape[0]] += as_floats(body)


def _clouds(canvas: Canvas, brief: Brief, horizon: float, sun: tuple[float, float]) -> None:
    """Clouds on a ceiling in perspective, lit from the sun's side."""
    rows = 360
    columns = round(rows * canvas.width / canvas.height)
    x, y = grid(rows, columns)
    above = np.maximum(horizon - y, 0) / horizon
    far = 1 / (0.16 + above)  # the ceiling runs away towards the horizon
    noise = field(canvas.rng, 1.75)
    size = 1.8 if brief.clouds > 0.8 else 1.0  # a closed sky is made of smaller, closer lumps
    u = as_floats(((x - 0.5) * 150 * far * (0.55 + 0.45 / far) + 90) * size)
    v = as_floats(far * 52 * size)
    density = sample(noise, u, v)
    towards = sample(noise, as_floats(u + (sun[0] - x) * 9), as_floats(v - 3.0))
    threshold = 1.5 - 2.7 * brief.clouds
    cover = step(threshold, threshold + 1.3, density) * step(0.0, 0.14, as_floats(above))
    cover *= 0.9 if brief.clouds > 0.55 else 0.8
    lit = step(-0.25, 0.45, as_floats(density - towards))
    palette = brief.palette
    warm = brief.hour in ("dawn", "sunset")
    shadow = mix(palette.middle, palette.far, 0.55) * (0.92 if warm else 0.97)
    light = mix(palette.horizon, palette.sun, 0.5) * (1.05 if brief.hour != "night" else 0.55)
    shade = as_floats(shadow + (light - shadow) * lit[..., None])
    glow = np.exp(-np.hypot((x - sun[0]) * 1.4, y - sun[1]) * 4.0)
    if brief.sun or brief.moon:
        shade += as_floats(glow[..., None] * palette.sun * (0.35 if brief.sun else 0.18))
    # No hard end at the horizon: far clouds sink into the haze.
    shade += (palette.horizon - shade) * step(0.65, 1.0, as_floats(1 - above))[..., None] * 0.8
    whole = (canvas.width, canvas.height)
    full = as_floats(np.clip(cv2.resize(cover, whole, interpolation=cv2.INTER_CUBIC), 0, 1))
    colours = as_floats(cv2.resize(shade, whole, interpolation=cv2.INTER_LINEAR))
    end = min(canvas.height, int(horizon * canvas.height) + 1)
    view = canvas.colour[:end]
    view += (colours[:end] - view) * full[:end, :, None]

"""Paints open country: ranges and hills behind, and water, sand, grass or snow in front."""

from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.dunes import paint_dunes
from services.vision.fields import paint_meadow
from services.vision.ridges import paint_hills, paint_mountains
from services.vision.sky import paint_sky
from services.vision.skyline import paint_skyline
from services.vision.terrain import sun_side
from services.vision.things import paint_close, paint_far
from services.vision.water import paint_beach, paint_water
from services.vision.woodland import paint_slopes, paint_snow, paint_tree_line


def paint_land(canvas: Canvas, brief: Brief) -> None:
    """Sky, backdrop, ground, from far to near."""
    horizon = {"water": 0.6, "beach": 0.5, "field": 0.6, "dunes": 0.5, "snow": 0.6}.get(
        brief.ground, 0.72
    )
    sun = paint_sky(canvas, brief, horizon)
    side = sun_side(canvas, brief, sun)
    backdrops = {"mountains": paint_mountains, "hills": paint_hills, "trees": paint_tree_line}
    if brief.backdrop == "city":
        paint_skyline(canvas, brief, horizon)
    elif brief.backdrop in backdrops:
        backdrops[brief.backdrop](canvas, brief, horizon, side)
    paint_far(canvas, brief, horizon, side)
    grounds = {"field": paint_meadow, "snow": paint_snow, "dunes": paint_dunes}
    if brief.ground in ("water", "beach"):
        paint_water(canvas, brief, horizon, sun)
        if brief.ground == "beach":
            paint_beach(canvas, brief)
    elif brief.ground in grounds:
        grounds[brief.ground](canvas, brief, horizon, side)
    else:
        paint_slopes(canvas, brief, horizon, side)
    paint_close(canvas, brief, horizon, side)

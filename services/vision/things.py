"""Sets what is built into a landscape: what stands far off, and what is close."""

from services.vision.boats import paint_boat
from services.vision.bridges import paint_bridge
from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.cottages import cottage, village
from services.vision.fire import paint_campfire
from services.vision.knolls import paint_cape, paint_hill
from services.vision.lanterns import sky_lanterns
from services.vision.shadows import shadow
from services.vision.sketch import Sketch
from services.vision.towers import castle, lighthouse, pagoda, paint_of, windmill


def paint_far(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """What stands at or beyond the ground's far edge, before the ground is painted."""
    narrow = min(1.0, 0.32 + 0.4 * canvas.width / canvas.height)
    free = [-1.0, 1.0]
    canvas.rng.shuffle(free)
    if "castle" in brief.things or "temple" in brief.things:
        edge = free.pop()
        x = 0.5 + edge * float(canvas.rng.uniform(0.08, 0.2))
        rise = 0.17 if "castle" in brief.things else 0.15
        at = paint_hill(canvas, brief, horizon, x, rise=rise * narrow, side=side)
        size = (0.29 if "castle" in brief.things else 0.36) * narrow
        sketch = Sketch(canvas, at[:2], size, 0.15, side)
        draw = castle if "castle" in brief.things else pagoda
        draw(sketch, paint_of(brief, 0.16))
    if "lighthouse" in brief.things:
        edge = free.pop()
        at = paint_cape(canvas, brief, horizon, edge, side)
        sketch = Sketch(canvas, (at[0], at[1] + 0.012), 0.36 * narrow, 0.15, side)
        lighthouse(sketch, paint_of(brief, 0.06))
    if brief.ground in ("water", "beach") and brief.things & {"cottage", "village", "windmill"}:
        edge = free.pop() if free else 1.0
        x = 0.5 + edge * float(canvas.rng.uniform(0.2, 0.28))
        at = paint_hill(canvas, brief, horizon, x, rise=0.03, side=side)
        if "village" in brief.things:
            village(canvas, brief, (at[0], at[1] + 0.012), 0.05, side=side, near=0.15)
        elif "windmill" in brief.things:
            windmill(Sketch(canvas, at[:2], 0.24 * narrow, 0.15, side), paint_of(brief, 0.12))
        else:
            cottage(Sketch(canvas, at[:2], 0.09, 0.15, side), paint_of(brief, 0.1), brief.snow)
    if brief.lanterns:
        sky_lanterns(canvas, horizon)


def paint_close(canvas: Canvas, brief: Brief, horizon: float, side: float) -> None:
    """What stands on the ground itself, far ones first."""
    dry = brief.ground not in ("water", "beach", "dunes")
    rows = 1 - horizon
    narrow = min(1.0, 0.32 + 0.4 * canvas.width / canvas.height)
    edge = float(canvas.rng.choice([-1, 1]))
    x = 0.5 + edge * float(canvas.rng.uniform(0.12, 0.2))
    if dry and "village" in brief.things:
        foot = horizon + 0.12 * rows
        village(canvas, brief, (x, foot), 0.1 * narrow, side=side, near=0.2)
    if dry and "windmill" in brief.things:
        foot = (1 - x, horizon + 0.12 * rows)
        shadow(canvas, foot, 0.12, side if brief.sun else 0)
        windmill(Sketch(canvas, foot, 0.46 * narrow, 0.22, side), paint_of(brief, 0.06))
    if dry and "cottage" in brief.things:
        foot = (x, horizon + 0.26 * rows)
        shadow(canvas, foot, 0.22 * narrow, side if brief.sun or brief.moon else 0)
        cottage(Sketch(canvas, foot, 0.19 * narrow, 0.3, side), paint_of(brief, 0.03), brief.snow)
    wet = brief.ground in ("water", "beach")
    if wet and "bridge" in brief.things:
        half = 0.42 * canvas.width / canvas.height
        rise = min(0.2, 0.5 * half)
        paint_bridge(
            canvas, brief, horizon + 0.16 * rows, half=half, rise=rise, near=0.25, side=side
        )
    if wet and "boat" in brief.things:
        paint_boat(canvas, brief, horizon, side)
    if "campfire" in brief.things:
        paint_campfire(canvas, brief, (0.5 - 0.12 * edge, 0.86), 0.2)

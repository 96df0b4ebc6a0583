"""Draws a cottage and a village of them; a house's ridge is at y 1."""

from services.vision.brief import Brief
from services.vision.canvas import Canvas
from services.vision.sketch import Point, Sketch
from services.vision.towers import LAMP, Paint, paint_of

ROOFS, WALLS = ("8c4f3a", "6e5a48", "75483a", "5f5a5c"), ("e9e0cf", "dccdb0", "cfc4b4", "e4d6c2")


def cottage(sketch: Sketch, paint: Paint, snow: bool, plain: bool = False) -> None:
    """A long front and a gable turned to one side, with chimney, door and windows."""
    rng, side = sketch.canvas.rng, sketch.side
    wall, roof = str(rng.choice(WALLS)), str(rng.choice(ROOFS))
    roof = "eef2f6" if snow else roof

    def turned(points: list[Point]) -> list[Point]:
        """The gable looks towards the light."""
        return [(x * side, y) for x, y in points]

    chimney = turned([(-0.3, 0.8), (-0.17, 0.8), (-0.17, 1.2), (-0.3, 1.2)])
    sketch.shape(chimney, paint("8f6a58"), round_=0.5)
    sketch.shape(
        turned([(-0.32, 1.2), (-0.15, 1.2), (-0.15, 1.24), (-0.32, 1.24)]), paint(roof, 0.8)
    )
    front = turned([(-0.85, -0.03), (0.35, -0.03), (0.35, 0.52), (-0.85, 0.52)])
    sketch.shape(front, paint(wall, 0.72), low=paint(wall, 0.6))
    gable = turned([(0.35, -0.03), (0.95, -0.01), (0.95, 0.5), (0.65, 0.97), (0.35, 0.52)])
    sketch.shape(gable, paint(wall, 1.02), low=paint(wall, 0.88))
    sketch.shape(
        turned([(-0.85, -0.03), (0.95, -0.03), (0.95, 0.05), (-0.85, 0.05)]), paint("8a8378", 0.8)
    )
    slope = turned([(-0.93, 0.46), (0.36, 0.46), (0.66, 1.01), (-0.7, 1.0)])
    sketch.shape(slope, paint(roof, 0.95), low=paint(roof, 0.74))
    for y in () if plain or snow else (0.57, 0.68, 0.79, 0.9):
        share = (y - 0.46) / 0.54
        ends = turned([(-0.93 + 0.23 * share, y), (0.36 + 0.3 * share, y)])
        sketch.line(ends, 0.012, paint(roof, 0.72))
    barge = turned(
        [(0.33, 0.47), (0.66, 1.02), (0.99, 0.45), (0.94, 0.43), (0.655, 0.93), (0.39, 0.45)]
    )
    sketch.shape(barge, paint(roof, 0.6))
    for x in (-0.66, 0.06):
        _window(sketch, paint, x * side, 0.2, 0.17)
    _window(sketch, paint, 0.65 * side, 0.2, 0.15)
    if not plain:
        _window(sketch, paint, 0.655 * side, 0.6, 0.11)
    door = turned([(-0.36, -0.03), (-0.18, -0.03), (-0.18, 0.34), (-0.36, 0.34)])
    sketch.shape(door, paint("6a4630"))
    if paint.lit:
        sketch.glow((0, 0.25), 1.5, LAMP, 0.2)


def _window(sketch: Sketch, paint: Paint, x: float, y: float, wide: float) -> None:
    half = wide / 2
    sketch.box(x - half - 0.02, y - 0.02, x + half + 0.02, y + 0.2, paint("f4efe6", 0.9))
    sketch.box(x - half, y, x + half, y + 0.18, LAMP * 1.35 if paint.lit else paint("4a5b66"))
    sketch.box(x - 0.008, y, x + 0.008, y + 0.18, paint("f4efe6", 0.7))
    sketch.box(x - half, y + 0.085, x + half, y + 0.1, paint("f4efe6", 0.7))


def village(
    canvas: Canvas,
    brief: Brief,
    foot: tuple[float, float],
    size: float,
    *,
    side: float,
    near: float,
) -> None:
    """A handful of houses around a church, far ones first."""
    rng, narrow = canvas.rng, canvas.height / canvas.width
    spots = [
        (-2.1, 0.55),
        (1.5, 0.75),
        (-0.3, 0.9),
        (0.55, 0.4),
        (-1.2, 0.15),
        (2.6, 0.35),
        (1.5, -0.25),
        (-2.6, -0.2),
    ]
    for index, (x, y) in enumerate(sorted(spots, key=lambda spot: -spot[1])):
        scale = size * (1 - 0.42 * y) * float(rng.uniform(0.85, 1.15))
        at = (foot[0] + (x + 0.3 * float(rng.random())) * size * narrow, foot[1] - 0.62 * y * size)
        house = Sketch(canvas, at, scale, near, side)
        if index == 0:
            church(house, paint_of(brief, 0.2))
        else:
            cottage(house, paint_of(brief, 0.1 + 0.14 * y), brief.snow, plain=True)


def church(sketch: Sketch, paint: Paint) -> None:
    """A nave with a pointed steeple."""
    sketch.box(-0.1, 0, 0.75, 0.55, paint("e4dcd0", 0.8))
    sketch.shape([(-0.14, 0.52), (0.8, 0.52), (0.68, 0.95), (-0.05, 0.95)], paint("6a4a44", 0.9))
    sketch.shape([(-0.38, 0), (-0.06, 0), (-0.06, 1.3), (-0.38, 1.3)], paint("efe8dc"), round_=0.5)
    sketch.shape([(-0.42, 1.28), (-0.02, 1.28), (-0.22, 2.1)], paint("57505a"), round_=0.5)
    sketch.box(-0.26, 0.95, -0.18, 1.15, LAMP if paint.lit else paint("48444a"))

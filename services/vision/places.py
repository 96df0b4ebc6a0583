"""Which kinds of place the painter paints, what leads to each, and what it has room for.

One table for the painter and for whoever asks beforehand: the engine declares it.
"""

from collections.abc import Sequence

from reelmesh.v1.engine_pb2 import PaintedChoice, PaintedPlace

WATER = ("sea", "lake", "river", "beach")
WIDE = (*WATER, "forest", "field", "mountain", "hills", "desert", "castle")
"""What makes a landscape of a scene."""
HOUSES = ("village", "windmill", "cottage")
BUILT = ("lighthouse", "boat", "bridge", "castle", "temple", *HOUSES)
CAMPFIRE, LANTERN, CROSSING = ("campfire",), ("lantern",), (("bridge",), ("boat",))
# One hill is built on.
KNOLLS = (("lighthouse",), CAMPFIRE, ("castle", "temple"), LANTERN)


def _place(
    name: str,
    named_by: Sequence[str] = (),
    room_for: Sequence[Sequence[str]] = (),
    *,
    unless: Sequence[str] = (),
    before: Sequence[str] = (),
) -> PaintedPlace:
    return PaintedPlace(
        name=name,
        named_by=named_by,
        unless=unless,
        before=before,
        room_for=[PaintedChoice(things=things) for things in room_for],
    )


_SHORE = (*KNOLLS, *CROSSING, HOUSES)  # one house stands at a shore
PLACES: tuple[PaintedPlace, ...] = (
    _place("spaceship bridge", ["cockpit"]),
    _place("town", ["town"], [*CROSSING, LANTERN]),
    _place("town", ["lantern"], [*CROSSING, LANTERN], unless=(*WIDE, "room")),
    _place("street", ["road"], unless=(*WIDE, "path", "snow", "autumn", *HOUSES)),
    _place("outer space", ["space"], before=("room", "street", *WIDE)),
    _place("room", ["room"], before=("space", "street", *WIDE)),
    _place("street", ["street"]),
    _place("shore", ["lighthouse", *WATER, "city"], _SHORE),
    _place("shore", ["boat", "bridge"], _SHORE, unless=("desert", "field", "snow", "street")),
    _place("desert", ["desert"], KNOLLS),
    _place(
        "forest",
        ["forest", "campfire"],
        [CAMPFIRE, LANTERN],
        unless=("mountain", "hills", "field", "snow", *BUILT),
    ),
    _place("land", [], [*KNOLLS, *((house,) for house in HOUSES)]),
)
THINGS = frozenset(thing for place in PLACES for one in place.room_for for thing in one.things)
"""What can be set into one place or another."""


def place_of(named: Sequence[str]) -> PaintedPlace:
    """The place that is painted for tags in the order in which they are named."""
    return next(place for place in PLACES if _fits(place, named))


def _fits(place: PaintedPlace, named: Sequence[str]) -> bool:
    first = next((at for at, tag in enumerate(named) if tag in place.named_by), None)
    if place.named_by and first is None:
        return False
    earlier = named[:first]
    return not any(tag in place.unless for tag in named) and not any(
        tag in place.before for tag in earlier
    )


def held(place: PaintedPlace, named: Sequence[str]) -> frozenset[str]:
    """Those of the named things that the place has room for."""
    chosen = (next((t for t in one.things if t in named), "") for one in place.room_for)
    return frozenset(filter(None, chosen))

"""Tells which things the painted place has no room for, by the places that the painting engine
declares. It paints by its own words; these are read as it would read them."""

import re
from collections.abc import Iterable, Sequence

from gateway.prompt import world
from gateway.prompt.found import Found
from reelmesh.v1.clip_service_pb2 import Understanding
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.engine_pb2 import PaintedPlace
from reelmesh.v1.spec_pb2 import Shot

TAGS = {
    "mountains": "mountain",
    "lanterns": "lantern",
    "old town": "town",
    "spaceship bridge": "cockpit",
    "flowers": "flower",
    "winter": "snow",
    "light snow": "snow",
    "heavy snow": "snow",
    "neon": "street",
    "spacecraft": "space",
}
"""Tags of the painter for what is understood, where they are called otherwise."""
_WATERS = {
    "lake": re.compile(r"\b(?:lake|pond|lagoon)|湖|池塘", re.I),
    "river": re.compile(r"\b(?:river|stream|brook|creek)|河|江|溪", re.I),
    "sea": re.compile(r"\b(?:sea|ocean|surf|tide)|海", re.I),
}
_ROAD = re.compile(r"\b(?:road|lane|highway)|公路|道路", re.I)
_ASTRONAUT = re.compile("astronaut|宇航员|航天员", re.I)
HEARD = "heard; "


def missing(scene: str, places: Sequence[PaintedPlace]) -> tuple[str, list[str]]:
    """The place that is painted for a scene, and what the scene names and it has no room for, as
    the values of what is understood. Nothing where the engine declares no places."""
    found = [one for one in world.find(scene, True) if not one.negated]
    named = {tag: one.value for one in found for tag in _tags(one, scene)}
    order = list(named)
    place = next((one for one in places if _fits(one, order)), None)
    if place is None:
        return "", []
    known = {thing for one in places for group in one.room_for for thing in group.things}
    room = {next((t for t in group.things if t in named), "") for group in place.room_for}
    return place.name, [named[tag] for tag in order if tag in known - room]


def _tags(one: Found, scene: str) -> Iterable[str]:
    words = scene[one.start : one.end]
    if one.kind == Kind.UNDERSTOOD_KIND_MOTION:
        return [tag for tag, known in _WATERS.items() if known.search(words)]
    if one.value == "street" and _ROAD.search(words):
        return ["road"]
    if one.value == "space" and _ASTRONAUT.fullmatch(words):
        return []
    return [TAGS.get(one.value, one.value), *(["snow"] if "雪" in words else [])]


def _fits(place: PaintedPlace, named: list[str]) -> bool:
    """As PaintedPlace says."""
    first = next((at for at, tag in enumerate(named) if tag in place.named_by), None)
    if place.named_by and first is None:
        return False
    return not any(tag in place.unless for tag in named) and not any(
        tag in place.before for tag in named[:first]
    )


def tell(told: Understanding, shots: Sequence[Shot], places: Sequence[PaintedPlace]) -> None:
    """Say of what was understood in which shots no room is for it. shots are as they would be
    made: with a scene, and with an image where they are not painted."""
    without: dict[str, dict[int, str]] = {}
    painted = [n for n, shot in enumerate(shots, 1) if not shot.HasField("image")]
    for number in painted:
        place, values = missing(shots[number - 1].scene, places)
        for value in values:
            without.setdefault(value, {})[number] = place
    for value, gone in without.items():
        _mark(told, value, gone, painted)


def _mark(told: Understanding, value: str, gone: dict[int, str], painted: list[int]) -> None:
    """Note at the thing itself, or among the notes where it is not listed."""
    for number, place in gone.items():
        note = f"the painted {place} has no room for it"
        items = [
            one
            for one in told.items
            if one.kind == Kind.UNDERSTOOD_KIND_SCENE
            and one.value == value
            and one.shot in (0, number)
        ]
        for one in items:
            heard = value in world.scenery.HEARD_SCENE
            everywhere = one.shot == number or all(shot in gone for shot in painted)
            where = "" if everywhere else f" in shot {number}"
            one.note = f"{HEARD if heard else ''}{note}{where}"
            one.used = heard or not everywhere
        if not items:
            told.notes.append(f"Shot {number}: the painted {place} has no room for: {value}.")

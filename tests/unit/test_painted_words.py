"""What the gateway says will be seen in a painted picture, the painter knows to paint, and what it
cannot paint is told."""

import itertools

import numpy as np
import pytest

from gateway.direct import direct
from gateway.prompt import room, scenery, world
from reelmesh.v1.clip_service_pb2 import Understanding, Understood
from reelmesh.v1.engine_pb2 import PaintedPlace
from reelmesh.v1.spec_pb2 import Spec
from services.vision.brief import brief
from services.vision.places import PLACES
from services.vision.words import LEXICON

SHOWN = [
    ("lighthouse", "a lighthouse", "灯塔", "lighthouse"),
    ("campfire", "a campfire", "篝火", "campfire"),
    ("castle", "a castle", "城堡", "castle"),
    ("temple", "an old pagoda", "古寺", "temple"),
    ("windmill", "a windmill", "风车", "windmill"),
    ("cottage", "a wooden cabin", "小木屋", "cottage"),
    ("village", "a village", "村庄", "village"),
    ("bridge", "a stone bridge", "石桥", "bridge"),
    ("boat", "a fishing boat", "渔船", "boat"),
    ("path", "a winding path", "小径", "path"),
    ("old town", "an old town", "古镇", "town"),
    ("lanterns", "paper lanterns", "灯笼", "lantern"),
    ("spaceship bridge", "the bridge of a spaceship", "飞船驾驶舱", "space"),
]


@pytest.mark.parametrize(("value", "english", "chinese", "tag"), SHOWN)
def test_what_is_said_to_be_painted_is_known_to_the_painter(
    value: str, english: str, chinese: str, tag: str
) -> None:
    for text in (english, chinese):
        found = [one for one in world.find(text, True) if one.value == value]
        assert found and found[0].used and not found[0].note
        assert tag in brief(text, np.random.default_rng(1)).tags


def test_everything_told_as_painted_has_its_row_here() -> None:
    places = set("beach mountains hills forest field desert city street room space".split())
    places |= set("autumn winter sky flowers".split())
    assert {row[0] for row in SHOWN} == set(scenery.PAINTED_SCENE) - places


def test_a_spaceship_from_outside_is_heard_and_told_not_to_be_seen() -> None:
    for text in ("A spaceship flies past a planet", "飞船掠过行星"):
        found = {one.value: one for one in world.find(text, True)}
        assert found["spacecraft"].note == "heard, not painted"
        assert not found["space"].note


def test_a_bridge_of_a_spaceship_is_no_bridge_over_water() -> None:
    values = {one.value for one in world.find("on the bridge of the starship", True)}
    assert "bridge" not in values and "spacecraft" not in values
    assert brief("on the bridge of the starship", np.random.default_rng(1)).place == "cockpit"


@pytest.mark.parametrize(
    ("text", "place", "ground"),
    [
        ("a lighthouse", "land", "water"),
        ("a boat", "land", "water"),
        ("a campfire by the lake", "land", "beach"),
        ("a campfire", "forest", ""),
        ("a road in autumn", "land", "field"),
        ("a road at night", "street", ""),
        ("lanterns", "town", ""),
        ("lanterns over the sea", "land", "water"),
        ("a castle", "land", "field"),
        ("a temple", "land", "slopes"),
        ("a temple in the snow", "land", "snow"),
    ],
)
def test_a_thing_brings_its_place_where_the_words_name_none(
    text: str, place: str, ground: str
) -> None:
    made = brief(text, np.random.default_rng(1))
    assert (made.place, made.ground) == (place, ground)


TWO_WORDS = {"houses", "light-house", "farm-house", "wind-mill", "冰", "山村"}
"""Words in which one side sees a second word."""
THINGS = [value for value, *_ in SHOWN if value not in ("path", "old town", "spaceship bridge")]


def test_the_plan_and_the_painter_agree_on_what_a_place_has_no_room_for() -> None:
    places = "sea beach lake river mountain hills forest field desert city street room space town"
    words = [
        w
        for row in (*places.split(), "road", "path", "snow")
        for w in LEXICON[row].split()
        if w not in TWO_WORDS
    ]
    lines = [row for row in SHOWN if row[0] in THINGS]
    checked = 0
    for word, (_, english, chinese, _) in itertools.product(words, lines):
        text = f"{chinese}，{word}"
        if word.isascii():
            text = f"{word.replace('-', ' ')} with {english}"
        values = room.missing(text, PLACES)[1]
        left = brief(text, np.random.default_rng(1)).left_out
        assert sorted(room.TAGS.get(value, value) for value in values) == list(left), text
        checked += bool(left)
    assert checked > 300


def quoted(prompt: str, places: tuple[PaintedPlace, ...] = PLACES) -> Understanding:
    spec, told = direct(Spec(prompt=prompt))
    room.tell(told, spec.shots, places)
    return told


def item(told: Understanding, value: str) -> Understood:
    return next(one for one in told.items if one.value == value)


def test_what_the_painted_place_has_no_room_for_is_told_before_anything_is_painted() -> None:
    told = quoted("A lighthouse in a narrow street at night, rain")
    lighthouse = item(told, "lighthouse")
    assert not lighthouse.used
    assert lighthouse.note == "the painted street has no room for it"
    assert item(told, "street").used
    assert item(quoted("雨夜的街头，远处有一座灯塔"), "lighthouse").note == lighthouse.note


def test_what_there_is_room_for_or_is_ruled_out_has_no_note() -> None:
    assert item(quoted("A lighthouse above the sea, no boat"), "lighthouse").used
    assert not item(quoted("A street, no lighthouse"), "no lighthouse").note


def test_what_is_heard_all_the_same_stays_used() -> None:
    boat = item(quoted("A boat in the desert"), "boat")
    assert boat.used and boat.note == "heard; the painted desert has no room for it"


def test_a_thing_for_all_shots_is_told_for_those_without_room_for_it() -> None:
    told = quoted("A lighthouse. Shot 1: the sea. Shot 2: a narrow street.")
    lighthouse = item(told, "lighthouse")
    assert lighthouse.used and lighthouse.note.endswith("has no room for it in shot 2")
    one = item(quoted("Shot 1: the sea. Shot 2: a street and a lighthouse."), "lighthouse")
    assert not one.used and one.note == "the painted street has no room for it"


def test_an_engine_that_declares_no_places_has_room_for_everything() -> None:
    assert item(quoted("A lighthouse in a street", ()), "lighthouse").used


def test_what_a_language_model_named_by_itself_is_a_note() -> None:
    spec, told = Spec(prompt="x"), Understanding()
    spec.shots.add(scene="A lighthouse in a street")
    room.tell(told, spec.shots, PLACES)
    assert list(told.notes) == ["Shot 1: the painted street has no room for: lighthouse."]


@pytest.mark.parametrize(
    "prompt", ["a hut on the shore of a lake", "a bay of the lake, far shore hidden"]
)
def test_a_lakes_shore_is_not_painted_as_a_sea(prompt: str) -> None:
    made = brief(prompt, np.random.default_rng(0))
    assert "lake" in made.tags and "sea" not in made.tags
    assert "sea" in brief("the shore at dawn", np.random.default_rng(0)).tags

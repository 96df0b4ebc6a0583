"""What the gateway says will be seen in a painted picture, the painter knows to paint, and what it
cannot paint is told."""

import numpy as np
import pytest

from gateway.prompt import scenery, world
from services.vision.brief import brief

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

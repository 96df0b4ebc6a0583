"""Proves that a scene has the sounds its words mean: from prompt, tags and cues to sources."""

import pytest

from reelmesh.mesh.engine import CallerError
from services.ambient.scene import compose


@pytest.mark.parametrize(
    ("prompt", "tags", "sources"),
    [
        ("an astronaut speaks aboard a spacecraft", ["portrait", "indoor"], ["spaceship"]),
        ("rain on the roof", [], ["rain on roof"]),
        ("a man in the pouring rain on a city street", [], ["heavy rain", "traffic"]),
        ("waves crash on the beach, gulls cry", [], ["surf", "gulls"]),
        ("a campfire in the forest at night", [], ["fire", "leaves", "crickets"]),
        ("a crowded market", [], ["crowd"]),
        ("two friends talk over coffee", ["indoor"], ["cafe"]),
        ("a thunderstorm over the ocean", [], ["storm", "surf"]),
        ("a quiet lake with distant thunder", [], ["thunder", "lake"]),
        ("it is raining", ["portrait", "forest"], ["rain", "forest"]),
        # Words with another meaning.
        ("a train crosses the bridge", [], ["train"]),
        ("she trains hard for the race", [], ["room"]),
        ("he waves at the camera", ["portrait"], ["room"]),
        ("the camera orbits her", ["portrait"], ["room"]),
        ("they brainstorm", ["indoor"], ["room"]),
        # What is not wanted.
        ("a beach, no wind", [], ["surf"]),
        ("a street without rain or wind", [], ["traffic"]),
        ("a forest without birds", [], ["leaves"]),
        ("a storm without thunder", [], ["heavy rain", "wind"]),
        ("the rain has stopped, birds sing", [], ["birds"]),
        ("it never stops raining", [], ["rain"]),
        ("no rain", ["rain", "city"], ["traffic"]),
        # Chinese.
        ("海浪拍打沙滩，海鸥飞过", [], ["surf", "gulls"]),
        ("没有下雨的街道", [], ["traffic"]),
        ("雨不停地下", [], ["rain"]),
        ("雨停了，鸟鸣", [], ["birds"]),
        ("远处的雷声和小雨", [], ["thunder", "drizzle"]),
        ("宇航员在太空船里说话", [], ["spaceship"]),
        ("夜晚的森林里，篝火旁", [], ["leaves", "fire", "crickets"]),
        ("美丽的风景", ["outdoor", "mountain"], ["air"]),
        # Only the picture is known, or nothing.
        ("a slow push in", ["portrait", "indoor"], ["room"]),
        ("", ["outdoor", "sea", "sky"], ["surf"]),
        ("", ["outdoor", "field", "night"], ["air", "crickets"]),
        ("", ["city", "night"], ["traffic"]),
        ("", [], ["room"]),
        ("xyzzy", ["person"], ["room"]),
    ],
)
def test_a_scene_has_the_sounds_its_words_mean(
    prompt: str, tags: list[str], sources: list[str]
) -> None:
    assert sorted(part.cue for part in compose([], prompt, tags).parts) == sorted(sources)


@pytest.mark.parametrize(
    ("cue", "source"),
    [
        ("surf", "surf"),
        ("Rain_On-Roof", "rain on roof"),
        ("rain on the roof", "rain on roof"),
        ("海浪", "surf"),
        ("crackling fireplace", "fire"),
        ("呼啸的狂风", "wind"),
        ("seagulls", "gulls"),
    ],
)
def test_a_cue_may_be_a_name_or_plain_words(cue: str, source: str) -> None:
    assert [part.cue for part in compose([cue], "", []).parts][:1] == [source]


def test_cues_are_all_heard_and_the_prompt_adds_to_them() -> None:
    asked = ["room", "surf", "clock", "rain", "birds"]
    assert {part.cue for part in compose(asked, "", []).parts} == set(asked)
    assert {p.cue for p in compose(["birds"], "by a stream", []).parts} == {"birds", "stream"}


def test_an_unknown_cue_is_refused_with_close_names() -> None:
    with pytest.raises(CallerError, match=r"'thundr'.*did you mean thunder"):
        compose(["thundr"], "", [])
    with pytest.raises(CallerError, match=r"known are rain, .*spaceship"):
        compose(["xyzzy"], "", [])


def test_sources_are_listed_loudest_first() -> None:
    parts = compose([], "birds by a waterfall in the wind", []).parts
    assert [part.lufs for part in parts] == sorted((part.lufs for part in parts), reverse=True)
    assert parts[0].cue == "waterfall"


@pytest.mark.parametrize(
    ("prompt", "tags", "muffled", "room"),
    [
        ("rain falls outside the kitchen window", [], ["rain"], "room"),
        ("she reads in a library during a thunderstorm", [], ["storm"], "hall room"),
        ("it rains", ["indoor"], ["rain"], "room"),
        ("窗外打雷", [], ["thunder"], "room"),
        ("a street musician in the rain", [], [], "open"),
        ("a walk on the beach", ["indoor"], [], "open"),
        ("rain on the roof of an attic", [], [], "room"),
        ("a fire burns in a cave", [], [], "cave"),
        ("a choir rehearses in a cathedral", [], [], "hall"),
        ("教堂里的人群", [], [], "hall"),
        ("birds in a garden", ["outdoor"], [], "open"),
        ("a church on a hill, birds sing", [], [], "open"),
    ],
)
def test_whoever_is_inside_hears_the_outside_through_walls(
    prompt: str, tags: list[str], muffled: list[str], room: str
) -> None:
    scene = compose([], prompt, tags)
    assert [part.cue for part in scene.parts if part.muffled] == muffled
    assert scene.room in room.split()


@pytest.mark.parametrize(
    ("prompt", "far"),
    [
        ("distant thunder over a lake", ["thunder"]),
        ("gulls cry in the distance, waves roll", ["gulls"]),
        ("a train far away", ["train"]),
        ("远处的雷声和小雨", ["thunder"]),
        ("soft rain", []),
        ("thunder", []),
    ],
)
def test_what_is_said_to_be_far_is_far(prompt: str, far: list[str]) -> None:
    assert [part.cue for part in compose([], prompt, []).parts if part.far] == far


@pytest.mark.parametrize(
    ("prompt", "tags", "sources"),
    [
        ("a meadow at noon", ["outdoor", "field", "night"], ["air", "birds"]),
        ("a lake in bright daylight", ["night", "lake"], ["lake"]),
        ("正午的草地", ["night"], ["leaves"]),
        ("a lake at night", ["outdoor"], ["lake", "crickets"]),
        ("birds in a park at night", [], ["birds", "crickets"]),
        ("no music, just rain", [], ["rain"]),
        ("海边，没有风", [], ["surf"]),
        ("a quiet lake without birds or music", [], ["lake"]),
    ],
)
def test_the_hour_and_what_is_ruled_out_are_heeded(
    prompt: str, tags: list[str], sources: list[str]
) -> None:
    assert sorted(part.cue for part in compose([], prompt, tags).parts) == sorted(sources)


@pytest.mark.parametrize(
    ("cues", "prompt", "expected"),
    [
        ([], "a dark field", True),
        (["rain"], "", True),
        ([], "a storm at sea", False),
        ([], "a silent flash, no thunder", False),
    ],
)
def test_lightning_brings_its_thunder_unless_there_is_or_shall_be_none(
    cues: list[str], prompt: str, expected: bool
) -> None:
    heard = [part.cue for part in compose(cues, prompt, [], lightning=True).parts]
    assert ("thunder" in heard) == expected
    assert set(cues) <= set(heard)


ISSUE = (
    "light rain, heavy rain, rain on roof, wind, storm, thunder, surf, lake, stream, waterfall,"
    " fire, birds, crickets, leaves, forest, city traffic, market crowd, café, room tone, office,"
    " train, ship, engine, spaceship hum, snow hush, heartbeat"
).split(", ")


@pytest.mark.parametrize("asked", ISSUE)
def test_every_sound_that_was_promised_can_be_asked_for(asked: str) -> None:
    assert compose([asked], "", []).parts

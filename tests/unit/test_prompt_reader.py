"""Proves that shots, transitions, the moving world, light, sounds and the camera are read from
prompts in English and Chinese, that what is ruled out stays out, and that nothing is dropped
silently."""

import pytest

from gateway.prompt.reader import Reading, read
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import CameraMove, Effect, Transition


def motions(reading: Reading, shot: int = 1) -> dict[str, float]:
    found = reading.shots[shot - 1].motions
    return {Effect.Name(m.effect).removeprefix("EFFECT_"): round(m.strength, 2) for m in found}


def cuts(prompt: str) -> list[tuple[str, str, float]]:
    return [
        (s.scene, Transition.Name(s.transition).removeprefix("TRANSITION_"), s.seconds)
        for s in read(prompt).shots
    ]


def words(reading: Reading, kind: Kind, used: bool = True) -> list[str]:
    return [i.value for i in reading.told.items if i.kind == kind and i.used == used]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("rain on the window", {"WINDOW_RAIN": 0.5}),
        ("heavy rain against the glass, and the rain goes on", {"WINDOW_RAIN": 0.9}),
        ("It rains outside", {"WINDOW_RAIN": 0.5}),
        ("雨打在窗户上", {"WINDOW_RAIN": 0.5}),
        ("a bridge in the rain beside a glass tower", {"RAIN": 0.5}),
        ("steam rises from the cup", {"STEAM": 0.5}),
        ("咖啡冒着热气", {"STEAM": 0.5}),
        ("wind in her hair", {"HAIR": 0.5, "FOLIAGE": 0.5}),
        ("她的长发随风飘动", {"HAIR": 0.5}),
        ("the flag waves", {"CLOTH": 0.5}),
        ("curtains billow", {"CLOTH": 0.5}),
        ("旗帜飘扬", {"CLOTH": 0.5}),
        ("Heavy rain falls", {"RAIN": 0.9}),
        ("a light drizzle", {"RAIN": 0.25}),
        ("It pours down, a torrential downpour", {"RAIN": 0.9}),
        ("gentle snow is falling", {"SNOW": 0.25}),
        ("a snowy night", {"SNOW": 0.5}),
        ("snow falls on the roofs of a snowy village", {"SNOW": 0.5}),
        ("snowy mountains and snow-capped peaks at noon", {}),
        ("snow on the roofs, a fox in a snowy field", {}),
        ("雪山、雪地和积雪的小屋", {}),
        ("雪花飘落在雪山上", {"SNOW": 0.5}),
        ("a raging blizzard", {"SNOW": 0.9}),
        ("thick fog rolls in", {"FOG": 0.9}),
        ("a thunderstorm", {"RAIN": 0.5, "LIGHTNING": 0.5}),
        ("a gentle breeze, the grass sways", {"FOLIAGE": 0.25}),
        ("howling wind", {"FOLIAGE": 0.9}),
        ("falling cherry petals", {"LEAVES": 0.5}),
        ("autumn leaves drift down", {"LEAVES": 0.5}),
        ("waves crash on the rocks", {"WATER": 0.5}),
        ("a calm lake", {"WATER": 0.25}),
        ("clouds drift over the hills", {"CLOUDS": 0.5}),
        ("a crackling campfire, sparks rise", {"FIRE": 0.5, "SPARKS": 0.5}),
        ("smoke rises from a chimney", {"SMOKE": 0.5}),
        ("dust motes in sun rays", {"DUST": 0.5, "SUN_RAYS": 0.5}),
        ("fireflies at night", {"FIREFLIES": 0.5}),
        ("a candle flickers", {"FLICKER": 0.5}),
        ("night falls over the town", {"DUSK": 0.5}),
        ("the rain never stops", {"RAIN": 0.5}),
        ("rain but no wind", {"RAIN": 0.5}),
        ("下着大雨", {"RAIN": 0.9}),
        ("细雨蒙蒙的小巷", {"RAIN": 0.25}),
        ("鹅毛大雪", {"SNOW": 0.9}),
        ("浓雾笼罩的森林", {"FOG": 0.9}),
        ("微风吹过麦田，麦浪起伏", {"FOLIAGE": 0.25}),
        ("海浪拍打着礁石", {"WATER": 0.5}),
        ("白云飘过天空", {"CLOUDS": 0.5}),
        ("篝火旁火星四溅", {"FIRE": 0.5, "SPARKS": 0.5}),
        ("萤火虫飞舞", {"FIREFLIES": 0.5}),
        ("花瓣飘落", {"LEAVES": 0.5}),
        ("夜幕降临", {"DUSK": 0.5}),
        ("闪电划过，雷声滚滚", {"LIGHTNING": 0.5}),
        # Ruled out, over, or meant otherwise.
        ("without rain", {}),
        ("no rain or snow", {}),
        ("no visible fog", {}),
        ("the rain has stopped", {}),
        ("after the storm", {}),
        ("没有雨，也没有风", {}),
        ("雨停了", {}),
        ("不下雪的冬天", {}),
        ("she waves at him", {}),
        ("he is fired from his job", {}),
        ("she leaves the room", {}),
        ("a sea of people", {}),
        ("a glass of water", {}),
        ("a raincoat under a rainbow", {}),
        ("风景如画的上海", {}),
        ("一张海报", {}),
        ("Negative prompt: rain, fog", {}),
        ('A man says "I love the rain and the sea."', {}),
        ("the sound of rain", {}),
    ],
)
def test_the_world_moves_as_the_prompt_says(prompt: str, expected: dict[str, float]) -> None:
    assert motions(read(prompt)) == expected


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "Shot 1: a beach. Shot 2 (3s): a city. Cut to: her face.",
            [
                ("a beach.", "UNSPECIFIED", 0),
                ("a city.", "UNSPECIFIED", 3),
                ("her face.", "CUT", 0),
            ],
        ),
        (
            "A man walks. Cut to a dog, then the camera pans left.",
            [
                ("A man walks.", "UNSPECIFIED", 0),
                ("a dog.", "CUT", 0),
            ],
        ),
        (
            "A road. Dissolve to a field. Fade to black, then a house.",
            [
                ("A road.", "UNSPECIFIED", 0),
                ("a field.", "DISSOLVE", 0),
                ("a house.", "FADE", 0),
            ],
        ),
        (
            "Old Tokyo.\nScene 1: a street\nScene 2: a room",
            [
                ("Old Tokyo. a street", "UNSPECIFIED", 0),
                ("Old Tokyo. a room", "UNSPECIFIED", 0),
            ],
        ),
        (
            "[00:00-00:02] a dog [00:02-00:05] a cat",
            [
                ("a dog", "UNSPECIFIED", 2),
                ("a cat", "UNSPECIFIED", 3),
            ],
        ),
        (
            "First shot: a cat. Final shot: a dog.",
            [
                ("a cat.", "UNSPECIFIED", 0),
                ("a dog.", "UNSPECIFIED", 0),
            ],
        ),
        (
            "镜头一：海边。镜头二：城市。",
            [("海边。", "UNSPECIFIED", 0), ("城市。", "UNSPECIFIED", 0)],
        ),
        (
            "第一个镜头：小猫。第二个镜头：小狗。",
            [("小猫。", "UNSPECIFIED", 0), ("小狗。", "UNSPECIFIED", 0)],
        ),
        ("海边日落。切到城市。", [("海边日落。", "UNSPECIFIED", 0), ("城市。", "CUT", 0)]),
        ("Fade in. A road.", [("Fade in. A road.", "FADE", 0)]),
        (
            "A walk, then the camera turns left, then a pause",
            [
                ("A walk, then a pause", "UNSPECIFIED", 0),
            ],
        ),
        ("her hair cut to her shoulders", [("her hair cut to her shoulders", "UNSPECIFIED", 0)]),
        (
            "One continuous shot. Cut to nothing",
            [
                ("One continuous shot. Cut to nothing", "UNSPECIFIED", 0),
            ],
        ),
        ("一镜到底，海边", [("一镜到底，海边", "UNSPECIFIED", 0)]),
    ],
)
def test_a_prompt_is_cut_into_its_shots(
    prompt: str, expected: list[tuple[str, str, float]]
) -> None:
    assert cuts(prompt) == expected


def test_each_shot_has_its_own_camera_weather_and_lines() -> None:
    prompt = (
        'Shot 1: a street in the rain, slow push in. Anna says "Hi." '
        'Shot 2: a beach, the camera pulls back. Ben says "Bye."'
    )
    reading = read(prompt)
    assert [s.camera.move for s in reading.shots] == [
        CameraMove.CAMERA_MOVE_PUSH_IN,
        CameraMove.CAMERA_MOVE_PULL_OUT,
    ]
    assert (motions(reading, 1), motions(reading, 2)) == ({"RAIN": 0.5}, {})
    assert [(line.speaker, line.shot) for line in reading.lines] == [("Anna", 1), ("Ben", 2)]


def test_what_stands_before_the_first_numbered_shot_holds_for_all() -> None:
    reading = read("Snow everywhere. Shot 1: a cat. Shot 2: a dog.")
    assert motions(reading, 1) == motions(reading, 2) == {"SNOW": 0.5}


def test_no_camera_movement_holds_still_and_a_second_move_is_told_as_unused() -> None:
    assert read("no camera movement").shots[0].camera.move == CameraMove.CAMERA_MOVE_HOLD
    assert read("固定镜头").shots[0].camera.move == CameraMove.CAMERA_MOVE_HOLD
    reading = read("pan left, then push in")
    assert words(reading, Kind.UNDERSTOOD_KIND_CAMERA) == ["pan left"]
    assert words(reading, Kind.UNDERSTOOD_KIND_CAMERA, used=False) == ["push in"]


@pytest.mark.parametrize(
    ("prompt", "cues"),
    [
        ("the sound of rain and distant thunder", ["rain", "thunder"]),
        ("Audio: birds chirping, a stream", ["birds", "stream"]),
        ("SFX: waves, seagulls", ["surf", "gulls"]),
        ("we hear the crackle of a campfire", ["fire"]),
        ("applause is heard", ["applause"]),
        ("音效：雨声，雷声", ["rain", "thunder"]),
        ("远处传来蝉鸣", ["cicadas"]),
        ("a quiet room", []),
        ("no sound of traffic", []),
    ],
)
def test_sounds_that_are_spoken_of_are_cues(prompt: str, cues: list[str]) -> None:
    assert list(read(prompt).sound.cues) == cues


def test_silence_is_asked_for_in_words_and_a_silent_street_is_no_such_wish() -> None:
    assert read("a lake, no sound").sound.silent
    assert read("湖边，静音").sound.silent
    assert not read("a silent street").sound.silent


def test_what_no_engine_can_do_is_told_as_unused() -> None:
    reading = read("cinematic drone shot, soft piano music, SFX: a door slams")
    assert words(reading, Kind.UNDERSTOOD_KIND_STYLE, used=False) == ["cinematic"]
    assert words(reading, Kind.UNDERSTOOD_KIND_FRAMING, used=False) == ["drone shot"]
    assert words(reading, Kind.UNDERSTOOD_KIND_SOUND, used=False) == ["a door slams"]


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ("A purple elephant dances on a street at night", ["purple elephant dances"]),
        ("slow push in, rain", []),
        ("一只紫色的大象在街道上跳舞", ["紫色的大象", "跳舞"]),
        ("🦄 in the rain", ["🦄"]),
        ('Anna says "A purple elephant."', []),
        ("asdf qwer", ["asdf qwer"]),
    ],
)
def test_what_nothing_was_made_of_is_listed(prompt: str, left: list[str]) -> None:
    assert list(read(prompt).told.not_understood) == left


def test_a_given_picture_keeps_its_light_and_places_and_a_later_place_is_painted() -> None:
    reading = read("A woman at sunset. Cut to the mountains. Cut to her hands.", given=True)
    assert reading.painted == [False, True, False]
    assert words(reading, Kind.UNDERSTOOD_KIND_LIGHT) == []
    assert words(read("A hill at sunset"), Kind.UNDERSTOOD_KIND_LIGHT) == ["sunset"]


def test_a_scene_holds_neither_speech_nor_camera_nor_what_is_ruled_out() -> None:
    prompt = 'A harbour, no fog. The camera pans left. Ben says "I hate the desert."'
    scene = read(prompt).shots[0].scene
    assert "harbour" in scene
    assert not any(word in scene for word in ("fog", "pans", "desert", "says"))


def test_every_item_names_the_words_it_came_from() -> None:
    prompt = 'Heavy rain, a neon street, slow pan left. A man says: "Go."'
    for item in read(prompt).told.items:
        assert item.words
        assert item.words.strip('"') in prompt or item.words in prompt


def test_a_scene_keeps_its_place_and_no_loose_conjunction() -> None:
    prompt = (
        'A chef in a busy kitchen shouts "Go!" while the camera pans right. A waiter says "Yes."'
    )
    assert read(prompt).shots[0].scene == "A chef in a busy kitchen. A waiter"


@pytest.mark.parametrize("prompt", ["a lake, no dialogue", "湖边，无对白"])
def test_no_dialogue_is_understood(prompt: str) -> None:
    reading = read(prompt)
    assert words(reading, Kind.UNDERSTOOD_KIND_LINE) == ["no dialogue"]
    assert not reading.told.not_understood

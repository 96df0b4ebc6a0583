"""Proves that a prompt's own length and shape are followed, and give way to the caller's."""

import pytest

from gateway.direct import SHAPE_GIVEN, TIME_GIVEN, direct
from gateway.prompt.reader import read
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.spec_pb2 import CameraMove, Grade, Manner, Shot, Spec


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("A girl on a train, rain streaks, 8 seconds, vertical video.", 8),
        ("A 10-second video of waves", 10),
        ("A harbor at noon. Duration: 12s", 12),
        ("夜晚的城堡，画面比例9：16，8秒。", 8),
        ("10秒的视频：海浪拍打礁石", 10),
        ("一只猫在窗边，时长6秒", 6),
        ("Hold still for five seconds, then pan right.", 0),
        ("In the 80s, a man dances for 20 seconds straight", 0),
        ('"Wait 5 seconds," says Anna by the sea.', 0),
        ("Shot 1 (3s): a beach. Shot 2: a city.", 0),
    ],
)
def test_a_length_counts_where_it_is_the_clips(prompt: str, seconds: float) -> None:
    spec, told = direct(Spec(prompt=prompt))
    assert spec.seconds == seconds
    assert seconds == 0 or f"{seconds:g} s" in [i.value for i in told.items if i.used]


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        ("A train, rain, vertical video.", (720, 1280)),
        ("Waves, 9:16.", (720, 1280)),
        ("A castle --ar 9:16 --v 6", (720, 1280)),
        ("Aspect ratio 21:9. A desert", (1680, 720)),
        ("A cat in square format", (960, 960)),
        ("一只猫，竖屏", (720, 1280)),
        ("The clock shows 10:30 above a vertical garden, a landscape in fog", (0, 0)),
    ],
)
def test_a_shape_is_a_size_and_no_part_of_the_scene(prompt: str, size: tuple[int, int]) -> None:
    spec, _ = direct(Spec(prompt=prompt))
    assert (spec.format.width, spec.format.height) == size
    for word in ("9:16", "21:9", "竖屏", "vertical video", "square format"):
        assert word not in spec.shots[0].scene


def test_what_the_caller_gives_wins_and_the_prompts_form_is_told_as_unused() -> None:
    asked = Spec(
        prompt="Waves, 8 seconds, 9:16", seconds=4, format=Format(width=640, height=360, fps=30)
    )
    spec, told = direct(asked)
    assert (spec.seconds, spec.format.width, spec.format.height) == (4, 640, 360)
    formed = {i.kind: (i.used, i.note) for i in told.items}
    assert formed[Kind.UNDERSTOOD_KIND_LENGTH] == (False, TIME_GIVEN)
    assert formed[Kind.UNDERSTOOD_KIND_SHAPE] == (False, SHAPE_GIVEN)


def test_a_prompt_without_a_form_leaves_the_format_unset() -> None:
    assert not direct(Spec(prompt="Waves"))[0].HasField("format")


def test_lengths_of_given_shots_win_over_the_prompts() -> None:
    spec, _ = direct(Spec(prompt="Waves, 8 seconds", shots=[Shot(seconds=3)]))
    assert spec.seconds == 0


def test_of_two_lengths_the_first_is_followed_and_the_other_told() -> None:
    _, told = direct(Spec(prompt="Waves, 8 seconds. Duration: 5s"))
    formed = [(i.value, i.used) for i in told.items if i.kind == Kind.UNDERSTOOD_KIND_LENGTH]
    assert formed == [("8 s", True), ("5 s", False)]


@pytest.mark.parametrize(
    ("prompt", "lines"),
    [
        ("A kitchen. Grandma: Patience, little one. Slow push in.", ["Patience, little one."]),
        (
            "Boy: You're it! Girl: No fair! Handheld camera, a summer day.",
            ["You're it!", "No fair!"],
        ),
        ("妈妈：吃饭了。缓慢推近。", ["吃饭了。"]),
        (
            "Tom: Like it was yesterday. They laugh. Zoom out to reveal the park.",
            ["Like it was yesterday."],
        ),
        ("Tom: They laugh. I cry.", ["They laugh. I cry."]),
        ("Storyteller voice-over: Long ago there lived a king.", ["Long ago there lived a king."]),
        ("A beach at dawn. Voice: soft and warm.", []),
        ("Doctor: This may sting. Hold still.", ["This may sting. Hold still."]),
        ("Captain: Pull back! Pull back now!", ["Pull back! Pull back now!"]),
        ("Analyst: There! Zoom in. Enhance.", ["There! Zoom in. Enhance."]),
    ],
)
def test_a_sentence_that_only_directs_the_camera_is_not_spoken(
    prompt: str, lines: list[str]
) -> None:
    assert [line.text for line in read(prompt).lines] == lines


def test_an_orbit_of_the_camera_is_no_place_in_space() -> None:
    scenes = [
        i.value
        for i in read("A perfume bottle on marble, slow orbit.").told.items
        if i.kind == Kind.UNDERSTOOD_KIND_SCENE
    ]
    assert "space" not in scenes


def test_a_voice_told_after_the_words_is_cast() -> None:
    (speaker,) = read('A cat says "Feed me, human." in a deep voice.').speakers
    assert "deep" in speaker.description


def test_a_voice_with_a_direction_is_nobody_named_before() -> None:
    reading = read("NURSE (trembling): Who's there? VOICE (distant): You left me here.")
    assert [line.speaker for line in reading.lines] == ["Nurse", "Voice"]


def test_what_is_behind_somebody_is_no_words_between_verb_and_quote() -> None:
    (line,) = read('A dark house. Someone whispers behind you: "Don\'t look back."').lines
    assert line.manner == Manner.MANNER_WHISPER


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("Macro shot of a dew drop on a leaf", CameraMove.CAMERA_MOVE_PUSH_IN),
        ("A fox. Tracking shot from right to left.", CameraMove.CAMERA_MOVE_TRUCK_LEFT),
        ("A fox. Tracking shot from left to right.", CameraMove.CAMERA_MOVE_TRUCK_RIGHT),
    ],
)
def test_what_a_shot_is_of_moves_no_camera(prompt: str, move: CameraMove) -> None:
    shot = read(prompt).shots[0]
    assert shot.camera.move == move and "left" not in shot.scene


def test_a_rate_is_followed_and_gives_way() -> None:
    assert direct(Spec(prompt="A horse, 60fps"))[0].format.fps == 60
    assert direct(Spec(prompt="A horse, 60fps", format=Format(fps=25)))[0].format.fps == 25


def test_depth_of_field_is_no_field() -> None:
    told = read("A leaf. Shallow depth of field.").told.items
    assert [i.kind for i in told] == [Kind.UNDERSTOOD_KIND_STYLE]


def test_she_and_he_of_a_couple_are_two() -> None:
    reading = read('An elderly couple dances. She murmurs: "Still got it." He chuckles, "Yes."')
    assert [(one.name, one.description) for one in reading.speakers] == [
        ("Old woman", "old woman"),
        ("Old man", "old man"),
    ]


def test_somebody_unknown_with_a_voice_in_brackets_speaks_and_a_plan_does_not() -> None:
    (one,) = read("The old clockmaker (gravelly voice, slow): Time waits.").speakers
    assert "deep" in one.description and "old" in one.description
    assert not read("The plan (secret): Attack at dawn.").lines


def test_a_list_in_one_line_is_shots_though_an_item_begins_with_its_framing() -> None:
    told = "1) Wide: a snowy village. 2) Close-up: a boy at the window. 3) The boy runs outside."
    assert len(read(told).shots) == 3


def test_music_that_swells_behind_a_line_is_not_spoken() -> None:
    (line,) = read("Narrator: The king awakens. Orchestral score swells.").lines
    assert line.text == "The king awakens."


def test_warm_light_over_all_is_a_grade_and_out_of_a_window_is_none() -> None:
    assert list(read("A cup. Warm light, close up").shots[0].look.grades) == [Grade.GRADE_WARM]
    assert not read("A street, warm light spills from a window").shots[0].look.grades


def test_a_pan_down_is_a_tilt() -> None:
    shot = read("The camera pans down to the square").shots[0]
    assert shot.camera.move == CameraMove.CAMERA_MOVE_TILT_DOWN


def test_finally_begins_a_shot_only_where_there_are_shots() -> None:
    cut = 'A lighthouse. Cut to a face; she says "Is it you?" Finally, the sea at night.'
    assert [shot.scene for shot in read(cut).shots][-1] == "the sea at night."
    assert len(read("A woman walks home. Finally, she smiles.").shots) == 1


def test_settings_of_another_product_are_told_as_such() -> None:
    told = [i for i in read("A castle --v 6 --no people").told.items if not i.used]
    assert [i.value for i in told] == ["a setting", "not wanted"]

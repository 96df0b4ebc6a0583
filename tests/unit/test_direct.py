"""Proves that what the caller sets always wins over the prompt, and that what gives way is told."""

import pytest

from gateway.complete import Stages, complete
from gateway.direct import CAMERA_GIVEN, LINES_GIVEN, LOOK_GIVEN, MOTIONS_GIVEN, direct
from gateway.requests import place
from gateway.shown import scene_of
from gateway.timeline import lay_out
from reelmesh.mesh.rules import FieldError
from reelmesh.v1.clip_service_pb2 import Understood
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.engine_pb2 import FrameRule, Voice
from reelmesh.v1.spec_pb2 import (
    Camera,
    CameraMove,
    Effect,
    Grade,
    Line,
    Look,
    Motion,
    Shot,
    Sound,
    Speaker,
    Spec,
    Transition,
)

VOICES = [
    Voice(id="heart", languages=["en"], gender="female", description="warm", group="a"),
    Voice(id="miles", languages=["en"], gender="male", description="calm and low", group="b"),
    Voice(id="lily", languages=["en"], gender="female", description="young and bright", group="c"),
    Voice(id="grace", languages=["en"], gender="female", description="older", group="d"),
    Voice(id="bruno", languages=["en"], gender="male", description="very deep", group="e"),
]
TALK = 'Rain falls, slow push in. An old woman says "Go." The girl answers, "No." Sound of gulls.'
HOLD = Camera(move=CameraMove.CAMERA_MOVE_HOLD)
DISSOLVE = Shot(transition=Transition.TRANSITION_DISSOLVE)
B, LONG = Shot(prompt="b"), Line(text="word " * 20, shot=1)
IMAGE = Artifact(sha256="a" * 64)


def items(spec: Spec, kind: Kind) -> list[Understood]:
    return [item for item in direct(spec)[1].items if item.kind == kind]


def test_a_prompt_alone_gives_lines_speakers_camera_motions_and_cues() -> None:
    spec, told = direct(Spec(prompt=TALK))
    assert [(line.speaker, line.text) for line in spec.lines] == [
        ("Old woman", "Go."),
        ("Girl", "No."),
    ]
    assert [shot.camera.move for shot in spec.shots] == [CameraMove.CAMERA_MOVE_PUSH_IN]
    assert [motion.effect for motion in spec.shots[0].motions] == [Effect.EFFECT_RAIN]
    assert list(spec.sound.cues) == ["gulls"]
    assert spec.prompt == TALK
    assert told.reader == "rules"


def test_voices_are_cast_by_what_the_prompt_tells() -> None:
    full = complete(direct(Spec(prompt=TALK))[0], Stages(VOICES, None))
    assert {s.name: s.voice for s in full.speakers} == {"Old woman": "grace", "Girl": "lily"}
    lines = [Line(speaker="Ben", text="Hi."), Line(speaker="Anna", text="Hi.")]
    full = complete(direct(Spec(prompt="x", lines=lines))[0], Stages(VOICES, None))
    assert {s.name: s.voice for s in full.speakers} == {"Ben": "miles", "Anna": "heart"}


def test_lines_that_are_given_are_the_only_ones_spoken() -> None:
    spec = Spec(prompt=TALK, lines=[Line(speaker="Ben", text="Hi.")])
    assert [line.text for line in direct(spec)[0].lines] == ["Hi."]
    told = items(spec, Kind.UNDERSTOOD_KIND_LINE)
    assert [(item.used, item.note) for item in told] == [(False, LINES_GIVEN)] * 2


def test_a_camera_that_is_given_wins_and_its_strength_too() -> None:
    spec = Spec(prompt=TALK, shots=[Shot(camera=HOLD)])
    assert direct(spec)[0].shots[0].camera.move == CameraMove.CAMERA_MOVE_HOLD
    told = items(spec, Kind.UNDERSTOOD_KIND_CAMERA)
    assert [(item.used, item.note) for item in told] == [(False, CAMERA_GIVEN)]
    bold = direct(Spec(prompt=TALK, shots=[Shot(camera=Camera(strength=1))]))[0].shots[0].camera
    assert (bold.move, bold.strength) == (CameraMove.CAMERA_MOVE_PUSH_IN, 1)


def test_motions_that_are_given_win() -> None:
    snow = Motion(effect=Effect.EFFECT_SNOW)
    spec = Spec(prompt=TALK, shots=[Shot(motions=[snow])])
    assert list(direct(spec)[0].shots[0].motions) == [snow]
    assert [item.note for item in items(spec, Kind.UNDERSTOOD_KIND_WEATHER)] == [MOTIONS_GIVEN]


def test_a_look_that_is_given_wins() -> None:
    sepia = Look(grades=[Grade.GRADE_SEPIA])
    spec = Spec(prompt="A street, black and white close-up", shots=[Shot(look=sepia)])
    assert direct(spec)[0].shots[0].look == sepia
    assert [item.note for item in items(spec, Kind.UNDERSTOOD_KIND_STYLE)] == [LOOK_GIVEN]
    assert [item.note for item in items(spec, Kind.UNDERSTOOD_KIND_FRAMING)] == [LOOK_GIVEN]


def test_a_look_for_the_whole_clip_holds_for_shots_that_say_none() -> None:
    shots = [Shot(prompt="A street"), Shot(prompt="A sea, sepia")]
    first, second = direct(Spec(prompt="Black and white", shots=shots))[0].shots
    assert list(first.look.grades) == [Grade.GRADE_BLACK_AND_WHITE]
    assert list(second.look.grades) == [Grade.GRADE_SEPIA]


def test_a_scene_that_is_given_leaves_the_prompt_unread() -> None:
    spec = Spec(prompt=TALK, shots=[Shot(scene="A harbour")])
    assert direct(spec)[0] == spec


def test_given_silence_and_given_cues_win_over_the_prompt() -> None:
    assert not direct(Spec(prompt=TALK, sound=Sound(silent=True)))[0].sound.cues
    both = direct(Spec(prompt=TALK, sound=Sound(cues=["wind"])))[0].sound
    assert list(both.cues) == ["wind", "gulls"]
    loud = direct(Spec(prompt="A lake, no sound", sound=Sound(cues=["wind"])))[0].sound
    assert not loud.silent


def test_a_voice_and_a_description_that_are_given_win() -> None:
    given = [Speaker(name="Girl", voice="bruno"), Speaker(name="Old woman", description="deep man")]
    full = complete(direct(Spec(prompt=TALK, speakers=given))[0], Stages(VOICES, None))
    assert {s.name: s.voice for s in full.speakers} == {"Girl": "bruno", "Old woman": "miles"}


def test_a_length_that_is_given_drops_the_prompts_own_where_they_do_not_fit() -> None:
    prompt = "Shot 1 (4s): a cat. Shot 2 (4s): a dog."
    assert [shot.seconds for shot in direct(Spec(prompt=prompt))[0].shots] == [4, 4]
    spec, told = direct(Spec(prompt=prompt, seconds=6))
    assert [shot.seconds for shot in spec.shots] == [0, 0]
    assert len(told.notes) == 1


def test_a_single_shot_with_a_length_is_not_cut() -> None:
    prompt = "A cat. Cut to a dog."
    assert len(direct(Spec(prompt=prompt))[0].shots) == 2
    assert len(direct(Spec(prompt=prompt, shots=[Shot(seconds=3)]))[0].shots) == 1


def test_a_picture_is_shown_again_unless_a_later_shot_is_another_place() -> None:
    prompt = "A woman. Cut to her hands. Cut to the mountains at dawn."
    shots = direct(Spec(prompt=prompt, shots=[Shot(image=IMAGE, camera=HOLD)]))[0].shots
    assert [shot.HasField("image") for shot in shots] == [True, True, False]
    assert {shot.camera.move for shot in shots} == {CameraMove.CAMERA_MOVE_HOLD}


def test_shots_with_prompts_of_their_own_keep_their_lines_and_share_the_clips_weather() -> None:
    shots = [Shot(prompt='A cat. Anna says "Hi."'), Shot(prompt='Night. Ben says "Bye."')]
    spec, told = direct(Spec(prompt="Snow falls all day", shots=shots))
    assert [(line.speaker, line.shot) for line in spec.lines] == [("Anna", 1), ("Ben", 2)]
    assert [[m.effect for m in shot.motions] for shot in spec.shots] == [[Effect.EFFECT_SNOW]] * 2
    assert [shot.prompt for shot in spec.shots] == [shot.prompt for shot in shots]
    assert spec.sound.scene == "Snow falls all day"
    assert {item.shot for item in told.items if item.kind == Kind.UNDERSTOOD_KIND_LINE} == {1, 2}


def test_a_prompt_made_of_its_shots_prompts_is_not_read_twice() -> None:
    shots = [Shot(prompt='Anna says "Hi."'), Shot(prompt='Ben says "Bye."')]
    spec = direct(Spec(prompt='Anna says "Hi." Ben says "Bye."', shots=shots))[0]
    assert [line.text for line in spec.lines] == ["Hi.", "Bye."]


def test_two_bare_shots_take_the_two_shots_of_the_prompt() -> None:
    shots = [Shot(image=IMAGE), Shot(image=IMAGE)]
    spec = direct(Spec(prompt="Shot 1: rain, pan left. Shot 2: snow, tilt up.", shots=shots))[0]
    assert [shot.camera.move for shot in spec.shots] == [
        CameraMove.CAMERA_MOVE_PAN_LEFT,
        CameraMove.CAMERA_MOVE_TILT_UP,
    ]
    assert all(shot.HasField("image") for shot in spec.shots)


@pytest.mark.parametrize("prompt", [TALK, "Shot 1: a cat. Dissolve to a dog.", "x", "…"])
def test_directing_twice_changes_nothing(prompt: str) -> None:
    once = direct(Spec(prompt=prompt))[0]
    assert direct(once)[0] == once


def test_painter_and_ambience_do_not_read_what_is_said() -> None:
    spec = direct(Spec(prompt='A room. Ben says "I love the sea."'))[0]
    assert "sea" not in scene_of(spec, spec.shots[0])
    assert "sea" not in place(spec)
    two = direct(Spec(prompt="Shot 1: a cat. Shot 2: a dog."))[0]
    assert place(two) == "a cat. a dog"


def test_lines_are_said_in_their_shots_which_last_as_long_as_they_need() -> None:
    spec = direct(Spec(prompt='Shot 1: Anna: Hi. Cut to Ben. Ben says "Bye." Cut to a road.'))[0]
    spec.format.fps = 24
    layout = lay_out(spec, [4.0, 1.0], FrameRule())
    ends = [sum(layout.shot_frames[: n + 1]) / 24 for n in range(3)]
    assert layout.starts[0] + 4.0 < ends[0] < layout.starts[1] < layout.starts[1] + 1.0 < ends[1]
    assert layout.seconds == ends[2] == 10
    spec.seconds = 8
    assert lay_out(spec, [4.0, 1.0], FrameRule()).seconds == 8


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (Spec(prompt="x", lines=[Line(text="Hi.", shot=3)]), "spec.lines[0].shot"),
        (Spec(prompt="x", shots=[DISSOLVE]), "spec.shots[0].transition"),
        (Spec(prompt="x", shots=[Shot(prompt="a", seconds=1), B], lines=[LONG]), "spec.lines[0]"),
    ],
)
def test_what_cannot_be_is_refused_by_field(spec: Spec, field: str) -> None:
    with pytest.raises(FieldError) as caught:
        complete(direct(spec)[0], Stages(VOICES, None))
    assert [name for name, _ in caught.value.violations] == [field]


def test_what_the_prompt_says_to_all_shots_gives_way_too() -> None:
    prompt = "Heavy rain, slow pan left, black and white. Shot 1: a pier. Shot 2: the sea."
    given = Shot(camera=HOLD, motions=[Motion(effect=Effect.EFFECT_SNOW)], look=Look())
    spec, told = direct(Spec(prompt=prompt, shots=[given]))
    notes = {item.note for item in told.items if item.shot == 0}
    assert notes == {CAMERA_GIVEN, MOTIONS_GIVEN, LOOK_GIVEN}
    assert not any(item.used for item in told.items if item.shot == 0)
    assert [shot.camera.move for shot in spec.shots] == [HOLD.move] * 2

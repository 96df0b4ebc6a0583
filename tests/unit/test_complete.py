"""Proves that a spec is completed before anything is made, or refused field by field."""

import pytest

from gateway.complete import Stages, complete
from reelmesh.mesh.rules import FieldError
from reelmesh.v1.common_pb2 import Artifact, Format, Quality
from reelmesh.v1.engine_pb2 import Capabilities, Voice
from reelmesh.v1.spec_pb2 import (
    CameraMove,
    FaceSide,
    Line,
    LipSync,
    Shot,
    Sound,
    Speaker,
    Spec,
)

VOICES = [
    Voice(id="heart", languages=["en"], group="a", characters_per_second=14),
    Voice(id="echo", languages=["en"], group="a", characters_per_second=14),
    Voice(id="deep", languages=["en-GB"], group="b", characters_per_second=14),
    Voice(id="alpha", languages=["zh"], group="c", characters_per_second=5),
    Voice(id="both", languages=["en", "zh"], group="d", characters_per_second=10),
]
STAGES = Stages(VOICES, None)
PICTURE = Artifact(sha256="1" * 64)


def refusal(spec: Spec, stages: Stages = STAGES) -> tuple[str, str]:
    with pytest.raises(FieldError) as caught:
        complete(spec, stages)
    assert len(caught.value.violations) == 1
    return caught.value.violations[0]


def said(*pairs: tuple[str, str]) -> list[Line]:
    return [Line(speaker=speaker, text=text) for speaker, text in pairs]


def cast(spec: Spec) -> dict[str, str]:
    return {s.name: s.voice for s in complete(spec, STAGES).speakers}


def test_every_default_is_filled_in() -> None:
    full = complete(Spec(prompt="  A harbour \n at dawn "), STAGES)
    assert (full.format.width, full.format.height, full.format.fps) == (1280, 720, 24)
    assert len(full.shots) == 1
    assert full.shots[0].camera.move != CameraMove.CAMERA_MOVE_UNSPECIFIED
    assert full.shots[0].camera.strength > 0
    assert full.quality == Quality.QUALITY_STANDARD
    assert full.lip_sync == LipSync.LIP_SYNC_AUTO
    assert full.title == "A harbour at dawn"


def test_what_the_caller_set_is_never_changed_and_neither_is_the_given_spec() -> None:
    spec = Spec(prompt="x", title="T", quality=Quality.QUALITY_DRAFT, shots=[Shot(), Shot()])
    spec.shots[0].camera.move = CameraMove.CAMERA_MOVE_HOLD
    spec.shots[0].camera.strength = 0.9
    kept = Spec()
    kept.CopyFrom(spec)
    full = complete(spec, STAGES)
    assert spec == kept
    assert full.title == "T"
    assert full.quality == Quality.QUALITY_DRAFT
    assert full.shots[0].camera == spec.shots[0].camera


def test_completing_twice_changes_nothing() -> None:
    spec = Spec(prompt="x", lines=said(("Anna", "Hello."), ("Bo", "你好，很高兴见到你。")))
    once = complete(spec, STAGES)
    assert complete(once, STAGES) == once


@pytest.mark.parametrize("prompt", ["", "  \n\t "])
def test_an_empty_prompt_is_refused(prompt: str) -> None:
    field, text = refusal(Spec(prompt=prompt))
    assert field == "spec.prompt"
    assert "empty" in text


def test_speakers_get_clearly_different_voices() -> None:
    chosen = cast(Spec(prompt="x", lines=said(("Anna", "Hi."), ("Ben", "Hi."), ("Cy", "Hi."))))
    groups = {v.id: v.group for v in VOICES}
    assert len({groups[voice] for voice in chosen.values()}) == 3


def test_a_speaker_keeps_one_voice_for_all_lines_and_one_that_speaks_them_all() -> None:
    lines = said(("Anna", "Hello."), ("Anna", "你好，很高兴见到你。"))
    assert cast(Spec(prompt="x", lines=lines)) == {"Anna": "both"}


def test_a_voice_asked_for_is_kept_and_others_do_not_sound_like_it() -> None:
    spec = Spec(prompt="x", lines=said(("Anna", "Hi."), ("Ben", "Hi.")))
    spec.speakers.add(name="Ben", voice="echo")
    chosen = cast(spec)
    assert chosen["Ben"] == "echo"
    assert chosen["Anna"] not in ("echo", "heart")


def test_nobodys_own_voice_is_cast_unasked_while_there_is_another() -> None:
    ada = Voice(id="ada", languages=["en"], characters_per_second=14, cloned=True)
    stages = Stages([ada, VOICES[2]], None)
    spec = Spec(prompt="x", lines=said(("Anna", "Hi.")))
    assert complete(spec, stages).speakers[0].voice == "deep"
    assert complete(spec, Stages([ada], None)).speakers[0].voice == "ada"
    spec.speakers.add(name="Anna", voice="ada")
    assert complete(spec, stages).speakers[0].voice == "ada"


def test_with_more_speakers_than_voices_a_voice_is_used_again() -> None:
    lines = said(*((f"S{n}", "Hello.") for n in range(6)))
    chosen = cast(Spec(prompt="x", lines=lines))
    assert len(chosen) == 6
    assert set(chosen.values()) == {"heart", "echo", "deep", "both"}


def test_a_region_is_no_obstacle() -> None:
    line = Line(text="Colour.", language="en-US")
    spec = Spec(prompt="x", lines=[line], speakers=[])
    spec.lines[0].speaker = "Anna"
    spec.speakers.add(name="Anna", voice="deep")
    assert cast(spec) == {"Anna": "deep"}


def test_an_unknown_voice_is_refused_and_the_known_ones_are_named() -> None:
    speakers = [Speaker(name="Anna", voice="nobody")]
    spec = Spec(prompt="x", lines=said(("Anna", "Hi.")), speakers=speakers)
    field, text = refusal(spec)
    assert field == "spec.speakers[0].voice"
    assert "nobody" in text
    assert "heart" in text


def test_a_voice_that_does_not_speak_the_language_is_refused() -> None:
    speakers = [Speaker(name="Anna", voice="heart")]
    spec = Spec(prompt="x", lines=said(("Anna", "你好，很高兴见到你。")), speakers=speakers)
    field, text = refusal(spec)
    assert field == "spec.speakers[0].voice"
    assert "alpha" in text


def test_a_language_that_nobody_speaks_is_refused_with_the_line() -> None:
    lines = [Line(text="Hi.", language="en"), Line(text="Moi.", language="fi")]
    field, text = refusal(Spec(prompt="x", lines=lines))
    assert field == "spec.lines[1].language"
    assert "fi" in text
    assert "en" in text


@pytest.mark.parametrize(
    ("speakers", "word"),
    [([Speaker(name="Eve")], "no line"), ([Speaker(name="Anna")] * 2, "twice")],
)
def test_a_cast_that_makes_no_sense_is_refused(speakers: list[Speaker], word: str) -> None:
    lines = said(("Anna", "Hi."))
    field, text = refusal(Spec(prompt="x", lines=lines, speakers=speakers))
    assert field == "spec.speakers"
    assert word in text


def test_lines_that_cannot_fit_are_refused_with_line_and_missing_seconds() -> None:
    lines = said(("Anna", "Hello there."), ("Anna", "word " * 60))
    field, text = refusal(Spec(prompt="x", lines=lines, seconds=5))
    assert field == "spec.lines[1]"
    assert "more seconds" in text


def test_more_dialogue_than_a_clip_may_last_is_refused() -> None:
    lines = said(*(("Anna", "word " * 190) for _ in range(20)))
    field, text = refusal(Spec(prompt="x", lines=lines))
    assert field == "spec.lines"
    assert "at most 600 s" in text


@pytest.mark.parametrize(
    ("shots", "seconds", "word"),
    [
        ([3, 3], 5, "together"),
        ([2, 2], 5, "not 5.0 s"),
        ([4, 0], 4.2, "too little"),
        ([0], 0.3, "half a second"),
    ],
)
def test_lengths_that_contradict_each_other_are_refused(
    shots: list[float], seconds: float, word: str
) -> None:
    spec = Spec(prompt="x", shots=[Shot(seconds=s) for s in shots], seconds=seconds)
    field, text = refusal(spec)
    assert field == "spec.seconds"
    assert word in text


def test_silence_with_cues_is_refused() -> None:
    assert refusal(Spec(prompt="x", sound=Sound(silent=True, cues=["rain"])))[0] == "spec.sound"


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Capabilities(width_max=640), "spec.format.width"),
        (Capabilities(height_max=480), "spec.format.height"),
        (Capabilities(fps=[16, 25]), "spec.format.fps"),
        (Capabilities(pixels_max=1280 * 720 - 1), "spec.format"),
    ],
)
def test_a_picture_that_the_engine_cannot_make_is_refused(limits: Capabilities, field: str) -> None:
    picture = Format(width=1280, height=720, fps=24)
    assert refusal(Spec(prompt="x", format=picture), Stages(VOICES, limits))[0] == field


def test_a_rate_that_is_not_given_is_the_engines_first_unless_it_makes_the_usual_one() -> None:
    def rate(*rates: int) -> int:
        return complete(Spec(prompt="x"), Stages(VOICES, Capabilities(fps=rates))).format.fps

    assert (rate(), rate(16), rate(25, 16), rate(16, 24)) == (24, 16, 25, 24)


def test_a_speaker_has_one_face_and_a_face_one_speaker() -> None:
    lines = said(("A", "Hello."), ("B", "Hi."))
    both = [Speaker(name="A", face=1, side=FaceSide.FACE_SIDE_LEFT)]
    field, text = refusal(Spec(prompt="x", lines=lines, speakers=both))
    assert field == "spec.speakers[0].side"
    assert "choose one" in text
    shared = [Speaker(name=name, side=FaceSide.FACE_SIDE_LEFT) for name in "AB"]
    field, text = refusal(Spec(prompt="x", lines=lines, speakers=shared))
    assert field == "spec.speakers[1].side"
    assert "'A' has that face already" in text


@pytest.mark.parametrize(
    ("shot", "video", "word"),
    [
        (Shot(last_image=PICTURE), Capabilities(last_image=True), "needs an image"),
        (Shot(image=PICTURE, last_image=PICTURE), Capabilities(), "not known"),
    ],
)
def test_a_last_picture_needs_a_first_one_and_an_engine_that_takes_it(
    shot: Shot, video: Capabilities, word: str
) -> None:
    field, text = refusal(Spec(prompt="a harbour", shots=[shot]), Stages(STAGES.voices, video))
    assert field == "spec.shots[0].last_image"
    assert word in text

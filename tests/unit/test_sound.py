"""Proves where a clip's sound comes from, that each part of it is made once, and that the comment
claims no more than is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import outcome, plan, requests, sound
from gateway.complete import Stages, complete
from gateway.outcome import notes
from gateway.sound import leave_to_picture
from reelmesh.cli import parser
from reelmesh.command.spec import spec_of
from reelmesh.mesh.rules import FieldError
from reelmesh.v1.ambient_pb2 import ComposeRequest
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Artifact, Stage
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.mux_pb2 import AssembleRequest
from reelmesh.v1.spec_pb2 import Music, Shot, Sound, SoundSource, Spec
from reelmesh.v1.timeline_pb2 import Timeline
from reelmesh.v1.video_pb2 import AnimateResult
from reelmesh.v1.vision_pb2 import DescribeResult

UNSET = SoundSource.SOUND_SOURCE_UNSPECIFIED
COMPOSED, PICTURE = SoundSource.SOUND_SOURCE_COMPOSED, SoundSource.SOUND_SOURCE_PICTURE
STEM = Artifact(sha256="5" * 64, media_type="audio/wav")
SOUNDING = Capabilities(audio_out=True)
SYNTHESISED, WITH_PICTURE = "Ambience: synthesised.", "Sound: made together with the picture"


def finished(spec: Spec, stems: bool) -> Clip:
    """A clip of four seconds whose every step but mux is done."""
    clip = Clip(spec=spec, shot_frames=[96], timeline=Timeline(seconds=4))
    clip.steps.extend(plan.plan(spec, lambda _stage, _part: "cpu"))
    for step in clip.steps:
        if step.stage == Stage.STAGE_VISION:
            step.result.describe.CopyFrom(DescribeResult(tags=["sea"]))
        elif step.stage == Stage.STAGE_VIDEO:
            made = AnimateResult(method="a model", stems=[STEM] if stems else [])
            step.result.animate.CopyFrom(made)
        elif step.stage == Stage.STAGE_AMBIENT:
            step.result.compose.sources.append("surf")
    return clip


def step_of(clip: Clip, stage: Stage) -> list[Step]:
    return [step for step in clip.steps if step.stage == stage]


def mixed(clip: Clip) -> AssembleRequest:
    return requests.build(clip, step_of(clip, Stage.STAGE_MUX)[0]).assemble


def spec_with(**more: object) -> Spec:
    return Spec(prompt="the sea", shots=[Shot(scene="the sea")], sound=Sound(**more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "video", "found"),
    [
        (UNSET, None, COMPOSED),
        (UNSET, Capabilities(), COMPOSED),
        (UNSET, SOUNDING, PICTURE),
        (COMPOSED, SOUNDING, COMPOSED),
        (PICTURE, SOUNDING, PICTURE),
    ],
)
def test_the_sound_is_the_pictures_own_where_the_engine_makes_it_and_nobody_says_else(
    asked: SoundSource, video: Capabilities | None, found: SoundSource
) -> None:
    full = complete(spec_with(source=asked), Stages([], video))
    assert full.sound.source == found


def test_sound_with_the_picture_is_refused_where_no_engine_makes_it() -> None:
    with pytest.raises(FieldError, match="makes no sound with the picture"):
        complete(spec_with(source=PICTURE), Stages([], Capabilities()))
    complete(spec_with(source=PICTURE, silent=True), Stages([], Capabilities()))


@pytest.mark.parametrize(
    ("given_sound", "composes", "stems_heard", "words"),
    [
        ({"source": COMPOSED}, True, False, [SYNTHESISED]),
        ({"source": UNSET}, True, False, [SYNTHESISED]),
        ({"source": COMPOSED, "silent": True}, False, False, []),
        ({"source": PICTURE}, False, True, [WITH_PICTURE]),
        ({"source": PICTURE, "silent": True}, False, False, []),
        (
            {"source": PICTURE, "cues": ["gulls"]},
            True,
            True,
            [WITH_PICTURE, "Sounds asked for by name: synthesised."],
        ),
        (
            {"source": PICTURE, "music": Music.MUSIC_CALM},
            True,
            True,
            [WITH_PICTURE, "Music: composed"],
        ),
        ({"silent": True, "music": Music.MUSIC_CALM}, True, False, ["Music: composed"]),
    ],
)
def test_each_part_of_the_sound_is_made_once_and_told_as_it_was_made(
    given_sound: dict[str, object], composes: bool, stems_heard: bool, words: list[str]
) -> None:
    clip = finished(spec_with(**given_sound), stems=True)
    assert bool(step_of(clip, Stage.STAGE_AMBIENT)) == composes
    request = mixed(clip)
    assert request.HasField("ambience") == composes
    assert [bool(shot.stems) for shot in request.shots] == [stems_heard]
    told = [SYNTHESISED, WITH_PICTURE, "Sounds asked for by name: synthesised.", "Music: composed"]
    assert [word for word in told if word in request.comment] == words


def test_over_the_pictures_own_sound_only_what_was_asked_for_is_composed() -> None:
    def asked(**more: object) -> ComposeRequest:
        clip = finished(spec_with(source=PICTURE, **more), stems=True)
        return requests.build(clip, step_of(clip, Stage.STAGE_AMBIENT)[0]).compose

    cued = asked(cues=["gulls"])
    assert (cued.prompt, list(cued.tags), list(cued.cues)) == ("", [], ["gulls"])
    assert not cued.silent
    scored = asked(music=Music.MUSIC_CALM)
    assert (scored.silent, scored.music) == (True, Music.MUSIC_CALM)


def test_a_shot_that_came_without_its_sound_is_told() -> None:
    clip = finished(spec_with(source=PICTURE), stems=False)
    assert "Shot 1 has no sound of its own: its engine made none." in notes(clip)
    assert WITH_PICTURE not in mixed(clip).comment
    assert SYNTHESISED not in mixed(clip).comment
    assert "no sound of its own" not in " ".join(notes(finished(spec_with(), stems=False)))


def test_the_command_line_names_the_source() -> None:
    def given_source(*words: str) -> SoundSource:
        return spec_of(parser().parse_args(["clip", "--prompt", "x", *words])).sound.source

    assert given_source() == UNSET
    assert given_source("--sound", "picture") == PICTURE
    assert given_source("--sound", "composed") == COMPOSED


@given(
    st.sampled_from(SoundSource.values()),
    st.booleans(),
    st.sampled_from([[], ["rain"]]),
    st.sampled_from([Music.MUSIC_UNSPECIFIED, Music.MUSIC_CALM]),
    st.booleans(),
)
def test_silence_is_silent_and_every_other_clip_has_its_place_from_one_source(
    source: SoundSource, silent: bool, cues: list[str], music: Music, stems: bool
) -> None:
    spec = spec_with(source=source, silent=silent, cues=cues, music=music)
    clip = finished(spec, stems)
    request = mixed(clip)
    steps = step_of(clip, Stage.STAGE_AMBIENT)
    placed = [
        step
        for step in steps
        if not (made := requests.build(clip, step).compose).silent and made.prompt
    ]
    heard_with_picture = any(shot.stems for shot in request.shots)
    if silent:
        assert not placed
        assert not heard_with_picture
    else:
        assert bool(placed) == (not sound.with_picture(spec))
        assert not (placed and heard_with_picture)
    assert bool(steps) == request.HasField("ambience")


def test_a_model_that_makes_sound_is_left_what_the_prompt_tells_of_it() -> None:
    for where, kept in ((PICTURE, ["rain"]), (COMPOSED, ["rain", "hum"])):
        spec = Spec(sound=Sound(source=where, cues=["rain", "hum"]))
        leave_to_picture(spec, ["rain"])
        assert list(spec.sound.cues) == kept


def test_sound_by_a_model_is_not_called_synthesised_and_what_it_saved_on_is_told() -> None:
    clip = finished(spec_with(source=COMPOSED, music=Music.MUSIC_CALM), stems=False)
    heard = requests.result(clip, Stage.STAGE_AMBIENT, "clip").compose
    heard.method, heard.music_method = "generated by a model", "generated by another"
    heard.degraded.append("It was made in shorter pieces.")
    told = mixed(clip).comment
    assert "Ambience: generated by a model. Music: generated by another." in told
    assert "synthesised by program" not in told
    assert "Sound: It was made in shorter pieces." in outcome.notes(clip)

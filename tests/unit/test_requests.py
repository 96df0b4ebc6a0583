"""Proves what each step is asked: a shot's own motions reach its picture, and no other's."""

from gateway.heeded import ignored
from gateway.outcome import notes
from gateway.plan import plan
from gateway.requests import build, scenes
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Artifact, Stage
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import Effect, Grade, Line, Look, Manner, Motion, Music, Shot, Sound, Spec
from reelmesh.v1.task_pb2 import StageResult
from reelmesh.v1.timeline_pb2 import Timeline
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import Box, DescribeResult, RegionKind

RAIN = Motion(effect=Effect.EFFECT_RAIN, strength=0.75)
WATER = Motion(effect=Effect.EFFECT_WATER)


def animates(spec: Spec) -> list[AnimateRequest]:
    """What video is asked for each shot once vision has looked at all of them."""
    parts = [f"shot{n}" for n in range(1, len(spec.shots) + 1)]
    seen = StageResult(describe=DescribeResult(caption="a harbour"))
    clip = Clip(
        spec=spec,
        shot_frames=[24] * len(parts),
        steps=[Step(stage=Stage.STAGE_VISION, part=part, result=seen) for part in parts],
    )
    steps = [Step(stage=Stage.STAGE_VIDEO, part=part) for part in parts]
    return [build(clip, step).animate for step in steps]


def test_a_shots_motions_reach_its_picture_in_their_order() -> None:
    spec = Spec(prompt="a harbour", shots=[Shot(motions=[RAIN, WATER]), Shot()])
    first, second = animates(spec)
    assert list(first.motions) == [RAIN, WATER]
    assert not second.motions


def test_what_is_meant_for_a_model_reaches_it_and_is_absent_where_nobody_asked() -> None:
    avoids = Shot(negative_prompt="people", motion_strength=0.0)
    first, second = animates(Spec(prompt="a harbour", shots=[avoids, Shot()], may_degrade=True))
    assert (first.negative_prompt, first.HasField("motion_strength")) == ("people", True)
    assert (second.negative_prompt, second.HasField("motion_strength")) == ("", False)
    assert first.may_degrade and second.may_degrade
    plain = animates(Spec(prompt="a harbour", shots=[Shot()]))[0]
    second.may_degrade = False
    assert plain == second


def test_what_the_engine_does_not_heed_is_not_sent_to_it() -> None:
    spec = Spec(prompt="x", shots=[Shot(negative_prompt="people", motion_strength=0.0)])
    seen = StageResult(describe=DescribeResult(caption="a harbour"))
    step = Step(stage=Stage.STAGE_VISION, part="shot1", result=seen)
    clip = Clip(spec=spec, shot_frames=[24], steps=[step])
    for able, sent in (
        (Capabilities(), ("", False)),
        (Capabilities(negative_prompt=True), ("people", False)),
        (Capabilities(motion_strength=True), ("", True)),
        (None, ("people", True)),
    ):
        clip.unheeded[:] = ignored(able)
        asked = build(clip, Step(stage=Stage.STAGE_VIDEO, part="shot1")).animate
        assert (asked.negative_prompt, asked.HasField("motion_strength")) == sent
    assert clip.spec.shots[0].negative_prompt == "people"


def test_what_was_made_with_less_is_told_of_its_shot() -> None:
    clip = finished(Spec(prompt="x", shots=[Shot(), Shot()]))
    clip.steps[3].result.animate.degraded.append("It was made at half its size and enlarged.")
    clip.steps[2].result.describe.degraded.append("The first frame was decoded in tiles.")
    assert notes(clip) == [
        "Shot 2: The first frame was decoded in tiles.",
        "Shot 2: It was made at half its size and enlarged.",
    ]


def test_what_a_voice_saved_on_or_left_out_is_told_of_its_line_and_a_clone_names_its_consent() -> (
    None
):
    clip = finished(Spec(prompt="x", shots=[Shot()], lines=[Line(text="A."), Line(text="B.")]))
    assert not any(note.startswith("Line") for note in notes(clip))
    speech = clip.steps[-1].result.speak
    speech.degraded.append("The line was spoken in shorter pieces.")
    speech.left_out.append("The model came to no end and was stopped.")
    assert build(clip, MUX).assemble.comment.count("Cloned") == 0
    speech.consent.sha256 = "7" * 64
    assert [note for note in notes(clip) if note.startswith("Line")] == [
        "Line 2: The model came to no end and was stopped.",
        "Line 2: The line was spoken in shorter pieces.",
    ]
    assert f"Cloned with recorded consent: {'7' * 64}." in build(clip, MUX).assemble.comment


def finished(spec: Spec) -> Clip:
    """A clip of four seconds whose every step but mux is done; its scene shows one face."""
    scene = DescribeResult(tags=["indoor"])
    scene.faces.add(box=Box(left=0.6, top=0.2, width=0.2, height=0.3))
    shots = [f"shot{n}" for n in range(1, len(spec.shots) + 1)]
    clip = Clip(spec=spec, shot_frames=[96] * len(shots), timeline=Timeline(seconds=4))
    for part in shots:
        clip.steps.add(stage=Stage.STAGE_VISION, part=part).result.describe.CopyFrom(scene)
        clip.steps.add(stage=Stage.STAGE_VIDEO, part=part).result.animate.SetInParent()
    sound = clip.steps.add(stage=Stage.STAGE_AMBIENT, part="clip")
    sound.result.compose.sources.append("room tone")
    for number in range(1, len(spec.lines) + 1):
        spoken = clip.steps.add(stage=Stage.STAGE_VOICE, part=f"line{number}")
        spoken.result.speak.seconds = 1
    return clip


AMBIENT, MUX = (
    Step(stage=Stage.STAGE_AMBIENT, part="clip"),
    Step(stage=Stage.STAGE_MUX, part="clip"),
)


def test_lightning_is_told_to_picture_and_sound_at_the_same_moments() -> None:
    storm = Shot(motions=[Motion(effect=Effect.EFFECT_LIGHTNING, strength=1)])
    clip = finished(Spec(prompt="a storm", shots=[storm, storm]))
    seen = [
        build(clip, Step(stage=Stage.STAGE_VIDEO, part=f"shot{n}")).animate.flashes for n in (1, 2)
    ]
    heard = build(clip, AMBIENT).compose.flashes
    assert seen[0]
    assert list(heard) == [*seen[0], *(round(4 + moment, 3) for moment in seen[1])]


def test_waves_break_in_picture_and_sound_at_the_same_moments_and_only_at_a_sea() -> None:
    clip = finished(Spec(prompt="the sea", shots=[Shot(), Shot()]))
    steps = [Step(stage=Stage.STAGE_VIDEO, part=f"shot{n}") for n in (1, 2)]
    assert not build(clip, AMBIENT).compose.swells
    for scene in scenes(clip):
        scene.tags[:] = ["sea"]
        scene.regions.add(kind=RegionKind.REGION_KIND_WATER)
    heard = set(build(clip, AMBIENT).compose.swells)
    assert heard
    for start, step in zip((0, 4), steps, strict=True):
        seen = {round(start + at, 3) for at in build(clip, step).animate.swells}
        assert seen
        assert seen <= heard
    clip.spec.shots[0].still = True
    assert not build(clip, steps[0]).animate.swells


def test_a_shots_look_reaches_its_picture() -> None:
    look = Look(grades=[Grade.GRADE_SEPIA], blur=0.5)
    first, second = animates(Spec(prompt="a harbour", shots=[Shot(look=look), Shot()]))
    assert first.look == look
    assert not second.HasField("look")


def test_a_last_picture_is_looked_at_on_its_own_and_handed_to_video_without_speech() -> None:
    first, last = Artifact(sha256="1" * 64), Artifact(sha256="2" * 64)
    spec = Spec(prompt="a harbour", shots=[Shot(image=first, last_image=last), Shot()])
    steps = {f"{step.stage}.{step.part}": step for step in plan(spec, pool_of)}
    ends = [step for step in steps.values() if step.part == "shot1last"]
    assert [step.stage for step in ends] == [Stage.STAGE_VISION]
    assert "vision.shot1last" in steps[f"{Stage.STAGE_VIDEO}.shot1"].needs
    assert not any("last" in need for need in steps[f"{Stage.STAGE_VIDEO}.shot2"].needs)
    clip = finished(spec)
    clip.spec.lines.add(speaker="Anna", text="Look.")
    asked = build(clip, ends[0]).describe
    assert (asked.image, asked.prompt) == (last, "")
    seen = DescribeResult(caption="the end")
    clip.steps.add(stage=Stage.STAGE_VISION, part="shot1last").result.describe.CopyFrom(seen)
    animated = [build(clip, Step(stage=Stage.STAGE_VIDEO, part=f"shot{n}")).animate for n in (1, 2)]
    assert animated[0].last == seen and not animated[0].speech
    assert not animated[1].HasField("last")


def test_music_is_made_though_the_place_is_silent() -> None:
    quiet = Sound(silent=True)
    assert [s.stage for s in plan(Spec(shots=[Shot()], sound=quiet), pool_of)] == [
        Stage.STAGE_VISION,
        Stage.STAGE_VIDEO,
        Stage.STAGE_MUX,
    ]
    spec = Spec(shots=[Shot()], sound=Sound(silent=True, music=Music.MUSIC_CALM))
    assert Stage.STAGE_AMBIENT in [s.stage for s in plan(spec, pool_of)]
    request = build(finished(spec), AMBIENT).compose
    assert (request.silent, request.music) == (True, Music.MUSIC_CALM)
    assembled = build(finished(spec), MUX).assemble
    assert assembled.HasField("ambience")
    assert "Music: composed" in assembled.comment
    assert "Ambience" not in assembled.comment


def test_mux_hears_where_a_speaker_stands_and_what_is_wanted_besides() -> None:
    spec = Spec(shots=[Shot()], lines=[Line(speaker="Anna", text="Hi.")])
    spec.extras.stems = True
    request = build(finished(spec), MUX).assemble
    assert [(p.speaker, p.x) for p in request.places] == [("Anna", 0.7)]
    assert list(request.tags) == ["indoor"]
    assert request.extras.stems


def pool_of(stage: Stage, part: str) -> str:
    return "cpu"


def test_a_manner_reaches_the_voice_with_its_pace() -> None:
    spec = Spec(
        lines=[Line(text="Hush."), Line(text="Hush.", manner=Manner.MANNER_WHISPER)],
        shots=[Shot()],
    )
    clip = Clip(spec=spec)
    plain, whispered = (
        build(clip, Step(stage=Stage.STAGE_VOICE, part=f"line{n}")).speak for n in (1, 2)
    )
    assert (plain.manner, plain.rate) == (Manner.MANNER_UNSPECIFIED, 0)
    assert whispered.manner == Manner.MANNER_WHISPER
    assert 0.8 < whispered.rate < 1

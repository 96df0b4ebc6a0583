"""Proves that what no pool can do is refused at once, with the pool and with what would do."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.capability import NOBODY, Serving, foreseen, lacks, suggestion, unheeded, within
from gateway.complete import Stages, complete
from reelmesh.mesh.rules import FieldError
from reelmesh.v1.clip_pb2 import ClipState
from reelmesh.v1.common_pb2 import Artifact, Cause, Format, Quality, Stage
from reelmesh.v1.engine_pb2 import Capabilities, FrameRule
from reelmesh.v1.spec_pb2 import Line, LipSync, Shot, Spec, Transition
from tests.worlds import World

PICTURE = Artifact(sha256="1" * 64)
WAN = Capabilities(
    width_max=832,
    height_max=480,
    fps=[16],
    frame_rule=FrameRule(multiple=4, offset=1, frames_max=81),
)
ANY = Capabilities(last_image=True, lip_sync=True)
BIG = Serving(WAN, Capabilities(from_text=True), "h100")
SMALL = Serving(ANY, Capabilities(from_text=True), "cpu")


def ask(spec: Spec) -> Serving:
    """Fine pictures come from the pool h100, all others from the pool cpu."""
    return BIG if spec.quality == Quality.QUALITY_HIGH else SMALL


def high(*shots: Shot, width: int = 832, height: int = 480, fps: int = 16) -> Spec:
    return Spec(
        prompt="x",
        quality=Quality.QUALITY_HIGH,
        shots=shots,
        format=Format(width=width, height=height, fps=fps),
    )


def refused(spec: Spec, serving: Serving = BIG) -> dict[str, str]:
    with pytest.raises(FieldError) as caught:
        complete(spec, Stages([], None, serving, ask))
    return dict(caught.value.violations)


def test_what_the_pool_can_do_is_accepted() -> None:
    full = complete(high(Shot(seconds=5)), Stages([], None, BIG, ask))
    assert lacks(full, [], BIG) == []


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (high(width=1280), "spec.format.width"),
        (high(height=720), "spec.format.height"),
        (high(fps=24), "spec.format.fps"),
        (high(Shot(seconds=5.2)), "spec.seconds"),
        (high(Shot(seconds=3, image=PICTURE, last_image=PICTURE)), "spec.shots[0].last_image"),
    ],
)
def test_what_the_pool_cannot_do_is_refused_with_its_name_and_a_quality_that_would_do(
    spec: Spec, field: str
) -> None:
    found = refused(spec)
    assert list(found) == [field]
    assert "pool h100" in found[field]
    assert "Quality draft would do (pool cpu)" in found[field]


def test_a_dissolve_counts_for_the_shot_that_it_is_made_from() -> None:
    after = Shot(seconds=3, transition=Transition.TRANSITION_DISSOLVE)
    assert list(refused(high(Shot(seconds=5), after))) == ["spec.seconds"]
    after.transition = Transition.TRANSITION_CUT
    complete(high(Shot(seconds=5), after), Stages([], None, BIG, ask))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert list(refused(high(width=1280, height=720, fps=24))) == [
        "spec.format.width",
        "spec.format.height",
        "spec.format.fps",
    ]


def test_a_smaller_size_is_offered_where_no_quality_would_do() -> None:
    spec = complete(high(), Stages([], None, BIG, ask))
    spec.format.width, spec.format.height = 1280, 720
    assert suggestion(spec, [], BIG, lambda _: BIG) == "A size of 832x468 would do (pool h100)"
    spec.format.fps = 24
    offered = suggestion(spec, [], BIG, lambda _: BIG)
    assert offered == "A size of 832x468 at 16 frames per second would do (pool h100)"


def test_a_pool_without_a_worker_is_not_offered() -> None:
    away = Serving(ANY, Capabilities(from_text=True), "cpu", live=False)
    spec = complete(high(), Stages([], None, BIG, ask))
    spec.format.fps = 24
    told = suggestion(spec, [], Serving(WAN, None, "h100", live=False), lambda _: away)
    assert told == NOBODY.rstrip(".")


def test_a_shot_without_a_picture_needs_a_vision_engine_that_paints() -> None:
    blind = Serving(ANY, Capabilities(), "cpu", "seeing")
    found = refused(Spec(prompt="x", shots=[Shot(image=PICTURE), Shot()]), blind)
    assert list(found) == ["spec.shots[1].image"]
    assert "vision pool seeing" in found["spec.shots[1].image"]


def test_what_an_engine_does_not_heed_is_accepted_and_told() -> None:
    spec = high(Shot(negative_prompt="people", motion_strength=0.0))
    told = unheeded(spec, BIG)
    assert len(told) == 2
    assert all("pool h100" in note for note in told)
    heeds = Serving(Capabilities(negative_prompt=True, motion_strength=True))
    assert unheeded(spec, heeds) == unheeded(high(Shot()), BIG) == []


def test_that_no_mouth_will_move_is_told_before() -> None:
    spec = high(Shot())
    spec.lines.append(Line(speaker="Anna", text="Hello."))
    assert "no mouths" in foreseen(spec, BIG)[0]
    assert foreseen(spec, SMALL) == []
    spec.lip_sync = LipSync.LIP_SYNC_OFF
    assert foreseen(spec, BIG) == []


sizes = st.integers(16, 4096)
limits = st.builds(
    Capabilities,
    width_max=st.integers(0, 2000),
    height_max=st.integers(0, 2000),
    pixels_max=st.integers(0, 2_000_000),
    fps=st.lists(st.integers(1, 60), max_size=3),
    frame_rule=st.builds(
        FrameRule,
        multiple=st.integers(0, 8),
        offset=st.integers(0, 1),
        frames_max=st.sampled_from([0, 17, 81, 200]),
    ),
)


@given(sizes, sizes, st.integers(1, 60), limits, limits)
def test_what_is_offered_is_what_would_be_accepted(
    width: int, height: int, fps: int, fine: Capabilities, plain: Capabilities
) -> None:
    def served(spec: Spec) -> Serving:
        best = spec.quality == Quality.QUALITY_HIGH
        return Serving(fine, None, "h100") if best else Serving(plain, None)

    spec = high(Shot(seconds=4), width=width, height=height, fps=fps)
    told = suggestion(spec, [], served(spec), served)
    if told.startswith("Quality"):
        word = told.split()[1].upper()
        spec.quality = cast("Quality", Quality.Value(f"QUALITY_{word}"))
        assert lacks(spec, [], served(spec)) == []
    elif told.startswith("A size"):
        size = told.split()[3].split("x")
        assert int(size[0]) <= (fine.width_max or 4096)
        assert int(size[1]) <= (fine.height_max or 4096)
        assert int(size[0]) * int(size[1]) <= (fine.pixels_max or 4096**2)


@given(sizes, sizes, limits)
def test_the_largest_size_within_limits_keeps_to_them(
    width: int, height: int, video: Capabilities
) -> None:
    found = within(width, height, video)
    assert not video.width_max or found[0] <= video.width_max
    assert not video.height_max or found[1] <= video.height_max
    assert not video.pixels_max or found[0] * found[1] <= video.pixels_max
    if found != (width, height):
        assert found[0] % 2 == found[1] % 2 == 0


def test_lines_that_make_a_shot_too_long_fail_the_clip_before_it_is_rendered() -> None:
    spec = Spec(prompt="x", shots=[Shot()], lines=[Line(text="9.0")])
    rule = FrameRule(multiple=4, offset=1, frames_max=121)
    world = World(spec, rule)
    world.deliver(0)
    world.work("vision.shot1")
    world.work("voice.line1")
    while world.undelivered:
        world.deliver(0)
    clip = world.record
    assert clip.state == ClipState.CLIP_STATE_FAILED
    assert (clip.failure.cause, clip.failure.part) == (Cause.CAUSE_CALLER, "shot1")
    assert "at most 5.0 s in one shot" in clip.failure.message
    rendered = {Stage.STAGE_VIDEO, Stage.STAGE_AMBIENT, Stage.STAGE_MUX}
    assert not any(step.stage in rendered and step.HasField("queue_time") for step in clip.steps)

"""Proves that a clip ends the same whatever happens on the way.

The real plan, apply, decide and tasks are driven through random orders of events, duplicates,
late and stale events, crashes between any two actions, cancels, deadlines and failures.
"""

from collections.abc import Callable
from random import Random

from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import plan
from gateway.outcome import outcome
from gateway.timeline import asked_seconds
from reelmesh.v1.clip_pb2 import Clip, ClipState, StepState
from reelmesh.v1.common_pb2 import Cause, Stage
from reelmesh.v1.engine_pb2 import FrameRule
from reelmesh.v1.event_pb2 import ClipCancelled, Event, StepFinished, StepStarted
from reelmesh.v1.spec_pb2 import Line, LipSync, Music, Shot, Sound, SoundSource, Spec
from reelmesh.v1.voice_pb2 import SpeakResult
from tests.worlds import World, result_of

RENDERED = {Stage.STAGE_VIDEO, Stage.STAGE_AMBIENT, Stage.STAGE_MUX}
WAITING, DONE = StepState.STEP_STATE_WAITING, StepState.STEP_STATE_SUCCEEDED

lines = st.builds(
    Line,
    speaker=st.sampled_from(["", "Anna", "Ben"]),
    text=st.sampled_from(["0.4", "1.3", "2.75"]),
    start_seconds=st.sampled_from([None, None, None, 0.2, 3.0]),
)


def sensible(spec: Spec) -> bool:
    """Whether gateway.complete would let the lengths pass."""
    asked = [shot.seconds for shot in spec.shots]
    return not spec.seconds or (
        not all(asked) and sum(asked) + 0.5 * asked.count(0.0) <= spec.seconds
    )


specs = st.builds(
    Spec,
    prompt=st.just("a harbour"),
    shots=st.lists(
        st.builds(Shot, seconds=st.sampled_from([0.0, 0.0, 2.0])), min_size=1, max_size=3
    ),
    lines=st.lists(lines, max_size=4),
    sound=st.builds(
        Sound,
        silent=st.booleans(),
        source=st.sampled_from(SoundSource.values()),
        cues=st.sampled_from([[], [], ["rain"]]),
        music=st.sampled_from([Music.MUSIC_UNSPECIFIED, Music.MUSIC_CALM]),
    ),
    seconds=st.sampled_from([0.0, 0.0, 4.0, 9.0]),
    lip_sync=st.sampled_from([LipSync.LIP_SYNC_AUTO, LipSync.LIP_SYNC_OFF]),
).filter(sensible)
rules = st.sampled_from([FrameRule(), FrameRule(multiple=8, offset=1)])
# A seed rather than st.randoms: a story needs more choices than hypothesis likes to shrink.
chances = st.integers(0, 2**32).map(Random)


def essence(clip: Clip) -> Clip:
    """The record without what depends on when and by whom: times, tries, workers."""
    bare = Clip()
    bare.CopyFrom(clip)
    for field in ("start_time", "end_time", "create_time"):
        bare.ClearField(field)
    for step in bare.steps:
        for field in ("queue_time", "start_time", "end_time", "attempt", "worker", "reused"):
            step.ClearField(field)
    if bare.state != ClipState.CLIP_STATE_SUCCEEDED:
        # How far other steps had come when one ended the clip is chance.
        bare.ClearField("steps")
    return bare


def steps_by_name(clip: Clip) -> dict[str, StepState]:
    return {plan.name(step): step.state for step in clip.steps}


def check_always(world: World, before: Clip) -> None:
    """What holds after every single action."""
    clip = world.record
    states = steps_by_name(clip)
    if before.state in plan.ENDED:
        assert essence(clip) == essence(before), "an ended clip changed"
    for step in clip.steps:
        ran = step.state not in (WAITING, StepState.STEP_STATE_CANCELLED)
        if ran:
            assert all(states[need] == DONE for need in step.needs), "it ran before its needs"
    if clip.state == ClipState.CLIP_STATE_QUEUED:
        assert not any(step.HasField("start_time") for step in clip.steps)
    if clip.state == ClipState.CLIP_STATE_RUNNING:
        assert any(step.HasField("start_time") for step in clip.steps)
    told = {(e.stage, e.part) for e in world.told if e.HasField("finished")}
    lines = {(s.stage, s.part) for s in clip.steps if s.stage == Stage.STAGE_VOICE}
    if not lines <= told:
        assert not any(task.stage in RENDERED for task in world.queue.values())


def play(world: World, chance: Random, then: Callable[[World], None] | None = None) -> Clip:
    """Act by chance until nothing is left to do; then is called once on the way."""
    when = chance.randint(0, 12)
    for moment in range(2000):
        before = world.record
        if moment == when and then:
            then(world)
        if not world.step(chance):
            # Nothing is under way any more: what was to happen happens now.
            if moment < when and then:
                then(world)
                then = None
                continue
            return world.record
        check_always(world, before)
    raise AssertionError("it never came to rest")


@given(specs, rules, chances)
def test_whatever_the_order_the_record_ends_the_same(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    expected = World(spec, rule).in_order()
    world = World(spec, rule)
    reached = play(world, chance)
    assert reached.state in plan.ENDED
    assert essence(reached) == essence(expected)
    assert outcome(reached) is not None


@given(specs, rules, chances)
def test_every_released_step_gets_exactly_one_task(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    world = World(spec, rule)
    reached = play(world, chance)
    if reached.state == ClipState.CLIP_STATE_SUCCEEDED:
        assert world.released == dict.fromkeys(map(plan.name, reached.steps), 1)
    else:
        assert set(world.released.values()) <= {1}


@given(specs, rules, chances)
def test_a_cancelled_clip_is_cancelled_unless_it_had_ended(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    reached = play(World(spec, rule), chance, World.cancel)
    if reached.state == ClipState.CLIP_STATE_CANCELLED:
        assert reached.failure.cause == Cause.CAUSE_CALLER
        assert "enough" in reached.failure.message
        assert not reached.HasField("result")
    else:
        assert essence(reached) == essence(World(spec, rule).in_order())


@given(specs, rules, chances)
def test_a_late_clip_expires_unless_it_had_ended(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    reached = play(World(spec, rule), chance, World.late)
    if reached.state == ClipState.CLIP_STATE_EXPIRED:
        assert reached.failure.cause == Cause.CAUSE_DEADLINE
        assert reached.failure.retryable
    else:
        assert essence(reached) == essence(World(spec, rule).in_order())


@given(specs, rules, chances)
def test_one_step_that_fails_for_good_fails_the_clip_and_names_itself(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    steps = plan.plan(spec, lambda _stage, _part: "cpu")
    failing = chance.choice(steps)
    reached = play(World(spec, rule, plan.name(failing)), chance)
    assert reached.state == ClipState.CLIP_STATE_FAILED
    ended_by_fit = reached.failure.cause == Cause.CAUSE_CALLER
    assert ended_by_fit or reached.failure.stage == failing.stage


@given(specs, rules, chances)
def test_applying_an_event_twice_changes_nothing(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    world = World(spec, rule)
    for _ in range(chance.randint(0, 60)):
        world.step(chance)
    event = chance.choice(world.told)
    once = plan.apply(world.record, event)
    assert plan.apply(once, event) == once


@given(specs, rules, chances)
def test_deciding_twice_changes_nothing(spec: Spec, rule: FrameRule, chance: Random) -> None:
    world = World(spec, rule)
    for _ in range(chance.randint(0, 60)):
        world.step(chance)
    once = plan.decide(world.record, Timestamp(seconds=1))
    assert plan.decide(once, Timestamp(seconds=2)) == once


@given(specs, rules, chances)
def test_neither_apply_nor_decide_changes_the_record_it_is_given(
    spec: Spec, rule: FrameRule, chance: Random
) -> None:
    world = World(spec, rule)
    for _ in range(chance.randint(0, 60)):
        world.step(chance)
    kept = Clip()
    kept.CopyFrom(world.record)
    plan.decide(plan.apply(world.record, chance.choice(world.told)), Timestamp(seconds=1))
    assert world.record == kept


@given(specs, rules)
@settings(max_examples=120)
def test_lines_that_do_not_fit_fail_with_line_and_missing_seconds(
    spec: Spec, rule: FrameRule
) -> None:
    world = World(spec, rule)
    reached = world.in_order()
    asked = asked_seconds(spec)
    if reached.state == ClipState.CLIP_STATE_SUCCEEDED:
        assert all(
            u.end_seconds <= reached.timeline.seconds + 1e-6 for u in reached.timeline.utterances
        )
        return
    assert asked
    assert reached.failure.cause == Cause.CAUSE_CALLER
    assert reached.failure.part in {f"line{n}" for n in range(1, len(spec.lines) + 1)}
    assert "more seconds are needed" in reached.failure.message
    assert not any(name.startswith(("video", "ambient", "mux")) for name in world.released)


def test_events_of_a_step_that_was_not_released_are_ignored() -> None:
    world = World(Spec(prompt="x", shots=[Shot()]), FrameRule())
    stray = Event(stage=Stage.STAGE_MUX, part="clip", finished=StepFinished())
    assert plan.apply(world.record, stray) == world.record
    unknown = Event(stage=Stage.STAGE_VOICE, part="line9", started=StepStarted(attempt=1))
    assert plan.apply(world.record, unknown) == world.record


def test_a_fact_is_early_only_while_its_step_waits_to_be_released() -> None:
    world = World(Spec(prompt="x", shots=[Shot()]), FrameRule())
    mux = Event(stage=Stage.STAGE_MUX, part="clip", finished=StepFinished())
    vision = Event(stage=Stage.STAGE_VISION, part="shot1", finished=StepFinished())
    assert plan.early(world.record, mux)
    assert not plan.early(world.record, vision)
    assert not plan.early(world.record, Event(cancelled=ClipCancelled(reason="enough")))
    assert not plan.early(world.in_order(), mux)


def test_a_late_start_of_an_earlier_try_does_not_hide_the_later_one() -> None:
    world = World(Spec(prompt="x", shots=[Shot()]), FrameRule())
    world.deliver(0)
    second = Event(stage=Stage.STAGE_VISION, part="shot1")
    second.started.CopyFrom(StepStarted(attempt=2, worker="second"))
    first = Event(stage=Stage.STAGE_VISION, part="shot1")
    first.started.CopyFrom(StepStarted(attempt=1, worker="first"))
    clip = plan.apply(plan.apply(world.record, second), first)
    assert (clip.steps[0].attempt, clip.steps[0].worker) == (2, "second")


def test_a_silent_clip_has_no_ambient_step_and_a_wordless_one_no_voice() -> None:
    steps = plan.plan(
        Spec(prompt="x", shots=[Shot(), Shot()], sound=Sound(silent=True)), lambda *_: "cpu"
    )
    assert [plan.name(s) for s in steps] == [
        "vision.shot1",
        "vision.shot2",
        "video.shot1",
        "video.shot2",
        "mux.clip",
    ]


def test_each_step_goes_to_the_pool_of_its_stage_and_part() -> None:
    spec = Spec(prompt="x", shots=[Shot()], lines=[Line(text="1"), Line(text="1")])
    steps = plan.plan(spec, lambda stage, part: f"{stage}-{part}")
    assert {s.pool for s in steps if s.stage == Stage.STAGE_VOICE} == {"2-line1", "2-line2"}


def test_a_reused_result_says_so_in_the_record() -> None:
    world = World(Spec(prompt="x", shots=[Shot()], lines=[Line(text="1")]), FrameRule())
    world.deliver(0)
    task = world.queue["voice.line1"]
    fact = StepFinished(result=result_of(task), reused=True, attempt=1, fingerprint="f")
    clip = plan.apply(world.record, Event(stage=task.stage, part=task.part, finished=fact))
    step = next(s for s in clip.steps if s.stage == Stage.STAGE_VOICE)
    assert step.reused
    assert step.result.speak == SpeakResult(seconds=1.0)
    assert clip.state == ClipState.CLIP_STATE_RUNNING

"""The graph: spec → steps; apply(event); decide. Pure: no I/O, no clock, reelmesh.v1 alone.

    accepted ──► decide ──► tasks ──► started, finished ──► apply ──► decide ──► … ──► completed

Whatever order events come in, however often, the record ends the same: apply ignores what it
has seen, and decide only reads the record.
"""

from collections.abc import Callable, Container, Iterable

from google.protobuf.timestamp_pb2 import Timestamp

from gateway import requests, sound
from gateway.outcome import does_not_fit, notes, too_long
from gateway.shown import PICTURE, WORDS
from gateway.timeline import LineDoesNotFit, build, lay_out
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step, StepState
from reelmesh.v1.common_pb2 import Cause, Failure, Stage
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.spec_pb2 import Spec
from reelmesh.v1.task_pb2 import Task

ENDED = frozenset(
    {
        ClipState.CLIP_STATE_SUCCEEDED,
        ClipState.CLIP_STATE_FAILED,
        ClipState.CLIP_STATE_CANCELLED,
        ClipState.CLIP_STATE_EXPIRED,
        ClipState.CLIP_STATE_DELETED,
    }
)
WAITING, QUEUED = StepState.STEP_STATE_WAITING, StepState.STEP_STATE_QUEUED
OPEN_STEPS = frozenset({QUEUED, StepState.STEP_STATE_RUNNING})
DONE = StepState.STEP_STATE_SUCCEEDED
CLIP_QUEUED = ClipState.CLIP_STATE_QUEUED
VOICE = Stage.STAGE_VOICE
"""Looked up once: a name of an enum of protobuf costs as much as a small function."""
_STAGE_TOKENS = {number: stage.removeprefix("STAGE_").lower() for stage, number in Stage.items()}

PoolOf = Callable[[Stage, str], str]
"""The pool that serves a stage's part, from the gateway's table."""


def name(step: Step) -> str:
    """A step's name within its clip, such as video.shot1."""
    return f"{_STAGE_TOKENS[step.stage]}.{step.part}"


def plan(
    spec: Spec, pool_of: PoolOf, *, encoded: bool = False, pictured: bool = False
) -> list[Step]:
    """The steps of a spec with every shot listed. encoded: whether vision encodes the words of
    each shot for a video engine without a text encoder; pictured: the frames of each shot for one
    without an image encoder.

    Encoding is a step of its own: other words leave the look at the picture as it is, and
    another picture the embeddings of the words.

    Nothing is rendered before every line is spoken, since only then it is known that the
    lines fit: speech is fast, and picture is not.
    """
    shots = [f"shot{n}" for n in range(1, len(spec.shots) + 1)]
    lines = [f"line{n}" for n in range(1, len(spec.lines) + 1)]
    looked = [f"vision.{shot}" for shot in shots]
    ends = {
        shot: f"{shot}last"
        for shot, asked in zip(shots, spec.shots, strict=True)
        if asked.HasField("last_image")
    }
    words = {shot: f"{WORDS}{n}" for n, shot in enumerate(shots, 1) if encoded}
    pictures = {shot: f"{PICTURE}{n}" for n, shot in enumerate(shots, 1) if pictured}
    frames = {shot: [f"vision.{part}" for part in (shot, ends.get(shot)) if part] for shot in shots}
    seen = {
        shot: [*frames[shot], *(f"vision.{kind[shot]}" for kind in (words, pictures) if kind)]
        for shot in shots
    }
    spoken = [f"voice.{line}" for line in lines]
    moved = [f"video.{shot}" for shot in shots]
    heard = ["ambient.clip"] if sound.heard(spec) else []

    def step(stage: Stage, part: str, needs: Iterable[str]) -> Step:
        return Step(
            stage=stage,
            part=part,
            needs=list(needs),
            pool=pool_of(stage, part),
            state=WAITING,
        )

    return [
        *(step(Stage.STAGE_VISION, shot, []) for shot in shots),
        *(step(Stage.STAGE_VISION, end, []) for end in ends.values()),
        *(step(Stage.STAGE_VISION, part, []) for part in words.values()),
        *(step(Stage.STAGE_VISION, part, frames[shot]) for shot, part in pictures.items()),
        *(step(Stage.STAGE_VOICE, line, []) for line in lines),
        *(step(Stage.STAGE_VIDEO, shot, [*seen[shot], *spoken]) for shot in shots),
        *(step(Stage.STAGE_AMBIENT, "clip", [*looked, *spoken]) for _ in heard),
        step(Stage.STAGE_MUX, "clip", [*moved, *spoken, *heard]),
    ]


def apply(clip: Clip, event: Event) -> Clip:
    """The record after a fact. The given record is not changed."""
    fact = event.WhichOneof("fact")
    if clip.state in ENDED or fact not in _APPLY:
        return clip
    after = Clip()
    after.CopyFrom(clip)
    _APPLY[fact](after, event)
    return after


def _step_of(clip: Clip, event: Event) -> Step | None:
    """The open step an event is about, if there is one."""
    for step in clip.steps:
        if step.stage == event.stage and step.part == event.part:
            return step if step.state in OPEN_STEPS else None
    return None


def early(clip: Clip, event: Event) -> bool:
    """Whether a fact is about a step that this record has not released yet."""
    return event.WhichOneof("fact") in _OF_STEPS and any(
        step.stage == event.stage and step.part == event.part and step.state == WAITING
        for step in clip.steps
    )


def _running(clip: Clip, step: Step, time: Timestamp) -> None:
    if not step.HasField("start_time"):
        step.start_time.CopyFrom(time)
    if clip.state == CLIP_QUEUED:
        clip.state = ClipState.CLIP_STATE_RUNNING
        clip.start_time.CopyFrom(time)


def _started(clip: Clip, event: Event) -> None:
    step = _step_of(clip, event)
    # A late word of an earlier try does not hide the later one.
    if step is None or event.started.attempt < step.attempt:
        return
    _running(clip, step, event.time)
    step.state = StepState.STEP_STATE_RUNNING
    step.attempt = event.started.attempt
    step.worker = event.started.worker
    step.engine = event.started.engine


def _finished(clip: Clip, event: Event) -> None:
    step = _step_of(clip, event)
    if step is None:
        return
    fact = event.finished
    _running(clip, step, fact.start_time if fact.HasField("start_time") else event.time)
    step.state = DONE
    step.result.CopyFrom(fact.result)
    step.attempt = max(step.attempt, fact.attempt)
    step.reused = fact.reused
    step.fingerprint = fact.fingerprint
    step.engine = fact.engine
    step.worker = fact.worker
    step.run_seconds = fact.run_seconds
    step.saved_seconds = fact.saved_seconds
    if fact.HasField("usage"):
        step.usage.CopyFrom(fact.usage)
    step.end_time.CopyFrom(event.time)


def _failed(clip: Clip, event: Event) -> None:
    step = _step_of(clip, event)
    if step is None:
        return
    fact = event.failed
    _running(clip, step, event.time)
    step.state = StepState.STEP_STATE_FAILED
    step.failure.CopyFrom(fact.failure)
    step.attempt = max(step.attempt, fact.attempt)
    step.engine = fact.engine
    step.worker = fact.worker
    step.end_time.CopyFrom(event.time)
    _end(clip, ClipState.CLIP_STATE_FAILED, event.time, fact.failure)


def _cancelled(clip: Clip, event: Event) -> None:
    reason = event.cancelled.reason or "no reason given"
    failure = Failure(cause=Cause.CAUSE_CALLER, message=f"The caller cancelled it: {reason}.")
    _end(clip, ClipState.CLIP_STATE_CANCELLED, event.time, failure)


def _deadline(clip: Clip, event: Event) -> None:
    failure = Failure(
        cause=Cause.CAUSE_DEADLINE,
        message="The clip was not done by its deadline: allow more time, or add workers.",
        retryable=True,
    )
    _end(clip, ClipState.CLIP_STATE_EXPIRED, event.time, failure)


_APPLY: dict[str, Callable[[Clip, Event], None]] = {
    "started": _started,
    "finished": _finished,
    "failed": _failed,
    "cancelled": _cancelled,
    "deadline": _deadline,
}


_OF_STEPS = frozenset({"started", "finished", "failed"})


def _end(clip: Clip, state: ClipState, time: Timestamp, failure: Failure | None) -> None:
    clip.state = state
    clip.end_time.CopyFrom(time)
    if failure is not None:
        clip.failure.CopyFrom(failure)
    for step in clip.steps:
        if step.state in OPEN_STEPS or step.state == WAITING:
            step.state = StepState.STEP_STATE_CANCELLED
            step.end_time.CopyFrom(time)


def fail(clip: Clip, failure: Failure, time: Timestamp) -> Clip:
    """The record of a clip that cannot go on, whatever its steps do."""
    after = Clip()
    after.CopyFrom(clip)
    if clip.state not in ENDED:
        _end(after, ClipState.CLIP_STATE_FAILED, time, failure)
    return after


def decide(clip: Clip, time: Timestamp) -> Clip:
    """The record with every step released whose needs are met. time is stamped on it."""
    if clip.state in ENDED:
        return clip
    after = Clip()
    after.CopyFrom(clip)
    done = {name(step) for step in after.steps if step.state == DONE}
    if not after.HasField("timeline") and not _lay_timeline(after, done, time):
        return after
    for step in after.steps:
        if step.state == WAITING and done.issuperset(step.needs):
            step.state = QUEUED
            step.queue_time.CopyFrom(time)
    if len(done) == len(after.steps):
        after.result.CopyFrom(requests.result(after, Stage.STAGE_MUX, "clip").assemble)
        after.notes.extend(notes(after))
        _end(after, ClipState.CLIP_STATE_SUCCEEDED, time, None)
    return after


def _lay_timeline(clip: Clip, done: set[str], time: Timestamp) -> bool:
    """Set the timeline once every line is spoken; False when the lines do not fit, or make a
    shot longer than its engine can."""
    spoken = {name(step) for step in clip.steps if step.stage == VOICE}
    if not done.issuperset(spoken):
        return True
    results = requests.speeches(clip)
    try:
        layout = lay_out(clip.spec, [speech.seconds for speech in results], clip.frame_rule)
    except LineDoesNotFit as error:
        _end(clip, ClipState.CLIP_STATE_FAILED, time, does_not_fit(clip.spec, error))
        return False
    clip.timeline.CopyFrom(build(clip.spec, layout, results))
    clip.shot_frames[:] = layout.shot_frames
    failure = too_long(clip)
    if failure is not None:
        _end(clip, ClipState.CLIP_STATE_FAILED, time, failure)
    return failure is None


def tasks(clip: Clip, known: Container[str] = frozenset()) -> list[Task]:
    """A task for every step that is queued and not yet started, but for those with a known
    name."""
    if clip.state in ENDED:
        return []
    return [
        Task(
            tenant=clip.tenant,
            clip=clip.id,
            stage=step.stage,
            part=step.part,
            request=requests.build(clip, step),
            deadline_time=clip.deadline_time,
            queued_time=step.queue_time,
        )
        for step in clip.steps
        if step.state == QUEUED and name(step) not in known
    ]

"""How a clip ended, in words and as a fact. Pure."""

from gateway import requests, sound
from gateway.faces import unseen
from gateway.timeline import FPS_DEFAULT, LineDoesNotFit
from reelmesh.v1.clip_pb2 import Clip, ClipState
from reelmesh.v1.common_pb2 import Cause, Failure, Stage
from reelmesh.v1.event_pb2 import ClipCompleted, ClipEnded, Event, ShotSummary
from reelmesh.v1.spec_pb2 import LipSync, Manner, Spec

WITHOUT_FILE = frozenset(
    {
        ClipState.CLIP_STATE_FAILED,
        ClipState.CLIP_STATE_CANCELLED,
        ClipState.CLIP_STATE_EXPIRED,
    }
)
PACED = (Manner.MANNER_UNSPECIFIED, Manner.MANNER_SLOW, Manner.MANNER_FAST)
"""Manners that the rate does alone."""


def does_not_fit(spec: Spec, error: LineDoesNotFit) -> Failure:
    """Which line does not fit, and what to do."""
    line = spec.lines[error.line - 1]
    text = line.text if len(line.text) <= 40 else line.text[:39] + "…"
    return Failure(
        cause=Cause.CAUSE_CALLER,
        stage=Stage.STAGE_VOICE,
        part=f"line{error.line}",
        message=(
            f"Line {error.line} ({line.speaker or 'narrator'}: “{text}”) does not fit: "
            f"{error.missing_s:.1f} more seconds are needed. Ask for a longer clip or leave "
            "the length out."
        ),
    )


def too_long(clip: Clip) -> Failure | None:
    """Which shot its lines made longer than the video engine can; None when all can be made."""
    most, fps = clip.frame_rule.frames_max, clip.spec.format.fps or FPS_DEFAULT
    for number in range(1, len(clip.shot_frames) + 1) if most else ():
        frames = requests.rendered_frames(clip, number)
        if frames > most:
            text = (
                f"Shot {number} takes {frames / fps:.1f} s with its lines as they were spoken; "
                f"the engine makes at most {most / fps:.1f} s in one shot. Give the lines more "
                "shots, or shorten them."
            )
            part = f"shot{number}"
            return Failure(
                cause=Cause.CAUSE_CALLER, stage=Stage.STAGE_VIDEO, part=part, message=text
            )
    return None


def defect(error: Exception) -> Failure:
    """That the gateway cannot conduct a clip: a fault of ours, or of a worker's answer."""
    return Failure(
        cause=Cause.CAUSE_INFRASTRUCTURE,
        message=(
            f"The gateway could not go on with this clip ({type(error).__name__}: {error}). "
            "Show its operator the gateway's log; another spec may do."
        ),
    )


def notes(clip: Clip) -> list[str]:
    """What the user should know about a finished clip."""
    return [
        *_morphs(clip),
        *_left_out(clip),
        *_degraded(clip),
        *sound.missing(requests.footage(clip), clip.spec),
        *_narrated(clip),
        *_plainly_said(clip),
        *clip.result.notes,
    ]


def _morphs(clip: Clip) -> list[str]:
    """Which shots become another picture."""
    return [
        f"Shot {number} morphs from its first picture to its last: lips and heads keep still in it."
        for number, shot in enumerate(clip.spec.shots, 1)
        if shot.HasField("last_image")
    ]


def _left_out(clip: Clip) -> list[str]:
    """What was asked for and has no place in the picture or nothing there to move, or may be
    missing from the speech."""
    shots = zip(requests.scenes(clip), requests.footage(clip), strict=True)
    seen = [
        f"Shot {number}: {sentence}"
        for number, (scene, shot) in enumerate(shots, 1)
        for sentence in (*scene.left_out, *shot.left_out)
    ]
    said = [
        f"Line {number}: {sentence}"
        for number, speech in enumerate(requests.speeches(clip), 1)
        for sentence in speech.left_out
    ]
    return [*seen, *said]


def _degraded(clip: Clip) -> list[str]:
    """What was made with less than the engine would, for want of memory."""
    heard = [
        sentence
        for step in clip.steps
        if step.stage == Stage.STAGE_AMBIENT
        for sentence in step.result.compose.degraded
    ]
    pairs = zip(requests.scenes(clip), requests.footage(clip), strict=True)
    shots = [
        f"Shot {number}: {sentence}"
        for number, (scene, shot) in enumerate(pairs, 1)
        for sentence in (*scene.degraded, *shot.degraded)
    ]
    lines = [
        f"Line {number}: {sentence}"
        for number, speech in enumerate(requests.speeches(clip), 1)
        for sentence in speech.degraded
    ]
    return [*shots, *lines, *(f"Sound: {sentence}" for sentence in heard)]


def _plainly_said(clip: Clip) -> list[str]:
    """The lines whose manner their voice could not do. Pace alone is every voice's."""
    said = zip(clip.spec.lines, requests.speeches(clip), strict=True)
    return [
        f"Line {number} is not said as asked ({Manner.Name(line.manner)[7:].lower()}): its voice "
        "cannot do that."
        for number, (line, speech) in enumerate(said, 1)
        if line.manner not in (*PACED, speech.manner)
    ]


def _narrated(clip: Clip) -> list[str]:
    """The lines that no face was seen to say."""
    speakers = {line.speaker for line in clip.spec.lines if line.speaker}
    if not speakers or clip.spec.lip_sync == LipSync.LIP_SYNC_OFF:
        return []
    scenes, footage = requests.scenes(clip), requests.footage(clip)
    if not any(scene.faces for scene in scenes):
        return ["No face was found, so the lines are narration."]
    if not any(shot.lip_synced_faces for shot in footage):
        return ["The engine moved no mouth, so the lines are narration."]
    return [
        f"Line {said.line} ({said.speaker}) is narration: no face in the picture spoke it."
        for said in unseen(clip, scenes, footage)
    ]


def outcome(clip: Clip) -> Event | None:
    """The fact that tells how a clip ended; None while it has not."""
    event = Event(tenant=clip.tenant, clip=clip.id, time=clip.end_time)
    if clip.state == ClipState.CLIP_STATE_SUCCEEDED:
        event.completed.CopyFrom(_completed(clip))
    elif clip.state in WITHOUT_FILE:
        event.ended.CopyFrom(ClipEnded(state=clip.state, failure=clip.failure))
    else:
        return None
    return event


def _completed(clip: Clip) -> ClipCompleted:
    fact = ClipCompleted(
        prompt=clip.spec.prompt,
        title=clip.spec.title,
        timeline=clip.timeline,
        result=clip.result,
        trace_id=clip.trace_id,
    )
    fps = clip.spec.format.fps or FPS_DEFAULT
    first = 0
    rows = zip(requests.scenes(clip), requests.footage(clip), clip.shot_frames, strict=True)
    for scene, shot, frames in rows:
        fact.shots.append(
            ShotSummary(
                caption=scene.caption,
                tags=scene.tags,
                embedding=scene.embedding,
                embedding_space=scene.embedding_space,
                start_seconds=first / fps,
                end_seconds=(first + frames) / fps,
                method=shot.method,
            )
        )
        first += frames
    if sound.heard(clip.spec):
        fact.ambience.extend(requests.result(clip, Stage.STAGE_AMBIENT, "clip").compose.sources)
    return fact

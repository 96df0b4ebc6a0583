"""What each step asks of its stage, read off the clip's record. Pure.

A request holds what decides the result and nothing else: whatever stands in it and changes
is rendered again, whatever does not is reused.
"""

from gateway import sound
from gateway.faces import faces_of
from gateway.shown import PICTURE, WORDS, describe, encode, encode_picture, scene_of
from gateway.timeline import FPS_DEFAULT, shifted, snap
from gateway.weather import SWELL_S, flashes, shows_sea, swells
from reelmesh.v1.ambient_pb2 import ComposeRequest
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.mux_pb2 import AssembleRequest, Cut, Place
from reelmesh.v1.spec_pb2 import LipSync, Manner, Spec, Transition
from reelmesh.v1.task_pb2 import StageRequest, StageResult
from reelmesh.v1.timeline_pb2 import Timeline
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult, FaceSpeech
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult

TRANSITION_S = 0.8
"""How long a dissolve or a fade lasts, in seconds: long enough to be seen as one."""
PLACE_CHARACTERS_MAX = 4000
"""As ComposeRequest.prompt allows."""
RATES = {
    Manner.MANNER_WHISPER: 0.92,
    Manner.MANNER_SOFT: 0.94,
    Manner.MANNER_SLOW: 0.85,
    Manner.MANNER_FAST: 1.15,
    Manner.MANNER_CHEERFUL: 1.06,
    Manner.MANNER_SAD: 0.86,
    Manner.MANNER_ANGRY: 1.06,
    Manner.MANNER_CALM: 0.92,
}
"""How much slower or faster a line is said by its manner: clearly, and still easy to follow.
The pace of a manner stands here alone, since lines are fitted by it; what else it is, the voice
engine does."""

VISION, VOICE = Stage.STAGE_VISION, Stage.STAGE_VOICE
VIDEO, AMBIENT = Stage.STAGE_VIDEO, Stage.STAGE_AMBIENT


def result(clip: Clip, stage: Stage, part: str) -> StageResult:
    """The result of a step that succeeded. Raises LookupError when there is no such step."""
    for step in clip.steps:
        if step.stage == stage and step.part == part:
            return step.result
    raise LookupError(f"the clip has no step {part} of stage {stage}")


def speeches(clip: Clip) -> list[SpeakResult]:
    """What was spoken, in the order of the lines."""
    return [result(clip, VOICE, f"line{n}").speak for n in range(1, len(clip.spec.lines) + 1)]


def scenes(clip: Clip) -> list[DescribeResult]:
    """What vision saw, in the order of the shots."""
    return [result(clip, VISION, f"shot{n}").describe for n in range(1, len(clip.spec.shots) + 1)]


def footage(clip: Clip) -> list[AnimateResult]:
    """The shots' pictures, in order."""
    return [result(clip, VIDEO, f"shot{n}").animate for n in range(1, len(clip.spec.shots) + 1)]


def place(spec: Spec) -> str:
    """What all shots say of the place, each once; what stands for the whole clip first."""
    scenes = [spec.sound.scene, *(scene_of(spec, shot) for shot in spec.shots)]
    text = ". ".join(scene.rstrip(". ") for scene in dict.fromkeys(filter(None, scenes)))
    return text[:PLACE_CHARACTERS_MAX] if len(spec.shots) > 1 or spec.sound.scene else scenes[-1]


def build(clip: Clip, step: Step) -> StageRequest:
    """The request of a step whose needs are met."""
    number = int("".join(filter(str.isdigit, step.part)) or 0)
    if step.stage == VISION and step.part.startswith(WORDS):
        return StageRequest(describe=encode(clip, clip.spec.shots[number - 1]))
    if step.stage == VISION and step.part.startswith(PICTURE):
        return StageRequest(describe=_picture(clip, number))
    if step.stage == VISION:
        return StageRequest(
            describe=describe(clip, clip.spec.shots[number - 1], step.part.endswith("last"))
        )
    if step.stage == VOICE:
        return StageRequest(speak=_speak(clip, number))
    if step.stage == VIDEO:
        return StageRequest(animate=_animate(clip, number))
    if step.stage == AMBIENT:
        return StageRequest(compose=_compose(clip))
    return StageRequest(assemble=_assemble(clip))


def _picture(clip: Clip, number: int) -> DescribeRequest:
    ends = clip.spec.shots[number - 1].HasField("last_image")
    last = result(clip, VISION, f"shot{number}last").describe.frame if ends else None
    return encode_picture(clip, result(clip, VISION, f"shot{number}").describe.frame, last)


def _speak(clip: Clip, number: int) -> SpeakRequest:
    line = clip.spec.lines[number - 1]
    voice = next((s.voice for s in clip.spec.speakers if s.name == line.speaker), "")
    return SpeakRequest(
        text=line.text,
        language=line.language,
        voice=voice,
        rate=RATES.get(line.manner, 0),
        seed=clip.spec.seed,
        manner=line.manner,
    )


def _animate(clip: Clip, number: int) -> AnimateRequest:
    spec, shot = clip.spec, clip.spec.shots[number - 1]
    scene = result(clip, VISION, f"shot{number}").describe
    fps = spec.format.fps or FPS_DEFAULT
    start_s = sum(clip.shot_frames[: number - 1]) / fps
    request = AnimateRequest(
        scene=scene,
        prompt=scene_of(spec, shot),
        camera=shot.camera,
        motions=shot.motions,
        still=shot.still,
        flashes=_flashes(clip, number),
        format=spec.format,
        frames=rendered_frames(clip, number),
        quality=spec.quality,
        seed=spec.seed,
        negative_prompt=shot.negative_prompt,
        may_degrade=spec.may_degrade,
    )
    if clip.prompt_encoder:
        encoded = result(clip, VISION, f"{WORDS}{number}").describe
        request.prompt_embeddings.CopyFrom(encoded.prompt_embeddings)
    if clip.image_encoder:
        encoded = result(clip, VISION, f"{PICTURE}{number}").describe
        request.picture_embeddings.CopyFrom(encoded.picture_embeddings)
    if shot.HasField("motion_strength"):
        request.motion_strength = shot.motion_strength
    if shows_sea(shot, scene):
        end_s = start_s + request.frames / fps
        request.swells.extend(
            round(at - start_s, 3)
            for at in swells(_seconds(clip), spec.seed)
            if start_s - SWELL_S < at < end_s + SWELL_S
        )
    if shot.HasField("look"):
        request.look.CopyFrom(shot.look)
    if shot.HasField("last_image"):
        seen = result(clip, VISION, f"shot{number}last").describe
        request.last.CopyFrom(seen)
    elif spec.lip_sync != LipSync.LIP_SYNC_OFF:
        end_s = start_s + clip.shot_frames[number - 1] / fps
        request.speech.extend(_speech(clip, scene, clip.timeline, start_s, end_s))
    return request


def _seconds(clip: Clip) -> float:
    """How long the pictures of a clip last."""
    return sum(clip.shot_frames) / (clip.spec.format.fps or FPS_DEFAULT)


def _flashes(clip: Clip, number: int) -> list[float]:
    """When lightning flashes in a shot, on the shot's clock."""
    seconds = clip.shot_frames[number - 1] / (clip.spec.format.fps or FPS_DEFAULT)
    return flashes(clip.spec.shots[number - 1], seconds, clip.spec.seed, number)


def transition_frames(clip: Clip, number: int) -> int:
    """How long a shot (from 1) takes to take over: TRANSITION_S, and no more than half of it or
    of the shot before. 0 for a cut."""
    shot = clip.spec.shots[number - 1]
    if shot.transition not in (Transition.TRANSITION_DISSOLVE, Transition.TRANSITION_FADE):
        return 0
    fps = clip.spec.format.fps or FPS_DEFAULT
    beside = clip.shot_frames[max(0, number - 2) : number]
    return max(2, min(round(TRANSITION_S * fps), min(beside) // 2)) if min(beside) >= 4 else 0


def rendered_frames(clip: Clip, number: int) -> int:
    """A shot's frames, and those that the next one dissolves from."""
    frames = clip.shot_frames[number - 1]
    following = clip.spec.shots[number : number + 1]
    if following and following[0].transition == Transition.TRANSITION_DISSOLVE:
        return snap(frames + transition_frames(clip, number + 1), clip.frame_rule)
    return frames


def _cuts(clip: Clip) -> list[Cut]:
    """Where the shots stand; none where they simply follow each other."""
    spec = clip.spec
    cuts = [
        Cut(
            frames=frames,
            transition=spec.shots[n - 1].transition or Transition.TRANSITION_CUT,
            transition_frames=transition_frames(clip, n),
        )
        for n, frames in enumerate(clip.shot_frames, 1)
    ]
    return cuts if any(cut.transition_frames for cut in cuts) else []


def _speech(
    clip: Clip, scene: DescribeResult, timeline: Timeline, start_s: float, end_s: float
) -> list[FaceSpeech]:
    """What each face says during the shot, on the shot's clock."""
    faces = faces_of(clip.spec, scene)
    spoken: dict[int, FaceSpeech] = {}
    for utterance in timeline.utterances:
        face = faces.get(utterance.speaker)
        if face is None or utterance.end_seconds <= start_s or utterance.start_seconds >= end_s:
            continue
        speech = spoken.setdefault(face, FaceSpeech(face=face))
        speech.phones.extend(shifted(p, -start_s) for p in utterance.phones)
    return [spoken[face] for face in sorted(spoken)]


def _compose(clip: Clip) -> ComposeRequest:
    request = ComposeRequest(
        seconds=clip.timeline.seconds,
        cues=clip.spec.sound.cues,
        prompt=place(clip.spec),
        tags=_tags(clip),
        seed=clip.spec.seed,
        music=clip.spec.sound.music,
        silent=clip.spec.sound.silent,
        flashes=_all_flashes(clip),
        swells=_all_swells(clip),
    )
    if sound.with_picture(clip.spec):
        sound.asked_only(request)
    return request


def _tags(clip: Clip) -> list[str]:
    """What vision saw in any shot."""
    return list(dict.fromkeys(tag for scene in scenes(clip) for tag in scene.tags))


def _all_flashes(clip: Clip) -> list[float]:
    """When lightning flashes, on the clip's clock."""
    fps = clip.spec.format.fps or FPS_DEFAULT
    starts = [sum(clip.shot_frames[:n]) / fps for n in range(len(clip.spec.shots))]
    return [
        round(start + moment, 3)
        for number, start in enumerate(starts, 1)
        for moment in _flashes(clip, number)
    ]


def _all_swells(clip: Clip) -> list[float]:
    """When waves break, on the clip's clock; none where no shot shows a sea."""
    pairs = zip(clip.spec.shots, scenes(clip), strict=True)
    sea = any(shows_sea(shot, scene) for shot, scene in pairs)
    return swells(_seconds(clip), clip.spec.seed) if sea else []


def _assemble(clip: Clip) -> AssembleRequest:
    shots = sound.taken(footage(clip), clip.spec)
    heard = result(clip, AMBIENT, "clip").compose if sound.heard(clip.spec) else None
    request = AssembleRequest(
        shots=shots,
        timeline=clip.timeline,
        format=clip.spec.format,
        title=clip.spec.title,
        comment=sound.comment(shots, clip.spec, heard, speeches(clip)),
        producer=clip.producer,
        extras=clip.spec.extras,
        places=_places(clip),
        cuts=_cuts(clip),
    )
    if clip.spec.lines:
        request.tags.extend(_tags(clip))
    if heard:
        request.ambience.CopyFrom(heard)
    return request


def _places(clip: Clip) -> list[Place]:
    """Where each speaker with a face stands, in the first shot that shows it."""
    found: dict[str, float] = {}
    for scene in scenes(clip):
        for speaker, face in faces_of(clip.spec, scene).items():
            box = scene.faces[face].box
            found.setdefault(speaker, round(box.left + box.width / 2, 3))
    return [Place(speaker=speaker, x=min(1.0, max(0.0, x))) for speaker, x in found.items()]

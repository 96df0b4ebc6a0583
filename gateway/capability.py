"""What the engines that would serve a spec cannot do, said before anything is made. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from gateway.requests import rendered_frames
from gateway.sound import with_picture
from gateway.timeline import lay_out
from reelmesh.mesh.rules import FieldError
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.common_pb2 import Quality
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import LipSync, Spec

SIDE_MIN = 128
"""The least that Format.width and Format.height allow."""
NOBODY = "No other quality, size or rate would do in any pool that is live."


@dataclass(frozen=True)
class Serving:
    """The pools that would make the picture of a spec, and what they can do."""

    video: Capabilities | None = None
    """None when no video worker of the pool has ever reported."""
    vision: Capabilities | None = None
    pool: str = "cpu"
    """Of video."""
    vision_pool: str = "cpu"
    encoder_pool: str = ""
    """The vision pool that holds the text encoder which video lacks; empty where there is none,
    or video has its own."""
    picture_pool: str = ""
    """The same of the image encoder."""
    live: bool = True
    """Whether all these pools have a worker now; looked at for what is offered instead alone."""


Ask = Callable[[Spec], Serving]
"""Which pools would serve a spec."""

Problem = tuple[str, str]
"""A field and why it cannot be done."""


def check(spec: Spec, lengths: Sequence[float], serving: Serving, ask: Ask | None) -> None:
    """Refuse a completed spec that its pools cannot do, with what would do. lengths: of the
    lines in seconds. Raises FieldError."""
    problems = lacks(spec, lengths, serving)
    if not problems:
        return
    advice = suggestion(spec, lengths, serving, ask) if ask else ""
    field, text = problems[-1]
    raise FieldError([*problems[:-1], (field, f"{text}. {advice}" if advice else text)])


def lacks(spec: Spec, lengths: Sequence[float], serving: Serving) -> list[Problem]:
    """Everything in a completed spec that its pools cannot do."""
    return [
        *_unpainted(spec, serving),
        *_unencoded(serving),
        *_unmade(spec, lengths, serving),
    ]


def _unpainted(spec: Spec, serving: Serving) -> Iterator[Problem]:
    if serving.vision is None or serving.vision.from_text:
        return
    for index, shot in enumerate(spec.shots):
        if not shot.HasField("image"):
            text = f"is needed: the engine of the vision pool {serving.vision_pool} paints none"
            yield f"spec.shots[{index}].image", text


def _unencoded(serving: Serving) -> Iterator[Problem]:
    wanted = serving.video.prompt_encoder if serving.video else ""
    if wanted and not serving.encoder_pool:
        yield (
            "spec.prompt",
            f"the engine of the pool {serving.pool} holds no text encoder, and no vision pool "
            f"holds the one that it needs ({wanted[:12]}): start a vision worker with encode=, "
            "the folder of the same model",
        )
    wanted = serving.video.image_encoder if serving.video else ""
    if wanted and not serving.picture_pool:
        yield (
            "spec.quality",
            f"the engine of the pool {serving.pool} holds no image encoder, and no vision pool "
            f"holds the one that it needs ({wanted[:12]}): start a vision worker with "
            "encode-image=, the folder of the same model, and encode-pixels-max= where the video "
            "worker has pixels-max=",
        )


def _unmade(spec: Spec, lengths: Sequence[float], serving: Serving) -> Iterator[Problem]:
    video, picture = serving.video, spec.format
    if video is None:
        return
    engine = f"the engine of the pool {serving.pool}"
    if video.width_max and picture.width > video.width_max:
        yield "spec.format.width", f"{engine} makes at most {video.width_max} px"
    if video.height_max and picture.height > video.height_max:
        yield "spec.format.height", f"{engine} makes at most {video.height_max} px"
    if video.pixels_max and picture.width * picture.height > video.pixels_max:
        text = f"{engine} makes at most {video.pixels_max} pixels in all, width times height"
        yield "spec.format", text
    if video.fps and picture.fps not in video.fps:
        rates = ", ".join(map(str, video.fps))
        yield "spec.format.fps", f"{engine} makes {rates} frames per second"
    if with_picture(spec) and not video.audio_out:
        yield "spec.sound.source", f"{engine} makes no sound with the picture"
    for index, shot in enumerate(spec.shots):
        if shot.HasField("last_image") and not video.last_image:
            text = f"is not known to {engine}: leave it out"
            yield f"spec.shots[{index}].last_image", text
    if not video.fps or picture.fps in video.fps:
        yield from _too_long(spec, lengths, video, engine)


def _too_long(
    spec: Spec, lengths: Sequence[float], video: Capabilities, engine: str
) -> Iterator[Problem]:
    most, fps = video.frame_rule.frames_max, spec.format.fps
    if not most:
        return
    frames = lay_out(spec, lengths, video.frame_rule).shot_frames
    plan = Clip(spec=spec, shot_frames=frames, frame_rule=video.frame_rule)
    longest = max(rendered_frames(plan, number) for number in range(1, len(frames) + 1))
    if longest > most:
        text = f"a shot of {longest / fps:.1f} s; {engine} makes at most {most / fps:.1f} s"
        yield "spec.seconds", text


def suggestion(spec: Spec, lengths: Sequence[float], serving: Serving, ask: Ask) -> str:
    """One change with which a pool that is live would make it, as a sentence."""
    for words, other in _changes(spec, serving):
        found = ask(other)
        if found.live and found.video is not None and not lacks(other, lengths, found):
            return f"{words} would do (pool {found.pool})"
    return NOBODY.rstrip(".")


def _changes(spec: Spec, serving: Serving) -> Iterator[tuple[str, Spec]]:
    """The spec with one thing changed, and that in words; the mildest first."""
    for quality in Quality.values()[1:]:
        if quality != spec.quality:
            name = Quality.Name(quality).removeprefix("QUALITY_").lower()
            yield f"Quality {name}", _with(spec, lambda s, q=quality: setattr(s, "quality", q))
    video = serving.video or Capabilities()
    for fps in video.fps:
        yield (
            f"{fps} frames per second",
            _with(spec, lambda s, f=fps: setattr(s.format, "fps", f)),
        )
    size = within(spec.format.width, spec.format.height, video)
    if size != (spec.format.width, spec.format.height) and min(size) >= SIDE_MIN:
        smaller = _with(spec, lambda s: _resize(s, size))
        yield f"A size of {size[0]}x{size[1]}", smaller
        for fps in video.fps:
            both = _with(smaller, lambda s, f=fps: setattr(s.format, "fps", f))
            yield f"A size of {size[0]}x{size[1]} at {fps} frames per second", both


def _with(spec: Spec, change: Callable[[Spec], None]) -> Spec:
    other = Spec()
    other.CopyFrom(spec)
    change(other)
    return other


def _resize(spec: Spec, size: tuple[int, int]) -> None:
    spec.format.width, spec.format.height = size


def within(width: int, height: int, video: Capabilities) -> tuple[int, int]:
    """The largest size of about the same shape, in even pixels, that the engine makes."""
    share = min(
        1.0,
        video.width_max / width if video.width_max else 1.0,
        video.height_max / height if video.height_max else 1.0,
        sqrt(video.pixels_max / (width * height)) if video.pixels_max else 1.0,
    )
    return (
        (int(width * share) // 2 * 2, int(height * share) // 2 * 2)
        if share < 1
        else (
            width,
            height,
        )
    )


def unheeded(spec: Spec, serving: Serving) -> list[str]:
    """What was asked for and is accepted though the engine does not heed it."""
    video, found = serving.video, list[str]()
    if video is None:
        return found
    if any(shot.negative_prompt for shot in spec.shots) and not video.negative_prompt:
        found.append(
            f"The engine of the pool {serving.pool} takes no negative prompt: what is to be "
            "avoided has no effect."
        )
    if any(shot.HasField("motion_strength") for shot in spec.shots) and not video.motion_strength:
        found.append(
            f"The engine of the pool {serving.pool} takes no motion strength: it has no effect."
        )
    return found


def foreseen(spec: Spec, serving: Serving) -> list[str]:
    """What the finished clip will say by itself, told before it is made."""
    spoken = any(line.speaker for line in spec.lines) and spec.lip_sync != LipSync.LIP_SYNC_OFF
    if spoken and serving.video is not None and not serving.video.lip_sync:
        return [f"The engine of the pool {serving.pool} moves no mouths: the lines are narration."]
    return []

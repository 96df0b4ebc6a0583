"""Where a clip's sound comes from, and what is said about it. Pure."""

from collections.abc import Sequence

from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import SoundSource, Spec
from reelmesh.v1.video_pb2 import AnimateResult
from reelmesh.v1.voice_pb2 import SpeakResult

COMPOSED, PICTURE = SoundSource.SOUND_SOURCE_COMPOSED, SoundSource.SOUND_SOURCE_PICTURE


def source(spec: Spec, video: Capabilities | None) -> SoundSource:
    """Where the sound of the place comes from: as asked, else with the picture where the engine
    makes it."""
    own = PICTURE if video is not None and video.audio_out else COMPOSED
    return spec.sound.source or own


def with_picture(spec: Spec) -> bool:
    """Whether what the engine makes with the picture is heard."""
    return spec.sound.source == PICTURE and not spec.sound.silent


def leave_to_picture(spec: Spec, asked: Sequence[str]) -> None:
    """Where sound is made with the picture, its model reads the prompt for itself: of the sounds
    only those that were asked for by name are composed over it."""
    if with_picture(spec):
        spec.sound.cues[:] = asked


def composed(spec: Spec) -> bool:
    """Whether ambient makes the sound of the place, or sounds that were asked for by name."""
    if spec.sound.silent:
        return False
    return not with_picture(spec) or bool(spec.sound.cues)


def heard(spec: Spec) -> bool:
    """Whether there is anything for ambient to make."""
    return composed(spec) or bool(spec.sound.music)


def asked_only(request: ComposeRequest) -> None:
    """Leave of a request only what was asked for by name: the rest is heard with the picture."""
    request.silent = not request.cues
    for field in ("prompt", "tags", "flashes", "swells"):
        request.ClearField(field)


def taken(shots: Sequence[AnimateResult], spec: Spec) -> list[AnimateResult]:
    """The shots with the sound that is to be heard of them."""
    found = [AnimateResult.FromString(shot.SerializeToString()) for shot in shots]
    for shot in found:
        if not with_picture(spec):
            shot.ClearField("stems")
    return found


def comment(
    shots: Sequence[AnimateResult],
    spec: Spec,
    ambience: ComposeResult | None = None,
    speeches: Sequence[SpeakResult] = (),
) -> str:
    """How the clip was made, in words that claim no more than is true. shots: as heard;
    ambience: None where nothing was composed."""
    made = ambience or ComposeResult()
    place = made.method or "synthesised"
    music = made.music_method or "composed and synthesised by program"
    methods = list(dict.fromkeys(shot.method for shot in shots if shot.method))
    parts = ["AI-generated with Reelmesh.", "Picture: " + "; ".join(methods) + "."]
    if spec.lines:
        parts.append("Voices: synthetic speech.")
    if consents := dict.fromkeys(one.consent.sha256 for one in speeches if one.consent.sha256):
        parts.append(f"Cloned with recorded consent: {', '.join(consents)}.")
    if any(shot.stems for shot in shots):
        parts.append("Sound: made together with the picture by its model.")
        if composed(spec):
            parts.append(f"Sounds asked for by name: {place}.")
    elif composed(spec):
        parts.append(f"Ambience: {place}.")
    if spec.sound.music:
        parts.append(f"Music: {music}.")
    return " ".join(parts)


def missing(shots: Sequence[AnimateResult], spec: Spec) -> list[str]:
    """The shots that came without the sound that was to come with them, as notes."""
    if not with_picture(spec):
        return []
    return [
        f"Shot {number} has no sound of its own: its engine made none."
        for number, shot in enumerate(shots, 1)
        if not shot.stems
    ]

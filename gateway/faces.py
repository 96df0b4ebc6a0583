"""Which face of a picture belongs to which speaker, and which lines no face spoke. Pure."""

from collections.abc import Callable, Sequence

from gateway.timeline import FPS_DEFAULT
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.spec_pb2 import FaceSide, Speaker, Spec
from reelmesh.v1.timeline_pb2 import Utterance
from reelmesh.v1.video_pb2 import AnimateResult
from reelmesh.v1.vision_pb2 import DescribeResult, Face

FACE_AREA_RATIO = 0.25
"""A face smaller than this share of the largest is a passer-by, not a speaker."""

_MIDDLE: dict[int, Callable[[float], float]] = {
    FaceSide.FACE_SIDE_LEFT: lambda x: x,
    FaceSide.FACE_SIDE_CENTER: lambda x: abs(x - 0.5),
    FaceSide.FACE_SIDE_RIGHT: lambda x: -x,
}
"""How far a face's middle, 0 to 1 across the picture, is from the side."""


def faces_of(spec: Spec, scene: DescribeResult) -> dict[str, int]:
    """Which face (from 0) belongs to which speaker: by number as the spec says, by side, and
    the prominent faces that are left from left to right in the order of speaking. A narrator
    has none, nor has a speaker for whom no face is left."""
    order = dict.fromkeys(line.speaker for line in spec.lines if line.speaker)
    listed = {speaker.name: speaker for speaker in spec.speakers}
    people = [listed.get(name, Speaker(name=name)) for name in order]
    told = {one.name: one.face - 1 for one in people if 0 < one.face <= len(scene.faces)}
    free = [i for i in _prominent(scene.faces) if i not in told.values()]
    for one in people:
        if one.side and one.name not in told and free:
            nearest = min(free, key=lambda i: _MIDDLE[one.side](_across(scene.faces[i])))
            told[one.name] = nearest
            free.remove(nearest)
    pending = [name for name in order if name not in told]
    return told | dict(zip(pending, free, strict=False))


def _prominent(faces: Sequence[Face]) -> list[int]:
    areas = [face.box.width * face.box.height for face in faces]
    return [i for i, area in enumerate(areas) if area >= FACE_AREA_RATIO * max(areas)]


def _across(face: Face) -> float:
    return face.box.left + face.box.width / 2


def unseen(
    clip: Clip, scenes: Sequence[DescribeResult], footage: Sequence[AnimateResult]
) -> list[Utterance]:
    """What somebody said while no shot showed their mouth move."""
    fps = clip.spec.format.fps or FPS_DEFAULT
    spans: list[tuple[float, float, set[str]]] = []
    first = 0
    for scene, shot, frames in zip(scenes, footage, clip.shot_frames, strict=True):
        faces = faces_of(clip.spec, scene).items()
        moved = {name for name, face in faces if face in shot.lip_synced_faces}
        spans.append((first / fps, (first + frames) / fps, moved))
        first += frames
    return [
        said
        for said in clip.timeline.utterances
        if said.speaker
        and not any(
            said.speaker in moved and said.start_seconds < end_s and said.end_seconds > start_s
            for start_s, end_s, moved in spans
        )
    ]

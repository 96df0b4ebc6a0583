"""What a shot shows, and what vision is asked of it. Pure."""

from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.spec_pb2 import Shot, Spec
from reelmesh.v1.vision_pb2 import DescribeRequest, ShotPicture, ShotWords

WORDS = "prompt"
"""How the parts begin in which vision encodes the words of a shot."""
PICTURE = "picture"
"""How the parts begin in which it encodes the first frame of one."""


def scene_of(spec: Spec, shot: Shot) -> str:
    """What a shot shows, without what is said in it."""
    return shot.scene or shot.prompt or spec.prompt


def describe(clip: Clip, shot: Shot, last: bool) -> DescribeRequest:
    """A look at its first picture or the last, or a painted one."""
    request = DescribeRequest(format=_size(clip.spec))
    if last:
        request.image.CopyFrom(shot.last_image)
    elif shot.HasField("image"):
        request.image.CopyFrom(shot.image)
    else:
        # Only a painted frame depends on the words and on chance.
        request.prompt = scene_of(clip.spec, shot)
        request.seed = clip.spec.seed
    return request


def encode(clip: Clip, shot: Shot) -> DescribeRequest:
    """Its words, as the video engine is told them. No seed: nothing is drawn by chance."""
    words = ShotWords(
        encoder=clip.prompt_encoder,
        prompt=scene_of(clip.spec, shot),
        camera=shot.camera,
        motions=shot.motions,
        still=shot.still,
        negative_prompt=shot.negative_prompt,
    )
    if shot.HasField("look"):
        words.look.CopyFrom(shot.look)
    return DescribeRequest(words=words)


def encode_picture(clip: Clip, frame: Artifact, last: Artifact | None) -> DescribeRequest:
    """Its first frame and the last one, as vision described them. No words and no seed: with
    others the picture is the same."""
    picture = ShotPicture(encoder=clip.image_encoder, frame=frame, last=last)
    return DescribeRequest(picture=picture, format=_size(clip.spec))


def _size(spec: Spec) -> Format:
    """Not the frame rate: a picture stands still, and is the same for a film at another rate."""
    return Format(width=spec.format.width, height=spec.format.height)

"""What of a shot the video engine heeds; the rest is not sent to it, so that it renders nothing
anew for what it would not look at. Pure."""

from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import Shot

NEGATIVE, MOTION = "negative_prompt", "motion_strength"
"""Fields of Shot that some engines heed, and of Capabilities that say so."""


def ignored(video: Capabilities | None) -> list[str]:
    """The fields that an engine does not heed; none where it is not known."""
    return [name for name in (NEGATIVE, MOTION) if video and not getattr(video, name)]


def avoided(clip: Clip, shot: Shot) -> str:
    """What its engine shall not show of a shot, in words; empty where it takes none."""
    return "" if NEGATIVE in clip.unheeded else shot.negative_prompt


def strength(clip: Clip, shot: Shot) -> float | None:
    """How much shall move in a shot; None for as the engine does by itself."""
    told = shot.HasField(MOTION) and MOTION not in clip.unheeded
    return shot.motion_strength if told else None

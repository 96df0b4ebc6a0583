"""What the prompt says about camera and language. Pure."""

from reelmesh.v1.spec_pb2 import Camera, CameraMove


def camera(prompt: str) -> Camera:
    """The camera move a prompt asks for."""
    return Camera(move=CameraMove.CAMERA_MOVE_PUSH_IN, strength=0.4)


def language(text: str) -> str:
    """The BCP 47 language of a text, told by its script."""
    return "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"


def speaking_seconds(text: str, characters_per_second: float) -> float:
    """A lower estimate of how long a line takes."""
    return 0.85 * len(text) / characters_per_second

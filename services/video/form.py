"""Size and rate of a picture: what 0 means, and what can be made."""

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.common_pb2 import Format

WIDTH_MAX, HEIGHT_MAX, SIDE_MIN = 3840, 2160, 128
# What 0 means, by protos/reelmesh/v1/common.proto.
WIDTH, HEIGHT, FPS = 1280, 720, 24


def checked(asked: Format) -> Format:
    """The format with its defaults. Raises CallerError for a size that cannot be made; which rates
    can, each engine knows."""
    form = Format(width=asked.width or WIDTH, height=asked.height or HEIGHT, fps=asked.fps or FPS)
    for name, value, most in (
        ("width", form.width, WIDTH_MAX),
        ("height", form.height, HEIGHT_MAX),
    ):
        if not SIDE_MIN <= value <= most or value % 2:
            raise CallerError(
                f"A picture {value} pixels in {name} cannot be made: ask for an even number "
                f"from {SIDE_MIN} to {most}."
            )
    return form

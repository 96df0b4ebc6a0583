"""Size and rate of a picture: what 0 means, and what can be made."""

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.common_pb2 import Format

SIDE_MAX, SIDE_MIN = 3840, 128
PIXELS_MAX = 3840 * 2160
"""Of a picture, lying or upright."""
# What 0 means, by protos/reelmesh/v1/common.proto.
WIDTH, HEIGHT, FPS = 1280, 720, 24


def checked(asked: Format) -> Format:
    """The format with its defaults. Raises CallerError for a size that cannot be made; which rates
    can, each engine knows."""
    form = Format(width=asked.width or WIDTH, height=asked.height or HEIGHT, fps=asked.fps or FPS)
    for name, value in (("width", form.width), ("height", form.height)):
        if not SIDE_MIN <= value <= SIDE_MAX or value % 2:
            raise CallerError(
                f"A picture {value} pixels in {name} cannot be made: ask for an even number "
                f"from {SIDE_MIN} to {SIDE_MAX}."
            )
    if form.width * form.height > PIXELS_MAX:
        raise CallerError(
            f"A picture of {form.width}x{form.height} pixels is too large: ask for no more pixels "
            "than 3840x2160 has; an upright picture may have 2160x3840."
        )
    return form

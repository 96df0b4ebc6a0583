"""The preview: a small silent WebP of a clip's beginning that plays by itself."""

from pathlib import Path

import av
from PIL import Image

from reelmesh.mesh.engine import EngineError, Report

SECONDS_MAX = 10.0
FPS = 12
"""Frames per second: half of film, since what is small may be jerky but must load at once."""
LONGER_SIDE = 400
_QUALITY, _EFFORT = 60, 2


def write_preview(clip: Path, preview: Path, xmp: bytes, report: Report) -> None:
    """Write the preview of a finished clip. Raises EngineError when no frame decodes."""
    pictures = _frames(clip, report)
    if not pictures:
        raise EngineError("No frame of the finished clip can be decoded: make the shots again.")
    pictures[0].save(
        preview,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=round(1000 / FPS),
        loop=0,
        quality=_QUALITY,
        method=_EFFORT,
        xmp=xmp,
    )


def _frames(clip: Path, report: Report) -> list[Image.Image]:
    """Frames at FPS from the start on, at most SECONDS_MAX of them."""
    pictures: list[Image.Image] = []
    with av.open(str(clip)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(container.streams.video[0]):
            at = frame.time or 0.0
            if at >= SECONDS_MAX:
                break
            # Half a frame of grace: times are multiples of another rate.
            if at + 1e-3 < len(pictures) / FPS:
                continue
            report(0)
            scale = LONGER_SIDE / max(frame.width, frame.height)
            size = (round(frame.width * min(scale, 1)), round(frame.height * min(scale, 1)))
            pictures.append(frame.to_image(width=size[0], height=size[1]))
    return pictures

"""What of a family's row this very model changes, by its own configuration."""

from dataclasses import replace
from typing import Protocol, cast

from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe, denoisers, setting
from reelmesh.models.video.sizes import native_size
from services.video.models.loading import VideoOptions

_LATER_COG = 81
"""Frames of CogVideoX 1.5, which was trained at 16 frames a second instead of 8."""


def fit(family: Family, pipe: Pipe, options: VideoOptions) -> Family:
    """The row as it is for this model and these options."""
    part = denoisers(pipe)[0]
    if family.step == 0:
        family = replace(family, frames_most=cast("int", setting(part, "num_frames")))
    if family.size == "native":
        frames = cast("int", setting(part, "sample_frames"))
        width, height = native_size(pipe)
        family = replace(
            family,
            frames_most=frames,
            pixels_most=width * height,
            fps=(16,) if frames >= _LATER_COG else family.fps,
        )
    if options.pixels_max:
        family = replace(family, pixels_most=options.pixels_max)
    if options.frames_max and family.step:
        most = (options.frames_max - 1) // family.step * family.step + 1
        family = replace(family, frames_most=max(family.step + 1, most))
    if options.guidance and family.guidance == "guider":
        cast("_Guider", pipe.components["guider"]).guidance_scale = options.guidance
    return family


class _Guider(Protocol):
    guidance_scale: float

"""What of a family's row this very model changes, by its own configuration."""

from dataclasses import replace
from typing import Protocol, cast

from services.video.models.families import Family
from services.video.models.loading import VideoOptions
from services.video.models.pipe import Pipe, denoisers, setting
from services.video.models.shape import size_for

_LATENT = 8
"""Pixels along a side of CogVideoX's latents, in which its configuration gives its size."""
_NABLA = 128
"""Pixels along a side of the blocks in which a Kandinsky with sparse attention attends: 8 patches
of 2 latents of 8 pixels."""
_LATER_COG = 81
"""Frames of CogVideoX 1.5, which was trained at 16 frames a second instead of 8."""


def fit(family: Family, pipe: Pipe, options: VideoOptions) -> Family:
    """The row as it is for this model and these options."""
    part = denoisers(pipe)[0]
    if family.step == 0:
        family = replace(family, frames_most=cast("int", setting(part, "num_frames")))
    if family.size == "native":
        frames = cast("int", setting(part, "sample_frames"))
        width, height = _native(pipe)
        family = replace(
            family,
            frames_most=frames,
            pixels_most=width * height,
            fps=(16,) if frames >= _LATER_COG else family.fps,
        )
    if setting(part, "attention_type") == "nabla":
        family = replace(family, multiple=_NABLA)
    if options.pixels_max:
        family = replace(family, pixels_most=options.pixels_max)
    if options.frames_max and family.step:
        most = (options.frames_max - 1) // family.step * family.step + 1
        family = replace(family, frames_most=max(family.step + 1, family.frames_least, most))
    if options.guidance and family.guidance == "guider":
        cast("_Guider", pipe.components["guider"]).guidance_scale = options.guidance
    return family


def size_of(
    pipe: Pipe, family: Family, asked: tuple[int, int], pixels_most: int
) -> tuple[int, int]:
    """Width and height of the model's own picture for one that is asked for."""
    if family.size == "native":
        return _native(pipe)
    if family.size == "buckets" and family.image:
        return _bucket(pipe, asked)
    return size_for(asked, family, pixels_most)


def takes_last(pipe: Pipe, family: Family) -> bool:
    """Whether this model can end with a picture of one's choice."""
    if family.last != "last_image":
        return bool(family.last)
    part = denoisers(pipe)[0]
    # With image tokens it must have been trained for those of two pictures.
    return setting(part, "image_dim") is None or needs_last(pipe, family)


def needs_last(pipe: Pipe, family: Family) -> bool:
    """Whether it cannot do without."""
    part = denoisers(pipe)[0]
    return family.last == "last_image" and setting(part, "pos_embed_seq_len") is not None


class _Guider(Protocol):
    guidance_scale: float


class _Buckets(Protocol):
    def calculate_default_height_width(
        self, height: int, width: int, target_size: int
    ) -> tuple[int, int]: ...


def _native(pipe: Pipe) -> tuple[int, int]:
    part = denoisers(pipe)[0]
    width, height = (setting(part, f"sample_{side}") for side in ("width", "height"))
    return cast("int", width) * _LATENT, cast("int", height) * _LATENT


def _bucket(pipe: Pipe, asked: tuple[int, int]) -> tuple[int, int]:
    """The size that the pipeline chooses for a picture of the shape asked for."""
    buckets = cast("_Buckets", getattr(pipe, "video_processor"))  # noqa: B009
    target = cast("int", getattr(pipe, "target_size"))  # noqa: B009
    size = asked
    # It chooses anew from the picture it gets, and rounds: ask until it stays with it.
    for _ in range(4):
        height, width = buckets.calculate_default_height_width(size[1], size[0], target)
        if (width, height) == size:
            break
        size = (int(width), int(height))
    return size

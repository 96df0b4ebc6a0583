"""Which size a pipeline makes of one that is asked for, and whether it takes a last picture."""

from typing import Protocol, cast

from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe, denoisers, setting
from reelmesh.models.video.shape import size_for

_LATENT = 8
"""Pixels along a side of CogVideoX's latents, in which its configuration gives its size."""


def size_of(
    pipe: Pipe, family: Family, asked: tuple[int, int], pixels_most: int
) -> tuple[int, int]:
    """Width and height of the model's own picture for one that is asked for."""
    if family.size == "native":
        return native_size(pipe)
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


class _Buckets(Protocol):
    def calculate_default_height_width(
        self, height: int, width: int, target_size: int
    ) -> tuple[int, int]: ...


def native_size(pipe: Pipe) -> tuple[int, int]:
    """Width and height that a model's own configuration fixes."""
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

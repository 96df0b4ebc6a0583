"""The first frame of a shot where the pipeline has no image encoder: vision's embeddings instead.

The pipelines have a parameter image_embeds, and refuse it beside the picture, which they cannot do
without: so what they encode the picture with, encode_image, gives the embeddings instead.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, cast

import torch
from transformers import AutoConfig

from reelmesh.mesh.engine import CallerError, Files
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from reelmesh.models.pictures import (
    IMAGE_ENCODER,
    PictureManner,
    Shown,
    ending,
    files_digest,
    picture_digest,
    picture_manner_of,
    read_picture,
)
from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe
from reelmesh.models.video.sizes import needs_last
from reelmesh.v1.video_pb2 import AnimateRequest

Size = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True)
class ImageEncoder:
    """The files of the image encoder that somebody else holds."""

    manner: PictureManner
    files: str
    """Their digest."""
    tokens: int
    width: int
    """Length of a token's vector."""

    def of(self, pipe: Pipe, family: Family) -> "SeenElsewhere":
        """For a pipeline without it, that is loaded."""
        digest = picture_digest(self.files, self.manner, family, pipe)
        shape = (2 if needs_last(pipe, family) else 1, self.tokens, self.width)
        return SeenElsewhere(pipe, family, digest, shape)


@dataclass(frozen=True)
class SeenElsewhere:
    """The image encoder that somebody else holds, for a pipeline."""

    pipe: Pipe
    family: Family
    digest: str
    shape: tuple[int, int, int]
    """Of embeddings: pictures, tokens, width."""

    def of(
        self, request: AnimateRequest, files: Files, device: Device, asked: Size, made: Size
    ) -> torch.Tensor:
        """The request's embeddings on the device. made: the size of the model's own picture.
        Raises CallerError where they are not those of this encoder and of this request's frames.
        """
        if not request.HasField("picture_embeddings"):
            raise CallerError(
                "This engine holds no image encoder (image-encoder=elsewhere): give "
                "picture_embeddings, made by a vision engine whose image_encoder is "
                f"{self.digest[:12]}."
            )
        first = request.scene.frame.sha256
        last = request.last.frame.sha256 if request.HasField("last") else None
        shown = Shown(first, ending(self.pipe, self.family, first, last) or "", asked, made)
        found = read_picture(files.path(request.picture_embeddings), self.digest, shown)
        if found.shape != self.shape:
            raise CallerError(
                f"picture_embeddings are {tuple(found.shape)}, but this model takes {self.shape}: "
                "encode the picture again."
            )
        return found.to(device.name, device.torch_dtype)

    def blank(self, device: Device) -> torch.Tensor:
        """Embeddings of the right shape that say nothing, for a warm-up."""
        return torch.ones(self.shape).to(device.name, device.torch_dtype)


def image_encoder(folder: ModelFolder, family: Family) -> ImageEncoder:
    """The encoder that a folder's model would hold itself. Raises CallerError where it has none,
    or its pipeline takes no embeddings."""
    manner = picture_manner_of(family.pipeline, "image-encoder=elsewhere")
    files = files_digest(folder, manner)
    found = AutoConfig.from_pretrained(str(folder.path / IMAGE_ENCODER), local_files_only=True)
    # A whole CLIP may have been saved, of which this is a half.
    config = cast("_Config", getattr(found, "vision_config", found))
    patches = (config.image_size // config.patch_size) ** 2
    return ImageEncoder(manner, files, patches + manner.class_token, config.hidden_size)


@contextmanager
def picture_told(pipe: Pipe, embeds: torch.Tensor | None) -> Generator[None]:
    """Meanwhile the pipeline's encode_image gives these, whatever picture it is shown."""
    if embeds is None:
        yield
        return
    seeing = cast("_Seeing", pipe)
    own = seeing.encode_image
    seeing.encode_image = lambda *_, **__: embeds
    try:
        yield
    finally:
        seeing.encode_image = own


class _Seeing(Protocol):
    encode_image: Callable[..., torch.Tensor]


class _Config(Protocol):
    image_size: int
    patch_size: int
    hidden_size: int

"""Image encoders of video models: which there are, how each is named, and what it gives as a file.

vision: first frame → encoder → safetensors ──► video: embeddings → denoiser, with no encoder loaded
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch

from reelmesh.mesh.engine import CallerError
from reelmesh.models import stored
from reelmesh.models.folder import ModelFolder, digest_of
from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe
from reelmesh.models.video.sizes import needs_last, takes_last

IMAGE_ENCODER = "image_encoder"
"""The part of a pipeline that holds the encoder's weights, by the name that diffusers gives it."""
_TENSOR = "image_embeds"
Frame = TypeVar("Frame")


@dataclass(frozen=True)
class PictureManner:
    """How a pipeline of diffusers has its pictures encoded, by its method encode_image."""

    name: str
    pipeline: str
    """Class in diffusers."""
    processor: str
    """The part that brings a picture to the encoder's size."""
    resized: bool = False
    """The pipeline brings the picture to a size of its own list before that; else it encodes the
    picture as it is given, before it is brought to the size of the film."""
    class_token: bool = True
    """One token more than patches."""

    @property
    def parts(self) -> tuple[str, str]:
        """Parts that nothing else of the pipeline needs."""
        return (IMAGE_ENCODER, self.processor)


PICTURE_MANNERS = (
    PictureManner("wan", "WanImageToVideoPipeline", "image_processor"),
    PictureManner("skyreels", "SkyReelsV2ImageToVideoPipeline", "image_processor"),
    PictureManner(
        "hunyuan15",
        "HunyuanVideo15ImageToVideoPipeline",
        "feature_extractor",
        resized=True,
        class_token=False,
    ),
)
"""Each is proven on a tiny model in tests/models. Stable Video Diffusion has an image encoder too,
but no public method that calls it."""


def picture_manner_of(pipeline: str, option: str) -> PictureManner:
    """How a pipeline uses its image encoder. Raises CallerError that names the option."""
    for manner in PICTURE_MANNERS:
        if pipeline == manner.pipeline:
            return manner
    known = ", ".join(sorted(manner.pipeline for manner in PICTURE_MANNERS))
    raise CallerError(
        f"ENGINE_OPTIONS says {option}, but a {pipeline or 'nameless thing'} takes no embeddings "
        f"of pictures: {known} do."
    )


def files_digest(folder: ModelFolder, manner: PictureManner) -> str:
    """SHA-256 over the files of a folder's image encoder. Raises CallerError where it holds none:
    Wan 2.2 is called like Wan 2.1, and has none."""
    sums = {name: sha for name, sha in folder.sums.items() if name.split("/")[0] in manner.parts}
    if not any(name.endswith(".safetensors") for name in sums):
        raise CallerError(
            f"{folder.path} holds no {IMAGE_ENCODER}: this model looks at the first frame without "
            "one, so there is nothing to encode elsewhere."
        )
    return digest_of(sums)


def picture_digest(files: str, manner: PictureManner, family: Family, pipe: Pipe) -> str:
    """Names an image encoder: SHA-256 over its files, its manner, and what decides how large the
    picture is that it sees, and how many. files: their digest; pipe may be without weights."""
    free = (family.multiple, family.pixels_most)
    told = (
        manner.name,
        files,
        getattr(pipe, "target_size", "") if family.size == "buckets" else free,
        needs_last(pipe, family),
        takes_last(pipe, family),
    )
    return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()


def ending(pipe: Pipe, family: Family, first: Frame, last: Frame | None) -> Frame | None:
    """What a model that begins with a picture is told to end with, if anything: one that goes
    from one picture to another ends as it begins."""
    last = last if takes_last(pipe, family) else None
    return first if last is None and needs_last(pipe, family) else last


@dataclass(frozen=True)
class Shown:
    """Which picture it is that was encoded."""

    frame: str
    """SHA-256 of vision's frame."""
    last: str
    """The same of the picture that the shot ends with; empty where the model knows none."""
    asked: tuple[int, int]
    """Width and height of the shot."""
    made: tuple[int, int]
    """The same of the model's own picture."""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        told = f"{self.frame} {self.last} {self.asked} {self.made}"
        return hashlib.sha256(told.encode()).hexdigest()


def write_picture(path: Path, embeds: torch.Tensor, encoder: str, shown: Shown) -> None:
    """Embeddings (pictures x tokens x width) as a file. encoder: its digest."""
    stored.save(path, {_TENSOR: embeds}, {"encoder": encoder, "picture": shown.digest})


def read_picture(path: Path, encoder: str, shown: Shown) -> torch.Tensor:
    """Embeddings of a file. Raises CallerError for those of another encoder or another picture."""
    tensors, told = stored.load(path, "picture_embeddings")
    found = told.get("encoder", "")
    if found != encoder:
        raise CallerError(
            f"picture_embeddings were made by the image encoder {found[:12] or '(unnamed)'}, but "
            f"this model takes those of {encoder[:12]}: give both pools the same model folder, "
            "and encode-pixels-max= where the video pool has pixels-max=."
        )
    if told.get("picture") != shown.digest:
        raise CallerError(
            "picture_embeddings were made of another picture than this shot's, or for another "
            "size: encode it again; if vision and video run different versions of Reelmesh, bring "
            "both to the same one."
        )
    if tensors.keys() != {_TENSOR} or tensors[_TENSOR].ndim != 3:
        raise CallerError(
            f"picture_embeddings holds {', '.join(sorted(tensors))}, but expected is {_TENSOR} of "
            "three dimensions."
        )
    return tensors[_TENSOR]

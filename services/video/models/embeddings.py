"""The words of a shot where the pipeline has no text encoder: vision's embeddings instead."""

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Protocol, cast

import torch
from diffusers.pipelines.ltx2.utils import resolve_default_image_crf

from reelmesh.mesh.engine import CallerError, Files
from reelmesh.models.device import Device
from reelmesh.models.encoders import ENCODERS, Manner, encoder_digest, manner_of, read
from reelmesh.models.folder import ModelFolder
from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe, denoisers, setting
from reelmesh.models.words import prompt_of
from reelmesh.v1.video_pb2 import AnimateRequest

Embeddings = Mapping[str, torch.Tensor]
"""By the names of the pipeline's parameters."""

_WIDTHS = ("text_dim", "text_embed_dim", "in_text_dim", "caption_channels")
"""Settings of a denoiser for the length of a token's vector, by family."""


@dataclass(frozen=True)
class Elsewhere:
    """The text encoder that somebody else holds."""

    manner: Manner
    digest: str

    def of(self, request: AnimateRequest, files: Files, device: Device) -> Embeddings:
        """The request's embeddings on the device. Raises CallerError where they are not those of
        this encoder and of this request's words."""
        if not request.HasField("prompt_embeddings"):
            raise CallerError(
                "This engine holds no text encoder (encoder=elsewhere): give prompt_embeddings, "
                f"made by a vision engine whose prompt_encoder is {self.digest[:12]}."
            )
        words = (prompt_of(request), request.negative_prompt)
        path = files.path(request.prompt_embeddings)
        return _placed(read(path, self.manner, self.digest, words), device)

    def blank(self, pipe: Pipe, device: Device) -> Embeddings:
        """Embeddings of the right shapes that say nothing, for a warm-up."""
        part = denoisers(pipe)[0]
        width = next(cast("int", found) for name in _WIDTHS if (found := setting(part, name)))
        if connectors := pipe.components.get("connectors"):
            # LTX-2 is told what every layer of the encoder makes, one after the other.
            width = cast("int", setting(connectors, "caption_channels"))
            width *= cast("int", setting(connectors, "text_proj_in_factor"))
        shapes = {
            "prompt_embeds": (1, self.manner.tokens, width),
            "prompt_attention_mask": (1, self.manner.tokens),
            "prompt_embeds_mask": (1, self.manner.tokens),
            "prompt_embeds_2": (1, self.manner.tokens_2, setting(part, "text_embed_2_dim")),
            "prompt_embeds_mask_2": (1, self.manner.tokens_2),
            "pooled_prompt_embeds": (1, setting(part, "in_text_dim2")),
        }
        tensors = {
            name: torch.ones(cast("tuple[int, ...]", shapes[_positive(name)]))
            for name in self.manner.parameters
        }
        return _placed(tensors, device)


def elsewhere(folder: ModelFolder, family: Family) -> Elsewhere:
    """The encoder that a folder's model would hold itself. Raises CallerError where the family
    takes no embeddings."""
    manner = manner_of(family.pipeline, "encoder=elsewhere")
    return Elsewhere(manner, encoder_digest(folder, manner))


def taken(pipe: Pipe, embeddings: Embeddings, *, negative: bool) -> dict[str, object]:
    """Those that the pipeline's call takes. negative: with those that it shall keep away from."""
    known = inspect.signature(type(pipe).__call__).parameters
    return {
        name: tensor
        for name, tensor in embeddings.items()
        if name in known and (negative or not name.startswith("negative_"))
    }


@contextmanager
def masks_told(pipe: Pipe, embeddings: Embeddings | None) -> Generator[None]:
    """Meanwhile the pipeline knows the masks that its call does not take, as Kandinsky's: it hands
    embeddings through encode_prompt, which takes them."""
    known = inspect.signature(type(pipe).__call__).parameters
    rest = {name: one for name, one in (embeddings or {}).items() if name not in known}
    if not rest:
        yield
        return
    own = cast("_Encoding", pipe).encode_prompt
    cast("_Encoding", pipe).encode_prompt = partial(own, **rest)
    try:
        yield
    finally:
        cast("_Encoding", pipe).encode_prompt = own


class _Encoding(Protocol):
    encode_prompt: Callable[..., object]


def as_if_encoded(pipe: Pipe, family: Family, folder: ModelFolder) -> Family:
    """The family's row, and the pipeline, as if its encoder were there: LTX-2 reads of it how
    strongly to compress the picture, and leaves word in its tokenizer of how masks are read."""
    if not (tokenizer := pipe.components.get("tokenizer")) or family.name != "LTX-2":
        return family
    cast("_Tokenizer", tokenizer).padding_side = "left"
    kind = SimpleNamespace(**folder.config(f"{ENCODERS[0]}/config.json"))
    return replace(family, crf=resolve_default_image_crf(SimpleNamespace(config=kind)))


class _Tokenizer(Protocol):
    padding_side: str


def _positive(name: str) -> str:
    return name.replace("negative_", "")


def _placed(tensors: Embeddings, device: Device) -> Embeddings:
    return {
        name: tensor.to(device.name, device.torch_dtype)
        if tensor.is_floating_point()
        else tensor.to(device.name)
        for name, tensor in tensors.items()
    }

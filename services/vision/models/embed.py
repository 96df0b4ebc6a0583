"""The embedding by an image encoder: SigLIP, SigLIP 2, CLIP, DINOv2 or DINOv3."""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np
import torch
import transformers
from transformers import (
    BitImageProcessorPil,
    CLIPImageProcessorPil,
    Siglip2ImageProcessorPil,
    SiglipImageProcessorPil,
    ViTImageProcessorPil,
)

from reelmesh.mesh.engine import EngineError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.models.loading import as_image, family, load, to_device
from services.vision.pictures import Bytes


class _Family(NamedTuple):
    """How a family is loaded and read."""

    model: type[transformers.PreTrainedModel]
    pixels: Any
    """Its image processor that needs Pillow alone: the same picture gives the same numbers
    whether or not torchvision is there."""
    output: str


def _siglip(model: type[transformers.PreTrainedModel]) -> _Family:
    return _Family(model, SiglipImageProcessorPil, "pooler_output")


_SIGLIP2 = _Family(transformers.Siglip2VisionModel, Siglip2ImageProcessorPil, "pooler_output")
_CLIP = _Family(transformers.CLIPVisionModelWithProjection, CLIPImageProcessorPil, "image_embeds")
FAMILIES: dict[str, _Family] = {
    # A folder may hold the whole of a model, with its text encoder, or the image encoder alone.
    "siglip": _siglip(transformers.SiglipVisionModel),
    "siglip_vision_model": _siglip(transformers.SiglipVisionModel),
    "siglip2": _SIGLIP2,
    "siglip2_vision_model": _SIGLIP2,
    "clip": _CLIP,
    "clip_vision_model": _CLIP,
    "dinov2": _Family(transformers.Dinov2Model, BitImageProcessorPil, "pooler_output"),
    # Its own processor needs torchvision; this one resizes and normalises alike.
    "dinov3_vit": _Family(transformers.DINOv3ViTModel, ViTImageProcessorPil, "pooler_output"),
}


class Embedder:
    """A frame's unit vector. Raises CallerError for a folder of another kind."""

    def __init__(self, folder: ModelFolder, device: Device) -> None:
        name, chosen = family(folder, "embed", FAMILIES)
        self._device, self._output = device, chosen.output
        self._model = load(chosen.model, folder, device, _config(name, folder))
        self._pixels: Callable[..., Any] = chosen.pixels.from_pretrained(
            str(folder.path), local_files_only=True
        )
        self.space = f"{name.removesuffix('_vision_model')}:{folder.digest}"
        """Names the vectors: the family, and the digest of all files of the model."""

    def vector(self, frame: Bytes) -> list[float]:
        """The frame (H×W×3 BGR) as a unit vector of the model's width."""
        inputs = to_device(self._pixels(images=as_image(frame), return_tensors="pt"), self._device)
        with torch.inference_mode():
            found = cast("torch.Tensor", getattr(self._model(**inputs), self._output))
        values = found[0].double().cpu().numpy()
        length = float(np.linalg.norm(values))
        if not np.isfinite(length) or length == 0:
            raise EngineError(
                "The model of embed= gave no vector but infinities or nothing: use dtype=float32."
            )
        return (values / length).astype(np.float32).tolist()


def _config(name: str, folder: ModelFolder) -> transformers.PretrainedConfig | None:
    """A whole CLIP says the width of its projection; its image encoder alone would not know."""
    if name != "clip":
        return None
    whole = transformers.CLIPConfig.from_pretrained(str(folder.path), local_files_only=True)
    vision = cast("transformers.CLIPVisionConfig", whole.vision_config)
    vision.projection_dim = whole.projection_dim
    return vision

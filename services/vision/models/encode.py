"""The text encoder of a video model, alone: words become what the model would be told of them."""

import inspect
from typing import Any, cast

import diffusers
import torch

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models.device import Device
from reelmesh.models.encoders import ENCODERS, Manner, encoder_digest, manner_of
from reelmesh.models.folder import ModelFolder
from services.vision.models.parts import left_out, pipeline_of, weightless

_TOKENIZERS = ("tokenizer", "tokenizer_2")


class WordEncoder:
    """Encodes a prompt and a negative one as the pipeline of a model folder does it itself."""

    def __init__(self, folder: ModelFolder, device: Device, pipeline: str = "") -> None:
        """pipeline: the one that the video pool uses, where it is not the folder's own. Raises
        CallerError for a folder without such a model."""
        own = pipeline_of(folder, "encode")
        name = pipeline or own
        self.manner = manner_of(name, f"encode={folder.path}")
        if pipeline and not self.manner.akin(manner_of(own, f"encode={folder.path}")):
            raise CallerError(
                f"ENGINE_OPTIONS says encode-pipeline={pipeline}, but this model is a {own}."
            )
        self.digest = encoder_digest(folder, self.manner)
        self._device = device
        kind = cast("type[Any]", getattr(diffusers, name))
        diffusers.utils.logging.disable_progress_bar()
        without = left_out(kind, (*ENCODERS, *_TOKENIZERS))
        if self.manner.needs_vae:
            without["vae"] = weightless(folder, "vae")
        try:
            self._pipe: Any = kind.from_pretrained(
                str(folder.path),
                use_safetensors=True,
                local_files_only=True,
                dtype=device.torch_dtype,
                **without,
            )
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise CallerError(
                f"The text encoder of encode={folder.path} cannot be loaded ({error})."
            ) from error
        for part in ENCODERS:
            if isinstance(encoder := getattr(self._pipe, part, None), torch.nn.Module):
                encoder.to(device.name)
        asked = inspect.signature(kind.encode_prompt).parameters
        # The call's own: what encode_prompt has for itself is another number.
        longest = inspect.signature(kind.__call__).parameters.get("max_sequence_length")
        self._settings: dict[str, object] = {"device": torch.device(device.name)}
        if longest and "max_sequence_length" in asked:
            self._settings["max_sequence_length"] = longest.default
        if "dtype" in asked:
            self._settings["dtype"] = device.torch_dtype

    def encode(self, prompt: str, negative: str) -> dict[str, torch.Tensor]:
        """Tensors by the names of the pipeline's parameters; a batch of one. Raises EngineError
        where the encoder gives infinities."""
        manner = self.manner
        with torch.inference_mode():
            if manner.twice:
                found = _named(manner, self._pipe.encode_prompt(prompt, **self._settings))
                other = _named(manner, self._pipe.encode_prompt(negative, **self._settings))
                found |= {f"negative_{name}": tensor for name, tensor in other.items()}
            else:
                found = _named(
                    manner,
                    self._pipe.encode_prompt(
                        prompt,
                        negative_prompt=negative or None,
                        do_classifier_free_guidance=True,
                        **self._settings,
                    ),
                )
        if not all(torch.isfinite(tensor).all() for tensor in found.values()):
            raise EngineError(
                "The text encoder of encode= gave infinities: use another dtype=, such as bfloat16 "
                "or float32."
            )
        return found


def _named(manner: Manner, given: object) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for name, tensor in zip(manner.gives, cast("tuple[object, ...]", given), strict=True):
        if isinstance(tensor, torch.Tensor):
            found[name] = tensor
    return found

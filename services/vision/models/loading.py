"""Models of transformers from checked folders: which family it is, and all weights in place."""

from collections.abc import Mapping
from typing import TypeVar

import torch
import transformers
from PIL import Image

from reelmesh.mesh.engine import CallerError
from reelmesh.models import whole
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.pictures import Bytes

T = TypeVar("T")

Inputs = dict[str, torch.Tensor]
"""What a model is called with."""


def quiet() -> None:
    """The library's bars and hints belong into no log of ours; its errors are raised anyway."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()


def family(folder: ModelFolder, option: str, known: Mapping[str, T]) -> tuple[str, T]:
    """The family that a folder's model belongs to. Raises CallerError that names those known."""
    names = ", ".join(sorted(known))
    if not (folder.path / "config.json").is_file():
        raise CallerError(
            f"{option}={folder.path} holds no config.json: a folder is expected as transformers "
            f"saves a model of one of {names}."
        )
    kind = str(folder.config("config.json").get("model_type", ""))
    if kind not in known:
        raise CallerError(
            f"{option}={folder.path} holds a model of type {kind or 'unknown'}, but {option}= "
            f"takes one of {names}."
        )
    return kind, known[kind]


def load(
    kind: type[transformers.PreTrainedModel],
    folder: ModelFolder,
    device: Device,
    config: transformers.PretrainedConfig | None = None,
) -> transformers.PreTrainedModel:
    """The model on its device, ready to infer. Raises CallerError for what is no such model,
    EngineError when weights are missing."""
    settings = {} if config is None else {"config": config}
    try:
        model = whole.model(kind, folder.path, dtype=device.torch_dtype, **settings)
    except (OSError, RuntimeError, ValueError) as error:
        raise CallerError(
            f"{folder.path} cannot be loaded as {kind.__name__} ({_first(error)}): fetch the "
            "model again."
        ) from error
    return model.eval().to(device.name)  # type: ignore[arg-type]


def to_device(inputs: Mapping[str, torch.Tensor], device: Device) -> Inputs:
    """Tensors on the device; pictures in the numbers in use, indices and masks as they are."""
    return {
        name: value.to(device.name, device.torch_dtype)
        if value.is_floating_point()
        else value.to(device.name)
        for name, value in inputs.items()
    }


def as_image(frame: Bytes) -> Image.Image:
    """H×W×3 BGR as the libraries take pictures."""
    return Image.fromarray(frame[..., ::-1].copy())


def _first(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__

"""Parts of a video model: an encoder is loaded alone, the rest is nothing or has no weights."""

import inspect
from collections.abc import Collection
from typing import Any, cast

import diffusers
import torch

from reelmesh.mesh.engine import CallerError
from reelmesh.models.folder import ModelFolder


def pipeline_of(folder: ModelFolder, option: str) -> str:
    """The pipeline's class that a folder names. Raises CallerError that names the option."""
    if not (folder.path / "model_index.json").is_file():
        raise CallerError(
            f"{option}={folder.path} holds no model_index.json: a folder is expected as diffusers "
            "saves a video model."
        )
    return str(folder.config().get("_class_name", ""))


def left_out(kind: type[Any], kept: Collection[str]) -> dict[str, object]:
    """All parts of a pipeline but those kept, as nothing."""
    parameters = inspect.signature(kind.__init__).parameters.values()
    return {
        one.name: None for one in parameters if one.name not in {"self", *kept} and _is_part(one)
    }


def weightless(folder: ModelFolder, part: str) -> object:
    """A part as its configuration describes it, that takes no memory and cannot compute."""
    config = folder.config(f"{part}/config.json")
    kind = cast("type[Any]", getattr(diffusers, str(config.get("_class_name"))))
    with torch.device("meta"):
        return kind.from_config(config)


def _is_part(parameter: inspect.Parameter) -> bool:
    """Whether it is a model and not a setting."""
    return not isinstance(parameter.default, bool | int | float | str)

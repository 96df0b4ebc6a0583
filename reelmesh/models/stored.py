"""Embeddings as a safetensors file that says what made them, and of what."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from reelmesh.mesh.engine import CallerError

MEDIA_TYPE = "application/vnd.safetensors"
_KEY = "reelmesh"


def save(path: Path, tensors: Mapping[str, torch.Tensor], told: Mapping[str, str]) -> None:
    """The same tensors and words give the same bytes."""
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    # One entry: the format does not keep several in order, and the bytes shall be the same.
    save_file(kept, path, {_KEY: json.dumps(told, sort_keys=True)})


def load(path: Path, field: str) -> tuple[dict[str, torch.Tensor], Mapping[str, str]]:
    """The tensors, and what was told of them. Raises CallerError that names the request's field
    for what is no such file."""
    try:
        with safe_open(path, "pt") as file:
            told = json.loads((file.metadata() or {}).get(_KEY, "{}"))
            tensors = {str(name): file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise CallerError(f"{field} is no safetensors file of embeddings: {error}.") from error
    return tensors, {str(name): str(value) for name, value in told.items()}

"""Adds a LoRA to a model's weights once, when it is loaded: it then costs nothing in a run."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import torch
from safetensors import safe_open

from reelmesh.mesh.engine import CallerError
from reelmesh.models.video.pipe import Pipe

_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def fuse(pipe: Pipe, part: torch.nn.Module | None, name: str, scale: float) -> None:
    """Add scale times the LoRA in a safetensors file to a part's weights.

    The file may be of any form that diffusers converts. Raises CallerError where it is none, or
    none for this model.
    """
    path = Path(name)
    if part is None:
        raise CallerError(
            f"ENGINE_OPTIONS names the LoRA {path.name} for a part that is not there."
        )
    if path.suffix != ".safetensors" or not path.is_file():
        raise CallerError(
            f"ENGINE_OPTIONS says lora={name}, but a LoRA is a safetensors file: check the path."
        )
    convert = getattr(type(pipe), "lora_state_dict", None)
    if convert is None:
        raise CallerError(
            f"ENGINE_OPTIONS says lora={name}, but diffusers takes no LoRA for "
            f"{type(pipe).__name__}: leave it out."
        )
    read = cast("Callable[..., dict[str, torch.Tensor]]", convert)
    state = read(
        str(path.parent), weight_name=path.name, use_safetensors=True, local_files_only=True
    )
    _add({_plain(key): value for key, value in state.items()}, part, path.name, scale, _alpha(path))


def _plain(key: str) -> str:
    for start in ("transformer.", "transformer_2."):
        key = key.removeprefix(start)
    return key


def _alpha(path: Path) -> float | None:
    """What diffusers writes beside a LoRA of its own: alpha over rank."""
    with safe_open(str(path), framework="pt") as file:
        told = cast("Mapping[str, str]", file.metadata() or {})
    import json  # noqa: PLC0415

    for text in told.values():
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict):
            for start in ("", "transformer.", "transformer_2."):
                alpha, rank = found.get(f"{start}lora_alpha"), found.get(f"{start}r")
                if alpha and rank:
                    return float(alpha) / float(rank)
    return None


def _add(
    state: Mapping[str, torch.Tensor],
    part: torch.nn.Module,
    name: str,
    scale: float,
    alpha: float | None,
) -> None:
    pairs = [key.removesuffix(_DOWN) for key in state if key.endswith(_DOWN)]
    weights = dict(part.named_parameters())
    known = [key for key in pairs if f"{key}.weight" in weights and key + _UP in state]
    if not known or len(known) < len(pairs):
        strange = sorted(set(pairs) - set(known))[:1] or sorted(state)[:1]
        raise CallerError(
            f"The LoRA {name} is made for another model: it changes {strange[0]}, which this one "
            "has not got."
            if strange
            else f"The LoRA {name} is empty."
        )
    for key in known:
        weight = weights[f"{key}.weight"]
        down, up = state[key + _DOWN].float(), state[key + _UP].float()
        change = (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)
        weight.data += (scale * (alpha or 1.0) * change).to(weight.dtype).to(weight.device)

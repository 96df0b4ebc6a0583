"""Pipelines whose weights are drawn at random where they are used, and never written to a disk."""

import importlib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, cast

import torch
from accelerate import init_empty_weights

from benchmarks.architectures.row import Part, Row
from reelmesh.models.device import Device
from reelmesh.models.video.pipe import Pipe, pipe_class

SPREAD = 0.02
"""Standard deviation of random weights."""


def pipeline(row: Row, device: Device, *, tiny: bool, exact_vae: bool) -> Pipe:
    """The row's pipeline on the device, without text encoders and tokenizers.

    exact_vae: the decoder has 32-bit weights whatever the device's numbers are.
    """
    kind = pipe_class(row.pipeline)
    source = torch.Generator(device.name).manual_seed(1)
    parts: dict[str, object] = {
        name: _part(part, tiny, exact_vae and name == "vae", device, source)
        for name, part in row.parts.items()
    }
    absent = {
        name: None
        for name, parameter in inspect.signature(kind.__init__).parameters.items()
        if name != "self" and parameter.default is parameter.empty
    }
    return cast("Pipe", kind(**(absent | parts | dict(row.settings))))


def tokens(row: Row, device: Device, *, tiny: bool) -> dict[str, torch.Tensor]:
    """What encoders elsewhere would give: random numbers, by the call's parameter."""
    source = torch.Generator(device.name).manual_seed(2)
    found: dict[str, torch.Tensor] = {}
    for name, shapes in row.tokens.items():
        shape = shapes.tiny if tiny else shapes.real
        if "mask" in name:
            found[name] = torch.ones(shape, dtype=torch.long, device=device.name)
        else:
            found[name] = _random(shape, 1.0, device.torch_dtype, device, source)
    return found


def empty(part: Part, *, tiny: bool) -> object:
    """A component; weights have shapes and no memory, and buffers are as the class makes them."""
    module, _, name = part.kind.partition(":")
    kind: Any = getattr(importlib.import_module(module), name)
    values: Mapping[str, object] = {**part.real, **(part.tiny if tiny else {})}
    with init_empty_weights(include_buffers=False):
        config = getattr(kind, "config_class", None)
        return kind(config(**values)) if config else kind(**values)


def _part(
    part: Part, tiny: bool, all_exact: bool, device: Device, source: torch.Generator
) -> object:
    model = empty(part, tiny=tiny)
    if not isinstance(model, torch.nn.Module):
        return model
    # As from_pretrained does: some layers compute in 32 bits whatever the others have.
    exact = set(cast("list[str] | None", getattr(model, "_keep_in_fp32_modules", None)) or [])
    for owner, name, path in _weights(model):
        shape = owner.get_parameter(name).shape
        in_32_bits = all_exact or exact & set(path.split("."))
        dtype = torch.float32 if in_32_bits else device.torch_dtype
        if len(shape) > 1:
            values = _random(shape, SPREAD, dtype, device, source)
        else:
            # Norms neither shrink nor shift, and layers have no bias.
            fill = torch.zeros if name == "bias" else torch.ones
            values = fill(shape, dtype=dtype, device=device.name)
        setattr(owner, name, torch.nn.Parameter(values, requires_grad=False))
    return model.eval().to(device.name)


def _weights(model: torch.nn.Module) -> Iterator[tuple[torch.nn.Module, str, str]]:
    """The module that holds each weight, its name there, and its whole name."""
    for path, module in list(model.named_modules()):
        for name, _ in list(module.named_parameters(recurse=False)):
            yield module, name, f"{path}.{name}"


def _random(
    shape: tuple[int, ...],
    spread: float,
    dtype: torch.dtype,
    device: Device,
    source: torch.Generator,
) -> torch.Tensor:
    values = torch.empty(shape, dtype=dtype, device=device.name)
    return values.normal_(std=spread, generator=source)

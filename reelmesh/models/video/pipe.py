"""What is used of a diffusers pipeline, as types: its own classes say little of it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol, cast

import torch
from diffusers import DiffusionPipeline


class Config(Protocol):
    """A model's configuration."""

    def get(self, name: str, default: object = None) -> object: ...


class Vae(Protocol):
    """A model that turns pictures into latents and back."""

    config: Config
    dtype: torch.dtype

    def enable_tiling(self) -> None: ...
    def disable_tiling(self) -> None: ...
    def encode(self, picture: torch.Tensor, *, return_dict: bool) -> tuple[object, ...]: ...


class Pipe(Protocol):
    """A pipeline that makes pictures that move."""

    vae: torch.nn.Module
    components: Mapping[str, object]
    progress_bar: object

    def __call__(self, **parameters: object) -> object: ...
    def to(self, device: str) -> "Pipe": ...
    def maybe_free_model_hooks(self) -> None: ...
    def enable_model_cpu_offload(self, *, device: str) -> None: ...
    def enable_sequential_cpu_offload(self, *, device: str) -> None: ...


class Bar(AbstractContextManager["Bar"]):
    """What pipelines count their steps with."""

    def update(self, count: int = 1) -> None:
        """So many steps more are done."""
        raise NotImplementedError


def denoisers(pipe: Pipe) -> list[torch.nn.Module]:
    """The parts that are run in every step."""
    found = [pipe.components.get(name) for name in ("transformer", "transformer_2", "unet")]
    return [part for part in found if isinstance(part, torch.nn.Module)]


def setting(part: object, name: str, default: object = None) -> object:
    """A value of a part's configuration."""
    config = cast("Config | None", getattr(part, "config", None))
    return default if config is None else config.get(name, default)


def weights(part: object) -> int:
    """Size of a part's weights in bytes as they are in memory."""
    if not isinstance(part, torch.nn.Module):
        return 0
    return sum(weight.numel() * weight.element_size() for weight in part.parameters())


def pipe_class(name: str) -> type[DiffusionPipeline]:
    """A pipeline's class by name."""
    import diffusers  # noqa: PLC0415  importing all names at the top would load every pipeline

    return cast("type[DiffusionPipeline]", getattr(diffusers, name))

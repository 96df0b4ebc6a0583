"""Step caches of diffusers: what changes little from step to step is taken from the step before."""

from collections.abc import Callable
from typing import Literal, Protocol, cast

import torch
from diffusers import hooks
from diffusers.models.cache_utils import CacheMixin

from reelmesh.mesh.engine import CallerError
from reelmesh.models.video.pipe import Pipe

Name = Literal["", "first-block", "pyramid", "faster"]

_TOGETHER = {
    "CogVideoXTransformer3DModel": "BFCHW",
    "LTXVideoTransformer3DModel": "",
    "MochiTransformer3DModel": "BCFHW",
}
"""Transformers that see both passes of guidance at once, as one batch; with the order of what they
give, where FasterCache can tell frames in it: only then it leaves out one of the passes."""
_OF_ATTENTION = 0.5
"""How far attention is taken on in the direction that it had; diffusers' own default."""
_BEFORE = 1000
"""A time before all ranges in which something is left out."""


def enable(
    part: torch.nn.Module, pipe: Pipe, name: Name, threshold: float, guidance: float
) -> None:
    """Let a denoiser skip work. guidance as VideoOptions has it. Raises CallerError for a cache
    that the denoiser does not take, or that would give one pass of guidance what is the other's."""
    kind = type(part).__name__
    if not isinstance(part, CacheMixin):
        raise CallerError(
            f"ENGINE_OPTIONS says cache={name}, but {kind} knows no caches: leave it out."
        )
    if not hasattr(type(pipe), "current_timestep"):
        raise CallerError(
            f"ENGINE_OPTIONS says cache={name}, but {type(pipe).__name__} does not tell caches at "
            "which step it is: leave it out."
        )
    if name != "first-block" and kind not in _TOGETHER and guidance != 1:
        raise CallerError(
            f"ENGINE_OPTIONS says cache={name}, but {kind} runs once with the words and once "
            "without them, and this cache would give either what is the other's: use it with "
            "guidance=1, for a distilled model, or leave it out."
        )
    try:
        part.enable_cache(_config(part, pipe, name, threshold, guidance))
    except (ValueError, TypeError, IndexError) as error:
        raise CallerError(
            f"ENGINE_OPTIONS says cache={name}, which {kind} does not take: "
            f"{str(error).splitlines()[0]}"
        ) from error
    if name == "faster" and not _attentions(part):
        part.disable_cache()
        raise CallerError(
            f"ENGINE_OPTIONS says cache=faster, which finds nothing to skip in {kind}: leave it "
            "out."
        )


def _config(
    part: torch.nn.Module, pipe: Pipe, name: Name, threshold: float, guidance: float
) -> object:
    if name == "first-block":
        return hooks.FirstBlockCacheConfig(threshold=threshold)
    if name == "pyramid":
        return hooks.PyramidAttentionBroadcastConfig(
            spatial_attention_block_skip_range=2,
            spatial_attention_timestep_skip_range=(100, 800),
            current_timestep_callback=lambda: _time(pipe),
        )
    order = _TOGETHER.get(type(part).__name__, "")
    return hooks.FasterCacheConfig(
        attention_weight_callback=lambda _: _OF_ATTENTION,
        tensor_format=order or "BCFHW",
        # Without a pass that it could leave out it leaves out attention alone.
        is_guidance_distilled=not order or guidance == 1,
        current_timestep_callback=_clock(part, pipe),
    )


def _time(pipe: Pipe) -> int:
    """Of the step that is made, from 1000 down; with diffusion forcing of the least ready frame."""
    return int(torch.as_tensor(getattr(pipe, "current_timestep")).max())  # noqa: B009


def _clock(part: torch.nn.Module, pipe: Pipe) -> Callable[[], int]:
    """The time for FasterCache, which would skip a part's first step too, where that comes late:
    with few steps, or in the second expert of Wan 2.2."""
    found: list[_Hook] = []

    def now() -> int:
        if not found:
            found.extend(_attentions(part)[-1:])
        # The last attention of a step remembers nothing until the first step is done.
        return _BEFORE if found and found[0].state.cache is None else _time(pipe)

    return now


class _State(Protocol):
    cache: object


class _Hook(Protocol):
    state: _State


class _Registry(Protocol):
    def get_hook(self, name: str) -> _Hook | None: ...


def _attentions(part: torch.nn.Module) -> list[_Hook]:
    """FasterCache's hooks on a denoiser's attention, in the order of its layers."""
    known = [
        cast("_Registry | None", getattr(one, "_diffusers_hook", None)) for one in part.modules()
    ]
    found = [one.get_hook("faster_cache_block") for one in known if one]
    return [hook for hook in found if hook]

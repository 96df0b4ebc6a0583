"""Parts of a pipeline that rest in the machine's memory, not in the GPU's, until they are used."""

from collections.abc import Mapping
from typing import Protocol

from torch import nn

from reelmesh.mesh.engine import CallerError
from reelmesh.models.device import Device
from reelmesh.models.options import ModelOptions


class _Pipe(Protocol):
    @property
    def components(self) -> Mapping[str, object]: ...
    def enable_sequential_cpu_offload(self, *, device: str) -> None: ...


def check_offload(options: ModelOptions, device: Device) -> None:
    """Raises CallerError where offload= asks for what would save nothing.

    On a CPU diffusers' sequential offload does not even run: it names the device cpu:0, which
    PyTorch takes for another one than cpu, so what comes back is no parameter any more.
    """
    if options.offload in {"model", "sequential"} and not device.gpu:
        raise CallerError(
            f"ENGINE_OPTIONS says offload={options.offload}, but on {device.name} there is no GPU "
            "memory to save: leave it out."
        )


def by_layers(pipe: _Pipe, device: str) -> None:
    """Bring each layer to the device when it is used, and away after it. Models with a layer whose
    weights are read before it is called stay on the device whole."""
    kept = list(getattr(pipe, "_exclude_from_cpu_offload", []))
    for name, part in pipe.components.items():
        if isinstance(part, nn.Module) and any(map(_read_before, part.modules())):
            kept.append(name)
    setattr(pipe, "_exclude_from_cpu_offload", list(dict.fromkeys(kept)))  # noqa: B010
    pipe.enable_sequential_cpu_offload(device=device)


def _read_before(layer: nn.Module) -> bool:
    """Whether somebody else reads a layer's weights before accelerate has brought them.

    PyTorch's attention reads those of its last layer, which it never calls (SigLIP has it);
    its older weight norm multiplies them in a hook, and what it finds there is left of other
    tensors (decoders of Stable Audio).
    """
    hooks = layer._forward_pre_hooks.values()  # pyright: ignore[reportPrivateUsage]
    return isinstance(layer, nn.MultiheadAttention) or any(
        type(hook).__module__.startswith("torch.nn.utils.") for hook in hooks
    )

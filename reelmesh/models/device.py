"""Where a model runs, in what numbers, and what of it rests elsewhere meanwhile."""

import gc
import importlib.util
from dataclasses import dataclass

import torch

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models.options import ModelOptions

GIB = 1 << 30
WORKING_SHARE = 0.35
"""Of a GPU's memory, what activations and the decoder need beside the weights, at 720p."""
TILES_BELOW = 40 * GIB
"""A GPU with less memory decodes in tiles."""
_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


@dataclass(frozen=True)
class Device:
    """A device and how it is used."""

    name: str
    """cpu, mps, cuda:0 …"""
    dtype: str
    memory_bytes: int
    """All of a GPU's memory; 0 for a CPU, whose memory is not counted here."""

    @property
    def gpu(self) -> bool:
        """Whether it is a GPU of NVIDIA's or AMD's."""
        return self.name.startswith("cuda")

    @property
    def torch_dtype(self) -> torch.dtype:
        """The numbers, as PyTorch names them."""

        return {
            "float32": torch.float32,
            "bfloat16": torch.bfloat16,
            "float16": torch.float16,
        }[self.dtype]


def choose(options: ModelOptions) -> Device:
    """The device that options name, or the best there is. Raises CallerError when the one named
    is not there."""

    name = options.device
    if name == "auto":
        mps = torch.backends.mps.is_available()
        name = "cuda" if torch.cuda.is_available() else "mps" if mps else "cpu"
    kind, _, index = name.partition(":")
    if kind not in {"cpu", "cuda", "mps"} or (index and not index.isdecimal()):
        raise CallerError(f"ENGINE_OPTIONS says device={name}: write auto, cpu, mps or cuda:0.")
    if kind == "cuda" and int(index or 0) >= torch.cuda.device_count():
        raise CallerError(
            f"ENGINE_OPTIONS says device={name}, but {torch.cuda.device_count()} GPUs are found "
            "here: give the container a GPU, or use device=cpu."
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise CallerError("ENGINE_OPTIONS says device=mps, but this is no Mac with Metal.")
    dtype, memory = options.dtype, 0
    if kind == "cuda":
        name = f"cuda:{int(index or 0)}"
        memory = torch.cuda.get_device_properties(int(index or 0)).total_memory
        if dtype == "auto":
            dtype = "bfloat16" if torch.cuda.is_bf16_supported() else "float16"
    if dtype == "auto":
        # Half precision on a CPU is slower, not faster.
        dtype = "float16" if kind == "mps" else "float32"
    return Device(name, dtype, memory)


def offload_for(options: ModelOptions, device: Device, weights_bytes: int, largest: int) -> str:
    """none, model or sequential: the fastest that should fit.

    weights_bytes: of the whole model in the numbers in use; largest: of its largest part.
    """
    if options.offload != "auto":
        return options.offload
    if not device.gpu:
        return "none"
    room = device.memory_bytes * (1 - WORKING_SHARE)
    if weights_bytes <= room:
        return "none"
    return "model" if largest <= room else "sequential"


def tiles(options: ModelOptions, device: Device) -> bool:
    """Whether the picture is decoded in tiles from the start."""
    if options.tiling != "auto":
        return options.tiling == "on"
    return device.gpu and device.memory_bytes < TILES_BELOW


def in_dtype(weights_bytes: int, stored_bytes_each: int, device: Device) -> int:
    """Size of weights in the numbers in use."""
    return weights_bytes * _BYTES[device.dtype] // stored_bytes_each


def free(device: Device) -> None:
    """Give back what PyTorch keeps of a GPU's memory and does not use."""
    gc.collect()
    if device.gpu:
        torch.cuda.empty_cache()


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the device's memory is too small."""

    # Some libraries wrap it, or raise a plain RuntimeError with these words.
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and "out of memory" in str(error).lower()
    )


def check_packages(*names: str) -> None:
    """Raises EngineError that says what to install when a package is not there."""
    if missing := [name for name in names if importlib.util.find_spec(name) is None]:
        raise EngineError(f"This engine needs {', '.join(missing)}: install requirements/gpu.lock.")

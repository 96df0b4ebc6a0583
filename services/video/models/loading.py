"""Loads a video model as the operator's options say; each that cannot be had is one sentence."""

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import diffusers
import torch
from diffusers.models.cache_utils import CacheMixin

from reelmesh.mesh.engine import CallerError
from reelmesh.models.device import Device, check_packages, free, offload_for, tiles
from reelmesh.models.encoders import encoders_of
from reelmesh.models.options import ModelOptions
from reelmesh.models.pictures import picture_manner_of
from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe, denoisers, pipe_class, weights
from services.video.models.lora import fuse


@dataclass(frozen=True)
class VideoOptions(ModelOptions):
    """Options of the video engine for diffusion models."""

    pipeline: str = ""
    """Another pipeline of diffusers for the same model; empty for the one that takes an image."""
    steps: int = 0
    """Denoising steps; 0 for the pipeline's own number. Distilled models want 4 to 16."""
    guidance: float = 0.0
    """How strictly the model keeps to the words; 0 for the pipeline's own, 1 for distilled ones,
    which takes half the time."""
    lora: str = ""
    """A safetensors file with a LoRA, added to the weights when they are loaded."""
    lora_2: str = ""
    """The same for the second expert of a model that has two."""
    lora_scale: float = 1.0
    cache: Literal["", "first-block", "pyramid"] = ""
    """Skip what changes little from step to step: faster, and a little less exact."""
    cache_threshold: float = 0.08
    """Of the first-block cache: changes of a smaller share are skipped."""
    preview_every: int = 5
    """Steps between previews; 0 for none."""
    pixels_max: int = 0
    """Width times height of the largest picture that is made; larger ones are enlarged from it.
    0 for the family's own."""
    frames_max: int = 0
    """Most frames of one run of the model; 0 for the family's own."""
    encoder: Literal["here", "elsewhere"] = "here"
    """Whether the text encoder is loaded, or a vision pool encodes the words (its option
    encode=), and the memory that it would take stays free."""
    image_encoder: Literal["here", "elsewhere"] = "here"
    """The same of the image encoder (a vision pool's option encode-image=). A shot is then one run
    of the model: what later runs begin with, vision has not seen."""
    runs_max: int = 8
    """So many runs make one shot at most, each beginning with the last frame of the one before."""


_UNSEEN = frozenset(
    {
        "device",
        "verify",
        "warm_up",
        "preview_every",
        "offload",
        "tiling",
        "encoder",
        "image_encoder",
    }
)
"""Options that do not change what is made; tiling is named as it is decided."""


def identity(options: VideoOptions, device: Device) -> str:
    """Names the options that change what is made, LoRAs by their content."""
    digest = hashlib.sha256(f"{device.dtype} {tiles(options, device)}".encode())
    for field in dataclasses.fields(options):
        value = str(getattr(options, field.name))
        if field.name in {"lora", "lora_2"} and Path(value).is_file():
            value = hashlib.sha256(Path(value).read_bytes()).hexdigest()
        if field.name not in _UNSEEN:
            digest.update(f"{field.name}={value}\0".encode())
    return digest.hexdigest()[:8]


def load(folder: Path, family: Family, options: VideoOptions, device: Device) -> tuple[Pipe, str]:
    """The pipeline on its device, ready to be called; and how it is offloaded."""
    _check(options, device)
    diffusers.utils.logging.disable_progress_bar()
    kind = pipe_class(family.pipeline)
    dtype: dict[str, torch.dtype] = {"default": device.torch_dtype}
    if family.exact_vae:
        dtype["vae"] = torch.float32
    pipe = cast(
        "Pipe",
        kind.from_pretrained(
            str(folder),
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            **_quantized(options),
            **_elsewhere(kind, family, options),
        ),
    )
    parts = denoisers(pipe)
    for path, part in zip((options.lora, options.lora_2), [*parts, None, None], strict=False):
        if path:
            fuse(pipe, part, path, options.lora_scale)
    return pipe, prepare(pipe, options, device)


def _elsewhere(
    kind: type[diffusers.DiffusionPipeline], family: Family, options: VideoOptions
) -> dict[str, None]:
    """What is not loaded, since a vision pool holds it."""
    # Tokenizers hold no weights, and some pipelines ask them for their padding.
    parts = encoders_of(kind) if options.encoder == "elsewhere" else []
    if options.image_encoder == "elsewhere":
        manner = picture_manner_of(family.pipeline, "image-encoder=elsewhere")
        parts = [*parts, *manner.parts]
    return dict.fromkeys(parts)


def prepare(pipe: Pipe, options: VideoOptions, device: Device) -> str:
    """Tune a pipeline that has its weights, and put it where it runs; how it is offloaded. Raises
    CallerError for an option that cannot be had."""
    _check(options, device)
    parts = denoisers(pipe)
    for part in parts:
        _tune(part, pipe, options, device)
    offload = offload_for(options, device, *_sizes(pipe))
    place(pipe, device, offload)
    # compile and caches wrap blocks, so they come last.
    for part in parts if options.compile else ():
        _compile(part)
    return offload


def _compile(part: torch.nn.Module) -> None:
    compiled = _told("compile=on", part, "compile_repeated_blocks")
    try:
        compiled()
    except ValueError as error:
        raise CallerError(
            f"ENGINE_OPTIONS says compile=on, but diffusers does not offer it for "
            f"{type(part).__name__}: leave it out."
        ) from error


def place(pipe: Pipe, device: Device, offload: str) -> None:
    """Put the weights where they are used, or where they wait."""
    if offload == "model":
        pipe.enable_model_cpu_offload(device=device.name)
    elif offload == "sequential":
        pipe.enable_sequential_cpu_offload(device=device.name)
    else:
        pipe.to(device.name)
    free(device)


def set_tiling(pipe: Pipe, on: bool) -> None:
    """Decode in tiles, or whole; a decoder without tiles always does it whole."""
    change = getattr(pipe.vae, "enable_tiling" if on else "disable_tiling", None)
    if change is not None:
        # Some have the methods of their base class, which raise this.
        with contextlib.suppress(NotImplementedError):
            cast("Callable[[], None]", change)()


def can_tile(pipe: Pipe) -> bool:
    """Whether the decoder knows tiles."""
    change = getattr(pipe.vae, "enable_tiling", None)
    if change is None:
        return False
    try:
        cast("Callable[[], None]", change)()
    except NotImplementedError:
        return False
    set_tiling(pipe, False)
    return True


def _sizes(pipe: Pipe) -> tuple[int, int]:
    """Bytes of all weights, and of the largest part."""
    sizes = [weights(part) for part in pipe.components.values()]
    return sum(sizes), max(sizes)


def _check(options: VideoOptions, device: Device) -> None:
    if options.offload in {"model", "sequential"} and not device.gpu:
        raise CallerError(
            f"ENGINE_OPTIONS says offload={options.offload}, but on {device.name} there is no GPU "
            "memory to save: leave it out."
        )
    if (options.lora or options.lora_2) and options.quantize == "int8":
        raise CallerError(
            "ENGINE_OPTIONS says lora= and quantize=int8: a LoRA cannot be added to weights in "
            "8-bit integers, so use fp8 or give a model that holds the LoRA already."
        )


def _quantized(options: VideoOptions) -> dict[str, object]:
    """What from_pretrained is told of weights in 8-bit integers."""
    if options.quantize != "int8":
        return {}
    check_packages("torchao")
    from torchao.quantization import (  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
        Int8WeightOnlyConfig,
    )

    kind = diffusers.TorchAoConfig(Int8WeightOnlyConfig())
    config = diffusers.PipelineQuantizationConfig(
        quant_mapping={"transformer": kind, "transformer_2": kind, "unet": kind}
    )
    return {"quantization_config": config}


def _tune(part: torch.nn.Module, pipe: Pipe, options: VideoOptions, device: Device) -> None:
    if options.quantize == "fp8":
        _told("quantize=fp8", part, "enable_layerwise_casting")(
            storage_dtype=torch.float8_e4m3fn, compute_dtype=device.torch_dtype
        )
    if options.attention:
        try:
            _told(f"attention={options.attention}", part, "set_attention_backend")(
                options.attention
            )
        except (ValueError, RuntimeError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise CallerError(
                f"ENGINE_OPTIONS says attention={options.attention}, which cannot be had here: "
                f"{reason}"
            ) from error
    if options.cache:
        _cache(part, pipe, options)


def _cache(part: torch.nn.Module, pipe: Pipe, options: VideoOptions) -> None:
    if not isinstance(part, CacheMixin):
        raise CallerError(
            f"ENGINE_OPTIONS says cache={options.cache}, but {type(part).__name__} knows no "
            "caches: leave it out."
        )
    from diffusers import hooks  # noqa: PLC0415

    if options.cache == "first-block":
        config: object = hooks.FirstBlockCacheConfig(threshold=options.cache_threshold)
    else:
        config = hooks.PyramidAttentionBroadcastConfig(
            spatial_attention_block_skip_range=2,
            spatial_attention_timestep_skip_range=(100, 800),
            current_timestep_callback=lambda: cast("int", getattr(pipe, "current_timestep")),  # noqa: B009
        )
    try:
        part.enable_cache(config)
    except (ValueError, TypeError) as error:
        raise CallerError(
            f"ENGINE_OPTIONS says cache={options.cache}, which {type(part).__name__} does not "
            f"take: {str(error).splitlines()[0]}"
        ) from error


def _told(option: str, part: torch.nn.Module, method: str) -> Callable[..., object]:
    """A method of a part. Raises CallerError where the part has not got it."""
    found = getattr(part, method, None)
    if found is None:
        raise CallerError(
            f"ENGINE_OPTIONS says {option}, but diffusers does not offer it for "
            f"{type(part).__name__}: leave it out."
        )
    return cast("Callable[..., object]", found)

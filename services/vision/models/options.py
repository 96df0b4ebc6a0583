"""What an operator sets of the vision models, and what follows from it for their identity."""

import hashlib
from dataclasses import dataclass

from reelmesh.mesh.engine import CallerError, EngineSettings
from reelmesh.models.device import Device
from reelmesh.models.options import ModelOptions, read_options

PARTS = ("embed", "depth", "caption", "paint", "encode", "encode_image")
"""The options that name a model folder; any of them, one at least."""
CAPTION_TOKENS_MAX = 512


@dataclass(frozen=True)
class VisionOptions(ModelOptions):
    """Options of the engine. A part without a folder is done by the default engine's means."""

    embed: str = ""
    """Folder of an image encoder, for the embedding."""
    depth: str = ""
    """Folder of a depth estimator."""
    caption: str = ""
    """Folder of a model that says what a picture shows."""
    paint: str = ""
    """Folder of a text-to-image pipeline, for shots without an image."""
    encode: str = ""
    """Folder of a video model, of which the text encoder alone is loaded: its video pool then runs
    with encoder=elsewhere."""
    encode_pipeline: str = ""
    """The pipeline= of that video pool, where it has one."""
    encode_image: str = ""
    """Folder of a video model, of which the image encoder alone is loaded: its video pool then
    runs with image-encoder=elsewhere."""
    encode_pixels_max: int = 0
    """The pixels-max= of that video pool; 0 where it has none."""
    caption_tokens: int = 48
    """Most tokens of a caption."""
    paint_steps: int = 0
    """Denoising steps; 0 is as the pipeline does by itself. Distilled models want 1 to 8."""
    paint_guidance: float = -1.0
    """Guidance scale; below 0 is as the pipeline does by itself."""
    paint_pixels: int = 0
    """Pixels to paint, as 1048576; 0 is as many as the model was trained on. The picture is then
    brought to the size of the frame."""


def read_vision_options(settings: EngineSettings) -> VisionOptions:
    """The options, checked. Raises CallerError that says what to write instead."""
    options = read_options(VisionOptions, settings.options)
    if not any(getattr(options, part) for part in PARTS):
        wanted = ", ".join(f"{part.replace('_', '-')}=" for part in PARTS)
        raise CallerError(
            f"The transformers engine of vision has nothing to run: give at least one of {wanted} "
            "in ENGINE_OPTIONS, each the folder of a model."
        )
    if settings.model:
        raise CallerError(
            "ENGINE_OPTIONS says model=, but this engine has one folder for each part: write "
            "embed=, depth=, caption=, paint=, encode= or encode-image= instead."
        )
    if options.quantize:
        raise CallerError("ENGINE_OPTIONS says quantize=, which this engine does not offer.")
    if not options.paint and (options.attention or options.compile):
        raise CallerError("attention= and compile= are for the model of paint=, which is not set.")
    if not 1 <= options.caption_tokens <= CAPTION_TOKENS_MAX:
        raise CallerError(f"caption-tokens is a number from 1 to {CAPTION_TOKENS_MAX}.")
    if options.encode_pixels_max < 0:
        raise CallerError("encode-pixels-max is 0 (as the family has it) or more.")
    if options.paint_steps < 0 or options.paint_pixels < 0:
        raise CallerError("paint-steps and paint-pixels are 0 (as the model does) or more.")
    return options


def identity(digests: dict[str, str], options: VisionOptions, device: Device) -> str:
    """SHA-256 over the digests of all parts by name, and all that changes what they give."""
    lines = [f"{digest}  {part}" for part, digest in sorted(digests.items())]
    lines += [
        f"{name}={value}"
        for name, value in (
            ("dtype", device.dtype),
            ("attention", options.attention),
            ("compile", options.compile),
            ("caption_tokens", options.caption_tokens),
            ("paint_steps", options.paint_steps),
            ("paint_guidance", options.paint_guidance),
            ("paint_pixels", options.paint_pixels),
        )
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

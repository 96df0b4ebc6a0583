"""What a pipeline is told for one run, by the row of its family."""

from dataclasses import dataclass
from typing import cast

import torch
from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition
from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition
from PIL import Image

from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe, denoisers, setting
from services.video.arrays import Bytes
from services.video.models.embeddings import Embeddings, taken
from services.video.models.loading import VideoOptions

_SEEDS = 1 << 63
_STG_BLOCK = 28
"""The block of LTX-2 that its spatio-temporal guidance leaves out."""


@dataclass(frozen=True)
class Ask:
    """One run of a model."""

    size: tuple[int, int]
    """Width and height."""
    frames: int
    fps: int
    seed: int
    prompt: str
    negative: str = ""
    first: Bytes | None = None
    """Of the size, RGB; None for words alone."""
    last: Bytes | None = None
    motion: float | None = None
    """0 to 1."""
    embeddings: Embeddings | None = None
    """What the text encoder made of the words, where the pipeline has none; by the names of the
    call's parameters."""
    picture: torch.Tensor | None = None
    """What the image encoder made of first and last, where the pipeline has none."""


def parameters(pipe: Pipe, family: Family, options: VideoOptions, ask: Ask) -> dict[str, object]:
    """Parameters of the pipeline's call, all but what watches it."""
    told: dict[str, object] = {
        "generator": torch.Generator("cpu").manual_seed(ask.seed % _SEEDS),
        "num_frames": ask.frames,
        "output_type": "np",
    }
    if options.steps:
        told["num_inference_steps"] = options.steps
    if not (family.size == "buckets" and family.image):
        told["width"], told["height"] = ask.size
    if ask.embeddings is not None:
        told |= taken(pipe, ask.embeddings, negative=guided(pipe, family, options))
    elif family.prompt:
        told["prompt"] = ask.prompt
        if ask.negative and guided(pipe, family, options):
            told["negative_prompt"] = ask.negative
    told |= _pictures(family, ask) | _guidance(pipe, family, options)
    if family.rate:
        told[family.rate] = ask.fps if family.rate == "fps" else float(ask.fps)
    if family.motion and ask.motion is not None:
        # Buckets of the training set, from the least to the most moved.
        told[family.motion] = round(1 + 254 * ask.motion)
    if setting(pipe.vae, "timestep_conditioning"):
        # As the authors of LTX-Video run their later decoders, which take a last bit of noise.
        told |= {"decode_timestep": 0.05, "decode_noise_scale": 0.025}
    if "vocoder" in pipe.components and family.layout == "bthwc":
        told["sample_audio"] = makes_sound(pipe, family)
    return told


def guided(pipe: Pipe, family: Family, options: VideoOptions) -> bool:
    """Whether a second pass keeps away from a negative prompt."""
    if not family.prompt:
        return False
    if family.guidance == "guider":
        scale = options.guidance or float(
            cast("float", setting(pipe.components["guider"], "guidance_scale", 1.0))
        )
        return scale > 1
    return not options.guidance or options.guidance > 1


def makes_sound(pipe: Pipe, family: Family) -> bool:
    """Whether this very model has what sound needs."""
    return family.sound and pipe.components.get("vocoder") is not None


def sound_rate(pipe: Pipe) -> int:
    """Samples a second of the sound that a model makes."""
    own = setting(pipe.components["vocoder"], "output_sampling_rate")
    return cast("int", own or setting(pipe.components["audio_vae"], "sample_rate"))


def _pictures(family: Family, ask: Ask) -> dict[str, object]:
    if ask.first is None:
        return {}
    first = Image.fromarray(ask.first)
    last = None if ask.last is None else Image.fromarray(ask.last)
    if family.image == "image":
        told: dict[str, object] = {"image": first}
        if family.crf is not None:
            told["image_crf"] = family.crf
        return told if last is None else told | {"last_image": last}
    # LTX-2 counts in latents, LTX-Video in frames.
    end = -1 if family.sound else ask.frames - 1
    ends = [(first, 0)] + ([] if last is None else [(last, end)])
    if family.sound:
        return {
            "conditions": [
                LTX2VideoCondition(frames=one, index=at, crf=family.crf) for one, at in ends
            ]
        }
    return {"conditions": [LTXVideoCondition(image=one, frame_index=at) for one, at in ends]}


def _guidance(pipe: Pipe, family: Family, options: VideoOptions) -> dict[str, object]:
    told: dict[str, object] = {}
    if options.guidance and family.guidance != "guider":
        told[family.guidance] = options.guidance
    if family.sound and family.layout == "packed":
        blocks = cast("int", setting(denoisers(pipe)[0], "num_layers"))
        told["spatio_temporal_guidance_blocks"] = [min(_STG_BLOCK, blocks - 1)]
        if options.guidance == 1:
            # Distilled: neither of the further passes, for the picture and for the sound.
            for start in ("", "audio_"):
                told |= {f"{start}stg_scale": 0.0, f"{start}modality_scale": 1.0}
            told["audio_guidance_scale"] = 1.0
    return told

"""What differs between text-to-audio pipelines: data, read from a model's own configuration."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from reelmesh.mesh.engine import CallerError
from reelmesh.models.folder import ModelFolder
from reelmesh.v1.spec_pb2 import Music
from services.ambient.music.moods import MOODS

Extra = Callable[[Music | None], dict[str, object]]
"""Further arguments of a call, by the mood of a music or None for a place."""


@dataclass(frozen=True)
class Traits:
    """What the configuration of one model says."""

    rate_hz: int
    """Of the sound it makes."""
    longest_s: float
    """The longest it makes in one go, or was trained for."""
    steps: int
    guidance: float
    """How closely it follows the text; 1 is not at all by guidance."""


@dataclass(frozen=True)
class Family:
    """How one kind of pipeline is called."""

    place: bool
    """Whether it makes the sounds of a place; music models do not."""
    seconds: str
    """Name of the argument that is the length in seconds."""
    denoiser: str
    """The component that runs once a step."""
    negative: bool
    """Whether it takes a text of what shall not be heard."""
    traits: Callable[[ModelFolder], Traits]
    shorter: bool = True
    """Whether shorter pieces take less memory; not where all pieces are made at full length."""
    extra: Extra = lambda mood: {}


def _stable_audio(folder: ModelFolder) -> Traits:
    vae, transformer = folder.config("vae/config.json"), folder.config("transformer/config.json")
    rate_hz = _number(vae, "sampling_rate", 44100)
    made_s = _number(transformer, "sample_size", 1024) * _product(vae, "downsampling_ratios")
    told_s = _number(folder.config("projection_model/config.json"), "max_value", 512)
    return Traits(round(rate_hz), min(made_s / rate_hz, told_s), 100, 7.0)


def _stable_audio_3(folder: ModelFolder) -> Traits:
    rate_hz = _number(folder.config("vae/config.json"), "sampling_rate", 44100)
    longest_s = _number(folder.config("duration_embedder/config.json"), "max_val", 384)
    # The distilled ones renoise in each step and have the guidance in their weights.
    distilled = folder.config("scheduler/scheduler_config.json").get("stochastic_sampling")
    return Traits(round(rate_hz), longest_s, *((8, 1.0) if distilled else (100, 7.0)))


def _audio_ldm2(folder: ModelFolder) -> Traits:
    unet, vae = folder.config("unet/config.json"), folder.config("vae/config.json")
    vocoder = folder.config("vocoder/config.json")
    rate_hz = _number(vocoder, "sampling_rate", 16000)
    blocks = vae.get("block_out_channels")
    scale = 2 ** (len(blocks) - 1) if isinstance(blocks, list) else 8
    # It would make longer ones, but was trained on these.
    frames = _number(unet, "sample_size", 256) * scale
    return Traits(round(rate_hz), frames * _product(vocoder, "upsample_rates") / rate_hz, 200, 3.5)


def _ace_step(folder: ModelFolder) -> Traits:
    vae, transformer = folder.config("vae/config.json"), folder.config("transformer/config.json")
    turbo = transformer.get("is_turbo") or transformer.get("model_version") == "turbo"
    return Traits(
        round(_number(vae, "sampling_rate", 48000)), 600.0, *((8, 1.0) if turbo else (50, 7.0))
    )


def _played(mood: Music | None) -> dict[str, object]:
    """Nobody sings: ACE-Step sings what it is given as lyrics."""
    pace = {"bpm": round(MOODS[mood].beats_per_minute)} if mood else {}
    return {"lyrics": "[Instrumental]", **pace}


FAMILIES: dict[str, Family] = {
    "StableAudioPipeline": Family(
        place=True,
        seconds="audio_end_in_s",
        denoiser="transformer",
        negative=True,
        traits=_stable_audio,
        shorter=False,
    ),
    "StableAudio3Pipeline": Family(
        place=True,
        seconds="duration",
        denoiser="transformer",
        negative=True,
        traits=_stable_audio_3,
    ),
    "AudioLDM2Pipeline": Family(
        place=True,
        seconds="audio_length_in_s",
        denoiser="unet",
        negative=True,
        traits=_audio_ldm2,
    ),
    "AceStepPipeline": Family(
        place=False,
        seconds="audio_duration",
        denoiser="transformer",
        negative=False,
        traits=_ace_step,
        extra=_played,
    ),
}
"""By _class_name of model_index.json. LongCatAudioDiTPipeline is not here: it speaks its prompt.
MusicLDMPipeline and AudioLDMPipeline are not either: the library gives them up."""


def family_of(folder: ModelFolder) -> Family:
    """The row of a model. Raises CallerError for one that is none of these."""
    name = folder.config().get("_class_name")
    family = FAMILIES.get(str(name))
    if family is None:
        raise CallerError(
            f"The model in {folder.path} is a {name}, which the ambience engine does not know: "
            f"it knows {', '.join(FAMILIES)}."
        )
    return family


def _number(config: dict[str, object], name: str, default: float) -> float:
    """A number of a configuration, or the library's own default where it is left out."""
    value = config.get(name)
    return value if isinstance(value, int | float) else default


def _product(config: dict[str, object], name: str) -> int:
    values = config.get(name)
    return math.prod(values) if isinstance(values, list) else 1

"""Text encoders of video models: which there are, how each is named, and what it gives as a file.

vision: words → encoder → safetensors ──► video: embeddings → denoiser, with no encoder loaded
"""

import hashlib
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from reelmesh.mesh.engine import CallerError
from reelmesh.models import stored
from reelmesh.models.folder import ModelFolder, digest_of

ENCODERS = ("text_encoder", "text_encoder_2")
"""Parts of a pipeline that hold an encoder's weights, by the names that diffusers gives them."""
_PARTS = frozenset({*ENCODERS, "tokenizer", "tokenizer_2"})
_PLAIN = ("prompt_embeds", "negative_prompt_embeds")
_MASKED = (
    "prompt_embeds",
    "prompt_attention_mask",
    "negative_prompt_embeds",
    "negative_prompt_attention_mask",
)

_POOLED = (
    "prompt_embeds",
    "pooled_prompt_embeds",
    "prompt_attention_mask",
    "negative_prompt_embeds",
    "negative_pooled_prompt_embeds",
    "negative_prompt_attention_mask",
)


@dataclass(frozen=True)
class Manner:
    """A way of using text encoders that several pipelines of diffusers have in common."""

    name: str
    pipelines: frozenset[str]
    """Classes in diffusers."""
    gives: Sequence[str]
    """What encode_prompt returns, in order, by the names of its parameters."""
    tokens: int
    """Length of the prompt it makes of any, in tokens."""
    tokens_2: int = 0
    """The same of a second encoder that gives tokens too."""
    twice: bool = False
    """encode_prompt knows no negative prompt: it is called for either, and the second time
    everything is called negative_."""
    padding_unread: bool = False
    """What stands where its masks say padding makes no difference, so the file is without it:
    LTX-2 takes what every layer of its encoder gives, 1.5 GB of it."""
    masks_optional: bool = False
    """A prompt that needs no padding has no mask."""
    needs_vae: bool = False
    """The pipeline cannot be built without a decoder's configuration."""

    def akin(self, other: "Manner") -> bool:
        """Whether both are of one family, which can be loaded either way."""
        return self.name.split("-")[0] == other.name.split("-")[0]

    @property
    def parameters(self) -> frozenset[str]:
        """Names of all tensors."""
        names = set(self.gives)
        return frozenset(names | ({f"negative_{name}" for name in names} if self.twice else set()))

    @property
    def required(self) -> frozenset[str]:
        """Names of those that are always there: without padding there may be no mask."""
        masks = self.masks_optional
        return frozenset(name for name in self.parameters if not (masks and "mask" in name))


MANNERS = (
    Manner("wan", frozenset({"WanPipeline", "WanImageToVideoPipeline"}), _PLAIN, 512),
    Manner(
        "skyreels", frozenset({"SkyReelsV2Pipeline", "SkyReelsV2ImageToVideoPipeline"}), _PLAIN, 512
    ),
    Manner(
        "cogvideox", frozenset({"CogVideoXPipeline", "CogVideoXImageToVideoPipeline"}), _PLAIN, 226
    ),
    Manner("ltx", frozenset({"LTXPipeline", "LTXImageToVideoPipeline"}), _MASKED, 128),
    # It alone shows its encoder which tokens are padding.
    Manner("ltx-condition", frozenset({"LTXConditionPipeline"}), _MASKED, 256),
    Manner(
        "ltx2",
        frozenset({"LTX2Pipeline", "LTX2ImageToVideoPipeline", "LTX2ConditionPipeline"}),
        _MASKED,
        1024,
        padding_unread=True,
    ),
    Manner(
        "kandinsky6",
        frozenset({"Kandinsky6TI2VAPipeline"}),
        _POOLED,
        1024,
        masks_optional=True,
    ),
    Manner(
        "hunyuan15",
        frozenset({"HunyuanVideo15Pipeline", "HunyuanVideo15ImageToVideoPipeline"}),
        ("prompt_embeds", "prompt_embeds_mask", "prompt_embeds_2", "prompt_embeds_mask_2"),
        1000,
        256,
        twice=True,
        needs_vae=True,
    ),
)
"""Each is proven on a tiny model in tests/models."""


def manner_of(pipeline: str, option: str) -> Manner:
    """How a pipeline uses its encoders. Raises CallerError that names the option."""
    for manner in MANNERS:
        if pipeline in manner.pipelines:
            return manner
    known = ", ".join(sorted(name for manner in MANNERS for name in manner.pipelines))
    raise CallerError(
        f"ENGINE_OPTIONS says {option}, but a {pipeline or 'nameless thing'} takes no embeddings "
        f"of words: {known} do."
    )


def encoders_of(pipeline: type[object]) -> list[str]:
    """The parts of a pipeline's class that are text encoders."""
    parameters = inspect.signature(pipeline.__init__).parameters
    return [name for name in ENCODERS if name in parameters]


def encoder_digest(folder: ModelFolder, manner: Manner) -> str:
    """Names the text encoder of a model folder: SHA-256 over its files and its manner. Raises
    CallerError where the folder holds none."""
    sums = {name: sha for name, sha in folder.sums.items() if name.split("/")[0] in _PARTS}
    if not any(name.startswith(ENCODERS) and name.endswith(".safetensors") for name in sums):
        raise CallerError(
            f"{folder.path} holds no {ENCODERS[0]}: a folder is expected as diffusers saves a "
            "video model."
        )
    return hashlib.sha256(f"{manner.name}\n{digest_of(sums)}".encode()).hexdigest()


def write(
    path: Path,
    tensors: Mapping[str, torch.Tensor],
    manner: Manner,
    encoder: str,
    words: tuple[str, str],
) -> None:
    """Embeddings as a file. encoder: its digest; words: the prompt and the negative one."""
    if manner.padding_unread:
        tensors = {name: _trimmed(name, tensors) for name in tensors}
    stored.save(path, tensors, {"encoder": encoder, "words": _digest(words)})


def read(
    path: Path, manner: Manner, encoder: str, words: tuple[str, str]
) -> dict[str, torch.Tensor]:
    """Embeddings of a file. Raises CallerError for those of another encoder or of other words."""
    tensors, told = stored.load(path, "prompt_embeddings")
    found = told.get("encoder", "")
    if found != encoder:
        raise CallerError(
            f"prompt_embeddings were made by the text encoder {found[:12] or '(unnamed)'}, but "
            f"this model takes those of {encoder[:12]}: give both pools the same model folder."
        )
    if told.get("words") != _digest(words):
        raise CallerError(
            "prompt_embeddings were made of other words than this shot's: encode them again; if "
            "vision and video run different versions of Reelmesh, bring both to the same one."
        )
    if not manner.required <= tensors.keys() <= manner.parameters:
        raise CallerError(
            f"prompt_embeddings holds {', '.join(sorted(tensors))}, but expected are "
            f"{', '.join(sorted(manner.parameters))}."
        )
    if manner.padding_unread:
        return {name: _padded(name, tensors) for name in tensors}
    return tensors


def _mask(name: str, tensors: Mapping[str, torch.Tensor]) -> torch.Tensor | None:
    """Which tokens are no padding; None for what is no embedding of tokens."""
    if not name.endswith("prompt_embeds"):
        return None
    return tensors[name.replace("embeds", "attention_mask")].bool()[0]


def _trimmed(name: str, tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    mask = _mask(name, tensors)
    return tensors[name] if mask is None else tensors[name][:, mask]


def _padded(name: str, tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """Raises CallerError where the embeddings do not go with their mask."""
    mask, kept = _mask(name, tensors), tensors[name]
    if mask is None:
        return kept
    if kept.ndim != 3 or kept.shape[1] != int(mask.sum()):
        raise CallerError(f"prompt_embeddings holds a {name} that does not go with its mask.")
    whole = kept.new_zeros((1, len(mask), kept.shape[2]))
    whole[:, mask] = kept
    return whole


def _digest(words: tuple[str, str]) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()

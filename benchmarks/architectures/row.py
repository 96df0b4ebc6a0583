"""An architecture: what it is made of, in words of the libraries' constructors.

Where a constructor's defaults are a published model's own figures nothing is said of them here;
what is said are the figures in that model's configuration files. Text encoders are not part of
it: random embeddings of their shape stand for what they give, as when they run elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

Config = Mapping[str, object]
NONE: Config = MappingProxyType({})


class Part(NamedTuple):
    """A component of a pipeline."""

    kind: str
    """Module and class, such as diffusers:WanTransformer3DModel."""
    real: Config = NONE
    """What differs from the class's defaults."""
    tiny: Config = NONE
    """What differs from that in a model of no use but to try this script."""


class Tokens(NamedTuple):
    """Shape of what encoders give."""

    real: tuple[int, ...]
    tiny: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One architecture."""

    name: str
    pipeline: str
    """Class in diffusers."""
    parts: Mapping[str, Part]
    tokens: Mapping[str, Tokens]
    """Embeddings by parameter of the pipeline's call; masks are ones."""
    billions: float
    """Weights of the denoiser as the model is known, for a check."""
    figures: str
    """Where the figures are from."""
    size: tuple[int, int] = (0, 0)
    """Width and height; 0 for sound."""
    frames: int = 0
    seconds: float = 0.0
    """Of sound."""
    tiny_size: tuple[int, int] = (32, 32)
    tiny_frames: int = 5
    settings: Config = field(default_factory=dict[str, object])
    """What else the pipeline's constructor takes."""


def both(name: str, real: tuple[int, ...], tiny: tuple[int, ...]) -> dict[str, Tokens]:
    """For the words, and for those to keep away from."""
    return {name: Tokens(real, tiny), f"negative_{name}": Tokens(real, tiny)}


def clip_h(kind: str) -> Part:
    """The image encoder CLIP ViT-H, in one of the classes of transformers."""
    return Part(
        f"transformers:{kind}",
        {
            "hidden_size": 1280,
            "intermediate_size": 5120,
            "num_hidden_layers": 32,
            "num_attention_heads": 16,
            "patch_size": 14,
            "projection_dim": 1024,
        },
        {
            "hidden_size": 16,
            "intermediate_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "patch_size": 112,
            "projection_dim": 16,
        },
    )

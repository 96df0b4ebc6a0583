"""Tiny video models with random weights, built in memory and saved as diffusers saves them."""

from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import DiffusionPipeline

from tests.models.tiny_video_ltx import ltx, ltx2, ltx2_condition, ltx2_text, ltx_condition
from tests.models.tiny_video_more import (
    cogvideox,
    cogvideox_text,
    hunyuan15,
    hunyuan15_text,
    kandinsky6,
    svd,
)
from tests.models.tiny_video_newer import (
    kandinsky5,
    kandinsky5_text,
    mochi_text,
    motif,
    motif_text,
)
from tests.models.tiny_video_wan import (
    forcing,
    forcing_text,
    skyreels,
    skyreels_text,
    wan5b,
    wan21,
    wan21_ends,
    wan22,
    wan_text,
)

MODELS: dict[str, Callable[[], DiffusionPipeline]] = {
    "wan21": wan21,
    "wan21_ends": wan21_ends,
    "wan22": wan22,
    "wan5b": wan5b,
    "wan_text": wan_text,
    "ltx": ltx,
    "ltx_condition": ltx_condition,
    "ltx2": ltx2,
    "ltx2_condition": ltx2_condition,
    "ltx2_text": ltx2_text,
    "ltx_text": ltx,
    "kandinsky6": kandinsky6,
    "cogvideox": cogvideox,
    "cogvideox_text": cogvideox_text,
    "hunyuan15": hunyuan15,
    "hunyuan15_text": hunyuan15_text,
    "skyreels": skyreels,
    "skyreels_text": skyreels_text,
    "forcing": forcing,
    "forcing_text": forcing_text,
    "kandinsky5": kandinsky5,
    "kandinsky5_text": kandinsky5_text,
    "mochi_text": mochi_text,
    "motif": motif,
    "motif_text": motif_text,
    "svd": svd,
}
"""Builders by the family's name."""


def save(name: str, folder: Path) -> Path:
    """The folder of a model, saved with weights drawn from a fixed seed."""
    torch.manual_seed(7)
    MODELS[name]().save_pretrained(folder / name, safe_serialization=True)
    return folder / name

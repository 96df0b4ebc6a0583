"""Proves that a preview has the colours of the latents it is made from, in every family's order.

An encoder that mixes colours into channels, as trained ones nearly do, stands for a real one: those
with random weights keep no colours.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import cv2
import numpy as np
import pytest
import torch

from reelmesh.models.video.families import Family, Layout, choose
from reelmesh.models.video.pipe import Pipe
from services.video.models.preview import Colours, Grid

CELL, CHANNELS = 8, 16
WAN = choose({"_class_name": "WanPipeline"})
LTX, LTX2 = (choose({"_class_name": name}) for name in ("LTXConditionPipeline", "LTX2Pipeline"))
PLACES = {"blue": (1, 1), "green": (1, 6), "red": (4, 4)}


class Vae(torch.nn.Module):
    """Averages cells of a picture and mixes their colours into channels."""

    def __init__(self) -> None:
        super().__init__()
        mix = torch.randn(CHANNELS, 3, generator=torch.Generator().manual_seed(1))
        self.mix = torch.nn.Parameter(mix)
        self.config = {
            "z_dim": CHANNELS,
            "scale_factor_spatial": CELL,
            "latents_mean": [0.5] * CHANNELS,
            "latents_std": [2.0] * CHANNELS,
        }

    def encode(self, picture: torch.Tensor) -> SimpleNamespace:
        """1 x 3 x 1 x height x width to 1 x channels x 1 x height / 8 x width / 8."""
        small = torch.nn.functional.avg_pool2d(picture[:, :, 0], CELL)
        mixed = torch.einsum("kc,bchw->bkhw", self.mix, small)[:, :, None]
        return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: mixed))


def latents(vae: Vae, layout: Layout) -> torch.Tensor:
    """A red disc before blue on the left and green on the right, as it is denoised; in the second
    of three times, grey before and after it."""
    made = np.zeros((64, 64, 3), np.uint8)
    made[:, :32] = (40, 60, 200)
    made[:, 32:] = (60, 190, 60)
    cv2.circle(made, (32, 32), 16, (220, 50, 40), -1)
    picture = (torch.from_numpy(made).float() / 127.5 - 1).permute(2, 0, 1)[None, :, None]
    with torch.no_grad():
        one = (vae.encode(picture).latent_dist.mode() - 0.5) / 2.0
    whole = torch.cat([torch.zeros_like(one), one, torch.zeros_like(one)], 2)
    if layout == "btchw":
        return whole.transpose(1, 2)
    if layout == "bthwc":
        return whole.permute(0, 2, 3, 4, 1)
    return whole.flatten(2).transpose(1, 2) if layout == "packed" else whole


@pytest.mark.parametrize(
    ("family", "extra"),
    [
        (WAN, ""),
        (replace(WAN, layout="btchw"), ""),
        (replace(WAN, layout="bthwc"), ""),
        (LTX, "before"),
        (LTX2, "behind"),
    ],
)
def test_a_preview_has_the_colours_of_the_middle_of_the_shot(family: Family, extra: str) -> None:
    vae = Vae()
    colours = Colours(cast("Pipe", SimpleNamespace(vae=vae)), family, "cpu")
    made = latents(vae, family.layout)
    if extra:
        further = torch.full((1, 5, CHANNELS), 9.0)
        made = torch.cat([further, made] if extra == "before" else [made, further], 1)
    data = np.frombuffer(colours.jpeg(made, Grid(3, 8, 8)), np.uint8)
    shown = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert shown is not None
    side = shown.shape[0]
    for index, (y, x) in enumerate(PLACES.values()):
        colour = shown[(2 * y + 1) * side // 16, (2 * x + 1) * side // 16].astype(int)
        others = np.delete(colour, index)
        assert colour[index] > 150
        assert others.max() < 110

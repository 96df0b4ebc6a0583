"""Latents as a small picture, by a linear map from their channels to red, green and blue.

The map is learnt once by the model's own encoder from a chart of soft colours, by least squares;
so every family has one, and nothing is decoded.
"""

import math
from typing import NamedTuple, cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from reelmesh.models.video.families import Family, Layout
from reelmesh.models.video.pipe import Pipe, setting

_CELLS_LEAST, _SPARE = 8, 4
"""Latents along each side of the chart; and how many there are for each channel to learn."""
_WIDTH = 320
_QUALITY = 70


class Grid(NamedTuple):
    """Latents of a picture along time, height and width."""

    time: int
    height: int
    width: int


class Colours:
    """Shows latents of one model."""

    def __init__(self, pipe: Pipe, family: Family, device: str) -> None:
        self._layout: Layout = family.layout
        self._behind = family.sound
        channels = cast("int", setting(pipe.vae, "z_dim") or setting(pipe.vae, "latent_channels"))
        cells = max(_CELLS_LEAST, 2 * math.ceil(math.sqrt(_SPARE * channels) / 2))
        chart = _chart(cells * _compression(pipe))
        latents = _encoded(pipe, family, chart, device)
        small = cv2.resize(chart, latents.shape[1:][::-1], interpolation=cv2.INTER_AREA)
        rows = _with_one(latents.reshape(len(latents), -1).T).astype(np.float64)
        self.channels = len(latents)
        # A little ridge: channels that say the same must not cancel each other out.
        square = rows.T @ rows
        square += np.eye(len(square)) * (1e-4 * np.trace(square) / len(square))
        self._map = np.linalg.solve(square, rows.T @ small.reshape(-1, 3))

    def jpeg(self, latents: torch.Tensor, grid: Grid) -> bytes:
        """The middle of the shot as it stands."""
        values = self._middle(latents.detach(), grid).float().cpu().numpy()
        rgb = _with_one(values.reshape(len(values), -1).T) @ self._map
        shape = (values.shape[1], values.shape[2], 3)
        picture = np.clip(np.nan_to_num(rgb.reshape(shape)) * 255, 0, 255).astype(np.uint8)
        size = (_WIDTH, max(1, round(_WIDTH * shape[0] / shape[1])))
        large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
        made, data = cv2.imencode(
            ".jpg", cv2.cvtColor(large, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
        )
        assert made
        return data.tobytes()

    def _middle(self, latents: torch.Tensor, grid: Grid) -> torch.Tensor:
        """Channels x height x width."""
        one = latents[0]
        if self._layout == "packed":
            # Further conditions lie before the shot's own latents, or behind them.
            count = grid.time * grid.height * grid.width
            one = one[:count] if self._behind else one[-count:]
            one = one.reshape(grid.time, grid.height, grid.width, -1).permute(3, 0, 1, 2)
        elif self._layout == "btchw":
            one = one.transpose(0, 1)
        elif self._layout == "bthwc":
            one = one.permute(3, 0, 1, 2)
        # What conditions the model stands behind its own channels, and behind its own time.
        return one[: self.channels, grid.time // 2]


def _compression(pipe: Pipe) -> int:
    """Pixels along one side of a latent."""
    for name in ("spatial_compression_ratio", "scale_factor_spatial"):
        found = getattr(pipe.vae, name, None) or setting(pipe.vae, name)
        if found:
            return cast("int", found)
    kinds = cast("list[int]", setting(pipe.vae, "block_out_channels"))
    return 2 ** (len(kinds) - 1)


def _chart(side: int) -> NDArray[np.float32]:
    """Soft colours, side x side x 3, 0 to 1."""
    rng = np.random.default_rng(1)
    chart = cv2.resize(
        rng.uniform(-0.2, 1.2, (7, 7, 3)).astype(np.float32),
        (side, side),
        interpolation=cv2.INTER_CUBIC,
    )
    return np.clip(np.asarray(chart, np.float32), 0, 1)


def _encoded(
    pipe: Pipe, family: Family, chart: NDArray[np.float32], device: str
) -> NDArray[np.float32]:
    """Latents of a picture as the pipeline denoises them: channels x height x width."""
    vae = pipe.vae
    weight = next(vae.parameters())
    picture = torch.from_numpy(chart * 2 - 1).permute(2, 0, 1)[None].to(device, weight.dtype)
    still = type(vae).__name__ == "AutoencoderKLTemporalDecoder"
    with torch.no_grad():
        encode = cast("_Encode", vae.encode)
        dist = cast("_Latents", encode(picture if still else picture[:, :, None]).latent_dist)
        latents = dist.mode().float()
    latents = latents if still else latents[:, :, 0]
    mean, deviation = (
        _per_channel(dict(vae.named_buffers(recurse=False)).get(name), setting(vae, name))
        for name in ("latents_mean", "latents_std")
    )
    if mean is not None and deviation is not None:
        latents = (latents - mean.to(latents)) / deviation.to(latents)
    scale = setting(vae, "scaling_factor") if family.layout != "packed" else 1.0
    found = (latents[0] * float(cast("float", scale or 1.0))).cpu().numpy()
    # Some encoders overflow in 16 bits: a preview without colours is better than none of a film.
    return np.nan_to_num(found, posinf=0.0, neginf=0.0)


class _Latents:
    def mode(self) -> torch.Tensor:
        raise NotImplementedError


class _Encoded:
    latent_dist: object


class _Encode:
    def __call__(self, picture: torch.Tensor) -> _Encoded:
        raise NotImplementedError


def _per_channel(buffer: object, told: object) -> torch.Tensor | None:
    values = buffer if isinstance(buffer, torch.Tensor) else told
    if values is None:
        return None
    return torch.as_tensor(values, dtype=torch.float32).view(1, -1, 1, 1)


def _with_one(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([rows, np.ones((len(rows), 1), np.float32)], 1)

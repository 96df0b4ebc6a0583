"""What tests of the video engine for diffusion models share: tiny models, saved once and loaded
once, a request, and a run that is remembered."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Format, Usage
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult
from services.video.engines.diffusers import Diffusers
from tests.engines.shots import Picture, Pictures, frames_of, scene
from tests.models.tiny_video import save

SIDE = 128
"""The smallest picture that can be asked for; the tiny models make 32 x 32 of it."""
FRAMES = 5
OPTIONS = {
    "steps": "2",
    "guidance": "2",
    "preview-every": "1",
    "pixels-max": "1024",
    "warm-up": "off",
}
# Padding by reflection takes two latents at least.
_LTX2 = {"pixels-max": "4096"}
Call = dict[str, object]
OWN = {
    # These would be loaded with an image.
    "ltx_text": {"pipeline": "LTXPipeline"},
    "ltx2_text": {"pipeline": "LTX2Pipeline"} | _LTX2,
    "forcing_text": {"pipeline": "SkyReelsV2DiffusionForcingPipeline"},
    "ltx2": _LTX2,
    "ltx2_condition": _LTX2,
}
"""Options of single models."""


@cache
def _root() -> Path:
    return Path(tempfile.mkdtemp(prefix="tiny-video-"))


@cache
def folder_of(name: str) -> Path:
    """The saved tiny model."""
    return save(name, _root())


def load(name: str, **options: str) -> Diffusers:
    """The engine with a tiny model; options with underscores for hyphens."""
    asked = (
        OPTIONS
        | OWN.get(name, {})
        | {key.replace("_", "-"): value for key, value in options.items()}
    )
    asked = {key: value for key, value in asked.items() if value}
    return Diffusers(EngineSettings(model=str(folder_of(name)), threads=1, options=asked))


@cache
def engine(name: str) -> Diffusers:
    """The engine with a tiny model, loaded once."""
    return load(name)


def request(
    made: Diffusers, folder: Pictures, frames: int = FRAMES, seed: int = 3
) -> AnimateRequest:
    """A small shot of a textured scene."""
    return AnimateRequest(
        scene=scene(folder, (154, 154)),
        frames=frames,
        prompt="a boat on a lake",
        seed=seed,
        format=Format(width=SIDE, height=SIDE, fps=made.capabilities.fps[0]),
    )


class Run(NamedTuple):
    """What became of a request."""

    result: AnimateResult
    frames: list[Picture]
    told: list[float]
    previews: list[bytes]
    usage: Usage
    folder: Pictures


def run(made: Diffusers, asked: AnimateRequest, folder: Pictures) -> Run:
    """The result of a request, and what was told meanwhile."""
    told: list[float] = []
    result = made.run(asked, folder, told.append)
    return Run(result, frames_of(result, folder), told, folder.previews, made.usage(), folder)


@cache
def made(name: str, seed: int = 3) -> Run:
    """A run of a family's tiny model, made once."""
    folder = Pictures(Path(tempfile.mkdtemp(prefix="run-", dir=_root())))
    return run(engine(name), request(engine(name), folder, seed=seed), folder)


def spy(monkeypatch: pytest.MonkeyPatch, kind: type, before: Callable[[int], None]) -> list[Call]:
    """Parameters of all calls of a pipeline, and its frames as "made"; before may raise."""
    calls: list[Call] = []
    real = kind.__call__

    def call(self: object, **given: object) -> object:
        before(len(calls))
        calls.append(given)
        result = real(self, **given)
        given["made"] = result.frames[0]
        return result

    monkeypatch.setattr(kind, "__call__", call)
    return calls


def quiet(number: int) -> None:
    del number


def pixels(picture: object) -> Picture:
    assert isinstance(picture, Image.Image)
    return np.asarray(picture, np.uint8)

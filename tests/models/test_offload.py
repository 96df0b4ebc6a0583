"""Proves that layers which wait elsewhere until they are used make what they made before, and that
offloading is refused where it would save nothing.

No device of its own is there: the layers go in and out of the same memory. diffusers calls it
cpu:0, with which accelerate fails on a CPU, so the number is taken off the name.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import accelerate
import numpy as np
import pytest
import torch

from benchmarks.folder import Folder
from reelmesh.mesh.engine import CallerError, EngineSettings
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from reelmesh.models.offload import by_layers
from reelmesh.v1.ambient_pb2 import ComposeRequest
from services.ambient.engines.diffusers import Diffusers as Ambience
from services.video.models.loading import place
from services.vision.models.options import VisionOptions
from services.vision.models.paint import Painter
from tests.engines.shots import Pictures
from tests.models import tiny_ambient, tiny_painters
from tests.models.tiny_vision import engine as vision
from tests.models.video import load, made, request, run

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own

CPU = Device("cpu", "float32", 0)
WAYS = ["model", "sequential"]
PAINT = VisionOptions(paint="x", paint_steps=2, paint_pixels=64 * 64)


@pytest.fixture
def layers_of_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Callable[..., torch.nn.Module] = accelerate.cpu_offload

    def unnumbered(model: torch.nn.Module, device: torch.device, **more: Any) -> torch.nn.Module:
        return own(model, torch.device(device.type), **more)

    monkeypatch.setattr(accelerate, "cpu_offload", unnumbered)


def away(part: object) -> bool:
    """Whether a part has no weights while it waits."""
    return isinstance(part, torch.nn.Module) and any(one.is_meta for one in part.parameters())


@pytest.mark.usefixtures("layers_of_a_cpu")
@pytest.mark.parametrize(
    "name",
    ["wan21", "ltx2", "kandinsky6", "cogvideox", "hunyuan15", "svd"],
)
def test_a_film_is_the_same_when_layers_wait_elsewhere(tmp_path: Path, name: str) -> None:
    by = load(name)
    pipe = by._model.pipe  # pyright: ignore[reportPrivateUsage]
    place(pipe, CPU, "sequential")
    assert all(away(part) for part in (pipe.vae, *by.parts))
    folder = Pictures(tmp_path)
    found = run(by, request(by, folder), folder)
    assert np.array_equal(found.frames[-1], made(name).frames[-1])
    assert found.usage.model_steps == made(name).usage.model_steps
    assert all(away(part) for part in (pipe.vae, *by.parts))


@pytest.mark.usefixtures("layers_of_a_cpu")
def test_a_model_whose_layers_nobody_would_bring_stays_whole() -> None:
    pipe = load("hunyuan15")._model.pipe  # pyright: ignore[reportPrivateUsage]
    place(pipe, CPU, "sequential")
    assert not away(pipe.components["image_encoder"])
    assert away(pipe.components["text_encoder"])


@pytest.mark.usefixtures("layers_of_a_cpu")
@pytest.mark.parametrize("name", ["stable_audio", "stable_audio_3", "audio_ldm2", "ace_step"])
def test_a_sound_is_the_same_when_layers_wait_elsewhere(tmp_path: Path, name: str) -> None:
    getattr(tiny_ambient, name)(tmp_path)
    settings = EngineSettings(str(tmp_path), 1, {"steps": "2", "warm-up": "off"})
    made_by = Ambience(settings)
    asked, files = ComposeRequest(seconds=0.7, prompt="rain", seed=2), Folder(tmp_path)
    before = made_by.run(asked, files, lambda share: None).audio.sha256
    pipe = cast("Any", made_by)._model._pipe
    by_layers(pipe, "cpu")
    assert away(pipe.transformer if hasattr(pipe, "transformer") else pipe.unet)
    assert made_by.run(asked, files, lambda share: None).audio.sha256 == before


@pytest.mark.usefixtures("layers_of_a_cpu")
@pytest.mark.parametrize("name", sorted(tiny_painters.PAINTERS))
def test_a_painting_is_the_same_when_layers_wait_elsewhere(tmp_path: Path, name: str) -> None:
    tiny_painters.PAINTERS[name](tmp_path)
    painter = Painter(ModelFolder(tmp_path), CPU, PAINT)
    before = painter.paint("a sea", (16, 9), 1, lambda passes, share: None)
    by_layers(cast("Any", painter)._pipe, "cpu")
    assert np.array_equal(painter.paint("a sea", (16, 9), 1, lambda passes, share: None), before)


@pytest.mark.parametrize("way", WAYS)
def test_a_painter_without_a_gpu_refuses_to_offload(tmp_path: Path, way: Any) -> None:
    tiny_painters.PAINTERS["sd"](tmp_path)
    with pytest.raises(CallerError, match=rf"offload={way}, but on cpu there is no GPU memory"):
        Painter(ModelFolder(tmp_path), CPU, VisionOptions(paint="x", offload=way))


@pytest.mark.parametrize("way", WAYS)
def test_a_sound_model_without_a_gpu_refuses_to_offload(tmp_path: Path, way: str) -> None:
    tiny_ambient.stable_audio(tmp_path)
    with pytest.raises(CallerError, match=rf"offload={way}, but on cpu there is no GPU memory"):
        Ambience(EngineSettings(str(tmp_path), 1, {"offload": way}))


@pytest.mark.parametrize("way", WAYS)
def test_a_video_model_without_a_gpu_refuses_to_offload(way: str) -> None:
    with pytest.raises(CallerError, match=rf"offload={way}, but on cpu there is no GPU memory"):
        load("wan5b", offload=way)


@pytest.mark.parametrize(("option", "value"), [("offload", "model"), ("tiling", "on")])
def test_what_only_a_painter_heeds_is_refused_without_one(
    tmp_path: Path, option: str, value: str
) -> None:
    with pytest.raises(CallerError, match=rf"^{option}= is for the model of paint="):
        vision(embed=tmp_path, **{option: value})

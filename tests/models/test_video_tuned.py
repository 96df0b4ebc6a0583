"""Proves that a video model that is compiled, attends otherwise, or waits in parts gives the film
that it gives without; and that what a model cannot have is one sentence."""

from pathlib import Path
from typing import Any

import pytest
import torch

from reelmesh.mesh.engine import CallerError
from reelmesh.models.device import Device
from reelmesh.models.video.pipe import denoisers
from services.video.engines.diffusers import Diffusers
from services.video.models.loading import place
from tests.engines.shots import Pictures
from tests.models.video import Run, load, made, request, run

CPU = Device("cpu", "float32", 0)


def film(by: Diffusers, tmp_path: Path) -> Run:
    folder = Pictures(tmp_path)
    return run(by, request(by, folder), folder)


def away(found: Run, name: str) -> float:
    """Mean difference from the plain model's last frame, of 255."""
    return abs(found.frames[-1].astype(int) - made(name).frames[-1]).mean()


def test_compiled_blocks_give_the_same_film(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    whole = torch.nn.Module.compile

    # The blocks are traced and cut into graphs as ever; a compiler of C++ would take minutes.
    def traced(module: torch.nn.Module, *given: Any, **named: Any) -> None:
        compiled.append(type(module).__name__)
        whole(module, *given, **named | {"backend": "eager"})

    monkeypatch.setattr(torch.nn.Module, "compile", traced)
    by = load("wan5b", compile="on")
    assert compiled == ["WanTransformerBlock"] * 2
    assert away(film(by, tmp_path), "wan5b") < 0.1


@pytest.mark.parametrize("name", ["svd", "cogvideox"])
def test_a_model_that_cannot_be_compiled_by_blocks_says_so(name: str) -> None:
    with pytest.raises(CallerError, match="compile=on, but diffusers does not offer it"):
        load(name, compile="on")


@pytest.mark.parametrize("backend", ["native", "_native_math"])
def test_another_way_of_attention_gives_the_same_film(tmp_path: Path, backend: str) -> None:
    assert away(film(load("wan5b", attention=backend), tmp_path), "wan5b") < 0.1


@pytest.mark.parametrize("backend", ["flash", "sage", "xformers"])
def test_attention_that_is_not_installed_is_refused_in_a_sentence(backend: str) -> None:
    with pytest.raises(CallerError, match=rf"attention={backend}, which cannot be had here: \w+"):
        load("wan5b", attention=backend)


@pytest.mark.parametrize("name", ["wan22", "ltx"])
def test_parts_that_take_turns_on_a_device_give_the_same_film(tmp_path: Path, name: str) -> None:
    # A device of its own is not there: the parts go in and out of the same memory.
    by = load(name)
    pipe = by._model.pipe  # pyright: ignore[reportPrivateUsage]
    place(pipe, CPU, "model")
    assert all(hasattr(part, "_hf_hook") for part in denoisers(pipe))
    for _ in range(2):
        found = film(by, tmp_path)
        assert away(found, name) < 0.1
        assert found.usage.model_steps == made(name).usage.model_steps


@pytest.mark.parametrize("name", ["ltx", "cogvideox", "hunyuan15"])
def test_other_families_take_weights_in_eight_bits(tmp_path: Path, name: str) -> None:
    small = load(name, quantize="fp8")
    kinds = {weight.dtype for part in small.parts for weight in part.parameters()}
    assert torch.float8_e4m3fn in kinds
    assert away(film(small, tmp_path), name) < 25

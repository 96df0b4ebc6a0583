"""Proves that the embedding of each family of image encoders is that model's own, and that its
space names the model."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
import transformers as tf
from PIL import Image
from safetensors.torch import load_file, save_file

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models.device import Device
from reelmesh.models.folder import MANIFEST, ModelFolder
from services.vision.models.embed import Embedder
from tests.models import tiny_vision as tiny

CPU = Device("cpu", "float32", 0)


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embed")


def frame(shift: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.ascontiguousarray(np.roll(tiny.scene(), shift, axis=2)[..., ::-1])


@pytest.mark.parametrize("name", sorted(tiny.EMBEDDERS))
def test_every_family_gives_a_unit_vector_that_follows_the_picture(root: Path, name: str) -> None:
    build, numbers = tiny.EMBEDDERS[name]
    embedder = Embedder(ModelFolder(tiny.saved(root, name, build)), CPU)
    vector, again, other = (np.array(embedder.vector(f)) for f in (frame(), frame(), frame(1)))
    assert vector.shape == (numbers,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector, again)
    assert np.abs(vector - other).max() > 1e-4


def test_the_vector_is_what_the_library_gives_for_the_same_picture(root: Path) -> None:
    folder = tiny.saved(root, "whole_siglip", tiny.whole_siglip)
    whole = cast("Any", tf).SiglipModel.from_pretrained(str(folder)).eval()
    pixels = cast("Any", tf).SiglipImageProcessorPil.from_pretrained(str(folder))
    inputs = pixels(images=Image.fromarray(tiny.scene()), return_tensors="pt")
    with torch.inference_mode():
        found = whole.vision_model(**inputs).pooler_output[0].numpy()
    ours = Embedder(ModelFolder(folder), CPU).vector(frame())
    np.testing.assert_allclose(ours, found / np.linalg.norm(found), atol=1e-5)


def test_a_dinov3_picture_is_resized_and_normalised_as_its_config_says(root: Path) -> None:
    folder = tiny.saved(root, "dinov3", tiny.dinov3)
    model = cast("Any", tf).DINOv3ViTModel.from_pretrained(str(folder)).eval()
    small = Image.fromarray(tiny.scene()).resize((32, 32), Image.Resampling.BILINEAR)
    values = (np.asarray(small, np.float32) / 255 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
    with torch.inference_mode():
        pixels = torch.tensor(values.transpose(2, 0, 1)[None], dtype=torch.float32)
        found = model(pixel_values=pixels).pooler_output[0].numpy()
    ours = Embedder(ModelFolder(folder), CPU).vector(frame())
    np.testing.assert_allclose(ours, found / np.linalg.norm(found), atol=1e-4)


def test_the_space_names_family_and_digest_and_other_weights_are_another_space(
    root: Path, tmp_path: Path
) -> None:
    folder = ModelFolder(tiny.saved(root, "siglip", tiny.siglip))
    assert Embedder(folder, CPU).space == f"siglip:{folder.digest}"
    tiny.siglip(tmp_path)
    assert Embedder(ModelFolder(tmp_path), CPU).space != f"siglip:{folder.digest}"


def test_half_precision_gives_nearly_the_same_vector(root: Path) -> None:
    folder = ModelFolder(tiny.saved(root, "siglip", tiny.siglip))
    whole, half = (Embedder(folder, Device("cpu", t, 0)) for t in ("float32", "bfloat16"))
    assert np.dot(whole.vector(frame()), half.vector(frame())) > 0.99


def test_a_model_of_another_kind_is_told_with_the_kinds_there_are(root: Path) -> None:
    folder = tiny.saved(root, "blip", tiny.blip)
    with pytest.raises(CallerError, match=r"type blip, but embed= takes one of clip.*siglip2"):
        Embedder(ModelFolder(folder), CPU)


def test_missing_weights_are_told_and_never_drawn_by_chance(tmp_path: Path) -> None:
    tiny.siglip(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    lost = next(name for name in weights if "fc1.weight" in name)
    del weights[lost]
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(EngineError, match=rf"lacks 1 weight of .*{lost}"):
        Embedder(ModelFolder(tmp_path), CPU)


def test_a_model_that_gives_infinities_is_told(tmp_path: Path) -> None:
    tiny.siglip(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    spoilt = {name: torch.full_like(value, torch.inf) for name, value in weights.items()}
    save_file(spoilt, tmp_path / "model.safetensors", {"format": "pt"})
    (tmp_path / MANIFEST).unlink(missing_ok=True)
    with pytest.raises(EngineError, match="infinities"):
        Embedder(ModelFolder(tmp_path), CPU).vector(frame())

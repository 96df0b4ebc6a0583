"""Proves that a video model is loaded as its options say, and that each that cannot be had is one
clear sentence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from reelmesh.mesh.engine import CallerError, EngineError, EngineSettings
from reelmesh.models.video.families import choose
from services.video.engines.diffusers import Diffusers
from tests.engines.shots import Pictures
from tests.models.video import engine, folder_of, load, made, request, run


def changed(tmp_path: Path, change: Callable[[Path], object]) -> Path:
    """A copy of a tiny model with something changed in it."""
    folder = tmp_path / "model"
    shutil.copytree(folder_of("wan5b"), folder)
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    change(folder)
    return folder


def index(folder: Path, **values: object) -> None:
    path = folder / "model_index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def open_(folder: Path, **options: str) -> Diffusers:
    return Diffusers(
        EngineSettings(model=str(folder), threads=1, options={"warm-up": "off"} | options)
    )


def test_how_far_the_loading_is_is_told() -> None:
    told: list[float] = []
    options = {"warm-up": "off", "preview-every": "0"}
    Diffusers(
        EngineSettings(model=str(folder_of("wan5b")), threads=1, options=options, told=told.append)
    )
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] == 1.0


def test_an_unknown_class_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda folder: index(folder, _class_name="FluxPipeline"))
    with pytest.raises(CallerError, match=r"a FluxPipeline.*it knows .*WanPipeline"):
        open_(folder)


def test_pickles_are_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    name = "transformer/diffusion_pytorch_model.bin"
    folder = changed(tmp_path, lambda folder: (folder / name).write_bytes(b"\x80\x04."))
    with pytest.raises(CallerError, match="pickle"):
        open_(folder)


def test_weights_that_changed_since_the_manifest_are_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda _: None)
    assert open_(folder).weights_sha256 == open_(folder).weights_sha256
    weights = folder / "vae/diffusion_pytorch_model.safetensors"
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    with pytest.raises(EngineError, match="SHA256SUMS"):
        open_(folder)


@pytest.mark.parametrize(
    ("named", "flags", "wanted", "chosen"),
    [
        ("LTXPipeline", {}, "", "LTXImageToVideoPipeline"),
        ("LTXPipeline", {}, "LTXConditionPipeline", "LTXConditionPipeline"),
        ("LTX2Pipeline", {}, "", "LTX2ImageToVideoPipeline"),
        ("WanPipeline", {"expand_timesteps": True}, "", "WanImageToVideoPipeline"),
        ("WanPipeline", {"expand_timesteps": False}, "", "WanPipeline"),
    ],
)
def test_a_model_that_can_take_an_image_is_loaded_to_take_one(
    named: str, flags: dict[str, object], wanted: str, chosen: str
) -> None:
    assert choose({"_class_name": named} | flags, wanted).pipeline == chosen


def test_a_pipeline_of_another_family_is_refused_with_those_of_the_same() -> None:
    with pytest.raises(CallerError, match="can be loaded as LTXConditionPipeline"):
        choose({"_class_name": "LTXPipeline"}, "WanPipeline")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"device": "cuda:7"}, "GPUs are found"),
        ({"offload": "model"}, "no GPU memory to save"),
        ({"attention": "warp-drive"}, "attention=warp-drive"),
        ({"lora": "/nowhere.safetensors"}, "check the path"),
        ({"lora-2": "/nowhere.safetensors"}, "a part that is not there"),
        ({"cache": "teapot"}, "cache=teapot"),
        ({"lora": "a.safetensors", "quantize": "int8"}, "use fp8"),
    ],
)
def test_an_option_that_cannot_be_had_is_one_sentence(
    options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CallerError, match=sentence):
        open_(folder_of("wan5b"), **options)


def test_a_missing_package_is_named() -> None:
    with pytest.raises(EngineError, match="torchao"):
        open_(folder_of("wan5b"), quantize="int8")


def test_a_model_without_caches_or_lora_says_so(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="knows no caches"):
        load("svd", cache="first-block")
    path = tmp_path / "some.safetensors"
    save_file({"a.lora_A.weight": torch.zeros(1, 1)}, path)
    with pytest.raises(CallerError, match="takes no LoRA"):
        load("svd", lora=str(path))


@pytest.mark.parametrize("cache", ["first-block", "pyramid"])
def test_a_step_cache_skips_work_and_gives_the_same_film_for_the_same_seed(
    tmp_path: Path, cache: str
) -> None:
    cached = load("wan5b", cache=cache, steps="6", cache_threshold="0.5", preview_every="0")
    done: list[str] = []
    queries = cached.parts[0].get_submodule("blocks.1.attn1.to_q")
    queries.register_forward_pre_hook(lambda *_: done.append(cache))
    folder = Pictures(tmp_path)
    asked = request(cached, folder)
    first = run(cached, asked, folder)
    assert first.usage.model_steps == 6
    # Twice a step, for guidance, without a cache.
    assert 0 < len(done) < 12
    assert run(cached, asked, folder).result.video.sha256 == first.result.video.sha256


def test_weights_in_eight_bits_give_nearly_the_same_film(tmp_path: Path) -> None:
    small = load("wan5b", quantize="fp8")
    folder = Pictures(tmp_path)
    film = run(small, request(small, folder), folder)
    assert film.result.video.sha256 != made("wan5b").result.video.sha256
    away = abs(film.frames[-1].astype(int) - made("wan5b").frames[-1]).mean()
    assert away < 12


def test_a_lora_is_added_to_the_weights_times_its_scale(tmp_path: Path) -> None:
    generator = torch.Generator().manual_seed(2)
    down, up = torch.randn(2, 24, generator=generator), torch.randn(24, 2, generator=generator)
    start = "transformer.blocks.0.attn1.to_q.lora_"
    path = tmp_path / "style.safetensors"
    save_file({f"{start}A.weight": down, f"{start}B.weight": up}, path)
    name = "blocks.0.attn1.to_q.weight"
    with_it = load("wan5b", lora=str(path), lora_scale="0.5", preview_every="0")
    plain = dict(engine("wan5b").parts[0].named_parameters())[name]
    other = dict(with_it.parts[0].named_parameters())[name]
    torch.testing.assert_close(other, plain + 0.5 * up @ down)


def test_options_that_change_the_film_change_the_version(tmp_path: Path) -> None:
    paths = [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]
    start = "transformer.blocks.0.attn1.to_q.lora_"
    for scale, path in enumerate(paths):
        down = torch.full((2, 24), float(scale))
        save_file({f"{start}A.weight": down, f"{start}B.weight": torch.ones(24, 2)}, path)
    loras = [load("wan5b", lora=str(path), preview_every="0").version for path in paths]
    others = [load("wan5b", steps="3").version, engine("wan5b").version]
    assert len({*loras, *others}) == 4
    assert load("wan5b", preview_every="7", verify="off").version == engine("wan5b").version


def test_a_lora_for_another_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    start = "transformer.blocks.7.attn1.to_q.lora_"
    save_file(
        {f"{start}A.weight": torch.zeros(2, 24), f"{start}B.weight": torch.zeros(24, 2)}, path
    )
    with pytest.raises(CallerError, match=r"made for another model.*blocks.7"):
        load("wan5b", lora=str(path))


def test_a_warm_up_leaves_the_result_as_it_is(tmp_path: Path) -> None:
    name = "wan5b"
    warm = load(name, warm_up="on")
    folder = Pictures(tmp_path)
    film = warm.run(request(warm, folder), folder, lambda _: None)
    assert film.video.sha256 == made(name).result.video.sha256

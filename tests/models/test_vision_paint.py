"""Proves that any text-to-image pipeline paints by the seed, at a size it knows, and ends within
one denoising step."""

from pathlib import Path
from typing import Any, cast

import diffusers
import numpy as np
import pytest
import torch

from reelmesh.mesh.engine import CallerError, Cancelled, ContentError, EngineError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.models.options import VisionOptions
from services.vision.models.paint import TILES, Painter, size_for
from tests.models import tiny_painters as tiny
from tests.models import tiny_vision

# Of the DPM sampler with numpy 2, and of a pipeline that is imported with all others.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning"),
]

CPU = Device("cpu", "float32", 0)
OPTIONS = VisionOptions(paint="x", paint_steps=2, paint_pixels=64 * 64)
WIDE = (160, 90)


def nobody(passes: int, share: float) -> None:
    assert passes >= 0
    assert 0 <= share <= 1


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paint")


def painter(root: Path, name: str, options: VisionOptions = OPTIONS) -> Painter:
    return Painter(ModelFolder(tiny_vision.saved(root, name, tiny.PAINTERS[name])), CPU, options)


@pytest.mark.parametrize("name", sorted(tiny.PAINTERS))
def test_the_seed_and_the_words_decide_the_picture(root: Path, name: str) -> None:
    model = painter(root, name)
    first, again, other, words = (
        model.paint(prompt, WIDE, seed, nobody)
        for prompt, seed in (("a sea", 1), ("a sea", 1), ("a sea", 2), ("a wood", 1))
    )
    assert first.shape == (48, 80, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, words)
    assert np.array_equal(first, painter(root, name).paint("a sea", WIDE, 1, nobody))


@pytest.mark.parametrize("name", sorted(tiny.PAINTERS))
def test_it_ends_before_the_next_step_and_the_next_picture_is_as_ever(
    root: Path, name: str
) -> None:
    model = painter(root, name)
    whole = model.paint("a sea", WIDE, 1, nobody)
    told: list[int] = []

    def cancelled(passes: int, share: float) -> None:
        del share
        told.append(passes)
        if passes == 1:
            raise Cancelled("No longer wanted.")

    with pytest.raises(Cancelled):
        model.paint("a sea", WIDE, 1, cancelled)
    assert told == [0, 1]
    assert np.array_equal(model.paint("a sea", WIDE, 1, nobody), whole)


def test_progress_rises_to_the_end_and_steps_and_guidance_are_heeded(root: Path) -> None:
    told: list[tuple[int, float]] = []
    first = painter(root, "sd").paint("a sea", WIDE, 1, lambda n, share: told.append((n, share)))
    assert [passes for passes, _ in told] == [0, 1, 2]
    assert told == sorted(told)
    assert told[-1][1] == 1.0
    guided = VisionOptions(paint="x", paint_steps=2, paint_pixels=64 * 64, paint_guidance=1.5)
    assert not np.array_equal(painter(root, "sd", guided).paint("a sea", WIDE, 1, nobody), first)


def test_a_seed_of_64_bits_is_taken(root: Path) -> None:
    model = painter(root, "sd")
    high = model.paint("a sea", WIDE, 2**64 - 1, nobody)
    assert not np.array_equal(high, model.paint("a sea", WIDE, 1, nobody))


def test_without_pixels_it_paints_what_the_model_was_trained_on(root: Path) -> None:
    own = VisionOptions(paint="x", paint_steps=2)
    picture = painter(root, "sd", own).paint("a sea", (100, 100), 1, nobody)
    assert picture.shape == (64, 64, 3)  # as the tiny model's sample size says


@pytest.mark.parametrize(
    ("shape", "size"),
    [((1536, 864), (1360, 768)), ((864, 1536), (768, 1360)), ((4000, 20), (14480, 80))],
)
def test_the_size_has_the_frames_aspect_in_multiples(
    shape: tuple[int, int], size: tuple[int, int]
) -> None:
    assert size_for(shape, 1024 * 1024, 16) == size


def test_out_of_memory_is_answered_with_tiles(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = painter(root, "sd")
    vae: Any = cast("Any", model)._pipe.vae
    decode = vae.decode

    def short(*args: object, **more: object) -> object:
        if not vae.use_tiling:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")
        return decode(*args, **more)

    monkeypatch.setattr(vae, "decode", short)
    assert model.degraded == ()
    assert model.paint("a sea", WIDE, 1, nobody).shape == (48, 80, 3)
    assert vae.use_tiling
    # It stays so, and so is told of each later picture, once.
    monkeypatch.undo()
    model.paint("a sea", WIDE, 2, nobody)
    assert model.degraded == (TILES,)


def test_out_of_memory_to_the_end_says_what_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = painter(root, "sd")

    def never(*args: object, **more: object) -> object:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(cast("Any", model)._pipe.vae, "decode", never)
    with pytest.raises(EngineError, match="larger GPUs"):
        model.paint("a sea", WIDE, 1, nobody)


class Output:
    """What a pipeline returns."""

    def __init__(self, images: object, flagged: list[bool] | None = None) -> None:
        self.images, self.nsfw_content_detected = images, flagged


@pytest.mark.parametrize(
    ("output", "error", "words"),
    [
        (Output(np.zeros((1, 48, 80, 3)), [True]), ContentError, "filter"),
        (Output(np.full((1, 48, 80, 3), np.nan)), EngineError, "dtype"),
    ],
)
def test_a_black_picture_is_never_passed_on(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    output: Output,
    error: type[Exception],
    words: str,
) -> None:
    model = painter(root, "sd")
    pipe: Any = cast("Any", model)._pipe
    monkeypatch.setattr(type(pipe), "__call__", lambda *_, **__: output)
    with pytest.raises(error, match=words):
        model.paint("a sea", WIDE, 1, nobody)


def test_a_pipeline_saved_for_pictures_from_pictures_paints_from_words(
    root: Path, tmp_path: Path
) -> None:
    library = cast("Any", diffusers)
    plain = library.DiffusionPipeline.from_pretrained(
        str(tiny_vision.saved(root, "sd", tiny.stable_diffusion))
    )
    library.StableDiffusionImg2ImgPipeline(**plain.components).save_pretrained(tmp_path)
    model = Painter(ModelFolder(tmp_path), CPU, OPTIONS)
    expected = painter(root, "sd").paint("a sea", WIDE, 1, nobody)
    assert np.array_equal(model.paint("a sea", WIDE, 1, nobody), expected)


@pytest.mark.parametrize("name", ["WanPipeline", "StableAudioPipeline", "Unheard", "DDPMPipeline"])
def test_a_pipeline_of_another_kind_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "model_index.json").write_text(f'{{"_class_name": "{name}"}}')
    with pytest.raises(CallerError, match=name):
        Painter(ModelFolder(tmp_path), CPU, OPTIONS)


def test_a_folder_that_holds_no_pipeline_says_what_is_expected(root: Path) -> None:
    folder = ModelFolder(tiny_vision.saved(root, "siglip", tiny_vision.siglip))
    with pytest.raises(CallerError, match="text-to-image pipeline"):
        Painter(folder, CPU, OPTIONS)


def test_an_attention_backend_that_is_none_is_told(root: Path) -> None:
    options = VisionOptions(paint="x", attention="telepathy")
    with pytest.raises(CallerError, match="telepathy"):
        painter(root, "sd", options)

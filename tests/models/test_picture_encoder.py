"""Proves that a video engine without an image encoder makes the very frames of the whole pipeline,
of what the vision engine encodes, and refuses embeddings of another encoder or another picture."""

import shutil
from functools import cache
from inspect import signature
from pathlib import Path

import numpy as np
import pytest
import torch

from reelmesh.mesh.engine import CallerError, EngineSettings
from reelmesh.models import stored
from reelmesh.models.pictures import PICTURE_MANNERS
from reelmesh.models.video.families import FAMILIES
from reelmesh.models.video.pipe import pipe_class
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult, ShotPicture
from services.video.engines.diffusers import Diffusers
from services.vision.engines.scene import Scene
from services.vision.engines.transformers import Transformers
from tests.engines.shots import Pictures, texture
from tests.models.video import FRAMES, OPTIONS, OWN, engine, folder_of, load, request, run

# A scheduler of diffusers still does so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SEEING = ["wan21", "wan21_ends", "skyreels", "hunyuan15"]
"""Tiny models whose pipeline has an image encoder that can be elsewhere."""


@cache
def vision(name: str, **options: str) -> Transformers:
    """The vision engine with the image encoder of a tiny video model."""
    most = (OPTIONS | OWN.get(name, {}))["pixels-max"]
    asked = {"encode-image": str(folder_of(name)), "encode-pixels-max": most, "warm-up": "off"}
    given = {key.replace("_", "-"): value for key, value in options.items()}
    return Transformers(EngineSettings(threads=1, options=asked | given))


@cache
def lean(name: str, **options: str) -> Diffusers:
    return load(name, image_encoder="elsewhere", preview_every="0", **options)


def picture_of(asked: AnimateRequest, encoder: str) -> DescribeRequest:
    """As the gateway makes it."""
    picture = ShotPicture(encoder=encoder, frame=asked.scene.frame)
    if asked.HasField("last"):
        picture.last.CopyFrom(asked.last.frame)
    size = Format(width=asked.format.width, height=asked.format.height)
    return DescribeRequest(picture=picture, format=size)


def encoded(seeing: Transformers, asked: AnimateRequest, folder: Pictures) -> Artifact:
    described = picture_of(asked, seeing.capabilities.image_encoder)
    return seeing.run(described, folder, lambda _: None).picture_embeddings


def seen_elsewhere(name: str, whole: AnimateRequest, folder: Pictures) -> AnimateRequest:
    away = AnimateRequest()
    away.CopyFrom(whole)
    away.picture_embeddings.CopyFrom(encoded(vision(name), whole, folder))
    return away


def with_last(asked: AnimateRequest, folder: Pictures) -> AnimateRequest:
    asked.last.CopyFrom(DescribeResult(frame=folder.add(texture((154, 154), 9))))
    return asked


def told(made: Diffusers, asked: AnimateRequest, folder: Pictures) -> tuple[str, torch.Tensor]:
    """The digest of the film, and what the denoiser is told of the picture."""
    seen: list[torch.Tensor] = []

    def look(_: torch.nn.Module, _args: object, kwargs: dict[str, torch.Tensor]) -> None:
        name = "encoder_hidden_states_image"
        seen.append(kwargs.get(name, kwargs.get("image_embeds", torch.empty(0))).clone())

    hook = made.parts[0].register_forward_pre_hook(look, with_kwargs=True)
    try:
        film = run(made, asked, folder).result.video.sha256
    finally:
        hook.remove()
    return film, seen[0]


def check_same(name: str, whole: AnimateRequest, folder: Pictures) -> None:
    """Frames are enlarged and encoded: what the denoiser is told is compared bit for bit too."""
    away = seen_elsewhere(name, whole, folder)
    (film, seen), (other, given) = (
        told(engine(name), whole, folder),
        told(lean(name), away, folder),
    )
    assert seen.numel() > 0
    assert torch.equal(seen, given)
    assert film == other


@pytest.mark.parametrize("name", SEEING)
def test_every_family_makes_the_frames_of_its_whole_pipeline(name: str, tmp_path: Path) -> None:
    assert lean(name).encoders["image_encoder"] is None
    assert engine(name).encoders["image_encoder"] is not None
    digest = lean(name).capabilities.image_encoder
    assert digest == vision(name).capabilities.image_encoder != ""
    folder = Pictures(tmp_path)
    check_same(name, request(engine(name), folder), folder)


@pytest.mark.parametrize("size", [(128, 224), (300, 128)])
@pytest.mark.parametrize("name", ["wan21", "hunyuan15"])
def test_the_picture_is_cut_as_the_video_pool_cuts_it(
    name: str, size: tuple[int, int], tmp_path: Path
) -> None:
    folder = Pictures(tmp_path)
    whole = request(engine(name), folder)
    whole.format.width, whole.format.height = size
    check_same(name, whole, folder)


def test_a_model_that_goes_from_one_picture_to_another_is_told_of_both(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    whole = with_last(request(engine("wan21_ends"), folder), folder)
    check_same("wan21_ends", whole, folder)
    made = encoded(vision("wan21_ends"), whole, folder)
    alone = encoded(vision("wan21_ends"), request(engine("wan21_ends"), folder), folder)
    assert made != alone
    embeds = [stored.load(folder.path(one), "")[0]["image_embeds"] for one in (made, alone)]
    assert [len(one) for one in embeds] == [2, 2]
    assert torch.equal(embeds[1][0], embeds[1][1])
    assert not torch.equal(embeds[0][0], embeds[0][1])


@pytest.mark.parametrize("name", SEEING)
def test_what_was_encoded_shows_in_the_film_and_has_the_shape_of_the_warm_up(
    name: str, tmp_path: Path
) -> None:
    folder = Pictures(tmp_path)
    away = seen_elsewhere(name, request(engine(name), folder), folder)
    before = run(lean(name), away, folder).result.video.sha256
    given, words = stored.load(folder.path(away.picture_embeddings), "")
    path = folder.new("other.safetensors")
    stored.save(path, {"image_embeds": 9 * given["image_embeds"].flip(2)}, words)
    away.picture_embeddings.CopyFrom(folder.keep(path, stored.MEDIA_TYPE))
    assert run(lean(name), away, folder).result.video.sha256 != before
    warm = lean(name, warm_up="on")
    assert run(warm, away, folder).result.video.sha256 != before


def test_neither_encoder_need_be_in_the_video_pool(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    whole = request(engine("wan21"), folder)
    both = vision("wan21", encode=str(folder_of("wan21")))
    bare = lean("wan21", encoder="elsewhere")
    assert set(bare.encoders.values()) == {None}
    away = seen_elsewhere("wan21", whole, folder)
    assert both.capabilities.image_encoder == vision("wan21").capabilities.image_encoder
    assert both.capabilities.prompt_encoder == bare.capabilities.prompt_encoder
    words = DescribeRequest()
    words.words.encoder, words.words.prompt = both.capabilities.prompt_encoder, whole.prompt
    made = both.run(words, folder, lambda _: None)
    away.prompt_embeddings.CopyFrom(made.prompt_embeddings)
    full = run(engine("wan21"), whole, folder).result.video.sha256
    assert run(bare, away, folder).result.video.sha256 == full


def test_a_shot_is_one_run_since_vision_sees_no_later_picture(tmp_path: Path) -> None:
    whole, bare = load("wan21", frames_max="9"), lean("wan21", frames_max="9")
    assert whole.capabilities.frame_rule.frames_max == 65
    assert bare.capabilities.frame_rule.frames_max == 9
    folder = Pictures(tmp_path)
    long = seen_elsewhere("wan21", request(whole, folder, frames=13), folder)
    with pytest.raises(CallerError, match="13 frames cannot be made"):
        bare.run(long, folder, lambda _: None)


def test_the_same_picture_gives_the_same_artifact_whatever_is_said(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    asked = request(engine("wan21"), folder)
    seeing = vision("wan21")
    described = picture_of(asked, seeing.capabilities.image_encoder)
    first = seeing.run(described, folder, lambda _: None)
    assert [field.name for field, _ in first.ListFields()] == ["picture_embeddings"]
    asked.prompt, asked.seed = "a harbour", 99
    assert picture_of(asked, described.picture.encoder) == described
    assert encoded(seeing, asked, folder) == first.picture_embeddings
    asked.scene.frame.CopyFrom(folder.add(texture((154, 154), 9)))
    assert encoded(seeing, asked, folder) != first.picture_embeddings


def test_embeddings_of_another_encoder_of_another_picture_or_none_are_refused(
    tmp_path: Path,
) -> None:
    folder = Pictures(tmp_path)
    good = seen_elsewhere("wan21", request(engine("wan21"), folder), folder)
    bare = lean("wan21")

    def refused(asked: AnimateRequest, why: str) -> None:
        with pytest.raises(CallerError, match=why):
            bare.run(asked, folder, lambda _: None)

    asked = AnimateRequest()
    asked.CopyFrom(good)
    asked.scene.frame.CopyFrom(folder.add(np.full((154, 154, 3), 90, np.uint8)))
    refused(asked, "another picture than this shot's")
    asked.CopyFrom(good)
    asked.format.width = 256
    refused(asked, "or for another size")
    asked.CopyFrom(good)
    asked.picture_embeddings.CopyFrom(encoded(vision("skyreels"), good, folder))
    refused(asked, "made by the image encoder")
    asked.picture_embeddings.CopyFrom(good.scene.frame)
    refused(asked, "picture_embeddings is no safetensors file")
    asked.ClearField("picture_embeddings")
    refused(asked, "holds no image encoder .image-encoder=elsewhere.")


def test_a_vision_engine_refuses_pictures_for_an_encoder_that_it_has_not(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    asked = picture_of(request(engine("wan21"), folder), "0" * 64)
    with pytest.raises(CallerError, match=r"000000000000 is asked for, but encode-image= holds"):
        vision("wan21").run(asked, folder, lambda _: None)
    with pytest.raises(CallerError, match="scene of vision holds no image encoder"):
        Scene(EngineSettings(threads=1)).run(asked, folder, lambda _: None)


def test_what_has_no_image_encoder_is_told() -> None:
    for name, why in (
        ("svd", "StableVideoDiffusionPipeline takes no embeddings of pictures"),
        ("ltx", "takes no embeddings of pictures"),
        ("wan22", "holds no image_encoder"),
    ):
        with pytest.raises(CallerError, match=why):
            load(name, image_encoder="elsewhere")
        with pytest.raises(CallerError, match=why):
            vision(name)


def test_every_family_with_an_image_encoder_has_its_manner() -> None:

    seeing = {
        family.pipeline
        for family in FAMILIES
        if "image_encoder" in signature(pipe_class(family.pipeline).__init__).parameters
    }
    assert {manner.pipeline for manner in PICTURE_MANNERS} == seeing - {
        "StableVideoDiffusionPipeline"
    }


def test_the_vision_engine_loads_no_weights_but_its_encoders(tmp_path: Path) -> None:
    parts, whole = tmp_path / "model", folder_of("wan21")
    for name in ("image_encoder", "image_processor"):
        shutil.copytree(whole / name, parts / name)
    shutil.copy(whole / "model_index.json", parts)
    for name in ("transformer", "vae"):
        (parts / name).mkdir()
        shutil.copy(whole / name / "config.json", parts / name)
    asked = {"encode-image": str(parts), "encode-pixels-max": OPTIONS["pixels-max"]}
    seeing = Transformers(EngineSettings(threads=1, options=asked))
    assert seeing.capabilities.image_encoder == vision("wan21").capabilities.image_encoder


def test_other_weights_or_another_size_are_another_encoder(tmp_path: Path) -> None:
    digest = vision("wan21").capabilities.image_encoder
    assert vision("wan21", encode_pixels_max="4096").capabilities.image_encoder != digest
    changed = tmp_path / "model"
    shutil.copytree(folder_of("wan21"), changed)
    (changed / "SHA256SUMS").unlink(missing_ok=True)
    shutil.copytree(
        folder_of("skyreels") / "image_encoder", changed / "image_encoder", dirs_exist_ok=True
    )
    assert vision("wan21", encode_image=str(changed)).capabilities.image_encoder != digest


def test_a_picture_that_memory_is_too_small_for_keeps_its_embeddings(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    bare = load("wan21", image_encoder="elsewhere", preview_every="0", pixels_max="16384")
    away = request(engine("wan21"), folder, frames=FRAMES)
    away.may_degrade = True
    seeing = vision("wan21", encode_pixels_max="16384")
    away.picture_embeddings.CopyFrom(encoded(seeing, away, folder))

    def full(_: torch.nn.Module, args: tuple[object, ...], kwargs: dict[str, torch.Tensor]) -> None:
        if kwargs["hidden_states"].shape[-1] > 12:
            raise torch.OutOfMemoryError("CUDA out of memory")

    hook = bare.parts[0].register_forward_pre_hook(full, with_kwargs=True)
    try:
        made = bare.run(away, folder, lambda _: None)
    finally:
        hook.remove()
    assert any("75%" in text for text in made.degraded), made.degraded

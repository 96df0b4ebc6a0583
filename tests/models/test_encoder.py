"""Proves that a video engine without a text encoder makes the very frames of the whole pipeline, of
what the vision engine encodes, and refuses embeddings of another encoder or of other words."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from reelmesh.mesh.engine import CallerError, EngineSettings
from reelmesh.models.encoders import ENCODERS, MANNERS, encoder_digest, manner_of, read
from reelmesh.models.folder import ModelFolder
from reelmesh.models.video.families import FAMILIES
from reelmesh.models.words import prompt_of
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.spec_pb2 import Camera, CameraMove
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult, ShotWords
from services.vision.engines.scene import Scene
from services.vision.engines.transformers import Transformers
from tests.engines.shots import Pictures
from tests.models.tiny_video import MODELS
from tests.models.video import OWN, engine, folder_of, load, request, run

# A scheduler of diffusers still does so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

WORDLESS = {"svd"}
REPEATED = {
    "wan21_ends",
    "wan22",
    "ltx_text",
    "ltx2_text",
    "cogvideox_text",
    "hunyuan15_text",
    "skyreels_text",
}
"""Their words go the way of wan21, ltx, ltx2, cogvideox, hunyuan15 and skyreels."""


@cache
def vision(name: str, **options: str) -> Transformers:
    """The vision engine with the text encoder of a tiny video model."""
    asked = {"encode": str(folder_of(name)), "warm-up": "off", **options}
    if pipeline := OWN.get(name, {}).get("pipeline"):
        asked["encode-pipeline"] = pipeline
    return Transformers(EngineSettings(threads=1, options=asked))


def words_of(asked: AnimateRequest, encoder: str) -> DescribeRequest:
    """As the gateway makes it."""
    words = ShotWords(encoder=encoder, prompt=asked.prompt, negative_prompt=asked.negative_prompt)
    if asked.HasField("camera"):
        words.camera.CopyFrom(asked.camera)
    return DescribeRequest(words=words)


def encoded(name: str, asked: AnimateRequest, folder: Pictures) -> DescribeResult:
    seeing = vision(name)
    digest = seeing.capabilities.prompt_encoder
    return seeing.run(words_of(asked, digest), folder, lambda _: None)


def both(name: str, folder: Pictures, **options: str) -> tuple[AnimateRequest, AnimateRequest]:
    """A request for the whole pipeline, and the same with embeddings."""
    whole = request(engine(name), folder)
    whole.camera.CopyFrom(Camera(move=CameraMove.CAMERA_MOVE_PAN_LEFT, strength=0.9))
    whole.negative_prompt = options.get("negative", "")
    away = AnimateRequest()
    away.CopyFrom(whole)
    away.prompt_embeddings.CopyFrom(encoded(name, away, folder).prompt_embeddings)
    return whole, away


def shapes(tensors: Mapping[str, torch.Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


@pytest.mark.parametrize("name", sorted(MODELS.keys() - WORDLESS - REPEATED))
def test_every_family_makes_the_frames_of_its_whole_pipeline(name: str, tmp_path: Path) -> None:
    lean = load(name, encoder="elsewhere", preview_every="0")
    assert not [part for part in ENCODERS if lean.encoders.get(part) is not None]
    assert lean.capabilities.prompt_encoder == vision(name).capabilities.prompt_encoder
    folder = Pictures(tmp_path)
    whole, away = both(name, folder, negative="blur")
    digest = lean.capabilities.prompt_encoder
    manner = manner_of(engine(name).family.pipeline, "")
    words = (prompt_of(away), away.negative_prompt)
    given = read(folder.path(away.prompt_embeddings), manner, digest, words)
    # What it is warmed up with has the shapes of what will come.
    assert shapes(given).items() <= shapes(lean.blank() or {}).items()
    full, made = run(engine(name), whole, folder), run(lean, away, folder)
    assert made.result.video.sha256 == full.result.video.sha256
    assert [s.sha256 for s in made.result.stems] == [s.sha256 for s in full.result.stems]


def test_a_model_without_its_encoder_is_warmed_up(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    away = both("wan5b", folder)[1]
    warm, cold = (
        load("wan5b", encoder="elsewhere", warm_up="on"),
        load("wan5b", encoder="elsewhere"),
    )
    films = [run(lean, away, folder).result.video.sha256 for lean in (warm, cold)]
    assert films[0] == films[1]


def test_a_pool_that_encodes_in_half_precision_serves_one_that_does_not(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    whole = request(engine("wan5b"), folder)
    half = vision("wan5b", dtype="bfloat16")
    digest = half.capabilities.prompt_encoder
    assert digest == vision("wan5b").capabilities.prompt_encoder
    away = AnimateRequest()
    away.CopyFrom(whole)
    made = half.run(words_of(whole, digest), folder, lambda _: None).prompt_embeddings
    away.prompt_embeddings.CopyFrom(made)
    assert made != encoded("wan5b", whole, folder).prompt_embeddings
    lean = load("wan5b", encoder="elsewhere", preview_every="0")
    films = [run(lean, away, folder).frames, run(engine("wan5b"), whole, folder).frames]
    away_by = [abs(a.astype(int) - b).mean() for a, b in zip(*films, strict=True)]
    assert max(away_by) < 2


def test_a_model_that_is_told_nothing_has_no_encoder_to_leave_out() -> None:
    with pytest.raises(CallerError, match="StableVideoDiffusionPipeline takes no embeddings"):
        load("svd", encoder="elsewhere")
    with pytest.raises(CallerError, match=r"encode=.*takes no embeddings"):
        vision("svd")


def test_every_family_that_heeds_words_has_its_manner() -> None:
    named = {name for manner in MANNERS for name in manner.pipelines}
    assert named == {family.pipeline for family in FAMILIES if family.prompt}
    assert sum(len(manner.pipelines) for manner in MANNERS) == len(named)


def test_the_same_words_give_the_same_artifact_and_others_another(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    asked = request(engine("wan21"), folder)
    first = encoded("wan21", asked, folder)
    assert first == encoded("wan21", asked, folder)
    assert [field.name for field, _ in first.ListFields()] == ["prompt_embeddings"]
    asked.negative_prompt = "people"
    assert encoded("wan21", asked, folder) != first


def lean_wan() -> tuple[str, AnimateRequest, Pictures]:
    folder = Pictures(Path(tempfile.mkdtemp()))
    return "wan21", both("wan21", folder)[1], folder


def test_embeddings_of_another_encoder_of_other_words_or_none_are_refused() -> None:
    name, asked, folder = lean_wan()
    lean = load(name, encoder="elsewhere")
    other = AnimateRequest()
    other.CopyFrom(asked)
    other.prompt = "a boat in a harbour"
    with pytest.raises(CallerError, match="other words than this shot's"):
        lean.run(other, folder, lambda _: None)
    strange = encoded("skyreels", asked, folder).prompt_embeddings
    other.CopyFrom(asked)
    other.prompt_embeddings.CopyFrom(strange)
    with pytest.raises(CallerError, match="made by the text encoder"):
        lean.run(other, folder, lambda _: None)
    other.CopyFrom(asked)
    other.prompt_embeddings.CopyFrom(picture_of(asked))
    with pytest.raises(CallerError, match="no safetensors file"):
        lean.run(other, folder, lambda _: None)
    other.ClearField("prompt_embeddings")
    with pytest.raises(CallerError, match="holds no text encoder"):
        lean.run(other, folder, lambda _: None)


def picture_of(asked: AnimateRequest) -> Artifact:
    return asked.scene.frame


def test_a_vision_engine_refuses_words_for_an_encoder_that_it_has_not(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    words = words_of(request(engine("wan21"), folder), "0" * 64)
    with pytest.raises(CallerError, match=r"000000000000 is asked for, but encode= holds"):
        vision("wan21").run(words, folder, lambda _: None)
    with pytest.raises(CallerError, match="scene of vision holds no text encoder"):
        Scene(EngineSettings(threads=1)).run(words, folder, lambda _: None)


def test_the_vision_engine_loads_nothing_of_the_model_but_its_encoder(tmp_path: Path) -> None:
    parts = tmp_path / "model"
    whole = folder_of("wan21")
    for name in ("text_encoder", "tokenizer"):
        shutil.copytree(whole / name, parts / name)
    shutil.copy(whole / "model_index.json", parts)
    seeing = Transformers(
        EngineSettings(threads=1, options={"encode": str(parts), "warm-up": "off"})
    )
    # The rest of the folder is not there, and makes no other encoder.
    assert seeing.capabilities.prompt_encoder == vision("wan21").capabilities.prompt_encoder


def test_other_weights_or_another_manner_are_another_encoder(tmp_path: Path) -> None:
    changed = tmp_path / "model"
    shutil.copytree(folder_of("ltx"), changed)
    (changed / "SHA256SUMS").unlink(missing_ok=True)
    plain, condition = manner_of("LTXPipeline", ""), manner_of("LTXConditionPipeline", "")
    whole = ModelFolder(changed)
    assert encoder_digest(whole, plain) != encoder_digest(whole, condition)
    before = encoder_digest(whole, plain)
    config = changed / "text_encoder/config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"note": "other"}))
    (changed / "SHA256SUMS").unlink(missing_ok=True)
    assert encoder_digest(ModelFolder(changed), plain) != before


def test_both_pools_may_take_another_pipeline_of_the_family() -> None:
    other = "LTXConditionPipeline"
    lean = load("ltx", encoder="elsewhere", pipeline=other, preview_every="0")
    seeing = vision("ltx", encode_pipeline=other)
    assert seeing.capabilities.prompt_encoder == lean.capabilities.prompt_encoder
    assert vision("ltx").capabilities.prompt_encoder != lean.capabilities.prompt_encoder
    with pytest.raises(CallerError, match="encode-pipeline=WanPipeline, but this model is a LTX"):
        vision("ltx", encode_pipeline="WanPipeline")


def test_a_folder_without_an_encoder_is_told(tmp_path: Path) -> None:
    bare = tmp_path / "model"
    shutil.copytree(folder_of("wan21") / "vae", bare / "vae")
    with pytest.raises(CallerError, match="holds no text_encoder"):
        encoder_digest(ModelFolder(bare), manner_of("WanPipeline", ""))
    options = {"encode": str(bare), "warm-up": "off"}
    with pytest.raises(CallerError, match=r"holds no model_index\.json"):
        Transformers(EngineSettings(threads=1, options=options))


def test_the_file_of_ltx2_is_as_long_as_its_words(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    asked = request(engine("ltx2"), folder)
    with safe_open(folder.path(encoded("ltx2", asked, folder).prompt_embeddings), "pt") as file:
        words = int(file.get_tensor("prompt_attention_mask").sum())
        assert 0 < words < 100
        assert file.get_slice("prompt_embeds").get_shape()[1] == words


def test_the_file_holds_named_tensors_that_are_held_against_the_family(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    asked = request(engine("ltx"), folder)
    path = folder.path(encoded("ltx", asked, folder).prompt_embeddings)
    with safe_open(path, "pt") as file:
        assert set(file.keys()) == manner_of("LTXPipeline", "").parameters
        assert file.get_tensor("prompt_attention_mask").dtype == torch.bool
    with pytest.raises(CallerError, match="but expected are negative_prompt_embeds, prompt_embeds"):
        digest = vision("ltx").capabilities.prompt_encoder
        read(path, manner_of("WanPipeline", ""), digest, (prompt_of(asked), ""))

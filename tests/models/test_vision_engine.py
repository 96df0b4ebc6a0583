"""Proves the engine's contract: parts by models, the rest as the default engine does it, results
that are named by all weights and options, and clear words where something is amiss."""

import pickle
import threading
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import pytest
import torch

from reelmesh.mesh.engine import (
    PREVIEW_BYTES_MAX,
    CallerError,
    Cancelled,
    EngineSettings,
    engine_class,
)
from reelmesh.models.device import Device
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult
from services.vision.engines.scene import Scene
from services.vision.engines.transformers import ENGINE, Transformers
from services.vision.models.paint import TILES
from services.vision.models.turn import Turn
from tests.engines.vision_bench import Pictures
from tests.models import tiny_painters, tiny_vision
from tests.models.tiny_vision import engine, saved

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

FORM = Format(width=128, height=128)
BUILDS = {
    "embed": tiny_vision.siglip,
    "depth": tiny_vision.depth_anything,
    "caption": tiny_vision.blip,
    "paint": tiny_painters.stable_diffusion,
}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("vision")
    return {part: saved(root, part, build) for part, build in BUILDS.items()}


@pytest.fixture(scope="module")
def whole(folders: dict[str, Path]) -> Transformers:
    """All four parts."""
    return engine(**folders, caption_tokens=8, paint_steps=2)


@pytest.fixture(scope="module")
def plain() -> Scene:
    return Scene(EngineSettings(threads=1))


@pytest.fixture
def files(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def described(
    by: Scene, files: Pictures, *, image: bool, seed: int = 1, told: list[float] | None = None
) -> DescribeResult:
    request = DescribeRequest(prompt="" if image else "a calm sea by day", format=FORM, seed=seed)
    if image:
        request.image.CopyFrom(files.add(tiny_vision.scene()))
    return by.run(request, files, (told if told is not None else []).append)


def test_the_engine_file_is_found_by_its_name() -> None:
    assert engine_class("vision", "transformers") is ENGINE is Transformers
    assert Transformers.name == "transformers"
    assert Transformers.version.startswith(Scene.version)


def test_an_image_is_described_by_the_models_and_the_rest_is_as_ever(
    whole: Transformers, plain: Scene, files: Pictures
) -> None:
    told: list[float] = []
    seen = described(whole, files, image=True, told=told)
    usual = described(plain, files, image=True)
    assert told == sorted(told) and told[-1] == 1.0
    assert len(seen.embedding) == tiny_vision.WIDTH
    assert seen.embedding_space.startswith("siglip:")
    depth = files.raw(seen.depth)
    assert depth.dtype == np.uint16 and depth.shape == (seen.height, seen.width)
    assert seen.depth != usual.depth
    said = set(seen.caption.lower().strip(".…").split())
    assert said <= set(tiny_vision.BLIP_WORDS.lower().split())
    assert not seen.painted and not seen.painted_by_model
    for same in ("frame", "width", "height", "focus", "colours", "faces"):
        assert getattr(seen, same) == getattr(usual, same), same
    # One for the vector, one for the depth, one for each word.
    assert 3 <= whole.usage().model_steps <= 10


def test_what_the_caption_says_counts_among_the_tags_unless_the_picture_denies_it(
    whole: Transformers, files: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    captioner: Any = cast("Any", whole)._captioner
    monkeypatch.setattr(captioner, "say", lambda *_: ("A dog on snow at night.", 6))
    seen = described(whole, files, image=True)
    assert seen.caption == "A dog on snow at night."
    assert "animal" in seen.tags
    assert not {"night", "snow"} & set(seen.tags)


def test_without_an_image_the_model_paints_and_says_so(
    whole: Transformers, files: Pictures
) -> None:
    told: list[float] = []
    seen = described(whole, files, image=False, told=told)
    assert seen.painted and seen.painted_by_model
    assert whole.capabilities.from_text and not whole.capabilities.painted_places
    assert told == sorted(told) and told[-1] == 1.0
    assert (seen.width, seen.height) == (154, 154)
    assert files.open(seen.frame).shape == (154, 154, 3)
    assert seen.embedding_space.startswith("siglip:")
    (preview,) = files.previews
    assert len(preview) <= PREVIEW_BYTES_MAX
    assert cv2.imdecode(np.frombuffer(preview, np.uint8), cv2.IMREAD_COLOR) is not None
    assert whole.usage().model_steps >= 2 + 1 + 1 + 1


def test_the_same_request_gives_the_same_bytes_and_another_seed_another_picture(
    whole: Transformers, files: Pictures
) -> None:
    first, again, other = (described(whole, files, image=False, seed=s) for s in (5, 5, 6))
    assert first == again
    assert first.frame != other.frame


def test_without_paint_a_program_paints_with_exact_depth_and_the_models_vector(
    folders: dict[str, Path], plain: Scene, files: Pictures
) -> None:
    some = engine(**{part: folders[part] for part in ("embed", "depth", "caption")})
    seen, usual = (described(by, files, image=False) for by in (some, plain))
    assert seen.painted and not seen.painted_by_model
    assert (seen.depth, seen.caption) == (usual.depth, usual.caption)
    assert seen.embedding_space and len(seen.embedding) == tiny_vision.WIDTH


def test_a_frame_painted_with_less_memory_says_so(
    folders: dict[str, Path], files: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = engine(paint=folders["paint"], paint_steps=2)
    assert not described(by, files, image=False).degraded
    vae = cast("Any", by)._painter._pipe.vae
    decode = vae.decode

    def short(*args: object, **more: object) -> object:
        if not vae.use_tiling:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")
        return decode(*args, **more)

    monkeypatch.setattr(vae, "decode", short)
    assert described(by, files, image=False).degraded == [TILES]
    # A picture that was given is not painted, whatever the painter had to give up.
    assert not described(by, files, image=True).degraded


def test_painting_is_cancelled_within_one_step(whole: Transformers, files: Pictures) -> None:
    told: list[float] = []

    def cancelled(share: float) -> None:
        told.append(share)
        if share > 0.05:
            raise Cancelled("No longer wanted.")

    request = DescribeRequest(prompt="a sea", format=FORM)
    with pytest.raises(Cancelled):
        whole.run(request, files, cancelled)
    assert len(told) == 3  # the run begins, the first step, the second, which is not taken
    assert whole.usage().model_steps == 1


def test_without_any_part_it_says_which_there_are() -> None:
    with pytest.raises(CallerError, match=r"at least one of embed=, depth=, caption=, paint="):
        engine()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"caption_tokens": 0}, "caption-tokens"),
        ({"paint_steps": -1}, "paint-steps"),
        ({"quantize": "int8"}, "quantize"),
        ({"attention": "flash"}, "paint="),
        ({"colour": "red"}, "paint-pixels"),
        ({"device": "cuda:7"}, "cuda:7"),
    ],
)
def test_a_wrong_option_is_told(
    folders: dict[str, Path], options: dict[str, object], words: str
) -> None:
    with pytest.raises(CallerError, match=words):
        engine(embed=folders["embed"], **options)


def test_a_single_model_is_told_to_be_named_by_its_part(folders: dict[str, Path]) -> None:
    options = {**tiny_vision.QUICK, "embed": str(folders["embed"])}
    with pytest.raises(CallerError, match="one folder for each part"):
        Transformers(EngineSettings(model="/models/x", options=options))


def test_weights_and_options_that_change_results_change_the_identity(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    tiny_vision.siglip(tmp_path)
    one, same, deeper, other, coarse = (
        engine(embed=folders["embed"]),
        engine(embed=folders["embed"], verify="off"),
        engine(embed=folders["embed"], depth=folders["depth"]),
        engine(embed=tmp_path),
        engine(embed=folders["embed"], dtype="bfloat16"),
    )
    assert one.weights_sha256 == same.weights_sha256 != Scene(EngineSettings()).weights_sha256
    found = [by.weights_sha256 for by in (one, deeper, other, coarse)]
    assert len(set(found)) == 4


def test_a_pickle_beside_the_weights_is_refused(tmp_path: Path) -> None:
    tiny_vision.siglip(tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(CallerError, match=r"pytorch_model\.bin"):
        engine(embed=tmp_path)


def test_every_model_is_warmed_up_unless_that_is_off(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed: list[str] = []
    monkeypatch.setattr(
        "services.vision.models.embed.Embedder.vector", lambda *_: warmed.append("embed")
    )
    monkeypatch.setattr(
        "services.vision.models.paint.Painter.paint", lambda *_, **__: warmed.append("paint")
    )
    parts = {part: folders[part] for part in ("embed", "paint")}
    engine(**parts)
    assert warmed == []
    engine(**parts, warm_up="on")
    assert warmed == ["embed", "paint"]


def test_who_waits_for_the_device_still_tells_that_it_lives_and_can_be_cancelled() -> None:
    turn = Turn(Device("cpu", "float32", 0))
    held, done = threading.Event(), threading.Event()

    def other() -> None:
        turn.begin()
        with turn.taken(lambda: None) as meter:
            meter.steps = 5
            held.set()
            done.wait(30)

    thread = threading.Thread(target=other)
    thread.start()
    assert held.wait(30)

    def cancelled() -> None:
        raise Cancelled("No longer wanted.")

    turn.begin()
    with pytest.raises(Cancelled), turn.taken(cancelled):
        pytest.fail("the device was never free")
    done.set()
    thread.join()
    with turn.taken(cancelled) as meter:
        meter.steps = 2
    assert turn.usage.model_steps == 2  # of this thread's run alone

"""Proves the ambience engine with every family of text-to-audio pipelines: tiny ones with random
weights, saved and loaded as real ones are."""

import pickle
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks.folder import Folder
from reelmesh.mesh.engine import CallerError, Cancelled, EngineError, EngineSettings
from reelmesh.v1.ambient_pb2 import ComposeRequest
from reelmesh.v1.spec_pb2 import Music
from services.ambient.engines.diffusers import ENGINE, Diffusers
from services.ambient.models import pieces
from services.ambient.models.levels import loudness
from services.ambient.models.sound_model import SoundModel
from services.ambient.scene import SOURCES
from tests.models import tiny_ambient

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own

PLACES = ["stable_audio", "stable_audio_3", "audio_ldm2"]
RAIN = ComposeRequest(seconds=1.5, prompt="Heavy rain.", seed=7)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    root = tmp_path_factory.mktemp("ambient")

    def folder(name: str) -> Path:
        path = root / name
        if not path.exists():
            path.mkdir()
            getattr(tiny_ambient, name)(path)
        return path

    return folder


@pytest.fixture(scope="session")
def engine(folders: Callable[[str], Path]) -> Callable[..., Diffusers]:
    """Engines by the name of a family and their options, each loaded once."""
    loaded: dict[object, Diffusers] = {}

    def of(name: str, **options: str) -> Diffusers:
        key = (name, *sorted(options.items()))
        if key not in loaded:
            if "music_model" in options:
                options["music_model"] = str(folders(options["music_model"]))
            loaded[key] = ENGINE(
                EngineSettings(str(folders(name)), 1, {"steps": "2", "warm-up": "off", **options})
            )
        return loaded[key]

    return of


def heard(path: Path) -> NDArray[np.float32]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 48000)
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return (pcm.reshape(-1, 2).T / np.float32(32768)).astype(np.float32)


@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_made_as_long_as_asked_and_as_loud_as_the_default_engines_beds(
    engine: Callable[..., Diffusers], tmp_path: Path, name: str
) -> None:
    files = Folder(tmp_path)
    result = engine(name).run(RAIN, files, lambda share: None)
    sound = heard(files.path(result.audio))
    assert sound.shape == (2, 72000)
    assert list(result.sources) == ["heavy rain"]
    assert not result.HasField("music")
    assert loudness(sound) == pytest.approx(SOURCES["heavy rain"].lufs, abs=1.5)
    assert engine(name).usage().model_steps == 2


@pytest.mark.parametrize("name", PLACES)
def test_the_same_request_is_the_same_sound_and_another_seed_is_another(
    engine: Callable[..., Diffusers], tmp_path: Path, name: str
) -> None:
    files = Folder(tmp_path)
    digests = [
        engine(name)
        .run(ComposeRequest(seconds=0.7, prompt="rain", seed=seed), files, lambda share: None)
        .audio.sha256
        for seed in (1, 1, 2)
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("name", PLACES)
def test_it_stops_before_the_next_step_when_nobody_wants_it_any_more(
    engine: Callable[..., Diffusers], tmp_path: Path, name: str
) -> None:
    def report(share: float) -> None:
        if share > 0.3:  # told before the second of two steps
            raise Cancelled

    with pytest.raises(Cancelled):
        engine(name).run(RAIN, Folder(tmp_path), report)
    assert engine(name).usage().model_steps == 1
    told: list[float] = []
    engine(name).run(RAIN, Folder(tmp_path), told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_longer_than_the_model_can_is_joined_of_pieces_that_never_repeat(
    engine: Callable[..., Diffusers], tmp_path: Path
) -> None:
    files = Folder(tmp_path)
    one = engine("stable_audio", overlap="0.5")
    result = one.run(ComposeRequest(seconds=10, prompt="rain", seed=3), files, lambda share: None)
    sound = heard(files.path(result.audio))[0]
    assert len(sound) == 480000
    assert one.usage().model_steps == 3 * 2
    # A loop would be the very same again where the next piece begins. Random weights make much of
    # every piece alike, by a decoder that hums whatever it is given.
    first, second, _ = pieces.cut(480000, 4.0, 0.5, 3)
    once, again = (sound[one.start + 48000 : one.start + 96000] for one in (first, second))
    assert np.std(once - again) > 0.05 * np.std(once)
    parts = sound[: 480000 // 4800 * 4800].reshape(-1, 4800)
    level = np.sqrt((parts**2).mean(1))[2:-2]
    assert level.min() > level.mean() / 2  # no hole where they are joined


def test_thunder_comes_after_its_flash_and_the_surf_when_the_picture_shows_it(
    engine: Callable[..., Diffusers], tmp_path: Path
) -> None:
    files = Folder(tmp_path)
    plain = ComposeRequest(seconds=3.5, prompt="Rain.", seed=3)
    lit = ComposeRequest(seconds=3.5, prompt="Rain.", seed=3, flashes=[1.0])
    results = [engine("stable_audio").run(one, files, lambda share: None) for one in (plain, lit)]
    before, after = (heard(files.path(result.audio)) for result in results)
    assert list(results[1].sources) == ["thunder", "rain"]
    assert np.sqrt((after[:, 72000:] ** 2).mean()) > 2 * np.sqrt((before[:, 72000:] ** 2).mean())
    assert np.sqrt((after[:, :48000] ** 2).mean()) < 1.5 * np.sqrt((before[:, :48000] ** 2).mean())
    sea = ComposeRequest(seconds=3.5, prompt="The sea.", seed=3, swells=[2.0])
    assert "surf" in engine("stable_audio").run(sea, files, lambda share: None).sources


def test_music_is_made_by_a_second_model_by_the_first_or_by_the_composer(
    engine: Callable[..., Diffusers], tmp_path: Path
) -> None:
    files = Folder(tmp_path)
    asked = ComposeRequest(seconds=1.5, music=Music.MUSIC_SAD, silent=True, seed=2)
    made: dict[str, str] = {}
    for options in ({}, {"music": "program"}, {"music_model": "ace_step", "music_steps": "2"}):
        one = engine("stable_audio", **options)
        result = one.run(asked, files, lambda share: None)
        assert not result.HasField("audio")
        sound = heard(files.path(result.music))
        assert sound.shape == (2, 72000)
        assert np.abs(sound[:, -480:]).max() < 0.05 < np.abs(sound).max()  # it fades out
        made[next(iter(options), "first")] = result.music.sha256
        assert one.usage().model_steps == (0 if options == {"music": "program"} else 2)
    assert len(set(made.values())) == 3


def test_a_model_of_music_alone_leaves_the_place_to_the_default_engine(
    engine: Callable[..., Diffusers], tmp_path: Path
) -> None:
    files = Folder(tmp_path)
    one = engine("ace_step")
    asked = ComposeRequest(seconds=1.5, prompt="rain", music=Music.MUSIC_CALM, seed=2)
    result = one.run(asked, files, lambda share: None)
    assert one.usage().model_steps == 2
    assert loudness(heard(files.path(result.audio))) == pytest.approx(-27, abs=3)
    with pytest.raises(CallerError, match="theremin"):
        one.run(ComposeRequest(seconds=1, cues=["theremin"]), files, lambda share: None)


def test_a_cue_that_only_the_model_may_know_is_passed_on(
    engine: Callable[..., Diffusers], tmp_path: Path
) -> None:
    asked = ComposeRequest(seconds=1, cues=["rain", "typewriter"], seed=2)
    result = engine("stable_audio").run(asked, Folder(tmp_path), lambda share: None)
    assert list(result.sources) == ["rain", "typewriter"]


def test_out_of_memory_is_answered_with_tiles_and_then_with_shorter_pieces(
    engine: Callable[..., Diffusers],
    folders: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ComposeRequest(seconds=5.5, prompt="rain", seed=2)
    make = SoundModel._make  # pyright: ignore[reportPrivateUsage]
    counts: list[int] = []

    def scarce(self: SoundModel, *given: object) -> object:
        counts.append(getattr(given[1], "count"))  # noqa: B009
        if counts[-1] > 4 * 48000:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return make(self, *given)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(SoundModel, "_make", scarce)
    one = ENGINE(
        EngineSettings(str(folders("stable_audio_3")), 1, {"steps": "1", "warm-up": "off"})
    )
    files = Folder(tmp_path)
    result = one.run(asked, files, lambda share: None)
    assert heard(files.path(result.audio)).shape == (2, 264000)
    assert counts[0] == 264000
    assert all(count < 4 * 48000 for count in counts[2:])

    def never(self: SoundModel, *given: object) -> object:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(SoundModel, "_make", never)
    with pytest.raises(EngineError, match="out of memory"):
        engine("stable_audio").run(RAIN, files, lambda share: None)


def test_what_cannot_be_loaded_is_told_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text('{"_class_name": "WanPipeline"}')
    with pytest.raises(CallerError, match="StableAudioPipeline"):
        ENGINE(EngineSettings(str(tmp_path)))
    (tmp_path / "weights.bin").write_bytes(pickle.dumps([1]))
    with pytest.raises(CallerError, match=r"weights\.bin"):
        ENGINE(EngineSettings(str(tmp_path)))
    with pytest.raises(CallerError, match="guidance"):
        ENGINE(EngineSettings(str(tmp_path), 1, {"guidanc": "3"}))
    with pytest.raises(CallerError, match="model="):
        ENGINE(EngineSettings())


def test_weights_decide_the_engines_name_for_what_it_made(
    engine: Callable[..., Diffusers],
) -> None:
    names = {
        engine("stable_audio").weights_sha256,
        engine("audio_ldm2").weights_sha256,
        engine("stable_audio", music_model="ace_step", music_steps="2").weights_sha256,
    }
    assert len(names) == 3


def test_the_first_step_is_run_before_the_first_task(
    folders: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    def seen(module: nn.Module, given: object) -> None:
        if type(module).__name__ == "StableAudioDiTModel":
            runs.append("step")

    hook = nn.modules.module.register_module_forward_pre_hook(seen)
    try:
        ENGINE(EngineSettings(str(folders("stable_audio")), 1, {}))
    finally:
        hook.remove()
    assert len(runs) == 2

"""Proves that last pictures reach the models that take one, and how long their runs are."""

from pathlib import Path

import numpy as np
import pytest
from diffusers import (
    Kandinsky5I2VPipeline,
    LTX2ConditionPipeline,
    LTXConditionPipeline,
    SkyReelsV2DiffusionForcingImageToVideoPipeline,
    WanImageToVideoPipeline,
)

from tests.engines.shots import Pictures
from tests.models.video import FRAMES, engine, load, pixels, quiet, request, run, spy

# A scheduler of diffusers still does so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


@pytest.mark.parametrize("name", ["wan22", "wan21_ends"])
def test_the_last_picture_is_given_to_models_that_take_one(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    calls = spy(monkeypatch, WanImageToVideoPipeline, quiet)
    asked = request(engine(name), folder)
    green = np.zeros((154, 154, 3), np.uint8)
    green[..., 1] = 200
    asked.last.frame.CopyFrom(folder.add(green))
    result = engine(name).run(asked, folder, lambda _: None)
    assert float(pixels(calls[0]["last_image"])[..., 1].mean()) == 200
    assert not result.left_out


def test_diffusion_forcing_is_told_the_last_picture_and_the_rate(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spy(monkeypatch, SkyReelsV2DiffusionForcingImageToVideoPipeline, quiet)
    asked = request(engine("forcing"), folder)
    without = engine("forcing").run(asked, folder, lambda _: None)
    asked.last.frame.CopyFrom(folder.add(np.full((154, 154, 3), 200, np.uint8)))
    result = engine("forcing").run(asked, folder, lambda _: None)
    assert float(pixels(calls[1]["last_image"]).mean()) == 200
    assert calls[1]["fps"] == 24
    assert result.frames == FRAMES
    assert result.video.sha256 != without.video.sha256
    assert not result.left_out


def test_a_short_shot_of_kandinsky_5_is_cut_from_a_longer_run(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spy(monkeypatch, Kandinsky5I2VPipeline, quiet)
    made = load("kandinsky5", frames_max="5", preview_every="0")
    assert len(run(made, request(made, folder, frames=5), folder).frames) == 5
    assert calls[0]["num_frames"] == 17


def test_conditions_hold_the_first_and_the_last_picture(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spy(monkeypatch, LTXConditionPipeline, quiet)
    made = engine("ltx_condition")
    asked = request(made, folder, frames=9)
    asked.last.frame.CopyFrom(folder.add(np.full((154, 154, 3), 60, np.uint8)))
    assert len(run(made, asked, folder).frames) == 9
    conditions = calls[0]["conditions"]
    assert isinstance(conditions, list)
    assert [condition.frame_index for condition in conditions] == [0, 8]
    assert float(pixels(conditions[1].image).mean()) == 60


def test_ltx_2_ends_with_the_last_picture_among_its_own_latents(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spy(monkeypatch, LTX2ConditionPipeline, quiet)
    made = engine("ltx2_condition")
    asked = request(made, folder, frames=9)
    asked.last.frame.CopyFrom(folder.add(np.full((154, 154, 3), 60, np.uint8)))
    result = run(made, asked, folder)
    assert len(result.frames) == 9
    assert len(result.previews) == 1
    conditions = calls[0]["conditions"]
    assert isinstance(conditions, list)
    assert [condition.index for condition in conditions] == [0, -1]


def test_a_model_without_a_last_picture_says_so(folder: Pictures) -> None:
    asked = request(engine("wan5b"), folder)
    asked.last.frame.CopyFrom(folder.add(np.zeros((154, 154, 3), np.uint8)))
    result = engine("wan5b").run(asked, folder, lambda _: None)
    assert any("last picture was not used" in text for text in result.left_out)

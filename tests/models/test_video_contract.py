"""Proves that every family of the table does what the engine promises, on a tiny model with random
weights that diffusers saved and loads."""

import wave
from pathlib import Path

import cv2
import numpy as np
import pytest

from reelmesh.mesh.engine import PREVIEW_BYTES_MAX, Cancelled
from reelmesh.models.video.families import FAMILIES
from reelmesh.v1.video_pb2 import DigitalSource
from tests.engines.shots import Pictures
from tests.models.tiny_video import MODELS
from tests.models.video import FRAMES, SIDE, engine, made, request

# A scheduler of diffusers still does so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

NAMES = sorted(MODELS)
SOUNDING = ["kandinsky6", "ltx2", "ltx2_condition", "ltx2_text"]


def test_every_row_of_the_table_has_a_tiny_model_that_proves_it() -> None:
    rows = [engine(name).family for name in NAMES]
    proven = {(row.pipeline, row.flag) for row in rows}
    assert {(row.pipeline, row.flag) for row in FAMILIES} == proven


@pytest.mark.parametrize("name", NAMES)
def test_a_shot_has_exactly_the_frames_the_size_and_the_rate_asked_for(name: str) -> None:
    run = made(name)
    assert len(run.frames) == run.result.frames == FRAMES
    assert {frame.shape for frame in run.frames} == {(SIDE, SIDE, 3)}
    assert run.result.fps == engine(name).capabilities.fps[0]
    assert run.result.source == DigitalSource.DIGITAL_SOURCE_TRAINED
    assert not run.result.degraded
    # Random weights still give a picture: nothing is flat.
    assert float(np.std(run.frames[-1])) > 1


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_gives_another_film(name: str) -> None:
    assert made(name, seed=4).result.video.sha256 != made(name).result.video.sha256


@pytest.mark.parametrize("name", NAMES)
def test_progress_rises_steps_are_counted_and_a_preview_is_shown(name: str) -> None:
    run = made(name)
    assert run.told == sorted(run.told)
    assert len(set(run.told)) > FRAMES + 2
    assert 0 <= run.told[0] < 0.05
    assert 0.95 < run.told[-1] <= 1
    assert run.usage.model_steps == 2
    assert len(run.previews) == 1
    assert len(run.previews[0]) <= PREVIEW_BYTES_MAX
    picture = cv2.imdecode(np.frombuffer(run.previews[0], np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[1] == 320
    assert float(np.std(picture)) > 1


@pytest.mark.parametrize("name", NAMES)
def test_a_cancelled_shot_ends_within_one_step_and_the_same_seed_gives_the_same_bytes_after_it(
    name: str, tmp_path: Path
) -> None:
    told: list[float] = []
    folder = Pictures(tmp_path)

    def report(share: float) -> None:
        told.append(share)
        # Half of the run's steps, as progress counts them: the first of two.
        if share > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        engine(name).run(request(engine(name), folder, seed=9), folder, report)
    assert sum(share > 0.4 for share in told) == 1
    assert engine(name).usage().model_steps <= 2
    assert not list(tmp_path.glob("*.mp4"))
    again = engine(name).run(request(engine(name), folder), folder, lambda _: None)
    first = made(name).result
    assert again.video.sha256 == first.video.sha256
    assert [stem.sha256 for stem in again.stems] == [stem.sha256 for stem in first.stems]


@pytest.mark.parametrize("name", NAMES)
def test_sound_is_as_long_as_the_picture_or_there_is_none(name: str) -> None:
    run, fps = made(name), engine(name).capabilities.fps[0]
    assert engine(name).capabilities.audio_out == (name in SOUNDING)
    assert len(run.result.stems) == (name in SOUNDING)
    for stem in run.result.stems:
        assert stem.media_type == "audio/wav"
        with wave.open(str(run.folder.path(stem))) as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            assert form == (48_000, 2, 2)
            assert file.getnframes() == round(FRAMES * 48_000 / fps)
            heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert len(set(heard[: len(heard) // 4].tolist())) > 10


@pytest.mark.parametrize("name", NAMES)
def test_capabilities_say_what_the_row_and_the_model_can_do(name: str) -> None:
    can = engine(name).capabilities
    assert can.from_text == name.endswith("_text")
    assert can.lip_sync != can.from_text
    assert can.last_image == (name in {"wan21_ends", "wan22", "ltx_condition", "ltx2_condition"})
    assert can.motion_strength == (name == "svd")
    assert can.negative_prompt == (name != "svd")
    step = 1 if name == "svd" else 8 if name.startswith("ltx") else 4
    assert can.frame_rule.multiple == step
    assert can.frame_rule.offset == (step > 1)
    assert (can.frame_rule.frames_max - 1) % step == 0

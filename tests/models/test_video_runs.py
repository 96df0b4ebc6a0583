"""Proves what the video engine makes of a request: pictures that go on from each other, words, and
what it does when memory runs out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest
import torch
from diffusers import (
    StableVideoDiffusionPipeline,
    WanImageToVideoPipeline,
)
from diffusers.pipelines.wan.pipeline_output import WanPipelineOutput

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models.words import prompt_of
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.spec_pb2 import Camera, CameraMove, Effect, Grade, Look, Motion
from reelmesh.v1.video_pb2 import AnimateRequest
from tests.engines.shots import Pictures
from tests.models.video import engine, load, pixels, quiet, request, run, spy

# A scheduler of diffusers still does so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def test_a_long_shot_goes_on_from_its_last_frame_which_is_seen_once(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load("wan22", frames_max="5", preview_every="0")
    calls = spy(monkeypatch, WanImageToVideoPipeline, quiet)
    result = run(made, request(made, folder, frames=9), folder)
    assert [call["num_frames"] for call in calls] == [5, 5]
    assert len(result.frames) == 9
    assert "in 2 parts" in result.result.method
    first, second = (np.asarray(call["made"]) for call in calls)
    np.testing.assert_array_equal(pixels(calls[1]["image"]), np.rint(first[-1] * 255))
    shown = cv2.resize(result.frames[5], (32, 32), interpolation=cv2.INTER_AREA)
    away = [float(np.abs(shown - frame * 255).mean()) for frame in second]
    assert int(np.argmin(away)) == 1
    assert made.usage().model_steps == 4


def test_a_shot_that_is_longer_than_the_model_can_make_is_refused_with_what_it_can(
    folder: Pictures,
) -> None:
    made = engine("wan_text")
    with pytest.raises(CallerError, match="ask for 1 to 81"):
        made.run(request(made, folder, frames=85), folder, lambda _: None)


def test_a_frame_rate_it_was_not_trained_for_is_refused_with_those_it_was(folder: Pictures) -> None:
    asked = request(engine("wan22"), folder)
    asked.format.fps = 24
    with pytest.raises(CallerError, match="24 frames per second: ask for 16"):
        engine("wan22").run(asked, folder, lambda _: None)


def test_a_count_off_the_rule_is_made_longer_and_cut(folder: Pictures) -> None:
    made = load("wan22", preview_every="0")
    assert len(run(made, request(made, folder, frames=3), folder).frames) == 3


def test_motion_strength_is_a_bucket_of_svd_and_left_out_elsewhere(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spy(monkeypatch, StableVideoDiffusionPipeline, quiet)
    asked = request(engine("svd"), folder)
    asked.motion_strength = 1.0
    told = engine("svd").run(asked, folder, lambda _: None).left_out
    assert calls[0]["motion_bucket_id"] == 255
    assert not any("How much moves" in text for text in told)
    asked = request(engine("wan5b"), folder)
    asked.motion_strength = 1.0
    told = engine("wan5b").run(asked, folder, lambda _: None).left_out
    assert any("How much moves was not heeded" in text for text in told)


def test_a_negative_prompt_is_heeded_with_guidance_and_left_out_without(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spy(monkeypatch, WanImageToVideoPipeline, quiet)
    distilled = load("wan5b", guidance="1", preview_every="0")
    asked = request(distilled, folder)
    asked.negative_prompt = "blurred"
    assert not engine("wan5b").run(asked, folder, lambda _: None).left_out
    assert calls[0]["negative_prompt"] == "blurred"
    assert any("shall not be seen" in x for x in distilled.run(asked, folder, print).left_out)
    assert "negative_prompt" not in calls[1]
    assert not distilled.capabilities.negative_prompt


def test_the_model_is_told_the_camera_and_what_moves_in_plain_words() -> None:
    asked = AnimateRequest(
        prompt="A lighthouse at night.",
        camera=Camera(move=CameraMove.CAMERA_MOVE_PUSH_IN, strength=0.2),
        motions=[Motion(effect=Effect.EFFECT_RAIN, strength=1), Motion(effect=Effect.EFFECT_FIRE)],
    )
    assert prompt_of(asked) == (
        "A lighthouse at night. The camera slowly pushes in. Rain falls heavily. Flames move."
    )


def test_a_grade_is_applied_to_generated_frames(folder: Pictures) -> None:
    asked = request(engine("wan5b"), folder)
    asked.look.CopyFrom(Look(grades=[Grade.GRADE_BLACK_AND_WHITE]))
    for frame in run(engine("wan5b"), asked, folder).frames:
        assert int(np.ptp(frame.astype(int), axis=-1).max()) <= 2


def out_of_memory(times: int) -> Callable[[int], None]:
    """Raises as often as told, then no more."""
    left = [times]

    def raise_first(number: int) -> None:
        del number
        if left[0]:
            left[0] -= 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 7.00 GiB")

    return raise_first


def test_memory_that_runs_out_is_saved_rung_by_rung_and_told(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load("wan22", pixels_max="", steps="1", preview_every="0")
    calls = spy(monkeypatch, WanImageToVideoPipeline, out_of_memory(3))
    asked = request(made, folder)
    asked.may_degrade = True
    result = made.run(asked, folder, lambda _: None)
    assert [call["width"] for call in calls] == [64]
    assert [text.split(",")[0] for text in result.degraded] == [
        "The picture was decoded in tiles",
        "The picture was made at 75% of its width and enlarged",
        "The picture was made at 50% of its width and enlarged",
    ]
    assert "at 64x64 and enlarged" in result.method
    # The same again begins where it succeeded, and gives the same.
    again = made.run(asked, folder, lambda _: None)
    assert [call["width"] for call in calls] == [64, 64]
    assert again.degraded == result.degraded
    assert again.video.sha256 == result.video.sha256
    small = request(made, folder, frames=1)
    assert not made.run(small, folder, lambda _: None).degraded


def test_the_picture_is_not_made_smaller_unless_the_request_allows_it(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load("wan22", steps="1", preview_every="0")
    spy(monkeypatch, WanImageToVideoPipeline, out_of_memory(2))
    with pytest.raises(EngineError, match="ran out of memory"):
        made.run(request(made, folder), folder, lambda _: None)
    assert not list(folder.root.glob("*.mp4"))


def test_a_picture_of_no_numbers_is_an_error_that_says_what_to_set(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cast("Callable[..., WanPipelineOutput]", WanImageToVideoPipeline.__call__)

    def broken(*pipe: object, **given: object) -> object:
        result = real(*pipe, **given)
        result.frames[:] = np.nan
        return result

    monkeypatch.setattr(WanImageToVideoPipeline, "__call__", broken)
    with pytest.raises(EngineError, match="dtype=bfloat16"):
        engine("wan5b").run(request(engine("wan5b"), folder), folder, lambda _: None)


def test_a_size_that_no_picture_has_is_refused(folder: Pictures) -> None:
    asked = request(engine("wan5b"), folder)
    asked.format.CopyFrom(Format(width=126, height=128, fps=24))
    with pytest.raises(CallerError, match="126 pixels in width"):
        engine("wan5b").run(asked, folder, lambda _: None)


def test_two_shots_at_a_time_are_what_each_is_alone(tmp_path: Path) -> None:
    made = engine("wan5b")
    folders = [Pictures(tmp_path / name) for name in "ab"]
    for one in folders:
        one.root.mkdir()
    asked = [request(made, one, seed=seed) for seed, one in enumerate(folders)]
    with ThreadPoolExecutor(2) as threads:
        jobs = [threads.submit(run, made, *pair) for pair in zip(asked, folders, strict=True)]
        together = [job.result() for job in jobs]
    for pair, film in zip(zip(asked, folders, strict=True), together, strict=True):
        assert run(made, *pair).result.video.sha256 == film.result.video.sha256
        assert film.usage.model_steps == 2

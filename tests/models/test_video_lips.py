"""Proves that people speak in what a model generates: in place of a model that was trained, its
pipeline gives a photograph that slides."""

from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from diffusers import WanImageToVideoPipeline
from PIL import Image

from benchmarks.quality.mouths import finder
from reelmesh.v1.timeline_pb2 import Phone, Viseme
from reelmesh.v1.video_pb2 import AnimateRequest, FaceSpeech
from tests.engines.portraits import portrait
from tests.engines.portraits import request as portrayed
from tests.engines.shots import Picture, Pictures
from tests.models.video import load, run

SHUT, OPEN, FRAMES = 6, 14, 25
SPEECH = FaceSpeech(
    face=0,
    phones=[
        Phone(viseme=Viseme.VISEME_CLOSED, start_seconds=0.15, end_seconds=0.35),
        Phone(viseme=Viseme.VISEME_OPEN, start_seconds=0.4, end_seconds=0.8, loudness=1.0),
    ],
)


def slide(*pipe: object, **given: object) -> object:
    """What stands for a pipeline: its picture, two pixels further to the right in each frame."""
    del pipe
    image, count = given["image"], given["num_frames"]
    assert isinstance(image, Image.Image)
    assert isinstance(count, int)
    frames = [np.roll(np.asarray(image), 2 * number, 1) for number in range(count)]
    return SimpleNamespace(frames=np.stack(frames)[None].astype(np.float32) / 255)


def noise(*pipe: object, **given: object) -> object:
    """What stands for a model that keeps nothing of its picture."""
    del pipe
    shape = (1, given["num_frames"], given["height"], given["width"], 3)
    rng = np.random.default_rng(1)
    return SimpleNamespace(frames=rng.random(shape, np.float32))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def asked(folder: Pictures) -> AnimateRequest:
    """A portrait that speaks, in one run of the model."""
    made = portrayed(portrait(600, 450, 1.4), folder, [SPEECH])
    made.frames = FRAMES
    return made


def gap(picture: Picture) -> float:
    """Between the lips, beside the width of the mouth."""
    look = finder()
    mesh = look.mesh(picture, look.find(picture)[0])
    assert mesh is not None
    return float(np.hypot(*(mesh[14] - mesh[13])) / np.hypot(*(mesh[308] - mesh[78])))


def test_a_face_that_the_model_moves_speaks_where_it_has_gone(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WanImageToVideoPipeline, "__call__", slide)
    result = run(load("wan5b", pixels_max="", preview_every="0"), asked(folder), folder)
    assert list(result.result.lip_synced_faces) == [0]
    assert not result.result.left_out
    assert "lips moved by speech timing" in result.result.method
    assert gap(result.frames[OPEN]) > gap(result.frames[SHUT]) + 0.12


def test_a_face_that_the_model_loses_keeps_its_mouth_and_that_is_told(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WanImageToVideoPipeline, "__call__", noise)
    result = run(load("wan5b", pixels_max="", preview_every="0"), asked(folder), folder).result
    assert not result.lip_synced_faces
    assert "could not be followed" in result.left_out[0]
    assert "lips" not in result.method


def test_a_model_of_words_alone_says_that_nobody_speaks(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diffusers.WanPipeline.__call__", noise)
    made = load("wan_text", preview_every="0")
    request = asked(folder)
    request.format.fps = 16
    result = run(made, request, folder).result
    assert any("No lips move" in text for text in result.left_out)


def test_the_first_frame_is_the_picture_that_was_asked_for(
    folder: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WanImageToVideoPipeline, "__call__", slide)
    request = asked(folder)
    del request.speech[:]
    first = run(load("wan5b", pixels_max="", preview_every="0"), request, folder).frames[0]
    frame = portrait(600, 450, 1.4)
    height, width = first.shape[:2]
    top, left = round((450 - height) / 2), round((600 - width) / 2)
    wanted = frame[top : top + height, left : left + width]
    away = cv2.absdiff(first, wanted)
    assert float(away.mean()) < 4

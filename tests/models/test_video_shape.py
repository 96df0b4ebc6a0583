"""Proves that sizes and frame counts come out exactly as asked, whatever the model's rule."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from reelmesh.models.video.families import FAMILIES, Family, choose
from reelmesh.models.video.shape import cut, fitted, parts, size_for
from services.video.camera import FRAME_RATIO
from tests.engines.shots import texture

WAN = choose({"_class_name": "WanImageToVideoPipeline"})
SVD = replace(choose({"_class_name": "StableVideoDiffusionPipeline"}), frames_most=25)


@pytest.mark.parametrize("family", [WAN, SVD, choose({"_class_name": "LTXPipeline"})])
@pytest.mark.parametrize("total", [1, 2, 5, 14, 25, 26, 81, 82, 121, 161, 257, 300])
def test_runs_show_exactly_the_frames_asked_for_and_each_obeys_the_rule(
    family: Family, total: int
) -> None:
    found = parts(total, family)
    assert sum(part.shown for part in found) == total
    for index, part in enumerate(found):
        # A later run begins with a frame that was seen already.
        assert part.shown + (index > 0) <= part.frames <= family.frames_most
        assert part.frames % family.step == 1 if family.step else part.frames == 25
    assert (len(found) > 1) == (total > family.frames_most)


def test_a_long_shot_is_cut_into_runs_of_about_the_same_length() -> None:
    assert [part.frames for part in parts(121, WAN)] == [61, 61]
    assert [part.shown for part in parts(121, WAN)] == [61, 60]


@pytest.mark.parametrize(
    ("asked", "made"),
    [((1280, 720), (1280, 720)), ((832, 468), (832, 480)), ((1920, 1080), (1280, 720))],
)
def test_the_model_covers_what_is_asked_or_makes_its_largest_of_the_same_shape(
    asked: tuple[int, int], made: tuple[int, int]
) -> None:
    assert size_for(asked, WAN, WAN.pixels_most) == made


@pytest.mark.parametrize("made", [(320, 192), (336, 208), (160, 96), (128, 128), (640, 384)])
def test_what_the_model_begins_with_is_the_middle_of_the_frame_once_it_is_fitted(
    made: tuple[int, int],
) -> None:
    asked = (320, 180)
    frame = cv2.GaussianBlur(texture((384, 216)), (0, 0), 4)
    frame = np.asarray(frame, np.uint8)
    seen = fitted(cut(frame, asked, made), asked)
    assert seen.shape == (180, 320, 3)
    left, top = round(320 * (FRAME_RATIO - 1) / 2), round(180 * (FRAME_RATIO - 1) / 2)
    wanted = frame[top : top + 180, left : left + 320]
    inner = np.s_[8:-8, 8:-8]
    away = np.abs(seen[inner].astype(int) - wanted[inner])
    assert float(away.mean()) < 1.5


def test_nothing_is_stretched_when_the_model_has_another_shape() -> None:
    frame = np.zeros((432, 432, 3), np.uint8)
    cv2.circle(frame, (216, 216), 90, (255, 255, 255), -1)
    seen = fitted(cut(frame, (360, 360), (720, 480)), (360, 360)) > 127
    assert abs(int(seen[180].any(-1).sum()) - int(seen[:, 180].any(-1).sum())) <= 2


def test_a_row_for_every_size_leaves_room_for_the_smallest_picture() -> None:
    for row in FAMILIES:
        if row.size == "free":
            width, height = size_for((128, 128), row, row.pixels_most)
            assert width % row.multiple == height % row.multiple == 0
            assert min(width, height) >= 128

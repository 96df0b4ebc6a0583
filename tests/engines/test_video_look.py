"""A shot looks as asked: framed within its picture, sharp before a blurred background without a
halo, and in other colours; the result says so.

Real engine or its parts, on drawn pictures.
"""

from pathlib import Path

import numpy as np
import pytest

from reelmesh.v1.spec_pb2 import CameraMove, Framing, Grade, Look
from services.video import camera, focus, look
from services.video.camera import View
from services.video.planes import to_planes
from services.video.scene import load
from tests.engines.shots import FRAME, MOVES, Pictures, animate, frames_of, grey, request, scene

SIZE = (240, 136)
NEAR_HEAD = View(head_x=0.2, head_y=-0.15, head=0.3)


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def poses(framing: int, move: int = CameraMove.CAMERA_MOVE_HOLD) -> list[camera.Pose]:
    return camera.path(move, 1.0, 24, 24, seed=5, view=NEAR_HEAD, width=1280, framing=framing)


def test_a_closer_framing_shows_less_of_the_picture_and_the_head_in_it() -> None:
    scales = [
        poses(framing)[0].scale
        for framing in (
            Framing.FRAMING_WIDE,
            Framing.FRAMING_UNSPECIFIED,
            Framing.FRAMING_MEDIUM,
            Framing.FRAMING_CLOSE,
        )
    ]
    assert scales == sorted(scales, reverse=True)
    assert scales[0] > scales[1] > scales[2] > scales[3]
    close = poses(Framing.FRAMING_CLOSE)[0]
    half = close.scale / 2
    assert abs(NEAR_HEAD.head_x - close.pan_x) < half
    assert abs(NEAR_HEAD.head_y - close.pan_y) + NEAR_HEAD.head / 2 < half + 0.1


@pytest.mark.parametrize("framing", Framing.values(), ids=Framing.Name)
@pytest.mark.parametrize("move", MOVES, ids=CameraMove.Name)
def test_no_framing_lets_a_move_leave_the_frame(move: int, framing: int) -> None:
    for pose in poses(framing, move):
        for weight in (camera.FAR_WEIGHT, 1.0):
            half = 0.5 * pose.scale * np.exp(-pose.zoom * weight)
            swing = half * abs(pose.roll) * 1.8
            for pan, slide in ((pose.pan_x, pose.slide_x), (pose.pan_y, pose.slide_y)):
                aside = abs(pan + slide * (weight - pose.pivot))
                assert aside + half + swing <= camera.FRAME_RATIO / 2 + 1e-6


def test_only_what_is_behind_the_subject_is_blurred_and_it_takes_no_colour_from_it(
    folder: Pictures,
) -> None:
    plain, soft = (load(scene(folder), folder, SIZE, lambda _: None) for _ in range(2))
    assert focus.shallow(soft, 1.0)
    before, after = (np.std(np.diff(grey(one.layers[0].colours)[:30])) for one in (plain, soft))
    assert after < 0.5 * before
    assert np.array_equal(plain.layers[1].colours, soft.layers[1].colours)
    # The disc is of another colour than the wall: a halo would tint the wall about it.
    rim = np.s_[FRAME[1] // 2 - 4 : FRAME[1] // 2 + 4, FRAME[0] // 2 + 44 : FRAME[0] // 2 + 54]
    tint = [one.layers[0].colours[rim].mean((0, 1)) for one in (plain, soft)]
    assert np.abs(tint[0] - tint[1]).max() < 12


def test_without_a_subject_nothing_is_blurred_and_the_result_says_so(folder: Pictures) -> None:
    asked = request(scene(folder, subject=False), frames=2)
    asked.look.blur = 0.6
    result = animate(asked, folder)
    assert list(result.left_out) == [focus.NO_SUBJECT]
    assert "blurred" not in result.method


def colours(folder: Pictures, *grades: Grade) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    asked = request(scene(folder), CameraMove.CAMERA_MOVE_HOLD, frames=2)
    asked.look.CopyFrom(Look(grades=grades))
    result = animate(asked, folder)
    assert all(look.NAMES[grade] in result.method for grade in grades)
    return frames_of(result, folder)[0].astype(np.float64)


def test_black_and_white_has_no_colours_and_sepia_is_brown(folder: Pictures) -> None:
    plain = colours(folder)
    assert np.ptp(plain, axis=-1).mean() > 8
    assert np.ptp(colours(folder, Grade.GRADE_BLACK_AND_WHITE), axis=-1).mean() < 2
    red, green, blue = colours(folder, Grade.GRADE_SEPIA).mean((0, 1))
    assert red > green + 5 > blue + 15


def test_warm_is_redder_and_cold_is_bluer(folder: Pictures) -> None:
    plain, warm, cold = (
        colours(folder, *grades).mean((0, 1))
        for grades in ((), (Grade.GRADE_WARM,), (Grade.GRADE_COLD,))
    )
    assert warm[0] - warm[2] > plain[0] - plain[2] + 15
    assert cold[0] - cold[2] < plain[0] - plain[2] - 15


def test_contrast_spreads_the_light_and_keeps_black_and_white() -> None:
    table = look.graded([Grade.GRADE_CONTRAST])
    assert table is not None
    assert (table.luma[16], table.luma[235]) == (16, 235)
    assert table.luma[70] < 70
    assert table.luma[180] > 180
    assert look.graded([]) is None


def test_grades_follow_each_other() -> None:
    both = look.graded([Grade.GRADE_BLACK_AND_WHITE, Grade.GRADE_SEPIA])
    sepia = look.graded([Grade.GRADE_SEPIA])
    assert both is not None
    assert sepia is not None
    picture = to_planes(np.random.default_rng(1).integers(0, 255, (16, 16, 3)).astype(np.uint8))
    assert set(both.red[picture.red].ravel()) == set(sepia.red[picture.red].ravel())


def test_film_grain_is_another_in_every_frame_and_the_same_for_a_seed() -> None:
    grain, again = look.Grain(SIZE, 3), look.Grain(SIZE, 3)
    first, second = grain.at(4), grain.at(5)
    assert np.array_equal(first, again.at(4))
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1
    assert abs(float(first.mean())) < 1
    assert first.std() > 3

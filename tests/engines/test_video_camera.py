"""Every camera move of the parallax engine gives exactly the frames asked for, smooth, without
borders or repeated frames, and layers move by their depth.

Real engine, real encoder; the scenes are drawn by tests/engines/shots.py.
"""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.v1.spec_pb2 import CameraMove
from reelmesh.v1.vision_pb2 import DescribeResult
from services.video import camera
from services.video.camera import View
from services.video.layers import cut
from services.video.scene import load
from services.video.warp import Warper
from tests.engines.shots import (
    FPS,
    FRAME,
    HEIGHT,
    MOVES,
    WIDTH,
    Picture,
    Pictures,
    animate,
    frames_of,
    grey,
    request,
    scene,
    texture,
)

FINE = (576, 328)


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def drawn(seen: DescribeResult, folder: Pictures, move: int, *, frames: int) -> list[Picture]:
    """The luma of frames at full strength as they go to the encoder, so that places can be
    measured without its noise."""
    width, height = 2 * WIDTH, 2 * HEIGHT
    warper = Warper(load(seen, folder, (width, height), lambda _: None), width, height)
    view = View(pivot=0.85)
    poses = camera.path(move, 1.0, frames, FPS, seed=5, view=view, width=width)
    return [warper.draw(pose).luma.copy() for pose in poses]


def shift(before: Picture, after: Picture) -> NDArray[np.float64]:
    """How far the content has moved, x and y in pixels."""
    window = cv2.createHanningWindow((before.shape[1], before.shape[0]), cv2.CV_32F)
    return np.array(cv2.phaseCorrelate(grey(before), grey(after), window)[0])


@pytest.mark.parametrize("move", MOVES, ids=CameraMove.Name)
@pytest.mark.parametrize("subject", [True, False], ids=["layers", "sheet"])
def test_a_move_at_full_strength_gives_the_frames_asked_for_without_borders_or_repeats(
    folder: Pictures, move: int, subject: bool
) -> None:
    result = animate(request(scene(folder, subject=subject), move, frames=30, strength=1.0), folder)
    frames = frames_of(result, folder)
    assert (result.frames, result.width, result.height, result.fps) == (30, WIDTH, HEIGHT, FPS)
    assert len(frames) == 30
    assert all(frame.shape == (HEIGHT, WIDTH, 3) for frame in frames)
    for frame in frames:
        edges = [frame[:2], frame[-2:], frame[:, :2], frame[:, -2:]]
        assert min(float(grey(edge).min()) for edge in edges) > 60
    assert not any(np.array_equal(a, b) for a, b in pairwise(frames))


def test_a_camera_that_holds_still_lives(folder: Pictures) -> None:
    frames = frames_of(
        animate(request(scene(folder), CameraMove.CAMERA_MOVE_HOLD, frames=48), folder), folder
    )
    assert all(not np.array_equal(a, b) for a, b in pairwise(frames))
    drift = [np.hypot(*shift(frames[0], frame)) for frame in frames]
    assert max(drift) < 0.01 * WIDTH


@pytest.mark.parametrize(
    ("move", "axis", "sign"),
    [
        (CameraMove.CAMERA_MOVE_PAN_LEFT, 0, 1),
        (CameraMove.CAMERA_MOVE_PAN_RIGHT, 0, -1),
        (CameraMove.CAMERA_MOVE_TILT_UP, 1, 1),
        (CameraMove.CAMERA_MOVE_TILT_DOWN, 1, -1),
    ],
    ids=["left", "right", "up", "down"],
)
def test_a_turning_camera_moves_the_picture_evenly_by_parts_of_pixels(
    folder: Pictures, move: int, axis: int, sign: int
) -> None:
    frames = drawn(scene(folder, FINE, subject=False), folder, move, frames=48)
    steps = sign * np.array([shift(a, b)[axis] for a, b in pairwise(frames)])
    assert steps.min() > 0
    assert np.abs(np.diff(steps)).max() < 0.2
    # It eases in and out.
    assert steps[20:27].mean() > 1.3 * max(steps[0], steps[-1])
    assert not np.allclose(steps, np.round(steps), atol=0.05)


def middle(frame: Picture) -> Picture:
    return frame[96:176, 160:320]


@pytest.mark.parametrize(
    ("move", "axis", "sign"),
    [
        (CameraMove.CAMERA_MOVE_TRUCK_LEFT, 0, 1),
        (CameraMove.CAMERA_MOVE_TRUCK_RIGHT, 0, -1),
        (CameraMove.CAMERA_MOVE_PEDESTAL_UP, 1, 1),
        (CameraMove.CAMERA_MOVE_PEDESTAL_DOWN, 1, -1),
    ],
    ids=["left", "right", "up", "down"],
)
def test_what_is_near_passes_faster_than_what_is_far(
    folder: Pictures, move: int, axis: int, sign: int
) -> None:
    frames = drawn(scene(folder, FINE), folder, move, frames=36)
    near = sign * shift(middle(frames[15]), middle(frames[20]))[axis]
    far = sign * shift(frames[15][:, :120], frames[20][:, :120])[axis]
    assert near > 1.5 * far > 0


def test_an_orbit_keeps_the_subject_and_moves_the_background(folder: Pictures) -> None:
    frames = drawn(scene(folder, FINE), folder, CameraMove.CAMERA_MOVE_ORBIT, frames=36)
    near = abs(shift(middle(frames[15]), middle(frames[20]))[0])
    far = abs(shift(frames[15][:, :120], frames[20][:, :120])[0])
    assert far > 2 * near


def test_coming_closer_makes_the_near_grow_more_than_the_far(folder: Pictures) -> None:
    frames = drawn(scene(folder, FINE), folder, CameraMove.CAMERA_MOVE_PUSH_IN, frames=60)
    first, last = frames[20], frames[35]

    def growth(rows: slice, left: slice, right: slice) -> float:
        """How much farther apart two places of the picture are at the end, as a share."""
        apart = shift(first[rows, right], last[rows, right])[0]
        apart -= shift(first[rows, left], last[rows, left])[0]
        return float(apart / (right.start - left.start))

    near = growth(np.s_[104:168], np.s_[172:236], np.s_[244:308])
    far = growth(np.s_[0:56], np.s_[40:200], np.s_[280:440])
    assert near > 1.5 * far > 0


def test_an_unset_move_is_a_push_in(folder: Pictures) -> None:
    result = animate(request(scene(folder), 0), folder)
    assert "push in" in result.method


def test_a_dolly_zoom_keeps_the_subject_and_lets_the_distance_recede() -> None:
    move = CameraMove.CAMERA_MOVE_DOLLY_ZOOM
    view = camera.View(pivot=0.8)
    poses = camera.path(move, 1.0, 120, FPS, seed=3, view=view, width=1280)

    def window(pose: camera.Pose, weight: float) -> float:
        return pose.scale * float(np.exp(-pose.zoom * weight))

    first, last = poses[0], poses[-1]
    assert window(last, 0.8) == pytest.approx(window(first, 0.8), rel=0.02)
    assert window(last, camera.FAR_WEIGHT) > 1.15 * window(first, camera.FAR_WEIGHT)
    assert window(last, 1.0) < 0.97 * window(first, 1.0)


def test_a_roll_tilts_the_horizon_one_way() -> None:
    move = CameraMove.CAMERA_MOVE_ROLL
    rolls = [p.roll for p in camera.path(move, 1.0, 48, FPS, seed=3, view=camera.View(), width=640)]
    assert rolls == sorted(rolls)
    assert rolls[-1] - rolls[0] > 0.05


def test_a_ground_keeps_its_depth_and_bumps_do_not() -> None:
    rows = np.linspace(0, 1, 164, dtype=np.float32)[:, None] * np.ones((1, 288), np.float32)
    ground = np.maximum(0, rows - 0.4)
    bumpy = np.asarray(0.3 + 0.3 * np.sin(rows * 14), np.float32)
    kept = [
        float(np.ptp(cut(texture(FRAME), depth, None, lambda _: None).layers[0].nearness))
        / float(np.ptp(depth))
        for depth in (np.asarray(ground, np.float32), bumpy)
    ]
    assert kept[0] > 0.75
    assert kept[1] < 0.4

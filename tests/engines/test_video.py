"""The parallax engine keeps video.proto's promises: every camera move gives exactly the frames
asked for, smooth, without borders or repeated frames; layers move by depth; bytes repeat;
bad input and cancelling end cleanly. What mouths do is in test_video_lips.py.

Real engine, real encoder; the scenes are drawn here.
"""

import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.mesh.engine import CallerError, Cancelled, EngineError, EngineSettings, engine_class
from reelmesh.v1.common_pb2 import Format, Quality
from reelmesh.v1.spec_pb2 import Camera, CameraMove
from reelmesh.v1.video_pb2 import AnimateRequest, DigitalSource
from reelmesh.v1.vision_pb2 import DescribeResult
from services.video import camera
from services.video.camera import View
from services.video.engines.parallax import ENGINE
from services.video.scene import load
from services.video.warp import Warper
from tests.engines.shots import Folder, Picture, animate, frames_of, grey

WIDTH, HEIGHT, FPS = 240, 136, 24
FRAME = (288, 164)
FINE = (576, 328)
MOVES = [move for move in CameraMove.values() if move != CameraMove.CAMERA_MOVE_UNSPECIFIED]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def texture(size: tuple[int, int], seed: int = 1) -> Picture:
    """A bright picture with detail at every scale, RGB."""
    rng = np.random.default_rng(seed)
    picture = np.full((size[1], size[0], 3), 165.0)
    for cells in (6, 18, 50, 140):
        noise = rng.uniform(-1, 1, (cells * size[1] // size[0] + 2, cells, 3)).astype(np.float32)
        picture += 25 * cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(picture, 100, 235).astype(np.uint8)


def scene(folder: Folder, size: tuple[int, int] = FRAME, subject: bool = True) -> DescribeResult:
    """A textured wall, with a nearer textured disc before it."""
    width, height = size
    rgb, depth = texture(size), np.full((height, width), 0.1, np.float32)
    seen = DescribeResult(width=width, height=height)
    if subject:
        matte = np.zeros((height, width), np.uint8)
        cv2.circle(matte, (width // 2, height // 2), height // 4, 255, -1, cv2.LINE_AA)
        alpha = matte.astype(np.float32)[..., None] / 255
        rgb = (rgb * (1 - alpha) + texture(size, 2)[..., ::-1] * alpha).astype(np.uint8)
        depth += 0.8 * alpha[..., 0]
        seen.matte.CopyFrom(folder.add(matte))
    seen.frame.CopyFrom(folder.add(rgb))
    seen.depth.CopyFrom(folder.add((depth * 65535).astype(np.uint16)))
    return seen


def request(
    seen: DescribeResult, move: int = 0, *, frames: int = 24, strength: float = 0.5
) -> AnimateRequest:
    asked = AnimateRequest(scene=seen, frames=frames, seed=5, quality=Quality.QUALITY_STANDARD)
    asked.format.CopyFrom(Format(width=WIDTH, height=HEIGHT, fps=FPS))
    asked.camera.CopyFrom(Camera(strength=strength))
    asked.camera.move = CameraMove.Name(move)  # type: ignore[assignment]
    return asked


def drawn(seen: DescribeResult, folder: Folder, move: int, *, frames: int) -> list[Picture]:
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
    folder: Folder, move: int, subject: bool
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


def test_a_camera_that_holds_still_lives(folder: Folder) -> None:
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
    folder: Folder, move: int, axis: int, sign: int
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
    folder: Folder, move: int, axis: int, sign: int
) -> None:
    frames = drawn(scene(folder, FINE), folder, move, frames=36)
    near = sign * shift(middle(frames[15]), middle(frames[20]))[axis]
    far = sign * shift(frames[15][:, :120], frames[20][:, :120])[axis]
    assert near > 1.5 * far > 0


def test_an_orbit_keeps_the_subject_and_moves_the_background(folder: Folder) -> None:
    frames = drawn(scene(folder, FINE), folder, CameraMove.CAMERA_MOVE_ORBIT, frames=36)
    near = abs(shift(middle(frames[15]), middle(frames[20]))[0])
    far = abs(shift(frames[15][:, :120], frames[20][:, :120])[0])
    assert far > 2 * near


def test_coming_closer_makes_the_near_grow_more_than_the_far(folder: Folder) -> None:
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


def test_an_unset_move_is_a_push_in(folder: Folder) -> None:
    result = animate(request(scene(folder), 0), folder)
    assert "push in" in result.method


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(folder: Folder) -> None:
    asked = request(scene(folder), CameraMove.CAMERA_MOVE_HANDHELD)
    first = animate(asked, folder).video.sha256
    assert animate(asked, folder).video.sha256 == first
    asked.seed += 1
    assert animate(asked, folder).video.sha256 != first


def test_the_file_is_one_silent_h264_track_in_bt709_with_a_key_frame_every_two_seconds(
    folder: Folder,
) -> None:
    result = animate(request(scene(folder), frames=100), folder)
    with av.open(str(folder.path(result.video))) as file:
        (stream,) = file.streams
        assert stream.codec_context.name == "h264"
        packets = [packet for packet in file.demux(stream) if packet.size]
        keys = [index for index, packet in enumerate(packets) if packet.is_keyframe]
        assert keys[0] == 0
        assert max(np.diff([*keys, len(packets)])) <= 2 * FPS
        # Closed: in decoding order nothing after a key frame is shown before it.
        for key in keys:
            assert all(p.pts >= packets[key].pts for p in packets[key:])  # type: ignore[operator]
        assert float(stream.duration * stream.time_base) == pytest.approx(100 / FPS)  # type: ignore[operator]
    with av.open(str(folder.path(result.video))) as file:
        context = file.streams.video[0].codec_context
        assert (context.pix_fmt, context.color_range) == ("yuv420p", 1)
        assert context.colorspace == context.color_primaries == context.color_trc == 1


@pytest.mark.parametrize("colour", [(200, 40, 40), (30, 160, 60), (20, 40, 220), (128, 128, 128)])
def test_colours_come_back_as_they_were(folder: Folder, colour: tuple[int, int, int]) -> None:
    flat = np.full((FRAME[1], FRAME[0], 3), colour, np.uint8)
    seen = DescribeResult(frame=folder.add(flat), width=FRAME[0], height=FRAME[1])
    frame = frames_of(animate(request(seen, frames=2), folder), folder)[0]
    assert np.abs(frame.reshape(-1, 3).mean(0) - colour).max() < 4


@pytest.mark.parametrize(
    "size", [(240, 136), (500, 270), (231, 381), (96, 64), (1200, 720)], ids=str
)
def test_a_frame_of_another_size_is_covered_all_the_same(
    folder: Folder, size: tuple[int, int]
) -> None:
    asked = request(scene(folder, size), CameraMove.CAMERA_MOVE_TRUCK_LEFT, frames=4, strength=1.0)
    for frame in frames_of(animate(asked, folder), folder):
        assert frame.shape == (HEIGHT, WIDTH, 3)
        assert min(grey(frame[:, :2]).min(), grey(frame[:, -2:]).min()) > 60


def test_any_even_size_and_a_single_frame_can_be_made(folder: Folder) -> None:
    asked = request(scene(folder), frames=1)
    asked.format.CopyFrom(Format(width=130, height=246, fps=60))
    (frame,) = frames_of(animate(asked, folder), folder)
    assert frame.shape == (246, 130, 3)


def test_the_result_says_no_more_than_was_done(folder: Folder) -> None:
    seen = scene(folder)
    result = animate(request(seen, CameraMove.CAMERA_MOVE_TILT_UP, frames=2), folder)
    assert result.source == DigitalSource.DIGITAL_SOURCE_COMPOSITE
    assert "tilt up" in result.method
    assert "still photograph" in result.method
    assert "lips" not in result.method
    seen.painted = True
    result = animate(request(seen, frames=2), folder)
    assert result.source == DigitalSource.DIGITAL_SOURCE_ALGORITHMIC
    assert "painted" in result.method


def spoil_size(asked: AnimateRequest, _: Folder) -> None:
    asked.format.width = 131


def spoil_rate(asked: AnimateRequest, _: Folder) -> None:
    asked.format.fps = 90


def spoil_frames(asked: AnimateRequest, _: Folder) -> None:
    asked.frames = 30000


def spoil_frame(asked: AnimateRequest, folder: Folder) -> None:
    path = folder.new("bad.png")
    path.write_bytes(b"GIF89a not a picture at all")
    asked.scene.frame.CopyFrom(folder.keep(path, "image/png"))


def spoil_tail(asked: AnimateRequest, folder: Folder) -> None:
    path = folder.new("cut.png")
    path.write_bytes(folder.path(asked.scene.frame).read_bytes()[:40])
    asked.scene.frame.CopyFrom(folder.keep(path, "image/png"))


def drop_frame(asked: AnimateRequest, _: Folder) -> None:
    asked.scene.ClearField("frame")


@pytest.mark.parametrize(
    "spoil", [spoil_size, spoil_rate, spoil_frames, spoil_frame, spoil_tail, drop_frame]
)
def test_what_cannot_be_made_is_refused_in_one_sentence(
    folder: Folder, spoil: Callable[[AnimateRequest, Folder], None]
) -> None:
    asked = request(scene(folder), frames=2)
    spoil(asked, folder)
    with pytest.raises(CallerError, match=r"^[^\n]+: [^\n]+\.$"):
        animate(asked, folder)


def encoders() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "encode"]


def test_cancelling_stops_at_the_next_report_and_leaves_nothing(folder: Folder) -> None:
    reports: list[float] = []

    def report(fraction: float) -> None:
        reports.append(fraction)
        if fraction > 0.4:
            raise Cancelled("The clip was cancelled.")

    with pytest.raises(Cancelled):
        ENGINE(EngineSettings()).run(request(scene(folder), frames=200), folder, report)
    assert [fraction > 0.4 for fraction in reports].count(True) == 1
    assert len(reports) > 60
    assert not encoders()
    assert not list(folder.root.glob("*.mp4"))


def test_a_disk_that_cannot_be_written_is_the_engines_failure_and_leaves_no_thread(
    folder: Folder,
) -> None:
    asked = request(scene(folder), frames=50)
    folder.root = folder.root / "gone"
    with pytest.raises(EngineError, match="could not be encoded"):
        animate(asked, folder)
    assert not encoders()


def test_the_engine_is_found_by_name_and_lists_every_move() -> None:
    assert engine_class("video", "parallax") is ENGINE
    moves = set(ENGINE.capabilities.camera_moves)
    assert moves == {CameraMove.Name(move)[12:].lower() for move in MOVES}
    assert ENGINE.capabilities.lip_sync
    assert ENGINE.capabilities.frame_rule.multiple == 1

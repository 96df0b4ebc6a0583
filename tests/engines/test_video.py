"""The parallax engine keeps video.proto's promises about the file it makes: its track, colours,
sizes and source; bytes repeat; bad input and cancelling end cleanly. How the camera moves is in
test_video_camera.py, what mouths do in test_video_lips.py.

Real engine, real encoder; the scenes are drawn by tests/engines/shots.py.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from reelmesh.mesh.engine import CallerError, Cancelled, EngineError, EngineSettings, engine_class
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.spec_pb2 import CameraMove
from reelmesh.v1.video_pb2 import AnimateRequest, DigitalSource
from reelmesh.v1.vision_pb2 import DescribeResult
from services.video.engines.parallax import ENGINE
from tests.engines.shots import (
    FPS,
    FRAME,
    HEIGHT,
    MOVES,
    WIDTH,
    Pictures,
    animate,
    frames_of,
    grey,
    request,
    scene,
)


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(folder: Pictures) -> None:
    asked = request(scene(folder), CameraMove.CAMERA_MOVE_HANDHELD)
    first = animate(asked, folder).video.sha256
    assert animate(asked, folder).video.sha256 == first
    asked.seed += 1
    assert animate(asked, folder).video.sha256 != first


def test_the_file_is_one_silent_h264_track_in_bt709_with_a_key_frame_every_two_seconds(
    folder: Pictures,
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
def test_colours_come_back_as_they_were(folder: Pictures, colour: tuple[int, int, int]) -> None:
    flat = np.full((FRAME[1], FRAME[0], 3), colour, np.uint8)
    seen = DescribeResult(frame=folder.add(flat), width=FRAME[0], height=FRAME[1])
    frame = frames_of(animate(request(seen, frames=2), folder), folder)[0]
    assert np.abs(frame.reshape(-1, 3).mean(0) - colour).max() < 4


@pytest.mark.parametrize(
    "size", [(240, 136), (500, 270), (231, 381), (96, 64), (1200, 720)], ids=str
)
def test_a_frame_of_another_size_is_covered_all_the_same(
    folder: Pictures, size: tuple[int, int]
) -> None:
    asked = request(scene(folder, size), CameraMove.CAMERA_MOVE_TRUCK_LEFT, frames=4, strength=1.0)
    for frame in frames_of(animate(asked, folder), folder):
        assert frame.shape == (HEIGHT, WIDTH, 3)
        assert min(grey(frame[:, :2]).min(), grey(frame[:, -2:]).min()) > 60


def test_any_even_size_and_a_single_frame_can_be_made(folder: Pictures) -> None:
    asked = request(scene(folder), frames=1)
    asked.format.CopyFrom(Format(width=130, height=246, fps=60))
    (frame,) = frames_of(animate(asked, folder), folder)
    assert frame.shape == (246, 130, 3)


def test_the_result_says_no_more_than_was_done(folder: Pictures) -> None:
    seen = scene(folder)
    result = animate(request(seen, CameraMove.CAMERA_MOVE_TILT_UP, frames=2), folder)
    assert result.source == DigitalSource.DIGITAL_SOURCE_COMPOSITE
    assert "tilt up" in result.method
    assert "still photograph" in result.method
    assert "lips" not in result.method
    seen.painted = True
    result = animate(request(seen, frames=2), folder)
    assert result.source == DigitalSource.DIGITAL_SOURCE_ALGORITHMIC
    assert "over a painted picture" in result.method
    seen.painted_by_model = True
    result = animate(request(seen, frames=2), folder)
    assert result.source == DigitalSource.DIGITAL_SOURCE_TRAINED
    assert "over a picture painted by a trained model" in result.method


def spoil_size(asked: AnimateRequest, _: Pictures) -> None:
    asked.format.width = 131


def spoil_area(asked: AnimateRequest, _: Pictures) -> None:
    asked.format.width = asked.format.height = 3840


def spoil_rate(asked: AnimateRequest, _: Pictures) -> None:
    asked.format.fps = 90


def spoil_frames(asked: AnimateRequest, _: Pictures) -> None:
    asked.frames = 30000


def spoil_frame(asked: AnimateRequest, folder: Pictures) -> None:
    path = folder.new("bad.png")
    path.write_bytes(b"GIF89a not a picture at all")
    asked.scene.frame.CopyFrom(folder.keep(path, "image/png"))


def spoil_tail(asked: AnimateRequest, folder: Pictures) -> None:
    path = folder.new("cut.png")
    path.write_bytes(folder.path(asked.scene.frame).read_bytes()[:40])
    asked.scene.frame.CopyFrom(folder.keep(path, "image/png"))


def drop_frame(asked: AnimateRequest, _: Pictures) -> None:
    asked.scene.ClearField("frame")


@pytest.mark.parametrize(
    "spoil",
    [spoil_size, spoil_area, spoil_rate, spoil_frames, spoil_frame, spoil_tail, drop_frame],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(
    folder: Pictures, spoil: Callable[[AnimateRequest, Pictures], None]
) -> None:
    asked = request(scene(folder), frames=2)
    spoil(asked, folder)
    with pytest.raises(CallerError, match=r"^[^\n]+: [^\n]+\.$"):
        animate(asked, folder)


def encoders() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "encode"]


def test_cancelling_stops_at_the_next_report_and_leaves_nothing(folder: Pictures) -> None:
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
    folder: Pictures,
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

"""A shot that ends with another picture: it begins as the one, ends as the other, and says what
it is. Real engine, real encoder; the scenes are drawn by tests/engines/shots.py.
"""

from pathlib import Path

import numpy as np
import pytest

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.spec_pb2 import CameraMove
from reelmesh.v1.timeline_pb2 import Phone
from reelmesh.v1.video_pb2 import AnimateRequest, FaceSpeech
from reelmesh.v1.vision_pb2 import DescribeResult
from tests.engines.shots import Pictures, animate, frames_of, request, scene, texture

HOLD = CameraMove.CAMERA_MOVE_HOLD


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def other(folder: Pictures, size: tuple[int, int] = (288, 164)) -> DescribeResult:
    """A darker wall of another pattern."""
    seen = DescribeResult(width=size[0], height=size[1])
    seen.frame.CopyFrom(folder.add((texture(size, 7) * 0.5).astype(np.uint8)))
    return seen


def asked(folder: Pictures) -> AnimateRequest:
    morph = request(scene(folder), HOLD, frames=25)
    morph.last.CopyFrom(other(folder))
    return morph


def test_a_morph_begins_as_one_picture_and_ends_as_the_other(folder: Pictures) -> None:
    morph = asked(folder)
    alone, end = (request(seen, HOLD, frames=25) for seen in (morph.scene, morph.last))
    before, after, frames = (frames_of(animate(r, folder), folder) for r in (alone, end, morph))
    assert len(frames) == 25

    def apart(one: np.ndarray[tuple[int, ...]], two: np.ndarray[tuple[int, ...]]) -> float:
        return float(np.abs(one.astype(float) - two).mean())

    assert apart(frames[0], before[0]) < 3
    assert apart(frames[-1], after[-1]) < 3
    assert min(apart(frames[12], before[12]), apart(frames[12], after[12])) > 8
    levels = [float(frame.mean()) for frame in frames]
    assert max(np.diff(levels)) < 2  # it darkens and never flashes


def test_a_morph_has_no_colours_that_neither_picture_has(folder: Pictures) -> None:
    frames = np.stack(frames_of(animate(asked(folder), folder), folder)).astype(int)
    tint = np.abs(frames[..., 1] - (frames[..., 0] + frames[..., 2]) / 2)
    assert np.percentile(tint[6:19], 99.9) < np.percentile(tint[0], 99.9) + 25


def test_a_morph_says_so_and_moves_no_lips(folder: Pictures) -> None:
    morph = asked(folder)
    morph.speech.append(FaceSpeech(face=0, phones=[Phone(start_seconds=0, end_seconds=1)]))
    made = animate(morph, folder)
    assert made.method.startswith("morph from one photograph to another photograph through")
    assert not made.lip_synced_faces


def test_pictures_of_two_shapes_cannot_be_morphed(folder: Pictures) -> None:
    morph = request(scene(folder), HOLD)
    morph.last.CopyFrom(other(folder, (164, 288)))
    with pytest.raises(CallerError, match="another shape"):
        animate(morph, folder)

"""The drawing skips only what cannot be seen: a picture drawn from cells, skipping and filling,
equals one in which every layer is drawn and blended everywhere.
"""

from pathlib import Path

import numpy as np
import pytest

from reelmesh.v1.spec_pb2 import CameraMove
from services.video import cells
from services.video.camera import View, path
from services.video.cells import PART, WHOLE
from services.video.scene import load
from services.video.warp import Picture, Warper
from tests.engines.shots import Pictures, scene

SIZE = (240, 136)


def drawn(folder: Pictures) -> list[Picture]:
    """Every fourth frame of a sliding camera."""
    warper = Warper(load(scene(folder), folder, SIZE, lambda _: None), *SIZE)
    move = CameraMove.CAMERA_MOVE_TRUCK_LEFT
    poses = path(move, 1.0, 24, 24, seed=1, view=View(), width=SIZE[0])
    return [warper.draw(pose) for pose in poses[::4]]


def test_skipping_what_is_covered_changes_no_pixel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sparing = drawn(Pictures(tmp_path))
    real = cells.kinds

    def touched_everywhere(found: cells.Reach, nodes: cells.Float) -> cells.Bytes:
        kinds = real(found, nodes)
        assert (kinds == WHOLE).any()
        return np.full_like(kinds, PART)

    monkeypatch.setattr("services.video.warp.kinds", touched_everywhere)
    for one, other in zip(sparing, drawn(Pictures(tmp_path)), strict=True):
        for plane, expected in zip(one, other, strict=True):
            np.testing.assert_array_equal(plane, expected)

"""What can move by itself is told: exactly in painted frames, in photographs where it is plain,
and never where there is none.
"""

from pathlib import Path

import numpy as np
import pytest
from skimage import data

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult, RegionKind
from services.vision.engines.scene import Scene
from tests.engines.vision_bench import SMALL, Picture, Pictures, astronaut, describe, quiet


@pytest.fixture(scope="module")
def engine() -> Scene:
    return Scene(EngineSettings())


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def masks(seen: DescribeResult, folder: Pictures) -> dict[RegionKind, np.ndarray[tuple[int, ...]]]:
    """The regions as 0..1, after checking that their shape is the frame's."""
    found = {region.kind: folder.open(region.mask) / 255 for region in seen.regions}
    for mask in found.values():
        assert mask.shape[1] / mask.shape[0] == pytest.approx(seen.width / seen.height, rel=0.02)
    assert len(found) == len(seen.regions)
    return found


def painted(engine: Scene, folder: Pictures, prompt: str) -> DescribeResult:
    return engine.run(DescribeRequest(prompt=prompt, format=SMALL, seed=2), folder, quiet)


def test_a_painted_sea_has_sky_above_water(engine: Scene, folder: Pictures) -> None:
    found = masks(painted(engine, folder, "a calm sea by day"), folder)
    sky, water = (
        found[kind] for kind in (RegionKind.REGION_KIND_SKY, RegionKind.REGION_KIND_WATER)
    )
    assert sky[:5].mean() > 0.95
    assert water[-5:].mean() > 0.95
    assert (sky * water).mean() < 0.01
    assert (sky + water).mean() > 0.9


def test_trees_hide_the_sky_behind_them(engine: Scene, folder: Pictures) -> None:
    found = masks(painted(engine, folder, "a meadow with trees on a summer day"), folder)
    sky = found[RegionKind.REGION_KIND_SKY]
    plants = found[RegionKind.REGION_KIND_FOLIAGE]
    assert plants.mean() > 0.02
    assert sky[plants > 0.98].max() < 0.05


def test_a_photographed_sky_is_told_without_what_stands_before_it(
    engine: Scene, folder: Pictures
) -> None:
    found = masks(describe(engine, folder, data.rocket()), folder)
    assert list(found) == [RegionKind.REGION_KIND_SKY]


@pytest.mark.parametrize(
    "photo", [astronaut(), data.coffee(), data.chelsea()], ids=["woman", "cup", "cat"]
)
def test_nothing_is_told_to_move_indoors(engine: Scene, folder: Pictures, photo: Picture) -> None:
    assert not describe(engine, folder, photo).regions

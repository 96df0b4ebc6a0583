"""Proves that a model's depth is 0 far to 1 near whatever the model counts in, has the size of the
frame, and that its steps are brought to the picture's edges."""

from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import pytest
import torch

from reelmesh.mesh.engine import CallerError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.models import depth
from services.vision.models.depth import DepthEstimator, stretched
from tests.models import tiny_vision as tiny

CPU = Device("cpu", "float32", 0)
FRAME = np.ascontiguousarray(tiny.scene()[..., ::-1])


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("depth")


class Answers(torch.nn.Module):
    """A model that says a given map whatever it sees."""

    def __init__(self, values: object) -> None:
        super().__init__()
        self.predicted_depth = torch.tensor(np.asarray(values, np.float32))[None]

    def forward(self, **inputs: torch.Tensor) -> "Answers":
        assert inputs["pixel_values"].ndim == 4
        return self


def told(root: Path, name: str, values: object) -> DepthEstimator:
    """An estimator of a family whose network is replaced."""
    estimator = DepthEstimator(ModelFolder(tiny.saved(root, name, tiny.DEPTHS[name])), CPU)
    cast("Any", estimator)._model = Answers(values)
    return estimator


@pytest.mark.parametrize("name", sorted(tiny.DEPTHS))
def test_every_family_gives_a_map_of_the_frames_size(root: Path, name: str) -> None:
    estimator = DepthEstimator(ModelFolder(tiny.saved(root, name, tiny.DEPTHS[name])), CPU)
    near = estimator.near(FRAME)
    assert near.shape == FRAME.shape[:2]
    assert 0 <= near.min() < near.max() <= 1
    assert np.array_equal(near, estimator.near(FRAME))


def test_nearness_is_told_as_it_is_and_metres_are_turned_over(root: Path) -> None:
    slope = np.linspace(1, 5, 56)[:, None] * np.ones((1, 84))
    for name, rises in (("depth_anything", True), ("metric_depth_anything", False)):
        near = told(root, name, slope).near(FRAME)
        above, below = float(near[:10].mean()), float(near[-10:].mean())
        assert (below > above + 0.5) is rises, name


def test_a_rough_step_is_brought_to_the_edge_of_the_picture(root: Path) -> None:
    picture = np.full((216, 384, 3), 40, np.uint8)
    picture[:, 200:] = 210
    rough = np.zeros((27, 48), np.float32)
    rough[:, 25:] = 1  # of eight pixels a sample, so that the step is smeared over as many
    near = told(root, "depth_anything", rough).near(picture)
    rough_only = cv2.resize(rough, (384, 216), interpolation=cv2.INTER_LINEAR)
    assert near[100, 201] - near[100, 198] > 0.6
    assert rough_only[100, 201] - rough_only[100, 198] < 0.5


def test_texture_stays_out_of_the_depth(root: Path) -> None:
    rng = np.random.default_rng(1)
    noisy = np.clip(rng.normal(120, 6, (216, 384, 3)), 0, 255).astype(np.uint8)
    slope = np.linspace(0, 1, 14)[:, None] * np.ones((1, 24))
    near = told(root, "depth_anything", slope).near(noisy)
    assert float(np.abs(np.diff(near[40:180], axis=1)).mean()) < 0.004


def test_single_pixels_do_not_squeeze_the_rest_and_a_flat_map_is_no_noise() -> None:
    values = np.tile(np.linspace(1, 2, 100, dtype=np.float32), (20, 1))
    values[0, 0] = 1000
    near = stretched(values)
    assert near[5, 10] < 0.15 and near[5, 90] > 0.85
    flat = np.full((8, 8), 3, np.float32)
    flat[0, 0] += 1e-5
    assert (stretched(flat) == 0.5).all()
    assert (stretched(np.zeros((8, 8), np.float32)) == 0.5).all()


def test_depth_pro_pictures_are_resized_last_and_without_a_filter(root: Path) -> None:
    folder = ModelFolder(tiny.saved(root, "depth_pro", tiny.depth_pro))
    values = depth.FAMILIES["depth_pro"].pixels(folder)(FRAME)["pixel_values"]
    rgb = torch.tensor(FRAME[..., ::-1].copy()).permute(2, 0, 1)[None] / 127.5 - 1
    wanted = torch.nn.functional.interpolate(rgb, (64, 64), mode="bilinear")
    torch.testing.assert_close(values, wanted, atol=1e-4, rtol=0)


def test_a_folder_of_another_kind_is_told_with_the_kinds_there_are(root: Path) -> None:
    folder = ModelFolder(tiny.saved(root, "siglip", tiny.siglip))
    with pytest.raises(CallerError, match=r"depth= takes one of depth_anything, depth_pro, dpt"):
        DepthEstimator(folder, CPU)

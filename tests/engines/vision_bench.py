"""What tests of the vision engine share: files on disk, describing a picture, a photograph."""

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from benchmarks.folder import Folder
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult
from services.vision.engines.scene import Scene

Picture = NDArray[np.uint8]
SMALL = Format(width=480, height=270)


class Pictures(Folder):
    """A folder that takes pictures."""

    def add(self, picture: Picture) -> Artifact:
        """An image artifact of a red, green, blue array."""
        path = self.new("input.png")
        assert cv2.imwrite(str(path), picture[..., ::-1])
        return self.keep(path, "image/png")

    def raw(self, artifact: Artifact) -> NDArray[np.generic]:
        """An output as it was stored: bits and channels unchanged."""
        picture = cv2.imread(str(self.path(artifact)), cv2.IMREAD_UNCHANGED)
        assert picture is not None
        return np.asarray(picture)

    def open(self, artifact: Artifact) -> NDArray[np.int64]:
        """An output's values, wide enough to calculate with."""
        return self.raw(artifact).astype(np.int64)


def quiet(fraction: float) -> None:
    assert 0 <= fraction <= 1


def describe(
    engine: Scene, files: Pictures, picture: Picture | None, prompt: str = "", seed: int = 0
) -> DescribeResult:
    request = DescribeRequest(prompt=prompt, format=SMALL, seed=seed)
    if picture is not None:
        request.image.CopyFrom(files.add(picture))
    return engine.run(request, files, quiet)


def astronaut() -> Picture:
    return np.asarray(data.astronaut(), np.uint8)

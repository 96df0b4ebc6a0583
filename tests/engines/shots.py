"""What tests of the video engine share: files on disk, running it, decoding what it made."""

import hashlib
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult
from services.video.engines.parallax import ENGINE

Picture = NDArray[np.uint8]


class Folder:
    """Files on disk, as a worker gives them to an engine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept: dict[str, Path] = {}

    def path(self, artifact: Artifact) -> Path:
        return self.kept[artifact.sha256]

    def new(self, name: str) -> Path:
        return self.root / f"{len(self.kept)}-{name}"

    def keep(self, path: Path, media_type: str) -> Artifact:
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = path
        return Artifact(sha256=digest, size_bytes=len(content), media_type=media_type)

    def add(self, picture: NDArray[np.uint8] | NDArray[np.uint16]) -> Artifact:
        """A PNG of a grey map or an RGB picture."""
        path = self.new("input.png")
        assert cv2.imwrite(str(path), picture[..., ::-1] if picture.ndim == 3 else picture)
        return self.keep(path, "image/png")


def animate(asked: AnimateRequest, folder: Folder) -> AnimateResult:
    return ENGINE(EngineSettings()).run(asked, folder, lambda _: None)


def frames_of(result: AnimateResult, folder: Folder) -> list[Picture]:
    """The decoded frames, RGB by BT.709."""
    with av.open(str(folder.path(result.video))) as file:
        return [
            frame.to_ndarray(format="rgb24", src_colorspace="ITU709").astype(np.uint8)
            for frame in file.decode(video=0)
        ]


def grey(picture: Picture) -> NDArray[np.float32]:
    flat = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    return np.asarray(flat, np.float32)

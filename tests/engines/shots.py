"""What tests of the video engine share: files on disk, drawn scenes, running it, decoding what it
made."""

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.folder import Folder
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Artifact, Format, Quality
from reelmesh.v1.spec_pb2 import Camera, CameraMove
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult
from reelmesh.v1.vision_pb2 import DescribeResult
from services.video.engines.parallax import ENGINE

Picture = NDArray[np.uint8]
WIDTH, HEIGHT, FPS = 240, 136, 24
FRAME = (288, 164)
MOVES = [move for move in CameraMove.values() if move != CameraMove.CAMERA_MOVE_UNSPECIFIED]


class Pictures(Folder):
    """A folder that takes pictures."""

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


def texture(size: tuple[int, int], seed: int = 1) -> Picture:
    """A bright picture with detail at every scale, RGB."""
    rng = np.random.default_rng(seed)
    picture = np.full((size[1], size[0], 3), 165.0)
    for cells in (6, 18, 50, 140):
        noise = rng.uniform(-1, 1, (cells * size[1] // size[0] + 2, cells, 3)).astype(np.float32)
        picture += 25 * cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(picture, 100, 235).astype(np.uint8)


def scene(folder: Pictures, size: tuple[int, int] = FRAME, subject: bool = True) -> DescribeResult:
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

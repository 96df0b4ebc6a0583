"""The faces that speak: their patches of the picture, drawn anew for every frame."""

from collections.abc import Sequence

import numpy as np

from reelmesh.v1.video_pb2 import FaceSpeech
from reelmesh.v1.vision_pb2 import Face
from services.video.arrays import Bytes, Float
from services.video.layers import Layer, Scene
from services.video.mouth import POINTS, Lips, Region
from services.video.planes import fade, put, to_planes
from services.video.speech import Mouth, mouths

# Left out at a patch's rim, in pixels: enlarging a patch has no neighbours there.
_RIM = 2


class Talker:
    """One face that speaks in this shot."""

    def __init__(self, index: int, lips: Lips, layer: Layer, poses: list[Mouth]) -> None:
        self.index = index
        self._lips = lips
        self._layer = layer
        self._poses = poses
        self._drawn: Mouth | None = None

    def act(self, frame: int) -> None:
        """Makes the layer show what the face does in a frame."""
        pose = self._poses[frame]
        if pose == self._drawn or (self._drawn is None and pose.talk <= 0):
            return
        self._drawn = pose
        _paste(self._layer, self._lips.draw(pose), self._lips.region)


def cast(
    scene: Scene, faces: Sequence[Face], speech: Sequence[FaceSpeech], frames: int, fps: int
) -> list[Talker]:
    """The faces of the scene that speak and can be moved: large enough, with a mesh, seen from
    the front. Others keep their mouths as they are in the picture."""
    width, height = scene.size
    talkers: list[Talker] = []
    for said in speech:
        if said.face >= len(faces) or len(faces[said.face].mesh) != 2 * POINTS:
            continue
        poses = mouths(said.phones, frames, fps)
        if not any(pose.talk > 0 for pose in poses):
            continue
        mesh = np.array(faces[said.face].mesh, np.float32).reshape(POINTS, 2)
        mesh *= np.array([width, height], np.float32)
        layer = _layer_of(scene, mesh)
        try:
            lips = Lips(layer.colours, mesh)
        except ValueError:
            continue
        talkers.append(Talker(said.face, lips, layer, poses))
    return talkers


def _layer_of(scene: Scene, mesh: Float) -> Layer:
    """The foremost layer that covers the middle of the face."""
    width, height = scene.size
    x, y = np.clip(mesh.mean(0), 0, (width - 1, height - 1)).astype(int)
    for layer in reversed(scene.layers):
        if layer.cover is None or layer.cover.alpha[y, x] > 0.5:
            return layer
    return scene.layers[0]


def _paste(layer: Layer, patch: Bytes, region: Region) -> None:
    planes = to_planes(patch)
    if layer.cover is not None:
        alpha = layer.cover.alpha[
            region.top : region.top + region.height, region.left : region.left + region.width
        ]
        if float(alpha.min()) < 1:
            planes = fade(planes, alpha)
    luma, chroma = np.s_[2 * _RIM : -2 * _RIM], np.s_[_RIM // 2 : -(_RIM // 2)]
    inner = planes._replace(
        luma=planes.luma[luma, luma],
        blue=planes.blue[chroma, chroma],
        red=planes.red[chroma, chroma],
    )
    put(layer.planes, inner, region.left + _RIM, region.top + _RIM)

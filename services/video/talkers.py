"""The people in the picture: their patches of it, drawn anew for every frame, and their heads."""

from collections.abc import Sequence

import numpy as np

from reelmesh.v1.video_pb2 import FaceSpeech
from reelmesh.v1.vision_pb2 import Face
from services.video.arrays import Bytes, Float
from services.video.blink import EYES, Lids
from services.video.head import Sway
from services.video.layers import Layer, Scene
from services.video.life import Clock, Head, blinks, heads
from services.video.mouth import POINTS, Lips, Region
from services.video.planes import Patch, fade, to_planes
from services.video.speech import Mouth, mouths

# Left out at a patch's rim, in pixels: enlarging a patch has no neighbours there.
_RIM = 2
LIVELY_MAX = 4
"""So many of the largest faces blink and move their heads; in a crowd nobody would see more."""


class Talker:
    """One mouth that speaks in this shot."""

    def __init__(self, lips: Lips, layer: Layer, poses: list[Mouth]) -> None:
        self._lips = lips
        self._layer = layer
        self._poses = poses
        self._drawn: Mouth | None = None

    def act(self, frame: int) -> list[Patch]:
        """What makes the layer show what the mouth does in a frame, where it changes."""
        pose = self._poses[frame]
        if pose == self._drawn or (self._drawn is None and pose.talk <= 0):
            return []
        self._drawn = pose
        return [_patch(self._layer, self._lips.draw(pose), self._lips.region)]


class Blinker:
    """The eyes of one face, which close together."""

    def __init__(self, eyes: Sequence[Lids], layer: Layer, closed: list[float]) -> None:
        self._eyes = eyes
        self._layer = layer
        self._closed = closed
        self._drawn = 0.0

    def act(self, frame: int) -> list[Patch]:
        """What makes the layer show how far the eyes are closed in a frame, where it changes."""
        closed = self._closed[frame]
        if closed == self._drawn:
            return []
        self._drawn = closed
        return [_patch(self._layer, eye.draw(closed), eye.region) for eye in self._eyes]


class Person:
    """One face of the picture and all that moves in it."""

    def __init__(self, index: int, parts: Sequence[Talker | Blinker | Sway]) -> None:
        self.index = index
        """Of the face, from 0."""
        self.speaks = any(isinstance(part, Talker) for part in parts)
        self.lives = any(not isinstance(part, Talker) for part in parts)
        """Whether it blinks or its head moves."""
        self._parts = parts

    def act(self, frame: int) -> list[Patch]:
        """Moves the head to a frame; gives what makes the scene show the rest, in order."""
        patches: list[Patch] = []
        for part in self._parts:
            patches += part.act(frame) or []
        return patches


def cast(
    scene: Scene,
    faces: Sequence[Face],
    speech: Sequence[FaceSpeech],
    clock: Clock,
) -> list[Person]:
    """The faces of the scene that can be moved: large enough, with a mesh, seen from the front.
    Others stay as they are in the picture. Those without speech keep their mouths."""
    said = {one.face: one.phones for one in speech}
    meshed = [i for i, face in enumerate(faces) if len(face.mesh) == 2 * POINTS]
    meshes = {i: _mesh(faces[i], scene) for i in meshed}
    lively = sorted(meshed, key=lambda i: -float(np.ptp(meshes[i][:, 1])))[:LIVELY_MAX]
    people: list[Person] = []
    for index, mesh in meshes.items():
        layer = _layer_of(scene, mesh)
        phones = said.get(index, [])
        parts: list[Talker | Blinker | Sway] = []
        poses = mouths(phones, clock.frames, clock.fps)
        if any(pose.talk > 0 for pose in poses):
            parts += _mouth(layer, mesh, poses)
        if index in lively:
            own = clock._replace(seed=(clock.seed << 8) + index)
            parts += _eyes(layer, mesh, blinks(phones, own))
            parts += _head(layer, mesh, scene, heads(phones, own))
        if parts:
            people.append(Person(index, parts))
    return people


def _mesh(face: Face, scene: Scene) -> Float:
    """468 x 2 in pixels of the frame."""
    return np.array(face.mesh, np.float32).reshape(POINTS, 2) * np.array(scene.size, np.float32)


def _mouth(layer: Layer, mesh: Float, poses: list[Mouth]) -> list[Talker]:
    try:
        return [Talker(Lips(layer.colours, mesh), layer, poses)]
    except ValueError:
        return []


def _eyes(layer: Layer, mesh: Float, closed: list[float]) -> list[Blinker]:
    """Both eyes, or the one that is seen."""
    eyes: list[Lids] = []
    for eye in EYES if any(closed) else ():
        try:
            eyes.append(Lids(layer.colours, mesh, eye))
        except ValueError:
            continue
    return [Blinker(eyes, layer, closed)] if eyes else []


def _head(layer: Layer, mesh: Float, scene: Scene, poses: list[Head]) -> list[Sway]:
    try:
        sway = Sway(mesh, scene.size, poses)
    except ValueError:
        return []
    layer.bends.append(sway.bend)
    return [sway]


def _layer_of(scene: Scene, mesh: Float) -> Layer:
    """The foremost layer that covers the middle of the face."""
    width, height = scene.size
    x, y = np.clip(mesh.mean(0), 0, (width - 1, height - 1)).astype(int)
    for layer in reversed(scene.layers):
        if layer.cover is None or layer.cover.alpha[y, x] > 0.5:
            return layer
    return scene.layers[0]


def _patch(layer: Layer, patch: Bytes, region: Region) -> Patch:
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
    return Patch(layer.planes, inner, region.left + _RIM, region.top + _RIM)

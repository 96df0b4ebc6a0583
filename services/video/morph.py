"""From one picture to another: both are bent towards each other along dense optical flow while
one dissolves into the other. Nothing between them is generated, so unlike pictures pass through
a double exposure."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.vision_pb2 import Face
from services.video.arrays import Bytes, Float, floats, read, resized
from services.video.layers import Scene
from services.video.pen import Picture

_WIDTH = 256
"""Flow is sought in pictures this wide: a morph is smooth."""
_STILL = 0.12
"""Share of the shot at each end in which one picture alone is seen."""
_SOFT = 0.03
"""Flow is smoothed by so many widths: unlike pictures give a wild one."""
_FAR = 0.06
"""Nothing is carried farther than so many widths from where the faces say it goes."""


class Morph:
    """Bends two scenes of one shot towards each other. Scenes keep its hooks: one a scene."""

    def __init__(
        self, first: Scene, last: Scene, faces: Sequence[Face], last_faces: Sequence[Face]
    ) -> None:
        """faces and last_faces lead the flow, left to right, where both pictures have them."""
        if first.size != last.size:
            raise CallerError(
                "The last picture has another shape than the first: describe both for one format."
            )
        self._size = first.size
        self._share = 0.0
        pair = (_flat(first), _flat(last))
        self._there = _flow(*pair, _lead(faces, last_faces, pair[0].shape))
        self._back = _flow(pair[1], pair[0], _lead(last_faces, faces, pair[0].shape))
        for layer in first.layers:
            layer.bends.append(lambda places: self._bent(places, self._there, self._share))
        for layer in last.layers:
            layer.bends.append(lambda places: self._bent(places, self._back, 1 - self._share))

    def at(self, time: float) -> float:
        """Bend the pictures for a time (share of the shot); how much of the last one is seen
        then, 0 to 1."""
        run = float(np.clip((time - _STILL) / (1 - 2 * _STILL), 0, 1))
        self._share = _smooth(run)
        return _smooth(float(np.clip((run - 0.15) / 0.7, 0, 1)))

    def _bent(self, places: Float, flow: Float, share: float) -> Float:
        """Places (… x 2, pixels of the frame) moved back along the flow by a share of it."""
        ratio = np.float32(flow.shape[1] / self._size[0])
        moved = places - read(flow, floats(places * ratio - 0.5)) * np.float32(share) / ratio
        # Beyond the frame there is nothing to see.
        return floats(np.clip(moved, 1, floats(self._size) - 1))


def blend(first: Picture, last: Picture, mix: float) -> Picture:
    """One picture dissolved into another of its size."""
    pairs = zip(first, last, strict=True)
    return Picture(
        *(np.asarray(cv2.addWeighted(a, 1 - mix, b, mix, 0), np.uint8) for a, b in pairs)
    )


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)


def _flat(scene: Scene) -> Bytes:
    """What the scene shows from the front, grey and small."""
    size = (_WIDTH, round(_WIDTH * scene.size[1] / scene.size[0]))
    grey = np.zeros((size[1], size[0]), np.float32)
    for layer in scene.layers:
        flat = floats(cv2.cvtColor(layer.colours, cv2.COLOR_RGB2GRAY))
        small = resized(flat, size, shrink=True)
        cover = layer.cover
        part = 1.0 if cover is None else resized(cover.alpha, size, shrink=True)
        grey = floats(grey + (small - grey) * part)
    return np.asarray(np.clip(cv2.equalizeHist(grey.astype(np.uint8)), 0, 255), np.uint8)


def _lead(first: Sequence[Face], last: Sequence[Face], shape: tuple[int, ...]) -> Float:
    """Where the faces' points go, spread over the picture (h x w x 2, pixels) and fading out."""
    height, width = shape[:2]
    moved = np.zeros((height, width, 2), np.float32)
    weight = np.zeros((height, width), np.float32)
    reach = 0.0
    for one, other in zip(first, last, strict=False):
        if len(one.mesh) != len(other.mesh) or not one.mesh:
            continue
        start, end = (_points(face, width, height) for face in (one, other))
        x, y = (
            start[:, axis].clip(0, limit - 1).astype(int)
            for axis, limit in ((0, width), (1, height))
        )
        np.add.at(moved, (y, x), end - start)
        np.add.at(weight, (y, x), 1.0)
        reach = max(reach, float(np.ptp(start[:, 0])))
    if not reach:
        return moved
    wide = floats(cv2.GaussianBlur(moved, (0, 0), 0.35 * reach))
    known = floats(cv2.GaussianBlur(weight, (0, 0), 0.35 * reach))
    # Half of a lone point's weight at its face's rim is enough to follow it fully.
    trust = np.clip(known / (0.15 * float(known.max())), 0, 1)
    return floats(wide / np.maximum(known, 1e-6)[..., None] * trust[..., None])


def _points(face: Face, width: int, height: int) -> NDArray[np.float64]:
    return np.array(face.mesh).reshape(-1, 2) * (width, height)


def _flow(first: Bytes, last: Bytes, lead: Float) -> Float:
    """Where each point of the first picture is in the last (h x w x 2, pixels): dense inverse
    search (Kroeger et al., 2016) from the lead on, held near it and smoothed."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    found = floats(search.calc(first, last, lead.copy()))
    away = found - lead
    length = np.hypot(away[..., 0], away[..., 1])[..., None]
    most = _FAR * first.shape[1]
    held = lead + away * np.minimum(1, most / np.maximum(length, 1e-3))
    return floats(cv2.GaussianBlur(floats(held), (0, 0), _SOFT * first.shape[1]))

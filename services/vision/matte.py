"""Separates the subject from what is behind it: a soft mask that follows the picture's edges."""

from pathlib import Path

import cv2
import numpy as np

from services.vision.faces import Found
from services.vision.guided import refine
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail

# Salience and GrabCut work at this size; the guided filter brings the edge back to full size.
WORK = 256
# MediaPipe selfie segmentation: one network for squares, one for 16:9 pictures. Trained on
# people in front of a camera, they also answer to most things that stand out from a background.
SQUARE = (256, 256)
WIDE = (256, 144)
# A subject fills at least and at most this share of the frame; anything else is scenery.
# People are told by their faces, so they may fill it.
AREA_MIN = 0.015
AREA_MAX = 0.72
PEOPLE_MAX = 0.93
# What covers so much of both the left and the right edge is a hillside or a floor.
CROSSING = 0.12
# Subjects have a soft rim of up to 0.16 of their area; hills that were taken for one had 0.37.
VEIL_MAX = 0.28
# How far the networks' answer must stand above half for a subject without a face.
SURE_MIN = 0.72


class Matter:
    """Finds the subject with the segmentation networks; without them people only, by colour."""

    def __init__(self, square: Path | None, wide: Path | None) -> None:
        self._nets = [
            (cv2.dnn.readNetFromTFLite(str(path)), size)
            for path, size in ((square, SQUARE), (wide, WIDE))
            if path is not None
        ]

    def salience(self, picture: Bytes) -> Floats:
        """A rough map of what stands out, 0 to 1, at most 256 pixels long."""
        small = thumbnail(picture, WORK)
        size = (small.shape[1], small.shape[0])
        maps = [_stand_out(small)] if not self._nets else self._ask(small)
        return as_floats(np.mean([cv2.resize(m, size) for m in maps], axis=0))

    def matte(self, frame: Bytes, faces: list[Found]) -> Floats | None:
        """The subject's share of each pixel, H×W, 0 to 1; None where there is no subject."""
        rough = self._people(frame, faces) if faces else self._thing(frame)
        most = PEOPLE_MAX if faces else AREA_MAX
        if rough is None or not AREA_MIN < float((rough > 0.5).mean()) < most:
            return None
        if not faces and _veiled(rough):
            return None
        # The network's edge wanders by a few of its pixels: refine within that, then steepen,
        # for a guided filter leaves a faint veil that would drag the background along.
        fine = refine(rough, frame, longest=512, radius=5, epsilon=2e-4)
        return as_floats(np.clip((fine - 0.12) / 0.76, 0, 1))

    def _ask(self, picture: Bytes) -> list[Floats]:
        """What each network says, at its own size."""
        maps: list[Floats] = []
        for net, size in self._nets:
            net.setInput(cv2.dnn.blobFromImage(picture, 1 / 255, size, swapRB=True))
            maps.append(as_floats(net.forward()[0, 0]))
        return maps

    def _people(self, frame: Bytes, faces: list[Found]) -> Floats | None:
        """People who have a face in the frame: looked at whole, then each group close up."""
        small = thumbnail(frame, 2 * WORK)
        scale = small.shape[1] / frame.shape[1]
        size = (small.shape[1], small.shape[0])
        if not self._nets:
            return _grab_people(small, [face.moved(scale, 0, 0) for face in faces])
        rough = as_floats(np.mean([cv2.resize(m, size) for m in self._ask(small)], axis=0))
        for face in faces:
            if face.size < 0.2 * frame.shape[0]:
                self._close_up(small, face.moved(scale, 0, 0), rough)
        rough = _with_faces(rough, [face.moved(scale, 0, 0) for face in faces])
        return _settle(small, rough)

    def _close_up(self, picture: Bytes, face: Found, rough: Floats) -> None:
        """Look again at the body below a small face, where the whole view has too few pixels."""
        (x, y), size = face.centre, face.size
        left, right = max(0, int(x - 4 * size)), min(picture.shape[1], int(x + 4 * size) + 1)
        top, bottom = max(0, int(y - 1.8 * size)), min(picture.shape[0], int(y + 8 * size) + 1)
        part = picture[top:bottom, left:right]
        near = cv2.resize(self._ask(part)[0], (part.shape[1], part.shape[0]))
        view = rough[top:bottom, left:right]
        np.maximum(view, near, out=view)

    def _thing(self, frame: Bytes) -> Floats | None:
        """A subject without a face: what stands out, cut out by colour when it is clear enough."""
        if not self._nets:
            return None  # colour alone cuts out the wrong thing more often than the right one
        small = thumbnail(frame, WORK)
        rough = self.salience(small)
        wide = cv2.resize(self._ask(small)[-1], rough.shape[::-1])
        rough = as_floats(np.maximum(rough, wide))
        inside = rough > 0.6
        area = float(inside.mean())
        if not AREA_MIN < area < AREA_MAX or float(rough[inside].mean()) < SURE_MIN:
            return None
        if _spread(inside) > 0.75:
            return None  # it lies all over the picture: scenery, not a subject
        marks = np.full(rough.shape, cv2.GC_PR_BGD, np.uint8)
        marks[rough > 0.45] = cv2.GC_PR_FGD
        marks[rough > 0.92] = cv2.GC_FGD
        marks[rough < 0.05] = cv2.GC_BGD
        cut = _largest(_grab(small, marks, rough))
        return None if _crosses(cut > 0.5) else cut


def _settle(picture: Bytes, rough: Floats) -> Floats:
    """Let GrabCut decide by colour where the networks are of two minds, at half the size."""
    size = (picture.shape[1] // 2, picture.shape[0] // 2)
    half = as_floats(cv2.resize(rough, size, interpolation=cv2.INTER_AREA))
    marks = np.where(half > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[half > 0.85] = cv2.GC_FGD
    marks[half < 0.1] = cv2.GC_BGD
    settled = _grab(as_bytes(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)), marks, half)
    torn = (half > 0.15) & (half < 0.85)
    chosen = cv2.resize(as_floats(np.where(torn, settled, half)), rough.shape[::-1])
    torn_full = cv2.resize(cv2.blur(as_floats(torn), (5, 5)), rough.shape[::-1])
    return as_floats(rough + (chosen - rough) * torn_full)


def bounds(matte: Floats) -> tuple[float, float, float, float] | None:
    """left, top, right, bottom of the subject in fractions; stray half-percents are left out."""
    solid = matte > 0.5
    if not solid.any():
        return None
    edges: list[float] = []
    for axis in (0, 1):
        share = np.cumsum(solid.sum(axis=axis)) / solid.sum()
        edges += [
            float(np.searchsorted(share, 0.005)) / share.size,
            float(np.searchsorted(share, 0.995) + 1) / share.size,
        ]
    return edges[0], edges[2], min(1.0, edges[1]), min(1.0, edges[3])


def _grab(picture: Bytes, marks: Bytes, rough: Floats) -> Floats:
    """GrabCut from the marks (Rother, Kolmogorov, Blake 2004), softened by the rough map."""
    if not ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).any():
        return rough
    if not ((marks == cv2.GC_BGD) | (marks == cv2.GC_PR_BGD)).any():
        return rough
    cv2.setRNGSeed(1)  # GrabCut seeds its colour clusters by chance
    cv2.grabCut(
        picture,
        marks,
        (0, 0, 0, 0),
        np.zeros((1, 65)),
        np.zeros((1, 65)),
        2,
        cv2.GC_INIT_WITH_MASK,
    )
    inside = as_floats((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD))
    # Where the colours and the network disagree outright, the network knows better.
    return as_floats(np.clip(0.65 * inside + 0.7 * rough - 0.175, 0, 1))


def _grab_people(picture: Bytes, faces: list[Found]) -> Floats:
    """People without a network: head and shoulders drawn below each face, then GrabCut."""
    marks = np.full(picture.shape[:2], cv2.GC_BGD, np.uint8)
    for reach, mark in ((1.3, cv2.GC_PR_FGD), (0.6, cv2.GC_FGD)):
        for face in faces:
            (x, y), size = face.centre, face.size
            head = (int(size * 0.75 * reach), int(size * 0.85 * reach))
            cv2.ellipse(marks, (int(x), int(y - 0.1 * size)), head, 0, 0, 360, mark, -1)
            body = (int(size * 1.55 * reach), int(size * 2.2 * reach))
            cv2.ellipse(marks, (int(x), int(y + 2.9 * size)), body, 0, 0, 360, mark, -1)
    rough = as_floats(cv2.GaussianBlur(as_floats(marks == cv2.GC_FGD), (0, 0), 6))
    return _grab(picture, marks, as_floats(np.maximum(rough, 0.5 * (marks == cv2.GC_PR_FGD))))


def _with_faces(rough: Floats, faces: list[Found]) -> Floats:
    """Drop parts that hold no face (people's parts only), and keep what is near the bodies."""
    count, labels = cv2.connectedComponents(as_bytes(rough > 0.3))
    keep = np.zeros(count, bool)
    for face in faces:
        left, top, right, bottom = (max(0, int(v)) for v in face.box)
        here = labels[top:bottom, left:right]
        if here.size:
            keep[np.unique(np.asarray(here, np.int32))] = True
    keep[0] = True  # the soft rim outside of every part
    return as_floats(np.where(keep[np.asarray(labels, np.int32)], rough, 0))


def _largest(mask: Floats) -> Floats:
    """The mask without parts smaller than a fifth of the largest one."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(as_bytes(mask > 0.5))
    if count <= 2:
        return mask
    areas = np.asarray(stats[:, cv2.CC_STAT_AREA])
    small = areas < areas[1:].max() / 5
    small[0] = False
    return as_floats(np.where(small[np.asarray(labels, np.int32)], 0, mask))


def _spread(inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    """Share of the picture's border that the shape touches."""
    rim = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    return float(rim.mean())


def _veiled(rough: Floats) -> bool:
    """Whether most of the shape is neither in nor out: moved, it would be seen as a veil."""
    small = cv2.resize(rough, (240, 135), interpolation=cv2.INTER_AREA)
    inside, torn = float((small > 0.5).mean()), float(((small > 0.2) & (small < 0.8)).mean())
    return inside > 0.1 and torn > VEIL_MAX * inside


def _crosses(inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Whether the shape runs from one side of the picture to the other, as hills do."""
    sides = (inside[:, :3], inside[:, -3:])
    return min(float(side.any(axis=1).mean()) for side in sides) > CROSSING


def _stand_out(picture: Bytes) -> Floats:
    """Salience without a network: colour unlike the picture's border, near its middle."""
    lab = as_floats(cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 2), cv2.COLOR_BGR2LAB))
    height, width = lab.shape[:2]
    rim = max(2, min(height, width) // 20)
    border = np.ones((height, width), bool)
    border[rim:-rim, rim:-rim] = False
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_MAX_ITER, 8, 1.0)
    none = np.zeros((0, 1), np.int32)
    _, _, middles = cv2.kmeans(lab[border], 6, none, stop, 1, cv2.KMEANS_PP_CENTERS)
    far = np.min([np.linalg.norm(lab - middle, axis=2) for middle in middles], axis=0)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    centred = np.exp(-(x * x + y * y) / 0.7)
    return as_floats(np.clip(far / max(30.0, float(np.percentile(far, 98))) * centred * 1.4, 0, 1))

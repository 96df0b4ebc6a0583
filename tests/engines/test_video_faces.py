"""Faces in the finished file: the mouth opening measured from the frames follows the speech and
closes for m, b, p; only the speaking face speaks; eyes blink and heads move, by seed, and
nothing else does.

Real engine on a real photograph (scikit-image's astronaut, public domain); the measuring tool
is benchmarks/quality/lipsync.py, given the phonemes as its reference.
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.quality.lipsync import measure, pictures
from benchmarks.quality.mouths import Track, track
from reelmesh.v1.timeline_pb2 import Phone, Timeline, Utterance, Viseme
from reelmesh.v1.video_pb2 import AnimateRequest, FaceSpeech
from services.video.head import Sway
from services.video.life import Clock, Head, blinks, heads
from tests.engines.portraits import FPS, portrait, request
from tests.engines.shots import Pictures, animate, frames_of, grey

# "Maybe Bob will move the boat before evening", as an English voice spoke it: mouth shape and
# milliseconds.
SENTENCE = [
    *((2, 50), (9, 58), (10, 42), (2, 50), (10, 100), (2, 50), (8, 200), (2, 75), (12, 25)),
    *((10, 25), (5, 100), (2, 25), (12, 125), (3, 75), (4, 25), (9, 75), (2, 50), (11, 73)),
    *((12, 52), (5, 75), (2, 50), (9, 75), (3, 25), (11, 100), (6, 100), (10, 150), (3, 50)),
    *((5, 75), (10, 75), (7, 75)),
]
START_S = 0.5


def phones(start_s: float = START_S) -> list[Phone]:
    made: list[Phone] = []
    for viseme, length_ms in SENTENCE:
        one = Phone(symbol="x", start_seconds=start_s, end_seconds=start_s + length_ms / 1000)
        one.viseme = Viseme.Name(viseme)  # type: ignore[assignment]
        made.append(one)
        start_s = one.end_seconds
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def closures(face: Track) -> list[float]:
    """The smallest opening within a frame of each m, b and p, in order."""
    times, gaps = np.array(face.times), np.array(face.openings)
    middles = [
        (p.start_seconds + p.end_seconds) / 2 for p in phones() if p.viseme == Viseme.VISEME_CLOSED
    ]
    return [float(gaps[np.abs(times - at) < 1.6 / FPS].min()) for at in middles]


@pytest.mark.parametrize(
    ("width", "height", "scale", "mirrored"),
    [(768, 432, 1.3, False), (432, 768, 1.6, False), (480, 480, 1.0, True)],
)
def test_the_mouth_in_the_frames_follows_the_speech_and_closes_for_m_b_and_p(
    folder: Pictures, width: int, height: int, scale: float, mirrored: bool
) -> None:
    picture = portrait(width, height, scale)
    picture = np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture
    asked = request(picture, folder, [FaceSpeech(face=0, phones=phones())])
    made = animate(asked, folder)
    assert list(made.lip_synced_faces) == [0]
    timeline = Timeline(seconds=3.0, utterances=[Utterance(line=1, phones=phones())])
    sync, (face,), _ = measure(folder.path(made.video), timeline)
    assert abs(sync.offset_ms) <= 40
    assert sync.correlation >= 0.6
    widest = max(face.openings)
    assert widest > 0.06
    assert max(closures(face)) < 0.6 * widest
    assert float(np.median(closures(face))) < 0.5 * widest


def two(folder: Pictures) -> AnimateRequest:
    """Two people, of whom the right one speaks."""
    left = portrait(380, 432, 1.2)
    both = np.concatenate([left, np.ascontiguousarray(left[:, ::-1])], axis=1)
    asked = request(both, folder, [FaceSpeech(face=1, phones=phones())])
    assert len(asked.scene.faces) == 2
    return asked


def test_of_two_people_only_the_one_who_speaks_moves_the_mouth(folder: Pictures) -> None:
    made = animate(two(folder), folder)
    assert list(made.lip_synced_faces) == [1]
    left, right = track(pictures(folder.path(made.video)))
    assert np.std(left.openings) < 0.25 * np.std(right.openings)


def test_both_eyes_shut_and_open_again_and_the_seed_says_when(folder: Pictures) -> None:
    asked = request(portrait(480, 480, 1.6), folder, [])
    asked.frames = 96
    lids = blinks([], Clock(96, FPS, asked.seed << 8))
    shut = int(np.argmax(lids))
    assert lids[shut] > 0.95
    made = animate(asked, folder)
    assert "blinks" in made.method
    frames = frames_of(made, folder)
    (face,) = track(pictures(folder.path(made.video)))
    assert face.mesh is not None
    # The mesh shows little of a blink: what tells is whether white and pupil are seen.
    for corners, (top, low) in (((33, 133), (159, 145)), ((362, 263), (386, 374))):
        width = float(np.ptp(face.mesh[list(corners), 0]))
        x, y = face.mesh[[top, low]].mean(0)
        wide, high = 0.25 * width, max(1.5, 0.07 * width)
        eye = np.s_[round(y - high) : round(y + high), round(x - wide) : round(x + wide)]
        seen = np.array([grey(frame)[eye].std() for frame in frames])
        opened = seen[np.array(lids) == 0]
        assert seen[shut] < 0.4 * opened.min()
        assert opened.min() > 0.7 * opened.max()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_life(
    folder: Pictures,
) -> None:
    asked = request(portrait(320, 320, 1.2), folder, [FaceSpeech(face=0, phones=phones())])
    asked.frames = 30
    first = animate(asked, folder).video.sha256
    assert animate(asked, folder).video.sha256 == first
    asked.seed += 1
    assert animate(asked, folder).video.sha256 != first


@pytest.mark.parametrize("fps", [12, 24, 60])
def test_blinks_come_every_two_to_six_seconds_last_a_fifth_and_shut_in_some_frame(
    fps: int,
) -> None:
    for seed in range(20):
        lids = np.array(blinks([], Clock(40 * fps, fps, seed)))
        edges = np.flatnonzero(np.diff((lids > 0).astype(int)) == 1)
        apart_s = np.diff(edges) / fps
        assert apart_s.min() >= 2
        assert apart_s.max() <= 6.1
        for start in edges[:-1]:
            blink = lids[start + 1 : start + fps]
            lasts_s = int(np.argmin(blink)) / fps
            assert blink.max() > 0.95
            assert 0.08 <= lasts_s <= 0.27 + 1 / fps
        assert lids[: fps // 2].max() == 0


def test_ends_of_phrases_draw_blinks() -> None:
    def lag_s(said: list[Phone], seed: int) -> float:
        lids = np.array(blinks(said, Clock(120, FPS, seed)))
        begun = np.flatnonzero(lids > 0)
        return abs(int(begun[0]) / FPS - end_s) if len(begun) else 9.0

    said = phones()
    end_s = said[-1].end_seconds
    near = sum(lag_s(said, seed) < 0.15 for seed in range(60))
    by_chance = sum(lag_s([], seed) < 0.15 for seed in range(60))
    assert near > 2 * max(1, by_chance)


def test_a_head_begins_as_in_the_picture_moves_little_and_more_while_it_speaks() -> None:
    clock = Clock(96, FPS, 5)
    idle = np.array(heads([], clock))
    lively = np.array(heads(phones(), clock))
    assert np.abs(idle[0]).max() == 0
    assert np.abs(lively[0]).max() == 0
    assert np.abs(lively).max() < 0.05
    # Eased: no frame moves by more than a two-hundredth of a face.
    assert np.abs(np.diff(lively, axis=0)).max() < 0.005
    spoken = slice(20, 64)
    assert (
        np.abs(np.diff(lively[spoken, :5], axis=0)).mean()
        > 1.5 * np.abs(np.diff(idle[spoken, :5], axis=0)).mean()
    )


def mesh_at(x: float, y: float, height: float) -> NDArray[np.float32]:
    """A mesh whose points are all about a face's middle, its top and chin a height apart."""
    mesh = np.full((468, 2), (x, y), np.float32)
    mesh[10], mesh[152] = (x, y - height / 2), (x, y + height / 2)
    return mesh


def test_only_the_head_and_shoulders_move_and_never_the_edge_of_the_frame() -> None:
    pose = Head(0.03, 0.02, 0.01, 0.02, 0.02, 0.02)
    sway = Sway(mesh_at(300, 200, 100), (900, 600), [pose])
    sway.act(0)
    y, x = np.mgrid[0:601:20, 0:901:20].astype(np.float32)
    places = np.stack([x, y], -1)
    moved = np.hypot(*np.moveaxis(sway.bend(places) - places, -1, 0))
    assert moved[10, 15] > 2
    assert moved.max() < 8
    far = np.hypot(x - 300, y - 250) > 330
    assert moved[far].max() == 0
    for edge in (moved[0], moved[-1], moved[:, 0], moved[:, -1]):
        assert edge.max() == 0
    # The field folds nowhere: neighbours never change places.
    bent = sway.bend(places)
    assert np.diff(bent[..., 0], axis=1).min() > 10
    assert np.diff(bent[..., 1], axis=0).min() > 10


def test_the_picture_far_from_a_face_is_the_cameras_alone(folder: Pictures) -> None:
    asked = request(portrait(720, 360, 0.9), folder, [FaceSpeech(face=0, phones=phones())])
    asked.frames = 30
    alive = frames_of(animate(asked, folder), folder)
    del asked.scene.faces[:]
    still = frames_of(animate(asked, folder), folder)
    # The outer quarter of the clip on either side: the face stands in the middle.
    for a, b in zip(alive, still, strict=True):
        change = np.abs(a.astype(int) - b.astype(int)).mean((0, 2))
        assert change[:150].mean() < 1.5
        assert change[-150:].mean() < 1.5
    middle = np.abs(alive[25].astype(int) - still[25].astype(int)).mean((0, 2))[250:350]
    assert middle.mean() > 2

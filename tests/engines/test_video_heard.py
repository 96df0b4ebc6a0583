"""Mouths follow what is really said: lines by the real voice engine, a real face, and the opening
measured in the finished frames against the loudness of the line and against its phonemes. In a
film of several shots each line is measured in the shot in which it is seen said.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest

from benchmarks.quality.lipsync import compare, measure, opening, pictures
from benchmarks.quality.mouths import Track, track
from benchmarks.quality.reference import STEP_S, envelope, expected
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.timeline_pb2 import Phone, Timeline, Utterance, Viseme
from reelmesh.v1.video_pb2 import FaceSpeech
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.engines.neural import Neural
from tests.engines.portraits import FPS, portrait, request
from tests.engines.shots import Picture, Pictures, animate, texture

START_S = 0.4
ENGLISH = ("Bring the blue lamp over here, before my father comes home.", "heart", "en")
MANDARIN = ("爸爸说明天要带我们去看大海。", "mei", "zh")


class Said(NamedTuple):
    """A line on the clock of its shot."""

    phones: list[Phone]
    sound: Path
    seconds: float


@pytest.fixture(scope="module")
def voice() -> Neural:
    return Neural(EngineSettings(threads=2))


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def say(voice: Neural, folder: Pictures, line: tuple[str, str, str]) -> Said:
    text, speaker, language = line
    asked = SpeakRequest(text=text, voice=speaker, language=language, seed=1)
    spoken: SpeakResult = voice.run(asked, folder, lambda _: None)
    return Said(later(spoken.phones, START_S), folder.path(spoken.audio), spoken.seconds)


def later(phones: Sequence[Phone], by_s: float) -> list[Phone]:
    moved: list[Phone] = []
    for phone in phones:
        one = Phone()
        one.CopyFrom(phone)
        one.start_seconds += by_s
        one.end_seconds += by_s
        moved.append(one)
    return moved


def shot(folder: Pictures, phones: list[Phone], seconds: float, mirrored: bool = False) -> Path:
    picture = portrait(768, 432, 1.5)
    picture = np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture
    asked = request(picture, folder, [FaceSpeech(face=0, phones=phones)])
    asked.frames = round(seconds * FPS)
    return folder.path(animate(asked, folder).video)


def closures(face: Track, phones: Sequence[Phone]) -> list[float]:
    """The smallest opening within a frame of each m, b and p, in order."""
    times, gaps = np.array(face.times), np.array(face.openings)
    middles = [
        (p.start_seconds + p.end_seconds) / 2 for p in phones if p.viseme == Viseme.VISEME_CLOSED
    ]
    assert len(middles) >= 3
    return [float(gaps[np.abs(times - at) < 1.6 / FPS].min()) for at in middles]


@pytest.mark.parametrize("line", [ENGLISH, MANDARIN])
def test_the_opening_follows_the_loudness_and_the_phonemes_of_a_real_line(
    voice: Neural, folder: Pictures, line: tuple[str, str, str]
) -> None:
    said = say(voice, folder, line)
    length_s = START_S + said.seconds + 0.3
    (face,) = track(pictures(shot(folder, said.phones, length_s)))
    steps = round(length_s / STEP_S)
    span = (round(START_S / STEP_S), round((START_S + said.seconds) / STEP_S))
    told = expected(Timeline(seconds=length_s, utterances=[Utterance(phones=said.phones)]))
    heard = np.zeros(steps)
    loudness = envelope(said.sound)[: span[1] - span[0]]
    heard[span[0] : span[0] + len(loudness)] = loudness
    for reference in (heard, told):
        offset_ms, correlation, _ = compare([(opening(face, steps), reference[:steps], span)])
        assert abs(offset_ms) <= 40
        assert correlation >= 0.6
    # The network that measures never sees these lips quite closed: the smile's rest is the scale.
    assert max(closures(face, said.phones)) < 0.6 * face.openings[0]
    assert float(np.median(closures(face, said.phones))) < 0.45 * max(face.openings)


def film(folder: Pictures, pieces: Sequence[Sequence[Picture]]) -> Path:
    """Frames one after another as a file, without sound."""
    path = folder.new("film.mp4")
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=FPS, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for picture in (frame for piece in pieces for frame in piece):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    return path


def test_in_a_film_each_line_is_measured_in_the_shot_that_shows_its_speaker(
    voice: Neural, folder: Pictures
) -> None:
    said = say(voice, folder, ("My mother made a map.", "heart", "en"))
    length_s = round((START_S + said.seconds + 0.3) * FPS) / FPS
    shots = [shot(folder, said.phones, length_s, mirrored) for mirrored in (False, True)]
    first, last = ([frame for _, frame in pictures(path)] for path in shots)
    path = film(folder, [first, [texture((640, 360))] * len(first), last])
    phones = [p for k in range(3) for p in later(said.phones, k * length_s)]
    timeline = Timeline(seconds=3 * length_s, utterances=[Utterance(phones=phones)])
    sync, tracks, _ = measure(path, timeline)
    assert sync.unseen == 1
    assert [face.shot for face in tracks] == [0, 2]
    assert [segment.face for segment in sync.segments] == [0, 1]
    for segment, k in zip(sync.segments, (0, 2), strict=True):
        assert k * length_s <= segment.start_seconds < segment.end_seconds <= (k + 1) * length_s
        assert abs(segment.offset_ms) <= 40
        assert segment.correlation >= 0.6


def test_a_flash_of_light_is_no_cut(folder: Pictures) -> None:
    picture = portrait(640, 360, 1.2)
    bright = np.clip(picture.astype(np.int64) * 2 + 20, 0, 255).astype(np.uint8)
    frames = [picture] * 12 + [bright] * 2 + [picture] * 12
    (face,) = track((k / FPS, frame) for k, frame in enumerate(frames))
    assert face.times[-1] - face.times[0] == pytest.approx(25 / FPS)

"""The film engine joins shots, lines and ambience into one file that reads back as promised:
loudness, peaks, ducking, sync, subtitles, labels, and the same bytes every time.

Measured with FFmpeg's own meters (benchmarks/quality/inspect_clip.py), not with the engine's.
"""

import hashlib
import json
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from benchmarks.quality import inspect_clip
from reelmesh.mesh.engine import CallerError, Cancelled, EngineError, EngineSettings
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResult
from reelmesh.v1.timeline_pb2 import Timeline, Utterance, Word
from services.mux import loudness, subtitles
from services.mux.engines.film import ENGINE

RATE = 48_000
FPS = 24
SIZE = (192, 128)

Sound = NDArray[np.float64]


class Folder:
    """Files as the engine sees them, in a folder of the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.known: dict[str, Path] = {}

    def path(self, artifact: Artifact) -> Path:
        return self.known[artifact.sha256]

    def new(self, name: str) -> Path:
        return self.root / name

    def keep(self, path: Path, media_type: str) -> Artifact:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        self.known[digest] = path
        return Artifact(sha256=digest, size_bytes=len(data), media_type=media_type)


class Bench:
    """Makes inputs and runs the engine."""

    def __init__(self, root: Path) -> None:
        self.files = Folder(root)
        self.engine = ENGINE(EngineSettings())

    def run(self, request: AssembleRequest) -> tuple[AssembleResult, inspect_clip.Report]:
        result = self.engine.run(request, self.files, lambda _: None)
        return result, inspect_clip.inspect(self.files.path(result.clip))

    def sound(self, result: AssembleResult) -> NDArray[np.float32]:
        return inspect_clip.sound_samples(self.files.path(result.clip))

    def wav(self, samples: Sound, rate: int = RATE) -> Artifact:
        channels = np.atleast_2d(samples)
        path = self.files.root / f"{len(self.files.known)}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(len(channels))
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((channels.T.clip(-1, 1) * 32767).astype("<i2").tobytes())
        return self.files.keep(path, "audio/wav")

    def shot(
        self,
        frames: int = 72,
        size: tuple[int, int] = SIZE,
        fps: int = FPS,
        flash: int = -1,
    ) -> Artifact:
        path = self.files.root / f"{len(self.files.known)}.mp4"
        with av.open(str(path), "w") as out:
            track = out.add_stream("libx264", rate=fps, width=size[0], height=size[1])
            track.codec_context.time_base = Fraction(1, fps)
            track.codec_context.options = {"preset": "ultrafast", "bf": "2", "b-adapt": "0"}
            for index in range(frames):
                frame = av.VideoFrame.from_ndarray(pattern(index, size, flash), "rgb24")
                frame.pts, frame.time_base = index, Fraction(1, fps)
                out.mux(track.encode(frame))
            out.mux(track.encode(None))
        return self.files.keep(path, "video/mp4")

    def request(self, *shots: Artifact) -> AssembleRequest:
        request = AssembleRequest(
            title="海边 at dusk", comment="A photograph moved by computation.", producer="Reelmesh"
        )
        for shot in shots or (self.shot(),):
            request.shots.add(video=shot)
        return request

    def say(
        self,
        request: AssembleRequest,
        start: float,
        speech: Sound,
        text: str = "Hello there.",
        *,
        speaker: str = "Anna",
        language: str = "en",
    ) -> Utterance:
        return request.timeline.utterances.add(
            line=len(request.timeline.utterances) + 1,
            speaker=speaker,
            text=text,
            language=language,
            start_seconds=start,
            end_seconds=start + len(speech) / RATE,
            audio=self.wav(speech),
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def pattern(index: int, size: tuple[int, int], flash: int) -> NDArray[np.uint8]:
    """A moving slope; white all over in the frame numbered flash."""
    slope = (np.arange(size[0]) * 2 + index * 3) % 200 + 20
    picture = np.broadcast_to(slope[None, :, None], (size[1], size[0], 3)).astype(np.uint8)
    return np.full_like(picture, 255) if index == flash else picture


def burst(seconds: float, level: float = 0.3, pitch: float = 160.0) -> Sound:
    """Something like speech: a buzz that swells five times a second."""
    at = np.arange(round(seconds * RATE)) / RATE
    buzz = sum((np.sin(2 * np.pi * pitch * k * at) / k for k in range(1, 16)), np.zeros_like(at))
    return level * buzz * (0.3 + 0.7 * np.abs(np.sin(2 * np.pi * 2.5 * at)))


def hiss(seconds: float, level: float = 0.05) -> Sound:
    return level * np.random.default_rng(7).standard_normal((2, round(seconds * RATE)))


def level_db(sound: NDArray[np.float32], start: float, end: float) -> float:
    part = sound[:, round(start * RATE) : round(end * RATE)].astype(np.float64)
    return 10 * float(np.log10(np.square(part).mean() + 1e-12))


def talk(bench: Bench) -> AssembleRequest:
    """Three seconds with two lines over hiss."""
    request = bench.request()
    bench.say(request, 0.3, burst(0.7, 0.1))
    bench.say(request, 1.4, burst(0.6, 0.5, 230), "你好，世界 😀", speaker="小明", language="zh")
    request.ambience.audio.CopyFrom(bench.wav(hiss(3)))
    return request


def test_the_clip_has_the_promised_tracks_and_length(bench: Bench) -> None:
    result, clip = bench.run(talk(bench))
    assert clip.picture is not None
    assert clip.sound is not None
    assert (clip.picture.codec, clip.picture.pixel_format) == ("h264", "yuv420p")
    assert (clip.picture.width, clip.picture.height) == SIZE
    assert (clip.picture.frames, clip.picture.fps, clip.picture.constant_rate) == (72, FPS, True)
    assert (clip.sound.codec, clip.sound.rate, clip.sound.channels) == ("aac", RATE, 2)
    assert clip.sound.seconds == pytest.approx(3.0, abs=1 / FPS)
    assert (result.frames, result.seconds) == (72, 3.0)
    assert clip.faststart


def test_loudness_and_true_peak_meet_ebu_r128(bench: Bench) -> None:
    result, clip = bench.run(talk(bench))
    assert clip.sound is not None
    assert clip.sound.loudness_lufs == pytest.approx(-16, abs=0.5)
    assert clip.sound.true_peak_dbtp <= -1.0
    assert result.loudness_lufs == pytest.approx(clip.sound.loudness_lufs, abs=0.1)
    assert result.true_peak_dbtp == pytest.approx(clip.sound.true_peak_dbtp, abs=0.2)


def test_peaky_sound_is_limited_and_still_loud(bench: Bench) -> None:
    request = bench.request()
    clicks = burst(2.5, 0.05)
    clicks[:: RATE // 4] = 0.99
    bench.say(request, 0.2, clicks)
    _, clip = bench.run(request)
    assert clip.sound is not None
    assert clip.sound.loudness_lufs == pytest.approx(-16, abs=1)
    assert clip.sound.true_peak_dbtp <= -1.0


def test_quiet_ambience_alone_reaches_the_target_evenly(bench: Bench) -> None:
    request = bench.request()
    request.ambience.audio.CopyFrom(bench.wav(hiss(3, 0.003)))
    result, clip = bench.run(request)
    assert clip.sound is not None
    assert clip.sound.loudness_lufs == pytest.approx(-16, abs=1)
    sound = bench.sound(result)
    levels = [level_db(sound, 0.5 + 0.25 * i, 0.75 + 0.25 * i) for i in range(6)]
    assert max(levels) - min(levels) < 1


def test_nothing_to_hear_is_digital_silence(bench: Bench) -> None:
    result, clip = bench.run(bench.request())
    assert clip.sound is not None
    assert result.loudness_lufs == -70
    assert not bench.sound(result).any()
    assert clip.sound.seconds == pytest.approx(3.0, abs=1 / FPS)


def test_ambience_steps_back_for_speech_and_returns(bench: Bench) -> None:
    request = bench.request()
    # A line of two short sounds 0.6 s apart: the bed between them is what ducking leaves.
    line = np.concatenate([burst(0.2), np.zeros(round(0.6 * RATE)), burst(0.2)])
    bench.say(request, 1.0, line)
    request.ambience.audio.CopyFrom(bench.wav(hiss(3)))
    result, _ = bench.run(request)
    sound = bench.sound(result)
    before, under = level_db(sound, 0.5, 0.9), level_db(sound, 1.3, 1.7)
    assert before - under == pytest.approx(10, abs=1.5)
    assert level_db(sound, 1.25, 1.45) == pytest.approx(level_db(sound, 1.55, 1.75), abs=1)
    after = level_db(sound, 2.55, 2.7)
    assert after > under + 4  # it has come back, though the clip's own fade has begun


def test_two_speakers_are_equally_loud_and_a_little_apart(bench: Bench) -> None:
    request = bench.request()
    bench.say(request, 0.2, burst(1.0, 0.05))
    bench.say(request, 1.6, burst(1.0, 0.6), speaker="Ben")
    result, _ = bench.run(request)
    sound = bench.sound(result)
    first, second = sound[:, round(0.2 * RATE) :][:, :RATE], sound[:, round(1.6 * RATE) :][:, :RATE]
    assert level_db(first, 0, 1) == pytest.approx(level_db(second, 0, 1), abs=1)
    left_of_first = level_db(first[:1], 0, 1) - level_db(first[1:], 0, 1)
    left_of_second = level_db(second[:1], 0, 1) - level_db(second[1:], 0, 1)
    assert 1 < left_of_first < 4
    assert left_of_second == pytest.approx(-left_of_first, abs=0.2)


def test_a_click_is_heard_when_its_frame_is_seen(bench: Bench) -> None:
    request = bench.request(bench.shot(flash=36))
    click = np.zeros(RATE)
    click[RATE // 2 : RATE // 2 + 24] = 0.8
    bench.say(request, 1.0, click)
    result, _ = bench.run(request)
    heard = int(np.abs(bench.sound(result)).max(axis=0).argmax()) / RATE
    frames = inspect_clip.luma_frames(bench.files.path(result.clip))
    seen = max(frames, key=lambda frame: float(frame[1].mean()))[0]
    assert seen == pytest.approx(1.5, abs=1e-3)
    assert heard == pytest.approx(1.5, abs=0.01)


def test_subtitles_read_back_one_track_for_each_language(bench: Bench) -> None:
    _, clip = bench.run(talk(bench))
    assert [(t.codec, t.language) for t in clip.subtitles] == [
        ("mov_text", "eng"),
        ("mov_text", "zho"),
    ]
    assert clip.subtitles[0].cues == [inspect_clip.Cue(0.3, 1.0, "Anna: Hello there.")]
    assert clip.subtitles[1].cues == [inspect_clip.Cue(1.4, 2.0, "小明: 你好，世界 😀")]


def test_a_lone_speaker_is_not_named(bench: Bench) -> None:
    request = bench.request()
    bench.say(request, 0.5, burst(1.0))
    _, clip = bench.run(request)
    assert [cue.text for cue in clip.subtitles[0].cues] == ["Hello there."]


def test_lines_spoken_at_once_share_a_cue() -> None:
    timeline = Timeline()
    timeline.utterances.add(
        speaker="A", text="Stop!", language="en", start_seconds=1, end_seconds=3
    )
    timeline.utterances.add(
        speaker="B", text="Go!", language="en", start_seconds=1.5, end_seconds=4
    )
    timeline.utterances.add(
        speaker="A", text="So.", language="en", start_seconds=3.9, end_seconds=9
    )
    assert subtitles.tracks(timeline, 6.0)["eng"] == [
        subtitles.Cue(1000, 3900, "A: Stop!\nB: Go!"),
        subtitles.Cue(3900, 6000, "A: So."),
    ]


def test_a_long_line_is_cut_between_sentences_when_its_words_are_spoken() -> None:
    first = "The first sentence is here to be read slowly by whoever watches."
    second = "The second one follows it and says a good deal more."
    words = [*first.split(), *second.split()]
    utterance = Utterance(
        text=f"{first} {second}",
        language="en-GB",
        start_seconds=1,
        end_seconds=10,
        words=[Word(text=w, start_seconds=1 + 0.3 * i) for i, w in enumerate(words)],
    )
    cues = subtitles.tracks(Timeline(utterances=[utterance]), 20)["eng"]
    assert [cue.text for cue in cues] == [first, second]
    assert cues[0].end == cues[1].start == round(1000 + 300 * len(first.split()))


@pytest.mark.parametrize("text", ["漢字" * 200, "a" * 500, "👩‍🚀" * 100, "word " * 120])
def test_pieces_of_any_script_fit_and_lose_nothing(text: str) -> None:
    parts = subtitles.pieces(text.strip())
    assert all(subtitles.cells(part) <= subtitles.CELLS_MAX for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


def test_the_label_is_what_gb_45438_asks_for(bench: Bench) -> None:
    request = talk(bench)
    request.producer = '影 "Studio" \\ One'
    result, clip = bench.run(request)
    assert json.loads(result.aigc_label) == clip.aigc_label
    assert list(clip.aigc_label) == [
        *("Label", "ContentProducer", "ProduceID", "ReservedCode1"),
        *("ContentPropagator", "PropagateID", "ReservedCode2"),
    ]
    assert clip.aigc_label["Label"] == "1"
    assert clip.aigc_label["ProduceID"]
    for value in clip.aigc_label.values():
        assert value.isascii()
        assert not set(value) & set(" \"'\\")
    assert bench.files.path(result.clip).read_bytes().count(b"ContentProducer") == 1


def test_title_and_comment_read_back(bench: Bench) -> None:
    _, clip = bench.run(talk(bench))
    assert clip.title == "海边 at dusk"
    assert clip.tags["comment"] == "A photograph moved by computation."
    assert not {"encoder", "creation_time"} & set(clip.tags)


def test_the_same_request_gives_the_same_bytes(bench: Bench) -> None:
    request = talk(bench)
    first, _ = bench.run(request)
    again, _ = bench.run(request)
    assert first == again
    request.comment += " Another."
    assert bench.run(request)[0].clip.sha256 != first.clip.sha256


def test_shots_that_agree_are_joined_without_encoding(bench: Bench) -> None:
    shots = (bench.shot(24), bench.shot(36), bench.shot(12))
    result, clip = bench.run(bench.request(*shots))
    assert clip.picture is not None
    assert (clip.picture.frames, clip.picture.constant_rate) == (72, True)
    assert result.seconds == 3.0
    packets = [packet for shot in shots for packet in payloads(bench.files.path(shot))]
    assert payloads(bench.files.path(result.clip)) == packets


def payloads(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(p) for p in container.demux(container.streams.video[0]) if p.size]


def test_shots_that_differ_are_fitted_to_the_format(bench: Bench) -> None:
    request = bench.request(bench.shot(24), bench.shot(45, (128, 160), 30))
    request.format.CopyFrom(Format(width=SIZE[0], height=SIZE[1], fps=FPS))
    result, clip = bench.run(request)
    assert clip.picture is not None
    assert (clip.picture.width, clip.picture.height) == SIZE
    assert (clip.picture.frames, clip.picture.constant_rate) == (60, True)
    assert result.seconds == 2.5
    assert bench.run(request)[0] == result


def test_stems_sound_at_their_shot_and_nowhere_else(bench: Bench) -> None:
    request = bench.request(bench.shot(24), bench.shot(48))
    stem = burst(5)[::2]  # 24 kHz, longer than its shot
    request.shots[0].stems.append(bench.wav(stem, 24_000))
    result, _ = bench.run(request)
    sound = bench.sound(result)
    assert level_db(sound, 0.2, 0.9) > -30
    assert level_db(sound, 1.1, 3.0) < -60


def test_a_line_longer_than_the_picture_ends_with_it(bench: Bench) -> None:
    request = bench.request()
    bench.say(request, 2.0, burst(2.0))
    result, clip = bench.run(request)
    assert clip.sound is not None
    assert clip.sound.seconds == pytest.approx(3.0, abs=1 / FPS)
    assert clip.subtitles[0].cues[0].end == pytest.approx(3.0, abs=0.001)
    assert np.abs(bench.sound(result)[:, -48:]).max() < 0.1


def test_a_line_outside_the_picture_is_the_callers_mistake(bench: Bench) -> None:
    request = bench.request()
    bench.say(request, 3.5, burst(0.5))
    with pytest.raises(CallerError, match=r"Line 1 starts at 3\.50 s"):
        bench.run(request)


def spoil_shot(request: AssembleRequest, junk: Artifact) -> None:
    request.shots[0].video.CopyFrom(junk)


def spoil_line(request: AssembleRequest, junk: Artifact) -> None:
    request.timeline.utterances[0].audio.CopyFrom(junk)


def spoil_ambience(request: AssembleRequest, junk: Artifact) -> None:
    request.ambience.audio.CopyFrom(junk)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(spoil_shot, "Shot 1"), (spoil_line, "speech of line 1"), (spoil_ambience, "ambience")],
)
def test_an_unreadable_input_is_named(
    bench: Bench, spoil: Callable[[AssembleRequest, Artifact], None], words: str
) -> None:
    request = talk(bench)
    path = bench.files.new("junk")
    path.write_bytes(b"not media at all" * 100)
    spoil(request, bench.files.keep(path, "application/octet-stream"))
    with pytest.raises(EngineError, match=words):
        bench.run(request)


def test_cancelling_stops_the_work_wherever_it_is(bench: Bench) -> None:
    request = talk(bench)
    total: list[float] = []
    bench.engine.run(request, bench.files, total.append)
    assert total == sorted(total)
    assert total[-1] == 1
    for stop in (1, len(total) // 2, len(total) - 1):
        seen: list[float] = []

        def report(fraction: float, seen: list[float] = seen, stop: int = stop) -> None:
            seen.append(fraction)
            if len(seen) == stop:
                raise Cancelled("Nobody waits any more.")

        with pytest.raises(Cancelled):
            bench.engine.run(request, bench.files, report)
        assert len(seen) == stop


def test_the_poster_is_a_lit_frame_of_the_clips_size(bench: Bench) -> None:
    result, _ = bench.run(talk(bench))
    with Image.open(bench.files.path(result.poster)) as poster:
        assert (poster.format, poster.size) == ("JPEG", SIZE)
        assert 24 < np.asarray(poster.convert("L")).mean() < 240


def test_the_loudness_meter_agrees_with_ffmpegs() -> None:
    at = np.arange(RATE * 4) / RATE
    tone = np.sin(2 * np.pi * 997 * at) * np.where(at < 2, 0.25, 0.02)
    for sound in (np.stack([tone, tone * 0.5]), hiss(2.35, 0.1)):
        samples = sound.astype(np.float32)
        reference, peak = inspect_clip.ebur128(samples)
        assert loudness.loudness(samples) == pytest.approx(reference, abs=0.05)
        assert loudness.true_peak_dbtp(samples) == pytest.approx(peak, abs=0.3)

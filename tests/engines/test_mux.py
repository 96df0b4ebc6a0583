"""The film engine joins shots, lines and ambience into one file that reads back as promised:
loudness, peaks, ducking, sync, subtitles, labels, and the same bytes every time.

Measured with FFmpeg's own meters (benchmarks/quality/inspect_clip.py), not with the engine's.
"""

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from benchmarks.quality import inspect_clip
from reelmesh.mesh.engine import CallerError, Cancelled, EngineError
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.mux_pb2 import AssembleRequest
from services.mux import loudness
from tests.engines.mux_bench import FPS, RATE, SIZE, Bench, burst, hiss, level_db, talk


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


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

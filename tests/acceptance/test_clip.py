"""Proves what a finished clip is: picture, words, voices, loudness, subtitles and labels, each
measured in the file by something other than the engine that made it."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality.inspect_clip import Report, inspect, sound_samples
from tests.acceptance.conftest import Done, reelmesh
from tests.acceptance.hearing import heard, pitch_hz

ANNA = "We have reached orbit. Everything looks beautiful from up here."
BEN = "Copy that. Take a moment and enjoy the view."
PROMPT = "Slow push in on an astronaut speaking aboard a quiet spacecraft"
SIZE = "640x360"


def make(gateway: str, target: Path, *more: str) -> Done:
    return reelmesh(
        "clip", *more, "--gateway", gateway, "--size", SIZE, "--json", "-o", str(target)
    )


@pytest.fixture(scope="module")
def clip(
    gateway: str, astronaut: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Done, Path]:
    """The example of the README, small."""
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    lines = ["--line", f"Anna: {ANNA}", "--line", f"Ben: {BEN}"]
    done = make(gateway, target, astronaut, "--prompt", PROMPT, *lines)
    assert done.code == 0, done.err
    return done, target


@pytest.fixture(scope="module")
def report(clip: tuple[Done, Path]) -> Report:
    return inspect(clip[1])


def test_the_command_says_what_was_made(clip: tuple[Done, Path], report: Report) -> None:
    said = clip[0].json
    assert said["state"] == "SUCCEEDED"
    assert said["path"] == str(clip[1])
    assert (said["width"], said["height"], said["fps"]) == (640, 360, 24)
    assert said["seconds"] == pytest.approx(report.seconds, abs=1 / 24)
    stages = said["stages"]
    assert isinstance(stages, list)
    assert {stage["stage"] for stage in stages} == {"vision", "voice", "video", "ambient", "mux"}
    assert len(str(said["trace_id"])) == 32


def test_the_file_has_the_asked_tracks(report: Report) -> None:
    assert report.picture is not None
    assert report.sound is not None
    picture, sound = report.picture, report.sound
    assert (picture.codec, picture.pixel_format) == ("h264", "yuv420p")
    assert (picture.width, picture.height, picture.fps) == (640, 360, 24)
    assert (sound.codec, sound.rate, sound.channels) == ("aac", 48_000, 2)
    assert report.faststart
    assert sound.seconds == pytest.approx(picture.seconds, abs=1 / 24)


def test_the_picture_moves_without_borders_or_repeats(report: Report) -> None:
    assert report.picture is not None
    assert report.picture.constant_rate
    assert report.picture.mean_motion > 0.2
    assert report.picture.repeated_frames == 0
    assert report.picture.black_borders == []


def test_the_voices_say_the_asked_words(clip: tuple[Done, Path], report: Report) -> None:
    cues = report.subtitles[0].cues
    for cue, text in zip(cues, (ANNA, BEN), strict=True):
        assert heard(clip[1], cue.start, cue.end, text) >= 0.6


def test_the_two_voices_are_clearly_different(clip: tuple[Done, Path], report: Report) -> None:
    anna, ben = (pitch_hz(clip[1], cue.start, cue.end) for cue in report.subtitles[0].cues)
    assert max(anna, ben) / min(anna, ben) > 1.25


def test_lines_follow_each_other_without_overlap(report: Report) -> None:
    first, second = report.subtitles[0].cues
    assert 0 < first.start < first.end < second.start < second.end < report.seconds


def test_the_loudness_is_that_of_the_standard(report: Report) -> None:
    assert report.sound is not None
    assert report.sound.loudness_lufs == pytest.approx(-16, abs=1)
    assert report.sound.true_peak_dbtp <= -1


def test_ambience_is_heard_in_the_pauses_and_steps_back_under_speech(
    clip: tuple[Done, Path], report: Report
) -> None:
    samples = sound_samples(clip[1])
    first, second = report.subtitles[0].cues

    def level(start: float, end: float) -> float:
        part = samples[..., int(start * 48_000) : int(end * 48_000)]
        return 20 * float(np.log10(np.sqrt(np.mean(part**2)) + 1e-9))

    pause = level(second.end + 0.3, report.seconds - 0.1)
    assert -70 < pause < level(first.start, first.end) - 6


def test_subtitles_carry_the_lines(report: Report) -> None:
    (track,) = report.subtitles
    assert (track.codec, track.language) == ("mov_text", "eng")
    assert [cue.text for cue in track.cues] == [f"Anna: {ANNA}", f"Ben: {BEN}"]


def test_the_clip_is_labelled_truthfully(report: Report) -> None:
    assert report.aigc_label is not None
    assert report.aigc_label["Label"] == "1"
    assert report.aigc_label["ContentProducer"]
    assert report.title == PROMPT
    comment = report.tags["comment"]
    assert "AI-generated" in comment
    assert "photograph" in comment
    assert "generated video" not in comment


def test_the_same_again_renders_nothing_and_gives_the_same_bytes(
    gateway: str, astronaut: str, clip: tuple[Done, Path], tmp_path: Path
) -> None:
    target = tmp_path / "again.mp4"
    lines = ["--line", f"Anna: {ANNA}", "--line", f"Ben: {BEN}"]
    done = make(gateway, target, astronaut, "--prompt", PROMPT, *lines)
    stages = done.json["stages"]
    assert isinstance(stages, list)
    assert all(stage["reused"] for stage in stages)
    assert target.read_bytes() == clip[1].read_bytes()


def test_another_mesh_in_an_empty_folder_makes_the_same_bytes(
    astronaut: str, clip: tuple[Done, Path], tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere.mp4"
    lines = ["--line", f"Anna: {ANNA}", "--line", f"Ben: {BEN}"]
    asked = [astronaut, "--prompt", PROMPT, *lines, "--size", SIZE, "--json", "-o", str(target)]
    done = reelmesh("clip", *asked, cache=tmp_path)
    assert done.code == 0, done.err
    stages = done.json["stages"]
    assert isinstance(stages, list)
    assert not any(stage["reused"] for stage in stages)
    assert target.read_bytes() == clip[1].read_bytes()


def test_an_asked_length_is_kept_to_the_frame(gateway: str, tmp_path: Path) -> None:
    target = tmp_path / "sea.mp4"
    done = make(
        gateway, target, "--prompt", "waves at sunset, pan left", "--seconds", "3", "--fps", "25"
    )
    assert done.code == 0, done.err
    report = inspect(target)
    assert report.picture is not None
    assert report.picture.frames == 75
    assert report.seconds == pytest.approx(3.0, abs=1 / 25)
    assert report.subtitles == []
    assert "photograph" not in report.tags["comment"]


def test_a_chinese_line_is_spoken_in_mandarin(gateway: str, tmp_path: Path) -> None:
    target = tmp_path / "zh.mp4"
    done = make(gateway, target, "--prompt", "雨夜的城市街道", "--line", "小雨：今天晚上会下大雨。")
    assert done.code == 0, done.err
    (track,) = inspect(target).subtitles
    assert track.language in ("zho", "chi")
    assert "今天晚上会下大雨" in track.cues[0].text
    assert 1.0 < track.cues[0].end - track.cues[0].start < 6.0

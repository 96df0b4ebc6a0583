"""Proves that the bed of music is music: in key, well led, in time, home at the end, and as
loud and as long as it says."""

import itertools
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.folder import Folder
from benchmarks.quality.ambience_figures import loudness
from reelmesh.mesh.engine import CallerError, Cancelled, EngineSettings
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.spec_pb2 import Music
from services.ambient.engines.procedural import ENGINE
from services.ambient.music import harmony
from services.ambient.music.moods import LUFS, MINOR, MOODS
from services.ambient.music.score import Score, compose
from tests.engines.hearing import RATE, Sound, share

EVERY = tuple(MOODS)


def piece(music: Music, seconds: float, seed: int = 0) -> Score:
    """What is played."""
    return compose(MOODS[music], seconds, np.random.default_rng(seed))


def run(folder: Path, **wanted: object) -> tuple[ComposeResult, Folder]:
    """Compose music alone."""
    files = Folder(folder)
    request = ComposeRequest(**{"silent": True, **wanted})  # pyright: ignore[reportArgumentType]
    return ENGINE(EngineSettings()).run(request, files, lambda _fraction: None), files


def heard(files: Folder, result: ComposeResult) -> Sound:
    """The music as (2, samples)."""
    with wave.open(str(files.path(result.music)), "rb") as opened:
        raw = opened.readframes(opened.getnframes())
    return np.frombuffer(raw, "<i2").reshape(-1, 2).T / 32768


def test_every_mood_of_the_schema_is_composed() -> None:
    assert {Music.Name(m) for m in EVERY} == set(Music.keys()) - {"MUSIC_UNSPECIFIED"}


@pytest.mark.parametrize("music", EVERY)
def test_every_note_is_in_the_scale_or_is_the_leading_note_of_a_chord(music: Music) -> None:
    for seed in range(20):
        score = piece(music, 40, seed)
        scale = set(MOODS[music].scale)
        for note in score.notes:
            if (note.pitch - score.key) % 12 in scale:
                continue
            bar = max(
                (b for b in score.bars if b.start <= note.start + 0.05), key=lambda b: b.start
            )
            assert (note.pitch - score.key) % 12 in {tone % 12 for tone in bar.chord}


@pytest.mark.parametrize("music", EVERY)
def test_voices_move_little_and_hardly_ever_in_parallel(music: Music) -> None:
    moves, parallel, count = 0, 0, 0
    for seed in range(20):
        for before, after in itertools.pairwise(piece(music, 60, seed).bars):
            pairs = zip(before.voicing[1:], after.voicing[1:], strict=True)
            moves += sum(abs(a - b) for a, b in pairs)
            parallel += harmony.parallels(before.voicing, after.voicing) > 0
            count += 1
    assert moves / count / 3 < 3.2
    assert parallel <= 0.02 * count


def test_parallels_are_fifths_and_octaves_that_move_together() -> None:
    assert harmony.parallels((48, 55), (50, 57)) == 1
    assert harmony.parallels((48, 60), (50, 62)) == 1
    assert harmony.parallels((48, 55), (48, 55)) == 0
    assert harmony.parallels((48, 52), (50, 54)) == 0
    assert harmony.parallels((48, 55), (53, 57)) == 0


@pytest.mark.parametrize("seconds", [1.0, 3.3, 7.0, 12.5, 31.0, 600.0])
@pytest.mark.parametrize("music", EVERY)
def test_a_piece_of_any_length_ends_at_home(music: Music, seconds: float) -> None:
    score = piece(music, seconds, 7)
    last = score.bars[-1]
    assert last.start + last.seconds == pytest.approx(seconds)
    assert last.chord[0] == 0
    assert len(last.chord) == 3
    assert last.voicing[0] % 12 == score.key
    assert all(0 <= note.start < seconds for note in score.notes)
    assert last.seconds >= min(seconds, 0.3 * seconds, 2.5)


def test_minor_moods_are_minor_and_the_epic_one_ends_in_major() -> None:
    assert MOODS[Music.MUSIC_SAD].scale == MINOR
    assert piece(Music.MUSIC_SAD, 20).bars[-1].chord == (0, 3, 7)
    assert piece(Music.MUSIC_EPIC, 20).bars[-1].chord == (0, 4, 7)
    assert piece(Music.MUSIC_CALM, 20).bars[-1].chord == (0, 4, 7)


def test_no_bar_is_played_like_the_one_before() -> None:
    for music in (Music.MUSIC_CALM, Music.MUSIC_JOYFUL, Music.MUSIC_SAD):
        score = piece(music, 120)
        bars = [
            tuple(
                (round(4 * (n.start - bar.start) / bar.seconds, 2), n.pitch, n.voice)
                for n in score.notes
                if bar.start <= n.start < bar.start + bar.seconds
            )
            for bar in score.bars
        ]
        assert len(set(bars)) == len(bars)


@pytest.mark.parametrize("music", EVERY)
def test_music_is_clean_soft_and_leaves_room_for_speech(music: Music, tmp_path: Path) -> None:
    result, files = run(tmp_path, seconds=13.0, music=music, seed=2)
    sound = heard(files, result)
    assert sound.shape == (2, 13 * RATE)
    assert abs(loudness(sound) - LUFS) < 3
    assert np.abs(sound).max() < 10 ** (-3 / 20)
    assert np.abs(sound.mean(1)).max() < 1e-3
    assert share(sound, 1500, 5000) < 0.08
    assert share(sound, 40, 1500) > 0.9
    assert 0.2 < np.asarray(np.corrcoef(sound)).item(1) < 0.95
    assert abs(10 * np.log10((sound[0] ** 2).mean() / (sound[1] ** 2).mean())) < 2
    # Neither a click at the start nor a cut at the end.
    assert np.abs(sound[:, : RATE // 100]).max() < 0.02
    assert np.abs(sound[:, -RATE // 10 :]).max() < 0.01


def test_the_notes_that_are_heard_are_those_of_the_key(tmp_path: Path) -> None:
    result, files = run(tmp_path, seconds=20.0, music=Music.MUSIC_CALM, seed=4)
    sound = heard(files, result)
    power = (np.abs(np.fft.rfft(sound)) ** 2).sum(0)
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    window = (hertz > 120) & (hertz < 1000)
    classes = np.round(12 * np.log2(hertz[window] / 440)).astype(int) % 12
    chroma = np.bincount(classes, power[window], 12)
    best = max(
        sum(chroma[(home + step) % 12] for step in MOODS[Music.MUSIC_CALM].scale)
        for home in range(12)
    )
    assert best / chroma.sum() > 0.97


def test_the_same_seed_is_the_same_piece_and_another_seed_another(tmp_path: Path) -> None:
    first, _ = run(tmp_path, seconds=4, music=Music.MUSIC_SAD, seed=1)
    again, _ = run(tmp_path, seconds=4, music=Music.MUSIC_SAD, seed=1)
    other, _ = run(tmp_path, seconds=4, music=Music.MUSIC_SAD, seed=2)
    assert first == again
    assert first.music.sha256 != other.music.sha256


def test_what_was_not_asked_for_is_absent(tmp_path: Path) -> None:
    alone, _ = run(tmp_path, seconds=1, music=Music.MUSIC_EPIC)
    assert not alone.HasField("audio")
    assert not alone.sources
    assert alone.music.media_type == "audio/wav"
    place, _ = run(tmp_path, seconds=1, silent=False)
    assert place.HasField("audio")
    assert not place.HasField("music")


def test_music_leaves_the_sound_of_the_place_as_it_was(tmp_path: Path) -> None:
    without, _ = run(tmp_path, seconds=2, silent=False, cues=["rain"])
    beside, _ = run(tmp_path, seconds=2, silent=False, cues=["rain"], music=Music.MUSIC_CALM)
    assert beside.audio == without.audio
    assert beside.music.sha256 != beside.audio.sha256


def test_progress_covers_both_and_cancelling_stops_the_music(tmp_path: Path) -> None:
    seen: list[float] = []

    def cancel(fraction: float) -> None:
        seen.append(fraction)
        if fraction > 0.8:
            raise Cancelled("The clip was cancelled.")

    request = ComposeRequest(seconds=20, cues=["rain"], music=Music.MUSIC_JOYFUL)
    with pytest.raises(Cancelled):
        ENGINE(EngineSettings()).run(request, Folder(tmp_path), cancel)
    assert seen == sorted(seen)
    assert 0.8 < seen[-1] < 0.95


@pytest.mark.parametrize("seconds", [0.01, 0.3, 2.6, 5.3])
def test_the_shortest_piece_has_its_length_too(seconds: float, tmp_path: Path) -> None:
    for music in EVERY:
        result, files = run(tmp_path, seconds=seconds, music=music)
        assert heard(files, result).shape == (2, round(seconds * RATE))


def test_a_mood_that_nobody_knows_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match=r"no music of kind 99.*calm, joyful, sad"):
        run(tmp_path, seconds=1, music=99)

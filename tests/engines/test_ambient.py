"""Proves that the procedural ambience is the sound that was asked for: every source has the
signature of the real thing, measured on what is written. What a text means is in
test_ambient_prompt.py."""

import itertools
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.folder import Folder
from benchmarks.quality.ambience_figures import loudness
from reelmesh.mesh.engine import CallerError, Cancelled, EngineSettings
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from services.ambient.engines.procedural import ENGINE
from services.ambient.sources import SOURCES
from tests.engines.hearing import RATE, Sound, beat, envelope, share, unevenness


def quiet(_fraction: float) -> None:
    """A report that nobody reads."""


def run(folder: Path, **wanted: object) -> tuple[ComposeResult, Sound]:
    """Compose, and read the sound back as (2, samples)."""
    files = Folder(folder)
    request = ComposeRequest(**wanted)  # pyright: ignore[reportArgumentType]
    result = ENGINE(EngineSettings()).run(request, files, quiet)
    with wave.open(str(files.path(result.audio)), "rb") as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (2, 2, RATE)
        raw = opened.readframes(opened.getnframes())
    return result, np.frombuffer(raw, "<i2").reshape(-1, 2).T / 32768


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sound]:
    """Ten seconds of every cue."""
    folder = tmp_path_factory.mktemp("cues")
    return {cue: run(folder, seconds=10.4, cues=[cue], seed=3)[1] for cue in SOURCES}


@pytest.mark.parametrize("cue", SOURCES)
def test_every_cue_is_clean_wide_and_as_loud_as_declared(
    cue: str, played: dict[str, Sound]
) -> None:
    sound = played[cue]
    assert sound.shape == (2, round(10.4 * RATE))
    assert abs(loudness(sound) - SOURCES[cue].lufs) < 4.5
    assert np.abs(sound).max() < 10 ** (-3 / 20)
    assert np.abs(sound.mean(1)).max() < 1e-3
    assert np.abs(sound[:, [0, -1]]).max() < 1e-3
    # As two microphones at a place: neither one point nor two strangers, and safe in mono.
    assert 0.1 < np.asarray(np.corrcoef(sound)).item(1) < 0.95


@pytest.mark.parametrize("cue", SOURCES)
def test_no_cue_loops(cue: str, played: dict[str, Sound]) -> None:
    """A repeated recording would match itself sample by sample after some delay."""
    sound = played[cue][0]
    spectrum = np.abs(np.fft.rfft(sound, 2 * len(sound))) ** 2
    hertz = np.fft.rfftfreq(2 * len(sound), 1 / RATE)
    # Steady tones match themselves at each of their cycles; noise and events must not.
    match = np.fft.irfft(spectrum * (hertz > 300))
    delays = match[RATE // 2 : 7 * RATE] / match[0]
    assert delays.max() < 0.5


def test_rain_is_hiss_that_hardly_changes(played: dict[str, Sound]) -> None:
    for cue in ("rain", "heavy rain"):
        assert share(played[cue], 1000, 16_000) > 0.6
        assert unevenness(envelope(played[cue], 500, 16_000, 10)) < 0.3
    assert share(played["drizzle"], 2000, 16_000) > share(played["heavy rain"], 2000, 16_000)
    assert share(played["rain on roof"], 150, 2200) > 0.7


def test_surf_swells_slowly_and_brightens_as_it_breaks(played: dict[str, Sound]) -> None:
    strength = envelope(played["surf"], 100, 8000)
    assert beat(strength, 0.03, 0.3) > 0.7
    assert unevenness(strength) > 0.5
    bright = envelope(played["surf"], 3000, 9000) / envelope(played["surf"], 80, 400)
    loud = strength > np.percentile(strength, 80)
    assert np.median(bright[loud]) > 1.2 * np.median(bright[strength < np.median(strength)])


def test_thunder_is_low_and_comes_in_peals(played: dict[str, Sound]) -> None:
    assert share(played["thunder"], 20, 300) > 0.8
    assert unevenness(envelope(played["thunder"], 20, 300, 4)) > 0.7


def test_crickets_chirp_in_a_narrow_band(played: dict[str, Sound]) -> None:
    assert share(played["crickets"], 3800, 5300) > 0.85
    assert beat(envelope(played["crickets"], 3800, 5300), 20, 45) > 0.1


def test_fire_rumbles_and_crackles(played: dict[str, Sound]) -> None:
    crackle = envelope(played["fire"], 1500, 9000, 400)
    assert crackle.max() > 8 * np.median(crackle)
    assert share(played["fire"], 30, 400) > 0.3


def test_birds_sing_high_with_pauses(played: dict[str, Sound]) -> None:
    song = envelope(played["birds"], 1500, 8000)
    assert share(played["birds"], 1500, 8000) > 0.6
    assert np.percentile(song, 95) > 6 * np.percentile(song, 15)


def test_talk_has_syllables_and_a_spectrum_of_voices(played: dict[str, Sound]) -> None:
    for cue in ("crowd", "cafe"):
        assert share(played[cue], 150, 3500) > 0.75
    assert beat(envelope(played["cafe"], 300, 3000), 1, 9) > 0.4


def test_a_heart_beats_about_66_times_a_minute(played: dict[str, Sound]) -> None:
    strength = envelope(played["heartbeat"], 25, 150)
    found = np.abs(np.fft.rfft(strength - strength.mean(), 8192))
    hertz = np.fft.rfftfreq(8192, 0.01)
    window = (hertz > 0.7) & (hertz < 1.6)
    assert 0.95 < hertz[window][np.argmax(found[window])] < 1.25


@pytest.mark.parametrize(
    ("cue", "low", "high", "least"),
    [
        ("wind", 30, 1200, 0.9),
        ("storm", 20, 4000, 0.7),
        ("snow", 30, 1000, 0.8),
        ("air", 30, 1000, 0.8),
        ("lake", 150, 4000, 0.6),
        ("stream", 300, 8000, 0.85),
        ("waterfall", 60, 10_000, 0.85),
        ("cave", 40, 4000, 0.8),
        ("underwater", 20, 700, 0.85),
        ("leaves", 1000, 14_000, 0.75),
        ("cicadas", 3500, 10_000, 0.9),
        ("frogs", 400, 4000, 0.7),
        ("gulls", 700, 7000, 0.8),
        ("room", 20, 500, 0.9),
        ("office", 30, 5000, 0.8),
        ("traffic", 25, 1500, 0.9),
        ("train", 25, 1000, 0.9),
        ("ship", 25, 1000, 0.9),
        ("engine", 20, 500, 0.7),
        ("car", 25, 500, 0.8),
        ("airplane", 40, 2000, 0.9),
        ("helicopter", 25, 1500, 0.85),
        ("spaceship", 30, 500, 0.85),
        ("applause", 500, 9000, 0.85),
        ("clock", 30, 7000, 0.9),
    ],
)
def test_power_lies_where_the_real_sound_has_it(
    cue: str, low: float, high: float, least: float, played: dict[str, Sound]
) -> None:
    assert share(played[cue], low, high) > least


def test_different_sources_do_not_sound_alike(played: dict[str, Sound]) -> None:
    """Octave spectra and their unrest tell any two cues apart."""
    edges = np.geomspace(50, 14_000, 9)
    looks = {
        cue: np.array(
            [
                value
                for low, high in itertools.pairwise(edges)
                for value in (
                    2 * np.log10(share(sound, low, high) + 1e-4),
                    4 * unevenness(envelope(sound, low, high, 50)),
                )
            ]
        )
        for cue, sound in ((cue, whole[:, : 4 * RATE]) for cue, whole in played.items())
        if cue in ("rain", "surf", "wind", "fire", "crowd", "train", "stream", "leaves", "room")
    }
    for one, other in itertools.combinations(looks, 2):
        assert np.abs(looks[one] - looks[other]).mean() > 0.25, (one, other)


def test_the_same_request_gives_the_same_bytes_and_another_seed_another_sound(
    tmp_path: Path,
) -> None:
    first, sound = run(tmp_path, seconds=3, cues=["fire", "rain"], seed=5)
    again, _ = run(tmp_path, seconds=3, cues=["fire", "rain"], seed=5)
    other, differs = run(tmp_path, seconds=3, cues=["fire", "rain"], seed=6)
    assert first == again
    assert first.audio.sha256 != other.audio.sha256
    assert abs(np.corrcoef(sound[0], differs[0])[0, 1]) < 0.2


def test_the_largest_seed_works(tmp_path: Path) -> None:
    result, _ = run(tmp_path, seconds=0.5, seed=2**64 - 1)
    assert result.sources == ["room"]


@pytest.mark.parametrize("seconds", [0.01, 1.0, 2.6, 2.60001, 5.208333, 7.777])
def test_the_length_is_exact(seconds: float, tmp_path: Path) -> None:
    result, sound = run(tmp_path, seconds=seconds, cues=["wind"])
    assert sound.shape[1] == round(seconds * RATE)
    assert result.seconds == sound.shape[1] / RATE
    assert result.audio.media_type == "audio/wav"


def test_a_block_border_cannot_be_heard(played: dict[str, Sound]) -> None:
    """Filters and grains run on across blocks: no click where one ends and the next begins."""
    border = 124_800
    for cue in ("wind", "surf", "cave", "crowd", "spaceship"):
        steps = np.abs(np.diff(played[cue][:, border - 4800 : border + 4800]))
        assert steps[:, 4790:4810].max() <= 1.5 * np.percentile(steps, 99.5)


@pytest.mark.parametrize("seconds", [0.0, -1.0, 601.0])
def test_an_impossible_length_is_the_callers_fault(seconds: float, tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="600 seconds"):
        run(tmp_path, seconds=seconds)


def test_at_least_24_cues_are_declared() -> None:
    assert len(ENGINE.capabilities.cues) >= 24
    assert set(ENGINE.capabilities.cues) == set(SOURCES)


def test_progress_rises_and_cancelling_stops_the_work(tmp_path: Path) -> None:
    seen: list[float] = []

    def cancel(fraction: float) -> None:
        seen.append(fraction)
        if fraction > 0.3:
            raise Cancelled("The clip was cancelled.")

    request = ComposeRequest(seconds=60, cues=["rain", "surf"])
    with pytest.raises(Cancelled):
        ENGINE(EngineSettings()).run(request, Folder(tmp_path), cancel)
    assert seen == sorted(seen)
    assert 10 < len(seen) < 20

"""Proves that thunder follows its lightning and surf the waves that are seen, and that distance,
walls and rooms are heard."""

import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.folder import Folder
from benchmarks.quality.ambience_figures import loudness
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.ambient_pb2 import ComposeRequest
from services.ambient.engines.procedural import ENGINE
from services.ambient.sources.weather import after_flashes
from tests.engines.hearing import RATE, Sound, envelope, share


def sound(folder: Path, **wanted: object) -> Sound:
    """Compose, and read the sound of the place as (2, samples)."""
    files = Folder(folder)
    request = ComposeRequest(**wanted)  # pyright: ignore[reportArgumentType]
    result = ENGINE(EngineSettings()).run(request, files, lambda _fraction: None)
    with wave.open(str(files.path(result.audio)), "rb") as opened:
        raw = opened.readframes(opened.getnframes())
    return np.frombuffer(raw, "<i2").reshape(-1, 2).T / 32768


@pytest.mark.parametrize("seed", range(8))
def test_every_flash_has_its_thunder_half_a_second_to_three_seconds_later(seed: int) -> None:
    flashes = [7.5, 1.0, 30.0]
    peals = after_flashes(np.random.default_rng(seed), flashes)
    assert len(peals) == 3
    for flash, peal in zip(sorted(flashes), peals, strict=True):
        assert 0.5 <= peal.starts[0] - flash <= 3.0


def test_the_nearer_bolt_is_louder_and_sharper() -> None:
    peals = [
        (float(peal.starts[0]), float(np.sum(peal.strengths**2 * peal.fades)), peal.crack)
        for seed in range(60)
        for peal in after_flashes(np.random.default_rng(seed), [0.0])
    ]
    peals.sort()
    near, far = np.array(peals[:15]).mean(0), np.array(peals[-15:]).mean(0)
    assert near[1] > 2 * far[1]
    assert near[2] > 4 * far[2]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thunder_is_heard_after_the_flash_and_not_before(seed: int, tmp_path: Path) -> None:
    heard = sound(tmp_path, seconds=12, cues=["thunder"], flashes=[5.0], seed=seed)
    rumble = envelope(heard, 25, 200)
    assert rumble[500:820].max() > 8 * rumble[:500].max()


def test_two_flashes_are_two_peals(tmp_path: Path) -> None:
    one = sound(tmp_path, seconds=20, cues=["thunder"], flashes=[1.0], seed=4)
    two = sound(tmp_path, seconds=20, cues=["thunder"], flashes=[1.0, 13.0], seed=4)
    assert np.allclose(one[:, : 13 * RATE], two[:, : 13 * RATE], atol=2e-3)
    late = [envelope(each, 25, 200)[1350:1800].max() for each in (one, two)]
    assert late[1] > 4 * late[0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_surf_is_loudest_where_the_picture_shows_its_waves_break(seed: int, tmp_path: Path) -> None:
    heard = sound(tmp_path, seconds=20, cues=["surf"], swells=[5.0, 13.0], seed=seed)
    crash = envelope(heard, 300, 4000)
    loud = [crash[at - 50 : at + 150].mean() for at in (500, 1300)]
    between = crash[850:1050].mean()
    assert min(loud) > 2 * between


def test_rain_from_inside_is_dull_and_softer_but_there(tmp_path: Path) -> None:
    outside = sound(tmp_path, seconds=5, cues=["rain"], seed=1)
    inside = sound(tmp_path, seconds=5, cues=["rain"], prompt="in a kitchen", seed=1)
    assert share(outside, 20, 1500) < 0.3
    assert share(inside, 20, 1500) > 0.8
    assert 2 < loudness(outside) - loudness(inside) < 14


def test_what_is_far_is_softer_and_duller(tmp_path: Path) -> None:
    near = sound(tmp_path, seconds=6, cues=["birds"], prompt="outdoors", seed=1)
    far = sound(tmp_path, seconds=6, cues=["distant birds"], prompt="outdoors", seed=1)
    assert loudness(near) - loudness(far) > 5
    high = [share(each, 5000, 16_000) / share(each, 2000, 4000) for each in (near, far)]
    assert high[1] < 0.5 * high[0]


def test_a_hall_rings_on_after_a_sound_and_the_open_does_not(tmp_path: Path) -> None:
    """The pauses between an engine's strokes fill with echo."""
    asked = {"seconds": 6, "cues": ["engine"], "seed": 1}
    open_air = sound(tmp_path, prompt="outdoors", **asked)
    hall = sound(tmp_path, prompt="in a warehouse", **asked)
    strokes = [envelope(each, 300, 3000) for each in (open_air, hall)]
    floor = [float(np.percentile(s, 15) / np.percentile(s, 97)) for s in strokes]
    assert floor[1] > 1.5 * floor[0]


def test_ten_minutes_need_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    peaks: list[int] = []
    for seconds in (30, 90):
        tracemalloc.start()
        sound_of = ComposeRequest(seconds=seconds, cues=["storm"], music="MUSIC_CALM")
        ENGINE(EngineSettings()).run(sound_of, Folder(tmp_path), lambda _fraction: None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.25 * peaks[0]
    assert peaks[1] < 250_000_000

"""Proves that the procedural ambience is the sound that was asked for: the scene that a text
means, and for every source the signature of the real thing, measured on what is written."""

import hashlib
import itertools
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.mesh.engine import CallerError, Cancelled, EngineSettings
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.common_pb2 import Artifact
from services.ambient.engines.procedural import ENGINE
from services.ambient.scene import compose
from services.ambient.sources import SOURCES

RATE = 48_000
Sound = NDArray[np.float64]


class Folder:
    """Files in one folder, the way the worker gives them to an engine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, artifact: Artifact) -> Path:
        return self._root / artifact.sha256

    def new(self, name: str) -> Path:
        return self._root / name

    def keep(self, path: Path, media_type: str) -> Artifact:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        path.rename(self._root / digest)
        return Artifact(sha256=digest, size_bytes=len(data), media_type=media_type)


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


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS with both gates (ITU-R BS.1770-4, filters at 48 kHz)."""
    back = np.exp(-2j * np.pi * np.fft.rfftfreq(sound.shape[1]))
    shelf = 1.53512485958697 - 2.69169618940638 * back + 1.19839281085285 * back**2
    shelf /= 1 - 1.69065929318241 * back + 0.73248077421585 * back**2
    floor = (1 - back) ** 2 / (1 - 1.99004745483398 * back + 0.99007225036621 * back**2)
    heard = np.fft.irfft(np.fft.rfft(sound) * shelf * floor, sound.shape[1])
    steps = (heard[:, : heard.shape[1] // 4800 * 4800].reshape(2, -1, 4800) ** 2).mean(2).sum(0)
    blocks = np.convolve(np.asarray(steps), np.full(4, 0.25), "valid")
    blocks = blocks[blocks > 10 ** (-6.931)]
    loud = np.asarray(blocks)[blocks > blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def share(sound: Sound, low: float, high: float) -> float:
    """Part of the power between two frequencies in Hz."""
    power = (np.abs(np.fft.rfft(sound)) ** 2).sum(0)
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power[hertz > 20].sum())


def envelope(sound: Sound, low: float, high: float, per_second: int = 100) -> Sound:
    """Strength over time of the band between two frequencies."""
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    band = np.fft.irfft(np.fft.rfft(sound) * ((hertz > low) & (hertz < high)), sound.shape[1])
    step = RATE // per_second
    cut = band[:, : band.shape[1] // step * step].reshape(2, -1, step)
    return np.asarray(np.sqrt((cut**2).mean((0, 2))))


def beat(strength: Sound, low: float, high: float, per_second: int = 100) -> float:
    """Part of an envelope's changes that happens between two rates in Hz."""
    power = np.abs(np.fft.rfft(strength - strength.mean(), 8192)) ** 2
    hertz = np.fft.rfftfreq(8192, 1 / per_second)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power.sum())


def unevenness(strength: Sound) -> float:
    """How much an envelope changes beside its mean."""
    return float(strength.std() / strength.mean())


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
    # A heart, an engine and a ship's drone are in the middle: they may be alike on both sides.
    assert np.asarray(np.corrcoef(sound)).item(1) < (
        0.95 if cue in ("heartbeat", "engine") else 0.75
    )


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


@pytest.mark.parametrize(
    ("prompt", "tags", "sources"),
    [
        ("an astronaut speaks aboard a spacecraft", ["portrait", "indoor"], ["spaceship"]),
        ("rain on the roof", [], ["rain on roof"]),
        ("a man in the pouring rain on a city street", [], ["heavy rain", "traffic"]),
        ("waves crash on the beach, gulls cry", [], ["surf", "gulls"]),
        ("a campfire in the forest at night", [], ["fire", "leaves", "crickets"]),
        ("a crowded market", [], ["crowd"]),
        ("two friends talk over coffee", ["indoor"], ["cafe"]),
        ("a thunderstorm over the ocean", [], ["storm", "surf"]),
        ("a quiet lake with distant thunder", [], ["thunder", "lake"]),
        ("it is raining", ["portrait", "forest"], ["rain", "forest"]),
        # Words with another meaning.
        ("a train crosses the bridge", [], ["train"]),
        ("she trains hard for the race", [], ["room"]),
        ("he waves at the camera", ["portrait"], ["room"]),
        ("the camera orbits her", ["portrait"], ["room"]),
        ("they brainstorm", ["indoor"], ["room"]),
        # What is not wanted.
        ("a beach, no wind", [], ["surf"]),
        ("a street without rain or wind", [], ["traffic"]),
        ("a forest without birds", [], ["leaves"]),
        ("a storm without thunder", [], ["heavy rain", "wind"]),
        ("the rain has stopped, birds sing", [], ["birds"]),
        ("it never stops raining", [], ["rain"]),
        ("no rain", ["rain", "city"], ["traffic"]),
        # Chinese.
        ("海浪拍打沙滩，海鸥飞过", [], ["surf", "gulls"]),
        ("没有下雨的街道", [], ["traffic"]),
        ("雨不停地下", [], ["rain"]),
        ("雨停了，鸟鸣", [], ["birds"]),
        ("远处的雷声和小雨", [], ["thunder", "drizzle"]),
        ("宇航员在太空船里说话", [], ["spaceship"]),
        ("夜晚的森林里，篝火旁", [], ["leaves", "fire", "crickets"]),
        ("美丽的风景", ["outdoor", "mountain"], ["air"]),
        # Only the picture is known, or nothing.
        ("a slow push in", ["portrait", "indoor"], ["room"]),
        ("", ["outdoor", "sea", "sky"], ["surf"]),
        ("", ["outdoor", "field", "night"], ["air", "crickets"]),
        ("", ["city", "night"], ["traffic"]),
        ("", [], ["room"]),
        ("xyzzy", ["person"], ["room"]),
    ],
)
def test_a_scene_has_the_sounds_its_words_mean(
    prompt: str, tags: list[str], sources: list[str]
) -> None:
    assert sorted(part.cue for part in compose([], prompt, tags)) == sorted(sources)


@pytest.mark.parametrize(
    ("cue", "source"),
    [
        ("surf", "surf"),
        ("Rain_On-Roof", "rain on roof"),
        ("rain on the roof", "rain on roof"),
        ("海浪", "surf"),
        ("crackling fireplace", "fire"),
        ("呼啸的狂风", "wind"),
        ("seagulls", "gulls"),
    ],
)
def test_a_cue_may_be_a_name_or_plain_words(cue: str, source: str) -> None:
    assert [part.cue for part in compose([cue], "", [])][:1] == [source]


def test_cues_are_all_heard_and_the_prompt_adds_to_them() -> None:
    asked = ["room", "surf", "clock", "rain", "birds"]
    assert {part.cue for part in compose(asked, "", [])} == set(asked)
    assert {p.cue for p in compose(["birds"], "by a stream", [])} == {"birds", "stream"}


def test_an_unknown_cue_is_refused_with_close_names() -> None:
    with pytest.raises(CallerError, match=r"'thundr'.*did you mean thunder"):
        compose(["thundr"], "", [])
    with pytest.raises(CallerError, match=r"known are rain, .*spaceship"):
        compose(["xyzzy"], "", [])


def test_sources_are_listed_loudest_first() -> None:
    parts = compose([], "birds by a waterfall in the wind", [])
    assert [part.lufs for part in parts] == sorted((part.lufs for part in parts), reverse=True)
    assert parts[0].cue == "waterfall"


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

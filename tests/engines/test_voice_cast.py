"""Proves that no two voices of a dialogue are hard to tell apart: by the measured likeness of all
pairs, which casting is held to, and by what a plain spectrum and the pitch tell of each voice; and
that who is called old, deep or British gets a voice that is.
"""

import json
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.folder import Folder
from benchmarks.quality import voices_listen
from benchmarks.quality.voices_listen import RATE_HZ, pitch_hz, read_wav
from gateway.casting import Wish, choose, wish
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.engine_pb2 import Voice
from reelmesh.v1.spec_pb2 import Speaker
from reelmesh.v1.voice_pb2 import SpeakRequest
from services.voice.engines.neural import Neural
from services.voice.voices import CAST

LIKENESS = Path(voices_listen.__file__).with_name("voices_likeness.json")
ALIKE = 0.85
"""Above it two voices are not clearly different."""
APART = 2.2
"""Least distance of two voices' spectra and pitch; two lines of one voice are nearer."""
LINES = (
    "I never thought I would see the Earth from up here.",
    "Please bring me a cup of coffee and two slices of bread.",
)


def pairs(language: str) -> Iterator[tuple[str, str, float]]:
    for one, others in json.loads(LIKENESS.read_text("utf-8"))[language].items():
        for other, value in others.items():
            yield one, other, value


def speaking(language: str) -> list[Voice]:
    return [role.voice() for role in CAST if language in role.languages]


def cast_of(language: str, wishes: tuple[Wish, ...]) -> list[str]:
    taken: list[Voice] = []
    for wanted in wishes:
        taken.append(choose(speaking(language), taken, wanted))
    return [voice.id for voice in taken]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_voices_measured_as_alike_share_a_group_and_every_pair_is_measured(language: str) -> None:
    ids = [voice.id for voice in speaking(language)]
    found = {frozenset((one, other)): value for one, other, value in pairs(language)}
    assert set(found) == {frozenset(pair) for pair in combinations(ids, 2)}
    groups = {voice.id: voice.group for voice in speaking(language)}
    for one, other, value in pairs(language):
        assert value <= ALIKE or groups[one] == groups[other], (one, other, value)


def test_at_least_six_voices_of_a_language_are_clearly_different() -> None:
    assert len({voice.group for voice in speaking("en")}) >= 6
    assert len({voice.group for voice in speaking("zh")}) >= 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_dialogue_of_up_to_four_has_two_voices_that_are_alike(language: str) -> None:
    likeness = {frozenset((one, other)): value for one, other, value in pairs(language)}
    men_max = len({v.group for v in speaking(language) if v.gender == "male"})
    women_max = len({v.group for v in speaking(language) if v.gender == "female"})
    kinds = [Wish(gender, words) for gender in ("female", "male", "")
             for words in ((), ("old",), ("young",), ("deep",))]  # fmt: skip
    for count in (2, 3, 4):
        for wishes in product(kinds, repeat=count):
            genders = [one.gender for one in wishes]
            free = genders.count("")
            if genders.count("male") + free > men_max or genders.count("female") + free > women_max:
                continue  # more of a kind than there are
            for pair in combinations(cast_of(language, wishes), 2):
                assert likeness[frozenset(pair)] <= ALIKE, (wishes, pair)


def test_an_unnamed_woman_and_man_speak_with_the_quick_model() -> None:
    models = {role.id: role.model for role in CAST}
    for wishes in ((Wish("female"), Wish("male")), (Wish(""), Wish(""))):
        assert {models[voice] for voice in cast_of("en", wishes)} == {"hibari"}


@pytest.mark.parametrize(
    ("description", "voice"),
    [
        ("old man", "walter"),
        ("old woman", "grace"),
        ("deep man", "onyx"),
        ("british woman", "emma"),
        ("deep british man", "george"),
        ("old american man", "walter"),
        ("young woman", "lily"),
        ("little boy", "lily"),
        ("woman", "heart"),
    ],
)
def test_a_description_gets_the_voice_that_suits_it(description: str, voice: str) -> None:
    wanted = wish(Speaker(name="X", description=description))
    assert cast_of("en", (wanted,)) == [voice]


def portrait(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean log spectrum of the loud 40 ms frames in 24 mel bands, less its own mean, and the
    pitch in quarter octaves."""
    size, bands = RATE_HZ // 25, 24
    frames = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    level = (frames**2).mean(axis=1)
    loud = frames[level > level.max() * 10**-3.5]
    loud /= np.sqrt((loud**2).mean())
    power = np.abs(np.fft.rfft(loud * np.hanning(size), axis=1)) ** 2
    mel = np.log10(1 + np.fft.rfftfreq(size, 1 / RATE_HZ) / 700)
    low, high = np.log10(1 + np.array([80, RATE_HZ / 2]) / 700)
    band = np.digitize(mel, np.linspace(low, high, bands + 1))
    each = [np.log(power[:, band == k].mean(axis=1) + 1e-6).mean() for k in range(1, bands + 1)]
    shape = np.array(each, np.float64) - float(np.mean(each))
    return np.append(shape, float(4 * np.log2(pitch_hz(samples)[0] / 100))).astype(np.float64)


def test_voices_of_different_groups_differ_in_spectrum_and_pitch_more_than_one_voice_does(
    tmp_path: Path,
) -> None:
    engine = Neural(EngineSettings(threads=2))

    def said(voice: str, text: str) -> NDArray[np.float64]:
        files = Folder(tmp_path)
        request = SpeakRequest(text=text, voice=voice, language="en", seed=1)
        return portrait(read_wav(files.path(engine.run(request, files, lambda _: None).audio)))

    cast = [role for role in CAST if role.languages == ("en",)]
    heard = {role.id: said(role.id, LINES[0]) for role in cast}
    for one, other in combinations(cast, 2):
        apart = float(np.linalg.norm(heard[one.id] - heard[other.id]))
        assert apart > APART or one.voice().group == other.voice().group, (one.id, other.id)
    for voice in ("heart", "bruno"):
        assert np.linalg.norm(heard[voice] - said(voice, LINES[1])) < APART

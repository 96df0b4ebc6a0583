"""Proves what a text-to-audio model is told of a request, and how pieces are cut and joined."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from diffusers import EDMDPMSolverMultistepScheduler

from reelmesh.v1.spec_pb2 import Music
from services.ambient import scene
from services.ambient.models import pieces, wording
from services.ambient.models.levels import levelled, loudness
from services.ambient.models.schedule import CosineScheduler
from services.ambient.music.moods import MOODS
from services.ambient.sources import SOURCES

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own


def of(prompt: str, *cues: str, placed: tuple[str, ...] = ()) -> wording.Wording:
    return wording.of_place(scene.compose(cues, prompt, []), [], prompt, placed)


@pytest.mark.parametrize(
    "prompt",
    [
        'Rain. Anna whispers, "It never stops."',
        "Rain. Anna says “It never stops.”",
        "雨。小雨：「It never stops.」",
        "Rain.\nANNA: It never stops.",
        "Rain. Anna says it never stops.",
    ],
)
def test_what_somebody_says_is_never_told_to_the_model(prompt: str) -> None:
    told = of(prompt).text
    assert "rain" in told
    assert "never stops" not in told
    assert "Anna" not in told


def test_what_is_heard_is_told_with_where_and_how_far() -> None:
    told = of("A kitchen, heavy rain outside, distant thunder.").text
    assert "heavy rain pouring down, muffled, heard from indoors" in told
    assert "thunder" in told
    assert "echoing hall" in of("Footsteps in a great hall, a clock.").text


def test_a_cue_in_the_callers_own_words_is_passed_on_in_them() -> None:
    assert wording.own_words(["rain", "church_bells", "雨声"]) == ["church bells"]
    heard = scene.compose(["church bells"], "", [])
    assert "church bells" in wording.of_place(heard, ["church bells"], "", []).text


def test_what_is_ruled_out_is_unwanted_and_not_named_as_wanted() -> None:
    told = of("A forest, no birds.", "wind")
    assert "birds" not in told.text
    assert "birds singing" in told.unwanted


def test_the_prompts_own_words_are_kept_but_for_the_camera() -> None:
    told = of("A typewriter clatters, the camera pushes in").text
    assert "typewriter clatters" in told
    assert "camera" not in told


def test_a_murmuring_crowd_is_not_told_to_be_without_voices() -> None:
    assert "voices" in of("rain").unwanted
    assert "voices" not in of("a crowded market").unwanted


def test_what_is_placed_in_time_is_left_out_of_the_models_sound() -> None:
    told = of("The sea, gulls.", placed=("surf",))
    assert "no breaking waves" in told.text
    assert "seagulls" in told.text
    assert "waves breaking" not in told.text


def test_every_cue_and_every_mood_has_words() -> None:
    assert wording.SOUNDS.keys() == SOURCES.keys()
    assert wording.PLAYED.keys() == MOODS.keys()
    assert "without vocals" in wording.of_music(Music.MUSIC_EPIC).text


@pytest.mark.parametrize("count", [1000, 48000 * 4, 48000 * 47, 48000 * 600 + 7])
def test_pieces_cover_all_and_none_is_too_long(count: int) -> None:
    cut = pieces.cut(count, 47.0, 2.0, 5)
    assert cut[0].start == 0
    assert cut[-1].start + cut[-1].count == count
    assert all(piece.count <= 46.9 * 48000 + 1 for piece in cut)
    assert len({piece.seed for piece in cut}) == len(cut)
    for before, after in pairwise(cut):
        assert before.start + before.count - after.start == 2 * 48000


def test_joined_pieces_are_as_strong_where_they_fade_as_anywhere() -> None:
    rng = np.random.default_rng(1)
    cut = pieces.cut(48000 * 10, 4.0, 1.0, 5)
    made = [(one, rng.standard_normal((2, one.count)).astype(np.float32)) for one in cut]
    power = (pieces.joined(made, 48000 * 10) ** 2).reshape(2, -1, 4800).mean(2)
    assert power == pytest.approx(np.ones_like(power), abs=0.15)


def test_another_rate_and_one_ear_become_two_at_48_khz() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(16000) / 16000).astype(np.float32)[None]
    sound = pieces.as_heard(tone, 16000, 50000)
    assert sound.shape == (2, 50000)
    assert np.array_equal(sound[0], sound[1])
    spectrum = np.abs(np.fft.rfft(sound[0, :48000]))
    assert int(spectrum.argmax()) == 440


def test_loudness_is_that_of_the_standard() -> None:
    # EBU Tech 3341, case 1: a sine of 1 kHz at -23 dBFS in both channels is -23 LUFS.
    tone = np.sin(2 * np.pi * 1000 * np.arange(48000 * 20) / 48000) * 10 ** (-23 / 20)
    both = np.stack([tone, tone]).astype(np.float32)
    assert loudness(both) == pytest.approx(-23.0, abs=0.1)
    assert loudness(levelled(both, -30)) == pytest.approx(-30, abs=0.1)
    assert loudness(np.zeros((2, 48000), np.float32)) == -70


def test_stable_audio_opens_sampler_tells_the_noise_as_the_model_reads_it() -> None:
    made = CosineScheduler(
        sigma_min=0.3, sigma_max=500.0, sigma_data=1.0, sigma_schedule="exponential"
    )
    made.set_timesteps(5)
    assert isinstance(made, EDMDPMSolverMultistepScheduler)
    assert made.timesteps.tolist() == pytest.approx(
        [math.atan(float(sigma)) * 2 / math.pi for sigma in made.sigmas[:-1]]
    )
    assert float(made.precondition_noise(torch.tensor(1.0))) == pytest.approx(0.5)

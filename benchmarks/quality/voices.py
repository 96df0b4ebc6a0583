"""How the voices do: what they are understood to say, how clean, how high, how fast, how unlike.

Renders the lines of voices_text.py by every voice in every language it speaks and listens with
models that are not ours (voices_listen.py). Errors of the recogniser count as the voice's.

    nice -n 19 python -m benchmarks.quality.voices [--json] [--voice hua] [--language zh]

With --keep FOLDER what is measured stays there and is not measured again, so that a run may be
done in parts; --likeness FILE writes how alike all voices are, which tests hold casting to.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.folder import Folder
from benchmarks.quality.voices_listen import (
    RATE_HZ,
    Floats,
    Listener,
    SpeakerEncoder,
    dnsmos,
    pitch_hz,
    read_wav,
)
from benchmarks.quality.voices_score import english_errors, mandarin_errors
from benchmarks.quality.voices_text import LINES, Line
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.voice_pb2 import SpeakRequest
from services.voice.engines.neural import Neural

SAMPLE_S = 24.0
"""Speech that is enough to judge quality, pitch and who speaks."""


@dataclass
class Figures:
    """One voice in one language."""

    error_rate: float
    """Wrong words (en) or characters (zh) of all."""
    syllable_error_rate: float
    """Mandarin: wrong syllables, tone aside; homophones are then no errors."""
    tokens: int
    dnsmos: float
    """Overall, 1 to 5, the mean over the lines of the sample."""
    pitch_hz: float
    pitch_range_semitones: float
    characters_per_second: float
    real_time_factor: float
    seconds: float
    self_likeness: float
    """Cosine between two halves of the voice's own sample: what one speaker scores."""
    missed: list[str] = field(default_factory=list[str])


class Bench:
    """The engine, and who listens to it."""

    def __init__(self, folder: Path, out: Path | None) -> None:
        self.engine = Neural(EngineSettings(threads=2))
        self._folder = folder
        self._out = out
        self._listener = Listener(folder)
        self._encoder = SpeakerEncoder()

    def measure(self, voice: str, language: str, lines: tuple[Line, ...]) -> tuple[Figures, Floats]:
        """Figures of a voice, and who it sounds like."""
        wrong = by_sound = tokens = characters = 0
        seconds = spent = 0.0
        missed: list[str] = []
        heard_so_far: list[Floats] = []
        for number, line in enumerate(lines):
            samples, length_s, busy_s = self._spoken(line.text, voice, language, number)
            text = self._listener.heard(samples, language)
            count, sound, total = errors_of(line, text, language)
            wrong, by_sound, tokens = wrong + count, by_sound + sound, tokens + total
            seconds, spent = seconds + length_s, spent + busy_s
            characters += len(line.text)
            if sum(map(len, heard_so_far)) < SAMPLE_S * RATE_HZ:
                heard_so_far.append(samples)
            if count:
                missed.append(f"{line.text} -> {text}")
        quality = float(np.mean([dnsmos(part)["ovrl"] for part in heard_so_far]))
        whole = np.concatenate(heard_so_far)
        pitch, spread = pitch_hz(whole)
        halves = [np.concatenate(heard_so_far[k::2]) for k in (0, 1)]
        itself = float(np.dot(*(self._encoder.embedding(half) for half in halves)))
        figures = Figures(
            round(wrong / tokens, 4), round(by_sound / tokens, 4), tokens, round(quality, 2),
            round(pitch), round(spread, 1), round(characters / seconds, 1),
            round(spent / seconds, 3), round(seconds, 1), round(itself, 2), missed,
        )  # fmt: skip
        return figures, self._encoder.embedding(whole)

    def _spoken(
        self, text: str, voice: str, language: str, number: int
    ) -> tuple[Floats, float, float]:
        """A line at 16 kHz, its length in seconds, and the CPU seconds it took."""
        request = SpeakRequest(text=text, voice=voice, language=language, seed=1)
        begun = time.process_time()
        files = Folder(self._folder)
        result = self.engine.run(request, files, lambda _: None)
        busy_s = time.process_time() - begun
        path = files.path(result.audio)
        samples = read_wav(path)
        if self._out:
            path.replace(self._out / f"{language}_{voice}_{number:02}.wav")
        return samples, result.seconds, busy_s


def measured(
    bench: Bench, voice: str, language: str, lines: tuple[Line, ...], keep: Path | None
) -> tuple[Figures, Floats]:
    """What bench.measure gives, taken from the folder to keep when it is there."""
    kept = keep / f"{language}_{voice}.json" if keep else None
    if kept and kept.exists():
        found = json.loads(kept.read_text("utf-8"))
        return Figures(**found["figures"]), np.array(found["embedding"], np.float32)
    figures, embedding = bench.measure(voice, language, lines)
    if kept:
        found = {"figures": asdict(figures), "embedding": embedding.tolist()}
        kept.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return figures, embedding


def errors_of(line: Line, heard: str, language: str) -> tuple[int, int, int]:
    """Wrong words or characters, wrong syllables (English: words again), and tokens in all."""
    if language == "zh":
        return mandarin_errors(line.accepted, heard)
    wrong, tokens = english_errors(line.accepted, heard)
    return wrong, wrong, tokens


def likeness(embeddings: dict[str, Floats]) -> dict[str, dict[str, float]]:
    """Cosine of each pair of voices: 1 is the same speaker."""
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other in combinations(embeddings, 2):
        table[one][other] = round(float(embeddings[one] @ embeddings[other]), 2)
    return dict(table)


def show(
    figures: dict[str, dict[str, Figures]], alike: dict[str, dict[str, dict[str, float]]]
) -> None:
    """Print two Markdown tables a language."""
    for language, rows in figures.items():
        print(f"\n| {language} | errors | syllables | DNSMOS | pitch | range | char/s | CPU s/s |")
        print("|---|---|---|---|---|---|---|---|")
        for voice, row in rows.items():
            sound = f"{row.syllable_error_rate:.1%}" if language == "zh" else ""
            print(
                f"| {voice} | {row.error_rate:.1%} | {sound} | {row.dnsmos:.2f} | "
                f"{row.pitch_hz:.0f} Hz | {row.pitch_range_semitones:.0f} st | "
                f"{row.characters_per_second:.1f} | {row.real_time_factor:.2f} |"
            )
        voices = list(rows)
        print(f"\n| likeness | {' | '.join(voices[1:])} |\n|{'---|' * len(voices)}")
        for one in voices[:-1]:
            cells = (f"{value:.2f}" if (value := alike[language].get(one, {}).get(other)) else ""
                     for other in voices[1:])  # fmt: skip
            print(f"| {one} | {' | '.join(cells)} |")
        own = [row.self_likeness for row in rows.values()]
        print(f"\nTwo halves of one voice: {min(own):.2f} to {max(own):.2f}.")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one object, with what was heard")
    parser.add_argument("--voice", action="append", default=[], help="only this voice; repeatable")
    parser.add_argument("--language", action="append", default=[], help="en or zh; else both")
    parser.add_argument("--lines", type=int, default=99, help="only the first so many lines")
    parser.add_argument("--out", type=Path, help="keep every WAV in this folder")
    parser.add_argument("--keep", type=Path, help="keep figures here, and take those that are here")
    parser.add_argument("--likeness", type=Path, help="write the likeness of all pairs here")
    asked = parser.parse_args()
    for folder in filter(None, (asked.out, asked.keep)):
        folder.mkdir(parents=True, exist_ok=True)
    figures: dict[str, dict[str, Figures]] = defaultdict(dict)
    alike: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), asked.out)
        for language in asked.language or list(LINES):
            embeddings: dict[str, Floats] = {}
            for voice in bench.engine.capabilities.voices:
                wanted = not asked.voice or voice.id in asked.voice
                if wanted and language in voice.languages and not voice.id.startswith("espeak"):
                    lines = LINES[language][: asked.lines]
                    found, embeddings[voice.id] = measured(
                        bench, voice.id, language, lines, asked.keep
                    )
                    figures[language][voice.id] = found
                    print(language, voice.id, f"{found.error_rate:.1%}", file=sys.stderr)
            alike[language] = likeness(embeddings)
    if asked.likeness:
        asked.likeness.write_text(json.dumps(alike, indent=1) + "\n", "utf-8")
    if asked.json:
        table = {lang: {v: asdict(f) for v, f in rows.items()} for lang, rows in figures.items()}
        print(json.dumps({"voices": table, "likeness": alike}, ensure_ascii=False, indent=1))
    else:
        show(figures, alike)


if __name__ == "__main__":
    main()

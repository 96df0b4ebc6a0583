"""What each manner of speech does to a voice, and what it costs in being understood.

Each voice says 8 English or 8 Mandarin lines in every manner, at the pace the gateway asks for.

    nice -n 19 python -m benchmarks.quality.voices_manner [--voice heart] [--out FOLDER] [--deaf]
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from benchmarks.folder import Folder
from benchmarks.quality.voices import errors_of
from benchmarks.quality.voices_listen import RATE_HZ, Floats, Listener, pitch_hz, read_wav
from benchmarks.quality.voices_text import LINES, Line
from gateway.requests import RATES
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.spec_pb2 import Manner
from reelmesh.v1.voice_pb2 import SpeakRequest
from services.voice.engines.neural import Neural
from services.voice.voices import CAST

SPOKEN: dict[str, tuple[Line, ...]] = {"en": LINES["en"][:8], "zh": LINES["zh"][:8]}
FRAME = RATE_HZ // 25
QUIET_DB = 25.0
"""Frames that much under the loudest are pauses."""
VOICED = 0.6
"""Likeness with itself a period later from which a frame is voiced."""

VOICED_MIN = 0.2
"""With fewer voiced frames a pitch means nothing."""


@dataclass
class Figures:
    """One voice in one manner."""

    error_rate: float
    syllable_error_rate: float
    """Mandarin: wrong syllables, tone aside, since a whisper has no tones."""
    voiced: float
    """Share of the loud 40 ms frames that repeat with a pitch."""
    tilt_db: float
    """Level of 1 to 5 kHz over that of 50 Hz to 1 kHz, all frames that are not pauses."""
    pitch_hz: float
    pitch_range_semitones: float
    seconds: float


def figures(samples: Floats) -> tuple[float, float]:
    """Share of voiced frames, and the tilt in dB, of samples at 16 kHz."""
    size = len(samples) // FRAME * FRAME
    frames = samples[:size].reshape(-1, FRAME).astype(np.float64)
    level = (frames**2).mean(axis=1)
    frames = frames[level > level.max() * 10 ** (-QUIET_DB / 10)]
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), 2 * FRAME, axis=1)) ** 2
    likeness = np.fft.irfft(power, axis=1)[:, :FRAME]
    # The window's own likeness is divided out (Boersma, 1993).
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(FRAME), 2 * FRAME)) ** 2)[:FRAME]
    likeness /= likeness[:, :1] * np.maximum(window / window[0], 1e-3)
    best = likeness[:, RATE_HZ // 350 : RATE_HZ // 70].max(axis=1)
    hz = np.fft.rfftfreq(2 * FRAME, 1 / RATE_HZ)
    total = power.sum(axis=0)
    high, low = (total[(hz >= a) & (hz < b)].sum() for a, b in ((1000, 5000), (50, 1000)))
    return float((best > VOICED).mean()), float(10 * np.log10(high / low))


class Bench:
    """The engine, and who listens to it."""

    def __init__(self, folder: Path, out: Path | None, deaf: bool) -> None:
        self._engine = Neural(EngineSettings(threads=2))
        self._folder = folder
        self._out = out
        self._listener = None if deaf else Listener(folder)

    def measure(self, voice: str, language: str, manner: Manner) -> Figures:
        """A voice's figures in a manner."""
        wrong = by_sound = tokens = 0
        seconds = 0.0
        takes: list[Floats] = []
        for number, line in enumerate(SPOKEN[language]):
            request = SpeakRequest(
                text=line.text, voice=voice, language=language, seed=1, manner=manner,
                rate=RATES.get(manner, 0),
            )  # fmt: skip
            files = Folder(self._folder)
            result = self._engine.run(request, files, lambda _: None)
            seconds += result.seconds
            path = files.path(result.audio)
            takes.append(read_wav(path))
            if self._out:
                name = Manner.Name(manner).removeprefix("MANNER_").lower()
                path.replace(self._out / f"{voice}_{number}_{name}.wav")
            if self._listener:
                heard = self._listener.heard(takes[-1], language)
                count, sound, total = errors_of(line, heard, language)
                wrong, by_sound, tokens = wrong + count, by_sound + sound, tokens + total
        whole = np.concatenate(takes)
        tokens = max(tokens, 1)
        return Figures(
            wrong / tokens, by_sound / tokens, *figures(whole), *pitch_hz(whole), seconds
        )


def main() -> None:
    """Measure what was asked for and print a table a voice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", action="append", default=[], help="such as heart; repeatable")
    parser.add_argument("--manner", action="append", default=[], help="such as whisper")
    parser.add_argument("--out", type=Path, help="keep every WAV in this folder")
    parser.add_argument("--deaf", action="store_true", help="leave out the errors")
    asked = parser.parse_args()
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
    manners = [f"MANNER_{name.upper()}" for name in asked.manner] or Manner.keys()[1:]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), asked.out, asked.deaf)
        for voice in asked.voice or ["heart", "miles", "mei", "yun"]:
            language = next(role.languages[0] for role in CAST if role.id == voice)
            print(f"\n| {voice} | errors | syllables | voiced | tilt | pitch | range | length |")
            print("|---|---|---|---|---|---|---|---|")
            own = 0.0
            for name in ["MANNER_UNSPECIFIED", *manners]:
                row = bench.measure(voice, language, cast("Manner", Manner.Value(name)))
                own = own or row.seconds
                pitched = row.voiced > VOICED_MIN
                pitch = f"{row.pitch_hz:.0f} Hz | {row.pitch_range_semitones:.1f} st"
                print(
                    f"| {name.removeprefix('MANNER_').lower()} | {row.error_rate:.1%} | "
                    f"{f'{row.syllable_error_rate:.1%}' if language == 'zh' else ''} | "
                    f"{row.voiced:.0%} | {row.tilt_db:+.1f} dB | {pitch if pitched else '– | –'} | "
                    f"{row.seconds / own:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()

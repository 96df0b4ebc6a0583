"""How far the told times of sounds are from the heard ones: hisses, closed lips, first sounds.

A hiss (s, sh, x …) begins and ends where the band above 3.5 kHz rises and falls by half; lips that
close (m, b, p) leave a dip of the band from 300 Hz to 3 kHz. Both are found in the wave alone, near
the told time, and compared with it. No model and no package beside numpy is needed.

    nice -n 19 python -m benchmarks.quality.voices_timing [--voice hua] [--language zh]
"""

import argparse
import json
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.folder import Folder
from benchmarks.quality.voices_text import LINES
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.timeline_pb2 import Phone
from reelmesh.v1.voice_pb2 import SpeakRequest
from services.voice.engines.neural import Neural

Curve = NDArray[np.float64]
HISSES = frozenset(("s", "ʃ", "ʂ", "ɕ"))
CLOSURES = frozenset(("p", "b", "m"))
HOP_S = 0.005
REACH_S = 0.12
"""How far from the told time the heard one is looked for."""


def band(samples: Curve, rate_hz: int, low_hz: float, high_hz: float) -> Curve:
    """Strength of a band in dB each 5 ms, over windows of 15 ms."""
    hop, size = int(HOP_S * rate_hz), int(0.015 * rate_hz)
    padded = np.pad(samples, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / rate_hz)
    return 10 * np.log10(power[:, (hertz >= low_hz) & (hertz < high_hz)].sum(1) + 1e-9)


def crossing(curve: Curve, at_s: float, rising: bool) -> float | None:
    """Where the curve passes half its height nearest to a time; None when it doesn't clearly."""
    first = max(0, int((at_s - REACH_S) / HOP_S))
    piece = curve[first : int((at_s + REACH_S) / HOP_S) + 1]
    if len(piece) < 8 or piece.max() - piece.min() < 12:
        return None
    above = piece > (piece.max() + piece.min()) / 2
    steps = np.flatnonzero(np.diff(above.astype(np.int8)) == (1 if rising else -1))
    if not len(steps):
        return None
    times = (first + steps + 0.5) * HOP_S
    return float(times[np.argmin(np.abs(times - at_s))])


def offsets(samples: Curve, rate_hz: int, phones: Sequence[Phone]) -> dict[str, list[float]]:
    """Heard minus told, in seconds, for each kind of edge: later than told is above zero."""
    high = band(samples, rate_hz, 3500, 10_000)
    middle = band(samples, rate_hz, 300, 3000)
    found: dict[str, list[float]] = {"hiss_start": [], "hiss_end": [], "lips": [], "first": []}
    for before, phone, after in zip(phones, phones[1:], phones[2:], strict=False):
        symbol = phone.symbol.rstrip("ʰː")
        if symbol in HISSES and before.symbol != "sil" and after.symbol not in HISSES:
            _note(found["hiss_start"], crossing(high, phone.start_seconds, True), phone, True)
            _note(found["hiss_end"], crossing(high, phone.end_seconds, False), phone, False)
        if symbol in CLOSURES and before.symbol != "sil" and after.symbol != "sil":
            first = int((phone.start_seconds - 0.06) / HOP_S)
            piece = middle[max(first, 0) : int((phone.end_seconds + 0.06) / HOP_S)]
            if len(piece) > 8 and piece.max() - piece.min() > 9:
                dip = max(first, 0) + float(np.mean(np.flatnonzero(piece < piece.min() + 3)))
                told = (phone.start_seconds + phone.end_seconds) / 2
                found["lips"].append(dip * HOP_S - told)
    whole = band(samples, rate_hz, 100, 10_000)
    loud = np.flatnonzero(whole > whole.max() - 35)
    if len(loud) and phones[0].symbol == "sil":
        found["first"].append(float(loud[0]) * HOP_S - phones[0].end_seconds)
    return found


def _note(into: list[float], heard_s: float | None, phone: Phone, start: bool) -> None:
    if heard_s is not None:
        into.append(heard_s - (phone.start_seconds if start else phone.end_seconds))


def measure(engine: Neural, voice: str, language: str, lines: int, folder: Path) -> dict[str, str]:
    """Median and middle 80 % of each kind of edge in milliseconds, with how many there were."""
    all_found: dict[str, list[float]] = {}
    for line in LINES[language][:lines]:
        request = SpeakRequest(text=line.text, voice=voice, language=language, seed=1)
        files = Folder(folder)
        result = engine.run(request, files, lambda _: None)
        with wave.open(str(files.path(result.audio))) as file:
            rate_hz = file.getframerate()
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        for kind, values in offsets(pcm / 32768.0, rate_hz, list(result.phones)).items():
            all_found.setdefault(kind, []).extend(values)
    return {kind: _summary(values) for kind, values in all_found.items() if values}


def _summary(values: list[float]) -> str:
    low, middle, high = np.percentile(np.array(values) * 1000, [10, 50, 90])
    return f"{middle:+.0f} ms ({low:+.0f} to {high:+.0f}), {len(values)}"


def main() -> None:
    """Print the offsets of each voice as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", action="append", default=[], help="only this voice; repeatable")
    parser.add_argument("--language", action="append", default=[], help="en or zh; else both")
    parser.add_argument("--lines", type=int, default=14, help="only the first so many lines")
    asked = parser.parse_args()
    engine = Neural(EngineSettings(threads=2))
    table: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for language in asked.language or list(LINES):
            for voice in engine.capabilities.voices:
                wanted = not asked.voice or voice.id in asked.voice
                if wanted and language in voice.languages and not voice.id.startswith("espeak"):
                    table[f"{language} {voice.id}"] = measure(
                        engine, voice.id, language, asked.lines, Path(folder)
                    )
    print(json.dumps(table, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

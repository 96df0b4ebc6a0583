"""What a listener that is not ours makes of a clip's sound: words and pitch."""

import re
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from benchmarks.quality.inspect_clip import sound_samples

RATE = 16_000


def part(clip: Path, start_s: float, end_s: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Mono samples at 16 kHz, a little more than the stretch asked for."""
    samples = sound_samples(clip, RATE)
    mono = samples.mean(axis=0) if samples.ndim == 2 else samples
    first, last = max(0, int((start_s - 0.2) * RATE)), int((end_s + 0.2) * RATE)
    return mono[first:last].astype(np.float64)


def heard(clip: Path, start_s: float, end_s: float, text: str) -> float:
    """Share of the text's words that a small recogniser with a general model hears in order
    of nothing: a floor, not a word error rate."""
    sound = part(clip, start_s, end_s)
    decoder = Decoder(samprate=RATE, loglevel="FATAL")
    decoder.start_utt()
    peak = float(np.abs(sound).max()) or 1.0
    decoder.process_raw((sound / peak * 30_000).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    words = set(re.findall(r"[a-z']+", text.lower()))
    found = set(re.findall(r"[a-z']+", hypothesis.hypstr.lower())) if hypothesis else set()
    return len(words & found) / len(words)


def pitch_hz(clip: Path, start_s: float, end_s: float) -> float:
    """Median pitch of the voiced frames, by autocorrelation between 70 and 350 Hz."""
    sound = part(clip, start_s, end_s)
    size, low, high = 1024, RATE // 350, RATE // 70
    pitches: list[float] = []
    for start in range(0, len(sound) - size, size // 2):
        frame = sound[start : start + size] - sound[start : start + size].mean()
        energy = float(frame @ frame)
        if energy < 0.1 * size * float(np.mean(sound**2)):
            continue
        curve = np.correlate(frame, frame, "full")[size - 1 :]
        lag = low + int(np.argmax(curve[low:high]))
        if curve[lag] > 0.4 * energy:
            pitches.append(RATE / lag)
    return float(np.median(pitches)) if pitches else 0.0

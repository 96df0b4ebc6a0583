"""What is done to a finished wave: resample, find the speech in it, level it, write it."""

import math
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np

from services.voice.speech import Floats

RATE_HZ = 48_000
"""What the voice stage delivers."""
LEVEL_DBFS = -20.0
"""Level of the loud parts of speech; about -20 LUFS for a mono voice."""
PEAK_DBFS = -3.5
"""Highest sample, a little under -3 dBFS so that peaks between samples stay under it too."""
GATE_DB = 15.0
"""Frames that much below the loud ones are pauses and don't count for the level."""
SILENCE_DB = 45.0
"""Below the loudest frame by that much is silence."""
MARGIN_S = 0.02
"""Silence kept at both ends."""
FRAME_S = 0.01
FADE_S = 0.004


def resample(samples: Floats, from_hz: int, to_hz: int) -> Floats:
    """Change the rate by a polyphase Kaiser-windowed sinc (stop band about -80 dB)."""
    if from_hz == to_hz:
        return samples
    common = math.gcd(from_hz, to_hz)
    up, down = to_hz // common, from_hz // common
    taps, phases = _phases(up, down)
    half = taps // 2
    padded = np.pad(samples, (half, half + 1))
    length = len(samples) * up // down
    out = np.empty(length, np.float32)
    if down == 1:  # the models' 24 kHz: a plain convolution for each phase
        for phase in range(up):
            out[phase::up] = np.convolve(padded[1:-1], phases[phase, ::-1], mode="valid")
        return out
    for start in range(0, length, 1 << 15):  # blocks keep the gather small
        at = np.arange(start, min(start + (1 << 15), length)) * down
        gather = padded[(at // up)[:, None] + np.arange(taps)[None, :] + 1]
        out[start : start + len(at)] = np.einsum("nt,nt->n", gather, phases[at % up])
    return out


@lru_cache(maxsize=4)
def _phases(up: int, down: int) -> tuple[int, Floats]:
    """Taps for each of up output phases; tap t of phase p weighs input t - taps / 2 + 1."""
    cutoff = min(1.0, up / down) * 0.96
    half = 32 if up >= down else int(32 * down / up)
    distance = np.arange(up)[:, None] / up - (np.arange(2 * half)[None, :] - half + 1)
    shape = np.sqrt(np.maximum(0, 1 - (distance / half) ** 2))
    taps = cutoff * np.sinc(cutoff * distance) * np.i0(9.0 * shape) / np.i0(9.0)
    taps[np.abs(distance) >= half] = 0
    return 2 * half, (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)


def frame_levels(samples: Floats, rate_hz: int = RATE_HZ) -> Floats:
    """RMS of each 10 ms frame."""
    size = int(rate_hz * FRAME_S)
    frames = -(-len(samples) // size)
    padded = np.pad(samples, (0, frames * size - len(samples))).reshape(frames, size)
    return np.sqrt(np.mean(padded.astype(np.float64) ** 2, axis=1)).astype(np.float32)


def speech_bounds(samples: Floats) -> tuple[int, int]:
    """First and last sample of the speech, with a margin; (0, 0) when there is none."""
    levels = frame_levels(samples)
    if not len(levels) or levels.max() < 1e-4:
        return 0, 0
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-SILENCE_DB / 20))
    size, margin = int(RATE_HZ * FRAME_S), int(RATE_HZ * MARGIN_S)
    return (
        max(0, int(loud[0]) * size - margin),
        min(len(samples), (int(loud[-1]) + 1) * size + margin),
    )


def faded(samples: Floats) -> Floats:
    """The samples with short fades at both ends, so that a cut doesn't click."""
    count = min(int(FADE_S * RATE_HZ), len(samples) // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(count) / max(count, 1))).astype(np.float32)
    out = samples.copy()
    out[:count] *= ramp
    out[len(out) - count :] *= ramp[::-1]
    return out


def levelled(samples: Floats) -> Floats:
    """Speech at LEVEL_DBFS with its peaks held under PEAK_DBFS."""
    samples = _without_rumble(samples)
    levels = frame_levels(samples).astype(np.float64)
    loud = levels[levels > levels.max() * 10 ** (-GATE_DB / 20)]
    if not len(loud):
        return samples
    gain = 10 ** (LEVEL_DBFS / 20) / math.sqrt(float(np.mean(loud**2)))
    return _limited((samples * gain).astype(np.float32))


def _without_rumble(samples: Floats, cutoff_hz: float = 60.0) -> Floats:
    """Take away what lies below speech: subtract a moving average run twice."""
    size = int(RATE_HZ / cutoff_hz / 2) * 2 + 1
    slow = samples.astype(np.float64)
    for _ in range(2):
        total = np.cumsum(np.pad(slow, (size // 2 + 1, size // 2)))
        slow = (total[size:] - total[:-size]) / size
    return (samples - slow).astype(np.float32)


def _limited(samples: Floats, reach_s: float = 0.004) -> Floats:
    """Turn down around peaks: the lowest gain needed nearby, smoothed over the same reach."""
    ceiling = 10 ** (PEAK_DBFS / 20)
    size = int(reach_s * RATE_HZ)
    blocks = -(-len(samples) // size)
    peaks = np.abs(np.pad(samples, (0, blocks * size - len(samples)))).reshape(blocks, size).max(1)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    around = np.pad(needed, 2, mode="edge")
    held = np.min([around[k : k + blocks] for k in range(5)], axis=0)
    # Linear between block centres: each end of a segment is at most what its blocks need.
    centres = (np.arange(blocks) + 0.5) * size
    gain = np.interp(np.arange(len(samples)), centres, held)
    return np.clip(samples * gain, -ceiling, ceiling).astype(np.float32)


def write_wav(path: Path, samples: Floats) -> None:
    """Mono 16-bit 48 kHz; the header holds no time and no name."""
    pcm = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(pcm.tobytes())

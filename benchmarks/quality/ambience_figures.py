"""What can be measured of a sound of a place: loudness, level, stereo, repetition, spectrum.

Knows nothing of how the sound was made. Sounds are (2, samples) at 48 kHz, full scale ±1.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
HOP = 2400
"""Samples between frames of the repetition measure, 50 ms."""
Samples = NDArray[np.floating]

BANDS_HZ = np.geomspace(60, 14_000, 25)
"""Edges of the third-octave bands that frames are compared by."""


@dataclass(frozen=True)
class Figures:
    """One sound, measured."""

    lufs: float
    """Integrated loudness (ITU-R BS.1770-4)."""
    peak_db: float
    """Highest sample, dBFS."""
    crest_db: float
    """Peak above RMS: 12 is noise, 25 single events in silence."""
    dc: float
    """Larger mean of the two channels; 0 is clean."""
    stereo: float
    """Correlation of left and right: 1 is mono, 0 unrelated, below 0 cancels in mono."""
    centroid_hz: float
    """Where the middle of the spectrum's power lies."""
    loop: float
    """Highest match of the waveform above 300 Hz with itself 0.5 s later or more; 1 is a copy."""
    rhythm: float
    """How far the spectrogram's likeness to a later self climbs again after having fallen, 0 to
    1: high for clocks and hearts, low where nothing should come back."""
    rhythm_s: float
    """The delay of that match in seconds."""
    start_step: float
    """Largest jump between samples in the first 20 ms, beside the largest of the whole."""
    unrest_db: float
    """How much the level of 100 ms changes, as a standard deviation."""


def measure(sound: Samples) -> Figures:
    """All figures of a sound of at least four seconds."""
    peak, rms = float(np.abs(sound).max()), float(np.sqrt(np.mean(sound**2)))
    steps = np.abs(np.diff(sound))
    rhythm, rhythm_s = repetition(sound)
    levels = np.sqrt(
        (sound[:, : sound.shape[1] // 4800 * 4800].reshape(2, -1, 4800) ** 2).mean((0, 2))
    )
    return Figures(
        lufs=loudness(sound),
        peak_db=decibels(peak),
        crest_db=decibels(peak / rms),
        dc=float(np.abs(sound.mean(1)).max()),
        stereo=float(np.asarray(np.corrcoef(sound)).item(1)),
        centroid_hz=centroid(sound),
        loop=loop(sound),
        rhythm=rhythm,
        rhythm_s=rhythm_s,
        start_step=float(steps[:, : RATE // 50].max() / steps.max()),
        unrest_db=float(np.std(20 * np.log10(levels[1:-1] + 1e-6))),
    )


def decibels(ratio: float) -> float:
    """20 log10, with a floor at -120."""
    return float(20 * np.log10(max(ratio, 1e-6)))


def loudness(sound: Samples) -> float:
    """Integrated loudness in LUFS with both gates (ITU-R BS.1770-4, filters at 48 kHz)."""
    back = np.exp(-2j * np.pi * np.fft.rfftfreq(sound.shape[1]))
    shelf = 1.53512485958697 - 2.69169618940638 * back + 1.19839281085285 * back**2
    shelf /= 1 - 1.69065929318241 * back + 0.73248077421585 * back**2
    floor = (1 - back) ** 2 / (1 - 1.99004745483398 * back + 0.99007225036621 * back**2)
    heard = np.fft.irfft(np.fft.rfft(sound) * shelf * floor, sound.shape[1])
    steps = (heard[:, : heard.shape[1] // 4800 * 4800].reshape(2, -1, 4800) ** 2).mean(2).sum(0)
    blocks = np.convolve(np.asarray(steps), np.full(4, 0.25), "valid")
    blocks = blocks[blocks > 10 ** (-6.931)]
    if not len(blocks):
        return -70.0
    loud = np.asarray(blocks)[blocks > blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def centroid(sound: Samples) -> float:
    """Power-weighted mean frequency in Hz."""
    power = (np.abs(np.fft.rfft(sound)) ** 2).sum(0)
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    return float((power * hertz).sum() / power.sum())


def loop(sound: Samples) -> float:
    """Whether the very samples come again: the match of the waveform with a later self.

    Below 300 Hz steady tones match themselves at every cycle, so they are left out.
    """
    left = sound[0]
    spectrum = np.abs(np.fft.rfft(left, 2 * len(left))) ** 2
    spectrum *= np.fft.rfftfreq(2 * len(left), 1 / RATE) > 300
    match = np.fft.irfft(spectrum)[: len(left) * 3 // 4]
    return float(match[RATE // 2 :].max() / match[0])


def bands(sound: Samples) -> Samples:
    """Level in dB of each frame (frames, bands), no lower than 50 dB below the loudest."""
    mono = sound.mean(0)
    frames = np.lib.stride_tricks.sliding_window_view(mono, 2 * HOP)[::HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(2 * HOP))) ** 2
    edges = (BANDS_HZ * 2 * HOP / RATE).astype(int)
    level = np.stack([power[:, a:b].sum(1) for a, b in pairwise(edges.tolist())], 1)
    return 10 * np.log10(level + level.max() * 1e-5 + 1e-20)


def repetition(sound: Samples) -> tuple[float, float]:
    """How far the spectrogram comes to match a later self again, 0 to 1, and after how long.

    Each band's mean is taken away, so that a steady sound, which is always like itself, has
    only its chance changes compared. What counts is the rise of the match above its lowest
    before: a slow swell falls steadily, a loop climbs to 1. At least half must overlap.
    """
    levels = bands(sound)
    levels = levels - levels.mean(0)
    size = 2 * len(levels)
    match = np.fft.irfft(np.abs(np.fft.rfft(levels, size, axis=0)) ** 2, axis=0).sum(1)
    last, first = len(levels) // 2, RATE // (2 * HOP)
    unbiased = match[:last] / (1 - np.arange(last) / len(levels)) / match[0]
    climb = unbiased - np.maximum(np.minimum.accumulate(unbiased), 0)
    best = first + int(np.argmax(climb[first:]))
    return float(climb[best]), best * HOP / RATE

"""What a mouth is compared with: the loudness of a clip's sound track, or the phonemes of its
timeline, as curves over time.
"""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from reelmesh.v1.timeline_pb2 import Timeline, Viseme

Curve = NDArray[np.float64]

STEP_S = 0.005
"""Curves are compared on this grid."""
BAND_HZ = (500.0, 3000.0)
"""Where loudness follows the mouth's opening best: the first formant of open vowels and the
second formant (Chandrasekaran et al., "The natural statistics of audiovisual speech", 2009).
Below it hums of m and n are loud with lips closed, above it s and sh."""
RATE_HZ = 16_000
SMOOTH_S = 0.060
"""Deviation of the smoothing of both curves: syllables stay, pitch and jitter go."""

# Height of the lips' opening by mouth shape, as a share of an ah: phonetic order (closed,
# consonants, close, mid, open vowels), not the sizes of any engine.
_OPEN: dict[int, float] = {
    Viseme.VISEME_CLOSED: 0.0,
    Viseme.VISEME_LABIODENTAL: 0.15,
    Viseme.VISEME_DENTAL: 0.3,
    Viseme.VISEME_ALVEOLAR: 0.3,
    Viseme.VISEME_POSTALVEOLAR: 0.35,
    Viseme.VISEME_VELAR: 0.4,
    Viseme.VISEME_OPEN: 1.0,
    Viseme.VISEME_MID: 0.7,
    Viseme.VISEME_SPREAD: 0.45,
    Viseme.VISEME_ROUND_OPEN: 0.8,
    Viseme.VISEME_ROUND_CLOSE: 0.35,
}


def envelope(path: Path) -> Curve:
    """Loudness of the first sound track in BAND_HZ, on the grid: square root of the RMS, which
    is nearer to how far a mouth opens than the RMS is."""
    samples = _sound(path)
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    spectrum[(hertz < BAND_HZ[0]) | (hertz > BAND_HZ[1])] = 0
    power = np.fft.irfft(spectrum, len(samples)) ** 2
    each = round(STEP_S * RATE_HZ)
    power = power[: len(power) // each * each].reshape(-1, each).mean(1)
    return np.asarray(smooth(np.sqrt(np.sqrt(smooth(power, 0.01)))), np.float64)


def _sound(path: Path) -> Curve:
    """Mono at RATE_HZ. Raises ValueError without a sound track."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    pieces: list[Curve] = []
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ValueError("the clip has no sound")
        for frame in container.decode(audio=0):
            pieces += [np.asarray(f.to_ndarray(), np.float64)[0] for f in resampler.resample(frame)]
        pieces += [np.asarray(f.to_ndarray(), np.float64)[0] for f in resampler.resample(None)]
    return np.concatenate(pieces)


def expected(timeline: Timeline) -> Curve:
    """How far a mouth would be open for the phonemes, on the grid."""
    curve = np.zeros(round(timeline.seconds / STEP_S))
    for utterance in timeline.utterances:
        for phone in utterance.phones:
            span = slice(round(phone.start_seconds / STEP_S), round(phone.end_seconds / STEP_S))
            curve[span] = _OPEN.get(phone.viseme, 0.0)
    return smooth(curve)


def smooth(values: Curve, deviation_s: float = SMOOTH_S) -> Curve:
    """Gaussian smoothing on the grid; the ends are carried on."""
    reach = round(3 * deviation_s / STEP_S)
    window = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP_S / deviation_s) ** 2)
    padded = np.pad(values, reach, mode="edge")
    return np.asarray(np.convolve(padded, window / window.sum(), "valid"), np.float64)

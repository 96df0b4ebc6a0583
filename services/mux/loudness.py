"""Integrated loudness and true peak as ITU-R BS.1770-4 defines them, EBU R128's measure.

Filtering is done by FFT in overlapping blocks: numpy has no recursive filter, and this is
exact to float precision, since the K filter's response has died long before the overlap ends.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reelmesh.mesh.engine import Report
from services.mux.sound import RATE, Levels, Samples, decibels, unheard

SILENCE_LUFS = -70.0
"""BS.1770-4's absolute gate; what is reported when nothing passes it."""
HOP = RATE // 10
"""Samples between gating blocks: 100 ms, blocks of 400 ms overlapping by 75 %."""

# BS.1770-4, tables 1 and 2, for 48 kHz: a shelf for the head, then a high-pass (RLB).
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285),
          (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_FFT = 1 << 16
_STRIDE = 10 * HOP  # leaves 0.36 s of overlap, after which the high-pass is below -700 dB

_OVERSAMPLING = 4  # Annex 2: at least 4 at 48 kHz
_TAPS = 16  # Annex 2's example has 12
_HOT = 1024  # samples looked at together when deciding whether a peak may hide there
_OVERSHOOT = 2.5  # more than any sound between samples rises above them: the taps' sum is 2.2


def hop_energies(samples: Samples, report: Report = unheard) -> Levels:
    """Mean square of the K-weighted sound in each full 100 ms, summed over channels."""
    energies = [np.zeros(0)]
    for count, part in enumerate(_hop_energies(samples)):
        energies.append(part)
        if count % 16 == 15:
            report(0)
    return np.concatenate(energies)


def _hop_energies(samples: Samples) -> Iterator[Levels]:
    response = _k_response()
    overlap = _FFT - _STRIDE
    for start in range(0, samples.shape[1] // HOP * HOP, _STRIDE):
        hops = min(_STRIDE, samples.shape[1] - start) // HOP
        block = np.zeros((len(samples), _FFT), np.float32)
        head = samples[:, max(start - overlap, 0) : start + hops * HOP]
        lead = overlap - min(start, overlap)
        block[:, lead : lead + head.shape[1]] = head
        weighted = np.fft.irfft(np.fft.rfft(block) * response)
        weighted = weighted[:, overlap : overlap + hops * HOP]
        yield np.square(weighted, dtype=np.float64).reshape(len(samples), hops, HOP).mean(2).sum(0)


@cache
def _k_response() -> NDArray[np.complex64]:
    z = np.exp(-2j * np.pi * np.arange(_FFT // 2 + 1) / _FFT)
    powers = np.stack([np.ones_like(z), z, z * z])
    response = np.ones_like(z)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response *= (np.array(numerator) @ powers) / (np.array(denominator) @ powers)
    return response.astype(np.complex64)


def integrated(energies: Levels) -> float:
    """Gated loudness in LUFS of hop energies: absolute gate -70, relative gate -10 LU.

    Sound shorter than one block of 400 ms, which the standard leaves open, is one block.
    """
    if len(energies) == 0:
        return SILENCE_LUFS
    width = min(4, len(energies))
    blocks = np.convolve(energies, np.full(width, 1 / width), mode="valid")
    blocks = blocks[blocks > _energy(SILENCE_LUFS)]
    if len(blocks) == 0:
        return SILENCE_LUFS
    relative = blocks.mean() * 0.1
    return _lufs(float(blocks[blocks > relative].mean()))


def loudness(samples: Samples, report: Report = unheard) -> float:
    """Integrated loudness in LUFS; -70 for silence."""
    short = HOP * 4 - samples.shape[1]
    if short > 0:
        samples = np.pad(samples, ((0, 0), (0, short)))
    return integrated(hop_energies(samples, report))


def _lufs(energy: float) -> float:
    return -0.691 + 10 * float(np.log10(energy))


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def block_peaks(samples: Samples, block: int, above: float, report: Report = unheard) -> Levels:
    """Largest magnitude of the four times oversampled sound in each block, over all channels.

    Where no peak can reach above, the samples' own magnitude is given: most of speech is far
    from its peaks, and oversampling is the dearest thing here. block divides 1024.
    """
    length = samples.shape[1]
    padded = np.pad(samples, ((0, 0), (_TAPS // 2 - 1, _TAPS // 2 + -length % _HOT)))
    peaks = np.empty(-(-length // _HOT) * (_HOT // block))
    for start in range(0, length, _HOT):
        if start // _HOT % 512 == 511:
            report(0)
        window = padded[:, start : start + _HOT + _TAPS - 1]
        high = np.abs(window[:, _TAPS // 2 - 1 :][:, :_HOT])
        if np.abs(window).max() * _OVERSHOOT > above:
            _oversample(window, high)
        peaks[start // block : (start + _HOT) // block] = high.max(0).reshape(-1, block).max(1)
    return peaks[: -(-length // block)]


def _oversample(window: Samples, high: Samples) -> None:
    """Raise high to the magnitude of the three points between each sample and the next."""
    for channel, most in zip(window, high, strict=True):
        for kernel in _interpolators():
            np.maximum(most, np.abs(np.convolve(channel, kernel, mode="valid")), out=most)


@cache
def _interpolators() -> list[Samples]:
    """Windowed sines for the points a quarter, a half and three quarters after a sample."""
    kernels: list[Samples] = []
    for phase in range(1, _OVERSAMPLING):
        at = np.arange(_TAPS) - (_TAPS // 2 - 1) - phase / _OVERSAMPLING
        window = np.i0(5 * np.sqrt(np.clip(1 - (at / (_TAPS / 2)) ** 2, 0, 1))) / np.i0(5)
        taps = np.sinc(at) * window
        kernels.append((taps / taps.sum())[::-1].astype(np.float32))
    return kernels


def true_peak_dbtp(samples: Samples, report: Report = unheard) -> float:
    """Highest true peak in dBTP (BS.1770-4, Annex 2); -200 for silence."""
    highest = float(np.abs(samples).max(initial=0))
    return decibels(float(block_peaks(samples, _HOT, highest, report).max(initial=0)))

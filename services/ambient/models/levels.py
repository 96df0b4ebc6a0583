"""Bring a bed to the loudness that the default engine's beds have (ITU-R BS.1770-4)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.ambient.scene import Part
from services.ambient.synth import RATE, Signal

HOP = RATE // 10
"""Gating blocks of 400 ms begin every 100 ms."""
_HOPS = 100
"""Filtered at once: 10 s."""
_LEAD = RATE // 2
"""What the K filter has forgotten after half a second is below -100 dB."""
SILENT_LUFS = -70.0
"""The standard's absolute gate."""
GAIN_MAX_DB = 40.0
"""A nearly silent bed is not raised further: that would be its noise."""

# BS.1770-4, tables 1 and 2, for 48 kHz.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285),
          (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness(sound: Signal) -> float:
    """Integrated loudness in LUFS of (2, samples) at 48 kHz, SILENT_LUFS for silence."""
    hops = _hop_energies(sound)
    width = min(4, len(hops))
    if not width:
        return SILENT_LUFS
    blocks = np.convolve(hops, np.full(width, 1 / width), mode="valid")
    blocks = blocks[blocks > _energy(SILENT_LUFS)]
    if not len(blocks):
        return SILENT_LUFS
    blocks = blocks[blocks > blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


def of_parts(parts: Sequence[Part]) -> float:
    """What the default engine's sounds together come to: powers add."""
    return float(10 * np.log10(sum(10 ** (part.lufs / 10) for part in parts)))


def levelled(sound: Signal, lufs: float) -> Signal:
    """The sound at a loudness, as far as GAIN_MAX_DB goes; silence stays."""
    now = loudness(sound)
    if now <= SILENT_LUFS:
        return sound
    return sound * np.float32(10 ** (min(lufs - now, GAIN_MAX_DB) / 20))


def _energy(lufs: float) -> float:
    return 10 ** ((lufs + 0.691) / 10)


def _hop_energies(sound: Signal) -> NDArray[np.float64]:
    """Mean square of the K-weighted sound each 100 ms, summed over both channels."""
    found = [np.zeros(0)]
    size = _LEAD + _HOPS * HOP
    response = _k_response(size)
    whole = sound.shape[1] // HOP
    for first in range(0, whole, _HOPS):
        count = min(_HOPS, whole - first)
        begin = first * HOP - _LEAD
        block = np.zeros((2, size), np.float32)
        piece = sound[:, max(begin, 0) : first * HOP + count * HOP]
        at = max(-begin, 0)
        block[:, at : at + piece.shape[1]] = piece
        weighted = np.fft.irfft(np.fft.rfft(block) * response, size)[:, _LEAD:]
        squared = np.square(weighted[:, : count * HOP], dtype=np.float64)
        found.append(squared.reshape(2, count, HOP).mean(2).sum(0))
    return np.concatenate(found)


def _k_response(size: int) -> NDArray[np.complex128]:
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    powers = np.stack([np.ones_like(z), z, z * z])
    response = np.ones_like(z)
    for above, below in (_SHELF, _HIGH_PASS):
        response = response * (np.array(above) @ powers) / (np.array(below) @ powers)
    return np.asarray(response, np.complex128)

"""Sound that a model made with its picture, as a stem: WAV, 48 kHz, stereo, 16 bits."""

import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float32]
"""2 x samples, -1 to 1."""


def at_48k(made: NDArray[np.floating], rate: int) -> Sound:
    """What a model gives (samples, or channels x samples, at a rate) as stereo at 48 kHz."""
    rows = np.atleast_2d(np.nan_to_num(np.asarray(made, np.float32)))
    rows = np.ascontiguousarray(np.repeat(rows, 2, 0) if len(rows) == 1 else rows[:2])
    rows = np.clip(rows, -1, 1)
    if rate == RATE or not rows.shape[1]:
        return rows
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
    frame = av.AudioFrame.from_ndarray(rows, format="fltp", layout="stereo")
    frame.sample_rate = rate
    pieces = [piece.to_ndarray() for part in (frame, None) for piece in resampler.resample(part)]
    return np.asarray(np.concatenate(pieces, 1), np.float32)


def joined(pieces: list[Sound], lengths: list[int], overlap: int) -> Sound:
    """Pieces one after the other, each cut or padded to its length in samples; each but the first
    begins by the overlap before the one before it ends, and is faded in there."""
    whole = np.zeros((2, 0), np.float32)
    for piece, length in zip(pieces, lengths, strict=True):
        fit = np.zeros((2, length), np.float32)
        fit[:, : min(length, piece.shape[1])] = piece[:, :length]
        shared = min(overlap, whole.shape[1], length)
        if shared:
            mix = np.linspace(0, 1, shared, dtype=np.float32)
            whole[:, -shared:] = whole[:, -shared:] * (1 - mix) + fit[:, :shared] * mix
        whole = np.concatenate([whole, fit[:, shared:]], 1)
    return whole


def write(path: Path, sound: Sound, samples: int) -> None:
    """A WAV of exactly so many samples: silence where there is less, nothing of what is more."""
    fit = np.zeros((2, samples), np.float32)
    fit[:, : min(samples, sound.shape[1])] = sound[:, :samples]
    values = np.rint(np.clip(fit, -1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(values.T.tobytes())

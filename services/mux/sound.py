"""Samples in and out of files: every sound in mux is float32, (channels, samples), 48 kHz."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from reelmesh.mesh.engine import EngineError, Report

Samples = NDArray[np.float32]
"""Sound as (channels, samples), full scale 1.0, at RATE."""
Levels = NDArray[np.float64]
"""One number per control step: gains, energies or peaks."""

RATE = 48_000
"""Samples per second of everything mux touches."""
CHUNK = 1 << 18
"""Samples handled at once where a whole-clip temporary would be wasteful."""


def unheard(fraction: float) -> None:
    """A report that nobody hears."""


def read(path: Path, channels: int, seconds_max: float, what: str, report: Report) -> Samples:
    """The sound of a file as mono or stereo at RATE, at most seconds_max long.

    what names the sound in the error, such as "ambience". Raises EngineError.
    """
    limit = round(seconds_max * RATE)
    pieces: list[Samples] = []
    count = 0
    try:
        for piece in _decode(path, "stereo" if channels == 2 else "mono"):
            pieces.append(piece)
            count += piece.shape[1]
            if len(pieces) % 64 == 0:
                report(0)
            if count >= limit:
                break
    except (FFmpegError, OSError, IndexError, ValueError) as error:
        raise EngineError(
            f"The {what} is not a sound file that can be read: make it again."
        ) from error
    if not pieces:
        return np.zeros((channels, 0), np.float32)
    return np.nan_to_num(np.concatenate(pieces, axis=1)[:, :limit])


def _decode(path: Path, layout: str) -> Iterator[Samples]:
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            for out in resampler.resample(frame):
                yield out.to_ndarray().astype(np.float32, copy=False)
        for out in resampler.resample(None):
            yield out.to_ndarray().astype(np.float32, copy=False)


def add(bus: Samples, piece: Samples, start: int) -> None:
    """Add a piece to a bus from sample start on; what lies outside the bus is left out."""
    first, last = max(start, 0), min(start + piece.shape[1], bus.shape[1])
    if first < last:
        bus[:, first:last] += piece[:, first - start : last - start]


def fade(piece: Samples, seconds_in: float, seconds_out: float) -> None:
    """Fade in and out in place with half a cosine; each at most half of the piece."""
    for seconds, edge in ((seconds_in, piece), (seconds_out, piece[:, ::-1])):
        count = min(round(seconds * RATE), piece.shape[1] // 2)
        ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / max(count, 1))
        edge[:, :count] *= ramp.astype(np.float32)


def scale(piece: Samples, gains: Levels, step: int) -> None:
    """Multiply in place by gains given every step samples, with straight lines between."""
    points = np.arange(len(gains)) * step
    for start in range(0, piece.shape[1], CHUNK):
        part = piece[:, start : start + CHUNK]
        at = np.arange(start, start + part.shape[1])
        part *= np.interp(at, points, gains).astype(np.float32)


def decibels(ratio: float) -> float:
    """20·log10 of a ratio of amplitudes; -200 for nothing."""
    return 20 * float(np.log10(max(ratio, 1e-10)))


def amplitude(level_db: float) -> float:
    """The ratio of amplitudes of a level in dB."""
    return float(10 ** (level_db / 20))

"""What every ambience engine does with its sounds: check the request, mix them, write the WAV."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from reelmesh.mesh.engine import CallerError, Report
from reelmesh.v1.ambient_pb2 import ComposeRequest
from reelmesh.v1.spec_pb2 import Music
from services.ambient.music.moods import MOODS
from services.ambient.synth import BLOCK, RATE, SECONDS_MAX, Render, Signal, soften

FADE_SECONDS = 0.05
"""Fade at both ends, so that a cut does not click."""


def samples(request: ComposeRequest) -> int:
    """Length asked for in samples. Raises CallerError for one, or for music, that nobody makes."""
    count = round(request.seconds * RATE)
    if not 0 < count <= SECONDS_MAX * RATE:
        raise CallerError(
            f"An ambience lasts more than 0 and at most {SECONDS_MAX} seconds, not "
            f"{request.seconds:g}: ask for another length."
        )
    if request.music and request.music not in MOODS:
        raise CallerError(
            f"There is no music of kind {request.music}: ask for one of "
            f"{', '.join(Music.Name(mood)[6:].lower() for mood in MOODS)}, or none."
        )
    return count


def share(report: Report, start: float, size: float) -> Report:
    """Progress of a part of the work."""
    return lambda fraction: report(start + size * fraction)


def write(path: Path, voices: Sequence[Render], count: int, report: Report) -> Path:
    """Mix voices into a WAV, stereo 16-bit 48 kHz, of count samples; reports after every voice of
    every block."""
    blocks = -(-count // BLOCK)
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, RATE, count, "NONE", "not compressed"))
        for block in range(blocks):
            mixed = np.zeros((2, BLOCK), np.float32)
            for done, render in enumerate(voices, 1):
                mixed += render(block)
                report((block + done / len(voices)) / blocks)
            start = block * BLOCK
            mixed = mixed[:, : count - start] * _fades(start, min(BLOCK, count - start), count)
            out.writeframesraw((soften(mixed).T * 32767).round().astype("<i2").tobytes())
    return path


def _fades(start: int, length: int, count: int) -> Signal:
    """Gain of the samples from start: 0 to 1 at the beginning of count, 1 to 0 at its end."""
    where = np.arange(start, start + length)
    edge = np.minimum(where, count - 1 - where) / (FADE_SECONDS * RATE)
    return np.clip(edge, 0, 1).astype(np.float32)

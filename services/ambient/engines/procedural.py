"""Ambience made of synthesised sources: rain, surf, birds, crowds … No samples, no weights."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from reelmesh.mesh.engine import CallerError, Engine, EngineSettings, Files, Report
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import Music
from services.ambient import place, scene
from services.ambient.music.moods import MOODS
from services.ambient.music.player import perform
from services.ambient.sources import SOURCES
from services.ambient.synth import BLOCK, RATE, SECONDS_MAX, Render, Signal, soften

FADE_SECONDS = 0.05
"""Fade at both ends, so that a cut does not click."""


class Procedural(Engine[ComposeRequest, ComposeResult]):
    """Chooses one to four sources and renders them block by block."""

    name = "procedural"
    version = "3"
    capabilities = Capabilities(cues=list(SOURCES))

    def __init__(self, settings: EngineSettings) -> None:
        """Nothing to load; the settings have nothing to say here."""

    def run(self, request: ComposeRequest, files: Files, report: Report) -> ComposeResult:
        """Compose WAV stereo 16-bit 48 kHz of exactly round(seconds × 48000) samples."""
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
        report(0.0)
        result = ComposeResult(seconds=count / RATE)
        heard = scene.compose(request.cues, request.prompt, request.tags, bool(request.flashes))
        share = 0.5 if request.music and not request.silent else 1.0
        if not request.silent:
            seen = place.Seen(tuple(request.flashes), tuple(request.swells))
            voices = place.play(heard, request.seed, seen)
            path = _write(files.new("ambience.wav"), voices, count, _share(report, 0, share))
            result.audio.CopyFrom(files.keep(path, "audio/wav"))
            result.sources.extend(part.cue for part in heard.parts)
        if request.music:
            piece = [perform(request.music, count / RATE, request.seed)]
            path = _write(files.new("music.wav"), piece, count, _share(report, 1 - share, share))
            result.music.CopyFrom(files.keep(path, "audio/wav"))
        return result


def _share(report: Report, start: float, share: float) -> Report:
    """Progress of a part of the work."""
    return lambda fraction: report(start + share * fraction)


def _write(path: Path, voices: Sequence[Render], count: int, report: Report) -> Path:
    """Mix voices into a WAV of count samples; reports after every voice of every block."""
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


ENGINE = Procedural

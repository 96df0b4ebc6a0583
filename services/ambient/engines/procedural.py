"""Ambience made of synthesised sources: rain, surf, birds, crowds … No samples, no weights."""

from reelmesh.mesh.engine import Engine, EngineSettings, Files, Report
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.engine_pb2 import Capabilities
from services.ambient import mixdown, place, scene
from services.ambient.music.player import perform
from services.ambient.sources import SOURCES
from services.ambient.synth import RATE


class Procedural(Engine[ComposeRequest, ComposeResult]):
    """Chooses one to four sources and renders them block by block."""

    name = "procedural"
    version = "3"
    capabilities = Capabilities(cues=list(SOURCES))

    def __init__(self, settings: EngineSettings) -> None:
        """Nothing to load; the settings have nothing to say here."""

    def run(self, request: ComposeRequest, files: Files, report: Report) -> ComposeResult:
        """Compose WAV stereo 16-bit 48 kHz of exactly round(seconds × 48000) samples."""
        count = mixdown.samples(request)
        report(0.0)
        result = ComposeResult(seconds=count / RATE)
        heard = scene.compose(request.cues, request.prompt, request.tags, bool(request.flashes))
        half = 0.5 if request.music and not request.silent else 1.0
        if not request.silent:
            seen = place.Seen(tuple(request.flashes), tuple(request.swells))
            voices = place.play(heard, request.seed, seen)
            told = mixdown.share(report, 0, half)
            path = mixdown.write(files.new("ambience.wav"), voices, count, told)
            result.audio.CopyFrom(files.keep(path, "audio/wav"))
            result.sources.extend(part.cue for part in heard.parts)
        if request.music:
            piece = [perform(request.music, count / RATE, request.seed)]
            told = mixdown.share(report, 1 - half, half)
            path = mixdown.write(files.new("music.wav"), piece, count, told)
            result.music.CopyFrom(files.keep(path, "audio/wav"))
        return result


ENGINE = Procedural

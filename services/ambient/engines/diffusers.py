"""Ambience and music by a text-to-audio model of diffusers, from a folder on the disk.

Events that the picture shows at a moment (thunder, surf) cannot be placed by such a model: they
are the default engine's, laid over its sound.
"""

import hashlib
import threading
from dataclasses import replace

import torch

from reelmesh.mesh.engine import (
    Engine,
    EngineSettings,
    Files,
    Report,
)
from reelmesh.models.device import check_packages, choose
from reelmesh.models.meter import Meter
from reelmesh.models.options import read_options
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.common_pb2 import Usage
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import Music
from services.ambient import lexicon, mixdown, place, scene
from services.ambient.models import levels, pieces, wording
from services.ambient.models.sound_model import SoundModel, SoundOptions
from services.ambient.music.moods import LUFS as MUSIC_LUFS
from services.ambient.music.player import edges, perform
from services.ambient.scene import Part, Scene
from services.ambient.sources import SOURCES
from services.ambient.synth import RATE, Render, Signal


class Diffusers(Engine[ComposeRequest, ComposeResult]):
    """A text-to-audio model for the place, the same or a second one for the music."""

    name = "diffusers"
    version = "1"
    capabilities = Capabilities(cues=list(SOURCES))

    def __init__(self, settings: EngineSettings) -> None:
        """Load the models. Raises CallerError for a folder or an option that is not right."""
        options = read_options(SoundOptions, settings.options)
        check_packages("diffusers", "transformers", "accelerate")
        device = choose(options)
        torch.set_num_threads(settings.threads)
        self._options, self._meter, self._lock = options, Meter(device), threading.Lock()
        self._model = SoundModel(settings.model, options, device, options.steps, options.guidance)
        models = [self._model]
        self._music: SoundModel | None = self._model
        if options.music == "program":
            self._music = None
        elif options.music_model:
            self._music = SoundModel(
                options.music_model, options, device, options.music_steps, options.music_guidance
            )
            models.append(self._music)
        self.weights_sha256 = hashlib.sha256(
            "".join(model.folder.digest for model in models).encode()
        ).hexdigest()
        if options.warm_up:
            for model in models:
                model.warm_up()

    def run(self, request: ComposeRequest, files: Files, report: Report) -> ComposeResult:
        """Compose WAV stereo 16-bit 48 kHz of exactly round(seconds × 48000) samples."""
        count = mixdown.samples(request)
        report(0.0)
        with self._lock:
            self._meter.start()
            for model in filter(None, (self._model, self._music)):
                model.degraded = []
            result = ComposeResult(seconds=count / RATE)
            half = 0.5 if request.music and not request.silent else 1.0
            if not request.silent:
                told = mixdown.share(report, 0, half)
                voices, sources = self._of_place(request, count, told)
                path = mixdown.write(files.new("ambience.wav"), voices, count, _end_of(told))
                result.audio.CopyFrom(files.keep(path, "audio/wav"))
                result.sources.extend(sources)
                result.method = self._method_of_place(request)
                result.degraded.extend(self._model.degraded)
            if request.music:
                told = mixdown.share(report, 1 - half, half)
                voices = [self._of_mood(request, count, told)]
                path = mixdown.write(files.new("music.wav"), voices, count, _end_of(told))
                result.music.CopyFrom(files.keep(path, "audio/wav"))
                if self._music is not None:
                    result.music_method = _generated(self._music)
                    result.degraded.extend(self._music.degraded)
            return result

    def usage(self) -> Usage:
        """What the last run took."""
        return self._meter.read()

    def _of_place(
        self, request: ComposeRequest, count: int, report: Report
    ) -> tuple[list[Render], list[str]]:
        """What is heard of a place, ready to be mixed, and its names, the loudest first."""
        known, free = wording.known_cues(request.cues)
        makes = self._model.family.place
        if free and not makes:
            scene.compose(free, "", [])  # raises CallerError with close names
        heard = scene.compose(known, request.prompt, request.tags, bool(request.flashes))
        seen = place.Seen(tuple(request.flashes), tuple(request.swells))
        names = [*(part.cue for part in heard.parts), *free]
        if not makes:
            return place.play(heard, request.seed, seen), names
        placed = _placed(heard, seen) if self._options.events == "placed" else []
        if placed:
            heard = _apart(heard)
        text = wording.of_place(
            heard,
            wording.own_words(request.cues),
            request.prompt,
            [part.cue for part in placed],
        )
        sound = self._made(self._model, text, count, request.seed, report)
        bed = [part for part in heard.parts if part.cue not in {one.cue for one in placed}]
        lufs = levels.of_parts(bed) if bed else min(part.lufs for part in placed) - 6
        voices = [pieces.render(levels.levelled(sound, lufs))]
        return [*voices, *place.play(Scene(placed, heard.room), request.seed, seen)], names

    def _method_of_place(self, request: ComposeRequest) -> str:
        """How the sound of the place was made; empty where it was by rule alone."""
        if not self._model.family.place:
            return ""
        events = (request.flashes or request.swells) and self._options.events == "placed"
        more = ", with synthesised thunder or surf over it" if events else ""
        return _generated(self._model) + more

    def _of_mood(self, request: ComposeRequest, count: int, report: Report) -> Render:
        """The music, ready to be written."""
        seconds, mood = count / RATE, request.music
        if self._music is None:
            return perform(mood, seconds, request.seed)
        text = wording.of_music(mood)
        sound = self._made(self._music, text, count, request.seed, report, mood=mood)
        bed = pieces.render(levels.levelled(sound, MUSIC_LUFS))
        return lambda block: bed(block) * edges(block, seconds)

    def _made(
        self,
        model: SoundModel,
        text: wording.Wording,
        count: int,
        seed: int,
        report: Report,
        *,
        mood: Music | None = None,
    ) -> Signal:
        try:
            return model.sound(text, count, seed, report, mood)
        finally:
            self._meter.steps += model.steps


def _generated(model: SoundModel) -> str:
    return f"generated by a text-to-audio model ({model.name})"


def _placed(heard: Scene, seen: place.Seen) -> list[Part]:
    """The sounds whose moments the picture shows."""
    moments = {"thunder": bool(seen.flashes), "surf": bool(seen.swells)}
    return [part for part in _apart(heard).parts if moments.get(part.cue)]


def _apart(heard: Scene) -> Scene:
    """The scene with a storm as its rain, wind and thunder, as loud together."""
    parts: list[Part] = []
    for part in heard.parts:
        within = lexicon.PARTS[part.cue] if part.cue == "storm" else (part.cue,)
        parts += [
            replace(part, cue=cue, lufs=part.lufs - (3.0 if len(within) > 1 else 0.0))
            for cue in within
        ]
    return Scene(parts, heard.room)


def _end_of(report: Report) -> Report:
    """Writing is the last twentieth of the work."""
    return lambda fraction: report(0.95 + 0.05 * fraction)


ENGINE = Diffusers

"""Speech by a text-to-speech model of transformers, from a folder on the disk.

The model makes the wave; what the default engine knows of text, times, manners and levels is
used on it. Voices are the model's own, vectors that an operator declares, or people whose
recordings an operator put on the disk with their recorded consent.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch.utils.hooks import RemovableHandle

from reelmesh.mesh.engine import CallerError, Engine, EngineSettings, Files, Report
from reelmesh.models.device import check_packages, choose
from reelmesh.models.folder import ModelFolder
from reelmesh.models.ladder import Rung, climb_down
from reelmesh.models.meter import Meter
from reelmesh.models.options import ModelOptions, read_options
from reelmesh.v1.common_pb2 import Usage
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.spec_pb2 import Manner
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.audio import RATE_HZ, resample, speech_bounds
from services.voice.consent import today
from services.voice.manner import PLAIN, delivery
from services.voice.models.cast import Actor
from services.voice.models.families import load
from services.voice.models.moments import unit_lengths
from services.voice.models.players import gather
from services.voice.models.reading import Line, Readers
from services.voice.models.talker import Place, Spoken
from services.voice.performance import Performance, names
from services.voice.pitch import found_pitch
from services.voice.speech import Span, Take
from services.voice.text import Clean, clean
from services.voice.timbre import Timbre
from services.voice.voices import primary

RATE_MIN, RATE_MAX = 0.5, 2.0
SHORTEST = 40
"""Characters below which a piece is not cut again for want of memory."""
ENDLESS = (
    "The model came to no end and was stopped after {:.1f} s: words may be missing, or sounds "
    "follow that were not asked for."
)
SAMPLES = {"zh": "今天天气很好，我们去公园走走吧。"}
SAMPLE = "the quick brown fox jumps over the lazy dog"
"""What a voice says once to have its pace measured."""
_DRAWS = threading.Lock()
"""Held while a model draws from PyTorch's generator, which is the whole process's."""
_PACE = (Manner.MANNER_UNSPECIFIED, Manner.MANNER_SLOW, Manner.MANNER_FAST)
"""Manners that are pace alone, which is in the rate already."""


@dataclass(frozen=True)
class VoiceOptions(ModelOptions):
    """Options of the voice engine."""

    voices: str = ""
    """A voices.toml elsewhere; empty for the one in the model's folder. For models that clone, a
    folder of recordings, each with its consent."""
    language: str = ""
    """BCP 47 language of a model of one language that does not tell it, or of cloned voices."""
    vocoder: str = ""
    """Folder of the vocoder, for SpeechT5."""
    manner: Literal["made", "off"] = "made"
    """Whether whispers, shouts and the like are made of the finished speech, as the default
    engine does it; off leaves them out, and says so in the result."""


class Transformers(Engine[SpeakRequest, SpeakResult]):
    """One text-to-speech model and its voices."""

    name = "transformers"
    version = "1"

    def __init__(self, settings: EngineSettings) -> None:
        """Load the model. Raises CallerError for a folder, a voice or an option that is wrong."""
        options = read_options(VoiceOptions, settings.options)
        _refuse(options)
        check_packages("transformers", "accelerate")
        device = choose(options)
        torch.set_num_threads(settings.threads)
        folder = ModelFolder(settings.model, verify=options.verify)
        digests = [folder.digest]
        if options.vocoder:
            digests.append(ModelFolder(options.vocoder, verify=options.verify).digest)
        self._options, self._device, self._meter = options, device, Meter(device)
        self._talker = load(Place(folder, device, options.language, options.vocoder))
        self._readers = Readers()
        self._players = gather(self._talker, folder.path, options.voices, options.language)
        self._weights = "".join(digests)
        self._actors = self._players.actors
        if options.warm_up:
            pace = self._pace(self._actors[0])
            self._actors = [actor.measured(pace) for actor in self._actors]
        listed = list(dict.fromkeys(tag for actor in self._actors for tag in actor.languages))
        self.capabilities = Capabilities(
            languages=listed, voices=[actor.voice() for actor in self._actors]
        )

    @property
    def weights_sha256(self) -> str:  # type: ignore[override]  # a consent may end meanwhile
        """Digest over all weights, voices and consents, and over whose consent has ended."""
        return hashlib.sha256((self._weights + self._players.identity()).encode()).hexdigest()

    def run(self, request: SpeakRequest, files: Files, report: Report) -> SpeakResult:
        """Speak one line. Raises CallerError for what can't be spoken."""
        actor = self._actor(request)
        consent = actor.recording.consent if actor.recording else None
        if consent:
            consent.hold(actor.id, today())
        rate = request.rate or 1.0
        if not RATE_MIN <= rate <= RATE_MAX:
            raise CallerError(
                f"The speaking rate is {rate:g}: choose one from {RATE_MIN:g} to {RATE_MAX:g}."
            )
        text, longest = clean(request.text), self._talker.longest
        report(0.0)

        def shorten() -> None:
            nonlocal longest
            longest = max(longest // 2, SHORTEST)

        with _DRAWS:
            self._meter.start()
            rungs = [Rung("The line was spoken in shorter pieces.", shorten)] * 2
            work = lambda: self._performed(request, actor, text, longest, report)  # noqa: E731
            (performance, words, left_out), degraded = climb_down(
                work, rungs, self._device, "transformers voice"
            )
        result = performance.result(request, text, words, files)
        result.degraded.extend(dict.fromkeys(degraded))
        result.left_out.extend(left_out)
        if consent:
            path = files.new("consent.json")
            path.write_bytes(consent.record)
            result.consent.CopyFrom(files.keep(path, "application/json"))
        if self._options.manner != "made" and request.manner not in _PACE:
            result.manner = Manner.MANNER_UNSPECIFIED
        return result

    def usage(self) -> Usage:
        """What the last run took."""
        return self._meter.read()

    def _performed(
        self, request: SpeakRequest, actor: Actor, text: Clean, longest: int, report: Report
    ) -> tuple[Performance, list[Span], list[str]]:
        """The line, spoken piece by piece, its words, and what may be missing from it."""
        rate = request.rate or 1.0
        manner = delivery(request.manner) if self._options.manner == "made" else PLAIN
        performance = Performance(rate, manner, request.seed)
        left_out: list[str] = []
        lines, words = self._readers.lines(text, primary(request.language), longest)
        whole = sum(len(line.said) for line in lines) or 1
        done = 0
        for index, line in enumerate(lines):
            low, high = done / whole, (done + len(line.said)) / whole
            with self._stepping(_ticker(report, low, high)):
                spoken = self._spoken(line, actor, rate, request.seed + index)
            if not spoken.ended:
                left_out = [ENDLESS.format(len(spoken.audio) / spoken.rate_hz)]
            performance.add(line.chunk, self._take(line, spoken, rate), Timbre())
            done += len(line.said)
            report(high)
        return performance, words, left_out

    def _spoken(self, line: Line, actor: Actor, rate: float, seed: int) -> Spoken:
        """A piece as the model says it; the same seed is the same wave."""
        torch.manual_seed(seed % (1 << 64))
        return self._talker.speak(line.said, actor, rate if self._talker.paced else 1.0)

    def _take(self, line: Line, spoken: Spoken, rate: float) -> Take:
        """The piece with the times that the model tells, or none."""
        total_s = len(spoken.audio) / spoken.rate_hz
        told = spoken.character_s is not None
        unit_s = unit_lengths(line, spoken.character_s, total_s) if spoken.character_s else []
        stretch = 1.0 if self._talker.paced else 1 / rate
        f0_hz = np.zeros(0, np.float32)
        if stretch != 1:
            f0_hz = found_pitch(resample(spoken.audio, spoken.rate_hz, RATE_HZ), RATE_HZ)
        return Take(
            np.nan_to_num(spoken.audio),
            spoken.rate_hz,
            unit_s,
            f0_hz,
            timed_by_model=told and bool(unit_s),
            stretch=stretch,
            early=False,
        )

    @contextmanager
    def _stepping(self, tick: Callable[[], None]) -> Generator[None]:
        """Count the model's steps and let them be stopped, each before it begins."""

        def before(module: object, given: object) -> None:
            tick()
            self._meter.steps += 1

        hooks: list[RemovableHandle] = [
            module.register_forward_pre_hook(before) for module in self._talker.steps
        ]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def _pace(self, actor: Actor) -> float:
        """Characters a second that a voice says, by one short sentence; 0 where it can't."""
        text = SAMPLES.get(actor.languages[0], SAMPLE)
        with _DRAWS:
            try:
                lines, _ = self._readers.lines(clean(text), actor.languages[0], len(text))
                spoken = [self._spoken(line, actor, 1.0, 0) for line in lines]
            except CallerError:
                return 0.0  # letters that its language does not have
        heard = [resample(one.audio, one.rate_hz, RATE_HZ) for one in spoken]
        bounds = [speech_bounds(wave) for wave in heard]
        seconds = sum(end - start for start, end in bounds) / RATE_HZ
        return len(text) / seconds if seconds else 0.0

    def _actor(self, request: SpeakRequest) -> Actor:
        """The voice asked for. Raises CallerError when it is not here or not for the language."""
        language = primary(request.language)
        able = [actor.id for actor in self._actors if language in actor.languages]
        if not able:
            raise CallerError(
                f"No voice here speaks {request.language!r}: write the line in "
                f"{names(list(self.capabilities.languages)[:8])}."
            )
        for actor in self._actors:
            if actor.id == request.voice:
                if actor.id not in able:
                    raise CallerError(
                        f"The voice {actor.id!r} does not speak {request.language!r}: choose "
                        f"{names(able[:6])}."
                    )
                return actor
        raise CallerError(f"There is no voice called {request.voice!r}: choose {names(able[:6])}.")


def _refuse(options: VoiceOptions) -> None:
    """Raises CallerError for what other model engines do and this one does not."""
    idle = {"attention": "", "quantize": "", "compile": False, "offload": "auto", "tiling": "auto"}
    for name, value in idle.items():
        if getattr(options, name) != value:
            raise CallerError(
                f"ENGINE_OPTIONS asks for {name}, which the voice engine does not do: its models "
                "are small; remove the option."
            )


def _ticker(report: Report, low: float, high: float) -> Callable[[], None]:
    """Report progress that creeps from low towards high: no model tells how much is left."""
    begun = time.monotonic()
    return lambda: report(low + (high - low) * (1 - 0.5 ** ((time.monotonic() - begun) / 3)))


ENGINE = Transformers

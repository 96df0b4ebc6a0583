"""The default voice engine: small neural models on a CPU, every sound with its time."""

import time
from collections.abc import Callable, Iterator

from reelmesh.mesh.engine import CallerError, Engine, EngineSettings, Files, Report
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.espeak import find_espeak
from services.voice.manner import delivery
from services.voice.onnx_models import Models
from services.voice.performance import Performance, names
from services.voice.script import script
from services.voice.speech import Chunk, Span, Take
from services.voice.text import Clean, clean, foreign_letters
from services.voice.voices import CAST, ESPEAK, Role, primary

RATE_MIN, RATE_MAX = 0.5, 2.0
Spoken = tuple[Chunk, Callable[[Callable[[], None]], Take]]
"""A chunk and how to speak it; the function takes a tick to call meanwhile."""


class Neural(Engine[SpeakRequest, SpeakResult]):
    """hibari for quick English, Kokoro for Mandarin and more voices, espeak-ng if it is there."""

    name = "neural"
    version = "8"

    def __init__(self, settings: EngineSettings) -> None:
        """Load hibari; the others load when they are first needed."""
        self._models = Models(settings.threads)
        self._espeak = find_espeak()
        self._roles = [role for role in CAST if self._models.has_kokoro or role.model != "kokoro"]
        if self._espeak:
            self._roles += ESPEAK
        self.weights_sha256 = self._models.weights_sha256
        self.capabilities = self._capabilities()

    def run(self, request: SpeakRequest, files: Files, report: Report) -> SpeakResult:
        """Speak one line. Raises CallerError for what can't be spoken."""
        role = self._role(request)
        speed = _rate(request.rate) * role.tempo
        text = clean(request.text)
        language = self._language(request, role, text)
        report(0.0)
        spoken, words = self._prepare(request, role, text, language, speed)
        if not spoken:
            raise CallerError("The line has nothing that can be spoken: write words or numbers.")
        performance = Performance(speed, delivery(request.manner), request.seed)
        shares = _shares([chunk for chunk, _ in spoken])
        for (chunk, speak), (low, high) in zip(spoken, shares, strict=True):
            take = speak(_ticker(report, low, high))
            performance.add(chunk, take, role.timbre)
            report(high)
        return performance.result(request, text, words, files)

    def _prepare(
        self, request: SpeakRequest, role: Role, text: Clean, language: str, speed: float
    ) -> tuple[list[Spoken], list[Span]]:
        """The chunks to speak, and the words of the line."""
        if role.model == "espeak":
            return self._prepare_espeak(role, text, language, speed)
        models = self._models
        english = models.english(role.british).units
        if role.model == "hibari":
            vocabulary = models.hibari.vocabulary
            read = script(text, language, english, None, set(vocabulary))

            def by_hibari(chunk: Chunk, index: int) -> Callable[[Callable[[], None]], Take]:
                return lambda tick: models.hibari.speak(chunk, speed, request.seed + index)

            return [(c, by_hibari(c, i)) for i, c in enumerate(read.chunks)], read.words
        kokoro = models.kokoro()
        chinese = models.mandarin().units
        read = script(text, language, english, chinese, set(kokoro.vocabulary))

        def by_kokoro(chunk: Chunk) -> Callable[[Callable[[], None]], Take]:
            return lambda tick: kokoro.speak(chunk, role.style, speed, tick)

        return [(chunk, by_kokoro(chunk)) for chunk in read.chunks], read.words

    def _prepare_espeak(
        self, role: Role, text: Clean, language: str, speed: float
    ) -> tuple[list[Spoken], list[Span]]:
        espeak = self._espeak
        assert espeak is not None, "espeak voices are offered only with the program"
        words: list[Span] = []
        spoken: list[Spoken] = []
        for sentence, chunk, spans in espeak.script(text.text, language, role.style, len(words)):
            words += spans

            def speak(_: Callable[[], None], said: str = sentence) -> Take:
                return espeak.speak(said, language, role.style, speed)

            spoken.append((chunk, speak))
        return spoken, words

    def _role(self, request: SpeakRequest) -> Role:
        for role in self._roles:
            if role.id == request.voice:
                return role
        some = [role.id for role in self._roles if self._speaks(role, primary(request.language))]
        raise CallerError(
            f"There is no voice called {request.voice!r}: choose "
            f"{names((some or [role.id for role in self._roles])[:6])}."
        )

    def _speaks(self, role: Role, language: str) -> bool:
        if role.model == "espeak":
            return self._espeak is not None and language in self._espeak.languages
        return language in role.languages

    def _language(self, request: SpeakRequest, role: Role, text: Clean) -> str:
        """The language to read the line in. Raises CallerError when the voice can't."""
        language = primary(request.language)
        if not self._speaks(role, language):
            able = [other.id for other in self._roles if self._speaks(other, language)]
            if able:
                raise CallerError(
                    f"The voice {role.id!r} does not speak {request.language!r}: choose "
                    f"{names(able[:6])}."
                )
            more = "" if self._espeak else ", or install espeak-ng on the voice workers for more"
            raise CallerError(
                f"No voice here speaks {request.language!r}: write the line in "
                f"{names(list(self.capabilities.languages)[:8])}{more}."
            )
        chinese = role.model == "kokoro"
        foreign = "" if role.model == "espeak" else foreign_letters(text.text, chinese)
        if foreign:
            raise CallerError(
                f"The voice {role.id!r} can't read {foreign!r}: write the line in "
                f"{names(role.languages)}, or choose a voice and a language for it."
            )
        return language

    def _capabilities(self) -> Capabilities:
        voices = [role.voice() for role in self._roles]
        for voice in voices:
            if self._espeak and voice.id.startswith("espeak"):
                voice.languages[:] = self._espeak.languages
        listed = list(dict.fromkeys(tag for voice in voices for tag in voice.languages))
        return Capabilities(languages=listed, voices=voices)


def _rate(rate: float) -> float:
    """The asked rate; 0 is 1. Raises CallerError outside what the models can do."""
    rate = rate or 1.0
    if not RATE_MIN <= rate <= RATE_MAX:
        raise CallerError(
            f"The speaking rate is {rate:g}: choose one from {RATE_MIN:g} to {RATE_MAX:g}."
        )
    return rate


def _shares(chunks: list[Chunk]) -> Iterator[tuple[float, float]]:
    """For each chunk the progress before and after it, by its length."""
    total = sum(len(chunk.units) for chunk in chunks) or 1
    done = 0
    for chunk in chunks:
        yield done / total, (done + len(chunk.units)) / total
        done += len(chunk.units)


def _ticker(report: Report, low: float, high: float) -> Callable[[], None]:
    """Report progress that creeps from low towards high, since a model run tells none."""
    begun = time.monotonic()

    def tick() -> None:
        report(low + (high - low) * (1 - 0.5 ** ((time.monotonic() - begun) / 3)))

    return tick


ENGINE = Neural

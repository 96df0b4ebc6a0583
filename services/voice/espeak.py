"""Other languages by espeak-ng, as a separate program (GPL-3.0) that is used when it is there.

Nothing of it is linked, bundled or required: text goes to its standard input, a WAV comes out.
"""

import io
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator

import numpy as np

from reelmesh.mesh.engine import EngineError
from services.voice.audio import RATE_HZ, resample
from services.voice.script import SENTENCE_PAUSE_S
from services.voice.speech import Chunk, Span, Take, Unit
from services.voice.text import sentences, word_span

WORDS_PER_MINUTE = 160
TIMEOUT_S = 30.0
_LANGUAGE_LINE = re.compile(r"^\s*\d+\s+([a-z]{2,3})(?:-\S+)?\s")
_SKIPPED = frozenset("variant cmn hak ja yue ia io jbo eo lfn piqd py qdb qya sjn".split())
"""Not languages, invented ones, and those whose Han characters it cannot read well."""


class Espeak:
    """espeak-ng, found on PATH."""

    def __init__(self, program: str) -> None:
        self._program = program
        listing = self._call(["--voices"], "").decode("utf-8", "replace")
        found = {m.group(1) for line in listing.splitlines() if (m := _LANGUAGE_LINE.match(line))}
        self.languages = tuple(sorted(found - _SKIPPED))

    def script(
        self, text: str, language: str, variant: str, first_word: int = 0
    ) -> Iterator[tuple[str, Chunk, list[Span]]]:
        """Each sentence, its sounds, and its words; the first word has index first_word."""
        for span in sentences(text):
            sentence = text[span.start : span.end].replace("\n", " ")
            spans = [
                Span(m.start() + span.start, m.end() + span.start)
                for m in re.finditer(r"\S+", sentence)
            ]
            words = [span for span in spans if word_span(text, span) is not None]
            ipa = self._ipa(sentence, language, variant)
            yield sentence, _chunk(ipa, first_word, len(words)), words
            first_word += len(words)

    def speak(self, sentence: str, language: str, variant: str, speed: float) -> Take:
        """Speak a sentence; 48 kHz."""
        rate = str(round(WORDS_PER_MINUTE * speed))
        data = self._call(["-v", _voice(language, variant), "-s", rate, "-z", "--stdout"], sentence)
        with wave.open(io.BytesIO(data)) as file:
            rate_hz = file.getframerate()
            # A streamed header counts no frames: read to the end instead.
            pcm = np.frombuffer(data[44:], "<i2")
        audio = resample(pcm.astype(np.float32) / np.float32(32768), rate_hz, RATE_HZ)
        return Take(audio, RATE_HZ, [], np.zeros(0, np.float32), timed_by_model=False)

    def _ipa(self, sentence: str, language: str, variant: str) -> str:
        arguments = ["-v", _voice(language, variant), "-q", "--ipa", "--sep=_"]
        return self._call(arguments, sentence).decode("utf-8", "replace")

    def _call(self, arguments: list[str], text: str) -> bytes:
        """Run the program; the text goes in by standard input, so it can't be an option."""
        command = [self._program, *arguments, *(["--stdin"] if text else [])]
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, check=True, timeout=TIMEOUT_S
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(
                "The program espeak-ng failed: check that it is installed whole, or choose "
                "another voice."
            ) from error
        return done.stdout


def find_espeak() -> Espeak | None:
    """espeak-ng if it is on PATH and answers."""
    program = shutil.which("espeak-ng")
    if program is None:
        return None
    try:
        return Espeak(program)
    except EngineError:
        return None


def _voice(language: str, variant: str) -> str:
    return f"{language}+{variant}"


def _chunk(ipa: str, first_word: int, words: int) -> Chunk:
    """Units from espeak's IPA: lines are clauses, spaces part words, underscores part sounds."""
    groups = [line.split() for line in ipa.strip().splitlines()]
    total = sum(len(group) for group in groups)
    units: list[Unit] = []
    done = 0
    for group in groups:
        for sounds in group:
            # Numbers are read as several words: share the written words out in order.
            word = first_word + min(done * words // max(total, 1), words - 1)
            units += [Unit(bare, word) for s in sounds.split("_") if (bare := _bare(s))]
            units.append(Unit(" "))
            done += 1
        units.append(Unit(","))
    return Chunk(units, SENTENCE_PAUSE_S)


def _bare(sound: str) -> str:
    """A sound without stress and tone marks."""
    return re.sub(r"[ˈˌ0-9\-.()]", "", sound)

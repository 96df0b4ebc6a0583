"""Puts spoken chunks together: one wave, with every sound and word where it is heard."""

from collections.abc import Iterable

import numpy as np

from reelmesh.mesh.engine import CallerError, Files
from reelmesh.v1.timeline_pb2 import Phone, Word
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.audio import RATE_HZ, faded, levelled, resample, speech_bounds, write_wav
from services.voice.delivery import delivered
from services.voice.loudness import loudness
from services.voice.manner import Delivery
from services.voice.speech import Chunk, Floats, Span, Take, TimedPhone
from services.voice.text import Clean, word_span
from services.voice.timbre import Timbre
from services.voice.timing import timed_phones
from services.voice.visemes import viseme
from services.voice.voicing import voiced_as


class Performance:
    """A line as it grows: add chunks in order, then read the result."""

    def __init__(self, speed: float, manner: Delivery, seed: int) -> None:
        """speed shortens the pauses between chunks, as it does the chunks."""
        self._speed = speed
        self._manner = manner
        self._seed = seed
        self._parts: list[Floats] = []
        self._phones: list[TimedPhone] = []
        self._samples = 0
        self._pause_s = 0.0
        self.timed_by_model = True

    def add(self, chunk: Chunk, take: Take, timbre: Timbre) -> None:
        """Append a chunk after the pause that the one before it asked for."""
        plain = resample(take.audio, take.rate_hz, RATE_HZ)
        said = delivered(chunk.units, take, plain, timbre, self._manner)
        # Times and ends are those of the plain voice: a whisper hides them, and keeps them.
        start, end = speech_bounds(said.audio)
        if end <= start:
            return
        phones = timed_phones(chunk.units, said.unit_s, said.audio, take.early)
        seed = self._seed + len(self._parts)
        audio = voiced_as(said.audio, said.f0_hz, self._manner.effort, seed)
        self._silence(self._pause_s if self._parts else 0.0)
        offset_s = (self._samples - start) / RATE_HZ
        low_s, high_s = self._samples / RATE_HZ, (self._samples + end - start) / RATE_HZ
        for phone in phones:
            to_s = min(phone.end_s + offset_s, high_s)
            if to_s > low_s:
                self._append(TimedPhone(phone.symbol, low_s, to_s, phone.word))
                low_s = to_s
        # A sound that the model lets die early is silent, not missing.
        if high_s > low_s:
            self._append(TimedPhone("", low_s, high_s))
        self._parts.append(faded(audio[start:end]))
        self._samples += end - start
        self._pause_s = chunk.pause_s / self._speed
        self.timed_by_model = self.timed_by_model and take.timed_by_model

    @property
    def seconds(self) -> float:
        """Length of the line so far."""
        return self._samples / RATE_HZ

    def audio(self) -> Floats:
        """The line at 48 kHz, levelled."""
        return levelled(np.concatenate(self._parts))

    def phones(self, audio: Floats) -> list[Phone]:
        """Sounds in order, without gaps, from 0 to the end; audio is what audio() gave."""
        loud = loudness(self._phones, audio, self._manner.mouth)
        before = ["", *(phone.symbol for phone in self._phones)]
        return [
            Phone(
                symbol=phone.symbol or "sil",
                viseme=viseme(phone.symbol, earlier),
                start_seconds=round(phone.start_s, 4),
                end_seconds=round(phone.end_s, 4),
                loudness=value,
            )
            for phone, earlier, value in zip(self._phones, before[:-1], loud, strict=True)
        ]

    def words(self, line: str, text: Clean, spans: list[Span]) -> list[Word]:
        """Words as written, in order, with the times of their sounds."""
        heard: dict[int, list[TimedPhone]] = {}
        for phone in self._phones:
            if phone.word >= 0:
                heard.setdefault(phone.word, []).append(phone)
        words: list[Word] = []
        for index in sorted(heard, key=lambda i: heard[i][0].start_s):
            span = word_span(text.text, spans[index])
            if span is None:
                continue
            words.append(
                Word(
                    text=line[text.origin[span.start] : text.origin[span.end - 1] + 1],
                    start_seconds=round(heard[index][0].start_s, 4),
                    end_seconds=round(heard[index][-1].end_s, 4),
                )
            )
        return words

    def result(
        self, request: SpeakRequest, text: Clean, words: list[Span], files: Files
    ) -> SpeakResult:
        """The line as it was asked for, written to a file. Raises CallerError when nothing of it
        could be spoken."""
        if not self.seconds:
            raise CallerError("The line has nothing that can be spoken: write words or numbers.")
        path, audio = files.new("line.wav"), self.audio()
        write_wav(path, audio)
        return SpeakResult(
            audio=files.keep(path, "audio/wav"),
            seconds=len(audio) / RATE_HZ,
            words=self.words(request.text, text, words),
            phones=self.phones(audio),
            timed_by_model=self.timed_by_model,
            manner=request.manner,
        )

    def _silence(self, seconds: float) -> None:
        count = int(seconds * RATE_HZ)
        if not count:
            return
        self._parts.append(np.zeros(count, np.float32))
        start_s = self.seconds
        self._samples += count
        self._append(TimedPhone("", start_s, self.seconds))

    def _append(self, phone: TimedPhone) -> None:
        """Add a sound; rests that meet are one rest."""
        last = self._phones[-1] if self._phones else None
        if last and not last.symbol and not phone.symbol:
            last.end_s = phone.end_s
        else:
            self._phones.append(phone)


def names(ids: Iterable[str]) -> str:
    """Ids as a person reads them: a, b or c."""
    listed = list(ids)
    return " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)

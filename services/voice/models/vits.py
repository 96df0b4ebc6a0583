"""VITS, which alone tells when each letter is said."""

import importlib.util

import torch
from torch import nn
from transformers import VitsModel, VitsTokenizer

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models import whole
from services.voice.models.cast import Actor
from services.voice.models.languages import shortest
from services.voice.models.talker import Place, Spoken, in_place
from services.voice.voices import primary


class Vits:
    """VITS, as of Massively Multilingual Speech: letters in, a wave out, in one pass. It alone
    tells how long each letter is."""

    longest = 300
    paced = True
    clones = False
    languages = ()

    def __init__(self, place: Place) -> None:
        # Its flows lose their precision in half: always float32.
        model = whole.model(VitsModel, place.path)
        self._words: VitsTokenizer = VitsTokenizer.from_pretrained(
            place.path, local_files_only=True
        )
        for wanted, package in ((self._words.phonemize, "phonemizer"),
                                (self._words.is_uroman, "uroman")):  # fmt: skip
            if wanted and importlib.util.find_spec(package) is None:
                raise EngineError(
                    f"The model in {place.path} reads text by the package {package}, which is not "
                    "installed: install it in the image of this pool, or take another model."
                )
        self._model = in_place(model, place)
        self._device = place.device.name
        self._language = primary(place.language) or shortest(self._words.language or "")
        self._frame_s = float(
            torch.tensor(model.config.upsample_rates).prod() / model.config.sampling_rate
        )
        self._durations = torch.zeros(0)
        self.steps: list[nn.Module] = [model.text_encoder, model.flow, model.decoder]
        model.duration_predictor.register_forward_hook(self._measured)

    def voices(self) -> list[Actor]:
        """One, or as many as it has speakers, by their numbers."""
        if not self._language:
            raise CallerError(
                "The model does not tell its language: set ENGINE_OPTIONS=language=en, or declare "
                "its voices in voices.toml."
            )
        count = self._model.config.num_speakers
        ids = [self._language] if count < 2 else [f"{self._language}-{k}" for k in range(count)]
        return [
            Actor(name, f"Voice {name}", (self._language,), speaker=str(k) if count > 1 else "")
            for k, name in enumerate(ids)
        ]

    def check(self, actor: Actor) -> None:
        """A speaker's number, where it has several."""
        count = self._model.config.num_speakers
        if count > 1 and not (actor.speaker.isdecimal() and int(actor.speaker) < count):
            raise CallerError(
                f"The voice {actor.id!r} needs speaker, a number from 0 to {count - 1}."
            )

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """One pass; rate is the model's own."""
        read, at = self._read(said)
        tokens = self._words(text=said, return_tensors="pt")["input_ids"].to(self._device)
        speaker = {"speaker_id": int(actor.speaker)} if actor.speaker else {}
        with torch.no_grad():
            own = self._model.config.speaking_rate
            out = self._model(input_ids=tokens, speaking_rate=own * rate, **speaker)
        audio = out.waveform[0].float().cpu().numpy()
        seconds = torch.ceil(torch.exp(self._durations[0, 0]) / (own * rate)) * self._frame_s
        return Spoken(
            audio, self._model.config.sampling_rate, self._times(seconds, len(said), len(read), at)
        )

    def _measured(self, module: nn.Module, given: object, log_duration: torch.Tensor) -> None:
        self._durations = log_duration.detach().float().cpu()

    def _read(self, said: str) -> tuple[str, list[int] | None]:
        """What the tokenizer makes of a piece, and where each of its characters stands in it."""
        known = self._words.encoder
        foreign = {
            char
            for char in self._words.normalize_text(said)
            if char.isalnum() and char not in known
        }
        if foreign and not (self._words.phonemize or self._words.is_uroman):
            raise CallerError(
                f"This voice can't read {' '.join(sorted(foreign)[:8])!r}: write the line in its "
                "language, and numbers as words."
            )
        read = self._words.prepare_for_tokenization(said)[0]
        at: list[int] = []
        position = 0
        for char in read:
            while position < len(said) and said[position].lower() != char:
                position += 1
            if position == len(said):
                return read, None  # romanised or in phonemes: nobody tells what became what
            at.append(position)
            position += 1
        return read, at

    def _times(
        self, token_s: torch.Tensor, count: int, read: int, at: list[int] | None
    ) -> list[tuple[float, float]] | None:
        """Times of count characters. Blanks stand between tokens where the tokenizer adds them;
        each is shared by its neighbours."""
        if at is None or len(token_s) != (2 * read + 1 if self._words.add_blank else read):
            return None
        ends = torch.cumsum(token_s, 0).tolist()
        starts = [0.0, *ends[:-1]]
        times = [(0.0, 0.0)] * count
        for k, position in enumerate(at):
            if self._words.add_blank:
                first, last = 2 * k, 2 * k + 2
                begin = starts[first] if not k else (starts[first] + ends[first]) / 2
                end = ends[last] if k == read - 1 else (starts[last] + ends[last]) / 2
                times[position] = (begin, end)
            else:
                times[position] = (starts[k], ends[k])
        return times

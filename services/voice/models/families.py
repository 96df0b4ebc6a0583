"""What differs between text-to-speech models: how one is loaded, and how it speaks one piece."""

import json
from collections.abc import Callable
from typing import cast

import torch
from torch import nn
from transformers import (
    AutoProcessor,
    BarkModel,
    SpeechT5ForTextToSpeech,
    SpeechT5HifiGan,
    SpeechT5Processor,
)

from reelmesh.mesh.engine import CallerError
from reelmesh.models import whole
from services.voice.models.cast import Actor
from services.voice.models.csm import Csm
from services.voice.models.dia import Dia
from services.voice.models.pocket import PocketTts
from services.voice.models.talker import Place, Spoken, Talker, in_place
from services.voice.models.vibevoice import VibeVoice
from services.voice.models.vits import Vits
from services.voice.voices import primary


class SpeechT5:
    """SpeechT5 with its vocoder: frame by frame, in the voice of a speaker's vector."""

    longest = 200
    paced = False
    clones = False
    languages = ()

    def __init__(self, place: Place) -> None:
        if not place.vocoder:
            raise CallerError(
                "SpeechT5 needs its vocoder: set ENGINE_OPTIONS=...,vocoder=/path/to/hifigan."
            )
        self._model = whole.model(SpeechT5ForTextToSpeech, place.path)
        self._words: SpeechT5Processor = SpeechT5Processor.from_pretrained(
            place.path, local_files_only=True
        )
        self._vocoder = whole.model(SpeechT5HifiGan, place.vocoder)
        self._device = place.device.name
        in_place(self._model, place)
        in_place(self._vocoder, place)
        self.steps = [cast("nn.Module", self._model.speecht5.decoder.prenet)]

    def voices(self) -> list[Actor]:
        """None: it has no speaker of its own."""
        raise CallerError(
            "SpeechT5 has no voice of its own: put voices.toml into its folder, each voice with "
            "the embedding of a speaker who agreed to it."
        )

    def check(self, actor: Actor) -> None:
        """A vector of the model's length."""
        size = self._model.config.speaker_embedding_dim
        if actor.embedding is None or len(actor.embedding) != size:
            raise CallerError(f"The voice {actor.id!r} needs an embedding of {size} numbers.")

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Until the model says that it is done."""
        given = self._words(text=said, return_tensors="pt")
        assert given is not None, "a text gives tokens"
        tokens = given["input_ids"].to(self._device)
        assert actor.embedding is not None, "check() refuses a voice without one"
        vector = torch.from_numpy(actor.embedding).reshape(1, -1).to(self._device)
        with torch.no_grad():
            wave = self._model.generate_speech(tokens, vector, vocoder=self._vocoder)
        assert isinstance(wave, torch.Tensor), "a tuple comes only where lengths are asked for"
        return Spoken(wave.float().cpu().numpy(), self._vocoder.config.sampling_rate)


class Bark:
    """Bark: three models of tokens, one after the other, and a codec. Its voices are presets."""

    longest = 180
    paced = False
    clones = False
    languages = ()

    def __init__(self, place: Place) -> None:
        self._model = whole.model(BarkModel, place.path, dtype=place.device.torch_dtype)
        self._words = AutoProcessor.from_pretrained(place.path, local_files_only=True)
        self._device = place.device.name
        model = in_place(self._model, place)
        self.steps: list[nn.Module] = [model.semantic, model.coarse_acoustics, model.fine_acoustics]

    def voices(self) -> list[Actor]:
        """Its presets, such as v2/en_speaker_6, by the language in their names."""
        found: list[Actor] = []
        for preset in self._words.available_voice_presets:
            name = preset.rpartition("/")[2]
            language = primary(name.split("_")[0])
            found.append(Actor(name.replace("_", "-"), name, (language,), speaker=preset))
        if not found:
            raise CallerError(
                "The model's folder holds no speaker_embeddings_path.json, so its voices are not "
                "known: fetch it with its speaker_embeddings."
            )
        return found

    def check(self, actor: Actor) -> None:
        """One of its presets."""
        if actor.speaker not in self._words.available_voice_presets:
            raise CallerError(
                f"The voice {actor.id!r} needs speaker, the name of a preset such as "
                f"{next(iter(self._words.available_voice_presets), 'v2/en_speaker_6')}."
            )

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Drawn token by token."""
        given = self._words(said, voice_preset=actor.speaker).to(self._device)
        with torch.no_grad():
            wave = self._model.generate(**given)
        rate_hz = int(getattr(self._model.generation_config, "sample_rate"))  # noqa: B009
        return Spoken(wave[0].float().cpu().numpy(), rate_hz)


FAMILIES: dict[str, Callable[[Place], Talker]] = {
    "vits": Vits,
    "speecht5": SpeechT5,
    "bark": Bark,
    "csm": Csm,
    "pocket_tts": PocketTts,
    "dia": Dia,
    "vibevoice": VibeVoice,
}
"""By model_type of config.json."""


def load(place: Place) -> Talker:
    """The model of a folder. Raises CallerError for one that is none of these."""
    kind = str(place.folder.config("config.json").get("model_type"))
    if kind not in FAMILIES:
        raise CallerError(
            f"The model in {place.path} is of type {kind}, which the voice engine does not know: "
            f"it knows {', '.join(FAMILIES)}."
        )
    try:
        return FAMILIES[kind](place)
    except (OSError, json.JSONDecodeError) as error:
        raise CallerError(
            f"The model in {place.path} cannot be loaded ({error}): fetch all of its files."
        ) from error

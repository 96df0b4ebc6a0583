"""Pocket TTS (Kyutai): latents drawn frame by frame, in the voice of a recording."""

from typing import cast

import torch
from torch import nn
from transformers import (
    AutoTokenizer,
    PocketTTSAudioTokenizerModel,
    PocketTTSFeatureExtractor,
    PocketTTSForConditionalGeneration,
    PocketTTSProcessor,
)

from reelmesh.mesh.engine import EngineError
from reelmesh.models import whole
from services.voice.models.bound import longest_s
from services.voice.models.cast import Actor
from services.voice.models.cloner import Cloner
from services.voice.models.talker import Place, Spoken, in_place, second

TEMPLATE = "chat_template.jinja"
_SET = ("short_text_max_words", "frames_after_eos_short_text", "frames_after_eos",
        "fade_in_duration")  # fmt: skip
"""What processor_config.json may set of the processor."""


class PocketTts(Cloner):
    """A small transformer that says one latent a frame by a flow head, and its own codec."""

    longest = 180
    languages = ("en",)

    def __init__(self, place: Place) -> None:
        template = place.folder.path / TEMPLATE
        if not template.is_file():
            raise EngineError(
                f"The model in {place.path} has no {TEMPLATE}, so how it is asked is not known: "
                "fetch all of its files."
            )
        self._model = whole.model(
            PocketTTSForConditionalGeneration, place.path, dtype=place.device.torch_dtype
        )
        # Its codec would be fetched by the name in its settings: here it is a folder.
        codec = in_place(
            whole.model(PocketTTSAudioTokenizerModel, second(place, "Pocket TTS needs its codec")),
            place,
        )
        told = place.folder.config("processor_config.json")
        self._words = PocketTTSProcessor(
            PocketTTSFeatureExtractor.from_pretrained(place.path, local_files_only=True),
            AutoTokenizer.from_pretrained(place.path, local_files_only=True),
            audio_tokenizer=codec,
            chat_template=template.read_text("utf-8"),
            **{name: told[name] for name in _SET if name in told},
        )
        self._device, self._dtype = place.device.name, place.device.torch_dtype
        self._rate_hz = int(codec.config.sampling_rate)
        self._frames_per_s = float(self._model.config.frame_rate)
        self.steps = [cast("nn.Module", in_place(self._model, place).model)]

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Drawn frame by frame, until the model says that it is done."""
        assert actor.recording is not None, "check() refuses a voice without one"
        turns = [{"role": "user", "content": [{"type": "audio"}, {"type": "text", "text": said}]}]
        asked = self._words.apply_chat_template(turns, tokenize=False)
        given = self._words(
            text=asked,
            audio=[actor.recording.at(self._rate_hz)],
            sampling_rate=self._rate_hz,
            return_tensors="pt",
        ).to(self._device, self._dtype)
        most = round(longest_s(said) * self._frames_per_s)
        with torch.no_grad():
            (latents,) = self._model.generate(
                **given, max_new_tokens=most, return_dict_in_generate=False
            )
        wave = self._words.decode(latents)
        assert isinstance(wave, torch.Tensor), "one piece gives one wave"
        return Spoken(wave.numpy(), self._rate_hz, ended=len(latents) < most)

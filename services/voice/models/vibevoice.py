"""VibeVoice (Microsoft): a language model that has a diffusion head say each frame."""

from typing import cast

import torch
from torch import nn
from transformers import VibeVoiceForConditionalGeneration

from reelmesh.models import whole
from reelmesh.models.device import check_packages
from services.voice.models.bound import longest_s
from services.voice.models.cast import Actor
from services.voice.models.cloner import Cloner, processor
from services.voice.models.talker import Place, Spoken, in_place

_SPEAKER = "0"


class VibeVoice(Cloner):
    """A language model, a diffusion head and two codecs, one of which listens to what was said."""

    longest = 300
    languages = ("en", "zh")

    def __init__(self, place: Place) -> None:
        check_packages("diffusers")  # its noise schedule
        self._model = whole.model(
            VibeVoiceForConditionalGeneration, place.path, dtype=place.device.torch_dtype
        )
        self._words = processor(place)
        self._device, self._dtype = place.device.name, place.device.torch_dtype
        model = in_place(self._model, place)
        self._rate_hz = int(self._words.feature_extractor.sampling_rate)
        self._frames_per_s = self._rate_hz / model.config.audio_config.hop_length
        self.steps = [cast("nn.Module", model.model.language_model)]

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Drawn frame by frame, until the language model says that it is done."""
        assert actor.recording is not None, "check() refuses a voice without one"
        turns = [{"role": _SPEAKER, "content": [{"type": "text", "text": said}, {"type": "audio"}]}]
        asked = self._words.apply_chat_template(turns, tokenize=False)
        given = self._words(
            text=[asked],
            audio=[actor.recording.at(self._rate_hz)],
            sampling_rate=self._rate_hz,
            return_tensors="pt",
        ).to(self._device, self._dtype)
        most = round(longest_s(said) * self._frames_per_s)
        with torch.no_grad():
            made = self._model.generate(**given, max_new_tokens=most, return_dict_in_generate=True)
        (wave,) = made.audio
        if wave is None:  # it ended before the first frame
            return Spoken(torch.zeros(1).numpy(), self._rate_hz)
        heard = wave.reshape(-1).float().cpu().numpy()
        steps = made.sequences.shape[1] - given["input_ids"].shape[1]
        return Spoken(heard, self._rate_hz, ended=steps < most)

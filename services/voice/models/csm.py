"""CSM (Sesame's conversational speech model): goes on in the voice of a recording it is given."""

from typing import cast

import torch
from torch import nn
from transformers import CsmForConditionalGeneration

from reelmesh.models import whole
from services.voice.models.bound import longest_s
from services.voice.models.cast import Actor
from services.voice.models.cloner import Cloner, processor
from services.voice.models.talker import Place, Spoken, in_place

_SPEAKER = "0"
"""Number of the one who speaks in the recording and after it."""


class Csm(Cloner):
    """A backbone that says one code a frame, a decoder that says the others, and Mimi as codec."""

    longest = 200
    follows_words = True
    languages = ("en",)

    def __init__(self, place: Place) -> None:
        self._model = whole.model(
            CsmForConditionalGeneration, place.path, dtype=place.device.torch_dtype
        )
        self._words = processor(place)
        self._device, self._dtype = place.device.name, place.device.torch_dtype
        model = in_place(self._model, place)
        codec = model.codec_model.config
        self._rate_hz = int(codec.sampling_rate)
        self._frames_per_s = float(codec.frame_rate)
        self.steps = [cast("nn.Module", model.backbone_model)]

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Drawn frame by frame, until a frame of nothing but ends."""
        assert actor.recording is not None, "check() refuses a voice without one"
        turns = [
            {
                "role": _SPEAKER,
                "content": [
                    {"type": "text", "text": actor.recording.transcript},
                    {"type": "audio"},
                ],
            },
            {"role": _SPEAKER, "content": [{"type": "text", "text": said}]},
        ]
        asked = self._words.apply_chat_template(turns, tokenize=False)
        given = self._words(
            text=asked, audio=[actor.recording.at(self._rate_hz)], return_tensors="pt"
        ).to(self._device, self._dtype)
        most = round(longest_s(said) * self._frames_per_s)
        with torch.no_grad():
            # Codes rather than sound: a model that ends at once has no frame to decode.
            codes = self._model.generate(
                **given, max_new_tokens=most, return_dict_in_generate=False
            )[0]
            frames = self._frames(codes)
            if not frames:
                return Spoken(torch.zeros(1).numpy(), self._rate_hz)
            wave = self._model.codec_model.decode(codes[:frames].T[None]).audio_values
        return Spoken(wave[0, 0].float().cpu().numpy(), self._rate_hz, ended=frames < most)

    def _frames(self, codes: torch.Tensor) -> int:
        """Frames (n, codebooks) before the end that was drawn."""
        # The library's own sign of an end leaves the last codebook out.
        ends = (codes[:, :-1] == self._model.config.codebook_eos_token_id).all(dim=-1).nonzero()
        return int(ends[0]) if len(ends) else len(codes)

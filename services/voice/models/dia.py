"""Dia (Nari Labs): codes drawn frame by frame, going on from a recording and its words."""

from typing import cast

import torch
from torch import nn
from transformers import (
    DacModel,
    DiaFeatureExtractor,
    DiaForConditionalGeneration,
    DiaProcessor,
    DiaTokenizer,
)

from reelmesh.mesh.engine import CallerError
from reelmesh.models import whole
from services.voice.models.bound import longest_s
from services.voice.models.cast import Actor
from services.voice.models.cloner import Cloner
from services.voice.models.talker import Place, Spoken, in_place, second

_SPEAKER = "[S1]"
"""The one who speaks in the recording and after it."""


class Dia(Cloner):
    """An encoder of bytes, a decoder of nine codes a frame, and DAC as codec."""

    longest = 200
    follows_words = True
    languages = ("en",)

    def __init__(self, place: Place) -> None:
        self._model = whole.model(
            DiaForConditionalGeneration, place.path, dtype=place.device.torch_dtype
        )
        # Its codec would be fetched by the name in its settings: here it is a folder.
        codec = in_place(
            whole.model(DacModel, second(place, "Dia needs its codec, DAC of 44.1 kHz")),
            place,
        )
        self._words = DiaProcessor(
            DiaFeatureExtractor.from_pretrained(place.path, local_files_only=True),
            DiaTokenizer.from_pretrained(place.path, local_files_only=True),
            codec,
        )
        self._device = place.device.name
        self._rate_hz = int(codec.config.sampling_rate)
        self._frames_per_s = self._rate_hz / float(codec.config.hop_length)
        config = self._model.config
        self._codes = {
            "delay_pattern": config.delay_pattern,
            "eos_token_id": config.decoder_config.eos_token_id,
            "pad_token_id": config.decoder_config.pad_token_id,
            "bos_token_id": config.decoder_config.bos_token_id,
        }
        model = in_place(self._model, place)
        self.steps = [cast("nn.Module", model.model.decoder)]

    def check(self, actor: Actor) -> None:
        """What is said in the recording, and room for a line after it."""
        super().check(actor)
        assert actor.recording is not None, "refused before"
        room_s = self._model.config.decoder_config.max_position_embeddings / self._frames_per_s
        seconds = len(actor.recording.audio) / actor.recording.rate_hz
        if seconds > room_s / 2:
            raise CallerError(
                f"{actor.id}.wav is {seconds:.1f} s long, but Dia has room for {room_s / 2:.0f} s: "
                "record less, and have its speaker consent to that."
            )

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Drawn frame by frame, until the model says that it is done."""
        assert actor.recording is not None, "check() refuses a voice without one"
        given = self._words(
            text=[f"{_SPEAKER} {actor.recording.transcript} {said}"],
            audio=[actor.recording.at(self._rate_hz)],
            sampling_rate=self._rate_hz,
            return_tensors="pt",
            **self._codes,
        )
        heard = self._words.get_audio_prompt_len(given["decoder_attention_mask"], **self._codes)
        places = self._model.config.decoder_config.max_position_embeddings
        room = places - given["decoder_attention_mask"].shape[-1]
        most = min(round(longest_s(said) * self._frames_per_s), room)
        with torch.no_grad():
            codes = self._model.generate(
                **given.to(self._device), max_new_tokens=most, return_dict_in_generate=False
            )
            assert isinstance(codes, torch.Tensor), "a dict was not asked for"
            wave = self._words.decode(codes, audio_prompt_len=heard, **self._codes)
        # The library ends each line by force as many frames early as codes are late.
        ended = codes.shape[1] - heard < most
        return Spoken(wave.reshape(-1).float().numpy(), self._rate_hz, ended=ended)

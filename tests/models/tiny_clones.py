"""Tiny speech models that clone, with random weights, saved as a hub's folders are, and a folder
of recordings with consents."""

import hashlib
import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    CsmConfig,
    CsmForConditionalGeneration,
    CsmProcessor,
    EncodecFeatureExtractor,
    GenerationConfig,
    MimiConfig,
)
from transformers.models.csm import CsmDepthDecoderConfig

from tests.models.tiny_words import tokenizer

CODES = 32
"""Also of the signs, such as pad: random weights draw them like any other."""


def record(folder: Path, voice: str, said: str = "", seconds: float = 1.2, **more: object) -> Path:
    """A recording, a tone, with what is said in it and a consent; more changes the consent."""
    rng = np.random.default_rng(len(voice))
    times = np.arange(round(seconds * 16000)) / 16000
    tone = 0.3 * np.sin(2 * np.pi * 150 * times) + 0.02 * rng.standard_normal(len(times))
    path = folder / f"{voice}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((tone * 32767).astype("<i2").tobytes())
    consent = {
        "speaker": f"{voice.capitalize()} Example",
        "recorded_by": "Bob Example",
        "recorded_on": "2026-03-01",
        "scope": "Lines of fiction.",
        "recording_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **more,
    }
    (folder / f"{voice}.consent.json").write_text(json.dumps(consent))
    if said:
        (folder / f"{voice}.txt").write_text(said + "\n")
    return path


def csm(folder: Path) -> Path:
    """CsmForConditionalGeneration with Mimi, 24 kHz, 12.5 frames a second, four codebooks."""
    torch.manual_seed(0)
    small: dict[str, Any] = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "initializer_range": 0.5,  # smaller, and nothing heard before would change what is said
    }
    specials = ("<|begin_of_text|>", "<|end_of_text|>", "<|AUDIO|>", "<|audio_eos|>", "<pad>")
    words = tokenizer(
        *specials,
        bos_token=specials[0],
        eos_token=specials[1],
        pad_token=specials[4],
        extra_special_tokens=list(specials[2:4]),
    )
    config = CsmConfig(
        **small,
        num_codebooks=4,
        vocab_size=CODES,
        text_vocab_size=len(words),
        codebook_pad_token_id=CODES - 1,
        codebook_eos_token_id=0,
        pad_token_id=4,
        bos_token_id=0,
        audio_token_id=2,
        audio_eos_token_id=3,
        depth_decoder_config=CsmDepthDecoderConfig(
            **small, num_codebooks=4, backbone_hidden_size=16, vocab_size=CODES
        ).to_dict(),
        codec_config=mimi().to_dict(),
    )
    model = CsmForConditionalGeneration(config)
    sound(model.codec_model)
    model.generation_config = GenerationConfig(
        do_sample=True, max_new_tokens=20, pad_token_id=4, depth_decoder_do_sample=True
    )
    model.save_pretrained(folder)
    CsmProcessor(
        EncodecFeatureExtractor(sampling_rate=24000),
        words,
        chat_template=(
            "{% for turn in messages %}<|begin_of_text|>[{{ turn.role }}]"
            "{% for one in turn.content %}{% if one.type == 'text' %}{{ one.text }}<|end_of_text|>"
            "{% else %}<|AUDIO|><|audio_eos|>{% endif %}{% endfor %}{% endfor %}"
        ),
    ).save_pretrained(folder)
    return folder


def mimi() -> MimiConfig:
    """Mimi with its own strides, so that a frame is as long as that of the real one."""
    return MimiConfig(
        hidden_size=16,
        num_filters=2,
        num_hidden_layers=1,
        intermediate_size=16,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        codebook_size=CODES,
        codebook_dim=8,
        vector_quantization_hidden_dimension=8,
        num_quantizers=4,
        num_semantic_quantizers=1,
        upsample_groups=16,
    )


def sound(codec: torch.nn.Module) -> None:
    """Codebooks are made of zeros, which all sound alike, and weights too small to be heard."""
    for name, values in codec.named_buffers():
        if name.endswith("embed_sum"):
            values.normal_()
    with torch.no_grad():
        for values in codec.parameters():
            values.mul_(2.0)

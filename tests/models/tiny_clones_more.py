"""Tiny Pocket TTS, Dia and VibeVoice with random weights, saved as a hub's folders are; the codecs
of the first two in folders of their own, NAME-codec beside the model's."""

from pathlib import Path
from typing import Any

import torch
from transformers import (
    DacConfig,
    DacModel,
    DiaConfig,
    DiaFeatureExtractor,
    DiaForConditionalGeneration,
    DiaTokenizer,
    GenerationConfig,
    PocketTTSAudioTokenizerConfig,
    PocketTTSAudioTokenizerModel,
    PocketTTSConfig,
    PocketTTSFeatureExtractor,
    PocketTTSFlowHeadConfig,
    PocketTTSForConditionalGeneration,
    Qwen2Config,
    VibeVoiceAcousticTokenizerConfig,
    VibeVoiceAcousticTokenizerFeatureExtractor,
    VibeVoiceConfig,
    VibeVoiceForConditionalGeneration,
    VibeVoiceProcessor,
)
from transformers.models.dia import DiaDecoderConfig, DiaEncoderConfig
from transformers.models.vibevoice import VibeVoiceDiffusionHeadConfig
from transformers.models.vibevoice_acoustic_tokenizer import (
    VibeVoiceAcousticTokenizerEncoderConfig,
)

from tests.models.tiny_words import tokenizer

SMALL: dict[str, Any] = {
    "hidden_size": 16,
    "intermediate_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "initializer_range": 0.5,  # smaller, and nothing heard before would change what is said
}
CODES = 32


def pocket(folder: Path) -> Path:
    """PocketTTSForConditionalGeneration, 24 kHz, 12.5 frames a second."""
    torch.manual_seed(0)
    roles = ("audio_prompt_token", "audio_latent_token", "audio_prompt_bos_token",
             "audio_bos_token")  # fmt: skip
    signs = {role: f"<|{role}|>" for role in roles}
    words = tokenizer("<pad>", *signs.values(), pad_token="<pad>", extra_special_tokens=signs)
    model = PocketTTSForConditionalGeneration(
        PocketTTSConfig(
            **SMALL,
            flow_head_config=PocketTTSFlowHeadConfig(
                hidden_size=16, num_hidden_layers=1, latent_dim=8, condition_dim=16
            ).to_dict(),
            vocab_size=len(words),
            latent_dim=8,
            pad_token_id=0,
            audio_prompt_token_id=1,
            audio_latent_token_id=2,
            audio_prompt_bos_token_id=3,
            audio_bos_token_id=4,
        )
    )
    with torch.no_grad():  # it never says that it is done
        for values in model.eos_head.parameters():
            values.zero_()
    model.generation_config = GenerationConfig(
        do_sample=True, temperature=0.7, pad_token_id=0, eos_threshold=4.0
    )
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    PocketTTSFeatureExtractor().save_pretrained(folder)
    (folder / "processor_config.json").write_text('{"frames_after_eos": 3}')
    (folder / "chat_template.jinja").write_text(
        "{% for turn in messages %}{% for one in turn.content %}"
        "{% if one.type == 'audio' %}<|audio_prompt_bos_token|><|audio_prompt_token|>"
        "{% else %}{{ one.text }}{% endif %}{% endfor %}{% endfor %}<|audio_bos_token|>"
    )
    plain: dict[str, Any] = {**SMALL, "initializer_range": 0.2}
    codec = PocketTTSAudioTokenizerModel(
        PocketTTSAudioTokenizerConfig(
            **plain,
            num_filters=2,
            upsample_groups=16,
            latent_dim=8,
            head_dim=8,
        )
    )
    codec.save_pretrained(folder.with_name("pocket-codec"))
    return folder


def dia(folder: Path) -> Path:
    """DiaForConditionalGeneration, 16 kHz, 31 frames a second, three codes each."""
    torch.manual_seed(0)
    heads: dict[str, Any] = {"head_dim": 8}
    config = DiaConfig(
        encoder_config=DiaEncoderConfig(**SMALL, **heads, max_position_embeddings=128).to_dict(),
        decoder_config=DiaDecoderConfig(
            **SMALL,
            **heads,
            max_position_embeddings=512,
            cross_num_attention_heads=2,
            cross_head_dim=8,
            cross_num_key_value_heads=2,
            cross_hidden_size=16,
            vocab_size=CODES + 4,
            num_channels=3,
            pad_token_id=CODES + 1,
            eos_token_id=CODES,
            bos_token_id=CODES + 2,
        ).to_dict(),
        delay_pattern=[0, 2, 3],
        pad_token_id=CODES + 1,
        eos_token_id=CODES,
        bos_token_id=CODES + 2,
    )
    model = DiaForConditionalGeneration(config)
    with torch.no_grad():  # it never says that it is done
        model.logits_dense.weight.view(3, CODES + 4, -1)[:, CODES:] = 0
    model.generation_config = GenerationConfig(
        do_sample=True, guidance_scale=3.0, temperature=1.2, top_k=20, max_length=400,
        pad_token_id=CODES + 1, eos_token_id=CODES, bos_token_id=CODES + 2,
        decoder_start_token_id=CODES + 2,
    )  # fmt: skip
    model.save_pretrained(folder)
    DiaTokenizer().save_pretrained(folder)
    DiaFeatureExtractor(sampling_rate=16000, hop_length=512).save_pretrained(folder)
    DacModel(
        DacConfig(
            encoder_hidden_size=2,
            decoder_hidden_size=32,
            n_codebooks=3,
            codebook_size=CODES,
            codebook_dim=4,
            sampling_rate=16000,
        )
    ).save_pretrained(folder.with_name("dia-codec"))
    return folder


def vibevoice(folder: Path) -> Path:
    """VibeVoiceForConditionalGeneration, 24 kHz, 7.5 frames a second."""
    torch.manual_seed(0)
    signs = ("<|vision_start|>", "<|vision_end|>", "<|vision_pad|>")
    words = tokenizer("<pad>", *signs, pad_token="<pad>", extra_special_tokens=list(signs))
    codec: dict[str, Any] = {
        "num_filters": 2, "depths": [1, 1, 1, 1, 1, 1, 1], "initializer_range": 0.2,
    }  # fmt: skip
    model = VibeVoiceForConditionalGeneration(
        VibeVoiceConfig(
            audio_config=VibeVoiceAcousticTokenizerConfig(hidden_size=8, **codec).to_dict(),
            semantic_model_config=VibeVoiceAcousticTokenizerEncoderConfig(
                hidden_size=8, **codec
            ).to_dict(),
            text_config=Qwen2Config(**SMALL, vocab_size=len(words)).to_dict(),
            diffusion_head_config=VibeVoiceDiffusionHeadConfig(
                hidden_size=16,
                latent_size=8,
                num_hidden_layers=1,
                intermediate_size=16,
                frequency_embedding_size=16,
            ).to_dict(),
            pad_token_id=0,
            eos_token_id=0,
            audio_bos_token_id=1,
            audio_eos_token_id=2,
            audio_token_id=3,
        )
    )
    model.generation_config = GenerationConfig(
        guidance_scale=1.3,
        pad_token_id=0,
        eos_token_id=0,
        num_diffusion_steps=2,
        suppress_tokens=[0, 1, 2],  # it never says that it is done
    )
    model.save_pretrained(folder)
    VibeVoiceProcessor(
        VibeVoiceAcousticTokenizerFeatureExtractor(),
        words,
        chat_template=(
            "{% for turn in messages %}{% for one in turn.content %}{% if one.type == 'audio' %}"
            "Speaker {{ turn.role }}:<|vision_start|><|vision_pad|><|vision_end|>{% endif %}"
            "{% endfor %}{% for one in turn.content %}{% if one.type == 'text' %}"
            " {{ one.text }}{% endif %}{% endfor %}{% endfor %}<|vision_start|>"
        ),
    ).save_pretrained(folder)
    return folder

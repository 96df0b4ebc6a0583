"""Parts that tiny video models share: encoders of text and pictures."""

# The libraries' own annotations are narrower than what their classes take.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false

import torch
from transformers import (
    CLIPImageProcessorPil,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPVisionConfig,
    CLIPVisionModel,
    CLIPVisionModelWithProjection,
    Qwen2_5_VLConfig,
    T5Config,
    T5EncoderModel,
    UMT5Config,
    UMT5EncoderModel,
)

HIDDEN = 16


def t5() -> T5EncoderModel:
    return T5EncoderModel(
        T5Config(vocab_size=300, d_model=HIDDEN, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    )


def umt5() -> UMT5EncoderModel:
    return UMT5EncoderModel(
        UMT5Config(vocab_size=300, d_model=HIDDEN, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    )


def clip_vision(size: int = 32, projection: bool = False) -> torch.nn.Module:
    config = CLIPVisionConfig(
        hidden_size=HIDDEN,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=size,
        patch_size=size // 2,
        projection_dim=HIDDEN,
    )
    return CLIPVisionModelWithProjection(config) if projection else CLIPVisionModel(config)


def clip_text() -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=300,
            hidden_size=HIDDEN,
            intermediate_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            eos_token_id=1,
            bos_token_id=2,
            pad_token_id=0,
        )
    )


def clip_images(size: int = 32) -> CLIPImageProcessorPil:
    return CLIPImageProcessorPil(
        size={"shortest_edge": size}, crop_size={"height": size, "width": size}
    )


def qwen_vl() -> Qwen2_5_VLConfig:
    return Qwen2_5_VLConfig(
        text_config=qwen_text(),
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": HIDDEN,
            "patch_size": 14,
        },
    )


def qwen_text() -> dict[str, object]:
    return {
        "vocab_size": 300,
        "hidden_size": HIDDEN,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "rope_scaling": {"type": "mrope", "mrope_section": [1, 1, 2], "rope_type": "default"},
        "rope_theta": 1000000.0,
        "bos_token_id": 2,
        "eos_token_id": 1,
        "pad_token_id": 0,
    }

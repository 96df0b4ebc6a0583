"""Tiny models of Kandinsky 5 and Mochi."""

# The libraries' own annotations are narrower than what their classes take.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false

from diffusers import (
    AutoencoderKLHunyuanVideo,
    AutoencoderKLMochi,
    DiffusionPipeline,
    FlowMatchEulerDiscreteScheduler,
    Kandinsky5I2VPipeline,
    Kandinsky5T2VPipeline,
    Kandinsky5Transformer3DModel,
    MochiPipeline,
    MochiTransformer3DModel,
)
from transformers import Qwen2_5_VLForConditionalGeneration

from tests.models.tiny_video_parts import HIDDEN, clip_text, qwen_vl, t5
from tests.models.tiny_words import by_bytes


def _kandinsky5_parts() -> dict[str, object]:
    return {
        "transformer": Kandinsky5Transformer3DModel(
            in_visual_dim=4,
            out_visual_dim=4,
            in_text_dim=HIDDEN,
            in_text_dim2=HIDDEN,
            time_dim=16,
            model_dim=16,
            ff_dim=32,
            num_text_blocks=1,
            num_visual_blocks=1,
            axes_dims=(4, 6, 6),
            visual_cond=True,
        ),
        "vae": AutoencoderKLHunyuanVideo(
            latent_channels=4,
            block_out_channels=(8, 8, 8, 8),
            layers_per_block=1,
            norm_num_groups=4,
            mid_block_add_attention=False,
        ),
        "text_encoder": Qwen2_5_VLForConditionalGeneration(qwen_vl()),
        "tokenizer": by_bytes(1200),
        "text_encoder_2": clip_text(),
        "tokenizer_2": by_bytes(77),
        "scheduler": FlowMatchEulerDiscreteScheduler(),
    }


def kandinsky5() -> DiffusionPipeline:
    return Kandinsky5I2VPipeline(**_kandinsky5_parts())


def kandinsky5_text() -> DiffusionPipeline:
    return Kandinsky5T2VPipeline(**_kandinsky5_parts())


def mochi_text() -> DiffusionPipeline:
    return MochiPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(invert_sigmas=True),
        vae=AutoencoderKLMochi(
            encoder_block_out_channels=(32, 32, 32, 32),
            decoder_block_out_channels=(32, 32, 32, 32),
            layers_per_block=(1, 1, 1, 1, 1),
            add_attention_block=(False,) * 5,
        ),
        text_encoder=t5(),
        tokenizer=by_bytes(64),
        transformer=MochiTransformer3DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=2,
            pooled_projection_dim=16,
            text_embed_dim=HIDDEN,
            time_embed_dim=4,
            max_sequence_length=16,
        ),
    )

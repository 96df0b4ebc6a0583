"""Tiny models of Kandinsky 5, Mochi and Motif-Video."""

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
    MotifVideoImage2VideoPipeline,
    MotifVideoPipeline,
    MotifVideoTransformer3DModel,
)
from diffusers.guiders import ClassifierFreeGuidance
from transformers import (
    Qwen2_5_VLForConditionalGeneration,
    SiglipImageProcessorPil,
    T5Gemma2Encoder,
    T5Gemma2EncoderConfig,
)

from tests.models.tiny_video_parts import HIDDEN, clip_text, qwen_vl, t5
from tests.models.tiny_video_wan import wan_vae
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


def _motif_parts() -> dict[str, object]:
    encoder = T5Gemma2EncoderConfig(
        text_config={
            "vocab_size": 300,
            "hidden_size": HIDDEN,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "head_dim": 8,
            "dropout_rate": 0.0,
        },
        vision_config={
            "model_type": "siglip_vision_model",
            "hidden_size": HIDDEN,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 28,
            "patch_size": 14,
        },
        mm_tokens_per_image=4,
        image_token_index=299,
    )
    return {
        "scheduler": FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        "vae": wan_vae(),
        "text_encoder": T5Gemma2Encoder(encoder, eoi_token_index=298),
        "tokenizer": by_bytes(64),
        "transformer": MotifVideoTransformer3DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=1,
            num_single_layers=1,
            mlp_ratio=2.0,
            text_embed_dim=HIDDEN,
            image_embed_dim=HIDDEN,
            rope_axes_dim=(2, 2, 4),
        ),
        "guider": ClassifierFreeGuidance(guidance_scale=6.0),
        "feature_extractor": SiglipImageProcessorPil(size={"height": 28, "width": 28}),
    }


def motif() -> DiffusionPipeline:
    return MotifVideoImage2VideoPipeline(**_motif_parts())


def motif_text() -> DiffusionPipeline:
    return MotifVideoPipeline(**_motif_parts())

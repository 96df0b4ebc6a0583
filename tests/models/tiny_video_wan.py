"""Tiny models of Wan and of SkyReels V2, which is built like it."""

# The libraries' own annotations are narrower than what their classes take.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false

import torch
from diffusers import (
    AutoencoderKLWan,
    DiffusionPipeline,
    FlowMatchEulerDiscreteScheduler,
    SkyReelsV2DiffusionForcingImageToVideoPipeline,
    SkyReelsV2DiffusionForcingPipeline,
    SkyReelsV2ImageToVideoPipeline,
    SkyReelsV2Pipeline,
    SkyReelsV2Transformer3DModel,
    UniPCMultistepScheduler,
    WanImageToVideoPipeline,
    WanPipeline,
    WanTransformer3DModel,
)

from tests.models.tiny_video_parts import HIDDEN, clip_images, clip_vision, umt5
from tests.models.tiny_words import by_bytes


def wan_vae(**more: object) -> AutoencoderKLWan:
    return AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, **more)


def wan_transformer(
    channels: int, kind: type = WanTransformer3DModel, out: int = 16, **more: object
) -> torch.nn.Module:
    return kind(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=channels,
        out_channels=out,
        text_dim=HIDDEN,
        freq_dim=32,
        ffn_dim=32,
        num_layers=2,
        rope_max_seq_len=32,
        **more,
    )


def wan21(**more: object) -> DiffusionPipeline:
    return WanImageToVideoPipeline(
        tokenizer=by_bytes(64),
        text_encoder=umt5(),
        vae=wan_vae(),
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
        ),
        image_processor=clip_images(),
        image_encoder=clip_vision(),
        transformer=wan_transformer(36, image_dim=HIDDEN, added_kv_proj_dim=24, **more),
    )


def wan21_ends() -> DiffusionPipeline:
    """With places for the tokens of two pictures, as the checkpoint for first and last frames."""
    return wan21(pos_embed_seq_len=10)


def wan22() -> DiffusionPipeline:
    return WanImageToVideoPipeline(
        tokenizer=by_bytes(64),
        text_encoder=umt5(),
        vae=wan_vae(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
        transformer=wan_transformer(36),
        transformer_2=wan_transformer(36),
        boundary_ratio=0.9,
    )


def _wan5b_parts() -> dict[str, object]:
    return {
        "tokenizer": by_bytes(64),
        "text_encoder": umt5(),
        "vae": AutoencoderKLWan(
            base_dim=4,
            decoder_base_dim=4,
            z_dim=48,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            is_residual=True,
            in_channels=12,
            out_channels=12,
            patch_size=2,
            scale_factor_spatial=16,
            latents_mean=[0.0] * 48,
            latents_std=[1.0] * 48,
        ),
        "scheduler": FlowMatchEulerDiscreteScheduler(),
        "transformer": wan_transformer(48, out=48),
        "expand_timesteps": True,
    }


def wan5b() -> DiffusionPipeline:
    return WanPipeline(**_wan5b_parts())


def wan_text() -> DiffusionPipeline:
    return WanPipeline(
        tokenizer=by_bytes(64),
        text_encoder=umt5(),
        vae=wan_vae(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
        transformer=wan_transformer(16),
    )


def skyreels() -> DiffusionPipeline:
    return SkyReelsV2ImageToVideoPipeline(
        tokenizer=by_bytes(64),
        text_encoder=umt5(),
        image_encoder=clip_vision(projection=True),
        image_processor=clip_images(),
        transformer=wan_transformer(
            36,
            SkyReelsV2Transformer3DModel,
            image_dim=HIDDEN,
            added_kv_proj_dim=24,
        ),
        vae=wan_vae(),
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=5.0
        ),
    )


def _forcing_parts() -> dict[str, object]:
    return {
        "tokenizer": by_bytes(64),
        "text_encoder": umt5(),
        "transformer": wan_transformer(16, SkyReelsV2Transformer3DModel, inject_sample_info=True),
        "vae": wan_vae(),
        "scheduler": UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=5.0
        ),
    }


def forcing() -> DiffusionPipeline:
    """Noise of its own strength for each latent frame: the first one has none."""
    return SkyReelsV2DiffusionForcingImageToVideoPipeline(**_forcing_parts())


def forcing_text() -> DiffusionPipeline:
    return SkyReelsV2DiffusionForcingPipeline(**_forcing_parts())


def skyreels_text() -> DiffusionPipeline:
    return SkyReelsV2Pipeline(
        tokenizer=by_bytes(64),
        text_encoder=umt5(),
        transformer=wan_transformer(16, SkyReelsV2Transformer3DModel),
        vae=wan_vae(),
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=8.0
        ),
    )

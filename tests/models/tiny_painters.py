"""Tiny text-to-image pipelines with random weights, saved as diffusers saves real ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import diffusers
import transformers as tf

from tests.models.tiny_vision import WIDTH, blocks
from tests.models.tiny_words import tokenizer


def _clip_text() -> tuple[Any, Any]:
    words = tokenizer(
        *("<pad>", "<s>", "</s>"),
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<pad>",
        model_max_length=77,
    )
    config = tf.CLIPTextConfig(
        **blocks(num_hidden_layers=1),
        vocab_size=len(words),
        max_position_embeddings=77,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
        projection_dim=WIDTH,
    )
    return tf.CLIPTextModel(config), words


def _vae(**more: object) -> Any:
    return cast("Any", diffusers).AutoencoderKL(
        block_out_channels=(8, 16),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=64,
        **more,
    )


def stable_diffusion(folder: Path) -> None:
    """Trained, as it says, on squares of 64 pixels."""
    library = cast("Any", diffusers)
    encoder, words = _clip_text()
    unet = library.UNet2DConditionModel(
        sample_size=32,
        layers_per_block=1,
        block_out_channels=(8, 16),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH,
        attention_head_dim=2,
        norm_num_groups=4,
    )
    scheduler = library.DPMSolverMultistepScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
    )
    library.StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=encoder,
        tokenizer=words,
        unet=unet,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)


def flux(folder: Path) -> None:
    library = cast("Any", diffusers)
    encoder, words = _clip_text()
    pieces = tokenizer(
        *("<pad>", "</s>", "<unk>"),
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=32,
    )
    t5 = tf.T5Config(vocab_size=len(pieces), d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    library.FluxPipeline(
        scheduler=library.FlowMatchEulerDiscreteScheduler(),
        vae=_vae(
            use_quant_conv=False,
            use_post_quant_conv=False,
            shift_factor=0.1,
            scaling_factor=0.3,
        ),
        text_encoder=encoder,
        tokenizer=words,
        text_encoder_2=tf.T5EncoderModel(t5),
        tokenizer_2=pieces,
        transformer=library.FluxTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=WIDTH,
            axes_dims_rope=[4, 4, 8],
        ),
    ).save_pretrained(folder)


PAINTERS: dict[str, Callable[[Path], None]] = {"sd": stable_diffusion, "flux": flux}

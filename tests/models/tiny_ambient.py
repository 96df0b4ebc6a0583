"""Tiny sound pipelines with random weights, saved as a hub's folders are: a second to make, and
noise to hear. Rates are 8 kHz, or 16 where the model makes them by a vocoder."""

from pathlib import Path
from typing import TypeVar

import torch
from diffusers import (
    AceStepPipeline,
    AudioLDM2Pipeline,
    AudioLDM2ProjectionModel,
    AudioLDM2UNet2DConditionModel,
    AutoencoderKL,
    AutoencoderOobleck,
    AutoencoderSAME,
    DDIMScheduler,
    EDMDPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    StableAudio3DiTModel,
    StableAudio3Pipeline,
    StableAudioDiTModel,
    StableAudioPipeline,
    StableAudioProjectionModel,
)
from diffusers.models.transformers.ace_step_transformer import AceStepTransformer1DModel
from diffusers.pipelines.ace_step.modeling_ace_step import AceStepConditionEncoder
from diffusers.pipelines.stable_audio_3.modeling_stable_audio_3 import StableAudio3DurationEmbedder
from transformers import (
    ClapAudioConfig,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    ClapTextConfig,
    GPT2Config,
    GPT2LMHeadModel,
    Qwen3Config,
    Qwen3Model,
    SpeechT5HifiGan,
    SpeechT5HifiGanConfig,
    T5Config,
    T5EncoderModel,
    T5GemmaConfig,
    T5GemmaEncoderModel,
    T5GemmaModuleConfig,
)

from tests.models.tiny_words import VOCABULARY, by_bytes, roberta, t5_words

Part = TypeVar("Part", bound=torch.nn.Module)


def _oobleck(rate_hz: int, ratios: list[int]) -> AutoencoderOobleck:
    return AutoencoderOobleck(
        encoder_hidden_size=8,
        downsampling_ratios=ratios,
        channel_multiples=[1, 2],
        decoder_channels=8,
        decoder_input_channels=8,
        audio_channels=2,
        sampling_rate=rate_hz,
    )


def _shaken(model: Part) -> Part:
    """Weights that begin as nothing, so that training starts gently, drawn like the others."""
    for weight in model.parameters():
        if not weight.any():
            torch.nn.init.normal_(weight, std=0.1)
    return model


def _t5(size: int) -> T5EncoderModel:
    config = T5Config(
        vocab_size=VOCABULARY, d_model=size, d_kv=8, d_ff=32, num_layers=1, num_heads=2
    )
    return T5EncoderModel(config)


def stable_audio(folder: Path, latents: int = 256) -> Path:
    """StableAudioPipeline, 8 kHz stereo, 4 s at most (latents × 128 samples)."""
    torch.manual_seed(0)
    StableAudioPipeline(
        vae=_oobleck(8000, [8, 16]),
        text_encoder=_t5(16),
        projection_model=StableAudioProjectionModel(
            text_encoder_dim=16, conditioning_dim=16, min_value=0, max_value=4
        ),
        tokenizer=by_bytes(),
        transformer=StableAudioDiTModel(
            sample_size=latents,
            in_channels=8,
            num_layers=1,
            attention_head_dim=8,
            num_attention_heads=2,
            num_key_value_attention_heads=1,
            out_channels=8,
            cross_attention_dim=16,
            time_proj_dim=8,
            global_states_input_dim=32,
            cross_attention_input_dim=16,
        ),
        scheduler=EDMDPMSolverMultistepScheduler(solver_order=2, prediction_type="v_prediction"),
    ).save_pretrained(folder)
    return folder


def stable_audio_3(folder: Path) -> Path:
    """StableAudio3Pipeline, 8 kHz stereo, 6 s at most."""
    torch.manual_seed(0)
    part = T5GemmaModuleConfig(
        vocab_size=VOCABULARY,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
    )
    StableAudio3Pipeline(
        vae=_shaken(
            AutoencoderSAME(
                patch_size=16,
                encoder_channels=8,
                encoder_c_mults=[2],
                encoder_strides=[8],
                encoder_transformer_depths=[1],
                latent_dim=8,
                dim_heads=8,
                sampling_rate=8000,
            )
        ),
        text_encoder=T5GemmaEncoderModel(
            T5GemmaConfig(encoder=part, decoder=part, is_encoder_decoder=False)
        ),
        tokenizer=by_bytes(),
        duration_embedder=StableAudio3DurationEmbedder(output_dim=16, fourier_dim=8, max_val=6.0),
        transformer=_shaken(
            StableAudio3DiTModel(
                io_channels=8,
                embed_dim=16,
                depth=1,
                num_heads=2,
                cond_token_dim=16,
                global_cond_dim=16,
                local_add_cond_dim=9,
                timestep_features_dim=8,
                ff_mult=2.0,
                num_memory_tokens=2,
            )
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(stochastic_sampling=True),
    ).save_pretrained(folder)
    return folder


def _clap() -> ClapModel:
    text = ClapTextConfig(
        vocab_size=VOCABULARY,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        projection_dim=16,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    heard = ClapAudioConfig(
        spec_size=64,
        window_size=4,
        num_mel_bins=64,
        depths=[1, 1],
        num_attention_heads=[1, 1],
        num_hidden_layers=2,
        hidden_size=32,
        patch_size=4,
        patch_stride=[4, 4],
        patch_embeds_hidden_size=16,
        projection_dim=16,
    )
    return ClapModel(
        ClapConfig(text_config=text.to_dict(), audio_config=heard.to_dict(), projection_dim=16)
    )


def _unet() -> AudioLDM2UNet2DConditionModel:
    return AudioLDM2UNet2DConditionModel(
        sample_size=256,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 16),  # pyright: ignore[reportArgumentType]
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),  # pyright: ignore[reportArgumentType]
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),  # pyright: ignore[reportArgumentType]
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=([None, 16, 16, 16],) * 2,  # pyright: ignore[reportArgumentType]
        attention_head_dim=8,
    )


def audio_ldm2(folder: Path) -> Path:
    """AudioLDM2Pipeline, 16 kHz mono."""
    torch.manual_seed(0)
    language = GPT2LMHeadModel(
        GPT2Config(
            n_embd=16,
            n_head=2,
            n_layer=1,
            n_positions=128,
            vocab_size=64,
            bos_token_id=1,
            eos_token_id=1,
        )
    )
    language.config.max_new_tokens = 4
    AudioLDM2Pipeline(
        vae=AutoencoderKL(
            in_channels=1,
            out_channels=1,
            block_out_channels=(8, 16),  # pyright: ignore[reportArgumentType]
            down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),  # pyright: ignore[reportArgumentType]
            up_block_types=("UpDecoderBlock2D", "UpDecoderBlock2D"),  # pyright: ignore[reportArgumentType]
            latent_channels=4,
            norm_num_groups=4,
        ),
        text_encoder=_clap(),
        text_encoder_2=_t5(16),
        projection_model=AudioLDM2ProjectionModel(
            text_encoder_dim=16, text_encoder_1_dim=16, langauge_model_dim=16
        ),
        language_model=language,
        tokenizer=roberta(),
        tokenizer_2=t5_words(),
        feature_extractor=ClapFeatureExtractor(),
        unet=_unet(),
        scheduler=DDIMScheduler(  # pyright: ignore[reportArgumentType]
            beta_start=0.0015, beta_end=0.0195, beta_schedule="scaled_linear", clip_sample=False
        ),
        vocoder=SpeechT5HifiGan(
            SpeechT5HifiGanConfig(
                model_in_dim=8,
                sampling_rate=16000,
                upsample_initial_channel=16,
                upsample_rates=[4, 40],
                upsample_kernel_sizes=[8, 80],
                resblock_kernel_sizes=[3],
                resblock_dilation_sizes=[[1, 3]],
                normalize_before=False,
                initializer_range=0.3,
            )
        ),
    ).save_pretrained(folder)
    return folder


def ace_step(folder: Path, turbo: bool = True) -> Path:
    """AceStepPipeline: music, 8 kHz stereo."""
    torch.manual_seed(0)
    AceStepPipeline(
        vae=_oobleck(8000, [10, 32]),
        text_encoder=Qwen3Model(
            Qwen3Config(
                vocab_size=VOCABULARY,
                hidden_size=16,
                intermediate_size=32,
                num_hidden_layers=1,
                num_attention_heads=2,
                num_key_value_heads=1,
                head_dim=8,
            )
        ),
        tokenizer=by_bytes(512),
        transformer=AceStepTransformer1DModel(
            hidden_size=16,
            intermediate_size=32,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=8,
            sliding_window=16,
            num_hidden_layers=1,
            in_channels=24,
            audio_acoustic_hidden_dim=8,
            is_turbo=turbo,
        ),
        condition_encoder=AceStepConditionEncoder(
            hidden_size=16,
            intermediate_size=32,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=8,
            sliding_window=16,
            text_hidden_dim=16,
            timbre_hidden_dim=8,
            num_lyric_encoder_hidden_layers=1,
            num_timbre_encoder_hidden_layers=1,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
    ).save_pretrained(folder)
    return folder

"""Tiny models of the other families."""

# The libraries' own annotations are narrower than what their classes take.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false

from diffusers import (
    AutoencoderKLCogVideoX,
    AutoencoderKLHunyuanVideo,
    AutoencoderKLHunyuanVideo15,
    AutoencoderKLTemporalDecoder,
    CogVideoXDDIMScheduler,
    CogVideoXImageToVideoPipeline,
    CogVideoXPipeline,
    CogVideoXTransformer3DModel,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    HunyuanVideo15ImageToVideoPipeline,
    HunyuanVideo15Pipeline,
    HunyuanVideo15Transformer3DModel,
    Kandinsky6TI2VAPipeline,
    Kandinsky6Transformer3DModel,
    MMAudioVAE,
    MMAudioVocoder,
    StableVideoDiffusionPipeline,
    UNetSpatioTemporalConditionModel,
)
from diffusers.guiders import ClassifierFreeGuidance
from transformers import (
    ByT5Tokenizer,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLTextConfig,
    Qwen2_5_VLTextModel,
    SiglipImageProcessorPil,
    SiglipVisionConfig,
    SiglipVisionModel,
    T5Config,
    T5EncoderModel,
)

from tests.models.tiny_video_parts import (
    HIDDEN,
    clip_images,
    clip_text,
    clip_vision,
    qwen_text,
    qwen_vl,
    t5,
)
from tests.models.tiny_words import by_bytes


def kandinsky6() -> DiffusionPipeline:
    return Kandinsky6TI2VAPipeline(
        transformer=Kandinsky6Transformer3DModel(
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
            in_audio_dim=6,
            out_audio_dim=6,
            visual_token_type_num_embeddings=2,
        ),
        vae=AutoencoderKLHunyuanVideo(
            latent_channels=4,
            block_out_channels=(8, 8, 8, 8),
            layers_per_block=1,
            norm_num_groups=4,
            mid_block_add_attention=False,
        ),
        text_encoder=Qwen2_5_VLForConditionalGeneration(qwen_vl()),
        tokenizer=by_bytes(1200),
        text_encoder_2=clip_text(),
        tokenizer_2=by_bytes(77),
        scheduler=FlowMatchEulerDiscreteScheduler(),
        audio_vae=MMAudioVAE(
            mel_bins=8, latent_channels=6, hidden_channels=8, channel_multipliers=(1, 1, 1)
        ),
        vocoder=MMAudioVocoder(
            num_mels=8,
            upsample_initial_channel=64,
            resblock_kernel_sizes=(3,),
            resblock_dilation_sizes=((1,),),
        ),
    )


def cogvideox() -> DiffusionPipeline:
    return CogVideoXImageToVideoPipeline(**_cog_parts(8))


def cogvideox_text() -> DiffusionPipeline:
    return CogVideoXPipeline(**_cog_parts(4))


def _cog_parts(channels: int) -> dict[str, object]:
    return {
        "tokenizer": by_bytes(64),
        "text_encoder": t5(),
        "vae": AutoencoderKLCogVideoX(
            block_out_channels=(8, 8, 8, 8),
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=2,
        ),
        "transformer": CogVideoXTransformer3DModel(
            num_attention_heads=2,
            attention_head_dim=16,
            in_channels=channels,
            out_channels=4,
            time_embed_dim=4,
            text_embed_dim=HIDDEN,
            num_layers=2,
            sample_width=8,
            sample_height=6,
            sample_frames=9,
            max_text_seq_length=226,
            use_rotary_positional_embeddings=True,
        ),
        "scheduler": CogVideoXDDIMScheduler(),
    }


CHAT = (
    "{% for message in messages %}{{ message['content'] if message['content'] is string else '' }}"
    "{% endfor %}"
)


def _hunyuan_parts() -> dict[str, object]:
    words = by_bytes(1200)
    words.chat_template = CHAT
    return {
        "text_encoder": Qwen2_5_VLTextModel(Qwen2_5_VLTextConfig(**qwen_text())),
        "tokenizer": words,
        "transformer": HunyuanVideo15Transformer3DModel(
            in_channels=9,
            out_channels=4,
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=1,
            num_refiner_layers=1,
            mlp_ratio=2.0,
            text_embed_dim=HIDDEN,
            text_embed_2_dim=HIDDEN,
            image_embed_dim=HIDDEN,
            rope_axes_dim=(2, 2, 4),
            target_size=64,
        ),
        "vae": AutoencoderKLHunyuanVideo15(
            latent_channels=4, block_out_channels=(16, 16, 16, 16, 16), layers_per_block=1
        ),
        "scheduler": FlowMatchEulerDiscreteScheduler(shift=7.0),
        "text_encoder_2": T5EncoderModel(
            T5Config(vocab_size=384, d_model=HIDDEN, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
        ),
        "tokenizer_2": ByT5Tokenizer(),
        "guider": ClassifierFreeGuidance(guidance_scale=6.0),
    }


def hunyuan15() -> DiffusionPipeline:
    return HunyuanVideo15ImageToVideoPipeline(
        **_hunyuan_parts(),
        image_encoder=SiglipVisionModel(
            SiglipVisionConfig(
                hidden_size=HIDDEN,
                intermediate_size=32,
                num_hidden_layers=1,
                num_attention_heads=2,
                # 27 x 27 patches: the pipeline counts on 729 of them.
                image_size=54,
                patch_size=2,
            )
        ),
        feature_extractor=SiglipImageProcessorPil(size={"height": 54, "width": 54}),
    )


def hunyuan15_text() -> DiffusionPipeline:
    return HunyuanVideo15Pipeline(**_hunyuan_parts())


def svd() -> DiffusionPipeline:
    return StableVideoDiffusionPipeline(
        vae=AutoencoderKLTemporalDecoder(
            block_out_channels=(32, 32, 32, 32),
            down_block_types=("DownEncoderBlock2D",) * 4,
            latent_channels=4,
            layers_per_block=1,
        ),
        # The pipeline resizes to 224 pixels whatever the processor says.
        image_encoder=clip_vision(224, projection=True),
        unet=UNetSpatioTemporalConditionModel(
            sample_size=32,
            in_channels=8,
            out_channels=4,
            down_block_types=(
                "CrossAttnDownBlockSpatioTemporal",
                "DownBlockSpatioTemporal",
            ),
            up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
            block_out_channels=(32, 32),
            layers_per_block=1,
            num_attention_heads=2,
            cross_attention_dim=HIDDEN,
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=24,
            num_frames=5,
        ),
        scheduler=EulerDiscreteScheduler(
            prediction_type="v_prediction",
            use_karras_sigmas=True,
            sigma_max=700.0,
            sigma_min=0.002,
            timestep_type="continuous",
            timestep_spacing="leading",
        ),
        feature_extractor=clip_images(224),
    )

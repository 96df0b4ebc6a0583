"""Stable Video Diffusion and Stable Audio."""

from benchmarks.architectures.row import Part, Row, both, clip_h

_SVD = Row(
    name="svd-xt",
    pipeline="StableVideoDiffusionPipeline",
    parts={
        "unet": Part(
            "diffusers:UNetSpatioTemporalConditionModel",
            {"sample_size": 96},
            {
                "sample_size": 32,
                "down_block_types": (
                    "CrossAttnDownBlockSpatioTemporal",
                    "DownBlockSpatioTemporal",
                ),
                "up_block_types": ("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
                "block_out_channels": (32, 32),
                "layers_per_block": 1,
                "num_attention_heads": 2,
                "cross_attention_dim": 16,
                "addition_time_embed_dim": 8,
                "projection_class_embeddings_input_dim": 24,
                "num_frames": 5,
            },
        ),
        "vae": Part(
            "diffusers:AutoencoderKLTemporalDecoder",
            {
                "block_out_channels": (128, 256, 512, 512),
                "down_block_types": ("DownEncoderBlock2D",) * 4,
                "layers_per_block": 2,
                "sample_size": 768,
            },
            {"block_out_channels": (32, 32, 32, 32), "layers_per_block": 1},
        ),
        "image_encoder": clip_h("CLIPVisionModelWithProjection"),
        "feature_extractor": Part("transformers:CLIPImageProcessorPil"),
        "scheduler": Part(
            "diffusers:EulerDiscreteScheduler",
            {
                "prediction_type": "v_prediction",
                "use_karras_sigmas": True,
                "sigma_max": 700.0,
                "sigma_min": 0.002,
                "timestep_type": "continuous",
                "timestep_spacing": "leading",
            },
        ),
    },
    tokens={},
    billions=1.52,
    figures="the defaults of UNetSpatioTemporalConditionModel; SVD-XT's VAE and CLIP ViT-H",
    size=(1024, 576),
    frames=25,
    tiny_size=(64, 64),
)
_STABLE_AUDIO = Row(
    name="stable-audio-open",
    pipeline="StableAudioPipeline",
    parts={
        "transformer": Part(
            "diffusers:StableAudioDiTModel",
            {},
            {
                "sample_size": 256,
                "in_channels": 8,
                "num_layers": 1,
                "attention_head_dim": 8,
                "num_attention_heads": 2,
                "num_key_value_attention_heads": 1,
                "out_channels": 8,
                "cross_attention_dim": 16,
                "time_proj_dim": 8,
                "global_states_input_dim": 32,
                "cross_attention_input_dim": 16,
            },
        ),
        "vae": Part(
            "diffusers:AutoencoderOobleck",
            {},
            {
                "encoder_hidden_size": 8,
                "downsampling_ratios": [8, 16],
                "channel_multiples": [1, 2],
                "decoder_channels": 8,
                "decoder_input_channels": 8,
                "sampling_rate": 8000,
            },
        ),
        "projection_model": Part(
            "diffusers:StableAudioProjectionModel",
            {"text_encoder_dim": 768, "conditioning_dim": 768, "min_value": 0, "max_value": 512},
            {"text_encoder_dim": 16, "conditioning_dim": 16},
        ),
        "scheduler": Part(
            "diffusers:EDMDPMSolverMultistepScheduler",
            {"solver_order": 2, "prediction_type": "v_prediction"},
        ),
    },
    tokens=both("prompt_embeds", (1, 128, 768), (1, 8, 16)),
    billions=1.06,
    figures="the defaults of StableAudioDiTModel and AutoencoderOobleck: Stable Audio Open 1.0",
    seconds=10.0,
)

ROWS = (_SVD, _STABLE_AUDIO)

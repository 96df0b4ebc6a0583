"""LTX-Video, CogVideoX and HunyuanVideo."""

from benchmarks.architectures.row import Part, Row, both

_LTX = Row(
    name="ltx-video-2b",
    pipeline="LTXImageToVideoPipeline",
    parts={
        "transformer": Part(
            "diffusers:LTXVideoTransformer3DModel",
            {},
            {
                "in_channels": 8,
                "out_channels": 8,
                "num_attention_heads": 2,
                "attention_head_dim": 8,
                "cross_attention_dim": 16,
                "num_layers": 2,
                "caption_channels": 16,
            },
        ),
        "vae": Part(
            "diffusers:AutoencoderKLLTXVideo",
            {},
            {
                "latent_channels": 8,
                "block_out_channels": (8, 8, 8, 8),
                "decoder_block_out_channels": (8, 8, 8, 8),
                "layers_per_block": (1, 1, 1, 1, 1),
                "decoder_layers_per_block": (1, 1, 1, 1, 1),
            },
        ),
        "scheduler": Part(
            "diffusers:FlowMatchEulerDiscreteScheduler", {"use_dynamic_shifting": True}
        ),
    },
    tokens={
        **both("prompt_embeds", (1, 128, 4096), (1, 8, 16)),
        **both("prompt_attention_mask", (1, 128), (1, 8)),
    },
    billions=1.92,
    figures="the defaults of LTXVideoTransformer3DModel and AutoencoderKLLTXVideo: LTX-Video 0.9",
    size=(704, 480),
    frames=161,
    tiny_frames=9,
)
_COG = Row(
    name="cogvideox-5b-i2v",
    pipeline="CogVideoXImageToVideoPipeline",
    parts={
        "transformer": Part(
            "diffusers:CogVideoXTransformer3DModel",
            {
                "in_channels": 32,
                "num_attention_heads": 48,
                "num_layers": 42,
                "use_rotary_positional_embeddings": True,
                "use_learned_positional_embeddings": True,
            },
            {
                "in_channels": 8,
                "out_channels": 4,
                "num_attention_heads": 2,
                "attention_head_dim": 16,
                "time_embed_dim": 4,
                "text_embed_dim": 16,
                "num_layers": 2,
                "sample_width": 8,
                "sample_height": 6,
                "sample_frames": 9,
                "max_text_seq_length": 8,
            },
        ),
        "vae": Part(
            "diffusers:AutoencoderKLCogVideoX",
            {"scaling_factor": 0.7},
            {
                "block_out_channels": (8, 8, 8, 8),
                "latent_channels": 4,
                "layers_per_block": 1,
                "norm_num_groups": 2,
            },
        ),
        "scheduler": Part("diffusers:CogVideoXDDIMScheduler"),
    },
    tokens=both("prompt_embeds", (1, 226, 4096), (1, 8, 16)),
    billions=5.57,
    figures="CogVideoX 5B I2V: 42 layers of 48 heads of 64, learned and rotary positions",
    size=(720, 480),
    frames=49,
    tiny_frames=9,
)
_HUNYUAN = Row(
    name="hunyuanvideo-1.5-i2v",
    pipeline="HunyuanVideo15ImageToVideoPipeline",
    parts={
        "transformer": Part(
            "diffusers:HunyuanVideo15Transformer3DModel",
            {},
            {
                "in_channels": 9,
                "out_channels": 4,
                "num_attention_heads": 2,
                "attention_head_dim": 8,
                "num_layers": 1,
                "num_refiner_layers": 1,
                "mlp_ratio": 2.0,
                "text_embed_dim": 16,
                "text_embed_2_dim": 16,
                "image_embed_dim": 16,
                "rope_axes_dim": (2, 2, 4),
                "target_size": 64,
            },
        ),
        "vae": Part(
            "diffusers:AutoencoderKLHunyuanVideo15",
            {},
            {
                "latent_channels": 4,
                "block_out_channels": (16, 16, 16, 16, 16),
                "layers_per_block": 1,
            },
        ),
        "image_encoder": Part(
            "transformers:SiglipVisionModel",
            {
                "hidden_size": 1152,
                "intermediate_size": 4304,
                "num_hidden_layers": 27,
                "num_attention_heads": 16,
                "image_size": 384,
                "patch_size": 14,
            },
            {
                "hidden_size": 16,
                "intermediate_size": 32,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                # The pipeline counts on 27 x 27 patches.
                "image_size": 54,
                "patch_size": 2,
            },
        ),
        "feature_extractor": Part(
            "transformers:SiglipImageProcessorPil",
            {"size": {"height": 384, "width": 384}},
            {"size": {"height": 54, "width": 54}},
        ),
        "scheduler": Part("diffusers:FlowMatchEulerDiscreteScheduler", {"shift": 7.0}),
        "guider": Part("diffusers.guiders:ClassifierFreeGuidance", {"guidance_scale": 6.0}),
    },
    tokens={
        **both("prompt_embeds", (1, 1000, 3584), (1, 8, 16)),
        **both("prompt_embeds_mask", (1, 1000), (1, 8)),
        **both("prompt_embeds_2", (1, 256, 1472), (1, 4, 16)),
        **both("prompt_embeds_mask_2", (1, 256), (1, 4)),
    },
    billions=8.3,
    figures="the defaults of HunyuanVideo15Transformer3DModel and its VAE; SigLIP so400m at 384",
    size=(848, 480),
    frames=121,
)

ROWS = (_LTX, _COG, _HUNYUAN)

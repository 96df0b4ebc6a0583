"""Wan 2.1 and 2.2."""

from dataclasses import replace

from benchmarks.architectures.row import Config, Part, Row, both, clip_h

_UNIPC = Part(
    "diffusers:UniPCMultistepScheduler",
    {"prediction_type": "flow_prediction", "use_flow_sigmas": True, "flow_shift": 3.0},
)
_TINY_WAN: Config = {
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "text_dim": 16,
    "freq_dim": 32,
    "ffn_dim": 32,
    "num_layers": 2,
    "rope_max_seq_len": 32,
}
_TINY_WAN_VAE: Config = {"base_dim": 4, "dim_mult": [1, 1, 1, 1], "num_res_blocks": 1}
_WAN_14 = Row(
    name="wan21-t2v-14b",
    pipeline="WanPipeline",
    parts={
        "transformer": Part("diffusers:WanTransformer3DModel", {}, _TINY_WAN),
        "vae": Part("diffusers:AutoencoderKLWan", {}, _TINY_WAN_VAE),
        "scheduler": _UNIPC,
    },
    tokens=both("prompt_embeds", (1, 512, 4096), (1, 8, 16)),
    billions=14.3,
    figures="the defaults of WanTransformer3DModel and AutoencoderKLWan, which are the 14B's",
    size=(832, 480),
    frames=81,
)
_WAN_1 = replace(
    _WAN_14,
    name="wan21-t2v-1.3b",
    parts={
        **_WAN_14.parts,
        "transformer": Part(
            "diffusers:WanTransformer3DModel",
            {"num_attention_heads": 12, "ffn_dim": 8960, "num_layers": 30},
            _TINY_WAN,
        ),
    },
    billions=1.42,
    figures="Wan 2.1 T2V 1.3B: 30 layers of 12 heads of 128, 8960 wide within",
)
_WAN_I2V = replace(
    _WAN_14,
    name="wan21-i2v-14b",
    pipeline="WanImageToVideoPipeline",
    parts={
        **_WAN_14.parts,
        "transformer": Part(
            "diffusers:WanTransformer3DModel",
            {"in_channels": 36, "image_dim": 1280, "added_kv_proj_dim": 5120},
            {**_TINY_WAN, "image_dim": 16, "added_kv_proj_dim": 24},
        ),
        "image_encoder": clip_h("CLIPVisionModel"),
        "image_processor": Part("transformers:CLIPImageProcessorPil"),
    },
    billions=16.4,
    figures="Wan 2.1 I2V 14B: the defaults, and layers for 257 image tokens of 1280 (CLIP ViT-H)",
)
_WAN_5 = replace(
    _WAN_14,
    name="wan22-ti2v-5b",
    pipeline="WanImageToVideoPipeline",
    parts={
        "transformer": Part(
            "diffusers:WanTransformer3DModel",
            {
                "num_attention_heads": 24,
                "ffn_dim": 14336,
                "num_layers": 30,
                "in_channels": 48,
                "out_channels": 48,
            },
            _TINY_WAN,
        ),
        "vae": Part(
            "diffusers:AutoencoderKLWan",
            {
                "base_dim": 160,
                "decoder_base_dim": 256,
                "z_dim": 48,
                "is_residual": True,
                "in_channels": 12,
                "out_channels": 12,
                "patch_size": 2,
                "scale_factor_spatial": 16,
                # How latents are spread is no matter of speed.
                "latents_mean": [0.0] * 48,
                "latents_std": [1.0] * 48,
            },
            {**_TINY_WAN_VAE, "decoder_base_dim": 4},
        ),
        "scheduler": _UNIPC,
    },
    billions=5.0,
    figures="Wan 2.2 TI2V 5B: 30 layers of 24 heads of 128, 14336 wide within, 48 channels",
    size=(1280, 704),
    frames=121,
    settings={"expand_timesteps": True},
)

ROWS = (_WAN_1, _WAN_14, _WAN_I2V, _WAN_5)

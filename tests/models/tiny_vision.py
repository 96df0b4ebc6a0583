"""Tiny vision models with random weights, saved as their libraries save real ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
import transformers as tf

from reelmesh.mesh.engine import EngineSettings
from services.vision.engines.transformers import Transformers
from tests.models.tiny_chat import smolvlm
from tests.models.tiny_words import tokenizer

SIDE, PATCH, WIDTH = 32, 8, 16
QUICK = {"warm-up": "off", "device": "cpu"}


def blocks(**more: object) -> dict[str, Any]:
    """Sizes of an encoder of transformers."""
    return {
        "hidden_size": WIDTH,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        **more,
    }


def _siglip(folder: Path, whole: bool) -> None:
    vision = blocks(image_size=SIDE, patch_size=PATCH)
    if whole:
        text = blocks(vocab_size=64, max_position_embeddings=8, bos_token_id=1, eos_token_id=2)
        config = tf.SiglipConfig(text_config=text, vision_config=vision)
        tf.SiglipModel(config).save_pretrained(folder)
    else:
        tf.SiglipVisionModel(tf.SiglipVisionConfig(**vision)).save_pretrained(folder)
    size = {"height": SIDE, "width": SIDE}
    cast("Any", tf).SiglipImageProcessorPil(size=size).save_pretrained(folder)


def siglip(folder: Path) -> None:
    """The image encoder alone."""
    _siglip(folder, whole=False)


def whole_siglip(folder: Path) -> None:
    """With its text encoder, as most folders hold it."""
    _siglip(folder, whole=True)


def siglip2(folder: Path) -> None:
    config = tf.Siglip2VisionConfig(**blocks(patch_size=PATCH, num_patches=16))
    tf.Siglip2VisionModel(config).save_pretrained(folder)
    processor = cast("Any", tf).Siglip2ImageProcessorPil(patch_size=PATCH, max_num_patches=16)
    processor.save_pretrained(folder)


def clip(folder: Path) -> None:
    """The whole of it, with a projection of another width than the library's default."""
    config = tf.CLIPConfig(
        projection_dim=12,
        text_config=blocks(
            vocab_size=64, max_position_embeddings=8, bos_token_id=1, eos_token_id=2
        ),
        vision_config=blocks(image_size=SIDE, patch_size=PATCH),
    )
    tf.CLIPModel(config).save_pretrained(folder)
    size, crop = {"shortest_edge": SIDE}, {"height": SIDE, "width": SIDE}
    cast("Any", tf).CLIPImageProcessorPil(size=size, crop_size=crop).save_pretrained(folder)


def dinov2(folder: Path) -> None:
    sizes = {key: value for key, value in blocks().items() if key != "intermediate_size"}
    config = tf.Dinov2Config(**sizes, image_size=SIDE, patch_size=PATCH)
    tf.Dinov2Model(config).save_pretrained(folder)
    size, crop = {"shortest_edge": SIDE}, {"height": SIDE, "width": SIDE}
    cast("Any", tf).BitImageProcessorPil(size=size, crop_size=crop).save_pretrained(folder)


def dinov3(folder: Path) -> None:
    config = tf.DINOv3ViTConfig(**blocks(image_size=SIDE, patch_size=PATCH, num_register_tokens=1))
    tf.DINOv3ViTModel(config).save_pretrained(folder)
    # Its own processor needs torchvision: this is what that writes.
    (folder / "preprocessor_config.json").write_text(
        '{"do_normalize": true, "do_rescale": true, "do_resize": true, "resample": 2,'
        ' "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],'
        ' "image_processor_type": "DINOv3ViTImageProcessorFast", "rescale_factor": 0.00392156862,'
        ' "size": {"height": 32, "width": 32}}'
    )


EMBEDDERS: dict[str, tuple[Callable[[Path], None], int]] = {
    "siglip": (siglip, WIDTH),
    "whole_siglip": (whole_siglip, WIDTH),
    "siglip2": (siglip2, WIDTH),
    "clip": (clip, 12),
    "dinov2": (dinov2, WIDTH),
    "dinov3": (dinov3, WIDTH),
}
"""How each is saved, and how many numbers its vectors have."""


def depth_anything(folder: Path, kind: str = "relative") -> None:
    sizes = {key: value for key, value in blocks().items() if key != "intermediate_size"}
    sizes["num_hidden_layers"] = 4
    backbone = cast("Any", tf).Dinov2Config(
        **sizes,
        image_size=56,
        patch_size=14,
        out_indices=[1, 2, 3, 4],
        reshape_hidden_states=False,
        apply_layernorm=True,
    )
    config = tf.DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=WIDTH,
        neck_hidden_sizes=[8, 8, 16, 16],
        fusion_hidden_size=8,
        head_hidden_size=8,
        depth_estimation_type=kind,
        max_depth=20 if kind == "metric" else 1,
    )
    model = tf.DepthAnythingForDepthEstimation(config)
    _lively(cast("Any", model).neck)
    _lively(cast("Any", model).head)
    model.save_pretrained(folder)
    processor = cast("Any", tf).DPTImageProcessorPil(
        size={"height": 56, "width": 56}, keep_aspect_ratio=True, ensure_multiple_of=14
    )
    processor.save_pretrained(folder)


def metric_depth_anything(folder: Path) -> None:
    depth_anything(folder, "metric")


def _lively(module: torch.nn.Module) -> None:
    """Weights so large that what a random model says varies with the picture."""
    with torch.no_grad():
        for value in module.parameters():
            if value.ndim > 1:
                value.normal_(std=0.05).abs_()


def depth_pro(folder: Path) -> None:
    encoder = {
        **{key: value for key, value in blocks().items() if key != "intermediate_size"},
        "model_type": "dinov2",
        "image_size": SIDE,
        "patch_size": PATCH,
        "use_mask_token": False,
    }
    config = tf.DepthProConfig(
        patch_size=SIDE,
        fusion_hidden_size=16,
        intermediate_hook_ids=[1, 0],
        intermediate_feature_dims=[8, 8],
        scaled_images_ratios=[0.5, 1.0],
        scaled_images_overlap_ratios=[0.0, 0.2],
        scaled_images_feature_dims=[8, 8],
        merge_padding_value=0,
        image_model_config=dict(encoder),
        patch_model_config=dict(encoder),
        fov_model_config=dict(encoder),
    )
    model = tf.DepthProForDepthEstimation(config)
    _lively(cast("Any", model).head)
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(
        '{"do_normalize": true, "do_rescale": true, "do_resize": true, "resample": 2,'
        ' "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],'
        ' "image_processor_type": "DepthProImageProcessorFast", "rescale_factor": 0.00392156862,'
        ' "size": {"height": 64, "width": 64}}'
    )


DEPTHS: dict[str, Callable[[Path], None]] = {
    "depth_anything": depth_anything,
    "metric_depth_anything": metric_depth_anything,
    "depth_pro": depth_pro,
}


def florence2(folder: Path) -> None:
    words = tokenizer(
        *("<s>", "<pad>", "</s>", "<unk>", "<image>"),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        extra_special_tokens={"image_token": "<image>"},
    )
    size = {"height": 64, "width": 64}
    pixels = cast("Any", tf).CLIPImageProcessorPil(
        size=size, crop_size=size, do_center_crop=False, image_seq_length=65
    )
    tf.Florence2Processor(image_processor=pixels, tokenizer=words).save_pretrained(folder)
    vision: dict[str, Any] = {
        "model_type": "florence_vision",
        "depths": [1, 1],
        "patch_size": [7, 3],
        "patch_stride": [4, 2],
        "patch_padding": [3, 1],
        "patch_prenorm": [False, True],
        "embed_dim": [16, 16],
        "num_heads": [2, 2],
        "num_groups": [2, 2],
        "window_size": 4,
        "projection_dim": WIDTH,
        "max_temporal_embeddings": 4,
        "max_position_embeddings": 16,
    }
    text: dict[str, Any] = {
        "model_type": "bart",
        "vocab_size": len(words),
        "d_model": WIDTH,
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": 32,
        "decoder_ffn_dim": 32,
        "max_position_embeddings": 256,
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "decoder_start_token_id": 2,
    }
    config = tf.Florence2Config(
        vision_config=vision,
        text_config=text,
        image_token_id=cast("int", words.image_token_id),
        is_encoder_decoder=True,
    )
    tf.Florence2ForConditionalGeneration(config).save_pretrained(folder)


BLIP_WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] [DEC] [ENC] a sandy beach sea with waves and gulls"


def blip(folder: Path) -> None:
    """Its vocabulary is a caption of a beach, so that whatever it says is about one."""
    words = {word: index for index, word in enumerate(BLIP_WORDS.split())}
    pixels = cast("Any", tf).BlipImageProcessorPil(size={"height": SIDE, "width": SIDE})
    processor = tf.BlipProcessor(image_processor=pixels, tokenizer=tf.BertTokenizer(vocab=words))
    processor.save_pretrained(folder)
    sizes = blocks(num_hidden_layers=1, projection_dim=WIDTH)
    text = {
        **sizes,
        "vocab_size": len(words),
        "encoder_hidden_size": WIDTH,
        "max_position_embeddings": 64,
        "bos_token_id": words["[DEC]"],
        "eos_token_id": words["[SEP]"],
        "sep_token_id": words["[SEP]"],
        "pad_token_id": words["[PAD]"],
        "is_decoder": True,
    }
    config = tf.BlipConfig(
        text_config=text,
        vision_config={**sizes, "image_size": SIDE, "patch_size": PATCH},
        projection_dim=WIDTH,
    )
    tf.BlipForConditionalGeneration(config).save_pretrained(folder)


CAPTIONERS: dict[str, Callable[[Path], None]] = {
    "florence2": florence2,
    "blip": blip,
    "smolvlm": smolvlm,
}


def saved(root: Path, name: str, build: Callable[[Path], None]) -> Path:
    """A model's folder, made once for each root; its weights are always the same."""
    folder = root / name
    if not folder.exists():
        torch.manual_seed(7)
        build(folder)
    return folder


def engine(**parts: object) -> Transformers:
    """The engine with folders and options by name, without its warm-up."""
    options = {name.replace("_", "-"): str(value) for name, value in parts.items()}
    return Transformers(EngineSettings(threads=1, options={**QUICK, **options}))


def scene() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A picture of 96×160 RGB: a sky over dark ground, and a bright post."""
    picture = np.full((96, 160, 3), (60, 120, 200), np.uint8)
    picture[56:] = (50, 45, 40)
    picture[20:80, 70:84] = (240, 220, 120)
    return picture

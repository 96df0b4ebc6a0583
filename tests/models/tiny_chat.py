"""A tiny SmolVLM of the first generation: a model that answers questions about pictures."""

from pathlib import Path
from typing import Any, cast

import transformers as tf

from tests.models.tiny_words import tokenizer

_SIDE, _PATCH, _SCALE = 32, 8, 2
_PLACES = [f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]
_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}: "
    "{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)


def smolvlm(folder: Path) -> None:
    """Each byte is a token of its own."""
    roles = ("<pad>", "<|im_start|>", "<end_of_utterance>", "<unk>")
    seen = ("<image>", "<fake_token_around_image>", "<global-img>", *_PLACES)
    words = tokenizer(
        *roles,
        *seen,
        pad_token=roles[0],
        bos_token=roles[1],
        eos_token=roles[2],
        unk_token=roles[3],
        additional_special_tokens=list(seen),
    )
    pixels = cast("Any", tf).Idefics3ImageProcessorPil(
        size={"longest_edge": 2 * _SIDE}, max_image_size={"longest_edge": _SIDE}
    )
    tf.Idefics3Processor(
        image_processor=pixels,
        tokenizer=words,
        image_seq_len=(_SIDE // _PATCH) ** 2 // _SCALE**2,
        chat_template=_TEMPLATE,
    ).save_pretrained(folder)
    sizes = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
    }
    text = {
        **sizes,
        "model_type": "llama",
        "num_key_value_heads": 2,
        "vocab_size": len(words),
        "max_position_embeddings": 512,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    config = tf.Idefics3Config(
        image_token_id=cast("int", words.convert_tokens_to_ids("<image>")),
        scale_factor=_SCALE,
        vision_config={**sizes, "image_size": _SIDE, "patch_size": _PATCH},
        text_config=text,
    )
    tf.Idefics3ForConditionalGeneration(config).save_pretrained(folder)

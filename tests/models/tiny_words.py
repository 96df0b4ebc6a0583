"""Tokenizers made in memory, for tiny models: letters are tokens, and nothing was learned."""

from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, RobertaTokenizer, T5Tokenizer

SPECIALS = ("<pad>", "<eos>", "<bos>", "<unk>", "<|endoftext|>")
VOCABULARY = 256 + len(SPECIALS)


def tokenizer(*specials: str, **roles: Any) -> PreTrainedTokenizerFast:
    """Each byte is a token, behind the specials; there are no merges, so nothing has to be learned.
    roles: what PreTrainedTokenizerFast takes, such as pad_token."""
    words = [*specials, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    made = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=made, **roles)


def by_bytes(longest: int = 32) -> PreTrainedTokenizerFast:
    """One with the usual specials."""
    return tokenizer(
        *SPECIALS,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        model_max_length=longest,
    )


def roberta() -> RobertaTokenizer:
    """The kind that CLAP reads by."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = ("<pad>", "<s>", "</s>", "<unk>", "<mask>", *letters)
    return RobertaTokenizer(
        vocab={token: index for index, token in enumerate(words)}, model_max_length=32
    )


def t5_words() -> T5Tokenizer:
    """The kind that T5 reads by: printable ASCII, letter by letter."""
    letters = [(chr(code), -2.0) for code in range(33, 127)]
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *letters]
    return T5Tokenizer(vocab=vocabulary, extra_ids=0, model_max_length=32)

"""Tiny speech models with random weights, saved as a hub's folders are: a second to make, and
noise to hear."""

import json
import string
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from transformers import (
    BarkConfig,
    BarkModel,
    EncodecConfig,
    SpeechT5Config,
    SpeechT5FeatureExtractor,
    SpeechT5ForTextToSpeech,
    SpeechT5HifiGan,
    SpeechT5HifiGanConfig,
    SpeechT5Processor,
    SpeechT5Tokenizer,
    VitsConfig,
    VitsModel,
    VitsTokenizer,
)
from transformers.models.bark import (
    BarkCoarseConfig,
    BarkFineConfig,
    BarkSemanticConfig,
)
from transformers.models.bark.generation_configuration_bark import (
    BarkCoarseGenerationConfig,
    BarkFineGenerationConfig,
    BarkGenerationConfig,
    BarkSemanticGenerationConfig,
)

from tests.models.tiny_words import by_bytes

LETTERS = ["<pad>", "<unk>", *string.ascii_lowercase, " ", "'", "-"]


def vits(folder: Path, speakers: int = 1, language: str = "eng") -> Path:
    """VitsModel, 16 kHz, letters of English."""
    torch.manual_seed(0)
    VitsModel(
        VitsConfig(
            vocab_size=len(LETTERS),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            ffn_dim=16,
            flow_size=16,
            spectrogram_bins=9,
            duration_predictor_flow_bins=4,
            duration_predictor_filter_channels=16,
            depth_separable_num_layers=1,
            duration_predictor_num_flows=2,
            prior_encoder_num_flows=1,
            prior_encoder_num_wavenet_layers=1,
            posterior_encoder_num_wavenet_layers=1,
            wavenet_dilation_rate=1,
            upsample_initial_channel=16,
            upsample_rates=[16, 16],
            upsample_kernel_sizes=[32, 32],
            resblock_kernel_sizes=[3],
            resblock_dilation_sizes=[[1]],
            num_speakers=speakers,
            speaker_embedding_size=8 if speakers > 1 else 0,
            initializer_range=0.2,
        )
    ).save_pretrained(folder)
    words = folder / "vocab.json"
    words.write_text(json.dumps({letter: index for index, letter in enumerate(LETTERS)}))
    VitsTokenizer(str(words), language=language, phonemize=False).save_pretrained(folder)
    return folder


def speecht5(folder: Path) -> Path:
    """SpeechT5ForTextToSpeech with a voice of 8 numbers; its vocoder is hifigan()."""
    torch.manual_seed(0)

    model = SpeechT5ForTextToSpeech(
        SpeechT5Config(
            vocab_size=len(LETTERS) + 4,
            hidden_size=16,
            encoder_layers=1,
            encoder_attention_heads=2,
            encoder_ffn_dim=16,
            decoder_layers=1,
            decoder_ffn_dim=16,
            decoder_attention_heads=2,
            speech_decoder_prenet_units=8,
            speech_decoder_postnet_layers=2,
            speech_decoder_postnet_units=8,
            speech_decoder_postnet_kernel=3,
            num_mel_bins=8,
            speaker_embedding_dim=8,
            reduction_factor=2,
        )
    )
    with torch.no_grad():  # it never says that it is done, so lines are as long as they may be
        model.speech_decoder_postnet.prob_out.bias.fill_(-20.0)
    model.save_pretrained(folder)
    _speecht5_words(folder)
    rng = np.random.default_rng(1)
    save_file({"vector": rng.standard_normal(8).astype(np.float32)}, folder / "ada.safetensors")
    np.save(folder / "bob.npy", rng.standard_normal(8).astype(np.float32))
    (folder / "voices.toml").write_text(
        '[[voice]]\nid = "ada"\nlanguages = ["en"]\ngender = "female"\n'
        'embedding = "ada.safetensors"\n'
        '[[voice]]\nid = "bob"\nlanguages = ["en"]\ngender = "male"\nembedding = "bob.npy"\n'
    )
    return folder


def _speecht5_words(folder: Path) -> None:
    import sentencepiece as spm

    (folder / "text").write_text("\n".join([" ".join(string.ascii_lowercase)] * 8))
    spm.SentencePieceTrainer.Train(
        input=str(folder / "text"),
        model_prefix=str(folder / "spm_char"),
        model_type="char",
        vocab_size=len(LETTERS) + 1,
        hard_vocab_limit=False,
        bos_id=0,
        pad_id=1,
        eos_id=2,
        unk_id=3,
        minloglevel=2,
    )
    (folder / "text").unlink()
    words = SpeechT5Tokenizer(str(folder / "spm_char.model"))
    SpeechT5Processor(SpeechT5FeatureExtractor(num_mel_bins=8), words).save_pretrained(folder)
    (folder / "spm_char.vocab").unlink(missing_ok=True)


def hifigan(folder: Path) -> Path:
    """SpeechT5HifiGan, 16 kHz."""
    torch.manual_seed(0)
    SpeechT5HifiGan(
        SpeechT5HifiGanConfig(
            model_in_dim=8,
            upsample_initial_channel=16,
            upsample_rates=[16, 16],
            upsample_kernel_sizes=[32, 32],
            resblock_kernel_sizes=[3],
            resblock_dilation_sizes=[[1]],
            normalize_before=False,
            initializer_range=0.3,
        )
    ).save_pretrained(folder)
    return folder


def bark(folder: Path) -> Path:
    """BarkModel, 24 kHz, with one preset."""
    torch.manual_seed(0)
    config = BarkConfig(
        semantic_config=BarkSemanticConfig(
            block_size=1024,
            num_layers=1,
            num_heads=2,
            hidden_size=16,
            input_vocab_size=400,
            output_vocab_size=80,
        ).to_dict(),
        coarse_acoustics_config=BarkCoarseConfig(
            block_size=1024,
            num_layers=1,
            num_heads=2,
            hidden_size=16,
            input_vocab_size=200,
            output_vocab_size=200,
        ).to_dict(),
        fine_acoustics_config=BarkFineConfig(
            block_size=1024,
            num_layers=1,
            num_heads=2,
            hidden_size=16,
            input_vocab_size=65,
            output_vocab_size=65,
            n_codes_total=4,
            n_codes_given=1,
        ).to_dict(),
        codec_config=EncodecConfig(
            target_bandwidths=[3.0],
            sampling_rate=24000,
            num_filters=4,
            num_residual_layers=1,
            upsampling_ratios=[8, 5, 4, 2],
            codebook_size=64,
            codebook_dim=16,
            hidden_size=16,
            num_lstm_layers=1,
        ).to_dict(),
    )
    model = BarkModel(config)
    for name, values in model.codec_model.named_buffers():
        if name.endswith("codebook.embed"):  # made of zeros, which would all sound alike
            values.normal_()
    model.save_pretrained(folder)
    # The library cannot save this kind, only read it.
    told = json.dumps(_drawn().to_dict())
    (folder / "generation_config.json").write_text(told)
    _preset(folder)
    by_bytes(256).save_pretrained(folder)
    return folder


def _drawn() -> BarkGenerationConfig:
    """How Bark's three models draw their tokens."""
    return BarkGenerationConfig.from_sub_model_configs(
        BarkSemanticGenerationConfig(
            max_new_tokens=24,
            do_sample=True,
            max_input_semantic_length=64,
            semantic_vocab_size=64,
            text_encoding_offset=80,
            text_pad_token=79,
            semantic_pad_token=64,
            semantic_infer_token=78,
            eos_token_id=64,
            semantic_rate_hz=49.9,
        ),
        BarkCoarseGenerationConfig(
            do_sample=True,
            semantic_vocab_size=64,
            n_coarse_codebooks=2,
            coarse_semantic_pad_token=198,
            coarse_infer_token=199,
            max_coarse_input_length=32,
            max_coarse_history=64,
            coarse_rate_hz=75,
            sliding_window_len=20,
        ),
        BarkFineGenerationConfig(
            max_fine_history_length=64, max_fine_input_length=128, n_fine_codebooks=4
        ),
        sample_rate=24000,
        codebook_size=64,
    )


def _preset(folder: Path) -> None:
    """Who speaks: the tokens of a sentence, as plain arrays."""
    rng = np.random.default_rng(1)
    preset = {
        "semantic_prompt": rng.integers(0, 64, 20),
        "coarse_prompt": rng.integers(0, 64, (2, 30)),
        "fine_prompt": rng.integers(0, 64, (4, 30)),
    }
    names: dict[str, str] = {}
    for name, values in preset.items():
        path = folder / "speaker_embeddings" / "v2" / f"en_speaker_6_{name}.npy"
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, values)
        names[name] = path.relative_to(folder).as_posix()
    (folder / "speaker_embeddings_path.json").write_text(
        json.dumps({"repo_or_path": "suno/bark", "v2/en_speaker_6": names})
    )

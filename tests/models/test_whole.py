"""Proves that no model is loaded whose folder lacks weights, which the libraries would draw by
chance, and that nothing that is whole is refused: tied weights, older names, unsaved buffers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from diffusers import DiffusionPipeline
from safetensors.torch import load_file, save_file
from transformers import SpeechT5ForTextToSpeech, SpeechT5HifiGan, T5EncoderModel, VitsModel

from reelmesh.mesh.engine import EngineError, EngineSettings
from reelmesh.models import whole
from reelmesh.models.device import Device
from reelmesh.models.folder import MANIFEST, ModelFolder
from services.ambient.engines.diffusers import Diffusers as Ambience
from services.video.engines.diffusers import Diffusers as Video
from services.vision.models.encode import WordEncoder
from services.vision.models.options import VisionOptions
from services.vision.models.paint import Painter
from services.vision.models.picture import PictureEncoder
from services.voice.engines.transformers import Transformers as Voice
from tests.models import tiny_ambient, tiny_painters, tiny_voice
from tests.models.tiny_video import MODELS
from tests.models.tiny_video_parts import t5
from tests.models.video import folder_of

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own

CPU = Device("cpu", "float32", 0)
Change = Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]


def changed(path: Path, change: Change) -> None:
    """Other weights in a safetensors file."""
    save_file(change(load_file(path)), path, {"format": "pt"})
    for parent in (path.parent, path.parent.parent):
        (parent / MANIFEST).unlink(missing_ok=True)


def lost(path: Path) -> str:
    """The name of a matrix that the file has no more."""
    name = next(key for key, one in sorted(load_file(path).items()) if one.ndim > 1)
    changed(path, lambda weights: {key: one for key, one in weights.items() if key != name})
    return name


def weights(folder: Path, part: str) -> Path:
    return next((folder / part).glob("*.safetensors"))


def copied(name: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder_of(name), tmp_path / "model"))


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_video_model_is_loaded_with_the_weights_of_its_files(name: str) -> None:
    folder = folder_of(name)
    pipe = whole.pipeline(DiffusionPipeline, folder, torch.float32)
    plain = DiffusionPipeline.from_pretrained(str(folder), dtype=torch.float32)
    assert pipe.components.keys() == plain.components.keys()
    for part, own in plain.components.items():
        assert type(pipe.components[part]) is type(own)
        if isinstance(own, torch.nn.Module):
            mine = pipe.components[part].state_dict()
            for key, tensor in own.state_dict().items():
                assert torch.equal(mine[key], tensor), (part, key)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("wan21", "transformer"),
        ("wan22", "transformer_2"),
        ("wan21", "text_encoder"),
        ("wan21", "image_encoder"),
        ("ltx2", "connectors"),
        ("ltx2", "vocoder"),
        ("kandinsky6", "vae"),
        ("svd", "unet"),
    ],
)
def test_a_video_model_that_lacks_weights_is_refused_with_their_names(
    tmp_path: Path, name: str, part: str
) -> None:
    folder = copied(name, tmp_path)
    key = lost(weights(folder, part))
    with pytest.raises(EngineError) as told:
        Video(EngineSettings(model=str(folder), threads=1, options={"warm-up": "off"}))
    said = str(told.value)
    assert said.startswith(f"{folder} lacks 1 weight of its {part} (")
    assert f"such as {key}: fetch the model again" in said


def test_the_first_missing_weights_are_named_and_all_are_counted(tmp_path: Path) -> None:
    folder = copied("wan_text", tmp_path)
    path = weights(folder, "transformer")
    changed(path, lambda own: {key: one for key, one in own.items() if "blocks.1." not in key})
    with pytest.raises(EngineError, match=r"lacks \d\d weights of .*, such as (blocks\.1\S+, ){2}"):
        whole.pipeline(DiffusionPipeline, folder, torch.float32)


def test_what_is_given_instead_is_not_looked_for(tmp_path: Path) -> None:
    folder = copied("wan_text", tmp_path)
    lost(weights(folder, "text_encoder"))
    pipe = whole.pipeline(DiffusionPipeline, folder, torch.float32, instead={"text_encoder": None})
    assert pipe.text_encoder is None


def test_parts_have_the_numbers_that_are_asked_for_each() -> None:
    dtype = {"default": torch.bfloat16, "vae": torch.float32}
    pipe = whole.pipeline(DiffusionPipeline, folder_of("wan_text"), dtype)
    assert pipe.vae.dtype == torch.float32
    assert pipe.transformer.dtype == pipe.text_encoder.dtype == torch.bfloat16


def test_a_text_encoder_alone_that_lacks_weights_is_refused(tmp_path: Path) -> None:
    folder = copied("wan_text", tmp_path)
    key = lost(weights(folder, "text_encoder"))
    with pytest.raises(EngineError, match=rf"its text_encoder .*{key}"):
        WordEncoder(ModelFolder(folder), CPU)


def test_an_image_encoder_alone_that_lacks_weights_is_refused(tmp_path: Path) -> None:
    folder = copied("wan21", tmp_path)
    key = lost(weights(folder, "image_encoder"))
    with pytest.raises(EngineError, match=rf"its image_encoder .*{key}"):
        PictureEncoder(ModelFolder(folder), CPU)


@pytest.mark.parametrize("name", sorted(tiny_painters.PAINTERS))
def test_a_painter_that_lacks_weights_is_refused(tmp_path: Path, name: str) -> None:
    tiny_painters.PAINTERS[name](tmp_path)
    key = lost(weights(tmp_path, "vae"))
    options = VisionOptions(paint="x", paint_steps=2)
    with pytest.raises(EngineError, match=rf"its vae \(AutoencoderKL\), such as {key}"):
        Painter(ModelFolder(tmp_path), CPU, options)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("stable_audio", "transformer"),
        ("stable_audio_3", "duration_embedder"),
        ("audio_ldm2", "language_model"),
        ("ace_step", "condition_encoder"),
    ],
)
def test_a_sound_model_that_lacks_weights_is_refused(tmp_path: Path, name: str, part: str) -> None:
    getattr(tiny_ambient, name)(tmp_path)
    assert Ambience(EngineSettings(str(tmp_path), 1, {"warm-up": "off"})).weights_sha256
    key = lost(weights(tmp_path, part))
    with pytest.raises(EngineError, match=rf"its {part} \(\w+\), such as {key}"):
        Ambience(EngineSettings(str(tmp_path), 1, {"warm-up": "off"}))


@pytest.mark.parametrize("name", ["vits", "speecht5", "hifigan", "bark"])
def test_a_voice_that_lacks_weights_is_refused(tmp_path: Path, name: str) -> None:
    folders = {one: tmp_path / one for one in {name, "speecht5", "hifigan"}}
    for one, folder in folders.items():
        folder.mkdir()
        getattr(tiny_voice, one)(folder)
    key = lost(weights(folders[name], ""))
    main = folders["speecht5" if name == "hifigan" else name]
    options = {"warm-up": "off", "vocoder": str(folders["hifigan"]) if "t5" in main.name else ""}
    options = {option: value for option, value in options.items() if value}
    with pytest.raises(EngineError, match=rf"{folders[name]} lacks 1 weight of \w+, such as {key}"):
        Voice(EngineSettings(str(main), 1, options))


def renamed(own: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weight norms as PyTorch called them before 2.0."""
    new = ("parametrizations.weight.original0", "parametrizations.weight.original1")
    found: dict[str, torch.Tensor] = {}
    for key, one in own.items():
        for name, old in zip(new, ("weight_g", "weight_v"), strict=True):
            key = key.replace(name, old)  # noqa: PLW2901
        found[key] = one
    return found


@pytest.mark.parametrize(("name", "kind"), [("vits", VitsModel), ("hifigan", SpeechT5HifiGan)])
def test_older_names_of_weights_are_known(
    tmp_path: Path, name: str, kind: type[torch.nn.Module]
) -> None:
    getattr(tiny_voice, name)(tmp_path)
    before = whole.model(kind, tmp_path).state_dict()
    path = weights(tmp_path, "")
    plain = set(load_file(path))
    changed(path, renamed)
    if name == "vits":
        assert plain != set(load_file(path))
    after = whole.model(kind, tmp_path).state_dict()
    assert all(torch.equal(after[key], one) for key, one in before.items())


def test_a_weight_with_two_names_is_there_under_either(tmp_path: Path) -> None:
    t5().save_pretrained(tmp_path)
    path = weights(tmp_path, "")
    names = {"shared.weight", "encoder.embed_tokens.weight"}
    saved = names & set(load_file(path))
    assert len(saved) == 1
    (own,) = saved
    (other,) = names - saved
    changed(path, lambda all_: {(other if key == own else key): one for key, one in all_.items()})
    assert whole.model(T5EncoderModel, tmp_path).shared.weight.std() > 0
    changed(path, lambda all_: {key: one for key, one in all_.items() if key != other})
    with pytest.raises(EngineError, match="lacks"):
        whole.model(T5EncoderModel, tmp_path)


def test_counts_that_only_training_reads_may_be_missing(tmp_path: Path) -> None:
    tiny_voice.speecht5(tmp_path)
    path = weights(tmp_path, "")
    assert any("num_batches_tracked" in key for key in load_file(path))
    changed(path, lambda own: {k: one for k, one in own.items() if "num_batches_tracked" not in k})
    whole.model(SpeechT5ForTextToSpeech, tmp_path)

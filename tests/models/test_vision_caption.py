"""Proves that captions are one sentence, always the same one, that ends where it is cut off, and
that a caption is given up within one token."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from reelmesh.mesh.engine import CallerError, Cancelled
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.models.caption import SENTENCE_MAX, Captioner, sentence
from tests.models import tiny_vision as tiny

CPU = Device("cpu", "float32", 0)
FRAME = np.ascontiguousarray(tiny.scene()[..., ::-1])


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("caption")


def captioner(root: Path, name: str, tokens_max: int = 12) -> Captioner:
    folder = ModelFolder(tiny.saved(root, name, tiny.CAPTIONERS[name]))
    return Captioner(folder, CPU, tokens_max)


@pytest.mark.parametrize("name", sorted(tiny.CAPTIONERS))
def test_every_family_says_the_same_each_time_and_tells_its_tokens(root: Path, name: str) -> None:
    model = captioner(root, name)
    shares: list[float] = []
    said, tokens = model.say(FRAME, shares.append)
    assert (said, tokens) == model.say(FRAME, lambda _: None)
    assert 1 <= tokens == len(shares) <= 12
    assert shares == sorted(shares)


def test_blip_speaks_in_words_of_its_vocabulary(root: Path) -> None:
    said, _ = captioner(root, "blip").say(FRAME, lambda _: None)
    words = said.lower().strip(".…").split()
    assert words
    assert set(words) <= set(tiny.BLIP_WORDS.lower().split())


def test_a_model_that_chats_is_asked_in_its_own_form_and_its_answer_alone_is_told(
    root: Path, tmp_path: Path
) -> None:
    heard: list[str] = []

    def asked(model: Captioner) -> str:
        """What the model is told; the question is not in what it says."""

        def listen(_: object, __: object, kwargs: dict[str, torch.Tensor]) -> None:
            heard.append(model._processor.batch_decode(kwargs["input_ids"])[0])  # pyright: ignore[reportPrivateUsage]
            assert kwargs.get("pixel_values", torch.zeros(1, 1)).shape[1] == 1, "one tile"

        inner = model._model  # pyright: ignore[reportPrivateUsage]
        hook = inner.register_forward_pre_hook(listen, with_kwargs=True)
        said, tokens = model.say(FRAME, lambda _: None, tokens_max=4)
        hook.remove()
        assert tokens <= 4
        assert len(said) <= 6
        return heard[0]

    first = asked(captioner(root, "smolvlm"))
    assert first.startswith("<|im_start|>User: <fake_token_around_image><global-img><image><image>")
    assert first.endswith("what this picture shows.<end_of_utterance>\nAssistant:")
    changed = tmp_path / "model"
    shutil.copytree(root / "smolvlm", changed, ignore=shutil.ignore_patterns("SHA256SUMS"))
    form = changed / "chat_template.jinja"
    form.write_text(form.read_text("utf-8").replace("Assistant:", "Answer:"), "utf-8")
    heard.clear()
    assert asked(Captioner(ModelFolder(changed), CPU, 8)).endswith("Answer:")
    form.unlink()
    (changed / "SHA256SUMS").unlink()
    with pytest.raises(CallerError, match="holds no chat_template"):
        Captioner(ModelFolder(changed), CPU, 8)


def test_a_folder_that_asks_for_torchvision_is_read_without_it(root: Path, tmp_path: Path) -> None:
    before = captioner(root, "smolvlm").say(FRAME, lambda _: None)
    named = tmp_path / "model"
    shutil.copytree(root / "smolvlm", named, ignore=shutil.ignore_patterns("SHA256SUMS"))
    path, form = named / "processor_config.json", named / "chat_template.jinja"
    config = json.loads(path.read_text("utf-8"))
    # As folders have it that were saved by earlier versions.
    pixels = config.pop("image_processor") | {"image_processor_type": "Idefics3ImageProcessor"}
    path.write_text(json.dumps(config), "utf-8")
    (named / "preprocessor_config.json").write_text(json.dumps(pixels), "utf-8")
    template = json.dumps({"chat_template": form.read_text("utf-8")})
    (named / "chat_template.json").write_text(template, "utf-8")
    form.unlink()
    assert Captioner(ModelFolder(named), CPU, 12).say(FRAME, lambda _: None) == before


@pytest.mark.parametrize("name", sorted(tiny.CAPTIONERS))
def test_a_caption_is_given_up_within_one_token(root: Path, name: str) -> None:
    heard: list[float] = []

    def cancelled(share: float) -> None:
        heard.append(share)
        raise Cancelled("No longer wanted.")

    with pytest.raises(Cancelled):
        captioner(root, name).say(FRAME, cancelled)
    assert heard == [1 / 12]


@pytest.mark.parametrize(
    ("text", "cut_off", "said"),
    [
        ("a beach with waves", False, "A beach with waves."),
        ("a  beach\nat dusk. There is a dog.", False, "A beach at dusk."),
        ("A temperature of 3.5 degrees, ", False, "A temperature of 3.5 degrees."),
        ("a beach with wav", True, "A beach with…"),
        ("a beach. A second sent", True, "A beach."),
        (" . ,", False, ""),
        ("", True, ""),
        ("x" * 400, False, "X" + "x" * (SENTENCE_MAX - 2) + "…"),
    ],
)
def test_a_caption_is_one_sentence(text: str, cut_off: bool, said: str) -> None:
    assert sentence(text, cut_off) == said


def test_a_folder_of_another_kind_is_told_with_the_kinds_there_are(root: Path) -> None:
    folder = ModelFolder(tiny.saved(root, "siglip", tiny.siglip))
    with pytest.raises(CallerError, match="caption= takes one of blip, florence2, idefics3"):
        Captioner(folder, CPU, 8)

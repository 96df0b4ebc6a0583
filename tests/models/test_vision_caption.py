"""Proves that captions are one sentence, always the same one, that ends where it is cut off, and
that a caption is given up within one token."""

from pathlib import Path

import numpy as np
import pytest

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
    with pytest.raises(CallerError, match="caption= takes one of blip, florence2"):
        Captioner(folder, CPU, 8)

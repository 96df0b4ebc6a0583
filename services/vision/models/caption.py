"""One sentence on a picture, by Florence-2, BLIP or SmolVLM."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import torch
import transformers
from transformers import StoppingCriteria, StoppingCriteriaList

from reelmesh.mesh.engine import CallerError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.models.loading import as_image, family, load, to_device
from services.vision.pictures import Bytes

SENTENCE_MAX = 300
"""Characters of a caption at most."""


class _Family(NamedTuple):
    """How a family is loaded and asked."""

    model: type[transformers.PreTrainedModel]
    asked: str
    """The text that goes with the picture; empty for models that caption and do nothing else."""
    chat: bool = False
    """It answers in a conversation, whose form is in its folder, after repeating what was said."""


FAMILIES: dict[str, _Family] = {
    "florence2": _Family(transformers.Florence2ForConditionalGeneration, "<CAPTION>"),
    "blip": _Family(transformers.BlipForConditionalGeneration, ""),
    "idefics3": _Family(
        transformers.Idefics3ForConditionalGeneration,
        "Say in one short sentence what this picture shows.",
        chat=True,
    ),
}
"""By the type in config.json; that of the first SmolVLM is idefics3."""


class Captioner:
    """Says what a frame shows. Raises CallerError for a folder of another kind."""

    def __init__(self, folder: ModelFolder, device: Device, tokens_max: int) -> None:
        _, chosen = family(folder, "caption", FAMILIES)
        self._device, self._chat, self._tokens_max = device, chosen.chat, tokens_max
        self._model = load(chosen.model, folder, device)
        self._processor: Any = transformers.AutoProcessor.from_pretrained(
            str(folder.path), local_files_only=True
        )
        self._asked = self._conversation(chosen.asked, folder) if chosen.chat else chosen.asked

    def say(
        self, frame: Bytes, told: Callable[[float], None], tokens_max: int = 0
    ) -> tuple[str, int]:
        """A sentence on the frame (H×W×3 BGR), always the same one, and how many tokens it took.

        Empty when the model says nothing. told is called with the share of the tokens at most,
        after each, and may raise.
        """
        most = tokens_max or self._tokens_max
        inputs = self._inputs(frame)
        heard = inputs["input_ids"].shape[1] if self._chat else 0
        counted = _Counted(most, told)
        with torch.inference_mode():
            tokens = cast("Any", self._model).generate(
                **to_device(inputs, self._device),
                max_new_tokens=most,
                # The likeliest word each time: no chance in it, and no beam to wait for.
                do_sample=False,
                num_beams=1,
                stopping_criteria=StoppingCriteriaList([counted]),
            )
        text = cast(
            "list[str]", self._processor.batch_decode(tokens[:, heard:], skip_special_tokens=True)
        )[0]
        return sentence(text, cut_off=counted.tokens >= most), counted.tokens

    def _inputs(self, frame: Bytes) -> dict[str, torch.Tensor]:
        picture, texts = as_image(frame), {"text": self._asked} if self._asked else {}
        if not self._chat:
            return self._processor(images=picture, return_tensors="pt", **texts)
        # As one tile: up to 16 more would be looked at for small print, which no caption needs.
        return self._processor(
            images=[picture], return_tensors="pt", do_image_splitting=False, **texts
        )

    def _conversation(self, asked: str, folder: ModelFolder) -> str:
        """A question about a picture in the form that the model was taught."""
        said = [{"type": "image"}, {"type": "text", "text": asked}]
        try:
            return self._processor.apply_chat_template(
                [{"role": "user", "content": said}], add_generation_prompt=True
            )
        except ValueError as error:
            raise CallerError(
                f"caption={folder.path} holds no chat_template.jinja or chat_template.json, by "
                "which this model is asked: fetch the whole model."
            ) from error


class _Counted(StoppingCriteria):
    """Stops nothing, but sees every token come."""

    def __init__(self, most: int, told: Callable[[float], None]) -> None:
        self.tokens = 0
        self._most, self._told = most, told

    def __call__(
        self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **kwargs: object
    ) -> torch.BoolTensor:
        del scores, kwargs
        self.tokens += 1
        self._told(min(1.0, self.tokens / self._most))
        going = torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)
        return cast("torch.BoolTensor", going)


def sentence(text: str, cut_off: bool) -> str:
    """The first sentence of a text, with a capital and a full stop; an ellipsis where the model
    had no tokens left to end it. Empty when there is no word in it."""
    plain = " ".join(text.split())
    if not re.search(r"\w", plain):
        return ""
    whole = re.match(r".+?[.!?。！？](?=\s|$)", plain)
    found = whole.group() if whole else plain
    if len(found) > SENTENCE_MAX or (cut_off and not whole):
        head = found[: SENTENCE_MAX - 1]
        return _capital((head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:") + "…")
    return _capital(found if whole else found.rstrip(" ,;:") + ".")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]

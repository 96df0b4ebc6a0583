"""A loaded text-to-speech model as the engine knows it: voices, and a way to speak a piece."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from torch import nn

from reelmesh.mesh.engine import CallerError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.voice.models.cast import Actor
from services.voice.speech import Floats

Model = TypeVar("Model", bound=nn.Module)


@dataclass
class Spoken:
    """A piece as a model spoke it."""

    audio: Floats
    """Mono, -1 to 1, at the model's own rate."""
    rate_hz: int
    character_s: list[tuple[float, float]] | None = None
    """When each character of the piece is said, in seconds; None where the model does not tell.
    What it does not read has no length."""
    ended: bool = True
    """Whether the model came to an end by itself; else it was stopped."""


class Talker(Protocol):
    """A loaded model."""

    longest: int
    """Characters that it speaks well in one go."""
    paced: bool
    """Whether it speaks at an asked rate by itself."""
    clones: bool
    """Whether it speaks in the voice of a recording, and has none of its own."""
    languages: tuple[str, ...]
    """What people speak whom it clones, where nobody says; empty where it clones nobody."""
    steps: list[nn.Module]
    """What it runs once a step, to count and to stop."""

    def voices(self) -> list[Actor]:
        """Voices that the model brings, when nobody declares any."""
        ...

    def check(self, actor: Actor) -> None:
        """Raises CallerError when a declared voice does not go with the model."""
        ...

    def speak(self, said: str, actor: Actor, rate: float) -> Spoken:
        """Speak a piece. Raises CallerError for what cannot be read. Whatever is drawn by chance
        comes from PyTorch's global generator."""
        ...


@dataclass(frozen=True)
class Place:
    """Where a model comes from and works."""

    folder: ModelFolder
    device: Device
    language: str
    """BCP 47 language of a model that does not tell its own; empty where none is given."""
    vocoder: str
    """A second folder, of a vocoder or codec; empty where the model needs none."""

    @property
    def path(self) -> str:
        """The folder, for from_pretrained."""
        return str(self.folder.path)


def second(place: Place, why: str) -> str:
    """The second folder. Raises CallerError that says why it is needed."""
    if not place.vocoder:
        raise CallerError(f"{why}: set ENGINE_OPTIONS=...,vocoder=/path/to/its/folder.")
    return place.vocoder


def in_place(model: Model, place: Place) -> Model:
    """The model where it works, ready to be asked."""
    nn.Module.to(model, place.device.name)
    nn.Module.eval(model)
    return model

"""What is said in a prompt, and who is told to say it."""

from dataclasses import dataclass, replace

from gateway.prompt.people import Person
from reelmesh.v1.spec_pb2 import Manner

LINE_CHARACTERS_MAX = 1000
"""As Line.text allows."""


@dataclass(frozen=True)
class Speech:
    """Something said: text[start:end] of the prompt is not part of the scene."""

    text: str
    person: Person
    manner: Manner
    start: int
    end: int
    note: str = ""
    """Why it is not said after all; empty for what is said."""
    writing: bool = False
    """Words on a sign and the like."""
    told: tuple[int, int] = (0, 0)
    """Where the prompt tells that it is said, and how."""


@dataclass(frozen=True)
class Told:
    """Who says a quote, how, where that is told, and why it is not said after all."""

    person: Person
    how: str = ""
    place: tuple[int, int] = (0, 0)
    note: str = ""


def parts(speech: Speech) -> list[Speech]:
    """One line, or several for a speech longer than a line may be."""
    if len(speech.text) <= LINE_CHARACTERS_MAX:
        return [speech] if speech.text else [replace(speech, note="there is nothing to say")]
    cut = max(speech.text.rfind(sign, 0, LINE_CHARACTERS_MAX) for sign in ".!?。！？")
    cut = cut + 1 if cut > 0 else LINE_CHARACTERS_MAX
    first, rest = speech.text[:cut].strip(), speech.text[cut:].strip()
    return [replace(speech, text=first), *parts(replace(speech, text=rest))]

"""Words for how a shot moves and looks: a camera move, what moves in the picture, a look. The same
on the command line and in a storyboard. Each raises ArgumentTypeError with one sentence."""

import argparse
from collections.abc import Sequence

from reelmesh.v1.spec_pb2 import (
    Camera,
    CameraMove,
    Effect,
    Framing,
    Grade,
    Look,
    Motion,
    Music,
    SoundSource,
    Transition,
)

MOTIONS_MAX, GRADES_MAX = 8, 4
"""As Shot.motions and Look.grades allow."""
BLUR, NONE = "blur", "none"
BLUR_USUAL = 0.6
"""How blurred the background is where no strength is given; as a prompt's `bokeh`."""


def camera(text: str) -> Camera:
    """push-in, or push-in=0.3 with its strength."""
    name, strength = _strength(text)
    return Camera(move=_named(name, CameraMove.keys(), "camera move"), strength=strength)


def motion(text: str) -> Motion:
    """rain, or rain=0.9 with its strength."""
    name, strength = _strength(text)
    return Motion(effect=_named(name, Effect.keys(), "motion"), strength=strength)


def transition(text: str) -> str:
    """dissolve as the enum's own name."""
    return _named(text, Transition.keys(), "transition")


def music(text: str) -> str:
    """calm as the enum's own name."""
    return _named(text, Music.keys(), "mood")


def sound(text: str) -> str:
    """picture as the enum's own name."""
    return _named(text, SoundSource.keys(), "source of sound")


def look(text: str) -> Look:
    """One look: close, warm, blur, blur=0.3; none asks for no look whatever the prompt says."""
    name, strength = _strength(text)
    word = _word(name)
    if word == BLUR:
        return Look(blur=strength or BLUR_USUAL)
    if strength:
        raise argparse.ArgumentTypeError(f"{text!r}: only {BLUR} has a strength.")
    framings, grades = names(Framing.keys()), names(Grade.keys())
    if word in framings:
        return Look(framing=framings[word])
    if word in grades:
        return Look(grades=[grades[word]])
    if word == NONE:
        return Look()
    known = ", ".join([*framings, *grades, BLUR, NONE])
    raise argparse.ArgumentTypeError(f"{text!r} is no look; there are {known}.")


def looks(found: Sequence[Look]) -> Look:
    """Several looks as one: one framing, one blur, up to four grades in their order."""
    whole = Look()
    for one in found:
        if (one.framing and whole.framing) or (one.blur and whole.blur):
            raise argparse.ArgumentTypeError("a shot has one framing and one blur.")
        whole.framing = whole.framing or one.framing
        whole.blur = whole.blur or one.blur
        whole.grades.extend(grade for grade in one.grades if grade not in whole.grades)
    if len(whole.grades) > GRADES_MAX:
        raise argparse.ArgumentTypeError(f"a shot has at most {GRADES_MAX} grades.")
    return whole


def motions(found: Sequence[Motion]) -> list[Motion]:
    """Several motions, each effect once."""
    effects = [one.effect for one in found]
    twice = [one for one in effects if effects.count(one) > 1]
    if twice:
        name = Effect.Name(twice[0]).removeprefix("EFFECT_").lower().replace("_", "-")
        raise argparse.ArgumentTypeError(f"{name} is given twice.")
    if len(effects) > MOTIONS_MAX:
        raise argparse.ArgumentTypeError(f"a shot has at most {MOTIONS_MAX} motions.")
    return list(found)


def _strength(text: str) -> tuple[str, float]:
    """push-in=0.3 as push-in and 0.3; 0 where none is given."""
    name, equals, number = (part.strip() for part in text.partition("="))
    if not equals:
        return name, 0.0
    try:
        strength = float(number)
    except ValueError:
        strength = 0.0
    if not 0 < strength <= 1:
        raise argparse.ArgumentTypeError(f"{text!r}: a strength is above 0 and at most 1.")
    return name, strength


def _word(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(" ", "-")


def names(known: Sequence[str]) -> dict[str, str]:
    """An enum's own names, but for the unspecified one, by what they are called here."""
    prefix = known[0].removesuffix("UNSPECIFIED")
    return {_word(name.removeprefix(prefix)): name for name in known[1:]}


def _named(text: str, known: Sequence[str], what: str) -> str:
    """An enum's own name for a word such as push-in."""
    found = names(known)
    if _word(text) not in found:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}; there are {', '.join(found)}.")
    return found[_word(text)]

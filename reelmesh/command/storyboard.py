"""A storyboard file, and `--shot`: from words to the shots and lines of a spec. Pure but for
reading the file."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

import yaml

from reelmesh.command import picture
from reelmesh.command.usage import UsageError
from reelmesh.v1.spec_pb2 import Line, Shot

Given = TypeVar("Given")
Found = TypeVar("Found")

FILE_BYTES_MAX = 256 << 10
SHOTS_MAX = 20
IMAGE = re.compile(
    r"(?P<image>[^\n]*?\.(?:jpe?g|png|webp))\s*(?:[:：]\s*(?P<prompt>.*))?", re.I | re.S
)
MARK = re.compile(
    r"\s*@\s*(?:(?P<seconds>\d+(?:\.\d+)?)\s*s|(?P<transition>cut|dissolve|fade))\s*$"
)
"""At the end of a --shot: its length, or how it begins."""
SHOT_KEYS = (
    *("image", "last", "prompt", "seconds", "camera", "motions", "still", "look"),
    *("transition", "lines", "avoid", "motion-strength"),
)
FILM_KEYS = ("prompt", "title", "music", "cues", "sound", "voices", "shots")


@dataclass
class Scene:
    """One shot as asked for; its image is a path until it is uploaded."""

    shot: Shot
    image: str = ""
    last: str = ""
    lines: list[Line] = field(default_factory=list[Line])


@dataclass
class Storyboard:
    """Shots in order, and what holds for all of them."""

    scenes: list[Scene]
    prompt: str = ""
    title: str = ""
    music: str | None = None
    cues: list[str] = field(default_factory=list[str])
    voices: list[str] = field(default_factory=list[str])
    """As `--voice` has them: Anna=heart."""
    sound: str | None = None


def shot_of(text: str) -> Scene:
    """'img.jpg: what happens @4s @dissolve': all but what happens or the image may be left out."""
    words, seconds, begins = text, None, None
    while mark := MARK.search(words):
        words = words[: mark.start()]
        seconds = seconds or mark["seconds"]
        begins = begins or mark["transition"]
    found = IMAGE.fullmatch(words.strip())
    image = found["image"].strip() if found else ""
    prompt = (found["prompt"] or "") if found else words
    if not prompt.strip() and not image:
        raise UsageError(
            f"--shot {text!r}: say what it shows, such as 'sea.jpg: Waves roll in @4s'."
        )
    if seconds and not 0 < float(seconds) <= 120:
        raise UsageError(f"--shot {text!r}: a shot lasts more than 0 and at most 120 seconds.")
    transition = picture.transition(begins) if begins else None
    shot = Shot(prompt=prompt.strip(), seconds=float(seconds or 0), transition=transition)
    return Scene(shot, image)


def read_storyboard(name: str, line_of: Callable[[str], Line]) -> Storyboard:
    """The shots of a YAML file; images are found beside it. Raises UsageError with the place at
    fault."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"--storyboard {name} cannot be read: {reason}.") from None
    if len(data) > FILE_BYTES_MAX:
        raise UsageError(f"--storyboard {name} is larger than {FILE_BYTES_MAX >> 10} kB.")
    film = mapping(parsed(data, name), f"{name}", FILM_KEYS)
    shots = film.get("shots")
    if not isinstance(shots, list) or not shots:
        raise UsageError(f"{name}: 'shots' must be a list of at least one shot.")
    listed = cast("list[object]", shots)
    if len(listed) > SHOTS_MAX:
        raise UsageError(f"{name}: {len(listed)} shots; a clip has at most {SHOTS_MAX}.")
    scenes = [
        scene_of(one, f"{name}: shot {number}", path.parent, line_of)
        for number, one in enumerate(listed, 1)
    ]
    music, heard = text_of(film, "music", name), text_of(film, "sound", name)
    return Storyboard(
        scenes,
        text_of(film, "prompt", name),
        text_of(film, "title", name),
        meant(picture.music, music, f"{name}: music") if music else None,
        texts_of(film, "cues", name),
        voices_of(film, name),
        meant(picture.sound, heard, f"{name}: sound") if heard else None,
    )


class Plain(yaml.SafeLoader):
    """YAML without aliases, so that no small file becomes a large one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As SafeLoader, but refuses *alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed")
        return super().compose_node(parent, index)


def parsed(data: bytes, name: str) -> object:
    """The document in the file."""
    try:
        return cast("object", yaml.load(data, Plain))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UsageError(f"{name} is no YAML that can be read{where}: {what}.") from None


def mapping(found: object, where: str, keys: Sequence[str]) -> Mapping[str, object]:
    """A mapping with no other keys than these."""
    if not isinstance(found, dict):
        raise UsageError(f"{where} must be a mapping with {', '.join(keys)}.")
    pairs = cast("dict[object, object]", found)
    unknown = [str(key) for key in pairs if key not in keys]
    if unknown:
        raise UsageError(f"{where} has {unknown[0]!r}; it may have {', '.join(keys)}.")
    return cast("dict[str, object]", pairs)


def text_of(found: Mapping[str, object], key: str, where: str) -> str:
    """A text without space around it; empty when it is left out."""
    one = found.get(key)
    if one is not None and not isinstance(one, str):
        raise UsageError(f"{where}: {key!r} must be text; put it in quotes.")
    return (one or "").strip()


def seconds_of(found: Mapping[str, object], where: str) -> float:
    """A length in seconds; 0 when it is left out."""
    one = found.get("seconds")
    if one is None:
        return 0.0
    if not isinstance(one, int | float) or isinstance(one, bool) or not 0 < one <= 120:
        raise UsageError(f"{where}: 'seconds' must be a number above 0 and at most 120.")
    return float(one)


def texts_of(found: Mapping[str, object], key: str, where: str) -> list[str]:
    """A text or a list of texts; empty when it is left out."""
    one = found.get(key)
    each = cast("list[object]", one) if isinstance(one, list) else [] if one is None else [one]
    if not all(isinstance(text, str) for text in each):
        example = '"Anna: Hello."' if key == "lines" else "rain"
        raise UsageError(f"{where}: {key!r} are texts such as {example}, in quotes.")
    return [str(text).strip() for text in each]


def voices_of(found: Mapping[str, object], where: str) -> list[str]:
    """Who speaks with which voice, as `--voice` has it."""
    one = found.get("voices")
    pairs = cast("dict[object, object]", one) if isinstance(one, dict) else {}
    if (one is not None and not pairs) or not all(isinstance(v, str) for v in pairs.values()):
        raise UsageError(f"{where}: 'voices' must be a mapping such as Anna: heart.")
    return [f"{name}={voice}" for name, voice in pairs.items()]


def scene_of(one: object, where: str, folder: Path, line_of: Callable[[str], Line]) -> Scene:
    """One shot of the file. A plain text is its prompt."""
    if isinstance(one, str):
        return Scene(Shot(prompt=one.strip()))
    found = mapping(one, where, SHOT_KEYS)
    shot = Shot(prompt=text_of(found, "prompt", where), seconds=seconds_of(found, where))
    still = found.get("still", False)
    if not isinstance(still, bool):
        raise UsageError(f"{where}: 'still' must be true or false.")
    shot.still = still
    shot.MergeFrom(pictured(found, where))
    image, last = text_of(found, "image", where), text_of(found, "last", where)
    shot.negative_prompt = text_of(found, "avoid", where)
    strength = found.get("motion-strength")
    if strength is not None:
        shot.motion_strength = share_of(strength, where)
    if not shot.prompt and not image:
        raise UsageError(f"{where} needs a prompt or an image.")
    if last and not image:
        raise UsageError(f"{where} ends with {last}: give the image it begins with too.")
    lines = [line_of(text) for text in texts_of(found, "lines", where)]
    first, end = (str(folder / name) if name else "" for name in (image, last))
    return Scene(shot, first, end, lines)


def share_of(one: object, where: str) -> float:
    """How much moves, from 0 to 1."""
    if not isinstance(one, int | float) or isinstance(one, bool) or not 0 <= one <= 1:
        raise UsageError(f"{where}: 'motion-strength' must be a number from 0 to 1.")
    return one


def pictured(found: Mapping[str, object], where: str) -> Shot:
    """The shot's camera, motions, look and transition."""
    shot = Shot()
    if "camera" in found:
        shot.camera.CopyFrom(meant(picture.camera, text_of(found, "camera", where), where))
    if "transition" in found:
        begins = meant(picture.transition, text_of(found, "transition", where), where)
        shot.MergeFrom(Shot(transition=begins))
    motions = [meant(picture.motion, text, where) for text in texts_of(found, "motions", where)]
    shot.motions.extend(meant(picture.motions, motions, where))
    if "look" in found:
        looks = [meant(picture.look, text, where) for text in texts_of(found, "look", where)]
        shot.look.CopyFrom(meant(picture.looks, looks, where))
    return shot


def meant(read: Callable[[Given], Found], given: Given, where: str) -> Found:
    """What a word means; an error names the place."""
    try:
        return read(given)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{where}: {error}") from None

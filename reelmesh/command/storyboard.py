"""A storyboard file, and `--shot`: from words to the shots and lines of a spec. Pure but for
reading the file."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import yaml

from reelmesh.command.usage import UsageError
from reelmesh.v1.spec_pb2 import Camera, CameraMove, Line, Shot, Transition

FILE_BYTES_MAX = 256 << 10
SHOTS_MAX = 20
IMAGE = re.compile(
    r"(?P<image>[^\n]*?\.(?:jpe?g|png|webp))\s*(?:[:：]\s*(?P<prompt>.*))?", re.I | re.S
)
LENGTH = re.compile(r"\s*@\s*(?P<seconds>\d+(?:\.\d+)?)\s*s\s*$")
SHOT_KEYS = ("image", "prompt", "seconds", "camera", "transition", "lines", "avoid", "motion")
FILM_KEYS = ("prompt", "shots")


@dataclass
class Scene:
    """One shot as asked for; its image is a path until it is uploaded."""

    shot: Shot
    image: str = ""
    lines: list[Line] = field(default_factory=list[Line])


@dataclass
class Storyboard:
    """Shots in order, and what holds for all of them."""

    scenes: list[Scene]
    prompt: str = ""


def shot_of(text: str) -> Scene:
    """'img.jpg: what happens @4s': the image and the length may be left out."""
    length = LENGTH.search(text)
    words = text[: length.start()] if length else text
    found = IMAGE.fullmatch(words.strip())
    image = found["image"].strip() if found else ""
    prompt = (found["prompt"] or "") if found else words
    if not prompt.strip() and not image:
        raise UsageError(
            f"--shot {text!r}: say what it shows, such as 'sea.jpg: Waves roll in @4s'."
        )
    seconds = float(length["seconds"]) if length else 0.0
    if length and not 0 < seconds <= 120:
        raise UsageError(f"--shot {text!r}: a shot lasts more than 0 and at most 120 seconds.")
    return Scene(Shot(prompt=prompt.strip(), seconds=seconds), image)


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
    return Storyboard(scenes, text_of(film, "prompt", name))


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


def scene_of(one: object, where: str, folder: Path, line_of: Callable[[str], Line]) -> Scene:
    """One shot of the file. A plain text is its prompt."""
    if isinstance(one, str):
        return Scene(Shot(prompt=one.strip()))
    found = mapping(one, where, SHOT_KEYS)
    shot = Shot(prompt=text_of(found, "prompt", where), seconds=seconds_of(found, where))
    if "camera" in found:
        shot.camera.CopyFrom(
            Camera(move=named(found, "camera", "CAMERA_MOVE_", CameraMove.keys(), where))
        )
    if "transition" in found:
        shot.transition = Shot(
            transition=named(found, "transition", "TRANSITION_", Transition.keys(), where)
        ).transition
    shot.negative_prompt = text_of(found, "avoid", where)
    motion = found.get("motion")
    if motion is not None:
        if not isinstance(motion, int | float) or isinstance(motion, bool) or not 0 <= motion <= 1:
            raise UsageError(f"{where}: 'motion' must be a number from 0 to 1.")
        shot.motion_strength = motion
    image = text_of(found, "image", where)
    if not shot.prompt and not image:
        raise UsageError(f"{where} needs a prompt or an image.")
    lines = found.get("lines") or []
    texts = cast("list[object]", lines) if isinstance(lines, list) else [lines]
    if not all(isinstance(text, str) for text in texts):
        raise UsageError(f'{where}: each line is text such as "Anna: Hello.", in quotes.')
    return Scene(shot, str(folder / image) if image else "", [line_of(str(text)) for text in texts])


def named(
    found: Mapping[str, object], key: str, prefix: str, names: Sequence[str], where: str
) -> str:
    """An enum's own name for a word such as push-in."""
    word = text_of(found, key, where)
    name = prefix + word.upper().replace("-", "_").replace(" ", "_")
    if name not in names[1:]:
        known = ", ".join(n.removeprefix(prefix).lower().replace("_", "-") for n in names[1:])
        raise UsageError(f"{where}: there is no {key} {word!r}; there are {known}.")
    return name

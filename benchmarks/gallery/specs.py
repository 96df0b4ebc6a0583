"""From specs.yaml to specs, by way of the arguments of `reelmesh clip`, which the page shows."""

import io
import re
from collections.abc import Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import yaml

from benchmarks.gallery.photos import write
from reelmesh.cli import parser
from reelmesh.command.spec import SIZE, storyboarded
from reelmesh.command.usage import UsageError
from reelmesh.v1.spec_pb2 import Spec

PICTURES = "pictures"
"""The folder of the photographs within the gallery's."""
HEIGHT_DEFAULT = 720
SIDE_MIN = 128
"""As Format allows."""
NAME = re.compile(r"[a-z0-9-]+")
MANY = {
    "lines": "--line", "voices": "--voice", "speakers": "--speaker", "cues": "--cue",
}  # fmt: skip
ONE = {
    "prompt": "--prompt", "seconds": "--seconds", "fps": "--fps", "camera": "--camera",
    "music": "--music",
}  # fmt: skip
OWN = ("name", "title", "image", "shots", "size", "extras")


@dataclass
class Wanted:
    """One clip of the gallery as it stands in specs.yaml."""

    name: str
    title: str
    facts: dict[str, object]
    photographs: list[str] = field(default_factory=list[str])
    """Their files within the gallery's folder, once prepared."""


def read(path: Path) -> list[Wanted]:
    """The clips of a file. Raises UsageError with the entry at fault."""
    try:
        listed: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from None
    if not isinstance(listed, list) or not listed:
        raise UsageError(f"{path}: give a list of clips.")
    found = [
        wanted(one, f"{path}: clip {n}") for n, one in enumerate(cast("list[object]", listed), 1)
    ]
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise UsageError(f"{path}: two clips have one name.")
    return found


def wanted(one: object, where: str) -> Wanted:
    """One entry."""
    if not isinstance(one, dict):
        raise UsageError(f"{where} must be a mapping.")
    facts = cast("dict[str, object]", one)
    name = str(facts.get("name", ""))
    if not NAME.fullmatch(name):
        raise UsageError(f"{where}: its name must be of a-z, 0-9 and -, since files are named so.")
    unknown = [key for key in facts if key not in (*MANY, *ONE, *OWN)]
    if unknown:
        raise UsageError(f"{where} ({name}) has {unknown[0]!r}, which means nothing.")
    return Wanted(name, str(facts.get("title", name)), facts)


def chosen(listed: Sequence[Wanted], names: Sequence[str]) -> list[Wanted]:
    """Those of the names; all without any. Raises UsageError."""
    known = [one.name for one in listed]
    for name in names:
        if name not in known:
            raise UsageError(f"--only {name}: no such clip; there are {', '.join(known)}.")
    return [one for one in listed if not names or one.name in names]


def words(one: Wanted, out: Path, size: tuple[int, int] | None) -> list[str]:
    """The arguments of `reelmesh clip`, run in out, where the photographs are written. Raises
    NoPhotograph."""
    given = ["clip"]
    if "image" in one.facts:
        given.append(photograph(one, str(one.facts["image"]), out))
    if "shots" in one.facts:
        given += ["--storyboard", storyboard(one, out)]
    for key, option in ONE.items():
        if key in one.facts and not (key == "prompt" and "shots" in one.facts):
            given += [option, str(one.facts[key])]
    for key, option in MANY.items():
        for text in cast("list[object]", one.facts.get(key, [])):
            given += [option, str(text)]
    given += [f"--{name}" for name in cast("list[str]", one.facts.get("extras", []))]
    return [*given, "--size", fitted(str(one.facts.get("size", "1280x720")), size)]


def photograph(one: Wanted, name: str, out: Path) -> str:
    """A photograph's file, seen from out."""
    path = str(write(name, out / PICTURES).relative_to(out))
    if path not in one.photographs:
        one.photographs.append(path)
    return path


def storyboard(one: Wanted, out: Path) -> str:
    """Writes the storyboard file; its name."""
    shots: list[object] = []
    for shot in cast("list[object]", one.facts["shots"]):
        facts = dict(cast("dict[str, object]", shot)) if isinstance(shot, dict) else shot
        if isinstance(facts, dict) and "image" in facts:
            facts["image"] = photograph(one, str(facts["image"]), out)
        shots.append(facts)
    film = {"prompt": one.facts.get("prompt", ""), "shots": shots}
    path = out / f"{one.name}.yaml"
    path.write_text(yaml.safe_dump(film, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path.name


def fitted(own: str, size: tuple[int, int] | None) -> str:
    """A clip's own size; with one given, in its own shape, but as much smaller as that is
    beside 1280x720."""
    found = SIZE.fullmatch(own)
    if not found:
        raise UsageError(f"{own!r} is no size: write it like 1280x720.")
    width, height = int(found[1]), int(found[2])
    share = size[1] / HEIGHT_DEFAULT if size else 1.0
    sides = (max(SIDE_MIN, 2 * round(side * share / 2)) for side in (width, height))
    return "x".join(map(str, sides))


def spec_of(one: Wanted, given: Sequence[str], out: Path) -> tuple[Spec, list[Path | None]]:
    """The spec and the image of each shot. Raises UsageError."""
    told = [str(out / word) if word in (f"{one.name}.yaml", *one.photographs) else word
            for word in given]  # fmt: skip
    said = io.StringIO()
    try:
        with redirect_stderr(said):
            arguments = parser().parse_args(told)
    except SystemExit:
        raise UsageError(said.getvalue().strip()) from None
    asked = storyboarded(arguments)
    return asked.spec, [Path(name) if name else None for name in asked.images]

"""Finds lines in a screenplay: a name alone in capitals, and the words on the lines below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.prompt import folk
from gateway.prompt.people import gender_of, mentions

SLUG = re.compile(r"(?<![\w'])(?:INT\.?/EXT|I/E|INT|EXT)(?:\.|(?=\s))", re.MULTILINE)
"""What a heading of a scene begins with: INT. KITCHEN - NIGHT."""
_CUE = re.compile(
    r"^[ \t]*(?P<name>[A-Z][A-Z.'’-]*(?:[ \t]+[A-Z0-9][A-Z0-9.'’-]*){0,3})"
    r"[ \t]*(?:\((?P<how>[^()\n]{1,40})\))?[ \t]*\n"
    r"(?:[ \t]*\((?P<below>[^()\n]{1,60})\)[ \t]*\n)?"
    r"(?P<words>[ \t]*\S[^\n]*(?:\n[ \t]*\S[^\n]*)*)",
    re.MULTILINE,
)
_NO_NAME = re.compile(r"^(?:INT|EXT|CUT|FADE|SHOT|SCENE|ACT|THE END|TITLE|SUPER|MONTAGE)\b|:$")


@dataclass(frozen=True)
class Cue:
    """Somebody's words: text[content:stop]; the name begins at start."""

    name: str
    how: str
    start: int
    content: int
    stop: int


def cues(text: str) -> list[Cue]:
    """Every name alone on its line with words below; none where a heading is as likely."""
    found = list(_cues(text))
    script = SLUG.search(text) is not None or len({one.name for one in found}) > 1
    return [one for one in found if script or one.how or _is_somebody(one.name)]


def _is_somebody(name: str) -> bool:
    people = mentions(name.lower())
    return bool(gender_of(name) or (people and people[-1].noun and people[-1].end == len(name)))


def _cues(text: str) -> Iterator[Cue]:
    for hit in _CUE.finditer(text):
        name = hit["name"].rstrip(" .")
        if len(name) < 2 or _NO_NAME.search(name) or name.lower() in folk.LABELS:
            continue
        how = " ".join(filter(None, (hit["how"], hit["below"])))
        yield Cue(name, how, hit.start("name"), hit.start("words"), hit.end("words"))

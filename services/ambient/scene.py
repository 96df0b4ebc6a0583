"""Choose what is heard: from cues by name, the words of the prompt, and what vision saw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from reelmesh.mesh.engine import CallerError
from services.ambient import lexicon
from services.ambient.hearing import Heard, Room, listen
from services.ambient.sources import SOURCES

SOURCES_MAX = 4
"""More than four sounds at once are mud; only cues asked for by name may be more."""
RANK_DB = (0.0, -3.0, -6.0, -8.0)
"""How far the second, third and later sounds stand back."""
GRASS = frozenset(("leaves", "forest", "lake", "stream", "fire", "air", "frogs", "birds"))
"""Places where a night has crickets."""
INDOORS = frozenset(("room", "cafe", "office", "clock", "applause"))
"""Sounds of rooms."""
OUTSIDE = frozenset(
    "rain drizzle wind storm thunder snow air surf lake stream waterfall birds gulls crickets"
    " cicadas frogs leaves forest traffic train ship helicopter".split()
) | {"heavy rain"}
"""What comes through the walls to whoever is in a building."""
BEDS = frozenset(("air", "room"))
"""Places that are heard only where there is no other."""


@dataclass(frozen=True)
class Part:
    """One sound of a scene."""

    cue: str
    """Its name in SOURCES."""
    lufs: float
    """How loud it is."""
    far: bool = False
    """Far off: dull, and more echo than sound."""
    muffled: bool = False
    """Outside, heard through walls."""


@dataclass(frozen=True)
class Scene:
    """What is heard, and where."""

    parts: list[Part]
    """One to four sounds, the loudest first."""
    room: Room
    """Whose echo is heard."""


def compose(
    cues: Iterable[str], prompt: str, tags: Sequence[str], lightning: bool = False
) -> Scene:
    """The sounds of a scene: cues first, then the prompt's words, a place from the tags.

    Lightning in the picture brings its thunder. Raises CallerError for an unknown cue.
    """
    named, near = _named(cues)
    said, seen = listen(prompt), listen(" , ".join(tags))
    unwanted = said.unwanted - set(named)
    chosen = dict(named)
    for cue, level in said.cues.items():
        chosen.setdefault(cue, level)
    if lightning and not {"thunder", "storm"} & (chosen.keys() | unwanted):
        chosen = {**named, "thunder": 0.0, **chosen}
    if all(SOURCES[cue].kind != "place" for cue in chosen):
        chosen.update({c: x for c, x in _place(chosen, said, seen).items() if c not in chosen})
    if said.night or (seen.night and not said.day and chosen.keys() - {"room"}):
        chosen = _by_night(chosen, chosen.keys() & (named.keys() | said.cues.keys()))
    chosen = _without(chosen, unwanted) or {"air" if "room" in unwanted else "room": 0.0}
    inside = said.inside or (seen.inside and not _outdoors(said))
    far = said.far - near | (set(named) - near)
    parts = [
        replace(part, far=part.cue in far, muffled=inside and part.cue in OUTSIDE)
        for part in _levelled(chosen, set(named) | ({"thunder"} if lightning else set()))
    ]
    seen_room: Room = seen.room if seen.room != "open" and inside else "open"
    return Scene(parts, said.room if said.room != "open" else seen_room)


def _outdoors(said: Heard) -> bool:
    """Whether the text names a place in the open, whatever the picture looks like."""
    return any(SOURCES[c].kind == "place" and c not in INDOORS | {"fire"} for c in said.cues)


def _named(cues: Iterable[str]) -> tuple[dict[str, float], set[str]]:
    """Cues asked for by name, in plain words or in Chinese, and which of them are near."""
    named: dict[str, float] = {}
    near: set[str] = set()
    for asked in cues:
        plain = " ".join(asked.lower().replace("-", " ").replace("_", " ").split())
        heard = Heard({plain: 0.0}) if plain in SOURCES else listen(asked)
        if not heard.cues:
            raise CallerError(_unknown(asked, plain))
        named.update(heard.cues)
        near |= heard.cues.keys() - heard.far
    return named, near


def _unknown(asked: str, plain: str) -> str:
    close = get_close_matches(plain, SOURCES, 3, 0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(SOURCES)}."
    return f"There is no sound called {asked!r}: {hint}"


def _place(chosen: dict[str, float], said: Heard, seen: Heard) -> dict[str, float]:
    """What to put under weather and events, or under nothing: the place that vision saw."""
    ruled_out = said.unwanted | set(chosen)
    places = {c: x for c, x in seen.cues.items() if c not in ruled_out}
    if "room" in seen.cues:
        # Vision sees a window as readily as a landscape: indoors, only rooms count.
        places = {c: x for c, x in places.items() if c in INDOORS} or {"room": 0.0}
    beneath = -4.0 if chosen else 0.0
    if places:
        return {c: x + beneath for c, x in list(places.items())[: 1 if chosen else 2]}
    if chosen:
        return {}
    return {"room": 0.0} if seen.people or said.people or not seen.night else {"air": 0.0}


def _by_night(chosen: dict[str, float], spoken: set[str]) -> dict[str, float]:
    """Birds sleep unless the text says otherwise, and grass has crickets."""
    if "crickets" in chosen or not all(cue in GRASS for cue in chosen if cue != "room"):
        return chosen
    if "room" in chosen and "room" in spoken:
        return chosen
    awake = {c: x for c, x in chosen.items() if c != "room" and (c != "birds" or c in spoken)}
    awake = {("leaves" if c == "forest" else c): x for c, x in awake.items()}
    return {**awake, "crickets": 0.0} if awake else {"crickets": 0.0, "air": 0.0}


def _without(chosen: dict[str, float], unwanted: set[str]) -> dict[str, float]:
    """Drop what is not wanted; a mixed sound with an unwanted part falls apart."""
    kept: dict[str, float] = {}
    for cue, level in chosen.items():
        parts = lexicon.PARTS.get(cue, (cue,))
        whole = cue not in unwanted and not set(parts) & unwanted
        for part in (cue,) if whole else parts:
            if part not in unwanted and cue not in unwanted:
                kept.setdefault(part, level)
    return kept


def _levelled(chosen: dict[str, float], named: set[str]) -> list[Part]:
    """Levels by rank. All named sounds are heard, others only up to SOURCES_MAX and only when
    no mix brings them along."""
    inside = {part for cue in chosen for part in lexicon.PARTS.get(cue, ())} - {"birds"}
    if "storm" in chosen:
        inside.add("rain")
    if sum(SOURCES[cue].kind == "place" for cue in chosen) > 1:
        inside |= BEDS
    ranked = [cue for cue in chosen if cue not in inside - named]
    ranked = ranked[: max(SOURCES_MAX, len(named))]
    parts = [
        Part(cue, SOURCES[cue].lufs + RANK_DB[min(rank, len(RANK_DB) - 1)] + chosen[cue])
        for rank, cue in enumerate(ranked)
    ]
    return sorted(parts, key=lambda part: -part.lufs)

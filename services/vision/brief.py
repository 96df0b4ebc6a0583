"""Turns a prompt into what is to be painted: place, hour, weather and the colours that follow."""

import re
from dataclasses import dataclass, field, replace

import numpy as np

from services.vision.palettes import PALETTES, Palette, in_fog, stormy, weathered
from services.vision.places import THINGS, WATER, held, place_of
from services.vision.words import mentioned


@dataclass(frozen=True)
class Brief:
    """What to paint."""

    place: str
    """space, cockpit, room, street, town, forest or land."""
    ground: str
    """water, beach, field, dunes, snow or slopes: what lies in front, for land."""
    backdrop: str
    """mountains, hills, city, trees or none: what stands behind it, for land."""
    hour: str
    palette: Palette
    fog: float
    """0 for clear air to 1 for fog that hides the middle distance."""
    clouds: float
    """Share of the sky under cloud."""
    wet: bool
    storm: bool
    snow: bool
    moon: bool
    stars: bool
    sun: bool
    autumn: bool
    things: frozenset[str] = frozenset()
    """Those that the prompt names and the place has room for, without lanterns."""
    left_out: tuple[str, ...] = ()
    """What the prompt names and the place has no room for, in words."""
    path: bool = False
    canal: bool = False
    """Of a town: water runs where the lane would."""
    eastern: bool = False
    """Of a town or temple: built as in China."""
    lanterns: bool = False
    sails: bool = False
    """Of a boat."""
    flowers: bool = False
    tags: list[str] = field(default_factory=list[str])
    caption: str = ""


def brief(prompt: str, rng: np.random.Generator) -> Brief:
    """Read the prompt; what it leaves open is drawn by chance, so that it suits the rest."""
    order = mentioned(prompt)
    if "lighthouse" not in order:  # its own cliff is painted with it
        order = ["mountain" if tag == "cliff" else tag for tag in order]
    said = set(order)
    kind = place_of(order)
    place, ground, backdrop = _where(kind.name, said, rng)
    room = held(kind, order)
    hour = _hour(said, rng)
    dark = hour == "night"
    gloom = bool(said & {"rain", "storm"})
    fog = 0.75 if "fog" in said else 0.35 if gloom or place == "forest" else 0.0
    clouds = float(rng.uniform(0.2, 0.42))
    clouds = 1.0 if gloom else 0.12 if "fog" in said else 0.62 if "clouds" in said else clouds
    palette = weathered(PALETTES[hour], 0.75 if gloom else 0.0)
    palette = stormy(palette, dark) if "storm" in said else palette
    made = Brief(
        place=place,
        ground=ground,
        backdrop=backdrop,
        hour=hour,
        palette=in_fog(palette) if "fog" in said else palette,
        fog=fog,
        clouds=clouds * 0.5 if dark and not gloom else clouds,
        wet="rain" in said or "storm" in said,
        storm="storm" in said,
        snow="snow" in said,
        moon="moon" in said or (dark and not gloom and "stars" not in said),
        stars="stars" in said or (dark and not gloom),
        sun=not dark and not gloom and "fog" not in said,
        autumn="autumn" in said,
        things=room - {"lantern"},
        path=bool(said & {"path", "road"}),
        canal=bool(said & {"river", "boat", "bridge"}),
        eastern=_is_eastern(prompt),
        lanterns="lantern" in room,
        sails="sail" in said,
        flowers="flower" in said,
        left_out=tuple(sorted(said & THINGS - room)),
    )
    return replace(made, tags=_tags(made, said), caption=_caption(made, said))


def _is_eastern(prompt: str) -> bool:
    """Whether what is built is Chinese: told by the script, or by the words."""
    return bool(
        re.search(r"[\u4e00-\u9fff]|\b(?:chin|japan|asia|kyoto|pagoda|bamboo)", prompt.lower())
    )


def _where(kind: str, said: set[str], rng: np.random.Generator) -> tuple[str, str, str]:
    """place, ground and backdrop for the name of a kind of place."""
    if kind not in ("shore", "desert", "forest", "land"):
        return _PAINTERS.get(kind, kind), "", "none"
    backdrop = next(
        (b for t, b in _BACKDROPS.items() if t in said), "hills" if rng.random() < 0.5 else "none"
    )
    if "beach" in said:
        return "land", "beach", backdrop if said & set(_BACKDROPS) else "none"
    if "campfire" in said and said & set(WATER):  # it burns on a shore
        return "land", "beach", "none" if "sea" in said else _shore(backdrop)
    if kind == "shore":
        inland = said & {"lake", "river", "bridge", "city"}
        open_sea = not inland and not said & set(_BACKDROPS)
        return "land", "water", "none" if open_sea else _shore(backdrop)
    if kind == "desert":
        return "land", "dunes", backdrop if "mountain" in said else "none"
    if kind == "forest":
        return "forest", "", "none"
    built = said & {"windmill", "cottage", "village", "castle"}
    mountains = "mountain" in said
    if said & {"field", "flower", "road", "path", *built} and "snow" not in said:
        if mountains:
            return "land", "field", "mountains"
        return "land", "field", "trees" if "forest" in said and "hills" not in said else "hills"
    if "snow" in said:
        return "land", "snow", "mountains" if mountains or not built else "trees"
    if said & {"mountain", "hills", "temple"}:
        return "land", "slopes", "mountains" if said & {"mountain", "temple"} else "hills"
    return "land", "water" if rng.random() < 0.6 else "slopes", "mountains"


_PAINTERS = {"outer space": "space", "spaceship bridge": "cockpit"}
_BACKDROPS = {"city": "city", "mountain": "mountains", "hills": "hills", "forest": "trees"}


def _shore(backdrop: str) -> str:
    return "mountains" if backdrop == "none" else backdrop


def _hour(said: set[str], rng: np.random.Generator) -> str:
    if said & {"night", "stars"}:
        return "night"
    for hour in ("sunset", "dawn"):
        if hour in said:
            return hour
    if "moon" in said:
        return "night"
    if said & {"campfire", "lantern"} and "day" not in said:
        return "night"
    if said & {"day", "sun", "rain", "storm", "fog", "snow", "clouds"}:
        return "day"
    return str(rng.choice(["day", "dawn", "sunset"]))


def _tags(made: Brief, said: set[str]) -> list[str]:
    """What is in the painting, by the same words that photographs get."""
    grounds = {"water": "water", "beach": "beach", "field": "field", "dunes": "desert"}
    backdrops = {"mountains": "mountain", "hills": "hills", "city": "city", "trees": "forest"}
    if made.place in ("space", "cockpit"):
        return [*(["indoor"] if made.place == "cockpit" else []), "space", "stars", "night"]
    inside = made.place == "room"
    tags = ["indoor" if inside else "outdoor"]
    if made.place == "land":
        wet = [t for t in WATER if t in said] or ["sea" if made.backdrop == "none" else "lake"]
        tags += wet if made.ground in ("water", "beach") else []
        tags += [grounds.get(made.ground, ""), backdrops.get(made.backdrop, "")]
        tags += ["water" if made.ground == "beach" else ""]
    else:
        tags += [made.place]
        tags += ["city" if made.place == "street" else "street" if made.place == "town" else ""]
        tags += ["river", "water"] if made.place == "town" and made.canal else []
    for tag in ("snow", "rain", "storm", "fog", "clouds", "autumn"):
        tags += [tag] if tag in said else []
    tags += sorted(made.things if made.place in ("land", "forest", "town") else set[str]())
    path = made.path and made.place != "street" and made.ground != "dunes"
    tags += ["lantern" if made.lanterns else "", "path" if path else ""]
    tags += ["moon" if made.moon and not inside else "", made.hour]
    tags += [
        "stars" if made.stars and made.place != "room" else "",
        "sky" if made.place == "land" else "",
    ]
    return [tag for tag in dict.fromkeys(tags) if tag]


def _caption(made: Brief, said: set[str]) -> str:
    """One sentence on the painting."""
    water = next((t for t in WATER if t in said), "lake" if made.backdrop != "none" else "sea")
    grounds = {
        "water": f"a {water}",
        "beach": "a beach",
        "field": "a field",
        "dunes": "a desert",
        "snow": "a snowy plain",
        "slopes": "wooded slopes",
    }
    behind = {
        "mountains": " before mountains",
        "hills": " before hills",
        "city": " before a city",
        "trees": " at the edge of a forest",
    }
    places = {"space": "a planet in space", "room": "a room", "street": "a street in a city"}
    places |= {"cockpit": "the bridge of a spaceship, with a planet outside"}
    places["town"] = "an old town along a canal" if made.canal else "a lane in an old town"
    what = places.get(made.place, "a forest")
    if made.place == "land":
        what = grounds[made.ground] + behind.get(made.backdrop, "")
    things = [*sorted(made.things), *(["path"] if made.path else [])]
    if made.place in ("land", "forest") and things:
        what += " with a " + " and a ".join(things)
    if made.lanterns:
        what += ", lit by lanterns"
    hours = {"day": "by day", "dawn": "at dawn", "sunset": "at sunset", "night": "at night"}
    weather = next((f" in {w}" for w in ("rain", "fog", "snow") if w in said), "")
    time = "" if made.place in ("space", "cockpit") else f" {hours[made.hour]}{weather}"
    return f"A painted scene of {what}{time}."

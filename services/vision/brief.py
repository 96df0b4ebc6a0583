"""Turns a prompt into what is to be painted: place, hour, weather and the colours that follow."""

from dataclasses import dataclass, field, replace

import numpy as np

from services.vision.pictures import Floats, as_floats
from services.vision.words import mentioned

SPECIAL = ("space", "room", "street")
WATER = ("sea", "lake", "river", "beach")


def mix(a: Floats, b: Floats, share: float) -> Floats:
    """Between two colours."""
    return as_floats(a + (b - a) * share)


def rgb(code: str) -> Floats:
    """Red, green and blue, 0 to 1, of a hexadecimal colour such as 3f7fb8."""
    return as_floats([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)])


@dataclass(frozen=True)
class Palette:
    """Colours of an hour, red, green and blue from 0 to 1."""

    zenith: Floats
    middle: Floats
    horizon: Floats
    far: Floats
    """Distant land, half dissolved in air."""
    near: Floats
    """The closest silhouettes."""
    sun: Floats
    """Colour of the light itself."""
    ground: Floats
    """Grass, in this light."""
    sand: Floats
    snow: Floats


def _palette(codes: str) -> Palette:
    return Palette(*(rgb(code) for code in codes.split()))


# zenith middle horizon far near sun ground sand snow
PALETTES = {
    "day": _palette("2f6fa8 84b4d4 e6ece4 9ab4c2 24433f fff4d8 6f8a3c d8b988 eef3f6"),
    "dawn": _palette("4a5a86 c79fb0 fde0bd b8a2b4 2f3148 ffe2b8 7d7c55 cfa98c e6dfe8"),
    "sunset": _palette("2a2f60 b65a70 ffb765 9c5670 1c1833 ffd08a 5e4a38 b4714c cda9b4"),
    "night": _palette("050a1e 0f1d42 31486f 25375a 050813 dfe6f5 16242e 3a3f52 7486a8"),
}


@dataclass(frozen=True)
class Brief:
    """What to paint."""

    place: str
    """space, room, street, forest or land."""
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
    tags: list[str] = field(default_factory=list[str])
    caption: str = ""


def brief(prompt: str, rng: np.random.Generator) -> Brief:
    """Read the prompt; what it leaves open is drawn by chance, so that it suits the rest."""
    said = set(mentioned(prompt))
    place, ground, backdrop = _where(said, mentioned(prompt), rng)
    hour = _hour(said, rng)
    gloom = bool(said & {"rain", "storm"})
    fog = 0.75 if "fog" in said else 0.35 if gloom or place == "forest" else 0.0
    clouds = float(rng.uniform(0.2, 0.42))
    clouds = 1.0 if gloom else 0.12 if "fog" in said else 0.62 if "clouds" in said else clouds
    dark = hour == "night"
    palette = _weathered(PALETTES[hour], 0.75 if gloom else 0.0)
    made = Brief(
        place=place,
        ground=ground,
        backdrop=backdrop,
        hour=hour,
        palette=_in_fog(palette) if "fog" in said else palette,
        fog=fog,
        clouds=clouds * 0.5 if dark and not gloom else clouds,
        wet="rain" in said or "storm" in said,
        storm="storm" in said,
        snow="snow" in said,
        moon="moon" in said or (dark and not gloom and "stars" not in said),
        stars="stars" in said or (dark and not gloom),
        sun=not dark and not gloom and "fog" not in said,
        autumn="autumn" in said,
    )
    return replace(made, tags=_tags(made, said), caption=_caption(made, said))


def _where(said: set[str], order: list[str], rng: np.random.Generator) -> tuple[str, str, str]:
    """place, ground, backdrop. A prompt that names no place gets a quiet landscape."""
    first = [tag for tag in order if tag in {*SPECIAL, *WATER, "forest", "field", "mountain"}]
    for special in SPECIAL:
        if special in said and (special == "street" or first[0] == special):
            return special, "", "none"
    water = bool(said & set(WATER))
    backdrop = next(
        (b for t, b in _BACKDROPS.items() if t in said), "hills" if rng.random() < 0.5 else "none"
    )
    if "beach" in said:
        return "land", "beach", backdrop if said & set(_BACKDROPS) else "none"
    if water or "city" in said:
        open_sea = "sea" in said and not said & set(_BACKDROPS)
        return "land", "water", "none" if open_sea else _shore(backdrop)
    if "desert" in said:
        return "land", "dunes", backdrop if "mountain" in said else "none"
    if "forest" in said and not said & {"mountain", "hills", "field"}:
        return "forest", "", "none"
    if said & {"field", "flower"} and "snow" not in said:
        return "land", "field", backdrop if backdrop != "none" else "hills"
    if "snow" in said:
        return "land", "snow", "mountains" if "mountain" in said else "trees"
    if said & {"mountain", "hills"}:
        return "land", "slopes", "mountains" if "mountain" in said else "hills"
    return "land", "water" if rng.random() < 0.6 else "slopes", "mountains"


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
    if said & {"day", "sun", "rain", "storm", "fog", "snow", "clouds"}:
        return "day"
    return str(rng.choice(["day", "dawn", "sunset"]))


def _weathered(palette: Palette, grey: float) -> Palette:
    """Colours under a closed sky: towards their own grey, and a little darker."""

    def dull(colour: Floats) -> Floats:
        level = float(colour @ (0.3, 0.59, 0.11))
        slate = as_floats([0.93, 0.99, 1.06]) * level
        return as_floats((colour + (slate - colour) * grey) * (1 - 0.2 * grey))

    names = Palette.__dataclass_fields__
    return Palette(**{name: dull(getattr(palette, name)) for name in names})


def _in_fog(palette: Palette) -> Palette:
    """Colours in fog: the sky is as pale as the horizon."""
    pale = mix(palette.horizon, as_floats([0.9, 0.92, 0.93]) * float(palette.horizon.mean()), 0.6)
    return replace(
        palette,
        zenith=mix(palette.zenith, pale, 0.72),
        middle=mix(palette.middle, pale, 0.85),
        horizon=pale,
        far=mix(palette.far, pale, 0.45),
    )


def _tags(made: Brief, said: set[str]) -> list[str]:
    """What is in the painting, by the same words that photographs get."""
    grounds = {"water": "water", "beach": "beach", "field": "field", "dunes": "desert"}
    backdrops = {"mountains": "mountain", "hills": "hills", "city": "city", "trees": "forest"}
    if made.place == "space":
        return ["space", "stars", "night"]
    tags = ["indoor" if made.place == "room" else "outdoor"]
    if made.place == "land":
        tags += [t for t in WATER if t in said and made.ground in ("water", "beach")]
        tags += [grounds.get(made.ground, ""), backdrops.get(made.backdrop, "")]
        tags += ["water" if made.ground == "beach" else ""]
    else:
        tags += [made.place, "city" if made.place == "street" else ""]
    for tag in ("snow", "rain", "storm", "fog", "clouds", "autumn"):
        tags += [tag] if tag in said else []
    tags += ["moon" if made.moon and made.place != "room" else "", made.hour]
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
    what = places.get(made.place, "a forest")
    if made.place == "land":
        what = grounds[made.ground] + behind.get(made.backdrop, "")
    hours = {"day": "by day", "dawn": "at dawn", "sunset": "at sunset", "night": "at night"}
    weather = next((f" in {w}" for w in ("rain", "fog", "snow") if w in said), "")
    time = "" if made.place == "space" else f" {hours[made.hour]}{weather}"
    return f"A painted scene of {what}{time}."

"""Words for what a photograph shows: only what its colours, layers and faces can tell."""

from dataclasses import dataclass

import cv2
import numpy as np

from services.vision.layout import Layout
from services.vision.looks import sun_at
from services.vision.pictures import Bytes, Floats, as_bytes, as_floats, thumbnail
from services.vision.words import mentioned

# Tags that no classical feature can see: they are taken from the prompt's words alone.
TOLD_ONLY = (
    *(
        "animal",
        "food",
        "vehicle",
        "flower",
        "city",
        "street",
        "road",
        "room",
        "space",
        "rain",
        "storm",
    ),
    *("desert", "river", "lake", "beach", "person"),
)
INSIDE = {"room"}
OPEN_MIN, NEAR_HORIZON = 0.3, 4
"""Water that meets the sky over more of the width than this is a sea; looked for so many rows
from the horizon, where the masks are sure."""


@dataclass(frozen=True)
class Look:
    """Shares and levels of a picture, all 0 to 1."""

    sky: float
    water: float
    open_water: float
    """Share of the width at which water meets the sky with nothing between them."""
    green: float
    leafy: float
    """Green and rough: one leaf close up is smooth."""
    white: float
    warm_sky: float
    light: float
    dark: float
    colourful: float
    texture: float
    dusk: float
    """Above 1 when a low sun or a dim sky over dark ground says so."""


def look(frame: Bytes, layout: Layout) -> Look:
    """Measure a picture at thumbnail size."""
    small = thumbnail(frame, 160)
    hsv = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2HSV))
    hue, saturation, value = hsv[..., 0], hsv[..., 1] / 255, hsv[..., 2] / 255
    grey = as_floats(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)) / 255
    edges = np.abs(as_floats(cv2.Laplacian(grey, cv2.CV_32F)))
    sky = as_floats(cv2.resize(layout.sky, grey.shape[::-1]))
    green = (hue > 30) & (hue < 88) & (saturation > 0.2) & (value > 0.12)
    warm = ((hue < 24) | (hue > 165)) & (saturation > 0.35) & (value > 0.45)
    upper = np.arange(grey.shape[0])[:, None] < grey.shape[0] * 0.55
    plain = cv2.blur(as_floats(edges), (5, 5)) < 0.05
    return Look(
        sky=float(sky.mean()),
        water=max(
            3 * float(layout.water.mean()),
            _water(hue, as_floats(saturation), as_bytes(plain), sky, layout.horizon),
        ),
        open_water=_open_water(layout),
        green=float(green.mean()),
        leafy=float((green & (cv2.blur(as_floats(edges), (9, 9)) > 0.07)).mean()),
        white=float(((saturation < 0.15) & (value > 0.75) & (sky < 0.5)).mean()),
        warm_sky=float((warm & plain & upper).sum() / max(1, upper.sum() * grey.shape[1])),
        light=float(grey.mean()),
        dark=float((value < 0.25).mean()),
        colourful=float(saturation.mean()),
        texture=float(edges.mean()),
        dusk=_dusk(frame, as_floats(grey), layout),
    )


def _dusk(frame: Bytes, grey: Floats, layout: Layout) -> float:
    """How much speaks for twilight: dark ground under a sun near the horizon or a dim sky."""
    if not layout.open_air:
        return 0.0
    sky = cv2.resize(layout.sky, grey.shape[::-1]) > 0.5
    above, ground = float(grey[sky].mean()), float(grey[~sky].mean()) if (~sky).any() else 1.0
    sun = sun_at(frame, layout)
    low = sun is not None and sun[1] > layout.horizon - 0.22 and ground < 0.32
    dim = 0.06 < above < 0.36 and ground < 0.3
    return 1.2 if low or dim else 0.0


def describe(
    look: Look, layout: Layout, faces: list[float], subject: bool, prompt: str
) -> tuple[list[str], str]:
    """Tags, the surest first, and one sentence. faces are face heights as shares of the frame.

    A word of the prompt counts only where the picture does not speak against it.
    """
    told = mentioned(prompt)
    tags = _people(faces)
    outdoor = layout.open_air and not INSIDE & set(told)
    where = _where(outdoor, bool(INSIDE & set(told)), look)
    tags += [where] if where else []
    seen = _seen(look, outdoor)
    other = {"lake", "river"} & set(told) and "sea" not in told
    tags += [tag for tag, share in seen.items() if share >= 1 and not (other and tag == "sea")]
    tags += [tag for tag in told if tag in TOLD_ONLY or seen.get(tag, 0) > 0.35]
    tags += _water_kind(tags, told)
    tags = list(dict.fromkeys(tags))
    return tags, _caption(tags, len(faces), subject)


def _people(faces: list[float]) -> list[str]:
    """person and portrait, or people and group."""
    if not faces:
        return []
    close = ["portrait"] if max(faces) > 0.18 and len(faces) <= 2 else []
    return [*close, "person", *(["people"] if len(faces) > 1 else [])]


def _where(outdoor: bool, told_inside: bool, look: Look) -> str:
    """outdoor, indoor, or nothing when the picture does not tell."""
    if outdoor:
        return "outdoor"
    if told_inside:
        return "indoor"
    # A plain wall and a studio sky look alike: indoor is never guessed.
    return "outdoor" if look.green > 0.3 else ""


def _seen(look: Look, outdoor: bool) -> dict[str, float]:
    """How strongly the features speak for each tag; 1 is enough on its own."""
    night = look.dark * 1.3 if look.light < 0.28 else 0.0
    water = look.water / 0.14 if outdoor else 0.0
    return {
        "sky": look.sky / 0.12 if outdoor else 0.0,
        "night": night / 0.6 if night else 0.0,
        "day": look.light / 0.38 if outdoor and not night and look.dusk < 1 else 0.0,
        "twilight": look.dusk if outdoor and night < 0.6 else 0.0,
        "sunset": look.warm_sky / 0.3 if outdoor else 0.0,
        "dawn": look.warm_sky / 0.6 if outdoor else 0.0,
        "water": water,
        # A shore behind it is a lake's as often as a bay's: then only the prompt can say sea.
        "sea": water if look.open_water > OPEN_MIN else min(water, 0.99),
        "forest": look.leafy / 0.3,
        "field": look.green / 0.8 if outdoor else 0.0,
        "snow": look.white / 0.38 if outdoor and look.colourful < 0.25 else 0.0,
        "mountain": 0.5 if outdoor else 0.0,
        "hills": 0.5 if outdoor else 0.0,
        "clouds": 0.5 if look.sky > 0.1 else 0.0,
        "fog": 0.5 if look.colourful < 0.25 else 0.0,
        "moon": 0.5 if night else 0.0,
        "stars": 0.5 if night else 0.0,
        "sun": 0.5 if outdoor else 0.0,
        "autumn": 0.5 if outdoor else 0.0,
    }


def _water(hue: Floats, saturation: Floats, plain: Bytes, sky: Floats, horizon: float) -> float:
    """Share of the picture that is smooth, blue or pale, and lies below the horizon."""
    if horizon <= 0:
        return 0.0
    below = np.arange(hue.shape[0])[:, None] > hue.shape[0] * horizon
    blue = (hue > 82) & (hue < 130) & (saturation > 0.1)
    return float((blue & (plain > 0) & below & (sky < 0.4)).mean())


def _open_water(layout: Layout) -> float:
    """Share of the columns with sky right above the horizon and water right below it."""
    row = round(layout.horizon * layout.sky.shape[0])
    if not NEAR_HORIZON <= row < layout.sky.shape[0] - NEAR_HORIZON:
        return 0.0
    over, under = layout.sky[row - NEAR_HORIZON], layout.water[row + NEAR_HORIZON]
    return float(((over > 0.5) & (under > 0.5)).mean())


def _water_kind(tags: list[str], told: list[str]) -> list[str]:
    """The word water beside any kind of it."""
    kinds = {"sea", "lake", "river", "beach"}
    return ["water"] if kinds & (set(tags) | (kinds & set(told) & set(tags))) else []


def _caption(tags: list[str], faces: int, subject: bool) -> str:
    """One modest sentence from the tags."""
    counts = {1: "one person", 2: "two people", 3: "three people"}
    if faces:
        what = counts.get(faces, f"{faces} people")
        what = f"A portrait of {what}" if "portrait" in tags else f"A picture with {what}"
    else:
        things = ("animal", "food", "vehicle", "flower")
        named = next((tag for tag in things if tag in tags), "")
        what = f"A picture of {named}" if named == "food" else "A picture of a subject"
        what = f"A picture of a {named}" if named in things[2:] else what
        what = "A picture of an animal" if named == "animal" else what
        what = what if named or subject else "A scene"
    where = {"outdoor": " outdoors", "indoor": " indoors"}
    place = next((where[tag] for tag in tags if tag in where), "")
    scenery = (
        "sea",
        "lake",
        "river",
        "beach",
        "water",
        "mountain",
        "forest",
        "field",
        "city",
        "street",
    )
    around = [tag for tag in (*scenery, "desert", "snow", "sky") if tag in tags]
    around = [
        t for t in around if t != "water" or not {"sea", "lake", "river", "beach"} & set(around)
    ][:2]
    time = next((f" {w}" for t, w in _TIMES.items() if t in tags), "")
    return what + place + time + (f", with {' and '.join(around)}" if around else "") + "."


_TIMES = {
    "night": "at night",
    "sunset": "at sunset",
    "dawn": "at dawn",
    "twilight": "in twilight",
    "day": "by day",
}

"""Colours of an hour, and what weather does to them."""

from dataclasses import dataclass, replace

from services.vision.pictures import Floats, as_floats


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


def weathered(palette: Palette, grey: float) -> Palette:
    """Colours under a closed sky: towards their own grey, and a little darker."""

    def dull(colour: Floats) -> Floats:
        level = float(colour @ (0.3, 0.59, 0.11))
        slate = as_floats([0.93, 0.99, 1.06]) * level
        return as_floats((colour + (slate - colour) * grey) * (1 - 0.2 * grey))

    names = Palette.__dataclass_fields__
    return Palette(**{name: dull(getattr(palette, name)) for name in names})


def stormy(palette: Palette, night: bool) -> Palette:
    """Low light: a sky like slate with a pale rift at the horizon, and dark land."""

    def darker(colour: Floats, share: float) -> Floats:
        return as_floats(colour * share * as_floats([0.93, 1.0, 1.06]))

    if night:  # it is dark already: only the rift is paler than it was
        return replace(palette, horizon=palette.horizon * 1.35, middle=palette.middle * 1.2)
    shares = {"zenith": 0.3, "middle": 0.36, "horizon": 0.85, "sun": 0.75, "snow": 0.7}
    names = Palette.__dataclass_fields__
    return Palette(**{n: darker(getattr(palette, n), shares.get(n, 0.5)) for n in names})


def in_fog(palette: Palette) -> Palette:
    """Colours in fog: the sky is as pale as the horizon."""
    pale = mix(palette.horizon, as_floats([0.9, 0.92, 0.93]) * float(palette.horizon.mean()), 0.3)
    return replace(
        palette,
        zenith=mix(palette.zenith, pale, 0.72),
        middle=mix(palette.middle, pale, 0.85),
        horizon=pale,
        far=mix(palette.far, pale, 0.45),
    )

"""Every sound by its cue name."""

from dataclasses import dataclass
from typing import Literal

from services.ambient.sources import animals, machines, nature, people, traffic, water, weather
from services.ambient.synth import Make

Kind = Literal["place", "weather", "event"]


@dataclass(frozen=True)
class Source:
    """A sound that can be asked for."""

    make: Make
    """Sets it up."""
    kind: Kind
    """A place is enough for a scene; weather and events want a place under them."""
    raw_lufs: float
    """Loudness of what make renders, measured over a minute (ITU-R BS.1770)."""
    lufs: float
    """Loudness it has when it plays alone."""


SOURCES: dict[str, Source] = {
    "rain": Source(weather.rain, "weather", -2.7, -27),
    "drizzle": Source(weather.drizzle, "weather", -3.8, -30),
    "heavy rain": Source(weather.heavy_rain, "weather", -2.3, -24),
    "rain on roof": Source(weather.roof_rain, "weather", 1.6, -27),
    "wind": Source(weather.wind, "weather", 4.8, -27),
    "storm": Source(weather.storm, "weather", 1.1, -21),
    "thunder": Source(weather.thunder, "event", 0.6, -22),
    "snow": Source(weather.snow, "weather", -0.2, -33),
    "air": Source(weather.air, "place", 2.5, -34),
    "surf": Source(water.surf, "place", 1.2, -26),
    "lake": Source(water.lake, "place", -10.9, -29),
    "stream": Source(water.stream, "place", -4.9, -27),
    "waterfall": Source(water.waterfall, "place", 5.2, -24),
    "cave": Source(water.cave, "place", -21.1, -30),
    "underwater": Source(water.underwater, "place", -0.1, -27),
    "fire": Source(nature.fire, "place", -20.7, -28),
    "birds": Source(animals.birds, "event", -13.1, -28),
    "gulls": Source(animals.gulls, "event", -15.9, -29),
    "crickets": Source(animals.crickets, "event", -17.9, -30),
    "cicadas": Source(animals.cicadas, "event", -1.3, -28),
    "frogs": Source(animals.frogs, "event", -21.0, -29),
    "leaves": Source(nature.leaves, "place", -6.3, -29),
    "forest": Source(nature.forest, "place", -18.3, -29),
    "crowd": Source(people.crowd, "place", -6.4, -26),
    "cafe": Source(people.cafe, "place", -8.1, -27),
    "office": Source(people.office, "place", -18.8, -31),
    "room": Source(people.room, "place", 1.4, -36),
    "clock": Source(people.clock, "event", -24.0, -32),
    "heartbeat": Source(people.heartbeat, "event", -18.2, -28),
    "applause": Source(people.applause, "event", -7.5, -24),
    "traffic": Source(traffic.traffic, "place", -5.3, -26),
    "train": Source(machines.train, "place", -4.4, -26),
    "ship": Source(machines.ship, "place", -9.8, -27),
    "engine": Source(machines.engine, "place", -10.1, -26),
    "car": Source(machines.highway_wind, "place", -6.4, -27),
    "airplane": Source(machines.cabin, "place", -7.6, -26),
    "helicopter": Source(machines.rotor, "event", -14.3, -24),
    "spaceship": Source(machines.spaceship, "place", -11.9, -27),
}

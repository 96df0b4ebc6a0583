"""Set the sounds of a scene in their place: how far, behind which wall, in whose echo."""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.ambient.hearing import Room
from services.ambient.scene import Part, Scene
from services.ambient.sources import SOURCES
from services.ambient.sources.water import surf
from services.ambient.sources.weather import storm, thunder
from services.ambient.synth import Filter, Render, Signal, Space

WALL = ((60, 0), (160, -2), (500, -9), (1200, -18), (4000, -34))
"""What a wall and a closed window let through (dB by Hz): a pane of glass loses about 6 dB an
octave by its mass (Beranek, Noise and Vibration Control)."""
FAR = ((60, 0), (800, 0), (2500, -4), (6000, -10), (12000, -20))
"""A few hundred metres of air and leaves (after ISO 9613-1: high notes go first)."""
BEHIND_WALL = 10 ** (-5 / 20)
"""How much softer it is inside. Real walls take more, and one would not hear the rain."""
MOST_GAIN = 8.0
"""Limit of what is given back to a sound that a wall takes nearly all of."""

ECHOES: dict[Room, tuple[float, float, float]] = {
    "room": (0.45, 4000, 0.14),
    "hall": (1.8, 3000, 0.4),
    "cave": (1.9, 2500, 0.45),
}
"""Seconds to fall 60 dB, Hz above which it falls faster, and how strong beside the sound."""
DISTANCE = (1.6, 1800, 0.7)
"""The same for what is far off in the open: slopes and woods answer."""
OWN_ECHO = frozenset(("room", "cafe", "crowd", "office", "clock", "cave", "applause", "air"))
"""Sounds that have their room already."""


class Seen(NamedTuple):
    """What the picture shows at which moments, in seconds."""

    flashes: Sequence[float] = ()
    """Lightning."""
    swells: Sequence[float] = ()
    """Waves that break."""


def play(scene: Scene, seed: int, seen: Seen) -> list[Render]:
    """The parts of a scene, each ready to play at its loudness."""
    return [_part(part, scene.room, seed, seen) for part in scene.parts]


def _part(part: Part, room: Room, seed: int, seen: Seen) -> Render:
    source = SOURCES[part.cue]
    gain = np.float32(10 ** ((part.lufs - source.raw_lufs) / 20))
    render = _voice(part.cue, seed, seen)
    if part.muffled:
        return _scaled(_through(render, WALL), gain * _given_back(_voice(part.cue, seed, seen)))
    if part.far:
        render = _through(render, FAR)
        return _scaled(_echoing(render, DISTANCE, part.cue, seed), gain)
    if room in ECHOES and part.cue not in OWN_ECHO:
        render = _echoing(render, ECHOES[room], part.cue, seed)
    return _scaled(render, gain)


def _voice(cue: str, seed: int, seen: Seen) -> Render:
    """A source with its own random stream; thunder knows when it flashes, surf when it breaks."""
    rng = np.random.default_rng([seed, zlib.crc32(cue.encode())])
    if cue in ("thunder", "storm"):
        return (thunder if cue == "thunder" else storm)(rng, seen.flashes)
    if cue == "surf":
        return surf(rng, seen.swells)
    return SOURCES[cue].make(rng)


def _scaled(render: Render, gain: np.float32) -> Render:
    return lambda block: render(block) * gain


def _through(render: Render, shape: tuple[tuple[float, float], ...]) -> Render:
    lossy = Filter(shape)
    return lambda block: lossy(render(block))


def _given_back(render: Render) -> np.float32:
    """What makes a muffled sound BEHIND_WALL times as strong as the open one, by its start."""
    lossy, before, after = Filter(WALL), 0.0, 0.0
    for block in range(2):
        sound = render(block)
        before += float(np.square(sound).sum())
        after += float(np.square(lossy(sound)).sum())
    lost = np.sqrt(before / max(after, 1e-9))
    return np.float32(BEHIND_WALL * min(lost, MOST_GAIN))


def _echoing(render: Render, echo: tuple[float, float, float], cue: str, seed: int) -> Render:
    """A sound with its echo; together they are about as strong as it was."""
    seconds, dark, wet = echo
    space = Space(np.random.default_rng([seed, zlib.crc32(cue.encode()), 1]), seconds, dark)
    level = np.float32(1 / np.sqrt(1 + wet**2))

    def both(block: int) -> Signal:
        dry = render(block)
        return (dry + np.float32(wet) * space(dry)) * level

    return both

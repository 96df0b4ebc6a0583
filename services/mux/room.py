"""The room a voice is heard in: a short synthetic reverberation, chosen by what vision saw."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from services.mux.sound import RATE, Samples, amplitude


class Room(NamedTuple):
    """How a place answers a voice."""

    seconds: float
    """Time in which it falls by 60 dB."""
    predelay: float
    """Seconds until the first answer."""
    wet_db: float
    """Energy of all of the answer, relative to the voice."""
    bright: float
    """Share of the decay time that the highest octave has; walls and air take it first."""


ROOMS: dict[str, Room] = {
    "room": Room(0.45, 0.008, -13.0, 0.45),
    "indoor": Room(0.45, 0.008, -13.0, 0.45),
    "space": Room(0.6, 0.006, -13.0, 0.7),
    "street": Room(0.7, 0.035, -18.0, 0.35),
    "city": Room(0.7, 0.035, -18.0, 0.35),
    "forest": Room(0.5, 0.03, -20.0, 0.25),
}
"""By tag of the scene, the first that fits. Anywhere else a voice is left dry: in the open
nothing answers. Times are typical of furnished rooms and streets; the levels are kept low,
since words matter more than the place."""

_BANDS = (250.0, 1000.0, 4000.0)
"""Hz at which the four bands of an answer meet."""


def room_of(tags: Iterable[str]) -> Room | None:
    """The room of a scene; None for a dry place."""
    found = set(tags)
    return next((room for tag, room in ROOMS.items() if tag in found), None)


def in_room(stereo: Samples, room: Room) -> Samples:
    """A (2, samples) voice with the room's answer, longer by its decay."""
    answer = _answer(room)
    length = stereo.shape[1] + answer.shape[1]
    size = 1 << (length - 1).bit_length()
    spectrum = np.fft.rfft(stereo, size) * np.fft.rfft(answer, size)
    wet = np.fft.irfft(spectrum, size)[:, :length].astype(np.float32)
    wet[:, : stereo.shape[1]] += stereo
    return wet


@cache
def _answer(room: Room) -> Samples:
    """The impulse response without the direct sound: noise that decays, high bands sooner,
    another on each side. The same for every clip, as a room is."""
    count = round(room.seconds * RATE)
    noise = np.random.default_rng(45438).standard_normal((2, count))
    spectrum, frequencies = np.fft.rfft(noise), np.fft.rfftfreq(count, 1 / RATE)
    at = np.arange(count) / RATE
    edges = (0.0, *_BANDS, RATE / 2 + 1)
    tail = np.zeros((2, count))
    for band in range(len(edges) - 1):
        share = 1 + (room.bright - 1) * band / (len(edges) - 2)
        inside = (frequencies >= edges[band]) & (frequencies < edges[band + 1])
        part = np.fft.irfft(spectrum * inside, count)
        tail += part * np.exp(-6.91 * at / (room.seconds * share))
    tail *= amplitude(room.wet_db) / np.sqrt(np.square(tail).sum(1, keepdims=True))
    return np.pad(tail, ((0, 0), (round(room.predelay * RATE), 0))).astype(np.float32)

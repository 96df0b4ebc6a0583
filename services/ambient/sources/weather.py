"""Rain, wind, thunder, storm, snow and open air."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.ambient.drones import whistle
from services.ambient.sources.grains import drops, heavy_tail, quiet_bed
from services.ambient.synth import (
    Lane,
    Noise,
    Render,
    Signal,
    Space,
    Ticks,
    drift,
    expand,
    gusts,
    moments,
    ticks,
)


def rain_on(
    rng: np.random.Generator, rate: float, near: float, hiss: tuple[tuple[float, float], ...]
) -> Render:
    """Rain: rate drops a second over a bed of hiss made of drops too far to tell apart.

    near is how loud the single drops are beside the bed.
    """
    bed = Noise(rng, hiss)
    fine = drops(rng, 1800, 9500, 0.0012)
    fat = drops(rng, 700, 3200, 0.0035)
    # A drop beside the ear is loud, but not a click.
    gains = heavy_tail(rng, 0.9).clip(max=3.2)
    lane = Lane(0.05)
    strength = gusts(rng, 3.5)

    def render(_block: int) -> Signal:
        level = expand(0.75 + 0.45 * strength(ticks(_block)))
        lane.pour(rng, rate, fine, gains * near)
        lane.pour(rng, rate / 12, fat, gains * near * 1.4)
        return (bed()[0] * 0.3 + lane.take()) * level

    return render


def rain(rng: np.random.Generator) -> Render:
    """Steady rain on open ground."""
    return rain_on(rng, 420, 0.9, ((250, -14), (900, -5), (3000, 0), (8000, -2), (15000, -9)))


def drizzle(rng: np.random.Generator) -> Render:
    """Light rain: single drops, a thin hiss."""
    return rain_on(rng, 70, 1.3, ((500, -14), (2500, -3), (6000, 0), (15000, -7)))


def heavy_rain(rng: np.random.Generator) -> Render:
    """A downpour: a wall of hiss with weight below it."""
    return rain_on(
        rng, 1100, 0.65, ((90, -9), (250, -6), (900, -2), (2500, 0), (7000, -4), (15000, -12))
    )


def roof_rain(rng: np.random.Generator) -> Render:
    """Rain on a roof heard from inside: drums, muffled hiss, a room."""
    bed = Noise(rng, ((120, -10), (350, 0), (900, -2), (2500, -9), (7000, -20)))
    wood = drops(rng, 260, 620, 0.009)
    sheet = drops(rng, 800, 2100, 0.005)
    gains = heavy_tail(rng, 0.8)
    lane = Lane(0.06)
    room = Space(rng, 0.5, 3000)
    strength = gusts(rng, 3.0)

    def render(block: int) -> Signal:
        lane.pour(rng, 150, wood, gains * 1.1)
        lane.pour(rng, 190, sheet, gains * 0.7)
        drums = lane.take()
        level = expand(0.7 + 0.5 * strength(ticks(block)))
        return (bed()[0] * 0.35 + drums + 0.5 * room(drums)) * level

    return render


def wind_of(rng: np.random.Generator, howl: float, hiss: float) -> Render:
    """Wind in gusts: brighter as it grows; howl is the tone in it, hiss the air."""
    bands = Noise(
        rng,
        ((45, -4), (110, 0), (320, -6)),
        ((260, -2), (480, 0), (900, -8)),
        ((1200, 0), (3500, -7), (8000, -16)),
        width=0.9,
    )
    left, right = gusts(rng, 4.0), gusts(rng, 4.0)
    both = gusts(rng, 5.5, 3)

    def pitch(times: Ticks) -> Ticks:
        return np.asarray(330 + 420 * both(times) + 60 * slide(times))

    slide = drift(rng, 1.1)
    tone = whistle(rng, pitch, 9.0)

    def render(block: int) -> Signal:
        times = ticks(block)
        # A first gust comes early, so that a short clip has one.
        shared = np.minimum(both(times) + 0.3 * np.exp(-(((times - 2.4) / 1.3) ** 2)), 1)
        ears = np.stack([0.65 * shared + 0.35 * side(times) for side in (left, right)])
        force = expand(np.clip(1.1 * ears + 0.05, 0.34, 1.15))
        low, middle, high = bands()
        air = low * (0.25 + 0.9 * force) + middle * force**2 * 1.1 + high * force**3 * hiss
        return air + tone(block) * force**2 * howl

    return render


def wind(rng: np.random.Generator) -> Render:
    """Wind with a faint howl."""
    return wind_of(rng, 0.55, 0.45)


def air(rng: np.random.Generator) -> Render:
    """A calm open place: soft air, nothing else."""
    bed = Noise(
        rng, ((60, 0), (200, -7), (800, -17), (3000, -26), (9000, -36)), ((1500, 0), (5000, -4))
    )
    breath = gusts(rng, 4.5, 3)

    def render(block: int) -> Signal:
        level = breath(ticks(block))
        low, high = bed()
        return low * expand(0.55 + 0.7 * level) + high * expand(0.03 + 0.10 * level**2)

    return render


def snow(rng: np.random.Generator) -> Render:
    """Snowfall: the world muffled, a faint low wind, flakes ticking on cloth."""
    bed = Noise(
        rng, ((70, 0), (180, -3), (420, -12), (1200, -26)), ((2500, -8), (5000, 0), (10000, -3))
    )
    flakes = drops(rng, 4500, 10500, 0.0006)
    gains = heavy_tail(rng, 0.7)
    lane = Lane(0.02)
    breath = gusts(rng, 5.0, 3)

    def render(block: int) -> Signal:
        level = breath(ticks(block))
        low, hush = bed()
        lane.pour(rng, 26, flakes, gains * 0.22)
        return low * expand(0.35 + 0.8 * level) + hush * expand(0.02 + 0.02 * level) + lane.take()

    return render


@dataclass(frozen=True)
class Peal:
    """The thunder of one bolt.

    Sound from a bolt kilometres long arrives over seconds: the claps of its parts, each later,
    weaker and duller.
    """

    starts: Ticks
    """When each clap is heard, in seconds."""
    strengths: Ticks
    fades: Ticks
    """Seconds in which each dies."""
    place: float
    """Left -1 to right 1."""
    crack: float
    """How sharp it is, 0 to 1."""


def peal(rng: np.random.Generator, start: float, nearness: float) -> Peal:
    """Thunder first heard at start, of a bolt from far (0) to near (1)."""
    count = int(rng.integers(14, 26))
    late = np.sort(rng.exponential(rng.uniform(1.0, 2.4) * (1.25 - 0.5 * nearness), count))
    late[0] = 0
    strength = rng.uniform(0.25, 1.0, count) * np.exp(-late / 2.8)
    strength[0] = rng.uniform(0.5, 0.8) + 0.5 * nearness
    fades = rng.uniform(0.18, 0.9, count) * (1 + late / 3)
    energy = np.sqrt(np.sum(strength**2 * fades))
    loud = rng.uniform(0.9, 1.1) * (0.6 + 1.0 * nearness)
    return Peal(
        start + late, strength * loud / energy, fades, float(rng.uniform(-0.6, 0.6)), nearness**2
    )


def after_flashes(rng: np.random.Generator, flashes: Sequence[float]) -> list[Peal]:
    """A peal for each flash, 0.5 to 3 s later: the later, the farther, the softer, the duller.

    A bolt 1 km off is heard 3 s after it is seen. A storm's bolts lie near each other, so that
    the delays of one clip differ little.
    """
    storm = rng.uniform(0.8, 2.4)
    peals: list[Peal] = []
    for flash in sorted(flashes):
        delay = float(np.clip(storm + rng.uniform(-0.6, 0.6), 0.5, 3.0))
        peals.append(peal(rng, flash + delay, (3.0 - delay) / 2.5))
    return peals


def thunder(rng: np.random.Generator, flashes: Sequence[float] = ()) -> Render:
    """Thunder after each flash (seconds), or without any, every ten seconds or so."""
    bands = Noise(
        rng,
        ((28, -3), (55, 0), (110, -5), (180, -14)),
        ((120, 0), (260, -5), (600, -14)),
        ((700, 0), (2000, -6), (5000, -16)),
        width=0.7,
    )
    if flashes:
        # A stream of its own: one more flash at the end does not change what comes before.
        peals = after_flashes(np.random.default_rng(int(rng.integers(2**62))), flashes)
    else:
        times = moments(rng, 1.0, 7.0, 14.0)
        near = [0.7, *rng.uniform(0.2, 0.9, len(times) - 1)]
        peals = [peal(rng, time, float(n)) for time, n in zip(times, near, strict=True)]
    bed = quiet_bed(rng, 0.04)

    def render(block: int) -> Signal:
        times = ticks(block)
        force = np.zeros((3, 2, len(times)))
        for each in peals:
            if each.starts[0] <= times[-1] and times[0] - each.starts[-1] < 9:
                force += _roll(each, times)
        low, middle, high = bands()
        gain = expand(force)
        return low * gain[0] + middle * gain[1] * 0.6 + high * gain[2] + bed(block)

    return render


def _roll(each: Peal, times: Ticks) -> Ticks:
    """Strength (3 bands, 2 ears, times) of a peal: rumble, body, crack."""
    since = times - each.starts[:, None]
    fades = each.fades[:, None]
    claps = np.where(since >= 0, each.strengths[:, None], 0) * np.exp(-np.maximum(since, 0) / fades)
    sharp = np.exp(-np.maximum(since[:6], 0) / (0.25 * fades[:6]))
    crack = each.crack * 0.5 * (claps[:6] * sharp).sum(0)
    ears = np.array([[1 - 0.5 * each.place], [1 + 0.5 * each.place]])
    return np.stack([ears * claps.sum(0), ears * (claps**1.4 * 0.6).sum(0), ears * crack])


def storm(rng: np.random.Generator, flashes: Sequence[float] = ()) -> Render:
    """Hard wind, heavy rain and thunder together."""
    parts = (heavy_rain(rng), wind_of(rng, 0.4, 0.9), thunder(rng, flashes))

    def render(block: int) -> Signal:
        rainy, windy, loud = (part(block) for part in parts)
        return np.asarray(rainy * 0.62 + windy * 0.5 + loud * 0.75, np.float32)

    return render

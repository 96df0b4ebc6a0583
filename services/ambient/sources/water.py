"""Surf, lake, stream, waterfall, drips in a cave and the sea from below."""

from collections.abc import Sequence

import numpy as np

from services.ambient.sources.grains import heavy_tail, quiet_bed, ring
from services.ambient.synth import (
    RATE,
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
    within,
)


def bubbles(rng: np.random.Generator, low: float, high: float, rise: float = 4.0) -> Signal:
    """A pool of 192 bubbles between low and high Hz.

    A bubble of radius r rings at about 3.26/r Hz (Minnaert 1933), big ones longer, and its
    pitch rises as it nears the surface (van den Doel 2005).
    """
    place = (np.arange(192) + rng.random(192)) / 192
    hertz = (low * (high / low) ** place).astype(np.float32)
    return ring(hertz, (11.0 / hertz).clip(0.002, 0.03).astype(np.float32), 50 / low, rise)


def wave_train(
    rng: np.random.Generator, first: float, low: float, high: float
) -> list[tuple[float, float]]:
    """Breakers as (time, height): every low to high seconds, in sets of higher and lower."""
    times = moments(rng, first, low, high)
    sets = drift(rng, 25.0)
    heights = 0.75 + 0.25 * sets(np.array(times)) + rng.uniform(-0.15, 0.15, len(times))
    return list(zip(times, heights.tolist(), strict=True))


def swell(waves: list[tuple[float, float]], times: Ticks, rise: float, fall: float) -> Ticks:
    """Strength over time: each wave grows over rise seconds and dies over fall seconds."""
    total = np.zeros_like(times)
    for moment, height in waves:
        if times[0] - 6 * fall - 2 < moment < times[-1] + 5 * rise:
            since = times - moment
            grow = np.exp(-((np.minimum(since, 0) / rise) ** 2))
            total += height * np.where(since < 0, grow, np.exp(-np.maximum(since, 0) / fall))
    return total


def seen_breakers(rng: np.random.Generator, moments: Sequence[float]) -> list[tuple[float, float]]:
    """The same for waves whose moments the picture shows. They keep their height when more
    follow."""
    return [(moment, 0.8 + 0.2 * float(rng.uniform(-1, 1))) for moment in sorted(moments)]


def surf(rng: np.random.Generator, breaks: Sequence[float] = ()) -> Render:
    """Waves breaking on a beach: a growing roar, the break, then foam that fizzes away. breaks
    are the moments in seconds at which the picture shows them break."""
    bands = Noise(
        rng,
        ((60, -6), (140, 0), (350, -6)),
        ((350, 0), (800, -2), (2200, -9)),
        ((2200, 0), (5000, -3), (12000, -10)),
        width=0.85,
    )
    fizz = ring(
        rng.uniform(3500, 9000, 48).astype(np.float32), np.full(48, 0.0009, np.float32), 0.005
    )
    gains, lane = heavy_tail(rng, 0.7), Lane(0.02)
    waves = wave_train(rng, 2.2, 6.5, 11.0)
    far = wave_train(rng, 5.0, 7.5, 13.0)
    if breaks:
        waves = seen_breakers(np.random.default_rng(int(rng.integers(2**62))), breaks)
    # A crest breaks along the shore: one ear hears it up to a second later.
    along = float(rng.choice([-1, 1]) * rng.uniform(0.3, 0.8))

    def render(block: int) -> Signal:
        times = ticks(block)
        ears = np.stack([times, times - along])
        roar = np.stack([swell(waves, t, 1.6, 1.3) + 0.35 * swell(far, t, 2.2, 1.8) for t in ears])
        crash = np.stack(
            [swell(waves, t - 0.25, 0.75, 1.1) + 0.2 * swell(far, t, 1.5, 1.5) for t in ears]
        )
        foam = np.stack([swell(waves, t - 0.8, 0.7, 2.1) for t in ears])
        low, middle, high = bands()
        lane.pour(rng, 700, fizz, gains)
        out = low * expand(0.10 + 0.9 * roar) + middle * expand(0.06 + 0.95 * crash**1.5)
        return (
            out + high * expand(0.012 + 0.6 * foam**1.6) + lane.take() * expand(0.01 + 0.22 * foam)
        )

    return render


def lake(rng: np.random.Generator) -> Render:
    """Small waves lapping at a shore or a hull."""
    bands = Noise(rng, ((180, -4), (420, 0), (1100, -8)), ((1200, 0), (3500, -6), (8000, -15)))
    laps = wave_train(rng, 0.6, 0.8, 2.1)
    others = wave_train(rng, 1.1, 1.1, 2.8)
    glugs = bubbles(rng, 280, 1100, 9.0)
    gains, lane = heavy_tail(rng, 0.8), Lane(0.25)
    bed = quiet_bed(rng, 0.12)

    def render(block: int) -> Signal:
        times = ticks(block)
        left = swell(laps, times, 0.16, 0.30) + 0.35 * swell(others, times, 0.2, 0.35)
        right = swell(others, times, 0.16, 0.30) + 0.35 * swell(laps, times - 0.1, 0.2, 0.35)
        force = np.stack([left, right])
        low, high = bands()
        lane.pour(rng, 34, glugs, gains)
        wet = lane.take() * expand(0.05 + 0.55 * force)
        return (
            low * expand(0.03 + 0.42 * force**1.5)
            + high * expand(0.015 + 0.11 * force**2)
            + wet
            + bed(block)
        )

    return render


def stream(rng: np.random.Generator) -> Render:
    """A brook: bubbles of all sizes over a rush of water."""
    rush = Noise(rng, ((300, -8), (700, -2), (1800, 0), (4500, -5), (11000, -14)))
    small = bubbles(rng, 1100, 4200)
    large = bubbles(rng, 380, 1100, 7.0)
    gains = heavy_tail(rng, 0.8)
    lane = Lane(0.2)
    left, right = gusts(rng, 0.8), gusts(rng, 0.8)

    def render(block: int) -> Signal:
        times = ticks(block)
        lane.pour(rng, 190, small, gains)
        lane.pour(rng, 42, large, gains * 1.2)
        flow = expand(np.stack([0.7 + 0.6 * left(times), 0.7 + 0.6 * right(times)]))
        return lane.take() * 0.5 * flow + rush()[0] * 0.22 * flow

    return render


def waterfall(rng: np.random.Generator) -> Render:
    """Falling water: a dense, heavy, almost steady roar."""
    bands = Noise(
        rng,
        ((45, -3), (110, 0), (400, -4)),
        ((400, 0), (1200, -2), (3500, -7)),
        ((3500, 0), (9000, -7), (15000, -14)),
    )
    splash = bubbles(rng, 500, 2500)
    gains, lane = heavy_tail(rng, 0.6), Lane(0.15)
    churn = [gusts(rng, 0.35) for _ in range(2)]
    surge = gusts(rng, 4.0, 3)

    def render(block: int) -> Signal:
        times = ticks(block)
        fast = expand(np.stack([0.75 + 0.5 * c(times) for c in churn]))
        slow = expand(0.9 + 0.2 * surge(times))
        low, middle, high = bands()
        lane.pour(rng, 110, splash, gains * 0.25)
        return (low * 0.55 * fast + middle * 0.6 + high * 0.33 * fast + lane.take()) * slow

    return render


def cave(rng: np.random.Generator) -> Render:
    """Drops falling into pools in a cave, with a long echo."""
    times = sorted(moments(rng, 0.4, 0.5, 2.2) + moments(rng, 1.2, 2.5, 5.0))
    plinks = bubbles(rng, 700, 2400, 12.0)
    lane, echo = Lane(0.2), Space(rng, 1.9, 3500)
    bed = quiet_bed(rng, 0.05)

    def render(block: int) -> Signal:
        for start, _ in within(times, block):
            place, gain = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.2, 1.0))
            grain = plinks[int(rng.integers(len(plinks)))]
            lane.put(start, grain, place, gain)
            lane.put(start + int(0.035 * RATE), grain, place, 0.4 * gain)
        dry = lane.take()
        return dry * 0.6 + echo(dry) * 0.55 + bed(block)

    return render


def underwater(rng: np.random.Generator) -> Render:
    """Below the surface: a muffled rumble, pressure, bubbles rising past."""
    bands = Noise(rng, ((35, -2), (80, 0), (220, -8), (600, -22)), ((250, 0), (500, -4)))
    rising = bubbles(rng, 320, 1300, 6.0)
    gains, lane = heavy_tail(rng, 0.9), Lane(0.25)
    breath, bursts = gusts(rng, 3.0, 3), gusts(rng, 1.3, 3)

    def render(block: int) -> Signal:
        times = ticks(block)
        low, middle = bands()
        lane.pour(rng, 55, rising, gains)
        wet = lane.take() * expand(0.75 * np.maximum(bursts(times) - 0.42, 0) ** 1.2)
        return (
            low * expand(0.5 + 0.5 * breath(times))
            + middle * expand(0.05 + 0.1 * breath(times))
            + wet
        )

    return render

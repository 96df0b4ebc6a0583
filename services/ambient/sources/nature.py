"""Fire, leaves and the forest."""

import numpy as np

from services.ambient.sources.animals import Call, blackbird, dove, singers, tit, wren
from services.ambient.sources.grains import bursts, drops, heavy_tail, quiet_bed
from services.ambient.sources.weather import wind_of
from services.ambient.synth import (
    RATE,
    Lane,
    Noise,
    Render,
    Signal,
    Space,
    expand,
    gusts,
    moments,
    ticks,
    within,
)


def leaves(rng: np.random.Generator) -> Render:
    """Wind in leaves: a rustle that comes and goes, made of countless small touches."""
    rustle = Noise(
        rng, ((900, -9), (2200, -2), (4500, 0), (8000, -5), (14000, -13)), ((150, 0), (500, -5))
    )
    touches = drops(rng, 2500, 8500, 0.0015)
    gains, lane = heavy_tail(rng, 1.0), Lane(0.03)
    left, right, both = gusts(rng, 1.1), gusts(rng, 1.1), gusts(rng, 3.2, 3)

    def render(block: int) -> Signal:
        times = ticks(block)
        shared = both(times)
        force = np.stack([0.6 * shared + 0.4 * left(times), 0.6 * shared + 0.4 * right(times)])
        sway = expand(0.13 + np.maximum(force - 0.16, 0) ** 1.3 * 1.3)
        lane.pour(rng, 240, touches, gains * 0.55)
        high, low = rustle()
        return high * 0.4 * sway + lane.take() * sway + low * expand(0.01 + 0.035 * force)

    return render


def forest(rng: np.random.Generator) -> Render:
    """A wood by day: leaves, a soft wind in the crowns, birds further off."""
    calls: list[tuple[Call, float, float]] = [
        (blackbird, 0.2, 4.5),
        (tit, 0.13, 5.0),
        (wren, 0.1, 7.0),
        (dove, 0.12, 8.0),
    ]
    song = singers(rng, calls, 0.35, quiet_bed(rng, 0.02))
    crowns, rustling = wind_of(rng, 0.0, 0.8), leaves(rng)

    def render(block: int) -> Signal:
        return np.asarray(
            song(block) * 1.0 + crowns(block) * 0.012 + rustling(block) * 0.22, np.float32
        )

    return render


def fire(rng: np.random.Generator) -> Render:
    """A wood fire: a fluttering low roar, hiss, and crackles in bursts."""
    bands = Noise(
        rng, ((40, 0), (130, -3), (400, -13)), ((700, -3), (2200, 0), (6000, -8)), width=0.7
    )
    # A snap is a crack in wood: a click of all pitches, and a little of the log's own.
    clicks, tones = bursts(rng, 0.0011), drops(rng, 1400, 7500, 0.0011)
    snaps = clicks[:, : tones.shape[1]] * 0.8 + tones * 0.45
    pops = drops(rng, 350, 1500, 0.003)
    faint, strong = heavy_tail(rng, 1.0), heavy_tail(rng, 0.6)
    lane, hearth = Lane(0.08), Space(rng, 0.35, 4000)
    flutter, flame = [gusts(rng, 0.22, 3) for _ in range(2)], gusts(rng, 2.0, 3)
    # Crackles come in showers: each starts dense and thins out.
    showers = moments(rng, 0.2, 0.12, 0.8)
    spits = moments(rng, 0.5, 0.7, 2.6)

    def shower(start: int) -> None:
        place = float(rng.uniform(-0.7, 0.7))
        loud = float(strong[rng.integers(512)]) * 0.5
        count = int(rng.integers(2, 16))
        for late in np.cumsum(rng.exponential(0.02, count) * np.linspace(0.5, 2.5, count)):
            grain = snaps[int(rng.integers(len(snaps)))]
            gain = min(loud * float(faint[rng.integers(512)]), 1.0)
            lane.put(start + int(late * RATE), grain, place + float(rng.uniform(-0.2, 0.2)), gain)

    def render(block: int) -> Signal:
        times = ticks(block)
        for start, _ in within(showers, block):
            shower(start)
        for start, _ in within(spits, block):
            lane.put(
                start,
                pops[int(rng.integers(len(pops)))],
                float(rng.uniform(-0.6, 0.6)),
                float(rng.uniform(0.5, 1.6)),
            )
        lane.pour(rng, 30, snaps, faint.clip(0, 3) * 0.13)
        snapping = lane.take()
        low, hiss = bands()
        beat = expand(
            np.stack([0.35 + 0.9 * f(times) for f in flutter]) * (0.7 + 0.5 * flame(times))
        )
        return low * 0.085 * beat + hiss * 0.014 * beat + snapping * 0.8 + 0.2 * hearth(snapping)

    return render

"""Places where people are: a crowd, a cafe, an office, a room, a beating heart."""

import numpy as np

from services.ambient.sources.babble import Babble
from services.ambient.sources.grains import drops, heavy_tail, ring
from services.ambient.synth import (
    RATE,
    TICK,
    Lane,
    Noise,
    Render,
    Signal,
    Space,
    drift,
    expand,
    gusts,
    moments,
    ticks,
    within,
)


def room(rng: np.random.Generator) -> Render:
    """A quiet room: the low breath of a building, a trace of mains hum, nothing else."""
    bed = Noise(
        rng, ((45, 0), (120, -6), (350, -16), (1200, -27), (5000, -40), (12000, -48)), width=0.7
    )
    breath = gusts(rng, 6.0, 3)

    def render(block: int) -> Signal:
        return bed()[0] * expand(0.85 + 0.3 * breath(ticks(block)))

    return render


def crowd(rng: np.random.Generator) -> Render:
    """A busy market: many voices near and far, none of them to be understood."""
    voices = Babble(rng, 26, 0.9)
    square = Space(rng, 0.9, 3500)
    steps = drops(rng, 180, 900, 0.006)
    knocks, lane = heavy_tail(rng, 0.8), Lane(0.06)
    bed = Noise(rng, ((80, -4), (250, 0), (600, -4), (2000, -16), (6000, -24), (13000, -34)))

    def render(block: int) -> Signal:
        talk = voices(block)
        lane.pour(rng, 5, steps, knocks * 0.25)
        out = talk + lane.take()
        return out + 0.55 * square(out) + bed()[0] * 0.05

    return render


def cups(rng: np.random.Generator) -> Signal:
    """A pool of clinks (24, samples): china and spoons, four inharmonic modes each."""
    pool = np.zeros((24, int(0.3 * RATE)), np.float32)
    for k in range(24):
        base = rng.uniform(1900, 4200)
        hertz = (base * np.array([1, 1.63, 2.41, 3.1]) * rng.uniform(0.97, 1.03, 4)).astype(
            np.float32
        )
        fades = (rng.uniform(0.02, 0.06) / np.array([1, 1.3, 1.8, 2.4])).astype(np.float32)
        pool[k] = (ring(hertz, fades, 0.3) * np.array([1, 0.6, 0.35, 0.2])[:, None]).sum(0)
    return pool


def cafe(rng: np.random.Generator) -> Render:
    """A cafe: talk at the tables, clinking cups, now and then the steam wand."""
    voices = Babble(rng, 12, 0.8)
    hall = Space(rng, 0.7, 4000)
    pool, lane = cups(rng), Lane(0.35)
    clinks = sorted(moments(rng, 0.5, 0.5, 2.2) + moments(rng, 1.4, 1.8, 5.0))
    bands = Noise(
        rng, ((60, 0), (200, -8), (900, -20), (4000, -36)), ((1800, -6), (4500, 0), (9000, -4))
    )
    steams = moments(rng, 6.0, 14.0, 26.0)

    def render(block: int) -> Signal:
        times = ticks(block)
        for start, _ in within(clinks, block):
            place, gain = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.08, 0.4))
            for again in range(int(rng.integers(1, 4))):
                late = int(again * rng.uniform(0.05, 0.16) * RATE)
                lane.put(start + late, pool[int(rng.integers(24))], place, gain * 0.7**again)
        steam = np.zeros_like(times)
        for moment in steams:
            since = times - moment
            steam += np.clip(since / 0.5, 0, 1) ** 2 * np.clip((2.6 - since) / 1.2, 0, 1)
        out = voices(block) + lane.take()
        low, high = bands()
        return out + 0.6 * hall(out) + low * 0.05 + high * expand(0.003 + 0.016 * steam)

    return render


def office(rng: np.random.Generator) -> Render:
    """An office: ventilation, keyboards, a mouse, far talk."""
    vent = Noise(rng, ((60, 0), (150, -4), (500, -12), (2000, -24), (8000, -40)))
    keys = drops(rng, 1200, 5200, 0.0022)
    thuds = drops(rng, 220, 700, 0.005)
    lane, hall = Lane(0.08), Space(rng, 0.45, 4000)
    talk = Babble(rng, 3, 0.5)
    places = rng.uniform(-0.85, 0.85, 3)
    hands = [moments(rng, 0.3 + 0.5 * k, 0.085, 0.24) for k in range(3)]
    busy = [drift(rng, 1.7) for _ in range(3)]

    def render(block: int) -> Signal:
        for k, times in enumerate(hands):
            for start, moment in within(times, block):
                if busy[k](np.array([moment]))[0] < (-0.3 if k == 0 else 0.1):
                    continue
                gain = float(rng.uniform(0.5, 1.0)) * 0.6 * 0.5**k
                lane.put(start, keys[int(rng.integers(len(keys)))], float(places[k]), gain)
                lane.put(
                    start + TICK // 4,
                    thuds[int(rng.integers(len(thuds)))],
                    float(places[k]),
                    0.5 * gain,
                )
        near = lane.take()
        far = talk(block) * np.float32(0.35)
        return near + 0.5 * hall(near + far) + vent()[0] * 0.07

    return render


def clock(rng: np.random.Generator) -> Render:
    """A clock ticking in a quiet room: tick and tock, one a second."""
    still, lane, wood = room(rng), Lane(0.1), Space(rng, 0.4, 3500)
    pairs = [
        ring(np.array(h, np.float32), np.array(d, np.float32), 0.06).sum(0)
        for h, d in (
            ((3100, 1850, 5200), (0.004, 0.008, 0.002)),
            ((2500, 1500, 4300), (0.004, 0.009, 0.002)),
        )
    ]
    times = [0.3 + k for k in range(601)]

    def render(block: int) -> Signal:
        for start, moment in within(times, block):
            grain = pairs[int(moment) % 2]
            lane.put(start, grain, 0.15, float(rng.uniform(0.16, 0.19)))
        near = lane.take()
        return near + 0.5 * wood(near) + 0.05 * still(block)

    return render


def thump(hertz: float, seconds: float) -> Signal:
    """A dull beat that falls in pitch as it dies."""
    times = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * hertz * (times + 0.02 * (1 - np.exp(-times / 0.03)))
    shape = np.minimum(times / 0.012, 1) * np.exp(-times / (seconds / 5))
    return ((np.sin(phase) + 0.35 * np.sin(2 * phase)) * shape).astype(np.float32)


def heartbeat(rng: np.random.Generator) -> Render:
    """A heart heard from inside: lub and dub, 66 beats a minute, breathing faster and slower."""
    lane = Lane(0.6)
    hush = Noise(rng, ((40, 0), (90, -4), (240, -16)))
    lub, dub = thump(48, 0.45), thump(62, 0.32)
    pace = drift(rng, 2.5)
    beats = [0.35]
    while beats[-1] < 600:
        beats.append(beats[-1] + 0.91 * (1 + 0.05 * float(pace(np.array([beats[-1]]))[0])))

    def render(block: int) -> Signal:
        for start, _ in within(beats, block):
            gain = float(rng.uniform(0.85, 1.0))
            lane.put(start, lub, -0.2, gain)
            lane.put(start + int(0.31 * RATE), dub, 0.25, 0.62 * gain)
        return lane.take() + hush()[0] * 0.06

    return render


def applause(rng: np.random.Generator) -> Render:
    """An audience clapping: hundreds of hands, waves of more and less."""
    claps = drops(rng, 700, 3000, 0.004)
    sharp = drops(rng, 1800, 7500, 0.0018)
    snaps = drops(rng, 4000, 12_000, 0.0009)
    gains, lane, hall = heavy_tail(rng, 0.8), Lane(0.06), Space(rng, 1.3, 3500)
    surge = gusts(rng, 2.5, 3)

    def render(block: int) -> Signal:
        lane.pour(rng, 330, claps, gains * 0.35)
        lane.pour(rng, 330, sharp, gains * 0.35)
        lane.pour(rng, 220, snaps, gains * 0.3)
        dry = lane.take() * expand(0.6 + 0.7 * surge(ticks(block)))
        return dry + 0.5 * hall(dry)

    return render

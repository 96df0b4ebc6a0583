"""Trains, ships, engines, cabins and spacecraft."""

import numpy as np

from services.ambient.drones import hum, whistle
from services.ambient.sources.grains import heavy_tail, ring
from services.ambient.sources.water import swell, wave_train
from services.ambient.sources.weather import wind_of
from services.ambient.synth import (
    BLOCK,
    RATE,
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


def joint_sounds(rng: np.random.Generator) -> tuple[list[Signal], list[Signal]]:
    """Sixteen knocks and clacks of wheels on rail joints, no two alike."""
    knocks: list[Signal] = []
    clacks: list[Signal] = []
    for _ in range(16):
        low = np.array([62, 118, 310]) * rng.uniform(0.88, 1.14, 3)
        high = np.array([540, 1260, 2300]) * rng.uniform(0.8, 1.25, 3)
        fades = np.array([[0.07, 0.05, 0.02], [0.008, 0.005, 0.003]]) * rng.uniform(0.7, 1.3)
        knocks.append(ring(low.astype(np.float32), fades[0].astype(np.float32), 0.35).sum(0))
        clacks.append(ring(high.astype(np.float32), fades[1].astype(np.float32), 0.1).sum(0))
    return knocks, clacks


def train(rng: np.random.Generator) -> Render:
    """Inside a moving train: rumble, air, the double knock of wheels over rail joints."""
    bands = Noise(
        rng,
        ((35, -3), (70, 0), (160, -5), (400, -15)),
        ((300, 0), (900, -6), (2500, -15), (6000, -26)),
    )
    knocks, clacks = joint_sounds(rng)
    lane, coach = Lane(0.4), Space(rng, 0.35, 2500)
    sway = [gusts(rng, 0.9, 3) for _ in range(2)]
    # A bogie has two axles, a coach two bogies: knock-knock … knock-knock over every joint.
    joints = moments(rng, 0.5, 1.36, 1.46)
    beats = [t + late for t in joints for late in (0.0, 0.14, 0.52, 0.66)]

    def render(block: int) -> Signal:
        times = ticks(block)
        for start, _ in within(beats, block):
            gain = float(rng.uniform(0.6, 1.0))
            place = float(rng.uniform(-0.35, 0.35))
            which = int(rng.integers(len(knocks)))
            lane.put(start, knocks[which], place, 1.3 * gain)
            lane.put(start, clacks[which], place, float(rng.uniform(0.25, 0.7)) * gain)
        hits = lane.take()
        low, middle = bands()
        shake = expand(np.stack([0.7 + 0.5 * s(times) for s in sway]))
        return low * 0.34 * shake + middle * 0.09 * shake + hits + 0.5 * coach(hits)

    return render


def creaks(rng: np.random.Generator) -> Signal:
    """One creak of timber: slipping in small jerks whose rate bends, each ringing in the wood."""
    seconds = rng.uniform(0.35, 1.0)
    jerks = np.cumsum(
        1
        / np.interp(np.linspace(0, 1, 120), [0, 0.5, 1], rng.uniform(14, 60, 3))
        * rng.uniform(0.5, 1.5, 120)
    )
    jerks = jerks[jerks < seconds - 0.06]
    wood = ring(
        np.array([310, 560, 930, 1500], np.float32) * np.float32(rng.uniform(0.85, 1.2)),
        np.array([0.012, 0.010, 0.007, 0.004], np.float32),
        0.05,
    )
    knock = (wood * np.array([1, 0.8, 0.6, 0.3])[:, None]).sum(0)
    out = np.zeros(int(seconds * RATE), np.float32)
    for late in jerks:
        start = int(late * RATE)
        gain = np.sin(np.pi * late / seconds) * rng.uniform(0.5, 1.0)
        out[start : start + len(knock)] += (knock * gain).astype(np.float32)[: len(out) - start]
    return out


def ship(rng: np.random.Generator) -> Render:
    """Aboard a ship: engines far below, water along the hull, timber that creaks."""
    throb = hum(rng, 34.0, (0.5, 1.0, 0.45, 0.3, 0.12, 0.1), 0.004)
    bands = Noise(
        rng, ((50, 0), (120, -4), (300, -12)), ((350, -2), (800, 0), (2500, -8), (7000, -18))
    )
    waves = [wave_train(rng, 1.0 + 1.5 * k, 3.5, 6.5) for k in range(2)]
    lane, hull = Lane(1.2), Space(rng, 0.6, 1800)
    times_of = moments(rng, 1.8, 2.2, 6.0)

    def render(block: int) -> Signal:
        times = ticks(block)
        for start, _ in within(times_of, block):
            lane.put(
                start, creaks(rng), float(rng.uniform(-0.8, 0.8)), float(rng.uniform(0.25, 0.8))
            )
        timber = lane.take()
        wash = np.stack([swell(w, times, 1.0, 1.1) for w in waves])
        low, water = bands()
        out = (
            throb(block) * 0.16
            + low * expand(0.18 + 0.10 * wash)
            + water * expand(0.03 + 0.14 * wash**1.4)
        )
        return out + timber + 0.5 * hull(timber)

    return render


def engine(rng: np.random.Generator) -> Render:
    """A car engine idling: firing strokes, a rattle that follows them, the fan."""
    partials = tuple(float(x) for x in 1 / np.arange(1, 15) ** 0.9 * rng.uniform(0.4, 1.0, 14))
    strokes = hum(rng, 13.2, (0.12, 1.0, 0.25, 0.9, 0.2, *partials[:8]), 0.015)
    bands = Noise(
        rng, ((700, -2), (1500, 0), (4000, -6), (8000, -16)), ((90, 0), (250, -4), (900, -12))
    )
    uneven = gusts(rng, 0.15, 2)

    def render(block: int) -> Signal:
        times = ticks(block)
        tone = strokes(block)
        rattle, body = bands()
        # The rattle of valves is noise let through by each firing stroke.
        beat = np.maximum(tone.mean(0), 0) ** 1.5
        return (
            tone * 0.22 * expand(0.8 + 0.4 * uneven(times))
            + rattle * (0.015 + 0.05 * beat)
            + body * (0.05 + 0.05 * beat)
        )

    return render


def blip(rng: np.random.Generator) -> Signal:
    """A console's beep: one to four short pure tones."""
    notes: list[Signal] = []
    base = float(rng.choice([880, 1175, 1320, 1568, 1760]))
    for _ in range(int(rng.integers(1, 5))):
        times = np.arange(int(rng.uniform(0.1, 0.25) * RATE)) / RATE
        shape = np.minimum(1, np.minimum(times / 0.006, (times[-1] - times) / 0.02))
        notes += [
            (np.sin(2 * np.pi * base * times) * shape).astype(np.float32),
            np.zeros(int(0.05 * RATE), np.float32),
        ]
        base *= float(rng.choice([1, 1, 1.25, 0.75]))
    return np.concatenate(notes)


def spaceship(rng: np.random.Generator) -> Render:
    """Aboard a spacecraft: a deep beating drone, air in ducts, a far whine, quiet consoles."""
    drone = hum(rng, 41.0, (1.0, 0.7, 0.35, 0.22, 0.1, 0.08), 0.003)
    second = hum(rng, 41.35, (0.8, 0.5, 0.3, 0.15), 0.003)
    ducts = Noise(rng, ((90, -3), (220, 0), (500, -6), (1500, -17), (5000, -30)))
    slide = drift(rng, 5.0)
    whine = whistle(rng, lambda times: np.asarray(2350 + 60 * slide(times)), 2.0)
    swells = [gusts(rng, 3.0, 2) for _ in range(2)]
    lane, deck = Lane(0.8), Space(rng, 1.2, 5000)
    calls = moments(rng, 2.2, 3.5, 8.0)

    def render(block: int) -> Signal:
        for start, _ in within(calls, block):
            lane.put(
                start, blip(rng), float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.03, 0.07))
            )
        consoles = lane.take()
        slow = expand(np.stack([0.7 + 0.6 * s(ticks(block)) for s in swells]))
        out = (drone(block) + second(block)) * 0.17 + ducts()[0] * 0.13 * slow
        return out + whine(block) * 0.012 * slow + consoles + 0.9 * deck(consoles)

    return render


def cabin(rng: np.random.Generator) -> Render:
    """Inside an airliner: a steady broad roar, engine tones that beat."""
    roar = Noise(rng, ((60, -2), (130, 0), (400, -5), (1200, -12), (4000, -22), (9000, -34)))
    tones = hum(rng, 98.0, (0.7, 0.35, 0.12), 0.002)
    others = hum(rng, 98.7, (0.6, 0.3, 0.1), 0.002)
    slow = [gusts(rng, 2.5, 3) for _ in range(2)]

    def render(block: int) -> Signal:
        air = expand(np.stack([0.9 + 0.2 * s(ticks(block)) for s in slow]))
        return roar()[0] * 0.3 * air + (tones(block) + others(block)) * 0.05

    return render


def rotor(rng: np.random.Generator) -> Render:
    """A helicopter: the chop of blades, turbine behind it, nearer and farther."""
    bands = Noise(
        rng, ((50, 0), (110, -2), (350, -10)), ((300, 0), (900, -5), (3000, -16)), width=0.6
    )
    turbine = whistle(rng, lambda times: np.asarray(1450 + 0 * times), 6.0)
    rate = float(rng.uniform(10.5, 12.5))
    distance = gusts(rng, 4.0, 2)

    def render(block: int) -> Signal:
        fine = (block * BLOCK + np.arange(BLOCK)) / RATE
        turn = (fine * rate) % 1
        chop = np.exp(-turn * 7).astype(np.float32) * np.minimum(turn / 0.04, 1).astype(np.float32)
        near = expand(0.65 + 0.6 * distance(ticks(block)))
        low, middle = bands()
        return (
            low * (0.08 + 0.9 * chop) * 0.6
            + middle * (0.06 + 0.5 * chop) * 0.35
            + turbine(block) * 0.01
        ) * near

    return render


def highway_wind(rng: np.random.Generator) -> Render:
    """Driving: tyres and air inside a car."""
    road = Noise(rng, ((40, 0), (90, -3), (250, -10), (800, -19), (2500, -30), (6000, -40)))
    strokes = hum(rng, 48.0, (0.8, 0.5, 0.2, 0.1), 0.01)
    rush = wind_of(rng, 0.0, 0.3)
    bumps, lane = moments(rng, 0.7, 0.5, 2.2), Lane(0.4)
    thud = ring(np.array([45, 85], np.float32), np.array([0.06, 0.04], np.float32), 0.3).sum(0)
    gains = heavy_tail(rng, 0.5)

    def render(block: int) -> Signal:
        for start, _ in within(bumps, block):
            lane.put(
                start, thud, float(rng.uniform(-0.4, 0.4)), 0.12 * float(gains[rng.integers(512)])
            )
        return np.asarray(
            road()[0] * 0.4 + strokes(block) * 0.05 + rush(block) * 0.07 + lane.take(), np.float32
        )

    return render

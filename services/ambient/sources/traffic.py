"""A city street: the hum of the town and cars that pass."""

import numpy as np

from services.ambient.synth import (
    BLOCK,
    RATE,
    Lane,
    Noise,
    Render,
    Signal,
    Space,
    Ticks,
    expand,
    gusts,
    moments,
    ticks,
    within,
)


def horn(rng: np.random.Generator) -> Signal:
    """A car's horn: two tones a third apart, rich in harmonics."""
    times = np.arange(int(rng.uniform(0.18, 0.5) * RATE)) / RATE
    base = rng.uniform(380, 430)
    tones = [
        level * np.sin(2 * np.pi * base * ratio * k * times)
        for ratio in (1, 1.25)
        for k, level in ((1, 1), (2, 0.6), (3, 0.45), (4, 0.2))
    ]
    shape = np.minimum(1, np.minimum(times / 0.02, (times[-1] - times) / 0.05))
    return (np.sum(tones, axis=0) * shape * 0.3).astype(np.float32)


def passing(times: Ticks, moment: float, speed: float, side: float) -> tuple[Ticks, Ticks]:
    """How near (0 to 1) and where (pan) a car is that passes at moment; speed is 1 / s."""
    away = (times - moment) * speed
    return 1 / (1 + away**2), np.clip(side * away / np.sqrt(1 + away**2), -1, 1)


class Motor:
    """The firing strokes of a passing car: higher as it comes, lower as it goes."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._hertz = float(rng.uniform(58, 105))
        self._turn = float(rng.random())

    def __call__(self, times: Ticks, moment: float, speed: float) -> Signal:
        """The tone of a block, mono, for a car that passes at moment."""
        away = (times - moment) * speed
        # Doppler at town speed, 14 m/s of 343 m/s: the pitch falls by a semitone or more.
        hertz = self._hertz * (1 - 14 / 343 * away / np.sqrt(1 + away**2))
        turns = self._turn + np.cumsum(expand(hertz), dtype=np.float64) / RATE
        self._turn = float(turns[-1] % 1)
        angle = ((turns % 1) * (2 * np.pi)).astype(np.float32)
        twice, below, now = 2 * np.cos(angle), np.zeros_like(angle), np.sin(angle)
        total = np.zeros_like(angle)
        for level in (0.6, 1.0, 0.45, 0.5, 0.25, 0.2):
            total += np.float32(level) * now
            now, below = twice * now - below, now
        return total


def traffic(rng: np.random.Generator) -> Render:
    """A city street: the hum of the town, cars that pass from side to side, a far horn."""
    bands = Noise(
        rng,
        ((35, -4), (75, 0), (200, -7), (600, -14), (1500, -24)),
        ((350, -8), (750, 0), (1300, -1), (3000, -12), (7000, -24)),
        ((70, -3), (110, 0), (220, -4)),
        width=0.8,
    )
    cars = [
        (t, float(rng.uniform(0.8, 1.7)), float(rng.choice([-1, 1])), float(rng.uniform(0.3, 1.0)))
        for t in moments(rng, 1.8, 2.2, 5.5)
    ]
    motors = [Motor(rng) for _ in cars]
    horns, lane, street = moments(rng, 4.0, 9.0, 22.0), Lane(0.6), Space(rng, 1.5, 2500)
    town = gusts(rng, 4.0, 3)

    def render(block: int) -> Signal:
        times = ticks(block)
        tyres, motor = np.zeros((2, len(times))), np.zeros((2, len(times)))
        tones = np.zeros((2, BLOCK), np.float32)
        for (moment, speed, side, size), running in zip(cars, motors, strict=True):
            if times[0] - 8 < moment < times[-1] + 8:
                near, place = passing(times, moment, speed, side)
                ears = size * np.stack(
                    [np.cos((place + 1) * np.pi / 4), np.sin((place + 1) * np.pi / 4)]
                )
                tyres += ears * near**1.3
                motor += ears * near
                if near.max() > 0.08:
                    tones += running(times, moment, speed) * expand(ears * near**1.2)
        for start, _ in within(horns, block):
            lane.put(start, horn(rng), float(rng.uniform(-0.8, 0.8)), float(rng.uniform(0.1, 0.25)))
        far = lane.take()
        low, road, engine = bands()
        out = low * expand(0.27 + 0.12 * town(times)) + road * expand(0.02 + 0.3 * tyres)
        return out + engine * expand(0.03 + 0.25 * motor) + 0.32 * tones + 0.2 * far + street(far)

    return render

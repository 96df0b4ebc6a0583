"""Birds, gulls, frogs, crickets and cicadas: calls, and who sings them where."""

from collections.abc import Callable

import numpy as np

from services.ambient.sources.grains import quiet_bed
from services.ambient.synth import (
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

Call = Callable[[np.random.Generator, float], Signal]
"""Sings one call, given the singer's own pitch factor; mono, peak about 1."""


def sung(
    points: list[tuple[float, float]], seconds: float, trill_hz: float = 0.0, depth: float = 0.0
) -> Signal:
    """One syllable: pitch through points of (share of the time, Hz), swelling and fading."""
    place = np.linspace(0, 1, max(int(seconds * RATE), 8))
    hertz = np.interp(place, [p for p, _ in points], [h for _, h in points])
    if trill_hz:
        hertz = hertz * (1 + depth * np.sin(2 * np.pi * trill_hz * seconds * place))
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    shape = np.sin(np.pi * place**0.7) ** 1.3
    return ((np.sin(phase) + 0.04 * np.sin(2 * phase)) * shape).astype(np.float32)


def joined(syllables: list[Signal], gaps: list[float]) -> Signal:
    """Syllables with a pause of so many seconds after each."""
    parts: list[Signal] = []
    for syllable, gap in zip(syllables, gaps, strict=True):
        parts += [syllable, np.zeros(int(gap * RATE), np.float32)]
    return np.concatenate(parts)


def blackbird(rng: np.random.Generator, pitch: float) -> Signal:
    """Three to six flute-like glides, then often a squeaky flourish."""
    count = int(rng.integers(3, 7))
    notes: list[Signal] = []
    for _ in range(count):
        start, stop = rng.uniform(1700, 3000, 2) * pitch
        notes.append(
            sung(
                [(0, start), (0.5, (start + stop) / 2 * rng.uniform(0.9, 1.15)), (1, stop)],
                rng.uniform(0.09, 0.26),
            )
        )
    gaps = rng.uniform(0.02, 0.09, count).tolist()
    if rng.random() < 0.6:
        for _ in range(int(rng.integers(3, 7))):
            notes.append(
                0.4 * sung([(0, 4200 * pitch), (1, rng.uniform(5200, 6800) * pitch)], 0.045)
            )
            gaps.append(0.02)
    return joined(notes, gaps)


def tit(rng: np.random.Generator, pitch: float) -> Signal:
    """A see-saw of two notes, repeated."""
    high, low = 5600 * pitch, 4100 * pitch
    pair = [sung([(0, high * 1.04), (1, high)], 0.10), sung([(0, low), (1, low * 1.06)], 0.13)]
    count = int(rng.integers(3, 6))
    return joined(pair * count, [0.035, 0.06] * count)


def wren(rng: np.random.Generator, pitch: float) -> Signal:
    """A fast trill that ends in a few notes."""
    top = rng.uniform(5200, 6600) * pitch
    count = int(rng.integers(10, 20))
    trill = [sung([(0, top), (1, top * 0.68)], 0.034) for _ in range(count)]
    close = [
        sung([(0, top * 0.6), (0.4, top * 0.9), (1, top * 0.7)], 0.10)
        for _ in range(int(rng.integers(1, 4)))
    ]
    return joined(trill + close, [0.021] * count + [0.05] * len(close))


def sparrow(rng: np.random.Generator, pitch: float) -> Signal:
    """One to four plain chirps, up and down again."""
    count = int(rng.integers(1, 5))
    chirps = [
        sung(
            [(0, 3000 * pitch), (0.35, rng.uniform(4600, 5400) * pitch), (1, 2800 * pitch)],
            rng.uniform(0.06, 0.1),
        )
        for _ in range(count)
    ]
    return joined(chirps, rng.uniform(0.09, 0.2, count).tolist())


def dove(rng: np.random.Generator, pitch: float) -> Signal:
    """A low coo in three parts, far off."""
    base = 480 * pitch
    lengths = [0.22, 0.5, 0.3]
    return joined(
        [sung([(0, base), (0.4, base * 1.08), (1, base * 0.96)], s) for s in lengths],
        [0.1, 0.07, 0.1],
    )


def gull(rng: np.random.Generator, pitch: float) -> Signal:
    """A harsh falling cry, repeated; harmonics are strong, as from a wide open beak."""
    count = int(rng.integers(1, 6))
    cries: list[Signal] = []
    for k in range(count):
        base = rng.uniform(900, 1150) * pitch
        seconds = rng.uniform(0.25, 0.5) if k else rng.uniform(0.5, 0.8)
        place = np.linspace(0, 1, int(seconds * RATE))
        hertz = np.interp(place, [0, 0.18, 0.6, 1], [base * 0.75, base * 1.15, base, base * 0.7])
        phase = (
            2
            * np.pi
            * np.cumsum(hertz * (1 + 0.02 * np.sin(2 * np.pi * 55 * seconds * place)))
            / RATE
        )
        tone = sum(
            level * np.sin(n * phase)
            for n, level in ((1, 0.5), (2, 1.0), (3, 0.7), (4, 0.4), (5, 0.25))
        )
        cries.append(
            (np.asarray(tone) * 0.5 * np.sin(np.pi * place**0.6) ** 0.8).astype(np.float32)
        )
    return joined(cries, rng.uniform(0.06, 0.16, count).tolist())


def frog(rng: np.random.Generator, pitch: float) -> Signal:
    """A croak: a train of pulses that ring in a throat sac."""
    rate = rng.uniform(24, 34)
    pulses = int(rng.integers(9, 22))
    out = np.zeros(int((pulses / rate + 0.1) * RATE), np.float32)
    times = np.arange(int(0.05 * RATE)) / RATE
    for k in range(pulses):
        hertz = 900 * pitch**4 * (1 + 0.12 * k / pulses)
        ringing = np.exp(-times / 0.009) * (
            np.sin(2 * np.pi * hertz * times) + 0.5 * np.sin(2 * np.pi * 2.1 * hertz * times)
        )
        start = int(k / rate * RATE)
        out[start : start + len(times)] += (
            ringing * np.sin(np.pi * (k + 1) / (pulses + 1)) ** 0.5
        ).astype(np.float32)
    return out


def singers(
    rng: np.random.Generator, calls: list[tuple[Call, float, float]], echo: float, bed: Render
) -> Render:
    """Animals around the listener: (call, gain, seconds between calls) each, over a bed."""
    lane, space = Lane(4.0), Space(rng, 1.4, 5000)
    cast: list[tuple[Call, float, float, float, list[float]]] = []
    for k, (call, gain, wait) in enumerate(calls):
        times = moments(rng, 0.35 + 0.9 * k, 0.6 * wait, 1.9 * wait)
        cast.append(
            (call, gain, float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.93, 1.08)), times)
        )

    def render(block: int) -> Signal:
        for call, gain, place, pitch, times in cast:
            for start, _ in within(times, block):
                level = gain * float(rng.uniform(0.6, 1.0))
                lane.put(start, call(rng, pitch)[: 4 * RATE], place, level)
        dry = lane.take()
        return dry + echo * space(dry) + bed(block)

    return render


def birds(rng: np.random.Generator) -> Render:
    """A morning: several birds, near and far, each singing in turn, with pauses."""
    calls: list[tuple[Call, float, float]] = [
        (blackbird, 0.55, 3.6),
        (sparrow, 0.45, 1.6),
        (tit, 0.3, 4.2),
        (wren, 0.22, 6.0),
        (sparrow, 0.16, 1.9),
        (blackbird, 0.12, 4.4),
        (dove, 0.2, 9.0),
    ]
    return singers(rng, calls, 0.28, quiet_bed(rng, 0.02))


def gulls(rng: np.random.Generator) -> Render:
    """Gulls crying over a harbour."""
    calls: list[tuple[Call, float, float]] = [
        (gull, 0.5, 4.0),
        (gull, 0.25, 5.0),
        (gull, 0.12, 3.2),
    ]
    return singers(rng, calls, 0.35, quiet_bed(rng, 0.03))


def frogs(rng: np.random.Generator) -> Render:
    """A pond at night: frogs answering each other."""
    calls: list[tuple[Call, float, float]] = [
        (frog, 0.5, 1.5),
        (frog, 0.35, 1.2),
        (frog, 0.22, 1.0),
        (frog, 0.14, 0.9),
    ]
    return singers(rng, calls, 0.2, quiet_bed(rng, 0.03))


def chirp_pulses(hertz: float, pulses: int, gap: float) -> Signal:
    """A cricket's chirp: a few pulses of an almost pure tone, each 16 ms."""
    times = np.arange(int(0.016 * RATE)) / RATE
    pulse = (
        np.sin(2 * np.pi * hertz * (times - 1.2 * times**2)) * np.sin(np.pi * times / 0.016) ** 0.8
    )
    out = np.zeros(int((pulses * gap + 0.02) * RATE), np.float32)
    for k in range(pulses):
        start = int(k * gap * RATE)
        out[start : start + len(pulse)] += (pulse * (0.6 + 0.4 * (k + 1) / pulses)).astype(
            np.float32
        )
    return out


def crickets(rng: np.random.Generator) -> Render:
    """Night crickets: chirps of three or four pulses at 4 to 5 kHz, and a far chorus."""
    lane, field = Lane(0.3), Space(rng, 0.5, 6000)
    chorus = Noise(rng, ((3300, -45), (4150, -3), (4400, 0), (4700, -3), (5900, -45)))
    bed = quiet_bed(rng, 0.02)
    shimmer = [gusts(rng, 0.05, 2) for _ in range(2)]
    cast: list[tuple[Signal, float, float, list[float]]] = []
    for k in range(6):
        song = chirp_pulses(
            rng.uniform(4150, 4950), int(rng.integers(3, 5)), rng.uniform(0.028, 0.036)
        )
        beat = rng.uniform(0.36, 0.62)
        times = moments(rng, 0.1 + 0.06 * k, 0.96 * beat, 1.04 * beat)
        # A cricket rests now and then.
        awake = drift(rng, 4.0)(np.array(times)) > (-2 if k < 2 else -0.35)
        kept = [t for t, sings in zip(times, awake, strict=True) if sings]
        cast.append((song, float(rng.uniform(-0.95, 0.95)), 0.42 * 0.68**k, kept))

    def render(block: int) -> Signal:
        for song, place, gain, times in cast:
            for start, _ in within(times, block):
                lane.put(start, song, place, gain * float(rng.uniform(0.85, 1.0)))
        dry = lane.take()
        trill = expand(np.stack([s(ticks(block)) for s in shimmer]))
        return dry + 0.2 * field(dry) + chorus()[0] * 0.028 * trill + bed(block)

    return render


def cicadas(rng: np.random.Generator) -> Render:
    """Summer heat: cicadas that swell and fade, a buzz of fast clicks between 5 and 8 kHz."""
    bands = Noise(
        rng,
        ((2500, -45), (4600, -4), (5400, 0), (6200, -5), (12000, -40)),
        ((3500, -45), (6500, -4), (7400, 0), (8600, -5), (16000, -40)),
    )
    swells = [[gusts(rng, 3.0, 3) for _ in range(2)] for _ in range(2)]
    beats = rng.uniform(38, 46, (2, 2))
    bed = quiet_bed(rng, 0.02)

    def render(block: int) -> Signal:
        times = ticks(block)
        fine = block * 2.6 + np.arange(124_800) / RATE
        out = bed(block)
        for k, band in enumerate(bands()):
            for ear in range(2):
                rattle = (0.5 + 0.5 * np.sin(2 * np.pi * beats[k, ear] * fine)).astype(
                    np.float32
                ) ** 3
                out[ear] += (
                    band[ear] * (0.15 + 0.85 * rattle) * expand(0.1 + swells[k][ear](times) ** 2)
                )
        return out

    return render

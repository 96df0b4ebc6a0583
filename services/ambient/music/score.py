"""Compose a piece of a given length: bars, chords, bass, broken chords, melody, and a close.

Pure: a mood, a length and a random stream become notes; how they sound is elsewhere.
"""

from dataclasses import dataclass, field

import numpy as np

from services.ambient.music import harmony
from services.ambient.music.harmony import Pitches
from services.ambient.music.moods import Mood, Voice

LAST_SECONDS = 5.0
"""How long the last chord sounds, in a piece that has the time."""
RINGING = 2.5
"""Seconds that struck notes are left to ring."""


@dataclass(frozen=True)
class Note:
    """One tone."""

    start: float
    """Seconds."""
    seconds: float
    pitch: int
    """MIDI number."""
    loud: float
    """0 to 1."""
    voice: Voice
    pan: float = 0.0


@dataclass(frozen=True)
class Bar:
    """A bar and its chord."""

    start: float
    seconds: float
    chord: Pitches
    """Semitones above the key note, root first."""
    voicing: Pitches
    """Bass and three voices, MIDI."""
    swell: float
    """How strong the bar is, 0 to 1."""


@dataclass
class Score:
    """A piece."""

    key: int
    """Pitch class of home."""
    bars: list[Bar]
    notes: list[Note] = field(default_factory=list[Note])


def compose(mood: Mood, seconds: float, rng: np.random.Generator) -> Score:
    """A piece that comes home and is over after exactly so many seconds."""
    key = int(rng.choice(mood.keys))
    bars = _bars(mood, seconds, key, rng)
    score = Score(key, bars)
    motif = _motif(rng)
    pulses = _figures(mood, rng)
    melody = harmony.CENTRE + 12
    for index, bar in enumerate(bars):
        last = index == len(bars) - 1
        _hold(score, mood, bar, last, rng)
        if not last:
            _break(score, mood, bar, pulses[index // 4 % 2], rng)
            if index % 8 not in (0, 7):
                melody = _sing(score, mood, (bar, motif[index % 2]), melody, rng)
        if mood.drums and (index % 4 == 0 or last):
            score.notes.append(Note(bar.start, RINGING, 36, 0.5 * bar.swell, "drum"))
    if not mood.pulse or len(bars) == 1:
        _arrive(score, mood, bars[-1], rng)
    return score


def _bars(mood: Mood, seconds: float, key: int, rng: np.random.Generator) -> list[Bar]:
    """Whole bars, the tempo bent a little so that the last chord comes at its time."""
    bar = 240 / mood.beats_per_minute
    last = min(LAST_SECONDS, 0.4 * seconds)
    count = round((seconds - last) / bar)
    if count == 0:
        last = seconds
    length = (seconds - last) / max(count, 1)
    bars, voicing = list[Bar](), ()
    for index, on in enumerate([*_degrees(mood, count, rng), 0]):
        ending = index == count
        raised = _raised(mood, on, ending, count - index)
        colour = int(rng.choice((7, 9))) if rng.random() < mood.ninths and not ending else 0
        tones = harmony.chord(mood.scale, on, colour, raised)
        bass = harmony.bass_note(key + tones[0], voicing[0] if voicing else None)
        classes = frozenset((key + tone) % 12 for tone in tones)
        voicing = (bass, *harmony.lead(classes, bass, voicing))
        place = (index + 0.6) / (count + 1.2)
        swell = place if mood.rising else np.sin(np.pi * place) ** 0.8
        swell = (0.62 + 0.38 * swell) * (0.92 + 0.08 * np.cos(np.pi * (index % 4 - 2) / 2))
        if ending and not mood.rising:
            swell = 0.85
        held = last if ending else length
        bars.append(Bar(index * length, held, tones, voicing, float(swell)))
    return bars


def _raised(mood: Mood, on: int, ending: bool, left: int) -> bool:
    """Whether a minor key's chord is major: the dominant before home, or home at a bright end."""
    minor = mood.scale[2] == 3
    return minor and ((ending and mood.bright_end) or (on == 4 and left == 1))


def _degrees(mood: Mood, count: int, rng: np.random.Generator) -> list[int]:
    """A chord for each of count bars: phrases of four, the last two bars leading home."""
    order = [0, 0, *(int(k) for k in rng.integers(0, len(mood.phrases), count // 4 + 1))]
    # A A B A …: what is heard again is known, what is new is not too much.
    line = [on for k, pick in enumerate(order) for on in mood.phrases[0 if k % 4 == 3 else pick]]
    close = mood.closes[int(rng.integers(len(mood.closes)))]
    if count < 2:
        return list(close[-1:])[:count]
    return [*line[: count - 2], *close] if count > 2 else [0, close[-1]]


def _hold(score: Score, mood: Mood, bar: Bar, last: bool, rng: np.random.Generator) -> None:
    """The chord in long tones, and the bass."""
    bass, *voices = bar.voicing
    held = bar.seconds * (1.0 if last else 1.04)
    for place, pitch in zip((-0.25, 0.3, 0.0), voices, strict=True):
        loud = mood.bed_loud * bar.swell * rng.uniform(0.9, 1.0)
        score.notes.append(Note(bar.start, held, pitch, loud, mood.bed, place))
    score.notes.append(Note(bar.start, held, bass, 0.3 * bar.swell, "bass"))
    if mood.bed == "strings":
        score.notes.append(Note(bar.start, held, bass + 12, 0.26 * bar.swell, "strings"))
    if mood.pulse and not last:
        step = bar.seconds / 8
        for k in range(8):
            loud = (0.5 if k % 4 == 0 else 0.3) * bar.swell * rng.uniform(0.85, 1)
            score.notes.append(
                Note(bar.start + k * step, 0.5, bass + (12 if k == 6 else 0), loud, "pluck", -0.1)
            )


def _figures(mood: Mood, rng: np.random.Generator) -> list[list[int]]:
    """Two orders in which a chord is broken, as places in it from the bottom."""
    shapes = ([0, 1, 2, 3], [0, 2, 1, 3], [0, 3, 2, 1], [0, 2, 3, 2])
    picks = rng.permutation(len(shapes))[:2]
    return [shapes[int(k)] for k in picks]


def _break(score: Score, mood: Mood, bar: Bar, order: list[int], rng: np.random.Generator) -> None:
    """The chord broken into single notes, now and then one left out."""
    low = 12 if mood.player == "strings" else 0
    tones = [*bar.voicing[1:], bar.voicing[1] + 12]
    for k, beat in enumerate(mood.figure):
        if k and rng.random() < 0.15:
            continue
        strength = (1.0, 0.72, 0.85, 0.7)[int(beat) % 4] * (1.0 if beat % 1 == 0 else 0.8)
        loud = mood.figure_loud * strength * bar.swell * rng.uniform(0.85, 1.0)
        late = 0.0 if not k else rng.uniform(-0.008, 0.012)
        start = bar.start + beat * bar.seconds / 4 + late
        ringing = 0.22 if mood.player == "strings" else RINGING
        pitch = tones[order[k % 4]] - low
        score.notes.append(Note(start, ringing, pitch, loud, mood.player, 0.3 - 0.2 * (k % 4)))


def _motif(rng: np.random.Generator) -> list[list[float]]:
    """Two rhythms of a bar, in beats; the melody keeps to them, so that it is remembered."""
    rhythms = ([0, 2], [0, 1.5, 2], [0, 3], [1, 2, 3], [0.5, 2], [0, 1, 2])
    picks = rng.permutation(len(rhythms))[:2]
    return [[float(b) for b in rhythms[int(k)]] for k in picks]


def _sing(
    score: Score, mood: Mood, rhythm: tuple[Bar, list[float]], before: int, rng: np.random.Generator
) -> int:
    """A bar of melody: chord tones on the beat, steps of the scale between. Gives the last."""
    if mood.singer is None:
        return before
    bar, beats = rhythm
    low, high = (70, 84) if mood.singer != "strings" else (64, 79)
    scale = [p for p in range(low, high + 1) if (p - score.key) % 12 in mood.scale]
    home = {(score.key + tone) % 12 for tone in bar.chord}
    # A raised third makes its plain neighbour sound wrong for this bar.
    odd = {t for t in home if (t - score.key) % 12 not in mood.scale}
    scale = [p for p in scale if not odd & {(p + 1) % 12, (p - 1) % 12}]
    for beat in beats:
        strong = beat in (0, 2)
        usable = [p for p in scale if not strong or p % 12 in home]
        near = sorted(usable, key=lambda p: (abs(p - before) or 2.5, p))[: 3 if strong else 2]
        before = near[int(rng.integers(len(near)))]
        if rng.random() < mood.rests:
            continue
        start = bar.start + beat * bar.seconds / 4 + rng.uniform(-0.01, 0.015)
        held = 1.2 * bar.seconds / 4 if mood.singer == "strings" else RINGING + 0.7
        loud = 0.62 * bar.swell * rng.uniform(0.8, 1.0)
        score.notes.append(Note(max(start, 0), held, before, loud, mood.singer, 0.08))
    return before


def _arrive(score: Score, mood: Mood, bar: Bar, rng: np.random.Generator) -> None:
    """The last chord, rolled from below, once."""
    if mood.player == "strings":
        return
    late = 0.0
    for pitch in (bar.voicing[0] + 12, *bar.voicing[1:], bar.voicing[1] + 12):
        note = Note(bar.start + late, bar.seconds, pitch, 0.24, mood.player)
        score.notes.append(note)
        late += min(0.11, bar.seconds / 12) * rng.uniform(0.8, 1.2)

"""Chords of a scale and how voices move from one to the next."""

from functools import lru_cache
from itertools import combinations, pairwise

Pitches = tuple[int, ...]
"""MIDI pitches from low to high; 60 is the C in the middle, a step is a semitone."""

LOW, HIGH = 53, 74
"""Range of the held chords: above the bass, mostly below the melody."""
CENTRE = 63
"""Where chords like to lie."""
BASS_LOW, BASS_HIGH = 36, 50


def degree(scale: Pitches, step: int) -> int:
    """Semitones above the key note of a step of the scale; step 7 is the octave."""
    return scale[step % 7] + 12 * (step // 7)


def chord(scale: Pitches, on: int, colour: int = 0, raised: bool = False) -> Pitches:
    """Semitones above the key note of the triad on a degree, root first.

    colour 7 or 9 adds a seventh or ninth where it is no semitone clash; raised makes the
    third major, as the dominant of a minor key has it.
    """
    root, third, fifth = (degree(scale, on + k) for k in (0, 2, 4))
    tones = [root, root + 4 if raised else third, fifth]
    extra = degree(scale, on + colour - 1) if colour else root
    if colour == 9 and extra - root == 14:
        tones.append(extra - 12)
    elif colour == 7 and extra - root == 10:
        tones.append(extra)
    return tuple(tones)


def parallels(before: Pitches, after: Pitches) -> int:
    """Pairs of voices that move together in fifths or octaves, which the ear takes for one."""
    pairs = combinations(range(len(before)), 2)
    return sum(
        after[a] != before[a]
        and (after[b] - after[a]) % 12 in (0, 7)
        and (after[b] - after[a]) == (before[b] - before[a])
        for a, b in pairs
    )


def bass_note(root: int, before: int | None) -> int:
    """The root in the bass, near the note before."""
    places = [p for p in range(BASS_LOW, BASS_HIGH) if p % 12 == root % 12]
    return min(places, key=lambda p: abs(p - (before or 41)))


@lru_cache(4096)
def lead(tones: frozenset[int], bass: int, before: Pitches) -> Pitches:
    """Three voices above the bass for pitch classes tones, moving as little as they can.

    before is bass and voices of the chord before, empty at the start. Every tone but the root
    and fifth must be there: the bass has the root, and a fifth is not missed.
    """
    places = [p for p in range(LOW, HIGH + 1) if p % 12 in tones]
    needed = tones - {bass % 12, (bass + 7) % 12}
    ranked = [
        (_cost(bass, voices, before), voices)
        for voices in combinations(places, 3)
        if needed <= {p % 12 for p in voices}
    ]
    return min(ranked)[1]


def _cost(bass: int, voices: Pitches, before: Pitches) -> float:
    """How unwelcome a chord is: leaps, parallels, gaps, clashes, and straying from CENTRE."""
    gaps = [high - low for low, high in pairwise(voices)]
    cost = 0.25 * abs(sum(voices) / 3 - CENTRE) + sum(4.0 for gap in gaps if gap < 2)
    cost += sum(1.5 * max(gap - 8, 0) for gap in gaps) + 2.0 * (3 - len({v % 12 for v in voices}))
    if before:
        cost += sum(abs(new - old) for new, old in zip(voices, before[1:], strict=True))
        cost += 12.0 * parallels(before, (bass, *voices))
    return cost

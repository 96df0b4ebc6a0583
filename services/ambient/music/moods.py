"""What makes a mood: mode, pace, chords, and who plays. Data for score.py."""

from dataclasses import dataclass
from typing import Literal

from reelmesh.v1.spec_pb2 import Music

Voice = Literal["pad", "strings", "bass", "piano", "pluck", "bell", "drum"]
"""Who plays a note; tones.py knows how each sounds."""

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)
"""Scales in semitones above the key note."""

Chords = tuple[int, ...]
"""Degrees of the scale that chords stand on, one a bar: 0 is home."""


@dataclass(frozen=True)
class Mood:
    """How a kind of music is made."""

    scale: tuple[int, ...]
    keys: tuple[int, ...]
    """Notes that may be home, as MIDI pitch classes; 0 is C."""
    beats_per_minute: float
    phrases: tuple[Chords, ...]
    """Four bars each; the first opens the piece."""
    closes: tuple[Chords, ...]
    """Two bars that lead home."""
    bed: Voice
    """Who holds the chords."""
    figure: tuple[float, ...]
    """Beats of a bar on which a chord is broken into notes."""
    player: Voice
    """Who breaks it."""
    singer: Voice | None
    """Who has the melody, if anybody."""
    rests: float
    """Share of the melody's notes that are left out."""
    ninths: float = 0.0
    """How often a chord has a seventh or ninth."""
    bright_end: bool = False
    """A minor piece that ends in major (a Picardy third)."""
    bed_loud: float = 0.5
    figure_loud: float = 0.5
    pulse: bool = False
    """The bass repeats in eighths."""
    drums: bool = False
    rising: bool = False
    """It grows to its end; others swell and ebb."""
    gain_db: float = 0.0
    """Brings the mood to LUFS, measured over 26 s of four seeds."""


LUFS = -24.0
"""Loudness of every mood; mux sets it under the voices."""

MOODS: dict[Music, Mood] = {
    Music.MUSIC_CALM: Mood(
        scale=MAJOR,
        keys=(0, 2, 5, 7, 10),
        beats_per_minute=60,
        phrases=((0, 3, 5, 4), (0, 5, 3, 4), (0, 2, 3, 1), (3, 0, 1, 4)),
        closes=((1, 4), (3, 3), (5, 4)),
        bed="pad",
        figure=(0, 1, 2, 3),
        player="piano",
        singer="piano",
        rests=0.45,
        ninths=0.6,
        figure_loud=0.34,
        gain_db=-16.1,
    ),
    Music.MUSIC_JOYFUL: Mood(
        scale=MAJOR,
        keys=(2, 4, 7, 9),
        beats_per_minute=104,
        phrases=((0, 4, 5, 3), (0, 3, 1, 4), (5, 3, 0, 4), (3, 4, 2, 5)),
        closes=((3, 4), (1, 4)),
        bed="pad",
        figure=(0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5),
        player="pluck",
        singer="bell",
        rests=0.4,
        ninths=0.15,
        bed_loud=0.34,
        figure_loud=0.5,
        gain_db=-15.1,
    ),
    Music.MUSIC_SAD: Mood(
        scale=MINOR,
        keys=(0, 2, 4, 9),
        beats_per_minute=54,
        phrases=((0, 5, 2, 6), (0, 3, 5, 4), (0, 2, 5, 3), (3, 0, 5, 4)),
        closes=((3, 4), (5, 4)),
        bed="strings",
        figure=(0, 1, 2, 2.5, 3),
        player="piano",
        singer="piano",
        rests=0.4,
        ninths=0.3,
        bed_loud=0.36,
        figure_loud=0.3,
        gain_db=-15.5,
    ),
    Music.MUSIC_TENSE: Mood(
        scale=PHRYGIAN,
        keys=(0, 2, 4, 9),
        beats_per_minute=76,
        phrases=((0, 0, 1, 0), (0, 1, 6, 0), (0, 5, 1, 1), (0, 3, 0, 1)),
        closes=((1, 1), (5, 1)),
        bed="strings",
        figure=(),
        player="pluck",
        singer="bell",
        rests=0.78,
        bed_loud=0.42,
        pulse=True,
        gain_db=-15.7,
    ),
    Music.MUSIC_EPIC: Mood(
        scale=MINOR,
        keys=(0, 2, 4, 9),
        beats_per_minute=84,
        phrases=((0, 5, 2, 6), (0, 3, 5, 6), (5, 6, 0, 2), (3, 5, 0, 6)),
        closes=((5, 6), (3, 6)),
        bed="strings",
        figure=(0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5),
        player="strings",
        singer="strings",
        rests=0.25,
        bright_end=True,
        bed_loud=0.5,
        figure_loud=0.26,
        drums=True,
        rising=True,
        gain_db=-16.1,
    ),
}

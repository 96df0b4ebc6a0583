"""Play a score block by block: tones on a strip, a hall around them, a fade at the end."""

import zlib

import numpy as np

from reelmesh.v1.spec_pb2 import Music
from services.ambient.music import score, tones
from services.ambient.music.moods import MOODS
from services.ambient.synth import BLOCK, RATE, Lane, Render, Signal, Space

FADE_OUT_SECONDS = 3.0
FADE_IN_SECONDS = 0.4


def perform(music: Music, seconds: float, seed: int) -> Render:
    """A piece of exactly so many seconds; the same seed is the same piece."""
    mood = MOODS[music]
    rng = np.random.default_rng([seed, zlib.crc32(Music.Name(music).encode())])
    notes = sorted(score.compose(mood, seconds, rng).notes, key=lambda note: note.start)
    lane, hall = Lane(tones.LONGEST), Space(rng, 1.9, 3200)
    gain, waiting = np.float32(10 ** (mood.gain_db / 20)), notes[::-1]

    def render(block: int) -> Signal:
        end = (block + 1) * BLOCK
        while waiting and waiting[-1].start * RATE < end:
            note = waiting.pop()
            tone = tones.play(note.voice, note.pitch, note.seconds, note.pan, rng)
            lane.lay(max(int(note.start * RATE) - block * BLOCK, 0), tone, note.loud)
        dry = lane.take()
        return (dry + 0.4 * hall(dry)) * gain * edges(block, seconds)

    return render


def edges(block: int, seconds: float) -> Signal:
    """Gain of a block: in quickly, out slowly, in a short piece less of both."""
    times = (block * BLOCK + np.arange(BLOCK)) / RATE
    into = np.clip(times / min(FADE_IN_SECONDS, 0.1 * seconds), 0, 1)
    out = np.clip((seconds - times) / min(FADE_OUT_SECONDS, 0.35 * seconds), 0, 1)
    return (into * np.sin(np.pi / 2 * out) ** 2).astype(np.float32)

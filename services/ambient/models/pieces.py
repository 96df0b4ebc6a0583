"""A long sound of short ones: overlapping pieces, each its own, joined by equal-power fades."""

from collections.abc import Iterable
from dataclasses import dataclass

import av
import numpy as np

from services.ambient.synth import BLOCK, DEEPEST_HZ, RATE, Render, Signal

MARGIN_S = 0.1
"""Made beyond what is needed, since models round lengths down to their own frames."""


@dataclass(frozen=True)
class Piece:
    """One stretch that a model makes in one go; in samples at 48 kHz."""

    start: int
    count: int
    seed: int


def cut(count: int, longest_s: float, overlap_s: float, seed: int) -> list[Piece]:
    """Pieces of equal length that cover count samples, each reaching overlap_s into the next.

    The overlap is at most a third of a piece. Every piece has its own seed, so none is heard
    twice.
    """
    longest = max(int((longest_s - MARGIN_S) * RATE), int(longest_s * RATE * 0.9))
    over = min(int(overlap_s * RATE), longest // 3)
    number = 1 if count <= longest else -(-(count - over) // (longest - over))
    starts = [round(index * (count - over) / number) for index in range(number)]
    stops = [start + over for start in starts[1:]] + [count]
    return [
        Piece(start, stop - start, _own_seed(seed, index))
        for index, (start, stop) in enumerate(zip(starts, stops, strict=True))
    ]


def _own_seed(seed: int, index: int) -> int:
    """64 bits that depend on both."""
    return int(np.random.SeedSequence([seed, index]).generate_state(1, np.uint64)[0])


def joined(pieces: Iterable[tuple[Piece, Signal]], count: int) -> Signal:
    """The pieces, each (2, piece.count), as one sound (2, count).

    The pieces do not resemble each other, so powers add and not amplitudes: the fades are
    quarters of a sine, whose squares add up to 1.
    """
    whole = np.zeros((2, count), np.float32)
    covered = 0
    for piece, sound in pieces:
        over = covered - piece.start
        if over > 0:
            angle = (np.arange(over) + 0.5) / over * (np.pi / 2)
            whole[:, piece.start : covered] *= np.cos(angle).astype(np.float32)
            sound[:, :over] *= np.sin(angle).astype(np.float32)
        covered = piece.start + piece.count
        whole[:, piece.start : covered] += sound
    return whole


def as_heard(made: Signal, rate_hz: int, count: int) -> Signal:
    """A model's sound (channels, samples) as (2, count) at 48 kHz; a missing end is silent."""
    channels = np.ascontiguousarray(np.nan_to_num(made[:2]), np.float32)
    layout = "stereo" if len(channels) == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(channels, format="fltp", layout=layout)
    frame.sample_rate = rate_hz
    change = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    parts = [part.to_ndarray() for given in (frame, None) for part in change.resample(given)]
    sound = _without_rumble(np.concatenate(parts, axis=1)[:, :count].astype(np.float32))
    both = np.zeros((2, count), np.float32)
    both[:, : sound.shape[1]] = sound
    return both


def _without_rumble(sound: Signal) -> Signal:
    """What moves loudspeakers and is not heard, an offset too, taken away as in synth.response."""
    size = sound.shape[1]
    hertz = np.fft.rfftfreq(max(size, 1), 1 / RATE)
    gain = np.minimum(hertz / DEEPEST_HZ, 1) ** 4
    return np.fft.irfft(np.fft.rfft(sound) * gain.astype(np.float32), size) if size else sound


def render(sound: Signal) -> Render:
    """A finished sound, to be mixed block by block with others."""

    def block(index: int) -> Signal:
        piece = sound[:, index * BLOCK : (index + 1) * BLOCK]
        return np.pad(piece, ((0, 0), (0, BLOCK - piece.shape[1])))

    return block

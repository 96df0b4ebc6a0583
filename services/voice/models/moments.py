"""From the times of characters, which a model tells, to lengths of sounds."""

from collections.abc import Sequence

import numpy as np

from services.voice.models.reading import Line
from services.voice.speech import NO_WORD, Unit
from services.voice.visemes import is_mark, weight

Times = Sequence[tuple[float, float]]


def unit_lengths(line: Line, character_s: Times, total_s: float) -> list[float]:
    """Length of the silence before, of each unit, and of the silence after, in seconds.

    A word's sounds share the stretch of its characters: each sound lies where the same share of
    the letters lies. Empty when a word with sounds has no stretch.
    """
    stretches = _stretches(line, character_s)
    lengths = [0.0]
    now_s = 0.0
    for run in _runs(line.chunk.units):
        word = run[0].word
        if word == NO_WORD:
            lengths += [0.0] * len(run)
            continue
        if word not in stretches:
            return []
        edges_s = _edges(run, stretches[word])
        # A pause belongs to the space or comma before the word.
        lengths[-1] += max(edges_s[0] - now_s, 0.0)
        lengths += np.diff(edges_s).tolist()
        now_s = edges_s[-1]
    return [*lengths, max(total_s - now_s, 0.0)] if now_s else []


def _stretches(line: Line, character_s: Times) -> dict[int, list[float]]:
    """For each word the edges of its characters, rising."""
    edges: dict[int, list[float]] = {}
    for owner, (start_s, end_s) in zip(line.owners, character_s, strict=True):
        if owner == NO_WORD or end_s <= start_s:
            continue
        known = edges.setdefault(owner, [start_s])
        known.append(max(end_s, known[-1]))
    return edges


def _edges(run: list[Unit], edges_s: list[float]) -> list[float]:
    """Edges of a word's units; marks have no length of their own."""
    weights = [0.0 if is_mark(unit.symbol) else weight(unit.symbol) for unit in run]
    shares = np.cumsum([0.0, *weights]) / max(sum(weights), 1e-9)
    letters = np.linspace(0, 1, len(edges_s))
    return np.interp(shares, letters, edges_s).tolist()


def _runs(units: list[Unit]) -> list[list[Unit]]:
    """Units in a row that belong to the same word, or to none."""
    runs: list[list[Unit]] = []
    for unit in units:
        if runs and runs[-1][0].word == unit.word:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs

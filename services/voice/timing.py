"""From units and their lengths to sounds with times, in step with the wave."""

from itertools import pairwise

import numpy as np

from services.voice.audio import FRAME_S, RATE_HZ, frame_levels
from services.voice.hisses import aligned
from services.voice.speech import NO_WORD, Floats, TimedPhone, Unit
from services.voice.visemes import is_mark, leads, sounds, weight

PAUSE_DB = 34.0
"""A frame that much below the loudest is silent."""
REST_MIN_S = 0.04
"""Shorter silences are part of the sounds around them: no mouth rests so briefly."""
SOUND_MIN_S = 0.05
"""A sound before a pause keeps at least this much."""
GLIDE_SHARE = 0.58
"""A diphthong spends this share of its time on its first sound."""
LEAD_S = 0.06
"""Kokoro's sounds, and those of hibari which learned from it, come this much before the times
that its lengths add up to. Measured: there closures are quietest and hisses strongest."""
PUNCTUATION = frozenset(';:,.!?—…"()“”')


def timed_phones(
    units: list[Unit], unit_s: list[float], audio: Floats, early: bool = True
) -> list[TimedPhone]:
    """Sounds of one chunk, times from its first sample, without gaps from 0 to its end.

    unit_s has a first entry for the silence before the units and a last one for that after;
    when it is empty the sounds share the speech by their usual lengths. early as in Take.
    """
    total_s = len(audio) / RATE_HZ
    merged = _merged(units, led(unit_s, early)) if unit_s else _spread(units, audio)
    fitted = _fitted(merged, total_s)
    edged = aligned(_rested(fitted, audio), audio)
    return [part for phone in edged for part in _split(phone)]


def led(unit_s: list[float], early: bool = True) -> list[float]:
    """The lengths with the first silence shortened by the lead and the last one made longer."""
    lead_s = min(LEAD_S, unit_s[0]) if early else 0.0
    return [unit_s[0] - lead_s, *unit_s[1:-1], unit_s[-1] + lead_s]


def _merged(units: list[Unit], unit_s: list[float]) -> list[TimedPhone]:
    """One entry a sound: marks join their sound, spaces are shared by their neighbours."""
    phones = [TimedPhone("", 0.0, unit_s[0])]
    lead_s = 0.0
    for unit, length_s in zip(units, unit_s[1:-1], strict=True):
        last = phones[-1]
        end_s = last.end_s + length_s
        if leads(unit.symbol):
            lead_s += length_s
            last.end_s = end_s
        elif is_mark(unit.symbol) or (unit.symbol == " " and last.symbol):
            last.end_s = end_s
        elif unit.symbol in PUNCTUATION or unit.symbol == " ":
            if last.symbol:
                phones.append(TimedPhone("", last.end_s, end_s))
            else:
                last.end_s = end_s
            lead_s = 0.0
        else:
            last.end_s -= lead_s
            phones.append(TimedPhone(unit.symbol, last.end_s, end_s, unit.word))
            lead_s = 0.0
    phones.append(TimedPhone("", phones[-1].end_s, phones[-1].end_s + unit_s[-1]))
    return phones


def _spread(units: list[Unit], audio: Floats) -> list[TimedPhone]:
    """Share the loud part of the wave among the sounds by their usual lengths."""
    spoken = [u for u in units if not is_mark(u.symbol) and u.symbol != " "]
    loud = _loud_frames(audio)
    at_s = [k * FRAME_S for k in np.flatnonzero(loud)] or [0.0]
    weights = [0.5 if u.symbol in PUNCTUATION else weight(u.symbol) for u in spoken]
    edges = np.concatenate([[0.0], np.cumsum(weights)]) / max(sum(weights), 1e-9)
    # Only loud frames count, so a pause in the wave moves what follows it and nothing else.
    times = [at_s[min(int(edge * len(at_s)), len(at_s) - 1)] for edge in edges]
    times[-1] = at_s[-1] + FRAME_S
    phones = [TimedPhone("", 0.0, times[0])]
    for unit, (start_s, end_s) in zip(spoken, pairwise(times), strict=True):
        silent = unit.symbol in PUNCTUATION
        phones.append(
            TimedPhone(
                "" if silent else unit.symbol, start_s, end_s, NO_WORD if silent else unit.word
            )
        )
    phones.append(TimedPhone("", times[-1], len(audio) / RATE_HZ))
    return phones


def _fitted(phones: list[TimedPhone], total_s: float) -> list[TimedPhone]:
    """Hold the times inside the wave; what would end before it starts is left out."""
    for phone in phones:
        phone.start_s = min(max(phone.start_s, 0.0), total_s)
        phone.end_s = min(max(phone.end_s, phone.start_s), total_s)
    phones[-1].end_s = total_s
    return [phone for phone in phones if phone.end_s > phone.start_s or phone.symbol]


def _rested(phones: list[TimedPhone], audio: Floats) -> list[TimedPhone]:
    """Move the edges of each rest to where the wave is really silent.

    The models give most of a pause to the last sound before it, and speech may run into a rest
    from both sides: the rest becomes the longest silence from that sound to its own end.
    """
    loud = _loud_frames(audio)
    for k, rest in enumerate(phones):
        if rest.symbol:
            continue
        before = phones[k - 1] if k else None
        begin_s = min(before.start_s + SOUND_MIN_S, rest.start_s) if before else 0.0
        first, last = int(np.ceil(begin_s / FRAME_S)), int(rest.end_s / FRAME_S)
        heard = np.flatnonzero(loud[first:last]) if last > first else np.zeros(0, np.int64)
        if not len(heard) and last <= first:
            continue
        bounds = np.concatenate([[-1], heard, [last - first]])
        gap = int(np.argmax(np.diff(bounds)))
        at_end = gap == len(bounds) - 2
        end_s = rest.end_s if at_end else (first + int(bounds[gap + 1])) * FRAME_S
        rest.start_s = (first + int(bounds[gap]) + 1) * FRAME_S if before else 0.0
        rest.end_s = max(end_s, rest.start_s)
    return _closed(phones)


def _closed(phones: list[TimedPhone]) -> list[TimedPhone]:
    """Drop rests too short to be seen and let each sound reach to the next."""
    last = len(phones) - 1
    kept = [
        phone
        for k, phone in enumerate(phones)
        if phone.symbol or (phone.end_s - phone.start_s >= REST_MIN_S or k in (0, last))
    ]
    for before, after in pairwise(kept):
        if before.symbol:
            before.end_s = after.start_s
        else:
            after.start_s = before.end_s
    return [phone for phone in kept if phone.end_s > phone.start_s]


def _split(phone: TimedPhone) -> list[TimedPhone]:
    """A diphthong as its two sounds."""
    parts = sounds(phone.symbol)
    if len(parts) == 1:
        return [TimedPhone(parts[0], phone.start_s, phone.end_s, phone.word)]
    middle_s = phone.start_s + GLIDE_SHARE * (phone.end_s - phone.start_s)
    return [
        TimedPhone(parts[0], phone.start_s, middle_s, phone.word),
        TimedPhone(parts[1], middle_s, phone.end_s, phone.word),
    ]


def _loud_frames(audio: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    levels = frame_levels(audio)
    return levels > max(float(levels.max(initial=0)) * 10 ** (-PAUSE_DB / 20), 1e-6)

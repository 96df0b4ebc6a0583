"""Lay the dialogue timeline: who speaks when, in how many frames. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reelmesh.v1.engine_pb2 import FrameRule
from reelmesh.v1.spec_pb2 import Line, Spec
from reelmesh.v1.timeline_pb2 import Phone, Timeline, Utterance, Word
from reelmesh.v1.voice_pb2 import SpeakResult

LEAD_S, GAP_S, TAIL_S = 0.5, 0.4, 0.7
"""Silence before the first line, between lines, after the last: what listeners find natural."""
LEAD_MIN_S, GAP_MIN_S, TAIL_MIN_S = 0.1, 0.12, 0.1
"""The least of each, used when an asked length is tight."""
SECONDS_DEFAULT = 5.0
SHOT_SECONDS_LEAST = 0.5
SHOT_SECONDS_USUAL = 2.0
"""A shot without lines and without a length lasts at least this long."""
GRID_S = 0.5
"""Lengths that follow from the dialogue are rounded up to this, so that a word more does not
mean another video."""
FPS_DEFAULT = 24


class LineDoesNotFit(Exception):
    """A line needs more time than was asked for: line (from 1) and missing seconds."""

    def __init__(self, line: int, missing_s: float) -> None:
        super().__init__(f"line {line} does not fit: {missing_s:.1f} s are missing")
        self.line = line
        self.missing_s = missing_s


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    starts: list[float]
    """Start of each line in seconds."""
    shot_frames: list[int]
    seconds: float


def snap(frames: int, rule: FrameRule) -> int:
    """The nearest count the rule allows that is not shorter."""
    multiple = max(1, rule.multiple)
    steps = max(0, math.ceil((frames - rule.offset) / multiple))
    return max(1, steps * multiple + rule.offset)


def asked_seconds(spec: Spec) -> float:
    """The length that was asked for, by the spec or by all of its shots; 0 when open."""
    if spec.seconds:
        return spec.seconds
    if spec.shots and all(shot.seconds for shot in spec.shots):
        return sum(shot.seconds for shot in spec.shots)
    return 0.0


def place(lines: Sequence[Line], lengths: Sequence[float], asked_s: float) -> list[float]:
    """Start of each line. Raises LineDoesNotFit when an asked length is too short.

    Lines follow each other; one with a start of its own begins there, even over another.
    """
    starts = _place(lines, lengths, LEAD_S, GAP_S)
    if not asked_s:
        return starts
    if _end(starts, lengths) + TAIL_S > asked_s:
        starts = _squeezed(lines, lengths, asked_s)
    for number, (start, length) in enumerate(zip(starts, lengths, strict=True), 1):
        if start + length > asked_s + 1e-6:
            missing = _end(starts, lengths) - asked_s
            raise LineDoesNotFit(number, missing)
    return starts


def _squeezed(lines: Sequence[Line], lengths: Sequence[float], asked_s: float) -> list[float]:
    """Pauses shortened evenly, as little as needed, down to their least."""
    low, high = 0.0, 1.0
    for _ in range(20):
        share = (low + high) / 2
        lead = LEAD_MIN_S + share * (LEAD_S - LEAD_MIN_S)
        gap = GAP_MIN_S + share * (GAP_S - GAP_MIN_S)
        tail = TAIL_MIN_S + share * (TAIL_S - TAIL_MIN_S)
        if _end(_place(lines, lengths, lead, gap), lengths) + tail <= asked_s:
            low = share
        else:
            high = share
    lead = LEAD_MIN_S + low * (LEAD_S - LEAD_MIN_S)
    return _place(lines, lengths, lead, GAP_MIN_S + low * (GAP_S - GAP_MIN_S))


def _place(
    lines: Sequence[Line], lengths: Sequence[float], lead_s: float, gap_s: float
) -> list[float]:
    starts: list[float] = []
    free_at = lead_s
    for line, length in zip(lines, lengths, strict=True):
        start = line.start_seconds if line.HasField("start_seconds") else free_at
        starts.append(start)
        free_at = max(free_at, start + length + gap_s)
    return starts


def _end(starts: Sequence[float], lengths: Sequence[float]) -> float:
    return max((s + n for s, n in zip(starts, lengths, strict=True)), default=0.0)


def lay_out(spec: Spec, lengths: Sequence[float], rule: FrameRule) -> Layout:
    """Line starts and shot frames for spoken lengths in seconds. Raises LineDoesNotFit."""
    fps = spec.format.fps or FPS_DEFAULT
    asked = asked_seconds(spec)
    if any(line.shot for line in spec.lines) and len(spec.shots) > 1:
        return _by_shot(spec, lengths, rule, asked)
    starts = place(spec.lines, lengths, asked)
    need = _end(starts, lengths) + TAIL_S if lengths else 0.0
    wanted = asked or max(SECONDS_DEFAULT, math.ceil(need / GRID_S - 1e-9) * GRID_S)
    frames = _share(spec, wanted, fps, rule, SHOT_SECONDS_LEAST if asked else _usual(spec))
    return Layout(starts, frames, sum(frames) / fps)


def _by_shot(spec: Spec, lengths: Sequence[float], rule: FrameRule, asked: float) -> Layout:
    """Lines in the shots they belong to; shots without a length last as long as theirs need.

    A line without a shot stays with the line before it. One with a start of its own begins then,
    whatever is shown.
    """
    fps = spec.format.fps or FPS_DEFAULT
    held: list[list[int]] = [[] for _ in spec.shots]
    current = 1
    for number, line in enumerate(spec.lines):
        current = line.shot or current
        if not line.HasField("start_seconds"):
            held[current - 1].append(number)
    wanted = _shot_seconds(spec, [[lengths[n] for n in numbers] for numbers in held], asked)
    frames = _whole_frames(wanted, fps, rule)
    starts = [line.start_seconds for line in spec.lines]
    for shot, numbers in enumerate(held):
        mine = [Line() for _ in numbers]
        try:
            placed = place(mine, [lengths[n] for n in numbers], frames[shot] / fps)
        except LineDoesNotFit as error:
            raise LineDoesNotFit(numbers[error.line - 1] + 1, error.missing_s) from None
        for number, start in zip(numbers, placed, strict=True):
            starts[number] = sum(frames[:shot]) / fps + start
    seconds = sum(frames) / fps
    for number, length in enumerate(lengths):
        if (
            spec.lines[number].HasField("start_seconds")
            and starts[number] + length > seconds + 1e-6
        ):
            raise LineDoesNotFit(number + 1, starts[number] + length - seconds)
    return Layout(starts, frames, seconds)


def _shot_seconds(spec: Spec, spoken: Sequence[Sequence[float]], asked: float) -> list[float]:
    """How long each shot lasts: as it says, else what its lines need, else an equal share."""
    needs = [
        math.ceil((LEAD_S + sum(s) + GAP_S * (len(s) - 1) + TAIL_S) / GRID_S - 1e-9) * GRID_S
        if s
        else SHOT_SECONDS_LEAST
        for s in spoken
    ]
    fixed = [shot.seconds for shot in spec.shots]
    open_needs = [need for need, own in zip(needs, fixed, strict=True) if not own]
    level = _level(open_needs, asked - sum(fixed)) if asked else _usual(spec)
    lasts = [own or max(need, level) for own, need in zip(fixed, needs, strict=True)]
    if asked and sum(lasts) > asked + 1e-6:
        # Too tight: every open shot gives up the same share, and the pauses shrink.
        scale = (asked - sum(fixed)) / (sum(lasts) - sum(fixed))
        lasts = [own or last * scale for own, last in zip(fixed, lasts, strict=True)]
    return lasts


def _level(needs: Sequence[float], room: float) -> float:
    """The length up to which shots are filled so that together they take the room: those that
    need more get more. 0 when the needs alone take it."""
    low, high = 0.0, max(0.0, room)
    for _ in range(40):
        middle = (low + high) / 2
        if sum(max(need, middle) for need in needs) <= room:
            low = middle
        else:
            high = middle
    return low


def _usual(spec: Spec) -> float:
    """How long a shot lasts when nobody says how long it or the clip shall be."""
    return max(SHOT_SECONDS_USUAL, SECONDS_DEFAULT / max(1, len(spec.shots)))


def _share(spec: Spec, seconds: float, fps: int, rule: FrameRule, least: float) -> list[int]:
    """Frames of each shot: what it asked for, or an equal share of what is left, but not less
    than least seconds.

    Shares are cut from the running total, so that rounding does not add up."""
    asked = [shot.seconds for shot in spec.shots] or [0.0]
    open_shots = sum(1 for s in asked if not s)
    share = max(least, (seconds - sum(asked)) / open_shots) if open_shots else 0.0
    return _whole_frames([wanted or share for wanted in asked], fps, rule)


def _whole_frames(seconds: Sequence[float], fps: int, rule: FrameRule) -> list[int]:
    """Frames of shots that last so long, cut from the running total."""
    frames: list[int] = []
    total_s = 0.0
    for lasts in seconds:
        before = round(total_s * fps)
        total_s += lasts
        frames.append(snap(max(1, round(total_s * fps) - before), rule))
    return frames


def build(spec: Spec, layout: Layout, speeches: Sequence[SpeakResult]) -> Timeline:
    """The timeline on the clip's clock."""
    timeline = Timeline(seconds=layout.seconds)
    rows = zip(spec.lines, layout.starts, speeches, strict=True)
    for number, (line, start, speech) in enumerate(rows, 1):
        timeline.utterances.append(
            Utterance(
                line=number,
                speaker=line.speaker,
                text=line.text,
                language=line.language,
                start_seconds=start,
                end_seconds=start + speech.seconds,
                audio=speech.audio,
                words=[_word(w, start) for w in speech.words],
                phones=[shifted(p, start) for p in speech.phones],
            )
        )
    timeline.utterances.sort(key=lambda u: (u.start_seconds, u.line))
    return timeline


def _word(word: Word, by_s: float) -> Word:
    return Word(
        text=word.text,
        start_seconds=word.start_seconds + by_s,
        end_seconds=word.end_seconds + by_s,
    )


def shifted(phone: Phone, by_s: float) -> Phone:
    """The same sound at another time."""
    moved = Phone()
    moved.CopyFrom(phone)
    moved.start_seconds += by_s
    moved.end_seconds += by_s
    return moved

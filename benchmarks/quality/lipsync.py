"""Do mouths follow the speech? lipsync.py clip.mp4 [--json] [--plot curves.png] [--timeline T]

Finds the faces in every frame, measures how far each mouth is open, and compares that with the
loudness of the sound track, or with the phonemes of a timeline: each line in the shot in which
somebody is seen to say it. Knows nothing of the engine that made the clip: it reads the file
alone.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from google.protobuf.json_format import Parse, ParseError
from numpy.typing import NDArray

from benchmarks.quality.curves import draw
from benchmarks.quality.inspect_clip import read_subtitles
from benchmarks.quality.mouths import Track, track
from benchmarks.quality.reference import STEP_S, Curve, envelope, expected, smooth
from reelmesh.v1.timeline_pb2 import Timeline

LAG_MAX_S, LAG_SHARE_MAX = 0.4, 0.12
"""A lag is sought within so many seconds, and within this share of all speech: in one second some
lag or other always fits."""
PAUSE_S = 0.35
"""A longer pause ends a segment: shorter ones are within a sentence."""
AROUND_S = 0.15
FLOOR_RATIO = 0.3
"""Quieter than this share of the loud parts is no speech."""
SEEN_MIN_S = 0.5
"""A face that is seen for less of a line is not compared with it."""


@dataclass
class Segment:
    """One stretch of speech, as far as its face is seen, and the mouth that goes with it."""

    start_seconds: float
    end_seconds: float
    face: int
    """Index from 0, shot by shot and left to right, of the face whose mouth moves most."""
    offset_ms: float
    """Best lag: above 0 the mouth is later than the sound."""
    correlation: float
    """Pearson's, at the best lag."""
    correlation_unshifted: float
    """The same at lag 0."""


@dataclass
class Sync:
    """What was measured."""

    path: str
    faces: int
    """Seen for half a second at least; a person in two shots counts twice."""
    unseen: int
    """Lines, or stretches of speech, during which no face is seen for long enough."""
    reference: str
    """audio or timeline."""
    offset_ms: float
    """Over all segments together."""
    correlation: float
    opening_mean: float
    """Inner lip gap as a share of the face's height, while it speaks."""
    opening_max: float
    segments: list[Segment] = field(default_factory=list[Segment])


def measure(path: Path, timeline: Timeline | None = None) -> tuple[Sync, list[Track], Curve]:
    """A clip's figures, its faces and its reference curve on the grid of STEP_S.

    Raises ValueError when there is nothing to compare, FFmpegError when it cannot be read.
    """
    tracks = track(pictures(path))
    if not tracks:
        raise ValueError("no face was found in any frame")
    heard = envelope(path) if timeline is None else expected(timeline)
    spans = lines(path, len(heard)) or speech(heard)
    if not spans:
        raise ValueError("there is no speech to compare with")
    openings = [opening(face, len(heard)) for face in tracks]
    found = [_segment(tracks, openings, heard, span) for span in spans]
    segments = [one for one in found if one is not None]
    if not segments:
        raise ValueError("no face is seen while somebody speaks")
    rows = [(openings[s.face], steps(s)) for s in segments]
    offset, best, _ = compare([(curve, heard, span) for curve, span in rows])
    spoken = np.concatenate([curve[a:b] for curve, (a, b) in rows])
    return (
        Sync(
            path=str(path),
            faces=len(tracks),
            unseen=len(spans) - len(segments),
            reference="audio" if timeline is None else "timeline",
            offset_ms=offset,
            correlation=best,
            opening_mean=float(spoken.mean()),
            opening_max=float(spoken.max()),
            segments=segments,
        ),
        tracks,
        heard,
    )


def steps(segment: Segment) -> tuple[int, int]:
    """Where a segment begins and ends on the grid."""
    return round(segment.start_seconds / STEP_S), round(segment.end_seconds / STEP_S)


def pictures(path: Path) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Time in seconds and RGB of every frame."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield float(frame.time), frame.to_ndarray(format="rgb24").astype(np.uint8)


def opening(face: Track, length: int) -> Curve:
    """A mouth's opening on the grid of length steps."""
    at = np.arange(length) * STEP_S
    return smooth(np.interp(at, face.times, face.openings))


def lines(path: Path, length: int) -> list[tuple[int, int]]:
    """When the clip's own subtitles are shown, as steps of the grid: with ambience under the
    voices they tell the lines apart better than loudness does. Empty without subtitles."""
    with av.open(str(path)) as container:
        cues = [cue for one in read_subtitles(container) for cue in one.cues]
    spans = sorted({(round(cue.start / STEP_S), round(cue.end / STEP_S)) for cue in cues})
    return [(a, min(b, length)) for a, b in spans if min(b, length) - a > 0.33 / STEP_S]


def speech(heard: Curve) -> list[tuple[int, int]]:
    """Stretches of speech as steps of the grid, at least a third of a second long."""
    floor, top = np.percentile(heard, (5, 98))
    loud = heard > floor + FLOOR_RATIO * (top - floor)
    steps = np.flatnonzero(loud)
    if not len(steps):
        return []
    breaks = np.flatnonzero(np.diff(steps) > PAUSE_S / STEP_S)
    starts, ends = [steps[0], *steps[breaks + 1]], [*steps[breaks], steps[-1]]
    around = round(AROUND_S / STEP_S)
    spans = [
        (max(0, int(a) - around), min(len(heard), int(b) + around))
        for a, b in zip(starts, ends, strict=True)
    ]
    return [(a, b) for a, b in spans if (b - a) * STEP_S > 0.33 + 2 * AROUND_S]


def _segment(
    tracks: Sequence[Track], openings: Sequence[Curve], heard: Curve, span: tuple[int, int]
) -> Segment | None:
    """The part of a span in which its speaker is seen; None when nobody is."""
    best: tuple[float, Segment] | None = None
    for face, (seen, curve) in enumerate(zip(tracks, openings, strict=True)):
        a = max(span[0], round(seen.times[0] / STEP_S))
        b = min(span[1], round(seen.times[-1] / STEP_S) + 1)
        if (b - a) * STEP_S < SEEN_MIN_S:
            continue
        offset, top, unshifted = compare([(curve, heard, (a, b))])
        # Whose mouth moves, and with the sound: a smile at rest wanders a little too.
        moves = float(curve[a:b].std()) * max(0.1, top)
        if best is None or moves > best[0]:
            best = moves, Segment(a * STEP_S, b * STEP_S, face, offset, top, unshifted)
    return best[1] if best else None


def compare(pairs: Sequence[tuple[Curve, Curve, tuple[int, int]]]) -> tuple[float, float, float]:
    """(best lag in ms, correlation there, correlation at 0) of mouths against references over
    spans. The lag is found to a fraction of a step by a parabola through the peak."""
    length = sum(b - a for _, _, (a, b) in pairs)
    reach = min(round(LAG_MAX_S / STEP_S), round(LAG_SHARE_MAX * length))
    scores = np.array([_at(pairs, lag) for lag in range(-reach, reach + 1)])
    peak = int(scores.argmax())
    shift = 0.0
    if 0 < peak < len(scores) - 1:
        before, top, after = scores[peak - 1 : peak + 2]
        bend = before - 2 * top + after
        shift = float((before - after) / (2 * bend)) if bend < 0 else 0.0
    return (peak - reach + shift) * STEP_S * 1000, float(scores[peak]), float(scores[reach])


def _at(pairs: Sequence[tuple[Curve, Curve, tuple[int, int]]], lag: int) -> float:
    """Pearson's correlation with the mouths read lag steps later; each span about its own
    mean, so that two segments are not correlated by their levels alone."""
    mouths: list[Curve] = []
    sounds: list[Curve] = []
    for mouth, sound, (a, b) in pairs:
        seen = mouth[np.clip(np.arange(a, b) + lag, 0, len(mouth) - 1)]
        mouths.append(seen - seen.mean())
        sounds.append(sound[a:b] - sound[a:b].mean())
    x, y = np.concatenate(mouths), np.concatenate(sounds)
    return float(x @ y / max(float(np.sqrt((x @ x) * (y @ y))), 1e-12))


def _text(sync: Sync) -> Iterator[str]:
    yield (
        f"{sync.path}: offset {sync.offset_ms:+.0f} ms, correlation {sync.correlation:.2f} with "
        f"the {sync.reference}; lips {100 * sync.opening_mean:.1f} % of the face's height apart "
        f"in the mean, {100 * sync.opening_max:.1f} % at most; faces: {sync.faces}"
        + (f"; lines that nobody is seen to say: {sync.unseen}" if sync.unseen else "")
    )
    for one in sync.segments:
        yield (
            f"  {one.start_seconds:6.2f} to {one.end_seconds:6.2f} s  face {one.face}  "
            f"offset {one.offset_ms:+5.0f} ms  correlation {one.correlation:.2f}"
        )


def main() -> int:
    """Measure the clip named on the command line. Exit code 1 when it cannot be measured."""
    parser = argparse.ArgumentParser(description="Measure how well mouths follow the speech.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--plot", type=Path, help="draw both curves as a PNG")
    parser.add_argument(
        "--timeline", type=Path, help="a Timeline as JSON: compare with its phonemes instead"
    )
    arguments = parser.parse_args()
    path: Path = arguments.clip
    try:
        timeline = Parse(arguments.timeline.read_text(), Timeline()) if arguments.timeline else None
        sync, tracks, heard = measure(path, timeline)
    except (ValueError, ParseError, OSError, FFmpegError) as error:
        print(f"{path}: cannot be measured: {error}.", file=sys.stderr)
        return 1
    print(
        json.dumps(asdict(sync), ensure_ascii=False) if arguments.json else "\n".join(_text(sync))
    )
    if arguments.plot:
        draw(arguments.plot, [opening(t, len(heard)) for t in tracks], heard, STEP_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())

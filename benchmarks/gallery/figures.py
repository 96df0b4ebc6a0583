"""What is measured of one clip, by the tools of benchmarks/quality, and what is aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gallery.words import Ear, Recogniser, wrong
from benchmarks.quality.inspect_clip import inspect
from benchmarks.quality.lipsync import compare, measure, opening, steps
from benchmarks.quality.reference import Curve, expected
from gateway.faces import unseen
from gateway.requests import footage, scenes
from reelmesh.command.report import between
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.spec_pb2 import Music
from reelmesh.v1.timeline_pb2 import Timeline

LOUDNESS_LUFS, LOUDNESS_WITHIN = -16.0, 1.0
TRUE_PEAK_MAX_DBTP = -1.0
LIPS_WITHIN_MS, LIPS_CORRELATION_MIN = 40.0, 0.6
WRONG_MAX_PERCENT = {"en": 5.0, "zh": 8.0}
REAL_TIME_MAX = 1.0
OTHERS_MAX_CORES = 0.3
MOTION_MIN = 0.2
"""Mean change of luma from frame to frame: less is a slide, not a film."""


@dataclass
class Spoken:
    """One line as it was said and heard."""

    speaker: str
    voice: str
    language: str
    text: str
    start_seconds: float
    end_seconds: float
    seen: bool
    """Whether a mouth in the picture says it."""
    heard: str | None = None
    """None where no recogniser listened."""
    wrong: int = 0
    tokens: int = 0


@dataclass
class Figures:
    """One clip. None is what was not measured, or is not there to be measured."""

    seconds: float
    asked_seconds: float
    """0 when no length was asked for."""
    width: int
    height: int
    fps: float
    size_bytes: int
    wall_seconds: float
    """From asking to done, on the mesh that made the clips before."""
    core_seconds: float | None
    """What the mesh's processes took of the cores; compares better than wall_seconds where
    others use the machine too."""
    others_cores: float | None
    """How many cores others took meanwhile."""
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    motion: float
    repeated_frames: int
    black_borders: list[str]
    constant_rate: bool
    labelled: bool
    """Whether the file carries the AIGC label."""
    asked_music: str = ""
    """Empty when none was asked for."""
    music: bool = False
    """Whether any was made."""
    lips_ms: float | None = None
    """Above 0 the mouth is later than the loudness of the sound track."""
    lips_correlation: float | None = None
    phones_ms: float | None = None
    """The same with the phonemes of the timeline instead of loudness, which in Mandarin goes
    its own ways."""
    phones_correlation: float | None = None
    listener: str = ""
    exact: bool = False
    wrong_percent: dict[str, float] | None = None
    """Wrong words (characters of Mandarin) of all, by language; None without a recogniser."""


@dataclass(frozen=True)
class Row:
    """One figure for a person."""

    name: str
    value: str
    aim: str = ""
    missed: bool = False


def measured(
    path: Path,
    clip: Clip,
    spoken: Sequence[Spoken],
    by: Recogniser | None,
    cost: tuple[float, float] | None,
) -> Figures:
    """All figures of a clip's file; tells the lines what was heard of them. cost: core-seconds,
    and the cores that others took. Raises FFmpegError or ValueError when the file cannot be
    measured."""
    report = inspect(path)
    core_seconds, others_cores = cost or (None, None)
    if report.picture is None:
        raise ValueError("the file has no picture")
    picture, sound = report.picture, report.sound
    figures = Figures(
        seconds=picture.seconds,
        asked_seconds=clip.spec.seconds,
        width=picture.width,
        height=picture.height,
        fps=picture.fps,
        size_bytes=report.size_bytes,
        wall_seconds=between(clip.create_time, clip.end_time),
        core_seconds=core_seconds,
        others_cores=others_cores,
        loudness_lufs=sound.loudness_lufs if sound else None,
        true_peak_dbtp=sound.true_peak_dbtp if sound else None,
        motion=picture.mean_motion,
        repeated_frames=picture.repeated_frames,
        black_borders=picture.black_borders,
        constant_rate=picture.constant_rate,
        labelled=report.aigc_label.get("Label") == "1",
        asked_music=Music.Name(clip.spec.sound.music).removeprefix("MUSIC_").lower()
        if clip.spec.sound.music
        else "",
        music=any(step.result.compose.HasField("music") for step in clip.steps),
    )
    if any(line.seen for line in spoken):
        by_sound, by_phones = lips(path, spoken, clip.timeline)
        figures.lips_ms, figures.lips_correlation = by_sound
        figures.phones_ms, figures.phones_correlation = by_phones
    if by and spoken:
        figures.listener, figures.exact = by.name, by.exact
        figures.wrong_percent = words(path, spoken, by)
    return figures


def lines(clip: Clip) -> list[Spoken]:
    """Who says what when, with which voice, and whether one sees it."""
    voices = {one.name: one.voice for one in clip.spec.speakers}
    hidden = {said.line for said in unseen(clip, scenes(clip), footage(clip))}
    return [
        Spoken(
            speaker=said.speaker,
            voice=voices.get(said.speaker, ""),
            language=said.language,
            text=said.text,
            start_seconds=said.start_seconds,
            end_seconds=said.end_seconds,
            seen=bool(said.speaker) and said.line not in hidden,
        )
        for said in clip.timeline.utterances
    ]


Sync = tuple[float | None, float | None]
"""Offset in ms and correlation; None when they cannot be told."""


def lips(path: Path, spoken: Sequence[Spoken], timeline: Timeline) -> tuple[Sync, Sync]:
    """How well mouths follow the sound track, and the phonemes of the timeline, over the lines
    that one sees said."""
    try:
        sync, tracks, heard = measure(path)
    except ValueError:
        return (None, None), (None, None)
    openings = [opening(face, len(heard)) for face in tracks]
    seen = [
        (s.face, steps(s))
        for s in sync.segments
        if any(
            line.seen and line.start_seconds < s.end_seconds and s.start_seconds < line.end_seconds
            for line in spoken
        )
    ]
    if not seen:
        return (None, None), (None, None)
    told = expected(timeline)
    length = min(len(heard), len(told))

    def against(curve: Curve) -> Sync:
        pairs = [(openings[face][:length], curve[:length], span) for face, span in seen]
        return compare(pairs)[:2]

    return against(heard), against(told)


def words(path: Path, spoken: Sequence[Spoken], by: Recogniser) -> dict[str, float] | None:
    """Wrong words or characters in percent by language; None when it knows none of them."""
    ear = Ear(path, by)
    totals: dict[str, tuple[int, int]] = {}
    for line in spoken:
        line.heard = ear.hears(line.start_seconds, line.end_seconds, line.language)
        if line.heard is None:
            continue
        line.wrong, line.tokens = wrong(line.text, line.heard, line.language)
        plain = line.language.partition("-")[0]
        errors, count = totals.get(plain, (0, 0))
        totals[plain] = (errors + line.wrong, count + line.tokens)
    return {lang: 100 * e / max(n, 1) for lang, (e, n) in totals.items()} or None


def rows(f: Figures) -> list[Row]:
    """A clip's figures with their aims, for a table."""
    late = abs(f.seconds - f.asked_seconds) > 1 / f.fps if f.asked_seconds else False
    asked = f"{f.asked_seconds:g} s, as asked" if f.asked_seconds else ""
    found = [
        Row("Length", f"{f.seconds:.2f} s", asked, late),
        Row("Picture", f"{f.width}×{f.height}, {f.fps:g} fps"),
        Row("File", f"{f.size_bytes / 1e6:.1f} MB"),
        Row("Made in", f"{f.wall_seconds:.1f} s, {speed(f):.2f} of its length",
            f"≤ {REAL_TIME_MAX:g}" if alone(f) else f"≤ {REAL_TIME_MAX:g} with all cores free",
            alone(f) and speed(f) > REAL_TIME_MAX),
        *_cost_rows(f),
        Row("Motion", f"{f.motion:.2f} of 255 a frame", f"≥ {MOTION_MIN}", f.motion < MOTION_MIN),
        Row("Repeated frames", str(f.repeated_frames), "0", f.repeated_frames > 0),
        Row("Black borders", ", ".join(f.black_borders) or "none", "none", bool(f.black_borders)),
        Row("Constant rate", "yes" if f.constant_rate else "no", "yes", not f.constant_rate),
        Row("AIGC label", "yes" if f.labelled else "no", "yes", not f.labelled),
    ]  # fmt: skip
    return [*found, *_sound_rows(f), *_speech_rows(f)]


def alone(f: Figures) -> bool:
    """Whether the mesh had the machine to itself, so that its speed can be judged."""
    return (f.others_cores or 0.0) <= OTHERS_MAX_CORES


def speed(f: Figures) -> float:
    """Wall time in the clip's own lengths."""
    return f.wall_seconds / f.seconds


def _cost_rows(f: Figures) -> list[Row]:
    if f.core_seconds is None or f.others_cores is None:
        return []
    each = f.core_seconds / f.seconds
    return [
        Row("Core-seconds", f"{f.core_seconds:.1f}, {each:.2f} a second of film"),
        Row("Cores others took", f"{f.others_cores:.1f} meanwhile"),
    ]


def _sound_rows(f: Figures) -> list[Row]:
    if f.loudness_lufs is None or f.true_peak_dbtp is None:
        return []
    off = abs(f.loudness_lufs - LOUDNESS_LUFS) > LOUDNESS_WITHIN
    aim = f"{LOUDNESS_LUFS:g} ± {LOUDNESS_WITHIN:g}".replace("-", "−")
    high = f.true_peak_dbtp > TRUE_PEAK_MAX_DBTP
    made = "heard" if f.music else "absent"
    music = [Row("Music", made, f.asked_music, not f.music)] if f.asked_music else []
    return [
        *music,
        Row("Loudness", f"{signed(f.loudness_lufs)} LUFS", aim, off),
        Row("True peak", f"{signed(f.true_peak_dbtp)} dBTP",
            f"≤ {signed(TRUE_PEAK_MAX_DBTP)}", high),
    ]  # fmt: skip


def _speech_rows(f: Figures) -> list[Row]:
    found: list[Row] = []
    for what, offset, correlation in (
        ("Lips, by loudness", f.lips_ms, f.lips_correlation),
        ("Lips, by phonemes", f.phones_ms, f.phones_correlation),
    ):
        if offset is not None and correlation is not None:
            found.append(
                Row(
                    what,
                    f"{offset:+.0f} ms, correlation {correlation:.2f}".replace("-", "−"),
                    f"± {LIPS_WITHIN_MS:g} ms, ≥ {LIPS_CORRELATION_MIN}",
                    abs(offset) > LIPS_WITHIN_MS or correlation < LIPS_CORRELATION_MIN,
                )
            )
    for language, percent in (f.wrong_percent or {}).items():
        most = WRONG_MAX_PERCENT.get(language)
        kind = "characters" if language == "zh" else "words"
        found.append(
            Row(
                f"Wrong {kind}",
                f"{percent:.0f} % ({f.listener})",
                f"≤ {most:g} %" if f.exact and most else "",
                bool(f.exact and most and percent > most),
            )
        )
    return found


def signed(value: float) -> str:
    """One decimal, with a minus that is one."""
    return f"{value:.1f}".replace("-", "−")

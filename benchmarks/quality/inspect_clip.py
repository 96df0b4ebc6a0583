"""Say what is in an MP4, measured and as JSON: python benchmarks/quality/inspect_clip.py clip.mp4

Needs PyAV and numpy, nothing of the system itself: loudness and true peak come from FFmpeg's
ebur128 filter, so that they are a second opinion on the mux engine's own figures.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as AllPulled
from av.error import FFmpegError
from av.filter import Graph
from av.filter.context import FilterContext
from numpy.typing import NDArray

Plane = NDArray[np.float32]
"""A luma plane, every second row and column, 0 to 255."""

_SAME = 0.02  # mean change of luma below which two frames show the same picture
_BLACK = 20.0  # luma of a border, of 255; video black is 16
_BORDER_SHARE = 0.9  # share of frames in which an edge must be black to be called a border


@dataclass
class Picture:
    """What was seen: figures over all decoded frames."""

    codec: str
    pixel_format: str
    width: int
    height: int
    fps: float
    frames: int
    seconds: float
    constant_rate: bool
    """Whether every frame stands at its own multiple of 1/fps, from 0."""
    repeated_frames: int
    """Frames that show the same picture as the frame before."""
    mean_motion: float
    """Mean change of luma from frame to frame, 0 to 255."""
    black_borders: list[str]
    """Edges that stay black: top, bottom, left, right."""
    mean_luma: float


@dataclass
class Sound:
    """What was heard."""

    codec: str
    rate: int
    channels: int
    seconds: float
    loudness_lufs: float
    true_peak_dbtp: float


@dataclass
class Cue:
    """One subtitle with its times in seconds."""

    start: float
    end: float
    text: str


@dataclass
class Subtitles:
    """One subtitle track."""

    codec: str
    language: str
    cues: list[Cue] = field(default_factory=list[Cue])


@dataclass
class Report:
    """Everything about one file."""

    path: str
    size_bytes: int
    seconds: float
    faststart: bool
    tags: dict[str, str]
    title: str
    aigc_label: dict[str, str]
    """The AIGC label as JSON; empty when there is none."""
    picture: Picture | None
    sound: Sound | None
    subtitles: list[Subtitles]


def inspect(path: Path) -> Report:
    """Everything about a file. Raises FFmpegError or OSError when it cannot be read."""
    with av.open(str(path)) as container:
        tags = dict(container.metadata)
        seconds = (container.duration or 0) / av.time_base
        subtitles = read_subtitles(container)
    return Report(
        path=str(path),
        size_bytes=path.stat().st_size,
        seconds=seconds,
        faststart=is_faststart(path),
        tags=tags,
        title=tags.get("title", ""),
        aigc_label=json.loads(tags.get("AIGC", "{}")),
        picture=look(path),
        sound=listen(path),
        subtitles=subtitles,
    )


def luma_frames(path: Path) -> Iterator[tuple[float, Plane]]:
    """Time in seconds and halved luma plane of every frame."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            plane = frame.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            yield float(frame.time), rows[: frame.height : 2, : frame.width : 2].astype(np.float32)


def look(path: Path) -> Picture | None:
    """Figures on the picture; None without one. Decodes every frame."""
    with av.open(str(path)) as container:
        if not container.streams.video:
            return None
        stream = container.streams.video[0]
        context = stream.codec_context
        codec, pixels = context.name, context.pix_fmt or ""
        width, height = context.width, context.height
        fps = float(stream.average_rate or 0)
        seconds = float((stream.duration or 0) * (stream.time_base or 0))
    times: list[float] = []
    changes: list[float] = []
    edges: list[list[bool]] = []
    lights: list[float] = []
    before: Plane | None = None
    for time, plane in luma_frames(path):
        times.append(time)
        edges.append([bool(edge.max() < _BLACK) for edge in _edges(plane)])
        lights.append(float(plane.mean()))
        if before is not None:
            changes.append(float(np.abs(plane - before).mean()))
        before = plane
    steps = np.array(times) * fps - np.arange(len(times))
    black = np.array(edges).mean(0) >= _BORDER_SHARE if edges else np.zeros(4, bool)
    return Picture(
        codec=codec,
        pixel_format=pixels,
        width=width,
        height=height,
        fps=fps,
        frames=len(times),
        seconds=seconds,
        constant_rate=bool(times and np.abs(steps).max() < 0.01),
        repeated_frames=sum(change < _SAME for change in changes),
        mean_motion=float(np.mean(changes)) if changes else 0.0,
        black_borders=[
            n for n, b in zip(("top", "bottom", "left", "right"), black, strict=True) if b
        ],
        mean_luma=float(np.mean(lights)) if lights else 0.0,
    )


def _edges(plane: Plane) -> list[Plane]:
    return [plane[0], plane[-1], plane[:, 0], plane[:, -1]]


def sound_samples(path: Path, rate: int = 48_000) -> Plane:
    """The first sound track as a player hears it: (2, samples), full scale 1.0."""
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
    pieces: list[Plane] = []
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        limit = round(float((stream.duration or 0) * (stream.time_base or 0)) * rate)
        for frame in container.decode(stream):
            pieces += _arrays(resampler.resample(frame))
        pieces += _arrays(resampler.resample(None))
    return np.concatenate(pieces, axis=1)[:, :limit]


def _arrays(frames: Sequence[AudioFrame]) -> list[Plane]:
    return [frame.to_ndarray().astype(np.float32, copy=False) for frame in frames]


def listen(path: Path) -> Sound | None:
    """Figures on the sound; None without any."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        context = stream.codec_context
        codec, rate, channels = context.name, context.sample_rate, context.channels
        seconds = float((stream.duration or 0) * (stream.time_base or 0))
    loudness, peak = ebur128(sound_samples(path))
    return Sound(codec, rate, channels, seconds, loudness, peak)


def ebur128(samples: Plane) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of stereo at 48 kHz, by FFmpeg."""
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=48_000, format="fltp", layout="stereo", time_base=Fraction(1, 48_000)
    )
    meter = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    figures: dict[str, float] = {}
    for start in range(0, samples.shape[1], 4800):
        part = np.ascontiguousarray(samples[:, start : start + 4800], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
        source.push(frame)
        figures |= _pulled(sink)
    source.push(None)
    figures |= _pulled(sink)
    peaks = [value for key, value in figures.items() if "true_peaks_ch" in key]
    peak = max(peaks, default=0.0)
    return figures.get("lavfi.r128.I", -70.0), 20 * float(np.log10(max(peak, 1e-10)))


def _pulled(sink: FilterContext) -> dict[str, float]:
    figures: dict[str, float] = {}
    while True:
        try:
            frame = sink.pull()
        except (NothingYet, AllPulled):
            return figures
        found = frame.metadata
        figures |= {k: float(v) for k, v in found.items() if k.startswith("lavfi.r128.")}


def read_subtitles(container: InputContainer) -> list[Subtitles]:
    """Every subtitle track with its texts and times."""
    tracks = {
        stream.index: Subtitles(stream.codec_context.name, stream.language or "und")
        for stream in container.streams.subtitles
    }
    if not tracks:
        return []
    for packet in container.demux(*container.streams.subtitles):
        if packet.size <= 2:  # a mov_text sample of length 0 only fills a gap
            continue
        payload = bytes(packet)
        text = payload[2 : 2 + int.from_bytes(payload[:2], "big")].decode(errors="replace")
        start = float((packet.pts or 0) * packet.time_base)
        end = start + float((packet.duration or 0) * packet.time_base)
        tracks[packet.stream_index].cues.append(Cue(start, end, text))
    return list(tracks.values())


def is_faststart(path: Path) -> bool:
    """Whether the index (moov) stands before the media (mdat)."""
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            skip = int.from_bytes(file.read(8), "big") - 16 if size == 1 else size - 8
            if skip < 0:
                break
            file.seek(skip, 1)
    return False


def main() -> int:
    """Print the reports of the files named on the command line, one JSON object each."""
    parser = argparse.ArgumentParser(description="Say what is in an MP4, measured, as JSON.")
    parser.add_argument("clips", nargs="+", type=Path, metavar="CLIP")
    status = 0
    for path in parser.parse_args().clips:
        try:
            print(json.dumps(asdict(inspect(path)), ensure_ascii=False, indent=2))
        except (FFmpegError, OSError) as error:
            print(f"{path}: cannot be read as a video ({error.strerror}).", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

"""The shots as one picture: packets copied when the shots agree, else encoded again.

Either way frame i is shown at exactly i/fps, from 0.
"""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.codec.context import Flags
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.filter import Graph
from av.packet import Packet
from av.stream import Stream
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from reelmesh.mesh.engine import EngineError
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.mux_pb2 import Cut
from services.mux.captions import Captions
from services.mux.transition import blend, check_cuts, tail_frames

_PRESET, _CRF = "veryfast", "18"
_THREADS = 2  # fixed, since the bytes x264 makes depend on it
_DEFAULT_SIZE, _DEFAULT_FPS = (1280, 720), 24  # Format's words for 0


@dataclass(frozen=True)
class Shot:
    """One shot's file, open for reading."""

    container: InputContainer
    stream: VideoStream
    frames: int
    rate: Fraction

    @property
    def seconds(self) -> Fraction:
        """Length as its frames and rate say."""
        return self.frames / self.rate


@dataclass(frozen=True)
class Picture:
    """The shots with what the finished picture shall be."""

    shots: Sequence[Shot]
    width: int
    height: int
    fps: int
    frames: int
    copied: bool
    cuts: Sequence[Cut] = ()
    """Where the shots stand when they do not simply follow each other."""
    captions: Captions | None = None
    """What is written into the picture."""

    @property
    def seconds(self) -> float:
        """Length of the finished picture."""
        return self.frames / self.fps

    @property
    def shot_seconds(self) -> list[float]:
        """Length of each shot in the finished picture; together they are its length."""
        ends = [self.end_frame(i + 1) / self.fps for i in range(len(self.shots))]
        return [end - start for start, end in zip([0.0, *ends], ends, strict=False)]

    def captioned(self, captions: Captions) -> Picture:
        """The same with captions, which means that every frame is encoded again."""
        return replace(self, copied=False, captions=captions)

    def end_frame(self, count: int) -> int:
        """Frames of the finished picture that the first count shots fill."""
        if self.cuts:
            return sum(cut.frames for cut in self.cuts[:count])
        return round(sum((shot.seconds for shot in self.shots[:count]), Fraction(0)) * self.fps)


def open_picture(
    paths: Sequence[Path],
    wanted: Format | None,
    stack: ExitStack,
    cuts: Sequence[Cut] = (),
) -> Picture:
    """Open the shots; wanted absent means the first shot's size and rate. The stack closes them.
    cuts: where they stand, one for each, or none when they follow each other whole.

    Raises EngineError for a shot that cannot be read, CallerError for cuts that do not fit.
    """
    if not paths:
        raise EngineError("There is no shot to show: make at least one.")
    shots = [_open_shot(path, number, stack) for number, path in enumerate(paths, 1)]
    width, height, fps = _target(shots[0], wanted)
    if cuts:
        check_cuts(cuts, [round(shot.seconds * fps) for shot in shots])
        return Picture(shots, width, height, fps, sum(cut.frames for cut in cuts), False, cuts)
    frames = round(sum((shot.seconds for shot in shots), Fraction(0)) * fps)
    copied = all(_agrees(shot, shots[0], (width, height), fps) for shot in shots)
    return Picture(shots, width, height, fps, frames, copied)


def _open_shot(path: Path, number: int, stack: ExitStack) -> Shot:
    try:
        container = stack.enter_context(av.open(str(path)))
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        frames = sum(1 for packet in container.demux(stream) if packet.size)
        container.seek(0)
    except (FFmpegError, OSError, IndexError, ValueError) as error:
        raise EngineError(f"Shot {number} is not a video that can be read: make it again.") from (
            error
        )
    rate = stream.average_rate
    if not frames or not rate:
        raise EngineError(f"Shot {number} has no frames: make it again.")
    return Shot(container, stream, frames, Fraction(rate))


def _target(first: Shot, wanted: Format | None) -> tuple[int, int, int]:
    if wanted is None:
        context = first.stream.codec_context
        return context.width, context.height, max(1, round(first.rate))
    width = wanted.width or _DEFAULT_SIZE[0]
    height = wanted.height or _DEFAULT_SIZE[1]
    return width, height, wanted.fps or _DEFAULT_FPS


def _agrees(shot: Shot, first: Shot, size: tuple[int, int], fps: int) -> bool:
    """Whether the shot's packets can follow the first shot's in one track, frame by frame."""
    context, other = shot.stream.codec_context, first.stream.codec_context
    same = (
        context.name == other.name == "h264"
        and context.extradata == other.extradata
        and context.pix_fmt == other.pix_fmt == "yuv420p"
        and (context.width, context.height) == size
        and shot.rate == fps
    )
    return same and _on_grid(shot, fps)


def _on_grid(shot: Shot, fps: int) -> bool:
    """Whether every frame stands at its own multiple of 1/fps, from 0, and the first is a key."""
    base = shot.stream.time_base or Fraction(1)
    packets = [p for p in shot.container.demux(shot.stream) if p.size]
    shot.container.seek(0)
    if not packets[0].is_keyframe or any(p.pts is None or p.dts is None for p in packets):
        return False
    places = sorted((p.pts or 0) * base * fps for p in packets)
    return all(abs(place - i) < Fraction(1, 100) for i, place in enumerate(places))


def add_track(picture: Picture, out: OutputContainer) -> VideoStream:
    """The track of the finished file that packets() fills."""
    first = picture.shots[0].stream
    if picture.copied:
        return out.add_stream_from_template(first)
    track = out.add_stream("libx264", rate=picture.fps)
    context = track.codec_context
    context.width, context.height, context.pix_fmt = picture.width, picture.height, "yuv420p"
    context.time_base = Fraction(1, picture.fps)
    context.thread_count = _THREADS
    context.flags |= int(Flags.bitexact)
    context.gop_size = picture.fps * 2
    context.options = {"preset": _PRESET, "crf": _CRF}
    for name in ("color_range", "color_primaries", "color_trc", "colorspace"):
        setattr(context, name, getattr(first.codec_context, name))
    return track


def packets(picture: Picture, track: VideoStream) -> Iterator[Packet[Stream]]:
    """The picture's packets in decoding order, in units of 1/fps."""
    made = _copied(picture, track) if picture.copied else _encoded(picture, track)
    return cast("Iterator[Packet[Stream]]", made)


def _copied(picture: Picture, track: VideoStream) -> Iterator[Packet[VideoStream]]:
    for number, shot in enumerate(picture.shots):
        offset = picture.end_frame(number)
        step = (shot.stream.time_base or Fraction(1)) * picture.fps
        for packet in shot.container.demux(shot.stream):
            if not packet.size:
                continue
            packet.pts = round((packet.pts or 0) * step) + offset
            packet.dts = round((packet.dts or 0) * step) + offset
            packet.duration = 1
            packet.time_base = Fraction(1, picture.fps)
            packet.stream = track
            yield packet


def _encoded(picture: Picture, track: VideoStream) -> Iterator[Packet[VideoStream]]:
    for number, frame in enumerate(_shown(picture)):
        if picture.captions is not None:
            frame = picture.captions.write(number, frame)  # noqa: PLW2901
        frame.pts, frame.time_base = number, Fraction(1, picture.fps)
        yield from track.encode(frame)
    yield from track.encode(None)


def _shown(picture: Picture) -> Iterator[VideoFrame]:
    """The frames of all shots, with their transitions."""
    beneath: list[VideoFrame] = []
    for index, shot in enumerate(picture.shots):
        count = picture.end_frame(index + 1) - picture.end_frame(index)
        more = tail_frames(picture.cuts, index)
        fitter = _fitter(shot, picture)
        fitted = (_fitted(f, fitter) for f in _retimed(shot, picture.fps, count + more))
        blended = blend(itertools.islice(fitted, count), beneath, picture.cuts, index)
        yield from blended
        beneath = list(fitted)


def _retimed(shot: Shot, fps: int, count: int) -> Iterator[VideoFrame]:
    """Exactly count frames of a shot at another rate: the one shown at each moment."""
    made = 0
    last: VideoFrame | None = None
    for index, frame in enumerate(shot.container.decode(shot.stream)):
        last = frame
        until = min(count, -((-(index + 1) * fps * shot.rate.denominator) // shot.rate.numerator))
        for _ in range(made, until):
            made += 1
            yield frame
    if last is None:
        raise EngineError("A shot cannot be decoded: make it again.")
    for _ in range(made, count):
        yield last


def _fitter(shot: Shot, picture: Picture) -> Graph:
    """A filter that scales and crops to the picture's size and never stretches."""
    size = f"{picture.width}:{picture.height}"
    graph = Graph()
    nodes = [
        graph.add_buffer(template=shot.stream),
        graph.add("scale", f"{size}:force_original_aspect_ratio=increase:flags=bicubic"),
        graph.add("crop", size),
        graph.add("setsar", "1"),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    for node, following in itertools.pairwise(nodes):
        node.link_to(following)
    graph.configure()
    return graph


def _fitted(frame: VideoFrame, fitter: Graph) -> VideoFrame:
    fitter.vpush(frame)
    fitted = fitter.vpull()
    fitted.pict_type = PictureType.NONE  # else x264 repeats the old frame types
    return fitted

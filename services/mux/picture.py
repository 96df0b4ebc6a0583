"""The shots as one picture: packets copied where the shots agree, else encoded again.

Either way frame i is shown at exactly i/fps, from 0.
"""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import cast

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reelmesh.mesh.engine import EngineError
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.mux_pb2 import Cut
from services.mux.captions import Captions
from services.mux.frames import Decoder, of_shot
from services.mux.groups import Group, groups
from services.mux.recode import OWN, Recipe, Recoder, configure, recipe_of
from services.mux.transition import blend, changes, check_cuts, tail_frames

_DEFAULT_SIZE, _DEFAULT_FPS = (1280, 720), 24  # Format's words for 0


@dataclass(frozen=True)
class Shot:
    """One shot's file, open for reading."""

    container: InputContainer
    stream: VideoStream
    rate: Fraction
    order: Sequence[int]
    """The number of the frame in each packet; empty when frames stand elsewhere than at multiples
    of 1/rate."""
    keys: Sequence[int]
    """Positions of key frames in it."""
    frames: int

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
    alike: Sequence[bool]
    """Which shots' packets can follow the first one's in one track."""
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

    @property
    def copied(self) -> bool:
        """Whether every packet stays as it is."""
        return all(self.alike) and not self.cuts and self.captions is None

    @cached_property
    def recipe(self) -> Recipe | None:
        """How to encode what stands beside copied packets; None when nothing does."""
        plain = self.copied or not self.alike[0]
        return None if plain else recipe_of(self.shots[0].stream, self.fps)

    def captioned(self, captions: Captions) -> Picture:
        """The same with captions."""
        return replace(self, captions=captions)

    def changes(self, index: int, number: int) -> bool:
        """Whether a frame of a shot (both from 0) is another than in the shot's file."""
        place = self.end_frame(index) + number
        said = self.captions is not None and self.captions.speak(place)
        return said or changes(self.cuts, index, number)

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
    alike = [_agrees(shot, shots[0], (width, height), fps) for shot in shots]
    if cuts:
        check_cuts(cuts, [round(shot.seconds * fps) for shot in shots])
        return Picture(shots, width, height, fps, sum(cut.frames for cut in cuts), alike, cuts)
    frames = round(sum((shot.seconds for shot in shots), Fraction(0)) * fps)
    return Picture(shots, width, height, fps, frames, alike)


def _open_shot(path: Path, number: int, stack: ExitStack) -> Shot:
    try:
        container = stack.enter_context(av.open(str(path)))
        stream = container.streams.video[0]
        # Frames are decoded ahead in two threads, which leaves the decoded picture as it is.
        stream.thread_count, stream.thread_type = 2, "FRAME"
        packets = [(p.pts, p.dts, p.is_keyframe) for p in container.demux(stream) if p.size]
        container.seek(0)
    except (FFmpegError, OSError, IndexError, ValueError) as error:
        raise EngineError(f"Shot {number} is not a video that can be read: make it again.") from (
            error
        )
    rate = stream.average_rate
    if not packets or not rate:
        raise EngineError(f"Shot {number} has no frames: make it again.")
    order = _order(packets, (stream.time_base or Fraction(1)) * rate)
    keys = [place for place, (_, _, key) in enumerate(packets) if key]
    return Shot(container, stream, Fraction(rate), order, keys, len(packets))


def _order(packets: Sequence[tuple[int | None, int | None, bool]], rate: Fraction) -> list[int]:
    """The number of the frame in each packet, at rate frames a unit of time; none unless every
    frame stands at its own number, from 0, and the first is a key."""
    if not packets[0][2] or any(pts is None or dts is None for pts, dts, _ in packets):
        return []
    places = [(pts or 0) * rate for pts, _, _ in packets]
    order = [round(place) for place in places]
    held = all(abs(place - at) < Fraction(1, 100) for place, at in zip(places, order, strict=True))
    return order if held and sorted(order) == list(range(len(order))) else []


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
    return (
        context.name == other.name == "h264"
        and context.extradata == other.extradata
        and context.pix_fmt == other.pix_fmt == "yuv420p"
        and (context.width, context.height) == size
        and shot.rate == fps
        and len(shot.order) > 0
    )


def add_track(picture: Picture, out: OutputContainer) -> VideoStream:
    """The track of the finished file that packets() fills."""
    first = picture.shots[0].stream
    if picture.copied or picture.recipe:
        return out.add_stream_from_template(first)
    track = out.add_stream("libx264", rate=picture.fps)
    track.codec_context.width, track.codec_context.height = picture.width, picture.height
    configure(track.codec_context, first, picture.fps, OWN)
    return track


def packets(picture: Picture, track: VideoStream) -> Iterator[Packet[Stream]]:
    """The picture's packets in decoding order, in units of 1/fps."""
    return cast("Iterator[Packet[Stream]]", _packets(picture, track))


def _packets(picture: Picture, track: VideoStream) -> Iterator[Packet[VideoStream]]:
    recoder = Recoder(track, picture.shots[0].stream, picture.fps, picture.recipe)
    beneath: list[VideoFrame] = []
    for index, shot in enumerate(picture.shots):
        first = picture.end_frame(index)
        count = picture.end_frame(index + 1) - first
        tail: list[VideoFrame] = []
        for piece in _pieces(picture, index, count + tail_frames(picture.cuts, index)):
            if isinstance(piece, Packet):
                yield from recoder.end()
                yield _moved(piece, shot, first, track, picture.fps)
                continue
            number, frame = piece
            if number >= count:
                tail.append(frame)
                continue
            shown = blend(frame, number, beneath, picture.cuts, index)
            if picture.captions is not None:
                shown = picture.captions.write(first + number, shown)
            key = number == 0 and not changes(picture.cuts, index, 0)
            yield from recoder.encode(shown, first + number, key)
        beneath = tail
    yield from recoder.end()


def _pieces(
    picture: Picture, index: int, total: int
) -> Iterator[Packet[VideoStream] | tuple[int, VideoFrame]]:
    """What the first total frames of a shot are made of, in order: packets that stay, and frames
    with their numbers where they do not."""
    shot = picture.shots[index]
    stays = picture.alike[index] and (picture.copied or picture.recipe is not None)
    if not stays:
        wanted = (picture.width, picture.height, picture.fps)
        yield from enumerate(of_shot(shot.container, shot.stream, shot.rate, wanted, total))
        return
    count = total - tail_frames(picture.cuts, index)

    def changed(number: int) -> bool:
        return number >= min(count, shot.frames) or picture.changes(index, number)

    demuxed = (packet for packet in shot.container.demux(shot.stream) if packet.size)
    for group in groups(shot.order, shot.keys, total, changed):
        yield from _of_group(group, demuxed, Decoder(shot.stream))


def _of_group(
    group: Group, demuxed: Iterator[Packet[VideoStream]], decoder: Decoder
) -> Iterator[Packet[VideoStream] | tuple[int, VideoFrame]]:
    """The group's packets that stay, then the frames that do not."""
    if group.cut >= group.end:
        yield from itertools.islice(demuxed, group.end - group.start)
        return
    numbers = itertools.count(group.start)
    packets = itertools.islice(demuxed, group.stop - group.start)
    for place, packet in enumerate(packets, group.start):
        frames = list(decoder.decode(packet))
        if place < group.cut:
            yield packet
        yield from _within(group, frames, numbers)
    yield from _within(group, decoder.end(), numbers)
    for number in range(next(numbers), group.end):
        yield number, decoder.again()


def _within(
    group: Group, frames: Iterable[VideoFrame], numbers: Iterator[int]
) -> Iterator[tuple[int, VideoFrame]]:
    """Frames with their numbers, those that are encoded again."""
    for frame in frames:
        number = next(numbers)
        if group.cut <= number < group.end:
            yield number, frame


def _moved(
    packet: Packet[VideoStream], shot: Shot, first: int, track: VideoStream, fps: int
) -> Packet[VideoStream]:
    """A shot's packet in its place in the track."""
    step = (shot.stream.time_base or Fraction(1)) * fps
    packet.pts = round((packet.pts or 0) * step) + first
    packet.dts = round((packet.dts or 0) * step) + first
    packet.duration = 1
    packet.time_base = Fraction(1, fps)
    packet.stream = track
    return packet

"""Decoded frames of shots, at the picture's size and rate."""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

import itertools
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.filter import Graph
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from reelmesh.mesh.engine import EngineError

_UNREADABLE = "A shot cannot be decoded: make it again."


def of_shot(
    container: InputContainer,
    stream: VideoStream,
    rate: Fraction,
    wanted: tuple[int, int, int],
    count: int,
) -> Iterator[VideoFrame]:
    """Exactly count frames of a shot from its beginning, at another size and rate (width, height,
    frames a second): the one shown at each moment, scaled and cropped, never stretched."""
    width, height, fps = wanted
    context = stream.codec_context
    fits = (context.width, context.height, context.pix_fmt) == (width, height, "yuv420p")
    fits = fits and stream.sample_aspect_ratio in (None, 0, 1)
    fitter = None if fits else _fitter(stream, width, height)
    for frame in _retimed(container, stream, rate, fps, count):
        yield _fitted(frame, fitter) if fitter else frame


class Decoder:
    """Decodes some of a shot's closed groups, each whole."""

    def __init__(self, stream: VideoStream) -> None:
        self._context = stream.codec_context
        self._last: VideoFrame | None = None

    def decode(self, packet: Packet[VideoStream]) -> Iterator[VideoFrame]:
        """The frames that are ready, in the order in which they are shown."""
        for frame in self._context.decode(packet):
            self._last = frame
            yield frame

    def end(self) -> Iterator[VideoFrame]:
        """The last frames of a group, after which another one may begin."""
        for frame in self._context.decode(None):
            self._last = frame
            yield frame
        self._context.flush_buffers()

    def again(self) -> VideoFrame:
        """The last frame once more."""
        if self._last is None:
            raise EngineError(_UNREADABLE)
        return self._last


def changed(frame: VideoFrame, planes: NDArray[np.uint8]) -> VideoFrame:
    """A new frame with the colours of another. planes: yuv420p as VideoFrame.to_ndarray gives it,
    (height * 3 / 2, width). The frame itself stays, since it may be shown again."""
    made = VideoFrame.from_ndarray(planes, format="yuv420p")
    for name in ("color_range", "colorspace"):
        setattr(made, name, getattr(frame, name))
    return made


def _retimed(
    container: InputContainer, stream: VideoStream, rate: Fraction, fps: int, count: int
) -> Iterator[VideoFrame]:
    made = 0
    last: VideoFrame | None = None
    for index, frame in enumerate(container.decode(stream)):
        last = frame
        until = min(count, -((-(index + 1) * fps * rate.denominator) // rate.numerator))
        for _ in range(made, until):
            made += 1
            yield frame
    if last is None:
        raise EngineError(_UNREADABLE)
    for _ in range(made, count):
        yield last


def _fitter(stream: VideoStream, width: int, height: int) -> Graph:
    size = f"{width}:{height}"
    graph = Graph()
    nodes = [
        graph.add_buffer(template=stream),
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
    return fitter.vpull()

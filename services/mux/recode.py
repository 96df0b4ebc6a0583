"""Encodes frames again: as the shots were made, where that is known, so that new packets can stand
beside copied ones; else by settings of its own."""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import av
from av.codec.context import Flags
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

_THREADS = 2  # fixed, since the bytes x264 makes depend on it
GROUP_SECONDS = 2


class Recipe(NamedTuple):
    """How x264 is to encode."""

    preset: str
    crf: int
    params: str = ""


OWN = Recipe("veryfast", 18)
"""For shots of unknown making."""
# What the default video engine uses, best first. A moving still needs no look-ahead. x264 writes
# the rate factor into the picture parameters, so that parameters that agree tell the quality too.
_STEADY = "scenecut=0:rc-lookahead=0:mbtree=0:b-adapt=0:weightp=0:no-fast-pskip=1:no-dct-decimate=1"
KNOWN = tuple(
    Recipe(preset, crf, f"open-gop=0:{_STEADY}")
    for preset, crf in (("superfast", 21), ("superfast", 26), ("medium", 18))
)


def recipe_of(shot: VideoStream, fps: int) -> Recipe | None:
    """The recipe whose parameter sets are those of a shot, byte by byte; None if none is."""
    return next((one for one in KNOWN if _like(shot, fps, one).extradata == _sets(shot)), None)


def _sets(shot: VideoStream) -> bytes | None:
    return shot.codec_context.extradata


def _like(shot: VideoStream, fps: int, recipe: Recipe) -> VideoCodecContext:
    """An open encoder for pictures of a shot's size and colours."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = shot.codec_context.width, shot.codec_context.height
    # Packets as they stand in MP4, each part behind its length, since copied ones are so.
    configure(context, shot, fps, recipe._replace(params=f"{recipe.params}:annexb=0"))
    context.flags |= int(Flags.global_header)
    context.open()
    return context


def configure(context: VideoCodecContext, shot: VideoStream, fps: int, recipe: Recipe) -> None:
    """Set an encoder up by a recipe, in a shot's colours."""
    context.pix_fmt = "yuv420p"
    context.time_base, context.framerate = Fraction(1, fps), Fraction(fps)
    context.thread_count = _THREADS
    context.flags |= int(Flags.bitexact)
    context.gop_size = fps * GROUP_SECONDS
    context.options = {"preset": recipe.preset, "crf": str(recipe.crf), "forced-idr": "1"}
    if recipe.params:
        context.options = {**context.options, "x264-params": recipe.params}
    for name in ("color_range", "color_primaries", "color_trc", "colorspace"):
        setattr(context, name, getattr(shot.codec_context, name))


class Recoder:
    """Encodes runs of frames into a track. Every run begins with a key frame."""

    def __init__(self, track: VideoStream, shot: VideoStream, fps: int, recipe: Recipe | None):
        """recipe: one of the shot's; None for a track that encodes by itself, in one run."""
        self._track, self._shot, self._fps, self._recipe = track, shot, fps, recipe
        self._context: VideoCodecContext | None = None

    def encode(self, frame: VideoFrame, number: int, key: bool) -> Iterator[Packet[VideoStream]]:
        """The packets that are ready once the frame of that number is given."""
        if self._context is None:
            known = self._recipe
            own = self._track.codec_context
            self._context = _like(self._shot, self._fps, known) if known else own
        frame.pts, frame.time_base = number, Fraction(1, self._fps)
        # Else x264 repeats the old frame types.
        frame.pict_type = PictureType.I if key else PictureType.NONE
        yield from self._on_track(self._context.encode(frame))

    def end(self) -> Iterator[Packet[VideoStream]]:
        """What is left of a run."""
        if self._context is not None:
            yield from self._on_track(self._context.encode(None))
            self._context = None

    def _on_track(self, made: list[Packet[VideoStream]]) -> Iterator[Packet[VideoStream]]:
        for packet in made:
            packet.stream, packet.time_base, packet.duration = (
                self._track,
                Fraction(1, self._fps),
                1,
            )
            yield packet

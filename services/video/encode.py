"""Encodes frames to H.264 in its own thread, while the caller draws the next ones."""

import queue
import threading
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from reelmesh.mesh.engine import EngineError
from reelmesh.v1.common_pb2 import Quality
from services.video.arrays import Bytes

# x264 preset and constant rate factor: visually clean on photographs from standard on. On a
# moving still superfast is nearer to what was drawn than veryfast (47.9 against 47.5 dB) for a
# fifth more bytes and two thirds of the time.
_SETTINGS = {
    Quality.QUALITY_DRAFT: ("superfast", 26),
    Quality.QUALITY_STANDARD: ("superfast", 21),
    Quality.QUALITY_HIGH: ("medium", 18),
}
# A shot has no cuts, flashes or fades: looking ahead for them, adapting to them and weighting
# against them took 40 % of the encoder's time and made the picture no better. The last two
# keep x264 from dropping the small differences of a slow move, which would repeat frames.
_STEADY = "scenecut=0:rc-lookahead=0:mbtree=0:b-adapt=0:weightp=0:no-fast-pskip=1:no-dct-decimate=1"
# Part of the result: x264 gives other bytes for another number of threads.
_THREADS = 2
_WAITING_MAX = 3
_GROUP_SECONDS = 2
_BT709 = 1  # ITU-T H.273: colour primaries, transfer and matrix of BT.709 are all 1.
_LIMITED = 1  # AVCOL_RANGE_MPEG.


class Encoder:
    """Writes one MP4 with one H.264 track. Use as a context; the file is whole on a clean exit
    and removed on any other. At most three frames wait."""

    def __init__(self, path: Path, width: int, height: int, fps: int, quality: Quality) -> None:
        self._path = path
        self._size = (width, height)
        self._fps = fps
        self._settings = _SETTINGS.get(quality, _SETTINGS[Quality.QUALITY_STANDARD])
        self._frames: queue.Queue[av.VideoFrame | None] = queue.Queue(_WAITING_MAX)
        self._error: BaseException | None = None
        self._abandoned = False
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="encode", daemon=True)
        self._count = 0

    def __enter__(self) -> "Encoder":
        self._thread.start()
        return self

    def add(self, planes: Sequence[Bytes]) -> None:
        """Queue the next frame, yuv420p. Raises EngineError when the encoder has failed."""
        frame = av.VideoFrame(*self._size, "yuv420p")
        for target, plane in zip(frame.planes, planes, strict=True):
            # Lines of the frame may be longer than the picture's.
            lines = np.frombuffer(cast("bytes", target), np.uint8).reshape(-1, target.line_size)
            lines[: plane.shape[0], : plane.shape[1]] = plane
        frame.pts = self._count
        self._count += 1
        frame.time_base = Fraction(1, self._fps)
        self._put(frame)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._abandoned = kind is not None
        try:
            self._put(None)
        finally:
            self._thread.join()
            if self._abandoned or self._error is not None:
                self._path.unlink(missing_ok=True)
        if not self._abandoned:
            self._check()

    def _put(self, frame: av.VideoFrame | None) -> None:
        # The worker empties the queue until None even after it failed: put never waits long.
        if frame is not None:
            self._check()
        self._frames.put(frame)

    def _check(self) -> None:
        if self._error is not None:
            raise EngineError(
                f"The picture could not be encoded ({self._error}): check the disk space of the "
                "video worker and try again."
            ) from self._error

    def _work(self) -> None:
        try:
            self._encode()
        except Exception as error:  # noqa: BLE001  carried to the drawing thread, raised there
            self._error = error
            while self._next() is not None:
                pass

    def _next(self) -> av.VideoFrame | None:
        """The next frame; None once, or again and again, after the last."""
        if not self._ended:
            frame = self._frames.get()
            self._ended = frame is None
            return frame
        return None

    def _encode(self) -> None:
        # bitexact keeps versions and dates out of the file.
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        with av.open(str(self._path), "w", format="mp4", options=options) as file:
            stream = self._stream(file)
            while (frame := self._next()) is not None:
                if self._abandoned:
                    continue
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))

    def _stream(self, file: OutputContainer) -> VideoStream:
        preset, factor = self._settings
        group = self._fps * _GROUP_SECONDS
        options = {
            "preset": preset,
            "crf": str(factor),
            "threads": str(_THREADS),
            "flags": "+bitexact",
            "x264-params": f"keyint={group}:open-gop=0:{_STEADY}",
        }
        stream = file.add_stream("libx264", rate=self._fps, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED
        return stream

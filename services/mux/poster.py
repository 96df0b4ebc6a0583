"""The poster: a sharp, well lit frame from about a third into the clip, as JPEG."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from PIL import Image

from reelmesh.mesh.engine import EngineError
from reelmesh.v1.timeline_pb2 import Timeline

_PLACES = (1 / 3, 0.5, 0.15, 0.75, 0.0)
"""Where to look, as shares of the clip; the first place with a frame to show is taken."""
_CANDIDATES = 8
_QUIET_S = 0.4  # nobody should be caught with an open mouth
_BLACK, _WHITE = 24.0, 240.0  # mean luma, of 255
_HD_HEIGHT = 720  # where untagged video is read as BT.709


def places(timeline: Timeline, seconds: float) -> list[float]:
    """Seconds at which to look for a poster, the best first: near a third, with nobody speaking."""
    fixed = [share * seconds for share in _PLACES]
    moments = np.linspace(0.1, 0.9, 81) * seconds
    quiet = [
        float(at)
        for at in sorted(moments, key=lambda at: abs(at - fixed[0]))
        if all(
            at <= spoken.start_seconds or at - _QUIET_S >= spoken.end_seconds
            for spoken in timeline.utterances
        )
    ]
    return [*quiet[:1], *fixed]


def write_poster(clip: Path, poster: Path, at: Sequence[float], xmp: bytes) -> None:
    """Write the poster of a finished picture, from around the first of the places (seconds) that
    is neither black nor white, labelled with an XMP packet.

    Raises EngineError when no frame decodes."""
    best: VideoFrame | None = None
    with av.open(str(clip)) as container:
        for place in at:
            found = max(_near(container, place), key=sharpness, default=None)
            best = best or found
            if found is not None and _BLACK < luma(found).mean() < _WHITE:
                best = found
                break
    if best is None:
        raise EngineError("No frame of the finished clip can be decoded: make the shots again.")
    _image(best).save(poster, "JPEG", quality=90, optimize=False, xmp=xmp)


def _near(container: InputContainer, place: float) -> Iterator[VideoFrame]:
    """The last few frames up to a place in the clip, in seconds."""
    stream = container.streams.video[0]
    container.seek(round(place / float(stream.time_base or 1)), stream=stream)
    recent: list[VideoFrame] = []
    for frame in container.decode(stream):
        recent = [*recent[1 - _CANDIDATES :], frame]
        if frame.time >= place:
            break
    return iter(recent)


def luma(frame: VideoFrame) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """Every second sample of the luma plane, 0 to 255."""
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(frame.height, plane.line_size)
    return rows[::2, : frame.width : 2].astype(np.float32)


def sharpness(frame: VideoFrame) -> float:
    """Mean squared step between neighbours of the luma plane."""
    light = luma(frame)
    return float(
        np.square(np.diff(light, axis=0)).mean() + np.square(np.diff(light, axis=1)).mean()
    )


def _image(frame: VideoFrame) -> Image.Image:
    """The frame in RGB, by the matrix it is tagged with."""
    untagged = frame.colorspace == 2
    matrix = ("ITU709" if frame.height >= _HD_HEIGHT else "ITU601") if untagged else None
    return frame.to_image(src_colorspace=matrix) if matrix else frame.to_image()

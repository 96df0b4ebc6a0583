"""Captions written into the picture: the lines as the subtitle track has them, in safe margins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from av.video.frame import VideoFrame

from services.mux.frames import changed
from services.mux.lettering import Bytes, drawn, face_of, writable
from services.mux.subtitles import Cue, tidy

LETTER = 0.052
"""Size of the letters, of the shorter side of the picture."""
LETTER_MIN_PX = 12
SIDE = 0.08
"""Room left on either side: what every screen shows (SMPTE ST 2046-1 asks for 5 %)."""
BOTTOM, BOTTOM_UPRIGHT = 0.07, 0.16
"""Room left below, of the height. Players of upright clips lay their buttons there."""
_WHITE, _BLACK, _NO_COLOUR = 235, 16, 128


@dataclass(frozen=True)
class _Strip:
    """A text over a part of the picture: what to add after the picture is dimmed."""

    top: int
    left: int
    clear: Bytes
    """How much of the luma stays, 0 to 255."""
    luma: Bytes
    clear_half: Bytes
    colour: Bytes
    """Grey, as much as chroma is covered."""


class Captions:
    """Writes cues into frames of one size and rate. Makes one text at a time."""

    def __init__(self, cues: Sequence[Cue], languages: Sequence[str], fps: int) -> None:
        """cues in order, none overlapping; languages in ISO 639-2. Raises EngineError without
        the font."""
        self._face = face_of(languages)
        self._fps = fps
        texts = [writable(cue.text, self._face) for cue in cues]
        pairs = zip(cues, texts, strict=True)
        self._cues = [replace(cue, text=text) for cue, text in pairs if text and text.strip()]
        self.left_out = sum(text is None for text in texts)
        """Cues in a script that the font has not got."""
        self._strip: tuple[Cue, _Strip] | None = None

    def speak(self, number: int) -> bool:
        """Whether something is written into the frame of that number."""
        return self._cue(number) is not None

    def write(self, number: int, frame: VideoFrame) -> VideoFrame:
        """The frame (yuv420p) with what is said at its moment; the same frame if nothing is."""
        cue = self._cue(number)
        if cue is None:
            return frame
        if self._strip is None or self._strip[0] is not cue:
            self._strip = cue, _strip(cue.text, frame.width, frame.height, self._face)
        return _laid(self._strip[1], frame)

    def _cue(self, number: int) -> Cue | None:
        moment = number * 1000 / self._fps
        return next((c for c in self._cues if c.start <= moment < c.end), None)


def captions(cues: Mapping[str, Sequence[Cue]], seconds: float, fps: int) -> Captions:
    """Captions of a clip's subtitle tracks, by ISO 639-2 code, all languages together."""
    every = [cue for track in cues.values() for cue in track]
    return Captions(tidy(every, round(seconds * 1000)), list(cues), fps)


def _strip(text: str, width: int, height: int, face: int) -> _Strip:
    size = max(LETTER_MIN_PX, round(min(width, height) * LETTER))
    room = round(width * (1 - 2 * SIDE)) // 2 * 2
    ink, cover = drawn(text, size, room, face)
    rows = min(ink.shape[0] // 2 * 2, height // 2 * 2)
    below = round(height * (BOTTOM if width >= height else BOTTOM_UPRIGHT))
    top = max(0, (height - below - rows) // 2 * 2)
    inked = np.flatnonzero(cover.any(axis=0))
    first, end = inked[0] // 2 * 2, inked[-1] // 2 * 2 + 2
    left = (width - room) // 4 * 2 + int(first)
    ink, cover = (part[:rows, first:end].astype(np.float32) / 255 for part in (ink, cover))
    half = cover.reshape(rows // 2, 2, -1, 2).mean((1, 3))
    return _Strip(
        top,
        left,
        _bytes(255 * (1 - cover)),
        _bytes(cover * (_BLACK + (_WHITE - _BLACK) * np.minimum(1, ink / np.maximum(cover, 0.01)))),
        _bytes(255 * (1 - half)),
        _bytes(_NO_COLOUR * half),
    )


def _bytes(values: "np.ndarray[tuple[int, ...], np.dtype[np.floating]]") -> Bytes:
    return np.rint(values).astype(np.uint8)


def _laid(strip: _Strip, frame: VideoFrame) -> VideoFrame:
    planes = frame.to_ndarray().astype(np.uint8, copy=False)
    luma, chroma = np.split(planes, [frame.height])
    half = (frame.height // 2, frame.width // 2)
    _lay(luma, strip.top, strip.left, strip.clear, strip.luma)
    for colour in chroma.reshape(2, *half):
        _lay(colour, strip.top // 2, strip.left // 2, strip.clear_half, strip.colour)
    return changed(frame, planes)


def _lay(plane: Bytes, top: int, left: int, clear: Bytes, text: Bytes) -> None:
    part = plane[top : top + clear.shape[0], left : left + clear.shape[1]]
    dimmed = (part.astype(np.uint16) * clear + 127) // 255
    part[:] = np.minimum(255, dimmed + text).astype(np.uint8)

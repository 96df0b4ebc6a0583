"""Write the finished file: picture, sound, subtitles and labels in one MP4."""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

import heapq
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from reelmesh.mesh.engine import EngineError, Report
from services.mux import aac, picture, subtitles
from services.mux.sound import RATE

if TYPE_CHECKING:
    from av.container.core import Chapter

_OPTIONS = {
    # use_metadata_tags keeps AIGC; without it the muxer drops what iTunes does not know.
    "movflags": "+faststart+use_metadata_tags",
    "fflags": "+bitexact",
    # The length of each track is told in these units: milliseconds, as usual, would cut sound
    # that ends between two of them.
    "movie_timescale": str(RATE),
}


@dataclass(frozen=True)
class Words:
    """What can be read in the file: cues by ISO 639-2 language, and metadata by key."""

    cues: Mapping[str, Sequence[subtitles.Cue]]
    tags: Mapping[str, str]


def write(
    path: Path,
    shots: picture.Picture,
    sound: aac.Sound,
    words: Words,
    report: Report,
) -> None:
    """Write the clip. Reports the share of frames written."""
    with _output(path) as out:
        out.metadata.update({key: value for key, value in words.tags.items() if value})
        track = picture.add_track(shots, out)
        voice = out.add_stream("aac")
        aac.configure(voice.codec_context)
        voice.metadata["language"] = _language(words)
        if len(shots.shots) > 1:
            out.set_chapters(_chapters(shots))
        texts = {code: subtitles.add_track(out, code) for code in words.cues}
        streams = [picture.packets(shots, track), _on(voice, sound.packets)]
        streams += [subtitles.packets(words.cues[code], track) for code, track in texts.items()]
        frames = 0
        for packet in heapq.merge(*streams, key=_seconds):
            frames += packet.stream is track
            if packet.stream is track and frames % 8 == 0:
                report(frames / shots.frames)
            out.mux(packet)


def _chapters(shots: picture.Picture) -> list[Chapter]:
    """A chapter for each shot, in frames."""
    ends = [shots.end_frame(number + 1) for number in range(len(shots.shots))]
    return [
        {
            "id": number,
            "start": start,
            "end": end,
            "time_base": Fraction(1, shots.fps),
            "metadata": {"title": f"Shot {number}"},
        }
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False), 1)
    ]


def _language(words: Words) -> str:
    """The language of the sound; undetermined when there are several."""
    return next(iter(words.cues)) if len(words.cues) == 1 else "und"


@contextmanager
def _output(path: Path) -> Generator[OutputContainer]:
    try:
        with av.open(str(path), "w", format="mp4", options=_OPTIONS) as out:
            yield out
    except FFmpegError as error:
        raise EngineError(
            f"The clip could not be written ({error.strerror}): try again."
        ) from error


def _on(track: Stream, packets: Iterable[Packet[Stream]]) -> Iterator[Packet[Stream]]:
    for packet in packets:
        packet.stream = track
        yield packet


def _seconds(packet: Packet[Stream]) -> float:
    return float((packet.dts or 0) * packet.time_base)

"""Open the finished file as a stranger would, and refuse it unless everything is there."""

from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError

from reelmesh.mesh.engine import EngineError, Report
from services.mux.aac import Sound
from services.mux.container import Words
from services.mux.picture import Picture
from services.mux.sound import RATE, Samples
from services.mux.subtitles import Cue, texts


def read_back(
    path: Path, shots: Picture, sound: Sound, words: Words, report: Report
) -> dict[str, str]:
    """The finished file's metadata. Raises EngineError unless the file holds the picture, the
    sound, sample by sample, and the words."""
    _require(is_faststart(path), "its index is not at the start")
    try:
        with av.open(str(path)) as container:
            _check_tracks(container, shots)
            _check_lengths(container, shots)
            _check_packets(container, shots, words, report)
        with av.open(str(path)) as container:
            heard = decoded_sound(container, report)
            tags = dict(container.metadata)
            parts = len(container.chapters())
    except (FFmpegError, IndexError) as error:
        raise EngineError("The finished clip cannot be read back: try again.") from error
    _require(parts == (len(shots.shots) if len(shots.shots) > 1 else 0), "a chapter is missing")
    _require(np.array_equal(heard, sound.decoded), "its sound reads back differently")
    for key, value in words.tags.items():
        _require(tags.get(key, "") == value, f"its {key} reads back differently")
    return tags


def _require(held: bool, otherwise: str) -> None:
    if not held:
        raise EngineError(f"The finished clip was refused, since {otherwise}: try again.")


def _check_tracks(container: InputContainer, shots: Picture) -> None:
    streams = container.streams
    _require(len(streams.video) == 1 and len(streams.audio) == 1, "a track is missing")
    video, audio = streams.video[0].codec_context, streams.audio[0].codec_context
    _require(video.name == "h264" and video.pix_fmt == "yuv420p", "its picture is not H.264")
    size = (video.width, video.height)
    _require(size == (shots.width, shots.height), f"its size is {size[0]}x{size[1]}")
    _require(streams.video[0].frames == shots.frames, "frames are missing")
    _require(audio.name == "aac" and audio.sample_rate == RATE, "its sound is not AAC at 48 kHz")
    _require(audio.channels == 2, "its sound is not stereo")


def _check_lengths(container: InputContainer, shots: Picture) -> None:
    for stream in (container.streams.video[0], container.streams.audio[0]):
        seconds = float((stream.duration or 0) * (stream.time_base or 0))
        held = abs(seconds - shots.seconds) <= 1 / shots.fps
        _require(held, f"its {stream.type} lasts {seconds:.2f} s")


def _check_packets(container: InputContainer, shots: Picture, words: Words, report: Report) -> None:
    """Places of all frames, texts and times of all cues."""
    places: list[int] = []
    cues: dict[int, list[Cue]] = {stream.index: [] for stream in container.streams.subtitles}
    for count, packet in enumerate(container.demux()):
        if count % 1024 == 0:
            report(0)
        start, end = packet.pts or 0, (packet.pts or 0) + (packet.duration or 0)
        if packet.size and packet.stream.type == "video":
            places.append(round(start * packet.time_base * shots.fps))
        elif packet.size > 2 and packet.stream.type == "subtitle":
            cues[packet.stream_index].append(Cue(start, end, texts(bytes(packet))))
    _require(sorted(places) == list(range(shots.frames)), "frames are out of step")
    _require([*cues.values()] == [*words.cues.values()], "its subtitles read back differently")


def decoded_sound(container: InputContainer, report: Report) -> Samples:
    """The first sound track as a player hears it, cut to the track's length."""
    stream = container.streams.audio[0]
    pieces: list[Samples] = []
    for frame in container.decode(stream):
        pieces.append(frame.to_ndarray().astype(np.float32, copy=False))
        if len(pieces) % 512 == 0:
            report(0)
    limit = round((stream.duration or 0) * float(stream.time_base or 0) * RATE)
    return np.concatenate(pieces, axis=1)[:, :limit]


def is_faststart(path: Path) -> bool:
    """Whether the index (moov) stands before the media (mdat), so that playing starts at once."""
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            size = int.from_bytes(file.read(8), "big") - 8 if size == 1 else size
            if size < 8:
                break
            file.seek(size - 8, 1)
    return False

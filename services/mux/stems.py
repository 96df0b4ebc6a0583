"""The parts of the mix as files of their own, for whoever mixes anew."""

from __future__ import annotations  # PyAV's Packet has parameters for the checker only

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags
from av.error import FFmpegError

from reelmesh.mesh.engine import EngineError, Files, Report
from reelmesh.v1.mux_pb2 import Stem
from services.mux.sound import CHUNK, RATE, Samples

_PEAK_MAX = 0.999


def write_stems(
    parts: Mapping[str, Samples], tags: Mapping[str, str], files: Files, report: Report
) -> list[Stem]:
    """A FLAC (24 bit, 48 kHz, stereo) for each part, with the clip's metadata.

    Should a part reach full scale, all are lowered alike, so that their sum stays the mix.
    """
    highest = max((float(np.abs(part).max(initial=0)) for part in parts.values()), default=0.0)
    gain = min(1.0, _PEAK_MAX / max(highest, 1e-9))
    stems: list[Stem] = []
    for number, (name, part) in enumerate(parts.items(), 1):
        path = files.new(f"{name}.flac")
        _write(path, part, gain, tags, report)
        stems.append(Stem(name=name, audio=files.keep(path, "audio/flac")))
        report(number / len(parts))
    return stems


def _write(path: Path, part: Samples, gain: float, tags: Mapping[str, str], report: Report) -> None:
    try:
        with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as out:
            out.metadata.update({key: value for key, value in tags.items() if value})
            track = out.add_stream("flac", rate=RATE)
            track.codec_context.layout, track.codec_context.format = "stereo", "s32"
            track.codec_context.flags |= int(Flags.bitexact)
            for start in range(0, part.shape[1], CHUNK):
                report(0)
                for packet in track.encode(_frame(part[:, start : start + CHUNK], gain, start)):
                    out.mux(packet)
            for packet in track.encode(None):
                out.mux(packet)
    except FFmpegError as error:
        raise EngineError(f"A stem could not be written ({error.strerror}): try again.") from error


def _frame(piece: Samples, gain: float, start: int) -> av.AudioFrame:
    # 24 bits in the upper part of 32, as FFmpeg's FLAC takes them.
    values = np.round(piece.T * (gain * 2**23)).astype(np.int32) << 8
    frame = av.AudioFrame.from_ndarray(values.reshape(1, -1), format="s32", layout="stereo")
    frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), start
    return frame

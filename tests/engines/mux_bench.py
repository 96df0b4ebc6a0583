"""A bench for mux: tiny shots, made-up speech and hiss, and an engine to run on them."""

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks.folder import Folder
from benchmarks.quality import inspect_clip
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResult
from reelmesh.v1.timeline_pb2 import Utterance
from services.mux.engines.film import ENGINE

RATE = 48_000
FPS = 24
SIZE = (192, 128)

Sound = NDArray[np.float64]


class Bench:
    """Makes inputs and runs the engine."""

    def __init__(self, root: Path) -> None:
        self.files = Folder(root)
        self.engine = ENGINE(EngineSettings())

    def run(self, request: AssembleRequest) -> tuple[AssembleResult, inspect_clip.Report]:
        result = self.engine.run(request, self.files, lambda _: None)
        return result, inspect_clip.inspect(self.files.path(result.clip))

    def sound(self, result: AssembleResult) -> NDArray[np.float32]:
        return inspect_clip.sound_samples(self.files.path(result.clip))

    def wav(self, samples: Sound, rate: int = RATE) -> Artifact:
        channels = np.atleast_2d(samples)
        path = self.files.new("input.wav")
        with wave.open(str(path), "wb") as file:
            file.setnchannels(len(channels))
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((channels.T.clip(-1, 1) * 32767).astype("<i2").tobytes())
        return self.files.keep(path, "audio/wav")

    def shot(
        self,
        frames: int = 72,
        size: tuple[int, int] = SIZE,
        fps: int = FPS,
        flash: int = -1,
    ) -> Artifact:
        path = self.files.new("input.mp4")
        with av.open(str(path), "w") as out:
            track = out.add_stream("libx264", rate=fps, width=size[0], height=size[1])
            track.codec_context.time_base = Fraction(1, fps)
            track.codec_context.options = {"preset": "ultrafast", "bf": "2", "b-adapt": "0"}
            for index in range(frames):
                frame = av.VideoFrame.from_ndarray(pattern(index, size, flash), "rgb24")
                frame.pts, frame.time_base = index, Fraction(1, fps)
                out.mux(track.encode(frame))
            out.mux(track.encode(None))
        return self.files.keep(path, "video/mp4")

    def request(self, *shots: Artifact) -> AssembleRequest:
        request = AssembleRequest(
            title="海边 at dusk", comment="A photograph moved by computation.", producer="Reelmesh"
        )
        for shot in shots or (self.shot(),):
            request.shots.add(video=shot)
        return request

    def say(
        self,
        request: AssembleRequest,
        start: float,
        speech: Sound,
        text: str = "Hello there.",
        *,
        speaker: str = "Anna",
        language: str = "en",
    ) -> Utterance:
        return request.timeline.utterances.add(
            line=len(request.timeline.utterances) + 1,
            speaker=speaker,
            text=text,
            language=language,
            start_seconds=start,
            end_seconds=start + len(speech) / RATE,
            audio=self.wav(speech),
        )


def pattern(index: int, size: tuple[int, int], flash: int) -> NDArray[np.uint8]:
    """A moving slope; white all over in the frame numbered flash."""
    slope = (np.arange(size[0]) * 2 + index * 3) % 200 + 20
    picture = np.broadcast_to(slope[None, :, None], (size[1], size[0], 3)).astype(np.uint8)
    return np.full_like(picture, 255) if index == flash else picture


def burst(seconds: float, level: float = 0.3, pitch: float = 160.0) -> Sound:
    """Something like speech: a buzz that swells five times a second."""
    at = np.arange(round(seconds * RATE)) / RATE
    buzz = sum((np.sin(2 * np.pi * pitch * k * at) / k for k in range(1, 16)), np.zeros_like(at))
    return level * buzz * (0.3 + 0.7 * np.abs(np.sin(2 * np.pi * 2.5 * at)))


def hiss(seconds: float, level: float = 0.05) -> Sound:
    return level * np.random.default_rng(7).standard_normal((2, round(seconds * RATE)))


def level_db(sound: NDArray[np.float32], start: float, end: float) -> float:
    part = sound[:, round(start * RATE) : round(end * RATE)].astype(np.float64)
    return 10 * float(np.log10(np.square(part).mean() + 1e-12))


def talk(bench: Bench) -> AssembleRequest:
    """Three seconds with two lines over hiss."""
    request = bench.request()
    bench.say(request, 0.3, burst(0.7, 0.1))
    bench.say(request, 1.4, burst(0.6, 0.5, 230), "你好，世界 😀", speaker="小明", language="zh")
    request.ambience.audio.CopyFrom(bench.wav(hiss(3)))
    return request

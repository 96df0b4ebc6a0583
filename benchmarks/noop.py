"""Engines that do nothing, slowly if told to: for measuring the mesh and for testing it.

ENGINE=benchmarks.noop:Vision and so on; ENGINE_OPTIONS="seconds=0.5" makes each run last.
"""

import hashlib
import os
import time

from reelmesh.mesh.engine import Engine, EngineError, EngineSettings, Files, Report
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.engine_pb2 import Capabilities, Voice
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResult
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult

REPORTS_A_SECOND = 20


class _Pause:
    """What all of them share: wait as long as told, reporting; keep a file if told."""

    name = "noop"
    version = "1"
    weights_sha256 = ""

    def __init__(self, settings: EngineSettings) -> None:
        self.seconds = float(settings.options.get("seconds", "0"))
        self.bytes = int(settings.options.get("bytes", "0"))
        self.fail_while = settings.options.get("fail_while", "")

    def pause(self, report: Report) -> None:
        """Wait, reporting all the while."""
        if self.fail_while and os.path.exists(self.fail_while):  # noqa: PTH110
            raise EngineError(f"The noop engine fails while {self.fail_while} exists.")
        steps = int(self.seconds * REPORTS_A_SECOND)
        for step in range(steps):
            report(step / steps)
            time.sleep(1 / REPORTS_A_SECOND)

    def artifact(self, files: Files, seed: int) -> Artifact | None:
        """Bytes that follow from the seed; None unless told to make some."""
        if not self.bytes:
            return None
        block = hashlib.sha256(str(seed).encode()).digest()
        path = files.new("noop.bin")
        path.write_bytes((block * (self.bytes // 32 + 1))[: self.bytes])
        return files.keep(path, "application/octet-stream")


class Vision(_Pause, Engine[DescribeRequest, DescribeResult]):
    """Sees nothing."""

    capabilities = Capabilities(from_text=True)

    def run(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """See Engine.run."""
        self.pause(report)
        frame = self.artifact(files, request.seed)
        return DescribeResult(frame=frame, caption="nothing", tags=["nothing"])


class Speech(_Pause, Engine[SpeakRequest, SpeakResult]):
    """Says nothing, for a tenth of a second a word."""

    capabilities = Capabilities(
        languages=["en"],
        voices=[
            Voice(id="none", name="None", languages=["en", "zh"], characters_per_second=50),
            Voice(id="nil", name="Nil", languages=["en", "zh"], characters_per_second=50),
        ],
    )

    def run(self, request: SpeakRequest, files: Files, report: Report) -> SpeakResult:
        """See Engine.run."""
        self.pause(report)
        audio = self.artifact(files, request.seed)
        return SpeakResult(audio=audio, seconds=0.1 * len(request.text.split()))


class Video(_Pause, Engine[AnimateRequest, AnimateResult]):
    """Moves nothing."""

    capabilities = Capabilities()

    def run(self, request: AnimateRequest, files: Files, report: Report) -> AnimateResult:
        """See Engine.run."""
        self.pause(report)
        video = self.artifact(files, request.seed)
        return AnimateResult(video=video, frames=request.frames, fps=request.format.fps)


class Ambient(_Pause, Engine[ComposeRequest, ComposeResult]):
    """Silence."""

    capabilities = Capabilities()

    def run(self, request: ComposeRequest, files: Files, report: Report) -> ComposeResult:
        """See Engine.run."""
        self.pause(report)
        return ComposeResult(audio=self.artifact(files, request.seed), seconds=request.seconds)


class Mux(_Pause, Engine[AssembleRequest, AssembleResult]):
    """Joins nothing."""

    capabilities = Capabilities()

    def run(self, request: AssembleRequest, files: Files, report: Report) -> AssembleResult:
        """See Engine.run."""
        self.pause(report)
        clip = self.artifact(files, len(request.shots))
        return AssembleResult(clip=clip, seconds=request.timeline.seconds)

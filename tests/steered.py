"""Engines that do nothing, or what the words of the request say, so that a test can steer them.

Words such as video-waits:/path or voice-fails:/path hold while the file exists. A clip's
prompt reaches vision, video and ambient, a line's text voice, and the title mux.
ENGINE=tests.steered:Vision and so on; ENGINE_OPTIONS="bytes=100,log=/path" writes a line a run.
"""

import math
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import noop
from reelmesh.mesh.engine import CallerError, EngineError, EngineSettings, Files, Report
from reelmesh.v1.ambient_pb2 import ComposeRequest, ComposeResult
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResult
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult

POLL_S = 0.02


JPEG = b"\xff\xd8\xff\xe0 a small picture \xff\xd9"


def nothing() -> None:
    """Shows no preview."""


def obey(stage: str, words: str, report: Report, show: Callable[[], None] = nothing) -> None:
    """Do what the words ask of the stage; show is called while it waits."""
    for word in words.split():
        order, _, path = word.partition(":")
        if order == f"{stage}-fails" and Path(path).exists():
            raise EngineError(f"The {stage} engine was told to fail.")
        if order == f"{stage}-refuses":
            raise CallerError(f"The {stage} engine was told to refuse.")
        while order == f"{stage}-waits" and Path(path).exists():
            report(0.5)
            show()
            time.sleep(POLL_S)
        while order == f"{stage}-nears-its-end" and Path(path).exists():
            report(0.9)
            time.sleep(POLL_S)
        while order == f"{stage}-is-deaf" and Path(path).exists():
            time.sleep(POLL_S)


def note(settings: EngineSettings, stage: str) -> None:
    """Write down that an engine ran."""
    if path := settings.options.get("log"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{stage}\n")


class Vision(noop.Vision):
    """Steered by the prompt of a shot without an image."""

    def __init__(self, settings: EngineSettings) -> None:
        super().__init__(settings)
        self.settings = settings

    def run(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """See Engine.run."""
        note(self.settings, "vision")
        obey("vision", request.prompt, report)
        return super().run(request, files, report)


class Speech(noop.Speech):
    """Steered by the text."""

    def __init__(self, settings: EngineSettings) -> None:
        super().__init__(settings)
        self.settings = settings

    def run(self, request: SpeakRequest, files: Files, report: Report) -> SpeakResult:
        """See Engine.run."""
        note(self.settings, "voice")
        obey("voice", request.text, report)
        result = super().run(request, files, report)
        if "voice-lasts-for-ever" in request.text:
            result.seconds = math.inf
        return result


class Video(noop.Video):
    """Steered by the prompt."""

    def __init__(self, settings: EngineSettings) -> None:
        super().__init__(settings)
        self.settings = settings

    def run(self, request: AnimateRequest, files: Files, report: Report) -> AnimateResult:
        """See Engine.run."""
        note(self.settings, "video")
        obey("video", request.prompt, report, lambda: files.preview(JPEG))
        return super().run(request, files, report)


class Ambient(noop.Ambient):
    """Steered by the prompt."""

    def __init__(self, settings: EngineSettings) -> None:
        super().__init__(settings)
        self.settings = settings

    def run(self, request: ComposeRequest, files: Files, report: Report) -> ComposeResult:
        """See Engine.run."""
        note(self.settings, "ambient")
        obey("ambient", request.prompt, report)
        return super().run(request, files, report)


class Mux(noop.Mux):
    """Steered by the title."""

    def __init__(self, settings: EngineSettings) -> None:
        super().__init__(settings)
        self.settings = settings

    def run(self, request: AssembleRequest, files: Files, report: Report) -> AssembleResult:
        """See Engine.run."""
        note(self.settings, "mux")
        obey("mux", request.title, report)
        return super().run(request, files, report)


class SlowVideo(Video):
    """Loads for as long as the file of the option `load` exists; fails to load while the file
    of the option `broken` does."""

    def __init__(self, settings: EngineSettings) -> None:
        held = settings.options.get("load", "")
        broken = settings.options.get("broken", "")
        settings.told(0.4)
        while held and Path(held).exists():
            time.sleep(POLL_S)
        if broken and Path(broken).exists():
            raise OSError("the file weights.safetensors is cut off")
        settings.told(1.0)
        super().__init__(settings)

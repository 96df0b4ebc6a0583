"""One shot: runs the model as often as it needs, and makes a film of what comes out."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray

from reelmesh.mesh.engine import EngineError, Files, Report
from reelmesh.models.device import Device
from reelmesh.models.meter import Meter
from reelmesh.models.video.families import Family
from reelmesh.models.video.pipe import Pipe, setting
from reelmesh.models.video.shape import Part, cut, fitted, parts
from reelmesh.models.words import prompt_of
from reelmesh.v1.common_pb2 import Format, Usage
from reelmesh.v1.video_pb2 import AnimateRequest
from services.video.arrays import Bytes
from services.video.dub import Dub
from services.video.encode import Encoder
from services.video.models import sound
from services.video.models.calls import Ask, makes_sound, parameters, sound_rate
from services.video.models.embeddings import Embeddings, masks_told
from services.video.models.frames import Finish, pictures
from services.video.models.loading import VideoOptions, set_tiling
from services.video.models.pictured import picture_told
from services.video.models.preview import Colours, Grid
from services.video.models.steps import Steps

_BEGUN, _DONE = 0.03, 0.97
_OF_STEPS = 0.85
"""Share of a run's time that its steps take; the rest is for decoding and encoding."""
_WAIT_S = 0.5


@dataclass
class Model:
    """A loaded model and what watches it."""

    pipe: Pipe
    family: Family
    options: VideoOptions
    device: Device
    steps: Steps
    colours: Colours | None
    meter: Meter

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def held(self, report: Callable[[], None] = lambda: None) -> Generator[None]:
        """Alone with the device; who waits for it can be cancelled."""
        while not self._lock.acquire(timeout=_WAIT_S):
            report()
        try:
            yield
        finally:
            self._lock.release()

    def grid(self, size: tuple[int, int], frames: int) -> Grid:
        """Latents of a picture of a size and of so many frames."""
        vae = self.pipe.vae
        time = self.family.step or 1
        cells = _cell(vae)
        return Grid((frames - 1) // time + 1, size[1] // cells, size[0] // cells)


def _cell(vae: torch.nn.Module) -> int:
    found = getattr(vae, "spatial_compression_ratio", None)
    return cast("int", found or setting(vae, "scale_factor_spatial") or 8)


@dataclass
class Made:
    """What became of a shot."""

    film: Path
    usage: Usage
    stem: Path | None
    size: tuple[int, int]
    """Of the model's own picture."""


class Shot:
    """Makes the film of one request."""

    def __init__(
        self,
        model: Model,
        request: AnimateRequest,
        form: Format,
        frame: Bytes | None,
        last: Bytes | None,
        *,
        embeddings: Embeddings | None = None,
        picture: torch.Tensor | None = None,
    ) -> None:
        """frame and last are vision's, wider than the picture; None for words alone. embeddings
        are of the words and picture is of the frames, None where the model encodes them itself."""
        self._model, self._request, self._form = model, request, form
        self._frame, self._last = frame, last
        self._asked = (form.width, form.height)
        self._prompt, self._embeddings = prompt_of(request), embeddings
        self._picture = picture
        self.runs = parts(request.frames, model.family)
        """The runs of the model that make it."""

    def make(
        self,
        files: Files,
        report: Report,
        size: tuple[int, int],
        dub: Dub | None,
        *,
        tiled: bool = False,
    ) -> Made:
        """Write shot.mp4, and shot.wav where the model makes sound."""
        form, request, runs = self._form, self._request, self.runs
        finish = Finish(request.look, self._asked, request.seed)
        usage = Usage()
        first = None if self._frame is None else cut(self._frame, self._asked, size)
        last = None if self._last is None else cut(self._last, self._asked, size)
        pieces: list[sound.Sound] = []
        shown = 0
        path = files.new("shot.mp4")
        with Encoder(path, form.width, form.height, form.fps, request.quality) as encoder:
            for index, part in enumerate(runs):
                start = _BEGUN + (_DONE - _BEGUN) * index / len(runs)
                span = (_DONE - _BEGUN) / len(runs)
                ask = self._ask(index, part, size, first, last if part is runs[-1] else None)
                told = _within(report, start, span * _OF_STEPS)
                frames, piece = self._run(ask, told, files, usage, tiled=tiled)
                if len(frames) < part.shown + (index > 0):
                    raise EngineError(
                        f"The model made {len(frames)} frames where {part.frames} were asked for: "
                        "its configuration does not go with its family."
                    )
                pieces += [] if piece is None else [piece]
                seen = frames[1:] if index else frames
                for picture in pictures(seen[: part.shown]):
                    size = (picture.shape[1], picture.shape[0])
                    fit = fitted(picture, self._asked)
                    fit = fit if dub is None else dub.draw(fit, shown)
                    encoder.add(finish.planes(fit, shown))
                    shown += 1
                    report(start + span * (_OF_STEPS + (1 - _OF_STEPS) * shown / request.frames))
                    first = picture
        return Made(path, usage, self._stem(files, pieces), size)

    def dub(self) -> Dub | None:
        """Who speaks in it with moving lips; None for nobody."""
        if self._frame is None or not self._request.speech:
            return None
        height, width = self._frame.shape[:2]
        return Dub(
            cut(self._frame, self._asked, self._asked),
            (width, height),
            self._request.scene.faces,
            self._request.speech,
            (self._request.frames, self._form.fps),
        )

    def _ask(
        self,
        index: int,
        part: Part,
        size: tuple[int, int],
        first: Bytes | None,
        last: Bytes | None,
    ) -> Ask:
        request = self._request
        return Ask(
            size,
            part.frames,
            self._form.fps,
            # Another seed for a later part, or it would move as the first one did.
            request.seed + 7919 * index,
            self._prompt,
            request.negative_prompt,
            first,
            last,
            request.motion_strength if request.HasField("motion_strength") else None,
            self._embeddings,
            self._picture,
        )

    def _run(
        self,
        ask: Ask,
        told: Callable[[float], None],
        files: Files,
        usage: Usage,
        *,
        tiled: bool,
    ) -> tuple[NDArray[np.floating], sound.Sound | None]:
        model = self._model
        call = parameters(model.pipe, model.family, model.options, ask)
        grid = model.grid(ask.size, ask.frames)
        colours = model.colours

        def shown(latents: torch.Tensor) -> None:
            if colours is not None:
                files.preview(colours.jpeg(latents, grid))

        with model.held(lambda: told(0.0)):
            set_tiling(model.pipe, tiled)
            # Some decoders draw noise from the global generator.
            torch.manual_seed(ask.seed % (1 << 63))
            model.meter.start()
            watched = model.steps.watch(told, shown if colours else None)
            try:
                with (
                    masks_told(model.pipe, ask.embeddings),
                    picture_told(model.pipe, ask.picture),
                ):
                    result = model.pipe(**call, **watched)
            except BaseException:
                # A pipeline left in the middle keeps its parts on the device.
                model.pipe.maybe_free_model_hooks()
                raise
            finally:
                model.meter.steps += model.steps.done
                _add(usage, model.meter.read())
                model.steps.forget()
        frames = cast("NDArray[np.floating]", getattr(result, "frames"))[0]  # noqa: B009
        made = getattr(result, "audio", None)
        if made is None or not makes_sound(model.pipe, model.family):
            return np.asarray(frames), None
        heard = made.float().cpu().numpy() if isinstance(made, torch.Tensor) else made
        return np.asarray(frames), sound.at_48k(np.asarray(heard)[0], sound_rate(model.pipe))

    def _stem(self, files: Files, pieces: list[sound.Sound]) -> Path | None:
        """The sound of all parts, exactly as long as the picture."""
        if not pieces:
            return None

        def samples(frames: int) -> int:
            return round(frames * sound.RATE / self._form.fps)

        lengths = [samples(part.shown + (index > 0)) for index, part in enumerate(self.runs)]
        path = files.new("shot.wav")
        whole = sound.joined(pieces, lengths, samples(1))
        sound.write(path, whole, samples(self._request.frames))
        return path


def _within(report: Report, start: float, span: float) -> Callable[[float], None]:
    return lambda share: report(start + span * share)


def _add(usage: Usage, more: Usage) -> None:
    """What two runs took one after the other."""
    usage.gpu_seconds += more.gpu_seconds
    usage.joules += more.joules
    usage.model_steps += more.model_steps
    usage.peak_memory_bytes = max(usage.peak_memory_bytes, more.peak_memory_bytes)

"""Video by a diffusion model: one engine for the families of reelmesh/models/video/families.py."""

import threading
from typing import cast

import numpy as np
import torch

from reelmesh.mesh.engine import CallerError, Engine, EngineSettings, Files, Report
from reelmesh.models.device import choose as choose_device
from reelmesh.models.device import tiles
from reelmesh.models.encoders import ENCODERS
from reelmesh.models.folder import ModelFolder
from reelmesh.models.meter import Meter
from reelmesh.models.options import read_options
from reelmesh.models.pictures import IMAGE_ENCODER, ending
from reelmesh.models.video.families import Family, choose
from reelmesh.models.video.pipe import denoisers
from reelmesh.models.video.sizes import needs_last, size_of, takes_last
from reelmesh.v1.common_pb2 import Format, Usage
from reelmesh.v1.engine_pb2 import Capabilities, FrameRule
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult, DigitalSource
from services.video import scene
from services.video.arrays import Bytes
from services.video.camera import move_names
from services.video.dub import Dub
from services.video.form import PIXELS_MAX, SIDE_MAX, SIDE_MIN, checked
from services.video.models.calls import Ask, guided, makes_sound, parameters
from services.video.models.embeddings import Elsewhere, Embeddings, as_if_encoded, elsewhere
from services.video.models.fitting import fit
from services.video.models.loading import VideoOptions, identity, load
from services.video.models.memory import Memory, Saving
from services.video.models.pictured import SeenElsewhere, image_encoder, picture_told
from services.video.models.preview import Colours
from services.video.models.shot import Made, Model, Shot
from services.video.models.steps import Steps

_HASHED, _LOADED = 0.4, 0.9
"""Shares of the loading after which the files are known, and the model is on its device."""


class Diffusers(Engine[AnimateRequest, AnimateResult]):
    """Generates the frames of a shot from its first picture and words, or from words alone."""

    name = "diffusers"
    version = "2"

    def __init__(self, settings: EngineSettings) -> None:
        """Load the model of settings.model. Raises CallerError for one that may not be loaded or
        is not known, and for options that it cannot have."""
        options = read_options(VideoOptions, settings.options)
        device = choose_device(options)
        torch.set_num_threads(settings.threads)
        told = settings.told
        folder = ModelFolder(
            settings.model, verify=options.verify, told=lambda share: told(_HASHED * share)
        )
        self.weights_sha256 = folder.digest
        self.version = f"{self.version}-{identity(options, device)}"
        family = choose(folder.config(), options.pipeline)
        away = self._away = elsewhere(folder, family) if options.encoder == "elsewhere" else None
        seeing = image_encoder(folder, family) if options.image_encoder == "elsewhere" else None
        told(_HASHED)
        pipe, offload = load(folder.path, family, options, device)
        told(_LOADED)
        family = as_if_encoded(pipe, family, folder) if away else family
        family = self.family = fit(family, pipe, options)
        self._seen = seeing.of(pipe, family) if seeing else None
        steps = Steps(pipe, options.preview_every, family.callback)
        colours = Colours(pipe, family, device.name) if options.preview_every else None
        self._model = Model(pipe, family, options, device, steps, colours, Meter(device))
        self._memory = Memory(pipe, device, offload, tiles(options, device), self._model.held)
        self._last_usage = threading.local()
        self.capabilities = _capabilities(self._model, away, self._seen)
        if options.warm_up:
            self._warm_up()
        told(1.0)

    def run(self, request: AnimateRequest, files: Files, report: Report) -> AnimateResult:
        """Generate one shot. Raises CallerError for what cannot be made or read, EngineError when
        the device's memory is too small for it."""
        model, family = self._model, self._model.family
        form = _checked(request, family)
        report(0.0)
        most = self.capabilities.frame_rule.frames_max
        if not 1 <= request.frames <= most:
            raise CallerError(
                f"A shot of {request.frames} frames cannot be made by {family.name}: ask for 1 to "
                f"{most}."
            )
        frame = _picture(request, files, "scene") if family.image else None
        last = _picture(request, files, "last") if takes_last(model.pipe, family) else None
        last = last if frame is None else ending(model.pipe, family, frame, last)
        words = self._away.of(request, files, model.device) if self._away else None
        shot = Shot(
            model,
            request,
            form,
            frame,
            last,
            embeddings=words,
            picture=self._shown(request, form, files),
        )
        (made, dub), degraded = self._climb(shot, request, form, files, report)
        self._last_usage.usage = made.usage
        result = AnimateResult(
            video=files.keep(made.film, "video/mp4"),
            frames=request.frames,
            width=form.width,
            height=form.height,
            fps=form.fps,
            source=DigitalSource.DIGITAL_SOURCE_TRAINED,
            method=_method(family, shot, made, form, dub),
            left_out=[*self._left_out(request), *(dub.left_out if dub else [])],
            lip_synced_faces=dub.spoke if dub else [],
            degraded=degraded,
        )
        if made.stem:
            result.stems.append(files.keep(made.stem, "audio/wav"))
        return result

    @property
    def parts(self) -> list[torch.nn.Module]:
        """The parts that are run in every step."""
        return denoisers(self._model.pipe)

    @property
    def encoders(self) -> dict[str, object]:
        """Its encoders of text and pictures by name; None for one that is elsewhere."""
        parts = self._model.pipe.components
        return {name: parts[name] for name in (*ENCODERS, IMAGE_ENCODER) if name in parts}

    def blank(self) -> Embeddings | None:
        """Embeddings that say nothing, where the encoder is elsewhere."""
        return self._away.blank(self._model.pipe, self._model.device) if self._away else None

    def usage(self) -> Usage:
        """See Engine."""
        return cast("Usage", getattr(self._last_usage, "usage", Usage()))

    def _climb(
        self, shot: Shot, request: AnimateRequest, form: Format, files: Files, report: Report
    ) -> tuple[tuple[Made, Dub | None], list[str]]:
        """The shot, with as much memory as there is."""
        asked = (form.width, form.height)

        def work(saving: Saving) -> tuple[Made, Dub | None]:
            dub, size = shot.dub(), self._size(asked, saving.share)
            return shot.make(files, report, size, dub, tiled=saving.tiled), dub

        volume = asked[0] * asked[1] * max(part.frames for part in shot.runs)
        return self._memory.run(work, volume, request.may_degrade, self.name)

    def _shown(self, request: AnimateRequest, form: Format, files: Files) -> torch.Tensor | None:
        """What vision's image encoder made of the frames; None where the model has its own."""
        if self._seen is None:
            return None
        asked = (form.width, form.height)
        # A picture that is made smaller for want of memory is still this one.
        made = self._size(asked, 1.0)
        return self._seen.of(request, files, self._model.device, asked, made)

    def _size(self, asked: tuple[int, int], share: float) -> tuple[int, int]:
        """Width and height of the model's own picture."""
        model = self._model
        most = min(model.family.pixels_most, round(asked[0] * asked[1] * share * share))
        most = most if share < 1 else model.family.pixels_most
        return size_of(model.pipe, model.family, asked, most)

    def _left_out(self, request: AnimateRequest) -> list[str]:
        """What was asked for and this model does not heed."""
        model, family = self._model, self._model.family
        found: list[str] = []
        if not family.image and not request.scene.painted:
            found.append("The picture was not used: this model knows words alone.")
        if request.HasField("last") and not takes_last(model.pipe, family):
            found.append("The last picture was not used: this model takes a first one alone.")
        if not request.HasField("last") and needs_last(model.pipe, family):
            found.append("The shot ends as it begins: this model goes from one picture to another.")
        if request.HasField("motion_strength") and not family.motion:
            found.append("How much moves was not heeded: this model has no setting for it.")
        if request.negative_prompt and not guided(model.pipe, family, model.options):
            found.append("What shall not be seen was not heeded: this model knows no such words.")
        if request.speech and not family.image:
            found.append("No lips move: in a picture made from words alone no face is known.")
        if not family.prompt:
            found.append(
                "The words, the camera's move and what moves were not heeded: this model sees the "
                "picture alone."
            )
        return found

    def _warm_up(self) -> None:
        """One step at the smallest size: what is built at the first call is built now."""
        model, family = self._model, self._model.family
        size = size_of(model.pipe, family, (SIDE_MIN, SIDE_MIN), family.pixels_most)
        first = np.zeros((size[1], size[0], 3), np.uint8) if family.image else None
        frames = family.step + 1 if family.step else family.frames_most
        last = first if needs_last(model.pipe, family) else None
        words = self.blank()
        ask = Ask(
            size,
            frames,
            family.fps[0],
            0,
            "warm-up",
            first=first,
            last=last,
            embeddings=words,
        )
        call = parameters(model.pipe, family, model.options, ask)
        blank = self._seen.blank(model.device) if self._seen else None
        with picture_told(model.pipe, blank):
            model.pipe(**call | {"num_inference_steps": 2 if family.guidance == "guider" else 1})


def _checked(request: AnimateRequest, family: Family) -> Format:
    """The format with its defaults. Raises CallerError when it cannot be made."""
    form = checked(request.format)
    if form.fps not in family.fps:
        known = ", ".join(str(rate) for rate in family.fps)
        raise CallerError(
            f"{family.name} does not make {form.fps} frames per second: ask for {known}."
        )
    return form


def _picture(request: AnimateRequest, files: Files, name: str) -> Bytes | None:
    """A picture that vision described, RGB; None where there is none."""
    if not request.HasField(name):
        return None
    seen = request.scene if name == "scene" else request.last
    if not seen.HasField("frame"):
        raise CallerError("The scene has no frame: give the frame that vision described.")
    return scene.read_frame(files.path(seen.frame))


def _capabilities(model: Model, away: Elsewhere | None, seen: SeenElsewhere | None) -> Capabilities:
    family = model.family
    # Vision has not seen what a later run would begin with.
    runs = model.options.runs_max if family.image and seen is None else 1
    return Capabilities(
        frame_rule=FrameRule(
            multiple=family.step or 1,
            offset=1 if family.step > 1 else 0,
            frames_max=runs * (family.frames_most - 1) + 1,
        ),
        width_max=SIDE_MAX,
        height_max=SIDE_MAX,
        pixels_max=PIXELS_MAX,
        fps=family.fps,
        lip_sync=bool(family.image),
        from_text=not family.image,
        audio_out=makes_sound(model.pipe, family),
        camera_moves=move_names() if family.prompt else [],
        last_image=takes_last(model.pipe, family),
        negative_prompt=guided(model.pipe, family, model.options),
        motion_strength=bool(family.motion),
        prompt_encoder=away.digest if away else "",
        image_encoder=seen.digest if seen else "",
    )


def _method(family: Family, shot: Shot, made: Made, form: Format, dub: Dub | None) -> str:
    """What was done, in words that are no more than true."""
    source, runs = ("one picture" if family.image else "words alone"), len(shot.runs)
    words = f"generated by a diffusion model ({family.name}) from {source}"
    width, height = made.size
    if width < form.width or height < form.height:
        words += f" at {width}x{height} and enlarged"
    if runs > 1:
        words += f", in {runs} parts that each go on from the last frame of the one before"
    if dub and dub.spoke:
        words += "; lips moved by speech timing"
    return words


ENGINE = Diffusers

"""The vision engine with trained models: what the default engine does, parts of it by networks.

    ENGINE=transformers ENGINE_OPTIONS=embed=/models/siglip2,depth=/models/depth-anything

Any of embed=, depth=, caption=, paint=, encode= and encode-image= may be given, each the folder
of a model.
"""

from functools import partial

import cv2
import torch

from reelmesh.mesh.engine import PREVIEW_BYTES_MAX, CallerError, EngineSettings, Files, Report
from reelmesh.models.device import check_packages, choose
from reelmesh.models.encoders import write
from reelmesh.models.folder import ModelFolder
from reelmesh.models.ladder import climb_down
from reelmesh.models.pictures import write_picture
from reelmesh.models.stored import MEDIA_TYPE
from reelmesh.models.words import prompt_of
from reelmesh.v1.common_pb2 import Usage
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult, ShotWords
from services.vision import crop
from services.vision.engines.scene import Scene
from services.vision.models.caption import Captioner
from services.vision.models.depth import DepthEstimator
from services.vision.models.embed import Embedder
from services.vision.models.encode import WordEncoder
from services.vision.models.loading import quiet
from services.vision.models.options import PARTS, VisionOptions, identity, read_vision_options
from services.vision.models.paint import Painter
from services.vision.models.picture import PictureEncoder
from services.vision.models.turn import Turn
from services.vision.pictures import Bytes, Floats, as_bytes, read, thumbnail
from services.vision.seen import Seen, View

PAINTED = 0.6
"""Share of the work that painting is."""
PREVIEW_LONGEST = 384
WARM_SHAPE, WARM_STEPS = (256, 144), 2
"""Some samplers cannot take a single step."""


class Transformers(Scene):
    """Describes like the default engine, with a model for each folder that is given."""

    name = "transformers"
    version = f"{Scene.version}.1"

    def __init__(self, settings: EngineSettings) -> None:
        options = read_vision_options(settings)
        check_packages(
            "torch",
            "transformers",
            *(["diffusers"] if options.paint or options.encode or options.encode_image else []),
        )
        super().__init__(settings)
        quiet()
        torch.set_num_threads(settings.threads)
        folders = _folders(options)
        device = choose(options)
        self._encoder = (
            WordEncoder(folders["encode"], device, options.encode_pipeline)
            if options.encode
            else None
        )
        self._pictures = (
            PictureEncoder(folders["encode_image"], device, options.encode_pixels_max)
            if options.encode_image
            else None
        )
        # Another denoiser in their folders makes no other embeddings.
        encoders = {"encode": self._encoder, "encode_image": self._pictures}
        digests = {part: folder.digest for part, folder in folders.items()}
        digests |= {part: one.digest for part, one in encoders.items() if one}
        self.weights_sha256 = identity({"scene": self.weights_sha256, **digests}, options, device)
        self._device = Turn(device)
        self._embedder = Embedder(folders["embed"], device) if options.embed else None
        self._estimator = DepthEstimator(folders["depth"], device) if options.depth else None
        self._captioner = (
            Captioner(folders["caption"], device, options.caption_tokens)
            if options.caption
            else None
        )
        self._painter = Painter(folders["paint"], device, options) if options.paint else None
        able = Capabilities(
            prompt_encoder=self._encoder.digest if self._encoder else "",
            image_encoder=self._pictures.digest if self._pictures else "",
        )
        # A model follows any words: it does not choose among the program's places.
        able.MergeFrom(Capabilities(from_text=True) if options.paint else self.capabilities)
        self.capabilities = able
        if options.warm_up:
            self._warm_up()

    def run(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """Describe the request's image, or paint one. The frame is 1.2 times the asked size."""
        self._device.begin()
        return super().run(request, files, report)

    def usage(self) -> Usage:
        """What the models of this thread's run took; the networks on the CPU are not counted."""
        return self._device.usage

    def painted(
        self, request: DescribeRequest, shape: tuple[int, int], files: Files, report: Report
    ) -> Seen:
        """By the model of paint=, and then seen as any photograph is; else by program."""
        if self._painter is None:
            return super().painted(request, shape, files, report)
        with self._device.taken(partial(report, 0.02)) as meter:

            def told(passes: int, share: float) -> None:
                meter.steps = passes
                report(0.02 + (PAINTED - 0.02) * share)

            picture = self._painter.paint(request.prompt, shape, request.seed, told)
            degraded = self._painter.degraded
        files.preview(_preview(picture))
        seen = self.see(
            picture, shape, request.prompt, lambda share: report(PAINTED + (0.8 - PAINTED) * share)
        )
        seen.painted = seen.by_model = True
        seen.degraded = degraded
        return seen

    def encoded(self, words: ShotWords, files: Files, report: Report) -> DescribeResult:
        """The embeddings of a prompt and a negative one, as the model of encode= takes them."""
        encoder = self._encoder
        if encoder is None:
            return super().encoded(words, files, report)
        if words.encoder != encoder.digest:
            raise CallerError(
                f"The text encoder {words.encoder[:12]} is asked for, but encode= holds "
                f"{encoder.digest[:12]}: give both pools the same model folder."
            )
        prompt = prompt_of(words)
        with self._device.taken(partial(report, 0.05)) as meter:
            tensors, _ = climb_down(
                lambda: encoder.encode(prompt, words.negative_prompt),
                [],
                self._device.device,
                self.name,
            )
            meter.steps = 1
        report(0.9)
        path = files.new("words.safetensors")
        write(path, tensors, encoder.manner, encoder.digest, (prompt, words.negative_prompt))
        return DescribeResult(prompt_embeddings=files.keep(path, MEDIA_TYPE))

    def pictured(self, request: DescribeRequest, files: Files, report: Report) -> DescribeResult:
        """The embeddings of a shot's first frame and its last, as the model of encode-image=
        takes them."""
        encoder, picture = self._pictures, request.picture
        if encoder is None:
            return super().pictured(request, files, report)
        if picture.encoder != encoder.digest:
            raise CallerError(
                f"The image encoder {picture.encoder[:12]} is asked for, but encode-image= holds "
                f"{encoder.digest[:12]}: give both pools the same model folder, and "
                "encode-pixels-max= where the video pool has pixels-max=."
            )
        asked = crop.asked_size(request.format.width, request.format.height)
        frame = read(files.path(picture.frame))
        last = read(files.path(picture.last)) if picture.HasField("last") else None
        with self._device.taken(partial(report, 0.05)) as meter:
            embeds, _ = climb_down(
                lambda: encoder.encode(frame, last, asked), [], self._device.device, self.name
            )
            meter.steps = 1
        report(0.9)
        path = files.new("picture.safetensors")
        write_picture(path, embeds, encoder.digest, encoder.shown(picture, asked))
        return DescribeResult(picture_embeddings=files.keep(path, MEDIA_TYPE))

    def near(self, view: View, report: Report) -> Floats:
        """Relative depth of the frame, H×W, 0 far to 1 near."""
        estimator = self._estimator
        if estimator is None:
            return super().near(view, report)
        with self._device.taken(partial(report, 0.65)) as meter:
            near, _ = climb_down(
                lambda: estimator.near(view.frame), [], self._device.device, self.name
            )
            meter.steps = 1
        report(0.7)
        return near

    def words(self, view: View, prompt: str, report: Report) -> tuple[list[str], str]:
        """The caption by the model; tags by what is seen, where the caption's words count like
        the prompt's: only if the picture does not speak against them."""
        captioner = self._captioner
        if captioner is None:
            return super().words(view, prompt, report)
        with self._device.taken(partial(report, 0.7)) as meter:
            (said, meter.steps), _ = climb_down(
                lambda: captioner.say(view.frame, lambda share: report(0.7 + 0.07 * share)),
                [],
                self._device.device,
                self.name,
            )
        tags, modest = super().words(view, f"{said} {prompt}", report)
        return tags, said or modest

    def embedded(self, frame: Bytes, report: Report) -> tuple[list[float], str]:
        """The frame's unit vector, and the name of its space."""
        embedder = self._embedder
        if embedder is None:
            return super().embedded(frame, report)
        with self._device.taken(partial(report, 0.77)) as meter:
            vector, _ = climb_down(
                lambda: embedder.vector(frame), [], self._device.device, self.name
            )
            meter.steps = 1
        return vector, embedder.space

    def _warm_up(self) -> None:
        """Every model once, small: the first task shall not wait for kernels to be chosen."""
        width, height = WARM_SHAPE
        grey = as_bytes([[[128, 128, 128]] * width] * height)
        if self._embedder:
            self._embedder.vector(grey)
        if self._estimator:
            self._estimator.near(grey)
        if self._captioner:
            self._captioner.say(grey, lambda _: None, tokens_max=2)
        if self._encoder:
            self._encoder.encode("A lake.", "")
        if self._pictures:
            self._pictures.encode(grey, grey, WARM_SHAPE)
        if self._painter:
            self._painter.paint("A lake.", WARM_SHAPE, 0, lambda *_: None, steps=WARM_STEPS)


def _folders(options: VisionOptions) -> dict[str, ModelFolder]:
    """The model folders by their options; one that two of them name is read once."""
    paths = {part: path for part in PARTS if (path := str(getattr(options, part)))}
    opened = {path: ModelFolder(path, verify=options.verify) for path in set(paths.values())}
    return {part: opened[path] for part, path in paths.items()}


def _preview(picture: Bytes) -> bytes:
    """A small JPEG of a picture."""
    small = thumbnail(picture, PREVIEW_LONGEST)
    for quality in (80, 50, 20):
        done, found = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and len(found) <= PREVIEW_BYTES_MAX:
            return found.tobytes()
    return b""


ENGINE = Transformers

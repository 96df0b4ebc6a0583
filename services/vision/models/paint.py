"""A first frame from words by any text-to-image pipeline of diffusers."""

import inspect
import math
from collections.abc import Callable
from typing import Any, cast

import diffusers
import numpy as np
import torch

from reelmesh.mesh.engine import CallerError, ContentError, EngineError
from reelmesh.models import whole
from reelmesh.models.device import Device, offload_for, tiles
from reelmesh.models.folder import ModelFolder
from reelmesh.models.ladder import Rung, climb_down
from reelmesh.models.offload import by_layers, check_offload
from services.vision.models.options import VisionOptions
from services.vision.pictures import Bytes, as_bytes

DENOISERS = ("unet", "transformer", "transformer_2", "prior", "decoder")
"""Components that are called once or more a step, by the names pipelines give them."""
NATIVE_SIDE = 1024
"""Of a square that a model was trained on, where it does not say."""
MULTIPLE = 16
"""Sides that every family takes: latents of an eighth, in patches of two."""
SEED_MAX = 2**63 - 1
TILES = "The first frame was decoded in tiles, for want of memory."
OFFLOAD = (
    "Parts of the painting model waited outside of the device, for want of memory: it took longer."
)
_WANTED = frozenset({"prompt", "height", "width", "generator"})
_OTHER_TASKS = frozenset({"num_frames", "strength", "audio_length_in_s"})
"""Parameters that say that a pipeline gives no picture from words alone."""


class Painter:
    """Paints from a prompt. Raises CallerError for a folder that holds no such pipeline, and for
    options that cannot be had."""

    def __init__(self, folder: ModelFolder, device: Device, options: VisionOptions) -> None:
        check_offload(options, device)
        kind = _class(folder)
        try:
            self._pipe: Any = whole.pipeline(kind, folder.path, device.torch_dtype)
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise CallerError(
                f"paint={folder.path} cannot be loaded as a text-to-image pipeline ({error})."
            ) from error
        self._device, self._options = device, options
        self._taken = _parameters(type(self._pipe))
        self._pipe.set_progress_bar_config(disable=True)
        self._denoisers = [
            part
            for name in DENOISERS
            if isinstance(part := getattr(self._pipe, name, None), torch.nn.Module)
        ]
        self._quicken()
        self.degraded: tuple[str, ...] = ()
        """What has been given up for want of memory, which stays so for later pictures."""
        self._rungs = self._place()

    def paint(
        self,
        prompt: str,
        shape: tuple[int, int],
        seed: int,
        told: Callable[[int, float], None],
        steps: int = 0,
    ) -> Bytes:
        """A picture (H×W×3 BGR) of about the aspect of shape, at a size the model knows.

        told is called before each pass through the denoiser with how many there were and the
        share of the work done, and may raise: within one step all ends. Raises ContentError when
        the pipeline's own filter refuses the picture.
        """
        width, height = size_for(shape, self._pixels, self._multiple)
        asked: dict[str, Any] = {"prompt": prompt, "height": height, "width": width}
        steps = steps or self._options.paint_steps
        if steps and "num_inference_steps" in self._taken:
            asked["num_inference_steps"] = steps
        if self._options.paint_guidance >= 0 and "guidance_scale" in self._taken:
            asked["guidance_scale"] = self._options.paint_guidance
        picture, _ = climb_down(
            lambda: self._painted(asked, seed, told), self._rungs, self._device, "transformers"
        )
        return picture

    def _painted(
        self, asked: dict[str, Any], seed: int, told: Callable[[int, float], None]
    ) -> Bytes:
        # Some parts draw from the global generator, whatever generator they are given.
        torch.manual_seed(seed & SEED_MAX)
        generator = torch.Generator("cpu").manual_seed(seed & SEED_MAX)
        steps = int(asked.get("num_inference_steps", 0)) or self._default_steps
        passes = 0

        def before(module: torch.nn.Module, arguments: object) -> None:
            nonlocal passes
            del module, arguments
            # Families pass once or twice a step; the steps are known better than the passes.
            told(passes, min(0.95, passes / max(1, steps * len(self._denoisers))))
            passes += 1

        hooks = [part.register_forward_pre_hook(before) for part in self._denoisers]
        try:
            with torch.inference_mode():
                made = self._pipe(**asked, generator=generator, output_type="np")
        finally:
            for hook in hooks:
                hook.remove()
        told(passes, 1.0)
        flagged = getattr(made, "nsfw_content_detected", None)
        if flagged and any(flagged):
            raise ContentError(
                "The painting model's own filter refuses the picture: ask for another one."
            )
        return _pixels_of(made)

    @property
    def _default_steps(self) -> int:
        parameter = self._taken.get("num_inference_steps")
        return parameter.default if parameter and isinstance(parameter.default, int) else 30

    @property
    def _pixels(self) -> int:
        """How many pixels the model paints best."""
        if self._options.paint_pixels:
            return self._options.paint_pixels
        factor = int(getattr(self._pipe, "vae_scale_factor", 8))
        own = getattr(self._pipe, "default_sample_size", None)
        if own is None and self._denoisers:
            own = getattr(self._denoisers[0].config, "sample_size", None)
        if isinstance(own, list | tuple):
            return math.prod(int(side) * factor for side in own[-2:])
        return (int(own) * factor if isinstance(own, int) else NATIVE_SIDE) ** 2

    @property
    def _multiple(self) -> int:
        return math.lcm(MULTIPLE, 2 * int(getattr(self._pipe, "vae_scale_factor", 8)))

    def _quicken(self) -> None:
        """Attention and compiling as asked. Raises CallerError where the model has no such way."""
        for part in cast("list[Any]", self._denoisers):
            try:
                if self._options.attention:
                    part.set_attention_backend(self._options.attention)
                if self._options.compile:
                    part.compile_repeated_blocks()
            except (AttributeError, ValueError, RuntimeError, ImportError) as error:
                raise CallerError(
                    f"ENGINE_OPTIONS: attention= or compile= does not go with "
                    f"{type(part).__name__} here ({error})."
                ) from error

    def _place(self) -> list[Rung]:
        """Onto the device, whole or by and by; and what can be done when it is too small."""
        parts = [p for p in self._pipe.components.values() if isinstance(p, torch.nn.Module)]
        sizes = [sum(t.numel() * t.element_size() for t in part.parameters()) for part in parts]
        offload = offload_for(self._options, self._device, sum(sizes), max(sizes, default=0))
        moves = {"model": self._offload_parts, "sequential": self._offload_layers}
        if offload == "none":
            self._pipe.to(self._device.name)
        else:
            moves[offload]()
        rungs: list[Rung] = []

        def add(told: str, step: Callable[[], None]) -> None:
            def stepped() -> None:
                rungs.remove(rung)
                self.degraded = tuple(dict.fromkeys([*self.degraded, told]))
                step()

            rung = Rung(told, stepped)
            rungs.append(rung)

        if tiles(self._options, self._device):
            self._tile()
        elif hasattr(self._vae, "enable_tiling"):
            add(TILES, self._tile)
        if self._device.gpu:
            order = ["none", "model", "sequential"]
            for name in order[order.index(offload) + 1 :]:
                add(OFFLOAD, moves[name])
        return rungs

    @property
    def _vae(self) -> Any:
        return getattr(self._pipe, "vae", None)

    def _tile(self) -> None:
        if hasattr(self._vae, "enable_tiling"):
            self._vae.enable_tiling()

    def _offload_parts(self) -> None:
        self._pipe.enable_model_cpu_offload(device=self._device.name)

    def _offload_layers(self) -> None:
        by_layers(self._pipe, self._device.name)


def size_for(shape: tuple[int, int], pixels: int, multiple: int) -> tuple[int, int]:
    """Width and height in multiples, of about so many pixels, in the aspect of shape."""
    width, height = shape
    scale = math.sqrt(pixels / (width * height))
    sides = (max(multiple, multiple * round(side * scale / multiple)) for side in shape)
    return next(sides), next(sides)


def _class(folder: ModelFolder) -> type:
    """The class that loads a folder's pipeline."""
    if not (folder.path / "model_index.json").is_file():
        raise CallerError(
            f"paint={folder.path} holds no model_index.json: a folder is expected as diffusers "
            "saves a text-to-image pipeline."
        )
    name = folder.config().get("_class_name")
    own = getattr(diffusers, name, None) if isinstance(name, str) else None
    if not isinstance(own, type) or not issubclass(own, diffusers.DiffusionPipeline):
        raise CallerError(
            f"paint={folder.path} holds a pipeline called {name}, which diffusers "
            f"{diffusers.__version__} does not know."
        )
    taken = _parameters(own)
    if taken.keys() >= _WANTED and not _OTHER_TASKS & taken.keys():
        return own
    # Weights saved for another task, such as image-to-image, may do for this one: the library
    # looks for the sister pipeline, and refuses what has none.
    if taken.keys() & {"image", "strength"} and "num_frames" not in taken:
        return diffusers.AutoPipelineForText2Image
    raise CallerError(
        f"paint={folder.path} holds a {name}, but a text-to-image pipeline is expected, such as "
        "StableDiffusionXLPipeline or FluxPipeline."
    )


def _parameters(kind: type) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(kind.__call__).parameters)


def _pixels_of(made: Any) -> Bytes:
    """The first picture of a pipeline's output as BGR. Raises EngineError when it is none."""
    found = getattr(made, "images", None)
    if found is None or not np.isfinite(found[0]).all():
        raise EngineError(
            "The model of paint= gave no picture but infinities or nothing: use another dtype=, "
            "such as bfloat16 or float32."
        )
    rgb = np.rint(np.clip(np.asarray(found[0], np.float32), 0, 1) * 255)
    return as_bytes(np.ascontiguousarray(rgb[..., ::-1]))

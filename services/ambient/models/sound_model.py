"""One text-to-audio pipeline of a folder: loaded once, then asked for sounds of any length."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, cast

import torch
from diffusers import DiffusionPipeline
from torch import nn

from reelmesh.mesh.engine import CallerError, Report
from reelmesh.models import whole
from reelmesh.models.device import Device, offload_for, tiles
from reelmesh.models.folder import ModelFolder
from reelmesh.models.ladder import Rung, climb_down
from reelmesh.models.offload import by_layers, check_offload
from reelmesh.models.options import ModelOptions
from reelmesh.v1.spec_pb2 import Music
from services.ambient.models import pieces
from services.ambient.models.families import family_of
from services.ambient.models.schedule import scheduler_for
from services.ambient.models.wording import Wording
from services.ambient.synth import RATE, Signal

SHORTEST_S = 4.0
"""Pieces are not made shorter than that for want of memory."""
OVERLAP_S = 2.0
WARM_UP_S = 1.0


@dataclass(frozen=True)
class SoundOptions(ModelOptions):
    """Options of the ambience engine."""

    steps: int = 0
    """Denoising steps; 0 is what the model's makers give."""
    guidance: float = 0.0
    """How closely the text is followed; 0 is what the model's makers give."""
    overlap: float = OVERLAP_S
    """Seconds that the pieces of a long sound fade into each other."""
    events: Literal["placed", "model"] = "placed"
    """Whether thunder and surf that the picture shows are placed in time by the default engine's
    synthesis, or left to the model, which does not know when."""
    music: Literal["auto", "model", "program"] = "auto"
    """Who makes the music: a model, or the default engine's composer. auto is the model where it
    makes any."""
    music_model: str = ""
    """Folder of a second model that makes the music; empty lets the first one do it."""
    music_steps: int = 0
    """As steps, of the second model."""
    music_guidance: float = 0.0
    """As guidance, of the second model."""


class _Output(Protocol):
    @property
    def audios(self) -> torch.Tensor: ...


class SoundModel:
    """A pipeline on a device. Not safe to be used by two threads at once."""

    def __init__(
        self, path: str, options: SoundOptions, device: Device, steps: int, guidance: float
    ) -> None:
        """steps and guidance: 0 is what the model's makers give. Raises CallerError for a folder
        that is none of the families, and for options that it cannot have."""
        check_offload(options, device)
        self.folder = ModelFolder(path, verify=options.verify)
        self.family = family_of(self.folder)
        traits = self.family.traits(self.folder)
        self._device, self._options = device, options
        self._rate_hz, self.longest_s = traits.rate_hz, traits.longest_s
        self._steps, self._guidance = steps or traits.steps, guidance or traits.guidance
        self._tick: Callable[[], None] = lambda: None
        self._offload = "none"
        self.steps = 0
        """Passes through the model for the last sound."""
        self.degraded: list[str] = []
        """What was done for want of memory in the last sound."""
        self._pipe = self._loaded()
        self._place()
        denoiser = cast("nn.Module", getattr(self._pipe, self.family.denoiser))
        self._speed_up(denoiser)
        denoiser.register_forward_pre_hook(lambda module, given: self._tick())

    @property
    def name(self) -> str:
        """Of its family, for a person."""
        return type(self._pipe).__name__.removesuffix("Pipeline")

    def warm_up(self) -> None:
        """One step of the shortest sound, so that the first task does not wait for kernels."""
        piece = pieces.Piece(0, int(min(WARM_UP_S, self.longest_s) * RATE), 0)
        self._make(Wording("wind", "music"), piece, None, steps=2)

    def sound(
        self, wording: Wording, count: int, seed: int, report: Report, mood: Music | None = None
    ) -> Signal:
        """(2, count) at 48 kHz; steps counts the passes. Raises Cancelled within one, by report.

        degraded tells what was made slower or in shorter pieces for want of memory.
        """
        longest_s = self.longest_s

        def shorten() -> None:
            nonlocal longest_s
            longest_s = max(longest_s / 2, SHORTEST_S)

        def work() -> Signal:
            plan = pieces.cut(count, longest_s, self._options.overlap, seed)
            self._tick = self._counter(report, len(plan) * self._steps)
            try:
                return pieces.joined(self._made(wording, plan, mood), count)
            finally:
                self._tick = lambda: None

        self.steps = 0
        rungs = self._rungs(shorten)
        made, self.degraded = climb_down(work, rungs, self._device, "diffusers ambience")
        return made

    def _counter(self, report: Report, steps: int) -> Callable[[], None]:
        """Tells the share of the steps that are done, before each; the rest is decoding."""
        done = 0

        def tick() -> None:
            nonlocal done
            report(min(done / steps, 1.0) * 0.95)
            done += 1
            self.steps += 1

        return tick

    def _made(
        self, wording: Wording, plan: list[pieces.Piece], mood: Music | None
    ) -> Iterator[tuple[pieces.Piece, Signal]]:
        for piece in plan:
            yield piece, self._make(wording, piece, mood, self._steps)

    def _make(
        self, wording: Wording, piece: pieces.Piece, mood: Music | None, steps: int
    ) -> Signal:
        """One piece, (2, piece.count) at 48 kHz."""
        family = self.family
        call = cast("Callable[..., _Output]", self._pipe)
        unwanted = {"negative_prompt": wording.unwanted} if family.negative else {}
        made = call(
            prompt=wording.text,
            num_inference_steps=steps,
            guidance_scale=self._guidance,
            generator=torch.Generator("cpu").manual_seed(piece.seed),
            output_type="pt",
            **{family.seconds: min(piece.count / RATE + pieces.MARGIN_S, self.longest_s)},
            **(unwanted if self._guidance > 1 else {}),
            **family.extra(mood),
        ).audios
        sound = made.float().cpu().numpy()
        # One sound was asked for: (1, channels, samples), or (1, samples) of mono models.
        return pieces.as_heard(sound.reshape(-1, sound.shape[-1]), self._rate_hz, piece.count)

    def _loaded(self) -> DiffusionPipeline:
        if self._options.quantize:
            raise CallerError(
                "ENGINE_OPTIONS asks for quantize, which the ambience engine does not do: its "
                "models are small; remove the option."
            )
        scheduler = scheduler_for(self.folder)
        loaded: DiffusionPipeline = whole.pipeline(
            DiffusionPipeline,
            self.folder.path,
            self._device.torch_dtype,
            instead={"scheduler": scheduler} if scheduler else {},
        )
        loaded.set_progress_bar_config(disable=True)
        return loaded

    def _place(self) -> None:
        """Put the weights where they work, as options and memory say."""
        sizes = [_bytes(part) for part in self._pipe.components.values()]
        self._put(offload_for(self._options, self._device, sum(sizes), max(sizes)))
        if tiles(self._options, self._device):
            self._tile()

    def _put(self, offload: str) -> None:
        if offload == "none":
            self._pipe.to(self._device.name)
        elif offload == "model":
            self._pipe.enable_model_cpu_offload(device=self._device.name)
        else:
            by_layers(self._pipe, self._device.name)
        self._offload = offload

    @property
    def _tiles(self) -> bool:
        return getattr(getattr(self._pipe, "vae", None), "use_tiling", None) is not None

    def _tile(self) -> None:
        if self._tiles:
            cast("_Tiled", getattr(self._pipe, "vae")).enable_tiling()  # noqa: B009

    def _rungs(self, shorten: Callable[[], None]) -> list[Rung]:
        """What can still be done with less memory, the mildest first."""
        rungs: list[Rung] = []
        if self._tiles and not getattr(getattr(self._pipe, "vae"), "use_tiling"):  # noqa: B009
            rungs.append(Rung("The sound was decoded in tiles.", self._tile))
        if self._device.gpu and self._offload == "none":
            told = "Parts of the model rested in the machine's memory."
            rungs.append(Rung(told, lambda: self._put("model")))
        if self.family.shorter and self.longest_s > SHORTEST_S:
            rungs += [Rung("The sound was made of shorter pieces.", shorten)] * 2
        if self._device.gpu and self._offload != "sequential":
            told = "Layers of the model rested in the machine's memory."
            rungs.append(Rung(told, lambda: self._put("sequential")))
        return rungs

    def _speed_up(self, denoiser: nn.Module) -> None:
        """An attention backend and compiled blocks, where they are asked for."""
        fast = cast("_Fast", denoiser)
        try:
            if self._options.attention:
                fast.set_attention_backend(self._options.attention)
            if self._options.compile:
                fast.compile_repeated_blocks()
        except (AttributeError, ValueError, RuntimeError) as error:
            raise CallerError(
                f"The library cannot use attention={self._options.attention} or compile for this "
                f"model ({error}): remove the option."
            ) from error


class _Tiled(Protocol):
    def enable_tiling(self) -> None: ...


class _Fast(Protocol):
    def set_attention_backend(self, backend: str) -> None: ...
    def compile_repeated_blocks(self) -> None: ...


def _bytes(part: object) -> int:
    """Size of a component's weights in the numbers in use; 0 for what has none."""
    if not isinstance(part, nn.Module):
        return 0
    return sum(weight.numel() * weight.element_size() for weight in part.parameters())

"""Measures one architecture: what the engine would do with a model's folder, from the point on at
which the folder is read."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from types import TracebackType
from typing import Any, cast

import numpy as np
import torch

from benchmarks.architectures import build
from benchmarks.architectures.row import Row
from reelmesh.models.device import Device, free, out_of_memory, tiles
from reelmesh.models.meter import Meter
from reelmesh.models.video.families import Family, choose
from reelmesh.models.video.pipe import Bar, Pipe, denoisers
from reelmesh.models.video.sizes import size_of
from services.video.models.calls import Ask, parameters
from services.video.models.fitting import fit
from services.video.models.loading import VideoOptions, prepare, set_tiling

TINY_SECONDS = 1.0
"""Of sound, in a trial."""


@dataclass(frozen=True)
class Plan:
    """How rows are measured."""

    device: Device
    options: VideoOptions
    tiny: bool = False
    size: tuple[int, int] | None = None
    """Width and height instead of the row's own."""
    frames: int | None = None
    """Instead of the row's own."""


def measured(row: Row, plan: Plan) -> dict[str, object]:
    """Figures of a row; of one that the device's memory is too small for, that it is so."""
    told: dict[str, object] = {"row": row.name, "pipeline": row.pipeline, "figures": row.figures}
    try:
        return told | _figures(row, plan)
    except Exception as error:
        if not out_of_memory(error):
            raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    # Outside of the except clause: its traceback would keep the tensors.
    free(plan.device)
    return told | {"out_of_memory": reason}


class Clock(Bar):
    """Counts a pipeline's steps, and knows when each ended."""

    def __init__(self, pipe: Pipe, device: Device, meter: Meter) -> None:
        self._device, self._meter = device, meter
        self.times: list[float] = []
        """When the first step began, and when each ended, in seconds."""
        self.busy: list[float] = []
        """The share of the time that the device was busy, at the end of each step."""
        pipe.progress_bar = self._begin
        for part in denoisers(pipe):
            part.register_forward_pre_hook(self._pass)

    def _begin(self, iterable: object = None, total: int | None = None) -> Bar:
        return self

    def _pass(self, module: torch.nn.Module, given: object) -> None:
        del module, given
        self._meter.steps += 1

    def __enter__(self) -> Bar:
        self.times = [now(self._device)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        pass

    def update(self, count: int = 1) -> None:
        """See Bar."""
        if (busy := self._meter.busy()) is not None:
            self.busy.append(busy)
        self.times += [now(self._device)] * count


def now(device: Device) -> float:
    """Seconds of a clock, when all that the device was told to do is done."""
    if device.gpu:
        torch.cuda.synchronize(device.name)
    return time.monotonic()


def _figures(row: Row, plan: Plan) -> dict[str, object]:
    device, began = plan.device, time.monotonic()
    family = choose({"_class_name": row.pipeline} | dict(row.settings)) if row.frames else None
    pipe = build.pipeline(
        row, device, tiny=plan.tiny, exact_vae=family is not None and family.exact_vae
    )
    offload = prepare(pipe, plan.options, device)
    set_tiling(pipe, tiles(plan.options, device))
    loaded = now(device) - began
    fitted = fit(family, pipe, plan.options) if family else None
    call = _shot(row, plan, pipe, fitted) if fitted else _sound(row, plan)
    call |= build.tokens(row, device, tiny=plan.tiny)
    meter = Meter(device)
    clock = Clock(pipe, device, meter)
    meter.start()
    began = time.monotonic()
    made = pipe(**call)
    ended = now(device)
    usage = meter.read()
    steps = np.diff(clock.times).tolist()
    return {
        "denoiser_weights": sum(_count(part) for part in denoisers(pipe)),
        "weights": sum(_count(part) for part in pipe.components.values()),
        "offload": offload,
        "tiling": tiles(plan.options, device),
        "load_seconds": round(loaded, 3),
        "before_steps_seconds": round(clock.times[0] - began, 4),
        "first_step_seconds": round(steps[0], 4),
        # The first chooses kernels and compiles.
        "step_seconds_median": round(median(steps[1:] or steps), 4),
        "steps": len(steps),
        "passes_per_step": round(meter.steps / len(steps), 2),
        "decode_seconds": round(ended - clock.times[-1], 4),
        **(_film(made) if family else _wave(made, pipe)),
        "peak_memory_bytes": torch.cuda.max_memory_allocated(device.name) if device.gpu else None,
        "reserved_memory_bytes": usage.peak_memory_bytes or None,
        "joules": usage.joules or None,
        "device_busy_share": round(median(clock.busy), 2) if clock.busy else None,
    }


def _shot(row: Row, plan: Plan, pipe: Pipe, family: Family) -> dict[str, object]:
    """The call as the engine makes it, its words taken out."""
    width, height = plan.size or (row.tiny_size if plan.tiny else row.size)
    width, height = size_of(pipe, family, (width, height), family.pixels_most)
    frames = plan.frames or (row.tiny_frames if plan.tiny else row.frames)
    if family.step:
        frames = max(1, (frames - 1) // family.step) * family.step + 1
    frames = min(frames, family.frames_most) if family.step else family.frames_most
    noise = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    first = noise if family.image else None
    ask = Ask((width, height), frames, family.fps[0], 1, "", first=first)
    call = parameters(pipe, family, plan.options, ask)
    return {name: value for name, value in call.items() if name != "prompt"}


def _sound(row: Row, plan: Plan) -> dict[str, object]:
    return {
        "audio_end_in_s": TINY_SECONDS if plan.tiny else row.seconds,
        "num_inference_steps": plan.options.steps,
        "generator": torch.Generator("cpu").manual_seed(1),
        "output_type": "np",
    }


def _film(made: object) -> dict[str, object]:
    frames = np.asarray(cast("Any", made).frames[0])
    count, height, width = frames.shape[:3]
    return {"frames": count, "width": width, "height": height}


def _wave(made: object, pipe: Pipe) -> dict[str, object]:
    samples = np.asarray(cast("Any", made).audios[0]).shape[-1]
    rate = cast("Any", pipe.vae).sampling_rate
    return {"seconds_of_sound": round(samples / rate, 3)}


def _count(part: object) -> int:
    if not isinstance(part, torch.nn.Module):
        return 0
    return sum(weight.numel() for weight in part.parameters())


def about(plan: Plan) -> Mapping[str, object]:
    """What all rows were measured with."""
    import diffusers  # noqa: PLC0415

    name = torch.cuda.get_device_name(plan.device.name) if plan.device.gpu else plan.device.name
    return {
        "device": name,
        "memory_bytes": plan.device.memory_bytes or None,
        "dtype": plan.device.dtype,
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "threads": torch.get_num_threads(),
        "attention": plan.options.attention or "native",
        "compile": plan.options.compile,
        "quantize": plan.options.quantize or None,
        "tiny": plan.tiny,
    }

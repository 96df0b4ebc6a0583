"""Relative depth by a trained estimator: Depth Anything, DPT or Depth Pro."""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np
import torch
import transformers
from transformers import DPTImageProcessorPil, ViTImageProcessorPil

from reelmesh.mesh.engine import EngineError
from reelmesh.models.device import Device
from reelmesh.models.folder import ModelFolder
from services.vision.guided import refine
from services.vision.models.loading import Inputs, as_image, family, load, to_device
from services.vision.pictures import Bytes, Floats, as_floats

FARTHEST, NEAREST = 1.0, 99.0
"""Percentiles that become 0 and 1: single pixels shall not squeeze the rest together."""
FLAT = 1e-3
"""A map that varies by less than this share of its size shows no depth."""
# The map is fitted to the frame's edges at this size, within boxes of this radius. What differs
# in colour by less than the root of EDGE (0 to 1) is one thing, whose texture stays out of the map.
FIT_LONGEST, FIT_RADIUS, EDGE = 720, 6, 4e-3


class _Family(NamedTuple):
    """How a family is loaded and read."""

    model: type[transformers.PreTrainedModel]
    pixels: Callable[[ModelFolder], Callable[[Bytes], Inputs]]


def _dpt(folder: ModelFolder) -> Callable[[Bytes], Inputs]:
    processor = cast("Any", DPTImageProcessorPil).from_pretrained(
        str(folder.path), local_files_only=True
    )
    return lambda frame: processor(images=as_image(frame), return_tensors="pt")


def _pro(folder: ModelFolder) -> Callable[[Bytes], Inputs]:
    """Depth Pro's own processor needs torchvision. As that does, this one resizes last, without
    a filter."""
    plain = cast("Any", ViTImageProcessorPil).from_pretrained(
        str(folder.path), local_files_only=True, do_resize=False
    )
    size = (int(plain.size["height"]), int(plain.size["width"]))

    def prepared(frame: Bytes) -> Inputs:
        values = plain(images=as_image(frame), return_tensors="pt")["pixel_values"]
        scaled = torch.nn.functional.interpolate(values, size, mode="bilinear")
        return {"pixel_values": scaled}

    return prepared


_DPT = _Family(transformers.DPTForDepthEstimation, _dpt)
FAMILIES: dict[str, _Family] = {
    "depth_anything": _Family(transformers.DepthAnythingForDepthEstimation, _dpt),
    "depth_pro": _Family(transformers.DepthProForDepthEstimation, _pro),
    "dpt": _DPT,
}


class DepthEstimator:
    """How near each part of a frame is. Raises CallerError for a folder of another kind."""

    def __init__(self, folder: ModelFolder, device: Device) -> None:
        _, chosen = family(folder, "depth", FAMILIES)
        self._device = device
        self._model = load(chosen.model, folder, device)
        self._pixels = chosen.pixels(folder)
        # All but these tell the inverse of the distance, which is nearness already.
        self._metres = getattr(self._model.config, "depth_estimation_type", "") == "metric"

    def near(self, frame: Bytes) -> Floats:
        """H×W of the frame (H×W×3 BGR), 0 far to 1 near, its steps at the frame's edges."""
        inputs = to_device(self._pixels(frame), self._device)
        with torch.inference_mode():
            found = cast("torch.Tensor", self._model(**inputs).predicted_depth)
        values = as_floats(found[0].float().cpu().numpy())
        if not np.isfinite(values).all():
            raise EngineError("The model of depth= gave infinities: use dtype=float32.")
        near = stretched(as_floats(1 / np.maximum(values, 0.1)) if self._metres else values)
        return refine(near, frame, longest=FIT_LONGEST, radius=FIT_RADIUS, epsilon=EDGE)


def stretched(values: Floats) -> Floats:
    """Any nearness as 0 to 1 between its percentiles; 0.5 all over where there is no depth."""
    low, high = (float(v) for v in np.percentile(values, (FARTHEST, NEAREST)))
    if high - low <= FLAT * max(abs(high), abs(low)):
        return np.full_like(values, 0.5)
    return as_floats(np.clip((values - low) / (high - low), 0, 1))

"""Stable Audio Open's sampler without the package torchsde, which no other model here needs.

The library's CosineDPMSolverMultistepScheduler takes its noise from torchsde. Its solver is the
stochastic DPM-Solver++ that the library also has for EDM; what differs is how the noise level is
told to the model: as atan(sigma) * 2 / pi (Evans et al., "Stable Audio Open", 2024).
"""

import math
from pathlib import Path

import torch
from diffusers import EDMDPMSolverMultistepScheduler

from reelmesh.models.folder import ModelFolder

COSINE = "CosineDPMSolverMultistepScheduler"
_OWN = {"sigma_min": 0.3, "sigma_max": 500.0, "sigma_data": 1.0, "sigma_schedule": "exponential",
        "prediction_type": "v_prediction"}  # fmt: skip
"""That scheduler's defaults, where they are not EDM's."""


class CosineScheduler(EDMDPMSolverMultistepScheduler):
    """Draws its noise from the generator of the call."""

    def precondition_noise(self, sigma: float | torch.Tensor) -> torch.Tensor:
        """The noise level as the model was taught to read it, 0 to 1."""
        return torch.atan(torch.as_tensor(sigma)) * 2 / math.pi


def scheduler_for(folder: ModelFolder) -> CosineScheduler | None:
    """The scheduler to load a pipeline with, or None for the one that its folder names."""
    if not Path(folder.path / "scheduler" / "scheduler_config.json").is_file():
        return None
    config = folder.config("scheduler/scheduler_config.json")
    if config.get("_class_name") != COSINE:
        return None
    known = {name: value for name, value in config.items() if not name.startswith("_")}
    made = CosineScheduler.from_config({**_OWN, **known, "algorithm_type": "sde-dpmsolver++"})
    assert isinstance(made, CosineScheduler)
    return made

"""Proves that an operator's options are read, and that a wrong one is told with what there is."""

from dataclasses import dataclass

import pytest
import torch

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models import device
from reelmesh.models.device import GIB, Device, choose, offload_for, tiles
from reelmesh.models.ladder import Rung, climb_down
from reelmesh.models.options import ModelOptions, read_options

H100 = Device("cuda:0", "bfloat16", 80 * GIB)
SMALL = Device("cuda:0", "bfloat16", 24 * GIB)
CPU = Device("cpu", "float32", 0)


@dataclass(frozen=True)
class Own(ModelOptions):
    steps: int = 30
    guidance: float = 5.0


def test_options_are_read_by_kind_and_hyphens_are_as_good_as_underscores() -> None:
    asked = {"steps": "8", "guidance": "1.5", "warm-up": "off", "offload": "model"}
    assert read_options(Own, asked) == Own(steps=8, guidance=1.5, warm_up=False, offload="model")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("step", "8", "guidance"),
        ("steps", "many", "steps=many"),
        ("offload", "disk", "'sequential'"),
        ("compile", "perhaps", "on or off"),
    ],
)
def test_a_wrong_option_is_told_with_what_there_is(name: str, value: str, words: str) -> None:
    with pytest.raises(CallerError, match=words):
        read_options(Own, {name: value})


def test_without_a_gpu_the_cpu_is_chosen_and_a_gpu_asked_for_is_missed() -> None:
    if torch.cuda.is_available() or torch.backends.mps.is_available():
        pytest.skip("this machine has a GPU")
    assert choose(ModelOptions()) == CPU
    for name in ("cuda", "cuda:1", "mps", "tpu"):
        with pytest.raises(CallerError, match=name):
            choose(ModelOptions(device=name))


def test_what_rests_elsewhere_follows_the_memory() -> None:
    auto = ModelOptions()
    assert offload_for(auto, H100, 40 * GIB, 30 * GIB) == "none"
    assert offload_for(auto, H100, 70 * GIB, 30 * GIB) == "model"
    assert offload_for(auto, SMALL, 40 * GIB, 30 * GIB) == "sequential"
    assert offload_for(auto, CPU, 40 * GIB, 30 * GIB) == "none"
    assert offload_for(ModelOptions(offload="model"), CPU, 0, 0) == "model"
    assert (tiles(auto, H100), tiles(auto, SMALL), tiles(auto, CPU)) == (False, True, False)
    assert tiles(ModelOptions(tiling="on"), H100)


class Stairs:
    """Work that needs less than its rungs give only at the bottom."""

    def __init__(self, error: Exception, needed: int) -> None:
        self.error, self.needed, self.rungs, self.tries = error, needed, 0, 0

    def work(self) -> str:
        self.tries += 1
        if self.rungs < self.needed:
            raise self.error
        return "picture"

    def down(self) -> None:
        self.rungs += 1


OUT = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")


@pytest.mark.parametrize("error", [OUT, RuntimeError("NVML: out of memory"), MemoryError()])
def test_each_time_memory_runs_out_one_rung_is_stepped_down(error: Exception) -> None:
    stairs = Stairs(error, 2)
    rungs = [Rung("tiles", stairs.down), Rung("offload", stairs.down), Rung("small", stairs.down)]
    assert climb_down(stairs.work, rungs, CPU, "x") == ("picture", ["tiles", "offload"])
    assert stairs.tries == 3


def test_at_the_bottom_it_is_said_what_to_do() -> None:
    stairs = Stairs(OUT, 9)
    with pytest.raises(EngineError, match="smaller or shorter") as caught:
        climb_down(stairs.work, [Rung("tiles", stairs.down)], CPU, "x")
    assert caught.value.retryable
    assert stairs.tries == 2


def test_other_errors_are_not_answered_with_less() -> None:
    stairs = Stairs(ValueError("wrong shape"), 1)
    with pytest.raises(ValueError, match="wrong shape"):
        climb_down(stairs.work, [Rung("tiles", stairs.down)], CPU, "x")
    assert (stairs.tries, stairs.rungs) == (1, 0)


def test_a_library_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineError, match="no_such_library"):
        device.check_packages("torch", "no_such_library")

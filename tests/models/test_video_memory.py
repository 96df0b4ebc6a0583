"""Proves which ways to save memory there are on a GPU, and that they are taken alone."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import cast

import pytest
import torch

from reelmesh.models.device import Device
from reelmesh.models.video.pipe import Pipe
from services.video.models.memory import OFFLOAD, TILES, Memory, Saving


class Vae(torch.nn.Module):
    """Knows tiles."""

    def enable_tiling(self) -> None:
        pass

    def disable_tiling(self) -> None:
        pass


class Spy:
    """Stands for a pipeline on a GPU, which is not there."""

    def __init__(self) -> None:
        self.vae = Vae()
        self.moves: list[str] = []
        self.alone = False

    @contextmanager
    def held(self) -> Generator[None]:
        self.alone = True
        yield
        self.alone = False

    def enable_model_cpu_offload(self, *, device: str) -> None:
        assert self.alone
        self.moves.append(f"model {device}")

    def enable_sequential_cpu_offload(self, *, device: str) -> None:
        assert self.alone
        self.moves.append(f"sequential {device}")


def fails_until(tries: int, seen: list[Saving]) -> None:
    if len(seen) < tries:
        raise torch.OutOfMemoryError("CUDA out of memory")


@pytest.mark.parametrize(
    ("offload", "moved"), [("none", ["model cuda:0"]), ("model", ["sequential cuda:0"])]
)
def test_tiles_come_first_then_parts_wait_outside_of_the_gpu_and_stay_there(
    offload: str, moved: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.video.models.loading.free", lambda _: None)
    monkeypatch.setattr("reelmesh.models.ladder.free", lambda _: None)
    spy, seen = Spy(), list[Saving]()
    device = Device("cuda:0", "bfloat16", 24 << 30)
    memory = Memory(cast("Pipe", spy), device, offload, False, spy.held)

    def work(saving: Saving) -> str:
        seen.append(saving)
        fails_until(3, seen)
        return "film"

    assert memory.run(work, 1000, False, "video") == ("film", [TILES, OFFLOAD])
    assert spy.moves == moved
    assert seen == [Saving(1.0, False), Saving(1.0, True), Saving(1.0, True)]
    # Parts that wait outside do so for small shots too, which are not decoded in tiles.
    assert memory.run(work, 10, False, "video") == ("film", [OFFLOAD])
    assert spy.moves == moved
    assert seen[-1] == Saving(1.0, False)

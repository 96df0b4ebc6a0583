"""Proves that the benchmark of real-size models measures what it says, on models of no use; and
that its table holds the real sizes, whose weights take no memory here."""

import json
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import torch

from benchmarks import gpu
from benchmarks.architectures import build, run
from benchmarks.architectures.row import Row
from benchmarks.architectures.table import ROWS
from reelmesh.models.device import Device
from reelmesh.models.video.pipe import Pipe, denoisers
from services.video.models.loading import VideoOptions

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

CPU = Device("cpu", "float32", 0)
PLAN = run.Plan(CPU, VideoOptions(steps=2), tiny=True)


def row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(capsys.readouterr().out))


def test_rows_that_are_named_are_measured_one_after_the_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "gpu.json"
    only = ["--only", "stable-audio-open", "--only", "wan22-ti2v-5b"]
    assert gpu.main(["--tiny", "--steps", "3", "--json", str(path), *only]) == 0
    told = printed(capsys)
    assert json.loads(path.read_text()) == told
    assert (told["device"], told["dtype"], told["attention"]) == ("cpu", "float32", "native")
    film, sound = told["rows"]
    assert [film["row"], sound["row"]] == ["wan22-ti2v-5b", "stable-audio-open"]
    assert (film["frames"], film["width"], film["height"]) == (5, 32, 32)
    assert sound["seconds_of_sound"] == 1.0
    for found in (film, sound):
        assert found["steps"] == 3
        assert found["weights"] > found["denoiser_weights"] > 0
        for name in ("load", "first_step", "step", "decode", "before_steps"):
            key = f"{name}_seconds" + ("_median" if name == "step" else "")
            assert found[key] > 0, key
        # What only a GPU and its driver tell is absent, not nothing.
        assert found["peak_memory_bytes"] is found["joules"] is found["device_busy_share"] is None
    # Twice a step, for guidance: one after the other, or both in one pass.
    assert (film["passes_per_step"], sound["passes_per_step"]) == (2, 1)


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.frames])
def test_every_family_runs_without_its_text_encoder(name: str) -> None:
    found = run.measured(row(name), PLAN)
    assert found["frames"] == min(row(name).tiny_frames, 9)
    assert cast("float", found["step_seconds_median"]) > 0


def test_a_row_that_the_memory_is_too_small_for_says_so_and_the_next_one_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build.pipeline

    def short(row: Row, device: Device, *, tiny: bool, exact_vae: bool) -> Pipe:
        pipe = whole(row, device, tiny=tiny, exact_vae=exact_vae)
        if row.name == "wan21-t2v-1.3b":
            denoisers(pipe)[0].register_forward_hook(full)
        return pipe

    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 7.00 GiB")

    monkeypatch.setattr(build, "pipeline", short)
    only = ["--only", "wan21-t2v-1.3b", "--only", "wan22-ti2v-5b"]
    assert gpu.main(["--tiny", "--steps", "2", *only]) == 0
    first, second = printed(capsys)["rows"]
    assert first["out_of_memory"].startswith("CUDA out of memory")
    assert "step_seconds_median" not in first
    assert second["step_seconds_median"] > 0


def test_an_option_that_a_row_cannot_have_is_told_and_the_next_one_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    only = ["--only", "wan22-ti2v-5b", "--only", "stable-audio-open"]
    assert gpu.main(["--tiny", "--steps", "2", "--attention", "warp-drive", *only]) == 0
    rows = printed(capsys)["rows"]
    assert all("attention=warp-drive" in found["refused"] for found in rows)


def test_sizes_and_lengths_are_those_asked_for_as_near_as_the_family_makes_them() -> None:
    plan = run.Plan(CPU, VideoOptions(steps=2), tiny=True, size=(70, 40), frames=12)
    found = run.measured(row("wan21-t2v-1.3b"), plan)
    assert (found["width"], found["height"], found["frames"]) == (80, 48, 9)


def test_without_a_gpu_one_sentence_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu.main([]) == gpu.MISSING
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "no GPU" in told.err
    monkeypatch.setitem(sys.modules, "diffusers", None)
    assert gpu.main(["--tiny"]) == gpu.MISSING
    assert "diffusers" in capsys.readouterr().err


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_table_holds_the_real_sizes(row: Row) -> None:
    names = row.parts.keys() & {"transformer", "unet"}
    model = build.empty(row.parts[names.pop()], tiny=False)
    assert isinstance(model, torch.nn.Module)
    count = sum(weight.numel() for weight in model.parameters())
    assert count / 1e9 == pytest.approx(row.billions, rel=0.01)
    assert {weight.device.type for weight in model.parameters()} == {"meta"}


def test_weights_are_drawn_in_the_devices_numbers_and_always_the_same() -> None:
    half = Device("cpu", "bfloat16", 0)
    one, same = (
        build.pipeline(row("wan21-t2v-1.3b"), half, tiny=True, exact_vae=True) for _ in range(2)
    )
    kinds = {name: weight.dtype for name, weight in denoisers(one)[0].named_parameters()}
    assert kinds["blocks.0.attn1.to_q.weight"] == torch.bfloat16
    # As from_pretrained keeps them.
    assert kinds["blocks.0.norm2.weight"] == torch.float32
    assert {weight.dtype for weight in one.vae.parameters()} == {torch.float32}
    pairs = zip(denoisers(one)[0].parameters(), denoisers(same)[0].parameters(), strict=True)
    assert all(torch.equal(left, right) for left, right in pairs)

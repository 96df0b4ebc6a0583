"""Proves that a model folder is checked before it is loaded, and that its name is its content."""

import os
import pickle
import subprocess
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from reelmesh.mesh.engine import CallerError, EngineError
from reelmesh.models.folder import MANIFEST, ModelFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "unet").mkdir()
    save_file({"weight": torch.ones(4)}, tmp_path / "unet" / "model.safetensors")
    (tmp_path / "model_index.json").write_text('{"_class_name": "X"}')
    (tmp_path / "README.md").write_text("words")
    return tmp_path


class Bomb:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self._mark,))


def test_a_manifest_is_written_that_sha256sum_checks(folder: Path) -> None:
    model = ModelFolder(folder)
    assert sorted(model.sums) == ["model_index.json", "unet/model.safetensors"]
    subprocess.run(["sha256sum", "-c", "--quiet", MANIFEST], cwd=folder, check=True)
    assert ModelFolder(folder).digest == model.digest


def test_another_weight_is_another_model(folder: Path) -> None:
    first = ModelFolder(folder).digest
    (folder / MANIFEST).unlink()
    save_file({"weight": torch.zeros(4)}, folder / "unet" / "model.safetensors")
    assert ModelFolder(folder).digest != first


@pytest.mark.parametrize("name", ["unet/model.bin", "extra.PT", "a.ckpt", "unet/model.safetensors"])
def test_a_pickle_is_refused_before_it_is_read(folder: Path, tmp_path: Path, name: str) -> None:
    mark = tmp_path / "exploded"
    with (folder / name).open("wb") as file:
        pickle.dump(Bomb(mark), file)
    with pytest.raises(CallerError, match=Path(name).name):
        ModelFolder(folder)
    assert not mark.exists()


def test_a_changed_file_is_told_and_only_its_name_is_trusted_when_asked_for(folder: Path) -> None:
    before = ModelFolder(folder).digest
    (folder / "model_index.json").write_text('{"_class_name": "Y"}')
    with pytest.raises(EngineError, match=r"model_index\.json"):
        ModelFolder(folder)
    assert ModelFolder(folder, verify=False).digest == before


def test_a_file_too_many_and_one_too_few_are_told(folder: Path) -> None:
    ModelFolder(folder)
    (folder / "new.json").write_text("{}")
    with pytest.raises(EngineError, match=r"new\.json"):
        ModelFolder(folder, verify=False)


def test_a_folder_that_cannot_be_written_to_still_has_a_digest(folder: Path) -> None:
    digest = ModelFolder(folder).digest
    (folder / MANIFEST).unlink()
    (folder / f".{MANIFEST}.{os.getpid()}").mkdir()  # where it would be written first
    assert ModelFolder(folder).digest == digest
    assert not (folder / MANIFEST).exists()


def test_a_garbled_manifest_is_told(folder: Path) -> None:
    (folder / MANIFEST).write_text("nonsense\n")
    with pytest.raises(EngineError, match="garbled"):
        ModelFolder(folder)


@pytest.mark.parametrize("path", ["", "/nowhere/at/all"])
def test_a_folder_that_is_not_there_is_the_operators_to_mend(path: str) -> None:
    with pytest.raises(CallerError, match="model"):
        ModelFolder(path)


def test_progress_of_hashing_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reelmesh.models.folder._TELL_EVERY_S", 0.0)
    told: list[float] = []
    ModelFolder(folder, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

"""Proves that previews are written one file each, and only where a folder was asked for."""

from pathlib import Path

import pytest

from reelmesh.command.previews import previews_of
from reelmesh.command.usage import UsageError
from reelmesh.v1.clip_service_pb2 import WatchClipResponse
from reelmesh.v1.common_pb2 import Stage
from reelmesh.v1.event_pb2 import StepProgress


def told(part: str, preview: bytes) -> WatchClipResponse:
    progress = StepProgress(stage=Stage.STAGE_VIDEO, part=part, progress=0.5, preview=preview)
    return WatchClipResponse(progress=progress)


def test_each_preview_is_a_file_named_by_its_step(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "previews"
    previews = previews_of(str(folder))
    for part, preview in (("shot1", b"a"), ("shot1", b""), ("shot2", b"b"), ("shot1", b"c")):
        previews.update(told(part, preview))
    previews.update(WatchClipResponse())
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found == {
        "video.shot1-001.jpg": b"a",
        "video.shot1-002.jpg": b"c",
        "video.shot2-001.jpg": b"b",
    }


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    previews_of(None).update(told("shot1", b"a"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_bad_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"--previews .*file cannot be a folder"):
        previews_of(str(tmp_path / "file"))

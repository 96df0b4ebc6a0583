"""Previews of a clip on its way, as files."""

from collections import Counter
from pathlib import Path

from reelmesh.command.report import stage_name
from reelmesh.command.usage import UsageError
from reelmesh.v1.clip_service_pb2 import WatchClipResponse


class Previews:
    """Writes every preview that is told into a folder: video.shot1-001.jpg and so on."""

    def __init__(self, folder: Path | None) -> None:
        """folder: made when it is not there; None writes nothing. Raises UsageError."""
        self._folder = folder
        self._written: Counter[str] = Counter()
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"--previews {folder} cannot be a folder: {reason}.") from None

    def update(self, change: WatchClipResponse) -> None:
        """Takes one message of the stream of WatchClip."""
        told = change.progress
        if self._folder is None or not told.preview:
            return
        step = f"{stage_name(told.stage)}.{told.part}"
        self._written[step] += 1
        (self._folder / f"{step}-{self._written[step]:03}.jpg").write_bytes(told.preview)


def previews_of(folder: str | None) -> Previews:
    """What --previews asks for."""
    return Previews(Path(folder) if folder else None)

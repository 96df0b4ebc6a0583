"""One mesh in one data folder: a lock that the kernel lets go of when its holder dies."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from reelmesh.mesh.errors import Unavailable

LOCK_FILE = "mesh.lock"


@dataclass(frozen=True)
class Holder:
    """Who runs a mesh in a folder."""

    pid: int
    """Process id of the supervisor."""
    shared: bool
    """Whether others may use the mesh: `reelmesh up`, rather than one command's own."""
    gateway: str = ""
    """host:port of its gateway; empty until it is ready."""


class FolderTaken(Unavailable):
    """Another mesh runs in the folder."""


class FolderLock:
    """The right to run a mesh in a folder."""

    def __init__(self, folder: Path, shared: bool) -> None:
        """Takes the lock. Raises FolderTaken when another mesh has it, Unavailable when the
        folder cannot be written."""
        self._holder = Holder(os.getpid(), shared)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / LOCK_FILE).open("a+", encoding="utf-8")
        except OSError as error:
            raise Unavailable(f"{folder} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            holder = holder_of(folder)
            who = f" (process {holder.pid})" if holder else ""
            raise FolderTaken(
                f"Another mesh{who} runs in {folder}: stop it, or take another folder with --data."
            ) from None
        self._write(self._holder)

    def announce(self, gateway: str) -> None:
        """Says where the gateway is, now that it is ready."""
        self._write(Holder(self._holder.pid, self._holder.shared, gateway))

    def release(self) -> None:
        """Gives the folder up."""
        if not self._file.closed:
            self._file.truncate(0)
            self._file.close()

    def _write(self, holder: Holder) -> None:
        self._file.truncate(0)
        self._file.write(json.dumps(asdict(holder)))
        self._file.flush()


def holder_of(folder: Path) -> Holder | None:
    """Who runs a mesh in the folder now; None when nobody does."""
    try:
        with (folder / LOCK_FILE).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return Holder(**json.loads(file.read()))
    except (OSError, ValueError, TypeError):
        return None
    return None

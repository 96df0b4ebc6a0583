"""A model on disk: safetensors alone, every file known by its SHA-256.

    python -m reelmesh.models.folder /models/wan      writes SHA256SUMS, or checks it

SHA256SUMS has the form of coreutils' sha256sum, so `sha256sum -c SHA256SUMS` checks it too.
"""

import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from reelmesh.mesh.engine import CallerError, EngineError

log = logging.getLogger("reelmesh.models")

MANIFEST = "SHA256SUMS"
UNSAFE = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".dill", ".npz"})
"""Suffixes of files that may run code when they are read, or hold such ones (Python's pickle)."""
HEADER_MAX = 100_000_000
"""Longest header of a safetensors file in bytes, as the format's own reader has it."""
_IGNORED = frozenset({MANIFEST, "README.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})
_CHUNK = 1 << 22
_TELL_EVERY_S = 2.0

Told = Callable[[float], None]
"""Called with the share of the work done, 0 to 1, from time to time."""


class ModelFolder:
    """A checked model folder.

    Raises CallerError where the folder is not there or holds what may not be loaded, EngineError
    where a file is not what the manifest says.
    """

    def __init__(self, path: str | Path, *, verify: bool = True, told: Told | None = None) -> None:
        """verify: hash every file and compare with the manifest; without it the manifest's word
        is taken for files of its names. A folder without a manifest is hashed, and gets one
        where it may be written to."""
        if not str(path):
            raise CallerError(
                "This engine needs a model: set ENGINE_OPTIONS=model=/path/to/its/folder."
            )
        self.path = Path(path)
        if not self.path.is_dir():
            raise CallerError(f"The model folder {self.path} is not there: check model= of it.")
        self._files = sorted(_files(self.path))
        _refuse_pickles(self.path, self._files)
        self.sums = self._sums(verify, told)
        self.digest = digest_of(self.sums)
        """Names this model in fingerprints: over all names and digests."""

    @property
    def weights_bytes(self) -> int:
        """Size of all weights, as they are on the disk."""
        return sum(
            (self.path / name).stat().st_size
            for name in self._files
            if name.endswith(".safetensors")
        )

    def config(self, name: str = "model_index.json") -> dict[str, object]:
        """A JSON file of the folder. Raises CallerError when it is none."""
        try:
            found = json.loads((self.path / name).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise CallerError(
                f"{self.path} holds no {name} that can be read: give the folder as it is saved by "
                "save_pretrained."
            ) from error
        if not isinstance(found, dict):
            raise CallerError(f"{name} in {self.path} is no JSON object.")
        return found

    def _sums(self, verify: bool, told: Told | None) -> dict[str, str]:
        known = read_manifest(self.path)
        if known is None:
            sums = hashed(self.path, self._files, told)
            _write(self.path, sums)
            return sums
        if strange := sorted(set(self._files) ^ set(known)):
            raise EngineError(
                f"{MANIFEST} in {self.path} does not go with its files ({', '.join(strange[:3])}): "
                "fetch the model again, or remove the manifest if you changed it yourself."
            )
        if verify:
            found = hashed(self.path, self._files, told)
            if changed := [name for name in self._files if found[name] != known[name]]:
                raise EngineError(
                    f"{changed[0]} in {self.path} is not the file that {MANIFEST} names: fetch the "
                    "model again."
                )
        return known


def digest_of(sums: dict[str, str]) -> str:
    """SHA-256 over names and digests of files, sorted by name."""
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, str] | None:
    """Digests by name, or None without a manifest. Raises EngineError when it is garbled."""
    try:
        lines = (folder / MANIFEST).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    sums: dict[str, str] = {}
    for line in lines:
        digest, _, name = line.partition(" ")
        # sha256sum writes two spaces, or a space and an asterisk for binary mode.
        name = name[1:] if name[:1] in {" ", "*"} else name
        if len(digest) != 64 or not name:
            raise EngineError(f"{MANIFEST} in {folder} is garbled: remove it or write it anew.")
        sums[name.removeprefix("./")] = digest
    return sums


def hashed(folder: Path, names: Iterable[str], told: Told | None = None) -> dict[str, str]:
    """SHA-256 of files by name."""
    names = list(names)
    whole = sum((folder / name).stat().st_size for name in names) or 1
    done = 0
    last = time.monotonic()
    sums: dict[str, str] = {}
    for name in names:
        digest = hashlib.sha256()
        with (folder / name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                done += len(chunk)
                if told and time.monotonic() - last > _TELL_EVERY_S:
                    last = time.monotonic()
                    told(done / whole)
        sums[name] = digest.hexdigest()
    return sums


def _files(folder: Path) -> list[str]:
    """Names of all files that make the model what it is, relative, with slashes."""
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(parent).relative_to(folder)
        found += [
            (here / name).as_posix()
            for name in names
            if not name.startswith(".") and name not in _IGNORED
        ]
    return found


def _refuse_pickles(folder: Path, names: Iterable[str]) -> None:
    """By name, and by the first bytes of what is called safetensors; nothing is unpickled."""
    for name in names:
        if Path(name).suffix.lower() in UNSAFE:
            raise CallerError(
                f"{name} in {folder} may run code when it is loaded (a pickle), so the model is "
                "refused: convert it to safetensors and remove it."
            )
        if name.endswith(".safetensors"):
            with (folder / name).open("rb") as file:
                head = file.read(9)
            if len(head) < 9 or head[8:] != b"{" or int.from_bytes(head[:8], "little") > HEADER_MAX:
                raise CallerError(
                    f"{name} in {folder} is no safetensors file, whatever its name says: fetch the "
                    "model again."
                )


def _write(folder: Path, sums: dict[str, str]) -> None:
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    part = folder / f".{MANIFEST}.{os.getpid()}"
    try:
        part.write_text(text, "utf-8")
        part.replace(folder / MANIFEST)
    except OSError as error:
        # Model folders are often mounted to be read only.
        log.warning("no manifest was written in %s: %s", folder, error.strerror)


def main() -> None:
    """Write the manifest of each folder named, or check the one that is there."""
    for name in sys.argv[1:]:
        try:
            model = ModelFolder(name, told=lambda share: print(f"{share:.0%}", end="\r"))
        except (CallerError, EngineError) as error:
            sys.exit(str(error))
        print(f"{model.digest}  {name}: {len(model.sums)} files")


if __name__ == "__main__":
    main()

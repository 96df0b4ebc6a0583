"""The Files of an engine that runs alone: a folder on the disk, and nothing of the mesh."""

import hashlib
from pathlib import Path

from reelmesh.v1.common_pb2 import Artifact


class Folder:
    """Files on disk, as a worker gives them to an engine; see reelmesh.mesh.engine.Files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept: dict[str, Path] = {}
        """Paths by SHA-256."""
        self.previews: list[bytes] = []
        self._made = 0

    def path(self, artifact: Artifact) -> Path:
        """The file of an artifact."""
        return self.kept[artifact.sha256]

    def new(self, name: str) -> Path:
        """A fresh path."""
        # Counted by itself: what has the same content as something kept is still a file.
        self._made += 1
        return self.root / f"{self._made}-{name}"

    def keep(self, path: Path, media_type: str) -> Artifact:
        """Remember a file by its digest."""
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = path
        return Artifact(sha256=digest, size_bytes=len(content), media_type=media_type)

    def preview(self, jpeg: bytes) -> None:
        """Remember a preview."""
        self.previews.append(jpeg)

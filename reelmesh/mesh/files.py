"""The local side of artifacts: a cache of inputs, and the Files of one engine run."""

import asyncio
import hashlib
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path

from google.protobuf.message import Message

from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.engine import PREVIEW_BYTES_MAX
from reelmesh.mesh.errors import CallerError
from reelmesh.v1.common_pb2 import Artifact

CACHE_BYTES_MAX = 2 << 30


def artifacts_in(message: Message) -> Iterator[Artifact]:
    """Every artifact a message names, at any depth, each once."""
    seen: set[str] = set()
    for found in _walk(message):
        if found.sha256 not in seen:
            seen.add(found.sha256)
            yield found


def _walk(message: Message) -> Iterator[Artifact]:
    if isinstance(message, Artifact):
        if message.sha256:
            yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for item in value if field.is_repeated else (value,):
            if isinstance(item, Message):
                yield from _walk(item)


class FileCache:
    """Downloaded inputs, kept for the next task; the longest unused go first."""

    def __init__(self, store: Artifacts) -> None:
        self._store = store
        self._folder = tempfile.TemporaryDirectory(prefix="reelmesh-")
        self.root = Path(self._folder.name)
        (self.root / "inputs").mkdir()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def fetch(self, tenant: str, artifact: Artifact) -> Path:
        """A local file with the artifact's bytes."""
        name = f"{tenant}-{artifact.sha256}"
        path = self.root / "inputs" / name
        async with self._locks.setdefault(name, asyncio.Lock()):
            if not path.exists():
                await self._store.fetch(tenant, artifact, path)
            self.remember(name, path)
        return path

    def adopt(self, tenant: str, artifact: Artifact, path: Path) -> None:
        """Take over a file this process made, so that it need not be downloaded."""
        name = f"{tenant}-{artifact.sha256}"
        target = self.root / "inputs" / name
        path.replace(target)
        self.remember(name, target)

    def remember(self, name: str, path: Path) -> None:
        self._sizes[name] = path.stat().st_size
        self._sizes.move_to_end(name)
        while sum(self._sizes.values()) > CACHE_BYTES_MAX and len(self._sizes) > 32:
            old, _ = self._sizes.popitem(last=False)
            self._locks.pop(old, None)
            (self.root / "inputs" / old).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove everything."""
        self._folder.cleanup()


class RunFiles:
    """The Files of one engine run; see engine.Files."""

    def __init__(
        self,
        root: Path,
        inputs: dict[str, Path],
        show: Callable[[bytes], None] | None = None,
    ) -> None:
        self._root = root
        self._inputs = inputs
        self._show = show
        self._folder: Path | None = None
        self.kept: dict[str, tuple[Artifact, Path]] = {}

    def path(self, artifact: Artifact) -> Path:
        """See engine.Files.path."""
        try:
            return self._inputs[artifact.sha256]
        except KeyError:
            raise CallerError(
                f"Artifact {artifact.sha256[:12] or '(empty)'} is not part of the request."
            ) from None

    def new(self, name: str) -> Path:
        """See engine.Files.new."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._root))
        return self._folder / Path(name).name

    def close(self) -> None:
        """Remove what was written and not kept."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def keep(self, path: Path, media_type: str) -> Artifact:
        """See engine.Files.keep."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        artifact = Artifact(sha256=digest, size_bytes=path.stat().st_size, media_type=media_type)
        self.kept[digest] = (artifact, path)
        return artifact

    def preview(self, jpeg: bytes) -> None:
        """See engine.Files.preview. One that is too large is dropped: it is only a preview."""
        if self._show is not None and len(jpeg) <= PREVIEW_BYTES_MAX:
            self._show(jpeg)

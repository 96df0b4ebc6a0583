"""A mesh for one command: runs in a thread beside it, and ends with it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from reelmesh.local.mesh import LocalMesh
from reelmesh.mesh.errors import ReelmeshError, Unavailable


class PrivateMesh:
    """`with PrivateMesh(folder) as mesh:` a gateway answers at mesh.gateway in the block."""

    def __init__(self, folder: Path, say: Callable[[str], None] = lambda _: None) -> None:
        """folder holds the data and, in logs/, what the programs say."""
        self.folder = folder
        self.gateway = ""
        self.start_seconds = 0.0
        self.failure: ReelmeshError | None = None
        """Why the mesh has stopped by itself."""
        self.on_failure: Callable[[], None] = lambda: None
        """Called, in the mesh's thread, when the mesh stops by itself."""
        self._say = say
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="mesh", daemon=True)

    def __enter__(self) -> "PrivateMesh":
        self._thread.start()
        try:
            # In steps, since a wait without end does not let Ctrl-C through on every system.
            while not self._ready.wait(0.5):
                pass
        except BaseException:
            self.stop()
            raise
        if self.failure:
            self._thread.join()
            raise self.failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops everything and waits until it is gone."""
        if self._loop and self._stop and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except ReelmeshError as error:
            self.failure = error
        except Exception as error:  # noqa: BLE001 - told to the command, which runs elsewhere
            self.failure = Unavailable(f"The private mesh failed: {error}.")
        if self.failure and self._ready.is_set():
            self.on_failure()
        self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        stopped = asyncio.create_task(self._stop.wait())
        serving = asyncio.create_task(self._until_failure())
        await asyncio.wait({stopped, serving}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            serving.cancel()
        stopped.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    async def _until_failure(self) -> None:
        mesh = LocalMesh(self.folder, say=self._say)
        async with mesh:
            self.gateway, self.start_seconds = mesh.gateway, mesh.start_seconds
            self._ready.set()
            await mesh.failed()

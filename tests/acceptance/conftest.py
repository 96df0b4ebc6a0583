"""One mesh with the default engines for all acceptance tests, and the command line to use it."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from reelmesh.local.mesh import LocalMesh

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """Its standard output as one JSON object."""
        return cast("dict[str, object]", json.loads(self.out))


def reelmesh(*arguments: str, cache: Path | None = None, timeout_s: float = 110) -> Done:
    """Run the command as a user would, in a process of its own; cache is its user's folder."""
    own = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    done = subprocess.run(
        [sys.executable, "-m", "reelmesh", *arguments],
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """host:port of a local mesh with the default engines."""
    folder = tmp_path_factory.mktemp("mesh")
    address: list[str] = []
    up, stop = threading.Event(), threading.Event()

    async def run() -> None:
        try:
            async with LocalMesh(folder) as mesh:
                address.append(mesh.gateway)
                up.set()
                await asyncio.to_thread(stop.wait)
        finally:
            up.set()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    up.wait()
    assert address, "the local mesh did not start"
    yield address[0]
    stop.set()
    thread.join()


@pytest.fixture(scope="session")
def astronaut() -> str:
    """A portrait (NASA, public domain)."""
    return str(ROOT / "examples" / "astronaut.jpg")

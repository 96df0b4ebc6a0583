"""One mesh for all tests that only ask it for clips: starting one takes seconds."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from reelmesh.mesh.settings import Settings
from tests.benches import Bench, bench_of
from tests.meshes import Hold, Mesh, mesh_of, programs


@pytest.fixture(scope="session")
def run_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shared mesh's engines write a line a run."""
    path = tmp_path_factory.mktemp("runs") / "log"
    path.touch()
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mesh(tmp_path_factory: pytest.TempPathFactory, run_log: Path) -> AsyncGenerator[Mesh]:
    """The shared mesh. Use prompts that nobody else uses: spec() of tests/meshes.py makes them."""
    parts = programs(f"bytes=64,log={run_log}")
    async with mesh_of(tmp_path_factory.mktemp("mesh"), parts) as running:
        yield running


@pytest_asyncio.fixture
async def bench(settings: Settings, tmp_path: Path) -> AsyncGenerator[Bench]:
    """Workers of the voice stage in this process."""
    async with bench_of(settings, tmp_path) as one:
        yield one


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Hold]:
    """A file for steered engines to wait on or to fail by, until it is released."""
    held = Hold(tmp_path / "hold")
    yield held
    # A test that failed must not keep a worker for ever.
    held.release()

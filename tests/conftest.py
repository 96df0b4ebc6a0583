"""The real servers for every test that asks: a fresh bus each test, one store a session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reelmesh.local.servers import NatsServer, WeedServer, running
from reelmesh.mesh.settings import Settings
from tests.servers import settings_for


@pytest.fixture
def nats_url(tmp_path: Path) -> Iterator[str]:
    """A JetStream server that nobody else uses."""
    with running(NatsServer(tmp_path / "nats")) as server:
        yield server.url


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WeedServer]:
    """An S3 store: endpoint, access_key, secret_key. Take a bucket of your own."""
    with running(WeedServer(tmp_path_factory.mktemp("store"))) as server:
        yield server


@pytest.fixture
def settings(nats_url: str, store: WeedServer) -> Settings:
    """Settings of a program with a bus and a bucket that no other test uses."""
    return settings_for(nats_url, store)

"""Builds what tests run against: the real bus and the real store, on free ports."""

import uuid

from reelmesh.local.servers import WeedServer
from reelmesh.mesh.settings import Settings, read_settings


def settings_for(nats_url: str, store: WeedServer, **extra: str) -> Settings:
    """Settings of a program in a bucket of its own; extra are environment variables."""
    return read_settings(
        {
            "NATS_URL": nats_url,
            "S3_ENDPOINT": store.endpoint,
            "S3_ACCESS_KEY": store.access_key,
            "S3_SECRET_KEY": store.secret_key,
            "S3_BUCKET": f"test-{uuid.uuid4().hex}",
            "LISTEN": "127.0.0.1:0",
            **extra,
        }
    )

"""The only reader of the environment: read once in main(), passed on from there."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from reelmesh.mesh.errors import CallerError
from reelmesh.v1.common_pb2 import Stage

DEFAULT_ENGINES = {
    Stage.STAGE_VISION: "scene",
    Stage.STAGE_VOICE: "neural",
    Stage.STAGE_VIDEO: "parallax",
    Stage.STAGE_AMBIENT: "procedural",
    Stage.STAGE_MUX: "film",
}


@dataclass(frozen=True)
class Settings:
    """Everything a program may be told from outside. Each field names its variable."""

    nats_url: str
    """NATS_URL: where the bus is, with credentials if it wants any."""
    s3_endpoint: str
    """S3_ENDPOINT: http://host:port or https://host:port of the store."""
    s3_access_key: str
    """S3_ACCESS_KEY."""
    s3_secret_key: str
    """S3_SECRET_KEY."""
    s3_bucket: str
    """S3_BUCKET: holds artifacts/<tenant>/<sha256>."""
    listen: str
    """LISTEN: host:port of this program's gRPC server; port 0 takes a free one."""
    stage: Stage
    """STAGE: what a worker does, in lower case; the gateway has none."""
    pool: str
    """POOL: the group of like workers this one belongs to."""
    engine: str
    """ENGINE: a file in services/<stage>/engines/, or module:Class."""
    engine_options: Mapping[str, str]
    """ENGINE_OPTIONS: name=value,name=value for the engine; model=PATH and threads=N are
    understood by all."""
    slots: int
    """SLOTS: tasks a worker runs at a time."""
    pools_file: str
    """REELMESH_POOLS: the gateway's table of pools (TOML); empty for one pool, cpu."""
    otlp_endpoint: str
    """OTEL_EXPORTER_OTLP_ENDPOINT: also send traces and metrics there."""
    worker: str
    """This process's own name: host and process id."""
    lease_s: int = 20
    """LEASE_S: seconds after which a task or an event of a program that died is given to
    another; the same for all programs."""


def read_settings(
    environment: Mapping[str, str], stage: Stage = Stage.STAGE_UNSPECIFIED
) -> Settings:
    """Settings from the environment. Raises CallerError that names the variable at fault."""
    if stage == Stage.STAGE_UNSPECIFIED and environment.get("STAGE"):
        stage = stage_named(environment["STAGE"])
    return Settings(
        nats_url=environment.get("NATS_URL", "nats://127.0.0.1:4222"),
        s3_endpoint=environment.get("S3_ENDPOINT", "http://127.0.0.1:8333"),
        s3_access_key=environment.get("S3_ACCESS_KEY", ""),
        s3_secret_key=environment.get("S3_SECRET_KEY", ""),
        s3_bucket=environment.get("S3_BUCKET", "reelmesh"),
        listen=environment.get("LISTEN", "127.0.0.1:0"),
        stage=stage,
        pool=token("POOL", environment.get("POOL", "cpu")),
        engine=environment.get("ENGINE") or DEFAULT_ENGINES.get(stage, ""),
        engine_options=pairs("ENGINE_OPTIONS", environment.get("ENGINE_OPTIONS", "")),
        slots=whole("SLOTS", environment.get("SLOTS", "1")),
        pools_file=environment.get("REELMESH_POOLS", ""),
        otlp_endpoint=environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        worker=f"{socket.gethostname()}-{os.getpid()}",
        lease_s=whole("LEASE_S", environment.get("LEASE_S", "20")),
    )


def stage_named(name: str) -> Stage:
    """A stage by its lower-case name, such as video."""
    try:
        return cast("Stage", Stage.Value(f"STAGE_{name.upper()}"))
    except ValueError:
        known = ", ".join(n.removeprefix("STAGE_").lower() for n in Stage.keys()[1:])
        raise CallerError(f"STAGE is {name!r}, but the stages are {known}.") from None


def token(variable: str, value: str) -> str:
    """A value that stands in a subject: letters, digits and hyphens."""
    if not value.replace("-", "").isalnum() or not value.isascii():
        raise CallerError(f"{variable} is {value!r}: use letters, digits and hyphens only.")
    return value


def whole(variable: str, value: str) -> int:
    """A whole number of at least one."""
    if not value.isdecimal() or int(value) < 1:
        raise CallerError(f"{variable} is {value!r}: use a whole number from 1.")
    return int(value)


def pairs(variable: str, value: str) -> dict[str, str]:
    """name=value,name=value as a mapping."""
    found: dict[str, str] = {}
    for item in filter(None, (part.strip() for part in value.split(","))):
        name, equals, text = item.partition("=")
        if not equals or not name:
            raise CallerError(f"{variable} holds {item!r}: write name=value,name=value.")
        found[name.strip()] = text.strip()
    return found

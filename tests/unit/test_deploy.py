"""Proves that what deploy/, requirements/ and examples/ say fits what the programs do."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
import yaml

from gateway.pools import read_pools
from reelmesh.local.servers import FILE_STORE_BYTES_MAX, binary
from reelmesh.mesh import names, probe
from reelmesh.mesh.settings import stage_named
from reelmesh.mesh.streams import streams
from reelmesh.v1.common_pb2 import Quality, Stage
from reelmesh.v1.spec_pb2 import Spec


class Logging(TypedDict):
    """What these tests read of a service's logging."""

    options: dict[str, str]


class Build(TypedDict):
    """What these tests read of how an image is built."""

    args: dict[str, str]


class ComposeService(TypedDict):
    """What these tests read of a service of docker-compose.yml."""

    security_opt: list[str]
    logging: Logging
    build: NotRequired[Build]
    read_only: NotRequired[bool]
    cap_drop: NotRequired[list[str]]
    tmpfs: NotRequired[list[str]]


ROOT = Path(__file__).resolve().parents[2]
GIB = 1 << 30


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def compose_services() -> dict[str, ComposeService]:
    return yaml.safe_load(text("docker-compose.yml"))["services"]


def limits_bytes() -> int:
    return sum(config.max_bytes or 0 for config in streams())


def test_the_bus_accepts_its_configuration() -> None:
    passwords = {"NATS_PASSWORD": "a" * 48, "NATS_READER_PASSWORD": "b" * 48}
    command = [binary("nats-server"), "-t", "-c", str(ROOT / "deploy/nats.conf")]
    checked = subprocess.run(command, env=passwords, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_the_bus_refuses_to_start_without_passwords() -> None:
    command = [binary("nats-server"), "-t", "-c", str(ROOT / "deploy/nats.conf")]
    assert subprocess.run(command, env={}, capture_output=True, check=False).returncode != 0


def test_the_limits_of_all_streams_fit_into_the_bus_of_compose_and_of_the_local_mesh() -> None:
    found = re.search(r"max_file_store: (\d+)GB", text("deploy/nats.conf"))
    assert found
    assert limits_bytes() <= int(found[1]) * GIB
    assert limits_bytes() <= FILE_STORE_BYTES_MAX


def test_every_secret_of_compose_is_named_in_the_example_and_has_no_default() -> None:
    named = set(re.findall(r"^([A-Z0-9_]+)=$", text(".env.example"), re.MULTILINE))
    asked = set(re.findall(r"\$\{([A-Z0-9_]+):\?", text("docker-compose.yml")))
    assert asked == named
    assert not re.search(r"(PASSWORD|KEY):-[^}]", text("docker-compose.yml"))


def test_no_service_of_compose_gains_privileges_or_logs_without_end() -> None:
    for name, service in compose_services().items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["logging"]["options"].keys() >= {"max-size", "max-file"}, name


def test_every_program_is_in_compose_and_may_write_into_tmp_alone() -> None:
    built: set[str] = set()
    for name, service in compose_services().items():
        if "build" in service:
            built.add(service["build"]["args"]["SERVICE"])
            assert service.get("read_only") is True, name
            assert service.get("cap_drop") == ["ALL"], name
            mounts = [mount.partition(":")[0] for mount in service.get("tmpfs", [])]
            assert mounts == ["/tmp"], name
    stages = {main.parent.name for main in (ROOT / "services").glob("*/__main__.py")}
    assert built == {"gateway", *stages}


def test_locks_name_no_host_and_no_path_and_every_package_has_a_hash() -> None:
    for lock in ("runtime", "dev", "benchmarks", "models", "gpu", "torch-cpu"):
        content = text(f"requirements/{lock}.lock")
        assert not re.search(r"https?://|file:|--index|--find-links| @ ", content), lock
        packages = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", content).strip())
        assert all("--hash=sha256:" in package for package in packages), lock


@pytest.mark.parametrize("lock", ["dev", "models", "gpu"])
def test_no_other_lock_changes_a_version_of_runtime_lock(lock: str) -> None:
    def versions(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text(f"requirements/{lock}.lock"), re.M))

    runtime, other = versions("runtime"), versions(lock)
    assert {name: other[name] for name in other.keys() & runtime.keys()} == {
        name: runtime[name] for name in other.keys() & runtime.keys()
    }
    if lock != "dev":  # an image is built from one lock alone
        assert other.keys() >= runtime.keys()


def test_the_lock_of_gpu_images_has_what_tests_of_models_have_and_pytorch() -> None:
    def lines(lock: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9-]+==\S+)", text(f"requirements/{lock}.lock"), re.M))

    assert lines("gpu") >= lines("models")
    assert {line.removesuffix("+cpu") for line in lines("torch-cpu")} <= lines("gpu")


def test_the_pool_of_kubernetes_is_told_what_workers_read_and_is_watched_where_they_pull() -> None:
    deployment, scaler = yaml.safe_load_all(text("deploy/k8s/pool.yaml"))
    pod = deployment["spec"]["template"]["spec"]
    container = pod["containers"][0]
    env = {item["name"]: item["value"] for item in container["env"]}
    read = set(re.findall(r'environment\.get\("([A-Z0-9_]+)"', text("reelmesh/mesh/settings.py")))
    secret = set(re.findall(r"--from-literal=([A-Z0-9_]+)=", text("deploy/k8s/pool.yaml")))
    assert env.keys() | secret <= read
    assert not env.keys() & secret
    dockerfile = text("deploy/Dockerfile")
    port = container["ports"][0]["containerPort"]
    assert f"LISTEN=0.0.0.0:{port} " in dockerfile.replace("\n", " ")
    probes = [container[kind]["grpc"]["port"] for kind in ("startupProbe", "readinessProbe")]
    assert probes == [port, port]
    user = pod["securityContext"]["runAsUser"]
    assert f"USER {user}:{user}" in dockerfile
    stage, pool = pod["containers"][0]["name"], env["POOL"]
    watched = scaler["spec"]["triggers"][0]["metadata"]
    assert watched["consumer"] == names.consumer(stage_named(stage), pool)
    assert watched["stream"] == names.TASKS
    assert scaler["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]


def test_the_example_table_sends_high_quality_to_its_pool_and_the_rest_to_cpu() -> None:
    pools = read_pools(str(ROOT / "examples/pools.toml"))
    assert pools.of(Stage.STAGE_VIDEO, Spec(quality=Quality.QUALITY_HIGH)) == "h100"
    assert pools.of(Stage.STAGE_VIDEO, Spec()) == "cpu"
    assert pools.of(Stage.STAGE_VOICE, Spec(), "zh-CN") == "mandarin"


def test_the_voice_models_runtime_keeps_no_identity_and_no_reports_for_its_maker(
    tmp_path: Path,
) -> None:
    # It keeps quiet by itself under CI, so that must not show here.
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-B", "-c", "import services.voice.sessions"]
    subprocess.run(command, env=environment, check=True)
    assert not list(tmp_path.iterdir())


def test_the_probe_asks_by_loopback_what_listens_everywhere() -> None:
    assert probe.reachable("0.0.0.0:50051") == "127.0.0.1:50051"
    assert probe.reachable("[::]:50051") == "127.0.0.1:50051"
    assert probe.reachable("10.0.0.7:50051") == "10.0.0.7:50051"
    assert probe.reachable("127.0.0.1:0") == ""


def test_the_probe_says_who_does_not_answer() -> None:
    assert probe.health("127.0.0.1:1", 1.0) == "127.0.0.1:1 does not answer (UNAVAILABLE)."

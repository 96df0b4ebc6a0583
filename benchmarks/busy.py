"""How busy one worker keeps its device while tasks wait. Prints JSON.

    python -m benchmarks.busy [--tasks 20] [--steps 20] [--step-seconds 0.05] [--megabytes 4]

One video worker on a real bus and store; its engine only sleeps, as a device that computes would
let the CPU be, reports each step, and writes a file. Each task has an input of its own, as large.
"""

import argparse
import asyncio
import hashlib
import json
import tempfile
import time
import uuid
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from reelmesh.local.mesh import LocalMesh
from reelmesh.local.programs import worker
from reelmesh.mesh import names
from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.bus import Bus, connect
from reelmesh.mesh.engine import Engine, EngineSettings, Files, Report
from reelmesh.mesh.settings import read_settings
from reelmesh.v1.common_pb2 import Artifact, Format, Stage
from reelmesh.v1.engine_pb2 import Capabilities
from reelmesh.v1.task_pb2 import StageRequest, Task
from reelmesh.v1.video_pb2 import AnimateRequest, AnimateResult
from reelmesh.v1.vision_pb2 import DescribeResult

TENANT = "busy"
AIM_SHARE = 0.95
PATIENCE_S = 300.0


class Denoiser(Engine[AnimateRequest, AnimateResult]):
    """Sleeps as many steps as told; writes when it began and ended into the file `log`."""

    name, version = "denoiser", "1"
    capabilities = Capabilities()

    def __init__(self, settings: EngineSettings) -> None:
        self.steps = int(settings.options["steps"])
        self.step_s = float(settings.options["step_seconds"])
        self.bytes = int(float(settings.options["megabytes"]) * 1e6)
        self.log = Path(settings.options["log"])

    def run(self, request: AnimateRequest, files: Files, report: Report) -> AnimateResult:
        """See Engine.run."""
        began = time.monotonic()
        assert files.path(request.scene.frame).stat().st_size
        for step in range(self.steps):
            time.sleep(self.step_s)
            report((step + 1) / self.steps)
        path = files.new("shot.bin")
        path.write_bytes(block(str(request.seed) + "out", self.bytes))
        with self.log.open("a") as log:
            log.write(f"{began} {time.monotonic()}\n")
        return AnimateResult(video=files.keep(path, "video/mp4"), frames=1)


def block(words: str, size: int) -> bytes:
    """Bytes that follow from the words."""
    return (hashlib.sha256(words.encode()).digest() * (size // 32 + 1))[:size]


@dataclass(frozen=True)
class Load:
    """What is measured."""

    tasks: int
    steps: int
    step_seconds: float
    megabytes: float


async def offer(bus: Bus, store: Artifacts, load: Load) -> None:
    """Put every input into the store and every task into the queue."""
    for number in range(load.tasks):
        data = block(f"{uuid.uuid4()}", int(load.megabytes * 1e6))
        frame = Artifact(sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data))
        await store.put_bytes(names.artifact_key(TENANT, frame), data, "image/png")
        request = AnimateRequest(
            scene=DescribeResult(frame=frame), frames=1, format=Format(fps=24), seed=number
        )
        task = Task(
            tenant=TENANT,
            clip=uuid.uuid4().hex,
            stage=Stage.STAGE_VIDEO,
            part="shot1",
            request=StageRequest(animate=request),
        )
        task.queued_time.GetCurrentTime()
        subject = names.task_subject(task.stage, "cpu", task.clip, task.part)
        await bus.offer_task(subject, task.SerializeToString(), {})


async def measure(load: Load) -> dict[str, object]:
    """Work a queue off and read from the engine's log how busy it was."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        log.touch()
        options = (
            f"steps={load.steps},step_seconds={load.step_seconds},"
            f"megabytes={load.megabytes},log={log}"
        )
        program = worker(
            "video", engine="benchmarks.busy:Denoiser", environment={"ENGINE_OPTIONS": options}
        )
        async with LocalMesh(Path(folder) / "mesh", []) as mesh:
            settings = read_settings(mesh.environment())
            bus, store = await connect(settings.nats_url, "busy"), Artifacts(settings)
            await asyncio.gather(bus.ensure(), store.ensure())
            await offer(bus, store, load)
            await mesh.add(program)
            async with asyncio.timeout(PATIENCE_S):
                while len(log.read_text().splitlines()) < load.tasks:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            await bus.close()
            store.close()
        words = [line.split() for line in log.read_text().splitlines()]
    return figures([(float(began), float(end)) for began, end in words])


def figures(rows: list[tuple[float, float]]) -> dict[str, object]:
    """rows: when each run began and ended, in seconds, in any order."""
    rows.sort()
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(rows)]
    whole = max(end for _, end in rows) - rows[0][0]
    share = sum(end - began for began, end in rows) / whole
    return {
        "tasks": len(rows),
        "busy_share": round(share, 4),
        "aim_busy_share": AIM_SHARE,
        "run_seconds_median": round(median(end - began for began, end in rows), 3),
        "idle_ms_between_runs_median": round(1000 * median(gaps), 1),
        "idle_ms_between_runs_most": round(1000 * max(gaps), 1),
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description="How busy one worker keeps its device.")
    parser.add_argument("--tasks", type=int, default=20)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--step-seconds", type=float, default=0.05)
    parser.add_argument("--megabytes", type=float, default=4.0)
    given = parser.parse_args()
    load = Load(given.tasks, given.steps, given.step_seconds, given.megabytes)
    print(json.dumps(asyncio.run(measure(load)), indent=2))


if __name__ == "__main__":
    main()

"""What a real clip costs: five seconds of 1280x720 with two voices, on a warm mesh. Prints JSON.

    python -m benchmarks.clip [--rounds 3] [--starts 3] [--no-moviepy]

Every round has another seed and one other pixel, so that nothing is found in the cache; the
last one is then asked for again, so that everything is. MoviePy makes the same camera move and
mix beside it.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from PIL import Image

from benchmarks.chains.drive import spent_by
from benchmarks.coldstart import cold_start
from benchmarks.moviepy_clip import run_apart
from benchmarks.processes import busy_seconds, peak_mib
from reelmesh.client import ReelmeshClient
from reelmesh.command.report import between, stage_name, step_summary
from reelmesh.local.mesh import LocalMesh
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step
from reelmesh.v1.common_pb2 import Artifact, Format
from reelmesh.v1.spec_pb2 import Line, Shot, Spec

ROOT = Path(__file__).resolve().parent.parent
IMAGE = ROOT / "examples" / "astronaut.jpg"
PROMPT = "Slow push in on an astronaut speaking aboard a quiet spacecraft, a low hum of machines"
LINES = (("Anna", "We have reached orbit."), ("Ben", "Copy that. Enjoy the view."))
SECONDS, WIDTH, HEIGHT, FPS = 5.0, 1280, 720, 24
AIM = 0.5
"""Wall time of a clip in its own lengths, on two cores."""


def spec(image: Artifact, seed: int) -> Spec:
    """The clip that is asked for."""
    return Spec(
        prompt=PROMPT,
        shots=[Shot(image=image)],
        lines=[Line(speaker=name, text=text) for name, text in LINES],
        format=Format(width=WIDTH, height=HEIGHT, fps=FPS),
        seconds=SECONDS,
        seed=seed,
    )


def upload(client: ReelmeshClient, folder: Path, seed: int) -> Artifact:
    """The photograph with one pixel of its own, so that vision has not seen it."""
    path = folder / f"still{seed}.png"
    with Image.open(IMAGE) as photo:
        photo.putpixel((0, 0), (seed % 256, seed // 256 % 256, 0))
        photo.save(path)
    return client.upload_image(path)


def make(client: ReelmeshClient, wanted: Spec) -> tuple[Clip, float]:
    """Make a clip; gives its record and the seconds from asking to its end."""
    began = time.perf_counter()
    clip = client.create(wanted)
    for update in client.watch(clip.id):
        if update.WhichOneof("update") == "clip":
            clip = update.clip
    wall_s = time.perf_counter() - began
    if clip.state != ClipState.CLIP_STATE_SUCCEEDED:
        raise SystemExit(f"The clip did not succeed: {clip.failure.message}")
    return clip, wall_s


def measured(
    mesh: LocalMesh, client: ReelmeshClient, wanted: Spec
) -> tuple[Clip, dict[str, object]]:
    """Make a clip and tell what it cost."""
    pids = {name: process.pid for name, process in mesh.processes.items() if process.pid}
    before, all_before = spent_by(pids), busy_seconds()
    own_before = time.process_time()
    clip, wall_s = make(client, wanted)
    spent = {name: seconds - before[name] for name, seconds in spent_by(pids).items()}
    own = time.process_time() - own_before
    others = max(0.0, busy_seconds() - all_before - sum(spent.values()) - own)
    return clip, {
        "wall_seconds": round(wall_s, 3),
        "of_real_time": round(wall_s / clip.result.seconds, 3),
        "core_seconds": round(sum(spent.values()), 2),
        "core_seconds_by_process": {name: round(s, 2) for name, s in spent.items()},
        "cores_taken_by_others": round(others / wall_s, 2),
        "steps": [timed(step) for step in clip.steps],
        "critical_path": critical_path(clip),
    }


def timed(step: Step) -> dict[str, object]:
    """What became of a step, and when, besides the engine's run, it was in the mesh's hands."""
    whole = between(step.queue_time, step.end_time)
    summary = step_summary(step)
    wait = between(step.queue_time, step.start_time)
    rest = max(0.0, whole - wait - step.run_seconds)
    return {
        "step": f"{summary['stage']}.{summary['part']}",
        "queue_wait_seconds": round(wait, 3),
        "run_seconds": summary["seconds"],
        "store_and_commit_seconds": round(rest, 3),
        "reused": summary["reused"],
    }


def critical_path(clip: Clip) -> list[str]:
    """The chain of steps that the clip waited for, with their seconds from queue to end."""
    by_name = {f"{stage_name(step.stage)}.{step.part}": step for step in clip.steps}
    path: list[str] = []
    candidates: Sequence[str] = list(by_name)
    while candidates:
        last = max(candidates, key=lambda name: by_name[name].end_time.ToNanoseconds())
        seconds = between(by_name[last].queue_time, by_name[last].end_time)
        path.append(f"{last} {seconds:.3f}")
        candidates = by_name[last].needs
    return path[::-1]


async def rounds_of(count: int, folder: Path) -> dict[str, object]:
    """All rounds on one mesh with the default engines."""
    async with LocalMesh(folder / "mesh") as mesh:
        with ReelmeshClient(mesh.gateway) as client:
            figures = await asyncio.to_thread(all_rounds, mesh, client, count, folder)
        figures["peak_mib_by_process"] = {
            name: round(peak_mib(process.pid)) for name, process in mesh.processes.items()
        }
    return figures


def all_rounds(
    mesh: LocalMesh, client: ReelmeshClient, count: int, folder: Path
) -> dict[str, object]:
    """Warm up, make fresh clips, make the last one again, keep the speech for MoviePy."""
    wanted = [spec(upload(client, folder, seed), seed) for seed in range(count + 1)]
    _, first_s = make(client, wanted[0])
    fresh = [measured(mesh, client, one) for one in wanted[1:]]
    _, again = measured(mesh, client, wanted[-1])
    clip = fresh[-1][0]
    began = time.perf_counter()
    client.download(clip.result.clip.sha256, folder / "clip.mp4")
    download_s = time.perf_counter() - began
    spoken = [step.result.speak.audio for step in clip.steps if step.result.HasField("speak")]
    for number, audio in enumerate(spoken, 1):
        client.download(audio.sha256, folder / f"line{number}.wav")
    ratios = [row["wall_seconds"] for _, row in fresh if isinstance(row["wall_seconds"], float)]
    return {
        "clip_seconds": round(clip.result.seconds, 3),
        "wall_seconds_median": round(median(ratios), 3),
        "of_real_time_median": round(median(ratios) / clip.result.seconds, 3),
        "of_real_time_aim": AIM,
        "first_clip_wall_seconds": round(first_s, 3),
        "download_seconds": round(download_s, 3),
        "rounds": [row for _, row in fresh],
        "same_clip_again": again,
    }


def compare(rounds: int, starts: int, moviepy: bool) -> dict[str, object]:
    """Everything this script measures."""
    figures: dict[str, object] = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load_average_before": os.getloadavg()[0],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if starts:
            figures["cold_start"] = cold_start(starts)
        figures["clip"] = asyncio.run(rounds_of(rounds, folder))
        if moviepy:
            lines = sorted(folder.glob("line*.wav"))
            figures["moviepy"] = run_apart(IMAGE, lines, folder, rounds)
    figures["load_average_after"] = os.getloadavg()[0]
    return figures


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description="What a real clip costs.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=3, help="cold starts; 0 for none")
    parser.add_argument("--no-moviepy", dest="moviepy", action="store_false")
    given = parser.parse_args()
    print(json.dumps(compare(given.rounds, given.starts, given.moviepy), indent=2))


if __name__ == "__main__":
    main()

"""What each motion of the world costs, and what captions, dissolves and fades do: painted frames at
1280x720, with and without. Prints JSON.

    python -m benchmarks.effects [--frames 48] [--rounds 3] [--width 1280] [--height 720]

Every round draws the still shot and then each effect, so that a busy machine slows all alike;
times are the least of the rounds. Times include encoding. What mux does is told of a clip of two
still shots of --frames each: joined as they are, captioned throughout, with half a second of
dissolve or of fade between them. It is divided by the clip's frames and has the sound, a silence,
in it, so that the difference from "joined" is the effect's.
"""

import argparse
import json
import resource
import tempfile
import time
import wave
from pathlib import Path

from benchmarks.folder import Folder
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.mux_pb2 import AssembleRequest, Cut
from reelmesh.v1.spec_pb2 import Camera, CameraMove, Effect, Motion, Transition
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeRequest, DescribeResult
from services.mux.engines.film import Film
from services.video.engines.parallax import Parallax
from services.vision.engines.scene import Scene

FPS = 24
# Together these have sky, water and plants.
PROMPTS = {
    "EFFECT_WATER": "a sea by day with clouds",
    "EFFECT_CLOUDS": "a sea by day with clouds",
    "EFFECT_FOLIAGE": "a forest in the morning",
}
PROMPT = "a meadow on a summer day"
LINE = "Nobody has walked here since the spring, and the grass is as high as the gate."


def quiet(_: float) -> None:
    """No progress is shown."""


def timed(engine: Parallax, request: AnimateRequest, folder: Folder) -> tuple[float, float, int]:
    """Wall and CPU milliseconds a frame, and kilobytes of the file."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = engine.run(request, folder, quiet)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    wall_ms, cpu_ms = (seconds / request.frames * 1000 for seconds in spent)
    folder.path(result.video).unlink()
    return wall_ms, cpu_ms, result.video.size_bytes // 1024


def asked(scene: DescribeResult, effect: str, frames: int, form: Format) -> AnimateRequest:
    """A slow push in over a scene; no effect leaves the world still."""
    request = AnimateRequest(
        scene=scene,
        frames=frames,
        camera=Camera(move=CameraMove.CAMERA_MOVE_PUSH_IN),
        format=form,
        seed=1,
    )
    if effect:
        request.motions.append(Motion(effect=effect))
    else:
        request.scene.ClearField("regions")
    return request


def measure(frames: int, rounds: int, form: Format) -> dict[str, object]:
    """Every effect alone, and none."""
    effects = [Effect.Name(value) for value in Effect.values()[1:]]
    rows: dict[str, list[tuple[float, float, int]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, engine = Folder(Path(name)), Parallax(EngineSettings())
        vision = Scene(EngineSettings())
        scenes = {
            prompt: vision.run(DescribeRequest(prompt=prompt, format=form, seed=1), folder, quiet)
            for prompt in sorted({PROMPT, *PROMPTS.values()})
        }
        shots = {f"still: {prompt}": asked(scenes[prompt], "", frames, form) for prompt in scenes}
        for effect in effects:
            scene = scenes[PROMPTS.get(effect, PROMPT)]
            shots[effect[7:].lower()] = asked(scene, effect, frames, form)
        for _ in range(rounds):
            for label, request in shots.items():
                rows.setdefault(label, []).append(timed(engine, request, folder))
    return {label: least(found) for label, found in rows.items()}


def joined(frames: int, rounds: int, form: Format) -> dict[str, object]:
    """What mux takes for two still shots, by what stands between or on them."""
    rows: dict[str, list[tuple[float, float, int]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, film = Folder(Path(name)), Film(EngineSettings())
        vision = Scene(EngineSettings())
        scene = vision.run(DescribeRequest(prompt=PROMPT, format=form, seed=1), folder, quiet)
        shot = Parallax(EngineSettings()).run(asked(scene, "", frames, form), folder, quiet)
        plain = AssembleRequest(shots=[shot, shot], format=form)
        wanted = {"joined": plain, "captions": captioned(plain, folder, frames)}
        for kind in (Transition.TRANSITION_DISSOLVE, Transition.TRANSITION_FADE):
            wanted[Transition.Name(kind)[11:].lower()] = cut(plain, frames, kind)
        for _ in range(rounds):
            for label, request in wanted.items():
                wall, cpu = time.perf_counter(), time.process_time()
                result = film.run(request, folder, quiet)
                spent = time.perf_counter() - wall, time.process_time() - cpu
                wall_ms, cpu_ms = (seconds / result.frames * 1000 for seconds in spent)
                row = wall_ms, cpu_ms, result.clip.size_bytes // 1024
                rows.setdefault(label, []).append(row)
    return {label: least(found) for label, found in rows.items()}


def captioned(plain: AssembleRequest, folder: Folder, frames: int) -> AssembleRequest:
    """The same with a line written into all of it."""
    request = AssembleRequest()
    request.CopyFrom(plain)
    path, seconds = folder.new("line.wav"), 2 * frames / FPS
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * round(48_000 * seconds)))
    line = request.timeline.utterances.add(line=1, text=LINE, language="en", end_seconds=seconds)
    line.audio.CopyFrom(folder.keep(path, "audio/wav"))
    request.extras.captions = True
    return request


def cut(plain: AssembleRequest, frames: int, kind: Transition) -> AssembleRequest:
    """The same with half a second of a transition between the shots."""
    request = AssembleRequest()
    request.CopyFrom(plain)
    long = FPS // 2
    tail = long if kind == Transition.TRANSITION_DISSOLVE else 0
    request.cuts.append(Cut(frames=frames - tail))
    request.cuts.append(Cut(frames=frames, transition=kind, transition_frames=long))
    return request


def least(found: list[tuple[float, float, int]]) -> dict[str, float]:
    """The least of the rounds."""
    wall_ms = min(wall for wall, _, _ in found)
    return {
        "wall_ms_per_frame": round(wall_ms, 1),
        "cpu_ms_per_frame": round(min(cpu for _, cpu, _ in found), 1),
        "of_real_time": round(wall_ms * FPS / 1000, 2),
        "kilobytes": found[0][2],
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description="What each motion of the world costs.")
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    given = parser.parse_args()
    form = Format(width=given.width, height=given.height, fps=FPS)
    effects = measure(given.frames, given.rounds, form)
    mux = joined(max(FPS, given.frames), given.rounds, form)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found = {"frames": given.frames, "peak_mib": peak, "effects": effects, "mux": mux}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

"""What MoviePy takes for the same push-in and mix: a still, two WAVs, H.264 and AAC.

    .venv-bench/bin/python -m benchmarks.moviepy_clip IMAGE OUT.mp4 LINE.wav ...

It finds no depth and no face, makes no ambience, no captions, no labels and no loudness: only
the move, the mix and the encoding. Its own preset is medium; veryfast is what ours uses.
"""
# pyright: basic, reportMissingImports=false
# MoviePy is in .venv-bench alone.

import argparse
import json
import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
SECONDS, WIDTH, HEIGHT, FPS = 5.0, 1280, 720, 24
ZOOM = 0.17
"""How much larger the picture ends: our push-in at its ordinary strength."""
GAP_S = 0.3
TIMEOUT_S = 300.0


def run_apart(image: Path, lines: Sequence[Path], folder: Path, rounds: int) -> dict[str, object]:
    """Run this script where MoviePy is installed; the medians of its figures, or why not."""
    if not PYTHON.exists():
        return {"skipped": "its environment is not there: run `make bench-setup`"}
    command = [str(PYTHON), "-m", "benchmarks.moviepy_clip", str(image), str(folder / "m.mp4")]
    rows: list[dict[str, float]] = []
    for _ in range(rounds):
        done = subprocess.run(
            [*command, *map(str, lines)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        if done.returncode:
            return {"skipped": (done.stderr.strip().splitlines() or ["it said nothing"])[-1]}
        rows.append(json.loads(done.stdout))
    return {name: round(median(row[name] for row in rows), 3) for name in rows[0]}


def render(image: Path, lines: Sequence[Path], out: Path, preset: str) -> None:
    """Make the clip."""
    # Here, since clip.py reads this file where MoviePy is not installed.
    # ruff: noqa: PLC0415
    from moviepy import AudioFileClip, CompositeAudioClip, CompositeVideoClip, ImageClip, vfx

    still = ImageClip(str(image)).with_duration(SECONDS)
    fit = max(WIDTH / still.w, HEIGHT / still.h)
    moving = still.with_effects([vfx.Resize(lambda t: fit * (1 + ZOOM * t / SECONDS))])
    framed = CompositeVideoClip([moving.with_position("center")], size=(WIDTH, HEIGHT))
    voices, start = [], GAP_S
    for line in lines:
        voice = AudioFileClip(str(line)).with_start(start)
        voices.append(voice)
        start += voice.duration + GAP_S
    clip = framed.with_duration(SECONDS).with_audio(CompositeAudioClip(voices))
    clip.write_videofile(
        str(out), fps=FPS, codec="libx264", preset=preset, audio_codec="aac", logger=None
    )


def main() -> None:
    """Render, and print the wall and core seconds."""
    parser = argparse.ArgumentParser(description="The same clip with MoviePy.")
    parser.add_argument("image", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("lines", type=Path, nargs="+")
    parser.add_argument("--preset", default="veryfast", help="x264's")
    given = parser.parse_args()
    import moviepy  # noqa: F401  Imported before the clock starts: ours is warm too.

    began, cpu_began = time.perf_counter(), _cpu_seconds()
    render(given.image, given.lines, given.out, given.preset)
    wall_s, core_s = time.perf_counter() - began, _cpu_seconds() - cpu_began
    figures = {"wall_seconds": wall_s, "of_real_time": wall_s / SECONDS, "core_seconds": core_s}
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def _cpu_seconds() -> float:
    """Of this process and of the ffmpeg processes it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()

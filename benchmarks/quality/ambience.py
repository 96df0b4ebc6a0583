"""Render every source of the ambience and every mood of its music, and measure and draw them.

    python -m benchmarks.quality.ambience
    python -m benchmarks.quality.ambience --only surf "rain on roof" --sheet surf.png --wav /tmp/a
    python -m benchmarks.quality.ambience --music --sheet music.png

Prints a table, or JSON with --json, and says what is outside the bounds a natural sound keeps.
"""

import argparse
import json
import shutil
import tempfile
import time
import wave
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.folder import Folder
from benchmarks.quality.ambience_figures import Figures, Samples, measure
from benchmarks.quality.spectrogram import Look, picture, sheet
from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.ambient_pb2 import ComposeRequest
from reelmesh.v1.spec_pb2 import Music
from services.ambient.engines.procedural import ENGINE

RHYTHMIC = frozenset(("clock", "heartbeat", "train", "helicopter", "engine"))
"""Sounds that repeat in life."""
CENTRED = frozenset(("heartbeat", "engine"))
"""Sounds that come from one place in front of the listener."""
COLUMNS = ("lufs", "peak_db", "crest_db", "stereo", "centroid_hz", "loop", "rhythm", "rhythm_s")


def read(path: Path) -> Samples:
    """A 16-bit stereo WAV as (2, samples)."""
    with wave.open(str(path), "rb") as opened:
        raw = opened.readframes(opened.getnframes())
    return np.frombuffer(raw, "<i2").reshape(-1, 2).T / 32768


def render(name: str, music: bool, args: argparse.Namespace) -> tuple[Samples, float]:
    """One source or mood, and the CPU seconds that it took."""
    request = ComposeRequest(seconds=args.seconds, seed=args.seed)
    if music:
        request.MergeFrom(ComposeRequest(music=f"MUSIC_{name.upper()}", silent=True))
    else:
        request.cues.append(name)
    with tempfile.TemporaryDirectory() as folder:
        files = Folder(Path(folder))
        engine = ENGINE(EngineSettings(threads=1))
        began = time.process_time()
        result = engine.run(request, files, lambda _fraction: None)
        took = time.process_time() - began
        path = files.path(result.music if music else result.audio)
        if args.wav:
            args.wav.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, args.wav / f"{name.replace(' ', '-')}.wav")
        return read(path), took


def complaints(name: str, found: Figures) -> list[str]:
    """What is outside the bounds that a natural sound of a place keeps."""
    wrong: list[str] = []
    if found.peak_db > -3:
        wrong.append("peak")
    if found.dc > 1e-3:
        wrong.append("DC")
    if not (-0.1 if name not in CENTRED else 0) <= found.stereo <= 0.97:
        wrong.append("stereo")
    if (
        name in ENGINE.capabilities.cues
        and name not in RHYTHMIC
        and (found.loop > 0.5 or found.rhythm > 0.5)
    ):
        wrong.append("repeats")
    if found.start_step > 0.9:
        wrong.append("click")
    return wrong


def row(name: str, found: Figures, took: float) -> str:
    """A line of the table."""
    cells = [f"{getattr(found, column):9.2f}" for column in COLUMNS]
    return f"{name:14}" + "".join(cells) + f"{took:7.2f}  " + ", ".join(complaints(name, found))


def main() -> None:
    """Render, measure, print, draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--only", nargs="*", default=[], help="these alone")
    parser.add_argument("--music", action="store_true", help="the moods of music, not the cues")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--sheet", type=Path, help="PNG of all spectrograms")
    parser.add_argument("--columns", type=int, default=5, help="spectrograms side by side")
    parser.add_argument("--wav", type=Path, help="folder to keep the sounds in")
    args = parser.parse_args()
    known = [n[6:].lower() for n in Music.keys()[1:]] if args.music else ENGINE.capabilities.cues
    names: list[str] = args.only or list(known)
    look, drawn = Look(width=300, height=150), list[Image.Image]()
    table: dict[str, object] = {}
    if not args.json:
        print(f"{'':14}" + "".join(f"{column:>9.8}" for column in COLUMNS) + "  CPU s")
    for name in names:
        sound, took = render(name, bool(args.music), args)
        found = measure(sound)
        table[name] = {**asdict(found), "cpu_s": took, "outside": complaints(name, found)}
        drawn.append(picture(sound.astype(np.float32), name, look))
        if not args.json:
            print(row(name, found, took), flush=True)
    if args.json:
        print(json.dumps(table, indent=2))
    if args.sheet:
        sheet(drawn, int(args.columns)).save(args.sheet)


if __name__ == "__main__":
    main()

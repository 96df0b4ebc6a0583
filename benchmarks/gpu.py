"""Video and sound models at their real size, with random weights, on a GPU. Prints JSON.

    python -m benchmarks.gpu [--only wan21-t2v-1.3b] [--size 832x480] [--frames 81] [--steps 5]
        [--compile] [--attention NAME] [--offload auto|none|model|sequential] [--quantize fp8]

No model is fetched: weights are drawn on the device itself, and random embeddings stand for what
text encoders give. What is made is noise; what it takes is what the real model takes. The
pipeline is placed, tuned and called by the video engine's own code. Needs requirements/gpu.lock.
`--tiny` does the same with models of no use, on a CPU, in seconds: it tries the script.
"""

import argparse
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.architectures.row import Row
from benchmarks.architectures.table import ROWS
from reelmesh.mesh.engine import CallerError

NEEDED = ("torch", "diffusers", "transformers", "accelerate")
MISSING = 2
"""Exit status where there is nothing to measure with."""


def main(words: Sequence[str] | None = None) -> int:
    """Measure as the command line says; see the top of this file."""
    asked = _parsed(words)
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        return _refused(f"This needs {', '.join(missing)}: install requirements/gpu.lock.")
    torch: Any = importlib.import_module("torch")
    if not asked.tiny and asked.device == "auto" and not torch.cuda.is_available():
        return _refused(
            "PyTorch finds no GPU here, so there is nothing to measure: run this on a machine "
            "that has one, or try the script with --tiny."
        )
    run: Any = importlib.import_module("benchmarks.architectures.run")
    try:
        plan = _plan(asked, run)
    except CallerError as error:
        return _refused(str(error))
    rows: list[dict[str, object]] = []
    for row in _chosen(asked.only):
        print(f"{row.name} …", file=sys.stderr)
        try:
            rows.append(run.measured(row, plan))
        except CallerError as error:
            rows.append({"row": row.name, "refused": str(error)})
    text = json.dumps({**run.about(plan), "rows": rows}, indent=2)
    print(text)
    if asked.json:
        asked.json.write_text(text + "\n")
    return 0


def _plan(asked: argparse.Namespace, run: Any) -> Any:
    """How to measure. Raises CallerError for what cannot be had."""
    loading: Any = importlib.import_module("services.video.models.loading")
    device: Any = importlib.import_module("reelmesh.models.device")
    options = loading.VideoOptions(
        device="cpu" if asked.tiny and asked.device == "auto" else asked.device,
        steps=asked.steps,
        attention=asked.attention,
        compile=asked.compile,
        quantize=asked.quantize,
        offload=asked.offload,
        tiling=asked.tiling,
    )
    return run.Plan(device.choose(options), options, asked.tiny, asked.size, asked.frames)


def _chosen(only: Sequence[str]) -> Sequence[Row]:
    return [row for row in ROWS if not only or row.name in only]


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _parsed(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Models at their real size, with random weights, on a GPU."
    )
    names = [row.name for row in ROWS]
    parser.add_argument("--only", action="append", default=[], choices=names, metavar="ROW")
    parser.add_argument("--size", type=_size, help="width x height, such as 832x480")
    parser.add_argument("--frames", type=int)
    parser.add_argument("--steps", type=int, default=5, help="the first is told by itself")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--attention", default="", help="backend by the name diffusers has for it")
    parser.add_argument(
        "--offload", default="auto", choices=["auto", "none", "model", "sequential"]
    )
    parser.add_argument("--quantize", default="", choices=["fp8"])
    parser.add_argument("--tiling", default="auto", choices=["auto", "on", "off"])
    parser.add_argument("--device", default="auto", help="cuda:1; cpu measures real sizes there")
    parser.add_argument("--tiny", action="store_true", help="try the script on a CPU")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there too")
    return parser.parse_args(words)


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return MISSING


if __name__ == "__main__":
    sys.exit(main())

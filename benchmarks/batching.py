"""Whether embedding several frames at once pays: an image encoder with random weights, on a CPU.

    .venv-models/bin/python -m benchmarks.batching --sizes 1 2 4 8

Needs what model engines need (make test-models). Each size is timed in turn, round by round, so
that what else the machine does falls on all alike. Prints JSON: milliseconds a frame, the median
over the rounds, and as a share of one frame at a time.
"""

import argparse
import importlib
import json
import statistics
import sys
import time
from typing import Any

SIDE, PATCH = 224, 16


def encoder(width: int, layers: int) -> Any:
    """A vision transformer of SigLIP's kind."""
    transformers: Any = importlib.import_module("transformers")
    config = transformers.SiglipVisionConfig(
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        image_size=SIDE,
        patch_size=PATCH,
    )
    return transformers.SiglipVisionModel(config).eval()


def measured(width: int, layers: int, sizes: list[int], rounds: int, threads: int) -> object:
    """Milliseconds a frame by how many go through at once."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = encoder(width, layers)
    batches = {size: torch.randn(size, 3, SIDE, SIDE) for size in sizes}
    times: dict[int, list[float]] = {size: [] for size in sizes}
    with torch.inference_mode():
        model(pixel_values=batches[max(sizes)])
        for _ in range(rounds):
            for size, pixels in batches.items():
                began = time.perf_counter()
                model(pixel_values=pixels)
                times[size].append((time.perf_counter() - began) * 1000 / size)
    middle = {size: statistics.median(found) for size, found in times.items()}
    return {
        "million_weights": round(sum(p.numel() for p in model.parameters()) / 1e6, 1),
        "threads": threads,
        "rounds": rounds,
        "ms_a_frame": {size: round(value, 1) for size, value in middle.items()},
        "share_of_single": {
            size: round(value / middle[sizes[0]], 2) for size, value in middle.items()
        },
    }


def main() -> int:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description="Whether embedding in batches pays on a CPU.")
    parser.add_argument("--width", type=int, default=384, help="of the encoder, in numbers")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    found = measured(asked.width, asked.layers, asked.sizes, asked.rounds, asked.threads)
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

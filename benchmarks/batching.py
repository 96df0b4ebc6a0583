"""Whether several tasks at once pay on a CPU: models at their real size, with random weights.

    .venv-models/bin/python -m benchmarks.batching --models embed voice --sizes 1 2 4 8

Needs what model engines need (make test-models). Tasks of one batch are alike in shape, which is
the best case. Each size is timed in turn, there and back, round by round, in CPU time of one
thread, so that what else the machine does falls on none. Prints JSON: CPU milliseconds a task,
the median over the rounds, and as a share of one task at a time in the same round.
"""

import argparse
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

FRAME, DEPTH_FRAME, CAPTION_FRAME = 224, 518, 384
TOKENS = 8
"""Of a caption."""
LETTERS = 20
"""Of a line."""

Work = Callable[[int], object]
"""Does so many tasks at once."""


def embed(torch: Any, transformers: Any) -> tuple[Any, Work]:
    """SigLIP base, 224 pixels: the library's defaults."""
    model = transformers.SiglipVisionModel(transformers.SiglipVisionConfig()).eval()
    return model, lambda size: model(pixel_values=torch.randn(size, 3, FRAME, FRAME))


def depth(torch: Any, transformers: Any) -> tuple[Any, Work]:
    """Depth Anything small, 518 pixels."""
    backbone = transformers.Dinov2Config(
        hidden_size=384,
        num_attention_heads=6,
        image_size=DEPTH_FRAME,
        patch_size=14,
        out_indices=[9, 10, 11, 12],
        reshape_hidden_states=False,
    )
    config = transformers.DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=384,
        neck_hidden_sizes=[48, 96, 192, 384],
        fusion_hidden_size=64,
    )
    model = transformers.DepthAnythingForDepthEstimation(config).eval()
    return model, lambda size: model(pixel_values=torch.randn(size, 3, DEPTH_FRAME, DEPTH_FRAME))


def caption(torch: Any, transformers: Any) -> tuple[Any, Work]:
    """BLIP base, 384 pixels, the likeliest word each time."""
    config = transformers.BlipConfig()
    config.vision_config.image_size = CAPTION_FRAME
    model = transformers.BlipForConditionalGeneration(config).eval()

    def work(size: int) -> object:
        pixels = torch.randn(size, 3, CAPTION_FRAME, CAPTION_FRAME)
        return model.generate(
            pixel_values=pixels,
            max_new_tokens=TOKENS,
            min_new_tokens=TOKENS,
            do_sample=False,
            num_beams=1,
        )

    return model, work


def voice(torch: Any, transformers: Any) -> tuple[Any, Work]:
    """VITS: the library's defaults, which are MMS's; a second of speech."""
    config = transformers.VitsConfig(use_stochastic_duration_prediction=False)
    model = transformers.VitsModel(config).eval()

    def work(size: int) -> object:
        torch.manual_seed(3)
        letters = torch.randint(1, 38, (1, LETTERS)).repeat(size, 1)
        return model(input_ids=letters, attention_mask=torch.ones_like(letters))

    return model, work


MODELS: dict[str, Callable[[Any, Any], tuple[Any, Work]]] = {
    "embed": embed,
    "caption": caption,
    "depth": depth,
    "voice": voice,
}


def measured(name: str, sizes: list[int], rounds: int) -> dict[str, object]:
    """CPU milliseconds a task by how many go through at once."""
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model, work = MODELS[name](torch, transformers)
    times: dict[int, list[float]] = {size: [] for size in sizes}
    with torch.inference_mode():
        work(1)
        for number in range(rounds):
            for size in sizes if number % 2 == 0 else reversed(sizes):
                began = time.process_time()
                work(size)
                times[size].append((time.process_time() - began) * 1000 / size)
    return {
        "million_weights": round(sum(p.numel() for p in model.parameters()) / 1e6, 1),
        "rounds": rounds,
        "cpu_ms_a_task": {
            size: round(statistics.median(found), 1) for size, found in times.items()
        },
        "share_of_single": {
            size: [
                round(pick(one / single for one, single in zip(found, times[1], strict=True)), 2)
                for pick in (statistics.median, min, max)
            ]
            for size, found in times.items()
        },
    }


def main() -> int:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description="Whether several tasks at once pay on a CPU.")
    parser.add_argument("--models", nargs="+", default=list(MODELS), choices=MODELS)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    sizes = sorted({1, *asked.sizes})
    print(
        json.dumps({name: measured(name, sizes, asked.rounds) for name in asked.models}, indent=2)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""All architectures that benchmarks/gpu.py measures."""

from collections.abc import Sequence

from benchmarks.architectures import stable, video, wan
from benchmarks.architectures.row import Row

ROWS: Sequence[Row] = (*wan.ROWS, *video.ROWS, *stable.ROWS)

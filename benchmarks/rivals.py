"""Runs our mesh and everything it is held against in turn, and sets their figures side by side.

Round by round, since the cores are shared: one after another they would each meet another
machine. Medians over the rounds are given, and how busy the machine was besides.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.chains.drive import Load

ROOT = Path(__file__).resolve().parent.parent
BENCH_PYTHON = ".venv-bench/bin/python"
TIMEOUT_S = 300.0
OURS = "reelmesh"


@dataclass(frozen=True)
class Entry:
    """Something that is measured: a module that prints figures as drive.measure gives them."""

    name: str
    module: str
    apart: bool = False
    """Whether its libraries are in the environment of the benchmarks alone."""
    share: float = 1.0
    """How many of the clips it makes: what is slow need not be slow for minutes."""
    sync: str = ""
    """sync_interval of nats-server, where it is not the run's."""

    def command(self, load: Load, sync: str) -> list[str]:
        """What measures it."""
        python = str(ROOT / BENCH_PYTHON) if self.apart else sys.executable
        clips = max(100, int(load.clips * self.share))
        counts = ["--clips", str(clips), "--flight", str(load.flight)]
        return [python, "-m", self.module, *counts, "--sync", self.sync or sync]


ENTRIES = (
    Entry(OURS, "benchmarks.mesh"),
    Entry("bare_nats", "benchmarks.chains.bare_nats"),
    Entry("bare_grpc", "benchmarks.chains.bare_grpc"),
    Entry("faststream", "benchmarks.chains.fast_stream", apart=True),
    Entry("celery", "benchmarks.chains.on_celery", apart=True, share=0.3),
    Entry(f"{OURS}_sync_always", "benchmarks.mesh", share=0.5, sync="always"),
    Entry("bare_nats_sync_always", "benchmarks.chains.bare_nats", share=0.5, sync="always"),
)


def compare(load: Load, sync: str, rounds: int, only: Sequence[str]) -> dict[str, object]:
    """Every entry's figures over all rounds, and ours in relation to the others'."""
    entries = [e for e in ENTRIES if not only or e.name in only]
    found: dict[str, list[dict[str, object]]] = {entry.name: [] for entry in entries}
    skipped: dict[str, str] = {}
    loads_before = os.getloadavg()
    for number in range(rounds):
        for entry in entries:
            if entry.name in skipped:
                continue
            print(f"round {number + 1} of {rounds}: {entry.name}", file=sys.stderr)
            figures = _run(entry.command(load, sync))
            if isinstance(figures, str):
                skipped[entry.name] = figures
            else:
                found[entry.name].append(figures)
    results = {name: _summary(rows) for name, rows in found.items() if rows}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load_average": {"before": loads_before[0], "after": os.getloadavg()[0]},
        "rounds": rounds,
        "results": results,
        "skipped": skipped,
        "ours_in_relation_to": _ratios(results),
    }


def _run(command: Sequence[str]) -> dict[str, object] | str:
    """Figures of one entry, or why there are none."""
    if not Path(command[0]).exists():
        return "its environment is not there: run `make bench-setup`"
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it took longer than {TIMEOUT_S:g} s"
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        return f"it ended with {done.returncode}: {lines[-1]}"
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def _summary(rows: Sequence[dict[str, object]]) -> dict[str, object]:
    """Medians of each figure over the rounds, and the CPU of every round."""
    merged = _median(rows)
    assert isinstance(merged, dict)
    return {**merged, "cpu_ms_per_clip_each_round": [row["cpu_ms_per_clip"] for row in rows]}


def _median(values: Sequence[object]) -> object:
    first = values[0]
    if isinstance(first, dict):
        rows = [v for v in values if isinstance(v, dict)]
        return {key: _median([row[key] for row in rows]) for key in first}
    numbers = [v for v in values if isinstance(v, int | float)]
    return round(median(numbers), 3) if numbers else first


def _ratios(results: Mapping[str, dict[str, object]]) -> dict[str, dict[str, float]]:
    """Ours divided by each other's: below 1 is better for CPU and latency, above 1 for rate."""
    ratios: dict[str, dict[str, float]] = {}
    for name, theirs in results.items():
        mine = results.get(f"{OURS}_sync_always" if name.endswith("_always") else OURS)
        if mine is None or mine is theirs:
            continue
        ratios[name] = {
            "cpu_per_clip": _ratio(mine, theirs, "cpu_ms_per_clip"),
            "clips_per_second": _ratio(mine, theirs, "clips_per_second"),
            "one_in_flight_median": _ratio(mine, theirs, "one_in_flight_ms", "median"),
        }
    return ratios


def _ratio(mine: object, theirs: object, *path: str) -> float:
    for key in path:
        assert isinstance(mine, dict) and isinstance(theirs, dict)
        mine, theirs = mine[key], theirs[key]
    assert isinstance(mine, int | float) and isinstance(theirs, int | float)
    return round(mine / theirs, 2)

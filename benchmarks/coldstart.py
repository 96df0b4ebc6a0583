"""How long `reelmesh up` takes from the command to ready, in an empty folder."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from statistics import median

AIM_SECONDS = 3.0
STOP_S = 15.0


def cold_start(count: int) -> dict[str, object]:
    """Start and stop the mesh so many times; seconds as the user and as the supervisor see them.

    The files are in the system's cache after the first time, which is told apart.
    """
    rows = [_once() for _ in range(count)]
    walls = [wall for wall, _ in rows]
    return {
        "command_to_ready_seconds_median": round(median(walls), 2),
        "aim_seconds": AIM_SECONDS,
        "command_to_ready_seconds": [round(wall, 2) for wall in walls],
        "of_it_starting_the_mesh": [round(own, 2) for _, own in rows],
    }


def _once() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "reelmesh", "up", "--data", folder]
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.match(r"ready in ([\d.]+) s", line):
                    return time.perf_counter() - began, float(found[1])
            raise SystemExit("reelmesh up ended before it was ready.")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

"""ONNX Runtime sessions that are deterministic, can be cancelled, and tell an inner tensor."""

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from services.voice.graph import with_outputs

Tick = Callable[[], None]
"""Called a few times a second while a model runs; what it raises stops the model."""

TICK_S = 0.2


def open_session(model: bytes, extra_outputs: Sequence[str], threads: int) -> ort.InferenceSession:
    """Open a model, with inner tensors named as further outputs."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    # Waiting threads must not burn the cores that video and mux need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(
        with_outputs(model, extra_outputs), options, providers=["CPUExecutionProvider"]
    )


@contextmanager
def taking_turns(turn: threading.Lock, tick: Tick) -> Generator[None]:
    """Hold the lock, calling tick while it is somebody else's."""
    while not turn.acquire(timeout=TICK_S):
        tick()
    try:
        yield
    finally:
        turn.release()


def run_watched(
    session: ort.InferenceSession, feeds: Mapping[str, NDArray[np.generic]], tick: Tick
) -> list[NDArray[np.float32]]:
    """Run a model in a thread of its own and call tick meanwhile; stop it when tick raises."""
    options = ort.RunOptions()
    done: list[list[NDArray[np.float32]]] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            done.append(session.run(None, dict(feeds), options))  # pyright: ignore[reportArgumentType]
        except Exception as error:  # noqa: BLE001 - handed to the caller below
            failed.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(TICK_S)
            tick()
    except BaseException:
        options.terminate = True
        worker.join()
        raise
    if failed:
        raise failed[0]
    return done[0]

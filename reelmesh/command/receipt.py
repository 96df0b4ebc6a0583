"""What a clip took: waiting, running, its devices, and what reuse saved. Pure."""

from google.protobuf.timestamp_pb2 import Timestamp

from reelmesh.v1.clip_pb2 import Clip, Step

SAVED_MIN_S = 0.1
"""Less saved time is not worth a word."""


def between(start: Timestamp, end: Timestamp) -> float:
    """Seconds from one moment to the other; 0 when either is not set, or they are swapped."""
    if not start.seconds or not end.seconds:
        return 0.0
    return max(0.0, end.seconds - start.seconds + (end.nanos - start.nanos) / 1e9)


def queue_seconds(step: Step) -> float:
    """How long a step's task waited for a worker."""
    return between(step.queue_time, step.start_time)


def step_receipt(step: Step) -> dict[str, object]:
    """What one step took. Figures of a device are 0 where nobody measures them."""
    return {
        "queue_seconds": round(queue_seconds(step), 3),
        "run_seconds": round(step.run_seconds, 3),
        "gpu_seconds": round(step.usage.gpu_seconds, 3),
        "peak_memory_bytes": step.usage.peak_memory_bytes,
        "joules": round(step.usage.joules, 1),
        "model_steps": step.usage.model_steps,
        "saved_seconds": round(step.saved_seconds, 3),
    }


def clip_receipt(clip: Clip) -> dict[str, object]:
    """What all steps of a clip took together; peak_memory_bytes is that of the hungriest."""
    steps = clip.steps
    return {
        "queue_seconds": round(sum(map(queue_seconds, steps)), 3),
        "run_seconds": round(sum(step.run_seconds for step in steps), 3),
        "gpu_seconds": round(sum(step.usage.gpu_seconds for step in steps), 3),
        "peak_memory_bytes": max((step.usage.peak_memory_bytes for step in steps), default=0),
        "joules": round(sum(step.usage.joules for step in steps), 1),
        "model_steps": sum(step.usage.model_steps for step in steps),
        "saved_seconds": round(sum(step.saved_seconds for step in steps), 3),
        "steps_reused": sum(step.reused for step in steps),
    }


def receipt_text(clip: Clip) -> str:
    """The receipt in a few words for a person; empty where there is nothing to tell."""
    steps = clip.steps
    gpu_s = sum(step.usage.gpu_seconds for step in steps)
    peak = max((step.usage.peak_memory_bytes for step in steps), default=0)
    joules = sum(step.usage.joules for step in steps)
    passes = sum(step.usage.model_steps for step in steps)
    saved_s = sum(step.saved_seconds for step in steps)
    reused = sum(step.reused for step in steps)
    told = [
        f"{gpu_s:.1f} s of GPU" if gpu_s else "",
        f"{peak / 1e9:.1f} GB at most" if peak else "",
        f"{joules / 1000:.1f} kJ" if joules else "",
        f"{passes} model steps" if passes else "",
        f"reuse of {reused} step{'' if reused == 1 else 's'} saved {saved_s:.1f} s"
        if saved_s >= SAVED_MIN_S
        else "",
    ]
    return " · ".join(filter(None, told))

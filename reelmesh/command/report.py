"""What became of a clip, for a person and for a script. Pure."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from reelmesh.command.receipt import (
    between,
    clip_receipt,
    queue_seconds,
    receipt_text,
    step_receipt,
)
from reelmesh.local.colours import paint
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step, StepState
from reelmesh.v1.common_pb2 import Artifact, Cause, Failure, Stage

STAGES = [stage for stage in Stage.values() if stage != Stage.STAGE_UNSPECIFIED]
WIDTH_DEFAULT, HEIGHT_DEFAULT, FPS_DEFAULT = 1280, 720, 24
"""What Format says that 0 means."""

ENDINGS: dict[int, str] = {
    ClipState.CLIP_STATE_SUCCEEDED: "The clip is done",
    ClipState.CLIP_STATE_FAILED: "The clip failed",
    ClipState.CLIP_STATE_CANCELLED: "The clip was cancelled",
    ClipState.CLIP_STATE_EXPIRED: "The clip's time ran out",
    ClipState.CLIP_STATE_DELETED: "The clip was deleted",
}


def stage_name(stage: int) -> str:
    """video for STAGE_VIDEO."""
    return Stage.Name(stage).removeprefix("STAGE_").lower()


def state_name(state: int) -> str:
    """SUCCEEDED for CLIP_STATE_SUCCEEDED."""
    return ClipState.Name(state).removeprefix("CLIP_STATE_")


def cause_name(cause: int) -> str:
    """CALLER for CAUSE_CALLER."""
    return Cause.Name(cause).removeprefix("CAUSE_")


def summary(clip: Clip, path: Path | None = None) -> dict[str, object]:
    """The one JSON object that --json prints about a clip."""
    shape = clip.spec.format
    found: dict[str, object] = {
        "id": clip.id,
        "state": state_name(clip.state),
        "path": str(path) if path else None,
        "seconds": round(clip.result.seconds, 3),
        "width": shape.width or WIDTH_DEFAULT,
        "height": shape.height or HEIGHT_DEFAULT,
        "fps": shape.fps or FPS_DEFAULT,
        "size_bytes": clip.result.clip.size_bytes,
        "sha256": clip.result.clip.sha256,
        "prompt": clip.spec.prompt,
        "stages": [step_summary(step) for step in clip.steps],
        "receipt": clip_receipt(clip),
        "extras": [str(beside) for beside in extras(clip, path)] if path else [],
        "notes": list(clip.notes),
        "trace_id": clip.trace_id,
    }
    if clip.HasField("failure"):
        found["failure"] = failure_summary(clip.failure)
    return found


def extras(clip: Clip, path: Path) -> dict[Path, Artifact]:
    """Where what was wanted besides the clip goes: film.webp, film.speech.flac, ..."""
    found = {path.with_suffix(f".{s.name}.flac"): s.audio for s in clip.result.stems}
    if clip.result.HasField("preview"):
        found[path.with_suffix(".webp")] = clip.result.preview
    return found


def step_summary(step: Step) -> dict[str, object]:
    """One step for a script."""
    return {
        "stage": stage_name(step.stage),
        "part": step.part,
        "state": StepState.Name(step.state).removeprefix("STEP_STATE_"),
        "seconds": round(step.run_seconds, 3),
        "wait_seconds": round(queue_seconds(step), 3),
        "reused": step.reused,
        "engine": step.engine,
        "pool": step.pool,
        **step_receipt(step),
    }


def failure_summary(failure: Failure) -> dict[str, object]:
    """A failure for a script."""
    return {
        "cause": cause_name(failure.cause),
        "stage": stage_name(failure.stage) if failure.stage else "",
        "part": failure.part,
        "message": failure.message,
        "retryable": failure.retryable,
    }


def refusal(message: str, cause: int) -> dict[str, object]:
    """What --json prints when no clip came into being."""
    failure = failure_summary(Failure(cause=Cause.Name(cause), message=message))
    return {"id": "", "state": "FAILED", "path": None, "stages": [], "failure": failure}


def as_json(found: dict[str, object]) -> str:
    """One line."""
    return json.dumps(found, ensure_ascii=False)


def finished(clip: Clip, path: Path, colour: bool) -> str:
    """The lines at the end of a clip that succeeded."""
    shape, result = clip.spec.format, clip.result
    head = (
        f"{paint(str(path), 'bold', colour)}  {result.seconds:.2f} s · "
        f"{shape.width or WIDTH_DEFAULT}×{shape.height or HEIGHT_DEFAULT} "
        f"at {shape.fps or FPS_DEFAULT} fps · {bytes_text(result.clip.size_bytes)}"
    )
    beside = [f"  and {name}" for name in extras(clip, path)]
    return "\n".join([head, *beside, *stage_lines(clip, colour), *ending(clip)])


def failed(clip: Clip) -> str:
    """The sentence at the end of a clip that did not succeed: cause, stage, part, what to do."""
    failure = clip.failure
    where = ""
    if failure.stage:
        where = f" in {stage_name(failure.stage)} {failure.part}".rstrip()
    what = ENDINGS.get(clip.state, "The clip has not ended")
    if not failure.message:
        return f"{what}{where}."
    cause = cause_name(failure.cause).lower() if failure.cause else "unknown"
    again = " The same command may succeed later." if failure.retryable else ""
    return f"{what}{where} ({cause}): {failure.message}{again}"


def stage_lines(clip: Clip, colour: bool) -> Iterable[str]:
    """What each stage took."""
    for stage in STAGES:
        steps = [step for step in clip.steps if step.stage == stage]
        if steps:
            name = stage_name(stage)
            yield f"  {paint(f'{name:<8}', name, colour)} {stage_text(steps)}"


def reuse(clip: Clip, draft: Clip) -> str:
    """What of another clip was reused and what was made anew, as a line."""
    reused = [f"{stage_name(s.stage)} {s.part}" for s in clip.steps if s.reused]
    anew = [f"{stage_name(s.stage)} {s.part}" for s in clip.steps if not s.reused]
    return (
        f"from {draft.id[:8]}: reused {', '.join(reused) or 'nothing'}; "
        f"made anew {', '.join(anew) or 'nothing'}"
    )


def stage_text(steps: Sequence[Step]) -> str:
    """'1.20 s · 3 parts, 1 reused' for the steps of one stage."""
    reused = sum(step.reused for step in steps)
    if reused == len(steps):
        return "reused" if reused == 1 else f"reused · {reused} parts"
    text = f"{sum(step.run_seconds for step in steps):.2f} s"
    if len(steps) > 1:
        text += f" · {len(steps)} parts" + (f", {reused} reused" if reused else "")
    return text


def ending(clip: Clip) -> list[str]:
    """Total time, notes, and where to read on."""
    total_s = between(clip.create_time, clip.end_time)
    lines = [f"  {'total':<8} {total_s:.2f} s from asking to done"] if total_s else []
    receipt = receipt_text(clip)
    lines += [f"  {'receipt':<8} {receipt}"] if receipt else []
    lines += [f"note: {note}" for note in clip.notes]
    lines.append(f"clip {clip.id}")
    lines.append(f"trace {clip.trace_id} (reelmesh trace {clip.id[:8]})")
    return lines


def bytes_text(size: int) -> str:
    """A size for a person, in decimal units."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"

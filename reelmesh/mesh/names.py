"""Every subject, stream, message id and S3 key, as functions. Nobody else builds a name."""

import hashlib

from google.protobuf.message import Message

from reelmesh.v1.common_pb2 import Artifact, Stage

EVENTS = "EVENTS"
TASKS = "TASKS"
SPANS = "SPANS"
CLIPS = "CLIPS"
RESULTS = "RESULTS"
ENGINES = "ENGINES"

CONDUCTOR = "conductor"
"""The durable consumer all gateway replicas share."""
WHOLE = "clip"
"""Stands for stage and part in the subject of a fact about the whole clip, and is the part
of steps that work on the whole clip."""
EVENTS_ALL = "events.>"
CONDUCTED = ("accepted", "started", "finished", "failed", "cancelled", "deadline")
"""The facts that change a record; the others only tell of it."""
TASKS_ALL = "tasks.>"
SPANS_ALL = "spans.>"
SCHEDULES_ALL = "schedules.>"
CANCELS_ALL = "cancel.>"


_TOKENS = {stage: name.removeprefix("STAGE_").lower() for name, stage in Stage.items()} | {0: WHOLE}


def stage_token(stage: Stage) -> str:
    """The stage as it stands in subjects, spans and logs, such as video."""
    return _TOKENS[stage]


def step(stage: Stage, part: str) -> str:
    """The name of a step within its clip, such as video.shot1."""
    return f"{stage_token(stage)}.{part}"


def task_subject(stage: Stage, pool: str, clip: str, part: str) -> str:
    """Where a task waits for a worker."""
    return f"tasks.{stage_token(stage)}.{pool}.{clip}.{part}"


def pool_filter(stage: Stage, pool: str) -> str:
    """All tasks of one pool."""
    return f"tasks.{stage_token(stage)}.{pool}.>"


def clip_tasks(clip: str) -> str:
    """All tasks of one clip, in any pool."""
    return f"tasks.*.*.{clip}.>"


def consumer(stage: Stage, pool: str) -> str:
    """The durable consumer the workers of one pool share."""
    return f"{stage_token(stage)}-{pool}"


def event_subject(tenant: str, clip: str, stage: Stage, part: str, fact: str) -> str:
    """Where a fact is published."""
    return f"events.{tenant}.{clip}.{stage_token(stage)}.{part or WHOLE}.{fact}"


def clip_events(tenant: str, clip: str) -> str:
    """All facts of one clip."""
    return f"events.{tenant}.{clip}.>"


def event_id(clip: str, stage: Stage, part: str, fact: str) -> str:
    """A fact's own id: publishing the same fact twice is the same event."""
    return f"{clip}.{stage_token(stage)}.{part or WHOLE}.{fact}"


def event_type(stage: Stage, fact: str) -> str:
    """A fact's CloudEvents type, such as reelmesh.step.finished."""
    about = "clip" if stage == Stage.STAGE_UNSPECIFIED else "step"
    return f"reelmesh.{about}.{fact}"


def deadline_schedule(tenant: str, clip: str) -> str:
    """Where the deadline timer of a clip is kept until it fires."""
    return f"schedules.{tenant}.{clip}.deadline"


def progress_subject(tenant: str, clip: str, stage: Stage, part: str) -> str:
    """Where a running step's progress is told, on plain NATS."""
    return f"progress.{tenant}.{clip}.{stage_token(stage)}.{part}"


def progress_filter(tenant: str, clip: str) -> str:
    """All progress of one clip."""
    return f"progress.{tenant}.{clip}.>"


def cancel_subject(tenant: str, clip: str) -> str:
    """Where workers hear, on plain NATS, that a clip's running steps are no longer wanted."""
    return f"cancel.{tenant}.{clip}"


def spans_subject(trace_id: str) -> str:
    """Where the spans of one trace are kept for a while."""
    return f"spans.{trace_id}"


def record_key(tenant: str, name: str) -> str:
    """Key of a clip in CLIPS or of a fingerprint in RESULTS."""
    return f"{tenant}.{name}"


def engine_key(stage: Stage, pool: str, worker: str) -> str:
    """Key of a worker's report in ENGINES."""
    safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in worker)
    return f"{stage_token(stage)}.{pool}.{safe}"


def artifact_key(tenant: str, artifact: Artifact) -> str:
    """Key of an artifact in the bucket: hex and tenant alone, so nothing can climb out."""
    return f"artifacts/{tenant}/{artifact.sha256}"


def journal_folder(tenant: str, minute: str) -> str:
    """Where the records of clips that ended in a minute (RFC 3339, UTC) are journalled."""
    return f"journal/{tenant}/{minute}/"


def clip_id(tenant: str, request_id: str) -> str:
    """A clip's id: the same request is the same clip."""
    return hashlib.sha256(f"{tenant}\0{request_id}".encode()).hexdigest()[:32]


def message_sha256(message: Message) -> str:
    """SHA-256 of a message in its deterministic encoding."""
    return hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()


def fingerprint(stage: Stage, identity: str, request: Message) -> str:
    """What a computation is called: stage, engine identity and request. Inputs stand in the
    request by their digest, and the seed does too."""
    digest = hashlib.sha256(f"{stage_token(stage)}\0{identity}\0".encode())
    digest.update(request.SerializeToString(deterministic=True))
    return digest.hexdigest()

"""Generated from protos/ by tools/protos.py. Do not edit."""
import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from reelmesh.v1 import clip_pb2 as _clip_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import mux_pb2 as _mux_pb2
from reelmesh.v1 import task_pb2 as _task_pb2
from reelmesh.v1 import timeline_pb2 as _timeline_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClipAccepted(_message.Message):
    __slots__ = ("clip",)
    CLIP_FIELD_NUMBER: _ClassVar[int]
    clip: _clip_pb2.Clip
    def __init__(self, clip: _Optional[_Union[_clip_pb2.Clip, _Mapping]] = ...) -> None: ...

class ClipDeadline(_message.Message):
    __slots__ = ("deadline_time",)
    DEADLINE_TIME_FIELD_NUMBER: _ClassVar[int]
    deadline_time: _timestamp_pb2.Timestamp
    def __init__(self, deadline_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ClipCancelled(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class StepStarted(_message.Message):
    __slots__ = ("attempt", "worker", "engine")
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    WORKER_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    attempt: int
    worker: str
    engine: str
    def __init__(self, attempt: _Optional[int] = ..., worker: _Optional[str] = ..., engine: _Optional[str] = ...) -> None: ...

class StepFinished(_message.Message):
    __slots__ = ("result", "fingerprint", "reused", "attempt", "worker", "engine", "run_seconds", "start_time", "usage", "saved_seconds")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    WORKER_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    RUN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    SAVED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    result: _task_pb2.StageResult
    fingerprint: str
    reused: bool
    attempt: int
    worker: str
    engine: str
    run_seconds: float
    start_time: _timestamp_pb2.Timestamp
    usage: _common_pb2.Usage
    saved_seconds: float
    def __init__(self, result: _Optional[_Union[_task_pb2.StageResult, _Mapping]] = ..., fingerprint: _Optional[str] = ..., reused: _Optional[bool] = ..., attempt: _Optional[int] = ..., worker: _Optional[str] = ..., engine: _Optional[str] = ..., run_seconds: _Optional[float] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., usage: _Optional[_Union[_common_pb2.Usage, _Mapping]] = ..., saved_seconds: _Optional[float] = ...) -> None: ...

class StepFailed(_message.Message):
    __slots__ = ("failure", "fingerprint", "attempt", "worker", "engine")
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    WORKER_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    fingerprint: str
    attempt: int
    worker: str
    engine: str
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ..., fingerprint: _Optional[str] = ..., attempt: _Optional[int] = ..., worker: _Optional[str] = ..., engine: _Optional[str] = ...) -> None: ...

class ShotSummary(_message.Message):
    __slots__ = ("caption", "tags", "embedding", "start_seconds", "end_seconds", "method", "embedding_space")
    CAPTION_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_SPACE_FIELD_NUMBER: _ClassVar[int]
    caption: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    embedding: _containers.RepeatedScalarFieldContainer[float]
    start_seconds: float
    end_seconds: float
    method: str
    embedding_space: str
    def __init__(self, caption: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., embedding: _Optional[_Iterable[float]] = ..., start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ..., method: _Optional[str] = ..., embedding_space: _Optional[str] = ...) -> None: ...

class ClipCompleted(_message.Message):
    __slots__ = ("prompt", "title", "shots", "timeline", "result", "ambience", "trace_id")
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SHOTS_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    AMBIENCE_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    prompt: str
    title: str
    shots: _containers.RepeatedCompositeFieldContainer[ShotSummary]
    timeline: _timeline_pb2.Timeline
    result: _mux_pb2.AssembleResult
    ambience: _containers.RepeatedScalarFieldContainer[str]
    trace_id: str
    def __init__(self, prompt: _Optional[str] = ..., title: _Optional[str] = ..., shots: _Optional[_Iterable[_Union[ShotSummary, _Mapping]]] = ..., timeline: _Optional[_Union[_timeline_pb2.Timeline, _Mapping]] = ..., result: _Optional[_Union[_mux_pb2.AssembleResult, _Mapping]] = ..., ambience: _Optional[_Iterable[str]] = ..., trace_id: _Optional[str] = ...) -> None: ...

class ClipEnded(_message.Message):
    __slots__ = ("state", "failure")
    STATE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    state: _clip_pb2.ClipState
    failure: _common_pb2.Failure
    def __init__(self, state: _Optional[_Union[_clip_pb2.ClipState, str]] = ..., failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ...) -> None: ...

class ClipWithdrawn(_message.Message):
    __slots__ = ("sha256",)
    SHA256_FIELD_NUMBER: _ClassVar[int]
    sha256: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, sha256: _Optional[_Iterable[str]] = ...) -> None: ...

class StepProgress(_message.Message):
    __slots__ = ("stage", "part", "progress", "preview")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    stage: _common_pb2.Stage
    part: str
    progress: float
    preview: bytes
    def __init__(self, stage: _Optional[_Union[_common_pb2.Stage, str]] = ..., part: _Optional[str] = ..., progress: _Optional[float] = ..., preview: _Optional[bytes] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("tenant", "clip", "stage", "part", "time", "accepted", "deadline", "cancelled", "started", "finished", "failed", "completed", "ended", "withdrawn")
    TENANT_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    tenant: str
    clip: str
    stage: _common_pb2.Stage
    part: str
    time: _timestamp_pb2.Timestamp
    accepted: ClipAccepted
    deadline: ClipDeadline
    cancelled: ClipCancelled
    started: StepStarted
    finished: StepFinished
    failed: StepFailed
    completed: ClipCompleted
    ended: ClipEnded
    withdrawn: ClipWithdrawn
    def __init__(self, tenant: _Optional[str] = ..., clip: _Optional[str] = ..., stage: _Optional[_Union[_common_pb2.Stage, str]] = ..., part: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accepted: _Optional[_Union[ClipAccepted, _Mapping]] = ..., deadline: _Optional[_Union[ClipDeadline, _Mapping]] = ..., cancelled: _Optional[_Union[ClipCancelled, _Mapping]] = ..., started: _Optional[_Union[StepStarted, _Mapping]] = ..., finished: _Optional[_Union[StepFinished, _Mapping]] = ..., failed: _Optional[_Union[StepFailed, _Mapping]] = ..., completed: _Optional[_Union[ClipCompleted, _Mapping]] = ..., ended: _Optional[_Union[ClipEnded, _Mapping]] = ..., withdrawn: _Optional[_Union[ClipWithdrawn, _Mapping]] = ...) -> None: ...

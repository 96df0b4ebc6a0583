"""Generated from protos/ by tools/protos.py. Do not edit."""
import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import engine_pb2 as _engine_pb2
from reelmesh.v1 import mux_pb2 as _mux_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from reelmesh.v1 import task_pb2 as _task_pb2
from reelmesh.v1 import timeline_pb2 as _timeline_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClipState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLIP_STATE_UNSPECIFIED: _ClassVar[ClipState]
    CLIP_STATE_QUEUED: _ClassVar[ClipState]
    CLIP_STATE_RUNNING: _ClassVar[ClipState]
    CLIP_STATE_SUCCEEDED: _ClassVar[ClipState]
    CLIP_STATE_FAILED: _ClassVar[ClipState]
    CLIP_STATE_CANCELLED: _ClassVar[ClipState]
    CLIP_STATE_EXPIRED: _ClassVar[ClipState]
    CLIP_STATE_DELETED: _ClassVar[ClipState]

class StepState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STEP_STATE_UNSPECIFIED: _ClassVar[StepState]
    STEP_STATE_WAITING: _ClassVar[StepState]
    STEP_STATE_QUEUED: _ClassVar[StepState]
    STEP_STATE_RUNNING: _ClassVar[StepState]
    STEP_STATE_SUCCEEDED: _ClassVar[StepState]
    STEP_STATE_FAILED: _ClassVar[StepState]
    STEP_STATE_CANCELLED: _ClassVar[StepState]
CLIP_STATE_UNSPECIFIED: ClipState
CLIP_STATE_QUEUED: ClipState
CLIP_STATE_RUNNING: ClipState
CLIP_STATE_SUCCEEDED: ClipState
CLIP_STATE_FAILED: ClipState
CLIP_STATE_CANCELLED: ClipState
CLIP_STATE_EXPIRED: ClipState
CLIP_STATE_DELETED: ClipState
STEP_STATE_UNSPECIFIED: StepState
STEP_STATE_WAITING: StepState
STEP_STATE_QUEUED: StepState
STEP_STATE_RUNNING: StepState
STEP_STATE_SUCCEEDED: StepState
STEP_STATE_FAILED: StepState
STEP_STATE_CANCELLED: StepState

class Step(_message.Message):
    __slots__ = ("stage", "part", "needs", "pool", "state", "result", "failure", "attempt", "reused", "fingerprint", "engine", "worker", "run_seconds", "queue_time", "start_time", "end_time", "usage", "saved_seconds")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    POOL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    WORKER_FIELD_NUMBER: _ClassVar[int]
    RUN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    QUEUE_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    SAVED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    stage: _common_pb2.Stage
    part: str
    needs: _containers.RepeatedScalarFieldContainer[str]
    pool: str
    state: StepState
    result: _task_pb2.StageResult
    failure: _common_pb2.Failure
    attempt: int
    reused: bool
    fingerprint: str
    engine: str
    worker: str
    run_seconds: float
    queue_time: _timestamp_pb2.Timestamp
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    usage: _common_pb2.Usage
    saved_seconds: float
    def __init__(self, stage: _Optional[_Union[_common_pb2.Stage, str]] = ..., part: _Optional[str] = ..., needs: _Optional[_Iterable[str]] = ..., pool: _Optional[str] = ..., state: _Optional[_Union[StepState, str]] = ..., result: _Optional[_Union[_task_pb2.StageResult, _Mapping]] = ..., failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ..., attempt: _Optional[int] = ..., reused: _Optional[bool] = ..., fingerprint: _Optional[str] = ..., engine: _Optional[str] = ..., worker: _Optional[str] = ..., run_seconds: _Optional[float] = ..., queue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., usage: _Optional[_Union[_common_pb2.Usage, _Mapping]] = ..., saved_seconds: _Optional[float] = ...) -> None: ...

class Clip(_message.Message):
    __slots__ = ("id", "tenant", "request_id", "spec", "state", "steps", "timeline", "result", "failure", "notes", "create_time", "start_time", "end_time", "deadline_time", "trace_id", "traceparent", "revision", "spec_sha256", "shot_frames", "frame_rule", "producer", "caller_traceparent", "prompt_encoder", "image_encoder")
    ID_FIELD_NUMBER: _ClassVar[int]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_TIME_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SPEC_SHA256_FIELD_NUMBER: _ClassVar[int]
    SHOT_FRAMES_FIELD_NUMBER: _ClassVar[int]
    FRAME_RULE_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_FIELD_NUMBER: _ClassVar[int]
    CALLER_TRACEPARENT_FIELD_NUMBER: _ClassVar[int]
    PROMPT_ENCODER_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ENCODER_FIELD_NUMBER: _ClassVar[int]
    id: str
    tenant: str
    request_id: str
    spec: _spec_pb2.Spec
    state: ClipState
    steps: _containers.RepeatedCompositeFieldContainer[Step]
    timeline: _timeline_pb2.Timeline
    result: _mux_pb2.AssembleResult
    failure: _common_pb2.Failure
    notes: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    deadline_time: _timestamp_pb2.Timestamp
    trace_id: str
    traceparent: str
    revision: int
    spec_sha256: str
    shot_frames: _containers.RepeatedScalarFieldContainer[int]
    frame_rule: _engine_pb2.FrameRule
    producer: str
    caller_traceparent: str
    prompt_encoder: str
    image_encoder: str
    def __init__(self, id: _Optional[str] = ..., tenant: _Optional[str] = ..., request_id: _Optional[str] = ..., spec: _Optional[_Union[_spec_pb2.Spec, _Mapping]] = ..., state: _Optional[_Union[ClipState, str]] = ..., steps: _Optional[_Iterable[_Union[Step, _Mapping]]] = ..., timeline: _Optional[_Union[_timeline_pb2.Timeline, _Mapping]] = ..., result: _Optional[_Union[_mux_pb2.AssembleResult, _Mapping]] = ..., failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ..., notes: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., trace_id: _Optional[str] = ..., traceparent: _Optional[str] = ..., revision: _Optional[int] = ..., spec_sha256: _Optional[str] = ..., shot_frames: _Optional[_Iterable[int]] = ..., frame_rule: _Optional[_Union[_engine_pb2.FrameRule, _Mapping]] = ..., producer: _Optional[str] = ..., caller_traceparent: _Optional[str] = ..., prompt_encoder: _Optional[str] = ..., image_encoder: _Optional[str] = ...) -> None: ...

class ClipJournal(_message.Message):
    __slots__ = ("clips",)
    CLIPS_FIELD_NUMBER: _ClassVar[int]
    clips: _containers.RepeatedCompositeFieldContainer[Clip]
    def __init__(self, clips: _Optional[_Iterable[_Union[Clip, _Mapping]]] = ...) -> None: ...

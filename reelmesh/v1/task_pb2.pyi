"""Generated from protos/ by tools/protos.py. Do not edit."""
import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from reelmesh.v1 import ambient_pb2 as _ambient_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import mux_pb2 as _mux_pb2
from reelmesh.v1 import video_pb2 as _video_pb2
from reelmesh.v1 import vision_pb2 as _vision_pb2
from reelmesh.v1 import voice_pb2 as _voice_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StageRequest(_message.Message):
    __slots__ = ("describe", "speak", "animate", "compose", "assemble")
    DESCRIBE_FIELD_NUMBER: _ClassVar[int]
    SPEAK_FIELD_NUMBER: _ClassVar[int]
    ANIMATE_FIELD_NUMBER: _ClassVar[int]
    COMPOSE_FIELD_NUMBER: _ClassVar[int]
    ASSEMBLE_FIELD_NUMBER: _ClassVar[int]
    describe: _vision_pb2.DescribeRequest
    speak: _voice_pb2.SpeakRequest
    animate: _video_pb2.AnimateRequest
    compose: _ambient_pb2.ComposeRequest
    assemble: _mux_pb2.AssembleRequest
    def __init__(self, describe: _Optional[_Union[_vision_pb2.DescribeRequest, _Mapping]] = ..., speak: _Optional[_Union[_voice_pb2.SpeakRequest, _Mapping]] = ..., animate: _Optional[_Union[_video_pb2.AnimateRequest, _Mapping]] = ..., compose: _Optional[_Union[_ambient_pb2.ComposeRequest, _Mapping]] = ..., assemble: _Optional[_Union[_mux_pb2.AssembleRequest, _Mapping]] = ...) -> None: ...

class StageResult(_message.Message):
    __slots__ = ("describe", "speak", "animate", "compose", "assemble")
    DESCRIBE_FIELD_NUMBER: _ClassVar[int]
    SPEAK_FIELD_NUMBER: _ClassVar[int]
    ANIMATE_FIELD_NUMBER: _ClassVar[int]
    COMPOSE_FIELD_NUMBER: _ClassVar[int]
    ASSEMBLE_FIELD_NUMBER: _ClassVar[int]
    describe: _vision_pb2.DescribeResult
    speak: _voice_pb2.SpeakResult
    animate: _video_pb2.AnimateResult
    compose: _ambient_pb2.ComposeResult
    assemble: _mux_pb2.AssembleResult
    def __init__(self, describe: _Optional[_Union[_vision_pb2.DescribeResult, _Mapping]] = ..., speak: _Optional[_Union[_voice_pb2.SpeakResult, _Mapping]] = ..., animate: _Optional[_Union[_video_pb2.AnimateResult, _Mapping]] = ..., compose: _Optional[_Union[_ambient_pb2.ComposeResult, _Mapping]] = ..., assemble: _Optional[_Union[_mux_pb2.AssembleResult, _Mapping]] = ...) -> None: ...

class Task(_message.Message):
    __slots__ = ("tenant", "clip", "stage", "part", "request", "deadline_time", "queued_time")
    TENANT_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_TIME_FIELD_NUMBER: _ClassVar[int]
    QUEUED_TIME_FIELD_NUMBER: _ClassVar[int]
    tenant: str
    clip: str
    stage: _common_pb2.Stage
    part: str
    request: StageRequest
    deadline_time: _timestamp_pb2.Timestamp
    queued_time: _timestamp_pb2.Timestamp
    def __init__(self, tenant: _Optional[str] = ..., clip: _Optional[str] = ..., stage: _Optional[_Union[_common_pb2.Stage, str]] = ..., part: _Optional[str] = ..., request: _Optional[_Union[StageRequest, _Mapping]] = ..., deadline_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., queued_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ResultRecord(_message.Message):
    __slots__ = ("result", "failure", "engine", "engine_version", "run_seconds", "commit_time", "usage")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    RUN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    COMMIT_TIME_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    result: StageResult
    failure: _common_pb2.Failure
    engine: str
    engine_version: str
    run_seconds: float
    commit_time: _timestamp_pb2.Timestamp
    usage: _common_pb2.Usage
    def __init__(self, result: _Optional[_Union[StageResult, _Mapping]] = ..., failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ..., engine: _Optional[str] = ..., engine_version: _Optional[str] = ..., run_seconds: _Optional[float] = ..., commit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., usage: _Optional[_Union[_common_pb2.Usage, _Mapping]] = ...) -> None: ...

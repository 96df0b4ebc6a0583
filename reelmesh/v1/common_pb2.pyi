"""Generated from protos/ by tools/protos.py. Do not edit."""
import datetime

from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Stage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STAGE_UNSPECIFIED: _ClassVar[Stage]
    STAGE_VISION: _ClassVar[Stage]
    STAGE_VOICE: _ClassVar[Stage]
    STAGE_VIDEO: _ClassVar[Stage]
    STAGE_AMBIENT: _ClassVar[Stage]
    STAGE_MUX: _ClassVar[Stage]

class Quality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUALITY_UNSPECIFIED: _ClassVar[Quality]
    QUALITY_DRAFT: _ClassVar[Quality]
    QUALITY_STANDARD: _ClassVar[Quality]
    QUALITY_HIGH: _ClassVar[Quality]

class Cause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAUSE_UNSPECIFIED: _ClassVar[Cause]
    CAUSE_CALLER: _ClassVar[Cause]
    CAUSE_CONTENT: _ClassVar[Cause]
    CAUSE_ENGINE: _ClassVar[Cause]
    CAUSE_INFRASTRUCTURE: _ClassVar[Cause]
    CAUSE_DEADLINE: _ClassVar[Cause]
STAGE_UNSPECIFIED: Stage
STAGE_VISION: Stage
STAGE_VOICE: Stage
STAGE_VIDEO: Stage
STAGE_AMBIENT: Stage
STAGE_MUX: Stage
QUALITY_UNSPECIFIED: Quality
QUALITY_DRAFT: Quality
QUALITY_STANDARD: Quality
QUALITY_HIGH: Quality
CAUSE_UNSPECIFIED: Cause
CAUSE_CALLER: Cause
CAUSE_CONTENT: Cause
CAUSE_ENGINE: Cause
CAUSE_INFRASTRUCTURE: Cause
CAUSE_DEADLINE: Cause

class Usage(_message.Message):
    __slots__ = ("gpu_seconds", "peak_memory_bytes", "joules", "model_steps")
    GPU_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PEAK_MEMORY_BYTES_FIELD_NUMBER: _ClassVar[int]
    JOULES_FIELD_NUMBER: _ClassVar[int]
    MODEL_STEPS_FIELD_NUMBER: _ClassVar[int]
    gpu_seconds: float
    peak_memory_bytes: int
    joules: float
    model_steps: int
    def __init__(self, gpu_seconds: _Optional[float] = ..., peak_memory_bytes: _Optional[int] = ..., joules: _Optional[float] = ..., model_steps: _Optional[int] = ...) -> None: ...

class Artifact(_message.Message):
    __slots__ = ("sha256", "size_bytes", "media_type")
    SHA256_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    sha256: str
    size_bytes: int
    media_type: str
    def __init__(self, sha256: _Optional[str] = ..., size_bytes: _Optional[int] = ..., media_type: _Optional[str] = ...) -> None: ...

class Failure(_message.Message):
    __slots__ = ("cause", "stage", "part", "message", "retryable")
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RETRYABLE_FIELD_NUMBER: _ClassVar[int]
    cause: Cause
    stage: Stage
    part: str
    message: str
    retryable: bool
    def __init__(self, cause: _Optional[_Union[Cause, str]] = ..., stage: _Optional[_Union[Stage, str]] = ..., part: _Optional[str] = ..., message: _Optional[str] = ..., retryable: _Optional[bool] = ...) -> None: ...

class Format(_message.Message):
    __slots__ = ("width", "height", "fps")
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    FPS_FIELD_NUMBER: _ClassVar[int]
    width: int
    height: int
    fps: int
    def __init__(self, width: _Optional[int] = ..., height: _Optional[int] = ..., fps: _Optional[int] = ...) -> None: ...

class Interval(_message.Message):
    __slots__ = ("start_time", "end_time")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

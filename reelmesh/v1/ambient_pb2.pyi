"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ComposeRequest(_message.Message):
    __slots__ = ("seconds", "cues", "prompt", "tags", "seed", "music", "flashes", "silent", "swells")
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    MUSIC_FIELD_NUMBER: _ClassVar[int]
    FLASHES_FIELD_NUMBER: _ClassVar[int]
    SILENT_FIELD_NUMBER: _ClassVar[int]
    SWELLS_FIELD_NUMBER: _ClassVar[int]
    seconds: float
    cues: _containers.RepeatedScalarFieldContainer[str]
    prompt: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    seed: int
    music: _spec_pb2.Music
    flashes: _containers.RepeatedScalarFieldContainer[float]
    silent: bool
    swells: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, seconds: _Optional[float] = ..., cues: _Optional[_Iterable[str]] = ..., prompt: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., seed: _Optional[int] = ..., music: _Optional[_Union[_spec_pb2.Music, str]] = ..., flashes: _Optional[_Iterable[float]] = ..., silent: _Optional[bool] = ..., swells: _Optional[_Iterable[float]] = ...) -> None: ...

class ComposeResult(_message.Message):
    __slots__ = ("audio", "seconds", "sources", "music", "method", "music_method", "degraded")
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    MUSIC_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    MUSIC_METHOD_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    audio: _common_pb2.Artifact
    seconds: float
    sources: _containers.RepeatedScalarFieldContainer[str]
    music: _common_pb2.Artifact
    method: str
    music_method: str
    degraded: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, audio: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., seconds: _Optional[float] = ..., sources: _Optional[_Iterable[str]] = ..., music: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., method: _Optional[str] = ..., music_method: _Optional[str] = ..., degraded: _Optional[_Iterable[str]] = ...) -> None: ...

class ComposeResponse(_message.Message):
    __slots__ = ("progress", "result")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: float
    result: ComposeResult
    def __init__(self, progress: _Optional[float] = ..., result: _Optional[_Union[ComposeResult, _Mapping]] = ...) -> None: ...

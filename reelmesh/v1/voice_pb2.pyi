"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from reelmesh.v1 import timeline_pb2 as _timeline_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SpeakRequest(_message.Message):
    __slots__ = ("text", "language", "voice", "rate", "seed", "manner")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    MANNER_FIELD_NUMBER: _ClassVar[int]
    text: str
    language: str
    voice: str
    rate: float
    seed: int
    manner: _spec_pb2.Manner
    def __init__(self, text: _Optional[str] = ..., language: _Optional[str] = ..., voice: _Optional[str] = ..., rate: _Optional[float] = ..., seed: _Optional[int] = ..., manner: _Optional[_Union[_spec_pb2.Manner, str]] = ...) -> None: ...

class SpeakResult(_message.Message):
    __slots__ = ("audio", "seconds", "words", "phones", "timed_by_model", "manner", "degraded", "left_out", "consent")
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    PHONES_FIELD_NUMBER: _ClassVar[int]
    TIMED_BY_MODEL_FIELD_NUMBER: _ClassVar[int]
    MANNER_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    audio: _common_pb2.Artifact
    seconds: float
    words: _containers.RepeatedCompositeFieldContainer[_timeline_pb2.Word]
    phones: _containers.RepeatedCompositeFieldContainer[_timeline_pb2.Phone]
    timed_by_model: bool
    manner: _spec_pb2.Manner
    degraded: _containers.RepeatedScalarFieldContainer[str]
    left_out: _containers.RepeatedScalarFieldContainer[str]
    consent: _common_pb2.Artifact
    def __init__(self, audio: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., seconds: _Optional[float] = ..., words: _Optional[_Iterable[_Union[_timeline_pb2.Word, _Mapping]]] = ..., phones: _Optional[_Iterable[_Union[_timeline_pb2.Phone, _Mapping]]] = ..., timed_by_model: _Optional[bool] = ..., manner: _Optional[_Union[_spec_pb2.Manner, str]] = ..., degraded: _Optional[_Iterable[str]] = ..., left_out: _Optional[_Iterable[str]] = ..., consent: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ...) -> None: ...

class SpeakResponse(_message.Message):
    __slots__ = ("progress", "result")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: float
    result: SpeakResult
    def __init__(self, progress: _Optional[float] = ..., result: _Optional[_Union[SpeakResult, _Mapping]] = ...) -> None: ...

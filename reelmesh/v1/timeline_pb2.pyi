"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Viseme(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VISEME_UNSPECIFIED: _ClassVar[Viseme]
    VISEME_REST: _ClassVar[Viseme]
    VISEME_CLOSED: _ClassVar[Viseme]
    VISEME_LABIODENTAL: _ClassVar[Viseme]
    VISEME_DENTAL: _ClassVar[Viseme]
    VISEME_ALVEOLAR: _ClassVar[Viseme]
    VISEME_POSTALVEOLAR: _ClassVar[Viseme]
    VISEME_VELAR: _ClassVar[Viseme]
    VISEME_OPEN: _ClassVar[Viseme]
    VISEME_MID: _ClassVar[Viseme]
    VISEME_SPREAD: _ClassVar[Viseme]
    VISEME_ROUND_OPEN: _ClassVar[Viseme]
    VISEME_ROUND_CLOSE: _ClassVar[Viseme]
VISEME_UNSPECIFIED: Viseme
VISEME_REST: Viseme
VISEME_CLOSED: Viseme
VISEME_LABIODENTAL: Viseme
VISEME_DENTAL: Viseme
VISEME_ALVEOLAR: Viseme
VISEME_POSTALVEOLAR: Viseme
VISEME_VELAR: Viseme
VISEME_OPEN: Viseme
VISEME_MID: Viseme
VISEME_SPREAD: Viseme
VISEME_ROUND_OPEN: Viseme
VISEME_ROUND_CLOSE: Viseme

class Word(_message.Message):
    __slots__ = ("text", "start_seconds", "end_seconds")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    text: str
    start_seconds: float
    end_seconds: float
    def __init__(self, text: _Optional[str] = ..., start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ...) -> None: ...

class Phone(_message.Message):
    __slots__ = ("symbol", "viseme", "start_seconds", "end_seconds", "loudness")
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    VISEME_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_FIELD_NUMBER: _ClassVar[int]
    symbol: str
    viseme: Viseme
    start_seconds: float
    end_seconds: float
    loudness: float
    def __init__(self, symbol: _Optional[str] = ..., viseme: _Optional[_Union[Viseme, str]] = ..., start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ..., loudness: _Optional[float] = ...) -> None: ...

class Utterance(_message.Message):
    __slots__ = ("line", "speaker", "text", "language", "start_seconds", "end_seconds", "audio", "words", "phones")
    LINE_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    PHONES_FIELD_NUMBER: _ClassVar[int]
    line: int
    speaker: str
    text: str
    language: str
    start_seconds: float
    end_seconds: float
    audio: _common_pb2.Artifact
    words: _containers.RepeatedCompositeFieldContainer[Word]
    phones: _containers.RepeatedCompositeFieldContainer[Phone]
    def __init__(self, line: _Optional[int] = ..., speaker: _Optional[str] = ..., text: _Optional[str] = ..., language: _Optional[str] = ..., start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ..., audio: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ..., phones: _Optional[_Iterable[_Union[Phone, _Mapping]]] = ...) -> None: ...

class Timeline(_message.Message):
    __slots__ = ("seconds", "utterances")
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    UTTERANCES_FIELD_NUMBER: _ClassVar[int]
    seconds: float
    utterances: _containers.RepeatedCompositeFieldContainer[Utterance]
    def __init__(self, seconds: _Optional[float] = ..., utterances: _Optional[_Iterable[_Union[Utterance, _Mapping]]] = ...) -> None: ...

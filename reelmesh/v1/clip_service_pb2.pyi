"""Generated from protos/ by tools/protos.py. Do not edit."""
import datetime

from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from reelmesh.v1 import clip_pb2 as _clip_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import engine_pb2 as _engine_pb2
from reelmesh.v1 import event_pb2 as _event_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from reelmesh.v1 import timeline_pb2 as _timeline_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class UnderstoodKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNDERSTOOD_KIND_UNSPECIFIED: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_SHOT: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_TRANSITION: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_CAMERA: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_FRAMING: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_MOTION: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_WEATHER: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_LIGHT: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_SCENE: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_STYLE: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_SOUND: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_MUSIC: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_LINE: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_SPEAKER: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_MANNER: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_WRITING: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_LENGTH: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_SHAPE: _ClassVar[UnderstoodKind]
    UNDERSTOOD_KIND_RATE: _ClassVar[UnderstoodKind]
UNDERSTOOD_KIND_UNSPECIFIED: UnderstoodKind
UNDERSTOOD_KIND_SHOT: UnderstoodKind
UNDERSTOOD_KIND_TRANSITION: UnderstoodKind
UNDERSTOOD_KIND_CAMERA: UnderstoodKind
UNDERSTOOD_KIND_FRAMING: UnderstoodKind
UNDERSTOOD_KIND_MOTION: UnderstoodKind
UNDERSTOOD_KIND_WEATHER: UnderstoodKind
UNDERSTOOD_KIND_LIGHT: UnderstoodKind
UNDERSTOOD_KIND_SCENE: UnderstoodKind
UNDERSTOOD_KIND_STYLE: UnderstoodKind
UNDERSTOOD_KIND_SOUND: UnderstoodKind
UNDERSTOOD_KIND_MUSIC: UnderstoodKind
UNDERSTOOD_KIND_LINE: UnderstoodKind
UNDERSTOOD_KIND_SPEAKER: UnderstoodKind
UNDERSTOOD_KIND_MANNER: UnderstoodKind
UNDERSTOOD_KIND_WRITING: UnderstoodKind
UNDERSTOOD_KIND_LENGTH: UnderstoodKind
UNDERSTOOD_KIND_SHAPE: UnderstoodKind
UNDERSTOOD_KIND_RATE: UnderstoodKind

class CreateClipRequest(_message.Message):
    __slots__ = ("request_id", "spec", "time_to_live")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    spec: _spec_pb2.Spec
    time_to_live: _duration_pb2.Duration
    def __init__(self, request_id: _Optional[str] = ..., spec: _Optional[_Union[_spec_pb2.Spec, _Mapping]] = ..., time_to_live: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class CreateClipResponse(_message.Message):
    __slots__ = ("clip", "existed")
    CLIP_FIELD_NUMBER: _ClassVar[int]
    EXISTED_FIELD_NUMBER: _ClassVar[int]
    clip: _clip_pb2.Clip
    existed: bool
    def __init__(self, clip: _Optional[_Union[_clip_pb2.Clip, _Mapping]] = ..., existed: _Optional[bool] = ...) -> None: ...

class GetClipRequest(_message.Message):
    __slots__ = ("clip_id",)
    CLIP_ID_FIELD_NUMBER: _ClassVar[int]
    clip_id: str
    def __init__(self, clip_id: _Optional[str] = ...) -> None: ...

class GetClipResponse(_message.Message):
    __slots__ = ("clip",)
    CLIP_FIELD_NUMBER: _ClassVar[int]
    clip: _clip_pb2.Clip
    def __init__(self, clip: _Optional[_Union[_clip_pb2.Clip, _Mapping]] = ...) -> None: ...

class ListClipsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "states")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[_clip_pb2.ClipState]
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., states: _Optional[_Iterable[_Union[_clip_pb2.ClipState, str]]] = ...) -> None: ...

class ListClipsResponse(_message.Message):
    __slots__ = ("clips", "next_page_token")
    CLIPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    clips: _containers.RepeatedCompositeFieldContainer[_clip_pb2.Clip]
    next_page_token: str
    def __init__(self, clips: _Optional[_Iterable[_Union[_clip_pb2.Clip, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WatchClipRequest(_message.Message):
    __slots__ = ("clip_id", "after_revision")
    CLIP_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_REVISION_FIELD_NUMBER: _ClassVar[int]
    clip_id: str
    after_revision: int
    def __init__(self, clip_id: _Optional[str] = ..., after_revision: _Optional[int] = ...) -> None: ...

class WatchClipResponse(_message.Message):
    __slots__ = ("clip", "progress")
    CLIP_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    clip: _clip_pb2.Clip
    progress: _event_pb2.StepProgress
    def __init__(self, clip: _Optional[_Union[_clip_pb2.Clip, _Mapping]] = ..., progress: _Optional[_Union[_event_pb2.StepProgress, _Mapping]] = ...) -> None: ...

class CancelClipRequest(_message.Message):
    __slots__ = ("clip_id", "reason")
    CLIP_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    clip_id: str
    reason: str
    def __init__(self, clip_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelClipResponse(_message.Message):
    __slots__ = ("clip",)
    CLIP_FIELD_NUMBER: _ClassVar[int]
    clip: _clip_pb2.Clip
    def __init__(self, clip: _Optional[_Union[_clip_pb2.Clip, _Mapping]] = ...) -> None: ...

class DeleteClipRequest(_message.Message):
    __slots__ = ("clip_id",)
    CLIP_ID_FIELD_NUMBER: _ClassVar[int]
    clip_id: str
    def __init__(self, clip_id: _Optional[str] = ...) -> None: ...

class DeleteClipResponse(_message.Message):
    __slots__ = ("artifacts_deleted",)
    ARTIFACTS_DELETED_FIELD_NUMBER: _ClassVar[int]
    artifacts_deleted: int
    def __init__(self, artifacts_deleted: _Optional[int] = ...) -> None: ...

class QuoteClipRequest(_message.Message):
    __slots__ = ("spec",)
    SPEC_FIELD_NUMBER: _ClassVar[int]
    spec: _spec_pb2.Spec
    def __init__(self, spec: _Optional[_Union[_spec_pb2.Spec, _Mapping]] = ...) -> None: ...

class Casting(_message.Message):
    __slots__ = ("speaker", "voice")
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    speaker: str
    voice: str
    def __init__(self, speaker: _Optional[str] = ..., voice: _Optional[str] = ...) -> None: ...

class Understood(_message.Message):
    __slots__ = ("kind", "value", "words", "shot", "used", "note")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SHOT_FIELD_NUMBER: _ClassVar[int]
    USED_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    kind: UnderstoodKind
    value: str
    words: str
    shot: int
    used: bool
    note: str
    def __init__(self, kind: _Optional[_Union[UnderstoodKind, str]] = ..., value: _Optional[str] = ..., words: _Optional[str] = ..., shot: _Optional[int] = ..., used: _Optional[bool] = ..., note: _Optional[str] = ...) -> None: ...

class Understanding(_message.Message):
    __slots__ = ("items", "not_understood", "notes", "reader")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NOT_UNDERSTOOD_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    READER_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[Understood]
    not_understood: _containers.RepeatedScalarFieldContainer[str]
    notes: _containers.RepeatedScalarFieldContainer[str]
    reader: str
    def __init__(self, items: _Optional[_Iterable[_Union[Understood, _Mapping]]] = ..., not_understood: _Optional[_Iterable[str]] = ..., notes: _Optional[_Iterable[str]] = ..., reader: _Optional[str] = ...) -> None: ...

class QuoteClipResponse(_message.Message):
    __slots__ = ("steps", "seconds", "cast", "spec", "understanding", "timeline", "shot_frames", "run_seconds")
    STEPS_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    CAST_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    UNDERSTANDING_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    SHOT_FRAMES_FIELD_NUMBER: _ClassVar[int]
    RUN_SECONDS_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[_clip_pb2.Step]
    seconds: float
    cast: _containers.RepeatedCompositeFieldContainer[Casting]
    spec: _spec_pb2.Spec
    understanding: Understanding
    timeline: _timeline_pb2.Timeline
    shot_frames: _containers.RepeatedScalarFieldContainer[int]
    run_seconds: float
    def __init__(self, steps: _Optional[_Iterable[_Union[_clip_pb2.Step, _Mapping]]] = ..., seconds: _Optional[float] = ..., cast: _Optional[_Iterable[_Union[Casting, _Mapping]]] = ..., spec: _Optional[_Union[_spec_pb2.Spec, _Mapping]] = ..., understanding: _Optional[_Union[Understanding, _Mapping]] = ..., timeline: _Optional[_Union[_timeline_pb2.Timeline, _Mapping]] = ..., shot_frames: _Optional[_Iterable[int]] = ..., run_seconds: _Optional[float] = ...) -> None: ...

class UploadImageRequest(_message.Message):
    __slots__ = ("chunk",)
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class UploadImageResponse(_message.Message):
    __slots__ = ("image", "width", "height")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    image: _common_pb2.Artifact
    width: int
    height: int
    def __init__(self, image: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ...) -> None: ...

class DownloadArtifactRequest(_message.Message):
    __slots__ = ("sha256", "offset")
    SHA256_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    sha256: str
    offset: int
    def __init__(self, sha256: _Optional[str] = ..., offset: _Optional[int] = ...) -> None: ...

class DownloadArtifactResponse(_message.Message):
    __slots__ = ("chunk", "size_bytes")
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    size_bytes: int
    def __init__(self, chunk: _Optional[bytes] = ..., size_bytes: _Optional[int] = ...) -> None: ...

class ListVoicesRequest(_message.Message):
    __slots__ = ("language",)
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    language: str
    def __init__(self, language: _Optional[str] = ...) -> None: ...

class ListVoicesResponse(_message.Message):
    __slots__ = ("voices",)
    VOICES_FIELD_NUMBER: _ClassVar[int]
    voices: _containers.RepeatedCompositeFieldContainer[_engine_pb2.Voice]
    def __init__(self, voices: _Optional[_Iterable[_Union[_engine_pb2.Voice, _Mapping]]] = ...) -> None: ...

class ListEnginesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListEnginesResponse(_message.Message):
    __slots__ = ("engines", "tasks_waiting")
    class TasksWaitingEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    ENGINES_FIELD_NUMBER: _ClassVar[int]
    TASKS_WAITING_FIELD_NUMBER: _ClassVar[int]
    engines: _containers.RepeatedCompositeFieldContainer[_engine_pb2.EngineInfo]
    tasks_waiting: _containers.ScalarMap[str, int]
    def __init__(self, engines: _Optional[_Iterable[_Union[_engine_pb2.EngineInfo, _Mapping]]] = ..., tasks_waiting: _Optional[_Mapping[str, int]] = ...) -> None: ...

class GetTraceRequest(_message.Message):
    __slots__ = ("clip_id",)
    CLIP_ID_FIELD_NUMBER: _ClassVar[int]
    clip_id: str
    def __init__(self, clip_id: _Optional[str] = ...) -> None: ...

class TraceSpan(_message.Message):
    __slots__ = ("span_id", "parent_span_id", "name", "service", "start_time", "end_time", "attributes", "error")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SPAN_ID_FIELD_NUMBER: _ClassVar[int]
    PARENT_SPAN_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    span_id: str
    parent_span_id: str
    name: str
    service: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    attributes: _containers.ScalarMap[str, str]
    error: str
    def __init__(self, span_id: _Optional[str] = ..., parent_span_id: _Optional[str] = ..., name: _Optional[str] = ..., service: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attributes: _Optional[_Mapping[str, str]] = ..., error: _Optional[str] = ...) -> None: ...

class GetTraceResponse(_message.Message):
    __slots__ = ("trace_id", "spans")
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    trace_id: str
    spans: _containers.RepeatedCompositeFieldContainer[TraceSpan]
    def __init__(self, trace_id: _Optional[str] = ..., spans: _Optional[_Iterable[_Union[TraceSpan, _Mapping]]] = ...) -> None: ...

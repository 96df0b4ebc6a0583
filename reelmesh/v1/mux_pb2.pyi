"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from reelmesh.v1 import ambient_pb2 as _ambient_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from reelmesh.v1 import timeline_pb2 as _timeline_pb2
from reelmesh.v1 import video_pb2 as _video_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Cut(_message.Message):
    __slots__ = ("frames", "transition", "transition_frames")
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_FRAMES_FIELD_NUMBER: _ClassVar[int]
    frames: int
    transition: _spec_pb2.Transition
    transition_frames: int
    def __init__(self, frames: _Optional[int] = ..., transition: _Optional[_Union[_spec_pb2.Transition, str]] = ..., transition_frames: _Optional[int] = ...) -> None: ...

class AssembleRequest(_message.Message):
    __slots__ = ("shots", "timeline", "ambience", "format", "title", "comment", "producer", "cuts", "extras", "places", "tags")
    SHOTS_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    AMBIENCE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_FIELD_NUMBER: _ClassVar[int]
    CUTS_FIELD_NUMBER: _ClassVar[int]
    EXTRAS_FIELD_NUMBER: _ClassVar[int]
    PLACES_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    shots: _containers.RepeatedCompositeFieldContainer[_video_pb2.AnimateResult]
    timeline: _timeline_pb2.Timeline
    ambience: _ambient_pb2.ComposeResult
    format: _common_pb2.Format
    title: str
    comment: str
    producer: str
    cuts: _containers.RepeatedCompositeFieldContainer[Cut]
    extras: _spec_pb2.Extras
    places: _containers.RepeatedCompositeFieldContainer[Place]
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, shots: _Optional[_Iterable[_Union[_video_pb2.AnimateResult, _Mapping]]] = ..., timeline: _Optional[_Union[_timeline_pb2.Timeline, _Mapping]] = ..., ambience: _Optional[_Union[_ambient_pb2.ComposeResult, _Mapping]] = ..., format: _Optional[_Union[_common_pb2.Format, _Mapping]] = ..., title: _Optional[str] = ..., comment: _Optional[str] = ..., producer: _Optional[str] = ..., cuts: _Optional[_Iterable[_Union[Cut, _Mapping]]] = ..., extras: _Optional[_Union[_spec_pb2.Extras, _Mapping]] = ..., places: _Optional[_Iterable[_Union[Place, _Mapping]]] = ..., tags: _Optional[_Iterable[str]] = ...) -> None: ...

class Place(_message.Message):
    __slots__ = ("speaker", "x")
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    X_FIELD_NUMBER: _ClassVar[int]
    speaker: str
    x: float
    def __init__(self, speaker: _Optional[str] = ..., x: _Optional[float] = ...) -> None: ...

class AssembleResult(_message.Message):
    __slots__ = ("clip", "poster", "seconds", "frames", "loudness_lufs", "true_peak_dbtp", "aigc_label", "preview", "stems", "notes")
    CLIP_FIELD_NUMBER: _ClassVar[int]
    POSTER_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_LUFS_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    AIGC_LABEL_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    STEMS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    clip: _common_pb2.Artifact
    poster: _common_pb2.Artifact
    seconds: float
    frames: int
    loudness_lufs: float
    true_peak_dbtp: float
    aigc_label: str
    preview: _common_pb2.Artifact
    stems: _containers.RepeatedCompositeFieldContainer[Stem]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, clip: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., poster: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., seconds: _Optional[float] = ..., frames: _Optional[int] = ..., loudness_lufs: _Optional[float] = ..., true_peak_dbtp: _Optional[float] = ..., aigc_label: _Optional[str] = ..., preview: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., stems: _Optional[_Iterable[_Union[Stem, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class Stem(_message.Message):
    __slots__ = ("name", "audio")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    name: str
    audio: _common_pb2.Artifact
    def __init__(self, name: _Optional[str] = ..., audio: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ...) -> None: ...

class AssembleResponse(_message.Message):
    __slots__ = ("progress", "result")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: float
    result: AssembleResult
    def __init__(self, progress: _Optional[float] = ..., result: _Optional[_Union[AssembleResult, _Mapping]] = ...) -> None: ...

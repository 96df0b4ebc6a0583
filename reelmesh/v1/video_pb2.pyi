"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from reelmesh.v1 import timeline_pb2 as _timeline_pb2
from reelmesh.v1 import vision_pb2 as _vision_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DigitalSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIGITAL_SOURCE_UNSPECIFIED: _ClassVar[DigitalSource]
    DIGITAL_SOURCE_TRAINED: _ClassVar[DigitalSource]
    DIGITAL_SOURCE_ALGORITHMIC: _ClassVar[DigitalSource]
    DIGITAL_SOURCE_COMPOSITE: _ClassVar[DigitalSource]
DIGITAL_SOURCE_UNSPECIFIED: DigitalSource
DIGITAL_SOURCE_TRAINED: DigitalSource
DIGITAL_SOURCE_ALGORITHMIC: DigitalSource
DIGITAL_SOURCE_COMPOSITE: DigitalSource

class FaceSpeech(_message.Message):
    __slots__ = ("face", "phones")
    FACE_FIELD_NUMBER: _ClassVar[int]
    PHONES_FIELD_NUMBER: _ClassVar[int]
    face: int
    phones: _containers.RepeatedCompositeFieldContainer[_timeline_pb2.Phone]
    def __init__(self, face: _Optional[int] = ..., phones: _Optional[_Iterable[_Union[_timeline_pb2.Phone, _Mapping]]] = ...) -> None: ...

class AnimateRequest(_message.Message):
    __slots__ = ("scene", "prompt", "camera", "format", "frames", "speech", "quality", "seed", "motions", "flashes", "still", "last", "look", "swells", "negative_prompt", "motion_strength", "may_degrade", "prompt_embeddings", "picture_embeddings")
    SCENE_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    CAMERA_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    SPEECH_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    MOTIONS_FIELD_NUMBER: _ClassVar[int]
    FLASHES_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    LOOK_FIELD_NUMBER: _ClassVar[int]
    SWELLS_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    MOTION_STRENGTH_FIELD_NUMBER: _ClassVar[int]
    MAY_DEGRADE_FIELD_NUMBER: _ClassVar[int]
    PROMPT_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    PICTURE_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    scene: _vision_pb2.DescribeResult
    prompt: str
    camera: _spec_pb2.Camera
    format: _common_pb2.Format
    frames: int
    speech: _containers.RepeatedCompositeFieldContainer[FaceSpeech]
    quality: _common_pb2.Quality
    seed: int
    motions: _containers.RepeatedCompositeFieldContainer[_spec_pb2.Motion]
    flashes: _containers.RepeatedScalarFieldContainer[float]
    still: bool
    last: _vision_pb2.DescribeResult
    look: _spec_pb2.Look
    swells: _containers.RepeatedScalarFieldContainer[float]
    negative_prompt: str
    motion_strength: float
    may_degrade: bool
    prompt_embeddings: _common_pb2.Artifact
    picture_embeddings: _common_pb2.Artifact
    def __init__(self, scene: _Optional[_Union[_vision_pb2.DescribeResult, _Mapping]] = ..., prompt: _Optional[str] = ..., camera: _Optional[_Union[_spec_pb2.Camera, _Mapping]] = ..., format: _Optional[_Union[_common_pb2.Format, _Mapping]] = ..., frames: _Optional[int] = ..., speech: _Optional[_Iterable[_Union[FaceSpeech, _Mapping]]] = ..., quality: _Optional[_Union[_common_pb2.Quality, str]] = ..., seed: _Optional[int] = ..., motions: _Optional[_Iterable[_Union[_spec_pb2.Motion, _Mapping]]] = ..., flashes: _Optional[_Iterable[float]] = ..., still: _Optional[bool] = ..., last: _Optional[_Union[_vision_pb2.DescribeResult, _Mapping]] = ..., look: _Optional[_Union[_spec_pb2.Look, _Mapping]] = ..., swells: _Optional[_Iterable[float]] = ..., negative_prompt: _Optional[str] = ..., motion_strength: _Optional[float] = ..., may_degrade: _Optional[bool] = ..., prompt_embeddings: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., picture_embeddings: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ...) -> None: ...

class AnimateResult(_message.Message):
    __slots__ = ("video", "frames", "width", "height", "fps", "source", "method", "lip_synced_faces", "stems", "left_out", "degraded")
    VIDEO_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    FPS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    LIP_SYNCED_FACES_FIELD_NUMBER: _ClassVar[int]
    STEMS_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    video: _common_pb2.Artifact
    frames: int
    width: int
    height: int
    fps: int
    source: DigitalSource
    method: str
    lip_synced_faces: _containers.RepeatedScalarFieldContainer[int]
    stems: _containers.RepeatedCompositeFieldContainer[_common_pb2.Artifact]
    left_out: _containers.RepeatedScalarFieldContainer[str]
    degraded: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, video: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., frames: _Optional[int] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., fps: _Optional[int] = ..., source: _Optional[_Union[DigitalSource, str]] = ..., method: _Optional[str] = ..., lip_synced_faces: _Optional[_Iterable[int]] = ..., stems: _Optional[_Iterable[_Union[_common_pb2.Artifact, _Mapping]]] = ..., left_out: _Optional[_Iterable[str]] = ..., degraded: _Optional[_Iterable[str]] = ...) -> None: ...

class AnimateResponse(_message.Message):
    __slots__ = ("progress", "result")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: float
    result: AnimateResult
    def __init__(self, progress: _Optional[float] = ..., result: _Optional[_Union[AnimateResult, _Mapping]] = ...) -> None: ...

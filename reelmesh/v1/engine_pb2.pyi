"""Generated from protos/ by tools/protos.py. Do not edit."""
import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Voice(_message.Message):
    __slots__ = ("id", "name", "languages", "gender", "description", "characters_per_second", "group", "cloned", "consent_sha256", "consent_expires_on")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CHARACTERS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLONED_FIELD_NUMBER: _ClassVar[int]
    CONSENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    CONSENT_EXPIRES_ON_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    gender: str
    description: str
    characters_per_second: float
    group: str
    cloned: bool
    consent_sha256: str
    consent_expires_on: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ..., gender: _Optional[str] = ..., description: _Optional[str] = ..., characters_per_second: _Optional[float] = ..., group: _Optional[str] = ..., cloned: _Optional[bool] = ..., consent_sha256: _Optional[str] = ..., consent_expires_on: _Optional[str] = ...) -> None: ...

class FrameRule(_message.Message):
    __slots__ = ("multiple", "offset", "frames_max")
    MULTIPLE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    FRAMES_MAX_FIELD_NUMBER: _ClassVar[int]
    multiple: int
    offset: int
    frames_max: int
    def __init__(self, multiple: _Optional[int] = ..., offset: _Optional[int] = ..., frames_max: _Optional[int] = ...) -> None: ...

class PaintedChoice(_message.Message):
    __slots__ = ("things",)
    THINGS_FIELD_NUMBER: _ClassVar[int]
    things: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, things: _Optional[_Iterable[str]] = ...) -> None: ...

class PaintedPlace(_message.Message):
    __slots__ = ("name", "named_by", "unless", "before", "room_for")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NAMED_BY_FIELD_NUMBER: _ClassVar[int]
    UNLESS_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    ROOM_FOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    named_by: _containers.RepeatedScalarFieldContainer[str]
    unless: _containers.RepeatedScalarFieldContainer[str]
    before: _containers.RepeatedScalarFieldContainer[str]
    room_for: _containers.RepeatedCompositeFieldContainer[PaintedChoice]
    def __init__(self, name: _Optional[str] = ..., named_by: _Optional[_Iterable[str]] = ..., unless: _Optional[_Iterable[str]] = ..., before: _Optional[_Iterable[str]] = ..., room_for: _Optional[_Iterable[_Union[PaintedChoice, _Mapping]]] = ...) -> None: ...

class Capabilities(_message.Message):
    __slots__ = ("languages", "voices", "frame_rule", "width_max", "height_max", "fps", "lip_sync", "from_text", "audio_out", "cues", "camera_moves", "last_image", "painted_places", "negative_prompt", "motion_strength", "prompt_encoder", "pixels_max", "image_encoder")
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    VOICES_FIELD_NUMBER: _ClassVar[int]
    FRAME_RULE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_MAX_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_MAX_FIELD_NUMBER: _ClassVar[int]
    FPS_FIELD_NUMBER: _ClassVar[int]
    LIP_SYNC_FIELD_NUMBER: _ClassVar[int]
    FROM_TEXT_FIELD_NUMBER: _ClassVar[int]
    AUDIO_OUT_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    CAMERA_MOVES_FIELD_NUMBER: _ClassVar[int]
    LAST_IMAGE_FIELD_NUMBER: _ClassVar[int]
    PAINTED_PLACES_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    MOTION_STRENGTH_FIELD_NUMBER: _ClassVar[int]
    PROMPT_ENCODER_FIELD_NUMBER: _ClassVar[int]
    PIXELS_MAX_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ENCODER_FIELD_NUMBER: _ClassVar[int]
    languages: _containers.RepeatedScalarFieldContainer[str]
    voices: _containers.RepeatedCompositeFieldContainer[Voice]
    frame_rule: FrameRule
    width_max: int
    height_max: int
    fps: _containers.RepeatedScalarFieldContainer[int]
    lip_sync: bool
    from_text: bool
    audio_out: bool
    cues: _containers.RepeatedScalarFieldContainer[str]
    camera_moves: _containers.RepeatedScalarFieldContainer[str]
    last_image: bool
    painted_places: _containers.RepeatedCompositeFieldContainer[PaintedPlace]
    negative_prompt: bool
    motion_strength: bool
    prompt_encoder: str
    pixels_max: int
    image_encoder: str
    def __init__(self, languages: _Optional[_Iterable[str]] = ..., voices: _Optional[_Iterable[_Union[Voice, _Mapping]]] = ..., frame_rule: _Optional[_Union[FrameRule, _Mapping]] = ..., width_max: _Optional[int] = ..., height_max: _Optional[int] = ..., fps: _Optional[_Iterable[int]] = ..., lip_sync: _Optional[bool] = ..., from_text: _Optional[bool] = ..., audio_out: _Optional[bool] = ..., cues: _Optional[_Iterable[str]] = ..., camera_moves: _Optional[_Iterable[str]] = ..., last_image: _Optional[bool] = ..., painted_places: _Optional[_Iterable[_Union[PaintedPlace, _Mapping]]] = ..., negative_prompt: _Optional[bool] = ..., motion_strength: _Optional[bool] = ..., prompt_encoder: _Optional[str] = ..., pixels_max: _Optional[int] = ..., image_encoder: _Optional[str] = ...) -> None: ...

class EngineInfo(_message.Message):
    __slots__ = ("stage", "pool", "engine", "version", "weights_sha256", "capabilities", "slots", "worker", "seen_time", "loading")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    POOL_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_SHA256_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    WORKER_FIELD_NUMBER: _ClassVar[int]
    SEEN_TIME_FIELD_NUMBER: _ClassVar[int]
    LOADING_FIELD_NUMBER: _ClassVar[int]
    stage: _common_pb2.Stage
    pool: str
    engine: str
    version: str
    weights_sha256: str
    capabilities: Capabilities
    slots: int
    worker: str
    seen_time: _timestamp_pb2.Timestamp
    loading: float
    def __init__(self, stage: _Optional[_Union[_common_pb2.Stage, str]] = ..., pool: _Optional[str] = ..., engine: _Optional[str] = ..., version: _Optional[str] = ..., weights_sha256: _Optional[str] = ..., capabilities: _Optional[_Union[Capabilities, _Mapping]] = ..., slots: _Optional[int] = ..., worker: _Optional[str] = ..., seen_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., loading: _Optional[float] = ...) -> None: ...

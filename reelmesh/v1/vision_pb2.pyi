"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from reelmesh.v1 import spec_pb2 as _spec_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RegionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGION_KIND_UNSPECIFIED: _ClassVar[RegionKind]
    REGION_KIND_SKY: _ClassVar[RegionKind]
    REGION_KIND_WATER: _ClassVar[RegionKind]
    REGION_KIND_FOLIAGE: _ClassVar[RegionKind]

class TimeOfDay(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIME_OF_DAY_UNSPECIFIED: _ClassVar[TimeOfDay]
    TIME_OF_DAY_DAY: _ClassVar[TimeOfDay]
    TIME_OF_DAY_TWILIGHT: _ClassVar[TimeOfDay]
    TIME_OF_DAY_NIGHT: _ClassVar[TimeOfDay]

class Setting(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SETTING_UNSPECIFIED: _ClassVar[Setting]
    SETTING_OUTDOOR: _ClassVar[Setting]
    SETTING_INDOOR: _ClassVar[Setting]
REGION_KIND_UNSPECIFIED: RegionKind
REGION_KIND_SKY: RegionKind
REGION_KIND_WATER: RegionKind
REGION_KIND_FOLIAGE: RegionKind
TIME_OF_DAY_UNSPECIFIED: TimeOfDay
TIME_OF_DAY_DAY: TimeOfDay
TIME_OF_DAY_TWILIGHT: TimeOfDay
TIME_OF_DAY_NIGHT: TimeOfDay
SETTING_UNSPECIFIED: Setting
SETTING_OUTDOOR: Setting
SETTING_INDOOR: Setting

class Box(_message.Message):
    __slots__ = ("left", "top", "width", "height")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    TOP_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    left: float
    top: float
    width: float
    height: float
    def __init__(self, left: _Optional[float] = ..., top: _Optional[float] = ..., width: _Optional[float] = ..., height: _Optional[float] = ...) -> None: ...

class Face(_message.Message):
    __slots__ = ("box", "confidence", "mesh")
    BOX_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    MESH_FIELD_NUMBER: _ClassVar[int]
    box: Box
    confidence: float
    mesh: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, box: _Optional[_Union[Box, _Mapping]] = ..., confidence: _Optional[float] = ..., mesh: _Optional[_Iterable[float]] = ...) -> None: ...

class Region(_message.Message):
    __slots__ = ("kind", "mask")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    kind: RegionKind
    mask: _common_pb2.Artifact
    def __init__(self, kind: _Optional[_Union[RegionKind, str]] = ..., mask: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ...) -> None: ...

class Swatch(_message.Message):
    __slots__ = ("rgb", "share")
    RGB_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    rgb: int
    share: float
    def __init__(self, rgb: _Optional[int] = ..., share: _Optional[float] = ...) -> None: ...

class Light(_message.Message):
    __slots__ = ("x", "y", "certainty")
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    CERTAINTY_FIELD_NUMBER: _ClassVar[int]
    x: float
    y: float
    certainty: float
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ..., certainty: _Optional[float] = ...) -> None: ...

class ShotWords(_message.Message):
    __slots__ = ("encoder", "prompt", "camera", "motions", "still", "look", "negative_prompt")
    ENCODER_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    CAMERA_FIELD_NUMBER: _ClassVar[int]
    MOTIONS_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    LOOK_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    encoder: str
    prompt: str
    camera: _spec_pb2.Camera
    motions: _containers.RepeatedCompositeFieldContainer[_spec_pb2.Motion]
    still: bool
    look: _spec_pb2.Look
    negative_prompt: str
    def __init__(self, encoder: _Optional[str] = ..., prompt: _Optional[str] = ..., camera: _Optional[_Union[_spec_pb2.Camera, _Mapping]] = ..., motions: _Optional[_Iterable[_Union[_spec_pb2.Motion, _Mapping]]] = ..., still: _Optional[bool] = ..., look: _Optional[_Union[_spec_pb2.Look, _Mapping]] = ..., negative_prompt: _Optional[str] = ...) -> None: ...

class ShotPicture(_message.Message):
    __slots__ = ("encoder", "frame", "last")
    ENCODER_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    encoder: str
    frame: _common_pb2.Artifact
    last: _common_pb2.Artifact
    def __init__(self, encoder: _Optional[str] = ..., frame: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., last: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ...) -> None: ...

class DescribeRequest(_message.Message):
    __slots__ = ("image", "prompt", "format", "seed", "words", "picture")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    PICTURE_FIELD_NUMBER: _ClassVar[int]
    image: _common_pb2.Artifact
    prompt: str
    format: _common_pb2.Format
    seed: int
    words: ShotWords
    picture: ShotPicture
    def __init__(self, image: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., prompt: _Optional[str] = ..., format: _Optional[_Union[_common_pb2.Format, _Mapping]] = ..., seed: _Optional[int] = ..., words: _Optional[_Union[ShotWords, _Mapping]] = ..., picture: _Optional[_Union[ShotPicture, _Mapping]] = ...) -> None: ...

class DescribeResult(_message.Message):
    __slots__ = ("frame", "depth", "matte", "width", "height", "subject", "faces", "caption", "tags", "embedding", "painted", "regions", "colours", "light", "time_of_day", "setting", "focus", "explicit_score", "left_out", "embedding_space", "painted_by_model", "prompt_embeddings", "degraded", "picture_embeddings")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    MATTE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    FACES_FIELD_NUMBER: _ClassVar[int]
    CAPTION_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    PAINTED_FIELD_NUMBER: _ClassVar[int]
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    COLOURS_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    TIME_OF_DAY_FIELD_NUMBER: _ClassVar[int]
    SETTING_FIELD_NUMBER: _ClassVar[int]
    FOCUS_FIELD_NUMBER: _ClassVar[int]
    EXPLICIT_SCORE_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_SPACE_FIELD_NUMBER: _ClassVar[int]
    PAINTED_BY_MODEL_FIELD_NUMBER: _ClassVar[int]
    PROMPT_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    PICTURE_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    frame: _common_pb2.Artifact
    depth: _common_pb2.Artifact
    matte: _common_pb2.Artifact
    width: int
    height: int
    subject: Box
    faces: _containers.RepeatedCompositeFieldContainer[Face]
    caption: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    embedding: _containers.RepeatedScalarFieldContainer[float]
    painted: bool
    regions: _containers.RepeatedCompositeFieldContainer[Region]
    colours: _containers.RepeatedCompositeFieldContainer[Swatch]
    light: Light
    time_of_day: TimeOfDay
    setting: Setting
    focus: Box
    explicit_score: float
    left_out: _containers.RepeatedScalarFieldContainer[str]
    embedding_space: str
    painted_by_model: bool
    prompt_embeddings: _common_pb2.Artifact
    degraded: _containers.RepeatedScalarFieldContainer[str]
    picture_embeddings: _common_pb2.Artifact
    def __init__(self, frame: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., depth: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., matte: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., subject: _Optional[_Union[Box, _Mapping]] = ..., faces: _Optional[_Iterable[_Union[Face, _Mapping]]] = ..., caption: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., embedding: _Optional[_Iterable[float]] = ..., painted: _Optional[bool] = ..., regions: _Optional[_Iterable[_Union[Region, _Mapping]]] = ..., colours: _Optional[_Iterable[_Union[Swatch, _Mapping]]] = ..., light: _Optional[_Union[Light, _Mapping]] = ..., time_of_day: _Optional[_Union[TimeOfDay, str]] = ..., setting: _Optional[_Union[Setting, str]] = ..., focus: _Optional[_Union[Box, _Mapping]] = ..., explicit_score: _Optional[float] = ..., left_out: _Optional[_Iterable[str]] = ..., embedding_space: _Optional[str] = ..., painted_by_model: _Optional[bool] = ..., prompt_embeddings: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., degraded: _Optional[_Iterable[str]] = ..., picture_embeddings: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ...) -> None: ...

class DescribeResponse(_message.Message):
    __slots__ = ("progress", "result")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: float
    result: DescribeResult
    def __init__(self, progress: _Optional[float] = ..., result: _Optional[_Union[DescribeResult, _Mapping]] = ...) -> None: ...

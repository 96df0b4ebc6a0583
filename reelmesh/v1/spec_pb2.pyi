"""Generated from protos/ by tools/protos.py. Do not edit."""
from reelmesh.v1.buf.validate import validate_pb2 as _validate_pb2
from reelmesh.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CameraMove(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMERA_MOVE_UNSPECIFIED: _ClassVar[CameraMove]
    CAMERA_MOVE_HOLD: _ClassVar[CameraMove]
    CAMERA_MOVE_PUSH_IN: _ClassVar[CameraMove]
    CAMERA_MOVE_PULL_OUT: _ClassVar[CameraMove]
    CAMERA_MOVE_PAN_LEFT: _ClassVar[CameraMove]
    CAMERA_MOVE_PAN_RIGHT: _ClassVar[CameraMove]
    CAMERA_MOVE_TILT_UP: _ClassVar[CameraMove]
    CAMERA_MOVE_TILT_DOWN: _ClassVar[CameraMove]
    CAMERA_MOVE_TRUCK_LEFT: _ClassVar[CameraMove]
    CAMERA_MOVE_TRUCK_RIGHT: _ClassVar[CameraMove]
    CAMERA_MOVE_ORBIT: _ClassVar[CameraMove]
    CAMERA_MOVE_PEDESTAL_UP: _ClassVar[CameraMove]
    CAMERA_MOVE_PEDESTAL_DOWN: _ClassVar[CameraMove]
    CAMERA_MOVE_HANDHELD: _ClassVar[CameraMove]
    CAMERA_MOVE_ROLL: _ClassVar[CameraMove]
    CAMERA_MOVE_DOLLY_ZOOM: _ClassVar[CameraMove]

class LipSync(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LIP_SYNC_UNSPECIFIED: _ClassVar[LipSync]
    LIP_SYNC_AUTO: _ClassVar[LipSync]
    LIP_SYNC_OFF: _ClassVar[LipSync]

class Effect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EFFECT_UNSPECIFIED: _ClassVar[Effect]
    EFFECT_WATER: _ClassVar[Effect]
    EFFECT_CLOUDS: _ClassVar[Effect]
    EFFECT_FOLIAGE: _ClassVar[Effect]
    EFFECT_FIRE: _ClassVar[Effect]
    EFFECT_SMOKE: _ClassVar[Effect]
    EFFECT_RAIN: _ClassVar[Effect]
    EFFECT_SNOW: _ClassVar[Effect]
    EFFECT_FOG: _ClassVar[Effect]
    EFFECT_DUST: _ClassVar[Effect]
    EFFECT_LEAVES: _ClassVar[Effect]
    EFFECT_FIREFLIES: _ClassVar[Effect]
    EFFECT_SPARKS: _ClassVar[Effect]
    EFFECT_SUN_RAYS: _ClassVar[Effect]
    EFFECT_FLICKER: _ClassVar[Effect]
    EFFECT_DUSK: _ClassVar[Effect]
    EFFECT_LIGHTNING: _ClassVar[Effect]
    EFFECT_STEAM: _ClassVar[Effect]
    EFFECT_HAIR: _ClassVar[Effect]
    EFFECT_CLOTH: _ClassVar[Effect]
    EFFECT_WINDOW_RAIN: _ClassVar[Effect]

class Framing(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FRAMING_UNSPECIFIED: _ClassVar[Framing]
    FRAMING_WIDE: _ClassVar[Framing]
    FRAMING_MEDIUM: _ClassVar[Framing]
    FRAMING_CLOSE: _ClassVar[Framing]

class Grade(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GRADE_UNSPECIFIED: _ClassVar[Grade]
    GRADE_BLACK_AND_WHITE: _ClassVar[Grade]
    GRADE_SEPIA: _ClassVar[Grade]
    GRADE_WARM: _ClassVar[Grade]
    GRADE_COLD: _ClassVar[Grade]
    GRADE_VINTAGE: _ClassVar[Grade]
    GRADE_CONTRAST: _ClassVar[Grade]

class Transition(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSITION_UNSPECIFIED: _ClassVar[Transition]
    TRANSITION_CUT: _ClassVar[Transition]
    TRANSITION_DISSOLVE: _ClassVar[Transition]
    TRANSITION_FADE: _ClassVar[Transition]

class Manner(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MANNER_UNSPECIFIED: _ClassVar[Manner]
    MANNER_WHISPER: _ClassVar[Manner]
    MANNER_SHOUT: _ClassVar[Manner]
    MANNER_SOFT: _ClassVar[Manner]
    MANNER_SLOW: _ClassVar[Manner]
    MANNER_FAST: _ClassVar[Manner]
    MANNER_CHEERFUL: _ClassVar[Manner]
    MANNER_SAD: _ClassVar[Manner]
    MANNER_ANGRY: _ClassVar[Manner]
    MANNER_CALM: _ClassVar[Manner]

class FaceSide(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FACE_SIDE_UNSPECIFIED: _ClassVar[FaceSide]
    FACE_SIDE_LEFT: _ClassVar[FaceSide]
    FACE_SIDE_CENTER: _ClassVar[FaceSide]
    FACE_SIDE_RIGHT: _ClassVar[FaceSide]

class Music(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MUSIC_UNSPECIFIED: _ClassVar[Music]
    MUSIC_CALM: _ClassVar[Music]
    MUSIC_JOYFUL: _ClassVar[Music]
    MUSIC_SAD: _ClassVar[Music]
    MUSIC_TENSE: _ClassVar[Music]
    MUSIC_EPIC: _ClassVar[Music]

class SoundSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOUND_SOURCE_UNSPECIFIED: _ClassVar[SoundSource]
    SOUND_SOURCE_COMPOSED: _ClassVar[SoundSource]
    SOUND_SOURCE_PICTURE: _ClassVar[SoundSource]
CAMERA_MOVE_UNSPECIFIED: CameraMove
CAMERA_MOVE_HOLD: CameraMove
CAMERA_MOVE_PUSH_IN: CameraMove
CAMERA_MOVE_PULL_OUT: CameraMove
CAMERA_MOVE_PAN_LEFT: CameraMove
CAMERA_MOVE_PAN_RIGHT: CameraMove
CAMERA_MOVE_TILT_UP: CameraMove
CAMERA_MOVE_TILT_DOWN: CameraMove
CAMERA_MOVE_TRUCK_LEFT: CameraMove
CAMERA_MOVE_TRUCK_RIGHT: CameraMove
CAMERA_MOVE_ORBIT: CameraMove
CAMERA_MOVE_PEDESTAL_UP: CameraMove
CAMERA_MOVE_PEDESTAL_DOWN: CameraMove
CAMERA_MOVE_HANDHELD: CameraMove
CAMERA_MOVE_ROLL: CameraMove
CAMERA_MOVE_DOLLY_ZOOM: CameraMove
LIP_SYNC_UNSPECIFIED: LipSync
LIP_SYNC_AUTO: LipSync
LIP_SYNC_OFF: LipSync
EFFECT_UNSPECIFIED: Effect
EFFECT_WATER: Effect
EFFECT_CLOUDS: Effect
EFFECT_FOLIAGE: Effect
EFFECT_FIRE: Effect
EFFECT_SMOKE: Effect
EFFECT_RAIN: Effect
EFFECT_SNOW: Effect
EFFECT_FOG: Effect
EFFECT_DUST: Effect
EFFECT_LEAVES: Effect
EFFECT_FIREFLIES: Effect
EFFECT_SPARKS: Effect
EFFECT_SUN_RAYS: Effect
EFFECT_FLICKER: Effect
EFFECT_DUSK: Effect
EFFECT_LIGHTNING: Effect
EFFECT_STEAM: Effect
EFFECT_HAIR: Effect
EFFECT_CLOTH: Effect
EFFECT_WINDOW_RAIN: Effect
FRAMING_UNSPECIFIED: Framing
FRAMING_WIDE: Framing
FRAMING_MEDIUM: Framing
FRAMING_CLOSE: Framing
GRADE_UNSPECIFIED: Grade
GRADE_BLACK_AND_WHITE: Grade
GRADE_SEPIA: Grade
GRADE_WARM: Grade
GRADE_COLD: Grade
GRADE_VINTAGE: Grade
GRADE_CONTRAST: Grade
TRANSITION_UNSPECIFIED: Transition
TRANSITION_CUT: Transition
TRANSITION_DISSOLVE: Transition
TRANSITION_FADE: Transition
MANNER_UNSPECIFIED: Manner
MANNER_WHISPER: Manner
MANNER_SHOUT: Manner
MANNER_SOFT: Manner
MANNER_SLOW: Manner
MANNER_FAST: Manner
MANNER_CHEERFUL: Manner
MANNER_SAD: Manner
MANNER_ANGRY: Manner
MANNER_CALM: Manner
FACE_SIDE_UNSPECIFIED: FaceSide
FACE_SIDE_LEFT: FaceSide
FACE_SIDE_CENTER: FaceSide
FACE_SIDE_RIGHT: FaceSide
MUSIC_UNSPECIFIED: Music
MUSIC_CALM: Music
MUSIC_JOYFUL: Music
MUSIC_SAD: Music
MUSIC_TENSE: Music
MUSIC_EPIC: Music
SOUND_SOURCE_UNSPECIFIED: SoundSource
SOUND_SOURCE_COMPOSED: SoundSource
SOUND_SOURCE_PICTURE: SoundSource

class Camera(_message.Message):
    __slots__ = ("move", "strength")
    MOVE_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    move: CameraMove
    strength: float
    def __init__(self, move: _Optional[_Union[CameraMove, str]] = ..., strength: _Optional[float] = ...) -> None: ...

class Motion(_message.Message):
    __slots__ = ("effect", "strength")
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    effect: Effect
    strength: float
    def __init__(self, effect: _Optional[_Union[Effect, str]] = ..., strength: _Optional[float] = ...) -> None: ...

class Look(_message.Message):
    __slots__ = ("framing", "grades", "blur")
    FRAMING_FIELD_NUMBER: _ClassVar[int]
    GRADES_FIELD_NUMBER: _ClassVar[int]
    BLUR_FIELD_NUMBER: _ClassVar[int]
    framing: Framing
    grades: _containers.RepeatedScalarFieldContainer[Grade]
    blur: float
    def __init__(self, framing: _Optional[_Union[Framing, str]] = ..., grades: _Optional[_Iterable[_Union[Grade, str]]] = ..., blur: _Optional[float] = ...) -> None: ...

class Shot(_message.Message):
    __slots__ = ("image", "prompt", "seconds", "camera", "motions", "transition", "scene", "still", "last_image", "look", "negative_prompt", "motion_strength")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    CAMERA_FIELD_NUMBER: _ClassVar[int]
    MOTIONS_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_FIELD_NUMBER: _ClassVar[int]
    SCENE_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    LAST_IMAGE_FIELD_NUMBER: _ClassVar[int]
    LOOK_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    MOTION_STRENGTH_FIELD_NUMBER: _ClassVar[int]
    image: _common_pb2.Artifact
    prompt: str
    seconds: float
    camera: Camera
    motions: _containers.RepeatedCompositeFieldContainer[Motion]
    transition: Transition
    scene: str
    still: bool
    last_image: _common_pb2.Artifact
    look: Look
    negative_prompt: str
    motion_strength: float
    def __init__(self, image: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., prompt: _Optional[str] = ..., seconds: _Optional[float] = ..., camera: _Optional[_Union[Camera, _Mapping]] = ..., motions: _Optional[_Iterable[_Union[Motion, _Mapping]]] = ..., transition: _Optional[_Union[Transition, str]] = ..., scene: _Optional[str] = ..., still: _Optional[bool] = ..., last_image: _Optional[_Union[_common_pb2.Artifact, _Mapping]] = ..., look: _Optional[_Union[Look, _Mapping]] = ..., negative_prompt: _Optional[str] = ..., motion_strength: _Optional[float] = ...) -> None: ...

class Line(_message.Message):
    __slots__ = ("speaker", "text", "language", "start_seconds", "manner", "shot")
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MANNER_FIELD_NUMBER: _ClassVar[int]
    SHOT_FIELD_NUMBER: _ClassVar[int]
    speaker: str
    text: str
    language: str
    start_seconds: float
    manner: Manner
    shot: int
    def __init__(self, speaker: _Optional[str] = ..., text: _Optional[str] = ..., language: _Optional[str] = ..., start_seconds: _Optional[float] = ..., manner: _Optional[_Union[Manner, str]] = ..., shot: _Optional[int] = ...) -> None: ...

class Speaker(_message.Message):
    __slots__ = ("name", "voice", "face", "side", "description")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    FACE_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    name: str
    voice: str
    face: int
    side: FaceSide
    description: str
    def __init__(self, name: _Optional[str] = ..., voice: _Optional[str] = ..., face: _Optional[int] = ..., side: _Optional[_Union[FaceSide, str]] = ..., description: _Optional[str] = ...) -> None: ...

class Sound(_message.Message):
    __slots__ = ("silent", "cues", "music", "scene", "source")
    SILENT_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    MUSIC_FIELD_NUMBER: _ClassVar[int]
    SCENE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    silent: bool
    cues: _containers.RepeatedScalarFieldContainer[str]
    music: Music
    scene: str
    source: SoundSource
    def __init__(self, silent: _Optional[bool] = ..., cues: _Optional[_Iterable[str]] = ..., music: _Optional[_Union[Music, str]] = ..., scene: _Optional[str] = ..., source: _Optional[_Union[SoundSource, str]] = ...) -> None: ...

class Extras(_message.Message):
    __slots__ = ("captions", "stems", "preview")
    CAPTIONS_FIELD_NUMBER: _ClassVar[int]
    STEMS_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    captions: bool
    stems: bool
    preview: bool
    def __init__(self, captions: _Optional[bool] = ..., stems: _Optional[bool] = ..., preview: _Optional[bool] = ...) -> None: ...

class Spec(_message.Message):
    __slots__ = ("prompt", "shots", "lines", "speakers", "sound", "format", "quality", "seed", "seconds", "title", "lip_sync", "extras", "may_degrade")
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    SHOTS_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    SPEAKERS_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    LIP_SYNC_FIELD_NUMBER: _ClassVar[int]
    EXTRAS_FIELD_NUMBER: _ClassVar[int]
    MAY_DEGRADE_FIELD_NUMBER: _ClassVar[int]
    prompt: str
    shots: _containers.RepeatedCompositeFieldContainer[Shot]
    lines: _containers.RepeatedCompositeFieldContainer[Line]
    speakers: _containers.RepeatedCompositeFieldContainer[Speaker]
    sound: Sound
    format: _common_pb2.Format
    quality: _common_pb2.Quality
    seed: int
    seconds: float
    title: str
    lip_sync: LipSync
    extras: Extras
    may_degrade: bool
    def __init__(self, prompt: _Optional[str] = ..., shots: _Optional[_Iterable[_Union[Shot, _Mapping]]] = ..., lines: _Optional[_Iterable[_Union[Line, _Mapping]]] = ..., speakers: _Optional[_Iterable[_Union[Speaker, _Mapping]]] = ..., sound: _Optional[_Union[Sound, _Mapping]] = ..., format: _Optional[_Union[_common_pb2.Format, _Mapping]] = ..., quality: _Optional[_Union[_common_pb2.Quality, str]] = ..., seed: _Optional[int] = ..., seconds: _Optional[float] = ..., title: _Optional[str] = ..., lip_sync: _Optional[_Union[LipSync, str]] = ..., extras: _Optional[_Union[Extras, _Mapping]] = ..., may_degrade: _Optional[bool] = ...) -> None: ...

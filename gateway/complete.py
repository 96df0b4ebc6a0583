"""Check a spec's sense and fill in every default, so that nothing is decided later by chance.

Pure. A field the caller set is never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway import casting, director, sound
from gateway.capability import Ask, Serving, check
from gateway.requests import RATES
from gateway.timeline import FPS_DEFAULT, LineDoesNotFit, asked_seconds, lay_out
from reelmesh.mesh.rules import FieldError
from reelmesh.v1.common_pb2 import Quality
from reelmesh.v1.engine_pb2 import Capabilities, FrameRule, Voice
from reelmesh.v1.spec_pb2 import Camera, CameraMove, Line, LipSync, Spec, Transition

WIDTH_DEFAULT, HEIGHT_DEFAULT = 1280, 720
TITLE_CHARACTERS = 80
SHOT_SECONDS_MIN = 0.5
"""Least length of a shot that says none."""
SECONDS_MAX = 600.0
"""Longest clip; the protos hold an asked length to it."""
RATE_UNKNOWN = 14.0
"""Characters a second when a voice does not say; about what English speech has."""


@dataclass(frozen=True)
class Stages:
    """What the pools that would serve a spec can do."""

    voices: Sequence[Voice]
    video: Capabilities | None = None
    """None when no video worker has ever reported."""
    serving: Serving | None = None
    """The pools of the picture; without, video alone is known."""
    ask: Ask | None = None
    """Which pools would serve another spec, so that a refusal can say what would do."""


def complete(spec: Spec, stages: Stages) -> Spec:
    """The spec with every default filled in. Raises FieldError."""
    full = Spec()
    full.CopyFrom(spec)
    if not full.prompt.strip():
        raise FieldError([("spec.prompt", "say in a few words what happens; it is empty")])
    _picture(full, stages.serving.video if stages.serving else stages.video)
    if not full.shots:
        full.shots.add()
    for shot in full.shots:
        _camera(shot.camera, shot.prompt or full.prompt)
        shot.transition = shot.transition or Transition.TRANSITION_CUT
    full.quality = full.quality or Quality.QUALITY_STANDARD
    full.lip_sync = full.lip_sync or LipSync.LIP_SYNC_AUTO
    full.title = full.title or _title(full.prompt)
    _sound(full, stages.serving.video if stages.serving else stages.video)
    _dialogue(full, stages.voices)
    _shots(full)
    _lengths(full)
    lengths = _fit(full, stages.voices)
    check(full, lengths, stages.serving or Serving(stages.video), stages.ask)
    return full


def _title(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def _picture(spec: Spec, video: Capabilities | None) -> None:
    picture = spec.format
    picture.width = picture.width or WIDTH_DEFAULT
    picture.height = picture.height or HEIGHT_DEFAULT
    rates = video.fps if video else []
    usual = FPS_DEFAULT if not rates or FPS_DEFAULT in rates else rates[0]
    picture.fps = picture.fps or usual


def _camera(camera: Camera, prompt: str) -> None:
    if camera.move == CameraMove.CAMERA_MOVE_UNSPECIFIED:
        told = director.camera(prompt)
        camera.move = told.move
        camera.strength = camera.strength or told.strength
    camera.strength = camera.strength or 0.5


def _sound(spec: Spec, video: Capabilities | None) -> None:
    spec.sound.source = sound.source(spec, video)
    # Whether a cue is known only the engine can tell: it understands plain words too.
    if spec.sound.silent and spec.sound.cues:
        raise FieldError([("spec.sound", "asks for silence and for cues; choose one")])


def _dialogue(spec: Spec, voices: Sequence[Voice]) -> None:
    for line in spec.lines:
        line.text = line.text.strip()
        line.speaker = line.speaker.strip()
        line.language = line.language or director.language(line.text)
    order = list(dict.fromkeys(line.speaker for line in spec.lines))
    listed = [speaker.name for speaker in spec.speakers]
    for name in listed:
        if listed.count(name) > 1:
            raise FieldError([("spec.speakers", f"{name!r} is listed twice")])
        if name not in order:
            raise FieldError([("spec.speakers", f"{name!r} has no line")])
    _check_faces(spec)
    for name in order:
        if name not in listed:
            spec.speakers.add(name=name)
    _check_voices(spec, voices)
    _cast(spec, voices)


def _check_faces(spec: Spec) -> None:
    """Nobody has two faces, and no face two speakers."""
    taken: dict[tuple[str, int], str] = {}
    for index, speaker in enumerate(spec.speakers):
        if speaker.face and speaker.side:
            text = "the speaker has a face by number and a side; choose one"
            raise FieldError([(f"spec.speakers[{index}].side", text)])
        for field, value in (("face", speaker.face), ("side", int(speaker.side))):
            other = taken.setdefault((field, value), speaker.name) if value else speaker.name
            if other != speaker.name:
                text = f"{other!r} has that face already: give each speaker another"
                raise FieldError([(f"spec.speakers[{index}].{field}", text)])


def _languages(spec: Spec, speaker: str) -> list[str]:
    return list(dict.fromkeys(li.language for li in spec.lines if li.speaker == speaker))


def speaks(voice: Voice, language: str) -> bool:
    """Whether a voice speaks a language, region aside."""
    primary = language.partition("-")[0]
    return any(known.partition("-")[0] == primary for known in voice.languages)


def tongue(language: str) -> str:
    """A language in words."""
    return "a language written in this script" if language == "und" else repr(language)


def _check_voices(spec: Spec, voices: Sequence[Voice]) -> None:
    by_id = {voice.id: voice for voice in voices}
    spoken = sorted({known for voice in voices for known in voice.languages})
    for index, line in enumerate(spec.lines):
        if not any(speaks(voice, line.language) for voice in voices):
            text = (
                f"no engine here speaks {tongue(line.language)}; they speak {', '.join(spoken)}. "
                "Name the language if it was told wrongly from the text"
            )
            raise FieldError([(f"spec.lines[{index}].language", text)])
    for index, speaker in enumerate(spec.speakers):
        if not speaker.voice:
            continue
        voice = by_id.get(speaker.voice)
        field = f"spec.speakers[{index}].voice"
        if voice is None:
            known = ", ".join(v.id for v in voices)
            raise FieldError([(field, f"there is no voice {speaker.voice!r}; there are {known}")])
        for language in _languages(spec, speaker.name):
            if not speaks(voice, language):
                able = ", ".join(v.id for v in voices if speaks(v, language))
                text = f"{voice.id!r} does not speak {language!r}; these do: {able}"
                raise FieldError([(field, text)])


def _cast(spec: Spec, voices: Sequence[Voice]) -> None:
    """Give everyone without a voice one that nobody sounds like yet, and that suits them."""
    by_id = {voice.id: voice for voice in voices}
    taken = [by_id[s.voice] for s in spec.speakers if s.voice]
    for speaker in spec.speakers:
        if speaker.voice:
            continue
        able = [
            v for v in voices if all(speaks(v, lang) for lang in _languages(spec, speaker.name))
        ]
        if not able:
            languages = ", ".join(_languages(spec, speaker.name))
            text = f"no one voice speaks {languages}: give {speaker.name!r} lines in one language"
            raise FieldError([("spec.speakers", text)])
        voice = casting.choose(able, taken, casting.wish(speaker))
        speaker.voice = voice.id
        taken.append(voice)


def _lengths(spec: Spec) -> None:
    asked = [shot.seconds for shot in spec.shots]
    if spec.seconds and sum(asked) > spec.seconds + 1e-6:
        text = f"the shots last {sum(asked):.1f} s together, the clip only {spec.seconds:.1f} s"
        raise FieldError([("spec.seconds", text)])
    if spec.seconds and all(asked) and abs(sum(asked) - spec.seconds) > 0.5 / spec.format.fps:
        text = f"the shots last {sum(asked):.1f} s together, not {spec.seconds:.1f} s"
        raise FieldError([("spec.seconds", text)])
    if 0 < spec.seconds < SHOT_SECONDS_MIN:
        raise FieldError([("spec.seconds", "a clip lasts at least half a second")])
    left = spec.seconds - sum(asked)
    if spec.seconds and left < SHOT_SECONDS_MIN * asked.count(0.0) - 1e-6:
        text = f"{max(0.0, left):.1f} s are left for the shots without a length: too little"
        raise FieldError([("spec.seconds", text)])


def estimate(spec: Spec, line: Line, voices: Sequence[Voice]) -> float:
    """The least time a line takes, in seconds, by its voice's speaking rate."""
    voice_id = next((s.voice for s in spec.speakers if s.name == line.speaker), "")
    rate = next((v.characters_per_second for v in voices if v.id == voice_id), 0.0)
    pace = RATES.get(line.manner, 1.0)
    return director.speaking_seconds(line.text, (rate or RATE_UNKNOWN) * pace)


def _fit(spec: Spec, voices: Sequence[Voice]) -> list[float]:
    """Refuse lines that cannot fit, before anything is made. What only nearly fits is held
    against the spoken lengths later; see plan.decide. Gives the estimated lengths."""
    asked = asked_seconds(spec)
    lengths = [estimate(spec, line, voices) for line in spec.lines]
    needed = sum(lengths)
    if not asked and needed > SECONDS_MAX:
        text = f"take about {needed:.0f} s; a clip lasts at most {SECONDS_MAX:.0f} s"
        raise FieldError([("spec.lines", text)])
    try:
        lay_out(spec, lengths, FrameRule())
    except LineDoesNotFit as error:
        whole = (
            f"{asked:.1f} s" if asked and not any(line.shot for line in spec.lines) else "its shot"
        )
        text = (
            f"does not fit into {whole}: about {error.missing_s:.1f} more seconds are "
            "needed. Ask for a longer clip, or leave the length out"
        )
        raise FieldError([(f"spec.lines[{error.line - 1}]", text)]) from None
    return lengths


def _shots(spec: Spec) -> None:
    """Lines stand in shots that there are; only something can be dissolved from; a last picture
    has a first one."""
    for index, shot in enumerate(spec.shots):
        if shot.HasField("last_image"):
            field = f"spec.shots[{index}].last_image"
            if not shot.HasField("image"):
                raise FieldError([(field, "needs an image to begin with: give the first one too")])
    for index, line in enumerate(spec.lines):
        if line.shot > len(spec.shots):
            text = f"is {line.shot}, but there are {len(spec.shots)} shots"
            raise FieldError([(f"spec.lines[{index}].shot", text)])
    if spec.shots[0].transition == Transition.TRANSITION_DISSOLVE:
        text = "the first shot has nothing to dissolve from: say fade, or leave it out"
        raise FieldError([("spec.shots[0].transition", text)])

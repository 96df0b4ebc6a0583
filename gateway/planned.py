"""Turns a language model's answer into a reading: a few fields, each held to the schema's rules.

The answer is untrusted, and so is the prompt it was made from: whatever else it says is ignored,
and nobody is made to say words that do not stand in the prompt.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from gateway.prompt.gathered import GRADES_MAX, MOTIONS_MAX
from gateway.prompt.held import is_elsewhere
from gateway.prompt.reader import LINES_MAX, SPEAKERS_MAX, Reading
from gateway.prompt.rest import PHRASE_CHARACTERS_MAX, PHRASES_MAX
from gateway.prompt.shots import SHOTS_MAX
from reelmesh.mesh.rules import FieldError, check
from reelmesh.v1.clip_service_pb2 import Understanding, Understood
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import (
    Camera,
    CameraMove,
    Effect,
    Framing,
    Grade,
    Line,
    Look,
    Manner,
    Motion,
    Music,
    Shot,
    Sound,
    Speaker,
    Spec,
    Transition,
)

Answer = Mapping[str, object]


class Unusable(Exception):
    """The model gave no answer that can be used: why, as the end of a sentence."""


def reading(answer: Answer, prompt: str, rules: Reading, model: str, whole: bool) -> Reading:
    """What the model read in the prompt. Raises Unusable. Sounds are the rules', since only they
    know the cues' names."""
    shots = [_shot(one) for one in _objects(answer, "shots")[:SHOTS_MAX]]
    if not shots or (whole and len(shots) > 1):
        raise Unusable("answered with something that is no shot list")
    lines = _lines(answer, prompt, len(shots))
    names = {line.speaker for line in lines}
    speakers = {
        name: Speaker(name=name, description=_text(one, "description")[:100])
        for one in _objects(answer, "speakers")[:SPEAKERS_MAX]
        if (name := _text(one, "name")[:60]) in names and name
    }
    sound = Sound()
    sound.CopyFrom(rules.sound)
    music = Sound(music=_named(answer, "music", "MUSIC_", Music.keys())).music
    sound.music = music or sound.music
    spec = Spec(prompt=prompt, shots=shots, lines=lines, speakers=speakers.values(), sound=sound)
    try:
        check(spec)
    except FieldError as error:
        raise Unusable("gave a shot list that breaks the rules of a spec") from error
    given = not all(rules.painted)
    painted = [not given or (n > 0 and is_elsewhere(s.scene)) for n, s in enumerate(shots)]
    told = Understanding(reader=model, items=_items(spec, rules))
    told.not_understood.extend(_left(answer, prompt))
    form = (rules.seconds, rules.size, rules.fps)
    return Reading(shots, painted, lines, list(speakers.values()), sound, told, *form)


def _objects(answer: Answer, key: str) -> list[Answer]:
    """A list of objects; empty when it is left out."""
    found = answer.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unusable("answered with something that is no shot list")
    each = cast("list[object]", found)
    return [cast("Answer", one) for one in each if isinstance(one, dict)]


def _text(one: Answer, key: str) -> str:
    found = one.get(key)
    return " ".join(found.split()) if isinstance(found, str) else ""


def _number(one: Answer, key: str) -> float:
    found = one.get(key)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0


def _named(one: Answer, key: str, prefix: str, names: Sequence[str]) -> str:
    """An enum's own name for a name of the answer; the unspecified one for any other."""
    wanted = prefix + _text(one, key).upper().replace(" ", "_").replace("-", "_")
    return wanted if wanted in names else f"{prefix}UNSPECIFIED"


def _shot(one: Answer) -> Shot:
    scene = _text(one, "scene")
    if not scene:
        raise Unusable("gave a shot without a scene")
    transition = _named(one, "transition", "TRANSITION_", Transition.keys())
    shot = Shot(scene=scene, seconds=_number(one, "seconds"), transition=transition)
    moved = one.get("camera")
    camera = cast("Answer", moved) if isinstance(moved, dict) else {"move": moved}
    move = _named(camera, "move", "CAMERA_MOVE_", CameraMove.keys())
    if not move.endswith("UNSPECIFIED"):
        shot.camera.CopyFrom(Camera(move=move, strength=_number(camera, "strength")))
    for motion in _objects(one, "motions"):
        effect = _named(motion, "effect", "EFFECT_", Effect.keys())
        new = Motion(effect=effect, strength=_number(motion, "strength"))
        known = new.effect in [each.effect for each in shot.motions]
        if new.effect and not known and len(shot.motions) < MOTIONS_MAX:
            shot.motions.append(new)
    look = _look(one.get("look"))
    if look.ByteSize():
        shot.look.CopyFrom(look)
    return shot


def _look(found: object) -> Look:
    """What is told of how a shot looks; a name that there is none of tells nothing."""
    one = cast("Answer", found) if isinstance(found, dict) else {}
    look = Look(framing=_named(one, "framing", "FRAMING_", Framing.keys()))
    listed = one.get("grades")
    for name in cast("list[object]", listed) if isinstance(listed, list) else []:
        grade = Look(grades=[_named({"grade": name}, "grade", "GRADE_", Grade.keys())]).grades[0]
        if grade and grade not in look.grades and len(look.grades) < GRADES_MAX:
            look.grades.append(grade)
    look.blur = _number(one, "blur")
    return look


def _lines(answer: Answer, prompt: str, shots: int) -> list[Line]:
    """The lines whose words stand in the prompt."""
    plain = _plain(prompt)
    lines: list[Line] = []
    for one in _objects(answer, "lines")[:LINES_MAX]:
        text = _text(one, "text")
        if not text or _plain(text) not in plain:
            continue
        manner = _named(one, "manner", "MANNER_", Manner.keys())
        number = int(_number(one, "shot"))
        line = Line(speaker=_text(one, "speaker")[:60], text=text[:1000], manner=manner)
        line.shot = number if shots > 1 and 1 <= number <= shots else 0
        lines.append(line)
    return lines


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _left(answer: Answer, prompt: str) -> list[str]:
    left = answer.get("not_understood")
    plain = _plain(prompt)
    each = cast("list[object]", left) if isinstance(left, list) else []
    words = [one for one in each if isinstance(one, str) and _plain(one) and _plain(one) in plain]
    return [one[:PHRASE_CHARACTERS_MAX] for one in words[:PHRASES_MAX]]


def _word(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower().replace("_", " ")


def _items(spec: Spec, rules: Reading) -> list[Understood]:
    """What the model understood, for a person; sounds, length and shape are the rules'."""
    found: list[Understood] = []
    for number, shot in enumerate(spec.shots, 1):
        rows = [(Kind.UNDERSTOOD_KIND_SCENE, shot.scene)]
        if shot.camera.move:
            move = _word(CameraMove.Name(shot.camera.move), "CAMERA_MOVE_")
            rows.append((Kind.UNDERSTOOD_KIND_CAMERA, move))
        if shot.transition:
            name = _word(Transition.Name(shot.transition), "TRANSITION_")
            rows.append((Kind.UNDERSTOOD_KIND_TRANSITION, name))
        effects = [_word(Effect.Name(motion.effect), "EFFECT_") for motion in shot.motions]
        rows += [(Kind.UNDERSTOOD_KIND_MOTION, effect) for effect in effects]
        if shot.look.framing:
            framing = _word(Framing.Name(shot.look.framing), "FRAMING_")
            rows.append((Kind.UNDERSTOOD_KIND_FRAMING, framing))
        styles = [_word(Grade.Name(grade), "GRADE_") for grade in shot.look.grades]
        styles += ["background blur"] if shot.look.blur else []
        rows += [(Kind.UNDERSTOOD_KIND_STYLE, style) for style in styles]
        found += [Understood(kind=k, value=v, shot=number, used=True) for k, v in rows]
    for line in spec.lines:
        value = f"{line.speaker or 'narrator'}: {line.text}"
        kind = Kind.UNDERSTOOD_KIND_LINE
        found.append(
            Understood(kind=kind, value=value, words=line.text, shot=line.shot or 1, used=True)
        )
    for speaker in spec.speakers:
        value = f"{speaker.name}: {speaker.description}".rstrip(": ")
        found.append(Understood(kind=Kind.UNDERSTOOD_KIND_SPEAKER, value=value, used=True))
    if spec.sound.music:
        value = _word(Music.Name(spec.sound.music), "MUSIC_")
        found.append(Understood(kind=Kind.UNDERSTOOD_KIND_MUSIC, value=value, used=True))
    ruled = (
        Kind.UNDERSTOOD_KIND_SOUND,
        Kind.UNDERSTOOD_KIND_LENGTH,
        Kind.UNDERSTOOD_KIND_SHAPE,
        Kind.UNDERSTOOD_KIND_RATE,
    )
    return found + [one for one in rules.told.items if one.kind in ruled]

"""Puts what was read in the prompts into a spec. Pure. What the caller set always wins, and what
of the prompt gives way to it is told."""

from collections.abc import Callable, Iterable, Sequence

from gateway.prompt import held
from gateway.prompt.gathered import MOTIONS_MAX
from gateway.prompt.reader import CUES_MAX, LINES_MAX, NOTHING_SEEN, Reading, read
from reelmesh.v1.clip_service_pb2 import Understanding, Understood
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import CameraMove, Motion, Shot, Spec, Transition

Read = Callable[[str, bool, bool], Reading]
"""prompt, whether a picture is given, whether it is one shot: what was read."""

LINES_GIVEN = "the lines are given, so that nothing in the prompt is spoken"
CAMERA_GIVEN = "the shot's camera is given"
MOTIONS_GIVEN = "what moves in the shot is given"
LOOK_GIVEN = "how the shot looks is given"
TRANSITION_GIVEN = "the shot's transition is given"
SOUND_GIVEN = "the sound is given"
MUSIC_GIVEN = "the music is given"
TIME_GIVEN = "the length of the clip, or of its shots, is given"
SHAPE_GIVEN = "the picture's size is given"
RATE_GIVEN = "the rate is given"
LENGTH_GIVEN = "the shots' lengths in the prompt do not fit the length that is given"
IN_PAINTED_SHOTS = "in the shots that are painted: a picture that is given stays as it is"
SPOKEN = (
    Kind.UNDERSTOOD_KIND_LINE,
    Kind.UNDERSTOOD_KIND_SPEAKER,
    Kind.UNDERSTOOD_KIND_MANNER,
)
MOVING = (Kind.UNDERSTOOD_KIND_MOTION, Kind.UNDERSTOOD_KIND_WEATHER)
LOOKS = (Kind.UNDERSTOOD_KIND_STYLE, Kind.UNDERSTOOD_KIND_FRAMING)
SHOT_SECONDS_LEAST = 0.5


def direct(asked: Spec, reader: Read = read) -> tuple[Spec, Understanding]:
    """The spec with its prompts read, and what was understood. A spec whose shots all have a
    scene was read before and stays as it is."""
    spec, told = Spec(), Understanding()
    spec.CopyFrom(asked)
    if not spec.prompt.strip() or (spec.shots and all(shot.scene for shot in spec.shots)):
        return spec, told
    if len(spec.shots) <= 1 and not any(shot.prompt for shot in spec.shots):
        _one_prompt(spec, reader, told)
    else:
        _many_prompts(spec, reader, told)
    if asked.lines:
        _waive(told.items, SPOKEN, LINES_GIVEN)
    told.reader = told.reader or "rules"
    return spec, told


def _one_prompt(spec: Spec, reader: Read, told: Understanding) -> None:
    """One prompt for the whole clip: its shots are the clip's."""
    given = spec.shots[0] if spec.shots else Shot()
    base = Shot()
    base.CopyFrom(given)
    found = reader(spec.prompt, base.HasField("image"), base.seconds > 0)
    _tell(told, found, 0)
    _form(spec, found, told)
    _lengths(spec, found, told)
    for kinds, note in _given_to(spec.shots):
        _waive(told.items, kinds, note, 0)
    del spec.shots[:]
    for number, (own, painted) in enumerate(zip(found.shots, found.painted, strict=True), 1):
        shot = spec.shots.add()
        shot.CopyFrom(base)
        if number > 1:
            # Only the first shot was given; what holds for all of them is its camera and motions.
            shot.ClearField("transition")
            if painted:
                shot.ClearField("image")
        _fill(shot, own, told.items, number)
    _hear(spec, [found], told)
    _say(spec, [found])


def _many_prompts(spec: Spec, reader: Read, told: Understanding) -> None:
    """Shots with prompts of their own, in a clip whose prompt may hold for all."""
    rest = spec.prompt
    for shot in spec.shots:
        rest = rest.replace(shot.prompt, " ", 1) if shot.prompt else rest
    bare = [shot for shot in spec.shots if not shot.prompt]
    given = all(shot.HasField("image") for shot in spec.shots)
    found = reader(rest, given, False)
    parted = bool(bare) and len(bare) == len(spec.shots) == len(found.shots)
    if not parted and len(found.shots) > 1:
        found = reader(rest, given, True)
    _tell(told, found, 0)
    if not given and any(shot.HasField("image") for shot in spec.shots):
        _only_painted(told.items)
    _form(spec, found, told)
    given_to = _given_to(spec.shots)
    readings = [found]
    for number, shot in enumerate(spec.shots, 1):
        own = found.shots[number - 1] if parted else found.shots[0]
        if shot.prompt:
            reading = reader(shot.prompt, shot.HasField("image"), True)
            readings.append(reading)
            own = reading.shots[0]
            _share(own, shot, found.shots[0])
            for line in reading.lines:
                line.shot = number
            _tell(told, reading, number)
        _fill(shot, own, told.items, number)
    for kinds, note in given_to:
        _waive(told.items, kinds, note, 0)
    if not bare and found.shots[0].scene != NOTHING_SEEN:
        spec.sound.scene = spec.sound.scene or found.shots[0].scene
    if not parted:
        for line in found.lines:
            line.shot = 0
    _hear(spec, readings, told)
    _say(spec, readings)


def _tell(told: Understanding, found: Reading, number: int) -> None:
    """Add what a reading understood; number: the shot whose prompt it read, 0 for the clip's."""
    for item in found.told.items:
        item.shot = number or item.shot
    told.items.extend(found.told.items)
    known = list(told.not_understood)
    told.not_understood.extend(words for words in found.told.not_understood if words not in known)
    told.notes.extend(note for note in found.told.notes if note not in told.notes)
    told.reader = found.told.reader


def _waive(
    items: Iterable[Understood],
    kinds: tuple[Kind, ...],
    note: str,
    shot: int | None = None,
) -> None:
    """Say of items of some kinds, in one shot or all, why nothing follows from them."""
    for item in items:
        if item.kind in kinds and shot in (None, item.shot):
            item.used, item.note = False, note


def _given_to(shots: Sequence[Shot]) -> list[tuple[tuple[Kind, ...], str]]:
    """What every shot says itself, and why nothing follows from what the prompt says to all."""
    rows = (
        ((Kind.UNDERSTOOD_KIND_CAMERA,), CAMERA_GIVEN, lambda shot: bool(shot.camera.move)),
        (MOVING, MOTIONS_GIVEN, lambda shot: bool(shot.motions)),
        (LOOKS, LOOK_GIVEN, lambda shot: shot.HasField("look")),
    )
    return [(kinds, note) for kinds, note, has in rows if shots and all(map(has, shots))]


def _fill(shot: Shot, own: Shot, items: Iterable[Understood], number: int) -> None:
    """Fill in what the shot does not say itself."""
    listed = list(items)
    shot.scene = shot.scene or own.scene
    shot.seconds = shot.seconds or own.seconds
    if shot.camera.move != CameraMove.CAMERA_MOVE_UNSPECIFIED:
        _waive(listed, (Kind.UNDERSTOOD_KIND_CAMERA,), CAMERA_GIVEN, number)
    else:
        strength = shot.camera.strength
        shot.camera.CopyFrom(own.camera)
        shot.camera.strength = strength or own.camera.strength
    if shot.motions:
        _waive(listed, MOVING, MOTIONS_GIVEN, number)
    else:
        shot.motions.extend(own.motions)
    if shot.HasField("look"):
        _waive(listed, LOOKS, LOOK_GIVEN, number)
    elif own.HasField("look"):
        shot.look.CopyFrom(own.look)
    if shot.transition == Transition.TRANSITION_UNSPECIFIED:
        shot.transition = own.transition
    elif own.transition and own.transition != shot.transition:
        _waive(listed, (Kind.UNDERSTOOD_KIND_TRANSITION,), TRANSITION_GIVEN, number)


def _only_painted(items: Iterable[Understood]) -> None:
    """Say of the clip's light that shots with pictures keep their own."""
    for item in items:
        if item.kind == Kind.UNDERSTOOD_KIND_LIGHT and item.used:
            item.note = IN_PAINTED_SHOTS


def _share(own: Shot, asked: Shot, clip: Shot) -> None:
    """Add to what a shot's prompt says what the clip's says to all shots, where it says nothing."""
    gone = held.ruled_out(asked.prompt)
    common = [motion for motion in clip.motions if motion.effect not in gone]
    own.motions.extend(_others(own.motions, common))
    if not own.HasField("look") and clip.HasField("look"):
        own.look.CopyFrom(clip.look)
    if not asked.HasField("image"):
        own.scene = held.with_common(own.scene, clip.scene, gone)


def _others(motions: Iterable[Motion], more: Iterable[Motion]) -> list[Motion]:
    """Those of more whose effects are not among the motions, as many as there may be."""
    listed = list(motions)
    known = {one.effect for one in listed}
    return [one for one in more if one.effect not in known][: MOTIONS_MAX - len(listed)]


def _form(spec: Spec, found: Reading, told: Understanding) -> None:
    """The clip's length, shape and rate, where the caller says nothing of them."""
    if spec.seconds or any(shot.seconds for shot in (*spec.shots, *found.shots)):
        _waive(told.items, (Kind.UNDERSTOOD_KIND_LENGTH,), TIME_GIVEN)
    else:
        spec.seconds = found.seconds
    if spec.format.width or spec.format.height:
        _waive(told.items, (Kind.UNDERSTOOD_KIND_SHAPE,), SHAPE_GIVEN)
    elif any(found.size):
        spec.format.width, spec.format.height = found.size
    if spec.format.fps:
        _waive(told.items, (Kind.UNDERSTOOD_KIND_RATE,), RATE_GIVEN)
    elif found.fps:
        spec.format.fps = found.fps


def _lengths(spec: Spec, found: Reading, told: Understanding) -> None:
    """Drop the prompt's lengths of shots where the clip's own length leaves no room for them."""
    asked = [shot.seconds for shot in found.shots]
    if not spec.seconds or not any(asked):
        return
    least = sum(asked) + SHOT_SECONDS_LEAST * asked.count(0.0)
    if least > spec.seconds or (all(asked) and abs(sum(asked) - spec.seconds) > 0.01):
        for shot in found.shots:
            shot.seconds = 0
        told.notes.append(LENGTH_GIVEN[0].upper() + LENGTH_GIVEN[1:] + ".")


def _hear(spec: Spec, readings: list[Reading], told: Understanding) -> None:
    """Add the cues of the prompts to those given; silence only where nothing else is given."""
    music = next((reading.sound.music for reading in readings if reading.sound.music), None)
    if spec.sound.music:
        _waive(told.items, (Kind.UNDERSTOOD_KIND_MUSIC,), MUSIC_GIVEN)
    elif music:
        spec.sound.music = music
    given = spec.sound.silent or bool(spec.sound.cues)
    silent = any(reading.sound.silent for reading in readings)
    if spec.sound.silent or (silent and given):
        _waive(told.items, (Kind.UNDERSTOOD_KIND_SOUND,), SOUND_GIVEN)
        return
    if silent:
        spec.sound.silent = True
        return
    for cue in (cue for reading in readings for cue in reading.sound.cues):
        if cue not in spec.sound.cues and len(spec.sound.cues) < CUES_MAX:
            spec.sound.cues.append(cue)


def _say(spec: Spec, readings: list[Reading]) -> None:
    """Take over the dialogue when none is given, and what is told of the speakers."""
    if not spec.lines:
        lines = [line for reading in readings for line in reading.lines]
        spec.lines.extend(lines[:LINES_MAX])
    names = {line.speaker for line in spec.lines}
    listed = {speaker.name: speaker for speaker in spec.speakers}
    for reading in readings:
        for speaker in reading.speakers:
            if speaker.name in listed:
                mine = listed[speaker.name]
                mine.description = mine.description or speaker.description
            elif speaker.name in names:
                listed[speaker.name] = spec.speakers.add()
                listed[speaker.name].CopyFrom(speaker)

"""From arguments to a spec: pure, so that every rule of the command line can be tested."""

import argparse
import re
from collections.abc import Sequence
from typing import NamedTuple

from reelmesh.command import picture
from reelmesh.command.direction import followed_by, led_by
from reelmesh.command.storyboard import (
    SHOTS_MAX,
    Scene,
    Storyboard,
    read_storyboard,
    shot_of,
)
from reelmesh.command.usage import UsageError
from reelmesh.v1.common_pb2 import Format, Quality
from reelmesh.v1.spec_pb2 import (
    Extras,
    FaceSide,
    Line,
    LipSync,
    Shot,
    Sound,
    Speaker,
    Spec,
)

PROMPT_CHARACTERS_MAX = 4000
"""As Spec.prompt allows; shots' prompts together may be longer, and are read one by one."""
SPEAKER_CHARACTERS_MAX = 60
"""As Line.speaker allows."""
FACES_MAX = 20
"""As Speaker.face allows."""
SENTENCE_MARKS = re.compile(r"[.!?,;…。！？，；、\n]")
TITLES = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|Lt|Col|Capt|Sgt|[A-Z])\.", re.IGNORECASE)
"""Full stops that end an abbreviation within a name, not a sentence."""
START = re.compile(r"\s*@\s*(?P<start>\d{1,3}(?:\.\d+)?)\s*s$")
"""When a line starts, behind its speaker's name."""
SIZE = re.compile(r"(\d{1,5})[xX×](\d{1,5})")


def spec_of(arguments: argparse.Namespace) -> Spec:
    """The spec that the arguments of `reelmesh clip` ask for, still without its images."""
    return storyboarded(arguments)[0]


class Asked(NamedTuple):
    """What is asked for, and the image files of its shots, empty for none."""

    spec: Spec
    images: list[str]
    last_images: list[str]
    """What each shot ends with."""


def storyboarded(arguments: argparse.Namespace) -> Asked:
    """The spec that the arguments ask for, with its image files."""
    board = storyboard_of(arguments)
    prompt: str = arguments.prompt.strip() or board.prompt
    prompt = prompt or " ".join(scene.shot.prompt for scene in board.scenes).strip()
    if not prompt and any(scene.image for scene in board.scenes):
        prompt = "A picture"
    if not prompt:
        raise UsageError("--prompt is empty: say what happens in the clip.")
    width, height = arguments.size
    spec = Spec(
        prompt=prompt[:PROMPT_CHARACTERS_MAX] if board.scenes else prompt,
        lines=[line_of(text) for text in arguments.line],
        sound=Sound(
            silent=arguments.silent,
            cues=arguments.cue or board.cues,
            music=arguments.music or board.music,
            source=arguments.sound or board.sound,
        ),
        title=arguments.title or board.title,
        extras=Extras(
            captions=arguments.captions, stems=arguments.stems, preview=arguments.preview
        ),
        format=Format(width=width, height=height, fps=arguments.fps),
        quality=arguments.quality,
        seed=arguments.seed,
        seconds=arguments.seconds or 0.0,
        lip_sync=LipSync.LIP_SYNC_OFF if arguments.no_lips else LipSync.LIP_SYNC_AUTO,
        may_degrade=arguments.may_degrade,
    )
    scenes = board.scenes or [Scene(Shot(), arguments.image or "", arguments.last or "")]
    every = every_shot(arguments)
    for number, scene in enumerate(scenes, 1):
        shot = spec.shots.add()
        shot.CopyFrom(scene.shot)
        for field in ("camera", "look"):
            if every.HasField(field) and not shot.HasField(field):
                getattr(shot, field).CopyFrom(getattr(every, field))
        shot.motions.extend([] if shot.motions else every.motions)
        shot.still |= every.still
        shot.negative_prompt = shot.negative_prompt or arguments.avoid.strip()
        if arguments.motion_strength is not None and not shot.HasField("motion_strength"):
            shot.motion_strength = arguments.motion_strength
        for line in scene.lines:
            line.shot = number
            spec.lines.append(line)
    names = [line.speaker for line in spec.lines]
    spec.speakers.extend(
        speakers_of(
            arguments.voice or board.voices, arguments.speaker, names, from_prompt=not spec.lines
        )
    )
    return Asked(spec, [scene.image for scene in scenes], [scene.last for scene in scenes])


def every_shot(arguments: argparse.Namespace) -> Shot:
    """What the options say of the shots that do not say it themselves."""
    shot = Shot(camera=arguments.camera, still=arguments.still)
    try:
        shot.motions.extend(picture.motions(arguments.motion))
        if arguments.look:
            shot.look.CopyFrom(picture.looks(arguments.look))
    except argparse.ArgumentTypeError as error:
        raise UsageError(str(error)) from None
    return shot


def storyboard_of(arguments: argparse.Namespace) -> Storyboard:
    """The shots of --shot or --storyboard; none when the prompt alone says what to make."""
    if arguments.shot and arguments.storyboard:
        raise UsageError("--shot and --storyboard: give the shots once.")
    if arguments.last and not arguments.image:
        raise UsageError(f"--last {arguments.last}: give the first picture too, as IMAGE.")
    if (arguments.shot or arguments.storyboard) and arguments.image:
        given = "--shot 'IMAGE: …'" if arguments.shot else "the storyboard"
        raise UsageError(f"{arguments.image}: with several shots, name images in {given}.")
    if len(arguments.shot) > SHOTS_MAX:
        raise UsageError(f"--shot: a clip has at most {SHOTS_MAX} shots.")
    if arguments.storyboard:
        return read_storyboard(arguments.storyboard, line_of)
    return Storyboard([shot_of(text) for text in arguments.shot])


def line_of(text: str) -> Line:
    """'Anna: Hello there.' as a line of Anna's; without a name, a line of the narrator's.
    'Anna (whispering): Hello.' and 'Anna: (whispering) Hello.' say how, 'Anna @2s: Hello.' when."""
    rest, first = led_by(text.strip(), text)
    name, words = split_name(rest)
    name, start = started(name)
    name, second = followed_by(name, text)
    words, third = led_by(words, text)
    if not words:
        who = f"{name} has" if name else "A line has"
        raise UsageError(f"--line {text!r}: {who} nothing to say; write 'Anna: Hello there.'.")
    manners = [*first, *second, *third]
    if len(manners) > 1:
        raise UsageError(f"--line {text!r}: a line is said in one manner; leave the others out.")
    return Line(
        speaker=name, text=words, manner=manners[0] if manners else None, start_seconds=start
    )


def started(name: str) -> tuple[str, float | None]:
    """'Anna @2s' as the name and the second at which the line starts."""
    found = START.search(name)
    return (name[: found.start()], float(found["start"])) if found else (name, None)


def split_name(text: str) -> tuple[str, str]:
    """The speaker's name and the words, at the first colon; the name is empty where what
    stands before the colon is not a name: a sentence, a time of day, a link."""
    found = re.search("[:：]", text)
    if not found:
        return "", text
    name, words = text[: found.start()].strip(), text[found.end() :]
    in_number = name[-1:].isdigit() and words[:1].isdigit()
    is_sentence = SENTENCE_MARKS.search(START.sub("", TITLES.sub("", name))) is not None
    too_long = len(name) > SPEAKER_CHARACTERS_MAX
    if too_long or is_sentence or in_number or words.startswith("//"):
        return "", text
    return name, words.strip()


def speakers_of(
    casts: Sequence[str],
    sides: Sequence[str],
    names: Sequence[str],
    from_prompt: bool = False,
) -> list[Speaker]:
    """'Anna=heart' for each speaker who wants a voice of their own choosing; 'heart' alone is
    the narrator's. 'Anna=left' or 'Anna=2' says whose face is whose. from_prompt: only the
    gateway will know who speaks."""
    speakers: dict[str, Speaker] = {}
    for cast in casts:
        name, equals, voice = (part.strip() for part in cast.partition("="))
        if not equals and ("" in names or from_prompt):
            name, voice = "", name
        if not voice:
            raise UsageError(f"--voice {cast!r}: write NAME=VOICE such as Anna=heart.")
        if not from_prompt:
            must_speak("--voice", cast, name, names)
        if name in speakers:
            raise UsageError(f"--voice {cast!r}: {name} has a voice already.")
        speakers[name] = Speaker(name=name, voice=voice)
    for given in sides:
        name, _, place = (part.strip() for part in given.partition("="))
        if not name or not place:
            raise UsageError(f"--speaker {given!r}: write NAME=SIDE such as Anna=left.")
        if not from_prompt:
            must_speak("--speaker", given, name, names)
        speaker = speakers.setdefault(name, Speaker(name=name))
        if speaker.face or speaker.side:
            raise UsageError(f"--speaker {given!r}: {name} has a face already.")
        speaker.MergeFrom(face_of(given, place))
    return list(speakers.values())


def must_speak(option: str, given: str, name: str, names: Sequence[str]) -> None:
    """Raises UsageError when nobody of that name has a line."""
    if name not in names:
        known = ", ".join(dict.fromkeys(filter(None, names))) or "nobody"
        raise UsageError(
            f"{option} {given!r}: {name or 'a narrator'} has no line; those who speak: {known}."
        )


def face_of(given: str, place: str) -> Speaker:
    """left, center or right, or a face's number from the left, as a speaker's fields."""
    if place.isdecimal() and 0 < int(place) <= FACES_MAX:
        return Speaker(face=int(place))
    sides = {side.removeprefix("FACE_SIDE_").lower(): side for side in FaceSide.keys()[1:]}
    word = "center" if place.lower() in ("centre", "middle") else place.lower()
    if word not in sides:
        raise UsageError(
            f"--speaker {given!r}: {place!r} is no side; there are {', '.join(sides)}, and the "
            f"number of a face from the left, 1 to {FACES_MAX}."
        )
    return Speaker(side=sides[word])


def size(text: str) -> tuple[int, int]:
    """1280x720 as width and height in pixels."""
    found = SIZE.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write it like 1280x720.")
    return int(found[1]), int(found[2])


def seconds(text: str) -> float:
    """A length: more than nothing, at most ten minutes."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 600:
        raise argparse.ArgumentTypeError(f"{text!r}: give seconds, from above 0 to 600.")
    return value


def share(text: str) -> float:
    """A number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number from 0 to 1.")
    return value


def fps(text: str) -> int:
    """A frame rate that Format.fps allows."""
    if not text.isdecimal() or not 1 <= int(text) <= 60:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from 1 to 60.")
    return int(text)


def seed(text: str) -> int:
    """A number that Spec.seed can hold."""
    if not text.isdecimal() or int(text) >= 1 << 64:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from 0 to 2^64 - 1.")
    return int(text)


def quality(text: str) -> str:
    """draft, standard or high as the enum's own name."""
    names = {name.removeprefix("QUALITY_").lower(): name for name in Quality.keys()[1:]}
    if text.lower() not in names:
        raise argparse.ArgumentTypeError(f"{text!r} is no quality; there are {', '.join(names)}.")
    return names[text.lower()]

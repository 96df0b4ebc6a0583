"""`reelmesh plan`: what a clip would become, without making it."""

import argparse
import sys
from collections.abc import Iterable, Iterator

from google.protobuf.json_format import MessageToDict

from reelmesh.command import report
from reelmesh.command.clip import readable_image, upload
from reelmesh.command.reach import reached
from reelmesh.command.spec import storyboarded
from reelmesh.local.colours import coloured, paint
from reelmesh.v1.clip_service_pb2 import QuoteClipResponse, Understood, UnderstoodKind
from reelmesh.v1.spec_pb2 import (
    CameraMove,
    Effect,
    Framing,
    Grade,
    Manner,
    Music,
    Shot,
    SoundSource,
    Transition,
)

FPS_DEFAULT = 24
KINDS = {
    UnderstoodKind.UNDERSTOOD_KIND_LENGTH: "length",
    UnderstoodKind.UNDERSTOOD_KIND_SHAPE: "shape",
    UnderstoodKind.UNDERSTOOD_KIND_RATE: "rate",
    UnderstoodKind.UNDERSTOOD_KIND_SHOT: "shots",
    UnderstoodKind.UNDERSTOOD_KIND_TRANSITION: "cuts",
    UnderstoodKind.UNDERSTOOD_KIND_CAMERA: "camera",
    UnderstoodKind.UNDERSTOOD_KIND_FRAMING: "framing",
    UnderstoodKind.UNDERSTOOD_KIND_MOTION: "motion",
    UnderstoodKind.UNDERSTOOD_KIND_WEATHER: "weather",
    UnderstoodKind.UNDERSTOOD_KIND_LIGHT: "light",
    UnderstoodKind.UNDERSTOOD_KIND_SCENE: "scene",
    UnderstoodKind.UNDERSTOOD_KIND_STYLE: "style",
    UnderstoodKind.UNDERSTOOD_KIND_SOUND: "sound",
    UnderstoodKind.UNDERSTOOD_KIND_MUSIC: "music",
    UnderstoodKind.UNDERSTOOD_KIND_WRITING: "writing",
    UnderstoodKind.UNDERSTOOD_KIND_SPEAKER: "speaker",
    UnderstoodKind.UNDERSTOOD_KIND_LINE: "line",
    UnderstoodKind.UNDERSTOOD_KIND_MANNER: "manner",
}
"""What each kind is called for a person, in the order in which they are listed."""
WORDS_CHARACTERS_MAX = 60


def plan(arguments: argparse.Namespace) -> int:
    """Draws the plan of a clip, or prints it as one JSON object."""
    spec, *names = storyboarded(arguments)
    images, last_images = ([readable_image(name or None) for name in some] for some in names)
    with reached(arguments) as reach:
        upload(reach.client, spec, images, last_images)
        quote = reach.client.quote(spec)
    if arguments.json:
        print(report.as_json(MessageToDict(quote, preserving_proto_field_name=True)))
    else:
        print("\n".join(drawn(quote, coloured(sys.stdout))))
    return 0


def drawn(quote: QuoteClipResponse, colour: bool) -> Iterator[str]:
    """The plan as lines for a terminal."""
    spec, told = quote.spec, quote.understanding
    shape = spec.format
    head = f"{quote.seconds:.1f} s · {shape.width}×{shape.height} at {shape.fps} fps"
    work = f" · about {quote.run_seconds:.0f} s of work" if quote.HasField("run_seconds") else ""
    yield paint(head, "bold", colour) + f" · read by {told.reader or 'rules'}{work}"
    yield from titled("shots", shots(quote), colour)
    yield from titled("cast", cast(quote), colour)
    yield from titled("lines", lines(quote), colour)
    sounds = ["none"] if spec.sound.silent else [", ".join(spec.sound.cues) or "as the words tell"]
    if spec.sound.source == SoundSource.SOUND_SOURCE_PICTURE and not spec.sound.silent:
        over = [f"over it: {', '.join(spec.sound.cues)}"] if spec.sound.cues else []
        sounds = ["made with the picture", *over]
    if spec.sound.music:
        sounds.append(f"music: {word(Music.Name(spec.sound.music), 'MUSIC_')}")
    yield from titled("sounds", sounds, colour)
    yield from titled("steps", [", ".join(steps(quote))], colour)
    yield from titled("understood", map(understood, (i for i in told.items if i.used)), colour)
    unused = [understood(item) for item in told.items if not item.used]
    yield from titled("understood, but not used", unused, colour)
    yield from titled("not understood", told.not_understood, colour)
    yield from (f"note: {note}" for note in told.notes)


def titled(title: str, rows: Iterable[str], colour: bool) -> Iterator[str]:
    """A title and its rows; nothing when there are none."""
    listed = list(rows)
    if listed:
        yield paint(title, "bold", colour)
        yield from (f"  {row}" for row in listed)


def shots(quote: QuoteClipResponse) -> Iterator[str]:
    """Each shot with its time, how it begins, camera, what moves, and what it shows."""
    fps = quote.spec.format.fps or FPS_DEFAULT
    first = 0
    rows = zip(quote.spec.shots, quote.shot_frames, strict=True)
    for number, (shot, frames) in enumerate(rows, 1):
        start, end = first / fps, (first + frames) / fps
        what = " · ".join([camera(shot), *moving(shot), *looking(shot), source(shot)])
        begins = word(Transition.Name(shot.transition), "TRANSITION_")
        how = "" if begins in ("cut", "unspecified") else f"{begins} · "
        yield f"{number}  {start:5.1f}–{end:.1f} s  {how}{what}"
        yield f"   {short(shot.scene or shot.prompt or quote.spec.prompt, 90)}"
        first += frames


def camera(shot: Shot) -> str:
    """The camera move with its strength in percent."""
    name = word(CameraMove.Name(shot.camera.move), "CAMERA_MOVE_")
    still = shot.camera.move == CameraMove.CAMERA_MOVE_HOLD
    return name if still else f"{name} {shot.camera.strength:.0%}"


def moving(shot: Shot) -> list[str]:
    """What moves in the picture, with its strength in percent."""
    return (["nothing else moves by itself"] if shot.still else []) + [
        f"{word(Effect.Name(m.effect), 'EFFECT_')} {m.strength or 0.5:.0%}" for m in shot.motions
    ]


def looking(shot: Shot) -> list[str]:
    """How it looks."""
    look = shot.look
    framed = [f"{word(Framing.Name(look.framing), 'FRAMING_')} framing"] if look.framing else []
    blurred = [f"background blur {look.blur:.0%}"] if look.blur else []
    return [*framed, *(word(Grade.Name(one), "GRADE_") for one in look.grades), *blurred]


def source(shot: Shot) -> str:
    """Where the picture comes from."""
    becomes = ", becomes another" if shot.HasField("last_image") else ""
    return f"your picture{becomes}" if shot.HasField("image") else "painted"


def cast(quote: QuoteClipResponse) -> Iterator[str]:
    """Who speaks with which voice."""
    told = {one.name: one.description for one in quote.spec.speakers}
    for one in quote.cast:
        about = f" ({told[one.speaker]})" if told.get(one.speaker) else ""
        yield f"{one.speaker or 'narrator'}{about}: {one.voice}"


def lines(quote: QuoteClipResponse) -> Iterator[str]:
    """Each line with its estimated time."""
    for one in quote.timeline.utterances:
        manner = quote.spec.lines[one.line - 1].manner
        how = f" ({word(Manner.Name(manner), 'MANNER_')})" if manner else ""
        who = f"{one.speaker or 'narrator'}{how}"
        yield f"{one.start_seconds:5.1f}–{one.end_seconds:.1f} s  {who}: {short(one.text, 90)}"


def steps(quote: QuoteClipResponse) -> list[str]:
    """The steps by stage: vision ×2, mux."""
    names = [report.stage_name(step.stage) for step in quote.steps]
    return [
        f"{name} ×{names.count(name)}" if names.count(name) > 1 else name
        for name in dict.fromkeys(names)
    ]


def understood(item: Understood) -> str:
    """One thing that was understood, with the words it came from."""
    kind = KINDS.get(item.kind, "")
    words = f" ← {short(item.words, WORDS_CHARACTERS_MAX)!r}" if item.words else ""
    if item.kind == UnderstoodKind.UNDERSTOOD_KIND_LINE:
        words = ""
    shot = f" in shot {item.shot}" if item.shot > 1 else ""
    note = f" ({item.note})" if item.note else ""
    return f"{kind:<8} {short(item.value, 90)}{shot}{words}{note}"


def word(name: str, prefix: str) -> str:
    """push in for CAMERA_MOVE_PUSH_IN."""
    return name.removeprefix(prefix).lower().replace("_", " ")


def short(text: str, characters: int) -> str:
    """One line of at most so many characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= characters else plain[: characters - 1] + "…"

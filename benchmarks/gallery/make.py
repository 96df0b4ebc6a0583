"""Makes one clip of the gallery through a gateway, and everything the page shows of it."""

import base64
import shlex
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from av.error import FFmpegError
from google.protobuf.json_format import MessageToJson

from benchmarks.gallery.cost import Meter
from benchmarks.gallery.figures import Figures, Spoken, lines, measured
from benchmarks.gallery.photos import NoPhotograph
from benchmarks.gallery.specs import Wanted, spec_of, words
from benchmarks.gallery.words import Recogniser
from benchmarks.quality.contact_sheet import sheet, stills
from benchmarks.quality.spectrogram import Look, picture, read
from gateway.requests import footage
from reelmesh.client import ENDED, ReelmeshClient
from reelmesh.command import report
from reelmesh.command.clip import upload
from reelmesh.command.plan import understood
from reelmesh.command.usage import UsageError
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.v1.clip_pb2 import Clip, ClipState
from reelmesh.v1.common_pb2 import Stage

SHEET_FRAMES = 12
SHEET, SHEET_UPRIGHT = (4, 320), (6, 212)
"""Columns, and the width of a frame in pixels."""
JPEG_QUALITY = 85
SPECTROGRAM = Look(width=960, height=220)
SECONDS_MAX = 600.0
"""As long as a clip may be."""

Say = Callable[[str], None]


@dataclass
class Track:
    """Subtitles in one language."""

    language: str
    file: str
    source: str
    """The same as a data: URL, since browsers read no subtitle file beside a page on a disk."""


@dataclass
class Entry:
    """One clip as the page shows it. Paths are relative to the gallery's folder."""

    name: str
    title: str
    prompt: str
    command: str = ""
    photographs: list[str] = field(default_factory=list[str])
    storyboard: str = ""
    failure: str = ""
    """Why there is no clip, or why it could not be measured; empty when all went well."""
    understood: list[str] = field(default_factory=list[str])
    unused: list[str] = field(default_factory=list[str])
    not_understood: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])
    methods: list[str] = field(default_factory=list[str])
    stages: dict[str, float] = field(default_factory=dict[str, float])
    """Seconds that the engines ran, by stage."""
    engines: list[str] = field(default_factory=list[str])
    spoken: list[Spoken] = field(default_factory=list[Spoken])
    tracks: list[Track] = field(default_factory=list[Track])
    files: dict[str, str] = field(default_factory=dict[str, str])
    """clip, poster, sheet, spectrogram; timeline where somebody speaks, with every word and
    phoneme; preview and stems by name where asked for."""
    figures: Figures | None = None


@dataclass
class Studio:
    """Where clips are made."""

    client: ReelmeshClient
    out: Path
    """The gallery's folder."""
    size: tuple[int, int] | None = None
    """What 1280x720 becomes; other shapes become smaller with it."""
    by: Recogniser | None = None


def make(studio: Studio, one: Wanted, say: Say) -> Entry:
    """Makes, fetches and measures a clip. What goes wrong stands in the entry."""
    client, out = studio.client, studio.out
    entry = Entry(one.name, one.title, str(one.facts.get("prompt", "")))
    try:
        given = words(one, out, studio.size)
        entry.command = shlex.join(["reelmesh", *given])
        entry.photographs = one.photographs
        if "shots" in one.facts:
            entry.storyboard = (out / f"{one.name}.yaml").read_text(encoding="utf-8")
        meter = Meter()
        clip = rendered(client, one, given, out, entry)
        cost = meter.read()
        if clip.state != ClipState.CLIP_STATE_SUCCEEDED:
            entry.failure = report.failed(clip)
            return entry
        say("measuring")
        told(entry, clip)
        fetch(client, clip, out, entry)
        path = out / entry.files["clip"]
        entry.figures = measured(path, clip, entry.spoken, studio.by, cost)
        draw(out, entry)
    except (ReelmeshError, UsageError, NoPhotograph) as error:
        entry.failure = str(error)
    except (FFmpegError, ValueError, OSError, SystemExit) as error:
        entry.failure = f"The clip could not be measured: {error}."
    return entry


def rendered(
    client: ReelmeshClient, one: Wanted, given: Sequence[str], out: Path, entry: Entry
) -> Clip:
    """The clip's record once it has ended. Tells what was understood on the way."""
    spec, images = spec_of(one, given, out)
    upload(client, spec, images, [None] * len(images))
    reading = client.quote(spec).understanding
    entry.understood = [understood(item) for item in reading.items if item.used]
    entry.unused = [understood(item) for item in reading.items if not item.used]
    entry.not_understood = list(reading.not_understood)
    clip = client.create(spec)
    for change in client.watch(clip.id):
        if change.WhichOneof("update") == "clip":
            clip = change.clip
    return clip if clip.state in ENDED else client.get(clip.id)


def told(entry: Entry, clip: Clip) -> None:
    """What the record tells."""
    entry.notes = list(clip.notes)
    entry.methods = list(dict.fromkeys(shot.method for shot in footage(clip)))
    stages: dict[str, float] = defaultdict(float)
    for step in clip.steps:
        stages[report.stage_name(step.stage)] += step.run_seconds
    entry.stages = {name: round(seconds, 2) for name, seconds in stages.items()}
    entry.engines = list(
        dict.fromkeys(f"{report.stage_name(s.stage)}: {s.engine}" for s in clip.steps if s.engine)
    )
    entry.spoken = lines(clip)


def fetch(client: ReelmeshClient, clip: Clip, out: Path, entry: Entry) -> None:
    """Writes the clip's files and its subtitles."""
    result = clip.result
    wanted = {"clip": (result.clip, "mp4"), "poster": (result.poster, "poster.jpg")}
    if result.HasField("preview"):
        wanted["preview"] = (result.preview, "preview.webp")
    for stem in result.stems:
        wanted[stem.name] = (stem.audio, f"{stem.name}.flac")
    for key, (artifact, ending) in wanted.items():
        entry.files[key] = f"{entry.name}.{ending}"
        client.download(artifact.sha256, out / entry.files[key])
    if entry.spoken:
        entry.files["timeline"] = f"{entry.name}.timeline.json"
        told = MessageToJson(clip.timeline, indent=None, ensure_ascii=False)
        (out / entry.files["timeline"]).write_text(told, encoding="utf-8")
    for language in dict.fromkeys(line.language for line in entry.spoken):
        text = webvtt([line for line in entry.spoken if line.language == language])
        name = f"{entry.name}.{language}.vtt"
        (out / name).write_text(text, encoding="utf-8")
        encoded = base64.b64encode(text.encode()).decode()
        entry.tracks.append(Track(language, name, f"data:text/vtt;base64,{encoded}"))


def webvtt(spoken: Sequence[Spoken]) -> str:
    """Lines as a WebVTT file (W3C, WebVTT: The Web Video Text Tracks Format)."""
    cues = [
        f"{clock(line.start_seconds)} --> {clock(line.end_seconds)}\n{cue(line)}" for line in spoken
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def cue(line: Spoken) -> str:
    """A cue's text: one paragraph, since a blank line would end it."""
    plain = " ".join(f"{line.speaker}: {line.text}".removeprefix(": ").split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clock(seconds: float) -> str:
    """hours:minutes:seconds.thousandths."""
    minutes, left_ms = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{left_ms // 1000:02}.{left_ms % 1000:03}"


def draw(out: Path, entry: Entry) -> None:
    """The contact sheet and the spectrogram."""
    clip = out / entry.files["clip"]
    frames = stills(clip, SHEET_FRAMES)
    upright = frames[0][2].height > frames[0][2].width
    columns, width = SHEET_UPRIGHT if upright else SHEET
    entry.files["sheet"] = f"{entry.name}.sheet.jpg"
    sheet(frames, columns, width).save(out / entry.files["sheet"], quality=JPEG_QUALITY)
    entry.files["spectrogram"] = f"{entry.name}.spectrogram.png"
    sound = read(clip, SECONDS_MAX)
    picture(sound, entry.name, SPECTROGRAM).save(out / entry.files["spectrogram"])


def engines_warm(client: ReelmeshClient, one: Wanted, out: Path) -> None:
    """Makes a clip that nobody sees, so that the first one shown does not pay for loading."""
    spec, images = spec_of(one, words(one, out, (320, 180)), out)
    upload(client, spec, images, [None] * len(images))
    for _ in client.watch(client.create(spec).id):
        pass


STAGES = [report.stage_name(stage) for stage in Stage.values() if stage]
"""In the order of the film."""

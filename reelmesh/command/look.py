"""The commands that look at clips, voices, engines and traces, or end and remove clips."""

import argparse
import shutil
import sys
from collections.abc import Iterable, Sequence

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from reelmesh.command import report
from reelmesh.command.progress import step_word
from reelmesh.command.reach import reached
from reelmesh.command.receipt import queue_seconds, receipt_text
from reelmesh.local.colours import coloured, paint
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.clip_service_pb2 import ListEnginesResponse
from reelmesh.v1.engine_pb2 import EngineInfo, Voice
from reelmesh.waterfall import waterfall

ID_CHARACTERS_MIN = 8
WAIT_TOLD_S = 1.0
"""How long a task must have waited for its worker for that to be worth a word."""


def clips(arguments: argparse.Namespace) -> int:
    """Lists all clips, the newest first."""
    with reached(arguments) as reach:
        found = list(reach.client.list())
    if arguments.json:
        print(report.as_json({"clips": [report.summary(clip) for clip in found]}))
        return 0
    width = shutil.get_terminal_size().columns
    for clip, prefix in zip(found, prefixes([clip.id for clip in found]), strict=True):
        print(clip_row(clip, prefix, width))
    if not found:
        print("No clips yet: `reelmesh clip photo.jpg --prompt '…'` makes one.")
    return 0


def clip_row(clip: Clip, prefix: str, width: int) -> str:
    """One clip as a line."""
    made = clip.create_time.ToDatetime().strftime("%Y-%m-%d %H:%M") + " UTC"
    length = f"{clip.result.seconds:.1f} s" if clip.result.seconds else ""
    head = f"{prefix}  {report.state_name(clip.state).lower():<9}  {made}  {length:>7}  "
    prompt = " ".join(clip.spec.prompt.split())
    space = max(20, width - len(head))
    return head + (prompt if len(prompt) <= space else prompt[: space - 1] + "…")


def prefixes(ids: Sequence[str]) -> list[str]:
    """The ids, as short as they may be while each stays unique."""
    length = ID_CHARACTERS_MIN
    while length < 32 and len({one[:length] for one in ids}) < len(ids):
        length += 1
    return [one[:length] for one in ids]


def show(arguments: argparse.Namespace) -> int:
    """Shows one clip's record."""
    with reached(arguments) as reach:
        clip = reach.client.find(arguments.id)
    if arguments.json:
        print(report.as_json(report.summary(clip)))
    else:
        print("\n".join(record(clip, coloured(sys.stdout))))
    return 0


def record(clip: Clip, colour: bool) -> Iterable[str]:
    """A clip's record for a person."""
    yield f"clip     {clip.id}  {paint(report.state_name(clip.state).lower(), 'bold', colour)}"
    yield f"prompt   {clip.spec.prompt}"
    for line in clip.spec.lines:
        yield f"line     {line.speaker or 'narrator'}: {line.text}"
    for speaker in clip.spec.speakers:
        yield f"voice    {speaker.name or 'narrator'} = {speaker.voice or 'not cast yet'}"
    if clip.result.clip.sha256:
        size = report.bytes_text(clip.result.clip.size_bytes)
        yield f"file     {clip.result.seconds:.2f} s, {size}, sha256 {clip.result.clip.sha256}"
        loudness, peak = clip.result.loudness_lufs, clip.result.true_peak_dbtp
        yield f"sound    {loudness:.1f} LUFS, true peak {peak:.1f} dBTP"
    for step in clip.steps:
        name = report.stage_name(step.stage)
        took = f"{step.run_seconds:.2f} s" if step.run_seconds else ""
        waited_s = queue_seconds(step)
        waited = f"  waited {waited_s:.1f} s" if waited_s >= WAIT_TOLD_S else ""
        text = f"{step.part:<8} {step_word(step):<9} {took:>8}  {step.engine}{waited}"
        yield f"{paint(f'{name:<8}', name, colour)} {text.rstrip()}"
    if receipt := receipt_text(clip):
        yield f"receipt  {receipt}"
    if clip.HasField("failure"):
        yield f"failure  {report.failed(clip)}"
    for note in clip.notes:
        yield f"note     {note}"
    yield f"trace    {clip.trace_id}"


def cancel(arguments: argparse.Namespace) -> int:
    """Stops a clip."""
    with reached(arguments) as reach:
        clip = reach.client.cancel(reach.client.find(arguments.id).id)
    print(f"clip {clip.id}: {report.state_name(clip.state).lower()}")
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Deletes a clip and every file that no other clip uses."""
    with reached(arguments) as reach:
        clip = reach.client.find(arguments.id)
        files = reach.client.delete(clip.id)
    print(f"clip {clip.id}: deleted, with {files} file{'' if files == 1 else 's'}")
    return 0


def voices(arguments: argparse.Namespace) -> int:
    """Lists the voices somebody can be cast with."""
    with reached(arguments) as reach:
        found = reach.client.voices()
    if arguments.json:
        print(report.as_json({"voices": [plain(voice) for voice in found]}))
    else:
        print("\n".join(map(voice_row, found)) or "No voice engine is alive.")
    return 0


def voice_row(voice: Voice) -> str:
    """One voice as a line."""
    languages = ", ".join(voice.languages)
    return f"{voice.id:<16} {voice.gender:<8} {languages:<14} {voice.description}".rstrip()


def engines(arguments: argparse.Namespace) -> int:
    """Lists the live engines and the tasks that wait for them."""
    with reached(arguments) as reach:
        found = reach.client.engines()
    if arguments.json:
        waiting = {pool: int(tasks) for pool, tasks in found.tasks_waiting.items()}
        found_engines = [plain(engine) for engine in found.engines]
        print(report.as_json({"engines": found_engines, "tasks_waiting": waiting}))
    else:
        print("\n".join(engine_row(one, found) for one in found.engines) or "No worker is alive.")
    return 0


def engine_row(engine: EngineInfo, all_engines: ListEnginesResponse) -> str:
    """One live worker as a line."""
    stage = report.stage_name(engine.stage)
    waiting = all_engines.tasks_waiting.get(f"{stage}.{engine.pool}", 0)
    slots = f"{engine.slots} slot{'' if engine.slots == 1 else 's'}"
    if engine.HasField("loading"):
        return (
            f"{stage:<8} {engine.pool:<8} {engine.engine:<22} loading {engine.loading:.0%}, "
            f"{waiting} waiting  {engine.worker}"
        )
    return (
        f"{stage:<8} {engine.pool:<8} {engine.engine + ' ' + engine.version:<22} "
        f"{slots:<8} {waiting} waiting  {engine.worker}"
    )


def trace(arguments: argparse.Namespace) -> int:
    """Draws a clip's trace as a waterfall."""
    with reached(arguments) as reach:
        found = reach.client.trace(reach.client.find(arguments.id).id)
    width = shutil.get_terminal_size((100, 24)).columns
    print(waterfall(found, width, coloured(sys.stdout)))
    return 0


def plain(message: Message) -> dict[str, object]:
    """A message as JSON would hold it, by the names in its proto."""
    return MessageToDict(message, preserving_proto_field_name=True)

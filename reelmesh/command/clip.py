"""`reelmesh clip`: from an image and words to a file."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from reelmesh.client import ENDED, ReelmeshClient
from reelmesh.command import report
from reelmesh.command.previews import Previews, previews_of
from reelmesh.command.progress import Progress
from reelmesh.command.reach import Reach, reached, say
from reelmesh.command.spec import storyboarded
from reelmesh.command.usage import UsageError
from reelmesh.failures import ClientError
from reelmesh.local.colours import coloured
from reelmesh.mesh.errors import ReelmeshError
from reelmesh.v1.clip_pb2 import Clip, ClipState
from reelmesh.v1.common_pb2 import Quality
from reelmesh.v1.spec_pb2 import Spec


def make(arguments: argparse.Namespace) -> int:
    """Makes a clip and writes it. Exit code 0, or 1 when the clip did not succeed."""
    spec, *names = storyboarded(arguments)
    images, last_images = ([readable_image(name or None) for name in some] for some in names)
    target = writable_target(arguments.output)
    previews = previews_of(arguments.previews)
    with reached(arguments, rendering=True) as reach:
        upload(reach.client, spec, images, last_images)
        clip = rendered(reach.client, reach.client.create(spec), previews)
        return delivered(reach, clip, target, arguments.json)


def finalize(arguments: argparse.Namespace) -> int:
    """Makes a clip again in another quality and writes it. Exit codes as `make`."""
    target = writable_target(arguments.output)
    previews = previews_of(arguments.previews)
    with reached(arguments, rendering=True) as reach:
        draft = reach.client.find(arguments.id)
        quality = cast("Quality", Quality.Value(arguments.quality))
        begun = reach.client.finalize(draft.id, quality, arguments.fps)
        clip = rendered(reach.client, begun, previews)
        code = delivered(reach, clip, target, arguments.json)
    if not code and not arguments.json:
        print(report.reuse(clip, draft))
    return code


def upload(
    client: ReelmeshClient,
    spec: Spec,
    images: Sequence[Path | None],
    last_images: Sequence[Path | None],
) -> None:
    """Gives each shot the images it begins and ends with, sending each file once."""
    paths = dict.fromkeys(filter(None, [*images, *last_images]))
    sent = {path: client.upload_image(path) for path in paths}
    for shot, first, last in zip(spec.shots, images, last_images, strict=True):
        if first:
            shot.image.CopyFrom(sent[first])
        if last:
            shot.last_image.CopyFrom(sent[last])


def rendered(client: ReelmeshClient, clip: Clip, previews: Previews) -> Clip:
    """Shows a new clip's progress until it has ended. Ctrl-C cancels it; a gateway that goes
    away does not, so its id is told then."""
    try:
        return watched(client, clip, previews)
    except KeyboardInterrupt:
        say("Cancelling the clip …")
        client.cancel(clip.id, "Ctrl-C")
        raise
    except ClientError:
        say(f"Clip {clip.id[:8]} is not cancelled: see `reelmesh watch {clip.id[:8]}` later.")
        raise


def watched(client: ReelmeshClient, clip: Clip, previews: Previews) -> Clip:
    """Shows a clip's progress until it has ended; the record then."""
    with Progress(sys.stderr) as progress:
        for change in client.watch(clip.id):
            progress.update(change)
            previews.update(change)
    return progress.clip if progress.clip.state in ENDED else client.get(clip.id)


def delivered(reach: Reach, clip: Clip, target: Path | None, json: bool) -> int:
    """Writes the file and says what became of the clip; the exit code."""
    if clip.state != ClipState.CLIP_STATE_SUCCEEDED:
        say(report.failed(clip))
        if reach.logs:
            say(f"What the programs said is in {reach.logs}.")
        if json:
            print(report.as_json(report.summary(clip)))
        return 1
    path = target or Path(f"clip-{clip.id[:8]}.mp4")
    download(reach.client, clip, path)
    if json:
        print(report.as_json(report.summary(clip, path)))
    else:
        print(report.finished(clip, path, coloured(sys.stdout)))
    return 0


def download(client: ReelmeshClient, clip: Clip, path: Path) -> None:
    """Writes the file of a clip, and beside it what else was asked for."""
    client.download(clip.result.clip.sha256, path)
    for beside, artifact in report.extras(clip, path).items():
        client.download(artifact.sha256, beside)


def watch(arguments: argparse.Namespace) -> int:
    """Shows a clip's progress until it has ended. Exit code 0 when it succeeded, else 1."""
    previews = previews_of(arguments.previews)
    with reached(arguments) as reach:
        clip = watched(reach.client, reach.client.find(arguments.id), previews)
    if clip.state == ClipState.CLIP_STATE_SUCCEEDED:
        print("\n".join([*report.stage_lines(clip, coloured(sys.stdout)), *report.ending(clip)]))
        return 0
    say(report.failed(clip))
    return 1


def get(arguments: argparse.Namespace) -> int:
    """Writes the file of a clip that succeeded."""
    target = writable_target(arguments.output)
    with reached(arguments) as reach:
        clip = reach.client.find(arguments.id)
        if clip.state != ClipState.CLIP_STATE_SUCCEEDED:
            state = report.state_name(clip.state).lower()
            raise ReelmeshError(f"Clip {clip.id} is {state}: it has no file.")
        path = target or Path(f"clip-{clip.id[:8]}.mp4")
        download(reach.client, clip, path)
    print("\n".join(map(str, [path, *report.extras(clip, path)])))
    return 0


def readable_image(name: str | None) -> Path | None:
    """The image's path. Raises UsageError when it is no file that can be read."""
    if name is None:
        return None
    path = Path(name)
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise UsageError(f"{name} is empty: give a JPEG, PNG or WebP file.")
    except FileNotFoundError:
        raise UsageError(f"{name} does not exist: give a JPEG, PNG or WebP file.") from None
    except IsADirectoryError:
        raise UsageError(f"{name} is a folder: give a JPEG, PNG or WebP file.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} cannot be read: {reason}.") from None
    return path


def writable_target(name: str | None) -> Path | None:
    """Where the file goes. Raises UsageError now rather than after the rendering."""
    path = Path(name) if name else Path("clip.mp4")
    folder = path.parent
    if name and path.is_dir():
        raise UsageError(f"-o {name} is a folder: give the name of a file in it.")
    if not folder.is_dir():
        raise UsageError(f"-o {path}: there is no folder {folder}.")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"-o {path}: the folder {folder} cannot be written.")
    return Path(name) if name else None

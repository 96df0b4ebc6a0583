"""Renders the gallery: python -m benchmarks.gallery [--out DIR] [--only NAME] [--size 640x360]

Exit codes: 0 all clips made and measured, 1 some were not (the page says why), 2 bad usage.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.gallery.figures import Figures, Spoken, speed
from benchmarks.gallery.make import Entry, Studio, Track, engines_warm, make
from benchmarks.gallery.page import Gallery, page
from benchmarks.gallery.specs import Wanted, chosen, read
from benchmarks.gallery.table import table
from benchmarks.gallery.words import recogniser
from reelmesh import __version__
from reelmesh.client import ReelmeshClient
from reelmesh.command.reach import private, spare_folder
from reelmesh.command.spec import size
from reelmesh.command.usage import Parser, UsageError
from reelmesh.mesh.errors import ReelmeshError

SPECS = Path(__file__).with_name("specs.yaml")
WARM = Wanted(
    "warm-up", "", {"prompt": "A field", "lines": ["Anna: Hello.", "林：你好。"], "seconds": 5}
)


def main(words: Sequence[str] | None = None) -> int:
    """Parses, makes, measures, writes."""
    arguments = parser().parse_args(words)
    if arguments.whisper:
        # Last, so that nothing in there stands before what the system uses.
        sys.path.append(arguments.whisper)
    try:
        return gallery(arguments)
    except UsageError as error:
        print(f"gallery: {error}", file=sys.stderr)
        return 2
    except ReelmeshError as error:
        print(f"gallery: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("gallery: Stopped.", file=sys.stderr)
        return 130


def parser() -> Parser:
    """The options."""
    one = Parser(prog="python -m benchmarks.gallery", description="Makes the gallery.")
    one.add_argument("--out", type=Path, default=Path("out/gallery"), help="(out/gallery)")
    one.add_argument("--only", action="append", default=[], metavar="NAME",
                     help="make these again, and keep the others of the folder")  # fmt: skip
    one.add_argument("--size", type=size, help="640x360: the clips in their shapes, but smaller")
    one.add_argument("--specs", type=Path, default=SPECS, help="what to make, as YAML")
    one.add_argument("--gateway", default="", metavar="HOST:PORT",
                     help="a mesh that runs already, instead of a private one")  # fmt: skip
    one.add_argument("--whisper", metavar="DIR",
                     help="site-packages that hold Whisper: see docs/quality.md")  # fmt: skip
    one.add_argument("--page", action="store_true", help="draw the page anew, make nothing")
    return one


def gallery(arguments: argparse.Namespace) -> int:
    """Makes what is asked for; 1 when a clip is missing."""
    out: Path = arguments.out
    listed = read(arguments.specs)
    wanted = [] if arguments.page else chosen(listed, arguments.only)
    out.mkdir(parents=True, exist_ok=True)
    kept = before(out) if arguments.only or arguments.page else {}
    made = dict(kept)
    if wanted:
        with reached(arguments.gateway) as client, tempfile.TemporaryDirectory() as weights:
            if not arguments.gateway:
                tell("warming up …")
                engines_warm(client, WARM, out)
            studio = Studio(client, out, arguments.size, recogniser(Path(weights)))
            for number, one in enumerate(wanted, 1):
                say = Teller(f"[{number}/{len(wanted)}] {one.name}")
                say("rendering")
                made[one.name] = make(studio, one, say)
                say(outcome(made[one.name]))
                write(out, [made[w.name] for w in listed if w.name in made])
    entries = [made[one.name] for one in listed if one.name in made]
    write(out, entries)
    print(out / "index.html")
    return 1 if any(entry.failure for entry in entries) else 0


class Teller:
    """Progress lines of one clip."""

    def __init__(self, head: str) -> None:
        self._head = head

    def __call__(self, what: str) -> None:
        tell(f"{self._head}: {what}")


def tell(what: str) -> None:
    """One line of progress."""
    print(what, file=sys.stderr, flush=True)


def outcome(entry: Entry) -> str:
    """How it went, in a few words."""
    if entry.failure or not entry.figures:
        return entry.failure
    f = entry.figures
    return f"{f.seconds:.1f} s made in {f.wall_seconds:.1f} s, {speed(f):.2f} of its length"


@contextmanager
def reached(gateway: str) -> Generator[ReelmeshClient]:
    """The gateway named, or one of its own in an empty folder: nothing is reused there, so the
    times are true."""
    if gateway:
        with ReelmeshClient(gateway) as client:
            yield client
        return
    with spare_folder() as folder, private(folder) as reach:
        yield reach.client


def before(out: Path) -> dict[str, Entry]:
    """What an earlier run left in the folder, by name."""
    try:
        data = json.loads((out / "gallery.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{out / 'gallery.json'} cannot be read: {error}.") from None
    entries = [Entry(**one) for one in data["entries"]]
    for entry, one in zip(entries, data["entries"], strict=True):
        entry.spoken = [Spoken(**line) for line in one["spoken"]]
        entry.tracks = [Track(**track) for track in one["tracks"]]
        entry.figures = Figures(**one["figures"]) if one["figures"] else None
    return {entry.name: entry for entry in entries}


def write(out: Path, entries: list[Entry]) -> None:
    """index.html, gallery.json and table.md, each whole or not at all."""
    shown = Gallery(datetime.now(UTC).date().isoformat(), __version__, machine(), entries)
    data = json.dumps(asdict(shown), ensure_ascii=False, indent=1)
    files = {"gallery.json": data, "index.html": page(shown), "table.md": table(entries)}
    for name, content in files.items():
        part = out / f".{name}.part"
        part.write_text(content, encoding="utf-8")
        part.replace(out / name)


def machine() -> str:
    """What the times were taken on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())

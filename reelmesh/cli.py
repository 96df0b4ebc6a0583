"""The `reelmesh` command: its words, its exit codes, and never a traceback.

Exit codes: 0 done, 1 failed, 2 bad usage, 130 stopped by Ctrl-C.
"""

import argparse
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

from reelmesh import __version__
from reelmesh.command import picture, spec
from reelmesh.command.usage import Parser, UsageError

FAILED, BAD_USAGE, INTERRUPTED = 1, 2, 130
EPILOG = """\
The gateway is the one that --gateway or REELMESH_GATEWAY names, else a mesh that
`reelmesh up` runs, else a private mesh that is started for the command and stopped after.
Data are kept in $XDG_CACHE_HOME/reelmesh (~/.cache/reelmesh).
Exit codes: 0 done, 1 failed, 2 bad usage, 130 stopped by Ctrl-C."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command; gives its exit code."""
    arguments = parser().parse_args(words)
    # Whatever ends us lets the private mesh end first, as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    return guarded(arguments)


def guarded(arguments: argparse.Namespace) -> int:
    """Runs the command; every error is a sentence and an exit code."""
    try:
        return command(arguments.run)(arguments)
    except UsageError as error:
        return complain(arguments, str(error), BAD_USAGE)
    except KeyboardInterrupt:
        return complain(arguments, "Stopped.", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has had enough (`reelmesh clips | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: a person never sees a traceback
        return explained(arguments, error)


def command(name: str) -> Callable[[argparse.Namespace], int]:
    """module:function of reelmesh.command, imported only when asked for: gRPC takes a while."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(f"reelmesh.command.{module}"), function)


def explained(arguments: argparse.Namespace, error: Exception) -> int:
    """The sentence and exit code of an error that ended the command."""
    from grpc import StatusCode  # noqa: PLC0415 - see command()

    from reelmesh.command.report import as_json, refusal  # noqa: PLC0415
    from reelmesh.mesh.errors import CallerError, ReelmeshError  # noqa: PLC0415

    if os.environ.get("REELMESH_DEBUG"):
        traceback.print_exc()
    if not isinstance(error, ReelmeshError):
        kind = type(error).__name__
        error = ReelmeshError(f"Something went wrong ({kind}: {error}); REELMESH_DEBUG=1 shows it.")
    bad = getattr(error, "code", None) == StatusCode.INVALID_ARGUMENT
    if bad or isinstance(error, CallerError):
        return complain(arguments, str(error), BAD_USAGE)
    if getattr(arguments, "json", False):
        print(as_json(refusal(str(error), error.cause)))
    return complain(arguments, str(error), FAILED)


def complain(arguments: argparse.Namespace, sentence: str, code: int) -> int:
    """Says it on standard error."""
    print(f"reelmesh {arguments.name}: {sentence}", file=sys.stderr, flush=True)
    return code


def interrupted(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM and SIGHUP end the command as Ctrl-C does."""
    raise KeyboardInterrupt


def parser() -> Parser:
    """Every command with its options."""
    top = Parser(
        prog="reelmesh",
        description="One image and a prompt become a finished film clip.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"reelmesh {__version__}")
    names = top.add_subparsers(dest="name", metavar="COMMAND", required=True)
    clip = add(names, "clip", "clip:make", "make a clip", json=True)
    add_spec(clip)
    add_output(clip)
    add_previews(clip)
    add_spec(add(names, "plan", "plan:plan", "show what a clip would become", json=True))
    add_up(add(names, "up", "up:up", "run the mesh here until Ctrl-C", gateway=False))
    add(names, "clips", "look:clips", "list clips, the newest first", json=True)
    for name, run, text, json in (
        ("show", "look:show", "show a clip's record", True),
        ("watch", "clip:watch", "show a clip's progress until it has ended", False),
        ("cancel", "look:cancel", "stop a clip", False),
        ("get", "clip:get", "write a clip's file", False),
        ("rm", "look:remove", "delete a clip and its files", False),
        ("trace", "look:trace", "draw where a clip's time went", False),
    ):
        one = add(names, name, run, text, json=json)
        one.add_argument("id", metavar="ID", help="the clip's id or a unique beginning of it")
        if name == "get":
            add_output(one)
        if name == "watch":
            add_previews(one)
    add_finalize(
        add(names, "finalize", "clip:finalize", "make a draft in another quality", json=True)
    )
    add(names, "voices", "look:voices", "list the voices", json=True)
    add(names, "engines", "look:engines", "list the live engines", json=True)
    return top


def add(
    names: "argparse._SubParsersAction[Parser]",  # pyright: ignore[reportPrivateUsage]
    name: str,
    run: str,
    text: str,
    *,
    json: bool = False,
    gateway: bool = True,
) -> Parser:
    """One command with the options that many share."""
    one = names.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    one.set_defaults(run=run)
    if gateway:
        one.add_argument("--gateway", metavar="HOST:PORT", default="", help="the gateway to ask")
    if json:
        one.add_argument("--json", action="store_true", help="print one JSON object")
    return one


def add_many(
    one: Parser, option: str, metavar: str, text: str, type: Callable[[str], object] = str
) -> None:
    """An option that may be given again and again."""
    one.add_argument(option, metavar=metavar, help=text, action="append", default=[], type=type)


def add_output(one: Parser) -> None:
    """-o, for the commands that write a file."""
    text = "the file to write, replaced if it exists (clip-ID.mp4)"
    one.add_argument("-o", "--output", metavar="FILE", help=text)


def add_previews(one: Parser) -> None:
    """--previews, for the commands that watch a clip."""
    text = "write JPEGs of how it is coming along, from engines that make them"
    one.add_argument("--previews", metavar="FOLDER", help=text)


def add_finalize(one: Parser) -> None:
    """The options of `reelmesh finalize`."""
    one.add_argument("id", metavar="ID", help="the clip's id or a unique beginning of it")
    text = "draft, standard or high (high)"
    one.add_argument("--quality", type=spec.quality, default="high", help=text)
    text = "frames per second, where the other pool makes another rate (as before)"
    one.add_argument("--fps", type=spec.fps, default=0, help=text)
    add_output(one)
    add_previews(one)


def add_up(one: Parser) -> None:
    """The options of `reelmesh up`."""
    one.add_argument("--data", metavar="DIR", help="the data folder (~/.cache/reelmesh)")
    one.add_argument("--port", type=port, default=0, help="the gateway's port (50051)")


def port(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give 1 to 65535.")
    return int(text)


def add_spec(one: Parser) -> None:
    """The options of `reelmesh clip` and `reelmesh plan`: what to make."""
    one.add_argument("image", nargs="?", metavar="IMAGE", help="a JPEG, PNG or WebP file")
    one.add_argument("--last", metavar="IMAGE", help="the picture that IMAGE becomes by the end")
    one.add_argument("--prompt", default="", metavar="TEXT", help="what happens, is said and heard")
    add_many(one, "--shot", "TEXT", "'sea.jpg: Waves roll in @4s @dissolve', in order")
    one.add_argument("--storyboard", metavar="FILE", help="shots from a YAML file; see docs")
    add_many(one, "--line", "TEXT", "'Anna: Hello there.', 'Anna @2s: Hello there.'")
    add_many(one, "--voice", "NAME=VOICE", "Anna=heart; see `voices`")
    add_many(one, "--speaker", "NAME=SIDE", "whose face: Anna=left, center, right, or 2")
    add_many(one, "--cue", "SOUND", "a sound to hear, such as rain")
    one.add_argument("--seconds", type=spec.seconds, help="length (what the lines need, or 5)")
    one.add_argument("--size", type=spec.size, default=(0, 0), help="in pixels (1280x720)")
    one.add_argument("--fps", type=spec.fps, default=0, help="frames per second (24 if it can)")
    one.add_argument("--seed", type=spec.seed, default=0, help="same seed, same bytes (0)")
    one.add_argument(
        "--quality", type=spec.quality, default="standard", help="draft, standard or high"
    )
    one.add_argument(
        "--camera", type=picture.camera, metavar="MOVE", help="push-in, pan-left=0.3, …"
    )
    add_many(one, "--motion", "EFFECT", "what moves: rain, snow=0.9, …", picture.motion)
    one.add_argument("--still", action="store_true", help="nothing moves by itself")
    add_many(one, "--look", "LOOK", "close, warm, blur=0.5, …; none for none", picture.look)
    one.add_argument("--title", default="", help="written into the file (the prompt's start)")
    one.add_argument("--avoid", default="", metavar="TEXT", help="not to be seen, for models")
    text = "how much moves, for models"
    one.add_argument("--motion-strength", type=spec.share, metavar="0..1", help=text)
    text = "a smaller picture, enlarged, will do where memory is too small"
    one.add_argument("--may-degrade", action="store_true", help=text)
    one.add_argument("--no-lips", action="store_true", help="leave every mouth as it is")
    text = "composed, or picture: made with the picture, where a model does"
    one.add_argument("--sound", type=picture.sound, metavar="SOURCE", help=text)
    one.add_argument("--silent", action="store_true", help="no ambience")
    one.add_argument("--music", type=picture.music, metavar="MOOD", help="calm, joyful, sad, …")
    one.add_argument("--captions", action="store_true", help="write the lines into the picture")
    one.add_argument("--stems", action="store_true", help="speech, ambience, music as files too")
    one.add_argument("--preview", action="store_true", help="a small WebP that plays by itself")

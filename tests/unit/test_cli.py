"""Proves what the command line means: how words become a spec, what is bad usage, and how failures
are told. What is printed about a clip is in test_cli_output.py. No server is needed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reelmesh.cli import main, parser
from reelmesh.client import ReelmeshClient
from reelmesh.command.clip import rendered
from reelmesh.command.previews import previews_of
from reelmesh.command.spec import line_of, spec_of, split_name
from reelmesh.command.usage import UsageError
from reelmesh.failures import ClientError
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.common_pb2 import Format, Quality
from reelmesh.v1.spec_pb2 import CameraMove, Effect, FaceSide, Grade, Line, LipSync, Manner, Spec

WHISPER, CHEERFUL = Manner.MANNER_WHISPER, Manner.MANNER_CHEERFUL


def spec(*words: str) -> Spec:
    return spec_of(parser().parse_args(["clip", *words]))


def test_every_option_of_clip_reaches_the_spec() -> None:
    found = spec(
        *("--prompt", "A storm", "--line", "Anna: Hello.", "--line", "It rains.", "--seed", "7"),
        *("--voice", "Anna=heart", "--seconds", "5.5", "--size", "640x360", "--fps", "30"),
        *("--quality", "high", "--camera", "push-in", "--cue", "rain", "--cue", "wind"),
        *("--no-lips", "--silent", "--title", "A test"),
        *("--look", "black-and-white", "--look", "blur", "--motion", "rain=0.9", "--still"),
    )
    assert [(line.speaker, line.text) for line in found.lines] == [
        ("Anna", "Hello."),
        ("", "It rains."),
    ]
    assert [(one.name, one.voice) for one in found.speakers] == [("Anna", "heart")]
    assert found.format == Format(width=640, height=360, fps=30)
    assert (found.quality, found.seed, found.seconds) == (Quality.QUALITY_HIGH, 7, 5.5)
    assert found.shots[0].camera.move == CameraMove.CAMERA_MOVE_PUSH_IN
    assert found.sound.silent and list(found.sound.cues) == ["rain", "wind"]
    assert found.lip_sync == LipSync.LIP_SYNC_OFF
    assert found.title == "A test"
    assert list(found.shots[0].look.grades) == [Grade.GRADE_BLACK_AND_WHITE]
    assert found.shots[0].look.blur > 0
    assert [one.effect for one in found.shots[0].motions] == [Effect.EFFECT_RAIN]
    assert found.shots[0].still


def test_a_line_says_when_it_starts_so_that_lines_may_overlap() -> None:
    lines = ["Anna @2.5s: Hello.", "Ben (shouting) @ 0s: Run!", "@3s: It rains.", "At 5s: go"]
    found = [line_of(text) for text in lines]
    assert [(one.speaker, one.text, one.HasField("start_seconds")) for one in found] == [
        ("Anna", "Hello.", True),
        ("Ben", "Run!", True),
        ("", "It rains.", True),
        ("At 5s", "go", False),
    ]
    assert [one.start_seconds for one in found[:3]] == [2.5, 0, 3]
    assert found[1].manner == Manner.MANNER_SHOUT


def test_what_is_meant_for_models_reaches_the_spec() -> None:
    found = spec("--prompt", "x", "--avoid", " people ", "--motion-strength", "0", "--may-degrade")
    assert (found.shots[0].negative_prompt, found.may_degrade) == ("people", True)
    assert found.shots[0].HasField("motion_strength")
    assert found.shots[0].motion_strength == 0
    plain = spec("--prompt", "x")
    assert (plain.shots[0].negative_prompt, plain.may_degrade) == ("", False)
    assert not plain.shots[0].HasField("motion_strength")


def test_a_speakers_face_is_told_by_side_or_number() -> None:
    found = spec(
        *("--prompt", "Two people", "--line", "Anna: Hello.", "--line", "Ben: Hi."),
        *("--voice", "Anna=heart", "--speaker", "Anna=left", "--speaker", "Ben=2"),
    )
    anna, ben = found.speakers
    assert (anna.name, anna.voice, anna.side) == ("Anna", "heart", FaceSide.FACE_SIDE_LEFT)
    assert (ben.name, ben.voice, ben.face) == ("Ben", "", 2)
    words = ["--prompt", "x", "--line", "A: b", "--speaker", "A=left", "--speaker", "A=right"]
    with pytest.raises(UsageError, match="A has a face already"):
        spec(*words)


def test_what_is_left_out_is_left_to_the_gateway() -> None:
    found = spec("--prompt", "A storm")
    assert found.seconds == 0
    assert not found.shots[0].HasField("camera")
    assert not found.shots[0].HasField("image")
    assert found.lip_sync == LipSync.LIP_SYNC_AUTO
    assert found.format == Format()


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Anna: Hello there.", "Anna", "Hello there."),
        ("Anna:Hello", "Anna", "Hello"),
        ("安娜:你好。", "安娜", "你好。"),
        ("安娜：你好：朋友。", "安娜", "你好：朋友。"),
        ("Dr. Anna M. Smith: Hello", "Dr. Anna M. Smith", "Hello"),
        ("The old man: Go.", "The old man", "Go."),
        (": Hello", "", "Hello"),
        ("Hello there.", "", "Hello there."),
        ("He stopped. Then: silence.", "", "He stopped. Then: silence."),
        ("Wait, listen: a bell.", "", "Wait, listen: a bell."),
        ("他走了。然后：没有。", "", "他走了。然后：没有。"),
        ("At 10:30 we leave", "", "At 10:30 we leave"),
        ("See https://example.org now", "", "See https://example.org now"),
        ("x" * 61 + ": far too long", "", "x" * 61 + ": far too long"),
        ("one\ntwo: three", "", "one\ntwo: three"),
    ],
)
def test_a_name_is_told_from_a_sentence(text: str, name: str, words: str) -> None:
    assert split_name(text) == (name, words)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Anna (whispering): Hello.", Line(speaker="Anna", text="Hello.", manner=WHISPER)),
        ("Anna: (Whispering) Hello.", Line(speaker="Anna", text="Hello.", manner=WHISPER)),
        ("(in a whisper) It rains.", Line(text="It rains.", manner=WHISPER)),
        ("(sadly) It rains.", Line(text="It rains.", manner=Manner.MANNER_SAD)),
        (
            "小雨（开心地）：会停的。",
            Line(speaker="小雨", text="会停的。", manner=CHEERFUL),
        ),
        ("Anna: I paid (almost) all.", Line(speaker="Anna", text="I paid (almost) all.")),
        ("Anna: (555) 0142.", Line(speaker="Anna", text="(555) 0142.")),
    ],
)
def test_a_direction_says_how_a_line_is_said_and_is_not_spoken(text: str, line: Line) -> None:
    assert line_of(text) == line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Anna (sighs): No.", "'sighs' is no manner; there are whisper, shout"),
        ("Anna: (to Ben) No.", "'to Ben' is no manner"),
        ("Anna (angry): (whispering) No.", "one manner"),
        ("Anna (angry):", "Anna has nothing to say"),
        ("(angry)", "nothing to say"),
    ],
)
def test_a_direction_that_is_no_manner_is_refused_and_not_spoken(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        line_of(text)


@pytest.mark.parametrize("text", ["", "  ", "Anna:", "Anna：  "])
def test_a_line_needs_words(text: str) -> None:
    with pytest.raises(UsageError, match="nothing to say"):
        line_of(text)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--prompt", " "], "--prompt is empty"),
        (["--prompt", "x", "--line", "Anna:"], "Anna has nothing to say"),
        (["--prompt", "x", "--line", "A: b", "--voice", "B=heart"], "B has no line"),
        (["--prompt", "x", "--line", "A: b", "--voice", "heart"], "write NAME=VOICE"),
        (["--prompt", "x", "--line", "A: b", "--speaker", "B=left"], "B has no line"),
        (["--prompt", "x", "--line", "A: b", "--speaker", "A"], "write NAME=SIDE"),
        (["--prompt", "x", "--line", "A: b", "--speaker", "A=top"], "there are left, center"),
        (["--prompt", "x", "--line", "A: b", "--speaker", "A=21"], "1 to 20"),
        (["--prompt", "x", "--size", "12"], "'12' is no size: write it like 1280x720."),
        (["--prompt", "x", "--quality", "best"], "there are draft, standard, high"),
        (["--prompt", "x", "--camera", "spin"], "there are hold, push-in,"),
        (["--prompt", "x", "--camera", "orbit=2"], "above 0 and at most 1"),
        (["--prompt", "x", "--look", "shiny"], "'shiny' is no look; there are wide, medium,"),
        (["--prompt", "x", "--look", "warm=0.5"], "only blur has a strength"),
        (["--prompt", "x", "--look", "close", "--look", "wide"], "one framing"),
        (["--prompt", "x", "--motion", "hail"], "'hail' is no motion; there are water, clouds"),
        (["--prompt", "x", "--motion", "rain", "--motion", "rain"], "rain is given twice"),
        (["--prompt", "x", "--seconds", "nan"], "give seconds"),
        (["--prompt", "x", "--seconds", "-1"], "give seconds"),
        (["--prompt", "x", "--seed", "-1"], "give a whole number"),
        (["--prompt", "x", "--fps", "0"], "give a whole number from 1 to 60"),
        (["--prompt", "x", "--motion-strength", "1.5"], "give a number from 0 to 1"),
        (["--prompt", "x", "--line"], "--line: expected one argument"),
        (["nothing.jpg", "--prompt", "x"], "nothing.jpg does not exist"),
        (["--last", "b.jpg", "--prompt", "x"], "give the first picture too"),
        ([".", "--prompt", "x"], ". is a folder"),
        (["/dev/null", "--prompt", "x"], "/dev/null is empty"),
        (["a\0b", "--prompt", "x"], "cannot be read"),
        (["--prompt", "x", "-o", "/no/such/folder/x.mp4"], "there is no folder"),
        (["--prompt", "x", "-o", "."], "-o . is a folder"),
        (["--prompt", "x", "--gateway", "nonsense"], "write HOST:PORT"),
        ([], "--prompt"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["clip", *words])
    except SystemExit as left:
        code = left.code
    said = capsys.readouterr()
    assert code == 2
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert not said.out


def test_a_gateway_that_is_not_there_is_said_with_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["clips", "--gateway", "127.0.0.1:1"]) == 1
    assert capsys.readouterr().err == (
        "reelmesh clips: No gateway answers at 127.0.0.1:1: start one with `reelmesh up` "
        "or name another with --gateway.\n"
    )


def test_with_json_a_failure_without_a_clip_is_one_object_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["clip", "--prompt", "x", "--json", "--gateway", "127.0.0.1:1"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["failure"]["cause"]) == ("FAILED", "INFRASTRUCTURE")


def test_the_module_runs_and_never_shows_a_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "REELMESH_GATEWAY": "127.0.0.1:1"}
    done = subprocess.run(
        [sys.executable, "-m", "reelmesh", "show", "abc"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("reelmesh show: No gateway answers")
    assert "Traceback" not in done.stderr


def test_the_client_and_the_command_need_neither_the_bus_nor_the_store() -> None:
    code = (
        "import sys, reelmesh.client, reelmesh.cli, reelmesh.command.clip, reelmesh.command.look;"
        "print({'nats', 'minio', 'numpy', 'opentelemetry', 'protovalidate'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_finalize_asks_for_the_best_unless_told() -> None:
    found = parser().parse_args(["finalize", "ab12"])
    assert (found.id, found.quality, found.fps) == ("ab12", "QUALITY_HIGH", 0)
    found = parser().parse_args(["finalize", "ab12", "--quality", "standard", "--fps", "16"])
    assert (found.quality, found.fps) == ("QUALITY_STANDARD", 16)


def test_whoever_loses_the_gateway_is_told_how_to_find_the_clip_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def create(_client: ReelmeshClient, _spec: Spec) -> Clip:
        return Clip(id="0123456789abcdef")

    monkeypatch.setattr(ReelmeshClient, "create", create)
    with ReelmeshClient("127.0.0.1:1", patience_s=0.1) as client, pytest.raises(ClientError):
        rendered(client, client.create(Spec()), previews_of(None))
    assert "`reelmesh watch 01234567`" in capsys.readouterr().err

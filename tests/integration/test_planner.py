"""Proves that a language model may read the prompt, over real HTTP: a good answer is used, any
other leaves the prompt to the rules with a note, and no answer sets what it must not."""

import asyncio
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gateway.direct import direct
from gateway.planner import Endpoint, Planner, endpoint
from reelmesh.mesh.errors import CallerError
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.spec_pb2 import (
    CameraMove,
    Effect,
    Framing,
    Grade,
    Line,
    Manner,
    Music,
    Shot,
    Spec,
    Transition,
)
from tests.meshes import mesh_of, programs

PROMPT = 'A woman says "It is late." Rain.'
GOOD: dict[str, object] = {
    "shots": [
        {
            "scene": "A wet street",
            "camera": {"move": "orbit", "strength": 0.7},
            "motions": [{"effect": "rain", "strength": 0.9}],
            "look": {"framing": "close", "grades": ["warm", "shiny", 5], "blur": 0.4},
        },
        {"scene": "A window", "transition": "dissolve", "seconds": 3},
    ],
    "lines": [{"speaker": "Clara", "text": "It is late.", "manner": "whisper", "shot": 2}],
    "speakers": [{"name": "Clara", "description": "old woman"}],
    "music": "sad",
    "not_understood": ["late", "not in the prompt"],
}  # fmt: skip
Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(content: str, status: int = 200) -> Answer:
    def send(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return send


@contextmanager
def model(send: Answer) -> Generator[tuple[str, list[tuple[str, bytes]]]]:
    """A server that answers so; its address and what it was asked (authorization, body)."""
    asked: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.headers.get("Authorization", ""), body))
            send(self)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def planner(url: str, timeout_s: float = 5.0) -> Planner:
    return Planner(Endpoint(f"{url}/chat/completions", "m1", "secret", timeout_s))


async def test_a_good_answer_becomes_shots_lines_and_speakers() -> None:
    with model(answer("```json\n" + json.dumps(GOOD) + "\n```")) as (url, _):
        spec, told = await planner(url).direct(Spec(prompt=PROMPT))
    first, second = spec.shots
    assert (first.scene, first.camera.move) == ("A wet street", CameraMove.CAMERA_MOVE_ORBIT)
    assert [m.effect for m in first.motions] == [Effect.EFFECT_RAIN]
    assert first.look.framing == Framing.FRAMING_CLOSE
    assert (list(first.look.grades), round(first.look.blur, 1)) == ([Grade.GRADE_WARM], 0.4)
    assert not second.HasField("look")
    assert spec.sound.music == Music.MUSIC_SAD
    styles = {"close", "warm", "background blur", "sad"}
    assert styles <= {item.value for item in told.items}
    assert (second.transition, second.seconds) == (Transition.TRANSITION_DISSOLVE, 3)
    line = spec.lines[0]
    assert (line.speaker, line.text, line.shot) == ("Clara", "It is late.", 2)
    assert line.manner == Manner.MANNER_WHISPER
    assert spec.speakers[0].description == "old woman"
    assert (told.reader, list(told.notes)) == ("m1", [])
    assert list(told.not_understood) == ["late"]


async def test_the_prompt_is_all_that_is_sent() -> None:
    spec = Spec(prompt=PROMPT, title="Hidden title", shots=[Shot(image=Artifact(sha256="f" * 64))])
    spec.speakers.add(name="Hidden name")
    with model(answer(json.dumps(GOOD))) as (url, asked):
        await planner(url).direct(spec)
    authorization, body = asked[0]
    assert authorization == "Bearer secret"
    sent = json.loads(body)
    assert sent["messages"][1] == {"role": "user", "content": PROMPT}
    assert not any(word in body for word in (b"Hidden", b"f" * 64))


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("I cannot help with that.", 200),
        ("{", 200),
        ("[]", 200),
        ("{}", 200),
        ('{"shots": "none"}', 200),
        ('{"shots": [{"camera": "orbit"}]}', 200),
        ('{"shots": [{"scene": "a", "seconds": 9999}]}', 200),
        ('{"shots": [{"scene": "a", "camera": {"move": "orbit", "strength": -3}}]}', 200),
        ('{"shots": [{"scene": "a", "look": {"blur": 7}}]}', 200),
        ('{"shots": [{"scene": "' + "a" * 5000 + '"}]}', 200),
        ("[" * 50_000, 200),
        ("x" * 300_000, 200),
        (json.dumps(GOOD), 500),
        (json.dumps(GOOD), 302),
    ],
)
async def test_any_other_answer_leaves_the_prompt_to_the_rules(content: str, status: int) -> None:
    with model(answer(content, status)) as (url, _):
        spec, told = await planner(url).direct(Spec(prompt=PROMPT))
    assert spec == direct(Spec(prompt=PROMPT))[0]
    assert told.reader == "rules"
    assert len(told.notes) == 1
    assert "read by rules" in told.notes[0]


async def test_a_model_that_does_not_answer_is_not_waited_for_and_blocks_nobody() -> None:
    done = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        del handler
        done.wait(20)

    with model(hang) as (url, _):
        other = asyncio.get_running_loop().run_in_executor(None, done.wait, 0.05)
        asking = asyncio.create_task(planner(url, 0.5).direct(Spec(prompt=PROMPT)))
        ended, _ = await asyncio.wait({asking, other}, return_when=asyncio.FIRST_COMPLETED)
        assert ended == {other}
        spec, told = await asyncio.wait_for(asking, 5)
        done.set()
    assert "in time" in told.notes[0]
    assert [line.text for line in spec.lines] == ["It is late."]


async def test_a_model_that_is_not_there_is_told() -> None:
    with model(answer("")) as (url, _):
        pass
    _, told = await planner(url).direct(Spec(prompt=PROMPT))
    assert "cannot be reached" in told.notes[0]


async def test_an_answer_cannot_set_what_it_was_not_asked_for() -> None:
    """As if the prompt had talked the model into it."""
    bad = {
        **GOOD,
        "title": "pwned",
        "seed": 7,
        "quality": "high",
        "seconds": 600,
        "sound": {"silent": True, "cues": ["nonsense"]},
        "format": {"width": 3840},
        "shots": [
            {"scene": "a", "image": {"sha256": "0" * 64}, "prompt": "b", "camera": {"move": "fly"}}
        ],
        "lines": [
            {"speaker": "Clara", "text": "It is late.", "voice": "heart", "start_seconds": 99},
            {"speaker": "Boss", "text": "Send me your money."},
        ],
        "speakers": [{"name": "Clara", "voice": "bruno", "face": 3}, {"name": "Nobody"}],
    }  # fmt: skip
    with model(answer(json.dumps(bad))) as (url, _):
        spec, _ = await planner(url).direct(Spec(prompt=PROMPT))
    assert (spec.title, spec.seed, spec.quality, spec.seconds) == ("", 0, 0, 0)
    assert not spec.HasField("format")
    assert not spec.sound.silent
    assert not spec.shots[0].HasField("image")
    assert not spec.shots[0].prompt
    assert [(line.text, line.HasField("start_seconds")) for line in spec.lines] == [
        ("It is late.", False)
    ]
    assert [(one.name, one.voice, one.face) for one in spec.speakers] == [("Clara", "", 0)]


async def test_explicit_fields_win_over_the_model_too() -> None:
    given = Spec(prompt=PROMPT, lines=[Line(speaker="Ben", text="Hi.")])
    with model(answer(json.dumps(GOOD))) as (url, _):
        spec, _ = await planner(url).direct(given)
    assert [line.text for line in spec.lines] == ["Hi."]


async def test_a_clip_is_planned_once_whatever_the_model_says_later(tmp_path: Path) -> None:
    answers = [json.dumps(GOOD), "nonsense"]

    def changing(handler: BaseHTTPRequestHandler) -> None:
        answer(answers.pop(0))(handler)

    with model(changing) as (url, asked):
        parts = programs(REELMESH_PLANNER_URL=url, REELMESH_PLANNER_MODEL="m1")
        async with mesh_of(tmp_path, parts) as mesh:
            first = await mesh.create(Spec(prompt=PROMPT), "once")
            again = await mesh.create(Spec(prompt=PROMPT), "once")
            assert len(asked) == 1
            other = await mesh.create(Spec(prompt=PROMPT), "another")
    assert again.spec == first.spec
    assert [shot.scene for shot in first.spec.shots] == ["A wet street", "A window"]
    assert not first.notes
    assert other.spec.lines[0].speaker == "Woman"
    assert "read by rules" in other.notes[0]


def test_the_planner_is_off_unless_a_url_is_set_and_wants_a_model() -> None:
    assert endpoint({}) is None
    found = endpoint({"REELMESH_PLANNER_URL": "http://h/v1/", "REELMESH_PLANNER_MODEL": "m"})
    assert found is not None
    assert (found.url, found.model) == ("http://h/v1/chat/completions", "m")
    with pytest.raises(CallerError, match="REELMESH_PLANNER_MODEL"):
        endpoint({"REELMESH_PLANNER_URL": "http://h/v1"})
    with pytest.raises(CallerError, match="http"):
        endpoint({"REELMESH_PLANNER_URL": "file:///etc/passwd", "REELMESH_PLANNER_MODEL": "m"})

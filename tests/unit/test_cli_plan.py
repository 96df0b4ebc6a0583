"""Proves what `reelmesh plan` draws of a quote."""

from gateway.complete import Stages, complete
from gateway.direct import direct
from gateway.plan import plan
from gateway.timeline import build, lay_out
from reelmesh.command.plan import drawn
from reelmesh.v1.clip_service_pb2 import Casting, QuoteClipResponse
from reelmesh.v1.engine_pb2 import FrameRule, Voice
from reelmesh.v1.spec_pb2 import Spec
from reelmesh.v1.voice_pb2 import SpeakResult

VOICES = [Voice(id="grace", languages=["en"], gender="female", description="older")]
PROMPT = (
    'Shot 1: heavy rain, slow pan left. An old woman whispers, "Go." '
    "Dissolve to a cinematic purple elephant, soft piano, sound of thunder."
)


def quote() -> QuoteClipResponse:
    """What the gateway answers, without one."""
    spec, told = direct(Spec(prompt=PROMPT))
    spec = complete(spec, Stages(VOICES, None))
    layout = lay_out(spec, [1.0], FrameRule())
    return QuoteClipResponse(
        steps=plan(spec, lambda _stage, _part: "cpu"),
        seconds=layout.seconds,
        cast=[Casting(speaker=s.name, voice=s.voice) for s in spec.speakers],
        spec=spec,
        understanding=told,
        timeline=build(spec, layout, [SpeakResult(seconds=1.0)]),
        shot_frames=layout.shot_frames,
    )


def test_shots_cast_lines_steps_and_what_was_understood_are_drawn() -> None:
    text = "\n".join(drawn(quote(), colour=False))
    for words in (
        "5.0 s · 1280×720 at 24 fps · read by rules",
        "1    0.0–2.5 s  pan left 30% · rain 90% · painted",
        "dissolve · push in 40%",
        "Old woman (old woman): grace",
        "0.5–1.5 s  Old woman (whisper): Go.",
        "music: calm",
        "vision ×2, voice, video ×2, ambient, mux",
        "rain (heavy) ← 'heavy rain'",
    ):
        assert words in text
    left = text.split("\nnot understood\n")[1]
    assert left == "  purple elephant"
    unused = text.split("understood, but not used\n")[1].split("\nnot understood")[0]
    assert (
        unused
        == "  style    cinematic in shot 2 ← 'cinematic' (the engines here do not make this look)"
    )


def test_nothing_is_drawn_twice_and_no_line_is_long() -> None:
    rows = list(drawn(quote(), colour=False))
    assert len(rows) == len(set(rows))
    assert all(len(row) < 200 for row in rows)


def test_the_estimated_work_is_drawn_once_there_is_one() -> None:
    plain = quote()
    assert "of work" not in next(drawn(plain, colour=False))
    plain.run_seconds = 41.7
    assert next(drawn(plain, colour=False)).endswith("about 42 s of work")

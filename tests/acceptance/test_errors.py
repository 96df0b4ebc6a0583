"""Proves that bad input gets one clear sentence that says whose fault it is and what to do,
with the right exit code, nothing rendered, and never a traceback."""

from pathlib import Path

import pytest

from reelmesh.local.ports import free_ports
from tests.acceptance.conftest import Done, reelmesh

LONG = "This line goes on and on, " * 12 + "and it ends here."


def said(done: Done, code: int) -> str:
    assert done.code == code, done.err
    assert "Traceback" not in done.err + done.out
    return done.err + done.out


def clip(gateway: str, *arguments: str) -> Done:
    return reelmesh("clip", *arguments, "--gateway", gateway, "--size", "320x180")


def test_an_unreadable_image_is_refused(gateway: str, tmp_path: Path) -> None:
    bad = tmp_path / "notes.jpg"
    bad.write_text("these are not pixels")
    text = said(clip(gateway, str(bad), "--prompt", "a walk"), 2)
    assert "image" in text.lower()
    assert "JPEG" in text


def test_a_truncated_image_is_refused(gateway: str, astronaut: str, tmp_path: Path) -> None:
    bad = tmp_path / "half.jpg"
    data = Path(astronaut).read_bytes()
    bad.write_bytes(data[: len(data) // 2])
    assert said(clip(gateway, str(bad), "--prompt", "a walk"), 2).strip()


@pytest.mark.parametrize("prompt", ["", "   "])
def test_an_empty_prompt_is_refused(gateway: str, prompt: str) -> None:
    assert "prompt" in said(clip(gateway, "--prompt", prompt), 2).lower()


def test_an_unknown_voice_is_refused_with_those_there_are(gateway: str) -> None:
    done = clip(gateway, "--prompt", "a walk", "--line", "Anna: Hello.", "--voice", "Anna=nobody")
    text = said(done, 2)
    assert "nobody" in text
    assert "heart" in text


def test_a_language_that_nobody_speaks_is_refused(gateway: str) -> None:
    done = clip(gateway, "--prompt", "a walk", "--line", "Ana: სად არის ჩემი წიგნი?")
    assert "speak" in said(done, 2)


def test_lines_that_cannot_fit_are_refused_with_the_missing_seconds(gateway: str) -> None:
    done = clip(gateway, "--prompt", "a walk", "--seconds", "3", "--line", f"Anna: {LONG}")
    text = said(done, 2)
    assert "seconds" in text
    assert "lines[0]" in text or "ine 1" in text


def test_a_cue_that_nobody_knows_fails_with_its_cause(gateway: str) -> None:
    done = clip(gateway, "--prompt", "a walk", "--cue", "xylothrumble")
    text = said(done, 1)
    assert "xylothrumble" in text
    assert "ambient" in text


def test_a_missing_file_is_named() -> None:
    assert "nowhere.jpg" in said(reelmesh("clip", "nowhere.jpg", "--prompt", "a walk"), 2)


def test_a_gateway_that_is_not_there_is_named() -> None:
    address = f"127.0.0.1:{free_ports(1)[0]}"
    text = said(reelmesh("clips", "--gateway", address), 1)
    assert address in text


def test_a_clip_that_is_not_there_is_named(gateway: str) -> None:
    assert "deadbeef" in said(reelmesh("show", "deadbeef" * 4, "--gateway", gateway), 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["clip", "--prompt", "a walk", "--size", "12"],
        ["clip", "--prompt", "a walk", "--quality", "lavish"],
        ["clip", "--prompt", "a walk", "--line", "Anna:"],
        ["clip", "--prompt", "a walk", "--seconds", "-3"],
        ["clip", "--prompt", "a walk", "--voice", "Anna=heart"],
        ["clip"],
        ["dance"],
    ],
)
def test_bad_usage_is_exit_code_two(arguments: list[str]) -> None:
    assert said(reelmesh(*arguments), 2).strip()


def test_a_plan_is_drawn_and_printed_without_making_anything(gateway: str, astronaut: str) -> None:
    words = ["plan", astronaut, "--prompt", 'Rain. Anna says "Hello."', "--gateway", gateway]
    drawn = reelmesh(*words)
    assert (drawn.code, drawn.err) == (0, "")
    assert "Anna: heart" in drawn.out
    found = reelmesh(*words, "--json").json
    assert set(found) >= {"steps", "seconds", "cast", "spec", "understanding", "timeline"}
    assert reelmesh("plan", "--gateway", gateway).code == 2
    (port,) = free_ports(1)
    assert reelmesh("plan", "--prompt", "x", "--gateway", f"localhost:{port}").code == 1

"""What a text says of the camera, with the words around each move that belong to it."""

import re
from dataclasses import dataclass

from gateway import director
from reelmesh.v1.spec_pb2 import Camera, CameraMove

ONE_MOVE = "a shot has one move, and this is not its first: “cut to” begins another shot"
_PACE = (
    r"slow(?:ly)?|gent(?:le|ly)|smooth(?:ly)?|subtl[ey]|slight(?:ly)?|soft(?:ly)?|gradual(?:ly)?|quick(?:ly)?|"
    r"fast|rapid(?:ly)?|dramatic(?:ally)?|steady|steadily|sudden(?:ly)?|violent(?:ly)?|wild(?:ly)?|very"
)
_LEAD = re.compile(
    r"(?:[,;]?\s*\b(?:with|and|then|no|not|without|never|do not|don['’]t)\s+)?"
    r"(?:\b(?:the|a|an)\s+)?(?:\bcamera\s+)?(?:(?:is|in)\s+(?:a\s+)?)?"
    rf"(?:\b(?:{_PACE}),?\s+)*$|"
    r"(?:镜头|画面|摄像机|机位)?(?:缓慢|缓缓|慢慢|快速|迅速|轻轻|平稳|轻微)*地?$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"\s+\d{{1,3}}\s*(?:°|deg(?:rees?)?\b)|(?:\s+(?:around|past|behind|toward|towards|over)\s+(?:him|her|them|it)\b)?(?:\s+(?:{_PACE})\b)+|"
    r"\s+(?:around|past|behind|toward|towards|over)\s+(?:him|her|them|it)\b|\s+(?:camera|shot)\b|"
    r"(?:缓缓|缓慢|慢慢|轻轻|快速|迅速|平稳)地?[摇移推拉转]?(?:动|过)?",
    re.IGNORECASE,
)
_DIRECTS = re.compile(
    rf"\b(?:camera|lens|shot|{_PACE}|hand-?held|dolly|pan|crane)\b|\bzoom\w*\s+(?:in|out)\s+(?:to|on|from)\b|镜头|机位|缓慢|缓缓|快速",
    re.IGNORECASE,
)
_SPEEDS = {director.SLOW: " (slow)", director.FAST: " (fast)"}


@dataclass(frozen=True)
class Told:
    """A move as it is told: text[start:end], what to call it, and whether it is followed."""

    value: str
    start: int
    end: int
    used: bool
    note: str


def without(text: str, moves: list[director.Move]) -> str:
    """The text with the words for its moves blanked: an orbit of the camera is no planet's."""
    for one in moves:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def is_direction(sentence: str) -> bool:
    """Whether a sentence only directs the camera, so that nobody says it: 'Slow push in.'.

    It begins with a move, and names the camera or the move's pace, as people seldom do when they
    speak to each other: 'Pull back!' and 'Hold still.' may be said."""
    first = next(iter(director.moves(sentence)), None)
    if first is None:
        return False
    lead = _LEAD.search(sentence[: first.start])
    begins = lead.start() if lead else first.start
    tail = _TAIL.match(sentence[first.end :])
    words = sentence[begins : first.end + (tail.end() if tail else len(" from"))]
    return not sentence[:begins].strip() and bool(_DIRECTS.search(words))


def told(text: str, moves: list[director.Move]) -> list[Told]:
    """Each move with the words on it."""
    first = next((one for one in moves if not one.negated), None)
    return [_told(text, one, first) for one in moves]


def _told(text: str, one: director.Move, first: director.Move | None) -> Told:
    before, after = _LEAD.search(text[: one.start]), _TAIL.match(text[one.end :])
    name = CameraMove.Name(one.move).removeprefix("CAMERA_MOVE_").lower().replace("_", " ")
    still = one.move == CameraMove.CAMERA_MOVE_HOLD
    speed = "" if still else _SPEEDS.get(one.strength, "")
    used = one is first or one.negated or (first is not None and one.move == first.move)
    return Told(
        f"no {name}" if one.negated else name + speed,
        before.start() if before else one.start,
        one.end + (after.end() if after else 0),
        used,
        "" if used else ONE_MOVE,
    )


def camera(moves: list[director.Move]) -> Camera:
    """The first move asked for; a camera that holds still where moves are only ruled out."""
    for one in moves:
        if not one.negated:
            return Camera(move=one.move, strength=one.strength)
    if moves:
        return Camera(move=CameraMove.CAMERA_MOVE_HOLD, strength=director.USUAL)
    return Camera(move=director.NOTHING_SAID[0], strength=director.NOTHING_SAID[1])

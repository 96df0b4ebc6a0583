"""Proves that words for framing, blur and grades become a shot's look, and other words do not."""

import pytest

from gateway.prompt.reader import read
from reelmesh.v1.spec_pb2 import Framing, Grade, Look

BW, WARM = Grade.GRADE_BLACK_AND_WHITE, Grade.GRADE_WARM


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a close-up of a man", Look(framing=Framing.FRAMING_CLOSE)),
        ("medium shot, shallow depth of field", Look(framing=Framing.FRAMING_MEDIUM, blur=0.6)),
        ("wide shot in black and white", Look(framing=Framing.FRAMING_WIDE, grades=[BW])),
        ("sepia, film grain", Look(grades=[Grade.GRADE_SEPIA, Grade.GRADE_VINTAGE])),
        ("warm tones, then cold colour grading", Look(grades=[WARM, Grade.GRADE_COLD])),
        ("a slightly blurred background", Look(blur=0.35)),
        ("high contrast, bokeh", Look(grades=[Grade.GRADE_CONTRAST], blur=0.6)),
        ("特写，浅景深，暖色调", Look(framing=Framing.FRAMING_CLOSE, grades=[WARM], blur=0.6)),
        ("黑白电影，远景，背景虚化", Look(framing=Framing.FRAMING_WIDE, grades=[BW], blur=0.6)),
        ("冷色调，高对比度", Look(grades=[Grade.GRADE_COLD, Grade.GRADE_CONTRAST])),
        ("no film grain, a vintage car in warm sunlight", Look()),
        ("a black cat and a white dog", Look()),
    ],
)
def test_the_look_is_what_the_prompt_says(prompt: str, expected: Look) -> None:
    assert read(prompt).shots[0].look == expected

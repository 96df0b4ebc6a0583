"""Subtitle cues never overlap, stay readable, and lose nothing of what is said in any script."""

import pytest

from reelmesh.v1.timeline_pb2 import Timeline, Utterance, Word
from services.mux import subtitles


def test_lines_spoken_at_once_share_a_cue() -> None:
    timeline = Timeline()
    timeline.utterances.add(
        speaker="A", text="Stop!", language="en", start_seconds=1, end_seconds=3
    )
    timeline.utterances.add(
        speaker="B", text="Go!", language="en", start_seconds=1.5, end_seconds=4
    )
    timeline.utterances.add(
        speaker="A", text="So.", language="en", start_seconds=3.9, end_seconds=9
    )
    assert subtitles.tracks(timeline, 6.0)["eng"] == [
        subtitles.Cue(1000, 3900, "A: Stop!\nB: Go!"),
        subtitles.Cue(3900, 6000, "A: So."),
    ]


def test_a_long_line_is_cut_between_sentences_when_its_words_are_spoken() -> None:
    first = "The first sentence is here to be read slowly by whoever watches."
    second = "The second one follows it and says a good deal more."
    words = [*first.split(), *second.split()]
    utterance = Utterance(
        text=f"{first} {second}",
        language="en-GB",
        start_seconds=1,
        end_seconds=10,
        words=[Word(text=w, start_seconds=1 + 0.3 * i) for i, w in enumerate(words)],
    )
    cues = subtitles.tracks(Timeline(utterances=[utterance]), 20)["eng"]
    assert [cue.text for cue in cues] == [first, second]
    assert cues[0].end == cues[1].start == round(1000 + 300 * len(first.split()))


@pytest.mark.parametrize("text", ["漢字" * 200, "a" * 500, "👩‍🚀" * 100, "word " * 120])
def test_pieces_of_any_script_fit_and_lose_nothing(text: str) -> None:
    parts = subtitles.pieces(text.strip())
    assert all(subtitles.cells(part) <= subtitles.CELLS_MAX for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")

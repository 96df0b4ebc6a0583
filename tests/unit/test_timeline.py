"""Proves where lines stand and how many frames shots get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.timeline import (
    GAP_MIN_S,
    GAP_S,
    LEAD_S,
    TAIL_MIN_S,
    TAIL_S,
    LineDoesNotFit,
    build,
    lay_out,
    place,
    snap,
)
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.engine_pb2 import FrameRule
from reelmesh.v1.spec_pb2 import Line, Shot, Spec
from reelmesh.v1.timeline_pb2 import Phone, Word
from reelmesh.v1.voice_pb2 import SpeakResult

ANY = FrameRule()


def two_lines(**more: float) -> list[Line]:
    return [Line(text="a"), Line(text="b", **more)]  # type: ignore[arg-type]


def test_lines_follow_each_other_with_natural_pauses() -> None:
    assert place(two_lines(), [1.0, 2.0], 0.0) == pytest.approx([LEAD_S, LEAD_S + 1.0 + GAP_S])


def test_pauses_are_shortened_only_as_far_as_needed() -> None:
    loose = place(two_lines(), [1.0, 2.0], LEAD_S + 1.0 + GAP_S + 2.0 + TAIL_S)
    assert loose == pytest.approx([LEAD_S, LEAD_S + 1.0 + GAP_S])
    tight = place(two_lines(), [1.0, 2.0], 4.0)
    assert 0 < tight[0] < LEAD_S
    assert GAP_MIN_S <= tight[1] - tight[0] - 1.0 < GAP_S
    assert TAIL_MIN_S <= 4.0 - (tight[1] + 2.0) < TAIL_S


def test_a_line_that_does_not_fit_is_named_with_the_missing_seconds() -> None:
    with pytest.raises(LineDoesNotFit) as caught:
        place(two_lines(), [1.0, 2.0], 2.5)
    assert caught.value.line == 2
    assert caught.value.missing_s == pytest.approx(0.1 + 1.0 + GAP_MIN_S + 2.0 - 2.5, abs=1e-3)


def test_a_given_start_is_kept_even_over_another_line() -> None:
    assert place(two_lines(start_seconds=0.7), [1.0, 2.0], 0.0) == pytest.approx([LEAD_S, 0.7])


def test_a_line_after_an_overlap_waits_for_the_last_to_end() -> None:
    lines = [Line(text="a"), Line(text="b", start_seconds=0.6), Line(text="c")]
    starts = place(lines, [3.0, 0.5, 1.0], 0.0)
    assert starts[2] == pytest.approx(LEAD_S + 3.0 + GAP_S)


@given(
    st.lists(st.floats(0.2, 4.0), min_size=1, max_size=6),
    st.floats(0.5, 20.0),
)
def test_lines_without_a_start_never_overlap_and_never_leave_the_clip(
    lengths: list[float], asked_s: float
) -> None:
    lines = [Line(text="x") for _ in lengths]
    try:
        starts = place(lines, lengths, asked_s)
    except LineDoesNotFit as error:
        assert sum(lengths) + 0.1 + GAP_MIN_S * (len(lengths) - 1) > asked_s - 1e-3
        assert error.missing_s > 0
        return
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    assert all(end <= after for end, after in zip(ends, starts[1:], strict=False))
    assert ends[-1] <= asked_s + 1e-6


@given(st.integers(1, 2000), st.integers(0, 16), st.integers(0, 15))
def test_snapping_gives_the_shortest_allowed_count_that_is_long_enough(
    frames: int, multiple: int, offset: int
) -> None:
    snapped = snap(frames, FrameRule(multiple=multiple, offset=offset))
    step = max(1, multiple)
    assert snapped >= frames
    assert snapped == 1 or (snapped - offset) % step == 0
    assert snapped - frames < step or snapped <= max(1, offset)


@given(st.integers(1, 12), st.floats(3.0, 60.0), st.sampled_from([12, 24, 25, 30, 60]))
def test_equal_shares_of_shots_add_up_to_the_asked_length(
    count: int, seconds: float, fps: int
) -> None:
    shares = max(seconds, 0.6 * count)
    spec = Spec(shots=[Shot()] * count, seconds=shares, format=Format(fps=fps))
    layout = lay_out(spec, [], ANY)
    assert abs(sum(layout.shot_frames) - shares * fps) <= 1
    assert max(layout.shot_frames) - min(layout.shot_frames) <= 1


def test_a_shot_with_a_length_keeps_it_and_the_others_share_the_rest() -> None:
    spec = Spec(shots=[Shot(seconds=2), Shot(), Shot()], seconds=8, format=Format(fps=24))
    assert lay_out(spec, [], ANY).shot_frames == [48, 72, 72]


@pytest.mark.parametrize(
    ("asked", "shots", "seconds"),
    [
        (0.0, [3.0, 2.0, 0.0], [3, 2, 2]),
        (0.0, [0.0, 0.0], [2.5, 2.5]),
        (0.0, [0.0] * 5, [2] * 5),
        (5.5, [3.0, 2.0, 0.0], [3, 2, 0.5]),
    ],
)
def test_a_shot_without_a_length_is_long_enough_to_be_seen_unless_the_clips_is_asked(
    asked: float, shots: list[float], seconds: list[float]
) -> None:
    spec = Spec(seconds=asked, shots=[Shot(seconds=s) for s in shots])
    assert [n / 24 for n in lay_out(spec, [], ANY).shot_frames] == pytest.approx(seconds)


def test_the_frame_rule_is_obeyed_before_the_timeline_is_laid() -> None:
    spec = Spec(shots=[Shot(), Shot()], seconds=5, format=Format(fps=24))
    layout = lay_out(spec, [], FrameRule(multiple=8, offset=1))
    assert all(frames % 8 == 1 for frames in layout.shot_frames)
    assert layout.seconds == sum(layout.shot_frames) / 24
    assert layout.seconds >= 5


def test_an_open_length_is_five_seconds_or_what_the_dialogue_needs_in_half_seconds() -> None:
    assert lay_out(Spec(shots=[Shot()]), [], ANY).seconds == 5.0
    spec = Spec(shots=[Shot()], lines=[Line(text="a")])
    assert lay_out(spec, [1.0], ANY).seconds == 5.0
    assert lay_out(spec, [6.1], ANY).seconds == 7.5
    # A word more need not mean another video.
    assert lay_out(spec, [6.2], ANY).seconds == 7.5


def test_the_timeline_is_on_the_clips_clock_and_in_order_of_the_starts() -> None:
    spec = Spec(shots=[Shot()], lines=[Line(text="a", start_seconds=2), Line(text="b")])
    spec.lines[1].start_seconds = 1.0
    words = [Word(text="w", start_seconds=0.1, end_seconds=0.4)]
    phones = [Phone(symbol="p", start_seconds=0.2, end_seconds=0.3, loudness=0.4)]
    speeches = [SpeakResult(seconds=0.5, words=words, phones=phones)] * 2
    timeline = build(spec, lay_out(spec, [0.5, 0.5], ANY), speeches)
    assert [u.line for u in timeline.utterances] == [2, 1]
    second = timeline.utterances[0]
    assert (second.start_seconds, second.end_seconds) == pytest.approx((1.0, 1.5))
    assert second.words[0].start_seconds == pytest.approx(1.1)
    assert second.phones[0].end_seconds == pytest.approx(1.3)
    assert second.phones[0].loudness == pytest.approx(0.4)

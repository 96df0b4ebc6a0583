"""Proves that shots dissolve and fade as asked, that no transition moves sound or takes time, and
that cuts which do not fit are refused."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.mux_pb2 import AssembleRequest, AssembleResult, Cut
from reelmesh.v1.spec_pb2 import Transition
from tests.engines.mux_bench import FPS, RATE, SIZE, Bench, burst, level_db

CUT, DISSOLVE, FADE = (
    Transition.TRANSITION_CUT,
    Transition.TRANSITION_DISSOLVE,
    Transition.TRANSITION_FADE,
)
DARK, BRIGHT = 60, 200


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def flat(bench: Bench, level: int, frames: int) -> Artifact:
    """A shot of one grey."""
    path = bench.files.new("flat.mp4")
    with av.open(str(path), "w") as out:
        track = out.add_stream("libx264", rate=FPS, width=SIZE[0], height=SIZE[1])
        track.codec_context.time_base = Fraction(1, FPS)
        for index in range(frames):
            grey = np.full((SIZE[1], SIZE[0], 3), level, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            out.mux(track.encode(frame))
        out.mux(track.encode(None))
    return bench.files.keep(path, "video/mp4")


def film(bench: Bench, transition: Transition, tail: int) -> AssembleRequest:
    """Dark for a second, bright for a second, half a second of transition between them."""
    request = bench.request(flat(bench, DARK, FPS + tail), flat(bench, BRIGHT, FPS))
    request.cuts.append(Cut(frames=FPS, transition=CUT))
    request.cuts.append(Cut(frames=FPS, transition=transition, transition_frames=FPS // 2))
    return request


def greys(bench: Bench, result: AssembleResult) -> list[float]:
    """The mean grey of each frame of the finished clip."""
    with av.open(str(bench.files.path(result.clip))) as container:
        return [float(f.to_ndarray(format="gray").mean()) for f in container.decode(video=0)]


def test_a_dissolve_goes_smoothly_from_one_shot_to_the_next_and_takes_no_time(bench: Bench) -> None:
    result, clip = bench.run(film(bench, DISSOLVE, FPS // 2))
    shown = greys(bench, result)
    assert len(shown) == result.frames == 2 * FPS
    assert clip.sound is not None
    assert clip.sound.seconds == pytest.approx(2, abs=1 / FPS)
    before, during, after = shown[:FPS], shown[FPS : FPS + FPS // 2], shown[FPS + FPS // 2 :]
    assert max(before) - min(before) < 4
    assert max(after) - min(after) < 4
    assert during == sorted(during)
    middle = (before[0] + after[-1]) / 2
    assert during[FPS // 4] == pytest.approx(middle, abs=20)
    assert max(np.diff(shown)) < (after[-1] - before[0]) / 4


def test_a_fade_goes_through_black_evenly_around_the_cut(bench: Bench) -> None:
    result, _ = bench.run(film(bench, FADE, 0))
    shown = greys(bench, result)
    assert len(shown) == 2 * FPS
    assert int(np.argmin(shown)) in (FPS - 1, FPS)
    assert min(shown) < 25
    assert shown[FPS // 2] == pytest.approx(shown[0], abs=3)
    assert shown[FPS + FPS // 2] == pytest.approx(shown[-1], abs=3)


def test_the_first_shot_fades_in_from_black(bench: Bench) -> None:
    request = bench.request(flat(bench, BRIGHT, FPS))
    request.cuts.append(Cut(frames=FPS, transition=FADE, transition_frames=FPS // 2))
    shown = greys(bench, bench.run(request)[0])
    assert shown[0] < 25
    assert shown[: FPS // 2] == sorted(shown[: FPS // 2])
    assert shown[FPS // 2] > 180


def test_speech_stays_where_it_was_under_a_dissolve(bench: Bench) -> None:
    request = film(bench, DISSOLVE, FPS // 2)
    bench.say(request, 1.5, burst(0.4))
    sound = bench.sound(bench.run(request)[0])
    assert level_db(sound, 1.5, 1.9) > level_db(sound, 1.0, 1.45) + 20
    assert sound.shape[1] == pytest.approx(2 * RATE, abs=RATE / FPS)


@pytest.mark.parametrize(
    ("tail", "transition_frames", "sentence"),
    [(0, FPS // 2, "too few"), (2 * FPS, 2 * FPS, "longer than the shot")],
)
def test_cuts_that_do_not_fit_are_refused(
    bench: Bench, tail: int, transition_frames: int, sentence: str
) -> None:
    request = film(bench, DISSOLVE, tail)
    request.cuts[1].transition_frames = transition_frames
    with pytest.raises(CallerError, match=sentence):
        bench.run(request)


def test_one_cut_a_shot_or_none(bench: Bench) -> None:
    request = film(bench, DISSOLVE, FPS)
    del request.cuts[1]
    with pytest.raises(CallerError, match="one for each"):
        bench.run(request)

"""Only what a caption, a dissolve or a fade touches is encoded again, up to the end of its group of
pictures: all other packets are the shots' own, and the file decodes frame by frame to what it
should show."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.v1.common_pb2 import Artifact, Quality
from reelmesh.v1.mux_pb2 import AssembleRequest, Cut
from reelmesh.v1.spec_pb2 import Transition
from services.mux.groups import Group, groups
from services.video.encode import Encoder
from tests.engines.mux_bench import FPS, Bench, burst

SIZE = (320, 180)
GROUP = 2 * FPS
ORDER = [0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11, 16, 14, 13, 15, 18, 17, 19]
"""Twenty frames in the order in which x264 writes them: pyramids of B-frames."""
Planes = NDArray[np.uint8]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def shot(bench: Bench, frames: int, quality: Quality, phase: int = 0) -> Artifact:
    """A shot as the default video engine writes it: a slope that wanders, in colour."""
    path = bench.files.new("shot.mp4")
    width, height = SIZE
    with Encoder(path, width, height, FPS, quality) as encoder:
        for number in range(frames):
            slope = (np.arange(width) * 2 + np.arange(height)[:, None] + number * 3 + phase) % 180
            colour = np.full((height // 2, width // 2), 100 + phase % 50, np.uint8)
            encoder.add([(slope + 30).astype(np.uint8), colour, 255 - colour])
    return bench.files.keep(path, "video/mp4")


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def decoded(path: Path) -> list[Planes]:
    """All frames as they are shown, each in its place."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        places = [round((f.pts or 0) * (stream.time_base or 0) * FPS) for f in frames]
    assert places == list(range(len(frames)))
    return [frame.to_ndarray().astype(np.uint8) for frame in frames]


def noise(one: Planes, other: Planes) -> float:
    """Mean difference of two frames."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def captioned(bench: Bench, quality: Quality) -> AssembleRequest:
    """Six seconds, three groups; a line from 2.75 s to 3.25 s."""
    request = bench.request(shot(bench, 3 * GROUP, quality))
    bench.say(request, 2.75, burst(0.5), "Hello there.")
    request.extras.captions = True
    return request


@pytest.mark.parametrize(
    "quality", [Quality.QUALITY_DRAFT, Quality.QUALITY_STANDARD, Quality.QUALITY_HIGH]
)
def test_only_the_group_in_which_a_line_is_said_changes_and_only_from_the_line_on(
    bench: Bench, quality: Quality
) -> None:
    request = captioned(bench, quality)
    before = bench.files.path(request.shots[0].video)
    after = bench.files.path(bench.run(request)[0].clip)
    kept = [a == b for a, b in zip(packets(before), packets(after), strict=True)]
    line = round(2.75 * FPS)
    assert all(kept[: line - 4])
    assert not any(kept[line : 2 * GROUP])
    assert all(kept[2 * GROUP :])
    pairs = list(zip(decoded(before), decoded(after), strict=True))
    assert all(noise(*pair) == 0 for pair in (*pairs[: line - 4], *pairs[2 * GROUP :]))
    assert max(noise(a[:100], b[:100]) for a, b in pairs) < 2
    bottom = [float(np.abs(a[120:180].astype(np.int16) - b[120:180]).max()) for a, b in pairs]
    said = [number for number, change in enumerate(bottom) if change > 60]
    assert said == list(range(line, round(3.25 * FPS)))


def test_between_transitions_the_packets_are_those_of_the_shots(bench: Bench) -> None:
    made = [shot(bench, n, Quality.QUALITY_STANDARD, p) for n, p in ((60, 0), (96, 40), (96, 90))]
    request = bench.request(*made)
    request.cuts.append(Cut(frames=50))
    dissolve, fade = Transition.TRANSITION_DISSOLVE, Transition.TRANSITION_FADE
    request.cuts.append(Cut(frames=96, transition=dissolve, transition_frames=10))
    request.cuts.append(Cut(frames=96, transition=fade, transition_frames=10))
    result, clip = bench.run(request)
    path = bench.files.path(result.clip)
    sources = [bench.files.path(one) for one in made]
    stay = [sum(p in set(packets(path)) for p in packets(source)) for source in sources]
    assert stay[0] == GROUP
    assert 90 - GROUP - 4 <= stay[1] <= 91 - GROUP
    assert stay[2] == GROUP
    first, second, third = (decoded(source) for source in sources)
    shown = decoded(path)
    assert len(shown) == 242
    assert all(noise(a, b) < 2 for a, b in zip(shown[:50], first, strict=False))
    mixed = [(i + 1) / 11 for i in range(10)]
    for number, time in enumerate(mixed):
        over = time * time * (3 - 2 * time)
        expected = first[50 + number] * (1 - over) + second[number] * over
        assert noise(shown[50 + number], expected.astype(np.uint8)) < 2.5
    assert all(noise(a, b) < 2 for a, b in zip(shown[60:140], second[10:], strict=False))
    assert all(noise(a, b) < 2 for a, b in zip(shown[156:], third[10:], strict=True))
    assert shown[145][:180].mean() < 25
    assert clip.picture is not None
    assert clip.picture.constant_rate


def test_a_spliced_picture_is_the_same_bytes_every_time(bench: Bench) -> None:
    request = captioned(bench, Quality.QUALITY_STANDARD)
    assert bench.run(request)[0] == bench.run(request)[0]


def test_a_frame_that_is_shown_twice_has_its_caption_once(bench: Bench) -> None:
    request = bench.request(bench.shot(12, size=SIZE, fps=FPS // 2))
    request.format.width, request.format.height, request.format.fps = *SIZE, FPS
    bench.say(request, 0, burst(1.0), "Hello there.")
    request.extras.captions = True
    shown = decoded(bench.files.path(bench.run(request)[0].clip))
    assert len(shown) == FPS
    assert all(noise(a, b) < 2 for a, b in zip(shown[::2], shown[1::2], strict=True))


def test_a_group_keeps_the_packets_before_its_first_change() -> None:
    # Frame 15 is the first to change; at 13 all packets before are of the frames before.
    assert groups(ORDER, [0], 20, lambda n: n == 15) == [Group(0, 13, 20, 20)]


def test_a_few_packets_are_not_worth_a_key_frame() -> None:
    assert groups(ORDER, [0], 20, lambda n: n == 6) == [Group(0, 0, 20, 20)]


def test_a_group_that_nothing_touches_stays_whole_and_one_without_an_end_is_cut() -> None:
    assert groups(ORDER, [0], 20, lambda _: False) == [Group(0, 20, 20, 20)]
    assert groups(ORDER, [0], 17, lambda _: False) == [Group(0, 17, 17, 20)]
    assert groups(ORDER, [0], 16, lambda _: False) == [Group(0, 13, 16, 20)]


def test_no_lone_frame_is_encoded_between_packets_that_stay() -> None:
    assert groups(ORDER, [0], 20, lambda n: n == 19) == [Group(0, 17, 20, 20)]
    two = [*range(14), 14, *range(15, 20)]
    changed = groups(two, [0, 14, 15], 20, lambda n: n == 14)
    assert changed == [Group(0, 0, 14, 14), Group(14, 14, 15, 15), Group(15, 20, 20, 20)]


def test_groups_that_lean_on_each_other_are_encoded_as_one() -> None:
    leaning = [0, 1, 2, 5, 3, 4, 6]
    assert groups(leaning, [0, 3], 7, lambda _: False) == [Group(0, 0, 7, 7)]

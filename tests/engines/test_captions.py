"""Captions are written into the picture while they are said, inside the safe margins, in signs
that the font has; without them the picture's packets are copied as they are."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.mux_pb2 import AssembleRequest
from services.mux.captions import BOTTOM, BOTTOM_UPRIGHT, SIDE
from services.mux.lettering import broken, drawn, face_of, writable
from tests.engines.mux_bench import FPS, Bench, burst

LONG = (
    "We have reached orbit, and everything looks beautiful from up here, although nobody at home "
    "would believe how quiet it is."
)
LONG_ZH = "我们已经进入轨道，从这里看去一切都很美，虽然家里没有人会相信这里有多么安静。"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def lumas(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        return [np.asarray(f.to_image().convert("L")) for f in container.decode(video=0)]


def spoken(bench: Bench, text: str, size: tuple[int, int], language: str = "en") -> AssembleRequest:
    request = bench.request(bench.shot(48, size=size))
    request.format.CopyFrom(Format(width=size[0], height=size[1], fps=FPS))
    bench.say(request, 0.5, burst(1.0), text, language=language)
    return request


def written(bench: Bench, request: AssembleRequest) -> list[NDArray[np.bool_]]:
    """Where each frame with captions differs clearly from the one without; nowhere for what
    little the second coding changes."""
    plain = lumas(bench.files.path(bench.run(request)[0].clip))
    request.extras.captions = True
    result, report = bench.run(request)
    assert report.picture is not None
    assert not result.notes
    shown = lumas(bench.files.path(result.clip))
    pairs = zip(plain, shown, strict=True)
    masks = [np.abs(a.astype(np.int16) - b.astype(np.int16)) > 60 for a, b in pairs]
    return [mask if mask.sum() > 100 else np.zeros_like(mask) for mask in masks]


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (360, 360)])
@pytest.mark.parametrize(("text", "language"), [(LONG, "en"), (LONG_ZH, "zh")])
def test_a_line_stands_in_the_safe_area_while_it_is_said(
    bench: Bench, text: str, language: str, size: tuple[int, int]
) -> None:
    masks = written(bench, spoken(bench, text, size, language))
    with_text = [index for index, mask in enumerate(masks) if mask.any()]
    assert with_text[0] == 12
    assert with_text[-1] == 35
    rows, columns = np.nonzero(np.any(masks, axis=0))
    width, height = size
    assert columns.min() >= width * SIDE - 2
    assert columns.max() <= width * (1 - SIDE) + 2
    below = BOTTOM if width >= height else BOTTOM_UPRIGHT
    assert rows.max() <= height * (1 - below) + 2
    assert rows.min() > height * 0.3


def test_letters_are_white_with_a_dark_edge_whatever_is_behind(bench: Bench) -> None:
    request = spoken(bench, "Hello there.", (640, 360))
    request.extras.captions = True
    frame = lumas(bench.files.path(bench.run(request)[0].clip))[24]
    mask = written(bench, spoken(bench, "Hello there.", (640, 360)))[24]
    rows, columns = np.nonzero(mask)
    part = frame[rows.min() : rows.max(), columns.min() : columns.max()]
    assert (part > 225).mean() > 0.08
    assert (part < 40).mean() > 0.08


def test_the_picture_is_copied_where_nobody_speaks_though_captions_are_wanted(
    bench: Bench,
) -> None:
    request = bench.request()
    plain = bench.run(request)[0]
    request.extras.captions = True
    packets: list[list[bytes]] = []
    for result in (plain, bench.run(request)[0]):
        with av.open(str(bench.files.path(result.clip))) as container:
            packets.append([bytes(p) for p in container.demux(video=0) if p.size])
    assert packets[0] == packets[1]


def test_a_script_without_a_font_is_left_out_and_said_so(bench: Bench) -> None:
    request = spoken(bench, "สวัสดีครับ", (320, 180), "th")
    request.extras.captions = True
    result, _ = bench.run(request)
    assert "script" in result.notes[0]


def test_pictographs_are_dropped_and_letters_kept() -> None:
    chinese = face_of(["zho"])
    assert writable("Hi 😀, 你好", chinese) == "Hi , 你好"
    assert writable("Grüße, Привет, Γειά, こんにちは, 안녕", chinese) is not None
    assert writable("مرحبا", chinese) is None


def test_a_sign_is_drawn_as_its_language_writes_it() -> None:
    looks = {code: drawn("直", 64, 128, face_of([code]))[0].tobytes() for code in ("zho", "jpn")}
    assert looks["zho"] != looks["jpn"]


def test_lines_break_at_words_and_never_before_a_full_stop() -> None:
    lines = broken("one two three four five six", lambda part: len(part) <= 12)
    assert " ".join(lines) == "one two three four five six"
    assert all(len(line) <= 12 for line in lines)
    chinese = broken("你好世界。今天天气很好。", lambda part: len(part) <= 5)
    assert "".join(chinese) == "你好世界。今天天气很好。"
    assert not any(line[0] in "。，" for line in chinese)
    assert broken("a" * 30, lambda part: len(part) <= 10) == ["a" * 10] * 3


def test_the_same_captions_are_the_same_bytes(bench: Bench) -> None:
    request = spoken(bench, LONG, (320, 180))
    request.extras.captions = True
    assert bench.run(request)[0] == bench.run(request)[0]

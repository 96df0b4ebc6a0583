"""Proves what the command line prints about a clip and how it draws progress and traces. No server
is needed."""

import io
import json
from pathlib import Path

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from reelmesh.command import report
from reelmesh.command.look import engine_row, prefixes, record
from reelmesh.command.progress import Look, Progress, bar, board, changes
from reelmesh.local.output import readable
from reelmesh.v1.clip_pb2 import Clip, ClipState, Step, StepState
from reelmesh.v1.clip_service_pb2 import (
    GetTraceResponse,
    ListEnginesResponse,
    TraceSpan,
    WatchClipResponse,
)
from reelmesh.v1.common_pb2 import Artifact, Cause, Failure, Format, Stage
from reelmesh.v1.engine_pb2 import EngineInfo
from reelmesh.v1.event_pb2 import StepProgress
from reelmesh.v1.mux_pb2 import AssembleResult
from reelmesh.v1.spec_pb2 import Spec
from reelmesh.waterfall import bar as span_bar
from reelmesh.waterfall import duration, waterfall


def moment(seconds: float) -> Timestamp:
    return Timestamp(seconds=1_800_000_000 + int(seconds), nanos=int(seconds % 1 * 1e9))


def example() -> Clip:
    steps = [
        Step(
            stage=Stage.STAGE_VOICE,
            part=f"line{number}",
            state=StepState.STEP_STATE_SUCCEEDED,
            reused=number == 1,
            run_seconds=0.0 if number == 1 else 0.5,
            engine="neural 1",
            queue_time=moment(0),
            start_time=moment(0.25),
        )
        for number in (1, 2)
    ]
    steps.append(Step(stage=Stage.STAGE_MUX, part="clip", state=StepState.STEP_STATE_WAITING))
    return Clip(
        id="ab" * 16,
        state=ClipState.CLIP_STATE_SUCCEEDED,
        spec=Spec(prompt="A storm", format=Format(width=640, height=360, fps=24)),
        steps=steps,
        result=AssembleResult(seconds=5.0, clip=Artifact(sha256="c" * 64, size_bytes=1_234_567)),
        notes=["No face was found."],
        create_time=moment(0),
        end_time=moment(3.5),
        trace_id="f" * 32,
    )


def test_the_json_object_has_what_scripts_rely_on() -> None:
    found = json.loads(report.as_json(report.summary(example(), Path("out.mp4"))))
    assert found["id"] == "ab" * 16
    assert (found["state"], found["path"], found["seconds"]) == ("SUCCEEDED", "out.mp4", 5.0)
    assert (found["width"], found["height"], found["fps"]) == (640, 360, 24)
    assert found["trace_id"] == "f" * 32
    assert "failure" not in found
    assert found["stages"][1] == found["stages"][1] | {
        "stage": "voice",
        "part": "line2",
        "state": "SUCCEEDED",
        "seconds": 0.5,
        "wait_seconds": 0.25,
        "reused": False,
        "engine": "neural 1",
    }


def test_a_failed_clip_names_cause_stage_part_and_what_to_do() -> None:
    clip = example()
    clip.state = ClipState.CLIP_STATE_FAILED
    clip.failure.CopyFrom(
        Failure(
            cause=Cause.CAUSE_CALLER,
            stage=Stage.STAGE_VOICE,
            part="line2",
            message="No voice speaks Klingon: use another language.",
        )
    )
    assert report.failed(clip) == (
        "The clip failed in voice line2 (caller): No voice speaks Klingon: use another language."
    )
    assert report.summary(clip)["failure"] == {
        "cause": "CALLER",
        "stage": "voice",
        "part": "line2",
        "message": "No voice speaks Klingon: use another language.",
        "retryable": False,
    }


def test_the_end_says_path_length_size_stages_notes_and_trace() -> None:
    text = report.finished(example(), Path("out.mp4"), colour=False)
    assert text.splitlines() == [
        "out.mp4  5.00 s · 640×360 at 24 fps · 1.2 MB",
        "  voice    0.50 s · 2 parts, 1 reused",
        "  mux      0.00 s",
        "  total    3.50 s from asking to done",
        "note: No face was found.",
        f"clip {'ab' * 16}",
        f"trace {'f' * 32} (reelmesh trace abababab)",
    ]


def running() -> Clip:
    clip = example()
    clip.steps[1].state = StepState.STEP_STATE_RUNNING
    clip.steps[1].start_time.CopyFrom(moment(1))
    return clip


def test_the_board_shows_a_bar_only_where_work_is_done() -> None:
    now = moment(3).ToNanoseconds() / 1e9
    lines = board(running(), {(Stage.STAGE_VOICE, "line2"): 0.5}, now, Look(False, 8))
    assert lines == ["  voice    running   ██████   1 of 2 · 2.0 s", "  mux      waiting"]


def test_a_retry_and_a_reused_result_are_called_so() -> None:
    clip = running()
    clip.steps[1].attempt = 2
    now = moment(1).ToNanoseconds() / 1e9
    assert "running, try 2" in board(clip, {}, now, Look(False, 8))[0]
    del clip.steps[1]
    assert "reused" in board(clip, {}, now, Look(False, 8))[0]


@pytest.mark.parametrize(
    ("fraction", "drawn"), [(-1, "    "), (0, "    "), (0.5, "██  "), (0.53, "██▏ "), (2, "████")]
)
def test_a_bar_is_filled_to_an_eighth_of_a_character(fraction: float, drawn: str) -> None:
    assert bar(fraction, 4) == drawn


def test_without_a_terminal_each_change_is_a_line_once() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        for clip in (running(), running(), example()):
            progress.update(WatchClipResponse(clip=clip))
            advance = StepProgress(stage=Stage.STAGE_MUX, part="clip", progress=0.5)
            progress.update(WatchClipResponse(progress=advance))
    assert stream.getvalue().splitlines() == [
        "voice line1: reused",
        "voice line2: running",
        "voice line2: done in 0.50 s",
    ]
    assert changes(example(), example()) == []


def test_ids_are_shortened_while_they_stay_unique() -> None:
    ids = ["a" * 32, "a" * 9 + "b" * 23, "c" * 32]
    assert prefixes(ids) == ["a" * 10, "a" * 9 + "b", "c" * 10]
    assert prefixes([]) == []


def span(name: str, parent: str, start: float, end: float, error: str = "") -> TraceSpan:
    return TraceSpan(
        span_id=name,
        parent_span_id=parent,
        name=name,
        service="video",
        start_time=moment(start),
        end_time=moment(end),
        error=error,
    )


def test_a_trace_is_drawn_with_children_under_parents_in_order() -> None:
    spans = [
        span("video", "clip", 2, 4, error="out of memory"),
        span("clip", "", 0, 4),
        span("vision", "clip", 0, 2),
        span("orphan", "lost", 1, 1),
    ]
    drawn = waterfall(GetTraceResponse(trace_id="t", spans=spans), 40, colour=False)
    assert drawn.splitlines() == [
        "trace t  4.00 s",
        "clip        4.00 s  ███████████████████",
        "  vision    2.00 s  █████████▌",
        "  video     2.00 s           ▐█████████",
        "         out of memory",
        "orphan        0 µs       ▌",
    ]


def test_a_circle_of_parents_is_drawn_once() -> None:
    spans = [span("a", "b", 0, 1), span("b", "a", 0, 1), span("c", "c", 0, 1)]
    drawn = waterfall(GetTraceResponse(trace_id="t", spans=spans), 60, colour=False)
    assert len(drawn.splitlines()) == 4


def test_a_trace_without_spans_says_so() -> None:
    assert waterfall(GetTraceResponse(trace_id="t"), 80, False) == "trace t: no spans are kept."


def test_no_line_of_a_waterfall_is_wider_than_the_terminal() -> None:
    spans = [span("name" * 20, "", 0, 1), span("b", "name" * 20, 0.999, 1)]
    for width in (60, 80, 200):
        drawn = waterfall(GetTraceResponse(trace_id="t", spans=spans), width, colour=False)
        assert max(map(len, drawn.splitlines())) <= width


def test_the_shortest_span_still_shows() -> None:
    assert span_bar(4.0, 4.0, 4.0, 10).strip()
    assert span_bar(0.0, 0.0, 4.0, 10) == "▌"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0000005, "0 µs"), (0.0123, "12.3 ms"), (1.5, "1.50 s")]
)
def test_durations_read_well(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_log_line_is_read_to_a_person_and_anything_else_left_alone() -> None:
    line = {"time": "2026-01-02T03:04:05.678Z", "level": "warning", "message": "late", "clip": "a"}
    assert readable(json.dumps(line)) == "03:04:05.678 late level=warning clip=a"
    for other in ("plain", "[1]", "{}", "3", '{"time": 1}'):
        assert readable(other) == other


def test_a_worker_that_loads_is_listed_with_how_far_it_is() -> None:
    listed = ListEnginesResponse(tasks_waiting={"video.h100": 3})
    loads = EngineInfo(stage=Stage.STAGE_VIDEO, pool="h100", engine="diffusers", loading=0.4)
    assert "loading 40%, 3 waiting" in engine_row(loads, listed)
    loads.ClearField("loading")
    loads.slots = 1
    assert "loading" not in engine_row(loads, listed)
    assert "1 slot " in engine_row(loads, listed)


def test_the_receipt_tells_each_step_and_the_sum() -> None:
    clip = example()
    clip.steps[0].saved_seconds = 12.5
    clip.steps[1].usage.gpu_seconds = 30.25
    clip.steps[1].usage.peak_memory_bytes = 21_300_000_000
    clip.steps[1].usage.joules = 9000
    clip.steps[1].usage.model_steps = 40
    clip.steps[2].usage.peak_memory_bytes = 5
    found = json.loads(report.as_json(report.summary(clip)))
    assert found["stages"][0]["saved_seconds"] == 12.5
    assert found["stages"][1] == found["stages"][1] | {
        "queue_seconds": 0.25,
        "run_seconds": 0.5,
        "gpu_seconds": 30.25,
        "peak_memory_bytes": 21_300_000_000,
        "joules": 9000.0,
        "model_steps": 40,
        "saved_seconds": 0.0,
    }
    assert found["receipt"] == {
        "queue_seconds": 0.5,
        "run_seconds": 0.5,
        "gpu_seconds": 30.25,
        "peak_memory_bytes": 21_300_000_000,
        "joules": 9000.0,
        "model_steps": 40,
        "saved_seconds": 12.5,
        "steps_reused": 1,
    }
    words = (
        "30.2 s of GPU · 21.3 GB at most · 9.0 kJ · 40 model steps · reuse of 1 step saved 12.5 s"
    )
    assert f"  receipt  {words}" in report.finished(clip, Path("out.mp4"), False).splitlines()
    assert f"receipt  {words}" in list(record(clip, False))


def test_a_clip_without_anything_to_tell_has_no_receipt_line() -> None:
    assert "receipt" not in report.finished(example(), Path("out.mp4"), False)
    assert not any("receipt" in line for line in record(example(), False))


def test_a_narrators_voice_has_a_name_in_the_record() -> None:
    clip = example()
    clip.spec.speakers.add(voice="heart")
    assert "voice    narrator = heart" in list(record(clip, False))

"""Proves which face speaks for whom, and that the record says which lines no face spoke."""

import pytest

from gateway.faces import faces_of
from gateway.outcome import notes
from reelmesh.v1.clip_pb2 import Clip, Step
from reelmesh.v1.common_pb2 import Format, Stage
from reelmesh.v1.spec_pb2 import FaceSide, Line, LipSync, Manner, Speaker, Spec
from reelmesh.v1.task_pb2 import StageResult
from reelmesh.v1.timeline_pb2 import Timeline, Utterance
from reelmesh.v1.video_pb2 import AnimateResult
from reelmesh.v1.vision_pb2 import Box, DescribeResult, Face
from reelmesh.v1.voice_pb2 import SpeakResult

LEFT, CENTER, RIGHT = FaceSide.FACE_SIDE_LEFT, FaceSide.FACE_SIDE_CENTER, FaceSide.FACE_SIDE_RIGHT


def scene(*middles: float, size: float = 0.2) -> DescribeResult:
    """Faces with their middles at shares of the picture's width, from left to right."""
    boxes = [Box(left=x - size / 2, top=0.2, width=size, height=size) for x in middles]
    return DescribeResult(faces=[Face(box=box) for box in boxes])


def spec(order: str, *speakers: Speaker) -> Spec:
    return Spec(lines=[Line(speaker=name, text="x") for name in order], speakers=speakers)


@pytest.mark.parametrize(
    ("speakers", "faces"),
    [
        ([], {"A": 0, "B": 1, "C": 2}),
        ([Speaker(name="A", side=RIGHT)], {"A": 2, "B": 0, "C": 1}),
        ([Speaker(name="B", side=LEFT)], {"A": 1, "B": 0, "C": 2}),
        ([Speaker(name="C", side=CENTER)], {"A": 0, "B": 2, "C": 1}),
        ([Speaker(name="A", side=RIGHT), Speaker(name="B", side=LEFT)], {"A": 2, "B": 0, "C": 1}),
        ([Speaker(name="B", face=3), Speaker(name="A", side=RIGHT)], {"A": 1, "B": 2, "C": 0}),
        ([Speaker(name="A", face=9)], {"A": 0, "B": 1, "C": 2}),
    ],
)
def test_speakers_get_the_faces_they_ask_for_and_the_others_what_is_left(
    speakers: list[Speaker], faces: dict[str, int]
) -> None:
    assert faces_of(spec("ABC", *speakers), scene(0.2, 0.5, 0.8)) == faces


def test_a_passer_by_is_nobodys_face_unless_named_by_number() -> None:
    seen = scene(0.3, 0.7)
    seen.faces.append(Face(box=Box(left=0.95, top=0.1, width=0.04, height=0.04)))
    assert faces_of(spec("A", Speaker(name="A", side=RIGHT)), seen) == {"A": 1}
    assert faces_of(spec("A", Speaker(name="A", face=3)), seen) == {"A": 2}


def test_without_a_face_left_a_speaker_has_none_and_a_narrator_never_has_one() -> None:
    two = Spec(lines=[Line(text="x"), Line(speaker="A", text="x"), Line(speaker="B", text="x")])
    assert faces_of(two, scene(0.5)) == {"A": 0}
    assert faces_of(two, scene()) == {}


def clip(seen: DescribeResult, moved: list[int]) -> Clip:
    """One shot of two seconds: A speaks, then B."""
    asked = spec("AB", Speaker(name="A", side=RIGHT))
    asked.shots.add()
    asked.format.CopyFrom(Format(fps=24))
    made = Clip(spec=asked, shot_frames=[48], timeline=Timeline(seconds=2))
    for line, (name, start) in enumerate((("A", 0.2), ("B", 1.2)), 1):
        made.timeline.utterances.append(
            Utterance(line=line, speaker=name, start_seconds=start, end_seconds=start + 0.5)
        )
    video = AnimateResult(lip_synced_faces=moved)
    made.steps.append(_step(Stage.STAGE_VISION, StageResult(describe=seen)))
    made.steps.append(_step(Stage.STAGE_VIDEO, StageResult(animate=video)))
    for part in ("line1", "line2"):
        made.steps.append(_step(Stage.STAGE_VOICE, StageResult(speak=SpeakResult()), part))
    return made


def _step(stage: int, result: StageResult, part: str = "shot1") -> Step:
    made = Step(part=part, result=result)
    made.stage = Stage.Name(stage)  # type: ignore[assignment]
    return made


def test_the_record_says_which_line_no_face_spoke() -> None:
    assert notes(clip(scene(0.3, 0.7), [0, 1])) == []
    (only,) = notes(clip(scene(0.5), [0]))
    assert "Line 2 (B) is narration" in only
    assert "narration" in only
    (other,) = notes(clip(scene(0.3, 0.7), [0]))
    assert "Line 1 (A) is narration" in other


def test_without_any_face_or_any_moved_mouth_all_lines_are_narration() -> None:
    assert notes(clip(scene(), [])) == ["No face was found, so the lines are narration."]
    assert notes(clip(scene(0.5), [])) == ["The engine moved no mouth, so the lines are narration."]
    silent = clip(scene(), [])
    silent.spec.lip_sync = LipSync.LIP_SYNC_OFF
    assert notes(silent) == []


def test_the_record_says_which_line_was_not_said_as_asked() -> None:
    made = clip(scene(0.3, 0.7), [0, 1])
    made.spec.lines[0].manner = Manner.MANNER_SLOW
    made.spec.lines[1].manner = Manner.MANNER_WHISPER
    (only,) = notes(made)
    assert only == "Line 2 is not said as asked (whisper): its voice cannot do that."
    made.steps[-1].result.speak.manner = Manner.MANNER_WHISPER
    assert notes(made) == []


def test_the_record_says_what_a_painted_place_has_no_room_for() -> None:
    made = clip(scene(0.3, 0.7), [0, 1])
    made.steps[0].result.describe.left_out.append("The painted place has no room for a castle.")
    assert notes(made) == ["Shot 1: The painted place has no room for a castle."]


def test_the_record_says_what_was_asked_to_move_and_has_no_place_in_the_picture() -> None:
    made = clip(scene(0.3, 0.7), [0, 1])
    made.steps[1].result.animate.left_out.append("No loose hair was found, so none stirs.")
    assert notes(made) == ["Shot 1: No loose hair was found, so none stirs."]

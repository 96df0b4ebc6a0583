"""Proves what ClipService promises, call by call, against a running mesh: making a clip, what is
refused, images, voices, engines and traces. Listing, watching, cancelling and deleting are in
test_clips_lifecycle.py."""

import asyncio
import hashlib
import io
import uuid

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse
from PIL import Image

from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.common_pb2 import Artifact, Format, Stage
from reelmesh.v1.spec_pb2 import Line, Shot, Speaker, Spec
from tests.integration.calls import download, refused, status_of, upload, violations
from tests.meshes import Mesh, spec, state
from tests.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")
UNKNOWN = "0" * 32


async def test_a_clip_is_made_from_a_prompt_and_lines(mesh: Mesh) -> None:
    clip = await mesh.make(spec("a harbour", "Hello there.", "Good evening to you."))
    assert state(clip) == "SUCCEEDED", clip.failure.message
    assert [u.speaker for u in clip.timeline.utterances] == ["Anna", "Ben"]
    assert clip.result.seconds == clip.timeline.seconds == 5.0
    assert clip.trace_id in clip.traceparent
    assert len({s.voice for s in clip.spec.speakers}) == 2


async def test_the_same_request_gives_the_same_clip(mesh: Mesh) -> None:
    request = pb.CreateClipRequest(request_id=uuid.uuid4().hex, spec=spec())
    first, *others = await asyncio.gather(*(mesh.stub.CreateClip(request) for _ in range(5)))
    assert {r.clip.id for r in others} == {first.clip.id}
    assert sorted(r.existed for r in [first, *others]) == [False, True, True, True, True]
    assert state(await mesh.ended(first.clip)) == "SUCCEEDED"
    again = await mesh.stub.CreateClip(request)
    assert again.existed
    assert state(again.clip) == "SUCCEEDED"


async def test_a_request_id_with_another_spec_is_refused(mesh: Mesh) -> None:
    request_id = uuid.uuid4().hex
    await mesh.ended(await mesh.create(spec(), request_id))
    error = await refused(mesh.create(spec(), request_id))
    assert error.code() == grpc.StatusCode.ALREADY_EXISTS
    assert "request id" in str(error.details())


async def test_a_request_that_was_accepted_stays_accepted_though_its_image_is_gone(
    mesh: Mesh,
) -> None:
    image = await upload(mesh, "teal")
    request_id, wanted = uuid.uuid4().hex, spec(shots=[Shot(image=image)])
    clip = await mesh.ended(await mesh.create(wanted, request_id))
    await mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=clip.id))
    error = await refused(mesh.create(wanted, request_id))
    assert error.code() == grpc.StatusCode.ALREADY_EXISTS
    assert "deleted" in str(error.details())


async def test_every_wrong_field_is_named_with_a_sentence(mesh: Mesh) -> None:
    wrong = Spec(format=Format(width=7, fps=99), lines=[Line(text="")])
    error = await refused(mesh.create(wrong))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    found = violations(error)
    assert {"spec.prompt", "spec.format.width", "spec.format.fps", "spec.lines[0].text"} <= set(
        found
    )
    assert "even" in found["spec.format.width"]
    info = ErrorInfo()
    assert any(detail.Unpack(info) for detail in status_of(error).details)
    assert (info.reason, info.metadata["retryable"]) == ("CALLER", "false")


async def test_what_only_the_mesh_can_know_is_refused_by_field_too(mesh: Mesh) -> None:
    unknown_voice = spec("", "Hi.", speakers=[Speaker(name="Anna", voice="nobody")])
    assert "spec.speakers[0].voice" in violations(await refused(mesh.create(unknown_voice)))
    lost = spec(shots=[Shot(image=Artifact(sha256="0" * 64))])
    assert "spec.shots[0].image" in violations(await refused(mesh.create(lost)))
    tight = spec("", "word " * 150, seconds=1)
    assert "more seconds" in violations(await refused(mesh.create(tight)))["spec.lines[0]"]
    assert "spec.prompt" in violations(await refused(mesh.create(Spec(prompt="  "))))


async def test_a_clip_that_is_not_there_is_not_found_by_any_call(mesh: Mesh) -> None:
    calls = (
        mesh.stub.GetClip(pb.GetClipRequest(clip_id=UNKNOWN)),
        mesh.stub.CancelClip(pb.CancelClipRequest(clip_id=UNKNOWN)),
        mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=UNKNOWN)),
        mesh.stub.GetTrace(pb.GetTraceRequest(clip_id=UNKNOWN)),
        mesh.stub.WatchClip(pb.WatchClipRequest(clip_id=UNKNOWN)).read(),
        mesh.stub.DownloadArtifact(pb.DownloadArtifactRequest(sha256="0" * 64)).read(),
    )
    for call in calls:
        assert (await refused(call)).code() == grpc.StatusCode.NOT_FOUND
    error = await refused(mesh.stub.GetClip(pb.GetClipRequest(clip_id="nonsense")))
    assert list(violations(error)) == ["clip_id"]


async def test_a_quote_says_what_a_spec_would_become_and_makes_nothing(mesh: Mesh) -> None:
    wanted = spec("x", "Hello.", "Hi.", shots=[Shot(), Shot()])
    before = await mesh.stub.ListClips(pb.ListClipsRequest(page_size=500))
    quote = await mesh.stub.QuoteClip(pb.QuoteClipRequest(spec=wanted))
    assert quote.seconds == 5.0
    assert [c.speaker for c in quote.cast] == ["Anna", "Ben"]
    assert len(quote.steps) == 2 + 2 + 2 + 1 + 1
    assert quote.spec.format.width == 1280
    after = await mesh.stub.ListClips(pb.ListClipsRequest(page_size=500))
    assert len(after.clips) == len(before.clips)


async def test_a_quote_tells_what_was_understood_and_who_would_speak_when(mesh: Mesh) -> None:
    prompt = 'Shot 1: rain. Anna says "Hello." Cut to a purple elephant.'
    quote = await mesh.stub.QuoteClip(pb.QuoteClipRequest(spec=Spec(prompt=prompt)))
    told = quote.understanding
    assert told.reader == "rules"
    assert {item.value for item in told.items} >= {"rain", "Anna: Hello.", "shot 2", "cut"}
    assert list(told.not_understood) == ["purple elephant"]
    utterance = quote.timeline.utterances[0]
    assert (utterance.speaker, utterance.text, utterance.start_seconds) == ("Anna", "Hello.", 0.5)
    assert 0.5 < utterance.end_seconds < quote.shot_frames[0] / 24
    assert sum(quote.shot_frames) == quote.seconds * 24
    assert len(quote.spec.shots) == 2


async def test_the_words_of_a_prompt_are_spoken_in_their_shots(mesh: Mesh) -> None:
    text = uuid.uuid4().hex
    clip = await mesh.make(Spec(prompt=f'A hill. Cut to a lake. A man says "Go {text}."'))
    assert state(clip) == "SUCCEEDED"
    assert [(u.speaker, u.text) for u in clip.timeline.utterances] == [("Man", f"Go {text}.")]
    assert clip.timeline.utterances[0].start_seconds > clip.shot_frames[0] / 24


async def test_an_image_is_taken_cleaned_and_named_by_its_bytes(mesh: Mesh) -> None:
    image = await upload(mesh, "navy")
    assert image == await upload(mesh, "navy")
    data = await download(mesh, image.sha256)
    assert hashlib.sha256(data).hexdigest() == image.sha256
    assert len(data) == image.size_bytes
    assert Image.open(io.BytesIO(data)).size == (128, 96)
    assert await download(mesh, image.sha256, 10) == data[10:]
    assert await download(mesh, image.sha256, len(data)) == b""
    error = await refused(download(mesh, image.sha256, len(data) + 1))
    assert error.code() == grpc.StatusCode.OUT_OF_RANGE


@pytest.mark.parametrize("data", [b"", b"not an image", b"\x89PNG\r\n\x1a\n" + bytes(64)])
async def test_what_is_no_image_is_refused_in_a_sentence(mesh: Mesh, data: bytes) -> None:
    error = await refused(mesh.stub.UploadImage(iter([pb.UploadImageRequest(chunk=data)])))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert str(error.details()).endswith(".")


async def test_voices_may_be_narrowed_to_a_language(mesh: Mesh) -> None:
    everyone = await mesh.stub.ListVoices(pb.ListVoicesRequest())
    assert [v.id for v in everyone.voices] == ["none", "nil"]
    chinese = await mesh.stub.ListVoices(pb.ListVoicesRequest(language="zh-CN"))
    assert len(chinese.voices) == 2
    assert not (await mesh.stub.ListVoices(pb.ListVoicesRequest(language="fi"))).voices


async def test_engines_are_listed_with_their_pools_and_waiting_tasks(mesh: Mesh) -> None:
    answer = await mesh.stub.ListEngines(pb.ListEnginesRequest())
    assert [e.stage for e in answer.engines] == Stage.values()[1:]
    assert {(e.pool, e.engine) for e in answer.engines} == {("cpu", "noop")}
    assert set(answer.tasks_waiting) >= {"vision.cpu", "mux.cpu"}


async def test_a_clip_is_one_trace_with_a_span_a_step(mesh: Mesh) -> None:
    clip = await mesh.make(spec("x", "Hello."))

    wanted = {"clip", "conduct", "vision shot1", "voice line1", "video shot1", "mux clip"}

    async def ask() -> dict[str, pb.TraceSpan]:
        trace = await mesh.stub.GetTrace(pb.GetTraceRequest(clip_id=clip.id))
        found = {span.name: span for span in trace.spans}
        return found if wanted <= set(found) else {}

    spans = await wait_for(ask, "every span is kept")
    root = spans["clip"]
    assert root.parent_span_id == ""
    assert spans["video shot1"].parent_span_id == root.span_id
    attributes = spans["video shot1"].attributes
    assert (attributes["pool"], attributes["attempt"], attributes["reused"]) == (
        "cpu",
        "1",
        "false",
    )
    assert int(attributes["bytes"]) > 0


async def test_the_gateway_says_that_it_serves_and_what(mesh: Mesh) -> None:
    for service in ("", "reelmesh.v1.ClipService"):
        check = mesh.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=HealthCheckRequest.SerializeToString,
            response_deserializer=HealthCheckResponse.FromString,
        )
        answer = await check(HealthCheckRequest(service=service))
        assert answer.status == HealthCheckResponse.SERVING
    question = ServerReflectionRequest(list_services="")
    ask = mesh.channel.stream_stream(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        request_serializer=ServerReflectionRequest.SerializeToString,
        response_deserializer=ServerReflectionResponse.FromString,
    )
    answers = [answer async for answer in ask(iter([question]))]
    served = {s.name for s in answers[0].list_services_response.service}
    assert {"reelmesh.v1.ClipService", "grpc.health.v1.Health"} <= served


async def test_every_program_says_that_it_serves(mesh: Mesh) -> None:
    assert {name for name, process in mesh.local.processes.items() if process.ready.is_set()} == {
        "nats",
        "store",
        "gateway",
        "vision",
        "voice",
        "video",
        "ambient",
        "mux",
    }


async def test_a_record_that_was_created_is_readable_at_once(mesh: Mesh) -> None:
    clip = await mesh.create(spec())
    assert isinstance(await mesh.get(clip), Clip)

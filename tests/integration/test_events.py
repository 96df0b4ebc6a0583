"""Proves that facts are CloudEvents in the NATS binding, enough by themselves and replayable."""

import pytest
from nats.js.api import ConsumerConfig, DeliverPolicy

from reelmesh.mesh import names
from reelmesh.mesh.asking import Kept
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.clip_service_pb2 import DeleteClipRequest
from reelmesh.v1.event_pb2 import Event
from tests.meshes import Hold, Mesh, spec, step
from tests.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def told(mesh: Mesh, clip: Clip, last: str) -> dict[str, Kept]:
    """A clip's events by the end of their subject, once the last has been told."""

    async def ask() -> dict[str, Kept]:
        found = mesh.bus.replay(names.EVENTS, names.clip_events(clip.tenant, clip.id))
        events = [message async for message in found]
        subjects = [".".join(m.subject.split(".")[3:]) for m in events]
        assert len(subjects) == len(set(subjects)), "a fact was told twice"
        return dict(zip(subjects, events, strict=True)) if last in subjects else {}

    return await wait_for(ask, f"{last} is told")


async def test_a_fact_is_a_cloudevent_with_protobuf_data(mesh: Mesh) -> None:
    clip = await mesh.make(spec("x", "Hello."))
    events = await told(mesh, clip, "clip.clip.completed")
    message = events["voice.line1.finished"]
    headers = dict(message.headers or {})
    assert headers["ce-specversion"] == "1.0"
    assert headers["ce-type"] == "reelmesh.step.finished"
    assert headers["ce-source"] == "/reelmesh/voice"
    assert headers["ce-subject"] == f"clips/{clip.id}"
    assert headers["ce-datacontenttype"] == "application/protobuf"
    assert headers["ce-id"] == headers["Nats-Msg-Id"] == f"{clip.id}.voice.line1.finished"
    assert clip.trace_id in headers["ce-traceparent"]
    event = Event.FromString(message.data)
    assert event.WhichOneof("fact") == "finished"
    assert headers["ce-time"] == event.time.ToJsonString()
    assert (event.tenant, event.clip, event.part) == (clip.tenant, clip.id, "line1")


async def test_the_completed_event_is_all_that_a_search_index_needs(mesh: Mesh) -> None:
    clip = await mesh.make(spec("a harbour", "Hello there."))
    events = await told(mesh, clip, "clip.clip.completed")
    fact = Event.FromString(events["clip.clip.completed"].data).completed
    assert fact.prompt == clip.spec.prompt
    assert fact.title == clip.spec.title
    assert [u.text for u in fact.timeline.utterances] == ["Hello there."]
    assert [shot.caption for shot in fact.shots] == ["nothing"]
    assert fact.shots[0].end_seconds == clip.timeline.seconds
    assert fact.result == clip.result
    assert fact.trace_id == clip.trace_id


async def test_every_step_is_told_and_the_clip_begins_and_ends_once(mesh: Mesh) -> None:
    clip = await mesh.make(spec("x", "Hello.", "Hi."))
    events = await told(mesh, clip, "clip.clip.completed")
    finished = {s.removesuffix(".finished") for s in events if s.endswith(".finished")}
    assert finished == {
        "vision.shot1",
        "voice.line1",
        "voice.line2",
        "video.shot1",
        "ambient.clip",
        "mux.clip",
    }
    first = Event.FromString(events["clip.clip.accepted"].data)
    assert first.accepted.clip.id == clip.id
    assert not any(s.endswith(".ended") for s in events)


async def test_a_cancelled_clip_says_how_it_ended(mesh: Mesh, hold: Hold) -> None:
    clip = await mesh.cancel(await mesh.create(spec(f"vision-waits:{hold}")), "enough")
    events = await told(mesh, clip, "clip.clip.ended")
    fact = Event.FromString(events["clip.clip.ended"].data).ended
    assert fact.state == clip.state
    assert "enough" in fact.failure.message


async def test_a_reader_resumes_where_it_stopped_by_sequence(mesh: Mesh) -> None:
    clip = await mesh.make(spec())
    events = await told(mesh, clip, "clip.clip.completed")
    seen = events["clip.clip.accepted"].sequence
    subject = names.clip_events(clip.tenant, clip.id)
    subscription = await mesh.bus.js.subscribe(
        subject, stream=names.EVENTS, ordered_consumer=True, config=resume_after(seen)
    )
    rest = [(await subscription.next_msg()).subject for _ in range(len(events) - 1)]
    await subscription.unsubscribe()
    assert rest == [m.subject for m in events.values()][1:]


async def test_a_deleted_clips_words_are_gone_and_its_withdrawal_is_told(mesh: Mesh) -> None:
    clip = await mesh.make(spec("secret words", "Nobody shall know.", seed=31337))
    # At once: the end may not have been told yet, and must not be told after this.
    await mesh.stub.DeleteClip(DeleteClipRequest(clip_id=clip.id))
    events = await told(mesh, clip, "clip.clip.withdrawn")
    assert list(events) == ["clip.clip.withdrawn"]
    fact = Event.FromString(events["clip.clip.withdrawn"].data).withdrawn
    assert step(clip, "video.shot1").result.animate.video.sha256 in fact.sha256
    schedule = names.deadline_schedule(clip.tenant, clip.id)
    assert [m async for m in mesh.bus.replay(names.EVENTS, schedule)] == []


def resume_after(sequence: int) -> ConsumerConfig:
    return ConsumerConfig(
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=sequence + 1
    )

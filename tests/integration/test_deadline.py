"""Proves that a deadline is an event like any other: kept by the bus, told once, obeyed."""

import uuid

import pytest
from google.protobuf.duration_pb2 import Duration

from reelmesh.mesh import names
from reelmesh.v1.clip_service_pb2 import CreateClipRequest
from reelmesh.v1.common_pb2 import Cause
from tests.meshes import Hold, Mesh, spec, state

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_clip_that_is_late_expires_and_frees_its_worker(mesh: Mesh, hold: Hold) -> None:
    request = CreateClipRequest(
        request_id=uuid.uuid4().hex,
        spec=spec(f"vision-waits:{hold}"),
        time_to_live=Duration(seconds=1),
    )
    clip = (await mesh.stub.CreateClip(request)).clip
    ended = await mesh.ended(clip)
    assert state(ended) == "EXPIRED"
    assert (ended.failure.cause, ended.failure.retryable) == (Cause.CAUSE_DEADLINE, True)
    assert ended.end_time.ToNanoseconds() >= clip.deadline_time.ToNanoseconds()
    lives_ns = clip.deadline_time.ToNanoseconds() - clip.create_time.ToNanoseconds()
    assert 0.9e9 < lives_ns < 1.1e9
    # The file still holds: the worker gave the step up by itself.
    assert state(await mesh.make(spec())) == "SUCCEEDED"


async def test_repeating_a_request_moves_no_deadline(mesh: Mesh, hold: Hold) -> None:
    request = CreateClipRequest(
        request_id=uuid.uuid4().hex,
        spec=spec(f"video-waits:{hold}"),
        time_to_live=Duration(seconds=600),
    )
    clip = (await mesh.stub.CreateClip(request)).clip
    await mesh.running(clip, "video.shot1")
    request.time_to_live.seconds = 1
    again = await mesh.stub.CreateClip(request)
    assert again.existed
    assert again.clip.deadline_time == clip.deadline_time
    subject = names.deadline_schedule(clip.tenant, clip.id)
    timers = [m.headers or {} async for m in mesh.bus.replay(names.EVENTS, subject)]
    assert [t["Nats-Schedule"] for t in timers] == [f"@at {clip.deadline_time.ToJsonString()}"]
    await mesh.cancel(clip)

"""Proves that a clip can be listed, watched, cancelled and deleted, from queued to gone, against a
running mesh."""

import asyncio
import math

import grpc
import pytest

from reelmesh.mesh import events
from reelmesh.v1 import clip_service_pb2 as pb
from reelmesh.v1.clip_pb2 import ClipState
from reelmesh.v1.common_pb2 import Cause, Stage
from reelmesh.v1.event_pb2 import Event
from reelmesh.v1.spec_pb2 import Shot
from tests.integration.calls import download, refused, upload
from tests.meshes import Hold, Mesh, spec, state, step

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_pages_hold_every_clip_once_the_newest_first_whatever_is_made_meanwhile(
    mesh: Mesh,
) -> None:
    made = [await mesh.create(spec()) for _ in range(5)]
    seen: list[str] = []
    token = ""
    while not seen or token:
        page = await mesh.stub.ListClips(pb.ListClipsRequest(page_size=2, page_token=token))
        assert len(page.clips) <= 2
        seen += [clip.id for clip in page.clips]
        token = page.next_page_token
        await mesh.create(spec())
        if set(seen) >= {clip.id for clip in made}:
            break
    assert len(seen) == len(set(seen))
    mine = [clip_id for clip_id in seen if clip_id in {c.id for c in made}]
    assert mine == [clip.id for clip in reversed(made)]


async def test_lists_are_true_while_records_change(mesh: Mesh) -> None:
    making = [asyncio.create_task(mesh.make(spec())) for _ in range(20)]
    while not all(task.done() for task in making):
        page = await mesh.stub.ListClips(pb.ListClipsRequest(page_size=500))
        ids = [clip.id for clip in page.clips]
        assert len(ids) == len(set(ids))
    made = {(await task).id for task in making}
    page = await mesh.stub.ListClips(pb.ListClipsRequest(page_size=500))
    assert made <= {clip.id for clip in page.clips}


async def test_a_list_may_be_narrowed_to_states_and_a_bad_token_is_refused(
    mesh: Mesh, hold: Hold
) -> None:
    clip = await mesh.create(spec(f"vision-waits:{hold}"))
    cancelled = await mesh.cancel(clip)
    states = [ClipState.CLIP_STATE_CANCELLED]
    page = await mesh.stub.ListClips(pb.ListClipsRequest(states=states))
    assert cancelled.id in {c.id for c in page.clips}
    assert {c.state for c in page.clips} == set(states)
    error = await refused(mesh.stub.ListClips(pb.ListClipsRequest(page_token="nonsense")))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT


async def test_watching_shows_each_change_in_order_with_progress_and_then_ends(
    mesh: Mesh, hold: Hold
) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}"))
    revisions: list[int] = []
    progress: list[float] = []
    states: list[str] = []
    async for update in mesh.stub.WatchClip(pb.WatchClipRequest(clip_id=clip.id)):
        if update.WhichOneof("update") == "progress":
            progress.append(update.progress.progress)
            if update.progress.stage == Stage.STAGE_VIDEO and update.progress.progress:
                hold.release()
        else:
            revisions.append(update.clip.revision)
            states.append(state(update.clip))
    assert revisions == sorted(set(revisions))
    assert 0.5 in progress
    assert states[-1] == "SUCCEEDED"
    assert states == sorted(states, key=["QUEUED", "RUNNING", "SUCCEEDED"].index)


async def test_a_watch_resumes_after_the_revision_it_has_seen(mesh: Mesh, hold: Hold) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}"))
    seen = await mesh.stub.GetClip(pb.GetClipRequest(clip_id=clip.id))
    hold.release()
    request = pb.WatchClipRequest(clip_id=clip.id, after_revision=seen.clip.revision)
    updates = [u.clip async for u in mesh.stub.WatchClip(request) if u.HasField("clip")]
    assert min(update.revision for update in updates) > seen.clip.revision
    assert state(updates[-1]) == "SUCCEEDED"


async def test_a_watch_of_an_ended_clip_tells_its_last_record_and_ends(mesh: Mesh) -> None:
    clip = await mesh.make(spec())
    request = pb.WatchClipRequest(clip_id=clip.id, after_revision=clip.revision)
    assert [u.clip.revision async for u in mesh.stub.WatchClip(request)] == [clip.revision]


async def test_a_waiting_clip_is_queued_until_a_step_has_started(mesh: Mesh, hold: Hold) -> None:
    clip = await mesh.create(spec(f"vision-waits:{hold}"))
    assert state(clip) == "QUEUED"
    assert not clip.HasField("start_time")
    assert state(await mesh.running(clip, "vision.shot1")) == "RUNNING"
    hold.release()
    assert state(await mesh.ended(clip)) == "SUCCEEDED"


async def test_a_cancelled_clip_stops_and_frees_its_worker(mesh: Mesh, hold: Hold) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}"))
    await mesh.running(clip, "video.shot1")
    cancelled = await mesh.cancel(clip, "a better idea")
    assert state(cancelled) == "CANCELLED"
    assert "a better idea" in cancelled.failure.message
    assert cancelled.failure.cause == Cause.CAUSE_CALLER
    # The file still holds: only a worker that gave the step up can make another clip.
    assert state(await mesh.make(spec())) == "SUCCEEDED"
    assert await mesh.cancel(clip) == cancelled


async def test_cancelling_an_ended_clip_changes_nothing(mesh: Mesh) -> None:
    clip = await mesh.make(spec())
    assert await mesh.cancel(clip) == clip


async def test_a_refused_step_fails_the_clip_and_names_cause_stage_and_part(mesh: Mesh) -> None:
    clip = await mesh.make(spec("", "Hello.", "voice-refuses:x"))
    assert state(clip) == "FAILED"
    failure = clip.failure
    assert (failure.cause, failure.stage, failure.part) == (
        Cause.CAUSE_CALLER,
        Stage.STAGE_VOICE,
        "line2",
    )
    assert "told to refuse" in failure.message


async def test_an_engine_that_returns_what_cannot_be_fails_its_step(mesh: Mesh) -> None:
    clip = await mesh.make(spec("", "voice-lasts-for-ever"))
    assert state(clip) == "FAILED"
    assert (clip.failure.cause, clip.failure.part) == (Cause.CAUSE_ENGINE, "line1")
    assert "seconds" in clip.failure.message


async def test_a_clip_over_which_the_gateway_itself_fails_ends_and_says_so(
    mesh: Mesh, hold: Hold
) -> None:
    clip = await mesh.create(spec("", f"voice-waits:{hold}"))
    await mesh.running(clip, "voice.line1")
    fact = Event(tenant=clip.tenant, clip=clip.id, stage=Stage.STAGE_VOICE, part="line1")
    fact.finished.result.speak.seconds = math.nan
    # As a program would that keeps to no rule: a worker's own results are held to the schema.
    await events.publish(mesh.bus, fact, None, "rogue")
    ended = await mesh.ended(clip)
    assert state(ended) == "FAILED"
    assert ended.failure.cause == Cause.CAUSE_INFRASTRUCTURE
    assert "ValueError" in ended.failure.message
    # It holds up nobody else.
    assert state(await mesh.make(spec())) == "SUCCEEDED"


async def test_a_deleted_clip_is_gone_with_its_files_but_not_those_of_others(mesh: Mesh) -> None:
    image = await upload(mesh, "red")
    kept = await mesh.make(spec(shots=[Shot(image=image)], seed=71))
    clip = await mesh.make(spec(shots=[Shot(image=image)], seed=72))
    video = step(clip, "video.shot1").result.animate.video.sha256
    shared = step(clip, "vision.shot1").result.describe.frame.sha256
    assert shared == step(kept, "vision.shot1").result.describe.frame.sha256
    assert await download(mesh, video)
    deleted = await mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=clip.id))
    assert deleted.artifacts_deleted > 0
    error = await refused(download(mesh, video))
    assert error.code() == grpc.StatusCode.NOT_FOUND
    assert await download(mesh, shared)
    assert await download(mesh, image.sha256)
    left = await mesh.get(clip)
    assert state(left) == "DELETED"
    assert not left.HasField("spec")
    assert not left.steps
    again = await mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=clip.id))
    assert again.artifacts_deleted == 0


async def test_deleting_many_clips_at_once_forgets_every_one(mesh: Mesh) -> None:
    made = await asyncio.gather(*(mesh.make(spec()) for _ in range(4)))
    await asyncio.gather(
        *(mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=clip.id)) for clip in made)
    )
    assert {state(await mesh.get(clip)) for clip in made} == {"DELETED"}
    page = await mesh.stub.ListClips(pb.ListClipsRequest(page_size=500))
    assert not {clip.id for clip in made} & {clip.id for clip in page.clips}


async def test_a_running_clip_must_be_cancelled_before_it_is_deleted(
    mesh: Mesh, hold: Hold
) -> None:
    clip = await mesh.create(spec(f"vision-waits:{hold}"))
    error = await refused(mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=clip.id)))
    assert error.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert "cancel" in str(error.details())
    await mesh.cancel(clip)
    await mesh.stub.DeleteClip(pb.DeleteClipRequest(clip_id=clip.id))

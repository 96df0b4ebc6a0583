"""Proves that a draft made again in another quality reuses what did not change, and that previews
reach who watches."""

from pathlib import Path

import pytest

from reelmesh.cli import main
from reelmesh.client import ReelmeshClient
from reelmesh.failures import ClientError
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.clip_service_pb2 import DeleteClipRequest, QuoteClipRequest, WatchClipRequest
from reelmesh.v1.common_pb2 import Format, Quality, Stage
from tests import steered
from tests.meshes import Hold, Mesh, names_of, spec, state, step

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def finalized(mesh: Mesh, clip: Clip) -> Clip:
    with ReelmeshClient(mesh.local.gateway) as client:
        return await mesh.ended(client.finalize(clip.id))


async def test_a_final_clip_renders_only_what_depends_on_the_quality(mesh: Mesh) -> None:
    wanted = spec("x", "Hello.", "Hi.", quality=Quality.QUALITY_DRAFT)
    draft = await mesh.make(wanted)
    final = await finalized(mesh, draft)
    assert (state(draft), state(final)) == ("SUCCEEDED", "SUCCEEDED")
    assert final.id != draft.id
    reused = {name for name, made in names_of(final).items() if made.reused}
    assert reused >= {"vision.shot1", "voice.line1", "voice.line2", "ambient.clip"}
    assert not step(final, "video.shot1").reused
    assert step(final, "voice.line1").saved_seconds > 0
    kept = draft.spec
    kept.quality = Quality.QUALITY_HIGH
    assert final.spec == kept


async def test_what_cannot_be_finalized_is_refused_in_one_sentence(mesh: Mesh) -> None:
    fine = await mesh.make(spec(quality=Quality.QUALITY_HIGH))
    with ReelmeshClient(mesh.local.gateway) as client:
        with pytest.raises(ClientError, match="of quality high already"):
            client.finalize(fine.id)
        with pytest.raises(ClientError, match="There is no clip"):
            client.finalize("0" * 32)
        await mesh.stub.DeleteClip(DeleteClipRequest(clip_id=fine.id))
        with pytest.raises(ClientError, match="was deleted"):
            client.finalize(fine.id, Quality.QUALITY_DRAFT)


async def test_finalize_writes_the_file_and_says_what_was_reused(
    mesh: Mesh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = await mesh.make(spec("x", "Hello.", quality=Quality.QUALITY_DRAFT))
    target = tmp_path / "final.mp4"
    gateway = ["--gateway", mesh.local.gateway]
    assert main(["finalize", draft.id, "-o", str(target), *gateway]) == 0
    said = capsys.readouterr().out
    assert f"from {draft.id[:8]}: reused vision shot1, voice line1, ambient clip" in said
    assert "made anew video shot1" in said
    assert target.stat().st_size == 64
    assert main(["finalize", draft.id, "--quality", "draft", *gateway]) == 2
    assert "of quality draft already" in capsys.readouterr().err


async def test_previews_reach_who_watches(mesh: Mesh, hold: Hold) -> None:
    clip = await mesh.create(spec(f"video-waits:{hold}"))
    shown = 0
    async for update in mesh.stub.WatchClip(WatchClipRequest(clip_id=clip.id)):
        if update.progress.preview:
            assert (update.progress.stage, update.progress.part) == (Stage.STAGE_VIDEO, "shot1")
            assert update.progress.preview == steered.JPEG
            shown += 1
            hold.release()
    assert shown


async def test_a_quote_tells_how_much_work_it_is_once_like_steps_were_seen(mesh: Mesh) -> None:
    wanted = spec("x", "Hello.", format=Format(width=512, height=288, fps=24))
    quoted = await mesh.stub.QuoteClip(QuoteClipRequest(spec=wanted))
    assert not quoted.HasField("run_seconds")
    made = await mesh.make(wanted)
    quoted = await mesh.stub.QuoteClip(QuoteClipRequest(spec=wanted))
    assert 0 < quoted.run_seconds < 10 * sum(one.run_seconds for one in made.steps)

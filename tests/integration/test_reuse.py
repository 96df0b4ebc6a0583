"""Proves that a result is named by what it computes: nothing is rendered twice."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from reelmesh.mesh.artifacts import Artifacts
from reelmesh.mesh.settings import read_settings
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.clip_service_pb2 import DeleteClipRequest
from reelmesh.v1.spec_pb2 import LipSync, Shot, Spec
from tests.meshes import Mesh, names_of, spec, state, step

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Runs:
    """What the engines of the shared mesh run from now on."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._before = self._now()

    def _now(self) -> Counter[str]:
        return Counter(self._log.read_text(encoding="utf-8").split())

    def since(self) -> dict[str, int]:
        """Runs by stage since this was made."""
        return dict(self._now() - self._before)


def rendered(clip: Clip) -> set[str]:
    assert state(clip) == "SUCCEEDED", clip.failure.message
    return {name for name, made in names_of(clip).items() if not made.reused}


def changed(wanted: Spec, line: int, text: str) -> Spec:
    other = Spec()
    other.CopyFrom(wanted)
    other.lines[line - 1].text = text
    return other


async def test_the_same_clip_twice_renders_nothing_and_says_so(mesh: Mesh, run_log: Path) -> None:
    wanted = spec("x", f"Hello {run_log}.")
    first = await mesh.make(wanted)
    assert rendered(first) == set(names_of(first))
    runs = Runs(run_log)
    second = await mesh.make(wanted)
    assert second.id != first.id
    assert rendered(second) == set()
    assert runs.since() == {}
    assert second.result == first.result
    assert all(made.run_seconds == 0 for made in second.steps)


async def test_changing_a_line_renders_it_and_what_depends_on_it_only(
    mesh: Mesh, run_log: Path
) -> None:
    wanted = spec("lips on", "One for all.", "All for one.", seconds=6, seed=5)
    await mesh.make(wanted)
    runs = Runs(run_log)
    clip = await mesh.make(changed(wanted, 2, "None for me."))
    # The steered video engine finds no faces, so that no mouth makes the video another one.
    assert rendered(clip) == {"voice.line2", "mux.clip"}
    assert runs.since() == {"voice": 1, "mux": 1}


async def test_with_lips_off_and_a_given_length_the_video_is_never_rendered_again(
    mesh: Mesh,
) -> None:
    wanted = spec("lips off", "A first line.", seconds=6, lip_sync=LipSync.LIP_SYNC_OFF)
    await mesh.make(wanted)
    clip = await mesh.make(changed(wanted, 1, "Quite another line."))
    assert rendered(clip) == {"voice.line1", "mux.clip"}


async def test_another_seed_is_another_result(mesh: Mesh) -> None:
    wanted = spec("x", "Seeded.", seed=1)
    await mesh.make(wanted)
    wanted.seed = 2
    clip = await mesh.make(wanted)
    assert rendered(clip) == set(names_of(clip))


async def test_changing_one_shot_leaves_the_others_alone(mesh: Mesh) -> None:
    wanted = spec("x", shots=[Shot(prompt="a pier"), Shot(prompt="a boat")])
    await mesh.make(wanted)
    wanted.shots[1].prompt = "a lighthouse"
    # The place sounds otherwise too. The noop engines make the same bytes of any words, so that
    # mux is asked the same.
    wanted_again = {"vision.shot2", "video.shot2", "ambient.clip"}
    assert rendered(await mesh.make(wanted)) == wanted_again


async def test_what_the_engine_does_not_heed_renders_nothing_anew_and_the_clip_says_so(
    mesh: Mesh,
) -> None:
    wanted = spec("a quiet bay", shots=[Shot(prompt="a quiet bay")], seed=31)
    plain = await mesh.make(wanted)
    wanted.shots[0].negative_prompt = "people, text"
    wanted.shots[0].motion_strength = 0.2
    clip = await mesh.make(wanted)
    assert rendered(clip) == set()
    assert clip.spec.shots[0].negative_prompt == "people, text"
    assert step(clip, "mux.clip").result == step(plain, "mux.clip").result
    assert any("what is to be avoided has no effect" in note for note in clip.notes)
    assert any("takes no motion strength" in note for note in clip.notes)


async def test_a_permanent_failure_is_remembered_and_not_tried_again(
    mesh: Mesh, run_log: Path
) -> None:
    wanted = spec("", f"voice-refuses:{run_log}-once")
    assert state(await mesh.make(wanted)) == "FAILED"
    runs = Runs(run_log)
    again = await mesh.make(wanted)
    assert state(again) == "FAILED"
    assert "told to refuse" in again.failure.message
    assert "voice" not in runs.since()


async def test_what_was_deleted_is_rendered_again_and_then_kept_again(mesh: Mesh) -> None:
    wanted = spec("x", "Gone and back.", seed=9)
    first = await mesh.make(wanted)
    await mesh.stub.DeleteClip(DeleteClipRequest(clip_id=first.id))
    second = await mesh.make(wanted)
    assert rendered(second) == set(names_of(second))
    assert rendered(await mesh.make(wanted)) == set()


async def test_a_result_whose_files_are_gone_is_made_again(mesh: Mesh) -> None:
    wanted = spec("x", "Hello.", seed=4711)
    first = await mesh.make(wanted)
    video = step(first, "video.shot1").result.animate.video
    with closing(Artifacts(read_settings(mesh.local.environment()))) as store:
        await store.delete(first.tenant, video)
        # Other steps that name the same bytes are made again too: noop's follow from the seed.
        assert rendered(await mesh.make(wanted))
        assert await store.size(first.tenant, video) == video.size_bytes
    assert rendered(await mesh.make(wanted)) == set()

"""Proves that names hold: filters match what they should, ids and fingerprints are stable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelmesh.mesh import names
from reelmesh.v1.common_pb2 import Artifact, Stage
from reelmesh.v1.voice_pb2 import SpeakRequest

TENANT, CLIP = "default", "0123456789abcdef" * 2
VIDEO = Stage.STAGE_VIDEO


def matches(pattern: str, subject: str) -> bool:
    """NATS's rule: * is one token, > one or more at the end."""
    regex = re.escape(pattern).replace(r"\*", "[^.]+").replace(">", ".+")
    return re.fullmatch(regex, subject) is not None


def test_the_filters_match_the_subjects_they_stand_for() -> None:
    task = names.task_subject(VIDEO, "h100", CLIP, "shot1")
    assert matches(names.TASKS_ALL, task)
    assert matches(names.pool_filter(VIDEO, "h100"), task)
    assert not matches(names.pool_filter(VIDEO, "cpu"), task)
    assert matches(names.clip_tasks(CLIP), task)
    assert not matches(names.clip_tasks("f" * 32), task)
    progress = names.progress_subject(TENANT, CLIP, VIDEO, "shot1")
    assert matches(names.progress_filter(TENANT, CLIP), progress)
    assert matches(names.CANCELS_ALL.replace(">", "*.*"), names.cancel_subject(TENANT, CLIP))


def test_a_fact_stands_under_its_tenant_and_clip() -> None:
    step = names.event_subject(TENANT, CLIP, VIDEO, "shot1", "finished")
    assert step == f"events.default.{CLIP}.video.shot1.finished"
    whole = names.event_subject(TENANT, CLIP, Stage.STAGE_UNSPECIFIED, "", "completed")
    assert whole == f"events.default.{CLIP}.clip.clip.completed"
    assert matches(names.clip_events(TENANT, CLIP), step)
    assert matches(names.EVENTS_ALL, whole)


def test_a_timer_is_no_event_until_it_fires() -> None:
    assert not matches(names.EVENTS_ALL, names.deadline_schedule(TENANT, CLIP))
    assert matches(names.SCHEDULES_ALL, names.deadline_schedule(TENANT, CLIP))


@pytest.mark.parametrize("worker", ["host.domain-1", "häuschen 2", "a>b*"])
def test_any_worker_name_makes_a_valid_key(worker: str) -> None:
    key = names.engine_key(VIDEO, "cpu", worker)
    assert key.count(".") == 2
    assert not set(key) & set(" *>")


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_a_request_id_names_one_clip_a_tenant(one: str, other: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", names.clip_id("t", one))
    assert (names.clip_id("t", one) == names.clip_id("t", other)) == (one == other)
    assert names.clip_id("t", one) != names.clip_id("u", one)


def test_whatever_decides_a_result_changes_its_fingerprint() -> None:
    request = SpeakRequest(text="Hello.", voice="heart", seed=1)
    known = names.fingerprint(Stage.STAGE_VOICE, "neural\x001\x00", request)
    assert known == names.fingerprint(Stage.STAGE_VOICE, "neural\x001\x00", request)
    others = [
        names.fingerprint(VIDEO, "neural\x001\x00", request),
        names.fingerprint(Stage.STAGE_VOICE, "neural\x002\x00", request),
        names.fingerprint(
            Stage.STAGE_VOICE, "neural\x001\x00", SpeakRequest(text="Hello.", voice="heart", seed=2)
        ),
    ]
    assert len({known, *others}) == 4


def test_a_key_in_the_store_is_made_of_tenant_and_digest_alone() -> None:
    artifact = Artifact(sha256="ab" * 32, media_type="../../etc")
    assert names.artifact_key(TENANT, artifact) == f"artifacts/{TENANT}/{'ab' * 32}"

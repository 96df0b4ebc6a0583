"""Proves that the table of pools is read as written, or refused with file and row named."""

from pathlib import Path

import pytest

from gateway.pools import POOL_DEFAULT, Pools, read_pools
from reelmesh.mesh.errors import CallerError
from reelmesh.v1.common_pb2 import Artifact, Format, Quality, Stage
from reelmesh.v1.spec_pb2 import Line, LipSync, Shot, Spec

TABLE = """
[[pool]]
stage = "video"
pool = "h100"
quality = ["high"]

[[pool]]
stage = "video"
pool = "small"
pixels_max = 230400

[[pool]]
stage = "voice"
pool = "mandarin"
languages = ["zh"]
"""
HIGH = Spec(quality=Quality.QUALITY_HIGH)


def table(folder: Path, text: str) -> Pools:
    path = folder / "pools.toml"
    path.write_text(text, encoding="utf-8")
    return read_pools(str(path))


def test_without_a_table_everything_goes_to_one_pool() -> None:
    assert read_pools("").of(Stage.STAGE_VIDEO, HIGH) == POOL_DEFAULT


def test_the_first_row_that_serves_wins(tmp_path: Path) -> None:
    pools = table(tmp_path, TABLE)
    small = Spec(format=Format(width=640, height=360))
    assert pools.of(Stage.STAGE_VIDEO, HIGH) == "h100"
    assert pools.of(Stage.STAGE_VIDEO, small) == "small"
    assert pools.of(Stage.STAGE_VIDEO, Spec()) == POOL_DEFAULT
    small.quality = Quality.QUALITY_HIGH
    assert pools.of(Stage.STAGE_VIDEO, small) == "h100"


def test_a_language_picks_its_pool_whatever_its_region(tmp_path: Path) -> None:
    pools = table(tmp_path, TABLE)
    assert pools.of(Stage.STAGE_VOICE, Spec(), "zh-TW") == "mandarin"
    assert pools.of(Stage.STAGE_VOICE, Spec(), "en") == POOL_DEFAULT


CONDITIONS = """
[[pool]]
stage = "video"
pool = "short"
shot_seconds_max = 5

[[pool]]
stage = "video"
pool = "pictured"
images = true

[[pool]]
stage = "video"
pool = "lips"
lips = true
"""
PICTURED = Shot(image=Artifact(sha256="1" * 64), seconds=9)
ANNA = Line(speaker="Anna", text="Hello.")


@pytest.mark.parametrize(
    ("spec", "pool"),
    [
        (Spec(), "short"),
        (Spec(seconds=5), "short"),
        (Spec(seconds=8), POOL_DEFAULT),
        (Spec(seconds=8, shots=[Shot(), Shot()]), "short"),
        (Spec(shots=[Shot(seconds=3), Shot(seconds=6)]), POOL_DEFAULT),
        (Spec(seconds=10, shots=[Shot(seconds=3), Shot()]), POOL_DEFAULT),
        (Spec(shots=[PICTURED]), "pictured"),
        (Spec(shots=[PICTURED, Shot(seconds=9)]), POOL_DEFAULT),
        # How long spoken lines are nobody knows yet.
        (Spec(lines=[ANNA]), "lips"),
        (Spec(lines=[ANNA], lip_sync=LipSync.LIP_SYNC_OFF), POOL_DEFAULT),
        (Spec(lines=[Line(text="A narrator.")]), POOL_DEFAULT),
    ],
)
def test_length_pictures_and_lips_pick_a_pool(tmp_path: Path, spec: Spec, pool: str) -> None:
    assert table(tmp_path, CONDITIONS).of(Stage.STAGE_VIDEO, spec) == pool


def test_all_pools_are_known_before_a_worker_comes(tmp_path: Path) -> None:
    known = table(tmp_path, TABLE).all()
    assert (Stage.STAGE_VIDEO, "h100") in known
    assert (Stage.STAGE_MUX, POOL_DEFAULT) in known
    assert len(known) == len(set(known)) == 8


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[[pool]]\nstage = 'video'", "pool"),
        ("[[pool]]\nstage = 'film'\npool = 'x'", "film"),
        ("[[pool]]\nstage = 'video'\npool = 'x'\nqualities = ['high']", "qualities"),
        ("[[pool]]\nstage = 'video'\npool = 'x'\nquality = ['best']", "BEST"),
        ("[[pool]]\nstage = 'video'\npool = 'x'\nquality = 'high'", "list"),
        ("[[pool]]\nstage = 'video'\npool = 'a b'", "a b"),
        ("[[pool]]\nstage = 'video'\npool = 'x'\nimages = 'all'", "true or false"),
        ("[[pool]]\nstage = 'video'\npool = 'x'\nshot_seconds_max = 'short'", "short"),
        ("[[pool]\n", "pool"),
        ("pools = 3", "pool"),
    ],
)
def test_a_wrong_table_is_refused_in_one_sentence(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(CallerError, match="REELMESH_POOLS=") as caught:
        table(tmp_path, text)
    assert word in str(caught.value)


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(CallerError, match=r"/nowhere/pools\.toml"):
        read_pools("/nowhere/pools.toml")

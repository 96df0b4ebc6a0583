"""Proves that the table of pools is read as written, or refused with file and row named."""

from pathlib import Path

import pytest

from gateway.pools import POOL_DEFAULT, Pools, read_pools
from reelmesh.mesh.errors import CallerError
from reelmesh.v1.common_pb2 import Format, Quality, Stage
from reelmesh.v1.spec_pb2 import Spec

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

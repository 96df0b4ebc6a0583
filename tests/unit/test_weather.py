"""Lightning and waves are decided once, the same for picture and sound."""

import itertools

import pytest

from gateway.weather import BREAKS_S, FIRST_S, LAST_S, flashes, swells
from reelmesh.v1.spec_pb2 import Effect, Motion, Shot


def storm(strength: float = 0.0) -> Shot:
    return Shot(motions=[Motion(effect=Effect.EFFECT_LIGHTNING, strength=strength)])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("seconds", [1.5, 5, 30])
def test_who_asks_for_lightning_sees_some_within_the_shot(seconds: float, seed: int) -> None:
    moments = flashes(storm(), seconds, seed, 1)
    assert moments
    assert moments == sorted(moments)
    assert moments[0] >= FIRST_S
    assert moments[-1] <= seconds - LAST_S


def test_nobody_else_does() -> None:
    assert flashes(Shot(motions=[Motion(effect=Effect.EFFECT_RAIN)]), 30, 1, 1) == []
    assert flashes(storm(), FIRST_S + LAST_S, 1, 1) == []


def test_a_heavy_storm_flashes_more_often_than_a_far_one() -> None:
    heavy = [len(flashes(storm(1.0), 60, seed, 1)) for seed in range(10)]
    far = [len(flashes(storm(0.1), 60, seed, 1)) for seed in range(10)]
    assert sum(heavy) > 1.8 * sum(far)


def test_seed_and_shot_decide() -> None:
    assert flashes(storm(), 30, 7, 1) == flashes(storm(), 30, 7, 1)
    assert flashes(storm(), 30, 7, 1) != flashes(storm(), 30, 8, 1)
    assert flashes(storm(), 30, 7, 1) != flashes(storm(), 30, 7, 2)


@pytest.mark.parametrize("seed", range(10))
def test_waves_break_all_through_a_clip_and_a_longer_clip_has_the_same_ones_first(
    seed: int,
) -> None:
    short, long = swells(10, seed), swells(60, seed)
    assert long[: len(short)] == short
    assert long[-1] > 60
    gaps = [after - before for before, after in itertools.pairwise(long)]
    assert BREAKS_S[0] - 0.01 <= min(gaps) <= max(gaps) <= BREAKS_S[1] + 0.01
    assert swells(60, seed + 1) != long

"""A motion that is worked out only where there is something of its region is the motion."""

from collections.abc import Callable

import numpy as np
import pytest

from services.video.arrays import Float, floats
from services.video.world.flow import Clouds, Fire, Flow, Foliage, Moving, Region, Water, within

FRAME = (480, 270)
MASKS = {
    "corner": np.s_[:40, :50],
    "middle": np.s_[30:60, 70:90],
    "lower half": np.s_[67:, :],
    "all": np.s_[:, :],
}
FLOWS: dict[str, Callable[[Region, np.random.Generator], Moving]] = {
    "water": lambda region, rng: Water(region, 0.7, rng, [1.0]).at,
    "clouds": lambda region, rng: Clouds(region, 0.7, rng).at,
    "plants": lambda region, rng: Foliage(region, 0.7, rng).at,
    "fire": lambda region, rng: Fire(region, 0.7, rng).at,
}


def region(part: tuple[slice, slice]) -> Region:
    mask = np.zeros((135, 240), np.float32)
    mask[part] = 1
    return Region(mask, FRAME, 0.01)


def nodes() -> Float:
    """Places that reach over the frame's edges, turned a little, as a rolled camera's are."""
    x, y = np.meshgrid(np.arange(-30, 510, 6), np.arange(-30, 300, 6))
    return floats(np.stack([x + 0.05 * y, y - 0.05 * x], -1))


@pytest.mark.parametrize("part", MASKS)
@pytest.mark.parametrize("name", FLOWS)
def test_a_motion_within_its_region_is_the_whole_motion(name: str, part: str) -> None:
    there = region(MASKS[part])
    moving = FLOWS[name](there, np.random.default_rng(4))
    plain: Flow = moving(nodes(), 0.8)
    found = within(there, moving)(nodes(), 0.8)
    assert np.abs(plain.shift).max() > 0.3
    for wanted, given in zip(plain[:3], found[:3], strict=True):
        if wanted is None:
            assert given is None
        else:
            assert given is not None
            np.testing.assert_allclose(given, wanted, atol=1e-4)
    assert found.mix == plain.mix


def test_only_places_about_a_small_region_are_worked_out() -> None:
    there, asked = region(MASKS["middle"]), list[int]()

    def moving(places: Float, _: float) -> Flow:
        asked.append(places[..., 0].size)
        return Flow(np.zeros_like(places))

    within(there, moving)(nodes(), 0.0)
    assert 0 < asked[0] < 0.15 * nodes()[..., 0].size


def test_out_of_sight_nothing_is_worked_out() -> None:
    def moving(places: Float, _: float) -> Flow:
        raise AssertionError(places)

    found = within(region(MASKS["middle"]), moving)(floats(nodes() * 0.1), 0.0)
    assert not found.shift.any()
    nothing = region(np.s_[:0, :0])
    assert not within(nothing, moving)(nodes(), 0.0).shift.any()

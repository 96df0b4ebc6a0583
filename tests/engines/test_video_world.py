"""The world moves where it should and nowhere else: water inside its mask, rain downwards, weather
before and behind the subject, light over everything; and the result says what was done.

Real engine; the camera holds still, so what differs from the shot without motions is the world.
"""

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest

from reelmesh.v1.spec_pb2 import CameraMove, Effect, Motion
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import DescribeResult, Region, RegionKind
from services.video.camera import Pose
from services.video.scene import load, load_regions
from services.video.warp import Picture, Warper
from services.video.world.fall import KINDS, Fall, glow
from services.video.world.moment import Moment
from services.video.world.told import Told, wanted
from services.video.world.world import World
from tests.engines.shots import FRAME, Pictures, animate, request, scene

SIZE = (240, 136)
STILL_POSE = Pose(0.95, 0, 0, 0, 0, 0, 0, 0)
FLOWS = {
    Effect.EFFECT_WATER: RegionKind.REGION_KIND_WATER,
    Effect.EFFECT_CLOUDS: RegionKind.REGION_KIND_SKY,
    Effect.EFFECT_FOLIAGE: RegionKind.REGION_KIND_FOLIAGE,
}
FOUND = {Effect.EFFECT_HAIR, Effect.EFFECT_CLOTH, Effect.EFFECT_WINDOW_RAIN}
"""What moves only where the picture shows it: see test_video_found.py."""
AIRS = sorted(set(Effect.values()) - {Effect.EFFECT_UNSPECIFIED, *FLOWS, *FOUND})


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def with_region(folder: Pictures, kind: RegionKind, subject: bool = False) -> DescribeResult:
    """The drawn scene, its lower half being of a kind."""
    seen = scene(folder, subject=subject)
    mask = np.zeros((FRAME[1] // 2, FRAME[0] // 2), np.uint8)
    mask[len(mask) // 2 :] = 255
    seen.regions.append(Region(kind=kind, mask=folder.add(mask)))
    return seen


def drawn(
    folder: Pictures,
    seen: DescribeResult,
    motions: list[Motion],
    frames: int = 24,
    seed: int = 5,
    told: Told | None = None,
) -> list[Picture]:
    """Every sixth frame from a camera that does not move at all."""
    parts = load(seen, folder, SIZE, lambda _: None)
    world = World(
        parts,
        wanted(motions, seen),
        load_regions(seen, folder),
        size=SIZE,
        frames=frames,
        fps=24,
        seed=seed,
        told=told or Told(),
    )
    warper = Warper(parts, *SIZE)
    return [at(warper, world, frame) for frame in range(0, frames, 6)]


def at(warper: Warper, world: World, frame: int) -> Picture:
    world.act(frame)
    return warper.draw(STILL_POSE, world, frame)


def moment(time_s: float, size: tuple[int, int]) -> Moment:
    """A camera that sees the frame as it is, one pixel for one."""
    rows, columns = -(-size[1] // 16) + 1, -(-size[0] // 16) + 1
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) * 16
    places = np.stack([x, y], -1)
    return Moment(time_s, places, places, np.zeros(2))


def change(first: Picture, second: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.abs(first.luma.astype(np.float32) - second.luma.astype(np.float32))


@pytest.mark.parametrize("effect", FLOWS, ids=Effect.Name)
def test_a_flow_moves_its_region_and_nothing_else(folder: Pictures, effect: Effect) -> None:
    seen = with_region(folder, FLOWS[effect])
    pictures = drawn(folder, seen, [Motion(effect=effect, strength=1.0)])
    seen.ClearField("regions")
    plain = drawn(folder, seen, [Motion(effect=effect)])[0]
    for picture in pictures:
        # A tenth of the height about the edge is where a flow fades.
        assert change(picture, plain)[: int(0.4 * SIZE[1])].max() == 0
    moved = [change(a, b)[int(0.65 * SIZE[1]) :].mean() for a, b in itertools.pairwise(pictures)]
    assert min(moved) > 0.5


def test_a_subject_stands_still_before_moving_water(folder: Pictures) -> None:
    seen = with_region(folder, RegionKind.REGION_KIND_WATER, subject=True)
    first, *others = drawn(folder, seen, [Motion(effect=Effect.EFFECT_WATER, strength=1.0)])
    middle = np.s_[SIZE[1] // 2 - 20 : SIZE[1] // 2 + 20, SIZE[0] // 2 - 20 : SIZE[0] // 2 + 20]
    assert max(change(first, other)[middle].max() for other in others) == 0
    assert max(change(first, other)[-10:].mean() for other in others) > 0.5


def test_a_wave_lights_the_near_water_when_it_breaks_and_comes_from_afar(folder: Pictures) -> None:
    seen = with_region(folder, RegionKind.REGION_KIND_WATER)
    waves = [Motion(effect=Effect.EFFECT_WATER, strength=1.0)]
    calm = drawn(folder, seen, waves, frames=96)
    rough = drawn(folder, seen, waves, frames=96, told=Told(swells=[2.5]))
    light = [change(a, b) for a, b in zip(rough, calm, strict=True)]
    near = [float(one[-24:].mean()) for one in light]
    far = [float(one[int(0.58 * SIZE[1]) : -40].mean()) for one in light]
    assert int(np.argmax(near)) / 4 == pytest.approx(2.5, abs=0.55)
    assert int(np.argmax(far)) < int(np.argmax(near))
    assert max(one[: SIZE[1] // 3].max() for one in light) == 0


def test_the_scene_moves_by_itself_beside_what_is_asked_for_unless_still(folder: Pictures) -> None:
    assert list(wanted([], with_region(folder, RegionKind.REGION_KIND_WATER))) == [
        Effect.EFFECT_WATER
    ]
    assert wanted([], scene(folder)) == {}
    rain = Motion(effect=Effect.EFFECT_RAIN)
    sea = with_region(folder, RegionKind.REGION_KIND_WATER)
    assert wanted([rain], sea) == {Effect.EFFECT_WATER: 0.35, Effect.EFFECT_RAIN: 0.5}
    assert wanted([rain], sea, still=True) == {Effect.EFFECT_RAIN: 0.5}
    waves = Motion(effect=Effect.EFFECT_WATER, strength=0.75)
    assert wanted([waves], sea) == {Effect.EFFECT_WATER: 0.75}
    night = with_region(folder, RegionKind.REGION_KIND_SKY)
    night.tags.append("night")
    assert wanted([], night) == {}


@pytest.mark.parametrize("effect", AIRS, ids=Effect.Name)
def test_weather_and_light_change_the_picture_and_more_so_when_stronger(
    folder: Pictures, effect: Effect
) -> None:
    seen = scene(folder)
    plain = drawn(folder, seen, [Motion(effect=Effect.EFFECT_WATER)], frames=72)
    sizes: list[float] = []
    for strength in (0.2, 1.0):
        motion = Motion(effect=effect, strength=strength)
        pictures = drawn(folder, seen, [motion], frames=72, told=Told(flashes=[1.0]))
        pairs = zip(pictures, plain, strict=True)
        sizes.append(float(np.mean([change(a, b).mean() for a, b in pairs])))
    assert 0.02 < sizes[0] < sizes[1]


@pytest.mark.parametrize(
    ("name", "down"), [("rain", 1), ("snow", 1), ("leaves", 1), ("sparks", -1)]
)
def test_what_falls_falls_and_what_rises_rises(name: str, down: int) -> None:
    fall = Fall(KINDS[name], (640, 360), 0.4, np.random.default_rng(3))
    # Within a frame of 240 a second nothing moves further than its neighbour is away.
    where = [
        fall.veils(moment(t, (640, 360)))[1][0].cover.astype(np.float32)
        for t in (1.0, 1.0 + 1 / 240)
    ]
    (_, moved), _ = cv2.phaseCorrelate(where[0], where[1])
    assert moved * down > 0.05


def test_rain_falls_behind_the_subject_and_before_it() -> None:
    fall = Fall(KINDS["rain"], (640, 360), 0.5, np.random.default_rng(3))
    behind, front = fall.veils(moment(0.7, (640, 360)))
    far, near = behind[0].cover, front[0].cover
    assert (far > 0).sum() > (near > 0).sum() > 0
    assert near.max() > far.max()


@pytest.mark.parametrize("name", ["rain", "snow", "fireflies", "sparks"])
def test_without_a_subject_all_that_falls_is_one_veil_and_looks_the_same(name: str) -> None:
    one, two = (
        Fall(KINDS[name], (640, 360), 0.5, np.random.default_rng(3), subject=subject)
        for subject in (False, True)
    )
    [whole], none = one.veils(moment(0.7, (640, 360)))
    [far], [near] = two.veils(moment(0.7, (640, 360)))
    assert none == []
    alone = np.maximum(far.cover, near.cover)
    assert (alone > 0).sum() > 100
    apart = np.abs(whole.cover.astype(int) - alone)
    assert apart.mean() < 0.02 * alone.mean()


@pytest.mark.parametrize("radius", [1.0, 3.3, 7.0])
def test_a_wide_glow_at_a_quarter_of_the_size_is_the_one_at_half(radius: float) -> None:
    spots = np.zeros((243, 317), np.uint8)
    for x, y in np.random.default_rng(1).integers(10, 230, (30, 2)).tolist():
        cv2.circle(spots, (x, y), 3, 255, -1, cv2.LINE_AA)
    found = glow(spots, radius).astype(int)
    assert np.abs(found - cv2.GaussianBlur(spots, (0, 0), radius)).max() <= 8


def test_lightning_is_a_flash_and_not_a_lamp(folder: Pictures) -> None:
    storm = [Motion(effect=Effect.EFFECT_LIGHTNING)]
    pictures = drawn(folder, scene(folder), storm, frames=72, told=Told(flashes=[1.0]))
    light = np.array([picture.luma.mean() for picture in pictures])
    assert light[0] == np.median(light)
    assert light.max() > light[0] + 4
    assert light.argmax() * 6 / 24 == pytest.approx(1.1, abs=0.2)


def test_dusk_falls_steadily(folder: Pictures) -> None:
    pictures = drawn(folder, scene(folder), [Motion(effect=Effect.EFFECT_DUSK, strength=1)])
    light = [float(picture.luma.mean()) for picture in pictures]
    assert light == sorted(light, reverse=True)
    assert light[-1] < 0.75 * light[0]


def all_at_once(folder: Pictures) -> AnimateRequest:
    seen = with_region(folder, RegionKind.REGION_KIND_WATER, subject=True)
    asked = request(seen, CameraMove.CAMERA_MOVE_PUSH_IN, frames=6)
    names = [Effect.Name(value) for value in Effect.values()[1:]]
    asked.motions.extend(Motion(effect=name) for name in names)
    return asked


def test_a_moving_world_repeats_byte_by_byte_and_another_seed_gives_another(
    folder: Pictures,
) -> None:
    asked = all_at_once(folder)
    first = animate(asked, folder).video.sha256
    assert animate(asked, folder).video.sha256 == first
    asked.seed += 1
    assert animate(asked, folder).video.sha256 != first


def test_the_result_names_what_moves_and_nothing_that_does_not(folder: Pictures) -> None:
    method = animate(all_at_once(folder), folder).method
    for words in ("moving water", "drawn rain", "drawn fog", "falling dusk"):
        assert words in method
    # The scene has neither sky nor plants.
    assert "sky" not in method
    assert "plants" not in method

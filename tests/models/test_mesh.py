"""Proves that whole clips come out of model engines, through the mesh as it is: tiny Wan with tiny
Stable Audio and tiny VITS, and tiny LTX-2 with the sound it makes itself."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import av
import pytest
import pytest_asyncio

from reelmesh.client import ReelmeshClient
from reelmesh.local.programs import GATEWAY, Program, worker
from reelmesh.v1.clip_pb2 import Clip
from reelmesh.v1.common_pb2 import Artifact, Format, Quality
from reelmesh.v1.spec_pb2 import Line, Shot, Spec
from tests.meshes import Mesh, mesh_of, names_of, state, step
from tests.models import tiny_ambient, tiny_voice
from tests.models.video import OPTIONS, folder_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning"),
]

PHOTOGRAPH = Path(__file__).resolve().parents[2] / "examples/astronaut.jpg"
TABLE = """
[[pool]]
stage = "video"
pool = "wan"
quality = ["standard"]

[[pool]]
stage = "video"
pool = "ltx"
quality = ["high"]
"""


def options(model: Path, **more: str) -> dict[str, str]:
    """The environment of a worker with a tiny model."""
    given = {"model": str(model), "threads": "1", "warm-up": "off", **more}
    return {"ENGINE_OPTIONS": ",".join(f"{name}={value}" for name, value in given.items())}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pools(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Mesh]:
    """Drafts go to the default engine, standard to Wan, high to LTX-2; VITS speaks and Stable
    Audio sounds in all."""
    root = tmp_path_factory.mktemp("models")
    table = root / "pools.toml"
    table.write_text(TABLE, encoding="utf-8")
    for name, build in (("vits", tiny_voice.vits), ("stable", tiny_ambient.stable_audio)):
        (root / name).mkdir()
        build(root / name)
    wan = options(folder_of("wan21"), **OPTIONS)
    ltx = options(folder_of("ltx2"), **OPTIONS | {"pixels-max": "4096"})
    parts = [
        Program(GATEWAY, "gateway", {"REELMESH_POOLS": str(table)}),
        worker("vision"),
        worker("voice", engine="transformers", environment=options(root / "vits")),
        worker("video"),
        worker("video", name="video-wan", pool="wan", engine="diffusers", environment=wan),
        worker("video", name="video-ltx", pool="ltx", engine="diffusers", environment=ltx),
        worker("ambient", engine="diffusers", environment=options(root / "stable", steps="2")),
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


def asked(image: Artifact, quality: Quality, *lines: str, seconds: float = 0) -> Spec:
    return Spec(
        prompt="An astronaut smiles, a low hum of machines",
        shots=[Shot(image=image, seconds=seconds)],
        lines=[Line(speaker="Anna", text=text) for text in lines],
        format=Format(width=128, height=128),
        quality=quality,
        seed=5,
    )


async def film(mesh: Mesh, clip: Clip, folder: Path) -> tuple[int, float, float, str]:
    """Frames, frame rate, seconds of sound and the comment of the finished file."""
    path = folder / "clip.mp4"

    def fetched() -> None:
        with ReelmeshClient(mesh.local.gateway) as client:
            client.download(clip.result.clip.sha256, path)

    await asyncio.to_thread(fetched)
    with av.open(str(path)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        frames = sum(1 for _ in file.decode(video))
        rate = float(video.average_rate or 0)
        assert (video.width, video.height, audio.rate) == (128, 128, 48_000)
        return (
            frames,
            rate,
            float((audio.duration or 0) * (audio.time_base or 0)),
            str(file.metadata["comment"]),
        )


async def test_wan_stable_audio_and_vits_make_a_clip_that_says_how_it_was_made(
    pools: Mesh, photograph: Artifact, tmp_path: Path
) -> None:
    clip = await pools.make(asked(photograph, Quality.QUALITY_STANDARD, "hello there", seconds=4))
    assert state(clip) == "SUCCEEDED", clip.failure
    steps = names_of(clip)
    assert steps["video.shot1"].pool == "wan"
    for name, engine in (
        ("vision.shot1", "scene"),
        ("voice.line1", "transformers"),
        ("video.shot1", "diffusers"),
        ("ambient.clip", "diffusers"),
        ("mux.clip", "film"),
    ):
        assert steps[name].engine.split()[0] == engine
    frames, rate, sound_s, comment = await film(pools, clip, tmp_path)
    # The pool's own rate, since none was asked for; a count that the model can make.
    assert rate == 16
    assert frames % 4 == 1
    assert frames / rate == pytest.approx(4, abs=4 / 16)
    assert sound_s == pytest.approx(frames / rate, abs=0.1)
    assert "diffusion model (Wan)" in comment
    assert "camera move" not in comment
    assert "Ambience: generated by a text-to-audio model (StableAudio)." in comment
    receipt = steps["video.shot1"].usage
    assert receipt.model_steps >= 2
    assert receipt.gpu_seconds == 0
    assert steps["voice.line1"].result.speak.words[0].text == "hello"


async def test_ltx_brings_its_own_sound_and_no_ambience_is_composed(
    pools: Mesh, photograph: Artifact, tmp_path: Path
) -> None:
    clip = await pools.make(asked(photograph, Quality.QUALITY_HIGH, seconds=1))
    assert state(clip) == "SUCCEEDED", clip.failure
    # The prompt's hum is the model's to make, since it reads the words itself.
    assert "ambient.clip" not in names_of(clip)
    shot = step(clip, "video.shot1").result.animate
    assert len(shot.stems) == 1
    frames, rate, sound_s, comment = await film(pools, clip, tmp_path)
    assert (frames % 8, rate) == (1, 24)
    assert sound_s == pytest.approx(frames / rate, abs=0.1)
    assert "LTX-2" in comment
    assert "Ambience: synthesised" not in comment


async def test_a_draft_is_finished_by_a_model_and_keeps_what_was_said(
    pools: Mesh, photograph: Artifact
) -> None:
    draft = await pools.make(asked(photograph, Quality.QUALITY_DRAFT, "good day", seconds=3))
    assert step(draft, "video.shot1").engine.split()[0] == "parallax"

    def finalized() -> Clip:
        with ReelmeshClient(pools.local.gateway) as client:
            return client.finalize(draft.id, Quality.QUALITY_STANDARD, fps=16)

    fine = await pools.ended(await asyncio.to_thread(finalized))
    assert state(fine) == "SUCCEEDED", fine.failure
    steps = names_of(fine)
    assert steps["video.shot1"].engine.split()[0] == "diffusers"
    assert steps["vision.shot1"].reused
    assert steps["voice.line1"].reused
    assert not steps["video.shot1"].reused


async def test_what_no_pool_can_do_is_refused_with_what_would_do(
    pools: Mesh, photograph: Artifact
) -> None:
    spec = asked(photograph, Quality.QUALITY_STANDARD, seconds=2)
    spec.format.fps = 30
    with pytest.raises(Exception, match=r"16 frames per second") as caught:
        await pools.create(spec)
    assert "wan" in str(caught.value)

"""Proves that step caches skip work, that the same seed gives the same film with them, and that
none is taken which would spoil the picture."""

from pathlib import Path

import pytest

from reelmesh.mesh.engine import CallerError, Cancelled
from services.video.engines.diffusers import Diffusers
from tests.engines.shots import Pictures
from tests.models.video import load, request, run

# A scheduler and a cache of diffusers still do so.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:torch.meshgrid:UserWarning"),
    pytest.mark.filterwarnings("ignore:In CPU autocast:UserWarning"),
]

STEPS = 6


def batches(by: Diffusers, name: str) -> list[int]:
    """Filled as the layers of a name in all denoisers are called: with the size of the batch."""
    seen: list[int] = []
    for part in by.parts:
        part.get_submodule(name).register_forward_pre_hook(
            lambda _, given: seen.append(len(given[0]))
        )
    return seen


def film(by: Diffusers, tmp_path: Path, steps: int = STEPS) -> str:
    tmp_path.mkdir()
    folder = Pictures(tmp_path)
    made = run(by, request(by, folder), folder)
    assert made.usage.model_steps == steps
    return made.result.video.sha256


@pytest.mark.parametrize(
    ("name", "cache", "guidance", "layer"),
    [
        ("wan5b", "first-block", "2", "blocks.1.attn1.to_q"),
        ("wan5b", "pyramid", "1", "blocks.1.attn1.to_q"),
        ("cogvideox", "pyramid", "2", "transformer_blocks.1.attn1.to_q"),
        ("mochi_text", "first-block", "2", "transformer_blocks.1.attn1.to_q"),
        ("wan5b", "faster", "1", "blocks.1.attn1.to_q"),
        ("wan22", "faster", "1", "blocks.1.attn1.to_q"),
        ("ltx", "faster", "2", "transformer_blocks.1.attn1.to_q"),
        ("ltx2", "faster", "1", "transformer_blocks.1.attn1.to_q"),
        ("forcing", "faster", "1", "blocks.1.attn1.to_q"),
        ("forcing_text", "pyramid", "1", "blocks.1.attn1.to_q"),
        ("hunyuan15", "faster", "1", "transformer_blocks.0.attn.to_q"),
        ("cogvideox", "faster", "1", "transformer_blocks.1.attn1.to_q"),
    ],
)
def test_a_cache_skips_attention_and_gives_the_same_film_for_the_same_seed(
    tmp_path: Path, name: str, cache: str, guidance: str, layer: str
) -> None:
    asked = {"steps": str(STEPS), "preview_every": "0", "guidance": guidance}
    cached = load(name, cache=cache, cache_threshold="0.5", **asked)
    done = batches(cached, layer)
    first = film(cached, tmp_path / "once")
    # Twice a step, for guidance, without a cache.
    every = STEPS * (2 if (name, guidance) == ("wan5b", "2") else 1)
    assert 0 < len(done) < every
    assert film(cached, tmp_path / "again") == first


@pytest.mark.parametrize(
    ("name", "seen", "attended"),
    [
        ("cogvideox", [2, 2, 1, 1, 1, 2], [2, 2, 1, 1, 2]),
        # Half of its steps are for the first fortieth of the way.
        ("mochi_text", [2] * 8 + [1, 1], [2] * 8 + [1]),
    ],
)
def test_the_pass_without_words_is_left_out_where_both_go_at_once(
    tmp_path: Path, name: str, seen: list[int], attended: list[int]
) -> None:
    """Both passes while much still changes, and every fifth step; the one with words between."""
    steps = len(seen)
    cached = load(name, cache="faster", steps=str(steps), preview_every="0", guidance="2")
    found = batches(cached, "transformer_blocks.0.norm1")
    called = batches(cached, "transformer_blocks.0.attn1.to_q")
    first = film(cached, tmp_path / "once", steps)
    assert (found, called) == (seen, attended)
    assert film(cached, tmp_path / "again", steps) == first


def test_a_single_step_is_made_whole(tmp_path: Path) -> None:
    folder = Pictures(tmp_path)
    by = load("wan22", cache="faster", steps="1", guidance="1", preview_every="0")
    assert run(by, request(by, folder), folder).usage.model_steps == 1


@pytest.mark.parametrize(
    ("name", "cache", "guidance", "sentence"),
    [
        ("svd", "first-block", "1", "knows no caches"),
        ("wan5b", "pyramid", "2", "give either what is the other's: use it with guidance=1"),
        ("wan5b", "faster", "", "guidance=1, for a distilled model"),
        ("hunyuan15", "faster", "2", "guidance=1, for a distilled model"),
        ("skyreels", "first-block", "1", "which SkyReelsV2Transformer3DModel does not take"),
        ("kandinsky5", "first-block", "1", "does not tell caches at which step it is"),
        ("kandinsky6", "faster", "1", "finds nothing to skip in Kandinsky6Transformer3DModel"),
    ],
)
def test_a_cache_that_would_do_nothing_or_harm_is_refused(
    name: str, cache: str, guidance: str, sentence: str
) -> None:
    with pytest.raises(CallerError, match=sentence):
        load(name, cache=cache, guidance=guidance)


def test_a_cache_forgets_a_film_that_was_cancelled(tmp_path: Path) -> None:
    by = load("wan5b", cache="faster", steps=str(STEPS), preview_every="0", guidance="1")
    first = film(by, tmp_path / "once")
    (tmp_path / "cancelled").mkdir()
    folder = Pictures(tmp_path / "cancelled")

    def report(share: float) -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        by.run(request(by, folder), folder, report)
    assert film(by, tmp_path / "again") == first

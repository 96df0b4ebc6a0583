"""Proves the voice engine with every family of models that speak in the voice of a recording: tiny
ones with random weights, saved and loaded as real ones are."""

import shutil
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from benchmarks.folder import Folder
from reelmesh.mesh.engine import CallerError, Cancelled, EngineError, EngineSettings
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice import consent
from services.voice.engines.transformers import ENGINE, Transformers
from services.voice.models.bound import longest_s
from services.voice.models.csm import Csm
from tests.models import tiny_clones, tiny_clones_more
from tests.models.test_voice_engine import heard

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own

FAMILIES = ("csm", "pocket", "dia", "vibevoice")
READS = ("csm", "dia")
"""Those that must be told what is said in the recording."""
CODECS = ("pocket", "dia")
"""Those whose codec is a folder of its own."""


@pytest.fixture(autouse=True)
def _stopped_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights come to no end, so what is waited for is what a test takes."""
    monkeypatch.setattr("services.voice.models.bound.REST_S", 0.3)


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    tiny_clones.record(folder, "ada", "I am Ada.")
    tiny_clones.record(folder, "bo", "I am Bo.", expires_on="2027-01-31")
    (folder / "voices.toml").write_text(
        '[[voice]]\nid = "bo"\nname = "Bo"\nlanguages = ["en", "de"]\ngender = "male"\n'
    )
    return folder


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    root = tmp_path_factory.mktemp("clones")

    def folder(name: str) -> Path:
        path = root / name
        if not path.exists():
            path.mkdir()
            made = tiny_clones if name == "csm" else tiny_clones_more
            getattr(made, name)(path)
        return path

    return folder


@pytest.fixture(scope="session")
def engine(folders: Callable[[str], Path], people: Path) -> Callable[[str], Transformers]:
    loaded: dict[str, Transformers] = {}

    def of(name: str) -> Transformers:
        if name not in loaded:
            loaded[name] = load(folders(name), people)
        return loaded[name]

    return of


def load(model: Path, people: Path, **more: str) -> Transformers:
    options = {"warm-up": "off", "voices": str(people), **more}
    if model.name in CODECS:
        options.setdefault("vocoder", f"{model}-codec")
    return ENGINE(EngineSettings(str(model), 1, options))


def said(
    engine: Transformers, files: Folder, seed: int = 3, voice: str = "ada", text: str = "Hi dog."
) -> SpeakResult:
    request = SpeakRequest(text=text, language="en", voice=voice, seed=seed)
    return engine.run(request, files, lambda share: None)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_line_is_spoken_in_the_voice_of_who_consented_and_shows_the_consent(
    engine: Callable[[str], Transformers], people: Path, tmp_path: Path, name: str
) -> None:
    files, told = Folder(tmp_path), list[float]()
    request = SpeakRequest(text="Hi dog.", language="en", voice="ada", seed=3)
    result = engine(name).run(request, files, told.append)
    sound = heard(files, result)
    assert len(sound) / 48000 == pytest.approx(result.seconds)
    assert np.abs(sound).max() > 0.05
    assert [word.text for word in result.words] == ["Hi", "dog"]
    for before, after in pairwise(result.phones):
        assert before.end_seconds == pytest.approx(after.start_seconds, abs=1e-3)
    assert not result.timed_by_model
    assert told == sorted(told) and told[-1] == 1.0
    assert engine(name).usage().model_steps == len(told) - 2  # each step was told of
    record = (people / "ada.consent.json").read_bytes()
    assert files.path(result.consent).read_bytes() == record
    assert result.consent.media_type == "application/json"


@pytest.mark.parametrize("name", FAMILIES)
def test_voices_are_listed_as_cloned_with_their_consents(
    engine: Callable[[str], Transformers], name: str
) -> None:
    bo, ada = engine(name).capabilities.voices
    assert (bo.id, bo.gender, list(bo.languages), bo.consent_expires_on) == (
        "bo", "male", ["en", "de"], "2027-01-31",
    )  # fmt: skip
    assert (ada.id, ada.name, ada.consent_expires_on) == ("ada", "Ada Example", "")
    assert bo.cloned and ada.cloned
    assert len({bo.consent_sha256, ada.consent_sha256}) == 2


@pytest.mark.parametrize("name", FAMILIES)
def test_the_same_request_is_the_same_wave_and_another_seed_or_voice_is_another(
    engine: Callable[[str], Transformers], tmp_path: Path, name: str
) -> None:
    asked = ((1, "ada"), (1, "ada"), (2, "ada"), (1, "bo"))
    digests: list[str] = []
    for seed, voice in asked:
        torch.rand(7)  # what else draws in this process changes nothing
        result = said(engine(name), Folder(tmp_path), seed, voice, "Hi")
        digests.append(result.audio.sha256)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


@pytest.mark.parametrize("name", FAMILIES)
def test_it_stops_before_the_next_step_when_nobody_wants_it_any_more(
    engine: Callable[[str], Transformers], tmp_path: Path, name: str
) -> None:
    asked = 0

    def report(share: float) -> None:
        nonlocal asked
        asked += 1
        if asked == 4:  # told at the start, and before the first three steps
            raise Cancelled

    with pytest.raises(Cancelled):
        request = SpeakRequest(text="Hi dog.", language="en", voice="ada")
        engine(name).run(request, Folder(tmp_path), report)
    assert engine(name).usage().model_steps == 2


@pytest.mark.parametrize("name", FAMILIES)
def test_a_model_that_comes_to_no_end_is_stopped_and_that_is_told(
    engine: Callable[[str], Transformers], tmp_path: Path, name: str
) -> None:
    result = said(engine(name), Folder(tmp_path), text="Hi")
    assert result.seconds < longest_s("Hi") + 0.2
    (told,) = result.left_out
    assert told.startswith("The model came to no end and was stopped after 0.")


@pytest.mark.parametrize("name", FAMILIES)
def test_an_end_that_a_model_draws_is_where_it_ends(
    engine: Callable[[str], Transformers],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    model = engine(name)._talker._model  # pyright: ignore
    drawn = model.generate

    def sooner(**given: Any) -> object:
        return drawn(**{**given, "max_new_tokens": 12})

    monkeypatch.setattr(model, "generate", sooner)
    assert not said(engine(name), Folder(tmp_path), text="Hello dog.").left_out


def test_an_end_that_csm_draws_is_where_it_ends(
    engine: Callable[[str], Transformers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talker = engine("csm")._talker  # pyright: ignore[reportPrivateUsage]
    assert isinstance(talker, Csm)
    codes = torch.randint(1, tiny_clones.CODES, (1, 30, 4), generator=torch.Generator())
    codes[0, 10, :3] = 0
    model = talker._model  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(model, "generate", lambda **_: codes)
    result = said(engine("csm"), Folder(tmp_path))
    assert result.seconds == pytest.approx(10 * 0.08, abs=0.1)
    assert not result.left_out
    codes[0, 0] = 0
    with pytest.raises(CallerError, match="nothing that can be spoken"):
        said(engine("csm"), Folder(tmp_path))


@pytest.mark.parametrize("name", READS)
def test_a_recording_without_its_words_is_refused_where_the_model_needs_them(
    folders: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    tiny_clones.record(tmp_path, "ada")
    with pytest.raises(CallerError, match=r"needs ada\.txt"):
        load(folders(name), tmp_path)


@pytest.mark.parametrize("name", CODECS)
def test_a_codec_that_is_not_given_is_asked_for(
    folders: Callable[[str], Path], people: Path, name: str
) -> None:
    with pytest.raises(CallerError, match=r"needs its codec.*vocoder="):
        load(folders(name), people, vocoder="")


def test_a_recording_that_leaves_no_room_for_a_line_is_refused(
    folders: Callable[[str], Path], tmp_path: Path
) -> None:
    tiny_clones.record(tmp_path, "ada", "I am Ada.", seconds=9)
    with pytest.raises(CallerError, match=r"9\.0 s long, but Dia has room for 8 s"):
        load(folders("dia"), tmp_path)


def copied(folder: Path, to: Path, *left_out: str) -> Path:
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("SHA256SUMS", *left_out))
    return to


@pytest.mark.parametrize("name", ["csm", "pocket", "vibevoice"])
def test_a_model_without_its_template_is_refused(
    folders: Callable[[str], Path], people: Path, tmp_path: Path, name: str
) -> None:
    model = copied(folders(name), tmp_path / "model", "chat_template.jinja")
    with pytest.raises(EngineError, match=r"no chat_template\.jinja"):
        load(model, people, vocoder=f"{folders(name)}-codec" if name in CODECS else "")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_model_that_lacks_weights_is_refused_and_not_drawn_by_chance(
    folders: Callable[[str], Path], people: Path, tmp_path: Path, name: str
) -> None:
    model = copied(folders(name), tmp_path / "model")
    weights = load_file(model / "model.safetensors")
    del weights[next(key for key in sorted(weights) if key.endswith("norm.weight"))]
    save_file(weights, model / "model.safetensors", {"format": "pt"})
    with pytest.raises(EngineError, match=r"lacks 1 weight of \w+, such as"):
        load(model, people, vocoder=f"{folders(name)}-codec" if name in CODECS else "")


def test_without_a_recording_nobody_is_heard(
    folders: Callable[[str], Path], people: Path, tmp_path: Path
) -> None:
    cast = tmp_path / "voices.toml"
    cast.write_text('[[voice]]\nid = "a"\nlanguages = ["en"]\n')
    for voices in (cast, tmp_path / "nowhere"):
        with pytest.raises(CallerError, match=r"folder with NAME\.wav"):
            load(folders("csm"), voices)
    for text, words in (
        ('[[voice]]\nid = "cy"\nlanguages = ["en"]\n', "there is no recording"),
        ('[[voice]]\nid = "ada"\nlanguages = ["en"]\nspeaker = 3\n', "remove it"),
    ):
        tiny_clones.record(tmp_path, "ada", "I am Ada.")
        cast.write_text(text)
        with pytest.raises(CallerError, match=words):
            load(folders("csm"), tmp_path)


def test_a_consent_that_ends_meanwhile_ends_the_voice_and_what_was_made_by_it(
    engine: Callable[[str], Transformers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine("csm").weights_sha256
    for day in (date(2027, 1, 31), date(2027, 2, 1)):
        for module in ("engines.transformers", "models.players"):
            monkeypatch.setattr(f"services.voice.{module}.today", lambda day=day: day)
        if day.month == 1:  # the last day
            assert said(engine("csm"), Folder(tmp_path), voice="bo", text="Hi").seconds
            assert engine("csm").weights_sha256 == before
            continue
        with pytest.raises(CallerError, match="Bo Example to the voice 'bo' ended on 2027-01-31"):
            said(engine("csm"), Folder(tmp_path), voice="bo")
        assert engine("csm").weights_sha256 != before
        assert said(engine("csm"), Folder(tmp_path), text="Hi").seconds


def test_another_consent_is_another_engine(folders: Callable[[str], Path], tmp_path: Path) -> None:
    tiny_clones.record(tmp_path, "ada", "I am Ada.")
    first = load(folders("csm"), tmp_path)
    tiny_clones.record(tmp_path, "ada", "I am Ada.", scope="Advertising.")
    second = load(folders("csm"), tmp_path)
    (tmp_path / "ada.txt").write_text("I was Ada.")
    third = load(folders("csm"), tmp_path)
    assert len({first.weights_sha256, second.weights_sha256, third.weights_sha256}) == 3
    assert consent.today() > date(2026, 3, 1)

"""Proves the voice engine with every family of text-to-speech models: tiny ones with random
weights, saved and loaded as real ones are."""

import pickle
import wave
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from benchmarks.folder import Folder
from reelmesh.mesh.engine import CallerError, Cancelled, EngineError, EngineSettings
from reelmesh.v1.spec_pb2 import Manner
from reelmesh.v1.timeline_pb2 import Viseme
from reelmesh.v1.voice_pb2 import SpeakRequest, SpeakResult
from services.voice.engines.transformers import ENGINE, Transformers
from services.voice.models.vits import Vits
from tests.models import tiny_voice

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own

VOICES = {"vits": "en", "speecht5": "ada", "bark": "en-speaker-6"}
Make = Callable[[str], Path]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Make:
    root = tmp_path_factory.mktemp("voice")

    def folder(name: str) -> Path:
        path = root / name
        if not path.exists():
            path.mkdir()
            if name == "many":
                tiny_voice.vits(path, speakers=3)
            else:
                getattr(tiny_voice, name)(path)
        return path

    return folder


@pytest.fixture(scope="session")
def engine(folders: Make) -> Callable[..., Transformers]:
    """Engines by the name of a family and their options, each loaded once."""
    loaded: dict[object, Transformers] = {}

    def of(name: str, **options: str) -> Transformers:
        key = (name, *sorted(options.items()))
        if key not in loaded:
            if name == "speecht5":
                options["vocoder"] = str(folders("hifigan"))
            given = {"warm-up": "off", **options}
            loaded[key] = ENGINE(EngineSettings(str(folders(name)), 1, given))
        return loaded[key]

    return of


def line(text: str = "Hi dog.", seed: int = 3, **more: object) -> SpeakRequest:
    return SpeakRequest(text=text, language="en", seed=seed, **{"voice": "en", **more})  # type: ignore[arg-type]


def heard(files: Folder, result: SpeakResult) -> NDArray[np.float32]:
    with wave.open(str(files.path(result.audio))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48000)
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return pcm.astype(np.float32) / np.float32(32768)


@pytest.mark.parametrize("name", VOICES)
def test_a_line_is_spoken_with_every_word_and_mouth_in_its_time(
    engine: Callable[..., Transformers], tmp_path: Path, name: str
) -> None:
    files, told = Folder(tmp_path), list[float]()
    one = engine(name)
    result = one.run(line(voice=VOICES[name]), files, told.append)
    sound = heard(files, result)
    assert len(sound) / 48000 == pytest.approx(result.seconds)
    assert np.abs(sound[:4800]).max() > 0.005 < np.abs(sound[-4800:]).max()  # no silent ends
    assert [word.text for word in result.words] == ["Hi", "dog"]
    phones = list(result.phones)
    assert phones[0].start_seconds == 0
    assert phones[-1].end_seconds == pytest.approx(result.seconds, abs=0.01)
    for before, after in pairwise(phones):
        assert before.end_seconds == pytest.approx(after.start_seconds, abs=1e-3)
    assert {Viseme.VISEME_VELAR, Viseme.VISEME_ALVEOLAR} <= {phone.viseme for phone in phones}
    assert result.timed_by_model == (name == "vits")
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert one.usage().model_steps >= 3


@pytest.mark.parametrize("name", VOICES)
def test_the_same_request_is_the_same_wave_and_another_seed_is_another(
    engine: Callable[..., Transformers], tmp_path: Path, name: str
) -> None:
    digests: list[str] = []
    for seed in (1, 1, 2):
        torch.rand(7)  # what else draws in this process changes nothing
        result = engine(name).run(
            line("Hi", seed, voice=VOICES[name]), Folder(tmp_path), lambda share: None
        )
        digests.append(result.audio.sha256)
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("name", VOICES)
def test_it_stops_before_the_next_step_when_nobody_wants_it_any_more(
    engine: Callable[..., Transformers], tmp_path: Path, name: str
) -> None:
    asked = 0

    def report(share: float) -> None:
        nonlocal asked
        asked += 1
        if asked == 3:  # told at the start, before the first step, and before the second
            raise Cancelled

    with pytest.raises(Cancelled):
        engine(name).run(line(voice=VOICES[name]), Folder(tmp_path), report)
    assert engine(name).usage().model_steps == 1
    assert engine(name).run(line("Hi", voice=VOICES[name]), Folder(tmp_path), lambda share: None)


@pytest.mark.parametrize(("name", "text"), [("vits", "Hi there dog"), ("speecht5", "Hi")])
def test_a_faster_line_is_shorter_by_as_much(
    engine: Callable[..., Transformers], tmp_path: Path, name: str, text: str
) -> None:
    lengths = [
        engine(name)
        .run(line(text, voice=VOICES[name], rate=rate), Folder(tmp_path), lambda share: None)
        .seconds
        for rate in (1.0, 1.5)
    ]
    assert lengths[0] / lengths[1] == pytest.approx(1.5, rel=0.08)


def test_each_word_lies_where_the_model_put_its_letters(
    engine: Callable[..., Transformers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = Vits.speak
    told: list[tuple[str, list[tuple[float, float]]]] = []

    def seen(self: Vits, said: str, *given: object) -> object:
        spoken = speak(self, said, *given)  # pyright: ignore[reportArgumentType]
        assert spoken.character_s is not None
        told.append((said, spoken.character_s))
        return spoken

    monkeypatch.setattr(Vits, "speak", seen)
    result = engine("vits").run(line("One dog barks"), Folder(tmp_path), lambda share: None)
    ((said, times),) = told
    assert said == "One dog barks"
    lead_s = times[0][0]  # what is before the first letter may be cut off
    for word, first, last in zip(result.words, (0, 4, 8), (2, 6, 12), strict=True):
        assert word.start_seconds == pytest.approx(times[first][0] - lead_s, abs=0.05)
        after_s = times[min(last + 2, len(times) - 1)][1 if last > 10 else 0] - lead_s
        assert times[last][1] - lead_s - 0.1 < word.end_seconds < after_s + 0.05


def test_sentences_are_parted_by_pauses_and_numbers_are_read(
    engine: Callable[..., Transformers], tmp_path: Path
) -> None:
    files = Folder(tmp_path)
    result = engine("vits").run(line("It costs $12. Stop!"), files, lambda share: None)
    assert [word.text for word in result.words] == ["It", "costs", "$12", "Stop"]
    gap_s = result.words[3].start_seconds - result.words[2].end_seconds
    assert gap_s > 0.3
    sound = heard(files, result)
    middle = round((result.words[3].start_seconds - 0.2) * 48000)
    assert np.abs(sound[middle - 2400 : middle + 2400]).max() < 1e-3


def test_voices_are_those_declared_and_what_is_wrong_with_them_is_told(
    engine: Callable[..., Transformers], folders: Make, tmp_path: Path
) -> None:
    listed = engine("speecht5").capabilities.voices
    assert [(one.id, one.gender, list(one.languages)) for one in listed] == [
        ("ada", "female", ["en"]),
        ("bob", "male", ["en"]),
    ]
    digests = {
        engine("speecht5").run(line("Hi", voice=who), Folder(tmp_path), lambda s: None).audio.sha256
        for who in ("ada", "bob")
    }
    assert len(digests) == 2
    assert [one.id for one in engine("many").capabilities.voices] == ["en-0", "en-1", "en-2"]
    cast = tmp_path / "voices.toml"
    for text, words in (
        ('[[voice]]\nid = "A B"\nlanguages = ["en"]', "id"),
        ('[[voice]]\nid = "a"', "languages"),
        ('[[voice]]\nid = "a"\nlanguages = ["en"]\nspeaker = 9', "from 0 to 2"),
        ('[[voice]]\nid = "a"\nlanguages = ["en"]\nsample = "a.wav"', "sample"),
        ('[[voice]]\nid = "a"\nlanguages = ["en"]\nembedding = "a.npy"', "a.npy"),
    ):
        cast.write_text(text)
        with pytest.raises(CallerError, match=words):
            ENGINE(EngineSettings(str(folders("many")), 1, {"voices": str(cast)}))


def test_a_vector_that_hides_a_pickle_is_not_read(folders: Make, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{"run": "code"}], dtype=object), allow_pickle=True)
    cast = tmp_path / "voices.toml"
    cast.write_text('[[voice]]\nid = "a"\nlanguages = ["en"]\nembedding = "a.npy"')
    with pytest.raises(CallerError, match=r"a\.npy"):
        ENGINE(EngineSettings(str(folders("many")), 1, {"voices": str(cast)}))


def test_who_is_not_here_and_what_cannot_be_read_is_told(
    engine: Callable[..., Transformers], tmp_path: Path
) -> None:
    for request, words in (
        (line(voice="nobody"), "choose en"),
        (SpeakRequest(text="Hallo", language="de", voice="en"), "speaks 'de'"),
        (line("Привет"), "can't read"),
        (line("?!"), "nothing that can be spoken"),
        (line(rate=3.0), "from 0.5 to 2"),
    ):
        with pytest.raises(CallerError, match=words):
            engine("vits").run(request, Folder(tmp_path), lambda share: None)


def test_a_manner_is_made_of_the_speech_or_honestly_left_out(
    engine: Callable[..., Transformers], tmp_path: Path
) -> None:
    whisper = line("Hi", manner=Manner.MANNER_WHISPER)
    plain = engine("vits").run(line("Hi"), Folder(tmp_path), lambda share: None)
    made = engine("vits").run(whisper, Folder(tmp_path), lambda share: None)
    assert made.manner == Manner.MANNER_WHISPER
    assert made.audio.sha256 != plain.audio.sha256
    off = engine("vits", manner="off").run(whisper, Folder(tmp_path), lambda share: None)
    assert off.manner == Manner.MANNER_UNSPECIFIED
    assert off.audio.sha256 == plain.audio.sha256


def test_out_of_memory_is_answered_with_shorter_pieces(
    engine: Callable[..., Transformers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = Vits.speak
    lengths: list[int] = []

    def scarce(self: Vits, said: str, *given: object) -> object:
        lengths.append(len(said))
        if len(said) > 45:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return speak(self, said, *given)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Vits, "speak", scarce)
    monkeypatch.setattr(Vits, "longest", 90)
    text = "so we go on and on, " * 4
    result = engine("vits").run(line(text), Folder(tmp_path), lambda share: None)
    assert len(result.words) == 24
    assert lengths[0] > 45 >= max(lengths[1:])
    assert list(result.degraded) == ["The line was spoken in shorter pieces."]
    assert not engine("vits").run(line("Hi"), Folder(tmp_path), lambda share: None).degraded

    def never(self: Vits, *given: object) -> object:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(Vits, "speak", never)
    with pytest.raises(EngineError, match="out of memory"):
        engine("vits").run(line(), Folder(tmp_path), lambda share: None)


def test_the_pace_is_measured_before_the_first_task(folders: Make, tmp_path: Path) -> None:
    (voice,) = ENGINE(EngineSettings(str(folders("vits")), 1, {})).capabilities.voices
    assert 1 < voice.characters_per_second < 30


def test_what_cannot_be_loaded_is_told_before_it_is_read(folders: Make, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "qwen3_tts"}')
    with pytest.raises(CallerError, match="it knows vits"):
        ENGINE(EngineSettings(str(tmp_path)))
    (tmp_path / "weights.bin").write_bytes(pickle.dumps([1]))
    with pytest.raises(CallerError, match=r"weights\.bin"):
        ENGINE(EngineSettings(str(tmp_path)))
    with pytest.raises(CallerError, match="vocoder="):
        ENGINE(EngineSettings(str(folders("speecht5"))))
    for name, value in (("compile", "on"), ("offload", "model"), ("quantize", "int8")):
        with pytest.raises(CallerError, match=name):
            ENGINE(EngineSettings(str(folders("vits")), 1, {name: value}))
    with pytest.raises(CallerError, match="knows"):
        ENGINE(EngineSettings(str(folders("vits")), 1, {"steps": "3"}))


def test_a_model_that_reads_by_a_package_that_is_not_here_says_which(
    folders: Make, tmp_path: Path
) -> None:
    tiny_voice.vits(tmp_path)
    config = tmp_path / "tokenizer_config.json"
    config.write_text(config.read_text().replace('"phonemize": false', '"phonemize": true'))
    with pytest.raises(EngineError, match="phonemizer"):
        ENGINE(EngineSettings(str(tmp_path)))

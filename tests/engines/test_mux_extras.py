"""What comes besides the clip: chapters, stems that add up to the mix, a preview, labels in
pictures, music under everything, and voices that stand where the picture shows them."""

import json
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from reelmesh.v1.common_pb2 import Artifact
from reelmesh.v1.mux_pb2 import AssembleRequest, Place
from reelmesh.v1.video_pb2 import DigitalSource
from services.mux.room import ROOMS, in_room, room_of
from tests.engines.mux_bench import RATE, Bench, burst, hiss, level_db, talk


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def samples(bench: Bench, artifact: Artifact) -> NDArray[np.float64]:
    with av.open(str(bench.files.path(artifact))) as container:
        pieces = [f.to_ndarray() for f in container.decode(container.streams.audio[0])]
    return np.concatenate(pieces, axis=1).reshape(-1, 2).T / 2**31


def tones(seconds: float) -> NDArray[np.float64]:
    at = np.arange(round(seconds * RATE)) / RATE
    return 0.2 * np.stack([np.sin(2 * np.pi * 220 * at), np.sin(2 * np.pi * 330 * at)])


def scored(bench: Bench) -> AssembleRequest:
    request = talk(bench)
    request.ambience.music.CopyFrom(bench.wav(tones(3)))
    return request


def test_each_shot_is_a_chapter_and_one_shot_alone_is_none(bench: Bench) -> None:
    two, _ = bench.run(bench.request(bench.shot(24), bench.shot(48)))
    with av.open(str(bench.files.path(two.clip))) as container:
        found = [
            (*(at * (c["time_base"] or 0) for at in (c["start"], c["end"])), c["metadata"]["title"])
            for c in container.chapters()
        ]
    assert found == [(0, 1, "Shot 1"), (1, 3, "Shot 2")]
    one, _ = bench.run(bench.request(bench.shot(24)))
    with av.open(str(bench.files.path(one.clip))) as container:
        assert container.chapters() == []


def test_stems_are_kept_on_request_and_add_up_to_the_mix(bench: Bench) -> None:
    request = scored(bench)
    assert not bench.run(request)[0].stems
    request.extras.stems = True
    result, _ = bench.run(request)
    assert [stem.name for stem in result.stems] == ["speech", "ambience", "music"]
    parts = [samples(bench, stem.audio) for stem in result.stems]
    assert {part.shape for part in parts} == {(2, 3 * RATE)}
    heard = bench.sound(result).astype(np.float64)
    together = np.sum(parts, axis=0)
    # The finished sound is another level, limited and coded: it still is the same sound.
    matching = np.corrcoef(together.ravel(), heard.ravel())[0, 1]
    assert matching > 0.97
    assert abs(np.corrcoef(parts[1].ravel(), parts[2].ravel())[0, 1]) < 0.1


def test_stems_carry_the_clips_label(bench: Bench) -> None:
    request = talk(bench)
    request.extras.stems = True
    result, _ = bench.run(request)
    with av.open(str(bench.files.path(result.stems[0].audio))) as container:
        assert container.metadata["AIGC"] == result.aigc_label


def test_music_stays_under_speech_and_comes_forward_between_lines(bench: Bench) -> None:
    request = scored(bench)
    request.extras.stems = True
    result, _ = bench.run(request)
    speech, _, music = (samples(bench, stem.audio).astype(np.float32) for stem in result.stems)
    assert level_db(speech, 1.5, 1.9) > level_db(music, 1.5, 1.9) + 12
    assert level_db(music, 2.6, 2.8) > level_db(music, 1.5, 1.9) + 3


def test_music_alone_is_a_soundtrack_too(bench: Bench) -> None:
    request = bench.request()
    request.ambience.music.CopyFrom(bench.wav(tones(3)))
    result, _ = bench.run(request)
    assert result.loudness_lufs == pytest.approx(-16, abs=1)


def test_a_preview_is_made_on_request_and_plays_at_most_ten_seconds(bench: Bench) -> None:
    request = bench.request(bench.shot(24 * 11, size=(640, 360)))
    assert not bench.run(request)[0].HasField("preview")
    request.extras.preview = True
    result, _ = bench.run(request)
    assert result.preview.media_type == "image/webp"
    with Image.open(bench.files.path(result.preview)) as preview:
        assert preview.size == (400, 225)
        seconds: list[float] = []
        for frame in ImageSequence.Iterator(preview):
            frame.load()
            seconds.append(frame.info["duration"] / 1000)
    assert 9.5 < sum(seconds) <= 10.1


@pytest.mark.parametrize(
    ("source", "term"),
    [
        (DigitalSource.DIGITAL_SOURCE_TRAINED, "trainedAlgorithmicMedia"),
        (DigitalSource.DIGITAL_SOURCE_COMPOSITE, "compositeSynthetic"),
        (DigitalSource.DIGITAL_SOURCE_ALGORITHMIC, "algorithmicMedia"),
    ],
)
def test_poster_and_preview_say_that_they_were_generated(
    bench: Bench, source: DigitalSource, term: str
) -> None:
    request = bench.request()
    request.shots[0].source = source
    request.extras.preview = True
    result, _ = bench.run(request)
    for artifact in (result.poster, result.preview):
        with Image.open(bench.files.path(artifact)) as picture:
            packet = ElementTree.fromstring(picture.info["xmp"])
        said = {element.tag.rpartition("}")[2]: element.text or "" for element in packet.iter()}
        assert json.loads(said["AIGC"]) == json.loads(result.aigc_label)
        assert said["DigitalSourceType"].endswith(f"/{term}")


def test_a_voice_is_heard_from_where_its_speaker_stands(bench: Bench) -> None:
    request = talk(bench)
    request.ClearField("ambience")
    request.places.extend([Place(speaker="Anna", x=0.9), Place(speaker="小明", x=0.1)])
    result, _ = bench.run(request)
    left, right = bench.sound(result)
    first, second = slice(round(0.4 * RATE), RATE), slice(round(1.5 * RATE), 2 * RATE)
    assert np.square(right[first]).mean() > 1.2 * np.square(left[first]).mean()
    assert np.square(left[second]).mean() > 1.2 * np.square(right[second]).mean()


def test_a_room_answers_after_the_voice_and_fades_and_the_open_air_does_not() -> None:
    assert room_of(["outdoor", "sea"]) is None
    room = ROOMS["indoor"]
    assert room_of(["person", "indoor"]) == room
    voice = np.zeros((2, RATE // 4), np.float32)
    voice[:, -4800:] = burst(0.1)
    heard = in_room(voice, room)
    end = voice.shape[1] / RATE
    after = [level_db(heard, end + t, end + t + 0.05) for t in (0.0, 0.1, 0.2, 0.3)]
    assert after == sorted(after, reverse=True)
    assert after[0] - after[2] > 15
    assert level_db(heard, end - 0.1, end) - after[0] > 8


def test_extras_are_the_same_bytes_every_time(bench: Bench) -> None:
    request = scored(bench)
    request.extras.stems = request.extras.preview = True
    first, _ = bench.run(request)
    second, _ = bench.run(request)
    assert first == second


def test_ambience_and_music_do_not_drown_a_quiet_clip(bench: Bench) -> None:
    request = bench.request()
    request.ambience.audio.CopyFrom(bench.wav(hiss(3, 0.01)))
    request.ambience.music.CopyFrom(bench.wav(tones(3)))
    result, _ = bench.run(request)
    assert result.loudness_lufs == pytest.approx(-16, abs=1)

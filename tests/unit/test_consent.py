"""Proves that no recording is used without a consent that holds, and is about that recording."""

import hashlib
import json
import wave
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from reelmesh.mesh.engine import CallerError
from services.voice.consent import read_recordings

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.voice.consent.today", lambda: TODAY)


def wav(path: Path, seconds: float = 1.5, channels: int = 1, width: int = 2) -> None:
    times = np.arange(round(seconds * 8000)) / 8000
    tone = (np.sin(2 * np.pi * 200 * times) * 9000).astype("<i2").repeat(channels)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(tone.tobytes())


def consent_of(folder: Path, changed: Mapping[str, object] | None = None) -> None:
    """The consent of ada.wav; a field that is changed to None is left out."""
    sound = (folder / "ada.wav").read_bytes()
    record = {
        "speaker": "Ada Example",
        "recorded_by": "Bob Example",
        "recorded_on": "2026-03-01",
        "scope": "Fiction.",
        "recording_sha256": hashlib.sha256(sound).hexdigest(),
        **(changed or {}),
    }
    kept = {name: value for name, value in record.items() if value is not None}
    (folder / "ada.consent.json").write_text(json.dumps(kept))


def refusal(folder: Path) -> str:
    with pytest.raises(CallerError) as caught:
        read_recordings(folder)
    return str(caught.value)


def test_a_recording_with_its_consent_is_read(tmp_path: Path) -> None:
    wav(tmp_path / "ada.wav", channels=2)
    consent_of(tmp_path, {"expires_on": "2026-06-15"})  # the last day counts
    (tmp_path / "ada.txt").write_text("  I am \n Ada. ")
    (one,) = read_recordings(tmp_path)
    assert (one.voice, one.rate_hz, len(one.audio)) == ("ada", 8000, 12000)
    assert one.transcript == "I am Ada."
    assert one.consent.speaker == "Ada Example"
    assert one.consent.expires_on == TODAY
    record = (tmp_path / "ada.consent.json").read_bytes()
    assert one.consent.sha256 == hashlib.sha256(record).hexdigest()
    assert len(one.at(24000)) == pytest.approx(36000, abs=1)


def test_what_is_heard_said_or_agreed_changes_the_digest(tmp_path: Path) -> None:
    digests: set[str] = set()
    wav(tmp_path / "ada.wav")
    for changed in ({}, {"scope": "Advertising."}, {"expires_on": "2026-12-31"}):
        consent_of(tmp_path, changed)
        digests.add(read_recordings(tmp_path)[0].digest)
    (tmp_path / "ada.txt").write_text("I am Ada.")
    digests.add(read_recordings(tmp_path)[0].digest)
    wav(tmp_path / "ada.wav", seconds=2)
    consent_of(tmp_path, {"expires_on": "2026-12-31"})
    digests.add(read_recordings(tmp_path)[0].digest)
    assert len(digests) == 5


def test_a_recording_without_consent_is_refused(tmp_path: Path) -> None:
    wav(tmp_path / "ada.wav")
    assert "has no consent" in refusal(tmp_path)


def test_a_consent_to_another_recording_is_refused(tmp_path: Path) -> None:
    wav(tmp_path / "ada.wav")
    consent_of(tmp_path)
    wav(tmp_path / "ada.wav", seconds=2)
    assert "about another recording than ada.wav" in refusal(tmp_path)


@pytest.mark.parametrize(
    "field", ["speaker", "recorded_by", "recorded_on", "scope", "recording_sha256"]
)
@pytest.mark.parametrize("value", [None, "  ", 7])
def test_a_consent_with_a_field_missing_is_refused_by_its_name(
    tmp_path: Path, field: str, value: object
) -> None:
    wav(tmp_path / "ada.wav")
    consent_of(tmp_path, {field: value})
    assert f"does not say {field}" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"expires_on": "2026-06-14"}, "Ada Example to the voice 'ada' ended on 2026-06-14"),
        ({"expires_on": "next year"}, "expires_on 'next year'"),
        ({"expires_on": ""}, "write the day as"),
        ({"expires": "2026-06-14"}, "has 'expires', which is not known"),
        ({"recorded_on": "2026-06-16"}, "yet to come"),
        ({"recorded_on": "1 March"}, "recorded_on '1 March'"),
    ],
)
def test_a_consent_that_does_not_hold_is_refused(
    tmp_path: Path, changed: dict[str, object], words: str
) -> None:
    wav(tmp_path / "ada.wav")
    consent_of(tmp_path, changed)
    assert words in refusal(tmp_path)


def test_a_record_that_is_none_or_has_no_recording_is_refused(tmp_path: Path) -> None:
    assert "no recording" in refusal(tmp_path)
    assert "cannot be read" in refusal(tmp_path / "nowhere")
    wav(tmp_path / "ada.wav")
    for text in ("{", "[]"):
        (tmp_path / "ada.consent.json").write_text(text)
        assert "JSON" in refusal(tmp_path)
    consent_of(tmp_path)
    (tmp_path / "ada.wav").rename(tmp_path / "bo.wav")
    assert "without its recording" in refusal(tmp_path)


def test_a_recording_that_is_no_use_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ada.wav"
    for seconds, width, words in ((0.5, 2, "from 1 to 60 s"), (2, 1, "16-bit"), (61, 2, "61.0 s")):
        wav(path, seconds, width=width)
        consent_of(tmp_path)
        assert words in refusal(tmp_path)
    path.write_bytes(b"RIFF")
    consent_of(tmp_path)
    assert "no WAV" in refusal(tmp_path)
    path.unlink()
    (tmp_path / "ada.consent.json").unlink()
    wav(tmp_path / "Ada B.wav")
    assert "no name of a voice" in refusal(tmp_path)

"""Recordings of people whose voices are cloned, each with the consent that was recorded for it.

    ada.wav             who is to be heard: 16-bit PCM, 1 to 60 seconds
    ada.txt             what is said in it, word for word, for models that need it
    ada.consent.json    who agreed, to what, since when and until when

    {
      "speaker": "Ada Example",
      "recorded_by": "Bob Example, Example Films",
      "recorded_on": "2026-03-01",
      "scope": "Lines of fiction in films of Example Films.",
      "expires_on": "2027-03-01",
      "recording_sha256": "..."
    }

Nothing here proves who spoke: it keeps what somebody put on record, and holds it to one recording.
"""

import hashlib
import io
import json
import re
import wave
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from reelmesh.mesh.engine import CallerError
from services.voice.audio import resample
from services.voice.speech import Floats

RECORD = ".consent.json"
SECONDS_MIN, SECONDS_MAX = 1.0, 60.0
_NEEDED = ("speaker", "recorded_by", "recorded_on", "scope", "recording_sha256")
_OPTIONAL = ("expires_on",)
VOICE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
"""Ids of voices, which are names of files too."""
_RECORD_BYTES_MAX = 64_000


@dataclass(frozen=True)
class Consent:
    """What a person agreed to, as it was put on record."""

    speaker: str
    """Who is heard in the recording and agreed."""
    recorded_by: str
    """Who put the consent on record."""
    recorded_on: date
    scope: str
    """What the voice may be used for, as it was agreed."""
    expires_on: date | None
    """The last day, in UTC; None where no end was agreed."""
    recording_sha256: str
    record: bytes
    """The file, byte for byte."""

    @property
    def sha256(self) -> str:
        """Digest of the record."""
        return hashlib.sha256(self.record).hexdigest()

    def hold(self, voice: str, day: date) -> None:
        """Raises CallerError when the consent does not hold on that day."""
        if self.expires_on and day > self.expires_on:
            raise CallerError(
                f"The consent of {self.speaker} to the voice {voice!r} ended on "
                f"{self.expires_on}: take another voice, or have its operator record a new consent "
                "or remove the voice."
            )


@dataclass(frozen=True)
class Recording:
    """A person's recording, with the consent that it may be used by."""

    voice: str
    """Id of the voice."""
    audio: Floats
    """Mono, -1 to 1."""
    rate_hz: int
    transcript: str
    """What is said in it; empty where nobody wrote it down."""
    consent: Consent

    @property
    def digest(self) -> str:
        """SHA-256 over everything that decides how the voice sounds and whether it may be used."""
        said = hashlib.sha256(self.transcript.encode()).hexdigest()
        parts = (self.voice, self.consent.recording_sha256, said, self.consent.sha256)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def at(self, rate_hz: int) -> Floats:
        """The recording at another rate."""
        return resample(self.audio, self.rate_hz, rate_hz)


def today() -> date:
    """The day by which consents are judged, in UTC."""
    return datetime.now(UTC).date()


def read_recordings(folder: Path) -> list[Recording]:
    """All recordings of a folder, by name. Raises CallerError for one whose consent is missing,
    does not hold, or is about another recording."""
    try:
        names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except OSError as error:
        raise CallerError(
            f"The folder of voices {folder} cannot be read: check voices= of ENGINE_OPTIONS."
        ) from error
    voices = sorted(name.removesuffix(".wav") for name in names if name.endswith(".wav"))
    for name in sorted(names):
        if name.endswith(RECORD) and name.removesuffix(RECORD) not in voices:
            raise CallerError(
                f"{name} in {folder} is a consent without its recording: add "
                f"{name.removesuffix(RECORD)}.wav, or remove the record."
            )
    if not voices:
        raise CallerError(
            f"The folder of voices {folder} holds no recording: add NAME.wav with NAME{RECORD}."
        )
    return [_recording(folder, voice) for voice in voices]


def _recording(folder: Path, voice: str) -> Recording:
    path, record = folder / f"{voice}.wav", folder / f"{voice}{RECORD}"
    if not VOICE_ID.fullmatch(voice):
        raise CallerError(
            f"{path.name} in {folder} is no name of a voice: name the recording with small "
            "letters, digits, - and _, 60 at most."
        )
    if not record.is_file():
        raise CallerError(
            f"The recording {path} has no consent: put the consent of its speaker on record as "
            f"{record.name}, or remove the recording."
        )
    sound = path.read_bytes()
    consent = read_consent(record)
    if consent.recording_sha256 != hashlib.sha256(sound).hexdigest():
        raise CallerError(
            f"The consent {record} is about another recording than {path.name}: put back the "
            "recording it was given for, or have its speaker consent to this one."
        )
    consent.hold(voice, today())
    audio, rate_hz = _heard(path, sound)
    said = folder / f"{voice}.txt"
    try:
        transcript = " ".join(said.read_text("utf-8").split()) if said.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CallerError(f"The transcript {said} cannot be read: write it in UTF-8.") from error
    return Recording(voice, audio, rate_hz, transcript, consent)


def read_consent(path: Path) -> Consent:
    """A record. Raises CallerError that names the field that is missing or wrong."""
    try:
        record = path.read_bytes()
        found = json.loads(record)
    except (OSError, ValueError) as error:
        raise CallerError(f"The consent {path} cannot be read as JSON: write it anew.") from error
    if not isinstance(found, dict) or len(record) > _RECORD_BYTES_MAX:
        raise CallerError(f"The consent {path} is no JSON object of less than 64 KB.")
    # A misspelt end date must not become a consent without an end.
    if strange := sorted(set(found) - {*_NEEDED, *_OPTIONAL}):
        raise CallerError(
            f"The consent {path} has {strange[0]!r}, which is not known: it has "
            f"{', '.join((*_NEEDED, *_OPTIONAL))}."
        )
    texts: dict[str, str] = {}
    for name in _NEEDED:
        value = found.get(name)
        if not isinstance(value, str) or not value.strip():
            raise CallerError(
                f"The consent {path} does not say {name}: whoever recorded it must write it down."
            )
        texts[name] = value.strip()
    recorded_on = _day(path, "recorded_on", texts["recorded_on"])
    if recorded_on > today():
        raise CallerError(
            f"The consent {path} was recorded on {recorded_on}, which is yet to come: correct "
            "recorded_on."
        )
    ends = found.get("expires_on")
    return Consent(
        speaker=texts["speaker"],
        recorded_by=texts["recorded_by"],
        recorded_on=recorded_on,
        scope=texts["scope"],
        expires_on=None if ends is None else _day(path, "expires_on", ends),
        recording_sha256=texts["recording_sha256"].lower(),
        record=record,
    )


def _day(path: Path, name: str, text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise CallerError(
            f"The consent {path} says {name} {text!r}: write the day as 2026-03-01."
        ) from None


def _heard(path: Path, sound: bytes) -> tuple[Floats, int]:
    """Samples, mono, and their rate."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            channels, width, rate_hz = (
                file.getnchannels(), file.getsampwidth(), file.getframerate()
            )  # fmt: skip
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise CallerError(f"{path} is no WAV that can be read: save it as 16-bit PCM.") from error
    if width != 2:
        raise CallerError(f"{path} has {8 * width} bits a sample: save it as 16-bit PCM.")
    whole = len(pcm) // (2 * channels) * channels
    samples = np.frombuffer(pcm, "<i2", whole).reshape(-1, channels)
    audio = (samples.mean(axis=1) / 32768).astype(np.float32)
    if not SECONDS_MIN <= len(audio) / rate_hz <= SECONDS_MAX:
        raise CallerError(
            f"{path} is {len(audio) / rate_hz:.1f} s long: record from {SECONDS_MIN:.0f} to "
            f"{SECONDS_MAX:.0f} s."
        )
    if np.abs(audio).max() < 1e-3:
        raise CallerError(f"{path} is silent: record the speaker again, with their consent.")
    return audio, rate_hz

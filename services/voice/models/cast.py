"""The voices of a model, as an operator declares them in voices.toml.

    [[voice]]
    id = "anna"
    name = "Anna"
    languages = ["en"]
    gender = "female"
    speaker = 3                        # a speaker's number, or a preset's name
    embedding = "anna.safetensors"     # or .npy; for models that take a speaker's vector

Voices of the model itself, vectors that an operator put beside it, or people whose recordings lie
in the same folder with their consent (services/voice/consent.py).
"""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from reelmesh.mesh.engine import CallerError
from reelmesh.v1.engine_pb2 import Voice
from services.voice.consent import VOICE_ID, Recording
from services.voice.speech import Floats
from services.voice.voices import primary

FILE = "voices.toml"
_KNOWN = frozenset("id name languages gender description speaker embedding group".split())
_GENDERS = ("female", "male", "neutral")


@dataclass(frozen=True)
class Actor:
    """A voice and how the model is told to use it."""

    id: str
    name: str
    languages: tuple[str, ...]
    gender: str = "neutral"
    description: str = ""
    speaker: str = ""
    """A number or a preset's name; empty for models of one voice."""
    embedding: Floats | None = field(default=None, compare=False)
    """A speaker's vector (n,)."""
    recording: Recording | None = field(default=None, compare=False)
    """Whose voice is cloned; None for all others."""
    group: str = ""
    characters_per_second: float = 0.0

    def voice(self) -> Voice:
        """The actor as capabilities list it."""
        consent = self.recording.consent if self.recording else None
        ends = consent.expires_on if consent else None
        return Voice(
            id=self.id,
            name=self.name,
            languages=self.languages,
            gender=self.gender,
            description=self.description,
            characters_per_second=round(self.characters_per_second, 1),
            group=self.group or self.id,
            cloned=consent is not None,
            consent_sha256=consent.sha256 if consent else "",
            consent_expires_on=ends.isoformat() if ends else "",
        )

    def measured(self, characters_per_second: float) -> "Actor":
        """The same one, with its pace."""
        return replace(self, characters_per_second=characters_per_second)


def read_cast(path: Path) -> list[Actor]:
    """Voices of a file, in its order, which is that of casting. Raises CallerError that names
    the voice and the field."""
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("voice", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CallerError(f"{path} cannot be read as TOML: {error}.") from error
    if not isinstance(found, list) or not found:
        raise CallerError(f"{path} declares no voice: write a [[voice]] with id and languages.")
    actors = [_actor(path, number, one) for number, one in enumerate(found, 1)]
    if len({actor.id for actor in actors}) < len(actors):
        raise CallerError(f"{path} declares a voice twice: give each its own id.")
    return actors


def _actor(path: Path, number: int, one: object) -> Actor:
    where = f"Voice {number} in {path}"
    if not isinstance(one, dict):
        raise CallerError(f"{where} is no table: write it as [[voice]].")
    if strange := sorted(set(one) - _KNOWN):
        raise CallerError(f"{where} has {strange[0]!r}, but known are {', '.join(sorted(_KNOWN))}.")
    texts = {name: str(one.get(name, "")) for name in ("id", "name", "gender", "description")}
    if not VOICE_ID.fullmatch(texts["id"]):
        raise CallerError(f"{where} needs an id of small letters, digits, - and _.")
    languages = one.get("languages")
    if not isinstance(languages, list) or not languages:
        raise CallerError(f'{where} needs languages, such as ["en"].')
    gender = texts["gender"] or "neutral"
    if gender not in _GENDERS:
        raise CallerError(f"{where} has gender {gender!r}: write one of {', '.join(_GENDERS)}.")
    embedding = one.get("embedding")
    return Actor(
        id=texts["id"],
        name=texts["name"] or texts["id"].capitalize(),
        languages=tuple(dict.fromkeys(primary(str(tag)) for tag in languages)),
        gender=gender,
        description=texts["description"],
        speaker=str(one.get("speaker", "")),
        embedding=read_embedding(path.parent / str(embedding)) if embedding else None,
        group=str(one.get("group", "")),
    )


def read_embedding(path: Path) -> Floats:
    """A speaker's vector (n,) of a .npy file, or of the only tensor of a .safetensors file.
    Raises CallerError for what is neither; a pickle inside is never read."""
    try:
        if path.suffix == ".safetensors":
            (vector,) = load_file(path).values()
        elif path.suffix == ".npy":
            vector = np.load(path, allow_pickle=False)
        else:
            raise ValueError("neither .safetensors nor .npy")
        flat = np.asarray(vector, np.float32).reshape(-1)
    except Exception as error:
        raise CallerError(
            f"The speaker embedding {path} cannot be read ({error}): give one vector as .npy or "
            ".safetensors."
        ) from error
    if not len(flat) or not np.isfinite(flat).all():
        raise CallerError(f"The speaker embedding {path} is empty or has numbers that are none.")
    return flat

"""Who can be heard: voices of the model, declared ones, or people who consented to be cloned."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from reelmesh.mesh.engine import CallerError
from services.voice.consent import Recording, read_recordings, today
from services.voice.models.cast import FILE, Actor, read_cast
from services.voice.models.talker import Talker
from services.voice.voices import primary


@dataclass(frozen=True)
class Players:
    """The voices of a pool."""

    actors: list[Actor]
    digest: str
    """Over all that decides how they sound, and over their consents; empty where it is all in
    the model's folder."""

    def identity(self) -> str:
        """The digest, and whose consent has ended: what was made under it is not used again."""
        ended = [actor.id for actor in self.actors if not held(actor)]
        return ",".join([self.digest, *ended])


def held(actor: Actor) -> bool:
    """Whether the voice may be used today."""
    consent = actor.recording.consent if actor.recording else None
    return not consent or not consent.expires_on or today() <= consent.expires_on


def gather(talker: Talker, model: Path, voices: str, language: str) -> Players:
    """The voices that a model has, or that voices names: a voices.toml, or a folder of recordings.

    Raises CallerError for what does not go with the model, or has no consent."""
    declared = Path(voices) if voices else model / FILE
    if talker.clones:
        if not declared.is_dir():
            raise CallerError(
                "This model speaks in the voice of a recording: set ENGINE_OPTIONS=...,voices= to "
                "a folder with NAME.wav and NAME.consent.json for each voice."
            )
        players = _cloned(declared, (primary(language),) if language else talker.languages)
    elif declared.is_dir():
        raise CallerError(
            f"This model clones nobody, but voices={voices} is a folder: name a voices.toml."
        )
    elif voices or declared.is_file():
        players = Players(read_cast(declared), _digest(declared) if voices else "")
    else:
        players = Players(talker.voices(), "")
    for actor in players.actors:
        talker.check(actor)
    return players


def _cloned(folder: Path, languages: tuple[str, ...]) -> Players:
    """The people of a folder. Its voices.toml, where there is one, tells more of them."""
    recordings = {one.voice: one for one in read_recordings(folder)}
    told = folder / FILE
    known = read_cast(told) if told.is_file() else []
    if unheard := [actor.id for actor in known if actor.id not in recordings]:
        raise CallerError(
            f"{told} declares {unheard[0]!r}, of whom there is no recording: add "
            f"{unheard[0]}.wav with its consent, or remove the voice."
        )
    for actor in known:
        if actor.speaker or actor.embedding is not None:
            raise CallerError(
                f"{told} gives {actor.id!r} a speaker or an embedding, but this model knows "
                "recordings alone: remove it."
            )
    seen = {actor.id for actor in known}
    others = [
        Actor(name, one.consent.speaker, languages)
        for name, one in recordings.items()
        if name not in seen
    ]
    digests = [one.digest for one in recordings.values()]
    if known:
        digests.append(hashlib.sha256(told.read_bytes()).hexdigest())
    return Players(
        [_heard(actor, recordings[actor.id]) for actor in (*known, *others)],
        hashlib.sha256("".join(digests).encode()).hexdigest(),
    )


def _heard(actor: Actor, recording: Recording) -> Actor:
    return replace(actor, recording=recording)


def _digest(declared: Path) -> str:
    """Over the voices' file and everything beside it that it names."""
    try:
        text = declared.read_bytes()
    except OSError as error:
        raise CallerError(f"{declared} cannot be read: check voices= of it.") from error
    beside = sorted(path for path in declared.parent.iterdir() if path.name.encode() in text)
    whole = b"".join([text, *(path.read_bytes() for path in beside)])
    return hashlib.sha256(whole).hexdigest()

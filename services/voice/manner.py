"""What each manner of speech changes in a voice. Numbers alone; timbre.py and voicing.py do it.

The pace of a manner is in the request's rate, not here. Directions follow what is measured in
people: shouted and angry speech loses less towards high frequencies and is higher (Traunmüller
and Eriksson, 2000), sad speech is lower and flatter, happy speech higher and wider (Banse and
Scherer, 1996), smiling shortens the vocal tract (Tartter, 1980). How far is chosen by ear.
"""

from dataclasses import dataclass, replace

from reelmesh.v1.spec_pb2 import Manner
from services.voice.timbre import Timbre


@dataclass(frozen=True)
class Effort:
    """How the voice itself is used; all 0 is as the model speaks."""

    tilt_db: float = 0.0
    """Change of the voice's spectrum for each octave between voicing.TILT_HZ."""
    breath_db: float | None = None
    """Level of breath beside the voice; None is no more than the model's own."""
    whisper: bool = False
    """Breath instead of the voice."""
    voice_db: float = 0.0
    """Level of voiced sounds against hisses, which keep theirs."""
    attack_db: float = 0.0
    """How much louder the onsets become at most."""
    even: float = 0.0
    """Share of the differences in loudness between voiced sounds that is taken away."""

    @property
    def plain(self) -> bool:
        """Whether nothing is changed."""
        return self == Effort()


_SAME = Timbre()
_EASY = Effort()


@dataclass(frozen=True)
class Delivery:
    """A manner as factors on a speaker."""

    timbre: Timbre = _SAME
    effort: Effort = _EASY
    vowels: float = 1.0
    """Factor on the length of vowels; consonants keep theirs."""
    mouth: float = 1.0
    """Factor on how wide the mouth opens: a shout needs a fallen jaw, a whisper does not."""

    def of(self, speaker: Timbre) -> Timbre:
        """The speaker's timbre in this manner."""
        return replace(
            speaker,
            pitch=speaker.pitch * self.timbre.pitch,
            melody=speaker.melody * self.timbre.melody,
            tract=speaker.tract * self.timbre.tract,
        )


PLAIN = Delivery()
_DELIVERIES: dict[int, Delivery] = {
    Manner.MANNER_WHISPER: Delivery(effort=Effort(whisper=True, voice_db=-4.5), mouth=0.7),
    Manner.MANNER_SHOUT: Delivery(
        Timbre(pitch=1.25, melody=1.1, tract=1.04),
        Effort(tilt_db=4.2, voice_db=3.0, attack_db=3.0, even=0.5),
        vowels=1.18,
        mouth=1.35,
    ),
    Manner.MANNER_SOFT: Delivery(
        Timbre(pitch=0.97, melody=0.8),
        Effort(tilt_db=-3.5, breath_db=-7.0, voice_db=-1.0),
        mouth=0.8,
    ),
    Manner.MANNER_CHEERFUL: Delivery(
        Timbre(pitch=1.12, melody=1.4, tract=1.03), Effort(tilt_db=1.0), mouth=1.1
    ),
    Manner.MANNER_SAD: Delivery(
        Timbre(pitch=0.92, melody=0.7, tract=0.985),
        Effort(tilt_db=-2.0, breath_db=-14.0),
        vowels=1.05,
        mouth=0.85,
    ),
    Manner.MANNER_ANGRY: Delivery(
        Timbre(pitch=1.06, melody=1.35),
        Effort(tilt_db=3.0, voice_db=1.5, attack_db=5.0, even=0.25),
        mouth=1.15,
    ),
    Manner.MANNER_CALM: Delivery(Timbre(pitch=0.98, melody=0.75), Effort(tilt_db=-1.0), mouth=0.9),
}


def delivery(manner: int) -> Delivery:
    """How a manner is done; slow and fast are pace alone."""
    return _DELIVERIES.get(manner, PLAIN)

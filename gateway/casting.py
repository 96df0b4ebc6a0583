"""Which voice suits whom: by what is told of a speaker, and by who has a voice already. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.prompt.people import FEMALE, MALE, gender_of, mentions
from reelmesh.v1.engine_pb2 import Voice
from reelmesh.v1.spec_pb2 import Speaker

CHILDREN = frozenset(("child", "little girl", "little boy"))
"""Descriptions of a child, who gets the youngest voice there is: a boy has no man's."""
GENDERS = {FEMALE: "female", MALE: "male"}
LIKE: dict[str, tuple[str, ...]] = {
    "old": ("old", "aged", "middle age", "measured", "deep"),
    "young": ("young", "light", "bright", "high", "lively"),
    "child": ("child", "young and bright", "young", "light and lively", "light", "bright"),
    "deep": ("very deep", "deep", "low"),
    "high": ("high", "bright"),
    "bright": ("bright", "lively"),
    "warm": ("warm", "soft"),
    "british": ("british",),
    "american": ("american",),
}
"""A word of a speaker's description, and the words of voices that suit it, the best first."""
ACCENTS = frozenset(("british", "american"))
ACCENT_WEIGHT = 2.0
"""An accent that is asked for is heard in every word: it counts for two other wishes."""


@dataclass(frozen=True)
class Wish:
    """What a speaker should sound like."""

    gender: str
    """female, male, or empty for either."""
    words: tuple[str, ...] = ()


def wish(speaker: Speaker) -> Wish:
    """What is told of a speaker: by the description, else by a given name."""
    text = speaker.description.lower()
    people = mentions(text)
    if any(one.description in CHILDREN for one in people):
        girl = people[0].gender == FEMALE
        return Wish(GENDERS[FEMALE] if girl else "", ("child",))
    told = [one.gender for one in people if one.gender]
    gender = told[0] if told else "" if text else gender_of(speaker.name)
    words = tuple(word for word in LIKE if word in text.replace("older", "old"))
    return Wish(GENDERS.get(gender, ""), words)


def choose(able: Sequence[Voice], taken: Sequence[Voice], wanted: Wish) -> Voice:
    """Of the voices that can say it: one of the right gender, like nobody heard yet, and the
    nearest to the wish; the earlier in the list when several are as near. Nobody's own voice is
    taken unasked while there is another."""
    able = [v for v in able if not v.cloned] or able
    fits = [v for v in able if not wanted.gender or v.gender in ("", wanted.gender)] or able
    fresh = [v for v in fits if not any(alike(v, t) for t in taken)]
    unused = [v for v in fits if v not in taken]
    return max(fresh or unused or fits, key=lambda voice: nearness(voice, wanted))


def nearness(voice: Voice, wanted: Wish) -> float:
    """How well a voice's own words suit the wish."""
    text = voice.description.lower()
    near = 0.0
    for word in wanted.words:
        hits = [place for place, like in enumerate(LIKE[word]) if like in text]
        weight = ACCENT_WEIGHT if word in ACCENTS else 1.0
        near += weight / (1 + hits[0]) if hits else 0.0
    return near


def alike(a: Voice, b: Voice) -> bool:
    """Whether two voices are hard to tell apart."""
    return a.id == b.id or bool(a.group and a.group == b.group)

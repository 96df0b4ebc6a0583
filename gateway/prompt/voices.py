"""What a text tells of somebody's voice: 'in a deep voice', '(female, 30s)', 用低沉的声音."""

import re
from dataclasses import replace

from gateway.prompt import folk
from gateway.prompt.manner import manner_of
from gateway.prompt.people import FEMALE, MALE, Person

_VOICE = re.compile(
    r"\b(?:in|with) (?:an?|his|her) ((?:[\w-]+,? ){1,3})(?:voice|accent)|"
    r"\b((?:[\w-]+,? ){1,3})voice\b|"
    r"用?([\u4e00-\u9fff]{1,4}?)的?(?:声音|嗓音|语气|声调|[男女]声)",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile("voice|accent|声|嗓音|语气", re.IGNORECASE)
_VOICE_WORDS = {
    "deep": "deep",
    "low": "deep",
    "gruff": "deep",
    "husky": "deep",
    "gravelly": "deep",
    "raspy": "deep",
    "booming": "deep",
    "squeaky": "high",
    "bright": "bright",
    "high": "high",
    "warm": "warm",
    "british": "british",
    "american": "american",
    "低沉": "deep",
    "浑厚": "deep",
    "沙哑": "deep",
    "清亮": "bright",
    "温暖": "warm",
}
_MADE = frozenset(
    "robotic groggy hoarse distorted electronic mechanical synthetic radio recorded ominous".split()
)
_GENDERS = (
    (
        FEMALE,
        re.compile(
            r"\b(?:female|woman(?:'s)?|lady(?:'s)?|girl(?:'s)?)\b|女声|女性|女(?=$|[，,）])", re.I
        ),
    ),
    (MALE, re.compile(r"\b(?:male|man(?:'s)?|guy|boy(?:'s)?)\b|男声|男性|男(?=$|[，,）])", re.I)),
)
_OLD = re.compile(
    rf"\b(?:{folk.AGES['old'].replace(' ', '|')}|[6-9]0s|sixties|seventies|eighties)\b|"
    r"年迈|苍老|老年",
    re.I,
)
_YOUNG = re.compile(
    r"\b(?:young|teenage|teen|[12]0s|(?:in )?(?:his|her) (?:teens|twenties))\b|年轻|少年|青年", re.I
)


def voiced(person: Person, how: str) -> Person:
    """The person with what is told of the voice: in a deep voice, 用低沉的声音."""
    if not _SPOKEN_OF.search(how):
        return person
    words = " ".join(next(filter(None, hit.groups()), "") for hit in _VOICE.finditer(how)).lower()
    return _with(person, [word for known, word in _VOICE_WORDS.items() if known in words], words)


def is_voice(word: str) -> bool:
    """Whether a word tells what a voice is like: deep, male, old, whispering."""
    known = (
        word.lower() in _VOICE_WORDS or manner_of(word) or _OLD.search(word) or _YOUNG.search(word)
    )
    return bool(known or any(words.search(word) for _, words in _GENDERS) or word.lower() in _MADE)


def introduced(person: Person, aside: str) -> Person:
    """The person with what stands in brackets after the name: (female, 30s, warm voice)."""
    if not aside.strip():
        return person
    words = aside.lower()
    told = [
        word
        for known, word in _VOICE_WORDS.items()
        if re.search(rf"\b{known}\b" if known.isascii() else known, words)
    ]
    told += ["old"] if _OLD.search(words) else ["young"] if _YOUNG.search(words) else []
    return _with(person, told, words)


def _with(person: Person, told: list[str], words: str) -> Person:
    gender = "" if person.gender else next((g for g, known in _GENDERS if known.search(words)), "")
    more = [word for word in dict.fromkeys(told) if word not in person.description]
    if not more and not gender:
        return person
    description = " ".join([*more, person.description, gender]).strip()
    if not person.description and person.gender:
        description = f"{description} {person.gender}"
    return replace(
        person, description=" ".join(description.split()), gender=person.gender or gender
    )

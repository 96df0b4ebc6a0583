"""Who speaks in a prompt, and what it tells of them: the same person keeps one name."""

import re
from dataclasses import replace
from itertools import pairwise

from gateway.prompt import folk
from gateway.prompt.people import FEMALE, MALE, Person, mentions, named
from gateway.prompt.voices import introduced

_LISTED = re.compile(
    r"^[ \t]*(?:[-*•][ \t]+)?(?P<name>[A-Z]\w*(?:[ \t]+[A-Z0-9]\w*){0,2})"
    r"[ \t]*(?::|\(|[-–—][ \t])[ \t]*"
    r"(?P<who>(?:an? )?[a-z][^\n.:：)]{3,80})",
    re.MULTILINE,
)
"""A cast: 'Mia: a young woman with red hair.'"""


_ASIDE = re.compile(
    r"(?<![\w'’-])(?P<name>[A-Z]\w+(?:[ \t]+[A-Z]\w+)?)[ \t]*\((?P<who>[^()\n]{2,60})\)"
)
"""'ROSA (50s, tired) wipes the counter.'"""
_GROUPS = frozenset("couple pair duo twins family team crew band".split())
"""Who is several: she and he of a couple are two."""


class Cast:
    """Who speaks in a prompt: the same person keeps one name."""

    def __init__(self, text: str) -> None:
        self._known: dict[str, Person] = {}
        self._told = _told(text)

    def admit(self, person: Person, before: list[Person]) -> Person:
        """The person as the cast knows them; before: whom the text spoke of until here."""
        if person.pronoun:
            person = _gendered(self._meant(person, before), person.gender)
        person = _fuller(person, before)
        same = self._same(person)
        if same is not None:
            return same
        if person.description in ("", "character") and person.name in self._told:
            description, gender = self._told[person.name]
            person = Person(
                person.name, description, person.start, person.end, gender=gender or person.gender
            )
        self._known[person.name] = person
        return person

    def knows(self, before: list[Person]) -> bool:
        """Whether there is anybody whom a pronoun could mean."""
        return bool(self._known) or any(not one.pronoun and one.name for one in before)

    def _meant(self, pronoun: Person, before: list[Person]) -> Person:
        """Whom he or she means: the last one that fits."""
        for one in reversed(before):
            if (one.name and not one.pronoun) and (
                not one.gender or not pronoun.gender or one.gender == pronoun.gender
            ):
                return _one_of(one, pronoun) if one.noun in _GROUPS else one
        known = [
            one for one in self._known.values() if one.gender in ("", pronoun.gender) and one.name
        ]
        if known:
            return known[-1]
        name = pronoun.gender.capitalize() or "Voice"
        if pronoun.han:
            name = {FEMALE: "女人", MALE: "男人"}.get(pronoun.gender, "众人")
        return Person(name, pronoun.gender, 0, 0, pronoun.gender, pronoun.gender)

    def _same(self, person: Person) -> Person | None:
        """Somebody known already: by name, or the only one of their noun."""
        if person.name in self._known:
            return self._known[person.name]
        if person.noun and person.name.lower() == person.noun:
            alike = [one for one in self._known.values() if one.noun == person.noun]
            return alike[-1] if alike else None
        return None


def _one_of(group: Person, pronoun: Person) -> Person:
    """She of an elderly couple: an old woman."""
    who = pronoun.gender or "voice"
    age = next((age for age in folk.AGES if age in group.description.split()), "")
    description = f"{age} {who}".strip()
    return Person(description.capitalize(), description, 0, 0, who, pronoun.gender)


def _gendered(person: Person, gender: str) -> Person:
    """'She whispers' of an astronaut: a woman's voice."""
    if person.gender or not gender or not person.name or person.description == gender:
        return person
    return replace(person, description=f"{person.description} {gender}".strip(), gender=gender)


def _fuller(person: Person, before: list[Person]) -> Person:
    """'The sailor' where the text spoke of an old sailor."""
    if not person.noun or person.name.lower() != person.noun:
        return person
    others = folk.OTHERS.split()
    alike = [
        one
        for one in before
        if one.noun == person.noun
        and one.name.lower() != one.noun
        and one.name.split()[0].lower() not in others
    ]
    return alike[-1] if len({one.name for one in alike}) == 1 else person


def _told(text: str) -> dict[str, tuple[str, str]]:
    """What the text tells of named people: 'Anna, an old woman', 'a young man named Bob'."""
    told: dict[str, tuple[str, str]] = {}
    everybody = [one for one in mentions(text) if not one.pronoun]
    for one, following in pairwise(everybody):
        between = text[one.end : following.start]
        if re.fullmatch(
            r"\s*(?:,|\(|is|，|（|是)\s*(?:(?:an?|the|一[个位名])\s*)?(?:[a-z-]+ ){0,2}", between
        ):
            if one.name and not one.noun and following.noun:
                told[one.name] = (following.description, following.gender)
        elif re.fullmatch(r"\s*,?\s*(?:named|called|名叫|叫做?)\s*,?\s*", between) and one.noun:
            told[following.name] = (one.description, one.gender)
    for hit in _ASIDE.finditer(text):
        one = introduced(named(hit["name"]), hit["who"])
        if one.description and one.name:
            told.setdefault(one.name, (one.description, one.gender))
    for hit in _LISTED.finditer(text):
        who = next((one for one in mentions(hit["who"]) if one.noun), None)
        if who is not None:
            told.setdefault(hit["name"], (who.description, who.gender))
    return told

"""Who is spoken of: names, 'the old man', 她, with what their voice may be like."""

import re
from dataclasses import dataclass
from functools import lru_cache

from gateway.prompt import folk

FEMALE, MALE = "woman", "man"
_NOUNS = {
    **dict.fromkeys(folk.ANYONE.split(), ""),
    **dict.fromkeys(folk.FEMALE.split(), FEMALE),
    **dict.fromkeys(folk.MALE.split(), MALE),
}
_WORD = re.compile(r"(?<![\w'-])[A-Za-z]+(?![\w-])")
_CHINESE = {
    FEMALE: re.compile(folk.CHINESE_FEMALE),
    MALE: re.compile(folk.CHINESE_MALE),
    "": re.compile(folk.CHINESE_ANYONE),
}
_NAME = re.compile(
    r"(?<![\w'’-])(?:(?:Dr|Mr|Mrs|Ms|Prof|Captain|Professor|King|Queen|Uncle|Aunt)\.?[ \t]+)?"
    r"[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)?(?:[ \t]+[A-Z][^\W\d_]+){0,2}(?![\w-])"
)
_PRONOUN = re.compile(
    r"(?<![\w'’-])(?:he|she|they)(?![\w'’-])|(?:她们?|他们?)(?!的)", re.IGNORECASE
)
_AGE = {word: age for age, words in folk.AGES.items() for word in words.split()}
_ACCENTS = frozenset(folk.ACCENTS.split())
_TELLING = _AGE.keys() | folk.OTHERS.split() | _ACCENTS
"""Adjectives that tell a voice, or one person from another."""
_APART = frozenset(folk.APART.split())
_CHINESE_AGE = (("old", re.compile(folk.CHINESE_OLD)), ("young", re.compile(folk.CHINESE_YOUNG)))
_CHINESE_CHILD = re.compile(folk.CHINESE_CHILD)
_CHINESE_ADJECTIVE = re.compile(
    r"(?:年迈|年老|老|苍老|白发|年轻|小|年幼|另一[个位名]|第二[个位名])(?:的|个)?$"
)
_HAN_GENDERS = {"男": MALE, "女": FEMALE}
_CHILD = frozenset(folk.CHILD.split())
_SMALL = frozenset("little small young tiny".split())
_CHILD_WORDS = {FEMALE: "little girl", MALE: "little boy", "": "child"}
_NARRATES = r"\b(?:female|male|deep|warm)\b"
_KIND = re.compile(
    r"\b(robot|alien|cat|dog|bear|fox|mouse|owl|rabbit|ghost|police|news|space)[ \t]+$", re.I
)
_INTO = re.compile(r"\b(?:in|near|across|through|over|around|outside|inside|on)[ \t]+$")
_OBJECT = re.compile(r"[ \t]+(?:the|an?|this|that|these|those|all|each|every|it)\b", re.I)
_ON = re.compile(r"[ \t]+[a-z]")
_DOES = re.compile(r"[ \t]+(?:and|with|in|on|at|[a-z]+(?:s|ed))\b")
_CAPITALS = re.compile(r"[A-Z][A-Z .'’-]+")
_DETERMINERS = frozenset("the a an this that his her my their our".split())


@dataclass(frozen=True)
class Person:
    """Somebody in a text: text[start:end]. An empty name is the narrator's; a pronoun's is not
    known yet."""

    name: str
    description: str
    start: int
    end: int
    noun: str = ""
    gender: str = ""
    pronoun: bool = False
    han: bool = False
    """A Chinese pronoun."""

    def within(self, other: "Person") -> bool:
        """Whether it stands within the words for somebody."""
        return other.start <= self.start and self.end <= other.end


def named(name: str, start: int = 0, end: int = 0) -> Person:
    """Somebody by a name as written before a colon: ANNA, the old man, 小雨, Narrator."""
    plain = " ".join(name.split()).strip("*[]")
    if plain.lower() in folk.NARRATORS:
        return Person("", "", start, end, noun="narrator")
    plain = re.sub(
        r"(?:['’]s (?:\w+ )?(?:voice(?:-?over)?|thoughts?|monologue)|的(?:声音|内心独白|内心|心声|画外音|独白))$",
        "",
        plain,
        flags=re.IGNORECASE,
    )
    everybody = mentions(plain)
    if everybody and everybody[0].pronoun and everybody[0].end == len(plain):
        return everybody[0]
    found = [one for one in everybody if not one.pronoun]
    last = found[-1] if found else None
    if len(found) > 1 and last and last.noun and last.end == len(plain) and found[0].noun:
        return Person(last.name, last.description, start, end, last.noun, last.gender)
    if (
        found
        and found[0].noun
        and re.match(r"[ \t]+(?:#?\d|[A-Z]$|[a-z]+ )", plain[found[0].end :])
    ):
        one = found[0]
        plain = re.sub(r"^(?:the|an?) ", "", plain, flags=re.IGNORECASE)
        return Person(plain[:1].upper() + plain[1:], one.description, start, end, "", one.gender)
    if plain in _HAN_GENDERS:
        gender = _HAN_GENDERS[plain]
        return Person(plain, gender, start, end, plain, gender)
    if found and found[0].noun and found[0].end == len(plain):
        one = found[0]
        return Person(one.name, one.description, start, end, one.noun, one.gender)
    if _CAPITALS.fullmatch(plain) and len(plain) > 1:
        plain = plain.title()
    return Person(plain, "", start, end, gender=gender_of(plain))


def gender_of(name: str) -> str:
    """What a given name tells of a voice; empty when it tells nothing."""
    first = name.lower().split()[0] if name.split() else ""
    return FEMALE if first in folk.WOMEN else MALE if first in folk.MEN else ""


def mentions(text: str) -> list[Person]:
    """Everybody a text speaks of, in order."""
    return list(_mentions(text)) if text.strip() else []


@lru_cache(maxsize=32)
def _mentions(text: str) -> tuple[Person, ...]:
    words = _WORD.finditer(text)
    found = [_noun(text, hit) for hit in words if hit.group().lower() in _NOUNS]
    # Of 'robot barista' the later noun says who it is.
    found = [
        one
        for number, one in enumerate(found)
        if number + 1 == len(found) or found[number + 1].start > one.start
    ]
    taken = [(one.start, one.end) for one in found]
    for gender, words in () if text.isascii() else _CHINESE.items():
        for hit in words.finditer(text):
            if not _overlaps(taken, hit.start(), hit.end()):
                found.append(_chinese(text, hit, gender))
                taken.append((hit.start(), hit.end()))
    # A prompt all in capitals names nobody by them.
    for hit in _NAME.finditer(text) if any(map(str.islower, text)) else ():
        one = _name(text, hit)
        if (
            one is not None
            and _of_an_article(text, one)
            and any(other.start - one.end == 1 for other in found if other.noun)
        ):
            continue  # a Maori elder
        if one is not None and not _overlaps(taken, one.start, one.end):
            found.append(one)
    for hit in _PRONOUN.finditer(text):
        word = hit.group().lower()
        gender = FEMALE if word in ("she", "她") else MALE if word in ("he", "他") else ""
        here, han = (hit.start(), hit.end()), not word.isascii()
        found.append(Person("", gender, *here, gender=gender, pronoun=True, han=han))
    return tuple(sorted(found, key=lambda one: one.start))


def _of_an_article(text: str, one: Person) -> bool:
    return (
        re.search(r"\b(?:an?|the)[ \t]+$", text[max(0, one.start - 5) : one.start], re.I)
        is not None
    )


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < e and s < end for s, e in taken)


def _noun(text: str, hit: re.Match[str]) -> Person:
    """A noun with the adjectives before it that tell a voice or one person from another."""
    noun = hit.group().lower()
    kind = _KIND.search(text[max(0, hit.start() - 24) : hit.start()])
    adjectives: list[str] = []
    start = hit.start()
    before = re.search(r"(?:[A-Za-z'-]+[ \t]+){0,4}$", text[max(0, hit.start() - 60) : hit.start()])
    for word in reversed(before.group().split() if before else []):
        low = word.lower()
        if (
            low in _TELLING
            or (low in _APART and _told_apart(text, noun))
            or (kind and low == kind[1].lower())
        ):
            adjectives.insert(0, low)
            start = text.rindex(word, 0, start)
        elif low in _DETERMINERS:
            break
    gender = _NOUNS[noun]
    if noun == "narrator":
        heard = re.findall(_NARRATES, text[max(0, start - 30) : hit.start()].lower())
        told = " ".join(dict.fromkeys([*(w for w in adjectives if w in _ACCENTS), *heard]))
        return Person(
            "", told.replace("female", FEMALE).replace("male", MALE), start, hit.end(), noun
        )
    name = _capital(" ".join(w.title() if w in _ACCENTS else w for w in [*adjectives, noun]))
    if noun in _CHILD or (noun == "girl" and _SMALL.intersection(adjectives)):
        return Person(name, _CHILD_WORDS[gender], start, hit.end(), noun, gender)
    ages = [_AGE[word] for word in adjectives if word in _AGE]
    ages += ["young"] if noun in folk.YOUNG.split() else ["old"] if noun in folk.OLD.split() else []
    accent = [word for word in adjectives if word in _ACCENTS]
    description = " ".join([*ages[:1], *accent[:1], gender or noun])
    return Person(name, description, start, hit.end(), noun, gender)


@lru_cache(maxsize=64)
def _told_apart(text: str, noun: str) -> bool:
    """Whether colours or sizes tell two of a kind apart: the red robot and the blue robot."""
    found = re.findall(rf"\b({'|'.join(_APART)}) {noun}\b", text, re.IGNORECASE)
    return len({word.lower() for word in found}) > 1


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _chinese(text: str, hit: re.Match[str], gender: str) -> Person:
    begins = hit.start() - (not gender and text[hit.start() - 1 : hit.start()] in _HAN_GENDERS)
    gender = gender or _HAN_GENDERS.get(text[begins : hit.start()], "")
    before = _CHINESE_ADJECTIVE.search(text[max(0, begins - 5) : begins])
    start = begins - (len(before.group()) if before else 0)
    words = text[start : hit.end()]
    age = next((age for age, old in _CHINESE_AGE if old.search(words)), "")
    if not age and re.match(r"老(?![板师婆公外总乡家])|年迈|年老|苍老", words):
        age = "old"
    if not age and re.match(r"年轻|小|年幼", words):
        age = "young"
    description = " ".join(filter(None, (age, gender)))
    if _CHINESE_CHILD.search(words):
        description = _CHILD_WORDS[gender]
    if hit.group() in ("旁白", "解说", "解说员"):
        return Person("", "", start, hit.end(), "narrator")
    return Person(words, description, start, hit.end(), hit.group(), gender)


def _name(text: str, hit: re.Match[str]) -> Person | None:
    """A capitalised word as a name, unless it begins a sentence and is a common word."""
    words = hit.group().split()
    start = hit.start()
    while words and words[0].lower().strip(".") in folk.NOT_NAMES | _NOUNS.keys() | _AGE.keys():
        start += len(words[0])
        start += len(text[start:]) - len(text[start:].lstrip())
        words = words[1:]
    plain = " ".join(words)
    if not plain or plain.lower() in folk.LABELS or plain.lower() in folk.PLACES:
        return None
    if _INTO.search(text[max(0, start - 12) : start]) and not gender_of(plain):
        return None
    starts = not text[:start].strip() or text[:start].rstrip()[-1:] in '.!?\n。！？”"'
    if starts and len(words) == 1 and not gender_of(plain):
        after = text[hit.end() :]
        # 'Split the clip' begins with a verb, 'Wolves howl' with a plural.
        if _OBJECT.match(after) or (_ON.match(after) and not _DOES.match(after)):
            return None
    if starts and len(words) == 1 and re.search(r"(?:ing|ly|ed)$", plain) and not gender_of(plain):
        return None
    return Person(plain, "", start, hit.end(), gender=gender_of(plain))

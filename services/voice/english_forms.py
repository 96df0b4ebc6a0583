"""Written English that is no number and is read wrongly as it stands: addresses, words in capitals,
drawn-out words, interjections. Each rule is for a form that hibari's own were found to misread."""

import re
from collections.abc import Callable
from itertools import product

Known = Callable[[str], bool]
"""Whether the lexicon has a word as it is written."""

_DOMAINS = "com|org|net|info|edu|gov|io|ai|dev|app|co|uk|us|eu|de|fr|cn|jp|tv|me"
_SPELLED = {name: " ".join(name.upper()) for name in "io ai uk us eu de fr cn jp tv".split()}
_FILES = "pdf|txt|docx?|xlsx?|pptx?|jpe?g|png|gif|mp[34]|wav|zip|html?|csv|json|py|exe"
_ADDRESS = re.compile(
    rf"(?:[\w.+-]+@)?(?:[\w-]+\.)+(?:{_DOMAINS})\b(?:\.(?:{_DOMAINS})\b)?(?:/[\w./-]*[\w/])?", re.I
)
_FILE_END = re.compile(rf"(?<=\w)\.(?=(?:{_FILES})\b)")
_DRIVE = re.compile(r"(?<=[a-z]) Dr\b\.?(?=$|[,;!?]| [a-z])")
_AFTER_CAPITAL = re.compile(r"(?:^|\W)[A-Z][a-z]+$")

_PARTICLES = {"O": "ˌO", "L": "l", "d": "d", "l": "l"}
_NAME = re.compile(r"\b([OLdl])'([A-ZÀ-ÖØ-Þ]\w+)")
_AND = re.compile(r"(?<=\w)'n'(?=\w)|(?<=\w )'n'(?= \w)")

_SHOUTED = re.compile(r"\b[A-Z]+(?:'[A-Z]+)?(?:[,;:!?.—-]* +[A-Z]+(?:'[A-Z]+)?)+\b")
_CAPITAL_WORD = re.compile(r"[A-Z]+(?:'[A-Z]+)?")
_PLAIN_WORDS = frozenset(
    "the a an and to it is me my you your we us he she they in on at of or not no out now this "
    "that there here what who why how get go help stop please do don't are was be for with up down "
    "him her all so if over off never".split()
)
"""Words of sentences: where one is among words in capitals, a sentence is shouted."""

_DRAWN = re.compile(r"\b[A-Za-z]*([A-Za-z])\1\1[A-Za-z]*\b", re.I)
_RUN = re.compile(r"([a-z])\1\1+", re.I)
_SINGLE = frozenset("no so we he she me to go be the oh bye hey ok".split())
"""Drawn-out words that are these, though one with a letter doubled is in the lexicon."""

_INTERJECTIONS = {
    r"s+h{2,}": "ʃː", r"br{2,}": "bɹˈɜɹ", r"ps+t": "psˈt", r"tsk": "tˈɪsk", r"z{3,}": "zː",
    r"bz{2,}": "bzː", r"u+gh+": "ˈʌɡ", r"a(?-i:a{2,})h*|aa+h+": "ˈɑː",
}  # fmt: skip
_HISSED = [
    (re.compile(rf"\b(?:{written})\b", re.IGNORECASE), sounds)
    for written, sounds in _INTERJECTIONS.items()
]


def plain(text: str, known: Known) -> str:
    """The text with those forms written as hibari reads them rightly."""
    text = _AND.sub("[and](/ən/)", text)
    text = _NAME.sub(lambda m: _name(m, known), text)
    text = _ADDRESS.sub(lambda m: _address(m[0]), text)
    text = _FILE_END.sub(" dot ", text)
    text = _DRIVE.sub(_drive, text)
    text = _SHOUTED.sub(lambda m: _lowered(m[0], known), text)
    for pattern, sounds in _HISSED:
        text = pattern.sub(lambda m, heard=sounds: f"[{m[0]}](/{heard}/)", text)
    return _DRAWN.sub(lambda m: _short(m[0], known), text)


def _address(written: str) -> str:
    """anna.lee@example.io is anna dot lee at example dot I O."""
    marks = {".": "dot", "@": "at", "/": "slash", "-": "dash"}
    host = written.partition("/")[0]
    out: list[str] = []
    parts: list[str] = re.findall(r"[^./@-]+|[./@-]", written)
    for number, part in enumerate(parts):
        last = number and "/" not in out and host.endswith(f".{part}")
        out.append(marks.get(part) or (_SPELLED.get(part.lower(), part) if last else part))
    while out and out[-1] == "slash":
        out.pop()
    return " ".join(out)


def _name(match: re.Match[str], known: Known) -> str:
    """O'Neill is O and Neill, which hibari's net for unknown words reads better apart."""
    if known(match[0]):
        return match[0]
    return f"[{match[1]}'](/{_PARTICLES[match[1]]}/){match[2]}"


def _drive(match: re.Match[str]) -> str:
    """Maple Dr. is a street; the Dr. is a doctor."""
    street = _AFTER_CAPITAL.search(match.string[: match.start()])
    return " Drive" if street else match[0]


def _lowered(shouted: str, known: Known) -> str:
    """A shouted sentence in small letters; letters that no word is made of stay a name."""
    words = _CAPITAL_WORD.findall(shouted)
    if not any(word.lower() in _PLAIN_WORDS for word in words):
        return shouted
    return _CAPITAL_WORD.sub(
        lambda m: m[0].lower() if m[0] != "I" and known(m[0].lower()) else m[0], shouted
    )


def _short(drawn: str, known: Known) -> str:
    """Sooo is so, coool cool: each run of letters as one or two, so that it is a word."""
    if re.fullmatch(r"[IVXLC]+|(.)\1*", drawn):
        return drawn
    parts = _RUN.split(drawn)
    letters = parts[1::2]
    found: list[str] = []
    for counts in product((1, 2), repeat=len(letters)):
        ends = [letter * count for letter, count in zip(letters, counts, strict=True)]
        word = "".join(part + end for part, end in zip(parts[::2], [*ends, ""], strict=True))
        if word.lower() in _SINGLE:
            return word
        if known(word.lower()):
            found.append(word)
    return found[-1] if found else drawn

"""Finds who is told from a group spoken of before: 'the older one', 'the other replies', 另一只."""

import re
from collections.abc import Iterator

from gateway.prompt import folk
from gateway.prompt.people import Person, mentions

_SPEAKS = "|".join(folk.SPEAK)
_AGED = {"older": "old", "elder": "old", "younger": "young", "oldest": "old", "youngest": "young"}
_WHICH = "older|elder|younger|oldest|youngest|taller|shorter|smaller|bigger|larger|first|second|third|other|left|right"
_ONE = re.compile(
    rf"(?<![\w'-])(?:the (?P<which>{_WHICH})(?: one\b|(?=\s*[.,:;!])|(?=(?: \w+ly)? (?:{_SPEAKS})\b)|(?<=other|older)(?= [a-z]{{2,}}(?<!s)s\b))"
    rf"|(?P<one>one)(?: of them\b|(?=(?: \w+ly)? (?:{_SPEAKS})\b))|(?P<another>another)(?=(?: \w+ly)? (?:{_SPEAKS})\b))",
    re.I,
)
_GROUP = re.compile(
    r"(?<![\w'-])(?:two|three|four|five|several|both|some|a (?:pair|couple|group|trio|pack) of)\s+"
    r"(?P<many>[a-z-]+(?:\s+[a-z-]+){0,3})",
    re.I,
)
_IRREGULAR = {
    "men": "man",
    "children": "child",
    "people": "person",
    "wolves": "wolf",
    "mice": "mouse",
}
_PLURALS = (
    (re.compile(r"(?<=\w)men$"), "man"),
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=[^s])s$"), ""),
)
"""Endings of several, each with that of one: fishermen, ladies, cats."""
_HAN_ONE = re.compile(
    r"(?:(?:其中)?(?P<which>一|另一|另外一|第一|第二|第三)(?P<kind>[只个位名头条匹])(?:人)?"
    r"|(?P<whose>前面|后面|左边|右边|旁边|高|矮|胖|瘦|大|小|年长|年轻)的)"
    rf"(?=[\u4e00-\u9fff]{{0,8}}(?:{folk.SPEAK_CHINESE})|[：:])"
)
_HAN_GROUP = re.compile(
    r"[两二三四几俩](?P<kind>[只个位名头条匹群])(?P<about>[\u4e00-\u9fff]{0,6}的)?(?P<many>[\u4e00-\u9fff]{1,4}?)"
    r"(?=在|坐|站|正|一起|围|走|跑|蹲|躲|趴|们|对|面|相|互|并|从|聊|吵|争|看|挑|抬|打|玩|吃|喝|下|钓|划|骑|，|。|、|,|$)"
)


def ones(text: str) -> list[Person]:
    """Everybody who is told from a group, as somebody of its kind: the older of two detectives is
    an 'Older detective'. Nobody where no group was spoken of."""
    found = list(_english(text))
    return found if text.isascii() else [*found, *_chinese(text)]


def _kind(many: str) -> tuple[str, Person | None]:
    """What a group is made of, as one of it: 'detective' of 'tired detectives in a car'. The first
    word for somebody, else the first that ends like several."""
    several = ""
    for word in many.lower().split():
        noun = _IRREGULAR.get(word, word)
        for ending, single in _PLURALS:
            noun = ending.sub(single, noun)
        if noun != word and (kind := next(iter(mentions(f"the {noun}")), None)):
            return noun, kind
        several = several or (noun if noun != word else "")
    return several, None


def _english(text: str) -> Iterator[Person]:
    hits = list(_ONE.finditer(text))
    groups = list(_GROUP.finditer(text)) if hits else []
    for hit in hits:
        many = next((g["many"] for g in reversed(groups) if g.end() <= hit.start()), "")
        noun, kind = _kind(many)
        if not noun:
            continue
        gender = kind.gender if kind else ""
        which = (hit["which"] or hit["another"] or "one").lower()
        told = " ".join(filter(None, (_AGED.get(which, ""), gender or noun)))
        name = f"{which} {noun}".capitalize()
        yield Person(name, told, *hit.span(), noun, gender)


def _chinese(text: str) -> Iterator[Person]:
    hits = list(_HAN_ONE.finditer(text))
    groups = list(_HAN_GROUP.finditer(text)) if hits else []
    for hit in hits:
        group = next((g for g in reversed(groups) if g.end() <= hit.start()), None)
        if group is None:
            continue
        near = text[group.start("many") : group.start("many") + 6]
        kind = next((one for one in mentions(near) if one.start < 3 and one.noun), None)
        many = kind.name if kind else group["many"]
        gender, told = (kind.gender, kind.description) if kind else ("", "")
        name = f"{hit['which']}{hit['kind']}{many}" if hit["which"] else f"{hit['whose']}的{many}"
        yield Person(name, told, *hit.span(), many, gender)

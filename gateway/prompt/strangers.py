"""Speakers that no list of words knows: 'The keeper says', 'the ship's cook asks'."""

import re
from dataclasses import replace

from gateway.prompt import folk
from gateway.prompt.people import Person

_PHRASE = re.compile(
    r"^\s*(?:(?:and|then|but|as|while|when|suddenly|now|finally|so)\s+){0,2}"
    r"(?:the|an?|one|another|this|that)\s+(?P<words>[a-z][\w'’-]*(?:\s+[a-z][\w'’-]*){0,6})",
    re.IGNORECASE,
)
_STOP = frozenset(
    "of in on at with by from to near behind beside under over above below before after around through across "
    "who whose which that and or but while as when is are was were has had have up down out off away back into "
    "onto against toward towards her his their its the a an not never then just only holding wearing".split()
)
_NOBODY = frozenset(
    "camera shot scene video clip frame film picture image view lens way moment time day night morning evening "
    "air light rain wind snow sky sun moon music sound silence text title caption sign screen poster word words "
    "first second third last next same other one end beginning storm sea smile tear line room house street "
    "kitchen city town hand hands eye eyes face head hint touch look deep low soft quick sudden".split()
)
WORDS_MAX = 3
_SHOWS = frozenset(
    "close-up closeup portrait angle montage zoom pan dolly figure group crowd couple pair line row team band choir".split()
)
"""What shows somebody else, or is several."""
_ACTS = re.compile(r"\s+[a-z]+(?<!s)s\b")


_HAN = re.compile(
    r"^(?:这时|此时|突然|忽然|然后|接着)?(?:一|那|这|另一|另外一)[个位名](?P<about>[\u4e00-\u9fff]{0,8}?的)?"
    r"(?P<age>年轻|年迈|年老|小|老|中年)?(?P<who>男|女)?(?P<noun>[\u4e00-\u9fff]{0,2}?[员师工长手者家生民夫匠商贩客警兵将侠徒童妇婆友子女])"
)
_HAN_ANIMAL = re.compile(
    r"^(?:这时|此时|突然|忽然|然后|接着)?[一那这][只条匹头](?P<noun>(?![^从在把]{0,3}的)[\u4e00-\u9fff]{1,4}?)"
    r"(?=从|在|把|跃|跳|飞|游|爬|钻|探|趴|蹲|躺|坐|站|走|跑|叼|戴|穿|抱|抬|开口|突然|缓缓|慢慢)"
)
"""一条金鱼跃出水面."""
_HAN_AGES = {"年轻": "young", "小": "young", "年迈": "old", "年老": "old", "老": "old"}
_HAN_GENDERS = {"男": "man", "女": "woman"}


def _han_stranger(words: str, offset: int) -> Person | None:
    """一个年轻员工: whoever stands behind a measure word and is called like a trade."""
    hit = _HAN.match(words)
    if hit is None:
        animal = _HAN_ANIMAL.match(words)
        at = offset + animal.start("noun") if animal else 0
        return Person(animal["noun"], "", at, at, animal["noun"]) if animal else None
    name = "".join(filter(None, (hit["age"], hit["who"], hit["noun"])))
    gender = _HAN_GENDERS.get(hit["who"] or "", "")
    description = " ".join(filter(None, (_HAN_AGES.get(hit["age"] or "", ""), gender)))
    start = offset + hit.start("age" if hit["age"] else "who" if hit["who"] else "noun")
    return Person(name, description, start, start, hit["noun"], gender)


def acting(words: str, offset: int = 0) -> Person | None:
    """Who a clause begins with where a verb follows at once: 'A firefighter carries a puppy'."""
    one = stranger(words, offset)
    if one is None or one.noun in _SHOWS:
        return None
    after = _ACTS.match(words, one.start - offset + len(one.name))
    return replace(one, end=one.start + len(one.name)) if after else None


def stranger(words: str, offset: int = 0) -> Person | None:
    """Who a clause begins with when that is a thing with an article; offset: its place."""
    hit = _PHRASE.match(words)
    if hit is None:
        return _han_stranger(words.strip(), offset)
    named: list[str] = []
    for word in hit["words"].lower().split():
        if word.endswith("ing") and not named:
            continue  # a talking tree
        if word in _STOP or word.endswith(("ly", "ing", "'s", "’s")):
            break
        named.append(word)
    verb = len(named) > 1 and re.search(r"(?<!s)s$|ed$", named[-1])
    named = (named[:-1] if verb else named)[-WORDS_MAX:]
    if not named or named[-1] in _NOBODY or named[-1] in folk.LABELS:
        return None
    noun = named[-1]
    ages = [age for age, known in folk.AGES.items() for word in named[:-1] if word in known.split()]
    start = offset + hit.start("words")
    description = " ".join([*ages[:1], noun])
    return Person(" ".join(named).capitalize(), description, start, start, noun)

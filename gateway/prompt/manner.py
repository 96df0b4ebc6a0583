"""How something is said: its manner, the voice that is told of, and what of it is spoken at all."""

import re

from gateway.prompt import folk
from gateway.prompt.quotes import find_quotes
from reelmesh.v1.spec_pb2 import Manner

ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]|\*[^*\n]+\*")
"""A stage direction within a line."""


def _either(words: str) -> re.Pattern[str]:
    """Any of the words: English ones whole, Chinese ones anywhere."""
    each = (rf"(?<![\w'-])(?:{w})(?![\w'-])" if w.isascii() else w for w in words.split("|"))
    return re.compile("|".join(each), re.IGNORECASE)


_MANNERS = [(manner, _either(words)) for manner, words in folk.MANNERS.items()]
_VERB_MANNERS = [(_either(words), manner) for words, manner in folk.SPEAK.items() if manner]


def spoken(words: str) -> str:
    """What is said aloud: no stage directions, no marks around it."""
    plain = ASIDE.sub(lambda hit: hit.group() if _is_number(hit.group()) else " ", words)
    plain = re.sub(r"\s+([,.!?…，。！？])", r"\1", " ".join(plain.split()))
    plain = plain.strip().strip("*_/|").strip()
    quoted = find_quotes(plain)
    if quoted and quoted[0].start == 0 and quoted[0].end >= len(plain.rstrip(".。")):
        plain = quoted[0].inner.strip()
    plain = plain.rstrip(",，")
    return plain if any(sign.isalnum() for sign in plain) else ""


def manner_of(words: str) -> Manner:
    """The manner that words beside a line tell; whisper and shout before softer ones."""
    verb = next((manner for verb, manner in _VERB_MANNERS if verb.search(words)), None)
    if verb is not None and verb not in (Manner.MANNER_CHEERFUL, Manner.MANNER_SAD):
        return verb
    told = next((manner for manner, known in _MANNERS if known.search(words)), None)
    return told or verb or Manner.MANNER_UNSPECIFIED


_ADVERBS = re.compile(
    r"(?:[\s,]*\b(?:and|then|but|also|as|just|again|suddenly|finally|\w{2,}ly|"
    r"laughing|smiling|crying|sobbing|grinning|trembling|panicking|whispering|shouting)\b)+[\s,]*$"
    r"|(?:一边|突然|忽然|然后|接着|又|也|便|就|才|再|都|转身|回头|抬头|点头|开口|缓缓|慢慢|"
    rf"[轻低小大高柔沉][声]|(?:{'|'.join(w for words in folk.MANNERS.values() for w in words.split('|') if not w.isascii())})[地着得]?|"
    r"[\u4e00-\u9fff]{2}地|面?对着?[\u4e00-\u9fff]{1,4}?|用[\u4e00-\u9fff]{1,4}的?(?:声音|语气|嗓音|口吻|声调))+$",
    re.IGNORECASE,
)
ADVERBS_MAX = 40
"""Characters before a verb of speaking in which words on its manner are looked for."""


def adverbs(before: str) -> int:
    """How many characters right before a verb of speaking are on how it is said."""
    hit = _ADVERBS.search(before[-ADVERBS_MAX:])
    return len(hit.group()) if hit else 0


def _is_number(aside: str) -> bool:
    return any(s.isdigit() for s in aside) and not any(s.isalpha() for s in aside)


GESTURES = (
    "(?:点了?点头|摇了?摇头|点头|摇头|笑了笑|笑笑|叹了?口气|皱了?皱?眉头?|挥了?挥手|耸了?耸肩|抬起头|低下头|转过身|转过头|转头|扭头|抬眼|皱眉|摆摆手|挥手|跪下|鞠躬|行礼|抱住[他她它]|"
    "回过头|愣住了?|愣了愣?|红着脸|瞪大眼睛|摆摆手|拍拍手|眨眨眼|歪着头|伸出手|站起来|坐下来?)"
)
"""What somebody does before speaking, that is no part of a name: 徒弟点点头."""


def han_name(words: str) -> str:
    """A Chinese name before a speaking verb: what is left when manners and adverbs are gone."""
    left = re.sub(r"^(?:然后|接着|突然|忽然|这时|此时|于是)+", "", words.strip())
    whole = left
    for _, known in _MANNERS:
        left = known.sub("", left)
    left = re.sub(
        r"(?:(.)\1(.)\2|([\u4e00-\u9fff])\3[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{2}(.)\4|[\u4e00-\u9fff]{2})地$",
        "",
        left,
    )
    left = re.sub(rf"{GESTURES}$", "", left)
    left = re.sub(
        r"(?:面?对着?|向|朝|跟|和)[\u4e00-\u9fff]{1,4}$|[地着得了]+|然后|接着|突然|忽然|又|也|都|便|就|才|转身|回头|抬头|点头",
        "",
        left,
    )
    left = re.sub(rf"{GESTURES}$", "", left)
    if doing := re.match(
        r"^([\u4e00-\u9fff]{1,4}?)(?:正在|在|正)[\u4e00-\u9fff]{1,3}$", left.strip()
    ):
        return doing[1]
    hit = re.match(r"^[\u4e00-\u9fff·]{2,4}$", left.strip())
    # What is left of the middle of a clause is no name: 叹了口气.
    return hit.group() if hit and whole.startswith(hit.group()) else ""

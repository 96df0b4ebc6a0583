"""What a reading left over: words that nothing was made of, and a scene's words made one line."""

import re
import unicodedata
from collections.abc import Iterable

PHRASES_MAX, PHRASE_CHARACTERS_MAX = 40, 120
_APPEAR = (
    r"(?:ris|swell|pass|fall|drift|float|roll|glow|flow|fly|flicker|shimmer|glitter|glisten|sparkl|crackl|burn|"
    r"blow|flutter|swirl|linger|gather|spread|fad|stretch|hang|curl|billow|bloom|rac|lap|crash|spill|stream|"
    r"shin|gleam|reflect|play|leap|danc|pour|settl|mov|sway|shift|break|approach|emerg|appear|unfold|begin)"
    r"(?:e?s|ing|ed)?|flies|begins|fill(?:s|ing)?|visible|everywhere|slowly|softly|gently|quietly|faintly|warm|soft|"
    r"dim|bright|distant|busy|first|past|away|overhead|outside|inside|together|only|ambient|background|-?soaked"
)
_HAPPENS = re.compile(
    rf"\s*(?:The |A |An |Distant |Soft |Heavy |Loud )?[A-Za-z]+(?: [a-z]+){{0,2}} (?:{_APPEAR}|rumbles?|howls?|explodes?|erupts?|roars?|chirps?|creaks?|rings?|blares?)"
    r"(?: [a-z]+){0,6}[.!]?\s*$"
)
_HAN_HAPPENS = re.compile(
    r"[^我你您咱吗吧呢啊呀啦！？]*(?:风格|画风|画质|色调|特写|全景|写实)[^我你您咱吗吧呢啊呀啦！？]*$|\s*(?:全[班场体]|夜空|星空|众人|两人|二人|窗外|教室|远处|背景|天空|阳光|雨声|风声|夜色|月光|灯光|画面)[^我你您咱吗吧呢啊呀啦！？]*$"
)
_SOMEBODY = re.compile(
    r"\b(?:I|you|we|me|my|your|our|us|it|that|this|will|never|always|must|can)\b|['’]", re.I
)
_APPEARS = re.compile(rf"(?:{_APPEAR})$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.,;:!?()\n，。；：！？（）]")
_APPEARS_HAN = re.compile(
    "^(?:(?:缓缓|慢慢|轻轻|渐渐|纷纷|微微)|地|着|升腾|升起|弥漫|飘落|飘散|飘过|落下|响起|传来|闪烁|飞舞|纷飞|四溅|交加|"
    "笼罩|洒落|洒下|流淌|摇曳|起伏|掠过|划过|背景|伴随|整个|整|展现|远处|近处|线|上|下|里|中)+$"
)
_BREAK = re.compile(
    r"[.,;:!?()\[\]{}\"“”„«»…\n|/，。；：！？、（）【】「」『』*#<>~]|\s[-–—]\s|\x00"
)
_EMPTY = frozenset(
    "a an the of in on at to for from by with within into onto over under up down out off and or nor but then "
    "so as is are was were be been being it its this that these those there here while when where as if than very "
    "quite rather some any no not without his her hers him their them they he she we us our you your i me my who "
    "which what whose also just only too more most much many such like through across along around near between "
    "behind before after above below during again still another other one two each both all every has have had "
    "do does did will would can could should shall may might must s t 's camera shot scene video clip".split()
)  # fmt: skip
_EMPTY_HAN = "的了着在和与是有地得而又也都就把被从到对向上下中里一个位名只这那其它她他们及并且或者将让使为以于所之则很更最正"
_EMPTY_HAN_WORDS = frozenset("镜头 画面 视频 场景 风格 背景".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def happens(sentence: str) -> bool:
    """Whether a sentence only tells what is seen or heard: 'Sparks fall from above.'"""
    if _HAN_HAPPENS.match(sentence):
        return True
    return _HAPPENS.match(sentence) is not None and _SOMEBODY.search(sentence) is None


def left_over(text: str, covered: Iterable[tuple[int, int]]) -> list[str]:
    """The phrases outside the covered places, without the small words at their ends."""
    rest = list(text)
    for start, end in covered:
        rest[start:end] = "\x00" * (end - start)
    phrases = (
        phrase
        for clause in _CLAUSE_END.split("".join(rest))
        for part in _BREAK.split(clause)
        if (phrase := _trimmed(part)) and not ("\x00" in clause and _appears(phrase))
    )
    found = list(dict.fromkeys(phrases))
    return [_short(phrase) for phrase in found[:PHRASES_MAX]]


def _appears(phrase: str) -> bool:
    """Whether words beside something understood only say that it is there: steam rising."""
    if _HAN.search(phrase):
        return _APPEARS_HAN.match(phrase) is not None
    return all(_APPEARS.match(word) or _is_empty(word) for word in phrase.split())


def _trimmed(part: str) -> str:
    part = " ".join(part.split())
    if not _HAN.search(part):
        words = part.split()
        while words and _is_empty(words[0]):
            words.pop(0)
        while words and _is_empty(words[-1]):
            words.pop()
        return " ".join(words)
    part = part.strip(_EMPTY_HAN + " ")
    return "" if part in _EMPTY_HAN_WORDS else part


def _is_empty(word: str) -> bool:
    """Whether a word says nothing by itself; a picture sign says something."""
    plain = _WORD.search(word)
    if plain is None:
        return not any(unicodedata.category(sign) == "So" for sign in word)
    return plain.group().lower() in _EMPTY


def _short(phrase: str) -> str:
    return (
        phrase
        if len(phrase) <= PHRASE_CHARACTERS_MAX
        else phrase[: PHRASE_CHARACTERS_MAX - 1] + "…"
    )


def tidy(text: str) -> str:
    """One line without what blanking left behind."""
    text = " ".join(text.split())
    text = re.sub(r"\s+([.,;:!?，。；：！？])", r"\1", text)
    text = re.sub(r"([,;:，；：、])(?:\s*[,;:，；：、])+", r"\1", text)
    text = re.sub(r"[,;:，；：、]+\s*([.!?。！？])", r"\1", text)
    text = re.sub(r"([.!?。！？])(?:\s*[.,!?，。！？])+", r"\1", text)
    text = re.sub(r"[(（\[]\s*[)）\]]|^[\s.,;:，。；：!?！？]+", "", text).strip(" ,;:，；：-–—")
    return text if any(sign.isalnum() for sign in text) else ""

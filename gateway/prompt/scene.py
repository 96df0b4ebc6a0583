"""A scene's words: what is left of a prompt when speech and camera are gone, made whole again."""

import re

from gateway.prompt import folk
from gateway.prompt.rest import tidy

GONE = "\x01"
"""Stands where something was taken out."""
_SOUND_LABELS = ("sfx", "audio", "sound", "sounds", "ambience", "ambient", "music", "bgm")
_SOUND_HAN = ("音乐", "配乐", "音效", "声音", "环境音", "环境声")
_WORDS = "|".join(sorted((re.escape(word) for word in folk.LABELS), key=len, reverse=True))
LABEL = re.compile(
    rf"(?:^|(?<=[\n.!?;。！？；\])】{GONE}]))[ \t]*(?:[-*•>]+[ \t]+|\d{{1,2}}[.)、][ \t]*)?[\[(]?"
    rf"(?P<name>(?:{_WORDS}|dialogues?|(?:on-?screen )?text(?: on (?:the )?screen)?|{folk.LABELS_CHINESE})(?![\w'’]))[ \t]*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
"""A word that says what kind of thing follows, with its colon."""
_AFTER = "while|as|and then|and|then|but"
# Each word by itself and nothing given back: "and then" beside "and" would be tried both ways
# for every pair in a row.
_BEFORE = "while|as|and|then|but|who|before|when|with|or"
_LEADING = re.compile(rf"(?>(?:[,，]?[ ]?\b(?:{_BEFORE})\b)+)\s?{GONE}", re.IGNORECASE)
_PRONOUN = re.compile(
    rf"(^|[.!?;,。！？；，\n{GONE}])(\s*)(?:(?:and|then|but|as|while)\s+)?"
    rf"(?:he|she|it|they|[他她它]们?)\s*{GONE}",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"{GONE}[ \t]*\b(?P<word>{_AFTER})\b(?=(?P<next>\s+(?:the|an?|his|her|its|their)\b)?)",
    re.I,
)
_BRACKETS = str.maketrans({"[": " ", "【": " ", "]": ".", "】": "。"})
_BARE = re.compile(r"^[\s\-*•>.,;:，。；：\[\](){}【】\d]*$")
_BEGINS = re.compile(r"^\s*(?:[-*•>]+\s+|\d{1,2}[.)、])")


def whole(text: str) -> str:
    """One line of a text in which GONE stands for what was taken out."""
    text = LABEL.sub(lambda hit: "\n" + (hit.group().lstrip("\n") if _is_sound(hit) else ""), text)
    text = _mended(text).translate(_BRACKETS)
    lines: list[str] = []
    for line in text.split("\n"):
        if _BARE.match(line):
            continue
        begins = _BEGINS.match(line)
        if begins and lines and lines[-1].rstrip()[-1:].isalnum():
            lines[-1] = lines[-1].rstrip() + "."
        lines.append(line[begins.end() :] if begins else line)
    return tidy(" ".join(lines))


def _is_sound(hit: re.Match[str]) -> bool:
    return hit["name"].lower().startswith((*_SOUND_LABELS, *_SOUND_HAN))


def _mended(text: str) -> str:
    """Without conjunctions and pronouns that are left with nothing to join or do."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(rf"{GONE}(?:\s*{GONE})+", GONE, text)
    text = _LEADING.sub(GONE, text)
    text = _PRONOUN.sub(rf"\1\2{GONE}", text)
    text = _TRAILING.sub(_joined, text)
    text = re.sub(rf"(?<=[\u4e00-\u9fff]){GONE}\s*(?=[\u4e00-\u9fff])", "，", text)
    text = re.sub(rf"(?<=\w)[ \t]*{GONE}\s+(?=[A-Z])", ". ", text)
    return text.replace(GONE, " ")


def _joined(hit: re.Match[str]) -> str:
    """What joins the words before something gone to those after it."""
    before = hit.string[: hit.start()].rstrip(" \t")[-1:]
    if not before.isalnum():
        return " "
    return " " if hit["word"].lower().startswith("and") and not hit["next"] else ","

"""Stage directions of a line, '(whispering)': how it is said, and never what is said."""

import re

from reelmesh.command.usage import UsageError
from reelmesh.v1.spec_pb2 import Manner

BEFORE = re.compile(r"\s*[(（](?P<how>[^()（）]*[^\W\d_][^()（）]*)[)）]\s*")
"""A direction at the start of the words; a number in parentheses is spoken."""
AFTER = re.compile(BEFORE.pattern + "$")
WORDS: dict[Manner, str] = {
    Manner.MANNER_WHISPER: "whisper|whispers|whispered|whispering|in a whisper|低语|耳语|悄悄",
    Manner.MANNER_SHOUT: "shout|shouts|shouted|shouting|yelling|loudly|大声|大喊|喊",
    Manner.MANNER_SOFT: "soft|softly|quiet|quietly|gently|murmuring|轻声|低声|小声|温柔",
    Manner.MANNER_SLOW: "slow|slowly|慢|慢慢|缓缓",
    Manner.MANNER_FAST: "fast|quick|quickly|hurriedly|快|飞快|急忙",
    Manner.MANNER_CHEERFUL: "cheerful|cheerfully|happy|happily|excited|smiling|laughing|"
    "开心|高兴|笑|微笑|兴奋",
    Manner.MANNER_SAD: "sad|sadly|crying|sobbing|tearfully|悲伤|伤心|难过|哭",
    Manner.MANNER_ANGRY: "angry|angrily|furious|furiously|生气|愤怒",
    Manner.MANNER_CALM: "calm|calmly|平静|冷静",
}
"""What a direction may say. The gateway knows more words, in a prompt's whole sentences."""
_MANNERS = {word: manner for manner, words in WORDS.items() for word in words.split("|")}


def led_by(text: str, given: str) -> tuple[str, list[Manner]]:
    """The text without a direction at its start, and the manner that it tells."""
    found = BEFORE.match(text)
    return (text[found.end() :], [_manner(found["how"], given)]) if found else (text, [])


def followed_by(name: str, given: str) -> tuple[str, list[Manner]]:
    """A name without a direction after it, and the manner that it tells."""
    found = AFTER.search(name)
    return (name[: found.start()], [_manner(found["how"], given)]) if found else (name, [])


def _manner(how: str, given: str) -> Manner:
    word = " ".join(how.lower().split())
    manner = _MANNERS.get(word) or _MANNERS.get(word.rstrip("地着的"))
    if manner:
        return manner
    known = ", ".join(name.removeprefix("MANNER_").lower() for name in Manner.keys()[1:])
    raise UsageError(
        f"--line {given!r}: {how.strip()!r} is no manner; there are {known}. Leave it out, or "
        "write it without parentheses."
    )

"""What stands beside a quote: whether it is on a sign, and how it is said."""

import re

from gateway.prompt import folk
from gateway.prompt.manner import manner_of
from gateway.prompt.quotes import Quote

_SIGN_BEFORE = [re.compile(folk.SIGN_BEFORE[0], re.I), re.compile(folk.SIGN_BEFORE[1])]
_SIGN_AFTER = [re.compile(folk.SIGN_AFTER[0], re.I), re.compile(folk.SIGN_AFTER[1])]
_ASIDE_BEFORE = re.compile(r"[(（\[【][^()（）\[\]【】\n]{1,30}[)）\]】][ \t]*[:：]?[ \t]*$")
_SAYS_WORDS = re.compile(
    r"\b(?:says?|said|speaks?|whispers?|utters?|shouts?|repeats?)\s+"
    r"(?:her|his|their|its|the)\s+"
    r"(?:\w+\s+){0,2}(?:words?|phrase|name|line)\s*[:,]?\s*$",
    re.I,
)
_ASIDE_AFTER = re.compile(
    r"[ \t]*[(（][^()（）\n]{1,30}[)）]|"
    r"[ \t]+in an? (?:[\w-]+,? ){1,3}(?:voice|whisper|tone|accent)\b"
)


def is_sign(before: str, after: str, inner: str = "") -> bool:
    """Whether a quote is to be read in the picture, or is a title."""
    # "… home." Text on screen: what follows is another sentence.
    ended = inner.rstrip()[-1:] in (".", "!", "?") and after.lstrip()[:1].isupper()
    line = before[-80:]
    if _SAYS_WORDS.search(line) and not re.search(r"\b(?:sign|banner|poster|screen)\b", line, re.I):
        return False
    return any(known.search(line) for known in _SIGN_BEFORE) or (
        not ended and any(known.match(after[:60]) for known in _SIGN_AFTER)
    )


def aside_after(text: str, quote: Quote) -> str:
    """What stands in brackets right after a line: "Hello." (sadly)."""
    hit = _ASIDE_AFTER.match(text, quote.end)
    meant = hit and (manner_of(hit.group()) or hit.group().lstrip().startswith("in "))
    return hit.group() if hit and meant else ""


def aside_before(text: str, quote: Quote) -> str:
    """What stands in brackets right before a line: [whispering] "Hello."."""
    hit = _ASIDE_BEFORE.search(text, max(0, quote.start - 40), quote.start)
    return hit.group() if hit and manner_of(hit.group()) else ""


def is_line(text: str, quote: Quote) -> bool:
    """Whether a quote that nobody is said to say is a line: it has the shape of a sentence."""
    inner = quote.inner.strip()
    if not quote.closed:
        return False
    before = text[: quote.start].rstrip()
    begins = not before or before[-1] in '.!?…:;\n。！？：；”」"’)]'
    sentence = bool(re.search(r"[.!?…。！？]['”’]?$", inner)) and (
        inner[:1].isupper() or not inner.isascii()
    )
    clause = len(inner.split()) >= 3 or len(re.findall(r"[\u4e00-\u9fff]", inner)) >= 4
    return sentence or (begins and clause and not inner[:1].islower())

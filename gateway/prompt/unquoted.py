"""Finds what is said without quotes: after a verb of saying with its colon ('Mom yells from
downstairs: dinner!'), and calls ('Santa says ho ho ho!'). Indirect speech is never spoken."""

import re
from collections.abc import Iterator

from gateway.prompt import folk
from gateway.prompt.quotes import Quote

_VERBS = "|".join(sorted("|".join(folk.SPEAK).split("|"), key=len, reverse=True))
VERB = re.compile(rf"(?<![\w'-])(?:{_VERBS})(?![\w'-])", re.I)
HAN_VERB = re.compile(folk.SPEAK_CHINESE)
TAIL = re.compile(
    r"^\s*(?:(?:\w+ly|again|back|aloud|down|up|after (?:him|her|them)|fast|slow|loud|low|under (?:his|her|their) breath|(?:her|his|their|the) (?:\w+ ){0,2}(?:words?|line|name)|out|that|to (?:the |a |her |his )?[\w ]{1,24}|"
    r"(?:over|across|from|into|through|behind|beside|near|at|above|below) (?:the |her |his |a )?[\w ]{2,36}|in an? [\w, -]{2,30}|with [\w ]{2,30}|as [\w ]{2,40})\s*,?\s*){0,3}[,:：—-]?\s*$",
    re.I,
)
"""What may stand between a verb of saying and what is said: 'quietly to her sister:'."""
_TELLS = re.compile(
    r"(?:tell|ask|warn|remind|beg|urge|command|order|greet|interrupt|assure|answer)(?:s|ed|ing)?|told",
    re.I,
)
_WHOM = re.compile(
    r"\s+(?:(?:the|an?|his|her|their|our|my)\s+[\w'-]+(?:\s+[\w'-]+)?|us|him|her|them|me|everyone|everybody|[A-Z]\w+)"
    r"(?:\s+\w+ly)?\s*[,:：]\s*$"
)
"""'Tells the child: …'"""
_SAID = re.compile(
    rf"(?<![\w'-])(?:{_VERBS})(?P<tail>[^.!?…:：;\n\"“”]{{0,60}}[:：])[ \t]*(?=[\w¡¿'’*…])", re.I
)
_HAN_SAID = re.compile(
    rf"(?:{folk.SPEAK_CHINESE})(?:着|了|道|出)?[^，。！？：:“「\n]{{0,8}}[:：][ \t]*(?=[^\s“”\"「『(（\[【])"
)
_CALL = (
    r"(?:ho(?:[ ,-]+ho)+|ha(?:[ ,-]*ha)+|he(?:[ ,-]*he)+|hee(?:[ ,-]+hee)+|la(?:[ ,-]+la)+|na(?:[ ,-]+na)+|"
    r"h(?:ello|i+|ey+|iya)(?: there)?|howdy|good (?:morning|evening|night|afternoon|day)|(?:good ?)?bye(?:[- ]bye)?|"
    r"farewell|welcome(?: back)?(?=\s*(?:[,.!]|everyone|everybody|home|aboard|friends|ladies|$))|thank you|thanks|cheers|merry christmas|happy (?:birthday|new year|holidays)|"
    r"congratulations|oh(?! so\b)(?: my (?:god|gosh)| no| wow)?|ah+|aww+|wow|whoa|ouch|oops|yay|yippee|hoo?ray|hurrah|boo+|shh+|"
    r"yes|no|okay|ok|please|help(?: me)?|stop|go|run|fire|meow|woof|quack|moo+|ribbit|roar|aloha|bonjour|hola|ciao|namaste|"
    r"ni hao|konnichiwa|i love you)"
)
_CALLING = (
    r"(?:say|shout|yell|scream|whisper|cr(?:y|ies)|call|exclaim|laugh|sing|chant|bellow|roar|bark|squeak|squawk|announce|"
    r"murmur|mutter|sigh|giggle|cheer|chirp|repl(?:y|ies)|answer|repeat|goe|add)(?:s|es|ed|ing)?|said|sang"
)
_CALLS = re.compile(
    rf"(?<![\w'-])(?:{_CALLING})(?:[ \t]+(?!no\b)\w+ly|[ \t]+out|[ \t]+aloud|[ \t]+to (?:the )?camera)?[ \t]+"
    rf"(?P<call>{_CALL}(?:[ ,]+{_CALL})*)(?![\w'-])(?P<rest>[^.!?…。\n\"“]*[.!?…]*)",
    re.I,
)
_HAS_CALL = re.compile(rf"\b{_CALL}", re.I)
"""Looked for first: verbs are many, calls few."""
_COMMANDS = re.compile(
    r"(?<![\w'-])(?:says?|shouts?|yells?|screams?|cr(?:y|ies)|calls? out)[ \t]+"
    r"(?!(?:that|to|it|he|she|they|how|what|something|nothing|at|in|into|on|over|for|with|from|about|of|and|as|while|his|her|"
    r"their|the|a|an|out|again|\w+ly|goodbye|yes|no|hello|hi)\b)(?P<call>[A-Za-z']+(?:[ ,]+[A-Za-z']+){0,2}!+)",
    re.I,
)
"""'The referee says fight!'"""
_NOT_CALLED = re.compile(
    r"[ \t]*(?:to|at|for|of|about|that|it|one|more)\b|[ \t]+(?:words?|man|woman)\b", re.I
)
_CALL_ENDS = re.compile(
    r"[ \t,]*(?:\b(?:and|then|while|as|in|into|with|before|after|but|from|on|over|through|again|softly|loudly|\w{3,}ly)\b"
    r"|(?<=,)[ \t]*[a-z]+(?:s|ing)\b|$)"
)
_HAN_CALL = (
    r"(?:你们?好|您好|大家好|嗨|哈喽|哈罗|再见|拜拜|早上好|早安|晚安|晚上好|谢谢|救命|加油|哈{2,}|呵{2,}|嘿{2,}|嘻{2,}|"
    r"生日快乐|新年快乐|圣诞快乐|恭喜发财|快跑|小心|欢迎光临|欢迎|喵+|汪+|咩+|对不起|没关系|我爱你|不要)"
)
_HAN_CALLS = re.compile(
    rf"(?:{folk.SPEAK_CHINESE}|喊着?|叫着?)(?:了?一?声)?(?P<call>{_HAN_CALL}(?:[，,！!、～~]*{_HAN_CALL})*)"
    r"(?=[，。！？!?～~\n,.]|$)[！!～~]*"
)
_LISTS = re.compile(
    r"\b(?:following|these|this|words?|lines?|things|things like|like)[ \t]*$", re.I
)
_BEASTLY = re.compile(r"\b(?:roar|bellow)\w*[\s:：]*$", re.I)
_NARRATES = re.compile("旁白|解说|独白")
_SENTENCE = re.compile(r"[^.!?…。！？\n]*[.!?…。！？]*[”\"’']?[ \t]*")
_TO_SOMEBODY = re.compile(
    r"\b(?:I|I['’]\w+|[Yy]ou|[Yy]ou['’]\w+|[Ww]e|[Ww]e['’]\w+|me|[Mm]y|[Yy]our|us|[Oo]ur|[Ll]et['’]s)\b|[!?！？][ \t]*$|[我你您咱]"
)
_TOLD = re.compile(
    r"[ \t]*(?:The|A|An|He|She|They|It|His|Her|Then|Suddenly|Camera|Everyone|Both)\b(?!['’])|[ \t]*(?:镜头|画面|然后|他|她|突然)"
)
"""A sentence that tells what is seen."""
SENTENCES_MAX = 6


def leads(verb: str, rest: str) -> bool:
    """Whether a verb of saying leads to a quote, by what stands between them."""
    return bool(TAIL.match(rest) or (_TELLS.match(verb) and _WHOM.match(rest)))


def wordless(verb: str, after: str) -> bool:
    """Whether what stands behind the colon of 'the lion roars: the plain falls silent' is no
    speech: beasts do so too, and it does not begin like words."""
    return bool(_BEASTLY.search(verb)) and after.lstrip()[:1].islower()


def find_unquoted(text: str) -> list[Quote]:
    """Everything said without quotes, in order. text has its quotes masked."""
    found = [*_after_colons(text), *_calls(text)]
    kept: list[Quote] = []
    for one in sorted(found, key=lambda one: one.start):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def said_until(text: str, start: int) -> int:
    """Where what is said from a place on ends: with its sentence, and those after it that are
    said to somebody."""
    end = start
    for number in range(SENTENCES_MAX):
        hit = _SENTENCE.match(text, end)
        if hit is None or not hit.group().strip():
            break
        more = _TO_SOMEBODY.search(hit.group()) and not _TOLD.match(hit.group())
        if number and not more:
            break
        end = hit.end()
        if text[end : end + 1] == "\n":
            break
    return len(text[:end].rstrip())


def _after_colons(text: str) -> Iterator[Quote]:
    ways = () if ":" not in text and "：" not in text else (_SAID, _HAN_SAID)
    for hit in (hit for way in ways for hit in way.finditer(text)):
        tail = hit.groupdict().get("tail") or ""
        if tail and not leads(hit.group(), tail):
            continue
        if wordless(hit.group(), text[hit.end() :]):
            continue
        if _NARRATES.search(hit.group()) or _LISTS.search(tail.rstrip(":：")):
            continue
        yield _quote(text, hit.end(), said_until(text, hit.end()))


def _calls(text: str) -> Iterator[Quote]:
    called = _HAS_CALL.search(text) is not None
    for hit in _CALLS.finditer(text) if called else ():
        rest, end = hit["rest"], hit.end("call")
        if _NOT_CALLED.match(rest):
            continue
        if not _CALL_ENDS.match(rest) or rest[:1] in (".", "!", "?", "…"):
            end = said_until(text, hit.start("call"))
        yield _quote(text, hit.start("call"), end)
    for hit in _COMMANDS.finditer(text) if "!" in text else ():
        yield _quote(text, hit.start("call"), said_until(text, hit.start("call")))
    for hit in () if text.isascii() else _HAN_CALLS.finditer(text):
        yield _quote(text, hit.start("call"), hit.end())


def _quote(text: str, start: int, end: int) -> Quote:
    return Quote(start, end, text[start:end], marked=False)

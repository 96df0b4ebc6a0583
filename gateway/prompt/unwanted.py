"""What a prompt rules out besides weather and sounds: dialogue, writing in the picture, and what
is told in a form that nothing follows."""

import re

from gateway.prompt.found import Found
from gateway.prompt.quotes import find_quotes
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind

SPOKEN_ALL_THE_SAME = "the prompt has lines all the same"
_NO = r"\b(?:no|without(?: any)?|zero)\s+"
_NO_SPEECH = re.compile(
    rf"{_NO}(?:(?:spoken|audible|human)\s+)?(?:dialogues?|dialogs?|speech|talking|speaking|words spoken|"
    r"voice-?\s?overs?|narrations?|narrators?|voices?|spoken words)(?:\s+(?:or|and)\s+(?:voice-?\s?overs?|narration))?\b|"
    r"\b(?:dialogues?|speech|narration|voice-?\s?over)\s*[:：]\s*(?:none|no|n/a)\b|"
    r"\b(?:nobody|no one|no-one)\s+(?:speaks|talks|says anything)\b|"
    r"(?:无|没有?|不要|不含|不带)(?:任何)?(?:人物)?(?:对白|对话|台词|人声|旁白|配音|语音)|(?:人物)?不说话|无人说话",
    re.IGNORECASE,
)
_NO_WRITING = re.compile(
    rf"{_NO}(?:on-?screen\s+|visible\s+|any\s+)?(?:subtitles?|captions?|text|watermarks?|logos?|writing)"
    r"(?:\s*(?:,|or|and|/)\s*(?:no\s+)?(?:subtitles?|captions?|text|watermarks?|logos?))*\b|"
    r"(?:无|没有?|不要|不含|不带)(?:任何)?(?:字幕|文字|水印|标志|logo)(?:[和、或](?:字幕|文字|水印|标志|logo))*",
    re.IGNORECASE,
)
_NO_PEOPLE = re.compile(
    rf"{_NO}(?:other\s+)?(?:people|humans?|persons?|characters?|actors?|crowds?)\b"
    r"(?:\s*(?:,|or|and)\s*(?:no\s+)?(?:people|humans?|animals?)\b)*|"
    r"\bnobody\s+(?:in\s+(?:sight|frame|the\s+(?:picture|shot|frame)))\b|"
    r"(?:没有|不要|不含|无)(?:任何)?(?:人物?|行人|路人)(?=$|[，。；、,.;\s])",
    re.IGNORECASE,
)


_NEGATIVE = re.compile(
    r"(?:negative prompts?|负面提示词?|反向提示词?)\s*[:：][^\n]*|--no\s+[^\n-]+", re.IGNORECASE
)
_TECHNICAL = re.compile(r"--(?:v|style|seed|q|s|fps)\s+\S+", re.IGNORECASE)
END = 60
"""Characters at the end of a prompt in which an end in black is looked for."""
_BLACK = re.compile(
    r"(?:(?:then|and)\s+)?(?:(?:the )?(?:screen|picture|scene|camera)\s+)?(?:(?:smash |hard )?cuts?|fad(?:es?|ing)|goes)(?: out)?"
    r" ?(?:(?:in)?to (?:black|white)|out)\s*[.!]?\s*$|(?:最后|画面|镜头|屏幕)*(?:渐|淡|变|转)(?:渐|出|入|为|成)*(?:黑|白)(?:场|屏|幕)?[。！]?\s*$|淡出[。]?\s*$",
    re.IGNORECASE,
)
_ENDS = ("black", "white", "out", "黑", "白", "淡出")
"""One of them is in every end in black."""
_SET_ASIDE = (
    (
        Kind.UNDERSTOOD_KIND_STYLE,
        _NEGATIVE,
        "not wanted",
        "what is not wanted cannot be told to the engines here",
    ),
    (Kind.UNDERSTOOD_KIND_STYLE, _TECHNICAL, "a setting", "a setting of another product"),
    (
        Kind.UNDERSTOOD_KIND_TRANSITION,
        _BLACK,
        "an end in black",
        "a clip ends with its last picture",
    ),
)


def set_aside(prompt: str) -> list[Found]:
    """What a prompt says in forms that nothing here follows: negative prompts, --v 6."""
    at_end = max(0, len(prompt) - END)
    ends = any(word in prompt[at_end:].lower() for word in _ENDS)
    return [
        Found(kind, value, hit.start(), hit.end(), used=False, note=note)
        for kind, words, value, note in _SET_ASIDE
        if ends or words is not _BLACK
        for hit in words.finditer(prompt, at_end if words is _BLACK else 0)
    ]


def unwanted(text: str) -> list[Found]:
    """What text rules out, outside quotes."""
    quotes = find_quotes(text)
    ways = (
        (Kind.UNDERSTOOD_KIND_LINE, "no dialogue", _NO_SPEECH),
        (Kind.UNDERSTOOD_KIND_WRITING, "no writing", _NO_WRITING),
        (Kind.UNDERSTOOD_KIND_SCENE, "nobody in the picture", _NO_PEOPLE),
    )
    return [
        Found(kind, value, hit.start(), hit.end(), negated=True)
        for kind, value, words in ways
        for hit in words.finditer(text)
        if not any(one.start < hit.start() < one.end for one in quotes)
    ]

"""How long the clip is to be, and of what shape: '8 seconds', 'vertical video', 9:16, 竖屏."""

import re
from collections.abc import Iterator

from gateway.prompt.found import Found, ruled_from
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind

SECONDS_MIN, SECONDS_MAX = 0.5, 600.0
"""As Spec allows, and as a shot allows."""
_BEGIN = r"(?:^|(?<=[,.;:!?\n，。；：！？、(（|/-]))[ \t]*"
_END = r"(?=[ \t]*(?:$|[,.;:!?\n，。；：！？、)）|/]))"
_CLIP = r"(?:video|clip|film|movie|reel|short|shot|take|animation|footage|loop)"
_COUNT = r"(?P<{0}>\d{{1,3}}(?:\.\d)?)[ \t-]*"
_LONG = r"(?:seconds?|secs?|s)"
_SECONDS = re.compile(
    "|".join((
        # 's' counts only as a phrase of its own: 'in the 80s' is no length.
        rf"{_BEGIN}(?:(?:about|around|exactly|make it|total(?: of)?)[ \t]+)?"
        rf"{_COUNT.format('alone')}{_LONG}(?:[ \t]+(?:long|in total|total|{_CLIP}))?{_END}",
        rf"\b{_COUNT.format('of')}{_LONG}(?:[ \t-]+long)?(?=[ \t-]+(?:[a-z]+[ \t]+)?{_CLIP}\b)",
        rf"\b(?:duration|length|runtime)[ \t]*(?:[:：=]|is|of)?[ \t]*"
        rf"{_COUNT.format('told')}{_LONG}\b",
        rf"(?:时长|长度|片长|总时长)[ \t]*[:：为是约]?[ \t]*{_COUNT.format('han')}秒钟?",
        rf"{_COUNT.format('han_of')}秒钟?(?:长)?的?(?:视频|短片|影片|片段|动画|广告)",
        rf"{_BEGIN}{_COUNT.format('han_alone')}秒钟?{_END}",
    )),
    re.IGNORECASE,
)  # fmt: skip
_ORIENTED = (
    r"(?:video|clip|format|orientation|aspect(?: ratio)?|frame|framing|composition|mode|reel|short)"
)
_TURNED = r"(?:orientation|format|mode|video|aspect)"
_SHAPES = (
    (
        (720, 1280),
        rf"\bvertical {_ORIENTED}\b|\bportrait {_TURNED}\b|{_BEGIN}vertical{_END}"
        r"|竖屏|竖版|竖构图|竖画幅",
    ),
    (
        (1280, 720),
        rf"\b(?:horizontal|landscape) {_TURNED}\b|{_BEGIN}horizontal{_END}|\bwide-?screen\b"
        r"|横屏|横版|横构图|横画幅|宽屏",
    ),
    ((960, 960), rf"\bsquare {_ORIENTED}\b|方形(?:视频|画幅|构图)|方画幅"),
)
_RATIOS = {
    (9, 16): (720, 1280),
    (16, 9): (1280, 720),
    (1, 1): (960, 960),
    (4, 3): (960, 720),
    (3, 4): (720, 960),
    (21, 9): (1680, 720),
}
_RATIO = re.compile(
    r"(?:--ar[ \t]+|\b(?:aspect[ -])?ratio[ \t]*(?:[:：=]|of|is)?[ \t]*|"
    r"(?:画面)?(?:比例|宽高比|画幅)[ \t]*[:：为是]?[ \t]*)?"
    r"(?<![\d:.])(?P<w>\d{1,2})[ ]?[:：x×][ ]?(?P<h>\d{1,2})(?!\d|[:.]\d)"
    r"(?:[ \t]+(?:aspect(?:[ -]ratio)?|ratio|format|vertical|portrait|horizontal|landscape|"
    r"widescreen|video)\b)?",
    re.IGNORECASE,
)
"""Only those of _RATIOS: 10:30 is a time of day."""
_FPS = re.compile(
    r"(?<![\d.])(?P<fps>24|25|30|50|60)[ \t-]*(?:fps|frames (?:per|a) second|帧(?:每秒)?)(?!\w)",
    re.IGNORECASE,
)
_KNOWN = tuple((size, re.compile(words, re.IGNORECASE | re.MULTILINE)) for size, words in _SHAPES)


def _is_age(text: str, hit: re.Match[str]) -> bool:
    """'(female, 30s)', 'ROSA (50s, tired)': a decade among other words in brackets."""
    if re.fullmatch(r"[2-9]0s", hit.group().strip()) is None:
        return False
    opened = max(text.rfind(sign, 0, hit.start() + 1) for sign in "(（[")
    closed = next((at for at in range(hit.end(), len(text)) if text[at] in ")）]\n"), -1)
    inside = text[opened + 1 : closed].replace(hit.group(), " ", 1) if 0 <= opened < closed else ""
    return any(map(str.isalpha, inside)) and not any(sign in inside for sign in ")）]\n")


def lengths(text: str) -> Iterator[tuple[Found, float]]:
    """Every length that a text gives the whole clip, in seconds."""
    for hit in _SECONDS.finditer(text):
        seconds = float(next(filter(None, hit.groups())))
        if SECONDS_MIN <= seconds <= SECONDS_MAX and not _is_age(text, hit):
            yield _found(Kind.UNDERSTOOD_KIND_LENGTH, f"{seconds:g} s", hit), seconds


def shapes(text: str) -> Iterator[tuple[Found, tuple[int, int]]]:
    """Every shape that a text gives the picture, as width and height in pixels."""
    for size, words in _KNOWN:
        for hit in words.finditer(text):
            if ruled_from(text, hit.start(), hit.end()) is None:
                yield _found(Kind.UNDERSTOOD_KIND_SHAPE, f"{size[0]}×{size[1]}", hit), size
    for hit in _RATIO.finditer(text):
        size = _RATIOS.get((int(hit["w"]), int(hit["h"])))
        if size is not None:
            yield _found(Kind.UNDERSTOOD_KIND_SHAPE, f"{size[0]}×{size[1]}", hit), size


def rates(text: str) -> Iterator[tuple[Found, int]]:
    """Every rate that a text asks for, in frames per second."""
    for hit in _FPS.finditer(text):
        yield _found(Kind.UNDERSTOOD_KIND_RATE, f"{hit['fps']} fps", hit), int(hit["fps"])


def _found(kind: Kind, value: str, hit: re.Match[str]) -> Found:
    return Found(kind, value, hit.start(), hit.end())

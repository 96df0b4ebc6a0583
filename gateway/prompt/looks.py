"""Words for how a shot looks, English and Chinese, and what follows. Data for world.py."""

from gateway.prompt.found import pattern
from reelmesh.v1.spec_pb2 import Framing, Grade, Look

_BLUR, _SLIGHT, _STRONG = 0.6, 0.35, 1.0

_LOOKS: tuple[tuple[Look, str, str], ...] = (
    (
        Look(grades=[Grade.GRADE_BLACK_AND_WHITE]),
        r"(?:in )?black[- ]and[- ]white(?: film)?|monochrome|b&w|(?:film )?noir",
        "黑白(?:片|电影|照片|画面)?|单色",
    ),
    (
        Look(grades=[Grade.GRADE_SEPIA]),
        r"sepia(?:[- ]toned?)?|daguerreotype",
        "棕褐色调?|老照片|泛黄(?:的)?(?:照片|画面)?",
    ),
    (
        Look(grades=[Grade.GRADE_WARM]),
        r"warm (?:colou?r )?(?:grad(?:e|ing)|tones?|colou?rs?|palette|look|lighting)|warm-?toned|"
        r"(?<![a-z] )warm light(?=$|[,.;])",
        "暖色调?|暖调",
    ),
    (
        Look(grades=[Grade.GRADE_COLD]),
        r"(?:cold|cool) (?:colou?r )?(?:grad(?:e|ing)|tones?|colou?rs?|palette|look|lighting)|"
        r"(?<![a-z] )(?:cold|cool) light(?=$|[,.;])|"
        r"(?:cold|cool|blue)-?toned|teal (?:grad(?:e|ing)|tones?|look)",
        "冷色调?|冷调|青蓝色?调",
    ),
    (
        Look(grades=[Grade.GRADE_VINTAGE]),
        r"film grain|grainy|(?:vintage|retro)"
        r"(?: (?:film|look|style|footage|(?:35|16|8) ?mm(?: film)?)|(?=\s*(?:[,.;!?]|$)))|"
        r"(?:35|16|8) ?mm(?: film)?|super ?8|old (?:film|movie|footage)|home movie|faded film",
        "胶片(?:感|颗粒|质感)?|颗粒感|复古|怀旧|老电影|老胶片",
    ),
    (
        Look(grades=[Grade.GRADE_CONTRAST]),
        r"high[- ]contrast|strong contrast|stark contrast|contrasty",
        "高对比度?|强对比|强烈(?:的)?对比",
    ),
    (
        Look(blur=_BLUR),
        r"bokeh(?: background)?|shallow depth of field|shallow focus|"
        r"(?:soft(?:ly)?[- ])?(?:blurred|blurry|out[- ]of[- ]focus|defocused|unfocused) background|"
        r"background (?:is )?(?:softly )?(?:blurred|blurry|out of focus|defocused)|"
        r"blurs? the background|portrait mode",
        "浅景深|背景虚化|虚化(?:的)?背景|背景模糊|模糊(?:的)?背景|大光圈|焦外虚化",
    ),
    (
        Look(framing=Framing.FRAMING_CLOSE),
        r"(?:extreme |medium |tight )?close[- ]?ups?(?: shot)?|close shot|close(?=:)|head[- ]?shot",
        "大?特写(?:镜头)?|近景",
    ),
    (
        Look(framing=Framing.FRAMING_MEDIUM),
        r"(?:medium|mid|waist|cowboy|half[- ]body)[- ]?(?:shot|view)|half body|medium(?=:)",
        "中近景|中景|半身(?:镜头|像)?",
    ),
    (
        Look(framing=Framing.FRAMING_WIDE),
        r"(?:extreme |ultra )?wide(?:[- ]angle)? (?:shot|view|lens)|"
        r"(?:long|full|establishing)[- ]?shot|full body|wide(?=:)",
        "大?远景|大?全景(?:镜头)?|中全景|广角(?:镜头)?|全身(?:镜头)?",
    ),
)

LOOKS = [(look, pattern(english, chinese)) for look, english, chinese in _LOOKS]


def stronger(blur: float, words: str) -> float:
    """How blurred, by a word on it."""
    if any(word in words.lower() for word in ("slight", "subtle", "a little", "轻微", "微微")):
        return _SLIGHT
    strong = ("very", "extreme", "strong", "heav", "complete", "强烈", "极", "完全")
    return _STRONG if any(word in words.lower() for word in strong) else blur

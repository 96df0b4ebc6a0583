"""Makes plain text of prompts written as JSON or Markdown, sign for sign: every place in the
result is the same place in the prompt."""

import re

_PAIR = re.compile(r'"(?P<key>[^"\\\n]{1,40})"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*)"')
_STRING = re.compile(r'"(?P<inner>(?:[^"\\]|\\.)*)"(?P<key>\s*:)?')
_OBJECT = re.compile(r"\{[^{}]*\}")
_SHOT_LIST = re.compile(
    r'"(?:shots?|scenes?|segments?|clips?|sequence|timeline|shot_?list|storyboard|镜头|分镜)"\s*:\s*\[\s*(?=\{)',
    re.I,
)
_SHOT_KEY = re.compile(
    r'\{\s*"(?:(?:shot|scene|id|index|number|shot_?number|scene_?number|序号|镜号|镜头)"\s*:\s*"?\d{1,2}"?\s*,'
    r'|(?:description|prompt|action|visual|content|text|画面|描述|内容)"\s*:(?=\s*"))',
    re.I,
)
"""What the object of a shot begins with."""
_SPEAKER_KEYS = frozenset("speaker character name who role 角色 说话人 人物 说话者".split())
_LINE_KEYS = frozenset(
    "line text dialogue dialog content says speech quote words say 台词 内容 对白".split()
)
_SCENE_KEYS = frozenset(
    "scene subject action camera setting style description prompt lighting location".split()
)
"""An object with one of these is a whole shot, of which a line is only a part."""
_HOW_KEYS = frozenset(
    "emotion voice tone manner delivery mood style feeling 情绪 语气 情感".split()
)
_HEADING = re.compile(r"^(?P<marks>#{1,6}[ \t]+)(?P<words>[^\n:：]{1,60}?)(?P<end>[ \t#]*)$", re.M)
_BRACKET = re.compile(r"【(?P<words>[^【】\n]{1,12})】(?![ \t]*[:：])")
_MARKS = re.compile(r"\*\*|__|^[ \t]*```\w*|`", re.MULTILINE)


def flat(prompt: str) -> str:
    """The prompt without the marks of JSON or Markdown, as long as before."""
    inner = prompt.strip()
    if inner.startswith(("{", "[", "```")) and _PAIR.search(inner):
        prompt = _json(prompt)
    prompt = _MARKS.sub(lambda hit: " " * len(hit.group()), prompt)
    prompt = _HEADING.sub(_heading, prompt)
    return _BRACKET.sub(lambda hit: f"\n{hit['words']}：", prompt)


def _heading(hit: re.Match[str]) -> str:
    blank = " " * (len(hit["marks"]) - 1)
    return f"{blank}{hit['words']}:{' ' * len(hit['end'])}"


def _json(text: str) -> str:
    """Keys as labels; an object with a speaker and a line as 'speaker (how): "line"'."""
    text = _numbered(text)
    signs = list(_OBJECT.sub(lambda hit: _said(hit.group()), text))
    plain = "".join(signs)
    for hit in _STRING.finditer(plain):
        before = plain[: hit.start()].rstrip()[-1:]
        if before == "\x02":  # a line that is said keeps its quotes
            continue
        start, end = hit.start("inner"), hit.end("inner")
        signs[start - 1] = "\n" if hit["key"] else " "
        signs[end] = " " if hit["key"] or hit["inner"][-1:] in ".!?。！？:" else "."
        inner = _unescaped(hit["inner"])
        signs[start:end] = [" " if sign == "_" else sign for sign in inner] if hit["key"] else inner
    keep = _quoted_places(plain)
    return "".join(
        sign if place in keep or sign not in "{}[]\x02" else "\n" if sign in "{}" else " "
        for place, sign in enumerate(signs)
    ).replace("\x02", ":")


def _numbered(text: str) -> str:
    """The objects of a list of shots, each begun by its number; the list's own text stays."""
    listed = _SHOT_LIST.search(text)
    if listed is None:
        return text
    number = 0
    for hit in _SHOT_KEY.finditer(text, listed.end()):
        mark = f"\nShot {number + 1}:"
        if len(mark) <= len(hit.group()):
            number += 1
            text = text[: hit.start()] + mark.ljust(len(hit.group())) + text[hit.end() :]
    return text


def _quoted_places(plain: str) -> set[int]:
    """Where brackets are words, not marks: within strings; and the colons of speakers."""
    within = {place for hit in _STRING.finditer(plain) for place in range(*hit.span("inner"))}
    return within | {place for place, sign in enumerate(plain) if sign == "\x02"}


def _said(text: str) -> str:
    """An object that tells a line, as a label with its quote; any other as it is. \\x02 stands
    for the label's colon."""
    pairs = {hit["key"].strip().lower(): hit for hit in _PAIR.finditer(text)}
    who = next((pairs[key] for key in pairs if key in _SPEAKER_KEYS), None)
    line = next((pairs[key] for key in pairs if key in _LINE_KEYS), None)
    how = next((pairs[key] for key in pairs if key in _HOW_KEYS), None)
    if who is None or line is None or not line["value"].strip() or _SCENE_KEYS & pairs.keys():
        return text
    signs = [" "] * len(text)
    signs[0] = signs[-1] = "\n"
    signs[who.start("value") : who.end("value")] = who["value"]
    start, end = line.span("value")
    signs[start - 1 : end + 1] = f'"{"".join(_unescaped(line["value"]))}"'
    if how is not None:
        first, last = how.span("value")
        signs[first - 1 : last + 1] = f"({how['value']})"
    if who.start() < line.start():
        signs[start - 2] = "\x02"
    else:
        signs[who.start("value") - 6 : who.start("value") - 1] = " says"
    return "".join(signs)


def _unescaped(inner: str) -> list[str]:
    """Escapes of JSON as plain signs, as many as before."""
    plain = inner.replace('\\"', " '").replace("\\n", "  ").replace("\\t", "  ")
    return list(plain)

"""Finds who speaks by what stands before a colon: 'Anna: Hello.', 'Old man (softly): …', 小雨：…"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.prompt import folk
from gateway.prompt.cameras import is_direction
from gateway.prompt.manner import GESTURES, adverbs, han_name, manner_of
from gateway.prompt.people import mentions
from gateway.prompt.rest import happens
from gateway.prompt.screenplay import cues
from gateway.prompt.strangers import stranger
from gateway.prompt.unquoted import said_until, wordless

_NAME_WORD = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|St|Sgt|Lt|Capt|Gen|Col|Jr|Sr|No|[A-Z](?:\.[A-Z]){0,3})\.|v\.o\."
    r"|\w[\w'’·-]*|#\d{1,2})"
)
_CUE = re.compile(
    r"(?:^|(?<=[\n.!?…。！？;；”」\"\])）】*/|]))[ \t]*(?:[-*•–—>][ \t]+)?(?P<open>\*\*|\[|【)?"
    rf"(?P<name>(?=[^\W\d_]){_NAME_WORD}(?:[ \t]+{_NAME_WORD}){{0,4}})"
    r"(?:[ \t]*,[ \t]*(?P<after>[a-z][A-Za-z ,'-]{2,40}|[\u4e00-\u9fff]{1,8}))?"
    r"[ \t]*(?:[(（\[【](?P<how>[^()（）\[\]【】\n]{1,60})[)）\]】])?[ \t]*(?:\*\*|\]|】)?"
    r"[ \t]*[:：](?:\*\*)?",
    re.MULTILINE,
)
_HAN_LABEL = re.compile(rf"(?:{folk.LABELS_CHINESE})[\d一二三四五六七八九十]*")
_HAN = re.compile(r"[\u4e00-\u9fff·]+")
_SPEAKS = "|".join(folk.SPEAK)
_SAYS = re.compile(rf"^(?P<who>.+?)[ \t]+(?:[\w]+ly[ \t]+)?(?:{_SPEAKS})(?:[ \t]+[\w]+ly)?$", re.I)
_HAN_SAYS = re.compile(
    rf"^(?P<who>.*?)(?:{folk.SPEAK_CHINESE})(?:着|了|道)?(?:[对向]?(?:她|他|[\u4e00-\u9fff]{{2,4}}))?$"
)
"""小明问妈妈：the first of them speaks."""
_STAGE = re.compile(
    r"(?<=[.!?…。！？”\"」])\s*(?=(?:\[|\()?(?:The camera|Camera|Cut to|Smash cut|"
    r"Fade|Dissolve|Then the camera|Shot \d|Scene \d|We see|Close[- ]?up|(?:Extreme |Medium |Establishing )?(?:Wide|Long|Aerial|Drone|Tracking|Overhead|Medium|Establishing|Low[- ]angle|High[- ]angle|POV)[- ]shot|"
    r"Visuals?(?=:)|Video(?=:)|Setting(?=:)|B-roll|"
    r"Music|Sound of|SFX|Audio|(?:[a-z]+ ){0,2}(?:score|music|strings|soundtrack|orchestra) "
    r"(?:swells?|builds?|plays?|rises?|fades?|begins?|starts?|kicks? in))\b|"
    r"(?:航拍|俯拍|仰拍|跟拍|慢|空)?镜头|航拍|俯拍|空镜|(?:大?特写|[全远近中]景)[：:，]|切到|切换|画面|背景音乐|音效)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:dialogues?|dialog)[ \t]*[:：](?=\s*\n|\s*[-*•]|[^\n:：\"“]{1,40}[:：])"
    r"|(?:台词|对白|对话)[ \t]*[:：](?=\s*\n|\s*[-*•]|[^\n:：“\"]{1,12}[:：])",
    re.IGNORECASE,
)
"""'Dialogue:' before lines that each have a name."""
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s*(?=\S)")
_ACTED = re.compile(r"(?:They|He|She|Both|Everyone|The [a-z]+)\s+[a-z]+(?:\s+[\w']+){0,3}[.!]\s*$")
"""'They laugh.' before a sentence on the camera is what is seen."""
_OVER = re.compile(
    r"[ \t]+(?:voice-?\s?over|narration|v\.?o\.?|off-?screen|o\.s\.)$", re.IGNORECASE
)
"""'Storyteller voice-over:'."""
_VOICES = frozenset(
    "male female man woman deep low warm soft calm old young elderly child british american robotic".split()
)
"""'Male voice-over:' is nobody's name."""
_SUFFIX = re.compile(r"^[ \t]+(?:#?\d{1,2}|[A-Z])$")
_PLACED = re.compile(r"^[ \t]+(?:in|with|at|on|from|of|behind|by|near)[ \t]+[\w' -]{2,24}$")
_SHOT = re.compile(
    r"(?:\b(?:shot|scene|clip)\s*#?\s*\w+|(?:镜头|分镜|场景|画面|镜)\s*[\d一二三四五六七八九十]{1,2}|"
    r"第\s*[\d一二三四五六七八九十]{1,2}\s*个?[镜幕场]头?)"
    r"(?:\s*[(（\[][^()（）\[\]\n]{1,12}[)）\]])?\s*[:：]",
    re.I,
)
_DIRECTED = re.compile(
    r"(?:^|(?<=[\n.!?…。！？]))[ \t]*(?P<open>[(（\[])(?P<how>[^()（）\[\]\n]{2,30})[)）\]][ \t]*"
    r"(?P<words>[^\n.!?…。！？\"“「:：x][^\n.!?…。！？\"“「:：]{1,160}[.!?…。！？]+)",
    re.MULTILINE,
)
_TO_SOMEBODY = re.compile(
    r"\b(?:I|I'm|I've|I'll|you|you're|we|we're|me|my|your|us|our)\b|[!?！？]$|[我你您咱]"
)
_GESTURE = re.compile(GESTURES)
"""侍卫跪下：is the guard."""
_KIND = re.compile(folk.KINDS)
_COMMANDS = re.compile(
    r"(?:Don['’]t|Do not|Let['’]s|Stop|Please|Run|Look|Listen|Wait|Come|Stay|Hurry|Help|Get|Give|Tell|Keep|Hold on|"
    r"Welcome|Hello|Hi|Hey|Yes|No|Okay|Shh+|Good (?:night|morning|evening)|Thank)\b|快|别|来|等|嘘"
)
_LIST_NAME = re.compile(
    r"(?:on[- ]?screen )?(?:text|title|caption|subtitle|super)s?(?: on (?:the )?screen)?"
)
NAME_CHARACTERS_MAX = 40


@dataclass(frozen=True)
class Label:
    """Who speaks from text[content:stop] on; the label itself begins at start."""

    name: str
    """As written; empty when the label says that somebody speaks but not who."""
    how: str
    start: int
    content: int
    stop: int
    begin: int = 0
    """Where what is no part of the scene begins: after the subject of 'A waiter replies:'."""


def find_labels(text: str) -> list[Label]:
    """Every label of a speaker, with how far it reaches: the end of its line, the next label,
    or a sentence about the camera. text has its quotes masked."""
    # 'Shot 1: Anna: Hello.': the shot's colon ends a sentence, as it were.
    text = _SHOT.sub(lambda hit: hit.group()[:-1] + ";", text)
    text = _LIST.sub(lambda hit: hit.group()[:-1] + ";", text)
    script = cues(text)
    for one in script:
        text = text[: one.start] + " " * (one.stop - one.start) + text[one.stop :]
    hits = [(hit, who) for hit in _CUE.finditer(text) if (who := _speaker(text, hit)) is not None]
    found: list[Label] = []
    for number, (hit, who) in enumerate(hits):
        line = text.find("\n", hit.end())
        stop = len(text) if line < 0 else line
        if not text[hit.end() : stop].strip() and line >= 0:
            # A screenplay puts the words on the line below.
            following = text.find("\n", line + 1)
            stop = len(text) if following < 0 else following
        if number + 1 < len(hits):
            stop = min(stop, hits[number + 1][0].start())
        stop = _said_until(text, hit.end(), stop)
        told = hit["name"] if who == "narrator" else _says_how(hit["name"])
        how = " ".join(filter(None, (hit["how"], hit["after"], told)))
        start = hit.start("name")
        begin = start + _subject_length(hit["name"])
        found.append(Label(who, how, start, hit.end(), stop, begin))
    found += _directed(text)
    found += [
        Label(one.name, one.how, one.start, one.content, one.stop, one.start) for one in script
    ]
    return sorted(found, key=lambda one: one.start)


def _said_until(text: str, start: int, stop: int) -> int:
    """Where a line without quotes ends: before the sentence that directs and is not spoken."""
    stage = _STAGE.search(text, start, stop)
    stop = stage.start() if stage else stop
    # Where each line is somebody's, all of it is said.
    running = "\n" not in text.strip()
    begins = [start, *(hit.end() for hit in _SENTENCE.finditer(text, start, stop))]
    ends = [*begins[1:], stop]
    for number in range(1, len(begins)):
        sentence = text[begins[number] : ends[number]]
        if (running and happens(sentence)) or "镜头" in sentence:
            return begins[number]
        if is_direction(sentence):
            before = text[begins[number - 1] : begins[number]]
            acted = number > 1 and _ACTED.match(before)
            return begins[number - 1] if acted else begins[number]
    return stop


def _directed(text: str) -> Iterator[Label]:
    """A sentence to somebody right after a direction: (softly) I never wanted this."""
    bracketed = any(sign in text for sign in "([（")
    for hit in _DIRECTED.finditer(text) if bracketed else ():
        if manner_of(hit["how"]) and (
            _TO_SOMEBODY.search(hit["words"]) or _COMMANDS.match(hit["words"])
        ):
            at, start = hit.start("words"), hit.start("open")
            yield Label("", hit["how"], start, at, said_until(text, at), start)


def _subject_length(name: str) -> int:
    """How much of a label stays in the scene: 'A waiter' of 'A waiter replies'."""
    said = _SAYS.match(name)
    if said and said["who"].lower() in ("he", "she", "they", "it"):
        return 0
    if said is None and _HAN.match(name):
        said = re.match(rf"(?P<who>.*?)(?:{folk.SPEAK_CHINESE})$", name)
    return len(said["who"]) - adverbs(said["who"]) if said else 0


def _says_how(name: str) -> str:
    """The speaking verb in a label such as 'Anna whispers:'."""
    return name if _SAYS.match(name) or (_HAN.fullmatch(name) and _HAN_SAYS.match(name)) else ""


def _speaker(text: str, hit: re.Match[str]) -> str | None:
    """Who speaks after a label; None when it is no speaker's."""
    name, over = _OVER.subn("", hit["name"].strip())
    after = text[hit.end() :].lstrip()
    clock = name[-1:].isdigit() and text[hit.end() : hit.end() + 1].isdigit()
    if clock or text.startswith("//", hit.end()) or len(name) > NAME_CHARACTERS_MAX:
        return None
    low = name.lower()
    if low == "voice" and (hit["how"] or not after[:1].islower()):
        return name if hit["how"] else ""
    if low in folk.LINE_LABELS - {"voice"}:
        return ""
    if low in folk.NARRATORS:
        return name
    if wordless(low, after):
        return None
    if _LIST_NAME.fullmatch(low) or _KIND.fullmatch(low):
        return None
    if low in folk.LABELS or low.split()[0] in ("shot", "scene", "camera") or low in folk.PLACES:
        return None
    if _HAN.match(name):
        # 最后三秒，解说员大喊：who speaks is told behind the comma.
        return None if hit["after"] and _HAN_SAYS.match(hit["after"]) else _han_speaker(name)
    voice = set(low.replace("-", " ").split()) <= _VOICES
    if over and (voice or hit["name"].lower().endswith("narration") or "-" in name):
        return "narrator"
    if over and len(name.split()) <= 3:
        return name
    if hit["after"] and any(_PLACED.match(name[one.end :]) for one in mentions(name)):
        return None
    said = _SAYS.match(name)
    return _latin_speaker(said["who"] if said else name, after, bool(said), _directs(hit["how"]))


def _directs(how: str | None) -> bool:
    """Whether what stands in brackets behind a name is about a voice: (gravelly voice, slow)."""
    return bool(how) and bool(manner_of(how) or "voice" in how)


def _belongs(rest: str) -> bool:
    """Whether what follows a noun is part of a name: Astronaut 1, Climber A, Woman in red."""
    return bool(_SUFFIX.match(rest) or _PLACED.match(rest))


def _han_speaker(name: str) -> str | None:
    if (
        _HAN_LABEL.fullmatch(name)
        or re.match(r"\d|[前后]\d|最后\d", name)
        or name.startswith(("镜头", "场景", "画面", "第", "分镜"))
    ):
        return None
    said = _HAN_SAYS.match(name)
    if said and said["who"]:
        who = mentions(said["who"])
        return said["who"][who[0].start : who[0].end] if who else han_name(said["who"]) or None
    people = mentions(name)
    if people and people[0].start == 0 and people[-1].end == len(name) and len(people) > 1:
        return name[: people[0].end]
    doing = re.match(r"(?P<who>[\u4e00-\u9fff]{1,4}?)(?:正在|在|正)[\u4e00-\u9fff]{1,3}$", name)
    if doing:
        return doing["who"]
    if len(people) == 1 and people[0].start == 0 and _GESTURE.fullmatch(name, people[0].end):
        return name[: people[0].end]
    short = len(name) <= 4 or bool(people and people[-1].end == len(name) and len(name) <= 8)
    return name if short else None


def _latin_speaker(name: str, after: str, said: bool, how: bool) -> str | None:
    people = [one for one in mentions(name) if one.end >= len(name) - 1]
    if said and mentions(name):
        return name
    if (said or how) and (unknown := stranger(name)) is not None:
        return unknown.name
    if people and people[-1].noun and len(name.split()) <= 4:
        return name
    words = [
        word for word in name.split() if word.lower().strip(".") not in ("of", "the", "von", "de")
    ]
    capital = bool(words) and all(
        word[:1].isupper() or not word[:1].isascii() or (number and word.lstrip("#").isdigit())
        for number, word in enumerate(words)
    )
    # What is said begins with a capital, a quote or another script; 'Goal: win' does not.
    voiced = after[:1].isupper() or after[:1] in "\"“'‘「(（[*…—" or not after[:1].isascii()
    if voiced and any(one.noun and _belongs(name[one.end :]) for one in mentions(name)):
        return name
    common = words and words[0].lower().strip(".") in folk.NOT_NAMES | folk.LABELS
    return name if capital and voiced and after and not common and len(words) <= 3 else None

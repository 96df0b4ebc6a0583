"""Reads plain words as a director would: which camera move, which language, how long to say.

Pure: no I/O, no clock; it knows the schema and its own tables.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from gateway.moves import MOVES
from reelmesh.v1.spec_pb2 import Camera, CameraMove

NOTHING_SAID = (CameraMove.CAMERA_MOVE_PUSH_IN, 0.4)
"""What a prompt without a word on the camera gets: a slow push in."""
SLOW, USUAL, FAST = 0.3, 0.5, 0.9
"""Strength by the speed word beside the move."""
BESIDE = 28
"""Characters around a move in which a speed word belongs to it."""

_FOUND = tuple((move, re.compile("|".join(patterns))) for move, patterns in MOVES)
_FOUND_ASCII = tuple(
    (move, re.compile("|".join(one for one in patterns if one.isascii())))
    for move, patterns in MOVES
)
_SLOW = re.compile(
    r"\b(?:slow|slowly|gentle|gently|subtle|subtly|slight|slightly|soft|softly|calm|calmly|"
    r"creep\w*|barely|gradual|gradually|leisurely)\b|缓慢|缓缓|慢慢|轻轻|轻微|微微|徐徐|慢速|稍微|慢(?=[推拉摇移]|$)"
)
_FAST = re.compile(
    r"\b(?:fast|quick|quickly|rapid|rapidly|dramatic|dramatically|whip|crash|sudden|suddenly|"
    r"swift|swiftly|bold|boldly|sweeping|aggressive|violent|violently|strong|strongly)\b|"
    r"快速|迅速|急速|急推|急拉|猛|大幅|飞快|戏剧性|剧烈"
)
_CLAUSE = re.compile(r"[,.;:!?，。；：！？\n]|\bthen\b|然后|接着")
_NO = re.compile(
    r"(?:\b(?:no|not|without|never|avoid|don'?t|doesn'?t)(?:\s+[\w']+){0,2}\s*|不要?|没有?|无|别)$"
)


@dataclass(frozen=True)
class Move:
    """A camera move that text[start:end] names, and whether it is ruled out ('no zoom')."""

    move: CameraMove
    strength: float
    start: int
    end: int
    negated: bool


def moves(prompt: str) -> list[Move]:
    """Every camera move that a text names, in order."""
    if not prompt.strip():
        return []
    text = prompt.lower().replace("’", "'").replace("-", " ")
    # A letter such as İ is longer in lower case: then places would not fit the prompt.
    text = text if len(text) == len(prompt) else prompt
    # Where two moves begin at the same place the longer one counts, then the earlier in MOVES.
    found = sorted(
        (hit.start(), -len(hit.group()), order, hit.end())
        for order, (_, pattern) in enumerate(_FOUND_ASCII if text.isascii() else _FOUND)
        for hit in pattern.finditer(text)
    )
    named: list[Move] = []
    for start, _, order, end in found:
        if named and start < named[-1].end:
            continue
        before, after = _beside(text, start, end)
        strength = _strength(before, text[start:end], after)
        no = _NO.search(before) is not None
        named.append(Move(_FOUND[order][0], strength, start, end, no))
    return named


def camera(prompt: str) -> Camera:
    """The camera move that a prompt asks for first, and how strong.

    English and Chinese. A prompt that only rules moves out ('no zoom') gets a camera that
    holds still; one without a word on the camera a slow push in.
    """
    named = moves(prompt)
    for each in named:
        if not each.negated:
            return Camera(move=each.move, strength=each.strength)
    if named:
        return Camera(move=CameraMove.CAMERA_MOVE_HOLD, strength=USUAL)
    return Camera(move=NOTHING_SAID[0], strength=NOTHING_SAID[1])


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """What the same clause says right before and right after."""
    before = _CLAUSE.split(text[:start])[-1]
    after = _CLAUSE.split(text[end:])[0]
    return before[-BESIDE:], after[:BESIDE]


def _strength(before: str, move: str, after: str) -> float:
    """The nearest speed word decides: inside the move, then after it, then before it."""
    for words in (move, after, before):
        slow, fast = list(_SLOW.finditer(words)), list(_FAST.finditer(words))
        if slow and fast:
            last = words is before
            slower = (
                (slow[-1].start() > fast[-1].start())
                if last
                else (slow[0].start() < fast[0].start())
            )
            return SLOW if slower else FAST
        if slow or fast:
            return SLOW if slow else FAST
    return USUAL


KANA, HAN, HANGUL = "kana", "han", "hangul"
SCRIPTS = (
    ("CJK UNIFIED", HAN),
    ("CJK COMPAT", HAN),
    ("HIRAGANA", KANA),
    ("KATAKANA", KANA),
    ("HANGUL", HANGUL),
    ("CYRILLIC", "ru"),
    ("ARABIC", "ar"),
    ("DEVANAGARI", "hi"),
    ("GREEK", "el"),
    ("HEBREW", "he"),
    ("THAI", "th"),
    ("LATIN", "latin"),
)
"""Beginnings of Unicode character names, and the script or language they tell."""

WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the and is are to of in you i it we he she that this with for my not a be".split()
    ),
    "es": frozenset(
        "el la los las un una que es y por para con está estoy hola gracias buenos días del "
        "muy pero qué cómo señor esto eso yo tú mi".split()
    ),
    "fr": frozenset(
        "le la les des est et une je vous nous il elle pas que qui dans pour avec bonjour merci "
        "c'est ça du au sur mais très où tu mon bonsoir oui".split()
    ),
    "de": frozenset(
        "der und ist nicht das ich wir ein eine zu mit auf für den dem sie es hallo danke guten "
        "tag wie aber auch sehr morgen mein bitte".split()
    ),
    "it": frozenset(
        "il lo la gli che è e di per con sono non un una ciao grazie buongiorno questo questa "
        "molto ma della del mi sì come".split()
    ),
    "pt": frozenset(
        "o os as um uma que é e não para com você olá obrigado obrigada bom dia muito eu isso "
        "está mas do da em meu".split()
    ),
}
"""Small words by which a language gives itself away; English first, so that it wins ties."""
LETTERS = {"es": "ñ¿¡", "fr": "œêèàù", "de": "ßäöü", "it": "ìòù", "pt": "ãõ"}
"""Letters that English lacks and few others have."""


@lru_cache(4096)
def script(character: str) -> str:
    """The script of a letter, or a language where the script tells it; und for a letter of a
    script not listed, empty for what is no letter."""
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "")
    return next((told for start, told in SCRIPTS if name.startswith(start)), "und")


def language(text: str) -> str:
    """A guess at the BCP 47 language of a line, by its script and its small words.

    Of two scripts the one with more words wins, a Han character or a run of kana or letters
    counting as a word each; a name in another script does not turn a line around.
    """
    counts: dict[str, int] = {}
    before = ""
    for character in text:
        found = script(character)
        if found and (found != before or found == HAN):
            counts[found] = counts.get(found, 0) + 1
        before = found
    if counts.get(KANA):
        counts[KANA] += counts.pop(HAN, 0)
    if not counts:
        return "en"
    most = max(counts, key=lambda each: (counts[each], each != "latin"))
    return {KANA: "ja", HAN: "zh", HANGUL: "ko"}.get(most) or (
        _latin(text) if most == "latin" else most
    )


def _latin(text: str) -> str:
    """Which language of Latin letters; English unless another shows itself clearly."""
    plain = text.lower().replace("’", "'")
    # A letter among digits is no word.
    words = re.findall(r"(?<!\w)[^\W\d_]+(?:'[^\W\d_]+)?(?!\w)", plain)
    scores = {
        tongue: len(known.intersection(words))
        + 2 * sum(plain.count(letter) for letter in LETTERS.get(tongue, ""))
        for tongue, known in WORDS.items()
    }
    ranked = sorted(scores, key=lambda tongue: -scores[tongue])
    # Sisters such as Spanish and Italian share small words: a tie between them tells little.
    tied = scores[ranked[0]] == scores[ranked[1]]
    return (
        "en" if tied and (scores["en"] == scores[ranked[0]] or scores[ranked[0]] < 2) else ranked[0]
    )


SURE = 0.85
"""An estimate this much below the expected one is seldom too long."""
HAN_LETTERS = 3.5
"""Latin letters that take as long as one Han character: English has about 15 characters a
second, Mandarin about 4.3."""
LETTERS_OF = {HAN: HAN_LETTERS, HANGUL: 2.2, KANA: 1.8, "th": 1.2, "hi": 1.1}
"""Latin letters that take as long as one of these; everything else counts as one."""
DIGIT_LETTERS = 4.5
"""'7' is said as 'seven', '1987' as 'nineteen eighty-seven'."""
DENSE_BELOW = 8.0
"""A voice with fewer characters a second than this counts Han characters, not letters."""


def speaking_seconds(text: str, characters_per_second: float) -> float:
    """A lower estimate, in seconds, of how long a line takes to say: about 85 percent.

    characters_per_second is the voice's rate in its own first language; a Han character in an
    English voice, and a Latin letter in a Mandarin one, are converted. Numbers count as the
    words they are spoken as; runs of spaces and punctuation count once.
    """
    letters = 0.0
    for piece in re.findall(r"\d|[^\W\d_]|[\W_]+", text.strip()):
        if piece.isdigit():
            letters += DIGIT_LETTERS
        elif piece.isalpha():
            letters += LETTERS_OF.get(script(piece), 1.0)
        else:
            letters += 1.0
    if not any(character.isalnum() for character in text):
        return 0.0
    dense = characters_per_second < DENSE_BELOW
    return SURE * letters / characters_per_second / (HAN_LETTERS if dense else 1.0)
